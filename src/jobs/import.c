// SPDX-License-Identifier: MIT
/* What requests do with imports. A file that came in is looked at before it is kept, so what is no table leaves nothing
 * behind. */
#include "base/buf.h"
#include "base/uuid.h"
#include "import_file.h"
#include "import_request.h"
#include "job_json.h"
#include "repo/imports.h"
#include "repo/jobs.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum err import_take_look(struct ctx *cx, void *arg)
{
    struct import_look *look = arg;

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

/* Rows that are no deals bring no clients along. */
static struct opt_bool clients_of(const struct import_entity *entity,
                                  const struct import_upload *upload)
{
    return entity->has_place ? opt_bool(upload->rights.may_create_clients) : (struct opt_bool){0};
}

enum err import_take(struct ctx *cx, const struct import_tools *tools,
                     const struct import_upload *upload, struct db_rows *ret_row)
{
    const struct import_entity *entity = import_entity_named(upload->entity);
    struct import_look look = {
        .request = {.entity = entity,
                    .path = upload->path,
                    .options = {.format = upload->is_xlsx ? TABLE_XLSX : TABLE_CSV,
                                .encoding = encoding_of(upload->charset),
                                .spill_folder = tools->folder}}};
    char id[UUID_SIZE];
    enum err e;

    if (!entity)
        return fail(cx, ERR_NOT_FOUND, NULL);
    e = on_compute(cx, tools->compute, import_take_look, &look);
    if (e)
        return e;
    uuid_v7(id);
    e = import_insert(cx, &(struct import_new){.id = id,
                                               .entity = entity->name,
                                               .filename = upload->filename,
                                               .format = upload->is_xlsx ? "xlsx" : "csv",
                                               .size_bytes = upload->size,
                                               .reading = look.sample.reading,
                                               .create_new = upload->rights.may_create,
                                               .create_clients = clients_of(entity, upload),
                                               .has_match = entity->has_match});
    if (e)
        return e;
    e = import_file_store(cx, tools->compute, id, upload->fd, upload->size);
    if (!e)
        e = import_complete(cx, id, ret_row);
    if (e)
        give_up(cx, id);
    return e;
}

/* --- what all of them ask ------------------------------------------------------------------------------------------- */

enum err import_check_making(struct ctx *cx, const struct import_entity *entity,
                             struct import_makes makes, struct import_rights rights)
{
    if (makes.rows && !rights.may_create)
        return fail_fmt(cx, ERR_FORBIDDEN,
                        "Your role does not permit new %s. Switch create_new off.", entity->resource);
    if (makes.clients && !rights.may_create_clients)
        return fail(cx, ERR_FORBIDDEN,
                    "Your role does not permit new clients. Switch create_clients off.");
    return ERR_OK;
}

enum err import_check_state(struct ctx *cx, const struct db_rows *row)
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

/* --- trying and doing it -------------------------------------------------------------------------------------------- */

struct enqueuing {
    const char *id;
    enum import_wish wish;
    struct import_rights rights;
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
    const struct import_makes makes = {.rows = db_bool(row, 0, "create_new"),
                                       .clients = db_bool(row, 0, "create_clients")};
    enum err e = import_check_state(cx, row);

    if (e)
        return e;
    q->entity = import_entity_named(db_text(row, 0, "entity"));
    if (!q->entity)
        return fail(cx, ERR_NOT_FOUND, NULL);
    e = import_check_making(cx, q->entity, makes, q->rights);
    return e ? e : check_needs(cx, q->entity, db_text(row, 0, "mapping"));
}

static enum err enqueue_try(struct ctx *cx, struct enqueuing *q, const struct db_rows *row)
{
    int64_t revision = db_int(row, 0, "revision");
    const struct job_new job = {
        .kind = q->entity->check_kind,
        .params = arena_printf(cx->arena, "{\"import_id\":\"%s\"%s}", q->id, job_own_param(cx)),
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
    job.params = arena_printf(cx->arena, "{\"import_id\":\"%s\",\"operation_id\":\"%s\"%s}", q->id,
                              operation_id, job_own_param(cx));
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

enum err import_enqueue(struct ctx *cx, const char *id, enum import_wish wish,
                        struct import_rights rights, struct db_rows *ret_job)
{
    struct enqueuing q = {.id = id, .wish = wish, .rights = rights};
    enum err e = db_transact(cx, enqueue_tx, &q);

    if (!e)
        *ret_job = q.job;
    return e;
}
