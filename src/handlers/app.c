// SPDX-License-Identifier: MIT
/* What requests take from the process they run in; first of all who they are. */
#include "handlers/app.h"

#include "auth/gate.h"
#include "events/hub.h"
#include "http/param.h"
#include "http/request.h"
#include "jobs/worker.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct app_loop *app_loop(const struct ctx *cx)
{
    for (size_t i = 0; i < cx->app->n_loops; i++)
        if (cx->app->loops[i].loop == cx->loop)
            return &cx->app->loops[i];
    abort(); /* a request on a loop that is not the app's: a bug */
}

/* --- who acts --------------------------------------------------------------------------------------------------- */

/* What a request shows to say who it is. */
struct credentials {
    const char *token; /* in the header or, of a WebSocket, in the query; NULL: none */
    const char *key;   /* NULL: none */
};

/* `Bearer` in any case, blanks, the token (RFC 9110 section 11.4). */
static enum err read_bearer(struct ctx *cx, struct credentials *credentials)
{
    static const char scheme[] = "bearer";
    const char *header = request_header(cx->request, "Authorization");
    size_t len = sizeof scheme - 1;

    if (!header)
        return ERR_OK;
    if (request_header_count(cx->request, "Authorization") > 1 ||
        strncasecmp(header, scheme, len) != 0 || header[len] != ' ')
        return fail(cx, ERR_UNAUTHORIZED, "Send one header `Authorization: Bearer <token>`.");
    credentials->token = header + len + strspn(header + len, " ");
    return ERR_OK;
}

/* Browsers cannot send a header with a WebSocket's handshake. */
static enum err read_query(struct ctx *cx, struct credentials *credentials)
{
    const struct param *params;
    size_t n;
    enum err e = query_parse(cx, cx->request->query, &params, &n);

    if (e)
        return e;
    for (size_t i = 0; i < n; i++) {
        if (strcmp(params[i].name, "token") != 0)
            continue;
        if (credentials->token || strlen(params[i].value) != params[i].len)
            return fail(cx, ERR_UNAUTHORIZED, "Send one access token.");
        credentials->token = params[i].value;
    }
    return ERR_OK;
}

static enum err read_credentials(struct ctx *cx, struct credentials *credentials)
{
    enum err e = read_bearer(cx, credentials);

    if (!e && cx->request->route->is_websocket)
        e = read_query(cx, credentials);
    if (e)
        return e;
    credentials->key = request_header(cx->request, "X-API-Key");
    if (credentials->key && (credentials->token || request_header_count(cx->request, "X-API-Key") > 1))
        return fail(cx, ERR_UNAUTHORIZED, "Send either one access token or one API key.");
    return ERR_OK;
}

static void act_as(struct ctx *cx, const struct identity *who)
{
    cx->identity = who;
    cx->org_id = who->org_id;
    cx->actor_id = who->actor_id;
}

/* ERR_UNAUTHORIZED where the request shows nothing, or nothing good. */
static enum err identify(struct ctx *cx)
{
    struct gate *gate = app_loop(cx)->gate;
    struct credentials credentials = {0};
    const struct identity *who;
    enum err e = read_credentials(cx, &credentials);

    if (!e && credentials.token)
        e = gate_check_token(cx, gate, credentials.token, strlen(credentials.token), &who);
    else if (!e && credentials.key)
        e = gate_check_key(cx, gate, credentials.key, &who);
    else if (!e)
        e = fail(cx, ERR_UNAUTHORIZED, NULL);
    if (!e)
        act_as(cx, who);
    return e;
}

static enum err permit(struct ctx *cx, const char *permission)
{
    if (strcmp(permission, "signed-in") == 0)
        return ERR_OK;
    if (strcmp(permission, "person") == 0)
        return cx->identity->is_key
                   ? fail(cx, ERR_FORBIDDEN, "An API key has no account: sign in as a person.")
                   : ERR_OK;
    switch (permission_scope(cx->identity->role, permission)) {
    case SCOPE_ALL:
        return ERR_OK;
    case SCOPE_OWN:
        cx->own_id = cx->actor_id;
        return ERR_OK;
    case SCOPE_NONE:
        break;
    }
    return fail(cx, ERR_FORBIDDEN, NULL);
}

enum err app_identify(struct ctx *cx, const char *permission)
{
    bool is_public = strcmp(permission, "public") == 0;
    enum err e = ERR_OK;

    if (cx->app->everybody)
        act_as(cx, cx->app->everybody);
    else
        e = identify(cx);
    if (is_public) { /* who it is may be of use, but nobody has to be anybody */
        cx->failure = (struct failure){0};
        return ERR_OK;
    }
    return e ? e : permit(cx, permission);
}

const char *app_own_id(const struct ctx *cx, const char *permission)
{
    return permission_scope(cx->identity->role, permission) == SCOPE_ALL ? NULL : cx->actor_id;
}

/* --- the rest --------------------------------------------------------------------------------------------------- */

const char *app_event_cursor(struct ctx *cx)
{
    return hub_cursor(app_loop(cx)->events, cx->arena);
}

void app_on_write(struct ctx *cx)
{
    hub_wake(cx->app->hub);
    if (cx->has_job)
        worker_wake(cx->app->worker);
}
