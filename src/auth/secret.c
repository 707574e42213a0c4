// SPDX-License-Identifier: MIT
/* The secret is what the operator set, or a file that the first start makes: written whole under a name of its own and
 * then linked into place, so that no process ever reads half of it and of several makers one wins. */
#include "auth/secret.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_NAME "secret_key"
#define KEY_MAX 4096

struct secret {
    const unsigned char *key;
    size_t len;
};

/* --- texts ------------------------------------------------------------------------------------------------------ */

/* RFC 4648 section 5, without padding. `text` takes SECRET_TEXT bytes. */
static void base64url(const unsigned char bytes[static SHA256_SIZE], char text[static SECRET_TEXT])
{
    unsigned char padded[SECRET_TEXT + 4];

    EVP_EncodeBlock(padded, bytes, SHA256_SIZE);
    for (size_t i = 0; i < SECRET_TEXT - 1; i++)
        text[i] = (char)(padded[i] == '+' ? '-' : padded[i] == '/' ? '_' : padded[i]);
    text[SECRET_TEXT - 1] = '\0';
}

static void random_bytes(unsigned char *bytes, size_t n)
{
    while (n) {
        ssize_t got = getrandom(bytes, n, 0);

        if (got < 0 && errno != EINTR)
            abort(); /* a kernel without random numbers: nothing can be kept secret */
        if (got > 0) {
            bytes += got;
            n -= (size_t)got;
        }
    }
}

void secret_random(char text[static SECRET_TEXT])
{
    unsigned char bytes[SHA256_SIZE];

    random_bytes(bytes, sizeof bytes);
    base64url(bytes, text);
    OPENSSL_cleanse(bytes, sizeof bytes);
}

void secret_hash(const char *data, char hex[static SHA256_HEX])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char hash[SHA256_SIZE];

    if (!EVP_Digest(data, strlen(data), hash, NULL, EVP_sha256(), NULL))
        abort(); /* out of memory */
    for (size_t i = 0; i < sizeof hash; i++) {
        hex[2 * i] = digits[hash[i] >> 4];
        hex[2 * i + 1] = digits[hash[i] & 15];
    }
    hex[SHA256_HEX - 1] = '\0';
}

static void hmac(const void *key, size_t key_len, const char *data,
                 unsigned char out[static SHA256_SIZE])
{
    if (!HMAC(EVP_sha256(), key, (int)key_len, (const unsigned char *)data, strlen(data), out, NULL))
        abort(); /* out of memory */
}

void secret_derive(const struct secret *secret, const char *purpose, const char *data,
                   char text[static SECRET_TEXT])
{
    unsigned char key[SHA256_SIZE], out[SHA256_SIZE];

    hmac(secret->key, secret->len, purpose, key);
    hmac(key, sizeof key, data, out);
    base64url(out, text);
    OPENSSL_cleanse(key, sizeof key);
}

const unsigned char *secret_signing_key(const struct secret *secret, size_t *ret_len)
{
    *ret_len = secret->len;
    return secret->key;
}

/* --- where it comes from ---------------------------------------------------------------------------------------- */

static enum err fail_file(struct ctx *cx, const char *path, const char *what)
{
    return fail_fmt(cx, ERR_CONFLICT, "%s: %s", path, what);
}

/* ERR_NOT_FOUND where there is none. */
static enum err key_read(struct ctx *cx, const char *path, const char **ret_key)
{
    char *key = arena_alloc(cx->arena, KEY_MAX);
    struct stat info;
    ssize_t n;

    if (stat(path, &info))
        return errno == ENOENT ? ERR_NOT_FOUND : fail_file(cx, path, strerror(errno));
    if (info.st_mode & (S_IRWXG | S_IRWXO))
        return fail_file(cx, path,
                         "others may read the secret key; chmod 600, or delete it for a new one");
    n = file_read(path, key, KEY_MAX);
    if (n < 0)
        return fail_file(cx, path, strerror(errno));
    key[strcspn(key, "\r\n")] = '\0';
    if (strlen(key) < SECRET_MIN)
        return fail_file(cx, path,
                         "the secret key is shorter than 32 bytes; delete it for a new one");
    *ret_key = key;
    return ERR_OK;
}

static bool key_write(int fd)
{
    char text[SECRET_TEXT + 1];
    bool is_written;

    secret_random(text);
    memcpy(text + SECRET_TEXT - 1, "\n", 2);
    is_written = file_write(fd, text, SECRET_TEXT) && fsync(fd) == 0;
    OPENSSL_cleanse(text, sizeof text);
    return is_written;
}

static enum err key_make(struct ctx *cx, const char *path)
{
    char *own = arena_printf(cx->arena, "%s.XXXXXX", path);
    int fd = mkostemp(own, O_CLOEXEC); /* 0600 */
    bool is_made;
    int why;

    if (fd < 0)
        return fail_file(cx, own, strerror(errno));
    is_made = key_write(fd) && (link(own, path) == 0 || errno == EEXIST);
    why = errno;
    close(fd);
    (void)unlink(own);
    return is_made ? ERR_OK : fail_file(cx, path, strerror(why));
}

const char *secret_path(struct arena *arena, const char *data_dir)
{
    return arena_printf(arena, "%s/" FILE_NAME, data_dir);
}

static enum err key_keep(struct ctx *cx, const char *data_dir, const char **ret_key)
{
    const char *path = secret_path(cx->arena, data_dir);
    enum err e = key_read(cx, path, ret_key);

    if (e != ERR_NOT_FOUND)
        return e;
    if (mkdir(data_dir, S_IRWXU) && errno != EEXIST)
        return fail_file(cx, data_dir, strerror(errno));
    e = key_make(cx, path);
    if (!e)
        e = key_read(cx, path, ret_key);
    return e == ERR_NOT_FOUND ? fail_file(cx, path, "a link that leads nowhere") : e;
}

enum err secret_open(struct ctx *cx, const char *key, const char *data_dir, struct secret **ret_secret)
{
    struct secret *secret = arena_zalloc(cx->arena, 1, sizeof *secret);
    enum err e = key ? ERR_OK : key_keep(cx, data_dir, &key);

    if (e)
        return e;
    if (strlen(key) < SECRET_MIN)
        return fail_field(cx, ERR_VALIDATION_FAILED, "SECRET_KEY", "min_length",
                          "must be at least 32 bytes");
    secret->key = (const unsigned char *)key;
    secret->len = strlen(key);
    *ret_secret = secret;
    return ERR_OK;
}
