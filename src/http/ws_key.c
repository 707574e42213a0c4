// SPDX-License-Identifier: MIT
/* The key of the WebSocket handshake (RFC 6455 section 4.2.2): what proves to the client that its
 * request was understood, and nothing more. */
#include "http/websocket.h"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>

static const char guid[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool ws_accept_key(const char *key, char text[static 29])
{
    char joined[24 + sizeof guid];
    unsigned char digest[SHA_DIGEST_LENGTH];

    /* 16 bytes are 22 characters and their padding. */
    if (strspn(key, base64) != 22 || strcmp(key + 22, "==") != 0)
        return false;
    snprintf(joined, sizeof joined, "%s%s", key, guid);
    SHA1((const unsigned char *)joined, strlen(joined), digest);
    EVP_EncodeBlock((unsigned char *)text, digest, sizeof digest);
    return true;
}
