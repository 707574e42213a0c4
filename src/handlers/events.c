// SPDX-License-Identifier: MIT
/* The feed of changes. */
#include "events/hub.h"
#include "gen/api.h"
#include "handlers/app.h"

enum err events_stream(struct ctx *cx, const struct events_stream_in *in, struct reply *ret_reply)
{
    const struct hub_listener listener = {.topics = in->topics.v, .since = in->since.v};

    return hub_subscribe(cx, app_loop(cx)->events, &listener, ret_reply);
}
