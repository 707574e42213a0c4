// SPDX-License-Identifier: MIT
/* For what blocks before anybody waits for signals: `sauda serve` blocks SIGTERM, SIGINT and SIGHUP
 * at its very start, so one that was sent meanwhile is pending. */
#ifndef SAUDA_BASE_STOP_H
#define SAUDA_BASE_STOP_H

#include <stdbool.h>

/* Whether the process was told to stop and has not heard of it yet. */
bool stop_is_pending(void);
/* Sleeps, but not over a signal that is not blocked. */
void stop_sleep_ms(unsigned ms);

#endif
