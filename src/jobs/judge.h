// SPDX-License-Identifier: MIT
/* Whether an answer tells of a healthy service. */
#ifndef SAUDA_JOBS_JUDGE_H
#define SAUDA_JOBS_JUDGE_H

#include "outbound/outbound.h"
#include "repo/checks.h"

#define JUDGE_WORDS 256

/* Fills is_healthy, is_degraded, status_code, latency_ms and error of `ret_result`; the error, where there is one, is
 * put into `words`. Healthy is a status of 2xx, or exactly the target's, unless the body is a JSON object whose field
 * `status` is a text other than ok, healthy, up or pass, in capitals or not. */
void judge_answer(const struct check_target *target, const struct outbound_response *response,
                  char words[static JUDGE_WORDS], struct check_result *ret_result);

#endif
