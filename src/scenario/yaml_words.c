/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row for each of libyaml's messages that people meet. The list was made by provoking them, one mistake
 * at a time; what is not in it is shown in libyaml's own words. */
#include "yaml_words.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "input_text.h"

static const struct {
    const char *problem;
    const char *message;
    const char *hint;
} rows[] = {
    {"mapping values are not allowed in this context", "a value cannot begin here",
     "put a text that contains ': ' into quotes, and give every key a line of its own"},
    {"did not find expected ',' or '}'", "expected ',' or '}'", ""},
    {"did not find expected ',' or ']'", "expected ',' or ']'", ""},
    {"did not find expected key", "a key is expected here",
     "the keys of one section begin in the same column"},
    {"did not find expected '-' indicator", "a '-' is expected here",
     "the items of one list begin in the same column"},
    {"did not find expected <document start>", "the text ends before this",
     "the keys of one section begin in the same column"},
    {"could not find expected ':'", "a key without a ':'",
     "write `key: value`, with a blank after the colon"},
    {"found unexpected end of stream", "a quoted text that never ends", ""},
    {"found unexpected document indicator", "a quoted text that never ends", ""},
    {"block sequence entries are not allowed in this context", "a list cannot begin here",
     "put the first '-' on a line of its own"},
    {"block mapping keys are not allowed in this context", "a key cannot begin here", ""},
    {"did not find expected node content", "a value is missing here", ""},
    {"found unknown escape character", "an unknown escape after '\\'",
     "use single quotes to have no escapes"},
    {"did not find expected hexdecimal number", "an escape with too few hexadecimal digits", ""},
    {"found invalid Unicode character escape code", "an escape that names no character", ""},
    {"found a tab character that violates indentation", "a tab cannot indent", "use blanks"},
    {"found a tab character where an indentation space is expected", "a tab cannot indent", "use blanks"},
    {"exceeded maximum nesting level", "too many brackets, one within the other", ""},
};

/* The character at a line and column from 0, or 0 at the end. */
static char character_at(const char *text, size_t length, size_t line, size_t column) {
    size_t at = 0;
    while (line > 0 && at < length) {
        size_t broken = input_break(text, length, at);
        line -= broken > 0;
        at += broken > 0 ? broken : 1;
    }
    for (; column > 0 && at < length; column--) {
        at++;
        while (at < length && ((unsigned char)text[at] & 0xC0) == 0x80)
            at++;
    }
    return at < length ? text[at] : '\0';
}

static void stray_character(struct yaml_words *words, char c) {
    if (c == '\t') {
        (void)snprintf(words->message, sizeof words->message, "a tab cannot indent");
        (void)snprintf(words->hint, sizeof words->hint, "use blanks");
        return;
    }
    (void)snprintf(words->message, sizeof words->message, "a value cannot begin with '%c'", c);
    (void)snprintf(words->hint, sizeof words->hint, "put it into quotes");
}

struct yaml_words yaml_words(const yaml_parser_t *parser, const char *text, size_t length) {
    struct yaml_words words = {0};
    const char *problem = parser->problem == NULL ? "no YAML" : parser->problem;
    yaml_mark_t mark = parser->problem_mark;
    words.mark.line = mark.line >= UINT32_MAX ? 0 : (uint32_t)mark.line + 1;
    words.mark.column = mark.column >= UINT32_MAX ? 1 : (uint32_t)mark.column + 1;
    (void)snprintf(words.message, sizeof words.message, "not understood as YAML: %s", problem);
    if (strcmp(problem, "found character that cannot start any token") == 0)
        stray_character(&words, character_at(text, length, mark.line, mark.column));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (strcmp(problem, rows[i].problem) != 0)
            continue;
        (void)snprintf(words.message, sizeof words.message, "%s", rows[i].message);
        (void)snprintf(words.hint, sizeof words.hint, "%s", rows[i].hint);
    }
    bool bracket = parser->context != NULL && strstr(parser->context, "flow") != NULL;
    bool quoted = parser->context != NULL && strstr(parser->context, "quoted scalar") != NULL;
    if ((bracket || quoted) && character_at(text, length, mark.line, mark.column) == '\0') {
        words.mark.line = (uint32_t)(parser->context_mark.line & UINT32_MAX) + 1;
        words.mark.column = (uint32_t)(parser->context_mark.column & UINT32_MAX) + 1;
        (void)snprintf(words.message, sizeof words.message, "%s never ends",
                       quoted ? "this quoted text" : "this bracket");
        words.hint[0] = '\0';
    } else if ((bracket || quoted) && words.hint[0] == '\0')
        (void)snprintf(words.hint, sizeof words.hint, "it began at %zu:%zu", parser->context_mark.line + 1,
                       parser->context_mark.column + 1);
    return words;
}
