// SPDX-License-Identifier: MIT
/* What requests do with imports. A file that came in is looked at before it is kept, so what is no table leaves nothing
 * behind. */
#include "jobs/import.h"
#include "base/buf.h"
#include "base/uuid.h"
#include "import_entity.h"
#include "import_file.h"
#include "import_sample.h"
#include "repo/imports.h"
#include "repo/jobs.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define HEAD_PIECES 8 /* of CSV, in which the first rows stand */

struct look {
    struct sample_request request;
    struct sample sample;
};

static enum err take_sample(struct ctx *cx, void *arg)
{
    struct look *look = arg;

    return sample_take(cx, &look->request, &look->sample);
}

/* --- a new one ------------------------------------------------------------------------------------------------------ */

/* Names of one encoding that are about; others are told from the bytes themselves, where that is possible. */
static const char *encoding_of(const char *charset)
{
    static const char *const names[][2] = {{"utf8", "utf-8"},
                                           {"utf-8", "utf-8"},
                                           {"cp1251", "windows-1251"},
                                           {"win-1251", "windows-1251"},
                                           {"windows-1251", "windows-1251"},
                                           {"utf-16le", "utf-16le"},
                                           {"utf-16be", "utf-16be"}};

    for (size_t i = 0; charset && i < sizeof names / sizeof *names; i++)
        if (strcasecmp(names[i][0], charset) == 0)
            return names[i][1];
    return NULL;
}

/* Nobody has heard of it yet, so nothing is lost; the first failure is the one that counts. */
static void give_up(struct ctx *cx, const char *id)
{
    struct failure failure = cx->failure;
    bool is_done;

    if (import_remove(cx, id, &is_done))
        cx->failure = (struct failure){0}; /* it goes when its time is over */
    cx->failure = failure;
}

enum err import_take(struct ctx *cx, const struct import_tools *tools,
                     const struct import_upload *upload, struct db_rows *ret_row)
{
    const struct import_entity *entity = import_entity_named(upload->entity);
    struct look look = {.request = {.entity = entity,
                                    .path = upload->path,
                                    .options = {.format = upload->is_xlsx ? TABLE_XLSX : TABLE_CSV,
                                                .encoding = encoding_of(upload->charset),
                                                .spill_folder = tools->folder}}};
    char id[UUID_SIZE];
    enum err e;

    if (!entity)
        return fail(cx, ERR_NOT_FOUND, NULL);
    e = on_compute(cx, tools->compute, take_sample, &look);
    if (e)
        return e;
    uuid_v7(id);
    e = import_insert(cx, &(struct import_new){.id = id,
                                               .entity = entity->name,
                                               .filename = upload->filename,
                                               .format = upload->is_xlsx ? "xlsx" : "csv",
                                               .size_bytes = upload->size,
                                               .reading = look.sample.reading,
                                               .create_new = upload->create_new});
    if (e)
        return e;
    e = import_file_store(cx, tools->compute, id, upload->fd, upload->size);
    if (!e)
        e = import_complete(cx, id, ret_row);
    if (e)
        give_up(cx, id);
    return e;
}

/* --- changing one --------------------------------------------------------------------------------------------------- */

static enum err refuse_creating(struct ctx *cx, const char *resource)
{
    return fail_fmt(cx, ERR_FORBIDDEN, "Your role does not permit new %s. Switch create_new off.",
                    resource);
}

static enum err check_state(struct ctx *cx, const struct db_rows *row)
{
    const char *state = row->n > 0 ? db_text(row, 0, "state") : "uploading";

    if (strcmp(state, "uploading") == 0)
        return fail(cx, ERR_NOT_FOUND, NULL);
    if (strcmp(state, "running") == 0)
        return fail(cx, ERR_IMPORT_RUNNING, NULL);
    if (strcmp(state, "done") == 0)
        return fail(cx, ERR_IMPORT_OVER, NULL);
    return db_bool(row, 0, "has_file") ? ERR_OK : fail(cx, ERR_IMPORT_FILE_GONE, NULL);
}

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
    struct look look = {
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
        e = on_compute(cx, tools->compute, take_sample, &look);
    import_file_close(&file);
    if (!e)
        *ret_sample = look.sample;
    return e;
}

/* Also of an import that somebody else has begun: its job may be retried, and then does what stands here. */
static enum err check_creating(struct ctx *cx, const struct changing *c)
{
    bool creates = c->change->create_new.state == OPT_SET ? c->change->create_new.v
                                                          : db_bool(&c->work, 0, "create_new");

    return creates && !c->change->may_create ? refuse_creating(cx, c->entity->resource) : ERR_OK;
}

static enum err find_changing(struct ctx *cx, struct changing *c)
{
    enum err e = import_work(cx, c->id, &c->work);

    if (!e)
        e = check_state(cx, &c->work);
    if (e)
        return e;
    c->entity = import_entity_named(db_text(&c->work, 0, "entity"));
    return c->entity ? ERR_OK : fail(cx, ERR_NOT_FOUND, NULL);
}

static enum err refuse_for_workbook(struct ctx *cx, const char *field)
{
    return fail_field(cx, ERR_VALIDATION_FAILED, field, "not_applicable", "is for CSV files only");
}

enum err import_change(struct ctx *cx, const struct import_tools *tools, const char *id,
                       const struct import_change *change, bool *ret_is_done)
{
    struct import_settings settings = {
        .is_read_anew =
            change->encoding.v || change->separator.v || change->header_row.state != OPT_ABSENT,
        .create_new = change->create_new,
        .update_existing = change->update_existing,
        .empty_clears = change->empty_clears,
        .on_error = change->on_error,
    };
    struct changing c = {.tools = tools, .id = id, .change = change};
    struct sample sample = {0};
    enum err e = find_changing(cx, &c);

    if (!e)
        e = check_creating(cx, &c);
    if (!e && !is_csv(&c) && (change->encoding.v || change->separator.v))
        e = refuse_for_workbook(cx, change->encoding.v ? "encoding" : "separator");
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

/* --- trying and doing it -------------------------------------------------------------------------------------------- */

struct enqueuing {
    const char *id;
    enum import_wish wish;
    bool may_create;
    const struct import_entity *entity;
    struct db_rows job;
};

static bool is_mapped(const char *mapping, const char *field)
{
    char quoted[64];

    snprintf(quoted, sizeof quoted, "\"%s\"", field);
    return strstr(mapping, quoted) != NULL;
}

static enum err check_needs(struct ctx *cx, const struct import_entity *entity, const char *mapping)
{
    struct buf words;

    buf_init(&words, cx->arena, 128);
    buf_puts(&words, "one of the columns must go into the field ");
    for (size_t i = 0; i < IMPORT_NEEDS_MAX && entity->needs[i]; i++) {
        if (is_mapped(mapping, entity->needs[i]))
            return ERR_OK;
        buf_printf(&words, "%s%s", i ? " or " : "", entity->needs[i]);
    }
    return fail_field(cx, ERR_VALIDATION_FAILED, "mapping", "required", buf_cstr(&words));
}

static enum err check_ready(struct ctx *cx, struct enqueuing *q, const struct db_rows *row)
{
    enum err e = check_state(cx, row);

    if (e)
        return e;
    q->entity = import_entity_named(db_text(row, 0, "entity"));
    if (!q->entity)
        return fail(cx, ERR_NOT_FOUND, NULL);
    if (db_bool(row, 0, "create_new") && !q->may_create)
        return refuse_creating(cx, q->entity->resource);
    return check_needs(cx, q->entity, db_text(row, 0, "mapping"));
}

static enum err enqueue_try(struct ctx *cx, struct enqueuing *q, const struct db_rows *row)
{
    int64_t revision = db_int(row, 0, "revision");
    const struct job_new job = {
        .kind = q->entity->check_kind,
        .params = arena_printf(cx->arena, "{\"import_id\":\"%s\"}", q->id),
        .unique_key = arena_printf(cx->arena, "%s:%lld", q->id, (long long)revision),
        .priority = JOB_PRIORITY_HIGH,
    };
    enum err e = jobs_enqueue(cx, &job, &q->job);

    if (!e && job_is_new(&q->job))
        e = import_begin_check(cx, q->id, job_id(&q->job));
    return e;
}

static enum err enqueue_run(struct ctx *cx, struct enqueuing *q)
{
    char operation_id[UUID_SIZE];
    struct job_new job = {.kind = q->entity->run_kind, .unique_key = q->id};
    enum err e;

    uuid_v7(operation_id);
    job.params = arena_printf(cx->arena, "{\"import_id\":\"%s\",\"operation_id\":\"%s\"}", q->id,
                              operation_id);
    e = jobs_enqueue(cx, &job, &q->job);
    if (!e && job_is_new(&q->job))
        e = import_begin_run(cx, q->id, job_id(&q->job), arena_strdup(cx->arena, operation_id));
    return e;
}

static enum err enqueue_tx(struct ctx *cx, void *arg)
{
    struct enqueuing *q = arg;
    struct db_rows row;
    enum err e = import_lock(cx, q->id, &row);

    if (e)
        return e;
    if (q->wish == IMPORT_RUN && row.n > 0 && strcmp(db_text(&row, 0, "state"), "running") == 0)
        return jobs_find(cx, db_text(&row, 0, "job_id"), &q->job);
    e = check_ready(cx, q, &row);
    if (e)
        return e;
    return q->wish == IMPORT_TRY ? enqueue_try(cx, q, &row) : enqueue_run(cx, q);
}

enum err import_enqueue(struct ctx *cx, const char *id, enum import_wish wish, bool may_create,
                        struct db_rows *ret_job)
{
    struct enqueuing q = {.id = id, .wish = wish, .may_create = may_create};
    enum err e = db_transact(cx, enqueue_tx, &q);

    if (!e)
        *ret_job = q.job;
    return e;
}
