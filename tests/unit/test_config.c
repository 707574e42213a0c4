// SPDX-License-Identifier: MIT
/* Settings: defaults, who wins, what is refused and with which key's name, and that the table
 * itself is sound. */
#include "base/config.h"

#include "base/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
    struct ctx cx;
    struct config config;
    char file[64];
};

static void setenvs_clear(void)
{
    for (size_t i = 0; i < n_config_keys; i++)
        unsetenv(config_keys[i].name);
}

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    setenvs_clear();
    f->cx.arena = arena_new();
    snprintf(f->file, sizeof f->file, "/tmp/test_config.%d.env", (int)getpid());
    unlink(f->file);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    unlink(f->file);
    arena_free(f->cx.arena);
    arena_store_free();
    free(f);
    return 0;
}

static void write_file(const struct fixture *f, const char *text)
{
    FILE *out = fopen(f->file, "w");

    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

static enum err load(struct fixture *f)
{
    f->cx.failure = (struct failure){0};
    return config_load(&f->cx, f->file, &f->config);
}

/* Loads with one setting and expects that it is refused under its name. */
static void expect_refused(struct fixture *f, const char *key, const char *value)
{
    setenv(key, value, 1);
    if (load(f) != ERR_VALIDATION_FAILED)
        fail_msg("%s=%s was taken", key, value);
    assert_non_null(f->cx.failure.fields);
    assert_string_equal(f->cx.failure.fields->field, key);
    assert_null(f->cx.failure.fields->next);
    unsetenv(key);
}

static void expect_taken(struct fixture *f, const char *key, const char *value)
{
    setenv(key, value, 1);
    if (load(f))
        fail_msg("%s=%s was refused: %s", key, value, f->cx.failure.fields->message);
    unsetenv(key);
}

static void test_defaults(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(load(f), 0);
    assert_int_equal(f->config.app_env, APP_DEV);
    assert_string_equal(f->config.host, "127.0.0.1");
    assert_int_equal(f->config.port, 8000);
    assert_null(f->config.database_url);
    assert_string_equal(f->config.data_dir, "./data");
    assert_null(f->config.public_url);
    assert_true(f->config.is_auth_required);
    assert_null(f->config.secret_key);
    assert_true(f->config.is_registration_open);
    assert_int_equal(f->config.login_limit_account, 5);
    assert_int_equal(f->config.login_limit_address, 20);
    assert_int_equal(f->config.rate_limit_user, 0);
    assert_int_equal(f->config.rate_limit_address, 0);
    assert_null(f->config.trusted_proxies);
    assert_null(f->config.smtp_url);
    assert_in_range(f->config.loops, 1, 64);
    assert_int_equal(f->config.db_pool, 8);
    assert_int_equal(f->config.log_level, LOG_INFO);
    assert_int_equal(f->config.events_keep_days, 400);
    assert_string_equal(f->config.app_version, SAUDA_VERSION);
}

static void test_environment_wins(void **state)
{
    struct fixture *f = *state;

    write_file(f, "PORT=1234\nDB_POOL=5\nLOG_LEVEL=warn\n");
    setenv("PORT", "4321", 1);
    setenv("LOG_LEVEL", "", 1); /* empty: the default, whatever the file says */
    assert_int_equal(load(f), 0);
    assert_int_equal(f->config.port, 4321);
    assert_int_equal(f->config.db_pool, 5);
    assert_int_equal(f->config.log_level, LOG_INFO);
    for (size_t i = 0; i < n_config_keys; i++) {
        if (!strcmp(config_keys[i].name, "PORT"))
            assert_int_equal(f->config.settings[i].origin, CONFIG_ENVIRONMENT);
        if (!strcmp(config_keys[i].name, "DB_POOL"))
            assert_int_equal(f->config.settings[i].origin, CONFIG_FILE);
        if (!strcmp(config_keys[i].name, "LOG_LEVEL"))
            assert_int_equal(f->config.settings[i].origin, CONFIG_DEFAULT);
    }
}

static void test_refused(void **state)
{
    static const char *const bad[][2] = {
        {"APP_ENV", "production"},
        {"HOST", "a b"},
        {"PORT", "65536"},
        {"PORT", "-1"},
        {"PORT", "80x"},
        {"PORT", " 80"},
        {"PORT", "99999999999999999999"},
        {"DB_POOL", "2"},
        {"LOOPS", "65"},
        {"EVENTS_KEEP_DAYS", "6"},
        {"AUTH_REQUIRED", "yes"},
        {"SECRET_KEY", "31 bytes are one byte too few.."},
        {"ENABLE_REGISTRATION", "maybe"},
        {"ADMIN_USERS", "boss@example.kz,example.kz"},
        {"ADMIN_USERS", "Boss <boss@example.kz>"},
        {"LOGIN_LIMIT_ACCOUNT", "-5"},
        {"RATE_LIMIT_ADDRESS", "100000001"},
        {"SMTP_URL", "http://mail.example.kz"},
        {"MAIL_FROM", "Sauda"},
        {"MAIL_FROM", "Sauda <sauda@example.kz> x"},
        {"REUSE_PORT", "on"},
        {"LOG_LEVEL", "loud"},
        {"LOG_FORMAT", "xml"},
        {"PUBLIC_URL", "sauda.example.kz"},
        {"PUBLIC_URL", "http://"},
        {"PUBLIC_URL", "http://a/?b"},
        {"CORS_ORIGINS", "*"},
        {"CORS_ORIGINS", "null"},
        {"CORS_ORIGINS", "http://a.kz,b.kz"},
        {"CORS_ORIGINS", "http://a.kz/"},
        {"OUTBOUND_ALLOW", "10.0.0.0/33"},
        {"OUTBOUND_ALLOW", "localhost"},
        {"OUTBOUND_ALLOW", "::1/129"},
        {"OUTBOUND_ALLOW", "10.0.0.0/"},
        {"TRUSTED_PROXIES", "127.0.0.1,proxy.example.kz"},
        {"DATABASE_URL", "mysql://localhost/x"},
        {"APP_VERSION", "1.0 beta"},
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        expect_refused(*state, bad[i][0], bad[i][1]);
}

static void test_taken(void **state)
{
    static const char *const good[][2] = {
        {"APP_ENV", "TEST"},
        {"HOST", "localhost"},
        {"HOST", "::1"},
        {"HOST", "127.8.9.10"},
        {"PORT", "0"},
        {"PORT", "65535"},
        {"AUTH_REQUIRED", "0"},
        {"AUTH_REQUIRED", "true"},
        {"SECRET_KEY", "32 bytes are just enough of them"},
        {"ENABLE_REGISTRATION", "false"},
        {"ADMIN_USERS", "boss@example.kz, other@example.kz"},
        {"LOGIN_LIMIT_ACCOUNT", "0"},
        {"RATE_LIMIT_USER", "100000000"},
        {"SMTP_URL", "smtps://user:password@mail.example.kz:465"},
        {"MAIL_FROM", "sauda@example.kz"},
        {"REUSE_PORT", "TRUE"},
        {"LOOPS", "64"},
        {"PUBLIC_URL", "https://sauda.example.kz/team/"},
        {"CORS_ORIGINS", " http://a.kz , https://b.kz:8443 "},
        {"OUTBOUND_ALLOW", "10.1.0.0/16,192.168.1.7, fd00::/8"},
        {"TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8,, fd00::/8"},
        {"DATABASE_URL", "postgresql+asyncpg://u:p@a,b/sauda"},
        {"DATABASE_URL", "host=/tmp dbname=x"},
    };

    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        expect_taken(*state, good[i][0], good[i][1]);
}

static void test_all_faults_at_once(void **state)
{
    struct fixture *f = *state;
    const struct field_error *field;

    write_file(f, "PORT=x\nLOOPS=many\n");
    setenv("LOG_FORMAT", "xml", 1);
    assert_int_equal(load(f), ERR_VALIDATION_FAILED);
    field = f->cx.failure.fields;
    assert_string_equal(field->field, "PORT");
    assert_string_equal(field->next->field, "LOOPS");
    assert_string_equal(field->next->next->field, "LOG_FORMAT");
    assert_string_equal(field->next->next->message, "must be text or json");
    assert_null(field->next->next->next);
}

static void test_public_url_without_slash(void **state)
{
    struct fixture *f = *state;

    setenv("PUBLIC_URL", "https://sauda.example.kz//", 1);
    assert_int_equal(load(f), 0);
    assert_string_equal(f->config.public_url, "https://sauda.example.kz");
}

static void test_bad_file(void **state)
{
    struct fixture *f = *state;

    write_file(f, "PORT=8000\nwhat is this\n");
    assert_int_equal(load(f), ERR_VALIDATION_FAILED);
    assert_string_equal(f->cx.failure.fields->field, f->file);
    assert_non_null(strstr(f->cx.failure.fields->message, "line 2"));
}

/* Loads with one setting and asks whether a server may run like that; the key that forbids it, or
 * NULL. */
static const char *forbidden_by(struct fixture *f, const char *key, const char *value)
{
    setenv(key, value, 1);
    assert_int_equal(load(f), 0);
    unsetenv(key);
    return config_check_serving(&f->cx, &f->config) ? f->cx.failure.fields->field : NULL;
}

static void test_serving_without_sign_in(void **state)
{
    struct fixture *f = *state;

    setenv("AUTH_REQUIRED", "false", 1);
    setenv("SECRET_KEY", "that there is a key is not enough", 1);
    assert_null(forbidden_by(f, "APP_ENV", "dev"));
    assert_null(forbidden_by(f, "APP_ENV", "test"));
    assert_string_equal(forbidden_by(f, "APP_ENV", "prod"), "APP_ENV");
    assert_null(forbidden_by(f, "HOST", "::1"));
    assert_string_equal(forbidden_by(f, "HOST", "0.0.0.0"), "HOST");
    assert_string_equal(forbidden_by(f, "HOST", "192.168.1.2"), "HOST");
    assert_string_equal(forbidden_by(f, "HOST", "sauda.example.kz"), "HOST");
}

static void test_serving_with_sign_in(void **state)
{
    struct fixture *f = *state;

    assert_null(forbidden_by(f, "APP_ENV", "dev"));
    assert_string_equal(forbidden_by(f, "APP_ENV", "prod"), "SECRET_KEY");
    assert_null(forbidden_by(f, "HOST", "0.0.0.0"));
    assert_null(forbidden_by(f, "HOST", "sauda.example.kz"));
    setenv("SECRET_KEY", "32 bytes are just enough of them", 1);
    assert_null(forbidden_by(f, "APP_ENV", "prod"));
}

static void test_registration(void **state)
{
    static const struct {
        const char *app_env, *registration;
        bool is_open;
    } cases[] = {
        {"dev", "auto", true},  {"test", "auto", true},  {"prod", "auto", false},
        {"prod", "true", true}, {"dev", "false", false}, {"dev", "true", true},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        setenv("APP_ENV", cases[i].app_env, 1);
        setenv("ENABLE_REGISTRATION", cases[i].registration, 1);
        assert_int_equal(load(f), 0);
        assert_int_equal(f->config.is_registration_open, cases[i].is_open);
    }
}

static void test_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_config_keys; i++) {
        const struct config_key *key = &config_keys[i];

        assert_true(strlen(key->help) > 10);
        assert_int_equal(key->help[strlen(key->help) - 1], '.');
        assert_null(strchr(key->help, '\n'));
        assert_null(strchr(key->help, '|')); /* it stands in a Markdown table */
        assert_int_equal(key->words != NULL, key->kind == CONFIG_WORD);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(key->name, config_keys[j].name);
    }
}

static void test_loopback(void **state)
{
    (void)state;
    assert_true(config_is_loopback("127.0.0.1"));
    assert_true(config_is_loopback("127.255.0.3"));
    assert_true(config_is_loopback("LOCALHOST"));
    assert_true(config_is_loopback("::1"));
    assert_false(config_is_loopback("128.0.0.1"));
    assert_false(config_is_loopback("0.0.0.0"));
    assert_false(config_is_loopback("::"));
    assert_false(config_is_loopback("localhost.example.kz"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_defaults, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_environment_wins, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_taken, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_all_faults_at_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_public_url_without_slash, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_bad_file, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_serving_without_sign_in, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_serving_with_sign_in, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_registration, set_up, tear_down),
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_loopback),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
