// SPDX-License-Identifier: MIT
/* Changing how a file is read and what becomes of its rows. */
#include "base/buf.h"
#include "import_file.h"
#include "import_request.h"
#include "repo/imports.h"

#include <string.h>

#define HEAD_PIECES 8 /* of CSV, in which the first rows stand */

static enum err refuse_mapping(struct ctx *cx, size_t i, const char *member, const char *code,
                               const char *message)
{
    return fail_field(cx, ERR_VALIDATION_FAILED,
                      arena_printf(cx->arena, "mapping[%zu].%s", i, member), code, message);
}

/* All attributes, and one of them. */
static bool do_overlap(const struct import_entity *entity, const struct import_field *field,
                       const char *other)
{
    const char *attribute;
    const struct import_field *before = import_field_parse(entity, other, &attribute);

    return before && before != field &&
           (before->kind == KIND_ATTRIBUTE || before->kind == KIND_OBJECT) &&
           (field->kind == KIND_ATTRIBUTE || field->kind == KIND_OBJECT);
}

static enum err check_mapping(struct ctx *cx, const struct import_entity *entity,
                              const struct import_change *change, size_t n_columns)
{
    for (size_t i = 0; i < change->n_mapping; i++) {
        const struct import_target *item = &change->mapping[i];
        const char *attribute;
        const struct import_field *field = import_field_parse(entity, item->field, &attribute);

        if (item->column < 0 || (uint64_t)item->column >= n_columns)
            return refuse_mapping(cx, i, "column", "maximum", "the file has no such column");
        if (!field)
            return refuse_mapping(cx, i, "field", "enum",
                                  arena_printf(cx->arena, "is no field of a %s", entity->name));
        for (size_t j = 0; j < i; j++) {
            if (change->mapping[j].column == item->column)
                return refuse_mapping(cx, i, "column", "duplicate", "stands in the list twice");
            if (strcmp(change->mapping[j].field, item->field) == 0 ||
                do_overlap(entity, field, change->mapping[j].field))
                return refuse_mapping(cx, i, "field", "duplicate", "stands in the list twice");
        }
    }
    return ERR_OK;
}

static const char *mapping_json(struct ctx *cx, const struct import_change *change)
{
    struct buf json;

    buf_init(&json, cx->arena, 32 + change->n_mapping * 40);
    buf_putc(&json, '[');
    for (size_t i = 0; i < change->n_mapping; i++) {
        buf_printf(&json, "%s{\"column\":%lld,\"field\":", i ? "," : "",
                   (long long)change->mapping[i].column);
        buf_json_str(&json, change->mapping[i].field, strlen(change->mapping[i].field));
        buf_putc(&json, '}');
    }
    buf_putc(&json, ']');
    return buf_cstr(&json);
}

/* A change on its way. */
struct changing {
    const struct import_entity *entity;
    const struct import_tools *tools;
    const char *id;
    const struct import_change *change;
    struct db_rows work; /* the import as it is */
};

static bool is_csv(const struct changing *c)
{
    return strcmp(db_text(&c->work, 0, "format"), "csv") == 0;
}

/* A workbook's table of contents stands at its end. */
static enum err fetch_head(struct ctx *cx, const struct changing *c, struct import_file *file)
{
    int64_t size = db_int(&c->work, 0, "size_bytes"), piece = (int64_t)IMPORT_PIECE_BYTES;
    int64_t n = (size + piece - 1) / piece;
    enum err e = ERR_OK;

    if (is_csv(c) && n > HEAD_PIECES)
        n = HEAD_PIECES;
    for (int64_t i = 0; !e && i < n; i++)
        e = import_file_fetch(cx, c->tools->compute, c->id, i, file);
    return e;
}

static enum err look_again(struct ctx *cx, const struct changing *c, struct sample *ret_sample)
{
    const struct import_tools *tools = c->tools;
    const struct import_change *change = c->change;
    const char *separator =
        change->separator.v ? change->separator.v : db_text(&c->work, 0, "separator");
    struct import_look look = {
        .request = {.entity = c->entity,
                    .options = {.format = is_csv(c) ? TABLE_CSV : TABLE_XLSX,
                                .encoding = change->encoding.v ? change->encoding.v
                                                               : db_text(&c->work, 0, "encoding"),
                                .separator = separator ? separator[0] : 0,
                                .spill_folder = tools->folder},
                    .is_header_given = change->header_row.state != OPT_ABSENT,
                    .header_row = change->header_row}};
    struct import_file file;
    enum err e = import_file_create(cx, tools->folder, &file);

    if (e)
        return e;
    look.request.path = file.path;
    e = fetch_head(cx, c, &file);
    if (!e)
        e = on_compute(cx, tools->compute, import_take_look, &look);
    import_file_close(&file);
    if (!e)
        *ret_sample = look.sample;
    return e;
}

static bool is_chosen(struct opt_bool chosen, const struct db_rows *work, const char *col)
{
    return chosen.state == OPT_SET ? chosen.v : db_bool(work, 0, col);
}

/* Also of an import that somebody else has begun: its job may be retried, and then does what stands here. */
static enum err check_making(struct ctx *cx, const struct changing *c)
{
    const struct import_makes makes = {
        .rows = is_chosen(c->change->create_new, &c->work, "create_new"),
        .clients = is_chosen(c->change->create_clients, &c->work, "create_clients")};

    return import_check_making(cx, c->entity, makes, c->change->rights);
}

static enum err find_changing(struct ctx *cx, struct changing *c)
{
    enum err e = import_work(cx, c->id, &c->work);

    if (!e)
        e = import_check_state(cx, &c->work);
    if (e)
        return e;
    c->entity = import_entity_named(db_text(&c->work, 0, "entity"));
    return c->entity ? ERR_OK : fail(cx, ERR_NOT_FOUND, NULL);
}

static enum err not_applicable(struct ctx *cx, const char *field, const char *message)
{
    return fail_field(cx, ERR_VALIDATION_FAILED, field, "not_applicable", message);
}

static enum err check_match(struct ctx *cx, const struct import_change *change)
{
    for (size_t i = 0; i < change->n_match; i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(change->match[i], change->match[j]) == 0)
                return fail_field(cx, ERR_VALIDATION_FAILED, arena_printf(cx->arena, "match[%zu]", i),
                                  "duplicate", "stands in the list twice");
    return ERR_OK;
}

/* What is asked for must have a meaning for such a file. */
static enum err check_applicable(struct ctx *cx, const struct changing *c)
{
    const struct import_change *change = c->change;

    if (!is_csv(c) && (change->encoding.v || change->separator.v))
        return not_applicable(cx, change->encoding.v ? "encoding" : "separator",
                              "is for CSV files only");
    if (!c->entity->has_match && change->has_match)
        return not_applicable(cx, "match", "is for imports of clients and deals");
    if (c->entity->has_place)
        return ERR_OK;
    if (change->pipeline_id.state != OPT_ABSENT || change->stage_id.state != OPT_ABSENT)
        return not_applicable(cx, change->stage_id.state != OPT_ABSENT ? "stage_id" : "pipeline_id",
                              "is for imports of deals");
    if (change->create_clients.state != OPT_ABSENT)
        return not_applicable(cx, "create_clients", "is for imports of deals");
    return ERR_OK;
}

/* --- where deals go ---------------------------------------------------------------------------------------------- */

static struct opt_int kept_int(const struct db_rows *row, const char *col)
{
    return db_text(row, 0, col) ? opt_int(db_int(row, 0, col)) : (struct opt_int){0};
}

/* Another pipeline has other stages. */
static enum err choose_place(struct ctx *cx, const struct changing *c,
                             struct import_settings *settings)
{
    struct opt_int pipeline = c->change->pipeline_id, stage = c->change->stage_id;
    struct db_rows place;
    enum err e;

    settings->has_place = pipeline.state != OPT_ABSENT || stage.state != OPT_ABSENT;
    if (!settings->has_place)
        return ERR_OK;
    if (pipeline.state == OPT_ABSENT)
        pipeline = kept_int(&c->work, "pipeline_id");
    if (pipeline.state != OPT_SET && stage.state != OPT_SET)
        return ERR_OK;
    e = import_find_place(cx, pipeline, stage, &place);
    if (!e && place.n == 0)
        e = fail_field(cx, ERR_VALIDATION_FAILED,
                       stage.state == OPT_SET ? "stage_id" : "pipeline_id", "not_found",
                       stage.state == OPT_SET ? "the pipeline has no such stage"
                                              : "there is no such pipeline");
    if (e)
        return e;
    settings->pipeline_id = kept_int(&place, "pipeline_id");
    settings->stage_id = kept_int(&place, "stage_id");
    return ERR_OK;
}

/* --- the change --------------------------------------------------------------------------------------------------- */

static struct import_settings settings_of(struct ctx *cx, const struct import_change *change)
{
    return (struct import_settings){
        .is_read_anew =
            change->encoding.v || change->separator.v || change->header_row.state != OPT_ABSENT,
        .create_new = change->create_new,
        .update_existing = change->update_existing,
        .empty_clears = change->empty_clears,
        .create_clients = change->create_clients,
        .on_error = change->on_error,
        .match = change->has_match ? db_array(cx->arena, change->n_match, change->match) : NULL,
    };
}

enum err import_change(struct ctx *cx, const struct import_tools *tools, const char *id,
                       const struct import_change *change, bool *ret_is_done)
{
    struct import_settings settings = settings_of(cx, change);
    struct changing c = {.tools = tools, .id = id, .change = change};
    struct sample sample = {0};
    enum err e = find_changing(cx, &c);

    if (!e)
        e = check_making(cx, &c);
    if (!e)
        e = check_applicable(cx, &c);
    if (!e)
        e = check_match(cx, change);
    if (!e)
        e = choose_place(cx, &c, &settings);
    if (e)
        return e;
    sample.n_columns = (size_t)db_int(&c.work, 0, "n_columns");
    if (settings.is_read_anew)
        e = look_again(cx, &c, &sample);
    if (!e)
        e = check_mapping(cx, c.entity, change, sample.n_columns);
    if (e)
        return e;
    settings.reading = sample.reading;
    if (change->has_mapping)
        settings.reading.mapping = mapping_json(cx, change);
    return import_update(cx, id,
                         change->revision.state == OPT_SET ? change->revision
                                                           : opt_int(db_int(&c.work, 0, "revision")),
                         &settings, ret_is_done);
}
