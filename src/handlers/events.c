// SPDX-License-Identifier: MIT
/* The feed of changes. */
#include "auth/identity.h"
#include "events/hub.h"
#include "gen/api.h"
#include "handlers/app.h"

static bool may_listen(const struct ctx *cx, const char *topic)
{
    (void)cx, (void)topic; /* everybody is the first admin */
    return true;
}

enum err events_stream(struct ctx *cx, const struct events_stream_in *in, struct reply *ret_reply)
{
    const struct identity *who = cx->identity;
    const struct hub_listener listener = {
        .actor_id = cx->actor_id,
        .session_id = who ? who->session_id : "",
        .epoch = who ? who->epoch : 0,
        .expires_at_s = who ? who->expires_at_s : INT64_MAX,
        .topics = in->topics.v,
        .since = in->since.v,
        .may_listen = may_listen,
    };

    return hub_subscribe(cx, app_loop(cx)->events, &listener, ret_reply);
}
