// SPDX-License-Identifier: MIT
/* A workbook whose sheet, shared strings and styles are any bytes, one behind the other with a NUL between them. */
#include "../support/tables.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct table_options options = {.format = TABLE_XLSX};
    struct workbook_part parts[] = {
        {"_rels/.rels", ROOT_RELATIONSHIPS, 0},
        {"xl/workbook.xml", WORKBOOK("", "<sheet r:id=\"rId1\"/>"), 0},
        {"xl/_rels/workbook.xml.rels",
         RELATIONSHIPS(RELATIONSHIP("rId1", "worksheet", "sheet.xml") RELATIONSHIP(
             "rId2", "sharedStrings", "strings.xml") RELATIONSHIP("rId3", "styles", "styles.xml")),
         0},
        {"xl/sheet.xml", NULL, 0},
        {"xl/strings.xml", "<sst/>", 0},
        {"xl/styles.xml", "<styleSheet/>", 0},
    };
    char *input, *bytes;
    const char *text;
    size_t at = 0, len;

    tables_arena = arena_new();
    input = arena_strndup(tables_arena, (const char *)data, size);
    for (size_t part = 3; part < 6 && (part == 3 || at < size); part++) {
        parts[part].text = input + at;
        at += strlen(input + at) + 1;
    }
    bytes = workbook_bytes(parts, sizeof parts / sizeof *parts, &len);
    text = table_text(bytes, len, &options);
    if (!utf8_is_valid(text, strlen(text)))
        abort();
    free(bytes);
    arena_free(tables_arena);
    return 0;
}
