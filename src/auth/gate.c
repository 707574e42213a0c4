// SPDX-License-Identifier: MIT
/* What was found out once is remembered in a table of fixed size, whose places are chosen by the hash of the token or
 * key: an entry that comes to a taken place takes the oldest of its few, so the table never grows and never has to be
 * cleared. Who may act no longer is remembered too, until no token that knew him is valid any more. */
#include "auth/gate.h"

#include "auth/token.h"
#include "base/clock.h"
#include "base/fiber.h"
#include "base/log.h"
#include "base/loop.h"
#include "repo/identity.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#define SETS 2048u /* a power of two */
#define WAYS 4u
#define KEY_LIFE_S 60
#define LOOK_EVERY_US (1 * US_PER_S)
#define LOOK_LIMIT_US (3 * US_PER_S)
#define BLIND_US (4 * US_PER_S) /* so old a look is not relied on any more */
#define REVOKED_BUCKETS 256u
#define REVOKED_LIFE_S (20 * 60) /* beyond that of any token; as long as the table keeps its rows */
#define KEY_PREFIX "sk_"

struct entry {
    unsigned char hash[SHA256_SIZE];
    struct identity who;
    int64_t until_s; /* 0: empty */
};

struct revoked {
    SLIST_ENTRY(revoked) next;
    char subject[UUID_SIZE];
    enum revocation_kind kind;
    int64_t epoch, xid;
    int64_t until_s, until_us; /* by the clock of the day, and by the one that nobody sets */
};

struct gate {
    struct gate_options options;
    struct loop_timer timer;
    EVP_MD *sha256; /* fetched once: EVP_sha256() is looked up anew for each hash, which takes as long as hashing */
    EVP_MD_CTX *digest;
    int64_t since;     /* the transaction from which on the next look reads */
    int64_t looked_us; /* when the last look that succeeded began; 0: none has yet */
    uint64_t n_noted;  /* revocations so far */
    bool is_looking;
    SLIST_HEAD(, revoked) revoked[REVOKED_BUCKETS];
    struct entry entries[SETS][WAYS];
};

static int64_t now_s(void)
{
    return clock_real_us() / US_PER_S;
}

/* --- what is remembered ----------------------------------------------------------------------------------------- */

static void hash_of(struct gate *gate, const char *text, size_t len,
                    unsigned char hash[static SHA256_SIZE])
{
    if (!EVP_DigestInit_ex(gate->digest, gate->sha256, NULL) ||
        !EVP_DigestUpdate(gate->digest, text, len) || !EVP_DigestFinal_ex(gate->digest, hash, NULL))
        abort(); /* out of memory */
}

static struct entry *set_of(struct gate *gate, const unsigned char hash[static SHA256_SIZE])
{
    return gate->entries[(hash[0] | (unsigned)hash[1] << 8) & (SETS - 1)];
}

static const struct entry *entry_find(struct gate *gate, const unsigned char hash[static SHA256_SIZE])
{
    struct entry *set = set_of(gate, hash);

    for (unsigned i = 0; i < WAYS; i++)
        if (set[i].until_s && memcmp(set[i].hash, hash, SHA256_SIZE) == 0)
            return set[i].until_s > now_s() ? &set[i] : NULL;
    return NULL;
}

static void entry_keep(struct gate *gate, const unsigned char hash[static SHA256_SIZE],
                       const struct identity *who, int64_t until_s)
{
    struct entry *set = set_of(gate, hash), *place = set;

    for (unsigned i = 0; i < WAYS; i++) {
        if (set[i].until_s && memcmp(set[i].hash, hash, SHA256_SIZE) == 0) {
            place = &set[i];
            break;
        }
        if (set[i].until_s < place->until_s)
            place = &set[i];
    }
    memcpy(place->hash, hash, SHA256_SIZE);
    place->who = *who;
    place->until_s = until_s;
}

static void entries_forget(struct gate *gate, const struct revocation *revocation)
{
    for (unsigned i = 0; i < SETS; i++)
        for (unsigned j = 0; j < WAYS; j++)
            if (gate->entries[i][j].until_s &&
                revocation_concerns(revocation, &gate->entries[i][j].who))
                gate->entries[i][j].until_s = 0;
}

/* --- who may act no longer -------------------------------------------------------------------------------------- */

bool revocation_concerns(const struct revocation *revocation, const struct identity *who)
{
    switch (revocation->kind) {
    case REVOKED_USER:
        return !who->is_key && who->epoch < revocation->epoch &&
               strcmp(revocation->subject, who->actor_id) == 0;
    case REVOKED_SESSION:
        return !who->is_key && strcmp(revocation->subject, who->session_id) == 0;
    case REVOKED_KEY:
        return who->is_key && strcmp(revocation->subject, who->actor_id) == 0;
    }
    return false;
}

static unsigned bucket_of(const char *uuid)
{
    uint32_t hash = UINT32_C(2166136261);

    for (; *uuid; uuid++)
        hash = (hash ^ (unsigned char)*uuid) * UINT32_C(16777619);
    return hash % REVOKED_BUCKETS;
}

static bool is_revoked(const struct gate *gate, const struct identity *who, const char *subject)
{
    const struct revoked *revoked;

    SLIST_FOREACH(revoked, &gate->revoked[bucket_of(subject)], next)
    {
        const struct revocation revocation = {revoked->kind, revoked->subject, revoked->epoch};

        if (revocation_concerns(&revocation, who))
            return true;
    }
    return false;
}

/* Each row comes again as long as an older transaction is open; by its transaction it is known. */
static bool is_known(const struct gate *gate, const struct revocation *revocation, int64_t xid)
{
    const struct revoked *revoked;

    SLIST_FOREACH(revoked, &gate->revoked[bucket_of(revocation->subject)], next)
    if (revoked->xid == xid && strcmp(revoked->subject, revocation->subject) == 0)
        return true;
    return false;
}

static void revoked_note(struct gate *gate, const struct revocation *revocation, int64_t xid)
{
    struct revoked *revoked = calloc(1, sizeof *revoked);

    if (!revoked)
        abort();
    memcpy(revoked->subject, revocation->subject, UUID_SIZE);
    revoked->kind = revocation->kind;
    revoked->epoch = revocation->epoch;
    revoked->xid = xid;
    revoked->until_s = now_s() + REVOKED_LIFE_S;
    revoked->until_us = clock_now_us() + REVOKED_LIFE_S * US_PER_S;
    SLIST_INSERT_HEAD(&gate->revoked[bucket_of(revocation->subject)], revoked, next);
    gate->n_noted++;
    entries_forget(gate, revocation);
    if (gate->options.on_revoked)
        gate->options.on_revoked(gate->options.arg, revocation);
}

/* Tokens expire by the clock of the day: one that is set forward and back again revives them. */
static bool is_outlived(const struct revoked *revoked)
{
    return revoked->until_s <= now_s() && revoked->until_us <= clock_now_us();
}

static void revoked_expire(struct gate *gate)
{
    for (unsigned i = 0; i < REVOKED_BUCKETS; i++) {
        struct revoked *revoked = SLIST_FIRST(&gate->revoked[i]), *next;

        for (; revoked; revoked = next) {
            next = SLIST_NEXT(revoked, next);
            if (!is_outlived(revoked))
                continue;
            SLIST_REMOVE(&gate->revoked[i], revoked, revoked, next);
            free(revoked);
        }
    }
}

/* --- looking for revocations ------------------------------------------------------------------------------------ */

static bool kind_parse(const char *text, struct revocation *revocation)
{
    if (strcmp(text, "user") == 0)
        revocation->kind = REVOKED_USER;
    else if (strcmp(text, "session") == 0)
        revocation->kind = REVOKED_SESSION;
    else if (strcmp(text, "key") == 0)
        revocation->kind = REVOKED_KEY;
    else
        return false; /* of a newer version of the program */
    return true;
}

static enum err look(struct ctx *cx, struct gate *gate)
{
    int64_t began_us = clock_now_us();
    int64_t horizon;
    struct db_rows rows;
    enum err e = identity_revocations(cx, gate->since, &rows);

    if (e)
        return e;
    for (int row = 0; row < rows.n; row++) {
        struct revocation revocation = {.epoch = db_int(&rows, row, "epoch")};
        const char *kind = db_text(&rows, row, "kind");
        int64_t xid = db_int(&rows, row, "xid");

        if (!kind || !kind_parse(kind, &revocation))
            continue;
        revocation.subject = db_text(&rows, row, "subject");
        if (!is_known(gate, &revocation, xid))
            revoked_note(gate, &revocation, xid);
    }
    horizon = db_int(&rows, 0, "horizon");
    gate->since =
        horizon < gate->since ? 0 : horizon; /* else it was restored from a backup: all anew */
    if (began_us > gate->looked_us)
        gate->looked_us = began_us;
    return ERR_OK;
}

static void look_fiber(void *arg)
{
    struct gate *gate = arg;
    struct ctx cx = {.arena = arena_new(),
                     .loop = gate->options.loop,
                     .db = gate->options.db,
                     .deadline_us = clock_now_us() + LOOK_LIMIT_US};

    if (look(&cx, gate))
        log_debug("auth", "could not look who may act no longer: %s",
                  err_infos[cx.failure.code].code);
    arena_free(cx.arena);
    revoked_expire(gate);
    gate->is_looking = false;
}

static void on_timer(void *arg)
{
    struct gate *gate = arg;

    loop_timer_set(gate->options.loop, &gate->timer, clock_now_us() + LOOK_EVERY_US);
    if (gate->is_looking)
        return;
    gate->is_looking = true;
    if (!fiber_start(gate->options.loop, look_fiber, gate))
        gate->is_looking = false;
}

/* What is remembered counts only as long as it is known who may act no longer. */
static enum err see(struct ctx *cx, struct gate *gate)
{
    if (gate->looked_us && clock_now_us() - gate->looked_us < BLIND_US)
        return ERR_OK;
    return look(cx, gate);
}

struct gate *gate_new(const struct gate_options *options)
{
    struct gate *gate = calloc(1, sizeof *gate);

    if (!gate)
        abort();
    gate->options = *options;
    gate->timer = (struct loop_timer){.fn = on_timer, .arg = gate};
    gate->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    gate->digest = EVP_MD_CTX_new();
    if (!gate->sha256 || !gate->digest)
        abort();
    return gate;
}

void gate_start(struct gate *gate)
{
    loop_timer_set(gate->options.loop, &gate->timer, clock_now_us());
}

bool gate_stop(struct gate *gate)
{
    loop_timer_clear(gate->options.loop, &gate->timer);
    return gate->is_looking;
}

void gate_free(struct gate *gate)
{
    if (!gate)
        return;
    for (unsigned i = 0; i < REVOKED_BUCKETS; i++) {
        struct revoked *revoked;

        while ((revoked = SLIST_FIRST(&gate->revoked[i]))) {
            SLIST_REMOVE_HEAD(&gate->revoked[i], next);
            free(revoked);
        }
    }
    EVP_MD_CTX_free(gate->digest);
    EVP_MD_free(gate->sha256);
    free(gate);
}

/* --- checking --------------------------------------------------------------------------------------------------- */

static const struct identity *copy_of(struct ctx *cx, const struct identity *who)
{
    struct identity *copy = arena_alloc(cx->arena, sizeof *copy);

    *copy = *who;
    return copy;
}

enum err gate_check_token(struct ctx *cx, struct gate *gate, const char *token, size_t len,
                          const struct identity **ret_who)
{
    unsigned char hash[SHA256_SIZE];
    const struct entry *entry;
    struct identity who;
    enum err e;

    if (len > TOKEN_MAX) /* refused unread; not even hashed */
        return token_verify(cx, gate->options.secret, token, len, &who);
    e = see(cx, gate);
    if (e)
        return e;
    hash_of(gate, token, len, hash);
    entry = entry_find(gate, hash);
    if (entry) {
        *ret_who = copy_of(cx, &entry->who);
        return ERR_OK;
    }
    e = token_verify(cx, gate->options.secret, token, len, &who);
    if (e)
        return e;
    if (is_revoked(gate, &who, who.actor_id) || is_revoked(gate, &who, who.session_id))
        return fail(cx, ERR_UNAUTHORIZED, "The session has ended. Sign in again.");
    entry_keep(gate, hash, &who, who.expires_at_s);
    *ret_who = copy_of(cx, &who);
    return ERR_OK;
}

static bool is_key(const char *key)
{
    size_t prefix = sizeof KEY_PREFIX - 1;

    return strncmp(key, KEY_PREFIX, prefix) == 0 && strlen(key) == prefix + SECRET_TEXT - 1;
}

static enum err ask_key(struct ctx *cx, const char *key, struct identity *who)
{
    char hex[SHA256_HEX];
    struct db_rows row;
    enum err e;

    secret_hash(key, hex);
    e = identity_of_key(cx, hex, &row);
    if (e)
        return e;
    if (!row.n || !role_parse(db_text(&row, 0, "role"), &who->role))
        return fail(cx, ERR_UNAUTHORIZED, "The API key is not valid, or was revoked.");
    memcpy(who->org_id, db_text(&row, 0, "org_id"), UUID_SIZE);
    memcpy(who->actor_id, db_text(&row, 0, "id"), UUID_SIZE);
    who->is_key = true;
    who->expires_at_s = INT64_MAX;
    return ERR_OK;
}

enum err gate_check_key(struct ctx *cx, struct gate *gate, const char *key,
                        const struct identity **ret_who)
{
    unsigned char hash[SHA256_SIZE];
    const struct entry *entry;
    struct identity who = {0};
    uint64_t n_noted;
    enum err e;

    if (!is_key(key))
        return fail(cx, ERR_UNAUTHORIZED, "The API key is not valid, or was revoked.");
    e = see(cx, gate);
    if (e)
        return e;
    hash_of(gate, key, strlen(key), hash);
    entry = entry_find(gate, hash);
    if (entry) {
        *ret_who = copy_of(cx, &entry->who);
        return ERR_OK;
    }
    do { /* this very key may be among those revoked while we asked */
        n_noted = gate->n_noted;
        e = ask_key(cx, key, &who);
        if (e)
            return e;
    } while (n_noted != gate->n_noted);
    entry_keep(gate, hash, &who, now_s() + KEY_LIFE_S);
    *ret_who = copy_of(cx, &who);
    return ERR_OK;
}
