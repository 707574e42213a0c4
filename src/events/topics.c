// SPDX-License-Identifier: MIT
/* The one table of what can be listened to: the name of the resource in events, and the name of its
 * feed. Whatever is not here is kept in the outbox and shown to nobody. Jobs follow the rights of the resource they work
 * on, so their feed has a line for each of those, and a listener gets the lines that it may read. */
#include "feed.h"

#include <string.h>

static const struct {
    const char *entity, *topic;
    const char *resource; /* whose right to read it takes */
} topics[] = {
    {"module", "modules", "modules"},
    {"product", "products", "products"},
    {"products", "products", "products"}, /* many at once */
    {"user", "users", "users"},
    {"organization", "organization", "organization"},
    {"pipeline", "pipelines", "pipelines"},
    {"stage", "stages", "stages"},
    {"deal", "deals", "deals"},
    {"deals", "deals", "deals"},
    {"client", "clients", "clients"},
    {"clients", "clients", "clients"},
    {"contact", "contacts", "contacts"},
    {"task", "tasks", "tasks"},
    {"activity", "activities", "activities"},
    {"job", "jobs", "modules"},
    {"job", "jobs", "products"},
    {"job", "jobs", "clients"},
    {"job", "jobs", "deals"},
};

#define N_TOPICS (sizeof topics / sizeof *topics)

/* Where nothing is said of it, the resource bears the topic's name. */
static bool is_about(unsigned i, const char *resource)
{
    return strcmp(topics[i].resource, resource ? resource : topics[i].topic) == 0;
}

uint32_t topic_of_entity(const char *entity, const char *resource)
{
    for (unsigned i = 0; i < N_TOPICS; i++)
        if (strcmp(topics[i].entity, entity) == 0 && is_about(i, resource))
            return UINT32_C(1) << i;
    return 0;
}

uint32_t topic_of_publication(const char *topic, const char *resource)
{
    for (unsigned i = 0; i < N_TOPICS; i++)
        if (strcmp(topics[i].topic, topic) == 0 && is_about(i, resource))
            return UINT32_C(1) << i;
    return 0;
}

/* All its lines; 0: there is none. */
static uint32_t topic_named(const char *name, size_t len)
{
    uint32_t lines = 0;

    for (unsigned i = 0; i < N_TOPICS; i++)
        if (strlen(topics[i].topic) == len && memcmp(topics[i].topic, name, len) == 0)
            lines |= UINT32_C(1) << i;
    return lines;
}

/* Adds what the listener gets of the topics it names. */
static enum err choose_named(struct ctx *cx, const char *names,
                             const struct topic_choice *permitted, struct topic_choice *ret_choice)
{
    bool is_forbidden = false;

    *ret_choice = (struct topic_choice){0};
    for (const char *at = names; at; at = *at ? at + 1 : NULL) {
        size_t len = strcspn(at, ",");
        uint32_t lines = topic_named(at, len);

        if (!lines)
            return fail_field(cx, ERR_VALIDATION_FAILED, "topics", "enum",
                              "names a feed that does not exist");
        is_forbidden |= !(lines & permitted->topics);
        ret_choice->topics |= lines & permitted->topics;
        ret_choice->own |= lines & permitted->own;
        at += len;
    }
    return is_forbidden ? fail(cx, ERR_FORBIDDEN, NULL) : ERR_OK;
}

enum err topics_choose(struct ctx *cx, const struct hub_listener *listener,
                       struct topic_choice *ret_choice)
{
    struct topic_choice permitted = {0};

    for (unsigned i = 0; i < N_TOPICS; i++) {
        enum feed_right right = listener->right(cx, topics[i].resource);

        if (right != FEED_NOTHING)
            permitted.topics |= UINT32_C(1) << i;
        if (right == FEED_OWN)
            permitted.own |= UINT32_C(1) << i;
    }
    if (listener->topics)
        return choose_named(cx, listener->topics, &permitted, ret_choice);
    *ret_choice = permitted;
    return ERR_OK;
}
