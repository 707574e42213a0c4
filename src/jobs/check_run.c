// SPDX-License-Identifier: MIT
/* A check without a fiber: thousands are under way at once, and each has little more to remember than its target. */
#include "check_run.h"
#include "address.h"
#include "base/buf.h"
#include "base/clock.h"
#include "events/hub.h"
#include "jobs/check.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define BODY_MAX ((size_t)64 * 1024)
#define REDIRECTS_MAX 3
#define PAUSE_US                                                                                   \
    (250 * US_PER_MS) /* before the second try; twice as long before each further one */

static void check_answered(void *arg, const struct outbound_response *response);

static void json_free(json_t **json)
{
    json_decref(*json);
}

/* --- making and freeing ---------------------------------------------------------------------------------------- */

static size_t text_size(const char *text)
{
    return text ? strlen(text) + 1 : 0;
}

static const char *copy_text(char **place, const char *text)
{
    size_t size = text_size(text);
    char *copy = *place;

    if (!text)
        return NULL;
    memcpy(copy, text, size);
    *place += size;
    return copy;
}

static void check_go_on(void *arg);

struct check *check_new(const struct check_target *target)
{
    const char *const texts[] = {target->org_id,          target->module_id, target->api_url,
                                 target->health_endpoint, target->headers,   target->key,
                                 target->next_at};
    size_t size = sizeof(struct check);
    struct check *check;
    char *place;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        size += text_size(texts[i]);
    check = calloc(1, size);
    if (!check)
        abort();
    place = (char *)(check + 1);
    check->target = *target;
    check->target.org_id = copy_text(&place, target->org_id);
    check->target.module_id = copy_text(&place, target->module_id);
    check->target.api_url = copy_text(&place, target->api_url);
    check->target.health_endpoint = copy_text(&place, target->health_endpoint);
    check->target.headers = copy_text(&place, target->headers);
    check->target.key = copy_text(&place, target->key);
    check->target.next_at = copy_text(&place, target->next_at);
    check->pause = (struct loop_timer){.fn = check_go_on, .arg = check};
    return check;
}

void check_free(struct check *check)
{
    free(check);
}

/* --- trying ---------------------------------------------------------------------------------------------------- */

/* Headers of the settings; what is no text is left out. */
static size_t read_headers(json_t *object,
                           struct outbound_header headers[static OUTBOUND_HEADERS_MAX])
{
    const char *name;
    json_t *value;
    size_t n = 0;

    json_object_foreach(object, name, value)
    {
        if (json_is_string(value) && n < OUTBOUND_HEADERS_MAX)
            headers[n++] = (struct outbound_header){name, json_string_value(value)};
    }
    return n;
}

static void check_try(struct check *check)
{
    __attribute__((cleanup(json_free))) json_t *object = json_loads(check->target.headers, 0, NULL);
    struct outbound_header headers[OUTBOUND_HEADERS_MAX];
    struct arena *arena = arena_new();
    const struct outbound_request request = {
        .url = address_join(arena, check->target.api_url, check->target.health_endpoint),
        .headers = headers,
        .n_headers = read_headers(object, headers),
        .timeout_ms = check->target.timeout_ms,
        .deadline_us = check->deadline_us == INT64_MAX ? 0 : check->deadline_us,
        .max_body = BODY_MAX,
        .max_redirects = REDIRECTS_MAX,
        .is_tenant_given = true,
    };

    check->tries++;
    outbound_start(check->outbound, check->loop, &request, check_answered, check);
    arena_free(arena);
}

static void check_go_on(void *arg)
{
    struct check *check = arg;

    check->is_pausing = false;
    check_try(check);
}

static int64_t pause_us(unsigned tries)
{
    int64_t pause = PAUSE_US << (tries - 1);
    uint16_t chance = 0;

    if (getrandom(&chance, sizeof chance, GRND_NONBLOCK) < 0)
        chance = 0;
    return pause / 2 + pause / 2 * chance / UINT16_MAX;
}

/* An address that must not be called stays so. */
static bool is_worth_retrying(const struct check *check, const struct outbound_response *response)
{
    return !check->result.is_healthy && check->tries <= (unsigned)check->target.retries &&
           response->failure != OUTBOUND_BAD_REQUEST &&
           response->failure != OUTBOUND_REFUSED_ADDRESS;
}

static void check_answered(void *arg, const struct outbound_response *response)
{
    struct check *check = arg;
    int64_t go_on_us;

    check->has_verdict = response->failure != OUTBOUND_BUSY && response->failure != OUTBOUND_STOPPED;
    check->result = (struct check_result){
        .org_id = check->target.org_id,
        .module_id = check->target.module_id,
        .checked_at_us = clock_real_us(),
        .key = check->target.key,
        .next_at = check->target.next_at,
    };
    if (check->has_verdict)
        judge_answer(&check->target, response, check->words, &check->result);
    if (check->has_verdict && is_worth_retrying(check, response)) {
        go_on_us = clock_now_us() + pause_us(check->tries);
        if (go_on_us < check->deadline_us) {
            check->is_pausing = true;
            loop_timer_set(check->loop, &check->pause, go_on_us);
            return;
        }
    }
    check->done(check->arg, check);
}

void check_start(struct check *check, struct outbound *outbound, struct loop *loop,
                 int64_t deadline_us)
{
    check->outbound = outbound;
    check->loop = loop;
    check->deadline_us = deadline_us;
    check_try(check);
}

void check_stop(struct check *check)
{
    if (!check->is_pausing)
        return;
    loop_timer_clear(check->loop, &check->pause);
    check->is_pausing = false;
    check->has_verdict = false;
    check->done(check->arg, check);
}

/* --- telling --------------------------------------------------------------------------------------------------- */

void check_put_evidence(struct buf *json, const struct check_result *r)
{
    char at[CLOCK_ISO_SIZE];

    clock_iso(r->checked_at_us, at);
    buf_puts(json, "\"status_code\":");
    if (r->status_code)
        buf_int(json, r->status_code);
    else
        buf_puts(json, "null");
    buf_puts(json, ",\"latency_ms\":");
    buf_int(json, r->latency_ms);
    buf_printf(json, ",\"checked_at\":\"%s\",\"error\":", at);
    if (r->error)
        buf_json_str(json, r->error, strlen(r->error));
    else
        buf_puts(json, "null");
}

static void put_frame(struct buf *json, const struct check_result *r, const char *uptime_24h)
{
    buf_printf(json, "{\"module_id\":\"%s\",\"is_healthy\":%s,\"is_degraded\":%s,", r->module_id,
               r->is_healthy ? "true" : "false", r->is_degraded ? "true" : "false");
    check_put_evidence(json, r);
    buf_printf(json, ",\"uptime_24h\":%s}", uptime_24h);
}

enum err check_store(struct ctx *cx, struct hub *hub, const struct check_result *results, size_t n)
{
    struct check_outcome *outcomes;
    size_t n_outcomes;
    bool has_event = false;
    struct buf json;
    enum err e = checks_store(cx, results, n, &outcomes, &n_outcomes);

    if (e)
        return e;
    buf_init(&json, cx->arena, 512);
    for (size_t i = 0; i < n_outcomes; i++) {
        const struct check_result *r = &results[outcomes[i].place];

        json.len = 0;
        put_frame(&json, r, outcomes[i].uptime_24h);
        hub_publish(hub, &(struct publication){.org_id = r->org_id,
                                               .topic = "modules",
                                               .type = "module.checked",
                                               .id = r->module_id,
                                               .data = buf_cstr(&json)});
        has_event |= outcomes[i].has_changed;
    }
    if (has_event)
        hub_wake(hub);
    return ERR_OK;
}
