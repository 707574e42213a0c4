// SPDX-License-Identifier: MIT
/* Clients as imports know them. Names of columns are those of other customer relations programs, of 1C and of people's own
 * lists, in Russian, Kazakh and English. */
#include "gen/limits.h"
#include "import_entity.h"

#define C(bound) CLIENT_CREATE_##bound
#define EMAIL_MAX 254

// clang-format off
static const struct import_field fields[] = {
    {"name", KIND_TEXT, C(NAME_MIN), C(NAME_MAX), 0,
     L"name|имя|фио|клиент|имя клиента|фио клиента|название|наименование|название клиента|наименование клиента|контрагент|"
     L"компания|название компании|организация|наименование организации|полное наименование|покупатель|заказчик|контакт|"
     L"полное имя|client|client name|customer|customer name|company|company name|full name|contact name|"
     L"аты|атауы|аты жөні|толық аты|клиент аты|клиенттің аты|клиент атауы|компания атауы|ұйым|ұйым атауы|тапсырыс беруші|"
     L"сатып алушы|"},
    {"bin_iin", KIND_BIN_IIN, 0, 0, FIELD_MATCH | FIELD_CLEARABLE,
     L"bin iin|бин иин|иин бин|бин|иин|бин или иин|бин компании|бин клиента|иин клиента|bin|iin|iin bin|tax id|"
     L"бсн жсн|жсн бсн|бсн|жсн|"},
    {"phone", KIND_PHONE, 0, 0, FIELD_MATCH | FIELD_CLEARABLE,
     L"phone|телефон|номер телефона|мобильный телефон|сотовый телефон|контактный телефон|рабочий телефон|телефон клиента|"
     L"мобильный|сотовый|телефоны|тел|моб|моб тел|phone number|mobile|mobile phone|mobile number|tel|whatsapp|номер|"
     L"телефон нөмірі|ұялы телефон|ұялы телефоны|телефоны|нөмірі|"},
    {"email", KIND_EMAIL, 0, EMAIL_MAX, FIELD_MATCH | FIELD_CLEARABLE,
     L"email|e mail|электронная почта|почта|эл почта|адрес электронной почты|электронный адрес|эл адрес|email клиента|"
     L"рабочий email|емейл|имейл|мейл|email address|mail|электрондық пошта|электрондық поштасы|эл пошта|пошта|поштасы|"},
    {"address", KIND_TEXT, C(ADDRESS_MIN), C(ADDRESS_MAX), FIELD_CLEARABLE,
     L"address|адрес|адрес клиента|фактический адрес|юридический адрес|юр адрес|адрес доставки|street address|"
     L"мекенжай|мекенжайы|мекен жайы|нақты мекенжайы|заңды мекенжайы|"},
    {"source", KIND_TEXT, C(SOURCE_MIN), C(SOURCE_MAX), FIELD_CLEARABLE, SOURCE_NAMES},
    {"tags", KIND_TAGS, 0, 0, FIELD_CLEARABLE, TAGS_NAMES},
    {"owner", KIND_TEXT, 1, EMAIL_MAX, 0, OWNER_NAMES},
};
// clang-format on

static const struct import_reason reasons[] = {
    {"ambiguous", NULL, "ambiguous", "several clients have the same BIN or IIN, phone or e-mail",
     false},
    {"owner_unknown", "owner", "not_found", "is no e-mail or user name of an active user", false},
    {"name_needed", "name", "required", "is needed: there is no such client yet", true},
    {0},
};

const struct import_entity import_client = {
    .name = "client",
    .resource = "clients",
    .fields = fields,
    .n_fields = sizeof fields / sizeof *fields,
    .reasons = reasons,
    .store = &import_clients,
    .needs = {"name", "bin_iin", "phone", "email"},
    .check_kind = "clients.import_check",
    .run_kind = "clients.import",
    .has_match = true,
};
