// SPDX-License-Identifier: MIT
/* Looking for signals without taking them. */
#include "base/stop.h"

#include <signal.h>
#include <time.h>

bool stop_is_pending(void)
{
    sigset_t pending;

    sigemptyset(&pending);
    sigpending(&pending);
    return sigismember(&pending, SIGTERM) > 0 || sigismember(&pending, SIGINT) > 0 ||
           sigismember(&pending, SIGHUP) > 0;
}

void stop_sleep_ms(unsigned ms)
{
    struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};

    nanosleep(&time, NULL);
}
