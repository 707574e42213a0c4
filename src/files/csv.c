// SPDX-License-Identifier: MIT
/* A machine of four states over pieces of text, which may end anywhere. It is tolerant where people's files are not of
 * one mind: a quote inside a plain cell is a quote, text behind a closing quote belongs to the cell, lines end with CR,
 * LF or both. Only a quote that never ends is a fault, since it swallows rows. */
#include "csv.h"

#include "formula.h"

#include <string.h>

static void set_separator(struct csv *csv, char separator)
{
    csv->separator = separator;
    csv->stops[(unsigned char)separator] = true;
    csv->stops['\r'] = csv->stops['\n'] = csv->stops['\0'] = true;
}

static enum fault next_piece(struct csv *csv)
{
    const char *text;
    size_t len;
    enum fault fault = text_source_next(&csv->source, &text, &len);

    if (fault)
        return fault;
    csv->at = text;
    csv->end = text + len;
    csv->reader->slice.unpacked += len;
    return FAULT_NONE;
}

void csv_init(struct csv *csv, struct reader *reader)
{
    csv->reader = reader;
    text_source_init(&csv->source);
}

enum fault csv_open(struct csv *csv, int fd, enum text_encoding encoding, char separator)
{
    enum fault fault = text_source_open(&csv->source, fd, encoding);
    char told = 0;
    size_t line = 0;

    if (!fault)
        fault = next_piece(csv);
    if (fault)
        return fault;
    csv->line = 1;
    if (csv_separator_line(csv->at, (size_t)(csv->end - csv->at), &told, &line))
        csv->at += line; /* its end makes an empty row, which is left out */
    if (!separator)
        separator = told ? told : csv_recognise_separator(csv->at, (size_t)(csv->end - csv->at));
    set_separator(csv, separator);
    return FAULT_NONE;
}

static enum fault end_cell(struct csv *csv)
{
    struct row *row = &csv->reader->row;

    csv->state = CSV_CELL_START;
    if (row->len > row->start && row->text[row->start] == '\'' &&
        formula_begins(row->text + row->start, row->len - row->start))
        row->start++;
    return row_set(row, row->n);
}

static enum fault end_row(struct csv *csv)
{
    const enum fault fault = end_cell(csv);

    if (!fault)
        reader_end_row(csv->reader);
    return fault;
}

/* Text up to a separator or a line end. */
static enum fault read_plain(struct csv *csv)
{
    const char *from = csv->at;
    enum fault fault;

    while (csv->at < csv->end && !csv->stops[(unsigned char)*csv->at])
        csv->at++;
    fault = row_put(&csv->reader->row, from, (size_t)(csv->at - from));
    if (fault || csv->at == csv->end)
        return fault;
    switch (*csv->at) {
    case '\0':
        return FAULT_NUL;
    case '\r':
    case '\n':
        csv->is_after_cr = *csv->at++ == '\r';
        csv->line++;
        return end_row(csv);
    default:
        csv->at++;
        return end_cell(csv);
    }
}

/* Text up to a quote; lines are counted on the way. */
static enum fault read_quoted(struct csv *csv)
{
    const char *from = csv->at;
    enum fault fault;

    for (; csv->at < csv->end && *csv->at != '"'; csv->at++) {
        if (*csv->at == '\0')
            return FAULT_NUL;
        csv->line += *csv->at == '\r' || (*csv->at == '\n' && !csv->is_after_cr);
        csv->is_after_cr = *csv->at == '\r';
    }
    fault = row_put(&csv->reader->row, from, (size_t)(csv->at - from));
    if (!fault && csv->at < csv->end) {
        csv->at++;
        csv->is_after_cr = false;
        csv->state = CSV_QUOTE_IN_QUOTED;
    }
    return fault;
}

static enum fault step(struct csv *csv)
{
    struct row *row = &csv->reader->row;

    switch (csv->state) {
    case CSV_CELL_START:
        if (row->n == 0) {
            if (csv->is_after_cr && *csv->at == '\n') {
                csv->is_after_cr = false;
                csv->at++;
                return FAULT_NONE;
            }
            csv->is_after_cr = false;
            csv->reader->row_number = csv->line;
        }
        csv->state = *csv->at == '"' ? CSV_QUOTED : CSV_PLAIN;
        csv->at += *csv->at == '"';
        return FAULT_NONE;
    case CSV_PLAIN:
        return read_plain(csv);
    case CSV_QUOTED:
        return read_quoted(csv);
    case CSV_QUOTE_IN_QUOTED:
        if (*csv->at != '"') {
            csv->state = CSV_PLAIN;
            return FAULT_NONE;
        }
        csv->at++;
        csv->state = CSV_QUOTED;
        return row_put(row, "\"", 1);
    }
    return FAULT_NONE;
}

/* The file ends; its last line may have no end of its own. */
static enum fault finish(struct csv *csv)
{
    if (csv->state == CSV_QUOTED)
        return FAULT_QUOTE;
    if (csv->state == CSV_CELL_START && csv->reader->row.n == 0)
        return FAULT_NONE;
    return end_row(csv);
}

enum fault csv_fill(struct csv *csv, bool *ret_is_end)
{
    enum fault fault;

    while (!reader_is_full(csv->reader)) {
        if (csv->at == csv->end) {
            fault = next_piece(csv);
            if (fault == FAULT_ENCODING && csv->state == CSV_CELL_START && csv->reader->row.n == 0)
                csv->reader->row_number = csv->line;
            if (fault)
                return fault;
            if (csv->at == csv->end) {
                *ret_is_end = true;
                return finish(csv);
            }
        }
        fault = step(csv);
        if (fault)
            return fault;
    }
    return FAULT_NONE;
}

void csv_close(struct csv *csv)
{
    text_source_close(&csv->source);
}
