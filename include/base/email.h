// SPDX-License-Identifier: MIT
/* E-mail addresses. */
#ifndef SAUDA_BASE_EMAIL_H
#define SAUDA_BASE_EMAIL_H

#include <stdbool.h>
#include <stddef.h>

/* What mail servers of today take: dotted atoms before the @ (RFC 5321 section 4.1.2), a domain behind it. */
bool email_is_valid(const char *s, size_t len);

#endif
