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
