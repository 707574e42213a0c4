// SPDX-License-Identifier: MIT
/* Products as imports know them. Names of columns are those of price lists of Kaspi, 1C, Satu and people's own, in Russian,
 * Kazakh and English. */
#include "gen/limits.h"
#include "import_entity.h"

#define P(bound) PRODUCT_CREATE_##bound

// clang-format off
static const struct import_field fields[] = {
    {"sku", KIND_CODE, P(SKU_MIN), P(SKU_MAX), FIELD_NEEDED | FIELD_KEY,
     L"sku|ску|артикул|артикул товара|артикул продавца|код товара|код номенклатуры|номенклатурный код|внутренний код|"
     L"vendor code|vendorcode|seller sku|merchant sku|product code|item code|article|article number|"
     L"тауар коды|тауардың коды|тауар артикулы|артикулы|арт|код|коды|code|идентификатор товара|id товара|"},
    {"name", KIND_TEXT, P(NAME_MIN), P(NAME_MAX), 0,
     L"name|наименование|название|наименование товара|название товара|наименование товаров|название позиции|"
     L"полное наименование|рабочее наименование|номенклатура|product name|item name|title|product title|"
     L"атауы|тауар атауы|тауардың атауы|өнім атауы|өнімнің атауы|аты|тауар аты|товар|product|item|тауар|"},
    {"brand", KIND_TEXT, P(BRAND_MIN), P(BRAND_MAX), FIELD_CLEARABLE,
     L"brand|бренд|бренды|торговая марка|марка|производитель|изготовитель|фирма|brand name|manufacturer|vendor|"
     L"бренді|маркасы|өндіруші|"},
    {"category", KIND_TEXT, P(CATEGORY_MIN), P(CATEGORY_MAX), FIELD_CLEARABLE,
     L"category|категория|категория товара|название группы|группа товаров|группа товара|товарная группа|группа|группы|"
     L"раздел|вид номенклатуры|product category|product type|group|"
     L"санат|санаты|категориясы|тауар санаты|тауар тобы|тобы|"},
    {"model", KIND_TEXT, P(MODEL_MIN), P(MODEL_MAX), FIELD_CLEARABLE,
     L"model|модель|модель товара|model name|моделі|үлгі|үлгісі|"},
    {"description", KIND_TEXT, 0, P(DESCRIPTION_MAX), FIELD_CLEARABLE,
     L"description|описание|описание товара|подробное описание|полное описание|краткое описание|характеристика|"
     L"product description|details|сипаттама|сипаттамасы|тауар сипаттамасы|"},
    {"price", KIND_MONEY, P(PRICE_MIN), P(PRICE_MAX), 0,
     L"price|цена|цена продажи|цена розничная|розничная цена|продажная цена|цена для продажи|розница|цена на kaspi|"
     L"цена kaspi|цена каспи|цена за ед|цена за единицу|стоимость|retail price|sale price|selling price|unit price|"
     L"баға|бағасы|сату бағасы|бөлшек баға|бөлшек бағасы|тауар бағасы|"},
    {"cost", KIND_MONEY, P(COST_MIN), P(COST_MAX), FIELD_CLEARABLE,
     L"cost|себестоимость|закупочная цена|цена закупочная|цена закупки|закупка|закуп|входная цена|цена поставщика|"
     L"учетная цена|cost price|purchase price|buying price|unit cost|өзіндік құн|өзіндік құны|сатып алу бағасы|"},
    {"currency", KIND_CURRENCY, 3, 3, 0,
     CURRENCY_NAMES},
    {"stock", KIND_INTEGER, P(STOCK_MIN), P(STOCK_MAX), 0,
     L"stock|остаток|остатки|количество|кол во|колво|кол|остаток на складе|остаток товара|количество на складе|"
     L"конечный остаток|свободный остаток|доступно|доступный остаток|на складе|в наличии|quantity|qty|stock quantity|"
     L"stock count|quantity in stock|in stock|on hand|available stock|"
     L"қалдық|қалдығы|тауар қалдығы|саны|қоймада|қоймадағы саны|"},
    {"is_active", KIND_BOOL, 0, 1, 0,
     L"is active|активен|активный|активна|активность|активно|опубликован|опубликовано|показывать|включен|в продаже|"
     L"active|enabled|published|белсенді|сатуда|қосулы|"},
    {"barcode", KIND_CODE, P(BARCODE_MIN), P(BARCODE_MAX), FIELD_CLEARABLE,
     L"barcode|штрихкод|штрих код|штрихкод товара|штрих код товара|штрихкоды|штрих коды|штрихкоды товара|баркод|"
     L"bar code|ean|ean13|ean 13|ean code|gtin|upc|"},
    {"image_url", KIND_URL, P(IMAGE_URL_MIN), P(IMAGE_URL_MAX), FIELD_CLEARABLE,
     L"image url|ссылка на изображение|ссылка изображения|ссылка на фото|ссылка на картинку|изображение|изображения|"
     L"фото|фотография|фото товара|картинка|url изображения|image|image link|imageurl|picture|picture url|photo|"
     L"photo url|сурет|суреті|сурет сілтемесі|"},
    {"attributes", KIND_OBJECT, 0, P(ATTRIBUTES_MAX_BYTES), FIELD_CLEARABLE,
     L"attributes|характеристики|атрибуты|свойства|сипаттары|"},
    {"attributes", KIND_ATTRIBUTE, 0, P(ATTRIBUTES_MAX_BYTES), FIELD_CLEARABLE, NULL},
};
// clang-format on

static const struct import_reason reasons[] = {
    {"name_needed", "name", "required", "is needed: there is no product of this sku yet", true},
    {0},
};

const struct import_entity import_product = {
    .name = "product",
    .resource = "products",
    .fields = fields,
    .n_fields = sizeof fields / sizeof *fields,
    .reasons = reasons,
    .store = &import_products,
    .needs = {"sku"},
    /* lists for Kaspi have the product's name in a column `model` */
    .stand_in = "model",
    .stands_for = "name",
    .check_kind = "products.import_check",
    .run_kind = "products.import",
};
