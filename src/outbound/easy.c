// SPDX-License-Identifier: MIT
/* What every transfer of curl shares: options that must hold, sockets, and words for people when it failed. */
#include "easy.h"
#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

void easy_must(CURLcode code)
{
    if (code) {
        log_error("outbound", "curl refuses an option: %s", curl_easy_strerror(code));
        abort();
    }
}

void easy_set_common(CURL *easy)
{
    const char *authorities =
        getenv("SSL_CERT_FILE"); /* as OpenSSL's own; curl looks at it only as a program */

    easy_must(curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L));
    easy_must(curl_easy_setopt(easy, CURLOPT_PROXY, ""));
    easy_must(curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED));
    easy_must(curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L));
    easy_must(curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L));
    if (authorities && *authorities)
        easy_must(curl_easy_setopt(easy, CURLOPT_CAINFO, authorities));
}

struct curl_slist *easy_append(struct curl_slist *list, const char *text)
{
    list = curl_slist_append(list, text);
    if (!list)
        abort();
    return list;
}

curl_socket_t easy_open_socket(const struct curl_sockaddr *address)
{
    int fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);

    return fd < 0 ? CURL_SOCKET_BAD : fd;
}

bool easy_is_tls_failure(CURLcode code)
{
    switch (code) {
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_ENGINE_INITFAILED:
        return true;
    default:
        return false;
    }
}

const char *easy_connect_words(CURL *easy)
{
    long os_error = 0;

    curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &os_error);
    return os_error ? strerrordesc_np((int)os_error) : NULL;
}

void easy_say(char *words, size_t size, const char *what, const char *detail)
{
    snprintf(words, size, "%s%s", what, detail);
    for (char *s = words; *s; s++)
        if (*s < ' ' || *s > '~')
            *s = '?';
}
