// SPDX-License-Identifier: MIT
#include "base/uri.h"
#include "base/network.h"

#include <string.h>
#include <strings.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* The characters of addresses (RFC 3986 section 2), each % with its two digits. */
bool uri_is_text(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (s[i] <= ' ' || s[i] > '~' || strchr("\"<>\\^`{|}", s[i]))
            return false;
        if (s[i] == '%' && (len - i < 3 || !is_hex(s[i + 1]) || !is_hex(s[i + 2])))
            return false;
    }
    return true;
}

static bool is_label(const char *s, size_t len)
{
    if (len == 0 || len > 63 || s[0] == '-' || s[len - 1] == '-')
        return false;
    for (size_t i = 0; i < len; i++) {
        if (!is_letter(s[i]) && !is_digit(s[i]) && s[i] != '-' && s[i] != '_')
            return false;
    }
    return true;
}

/* Labels with dots between (RFC 1123 section 2.1, and underscores, which containers' names have).
 */
bool uri_is_domain(const char *s, size_t len, size_t min_labels)
{
    size_t n = 0, label;

    if (len == 0 || len > 253)
        return false;
    for (size_t i = 0; i <= len; i += label + 1) {
        const char *dot = memchr(s + i, '.', len - i);

        label = dot ? (size_t)(dot - s) - i : len - i;
        if (!is_label(s + i, label))
            return false;
        n++;
    }
    return n >= min_labels;
}

static bool is_ipv6(const char *s, size_t len)
{
    struct ip ip;

    return memchr(s, ':', len) && ip_parse(s, len, &ip);
}

static bool is_host(const char *s, size_t len)
{
    if (len > 2 && s[0] == '[' && s[len - 1] == ']')
        return is_ipv6(s + 1, len - 2);
    return uri_is_domain(s, len, 1);
}

static bool is_port(const char *s, size_t len)
{
    unsigned port = 0;

    if (len == 0 || len > 5)
        return false;
    for (size_t i = 0; i < len; i++) {
        if (!is_digit(s[i]))
            return false;
        port = port * 10 + (unsigned)(s[i] - '0');
    }
    return port >= 1 && port <= 65535;
}

static bool is_authority(const char *s, size_t len)
{
    const char *bracket = memchr(s, ']', len);
    size_t from = bracket ? (size_t)(bracket - s) : 0;
    const char *colon = memchr(s + from, ':', len - from);
    size_t host_len = colon ? (size_t)(colon - s) : len;

    return is_host(s, host_len) && (!colon || is_port(colon + 1, len - host_len - 1));
}

bool uri_is_http(const char *s, size_t len)
{
    size_t scheme = len > 7 && strncasecmp(s, "http://", 7) == 0    ? 7
                    : len > 8 && strncasecmp(s, "https://", 8) == 0 ? 8
                                                                    : 0;
    size_t end = scheme;

    if (!scheme || !uri_is_text(s, len) || memchr(s, '#', len))
        return false;
    while (end < len && s[end] != '/' && s[end] != '?')
        end++;
    return is_authority(s + scheme, end - scheme);
}
