// SPDX-License-Identifier: MIT
/* The numbers by which Kazakhstan knows companies (BIN) and people (IIN). */
#ifndef SAUDA_BASE_BIN_IIN_H
#define SAUDA_BASE_BIN_IIN_H

#include <stdbool.h>
#include <stddef.h>

#define BIN_IIN_SIZE 13

/* Takes the number out of what was typed: twelve digits, with blanks and hyphens anywhere. False where they are not twelve,
 * or the last one is not the check digit of the others (the rules of forming BIN and IIN: the sum
 * of the digits times 1 to 11 modulo 11; where that is 10, times 3 to 11, 1, 2; where that is 10 too, there is no such number). */
bool bin_iin_normalize(const char *s, size_t len, char ret_number[static BIN_IIN_SIZE]);

#endif
