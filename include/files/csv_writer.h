// SPDX-License-Identifier: MIT
/* CSV for people who open it in Excel, and for programs: RFC 4180 with CRLF, UTF-8 with a byte order mark, without which
 * Excel takes Cyrillic for the encoding of the system.
 *
 * A text that Excel would run as a formula has an apostrophe put in front, as OWASP's page on CSV injection advises:
 * where it begins with = + - @ (also in their full-width forms), a tab or a line break. To be undone exactly, that
 * covers texts which begin with apostrophes before such a sign too; table_read() takes one apostrophe off again.
 * Numbers stay what they are: -5 is no formula. */
#ifndef SAUDA_FILES_CSV_WRITER_H
#define SAUDA_FILES_CSV_WRITER_H

#include "base/buf.h"
#include "files/table_value.h"

/* Excel splits a file at the list separator of its country, and reads a decimal point where the country writes a comma
 * as a date: 12.5 would become the 12th of May. In Kazakhstan and Russia that makes it semicolon and comma, so this is
 * what a person gets who does not ask for another; a program asks for the other. */
enum csv_dialect {
    CSV_SEMICOLON, /* a;b;12,5 */
    CSV_COMMA,     /* a,b,12.5 */
};

struct csv_writer {
    struct buf *out;
    enum csv_dialect dialect;
};

/* Puts the byte order mark into `out`. What has been written may be taken out of the buffer after any row. */
void csv_start(struct csv_writer *csv, struct buf *out, enum csv_dialect dialect);
/* One row with its CRLF. Booleans become true and false, dates stay as they are. */
void csv_row(struct csv_writer *csv, const struct table_value *values, size_t n);

#endif
