// SPDX-License-Identifier: MIT
/* Names of columns as price lists of Kaspi, 1C, Satu and people's own have them, in Russian, Kazakh and English. Both sides
 * are compared in small letters, without signs between words and without the units behind ("Цена, тг."). */
#include "import_fields.h"
#include "gen/limits.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#define RULE(name, kind, min, max, is_clearable)                                                   \
    {                                                                                              \
        name, kind, min, max, is_clearable                                                         \
    }
#define P(bound) PRODUCT_CREATE_##bound

const struct field_rule field_rules[FIELD_COUNT] = {
    [FIELD_SKU] = RULE("sku", KIND_CODE, P(SKU_MIN), P(SKU_MAX), false),
    [FIELD_NAME] = RULE("name", KIND_TEXT, P(NAME_MIN), P(NAME_MAX), false),
    [FIELD_BRAND] = RULE("brand", KIND_TEXT, P(BRAND_MIN), P(BRAND_MAX), true),
    [FIELD_CATEGORY] = RULE("category", KIND_TEXT, P(CATEGORY_MIN), P(CATEGORY_MAX), true),
    [FIELD_MODEL] = RULE("model", KIND_TEXT, P(MODEL_MIN), P(MODEL_MAX), true),
    [FIELD_DESCRIPTION] = RULE("description", KIND_TEXT, 0, P(DESCRIPTION_MAX), true),
    [FIELD_PRICE] = RULE("price", KIND_MONEY, P(PRICE_MIN), P(PRICE_MAX), false),
    [FIELD_COST] = RULE("cost", KIND_MONEY, P(COST_MIN), P(COST_MAX), true),
    [FIELD_CURRENCY] = RULE("currency", KIND_CURRENCY, 3, 3, false),
    [FIELD_STOCK] = RULE("stock", KIND_INTEGER, P(STOCK_MIN), P(STOCK_MAX), false),
    [FIELD_IS_ACTIVE] = RULE("is_active", KIND_BOOL, 0, 1, false),
    [FIELD_BARCODE] = RULE("barcode", KIND_CODE, P(BARCODE_MIN), P(BARCODE_MAX), true),
    [FIELD_IMAGE_URL] = RULE("image_url", KIND_URL, P(IMAGE_URL_MIN), P(IMAGE_URL_MAX), true),
    [FIELD_ATTRIBUTES] = RULE("attributes", KIND_OBJECT, 0, P(ATTRIBUTES_MAX_BYTES), true),
    [FIELD_ATTRIBUTE] = RULE("attributes", KIND_TEXT, 0, P(ATTRIBUTES_MAX_BYTES), true),
};

#define ATTRIBUTE_NAME_BYTES 200u

bool import_field_parse(const char *text, enum import_field *ret_field, const char **ret_attribute)
{
    const size_t prefix = sizeof ATTRIBUTE_PREFIX - 1;

    *ret_attribute = NULL;
    if (strncmp(text, ATTRIBUTE_PREFIX, prefix) == 0) {
        *ret_field = FIELD_ATTRIBUTE;
        *ret_attribute = text + prefix;
        return text[prefix] && strlen(text + prefix) <= ATTRIBUTE_NAME_BYTES;
    }
    for (unsigned i = 0; i < FIELD_ATTRIBUTE; i++) {
        if (strcmp(field_rules[i].name, text) == 0) {
            *ret_field = (enum import_field)i;
            return true;
        }
    }
    return false;
}

/* --- names of columns ----------------------------------------------------------------------------------------------- */

/* Each ends with a bar. The surest stand first: of two columns that mean one field the better name wins. */
// clang-format off
static const wchar_t *const known_names[FIELD_ATTRIBUTE] = {
    [FIELD_SKU] =
        L"sku|ску|артикул|артикул товара|артикул продавца|код товара|код номенклатуры|номенклатурный код|внутренний код|"
        L"vendor code|vendorcode|seller sku|merchant sku|product code|item code|article|article number|"
        L"тауар коды|тауардың коды|тауар артикулы|артикулы|арт|код|коды|code|идентификатор товара|id товара|",
    [FIELD_NAME] =
        L"name|наименование|название|наименование товара|название товара|наименование товаров|название позиции|"
        L"полное наименование|рабочее наименование|номенклатура|product name|item name|title|product title|"
        L"атауы|тауар атауы|тауардың атауы|өнім атауы|өнімнің атауы|аты|тауар аты|товар|product|item|тауар|",
    [FIELD_BRAND] =
        L"brand|бренд|бренды|торговая марка|марка|производитель|изготовитель|фирма|brand name|manufacturer|vendor|"
        L"бренді|маркасы|өндіруші|",
    [FIELD_CATEGORY] =
        L"category|категория|категория товара|название группы|группа товаров|группа товара|товарная группа|группа|группы|"
        L"раздел|вид номенклатуры|product category|product type|group|"
        L"санат|санаты|категориясы|тауар санаты|тауар тобы|тобы|",
    [FIELD_MODEL] = L"model|модель|модель товара|model name|моделі|үлгі|үлгісі|",
    [FIELD_DESCRIPTION] =
        L"description|описание|описание товара|подробное описание|полное описание|краткое описание|характеристика|"
        L"product description|details|сипаттама|сипаттамасы|тауар сипаттамасы|",
    [FIELD_PRICE] =
        L"price|цена|цена продажи|цена розничная|розничная цена|продажная цена|цена для продажи|розница|цена на kaspi|"
        L"цена kaspi|цена каспи|цена за ед|цена за единицу|стоимость|retail price|sale price|selling price|unit price|"
        L"баға|бағасы|сату бағасы|бөлшек баға|бөлшек бағасы|тауар бағасы|",
    [FIELD_COST] =
        L"cost|себестоимость|закупочная цена|цена закупочная|цена закупки|закупка|закуп|входная цена|цена поставщика|"
        L"учетная цена|cost price|purchase price|buying price|unit cost|өзіндік құн|өзіндік құны|сатып алу бағасы|",
    [FIELD_CURRENCY] = L"currency|валюта|код валюты|currency code|валютасы|",
    [FIELD_STOCK] =
        L"stock|остаток|остатки|количество|кол во|колво|кол|остаток на складе|остаток товара|количество на складе|"
        L"конечный остаток|свободный остаток|доступно|доступный остаток|на складе|в наличии|quantity|qty|stock quantity|"
        L"stock count|quantity in stock|in stock|on hand|available stock|"
        L"қалдық|қалдығы|тауар қалдығы|саны|қоймада|қоймадағы саны|",
    [FIELD_IS_ACTIVE] =
        L"is active|активен|активный|активна|активность|активно|опубликован|опубликовано|показывать|включен|в продаже|"
        L"active|enabled|published|белсенді|сатуда|қосулы|",
    [FIELD_BARCODE] =
        L"barcode|штрихкод|штрих код|штрихкод товара|штрих код товара|штрихкоды|штрих коды|штрихкоды товара|баркод|"
        L"bar code|ean|ean13|ean 13|ean code|gtin|upc|",
    [FIELD_IMAGE_URL] =
        L"image url|ссылка на изображение|ссылка изображения|ссылка на фото|ссылка на картинку|изображение|изображения|"
        L"фото|фотография|фото товара|картинка|url изображения|image|image link|imageurl|picture|picture url|photo|"
        L"photo url|сурет|суреті|сурет сілтемесі|",
    [FIELD_ATTRIBUTES] = L"attributes|характеристики|атрибуты|свойства|сипаттары|",
};
// clang-format on

/* "цена тг" is "цена". */
static const wchar_t *const units[] = {L" тг", L" тенге", L" теңге", L" kzt", L" руб",
                                       L" шт", L" штук",  L" дана",  L" pcs"};

#define NAME_LETTERS 64u

/* False: it is no name that we know, being so long. */
static bool make_plain(const char *text, wchar_t plain[NAME_LETTERS])
{
    mbstate_t state = {0};
    size_t n = 0, len = strlen(text);
    wchar_t c;

    for (size_t taken; len; text += taken, len -= taken) {
        taken = mbrtowc(&c, text, len, &state);
        if (taken == 0 || taken > len || n + 2 > NAME_LETTERS)
            return false;
        c = (wchar_t)towlower((wint_t)c);
        if (iswalnum((wint_t)c))
            plain[n++] = c == L'ё' ? L'е' : c;
        else if (n && plain[n - 1] != L' ')
            plain[n++] = L' ';
    }
    if (n && plain[n - 1] == L' ')
        n--;
    plain[n] = 0;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t unit = wcslen(units[i]);

        if (n > unit && wcscmp(plain + n - unit, units[i]) == 0)
            plain[n - unit] = 0;
    }
    return n > 0;
}

/* Where the name stands in the list, from 1; 0: it does not. */
static unsigned rank_of(const wchar_t *list, const wchar_t *name)
{
    size_t len = wcslen(name);

    for (unsigned rank = 1; *list; rank++) {
        size_t word = wcscspn(list, L"|");

        if (word == len && wmemcmp(list, name, len) == 0)
            return rank;
        list += word + 1;
    }
    return 0;
}

struct guess {
    enum import_field field;
    unsigned rank;
};

static struct guess guess_field(const char *name)
{
    struct guess best = {.field = FIELD_NONE};
    wchar_t plain[NAME_LETTERS];

    if (!make_plain(name, plain))
        return best;
    for (unsigned i = 0; i < FIELD_ATTRIBUTE; i++) {
        unsigned rank = rank_of(known_names[i], plain);

        if (rank && (!best.rank || rank < best.rank))
            best = (struct guess){(enum import_field)i, rank};
    }
    return best;
}

/* Lists for Kaspi have the product's name in a column `model`. */
static void name_by_model(const size_t taken_by[FIELD_ATTRIBUTE], size_t none,
                          enum import_field *fields)
{
    if (taken_by[FIELD_NAME] == none && taken_by[FIELD_MODEL] != none)
        fields[taken_by[FIELD_MODEL]] = FIELD_NAME;
}

static size_t recognise(const char *const *names, size_t n, enum import_field *ret_fields)
{
    unsigned ranks[FIELD_ATTRIBUTE] = {0};
    size_t taken_by[FIELD_ATTRIBUTE], found = 0;

    for (unsigned i = 0; i < FIELD_ATTRIBUTE; i++)
        taken_by[i] = n;
    for (size_t i = 0; i < n; i++) {
        struct guess guess = guess_field(names[i]);

        ret_fields[i] = FIELD_NONE;
        if (guess.field == FIELD_NONE || (ranks[guess.field] && ranks[guess.field] <= guess.rank))
            continue;
        if (ranks[guess.field])
            ret_fields[taken_by[guess.field]] = FIELD_NONE;
        else
            found++;
        ranks[guess.field] = guess.rank;
        taken_by[guess.field] = i;
        ret_fields[i] = guess.field;
    }
    name_by_model(taken_by, n, ret_fields);
    return found;
}

/* The letters of all alphabets are known to libc, in a locale of this thread's own. */
size_t import_fields_recognise(const char *const *names, size_t n, enum import_field *ret_fields)
{
    locale_t letters = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0), before;
    size_t found;

    if (!letters)
        abort(); /* it is built into libc */
    before = uselocale(letters);
    found = recognise(names, n, ret_fields);
    uselocale(before);
    freelocale(letters);
    return found;
}
