// SPDX-License-Identifier: MIT
/* Workbooks as Excel, and as other programs write them: each made by hand, part by part. */
#include "../support/tables.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define RELATIONS                                                                                  \
    RELATIONSHIPS(RELATIONSHIP("rId1", "worksheet", "worksheets/sheet1.xml")                       \
                      RELATIONSHIP("rId2", "sharedStrings", "sharedStrings.xml")                   \
                          RELATIONSHIP("rId3", "styles", "styles.xml"))
#define ONE_SHEET "<sheet name=\"A\" sheetId=\"1\" r:id=\"rId1\"/>"

static const char *read_parts(const struct workbook_part *parts, size_t n)
{
    const struct table_options options = {.format = TABLE_XLSX};
    size_t len;
    char *bytes = workbook_bytes(parts, n, &len);
    const char *text = table_text(bytes, len, &options);

    free(bytes);
    return text;
}

/* A workbook with one sheet, and what its cells refer to. */
static const char *read_sheet(const char *sheet, const char *strings, const char *styles)
{
    const struct workbook_part parts[] = {
        {"_rels/.rels", ROOT_RELATIONSHIPS, 0},
        {"xl/workbook.xml", WORKBOOK("", ONE_SHEET), 0},
        {"xl/_rels/workbook.xml.rels", RELATIONS, 0},
        {"xl/worksheets/sheet1.xml", sheet, 0},
        {"xl/sharedStrings.xml", strings ? strings : "<sst/>", 0},
        {"xl/styles.xml", styles ? styles : "<styleSheet/>", 0},
    };

    return read_parts(parts, COUNT(parts));
}

static const char *read_rows(const char *sheet)
{
    return read_sheet(sheet, NULL, NULL);
}

static void test_numbers(void **state)
{
    static const struct {
        const char *sheet, *rows;
    } cases[] = {
        {SHEET("<row r=\"1\"><c r=\"A1\"><v>12.5</v></c></row>"), "1: 12.5\n"},
        {SHEET("<row><c><v>12.500000000000002</v></c></row>"), "1: 12.5\n"},
        {SHEET("<row><c><v>1.1000000000000001</v></c></row>"), "1: 1.1\n"},
        {SHEET("<row><c><v>19.989999999999998</v></c></row>"), "1: 19.99\n"},
        {SHEET("<row><c><v>0.30000000000000004</v></c></row>"), "1: 0.3\n"},
        {SHEET("<row><c><v>-0.05</v></c></row>"), "1: -0.05\n"},
        {SHEET("<row><c><v>12.50</v></c></row>"), "1: 12.5\n"},
        {SHEET("<row><c><v>4607112345678</v></c></row>"), "1: 4607112345678\n"},
        {SHEET("<row><c><v>999999999999999</v></c></row>"), "1: 999999999999999\n"},
        {SHEET("<row><c><v>4.607112345678E12</v></c></row>"), "1: 4607112345678\n"},
        {SHEET("<row><c><v>1E+3</v></c></row>"), "1: 1000\n"},
        {SHEET("<row><c><v>1.5e-3</v></c></row>"), "1: 0.0015\n"},
        {SHEET("<row><c><v>1E-9</v></c></row>"), "1: 0.000000001\n"},
        {SHEET("<row><c><v>1E-10</v></c></row>"), "1: 1e-10\n"},
        {SHEET("<row><c><v>1.25E+20</v></c></row>"), "1: 125000000000000000000\n"},
        {SHEET("<row><c><v>-1E+300</v></c></row>"), "1: -1e+300\n"},
        {SHEET("<row><c><v>0</v></c><c><v>-0.0</v></c></row>"), "1: 0 | 0\n"},
        {SHEET("<row><c t=\"n\"><v>7</v></c></row>"), "1: 7\n"},
        {SHEET("<row><c><v>1e999</v></c><c><v>nan</v></c><c><v>0x10</v></c></row>"),
         "1: 1e999 | nan | 0x10\n"}, /* no number, so it stays as it is */
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_string_equal(read_rows(cases[i].sheet), cases[i].rows);
}

static void test_types(void **state)
{
    (void)state;
    assert_string_equal(read_rows(SHEET("<row><c t=\"b\"><v>1</v></c><c t=\"b\"><v>0</v></c>"
                                        "<c t=\"e\"><v>#N/A</v></c><c t=\"str\"><v>a b</v></c>"
                                        "<c t=\"d\"><v>2026-01-31</v></c></row>")),
                        "1: true | false |  | a b | 2026-01-31\n");
    assert_string_equal(read_rows(SHEET("<row><c><f>A2*2</f><v>8</v></c><c t=\"str\"><f>B2</f>"
                                        "<v>x</v></c><c><f>1/0</f></c></row>")),
                        "1: 8 | x\n");
    assert_string_equal(
        read_rows(SHEET("<row><c t=\"inlineStr\"><is><t>one</t></is></c><c t=\"inlineStr\"><is><r>"
                        "<rPr><b/></rPr><t>t</t></r><r><t xml:space=\"preserve\">wo </t></r>"
                        "<rPh sb=\"0\" eb=\"1\"><t>no</t></rPh></is></c></row>")),
        "1: one | two \n");
}

static void test_gaps(void **state)
{
    (void)state;
    assert_string_equal(
        read_rows(SHEET("<row r=\"2\"><c r=\"C2\"><v>1</v></c><c r=\"AA2\" s=\"1\"/>"
                        "<c r=\"E2\"><v>2</v></c></row><row r=\"5\"/>"
                        "<row r=\"7\"><c r=\"B7\"><v>3</v></c></row>")),
        "2:  |  | 1 |  | 2\n7:  | 3\n");
    /* a program may leave the places out, or put the cells in another order */
    assert_string_equal(read_rows(SHEET("<row><c><v>1</v></c><c/><c><v>2</v></c></row><row/>"
                                        "<row><c r=\"B3\"><v>4</v></c><c r=\"A3\"><v>3</v></c>"
                                        "</row>")),
                        "1: 1 |  | 2\n3: 3 | 4\n");
    assert_string_equal(read_rows("<worksheet><sheetData/></worksheet>"), "");
    assert_string_equal(read_rows("<worksheet/>"), "");
}

static void test_shared_strings(void **state)
{
    static const char strings[] =
        "<?xml version=\"1.0\"?><sst count=\"5\"><si><t>&#1058;&#1077;&#1083;&#1077;&#1092;&#1086;"
        "&#1085;</t></si><si/><si><r><t>ri</t></r><r><rPr><i/></rPr><t>ch</t></r>"
        "<rPh sb=\"0\" eb=\"1\"><t>phonetic</t></rPh></si><si><t xml:space=\"preserve\"> a "
        "</t><phoneticPr fontId=\"1\"/></si><si><t>1_x000D_\n2_x005F_x000D_3_xD83D__xDE00_"
        "_xD83D_</t></si></sst>";

    (void)state;
    assert_string_equal(
        read_sheet(SHEET("<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c t=\"s\"><v>2</v>"
                         "</c><c t=\"s\"><v>3</v></c><c t=\"s\"><v>0</v></c></row>"
                         "<row><c t=\"s\"><v>4</v></c></row>"),
                   strings, NULL),
        "1: Телефон |  | rich |  a  | Телефон\n2: 1\r\n2_x000D_3\xf0\x9f\x98\x80\xef\xbf\xbd\n");
    assert_string_equal(read_sheet(SHEET("<row><c t=\"s\"><v>5</v></c></row>"), strings, NULL),
                        "! \"reason\":\"xml\"\n");
    assert_string_equal(read_sheet(SHEET("<row><c t=\"s\"><v>-1</v></c></row>"), strings, NULL),
                        "! \"reason\":\"xml\"\n");
    assert_string_equal(
        read_sheet(SHEET("<row><c t=\"s\"><v>4294967296</v></c></row>"), strings, NULL),
        "! \"reason\":\"xml\"\n");
}

#define STYLES                                                                                     \
    "<styleSheet><numFmts count=\"5\"><numFmt numFmtId=\"164\" formatCode=\"dd\\.mm\\.yyyy\"/>"    \
    "<numFmt numFmtId=\"165\" formatCode=\"[$-419]d mmm yyyy\\ h:mm;@\"/>"                         \
    "<numFmt numFmtId=\"166\" formatCode=\"#,##0.00&quot; days&quot;;[Red]\\-0\"/>"                \
    "<numFmt numFmtId=\"167\" formatCode=\"[h]:mm:ss\"/>"                                          \
    "<numFmt numFmtId=\"168\" formatCode=\"mm:ss\"/></numFmts>"                                    \
    "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/>"              \
    "<xf numFmtId=\"14\"/><xf numFmtId=\"22\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/>"       \
    "<xf numFmtId=\"166\"/><xf numFmtId=\"167\"/><xf numFmtId=\"168\"/><xf numFmtId=\"20\"/>"      \
    "</cellXfs></styleSheet>"
#define CELL(style, value) "<c s=\"" #style "\"><v>" #value "</v></c>"

static void test_dates(void **state)
{
    (void)state;
    assert_string_equal(
        read_sheet(SHEET("<row>" CELL(0, 45000) CELL(1, 45000) CELL(2, 45000) CELL(3, 45000.75)
                             CELL(4, 45000.5) CELL(5, 45000) CELL(6, 1.5) CELL(7, 0.0127893518518)
                                 CELL(8, 0.75) "</row>"),
                   NULL, STYLES),
        "1: 45000 | 2023-03-15 | 2023-03-15T00:00:00 | 2023-03-15 | 2023-03-15T12:00:00 | 45000 | "
        "36:00:00 | 00:18:25 | 18:00:00\n");
    /* around the day that there was not, at the ends, and rounded to seconds */
    assert_string_equal(
        read_sheet(SHEET("<row>" CELL(1, 1) CELL(1, 59) CELL(1, 60) CELL(1, 61) CELL(1, 2958465)
                             CELL(1, 2958466) CELL(1, -1) CELL(1, 0) CELL(2, 36525.999999999)
                                 CELL(2, 44196.99998842593) CELL(99, 1) "</row>"),
                   NULL, STYLES),
        "1: 1900-01-01 | 1900-02-28 | 60 | 1900-03-01 | 9999-12-31 | 2958466 | -1 | 0 | "
        "2000-01-01T00:00:00 | 2020-12-31T23:59:59 | 1\n");
}

static void test_1904(void **state)
{
    const struct workbook_part parts[] = {
        {"_rels/.rels", ROOT_RELATIONSHIPS, 0},
        {"xl/workbook.xml", WORKBOOK("<workbookPr date1904=\"1\"/>", ONE_SHEET), 0},
        {"xl/_rels/workbook.xml.rels", RELATIONS, 0},
        {"xl/worksheets/sheet1.xml",
         SHEET("<row>" CELL(1, 0) CELL(1, 43538) CELL(1, 2957003) CELL(1, 2957004) "</row>"), 0},
        {"xl/sharedStrings.xml", "<sst/>", 0},
        {"xl/styles.xml", STYLES, 0},
    };

    (void)state;
    assert_string_equal(read_parts(parts, COUNT(parts)),
                        "1: 1904-01-01 | 2023-03-15 | 9999-12-31 | 2957004\n");
}

/* The first sheet is the one that people see first, whatever its part is called; parts may lie anywhere. */
static void test_first_sheet(void **state)
{
    static const char relations[] = RELATIONSHIPS(
        RELATIONSHIP("a", "worksheet", "../data/two.xml")
            RELATIONSHIP("b", "worksheet", "/data/One.xml") RELATIONSHIP("c", "chartsheet", "c.xml")
                RELATIONSHIP("h", "worksheet", "hidden.xml"));
    const struct workbook_part parts[] = {
        {"_rels/.rels", RELATIONSHIPS(RELATIONSHIP("x", "officeDocument", "/book/main.xml")), 0},
        {"book/main.xml",
         WORKBOOK("", "<sheet name=\"H\" sheetId=\"4\" state=\"hidden\" r:id=\"h\"/>"
                      "<sheet name=\"C\" sheetId=\"3\" r:id=\"c\"/>"
                      "<sheet name=\"B\" sheetId=\"2\" r:id=\"b\"/>"
                      "<sheet name=\"A\" sheetId=\"1\" r:id=\"a\"/>"),
         0},
        {"book/_rels/main.xml.rels", relations, 0},
        {"data/one.xml", SHEET("<row><c><v>1</v></c></row>"), 0},
        {"data/two.xml", SHEET("<row><c><v>2</v></c></row>"), 0},
        {"book/hidden.xml", SHEET("<row><c><v>3</v></c></row>"), 0},
    };

    (void)state;
    assert_string_equal(read_parts(parts, COUNT(parts)), "1: 1\n");
}

/* Open XML SDK and others write prefixes; the strict dialect has addresses of its own. */
static void test_other_spellings(void **state)
{
    const struct workbook_part parts[] = {
        {"_rels/.rels",
         "<p:Relationships xmlns:p=\"p\"><p:Relationship Id=\"1\" "
         "Type=\"http://purl.oclc.org/ooxml/"
         "officeDocument/relationships/officeDocument\" Target=\"xl/workbook.xml\"/>"
         "</p:Relationships>",
         0},
        {"xl/workbook.xml",
         "\xef\xbb\xbf<x:workbook xmlns:x=\"x\" xmlns:q=\"q\"><x:sheets><x:sheet q:id=\"rId1\"/>"
         "</x:sheets></x:workbook>",
         0},
        {"xl/_rels/workbook.xml.rels", RELATIONS, 0},
        {"xl/worksheets/sheet1.xml",
         "<x:worksheet xmlns:x=\"x\"><x:cols><x:col/></x:cols><x:sheetData><x:row r=\"3\"><x:c "
         "r=\"B3\" t=\"s\"><x:v>0</x:v></x:c></x:row></x:sheetData><x:controls><x:row>9</x:row>"
         "</x:controls></x:worksheet>",
         0},
        {"xl/sharedStrings.xml", "<x:sst xmlns:x=\"x\"><x:si><x:t>a</x:t></x:si></x:sst>", 0},
        {"xl/styles.xml", "<x:styleSheet xmlns:x=\"x\"/>", 0},
    };

    (void)state;
    assert_string_equal(read_parts(parts, COUNT(parts)), "3:  | a\n");
}

/* An apostrophe is part of a text here: only CSV needs to defuse formulas. */
static void test_apostrophe_stays(void **state)
{
    (void)state;
    assert_string_equal(
        read_rows(SHEET("<row><c t=\"str\"><v>'=1</v></c><c t=\"str\"><v>=1+1</v></c></row>")),
        "1: '=1 | =1+1\n");
}

static void test_going_on(void **state)
{
    struct table_options options = {.format = TABLE_XLSX, .after_row = 3};
    const struct workbook_part parts[] = {
        {"_rels/.rels", ROOT_RELATIONSHIPS, 0},
        {"xl/workbook.xml", WORKBOOK("", ONE_SHEET), 0},
        {"xl/_rels/workbook.xml.rels",
         RELATIONSHIPS(RELATIONSHIP("rId1", "worksheet", "worksheets/sheet1.xml")), 0},
        {"xl/worksheets/sheet1.xml",
         SHEET("<row r=\"1\"><c><v>1</v></c></row><row r=\"3\"><c t=\"s\"><v>99</v></c></row>"
               "<row r=\"4\"><c><v>4</v></c></row>"),
         0},
    };
    size_t len;
    char *bytes = workbook_bytes(parts, COUNT(parts), &len);

    (void)state;
    assert_string_equal(table_text(bytes, len, &options), "4: 4\n");
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_types),
        cmocka_unit_test(test_gaps),
        cmocka_unit_test(test_shared_strings),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_1904),
        cmocka_unit_test(test_first_sheet),
        cmocka_unit_test(test_other_spellings),
        cmocka_unit_test(test_apostrophe_stays),
        cmocka_unit_test(test_going_on),
    };

    return cmocka_run_group_tests(tests, tables_set_up, tables_tear_down);
}
