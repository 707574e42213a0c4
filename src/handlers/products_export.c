// SPDX-License-Identifier: MIT
/* The catalogue as a file, by the same filter as the list. The columns bear the names that an import knows again, so that
 * people can change the file in Excel and send it back. */
#include "auth/identity.h"
#include "base/clock.h"
#include "base/config.h"
#include "gen/api.h"
#include "gen/lists.h"
#include "handlers/app.h"
#include "http/reply.h"
#include "jobs/export.h"
#include "repo/exports.h"

#include <string.h>

#define CSV_TYPE "text/csv; charset=utf-8"
#define XLSX_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#define TELL_US INT64_C(10000000)

static const struct export_column columns[] = {
    {"sku", 18, {"Артикул", "Артикулы", "SKU"}},
    {"name", 50, {"Наименование", "Атауы", "Name"}},
    {"brand", 16, {"Бренд", "Бренді", "Brand"}},
    {"category", 22, {"Категория", "Санаты", "Category"}},
    {"model", 18, {"Модель", "Моделі", "Model"}},
    {"price", 12, {"Цена", "Бағасы", "Price"}},
    {"cost", 12, {"Себестоимость", "Өзіндік құны", "Cost"}},
    {"currency", 9, {"Валюта", "Валютасы", "Currency"}},
    {"stock", 9, {"Остаток", "Қалдығы", "Stock"}},
    {"is_active", 10, {"В продаже", "Сатуда", "Active"}},
    {"barcode", 16, {"Штрихкод", "Штрихкоды", "Barcode"}},
    {"image_url", 30, {"Ссылка на изображение", "Сурет сілтемесі", "Image URL"}},
    {"description", 60, {"Описание", "Сипаттамасы", "Description"}},
    {"attributes", 40, {"Характеристики", "Сипаттары", "Attributes"}},
};
#define N_COLUMNS (sizeof columns / sizeof *columns)

static const char *const file_names[EXPORT_LANGUAGES] = {"Товары", "Тауарлар", "Products"};

struct products_file {
    struct list_query query;
    struct export ex;
    const char *format;
    bool is_xlsx, has_semicolons;
};

static enum err write_piece(void *arg, const void *data, size_t len)
{
    return stream_write(arg, data, len);
}

/* Also of what was broken off: so many rows have left. What the log does not take has not happened, as far as that can
 * still be. */
static enum err tell(struct ctx *cx, const struct products_file *file, enum err e)
{
    struct ctx own = *cx;
    enum err told;

    if (e && file->ex.n_rows == 0)
        return e;
    own.deadline_us = clock_now_us() + TELL_US;
    own.failure = (struct failure){0};
    told = export_tell(&own, &(struct export_record){
                                 .entity = "products",
                                 .format = file->format,
                                 .filter = &file->query.filter,
                                 .n_rows = file->ex.n_rows,
                                 .is_complete = !e,
                             });
    if (own.has_written)
        app_on_write(&own);
    return e || !told ? e : fail_from(cx, &own);
}

static enum err produce(struct ctx *cx, struct stream *out, void *arg)
{
    struct products_file *file = arg;
    const struct export_workshop workshop = {
        .compute = cx->app->files,
        .folder = cx->app->config->data_dir,
    };
    enum err e;

    file->ex.arg = out;
    if (file->is_xlsx)
        e = export_xlsx(cx, &file->ex, &workshop);
    else
        e = export_csv(cx, &file->ex, file->has_semicolons);
    return tell(cx, file, e);
}

static enum err read_query(struct ctx *cx, const struct products_export_in *in,
                           struct list_query *ret_query)
{
    struct list_in list = in->list;
    const char **fields = arena_zalloc(cx->arena, N_COLUMNS, sizeof *fields);

    for (size_t i = 0; i < N_COLUMNS; i++)
        fields[i] = columns[i].field;
    list.fields = (struct opt_strs){OPT_SET, N_COLUMNS, fields};
    return list_query_read(cx, &products_list_spec, in->filter, &list, ret_query);
}

enum err products_export(struct ctx *cx, const struct products_export_in *in, struct reply *ret_reply)
{
    struct products_file *file = arena_zalloc(cx->arena, 1, sizeof *file);
    struct export_settings settings;
    enum err e = read_query(cx, in, &file->query);

    if (!e)
        e = export_find_settings(cx, &settings);
    if (e)
        return e;
    file->format = in->format.v;
    file->is_xlsx = strcmp(in->format.v, "xlsx") == 0;
    file->has_semicolons = strcmp(in->separator.v, ";") == 0;
    file->ex = (struct export){
        .query = &file->query,
        .columns = columns,
        .n_columns = N_COLUMNS,
        .language = export_language_of(in->language.v ? in->language.v : settings.language),
        .write = write_piece,
    };
    e = reply_stream(cx, ret_reply, file->is_xlsx ? XLSX_TYPE : CSV_TYPE, produce, file);
    if (!e)
        reply_attachment(cx, ret_reply,
                         arena_printf(cx->arena, "%s %s.%s", file_names[file->ex.language],
                                      settings.today, in->format.v));
    return e;
}
