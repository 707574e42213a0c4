// SPDX-License-Identifier: MIT
/* UUIDs as text: made by us in version 7 (RFC 9562 section 5.7, ordered by time), accepted in any version. */
#ifndef SAUDA_BASE_UUID_H
#define SAUDA_BASE_UUID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UUID_SIZE 37 /* with the NUL */

/* A new one, small letters. */
void uuid_v7(char text[static UUID_SIZE]);
/* Whether `s` is a UUID in its usual notation, 8-4-4-4-12 digits in either case. */
bool uuid_is_valid(const char *s, size_t len);
/* The sixteen bytes of a valid one. */
void uuid_bytes(const char *uuid, uint8_t bytes[static 16]);

#endif
