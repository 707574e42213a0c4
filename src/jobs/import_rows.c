// SPDX-License-Identifier: MIT
/* A row is written as JSON while it is read, and the writing is taken back where a cell is at fault: most rows are right. */
#include "gen/limits.h"
#include "import_cells.h"

#include <string.h>

/* An empty cell says nothing, unless it was asked to empty the field. */
static void put_cell(struct import_writing *w, const char *key, struct text text)
{
    bool is_cleared =
        text.len == 0 && w->plan->empty_clears && (w->column->field->flags & FIELD_CLEARABLE);

    if (text.len == 0 && !is_cleared)
        return;
    if (w->has_members)
        buf_putc(w->json, ',');
    w->has_members = true;
    buf_json_str(w->json, key, strlen(key));
    buf_putc(w->json, ':');
    if (is_cleared)
        buf_puts(w->json, "null");
    else
        import_cell_put(w, text);
}

static struct text cell_text(const struct table_row *row, size_t i)
{
    if (i >= row->n)
        return (struct text){"", 0};
    return text_trim(row->cells[i].text, row->cells[i].len);
}

static void note_key(const struct import_writing *w, struct import_keys *keys)
{
    for (size_t i = 0; i < w->plan->n_keys; i++)
        if (w->plan->keys[i] == w->column->field)
            keys->v[i] = w->stored;
}

static void put_fields(struct import_writing *w, struct import_keys *keys)
{
    for (size_t i = 0; i < w->plan->n_columns; i++) {
        struct text text = cell_text(w->row, i);

        w->column = &w->plan->columns[i];
        if (!w->column->field || w->column->field->kind == KIND_ATTRIBUTE)
            continue;
        w->stored = text;
        put_cell(w, w->column->field->name, text);
        note_key(w, keys);
        if (text.len == 0 && (w->column->field->flags & FIELD_NEEDED))
            import_cell_at_fault(w, text, "required", "is needed");
    }
}

/* Their names and texts all together must fit into `attributes`. */
static void put_attributes(struct import_writing *w)
{
    bool had_members = w->has_members, has_any;
    size_t from;

    if (had_members)
        buf_putc(w->json, ',');
    buf_puts(w->json, "\"attributes\":");
    from = w->json->len;
    buf_putc(w->json, '{');
    w->has_members = false;
    for (size_t i = 0; i < w->plan->n_columns; i++) {
        w->column = &w->plan->columns[i];
        if (w->column->field && w->column->field->kind == KIND_ATTRIBUTE)
            put_cell(w, w->column->attribute, cell_text(w->row, i));
    }
    buf_putc(w->json, '}');
    has_any = w->has_members;
    if (w->json->len - from > PRODUCT_CREATE_ATTRIBUTES_MAX_BYTES)
        import_cell_at_fault(w, (struct text){0}, "too_large",
                             arena_printf(w->faults->arena,
                                          "the attributes must have at most %d bytes",
                                          (int)PRODUCT_CREATE_ATTRIBUTES_MAX_BYTES));
    w->has_members = has_any || had_members;
}

static bool has_attributes(const struct import_plan *plan)
{
    for (size_t i = 0; i < plan->n_columns; i++)
        if (plan->columns[i].field && plan->columns[i].field->kind == KIND_ATTRIBUTE)
            return true;
    return false;
}

const struct import_column *import_plan_column(const struct import_plan *plan,
                                               const struct import_field *field)
{
    for (size_t i = 0; i < plan->n_columns; i++)
        if (plan->columns[i].field == field)
            return &plan->columns[i];
    return NULL;
}

bool import_row_put(const struct import_plan *plan, const struct table_row *row, struct buf *json,
                    struct import_faults *faults, struct import_keys *ret_keys)
{
    struct import_writing w = {.plan = plan, .row = row, .json = json, .faults = faults};
    size_t from = json->len;

    *ret_keys = (struct import_keys){0};
    buf_putc(json, '{');
    put_fields(&w, ret_keys);
    if (has_attributes(plan))
        put_attributes(&w);
    buf_putc(json, '}');
    if (w.is_faulty)
        json->len = from;
    return !w.is_faulty;
}
