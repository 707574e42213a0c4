// SPDX-License-Identifier: MIT
/* Shared strings (ECMA-376-1, 18.4.9): <sst><si><t>…</t></si>…, or runs of rich text, which are joined. */
#include "strings.h"

#include "xstring.h"

#include <string.h>

void gathering_begin(struct gathering *gathering, const char *name)
{
    if (strcmp(name, "rPh") == 0)
        gathering->is_phonetic = true;
    else if (strcmp(name, "t") == 0)
        gathering->is_on = !gathering->is_phonetic;
}

void gathering_end(struct gathering *gathering, const char *name)
{
    if (strcmp(name, "rPh") == 0)
        gathering->is_phonetic = false;
    else if (strcmp(name, "t") == 0)
        gathering->is_on = false;
}

void gathering_put(struct gathering *gathering, const char *text, size_t len)
{
    const size_t left = sizeof gathering->text - gathering->len;

    if (!gathering->is_on)
        return;
    len = len < left ? len : left;
    memcpy(gathering->text + gathering->len, text, len);
    gathering->len += len;
}

void gathering_decode(struct gathering *gathering)
{
    if (gathering->len <= TABLE_MAX_CELL_BYTES)
        gathering->len = xstring_decode(gathering->text, gathering->len);
}

static void begin(void *arg, const char *name, const char **attributes)
{
    struct strings *strings = arg;

    (void)attributes;
    if (strings->xml.depth == 2)
        strings->gathering.len = 0;
    else if (strings->xml.depth > 2)
        gathering_begin(&strings->gathering, name);
}

static enum fault store(struct strings *strings)
{
    const struct gathering *gathering = &strings->gathering;
    enum fault fault = spill_append(&strings->texts, gathering->text, gathering->len);
    const uint32_t end = (uint32_t)strings->texts.size; /* at most what is unpacked: 2 GiB */

    strings->n++;
    return fault ? fault : spill_append(&strings->ends, &end, sizeof end);
}

static void end(void *arg, const char *name)
{
    struct strings *strings = arg;
    enum fault fault;

    if (strings->xml.depth > 2) {
        gathering_end(&strings->gathering, name);
    } else if (strings->xml.depth == 2 && strcmp(name, "si") == 0) {
        gathering_decode(&strings->gathering);
        fault = store(strings);
        if (fault)
            xml_fail(&strings->xml, fault);
    }
}

static void text(void *arg, const char *s, size_t len)
{
    struct strings *strings = arg;

    gathering_put(&strings->gathering, s, len);
}

void strings_init(struct strings *strings)
{
    spill_init(&strings->texts);
    spill_init(&strings->ends);
}

enum fault strings_open(struct strings *strings, struct package *package, const char *part_name,
                        const char *folder)
{
    static const struct xml_events events = {begin, end, text};
    enum fault fault;

    if (!*part_name) { /* a workbook without any */
        strings->xml.is_end = true;
        return FAULT_NONE;
    }
    fault = spill_open(&strings->texts, folder);
    if (!fault)
        fault = spill_open(&strings->ends, folder);
    if (!fault)
        fault = xml_open(&strings->xml, package, part_name, &events, strings);
    return fault;
}

enum fault strings_step(struct strings *strings)
{
    enum fault fault = xml_step(&strings->xml);

    if (!fault && strings->xml.is_end) {
        fault = spill_complete(&strings->texts);
        if (!fault)
            fault = spill_complete(&strings->ends);
    }
    return fault;
}

static enum fault read_end(struct strings *strings, uint32_t number, uint32_t *ret_end)
{
    const char *data;
    size_t len;
    enum fault fault;

    fault =
        spill_read(&strings->ends, (uint64_t)number * sizeof *ret_end, sizeof *ret_end, &data, &len);
    if (!fault)
        memcpy(ret_end, data, sizeof *ret_end); /* none lies across two blocks */
    return fault;
}

enum fault strings_put(struct strings *strings, uint32_t number, struct row *row)
{
    uint32_t at = 0, to;
    enum fault fault = FAULT_NONE;
    const char *data;
    size_t len;

    if (number >= strings->n)
        return FAULT_XML;
    if (number > 0)
        fault = read_end(strings, number - 1, &at);
    if (!fault)
        fault = read_end(strings, number, &to);
    while (!fault && at < to) {
        fault = spill_read(&strings->texts, at, to - at, &data, &len);
        if (!fault)
            fault = row_put(row, data, len);
        at += (uint32_t)len;
    }
    return fault;
}

void strings_close(struct strings *strings)
{
    xml_close(&strings->xml);
    spill_close(&strings->texts);
    spill_close(&strings->ends);
}
