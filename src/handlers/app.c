// SPDX-License-Identifier: MIT
/* What requests take from the process they run in. */
#include "handlers/app.h"
#include "events/hub.h"

#include <stdlib.h>

struct app_loop *app_loop(const struct ctx *cx)
{
    for (size_t i = 0; i < cx->app->n_loops; i++)
        if (cx->app->loops[i].loop == cx->loop)
            return &cx->app->loops[i];
    abort(); /* a request on a loop that is not the app's: a bug */
}

enum err app_identify(struct ctx *cx, const char *permission)
{
    (void)permission; /* without sign-in everybody is the first admin, who may do all */
    cx->org_id = cx->app->org_id;
    cx->actor_id = cx->app->admin_id;
    return ERR_OK;
}

const char *app_event_cursor(struct ctx *cx)
{
    return hub_cursor(app_loop(cx)->events, cx->arena);
}

void app_wake_events(struct app *app)
{
    hub_wake(app->hub);
}
