// SPDX-License-Identifier: MIT
/* expat keeps every name it has ever seen, and each tag until it is complete, so a hostile text could make it hold any
 * amount. Hence its memory has a limit, counted by functions of our own. These get no argument that would tell them
 * for whom they allocate: so each block carries its owner, and a variable of the thread tells the owner while expat is
 * being called. */
#include "xml.h"

#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MAX_ALLOCATED ((size_t)1 << 20)
#define MAX_DEPTH 64u
#define MAX_SMALL_BYTES ((uint64_t)64 << 20)
#define PIECE_BYTES (64 << 10)

struct block {
    struct xml *owner;
    size_t size;
    alignas(max_align_t) char data[];
};

static _Thread_local struct xml *caller;

static void *block_resize(struct block *block, size_t old_size, size_t size)
{
    struct xml *owner = block ? block->owner : caller;

    if (size > MAX_ALLOCATED || owner->allocated - old_size > MAX_ALLOCATED - size)
        return NULL;
    block = realloc(block, sizeof *block + size);
    if (!block)
        abort();
    owner->allocated += size - old_size;
    block->owner = owner;
    block->size = size;
    return block->data;
}

static struct block *block_of(void *data)
{
    return (struct block *)(void *)((char *)data - offsetof(struct block, data));
}

static void *allocate(size_t size)
{
    return block_resize(NULL, 0, size);
}

static void *reallocate(void *data, size_t size)
{
    return data ? block_resize(block_of(data), block_of(data)->size, size) : allocate(size);
}

static void release(void *data)
{
    if (!data)
        return;
    block_of(data)->owner->allocated -= block_of(data)->size;
    free(block_of(data));
}

static const char *local_name(const char *name)
{
    const char *colon = strchr(name, ':');

    return colon ? colon + 1 : name;
}

static void on_begin(void *arg, const char *name, const char **attributes)
{
    struct xml *xml = arg;

    if (xml->is_over)
        return;
    if (++xml->depth > MAX_DEPTH)
        xml_fail(xml, FAULT_XML);
    else if (xml->events->begin)
        xml->events->begin(xml->arg, local_name(name), attributes);
}

static void on_end(void *arg, const char *name)
{
    struct xml *xml = arg;

    if (xml->is_over)
        return;
    if (xml->events->end)
        xml->events->end(xml->arg, local_name(name));
    xml->depth--;
}

static void on_text(void *arg, const char *text, int len)
{
    struct xml *xml = arg;

    if (!xml->is_over && xml->events->text)
        xml->events->text(xml->arg, text, (size_t)len);
}

static void on_doctype(void *arg, const char *name, const char *system_id, const char *public_id,
                       int has_internal_subset)
{
    (void)name;
    (void)system_id;
    (void)public_id;
    (void)has_internal_subset;
    xml_fail(arg, FAULT_XML_DTD);
}

enum fault xml_open(struct xml *xml, struct package *package, const char *name,
                    const struct xml_events *events, void *arg)
{
    static const XML_Memory_Handling_Suite memory = {allocate, reallocate, release};
    const enum fault fault = part_open(&xml->part, package, name);

    if (fault)
        return fault;
    xml->events = events;
    xml->arg = arg;
    caller = xml;
    xml->parser = XML_ParserCreate_MM(NULL, &memory, NULL);
    caller = NULL;
    if (!xml->parser)
        return FAULT_XML;
    XML_SetUserData(xml->parser, xml);
    XML_SetElementHandler(xml->parser, on_begin, on_end);
    XML_SetCharacterDataHandler(xml->parser, on_text);
    XML_SetStartDoctypeDeclHandler(xml->parser, on_doctype);
    return FAULT_NONE;
}

/* What the parser made of the last piece. */
static enum fault take_status(struct xml *xml, enum XML_Status status, bool is_last)
{
    xml->is_paused = status == XML_STATUS_SUSPENDED;
    if (xml->fault)
        return xml->fault;
    if (status == XML_STATUS_ERROR && !xml->is_over)
        return xml->fault = FAULT_XML;
    xml->is_end = is_last && !xml->is_paused;
    return FAULT_NONE;
}

/* What follows does not matter, but the checksum behind it does. */
static enum fault read_rest(struct xml *xml)
{
    char piece[16 << 10];
    size_t len = 0;

    xml->fault = part_read(&xml->part, piece, sizeof piece, &len);
    xml->is_end = !xml->fault && len == 0;
    return xml->fault;
}

enum fault xml_step(struct xml *xml)
{
    XML_ParsingStatus state;
    enum XML_Status status;
    void *place;
    size_t len;

    if (xml->fault)
        return xml->fault;
    if (xml->is_over)
        return read_rest(xml);
    caller = xml;
    if (xml->is_paused) {
        status = XML_ResumeParser(xml->parser);
        XML_GetParsingStatus(xml->parser, &state);
        return take_status(xml, status, state.finalBuffer);
    }
    place = XML_GetBuffer(xml->parser, PIECE_BYTES);
    if (!place)
        return xml->fault = FAULT_XML;
    xml->fault = part_read(&xml->part, place, PIECE_BYTES, &len);
    if (xml->fault)
        return xml->fault;
    status = XML_ParseBuffer(xml->parser, (int)len, len == 0);
    return take_status(xml, status, len == 0);
}

enum fault xml_read_small(struct xml *xml)
{
    enum fault fault = FAULT_NONE;

    while (!fault && !xml->is_end) {
        fault = xml_step(xml);
        if (xml->part.bytes_read > MAX_SMALL_BYTES)
            fault = FAULT_XML;
    }
    return fault;
}

void xml_close(struct xml *xml)
{
    part_close(&xml->part);
    if (xml->parser)
        XML_ParserFree(xml->parser);
    xml->parser = NULL;
}

void xml_pause(struct xml *xml)
{
    XML_StopParser(xml->parser, XML_TRUE);
}

void xml_finish(struct xml *xml)
{
    xml->is_over = true;
    XML_StopParser(xml->parser, XML_FALSE);
}

void xml_fail(struct xml *xml, enum fault fault)
{
    if (!xml->fault)
        xml->fault = fault;
    xml_finish(xml);
}

const char *xml_attribute(const char **attributes, const char *name)
{
    for (; *attributes; attributes += 2) {
        if (strcmp(local_name(*attributes), name) == 0)
            return attributes[1];
    }
    return NULL;
}

bool xml_attribute_is_true(const char **attributes, const char *name)
{
    const char *value = xml_attribute(attributes, name);

    return value && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
}
