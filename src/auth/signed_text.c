// SPDX-License-Identifier: MIT
/* The HMAC, of a length that is known, then the text. */
#include "auth/signed_text.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdint.h>
#include <string.h>

#define MAC_LEN (SECRET_TEXT - 1)
#define DIGITS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

static void derive_mac(struct arena *arena, const struct secret *secret, const char *purpose,
                       const char *scope, const char *text, char mac[static SECRET_TEXT])
{
    /* with the length of the first, no two pairs make one text */
    secret_derive(secret, purpose, arena_printf(arena, "%zu %s%s", strlen(scope), scope, text), mac);
}

static void swap(char *text, const char *from, const char *to)
{
    for (; *text; text++) {
        const char *at = strchr(from, *text);

        if (at)
            *text = to[at - from];
    }
}

const char *signed_text_make(struct arena *arena, const struct secret *secret, const char *purpose,
                             const char *scope, const char *text)
{
    size_t len = strlen(text);
    char *made = arena_alloc(arena, MAC_LEN + (len + 2) / 3 * 4 + 1);

    derive_mac(arena, secret, purpose, scope, text, made);
    EVP_EncodeBlock((unsigned char *)made + MAC_LEN, (const unsigned char *)text, (int)len);
    swap(made + MAC_LEN, "+/", "-_");
    made[strcspn(made, "=")] = '\0';
    return made;
}

/* NULL where it is no base64url without padding (RFC 4648 section 5). */
static const char *decode(struct arena *arena, const char *digits)
{
    size_t len = strlen(digits), padding = (4 - len % 4) % 4;
    char *padded = arena_printf(arena, "%s%.*s", digits, (int)padding, "==");
    unsigned char *text = arena_zalloc(arena, len + padding + 1, 1);
    int n;

    if (padding == 3 || strspn(digits, DIGITS) != len || len > INT32_MAX - 4)
        return NULL;
    swap(padded, "-_", "+/");
    n = EVP_DecodeBlock(text, (unsigned char *)padded, (int)(len + padding));
    if (n < (int)padding)
        return NULL;
    text[n - (int)padding] = '\0';
    return (char *)text;
}

/* Made again it must be the same, digit by digit: base64 has several writings of some texts. */
const char *signed_text_open(struct arena *arena, const struct secret *secret, const char *purpose,
                             const char *scope, const char *signed_text)
{
    size_t len = strlen(signed_text);
    const char *text = len < MAC_LEN ? NULL : decode(arena, signed_text + MAC_LEN);
    const char *made = text ? signed_text_make(arena, secret, purpose, scope, text) : NULL;

    return made && strlen(made) == len && CRYPTO_memcmp(made, signed_text, len) == 0 ? text : NULL;
}
