// SPDX-License-Identifier: MIT
/* The XML of one part of a workbook, read as a stream by expat, which may pause at any element. Names come without
 * their prefix, since some programs write <x:row> where Excel writes <row>. */
#ifndef SAUDA_SRC_FILES_XML_H
#define SAUDA_SRC_FILES_XML_H

#include "fault.h"
#include "package.h"

#include <expat.h>
#include <stdbool.h>
#include <stddef.h>

/* What happens to `arg` as the text goes by. Text may come in pieces. NULL: does not matter. */
struct xml_events {
    void (*begin)(void *arg, const char *name, const char **attributes);
    void (*end)(void *arg, const char *name);
    void (*text)(void *arg, const char *text, size_t len);
};

struct xml {
    struct part part;
    XML_Parser parser;
    const struct xml_events *events;
    void *arg;
    unsigned depth;   /* of the element that begins or ends: 1 is the root */
    size_t allocated; /* by expat */
    enum fault fault;
    bool is_paused, is_over, is_end;
};

/* `xml` is zeroed memory; xml_close() is due in any case. */
enum fault xml_open(struct xml *xml, struct package *package, const char *name,
                    const struct xml_events *events, void *arg);
/* Reads some further KiB of the part, or goes on after a pause; `is_end` tells whether more calls make sense. */
enum fault xml_step(struct xml *xml);
/* Reads all there is, for parts that are known to be small: others are FAULT_XML. */
enum fault xml_read_small(struct xml *xml);
void xml_close(struct xml *xml);

/* For handlers: the next xml_step() goes on behind this element. */
void xml_pause(struct xml *xml);
/* For handlers: what follows in the part does not matter, and is only read to its end for the checksum. */
void xml_finish(struct xml *xml);
/* For handlers. */
void xml_fail(struct xml *xml, enum fault fault);

/* The value of the attribute, whatever its prefix, or NULL. */
const char *xml_attribute(const char **attributes, const char *name);
/* The same as a truth value (xsd:boolean), false where it is absent. */
bool xml_attribute_is_true(const char **attributes, const char *name);

#endif
