// SPDX-License-Identifier: MIT
/* Accept-Encoding and If-None-Match. Both are read leniently: what cannot be understood in them is passed over, and
 * then the client gets the whole file as it is. */
#include "http/negotiate.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#define Q_MAX 1000
#define Q_UNSET (-1)

/* `q=0.85` as 850 (RFC 9110 section 12.4.2); what is malformed counts as 0, what is absent as 1. */
static int quality_of(const char *params, size_t len)
{
    size_t i = 0;
    int q = 0, unit = Q_MAX / 10;

    while (i < len && strchr("; \t", params[i]))
        i++;
    if (i == len)
        return Q_MAX;
    if (len - i < 3 || (params[i] != 'q' && params[i] != 'Q') || params[i + 1] != '=')
        return 0;
    if (params[i + 2] == '1')
        return Q_MAX;
    for (i += 4; i < len && params[i] >= '0' && params[i] <= '9'; i++) { /* behind `q=0.` */
        q += (params[i] - '0') * unit;
        unit /= 10;
    }
    return q;
}

struct qualities {
    int br, gzip, identity, any;
};

static void take_item(struct qualities *q, const char *item, size_t len)
{
    size_t name = strcspn(item, ";, \t");
    int quality;

    name = name < len ? name : len;
    quality = quality_of(item + name, len - name);
    if (name == 2 && strncasecmp(item, "br", 2) == 0)
        q->br = quality;
    else if ((name == 4 && strncasecmp(item, "gzip", 4) == 0) ||
             (name == 6 && strncasecmp(item, "x-gzip", 6) == 0))
        q->gzip = quality;
    else if (name == 8 && strncasecmp(item, "identity", 8) == 0)
        q->identity = quality;
    else if (name == 1 && *item == '*')
        q->any = quality;
}

enum coding negotiate_coding(const char *accept_encoding, bool has_gzip, bool has_br)
{
    struct qualities q = {Q_UNSET, Q_UNSET, Q_UNSET, Q_UNSET};
    const char *list = accept_encoding ? accept_encoding : "";

    while (*list) {
        size_t len;

        list += strspn(list, ", \t");
        len = strcspn(list, ",");
        take_item(&q, list, len);
        list += len;
    }
    if (q.any == Q_UNSET)
        q.any = 0;
    else if (q.identity == Q_UNSET)
        q.identity = q.any;
    q.br = has_br ? (q.br == Q_UNSET ? q.any : q.br) : 0;
    q.gzip = has_gzip ? (q.gzip == Q_UNSET ? q.any : q.gzip) : 0;
    if (q.br > 0 && q.br >= q.gzip && q.br >= q.identity)
        return CODING_BR;
    return q.gzip > 0 && q.gzip >= q.identity ? CODING_GZIP : CODING_IDENTITY;
}

static const char *without_weak(const char *etag)
{
    return etag[0] == 'W' && etag[1] == '/' ? etag + 2 : etag;
}

bool negotiate_etag_matches(const char *if_none_match, const char *etag)
{
    const char *tag = without_weak(etag);
    size_t tag_len = strlen(tag);
    const char *list = if_none_match ? if_none_match : "";

    while (*list) {
        size_t len;

        list += strspn(list, ", \t");
        if (*list == '*')
            return true;
        list = without_weak(list);
        len = *list == '"' ? strcspn(list + 1, "\"") + 2 : strcspn(list, ",");
        if (len == tag_len && strncmp(list, tag, len) == 0)
            return true;
        list += strnlen(list, len);
    }
    return false;
}
