// SPDX-License-Identifier: MIT
/* Reading `.env`. A line that cannot be understood stops the start: a setting that was silently
 * skipped costs more time than one that is complained about. */
#include "base/env_file.h"
#include "base/file.h"

#include <errno.h>
#include <string.h>

#define MAX_FILE 65536

static const char key_letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";

static char *skip_blanks(char *at)
{
    return at + strspn(at, " \t");
}

/* Whether nothing but a comment stands from here to the end of the line. */
static bool is_rest_empty(char *at)
{
    char *rest = skip_blanks(at);

    return !*rest || (*rest == '#' && rest > at);
}

static char unescape(char c)
{
    return c == 'n' ? '\n' : c == 't' ? '\t' : c;
}

/* `at` is behind the opening quote. The value is written over the text it was read from. NULL: no
 * end, or a tail. */
static char *read_quoted(char *at, char quote)
{
    char *value = at, *put = at;

    for (; *at != quote; at++) {
        if (!*at)
            return NULL;
        if (quote == '"' && *at == '\\' && at[1] && strchr("nt\"\\$", at[1]))
            *put++ = unescape(*++at);
        else
            *put++ = *at;
    }
    if (!is_rest_empty(at + 1))
        return NULL;
    *put = '\0';
    return value;
}

/* `at` is behind the `=` and the blanks after it. */
static char *read_plain(char *at)
{
    char *end = at;

    while (*end && !(*end == '#' && (end[-1] == ' ' || end[-1] == '\t')))
        end++;
    while (end > at && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    *end = '\0';
    return at;
}

/* What is wrong with the line, or NULL; `line->key` stays NULL when it holds no setting. */
static const char *read_line(char *at, struct env_line *line)
{
    char *key, *end;

    at = skip_blanks(at);
    if (!*at || *at == '#')
        return NULL;
    if (!strncmp(at, "export ", 7))
        at = skip_blanks(at + 7);
    key = at;
    end = at + strspn(at, key_letters);
    at = skip_blanks(end);
    if (end == key || *at != '=')
        return "is not KEY=value";
    *end = '\0';
    at = skip_blanks(at + 1);
    line->value = *at == '"' || *at == '\'' ? read_quoted(at + 1, *at) : read_plain(at);
    if (!line->value)
        return "has a quote that does not end, or text behind it";
    line->key = key;
    return NULL;
}

static enum err read_lines(struct ctx *cx, const char *path, char *text, struct env_file *file)
{
    char *next;

    for (unsigned number = 1; text; text = next, number++) {
        const char *problem;
        size_t len;

        next = strchr(text, '\n');
        if (next)
            *next++ = '\0';
        len = strlen(text);
        if (len && text[len - 1] == '\r')
            text[len - 1] = '\0';
        file->lines[file->n] = (struct env_line){0};
        problem = read_line(text, &file->lines[file->n]);
        if (problem)
            return fail_field(cx, ERR_VALIDATION_FAILED, path, "syntax",
                              arena_printf(cx->arena, "line %u %s", number, problem));
        file->n += file->lines[file->n].key != NULL;
    }
    return 0;
}

enum err env_file_read(struct ctx *cx, const char *path, struct env_file *ret_file)
{
    char *text = arena_alloc(cx->arena, MAX_FILE + 1);
    ssize_t len = file_read(path, text, MAX_FILE + 1);
    size_t n_lines = 1;

    *ret_file = (struct env_file){0};
    if (len < 0 && errno == ENOENT)
        return 0;
    if (len < 0)
        return fail_field(cx, ERR_VALIDATION_FAILED, path, "unreadable",
                          arena_printf(cx->arena, "cannot be read: %s", strerror(errno)));
    if (len == MAX_FILE || strlen(text) != (size_t)len)
        return fail_field(cx, ERR_VALIDATION_FAILED, path, "size",
                          "must be a text shorter than 64 KiB");
    for (char *c = text; *c; c++)
        n_lines += *c == '\n';
    ret_file->lines = arena_zalloc(cx->arena, n_lines, sizeof *ret_file->lines);
    return read_lines(cx, path, text, ret_file);
}

const char *env_file_get(const struct env_file *file, const char *key)
{
    for (size_t i = file->n; i-- > 0;)
        if (!strcmp(file->lines[i].key, key))
            return file->lines[i].value;
    return NULL;
}
