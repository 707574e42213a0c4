// SPDX-License-Identifier: MIT
/* Everything slow happens on a compute thread, under fixed parameters: what a stored hash asks for is looked at first,
 * so that no row of the database can make a thread compute for minutes. */
#include "auth/password.h"

#include "base/compute.h"

#include <argon2.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>

/* OWASP Password Storage Cheat Sheet: argon2id, m = 19 MiB, t = 2, p = 1 */
#define MEMORY_KIB 19456u
#define PASSES 2u
#define LANES 1u
#define SALT_SIZE 16u
#define HASH_SIZE 32u
#define MEMORY_KIB_MAX (4 * MEMORY_KIB)
#define PASSES_MAX 8u

/* What is compared where there is no hash: of a random password that nobody knows. */
static const char nobody[] = "$argon2id$v=19$m=19456,t=2,p=1$/////////////////////w$"
                             "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/* --- what makes a good one -------------------------------------------------------------------------------------- */

/* The commonest of at least 8 characters, in lower case. */
static const char *const commonest[] = {
    "00000000",     "0123456789", "0987654321", "10203040",   "11111111",    "1111111111",
    "11223344",     "1122334455", "111222333",  "12121212",   "12341234",    "12344321",
    "123123123",    "1231231234", "123321123",  "12345678",   "123456789",   "1234567890",
    "12345678910",  "1234567a",   "12345qwert", "123456qwe",  "123456aa",    "123456789a",
    "123654789",    "12345679",   "123qweasd",  "13579246",   "147258369",   "159753159",
    "1q2w3e4r",     "1q2w3e4r5t", "1qaz2wsx",   "1qazxsw2",   "22222222",    "33333333",
    "44444444",     "55555555",   "66666666",   "77777777",   "77777777a",   "87654321",
    "88888888",     "987654321",  "98765432",   "99999999",   "a1234567",    "a12345678",
    "aa123456",     "abc12345",   "abcd1234",   "abcdefgh",   "access14",    "admin123",
    "adminadmin",   "almaty2024", "almaty2025", "almaty2026", "asdasdasd",   "asdfasdf",
    "asdfghjk",     "asdfghjkl",  "baseball",   "changeme",   "computer",    "dragon123",
    "football",     "football1",  "iloveyou",   "internet",   "kazakhstan",  "kazakhstan1",
    "letmein1",     "liverpool",  "marina123",  "michelle",   "monkey123",   "nazarbayev",
    "passw0rd",     "password",   "password1",  "password12", "password123", "pass1234",
    "princess",     "q1w2e3r4",   "q1w2e3r4t5", "qazwsxedc",  "qwer1234",    "qwerasdf",
    "qwerqwer",     "qwerty12",   "qwerty123",  "qwerty1234", "qwerty12345", "qwertyui",
    "qwertyuiop",   "samsung1",   "sunshine",   "superman",   "trustno1",    "welcome1",
    "zaq12wsx",     "zxcvbnm1",   "zxcvbnm123", "йцукенгш",   "Пароль123",   "пароль123",
    "парольпароль", "қазақстан",
};

static bool is_common(const char *password)
{
    for (size_t i = 0; i < sizeof commonest / sizeof *commonest; i++)
        if (strcasecmp(commonest[i], password) == 0)
            return true;
    return false;
}

enum err password_check(struct ctx *cx, const char *field, const char *password, const char *email)
{
    size_t local = email ? strcspn(email, "@") : 0;

    if (email && (strcasecmp(password, email) == 0 ||
                  (strlen(password) == local && strncasecmp(password, email, local) == 0)))
        return fail_field(cx, ERR_VALIDATION_FAILED, field, "same_as_email",
                          "must not be the e-mail");
    if (is_common(password))
        return fail_field(cx, ERR_VALIDATION_FAILED, field, "too_common",
                          "is one of the commonest passwords");
    return ERR_OK;
}

/* --- hashing ---------------------------------------------------------------------------------------------------- */

/* One piece of work for a compute thread. */
struct work {
    const char *password;
    const char *hash;              /* to be compared with */
    char made[PASSWORD_HASH_SIZE]; /* the new one */
    int result;                    /* argon2's */
};

static enum err run(struct ctx *cx, struct compute *compute, void (*fn)(void *), struct work *work)
{
    if (!compute)
        fn(work);
    else if (!compute_run(compute, fn, work))
        return fail(cx, ERR_OVERLOADED, NULL);
    if (work->result == ARGON2_MEMORY_ALLOCATION_ERROR)
        return fail(cx, ERR_OVERLOADED, NULL);
    return ERR_OK;
}

static void make(void *arg)
{
    struct work *work = arg;
    unsigned char salt[SALT_SIZE];

    if (getrandom(salt, sizeof salt, 0) != (ssize_t)sizeof salt)
        abort(); /* so few bytes always come whole (getrandom(2)) */
    work->result =
        argon2id_hash_encoded(PASSES, MEMORY_KIB, LANES, work->password, strlen(work->password),
                              salt, sizeof salt, HASH_SIZE, work->made, sizeof work->made);
}

enum err password_hash(struct ctx *cx, struct compute *compute, const char *password,
                       const char **ret_hash)
{
    struct work work = {.password = password};
    enum err e = run(cx, compute, make, &work);

    if (e)
        return e;
    if (work.result != ARGON2_OK)
        return fail_fmt(cx, ERR_INTERNAL, "argon2: %s", argon2_error_message(work.result));
    *ret_hash = arena_strdup(cx->arena, work.made);
    return ERR_OK;
}

/* Whether the string asks for work that we are willing to do; and whether for less than today's. */
static bool is_acceptable(const char *hash, bool *ret_is_outdated)
{
    unsigned memory_kib, passes, lanes;

    if (!hash || strlen(hash) >= PASSWORD_HASH_SIZE ||
        sscanf(hash, "$argon2id$v=19$m=%8u,t=%8u,p=%8u$", &memory_kib, &passes, &lanes) != 3 ||
        memory_kib > MEMORY_KIB_MAX || passes > PASSES_MAX || lanes != LANES)
        return false;
    *ret_is_outdated = memory_kib < MEMORY_KIB || passes < PASSES;
    return true;
}

/* A hash that turns out to be unreadable costs nothing, which must not show. */
static void compare(void *arg)
{
    struct work *work = arg;
    size_t len = strlen(work->password);

    work->result = argon2id_verify(work->hash, work->password, len);
    if (work->result != ARGON2_OK && work->result != ARGON2_VERIFY_MISMATCH)
        work->result = argon2id_verify(nobody, work->password, len) == ARGON2_MEMORY_ALLOCATION_ERROR
                           ? ARGON2_MEMORY_ALLOCATION_ERROR
                           : ARGON2_VERIFY_MISMATCH;
}

enum err password_verify(struct ctx *cx, struct compute *compute, const char *password,
                         const char *hash, bool *ret_is_right, bool *ret_is_outdated)
{
    bool is_outdated = false, is_acceptable_hash = is_acceptable(hash, &is_outdated);
    struct work work = {.password = password, .hash = is_acceptable_hash ? hash : nobody};
    enum err e = run(cx, compute, compare, &work);

    if (e)
        return e;
    *ret_is_right = is_acceptable_hash && work.result == ARGON2_OK;
    *ret_is_outdated = *ret_is_right && is_outdated;
    return ERR_OK;
}
