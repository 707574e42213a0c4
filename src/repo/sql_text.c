// SPDX-License-Identifier: MIT
#include "repo/sql_text.h"

#include <string.h>

void sql_text_init(struct sql_text *sql, struct arena *arena)
{
    *sql = (struct sql_text){0};
    buf_init(&sql->text, arena, 1024);
}

void sql_put(struct sql_text *sql, const char *text)
{
    buf_puts(&sql->text, text);
}

void sql_printf(struct sql_text *sql, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    buf_puts(&sql->text, arena_vprintf(sql->text.arena, format, args));
    va_end(args);
}

static void make_room(struct sql_text *sql)
{
    int max = sql->max_values ? sql->max_values * 2 : 16;
    const char **values = arena_zalloc(sql->text.arena, (size_t)max, sizeof *values);

    if (sql->n_values)
        memcpy(values, sql->values, (size_t)sql->n_values * sizeof *values);
    sql->values = values;
    sql->max_values = max;
}

void sql_bind(struct sql_text *sql, const char *value, const char *type)
{
    if (sql->n_values == sql->max_values)
        make_room(sql);
    sql->values[sql->n_values++] = value;
    buf_printf(&sql->text, "$%d::%s", sql->n_values, type);
}

const struct db_statement *sql_statement(struct sql_text *sql, enum sql_kind kind, const char *name)
{
    struct db_statement *st = arena_zalloc(sql->text.arena, 1, sizeof *st);

    *st = (struct db_statement){
        .name = name,
        .sql = buf_cstr(&sql->text),
        .n_params = sql->n_values,
        .is_write = kind == SQL_WRITE,
        .id = kind == SQL_READ_KEPT ? DB_STATEMENT_KEPT : DB_STATEMENT_ONCE,
    };
    return st;
}

void sql_add(struct db_batch *batch, struct sql_text *sql, enum sql_kind kind, const char *name)
{
    db_batch_add(batch, sql_statement(sql, kind, name), sql->values);
}

enum err sql_run(struct ctx *cx, struct sql_text *sql, enum sql_kind kind, const char *name,
                 struct db_rows *ret_rows)
{
    return db_run(cx, sql_statement(sql, kind, name), sql->values, ret_rows);
}
