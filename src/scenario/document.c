/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What surrounds the tree of node.c: reading files into it, the lines problems show, and marks within
 * scalars. Lines are counted as libyaml counts them, so that a file with odd line breaks still shows the line
 * that is meant. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "input_text.h"
#include "node.h"
#include "text.h"

bool document_parse(struct document *document, const char *file, const char *text, size_t length,
                    struct problems *problems) {
    return document_parse_shown(document, file, text, length, NULL, problems);
}

bool document_read(struct document *document, const char *path, struct problems *problems) {
    *document = (struct document){0};
    size_t length = 0;
    char *text = input_read(path, &length, problems);
    if (text == NULL)
        return false;
    bool good = document_parse(document, path, text, length, problems);
    free(text);
    return good;
}

void document_free(struct document *document) {
    free(document->file);
    free(document->text);
    node_free(document->root);
    *document = (struct document){0};
}

static size_t line_start(const struct document *document, uint32_t number) {
    size_t at = 0;
    for (uint32_t line = 1; line < number && at < document->length;) {
        unsigned char byte = (unsigned char)document->text[at];
        bool ordinary = byte >= 0x20 && byte < 0x80;
        size_t broken = ordinary ? 0 : input_break(document->text, document->length, at);
        line += broken > 0;
        at += broken > 0 ? broken : 1;
    }
    return at;
}

const char *document_line(const struct document *document, uint32_t number, char *buffer, size_t size) {
    size_t at = line_start(document, number);
    size_t used = 0;
    while (at < document->length && used + 1 < size && input_break(document->text, document->length, at) == 0)
        buffer[used++] = document->text[at++];
    buffer[used] = '\0';
    return buffer;
}

void document_problem(const struct document *document, struct problems *problems, enum problem_level level,
                      struct mark mark, const char *hint, const char *format, ...) {
    char message[1024];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    const char *line = NULL;
    if (document != NULL && document->text != NULL && mark.line > 0 && !problems_full(problems))
        line = document->text + line_start(document, mark.line);
    problems_add(problems, level, mark, line, hint, "%s", message);
}

static uint32_t characters(const char *text, size_t length) {
    uint32_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += ((unsigned char)text[i] & 0xC0) != 0x80;
    return count;
}

struct mark node_mark_within(const struct node *node, size_t offset, size_t length) {
    struct mark mark = node->mark;
    if (node->kind != NODE_SCALAR || !node->plain_line)
        return mark;
    size_t whole = strlen(node->text);
    offset = offset > whole ? whole : offset;
    length = length == 0 || length > whole - offset ? whole - offset : length;
    mark.column += characters(node->text, offset) + (node->quoted ? 1 : 0);
    mark.length = characters(node->text + offset, length);
    return mark;
}
