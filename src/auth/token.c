// SPDX-License-Identifier: MIT
/* A token is looked at from the outside in: its size and shape, its signature, its header, its claims. What libjwt
 * accepts is only that the signature fits the header's algorithm, so both texts are read a second time, strictly. */
#include "auth/token.h"

#include "base/clock.h"

#include <errno.h>
#include <jansson.h>
#include <jwt.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ISSUER "sauda"
#define AUDIENCE "sauda"
#define TYPE "access"
#define CLOCK_SKEW_S 30 /* between the machines of an installation */
#define EPOCH_MAX INT32_MAX
#define BRACKETS_MAX 16

/* --- making ----------------------------------------------------------------------------------------------------- */

static bool add_claims(jwt_t *jwt, const struct identity *who, int64_t now_s)
{
    char id[UUID_SIZE];

    uuid_v7(id);
    return !jwt_add_grant(jwt, "iss", ISSUER) && !jwt_add_grant(jwt, "aud", AUDIENCE) &&
           !jwt_add_grant(jwt, "sub", who->actor_id) && !jwt_add_grant(jwt, "org", who->org_id) &&
           !jwt_add_grant(jwt, "sid", who->session_id) &&
           !jwt_add_grant(jwt, "role", role_name(who->role)) &&
           !jwt_add_grant_int(jwt, "epoch", (long)who->epoch) && !jwt_add_grant(jwt, "typ", TYPE) &&
           !jwt_add_grant(jwt, "jti", id) && !jwt_add_grant_int(jwt, "iat", (long)now_s) &&
           !jwt_add_grant_int(jwt, "nbf", (long)now_s) &&
           !jwt_add_grant_int(jwt, "exp", (long)(now_s + TOKEN_LIFE_S));
}

enum err token_issue(struct ctx *cx, const struct secret *secret, struct identity *who,
                     const char **ret_token)
{
    int64_t now_s = clock_real_us() / US_PER_S;
    jwt_t *jwt = NULL;
    char *text = NULL;
    size_t len;
    const unsigned char *key = secret_signing_key(secret, &len);

    /* When setting the algorithm fails, the token would be encoded unsigned. */
    if (!jwt_new(&jwt) && add_claims(jwt, who, now_s) &&
        !jwt_set_alg(jwt, JWT_ALG_HS256, key, (int)len))
        text = jwt_encode_str(jwt);
    jwt_free(jwt);
    if (!text)
        return fail(cx, ERR_INTERNAL, "no token could be made");
    *ret_token = arena_strdup(cx->arena, text);
    free(text);
    who->expires_at_s = now_s + TOKEN_LIFE_S;
    return ERR_OK;
}

/* --- reading ---------------------------------------------------------------------------------------------------- */

struct part {
    const char *text;
    size_t len;
};

/* Header, payload, signature: none empty, base64url without padding (RFC 7515 section 3.1). */
static bool split(const char *token, size_t len, struct part parts[static 3])
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const char *at = token, *end = token + len;

    for (unsigned i = 0; i < 3; i++) {
        parts[i].text = at;
        while (at < end && *at && strchr(alphabet, *at))
            at++;
        parts[i].len = (size_t)(at - parts[i].text);
        if (parts[i].len == 0 || parts[i].len % 4 == 1)
            return false;
        if (i < 2 && (at == end || *at++ != '.'))
            return false;
    }
    return at == end;
}

/* The text that a part holds; NULL when it is no base64url, or deeper than any of ours: JSON is read by recursion, and
 * fibers have small stacks. */
static const char *text_of(struct ctx *cx, struct part part, size_t *ret_len)
{
    size_t padded = (part.len + 3) / 4 * 4, opened = 0;
    char *encoded = arena_alloc(cx->arena, padded);
    char *text = arena_alloc(cx->arena, padded);

    for (size_t i = 0; i < padded; i++) {
        char c = i < part.len ? part.text[i] : '=';

        encoded[i] = (char)(c == '-' ? '+' : c == '_' ? '/' : c);
    }
    if (EVP_DecodeBlock((unsigned char *)text, (unsigned char *)encoded, (int)padded) < 0)
        return NULL;
    *ret_len = part.len * 3 / 4;
    for (size_t i = 0; i < *ret_len; i++)
        opened += text[i] == '[' || text[i] == '{';
    return opened <= BRACKETS_MAX ? text : NULL;
}

/* NULL when the text is no JSON object. A member may stand once; jansson refuses NULs and what is not UTF-8. */
static json_t *object_of(const char *text, size_t len)
{
    json_t *json = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);

    if (json && !json_is_object(json)) {
        json_decref(json);
        return NULL;
    }
    return json;
}

static bool is_text(const json_t *object, const char *name, const char *wanted)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text && strcmp(text, wanted) == 0;
}

static bool take_uuid(const json_t *claims, const char *name, char to[static UUID_SIZE])
{
    const char *text = json_string_value(json_object_get(claims, name));

    if (!text || !uuid_is_valid(text, strlen(text)))
        return false;
    for (size_t i = 0; i < UUID_SIZE; i++) /* as the database writes them */
        to[i] = (char)(text[i] >= 'A' && text[i] <= 'F' ? text[i] + ('a' - 'A') : text[i]);
    return true;
}

static bool take_int(const json_t *claims, const char *name, int64_t *ret)
{
    const json_t *value = json_object_get(claims, name);

    if (!json_is_integer(value))
        return false;
    *ret = json_integer_value(value);
    return true;
}

/* RFC 8725 section 3.1; `crit` names extensions that must be understood, and we have none (RFC 7515 section 4.1.11). */
static bool is_good_header(const json_t *header)
{
    return is_text(header, "alg", "HS256") &&
           (!json_object_get(header, "typ") || is_text(header, "typ", "JWT")) &&
           !json_object_get(header, "crit");
}

static bool are_good_times(const json_t *claims, int64_t *ret_expires_at_s)
{
    int64_t now_s = clock_real_us() / US_PER_S, exp, nbf, iat;

    if (!take_int(claims, "exp", &exp) || !take_int(claims, "nbf", &nbf) ||
        !take_int(claims, "iat", &iat))
        return false;
    *ret_expires_at_s = exp;
    return iat >= 0 && exp > now_s && exp <= now_s + TOKEN_LIFE_S + CLOCK_SKEW_S &&
           nbf <= now_s + CLOCK_SKEW_S && iat <= now_s + CLOCK_SKEW_S && exp - iat <= TOKEN_LIFE_S;
}

static bool read_claims(const json_t *claims, struct identity *who)
{
    const char *role = json_string_value(json_object_get(claims, "role"));

    return is_text(claims, "iss", ISSUER) && is_text(claims, "aud", AUDIENCE) &&
           is_text(claims, "typ", TYPE) && are_good_times(claims, &who->expires_at_s) &&
           take_uuid(claims, "sub", who->actor_id) && take_uuid(claims, "org", who->org_id) &&
           take_uuid(claims, "sid", who->session_id) && take_int(claims, "epoch", &who->epoch) &&
           who->epoch >= 0 && who->epoch <= EPOCH_MAX && role && role_parse(role, &who->role);
}

/* Whether the signature is HS256's with our key. */
static bool is_signed(struct ctx *cx, const struct secret *secret, const char *token, size_t len)
{
    jwt_t *jwt = NULL;
    size_t key_len;
    const unsigned char *key =
        secret_signing_key(secret, &key_len); /* never empty: that would verify nothing */
    bool is_good = !jwt_decode(&jwt, arena_strndup(cx->arena, token, len), key, (int)key_len) &&
                   jwt_get_alg(jwt) == JWT_ALG_HS256;

    jwt_free(jwt);
    return is_good;
}

enum err token_verify(struct ctx *cx, const struct secret *secret, const char *token, size_t len,
                      struct identity *ret_who)
{
    struct identity who = {.is_key = false};
    struct part parts[3];
    const char *head, *body;
    size_t head_len, body_len;
    json_t *header = NULL, *claims = NULL;
    bool is_good = len <= TOKEN_MAX && split(token, len, parts) &&
                   (head = text_of(cx, parts[0], &head_len)) &&
                   (body = text_of(cx, parts[1], &body_len)) && is_signed(cx, secret, token, len) &&
                   (header = object_of(head, head_len)) && is_good_header(header) &&
                   (claims = object_of(body, body_len)) && read_claims(claims, &who);

    json_decref(header);
    json_decref(claims);
    if (!is_good)
        return fail(cx, ERR_UNAUTHORIZED, "The access token is not valid, or has expired.");
    *ret_who = who;
    return ERR_OK;
}
