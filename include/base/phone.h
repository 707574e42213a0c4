// SPDX-License-Identifier: MIT
/* Telephone numbers as people in Kazakhstan write them. */
#ifndef SAUDA_BASE_PHONE_H
#define SAUDA_BASE_PHONE_H

#include <stdbool.h>
#include <stddef.h>

#define PHONE_SIZE 17 /* of an E.164 number with its plus and its end */

/* Brings a number to E.164 (ITU-T E.164 section 6.2.1: a plus and at most 15 digits). Understood are Kazakh numbers with 8,
 * 7, +7, +8 or nothing before their ten digits (8 is the prefix for calls within the country, and what people write behind
 * a plus out of habit; no other country has numbers of eleven digits that begin with 87), and those of other countries with
 * +, 00 or 810. Blanks, hyphens, dots, brackets and slashes are passed over. False: it is no number. */
bool phone_normalize(const char *s, size_t len, char ret_phone[static PHONE_SIZE]);

#endif
