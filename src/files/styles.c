// SPDX-License-Identifier: MIT
/* The styles of a workbook, as far as they make dates of numbers (ECMA-376-1, 18.8.30 and 18.8.31). */
#include "styles.h"

#include "xml.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct reading {
    struct xml xml;
    struct styles *styles;
    bool is_in_cells; /* inside of <cellXfs> */
    size_t n_cells;
};

/* The formats that every Excel has without saying so. 27 to 36 and 50 to 58 are dates in Asian languages alone, and
 * numbers of no kind elsewhere. */
static void know_built_in_formats(struct styles *styles)
{
    for (size_t id = 14; id <= 17; id++)
        styles->formats[id] = KIND_DATE;
    for (size_t id = 18; id <= 21; id++)
        styles->formats[id] = KIND_TIME;
    styles->formats[22] = KIND_DATE_TIME;
    styles->formats[45] = styles->formats[47] = KIND_TIME;
    styles->formats[46] = KIND_DURATION;
}

/* The end of what is quoted, escaped or bracketed at `s` and shows no part of the value; `s` itself where nothing is. */
static const char *skip_literal(const char *s)
{
    const char *end = NULL;

    if (*s == '"')
        end = strchr(s + 1, '"');
    else if (*s == '[')
        end = strchr(s, ']');
    else if ((*s == '\\' || *s == '_' || *s == '*') && s[1])
        end = s + 1;
    return end ? end + 1 : s;
}

/* [h], [mm], [ss]: hours, minutes, seconds that do not start anew with the day. */
static bool is_elapsed(const char *s)
{
    const size_t letters = *s == '[' ? strspn(s + 1, "hHmMsS") : 0;

    return letters > 0 && s[1 + letters] == ']';
}

enum number_kind number_format_kind(const char *format)
{
    bool has_date = false, has_time = false, has_month_or_minute = false;

    if (strcasecmp(format, "General") == 0)
        return KIND_NUMBER;
    for (const char *s = format; *s && *s != ';';) { /* the first section is that of positive numbers */
        const char *behind = skip_literal(s);

        if (is_elapsed(s))
            return KIND_DURATION;
        if (behind > s) {
            s = behind;
            continue;
        }
        switch (tolower((unsigned char)*s++)) {
        case 'y':
        case 'd':
            has_date = true;
            break;
        case 'h':
        case 's':
            has_time = true;
            break;
        case 'm':
            has_month_or_minute = true;
            break;
        default:
            break;
        }
    }
    has_date |= has_month_or_minute && !has_time;
    if (has_date)
        return has_time ? KIND_DATE_TIME : KIND_DATE;
    return has_time ? KIND_TIME : KIND_NUMBER;
}

static size_t id_of(const char **attributes)
{
    const char *id = xml_attribute(attributes, "numFmtId");

    return id ? strtoul(id, NULL, 10) : 0;
}

static void begin(void *arg, const char *name, const char **attributes)
{
    struct reading *reading = arg;
    struct styles *styles = reading->styles;
    const unsigned depth = reading->xml.depth;
    size_t id;

    if (depth == 2)
        reading->is_in_cells = strcmp(name, "cellXfs") == 0;
    else if (depth == 3 && strcmp(name, "numFmt") == 0) {
        const char *code = xml_attribute(attributes, "formatCode");

        id = id_of(attributes);
        if (code && id < STYLES_MAX)
            styles->formats[id] = (uint8_t)number_format_kind(code);
    } else if (depth == 3 && reading->is_in_cells && strcmp(name, "xf") == 0) {
        id = id_of(attributes);
        if (reading->n_cells == STYLES_MAX)
            xml_fail(&reading->xml, FAULT_XML);
        else
            styles->cells[reading->n_cells++] = id < STYLES_MAX ? styles->formats[id] : 0;
    }
}

enum fault styles_read(struct styles *styles, struct package *package, const char *part_name)
{
    static const struct xml_events events = {.begin = begin};
    struct reading reading = {.styles = styles};
    enum fault fault;

    know_built_in_formats(styles);
    fault = xml_open(&reading.xml, package, part_name, &events, &reading);
    if (!fault)
        fault = xml_read_small(&reading.xml);
    xml_close(&reading.xml);
    return fault;
}
