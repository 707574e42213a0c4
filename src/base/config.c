// SPDX-License-Identifier: MIT
/* The table of settings and the rules their values keep. All bad values are found in one go, each
 * with its key, so that whoever sets the program up mends them in one go too. */
#include "base/config.h"
#include "base/buf.h"
#include "base/env_file.h"
#include "base/log.h"
#include "base/network.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define MAX_LOOPS 64

static const char *const app_envs[] = {
    [APP_DEV] = "dev", [APP_TEST] = "test", [APP_PROD] = "prod", NULL};
static const char *const log_levels[] = {
    [LOG_DEBUG] = "debug", [LOG_INFO] = "info", [LOG_WARN] = "warn", [LOG_ERROR] = "error", NULL};
static const char *const switches[] = {
    [SWITCH_AUTO] = "auto", [SWITCH_ON] = "true", [SWITCH_OFF] = "false", NULL};
static const char *const log_formats[] = {"text", "json", NULL};

/* --- rules of single values ------------------------------------------------------------------- */

static const char *check_host(const char *host)
{
    size_t len = strlen(host);

    if (!len || len > 253 ||
        strspn(host, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.:-_") != len)
        return "must be an address or a host name";
    return NULL;
}

/* The length of the origin (scheme, host, port) that `url` begins with; 0 when it does not. */
static size_t origin_length(const char *url)
{
    size_t scheme = 0, host;

    if (!strncasecmp(url, "http://", 7))
        scheme = 7;
    else if (!strncasecmp(url, "https://", 8))
        scheme = 8;
    host = scheme ? strcspn(url + scheme, "/?#@ \t,") : 0;
    return host ? scheme + host : 0;
}

static const char *check_public_url(const char *url)
{
    size_t origin = origin_length(url);

    if (!*url)
        return NULL;
    if (!origin || url[origin + strcspn(url + origin, "?#@ \t,")])
        return "must be an address such as https://sauda.example.kz";
    return NULL;
}

/* Calls `check` for each piece between commas; blanks around it do not count. */
static const char *check_list(const char *list, const char *(*check)(const char *))
{
    while (*list) {
        char item[256];
        const char *problem;
        size_t len;

        list += strspn(list, " \t,");
        len = strcspn(list, ",");
        if (len >= sizeof item)
            return "has an entry that is too long";
        memcpy(item, list, len);
        list += len;
        while (len && (item[len - 1] == ' ' || item[len - 1] == '\t'))
            len--;
        item[len] = '\0';
        problem = len ? check(item) : NULL;
        if (problem)
            return problem;
    }
    return NULL;
}

static const char *check_origin(const char *origin)
{
    size_t len = origin_length(origin);

    return len && !origin[len]
               ? NULL
               : "must be origins such as https://shop.example.kz, with commas between";
}

static const char *check_cors_origins(const char *list)
{
    return check_list(list, check_origin);
}

static const char *check_networks(const char *list)
{
    struct networks networks;

    return networks_parse(list, &networks) ? NULL
                                           : "must be at most 64 addresses or networks such as "
                                             "10.0.0.0/8, with commas between";
}

static const char *check_database_url(const char *url)
{
    if (*url && strncmp(url, "postgres://", 11) && strncmp(url, "postgresql://", 13) &&
        strncmp(url, "postgresql+", 11) && strncmp(url, "postgres+", 9) && !strchr(url, '='))
        return "must be like postgresql://user:password@host:5432/database";
    return NULL;
}

static const char *check_secret_key(const char *key)
{
    return *key && strlen(key) < 32 ? "must be at least 32 bytes" : NULL;
}

static const char *check_email(const char *email)
{
    const char *at = strchr(email, '@');

    return at && at > email && at[1] && !strchr(at + 1, '@') && !strpbrk(email, " \t<>\"\r\n")
               ? NULL
               : "must be e-mail addresses, with commas between";
}

static const char *check_emails(const char *list)
{
    return check_list(list, check_email);
}

static const char *check_smtp_url(const char *url)
{
    if (*url && strncasecmp(url, "smtp://", 7) && strncasecmp(url, "smtps://", 8))
        return "must be like smtp://user:password@host:587";
    return NULL;
}

/* `Name <address>` or an address alone. */
static const char *check_mail_from(const char *from)
{
    const char *open = strchr(from, '<');
    size_t len = open ? strcspn(open + 1, ">") : strlen(from);
    char address[256];

    if (strpbrk(from, "\r\n") || len >= sizeof address || (open && strcmp(open + 1 + len, ">")))
        return "must be like Sauda <sauda@example.kz>";
    memcpy(address, open ? open + 1 : from, len);
    address[len] = '\0';
    return check_email(address) ? "must be like Sauda <sauda@example.kz>" : NULL;
}

static const char *check_not_empty(const char *text)
{
    return *text ? NULL : "must not be empty";
}

static const char *check_version(const char *version)
{
    size_t len = strlen(version);

    for (size_t i = 0; i < len; i++)
        if (version[i] <= ' ' || version[i] > '~' || version[i] == '"' || version[i] == '\\')
            return "must be visible ASCII characters without quotes and backslashes";
    return len > 100 ? "must be at most 100 characters" : NULL;
}

/* --- the table -------------------------------------------------------------------------------- */

#define AT(member) .offset = offsetof(struct config, member)

const struct config_key config_keys[] = {
    {"APP_ENV", CONFIG_WORD, "dev", "dev, test or prod: how strict the program is.", AT(app_env),
     .words = app_envs},
    {"HOST", CONFIG_TEXT, "127.0.0.1",
     "The address to listen on. While AUTH_REQUIRED=false it must be one of this machine alone.",
     AT(host), .check = check_host},
    {"PORT", CONFIG_UINT, "8000", "The port to listen on; 0: any free one.", AT(port), .max = 65535},
    {"DATABASE_URL", CONFIG_TEXT, "",
     "PostgreSQL 15 or newer: postgresql://user:password@host:5432/database, several hosts with "
     "commas. Empty: the "
     "program runs a PostgreSQL of its own in DATA_DIR.",
     AT(database_url), .check = check_database_url, .is_secret = true},
    {"DATA_DIR", CONFIG_TEXT, "./data",
     "The folder of what the program keeps: its own database, its log, uploads on their way.",
     AT(data_dir), .check = check_not_empty},
    {"PUBLIC_URL", CONFIG_TEXT, "",
     "The address under which people reach the program. Empty: http://HOST:PORT.", AT(public_url),
     .check = check_public_url},
    {"CORS_ORIGINS", CONFIG_TEXT, "",
     "Web pages of other addresses that may call the API: origins with commas between.",
     AT(cors_origins), .check = check_cors_origins},
    {"AUTH_REQUIRED", CONFIG_BOOL,
     "true", "Whether people have to sign in. With false every request acts as the first admin, on this machine alone.",
     AT(is_auth_required)},
    {"SECRET_KEY", CONFIG_TEXT, "",
     "Signs tokens; at least 32 bytes, such as `openssl rand -hex 32` prints, and the same for all "
     "processes on one "
     "database. Empty: one is made and kept in DATA_DIR (not with APP_ENV=prod).",
     AT(secret_key), .check = check_secret_key, .is_secret = true},
    {"ENABLE_REGISTRATION", CONFIG_WORD, "auto",
     "Whether anybody may register a new organisation: true, false, or auto: unless APP_ENV=prod.",
     AT(registration), .words = switches},
    {"ADMIN_USERS", CONFIG_TEXT, "",
     "E-mails with commas between that may register in any case; they join the first organisation "
     "as admins, with "
     "SMTP_URL by a mailed link.",
     AT(admin_users), .check = check_emails},
    {"LOGIN_LIMIT_ACCOUNT", CONFIG_UINT, "5",
     "Failed sign-ins that an account may have in a minute; 0: any number.",
     AT(login_limit_account), .max = 1000000},
    {"LOGIN_LIMIT_ADDRESS", CONFIG_UINT, "20",
     "Failed sign-ins that may come from an address in a minute; 0: any number.",
     AT(login_limit_address), .max = 1000000},
    {"RATE_LIMIT_USER", CONFIG_UINT, "0",
     "Requests that a user or API key may make in a minute, of each process; 0: any number.",
     AT(rate_limit_user), .max = 100000000},
    {"RATE_LIMIT_ADDRESS", CONFIG_UINT, "0",
     "Requests that may come from an address in a minute, to each process; 0: any number.",
     AT(rate_limit_address), .max = 100000000},
    {"TRUSTED_PROXIES", CONFIG_TEXT,
     "", "Addresses and networks of proxies whose X-Forwarded-For and X-Forwarded-Proto count, with commas between.",
     AT(trusted_proxies), .check = check_networks},
    {"SMTP_URL", CONFIG_TEXT, "",
     "Where mails are handed in: smtp://user:password@host:587 (STARTTLS is required unless the "
     "host is of this machine) or "
     "smtps://…:465. Empty: mails are written to DATA_DIR/mail; with APP_ENV=prod they wait until "
     "it "
     "is set.",
     AT(smtp_url), .check = check_smtp_url, .is_secret = true},
    {"MAIL_FROM", CONFIG_TEXT, "Sauda <sauda@localhost>", "The sender of mails.", AT(mail_from),
     .check = check_mail_from},
    {"OUTBOUND_ALLOW", CONFIG_TEXT,
     "", "Private addresses and networks that modules may be called on, with commas between: 10.1.0.0/16,192.168.1.7.",
     AT(outbound_allow), .check = check_networks},
    {"LOOPS", CONFIG_UINT, "0", "Threads that serve requests; 0: one for each processor core.",
     AT(loops), .max = MAX_LOOPS},
    {"DB_POOL", CONFIG_UINT, "8", "Connections to PostgreSQL for each of these threads.",
     AT(db_pool), .min = 3, .max = 64},
    {"LOG_LEVEL", CONFIG_WORD, "info", "debug, info, warn or error.", AT(log_level),
     .words = log_levels},
    {"LOG_FORMAT", CONFIG_WORD, "text", "text, or json for log collectors.", AT(log_format),
     .words = log_formats},
    {"EVENTS_KEEP_DAYS", CONFIG_UINT, "400", "How long the record of changes is kept, in days.",
     AT(events_keep_days), .min = 7, .max = 36500},
    {"REUSE_PORT", CONFIG_BOOL, "false", "Whether several processes may share HOST:PORT.",
     AT(reuse_port)},
    {"APP_VERSION", CONFIG_TEXT, "", "The version that /health shows. Empty: the one of the build.",
     AT(app_version), .check = check_version},
};
const size_t n_config_keys = sizeof config_keys / sizeof *config_keys;

/* --- reading ---------------------------------------------------------------------------------- */

static void refuse(struct ctx *cx, const char *key, const char *code, const char *message)
{
    fail_field(cx, ERR_VALIDATION_FAILED, key, code, message);
}

static void store_uint(struct ctx *cx, const struct config_key *key, const char *value, unsigned *ret)
{
    char *end = NULL;
    unsigned long number = 0;
    size_t len = strlen(value);

    if (len && len <= 9 && strspn(value, "0123456789") == len)
        number = strtoul(value, &end, 10);
    if (!end || number < key->min || number > key->max) {
        refuse(cx, key->name, "range",
               arena_printf(cx->arena, "must be a number from %u to %u", key->min, key->max));
        return;
    }
    *ret = (unsigned)number;
}

static void store_bool(struct ctx *cx, const struct config_key *key, const char *value, bool *ret)
{
    if (!strcasecmp(value, "true") || !strcmp(value, "1"))
        *ret = true;
    else if (!strcasecmp(value, "false") || !strcmp(value, "0"))
        *ret = false;
    else
        refuse(cx, key->name, "type", "must be true or false");
}

static void store_word(struct ctx *cx, const struct config_key *key, const char *value, unsigned *ret)
{
    struct buf message;

    for (unsigned i = 0; key->words[i]; i++) {
        if (!strcasecmp(value, key->words[i])) {
            *ret = i;
            return;
        }
    }
    buf_init(&message, cx->arena, 64);
    buf_puts(&message, "must be ");
    for (unsigned i = 0; key->words[i]; i++)
        buf_printf(&message, "%s%s", i ? (key->words[i + 1] ? ", " : " or ") : "", key->words[i]);
    refuse(cx, key->name, "enum", buf_cstr(&message));
}

static void store(struct ctx *cx, const struct config_key *key, const char *value,
                  struct config *config)
{
    void *place = (char *)config + key->offset;
    const char *problem;

    switch (key->kind) {
    case CONFIG_UINT:
        store_uint(cx, key, value, place);
        break;
    case CONFIG_BOOL:
        store_bool(cx, key, value, place);
        break;
    case CONFIG_WORD:
        store_word(cx, key, value, place);
        break;
    case CONFIG_TEXT:
        problem = key->check ? key->check(value) : NULL;
        if (problem)
            refuse(cx, key->name, "format", problem);
        *(const char **)place = *value ? value : NULL;
        break;
    }
}

bool config_is_loopback(const char *host)
{
    struct ip ip;

    return ip_parse(host, strlen(host), &ip) ? ip_is_loopback(ip) : !strcasecmp(host, "localhost");
}

enum err config_check_serving(struct ctx *cx, const struct config *config)
{
    if (config->app_env == APP_PROD && !config->secret_key)
        refuse(cx, "SECRET_KEY", "required", "must be set with APP_ENV=prod: openssl rand -hex 32");
    if (config->is_auth_required)
        return cx->failure.code;
    if (config->app_env == APP_PROD)
        refuse(cx, "APP_ENV", "unsafe", "must be dev or test while AUTH_REQUIRED=false");
    if (!config_is_loopback(config->host))
        refuse(cx, "HOST", "unsafe", "must be 127.0.0.1, ::1 or localhost while AUTH_REQUIRED=false");
    return cx->failure.code;
}

static void fill_in(struct ctx *cx, struct config *config)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    if (!config->loops)
        config->loops = cores < 1 ? 1 : cores > MAX_LOOPS ? MAX_LOOPS : (unsigned)cores;
    config->is_registration_open = config->registration == SWITCH_AUTO
                                       ? config->app_env != APP_PROD
                                       : config->registration == SWITCH_ON;
    if (!config->app_version)
        config->app_version = SAUDA_VERSION;
    if (config->public_url) {
        size_t len = strlen(config->public_url);

        while (len && config->public_url[len - 1] == '/')
            len--;
        config->public_url = arena_strndup(cx->arena, config->public_url, len);
    }
}

enum err config_load(struct ctx *cx, const char *env_file, struct config *ret_config)
{
    struct config_setting *settings = arena_zalloc(cx->arena, n_config_keys, sizeof *settings);
    struct config config = {.settings = settings};
    struct env_file file;
    enum err e;

    e = env_file_read(cx, env_file, &file);
    if (e)
        return e;
    for (size_t i = 0; i < n_config_keys; i++) {
        const struct config_key *key = &config_keys[i];
        const char *of_process = getenv(key->name);
        const char *value = of_process ? of_process : env_file_get(&file, key->name);

        settings[i].origin = of_process ? CONFIG_ENVIRONMENT : value ? CONFIG_FILE : CONFIG_DEFAULT;
        if (!value || !*value) { /* KEY= asks for the default */
            value = key->fallback;
            settings[i].origin = CONFIG_DEFAULT;
        }
        settings[i].value = arena_strdup(cx->arena, value);
        store(cx, key, settings[i].value, &config);
    }
    if (cx->failure.code)
        return cx->failure.code;
    fill_in(cx, &config);
    *ret_config = config;
    return 0;
}
