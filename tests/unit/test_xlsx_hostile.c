// SPDX-License-Identifier: MIT
/* What is sent as a workbook and is none, is broken, or was made to do harm: each gets its words, and none of them gets
 * memory or time. */
#include "../../src/files/package.h"
#include "../support/tables.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define RELATIONS                                                                                  \
    RELATIONSHIPS(RELATIONSHIP("rId1", "worksheet", "worksheets/sheet1.xml")                       \
                      RELATIONSHIP("rId2", "sharedStrings", "sharedStrings.xml"))
#define ONE_SHEET "<sheet name=\"A\" sheetId=\"1\" r:id=\"rId1\"/>"
#define FINE SHEET("<row><c><v>1</v></c></row>")
#define LAUGHS                                                                                     \
    "<!DOCTYPE lolz [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;\">]>"

static const char *read_bytes(const char *bytes, size_t len)
{
    const struct table_options options = {.format = TABLE_XLSX};

    return table_text(bytes, len, &options);
}

static const char *read_parts(const struct workbook_part *parts, size_t n)
{
    size_t len;
    char *bytes = workbook_bytes(parts, n, &len);
    const char *text = read_bytes(bytes, len);

    free(bytes);
    return text;
}

static const char *read_sheet(const char *sheet, const char *strings)
{
    const struct workbook_part parts[] = {
        {"_rels/.rels", ROOT_RELATIONSHIPS, 0},
        {"xl/workbook.xml", WORKBOOK("", ONE_SHEET), 0},
        {"xl/_rels/workbook.xml.rels", RELATIONS, 0},
        {"xl/worksheets/sheet1.xml", sheet, 0},
        {"xl/sharedStrings.xml", strings, 0},
    };

    return read_parts(parts, COUNT(parts));
}

static void test_other_files(void **state)
{
    static const struct {
        const char *text, *reason;
    } cases[] = {
        {"", "! \"reason\":\"not_workbook\"\n"},
        {"a;b\n1;2\n", "! \"reason\":\"not_workbook\"\n"},
        {"<html><table><tr><td>1", "! \"reason\":\"web_page\"\n"},
        {"\xef\xbb\xbf\r\n <?xml version=\"1.0\"?>", "! \"reason\":\"web_page\"\n"},
        {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "! \"reason\":\"old_workbook\"\n"},
        {"PK\3\4 and then nothing", "! \"reason\":\"damaged\"\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_string_equal(read_bytes(cases[i].text, strlen(cases[i].text)), cases[i].reason);
}

/* Each part that a workbook needs is missing in turn, or is another. */
static void test_missing_parts(void **state)
{
    struct workbook_part parts[] = {
        {"xl/worksheets/sheet1.xml", FINE, 0},
        {"xl/sharedStrings.xml", "<sst/>", 0},
        {"xl/_rels/workbook.xml.rels", RELATIONS, 0},
        {"xl/workbook.xml", WORKBOOK("", ONE_SHEET), 0},
        {"_rels/.rels", ROOT_RELATIONSHIPS, 0},
    };

    (void)state;
    assert_string_equal(read_parts(parts, 5), "1: 1\n");
    assert_string_equal(read_parts(parts + 1, 4), "! \"reason\":\"damaged\"\n");
    assert_string_equal(read_parts(parts + 2, 3), "! \"reason\":\"damaged\"\n");
    assert_string_equal(read_parts(parts + 3, 2), "! \"reason\":\"damaged\"\n");
    assert_string_equal(read_parts(parts + 4, 1), "! \"reason\":\"damaged\"\n");
    assert_string_equal(read_parts(parts, 4), "! \"reason\":\"not_workbook\"\n");
    parts[3].text = WORKBOOK("", "");
    assert_string_equal(read_parts(parts, 5), "! \"reason\":\"no_sheet\"\n");
    parts[3].text = WORKBOOK("", "<sheet r:id=\"rId1\" state=\"veryHidden\"/>");
    assert_string_equal(read_parts(parts, 5), "! \"reason\":\"no_sheet\"\n");
    parts[3].text = WORKBOOK("", "<sheet r:id=\"rId9\"/>");
    assert_string_equal(read_parts(parts, 5), "! \"reason\":\"no_sheet\"\n");
    parts[3].text = "<document/>"; /* of Word */
    assert_string_equal(read_parts(parts, 5), "! \"reason\":\"not_workbook\"\n");
    parts[3].text = "";
    assert_string_equal(read_parts(parts, 5), "! \"reason\":\"xml\"\n");
}

static void test_document_types(void **state)
{
    struct workbook_part parts[] = {
        {"_rels/.rels", ROOT_RELATIONSHIPS, 0},
        {"xl/workbook.xml", LAUGHS "<workbook>&c;</workbook>", 0},
    };

    (void)state;
    assert_string_equal(read_parts(parts, 2), "! \"reason\":\"xml_dtd\"\n");
    assert_string_equal(read_sheet(LAUGHS
                                   "<worksheet><sheetData><row><c t=\"str\"><v>&c;</v></c></row>"
                                   "</sheetData></worksheet>",
                                   "<sst/>"),
                        "! \"reason\":\"xml_dtd\"\n");
    assert_string_equal(read_sheet(FINE, LAUGHS "<sst><si><t>&c;</t></si></sst>"),
                        "! \"reason\":\"xml_dtd\"\n");
    assert_string_equal(
        read_sheet("<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><worksheet/>", "<sst/>"),
        "! \"reason\":\"xml_dtd\"\n");
}

static void test_broken_xml(void **state)
{
    static const struct {
        const char *sheet, *rows;
    } cases[] = {
        {"<worksheet><sheetData><row><c><v>1</v></c></row>", "1: 1\n! \"reason\":\"xml\"\n"},
        {SHEET("<row><c><v>1</c></row>"), "! \"reason\":\"xml\"\n"},
        {SHEET("<row><c t=\"str\"><v>&nbsp;</v></c></row>"), "! \"reason\":\"xml\"\n"},
        {SHEET("<row><c t=\"str\"><v>\xcf\xf0</v></c></row>"), "! \"reason\":\"xml\"\n"},
        {"<?xml version=\"1.0\" encoding=\"koi8-r\"?><worksheet/>", "! \"reason\":\"xml\"\n"},
        {SHEET("<row r=\"2\"><c><v>1</v></c></row><row r=\"2\"/>"),
         "2: 1\n! \"reason\":\"row_order\",\"row\":2\n"},
        {SHEET("<row r=\"7\"/><row r=\"3\"/>"), "! \"reason\":\"row_order\",\"row\":7\n"},
        {SHEET("<row r=\"0\"/>"), "! \"reason\":\"row_order\",\"row\":0\n"},
        {SHEET("<row r=\"1048576\"><c><v>1</v></c></row>"), "1048576: 1\n"},
        {SHEET("<row r=\"1048577\"/>"), "! \"reason\":\"xml\"\n"},
        {SHEET("<row r=\"99999999999999999999999\"/>"), "! \"reason\":\"xml\"\n"},
        {SHEET("<row><c r=\"ALL1\"><v>1</v></c></row>"), NULL},
        {SHEET("<row><c r=\"ALM1\"><v>1</v></c></row>"), "! \"reason\":\"columns\",\"row\":1\n"},
        {SHEET("<row><c r=\"XFD1\" s=\"1\"/><c r=\"A1\"><v>1</v></c></row>"), "1: 1\n"},
        {SHEET("<row><c r=\"XFE1\"/></row>"), "! \"reason\":\"xml\"\n"},
        {SHEET("<row><c r=\"ZZZZZZZZZZZZZZZZZZZZZZZZ1\"/></row>"), "! \"reason\":\"xml\"\n"},
        {SHEET("<row><c r=\"17\"/></row>"), "! \"reason\":\"xml\"\n"},
        {SHEET("<row><c r=\"A1\" s=\"99999999999\"><v>5</v></c></row>"), "1: 5\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *rows = read_sheet(cases[i].sheet, "<sst/>");

        if (cases[i].rows)
            assert_string_equal(rows, cases[i].rows);
        else
            assert_int_equal(*rows, '1');
    }
}

static void test_depth(void **state)
{
    struct buf sheet;

    (void)state;
    buf_init(&sheet, tables_arena, 0);
    buf_puts(&sheet, "<worksheet><sheetData><row>");
    for (unsigned i = 0; i < 100; i++)
        buf_puts(&sheet, "<c>");
    assert_string_equal(read_sheet(buf_cstr(&sheet), "<sst/>"), "! \"reason\":\"xml\"\n");
}

/* expat remembers each name: a flood of them, and one that does not end, come to the limit of its memory. */
static void test_memory_of_names(void **state)
{
    struct buf sheet;

    (void)state;
    buf_init(&sheet, tables_arena, 0);
    buf_puts(&sheet, "<worksheet><sheetData><row><c><v>1</v></c></row>");
    for (unsigned i = 0; i < 100000; i++)
        buf_printf(&sheet, "<e%u/>", i);
    buf_puts(&sheet, "</sheetData></worksheet>");
    assert_string_equal(read_sheet(buf_cstr(&sheet), "<sst/>"), "1: 1\n! \"reason\":\"xml\"\n");

    buf_init(&sheet, tables_arena, 0);
    buf_puts(&sheet, "<worksheet><sheetData><row r=\"");
    for (unsigned i = 0; i < 4u << 20; i++)
        buf_putc(&sheet, '1');
    buf_puts(&sheet, "\"/></sheetData></worksheet>");
    assert_string_equal(read_sheet(buf_cstr(&sheet), "<sst/>"), "! \"reason\":\"xml\"\n");
}

/* A text that is too long is a fault where it is used, and only there; so in both places for texts. */
static void test_long_texts(void **state)
{
    struct buf text, strings, sheet;

    (void)state;
    buf_init(&text, tables_arena, 0);
    for (unsigned i = 0; i < 20000; i++)
        buf_puts(&text, "<t>_x0041_</t>");
    buf_init(&strings, tables_arena, 0);
    buf_printf(&strings, "<sst><si>%s</si><si><t>b</t></si></sst>", buf_cstr(&text));
    assert_string_equal(read_sheet(SHEET("<row><c t=\"s\"><v>1</v></c></row>"), buf_cstr(&strings)),
                        "1: b\n");
    assert_string_equal(
        read_sheet(SHEET("<row r=\"5\"><c t=\"s\"><v>0</v></c></row>"), buf_cstr(&strings)),
        "! \"reason\":\"cell_size\",\"row\":5\n");
    buf_init(&sheet, tables_arena, 0);
    buf_printf(&sheet, SHEET("<row r=\"5\"><c t=\"inlineStr\"><is>%s</is></c></row>"),
               buf_cstr(&text));
    assert_string_equal(read_sheet(buf_cstr(&sheet), "<sst/>"),
                        "! \"reason\":\"cell_size\",\"row\":5\n");
}

/* However a workbook is cut or changed, there is an answer. */
static void test_damage(void **state)
{
    const struct workbook_part parts[] = {
        {"_rels/.rels", ROOT_RELATIONSHIPS, 0},
        {"xl/workbook.xml", WORKBOOK("", ONE_SHEET), 0},
        {"xl/_rels/workbook.xml.rels", RELATIONS, 0},
        {"xl/sharedStrings.xml", "<sst><si><t>a</t></si></sst>", 0},
        {"xl/worksheets/sheet1.xml", SHEET("<row><c t=\"s\"><v>0</v></c><c><v>1</v></c></row>"), 0},
    };
    unsigned faults = 0;
    size_t len;
    char *bytes = workbook_bytes(parts, COUNT(parts), &len);
    char *one = memmem(bytes, len, "<v>1</v>", 8);

    (void)state;
    assert_string_equal(read_bytes(bytes, len), "1: a | 1\n");
    one[3] = '2'; /* valid in itself: only the checksum tells, at the end */
    assert_string_equal(read_bytes(bytes, len), "1: a | 2\n! \"reason\":\"damaged\"\n");
    one[3] = '1';
    for (size_t cut = 4; cut < len; cut += 7)
        assert_string_equal(read_bytes(bytes, cut), "! \"reason\":\"damaged\"\n");
    for (size_t i = 4; i < len; i += 3) {
        bytes[i] = (char)~bytes[i];
        faults += strchr(read_bytes(bytes, len), '!') != NULL;
        bytes[i] = (char)~bytes[i];
    }
    assert_true(faults > len / 12);
    free(bytes);
}

static void test_password(void **state)
{
    static const char text[] = "<Relationships/>";
    char folder[] = "/tmp/sauda-test-XXXXXX", path[64];
    const struct table_options options = {.format = TABLE_XLSX};
    zip_t *zip;
    int error;

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/protected.xlsx", folder);
    zip = zip_open(path, ZIP_CREATE, &error);
    assert_non_null(zip);
    assert_int_equal(
        zip_file_add(zip, "_rels/.rels", zip_source_buffer(zip, text, strlen(text), 0), 0), 0);
    assert_int_equal(zip_file_set_encryption(zip, 0, ZIP_EM_AES_256, "secret"), 0);
    assert_int_equal(zip_close(zip), 0);
    assert_string_equal(table_text_by(path, &options, 10), "! \"reason\":\"protected\"\n");
    unlink(path);
    rmdir(folder);
}

/* Thousands of parts are no matter, tens of thousands are never read. */
static void test_many_parts(void **state)
{
    static struct workbook_part parts[60000] = {
        {"_rels/.rels", ROOT_RELATIONSHIPS, 0},
        {"xl/workbook.xml", WORKBOOK("", ONE_SHEET), 0},
        {"xl/_rels/workbook.xml.rels", RELATIONS, 0},
        {"xl/sharedStrings.xml", "<sst/>", 0},
        {"xl/worksheets/sheet1.xml", FINE, 0},
    };

    (void)state;
    for (size_t i = 5; i < COUNT(parts); i++)
        parts[i] = (struct workbook_part){arena_printf(tables_arena, "%zu", i), "", 0};
    assert_string_equal(read_parts(parts, 2000), "1: 1\n");
    assert_string_equal(read_parts(parts, COUNT(parts)), "! \"reason\":\"damaged\"\n");
}

/* Bits as Deflate packs them (RFC 1951, 3.1.1). */
struct bits {
    struct buf *out;
    unsigned held, n;
};

static void put_bits(struct bits *bits, unsigned value, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        bits->held |= (value >> i & 1) << bits->n++;
        if (bits->n == 8) {
            buf_putc(bits->out, (char)bits->held);
            bits->held = bits->n = 0;
        }
    }
}

/* A blank and its repetitions, 258 bytes for 13 bits: what Deflate can do at most. The codes are those of 3.2.6, with
 * their highest bit first. */
static void put_blanks(struct buf *out, uint64_t n)
{
    struct bits bits = {.out = out};

    put_bits(&bits, 3, 3);    /* the last block, with the fixed codes */
    put_bits(&bits, 0x0a, 8); /* a blank: 01010000 */
    for (; n > 0; n -= n < 258 ? n : 258) {
        put_bits(&bits, 0xa3, 8); /* length 258: 11000101 */
        put_bits(&bits, 0, 5);    /* distance 1 */
    }
    put_bits(&bits, 0, 7 + 7); /* the end of the block, and of the last byte */
}

static void put_u16(struct buf *out, unsigned v)
{
    buf_putc(out, (char)v);
    buf_putc(out, (char)(v >> 8));
}

static void put_u32(struct buf *out, uint32_t v)
{
    put_u16(out, v & 0xffff);
    put_u16(out, v >> 16);
}

/* What the heads of a part in front of it and in the directory have in common (APPNOTE.TXT 4.3.7, 4.3.12). */
static void put_head(struct buf *out, uint32_t packed, uint32_t unpacked)
{
    put_u16(out, 20);
    put_u16(out, 0);
    put_u16(out, 8); /* Deflate */
    put_u32(out, 0);
    put_u32(out, 0); /* the checksum: nobody will come to its end */
    put_u32(out, packed);
    put_u32(out, unpacked);
    put_u16(out, 4);
    put_u16(out, 0);
}

/* A ZIP file with one part "bomb". */
static struct buf make_bomb(uint64_t unpacked)
{
    struct buf zip, blanks;
    size_t directory;

    buf_init(&blanks, tables_arena, 1u << 20);
    put_blanks(&blanks, unpacked);
    buf_init(&zip, tables_arena, 1u << 20);
    buf_put(&zip, "PK\3\4", 4);
    put_head(&zip, (uint32_t)blanks.len, (uint32_t)unpacked);
    buf_puts(&zip, "bomb");
    buf_put(&zip, blanks.data, blanks.len);
    directory = zip.len;
    buf_put(&zip, "PK\1\2\24", 6);
    put_head(&zip, (uint32_t)blanks.len, (uint32_t)unpacked);
    put_u16(&zip, 0);
    put_u32(&zip, 0);
    put_u32(&zip, 0);
    put_u32(&zip, 0); /* where it is */
    buf_puts(&zip, "bomb");
    buf_put(&zip, "PK\5\6\0\0\0\0\1\0\1", 12);
    put_u32(&zip, (uint32_t)(zip.len - 12 - directory));
    put_u32(&zip, (uint32_t)directory);
    put_u16(&zip, 0);
    return zip;
}

/* A thousand times as large unpacked, and the last of several such parts: they are counted together. */
static void test_bomb(void **state)
{
    const uint64_t others = TABLE_MAX_UNPACKED_BYTES - (100u << 20);
    static char piece[1 << 20];
    const struct buf zip = make_bomb(101u << 20);
    const int fd = file_of(zip.data, zip.len);
    struct package package = {0};
    struct part part = {0};
    enum fault fault;
    char path[64];
    size_t len;

    (void)state;
    assert_true(zip.len < 1u << 20);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    assert_int_equal(package_open(&package, path), FAULT_NONE);
    assert_int_equal(part_open(&part, &package, "bomb"), FAULT_NONE);
    package.unpacked = others;
    do {
        fault = part_read(&part, piece, sizeof piece, &len);
    } while (!fault && len > 0);
    assert_int_equal(fault, FAULT_UNPACKED_SIZE);
    assert_true(part.bytes_read > 100u << 20);
    part_close(&part);
    package_close(&package);
    close(fd);
}

/* The work that one call does has a bound, also where no row comes of it. */
static void test_bounded_calls(void **state)
{
    struct ctx cx = tables_ctx();
    const struct table_options options = {.format = TABLE_XLSX};
    struct workbook_part parts[] = {
        {"_rels/.rels", ROOT_RELATIONSHIPS, 0},
        {"xl/workbook.xml", WORKBOOK("", ONE_SHEET), 0},
        {"xl/_rels/workbook.xml.rels", RELATIONS, 0},
        {"xl/sharedStrings.xml", NULL, 0},
        {"xl/worksheets/sheet1.xml", NULL, 0},
    };
    struct table_reader *reader;
    struct table_slice slice = {0};
    struct buf text;
    unsigned empty = 0, rows = 0;
    char path[64], *bytes;
    size_t len;
    int fd;

    (void)state;
    buf_init(&text, tables_arena, 0);
    buf_printf(&text, "<sst>%*s</sst>", 33 << 20, "");
    parts[3].text = buf_cstr(&text);
    buf_init(&text, tables_arena, 0);
    buf_printf(&text, SHEET("%*s<row><c><v>1</v></c></row>"), 33 << 20, "");
    parts[4].text = buf_cstr(&text);
    bytes = workbook_bytes(parts, COUNT(parts), &len);
    fd = file_of(bytes, len);
    free(bytes);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    assert_int_equal(table_open(&cx, path, &options, &reader), ERR_OK);
    while (!slice.is_end) {
        assert_int_equal(table_read(&cx, reader, tables_arena, 10, &slice), ERR_OK);
        empty += slice.n == 0;
        rows += (unsigned)slice.n;
    }
    assert_int_equal(rows, 1);
    assert_int_equal(empty, 4);
    assert_true(table_info(reader).bytes_read == table_info(reader).bytes_total);
    assert_true(table_info(reader).bytes_total > 66u << 20);
    table_close(reader);
    close(fd);
}

static void test_spill_folder(void **state)
{
    const struct table_options options = {.format = TABLE_XLSX, .spill_folder = "/nowhere/at/all"};
    const struct workbook_part parts[] = {
        {"_rels/.rels", ROOT_RELATIONSHIPS, 0},
        {"xl/workbook.xml", WORKBOOK("", ONE_SHEET), 0},
        {"xl/_rels/workbook.xml.rels", RELATIONS, 0},
        {"xl/sharedStrings.xml", "<sst/>", 0},
        {"xl/worksheets/sheet1.xml", FINE, 0},
    };
    size_t len;
    char *bytes = workbook_bytes(parts, COUNT(parts), &len);

    (void)state;
    assert_string_equal(table_text(bytes, len, &options), "! storage_unavailable\n");
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_other_files),    cmocka_unit_test(test_missing_parts),
        cmocka_unit_test(test_document_types), cmocka_unit_test(test_broken_xml),
        cmocka_unit_test(test_depth),          cmocka_unit_test(test_memory_of_names),
        cmocka_unit_test(test_long_texts),     cmocka_unit_test(test_damage),
        cmocka_unit_test(test_password),       cmocka_unit_test(test_many_parts),
        cmocka_unit_test(test_bomb),           cmocka_unit_test(test_bounded_calls),
        cmocka_unit_test(test_spill_folder),
    };

    return cmocka_run_group_tests(tests, tables_set_up, tables_tear_down);
}
