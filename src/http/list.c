// SPDX-License-Identifier: MIT
#include "list.h"

#include <string.h>
#include <strings.h>

struct slice slice_trim(const char *s, size_t len)
{
    while (len && (*s == ' ' || *s == '\t')) {
        s++;
        len--;
    }
    while (len && (s[len - 1] == ' ' || s[len - 1] == '\t'))
        len--;
    return (struct slice){s, len};
}

bool slice_is(struct slice slice, const char *text)
{
    return slice.len == strlen(text) && strncasecmp(slice.s, text, slice.len) == 0;
}

bool list_next(const char **list, struct slice *ret_item)
{
    size_t len;

    if (!*list || !**list)
        return false;
    len = strcspn(*list, ",");
    *ret_item = slice_trim(*list, len);
    *list += len;
    *list += **list == ',';
    return true;
}

struct list_end list_end(const struct param *headers, size_t n, const char *name)
{
    return (struct list_end){.headers = headers, .n = n, .name = name};
}

/* Goes to the header before of that name. */
static bool previous_header(struct list_end *end)
{
    while (end->n) {
        const struct param *header = &end->headers[--end->n];

        if (strcasecmp(header->name, end->name) == 0) {
            end->value = header->value;
            end->left = header->len;
            return true;
        }
    }
    return false;
}

bool list_previous(struct list_end *end, struct slice *ret_item)
{
    while (end->left || previous_header(end)) {
        size_t start = end->left;

        while (start && end->value[start - 1] != ',')
            start--;
        *ret_item = slice_trim(end->value + start, end->left - start);
        end->left = start ? start - 1 : 0;
        if (ret_item->len)
            return true;
    }
    return false;
}
