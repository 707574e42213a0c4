// SPDX-License-Identifier: MIT
/* The judgement of an answer: a pure function. A body counts only where it is a whole JSON object, whatever it calls
 * itself; one that is broken, cut off or nested without end is no JSON, and then the status code speaks alone. */
#include "judge.h"
#include "base/clock.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define DEPTH_MAX 32
#define STATUS_MAX 60 /* bytes of the service's own word that are repeated */

static void json_free(json_t **json)
{
    json_decref(*json);
}

/* The parser calls itself for each level, so the depth is looked at first. */
static bool is_flat_enough(const char *body, size_t len)
{
    bool is_in_text = false;
    int depth = 0;

    for (size_t i = 0; i < len; i++) {
        if (is_in_text && body[i] == '\\')
            i++;
        else if (body[i] == '"')
            is_in_text = !is_in_text;
        else if (!is_in_text && (body[i] == '{' || body[i] == '[') && ++depth > DEPTH_MAX)
            return false;
        else if (!is_in_text && (body[i] == '}' || body[i] == ']'))
            depth--;
    }
    return true;
}

static json_t *read_object(const struct outbound_response *response)
{
    const char *body = response->body;
    size_t len = response->body_len, start = strspn(body, " \t\r\n");

    if (response->is_cut || body[start] != '{' || !is_flat_enough(body, len))
        return NULL;
    return json_loadb(body, len, 0, NULL);
}

static bool is_good_word(const char *word)
{
    static const char *const good[] = {"ok", "healthy", "up", "pass"};

    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (strcasecmp(word, good[i]) == 0)
            return true;
    return false;
}

/* How many bytes of the text to show: not more than `max`, no character torn. */
static int shown_len(const char *text, size_t max)
{
    size_t len = strlen(text);

    if (len <= max)
        return (int)len;
    len = max;
    while (len && ((unsigned char)text[len] & 0xc0) == 0x80)
        len--;
    return (int)len;
}

/* Whether the body itself says that something is wrong. */
static bool complains(const struct outbound_response *response, char words[static JUDGE_WORDS])
{
    __attribute__((cleanup(json_free))) json_t *object = read_object(response);
    const char *word = json_string_value(json_object_get(object, "status"));

    if (!word || is_good_word(word))
        return false;
    snprintf(words, JUDGE_WORDS, "the service says \"%.*s\"", shown_len(word, STATUS_MAX), word);
    return true;
}

static bool has_good_status(const struct check_target *target, int status,
                            char words[static JUDGE_WORDS])
{
    if (target->expected_status) {
        snprintf(words, JUDGE_WORDS, "HTTP %d instead of %d", status, target->expected_status);
        return status == target->expected_status;
    }
    snprintf(words, JUDGE_WORDS, "HTTP %d", status);
    return status >= 200 && status <= 299;
}

void judge_answer(const struct check_target *target, const struct outbound_response *response,
                  char words[static JUDGE_WORDS], struct check_result *ret_result)
{
    int64_t latency_ms = (response->duration_us + US_PER_MS / 2) / US_PER_MS;
    bool is_healthy = false;

    if (response->failure)
        snprintf(words, JUDGE_WORDS, "%.*s", shown_len(response->error, JUDGE_WORDS - 1),
                 response->error);
    else if (has_good_status(target, response->status, words))
        is_healthy = !complains(response, words);
    ret_result->is_healthy = is_healthy;
    ret_result->is_degraded = is_healthy && target->degraded_ms && latency_ms > target->degraded_ms;
    ret_result->status_code = response->status;
    ret_result->latency_ms = latency_ms;
    ret_result->error = is_healthy ? NULL : words;
}
