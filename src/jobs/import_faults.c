// SPDX-License-Identifier: MIT
/* What is wrong with rows, as people are told of it. */
#include "base/utf8.h"
#include "import_rows.h"

#include <inttypes.h>
#include <stdlib.h>

#define VALUE_BYTES 200u /* of a wrong value that is shown */

void import_faults_init(struct import_faults *faults, struct arena *arena, unsigned max)
{
    *faults = (struct import_faults){
        .arena = arena, .max = max, .v = arena_zalloc(arena, max ? max : 1, sizeof *faults->v)};
}

void import_faults_add(struct import_faults *faults, const struct import_fault *fault)
{
    if (faults->n < faults->max)
        faults->v[faults->n++] = *fault;
}

static int fault_compare(const void *a, const void *b)
{
    const struct import_fault *x = a, *y = b;

    return (x->row > y->row) - (x->row < y->row);
}

void import_faults_sort(struct import_faults *faults)
{
    qsort(faults->v, faults->n, sizeof *faults->v, fault_compare);
}

static const char *field_name(struct arena *arena, const struct import_fault *fault)
{
    if (!fault->field)
        return NULL;
    if (fault->field->kind == KIND_ATTRIBUTE && fault->column)
        return arena_printf(arena, "%s.%s", fault->field->name, fault->column->attribute);
    return fault->field->name;
}

static void put_member(struct buf *json, const char *key, const char *text)
{
    buf_printf(json, ",\"%s\":", key);
    if (text)
        buf_json_str(json, text, strlen(text));
    else
        buf_puts(json, "null");
}

void import_faults_put(const struct import_faults *faults, struct buf *json)
{
    for (unsigned i = 0; i < faults->n; i++) {
        const struct import_fault *fault = &faults->v[i];

        buf_printf(json, "%s{\"row\":%" PRIu64, i ? "," : "", fault->row);
        put_member(json, "column", fault->column ? fault->column->name : NULL);
        put_member(json, "field", field_name(faults->arena, fault));
        put_member(json, "code", fault->code);
        put_member(json, "message", fault->message);
        put_member(json, "value",
                   fault->value.s
                       ? arena_strndup(faults->arena, fault->value.s,
                                       utf8_cut(fault->value.s, fault->value.len, VALUE_BYTES))
                       : NULL);
        buf_putc(json, '}');
    }
}
