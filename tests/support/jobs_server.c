// SPDX-License-Identifier: MIT
/* The program with kinds of jobs that tests can steer, in the place of its own: the table defined here is found before the
 * one of the library. What a slice does is to enqueue a mark, a job of a kind that nobody runs: so the marks that are there
 * are the slices that were committed. What lies outside of transactions goes into a file. */
#include "base/buf.h"
#include "base/clock.h"
#include "base/fiber.h"
#include "cli/command.h"
#include "jobs/queue.h"
#include "repo/jobs.h"

#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What the params of a job say. */
struct wish {
    const char *log;               /* a file that gets a line for whatever happens; NULL: none */
    int slices, hold_ms, pause_ms; /* hold: in the transaction; pause: after it */
    bool has_checkpoints;          /* unless "checkpoints" is false */
    int failures;                  /* so many attempts fail */
    const char *failure;           /* in which way: "passing", "later", "final" */
    const char *result;            /* its text; NULL: {"slices":N} */
};

static void free_json(void *json)
{
    json_decref(json);
}

static int number_of(const json_t *params, const char *name)
{
    return (int)json_integer_value(json_object_get(params, name));
}

static const char *text_of(const json_t *params, const char *name)
{
    return json_string_value(json_object_get(params, name));
}

static struct wish wish_of(struct ctx *cx, const struct job_run *run)
{
    json_t *params = json_loads(run->params, 0, NULL);

    arena_defer(cx->arena, free_json, params);
    return (struct wish){
        .log = text_of(params, "log"),
        .slices = number_of(params, "slices"),
        .hold_ms = number_of(params, "hold_ms"),
        .pause_ms = number_of(params, "pause_ms"),
        .has_checkpoints = !json_is_false(json_object_get(params, "checkpoints")),
        .failures = number_of(params, "failures"),
        .failure = text_of(params, "failure"),
        .result = text_of(params, "result"),
    };
}

/* In one write, so that lines of several processes do not mix. */
static void note(const struct wish *wish, const struct job_run *run, const char *what)
{
    char line[160];
    int fd, len = snprintf(line, sizeof line,
                           "{\"pid\":%d,\"id\":\"%s\",\"what\":\"%s\",\"at\":%" PRId64 "}\n",
                           (int)getpid(), run->id, what, clock_now_us());

    if (!wish->log)
        return;
    fd = open(wish->log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0 || write(fd, line, (size_t)len) != len)
        abort();
    close(fd);
}

struct slice {
    const struct wish *wish;
    int i;
};

static enum err do_slice(struct ctx *cx, struct job_run *run, void *arg)
{
    const struct slice *slice = arg;
    struct db_rows row;
    enum err e = jobs_enqueue(
        cx,
        &(struct job_new){
            .kind = "modules.test_mark",
            .params = arena_printf(cx->arena, "{\"of\":\"%s\",\"slice\":%d}", run->id, slice->i),
        },
        &row);

    if (!e && slice->wish->has_checkpoints)
        e = queue_checkpoint(cx, run, arena_printf(cx->arena, "{\"next\":%d}", slice->i + 1));
    note(slice->wish, run, "slice");
    fiber_sleep_us(slice->wish->hold_ms * US_PER_MS);
    return e;
}

static int first_slice(const struct job_run *run)
{
    json_t *checkpoint = run->checkpoint ? json_loads(run->checkpoint, 0, NULL) : NULL;
    int next = number_of(checkpoint, "next");

    json_decref(checkpoint);
    return next;
}

static enum err run_slices(struct ctx *cx, struct job_run *run, const struct wish *wish)
{
    enum err e = ERR_OK;

    for (int i = first_slice(run); !e && i < wish->slices; i++) {
        struct slice slice = {wish, i};

        e = queue_slice(cx, run, do_slice, &slice);
        if (!e) {
            queue_progress(run, i + 1, wish->slices, "slices");
            fiber_sleep_us(wish->pause_ms * US_PER_MS);
        }
    }
    run->result =
        wish->result ? wish->result : arena_printf(cx->arena, "{\"slices\":%d}", wish->slices);
    return e;
}

static enum err fail_as_wished(struct ctx *cx, struct job_run *run, void *arg)
{
    const struct wish *wish = arg;

    (void)run;
    if (strcmp(wish->failure, "passing") == 0)
        return fail(cx, ERR_OVERLOADED, arena_strdup(cx->arena, "The other side is busy."));
    if (strcmp(wish->failure, "later") == 0)
        return fail_retry(cx, ERR_OVERLOADED, 3);
    return fail(cx, ERR_CONFLICT, arena_strdup(cx->arena, "Nobody can do that."));
}

static enum err run_wish(struct ctx *cx, struct job_run *run)
{
    struct wish wish = wish_of(cx, run);
    enum err e;

    note(&wish, run, "begin");
    if (wish.failure && run->attempt <= wish.failures)
        e = queue_step(cx, run, fail_as_wished, &wish);
    else
        e = run_slices(cx, run, &wish);
    note(&wish, run,
         queue_is_cancelled(run)  ? "cancelled"
         : queue_is_stopping(run) ? "stopping"
         : e                      ? "failed"
                                  : "end");
    return e;
}

/* Enqueues the same twice, with the params and under the key that its own params name. */
static enum err enqueue_twice(struct ctx *cx, struct job_run *run, void *arg)
{
    struct buf *result = arg;
    json_t *params = json_loads(run->params, 0, NULL);
    char *inner = json_dumps(json_object_get(params, "params"), 0);
    const struct job_new job = {
        .kind = "modules.test_run", .params = inner, .unique_key = text_of(params, "key")};
    enum err e = ERR_OK;

    for (int i = 0; i < 2 && !e; i++) {
        struct db_rows row;

        e = jobs_enqueue(cx, &job, &row);
        if (!e)
            buf_printf(result, "%s{\"id\":\"%s\",\"is_new\":%s}", i ? "," : "", job_id(&row),
                       job_is_new(&row) ? "true" : "false");
    }
    free(inner);
    json_decref(params);
    return e;
}

static enum err run_enqueue(struct ctx *cx, struct job_run *run)
{
    struct buf result;
    enum err e;

    buf_init(&result, cx->arena, 256);
    buf_puts(&result, "{\"enqueued\":[");
    e = queue_slice(cx, run, enqueue_twice, &result);
    buf_puts(&result, "]}");
    run->result = buf_cstr(&result);
    return e;
}

static const struct job_kind test_run = {"modules.test_run", run_wish, 4},
                             test_alone = {"modules.test_alone", run_wish, 1},
                             test_enqueue = {"modules.test_enqueue", run_enqueue, 1};

const struct job_kind *const job_kinds[] = {&test_run, &test_alone, &test_enqueue, NULL};

int main(int argc, char **argv)
{
    return cli_run(argc, argv);
}
