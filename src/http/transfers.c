// SPDX-License-Identifier: MIT
/* A place is taken a few times a minute and held for seconds, so one lock and a look at all of them do. */
#include "http/transfers.h"

#include "base/uuid.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PLACES_MAX 32
#define RETRY_AFTER_S 5

/* How many at once, and of one organisation. An upload takes up to its limit of the disk, a stream a fiber and its
 * buffer. */
static const struct {
    unsigned all, of_one;
} bounds[TRANSFER_KINDS] = {
    [TRANSFER_UPLOAD] = {16, 4},
    [TRANSFER_STREAM] = {PLACES_MAX, 8},
};

struct place {
    struct transfers *transfers;
    bool is_taken;
    char org_id[UUID_SIZE];
};

struct transfers {
    const char *folder;
    pthread_mutex_t lock;
    struct place places[TRANSFER_KINDS][PLACES_MAX];
};

struct transfers *transfers_new(const char *folder)
{
    struct transfers *transfers = calloc(1, sizeof *transfers);

    if (!transfers)
        abort();
    transfers->folder = folder;
    pthread_mutex_init(&transfers->lock, NULL);
    return transfers;
}

void transfers_free(struct transfers *transfers)
{
    if (!transfers)
        return;
    pthread_mutex_destroy(&transfers->lock);
    free(transfers);
}

const char *transfers_folder(const struct transfers *transfers)
{
    return transfers->folder;
}

static void place_leave(void *arg)
{
    struct place *place = arg;
    struct transfers *transfers = place->transfers;

    pthread_mutex_lock(&transfers->lock);
    place->is_taken = false;
    pthread_mutex_unlock(&transfers->lock);
}

/* NULL: all are taken, or as many as this organisation may have. */
static struct place *place_take(struct transfers *transfers, enum transfer_kind kind,
                                const char *org_id)
{
    struct place *found = NULL;
    unsigned own = 0;

    for (unsigned i = 0; i < bounds[kind].all; i++) {
        struct place *place = &transfers->places[kind][i];

        if (!place->is_taken)
            found = place;
        else
            own += strcmp(place->org_id, org_id) == 0;
    }
    if (!found || own >= bounds[kind].of_one)
        return NULL;
    *found = (struct place){.transfers = transfers, .is_taken = true};
    snprintf(found->org_id, sizeof found->org_id, "%s", org_id);
    return found;
}

enum err transfer_begin(struct ctx *cx, struct transfers *transfers, enum transfer_kind kind)
{
    struct place *place;

    pthread_mutex_lock(&transfers->lock);
    place = place_take(transfers, kind, cx->org_id ? cx->org_id : "");
    pthread_mutex_unlock(&transfers->lock);
    if (!place)
        return fail_retry(cx, ERR_OVERLOADED, RETRY_AFTER_S);
    arena_defer(cx->arena, place_leave, place);
    return ERR_OK;
}
