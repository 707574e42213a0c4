// SPDX-License-Identifier: MIT
#include "base/email.h"
#include "base/uri.h"

#include <string.h>

#define LOCAL_MAX 64
#define ADDRESS_MAX 254

static bool is_atom(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

bool email_is_valid(const char *s, size_t len)
{
    const char *at = memchr(s, '@', len);
    size_t local = at ? (size_t)(at - s) : 0;
    char before = '.';

    if (local == 0 || local > LOCAL_MAX || len > ADDRESS_MAX)
        return false;
    for (size_t i = 0; i < local; i++) {
        if (!is_atom(s[i]) && s[i] != '.')
            return false;
        if (s[i] == '.' && before == '.')
            return false;
        before = s[i];
    }
    return before != '.' && uri_is_domain(at + 1, len - local - 1, 2);
}
