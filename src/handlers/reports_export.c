// SPDX-License-Identifier: MIT
/* One table of the report on a pipeline as a file: the same rows, under names that people read. */
#include "gen/api.h"
#include "http/reply.h"
#include "jobs/export.h"
#include "repo/exports.h"
#include "repo/reports.h"

#include <stdlib.h>
#include <string.h>

#define CSV_TYPE "text/csv; charset=utf-8"
#define CSV_BYTES 8192
#define MAX_COLUMNS 10u
#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct export_column stage_columns[] = {
    {.field = "stage_name", .titles = {"Этап", "Кезең", "Stage"}},
    {.field = "reached_count", .titles = {"Дошли", "Жеткендер", "Reached"}},
    {.field = "conversion",
     .titles = {"Конверсия из предыдущего", "Алдыңғыдан конверсия", "Conversion from previous"}},
    {.field = "conversion_from_first",
     .titles = {"Конверсия из первого", "Біріншіден конверсия", "Conversion from first"}},
    {.field = "median_hours", .titles = {"Медиана (ч)", "Медиана (сағ)", "Median hours"}},
    {.field = "average_hours", .titles = {"В среднем (ч)", "Орташа (сағ)", "Average hours"}},
    {.field = "left_count", .titles = {"Ушли дальше", "Өткендер", "Left"}},
    {.field = "now_count", .titles = {"Сейчас", "Қазір", "Now"}},
    {.field = "now_amount", .titles = {"Сумма сейчас", "Қазіргі сома", "Amount now"}},
};
static const struct export_column owner_columns[] = {
    {.field = "owner_name", .titles = {"Ответственный", "Жауапты", "Owner"}},
};
static const struct export_column source_columns[] = {
    {.field = "source", .titles = {"Источник", "Дереккөз", "Source"}},
};
static const struct export_column month_columns[] = {
    {.field = "month", .titles = {"Месяц", "Ай", "Month"}},
};
static const struct export_column reason_columns[] = {
    {.field = "reason", .titles = {"Причина", "Себебі", "Reason"}},
    {.field = "lost_count", .titles = {"Проиграно", "Сәтсіз", "Lost"}},
    {.field = "lost_amount", .titles = {"Сумма", "Сомасы", "Amount"}},
};
static const struct export_column forecast_columns[] = {
    {.field = "month", .titles = {"Месяц", "Ай", "Month"}},
    {.field = "open_count", .titles = {"В работе", "Ашық", "Open"}},
    {.field = "open_amount", .titles = {"Сумма", "Сомасы", "Amount"}},
    {.field = "weighted_amount",
     .titles = {"С учётом вероятности", "Ықтималдықпен", "Weighted amount"}},
};
/* Behind those of owners, sources and months. */
static const struct export_column outcome_columns[] = {
    {.field = "won_count", .titles = {"Выиграно", "Сәтті", "Won"}},
    {.field = "won_amount", .titles = {"Сумма выигранных", "Сәттілердің сомасы", "Won amount"}},
    {.field = "lost_count", .titles = {"Проиграно", "Сәтсіз", "Lost"}},
    {.field = "lost_amount", .titles = {"Сумма проигранных", "Сәтсіздердің сомасы", "Lost amount"}},
    {.field = "open_count", .titles = {"В работе", "Ашық", "Open"}},
    {.field = "open_amount", .titles = {"Сумма в работе", "Ашықтардың сомасы", "Open amount"}},
};

static const struct section {
    const char *name; /* as `section` of the API and the members of a report have it */
    const char *file_names[EXPORT_LANGUAGES];
    const struct export_column *columns;
    size_t n_columns;
    bool has_outcomes;
} sections[] = {
    {"stages", {"Этапы", "Кезеңдер", "Stages"}, stage_columns, COUNT(stage_columns), false},
    {"owners", {"Ответственные", "Жауаптылар", "Owners"}, owner_columns, COUNT(owner_columns), true},
    {"sources", {"Источники", "Дереккөздер", "Sources"}, source_columns, COUNT(source_columns), true},
    {"months", {"Месяцы", "Айлар", "Months"}, month_columns, COUNT(month_columns), true},
    {"reasons",
     {"Причины отказа", "Бас тарту себептері", "Reasons"},
     reason_columns,
     COUNT(reason_columns),
     false},
    {"forecast", {"Прогноз", "Болжам", "Forecast"}, forecast_columns, COUNT(forecast_columns), false},
};

static const struct section *section_of(const char *name)
{
    for (size_t i = 0; i < COUNT(sections); i++)
        if (strcmp(sections[i].name, name) == 0)
            return &sections[i];
    abort(); /* the contract knows no other */
}

/* `ret_columns` has room for MAX_COLUMNS; how many there are. */
static size_t columns_of(const struct section *section, struct export_column *ret_columns)
{
    size_t n = section->n_columns;

    memcpy(ret_columns, section->columns, n * sizeof *ret_columns);
    if (!section->has_outcomes)
        return n;
    memcpy(ret_columns + n, outcome_columns, sizeof outcome_columns);
    return n + COUNT(outcome_columns);
}

enum err reports_pipeline_export(struct ctx *cx, const struct reports_pipeline_export_in *in,
                                 struct reply *ret_reply)
{
    const struct report_question question = {
        .pipeline_id = in->pipeline_id,
        .from = in->from.v,
        .to = in->to.v,
        .owner_id = in->owner_id.v,
    };
    const struct section *section = section_of(in->section.v);
    struct export_column columns[MAX_COLUMNS];
    struct db_rows rows;
    struct export_table table = {.rows = &rows, .columns = columns};
    struct export_settings settings;
    enum err e = report_read_table(cx, &question, section->name, &rows);

    if (!e)
        e = export_find_settings(cx, &settings);
    if (e)
        return e;
    table.n_columns = columns_of(section, columns);
    table.language = export_language_of(in->language.v ? in->language.v : settings.language);
    ret_reply->status = 200;
    ret_reply->content_type = CSV_TYPE;
    buf_init(&ret_reply->body, cx->arena, CSV_BYTES);
    export_table_csv(cx, &table, strcmp(in->separator.v, ";") == 0, &ret_reply->body);
    reply_attachment(
        cx, ret_reply,
        arena_printf(cx->arena, "%s %s.csv", section->file_names[table.language], settings.today));
    return ERR_OK;
}
