// SPDX-License-Identifier: MIT
/* The way to a sheet (ECMA-376-1, 12.3): the package's relationships name the workbook, the workbook lists its sheets
 * in order, and the workbook's own relationships say in which part each of them is. */
#include "workbook.h"

#include "xml.h"

#include <stdio.h>
#include <string.h>

#define MAX_SHEETS 256u
#define ID_BYTES 64u

/* What is known while the two lists are read. */
struct search {
    struct xml xml;
    struct workbook found;
    char base[PART_NAME_BYTES]; /* of the part whose relationships are read; "" for the package */
    char workbook[PART_NAME_BYTES];
    size_t n_sheets, best;          /* `best`: place in the list of the sheet that was found */
    char ids[MAX_SHEETS][ID_BYTES]; /* of the visible sheets in order */
};

/* Relationships of both spellings, transitional and strict, differ in the address before the last word. */
static bool has_type(const char *type, const char *word)
{
    const char *slash = type ? strrchr(type, '/') : NULL;

    return slash && strcmp(slash + 1, word) == 0;
}

/* The name of the part that `target` means, seen from the folder of `base` (RFC 3986 5.2, as far as parts need it). */
static bool resolve(const char *base, const char *target, char name[PART_NAME_BYTES])
{
    const char *slash = strrchr(base, '/');
    size_t len = slash && *target != '/' ? (size_t)(slash - base) : 0;
    int n;

    target += *target == '/';
    while (strncmp(target, "../", 3) == 0 || strncmp(target, "./", 2) == 0) {
        if (target[1] == '.') {
            while (len > 0 && base[--len] != '/')
                ;
        }
        target = strchr(target, '/') + 1;
    }
    n = snprintf(name, PART_NAME_BYTES, "%.*s%s%s", (int)len, base, len ? "/" : "", target);
    return n > 0 && (size_t)n < PART_NAME_BYTES;
}

static void take_relationship(struct search *search, const char **attributes)
{
    const char *type = xml_attribute(attributes, "Type"), *id = xml_attribute(attributes, "Id");
    const char *target = xml_attribute(attributes, "Target");
    char *name = NULL;
    size_t i;

    if (!target || !id)
        return;
    if (has_type(type, "officeDocument"))
        name = search->workbook;
    else if (has_type(type, "sharedStrings"))
        name = search->found.strings;
    else if (has_type(type, "styles"))
        name = search->found.styles;
    else if (has_type(type, "worksheet")) {
        for (i = 0; i < search->best && strcmp(search->ids[i], id) != 0; i++)
            ;
        if (i < search->best) {
            search->best = i;
            name = search->found.sheet;
        }
    }
    if (name && !resolve(search->base, target, name))
        xml_fail(&search->xml, FAULT_XML);
}

static void relationships_begin(void *arg, const char *name, const char **attributes)
{
    struct search *search = arg;

    if (search->xml.depth == 2 && strcmp(name, "Relationship") == 0)
        take_relationship(search, attributes);
}

static void take_sheet(struct search *search, const char **attributes)
{
    const char *id = xml_attribute(attributes, "id"), *state = xml_attribute(attributes, "state");

    if (!id || (state && strcmp(state, "visible") != 0) || search->n_sheets == MAX_SHEETS)
        return;
    if (strlen(id) >= ID_BYTES) {
        xml_fail(&search->xml, FAULT_XML);
        return;
    }
    memcpy(search->ids[search->n_sheets++], id, strlen(id) + 1);
}

static void workbook_begin(void *arg, const char *name, const char **attributes)
{
    struct search *search = arg;

    if (search->xml.depth == 1 && strcmp(name, "workbook") != 0)
        xml_fail(&search->xml, FAULT_NOT_WORKBOOK);
    else if (search->xml.depth == 2 && strcmp(name, "workbookPr") == 0)
        search->found.is_1904 = xml_attribute_is_true(attributes, "date1904");
    else if (search->xml.depth == 3 && strcmp(name, "sheet") == 0)
        take_sheet(search, attributes);
}

static enum fault read_part(struct search *search, struct package *package, const char *name,
                            const struct xml_events *events)
{
    enum fault fault;

    search->xml = (struct xml){0};
    fault = xml_open(&search->xml, package, name, events, search);
    if (!fault)
        fault = xml_read_small(&search->xml);
    xml_close(&search->xml);
    return fault;
}

/* The relationships of "xl/workbook.xml" are in "xl/_rels/workbook.xml.rels". */
static enum fault read_relationships(struct search *search, struct package *package, const char *base)
{
    static const struct xml_events events = {.begin = relationships_begin};
    const char *slash = strrchr(base, '/');
    const int folder = slash ? (int)(slash - base) + 1 : 0;
    char name[PART_NAME_BYTES * 2];

    snprintf(name, sizeof name, "%.*s_rels/%s.rels", folder, base, base + folder);
    memmove(search->base, base, strlen(base) + 1);
    return read_part(search, package, name, &events);
}

enum fault workbook_read(struct package *package, struct workbook *ret_workbook)
{
    static const struct xml_events events = {.begin = workbook_begin};
    struct search search = {0};
    enum fault fault = read_relationships(&search, package, "");

    if (fault == FAULT_DAMAGED || (!fault && !*search.workbook))
        return FAULT_NOT_WORKBOOK; /* a ZIP file, but not one of the Office programs */
    if (!fault)
        fault = read_part(&search, package, search.workbook, &events);
    search.best = search.n_sheets;
    if (!fault)
        fault = read_relationships(&search, package, search.workbook);
    if (fault)
        return fault;
    if (!*search.found.sheet)
        return FAULT_NO_SHEET;
    *ret_workbook = search.found;
    return FAULT_NONE;
}
