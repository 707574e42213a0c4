// SPDX-License-Identifier: MIT
/* The refresh token as a cookie, for the panel: scripts cannot read it (HttpOnly), pages of other sites cannot send it
 * (SameSite=Strict), and those of the same site but another origin are told apart by Origin. */
#include "auth.h"
#include "base/config.h"
#include "handlers/app.h"
#include "http/framing.h"
#include "http/request.h"

#include <string.h>
#include <strings.h>

#define NAME "sauda_refresh"
#define ATTRIBUTES "; Path=/api; HttpOnly; SameSite=Strict"
#define TOKEN_MAX_LEN 1024 /* as the contract has it in a body */

enum err auth_check_origin(struct ctx *cx)
{
    const char *host = request_header(cx->request, "Host");
    const char *origin = request_header(cx->request, "Origin");
    const struct framing_origins own = {
        .public_url = cx->app->public_url,
        .cors_origins = cx->app->config->cors_origins,
    };

    if (!origin || framing_is_own_origin(host ? host : "", origin, &own))
        return ERR_OK;
    return fail(cx, ERR_FOREIGN_ORIGIN, NULL);
}

/* --- reading (RFC 6265 section 4.2.1) ----------------------------------------------------------------------------- */

/* Takes one `name=value` off the list, without the blanks around it. */
static size_t next_pair(const char **list, const char **ret_pair)
{
    size_t len;

    *list += strspn(*list, " \t;");
    len = strcspn(*list, ";");
    *ret_pair = *list;
    *list += len;
    while (len && ((*ret_pair)[len - 1] == ' ' || (*ret_pair)[len - 1] == '\t'))
        len--;
    return len;
}

/* A client has one header for all its cookies (RFC 6265 section 5.4): of several none is looked at. */
bool auth_cookie_find(const struct ctx *cx, const char **ret_token)
{
    static const char prefix[] = NAME "=";
    bool is_single = request_header_count(cx->request, "Cookie") == 1;
    const char *list = is_single ? request_header(cx->request, "Cookie") : NULL;
    const char *pair;
    unsigned n = 0;
    size_t len;

    *ret_token = NULL;
    while (list && (len = next_pair(&list, &pair)) > 0) {
        if (len < strlen(prefix) || memcmp(pair, prefix, strlen(prefix)) != 0)
            continue;
        len -= strlen(prefix);
        n++;
        *ret_token = n == 1 && len <= TOKEN_MAX_LEN
                         ? arena_strndup(cx->arena, pair + strlen(prefix), len)
                         : NULL;
    }
    return n > 0;
}

/* --- writing ------------------------------------------------------------------------------------------------------ */

static bool is_loopback_host(const struct ctx *cx)
{
    const char *host = request_header(cx->request, "Host");
    bool is_bracketed = host && *host == '[';
    size_t len = host ? strcspn(host + is_bracketed, is_bracketed ? "]" : ":") : 0;

    return host && config_is_loopback(arena_strndup(cx->arena, host + is_bracketed, len));
}

/* On this machine alone people work without https; browsers would not keep a cookie with Secure then. */
static const char *secure(const struct ctx *cx)
{
    bool is_https =
        cx->request->is_https || strncasecmp(cx->app->public_url, "https:", strlen("https:")) == 0;

    return is_https || !is_loopback_host(cx) ? "; Secure" : "";
}

const char *auth_cookie(const struct ctx *cx, const char *token)
{
    return arena_printf(cx->arena, NAME "=%s" ATTRIBUTES "; Max-Age=%d%s", token, SESSION_LIFE_S,
                        secure(cx));
}

const char *auth_cookie_gone(const struct ctx *cx)
{
    return arena_printf(cx->arena, NAME "=" ATTRIBUTES "; Max-Age=0%s", secure(cx));
}
