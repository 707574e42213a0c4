// SPDX-License-Identifier: MIT
/* The words for what is wrong with a file: they say what to do about it where that is not plain. */
#include "fault.h"
#include "base/file.h"

#include <errno.h>
#include <inttypes.h>

static const struct {
    const char *reason, *words;
} faults[] = {
    [FAULT_IS_WORKBOOK] = {"is_workbook", "This is a workbook of Excel, not a CSV file."},
    [FAULT_NOT_WORKBOOK] = {"not_workbook",
                            "This is no workbook of Excel (.xlsx). Save it as one, or as CSV."},
    [FAULT_OLD_WORKBOOK] = {"old_workbook",
                            "This is a workbook of an old Excel (.xls), or one that a password "
                            "protects. Save it as .xlsx without a password."},
    [FAULT_WEB_PAGE] = {"web_page",
                        "This is a web page that only bears the name of a workbook. Open it in "
                        "Excel and save it as .xlsx."},
    [FAULT_DAMAGED] = {"damaged", "The workbook is damaged or incomplete. Save it anew in Excel."},
    [FAULT_PROTECTED] = {"protected", "A password protects the workbook. Save it without one."},
    [FAULT_NO_SHEET] = {"no_sheet", "The workbook has no visible sheet."},
    [FAULT_UNPACKED_SIZE] = {"unpacked_size", "The workbook is larger than 2 GB unpacked."},
    [FAULT_XML] = {"xml", "The workbook is not written as Excel writes it. Save it anew in Excel."},
    [FAULT_XML_DTD] = {"xml_dtd",
                       "The workbook declares a document type, which no workbook of Excel does."},
    [FAULT_ENCODING] = {"encoding", "there is a character that the file's encoding does not have"},
    [FAULT_NUL] = {"nul", "there is a NUL byte, which no text has"},
    [FAULT_QUOTE] = {"quote", "a quote does not end"},
    [FAULT_CELL_SIZE] = {"cell_size", "a cell is longer than 64 KiB, or its quote does not end"},
    [FAULT_ROW_SIZE] = {"row_size", "the row is longer than 1 MiB, or a quote does not end"},
    [FAULT_COLUMNS] = {"columns", "there are more than 1,000 columns"},
    [FAULT_ROW_ORDER] = {"row_order", "the rows of the sheet are not in order"},
};

enum err fault_fail(struct ctx *cx, enum fault fault, uint64_t row)
{
    const char *reason = faults[fault].reason;

    if (fault == FAULT_SYSTEM)
        return file_fail(cx, "the folder of temporary files", errno);
    if (fault < FAULT_ENCODING) {
        fail(cx, ERR_FILE_UNREADABLE, faults[fault].words);
        cx->failure.details = arena_printf(cx->arena, "\"reason\":\"%s\"", reason);
        return ERR_FILE_UNREADABLE;
    }
    fail_fmt(cx, ERR_FILE_UNREADABLE, "Row %" PRIu64 ": %s.", row, faults[fault].words);
    cx->failure.details = arena_printf(cx->arena, "\"reason\":\"%s\",\"row\":%" PRIu64, reason, row);
    return ERR_FILE_UNREADABLE;
}
