// SPDX-License-Identifier: MIT
/* The settings of the program: environment variables, or lines of `.env` in the working directory
 * (the environment wins). One table holds key, type, default and help; parsing, `sauda --help`,
 * `sauda config`, .env.example and docs/configuration.md all come from it. */
#ifndef SAUDA_BASE_CONFIG_H
#define SAUDA_BASE_CONFIG_H

#include "base/ctx.h"

#include <stdbool.h>
#include <stddef.h>

enum app_env { APP_DEV, APP_TEST, APP_PROD };
/* AUTO: on unless APP_ENV=prod */
enum config_switch { SWITCH_AUTO, SWITCH_ON, SWITCH_OFF };

struct config {
    unsigned app_env; /* enum app_env */
    const char *host;
    unsigned port;            /* 0: any free one */
    const char *database_url; /* NULL: the own cluster */
    const char *data_dir;
    const char *public_url;   /* without a slash at its end; NULL: that of the listening address */
    const char *cors_origins; /* with commas, or NULL */
    bool is_auth_required;
    const char *secret_key;                            /* NULL: one kept in data_dir */
    unsigned registration;                             /* enum config_switch */
    bool is_registration_open;                         /* what that comes to */
    const char *admin_users;                           /* e-mails with commas, or NULL */
    unsigned login_limit_account, login_limit_address; /* failed sign-ins a minute; 0: any number */
    unsigned rate_limit_user, rate_limit_address;      /* requests a minute; 0: any number */
    const char *trusted_proxies;                       /* networks with commas, or NULL */
    const char *smtp_url;                              /* NULL: no mail is sent */
    const char *mail_from;
    const char *outbound_allow; /* with commas, or NULL */
    unsigned loops;
    unsigned db_pool;    /* connections to PostgreSQL of each loop */
    unsigned log_level;  /* enum log_level */
    unsigned log_format; /* 0: text, 1: json */
    unsigned events_keep_days;
    bool reuse_port;
    const char *app_version;
    const struct config_setting *settings; /* one for each of config_keys, in their order */
};

enum config_kind {
    CONFIG_TEXT, /* const char *, NULL when empty */
    CONFIG_UINT, /* unsigned, from min to max */
    CONFIG_BOOL, /* true or false */
    CONFIG_WORD, /* unsigned, the place in `words` */
};

struct config_key {
    const char *name;
    enum config_kind kind;
    const char *fallback; /* the default, as one would write it; "": none */
    const char *help;     /* one line */
    size_t offset;        /* in struct config */
    unsigned min, max;
    const char *const *words;           /* ended by NULL */
    const char *(*check)(const char *); /* of a text: what is wrong with it, or NULL */
    bool is_secret;                     /* may hold a password: never shown */
};

extern const struct config_key config_keys[];
extern const size_t n_config_keys;

enum config_origin { CONFIG_DEFAULT, CONFIG_FILE, CONFIG_ENVIRONMENT };

/* Where a value comes from; for `sauda doctor`. */
struct config_setting {
    const char *value;
    enum config_origin origin;
};

/* Reads the file (one that is missing is empty) and the environment. ERR_VALIDATION_FAILED with a
 * field error for each key whose value is bad; what it returns lives in the arena. */
enum err config_load(struct ctx *cx, const char *env_file, struct config *ret_config)
    __attribute__((warn_unused_result));

/* Whether a server may run like this: without sign-in it listens on loopback alone, and not in
 * production. Field errors as above. */
enum err config_check_serving(struct ctx *cx, const struct config *config)
    __attribute__((warn_unused_result));

/* Whether the host is one that only this machine reaches: 127.0.0.0/8, ::1, localhost. */
bool config_is_loopback(const char *host);

#endif
