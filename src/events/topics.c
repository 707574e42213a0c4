// SPDX-License-Identifier: MIT
/* The one table of what can be listened to: the name of the resource in events, and the name of its
 * feed. Whatever is not here is kept in the outbox and shown to nobody. */
#include "feed.h"

#include <string.h>

static const struct {
    const char *entity, *topic;
} topics[] = {
    {"module", "modules"},
    {"user", "users"},
    {"organization", "organization"},
};

#define N_TOPICS (sizeof topics / sizeof *topics)

uint32_t topic_of_entity(const char *entity)
{
    for (unsigned i = 0; i < N_TOPICS; i++)
        if (strcmp(topics[i].entity, entity) == 0)
            return UINT32_C(1) << i;
    return 0;
}

uint32_t topic_named(const char *name, size_t len)
{
    for (unsigned i = 0; i < N_TOPICS; i++)
        if (strlen(topics[i].topic) == len && memcmp(topics[i].topic, name, len) == 0)
            return UINT32_C(1) << i;
    return 0;
}

static enum err parse_names(struct ctx *cx, const char *names, uint32_t *ret_topics)
{
    uint32_t chosen = 0;

    for (const char *at = names; at; at = *at ? at + 1 : NULL) {
        size_t len = strcspn(at, ",");
        uint32_t topic = topic_named(at, len);

        if (!topic)
            return fail_field(cx, ERR_VALIDATION_FAILED, "topics", "enum",
                              "names a feed that does not exist");
        chosen |= topic;
        at += len;
    }
    *ret_topics = chosen;
    return ERR_OK;
}

enum err topics_choose(struct ctx *cx, const struct hub_listener *listener, uint32_t *ret_topics)
{
    uint32_t named = 0, permitted = 0;

    if (listener->topics && parse_names(cx, listener->topics, &named))
        return ERR_VALIDATION_FAILED;
    for (unsigned i = 0; i < N_TOPICS; i++)
        if (listener->may_listen(cx, topics[i].topic))
            permitted |= UINT32_C(1) << i;
    if (named & ~permitted)
        return fail(cx, ERR_FORBIDDEN, NULL);
    *ret_topics = named ? named : permitted;
    return ERR_OK;
}
