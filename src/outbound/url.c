// SPDX-License-Identifier: MIT
/* Taking addresses apart. curl turns the numbers in which IPv4 may hide (http://2130706433/, http://0x7f.1/) into
 * dots, and letters of other scripts into punycode; what is left is compared and looked up as it stands. */
#include "url.h"
#include "base/network.h"
#include "outbound/outbound.h"

#include <ctype.h>
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void free_curl_string(char **text)
{
    curl_free(*text);
}

static void free_curl_url(CURLU **parts)
{
    curl_url_cleanup(*parts);
}

#define AUTO_STRING __attribute__((cleanup(free_curl_string))) char
#define AUTO_URL __attribute__((cleanup(free_curl_url))) CURLU

static const char *parse_words(CURLUcode code)
{
    switch (code) {
    case CURLUE_USER_NOT_ALLOWED:
        return "the address must not carry a name or password";
    case CURLUE_UNSUPPORTED_SCHEME:
        return "the address must begin with http:// or https://";
    default:
        return "the address is not valid";
    }
}

static bool is_this_machine(const char *host)
{
    static const char name[] = "localhost";
    size_t len = strlen(host), name_len = sizeof name - 1;

    return len >= name_len && strcmp(host + len - name_len, name) == 0 &&
           (len == name_len || host[len - name_len - 1] == '.');
}

/* Small letters, no dot at the end; false when nothing is left or it is too long. */
static bool take_host(const char *host, struct url *url)
{
    size_t len = strlen(host);
    struct ip ip;

    if (len >= 2 &&
        host[0] == '[') { /* IPv6; the guard would not see the zone of one, so there must be none */
        host++;
        len -= 2;
    } else if (len && host[len - 1] == '.') {
        len--;
    }
    if (len == 0 || len >= sizeof url->host)
        return false;
    for (size_t i = 0; i < len; i++)
        url->host[i] = (char)tolower((unsigned char)host[i]);
    url->host[len] = '\0';
    url->is_numeric = ip_parse(url->host, len, &ip) || is_this_machine(url->host);
    return true;
}

static CURLUcode read_scheme(CURLU *parts, struct url *url)
{
    AUTO_STRING *scheme = NULL;
    CURLUcode code = curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0);

    if (code)
        return code;
    url->is_https = strcasecmp(scheme, "https") == 0;
    return url->is_https || strcasecmp(scheme, "http") == 0 ? CURLUE_OK : CURLUE_UNSUPPORTED_SCHEME;
}

static CURLUcode read_host(CURLU *parts, struct url *url)
{
    AUTO_STRING *host = NULL;
    AUTO_STRING *zone = NULL;
    AUTO_STRING *port = NULL;
    CURLUcode code = curl_url_get(parts, CURLUPART_HOST, &host, CURLU_PUNYCODE);

    if (code)
        return code;
    if (curl_url_get(parts, CURLUPART_ZONEID, &zone, 0) == CURLUE_OK || !take_host(host, url))
        return CURLUE_BAD_HOSTNAME;
    code = curl_url_get(parts, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT);
    if (code)
        return code;
    url->port = (uint16_t)strtoul(port, NULL, 10);
    return url->port ? CURLUE_OK : CURLUE_BAD_PORT_NUMBER;
}

/* Puts the host back as it was taken, so that curl looks up and connects to the very same. */
static CURLUcode write_text(CURLU *parts, struct url *url)
{
    AUTO_STRING *text = NULL;
    CURLUcode code = CURLUE_OK;

    if (!strchr(url->host, ':'))
        code = curl_url_set(parts, CURLUPART_HOST, url->host, 0);
    if (!code)
        code = curl_url_set(parts, CURLUPART_FRAGMENT, NULL, 0);
    if (!code)
        code = curl_url_get(parts, CURLUPART_URL, &text, 0);
    if (code)
        return code;
    url->text = strdup(text);
    if (!url->text)
        abort();
    return CURLUE_OK;
}

bool url_parse(const char *text, struct url *ret_url, const char **ret_why)
{
    AUTO_URL *parts = curl_url();
    struct url url = {0};
    CURLUcode code;

    if (!parts)
        abort();
    if (strlen(text) >= OUTBOUND_URL_MAX) {
        *ret_why = "the address is too long";
        return false;
    }
    code = curl_url_set(parts, CURLUPART_URL, text, CURLU_DISALLOW_USER | CURLU_URLENCODE);
    if (!code)
        code = read_scheme(parts, &url);
    if (!code)
        code = read_host(parts, &url);
    if (!code)
        code = write_text(parts, &url);
    if (code) {
        *ret_why = parse_words(code);
        return false;
    }
    *ret_url = url;
    return true;
}

void url_done(struct url *url)
{
    free(url->text);
    url->text = NULL;
}

bool url_same_origin(const struct url *a, const struct url *b)
{
    return a->is_https == b->is_https && a->port == b->port && strcmp(a->host, b->host) == 0;
}
