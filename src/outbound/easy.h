// SPDX-License-Identifier: MIT
/* What every transfer of curl shares, whatever its protocol. */
#ifndef SAUDA_OUTBOUND_EASY_H
#define SAUDA_OUTBOUND_EASY_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>

/* Ends the program where curl refuses an option: it is out of memory, or built without what we need. */
void easy_must(CURLcode code);
/* What our surroundings must not change: no proxy of the environment, which would blind the guard, no .netrc, no signals;
 * certificates are verified. */
void easy_set_common(CURL *easy);
struct curl_slist *easy_append(struct curl_slist *list, const char *text);
/* A socket that no child process inherits, or CURL_SOCKET_BAD with errno. */
curl_socket_t easy_open_socket(const struct curl_sockaddr *address);
bool easy_is_tls_failure(CURLcode code);
/* Why it could not connect, in words. */
const char *easy_connect_words(CURL *easy);
/* Puts `what` and `detail` together. They may hold what the other side wrote: only visible ASCII of that. */
void easy_say(char *words, size_t size, const char *what, const char *detail);

#endif
