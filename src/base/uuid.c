// SPDX-License-Identifier: MIT
/* Version 7: 48 bits of milliseconds, then randomness from the kernel. */
#include "base/uuid.h"
#include "base/clock.h"

#include <stdlib.h>
#include <sys/random.h>

static const char hex[] = "0123456789abcdef";

void uuid_v7(char text[static UUID_SIZE])
{
    uint64_t ms = (uint64_t)(clock_real_us() / US_PER_MS);
    uint8_t b[16];
    char *to = text;

    if (getrandom(b, sizeof b, 0) != (ssize_t)sizeof b)
        abort();
    for (unsigned i = 0; i < 6; i++)
        b[i] = (uint8_t)(ms >> (40 - 8 * i));
    b[6] = (uint8_t)(0x70 | (b[6] & 0x0f));
    b[8] = (uint8_t)(0x80 | (b[8] & 0x3f));
    for (unsigned i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *to++ = '-';
        *to++ = hex[b[i] >> 4];
        *to++ = hex[b[i] & 15];
    }
    *to = '\0';
}

bool uuid_is_valid(const char *s, size_t len)
{
    if (len != UUID_SIZE - 1)
        return false;
    for (size_t i = 0; i < len; i++) {
        bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
        bool is_hex = (s[i] >= '0' && s[i] <= '9') || (s[i] >= 'a' && s[i] <= 'f') ||
                      (s[i] >= 'A' && s[i] <= 'F');

        if (is_dash ? s[i] != '-' : !is_hex)
            return false;
    }
    return true;
}

static unsigned digit(char c)
{
    return c <= '9' ? (unsigned)(c - '0') : (unsigned)((c | 0x20) - 'a') + 10;
}

void uuid_bytes(const char *uuid, uint8_t bytes[static 16])
{
    for (unsigned i = 0; i < 16; i++) {
        uuid += *uuid == '-';
        bytes[i] = (uint8_t)(digit(uuid[0]) << 4 | digit(uuid[1]));
        uuid += 2;
    }
}
