// SPDX-License-Identifier: MIT
/* The log: one line an event on standard error, as text for people or as JSON for collectors. It is one of the two
 * things a process has one of (the other is the stop flag); lines of several threads never mix. */
#ifndef SAUDA_BASE_LOG_H
#define SAUDA_BASE_LOG_H

#include <stdbool.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* Before the first thread starts. */
void log_setup(enum log_level level, bool as_json);
bool log_is_on(enum log_level level);

/* `scope` is a word for the part that speaks ("http", "db", "check"). Secrets never come here. */
void log_write(enum log_level level, const char *scope, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#define log_debug(scope, ...)                                                                      \
    do {                                                                                           \
        if (log_is_on(LOG_DEBUG))                                                                  \
            log_write(LOG_DEBUG, scope, __VA_ARGS__);                                              \
    } while (0)
#define log_info(scope, ...) log_write(LOG_INFO, scope, __VA_ARGS__)
#define log_warn(scope, ...) log_write(LOG_WARN, scope, __VA_ARGS__)
#define log_error(scope, ...) log_write(LOG_ERROR, scope, __VA_ARGS__)

#endif
