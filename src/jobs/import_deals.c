// SPDX-License-Identifier: MIT
/* Deals as imports know them, each with the client it is with. Names of columns are those of other customer relations programs
 * and of people's own lists, in Russian, Kazakh and English. */
#include "gen/limits.h"
#include "import_entity.h"

#define D(bound) DEAL_CREATE_##bound
#define EMAIL_MAX 254
#define STAGE_NAME_MAX STAGE_CREATE_NAME_MAX

// clang-format off
static const struct import_field fields[] = {
    {"id", KIND_ID, 1, D(CLIENT_ID_MAX), FIELD_KEY,
     L"id|id сделки|номер сделки|deal id|мәміле id|мәміле нөмірі|"},
    {"title", KIND_TEXT, D(TITLE_MIN), D(TITLE_MAX), 0,
     L"title|название сделки|сделка|название|наименование сделки|наименование|тема|deal|deal name|deal title|name|opportunity|"
     L"мәміле|мәміле атауы|мәміленің атауы|атауы|"},
    {"amount", KIND_MONEY, D(AMOUNT_MIN), D(AMOUNT_MAX), 0,
     L"amount|сумма|бюджет|сумма сделки|бюджет сделки|стоимость|сумма заказа|итого|цена|deal value|value|budget|total|price|"
     L"сома|сомасы|мәміле сомасы|бюджеті|бағасы|"},
    {"currency", KIND_CURRENCY, 3, 3, 0, CURRENCY_NAMES},
    {"stage", KIND_TEXT, 1, STAGE_NAME_MAX, 0,
     L"stage|этап|этап сделки|стадия|стадия сделки|статус|статус сделки|колонка|stage name|deal stage|status|"
     L"кезең|кезеңі|мәміле кезеңі|мәртебесі|"},
    {"expected_close_date", KIND_DATE, 0, 0, FIELD_CLEARABLE,
     L"expected close date|дата закрытия|ожидаемая дата закрытия|предполагаемая дата закрытия|планируемая дата закрытия|"
     L"плановая дата закрытия|срок закрытия|срок|close date|closing date|"
     L"жабылу күні|күтілетін жабылу күні|жабылу мерзімі|"},
    {"source", KIND_TEXT, D(SOURCE_MIN), D(SOURCE_MAX), FIELD_CLEARABLE, SOURCE_NAMES},
    {"tags", KIND_TAGS, 0, 0, FIELD_CLEARABLE, TAGS_NAMES},
    {"owner", KIND_TEXT, 1, EMAIL_MAX, 0, OWNER_NAMES},
    {"lost_reason", KIND_TEXT, D(LOST_REASON_MIN), D(LOST_REASON_MAX), 0,
     L"lost reason|причина отказа|причина проигрыша|причина потери|причина|loss reason|reason lost|"
     L"бас тарту себебі|жоғалту себебі|себебі|"},
    {"client_name", KIND_TEXT, CLIENT_CREATE_NAME_MIN, CLIENT_CREATE_NAME_MAX, 0,
     L"client name|клиент|имя клиента|фио клиента|название клиента|компания|основной контакт|контакт|контрагент|покупатель|"
     L"заказчик|фио|имя|client|customer|customer name|company|company name|contact name|"
     L"клиент аты|клиенттің аты|клиент атауы|тапсырыс беруші|аты жөні|"},
    {"client_phone", KIND_PHONE, 0, 0, 0,
     L"client phone|телефон клиента|телефон|номер телефона|мобильный телефон|рабочий телефон|phone|phone number|mobile|"
     L"customer phone|тел|клиент телефоны|телефон нөмірі|телефоны|"},
    {"client_email", KIND_EMAIL, 0, EMAIL_MAX, 0,
     L"client email|email клиента|email|e mail|электронная почта|почта|рабочий email|customer email|mail|"
     L"клиент поштасы|электрондық пошта|электрондық поштасы|поштасы|"},
    {"client_bin_iin", KIND_BIN_IIN, 0, 0, 0,
     L"client bin iin|бин иин|иин бин|бин|иин|бин клиента|иин клиента|bin iin|bin|iin|tax id|бсн жсн|жсн бсн|бсн|жсн|"},
};
// clang-format on

static const struct import_reason reasons[] = {
    {"not_found", "id", "not_found", "there is no such deal", false},
    {"title_needed", "title", "required", "is needed for a new deal", true},
    {"owner_unknown", "owner", "not_found", "is no e-mail or user name of an active user", false},
    {"stage_unknown", "stage", "not_found", "the pipeline has no such stage", false},
    {"stage_vague", "stage", "ambiguous", "the pipeline has several stages of this name", false},
    {"reason_needed", "lost_reason", "required", "is needed in a stage of lost deals", false},
    {"reason_unwanted", "lost_reason", "not_applicable", "is for deals in a stage of lost ones",
     false},
    {"client_vague", "client_name", "ambiguous",
     "several clients fit what the row says of the client", false},
    {"client_unknown", "client_name", "not_found", "there is no such client", false},
    {"client_name_needed", "client_name", "required", "is needed: there is no such client yet", false},
    {0},
};

const struct import_entity import_deal = {
    .name = "deal",
    .resource = "deals",
    .fields = fields,
    .n_fields = sizeof fields / sizeof *fields,
    .reasons = reasons,
    .store = &import_deals,
    .needs = {"title", "id"},
    .check_kind = "deals.import_check",
    .run_kind = "deals.import",
    .has_match = true,
    .has_place = true,
};
