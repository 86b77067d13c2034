/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scanner behind call_guard.h: a rough reading of YAML that only needs to know comments, quotes, literal
 * blocks and the depth of brackets. Rejected: teaching libyaml new syntax (it has no hook before its
 * scanner), and requiring quotes around calls in {...} (people forget them, and the error libyaml then gives
 * names a '=' far away). */
#include "call_guard.h"

#include <string.h>

static const char guarded[CALL_GUARD_COUNT + 1] = ",:[]{}#";

struct scan {
    const char *text;
    size_t length;
    size_t at;
    size_t line_start;
    unsigned depth; /* of [ and { */
    struct text *to;
};

static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool is_break(char c) {
    return c == '\n' || c == '\r';
}

static void copy_to(struct scan *scan, size_t end) {
    text_add_bytes(scan->to, scan->text + scan->at, end - scan->at);
    scan->at = end;
}

static size_t line_end(const struct scan *scan, size_t at) {
    while (at < scan->length && !is_break(scan->text[at]))
        at++;
    return at;
}

/* A quote opens a quoted scalar only where a scalar may begin: not in "don't" and not in prose. */
static bool may_open_quote(const struct scan *scan) {
    size_t at = scan->at;
    while (at > scan->line_start && (scan->text[at - 1] == ' ' || scan->text[at - 1] == '\t'))
        at--;
    if (at == scan->line_start)
        return true;
    char before = scan->text[at - 1];
    if (before == '[' || before == '{' || before == ',')
        return scan->depth > 0;
    return at < scan->at && (before == ':' || before == '-' || before == '?');
}

/* The byte after the closing quote, or the end of the text. */
static size_t quoted_end(const struct scan *scan) {
    char quote = scan->text[scan->at];
    size_t at = scan->at + 1;
    while (at < scan->length) {
        if (quote == '"' && scan->text[at] == '\\')
            at++;
        else if (scan->text[at] == quote)
            return at + 1;
        at++;
    }
    return scan->length;
}

/* When the line that ends here opens a literal or folded block (`key: |`), the end of the block, else `end`.
 */
static size_t block_end(const struct scan *scan, size_t end) {
    size_t at = end;
    while (at > scan->line_start && strchr(" \t+-0123456789", scan->text[at - 1]) != NULL)
        at--;
    if (at < scan->line_start + 2 || (scan->text[at - 1] != '|' && scan->text[at - 1] != '>') ||
        scan->text[at - 2] != ' ')
        return end;
    size_t indent = strspn(scan->text + scan->line_start, " -");
    while (end < scan->length) {
        size_t start = end + 1;
        size_t blanks = start;
        while (blanks < scan->length && scan->text[blanks] == ' ')
            blanks++;
        bool empty = blanks >= scan->length || is_break(scan->text[blanks]);
        if (!empty && blanks - start <= indent)
            break;
        end = line_end(scan, start > scan->length ? scan->length : start);
    }
    return end;
}

/* The byte after the parenthesis that closes the one at `open`, or 0 when it is not on this line. The bound
 * on the depth keeps a line of a million open parentheses linear. */
static size_t call_end(const struct scan *scan, size_t open) {
    unsigned depth = 0;
    for (size_t at = open; at < scan->length && !is_break(scan->text[at]) && depth <= 8; at++) {
        if (scan->text[at] == '(')
            depth++;
        else if (scan->text[at] == ')' && --depth == 0)
            return at + 1;
    }
    return 0;
}

static void guard_call(struct scan *scan, size_t end) {
    for (; scan->at < end; scan->at++) {
        const char *found = strchr(guarded, scan->text[scan->at]);
        if (found == NULL || *found == '\0') {
            text_add_bytes(scan->to, scan->text + scan->at, 1);
            continue;
        }
        unsigned code = CALL_GUARD_FIRST + (unsigned)(found - guarded);
        char bytes[3] = {(char)(0xE0u | code >> 12), (char)(0x80u | (code >> 6 & 0x3Fu)),
                         (char)(0x80u | (code & 0x3Fu))};
        text_add_bytes(scan->to, bytes, 3);
    }
}

/* At the first character of a word: guards the call it names, if any, else copies the word. */
static void scan_word(struct scan *scan) {
    size_t end = scan->at;
    while (end < scan->length && is_word(scan->text[end]))
        end++;
    bool digit = scan->text[scan->at] >= '0' && scan->text[scan->at] <= '9';
    size_t after = !digit && end < scan->length && scan->text[end] == '(' ? call_end(scan, end) : 0;
    copy_to(scan, end);
    if (after > 0)
        guard_call(scan, after);
}

static void scan_one(struct scan *scan) {
    char c = scan->text[scan->at];
    if (is_word(c)) {
        scan_word(scan);
        return;
    }
    if ((c == '\'' || c == '"') && may_open_quote(scan)) {
        copy_to(scan, quoted_end(scan));
        return;
    }
    bool spaced = scan->at == scan->line_start || strchr(" \t", scan->text[scan->at - 1]) != NULL;
    if (c == '#' && spaced) {
        copy_to(scan, line_end(scan, scan->at));
        return;
    }
    if (c == '[' || c == '{')
        scan->depth++;
    if ((c == ']' || c == '}') && scan->depth > 0)
        scan->depth--;
    if (c == '\n' || c == '\r') {
        if (scan->depth == 0)
            copy_to(scan, block_end(scan, scan->at));
        if (scan->at < scan->length)
            copy_to(scan, scan->at + 1);
        scan->line_start = scan->at;
        return;
    }
    copy_to(scan, scan->at + 1);
}

void call_guard(struct text *to, const char *text, size_t length) {
    struct scan scan = {.text = text, .length = length, .to = to};
    while (scan.at < scan.length)
        scan_one(&scan);
}

size_t call_unguard(char *text, size_t length) {
    size_t out = 0;
    for (size_t at = 0; at < length; at++) {
        const unsigned char *byte = (const unsigned char *)text + at;
        if (length - at >= 3 && byte[0] == 0xEE && byte[1] == 0x80 && byte[2] >= 0x80 &&
            byte[2] < 0x80 + CALL_GUARD_COUNT) {
            text[out++] = guarded[byte[2] - 0x80];
            at += 2;
        } else {
            text[out++] = text[at];
        }
    }
    text[out] = '\0';
    return out;
}
