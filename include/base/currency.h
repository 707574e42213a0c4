// SPDX-License-Identifier: MIT
/* Currencies by their codes of ISO 4217. */
#ifndef SAUDA_BASE_CURRENCY_H
#define SAUDA_BASE_CURRENCY_H

#include <stdbool.h>

/* Whether people pay with it today: "KZT". Precious metals, units of account and withdrawn currencies are unknown. */
bool currency_is_known(const char *code);

#endif
