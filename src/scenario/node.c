/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From libyaml's events to a small tree.
 *
 * Events rather than libyaml's document API: that one resolves aliases (a bomb of nine lines fills memory),
 * drops the marks of keys and keeps the last of duplicate keys in silence. Everything YAML can do that a
 * scenario has no use for is refused by name. The tree is built by recursion: its depth is bounded by
 * DEPTH_MAX. */
#include "node.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "call_guard.h"
#include "ensure.h"
#include "input_text.h"
#include "text.h"
#include "yaml_words.h"

enum { DEPTH_MAX = 64 };

struct reader {
    yaml_parser_t parser;
    const struct document *document;
    struct problems *problems;
    bool stop; /* a problem after which the rest cannot be read */
};

static struct node *read_value(struct reader *reader, const yaml_event_t *event, unsigned depth);

static uint32_t clip(size_t number) {
    return number >= UINT32_MAX ? UINT32_MAX : (uint32_t)number;
}

static struct mark mark_of(const struct reader *reader, yaml_mark_t start, yaml_mark_t end) {
    size_t length = end.line == start.line && end.column > start.column ? end.column - start.column : 0;
    return (struct mark){reader->document->file, clip(start.line + 1), clip(start.column + 1), clip(length)};
}

static void complain(struct reader *reader, struct mark mark, const char *hint, const char *message) {
    document_problem(reader->document, reader->problems, PROBLEM_ERROR, mark, hint, "%s", message);
}

/* The next event; false (with a problem) when the text is no YAML. */
static bool next_event(struct reader *reader, yaml_event_t *event) {
    if (reader->stop)
        return false;
    if (yaml_parser_parse(&reader->parser, event) != 0)
        return true;
    reader->stop = true;
    struct yaml_words words = yaml_words(&reader->parser, reader->document->text, reader->document->length);
    words.mark.file = reader->document->file;
    complain(reader, words.mark, words.hint[0] == '\0' ? NULL : words.hint, words.message);
    return false;
}

static void refuse_decorations(struct reader *reader, const yaml_event_t *event) {
    const yaml_char_t *anchor = NULL;
    const yaml_char_t *tag = NULL;
    if (event->type == YAML_SCALAR_EVENT) {
        anchor = event->data.scalar.anchor;
        tag = event->data.scalar.tag;
    } else if (event->type == YAML_SEQUENCE_START_EVENT) {
        anchor = event->data.sequence_start.anchor;
        tag = event->data.sequence_start.tag;
    } else if (event->type == YAML_MAPPING_START_EVENT) {
        anchor = event->data.mapping_start.anchor;
        tag = event->data.mapping_start.tag;
    }
    struct mark mark = mark_of(reader, event->start_mark, event->start_mark);
    if (anchor != NULL)
        complain(reader, mark, "write the value out, or put it into a file and use `extends:`",
                 "anchors (&) are not part of a scenario");
    if (tag != NULL)
        complain(reader, mark, "leave it out: the key says of what kind the value is",
                 "tags (!) are not part of a scenario");
}

static struct node *node_new(enum node_kind kind, struct mark mark) {
    struct node *node = memory_alloc(sizeof *node);
    node->kind = kind;
    node->mark = mark;
    return node;
}

struct node *node_scalar(struct mark mark, const char *text) {
    struct node *node = node_new(NODE_SCALAR, mark);
    node->text = memory_copy_text(text);
    node->plain_line = true;
    return node;
}

void node_free(struct node *node) {
    if (node == NULL)
        return;
    for (size_t i = 0; i < node->count; i++) {
        if (node->key != NULL)
            node_free(node->key[i]);
        node_free(node->item[i]);
    }
    free(node->key);
    free(node->item);
    free(node->text);
    free(node);
}

/* Arrays grow when their count is a power of two, so no capacity is kept. */
static struct node **list_grow(struct node **list, size_t count) {
    if ((count & (count - 1)) != 0)
        return list;
    return memory_grow(list, count == 0 ? 1 : count * 2, sizeof *list);
}

static struct node *read_scalar(struct reader *reader, const yaml_event_t *event) {
    struct node *node = node_new(NODE_SCALAR, mark_of(reader, event->start_mark, event->end_mark));
    size_t length = event->data.scalar.length;
    node->text = memory_alloc(length + 1);
    memcpy(node->text, event->data.scalar.value, length);
    length = call_unguard(node->text, length);
    yaml_scalar_style_t style = event->data.scalar.style;
    node->quoted = style == YAML_SINGLE_QUOTED_SCALAR_STYLE || style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;
    size_t characters = 0;
    for (size_t i = 0; i < length; i++)
        characters += ((unsigned char)node->text[i] & 0xC0) != 0x80;
    node->plain_line = node->mark.length == characters + (node->quoted ? 2 : 0);
    if (strlen(node->text) != length)
        complain(reader, node->mark, NULL, "a NUL character in a text");
    return node;
}

static struct node *read_sequence(struct reader *reader, const yaml_event_t *start, unsigned depth) {
    struct node *node = node_new(NODE_SEQUENCE, mark_of(reader, start->start_mark, start->end_mark));
    yaml_event_t event;
    while (next_event(reader, &event)) {
        bool end = event.type == YAML_SEQUENCE_END_EVENT;
        if (!end) {
            node->item = list_grow(node->item, node->count);
            node->item[node->count++] = read_value(reader, &event, depth);
        }
        yaml_event_delete(&event);
        if (end)
            break;
    }
    return node;
}

static int compare_keys(const void *a, const void *b) {
    const struct node *first = *(struct node *const *)a;
    const struct node *second = *(struct node *const *)b;
    int order = strcmp(first->text, second->text);
    if (order != 0)
        return order;
    if (first->mark.line != second->mark.line)
        return first->mark.line < second->mark.line ? -1 : 1;
    return first->mark.column < second->mark.column ? -1 : 1;
}

/* Sorted, not compared pairwise: a file may hold a hundred thousand keys. */
static void refuse_duplicates(struct reader *reader, const struct node *node) {
    if (node->count < 2)
        return;
    struct node **sorted = memory_grow(NULL, node->count, sizeof *sorted);
    memcpy(sorted, node->key, node->count * sizeof *sorted);
    qsort(sorted, node->count, sizeof *sorted, compare_keys);
    const struct node *first = sorted[0];
    for (size_t i = 1; i < node->count; i++) {
        if (strcmp(first->text, sorted[i]->text) != 0) {
            first = sorted[i];
            continue;
        }
        document_problem(reader->document, reader->problems, PROBLEM_ERROR, sorted[i]->mark, NULL,
                         "'%s' is given twice; the first is at %u:%u", first->text,
                         (unsigned)first->mark.line, (unsigned)first->mark.column);
    }
    free(sorted);
}

static struct node *read_mapping(struct reader *reader, const yaml_event_t *start, unsigned depth) {
    struct node *node = node_new(NODE_MAPPING, mark_of(reader, start->start_mark, start->end_mark));
    yaml_event_t event;
    while (next_event(reader, &event)) {
        if (event.type == YAML_MAPPING_END_EVENT) {
            yaml_event_delete(&event);
            break;
        }
        struct node *key = read_value(reader, &event, depth);
        yaml_event_delete(&event);
        struct node *item = NULL;
        if (next_event(reader, &event)) {
            item = read_value(reader, &event, depth);
            yaml_event_delete(&event);
        }
        if (key->kind != NODE_SCALAR && !reader->stop)
            complain(reader, key->mark, NULL, "a key must be a plain word");
        if (item == NULL || key->kind != NODE_SCALAR) {
            node_free(key);
            node_free(item);
            continue;
        }
        node->key = list_grow(node->key, node->count);
        node->item = list_grow(node->item, node->count);
        node->key[node->count] = key;
        node->item[node->count++] = item;
    }
    refuse_duplicates(reader, node);
    return node;
}

/* Never NULL; a value that cannot be had is an empty scalar with a problem told. */
static struct node *read_value(struct reader *reader, const yaml_event_t *event, unsigned depth) {
    refuse_decorations(reader, event);
    bool opens = event->type == YAML_SEQUENCE_START_EVENT || event->type == YAML_MAPPING_START_EVENT;
    struct mark mark = mark_of(reader, event->start_mark, event->end_mark);
    if (opens && depth >= DEPTH_MAX) {
        complain(reader, mark, NULL, "more than 64 levels, one within the other");
        reader->stop = true;
        return node_scalar(mark, "");
    }
    if (event->type == YAML_SCALAR_EVENT)
        return read_scalar(reader, event);
    if (event->type == YAML_SEQUENCE_START_EVENT)
        return read_sequence(reader, event, depth + 1);
    if (event->type == YAML_MAPPING_START_EVENT)
        return read_mapping(reader, event, depth + 1);
    complain(reader, mark, "write the value out, or put it into a file and use `extends:`",
             "aliases (*) are not part of a scenario");
    return node_scalar(mark, "");
}

static struct node *read_stream(struct reader *reader) {
    struct node *root = NULL;
    bool more = true;
    yaml_event_t event;
    while (more && next_event(reader, &event)) {
        bool document = event.type == YAML_DOCUMENT_START_EVENT;
        struct mark mark = mark_of(reader, event.start_mark, event.end_mark);
        if (document &&
            event.data.document_start.tag_directives.start != event.data.document_start.tag_directives.end)
            complain(reader, mark, NULL, "%TAG directives are not part of a scenario");
        if (document && root != NULL) {
            complain(reader, mark, "one file is one scenario", "a second document ('---')");
            reader->stop = true;
        } else if (event.type != YAML_STREAM_START_EVENT && event.type != YAML_STREAM_END_EVENT &&
                   !document && event.type != YAML_DOCUMENT_END_EVENT) {
            root = read_value(reader, &event, 0);
        }
        more = event.type != YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    return root;
}

/* Judges every character; false when one is not allowed. */
static bool characters_allowed(const struct document *document, struct problems *problems) {
    struct mark mark = {.file = document->file, .line = 1, .column = 1};
    for (size_t at = 0; at < document->length;) {
        const char *why = NULL;
        size_t bytes = input_character(document->text, document->length, at, &why);
        if (bytes == 0) {
            document_problem(document, problems, PROBLEM_ERROR, mark, NULL, "%s", why);
            return false;
        }
        size_t broken = input_break(document->text, document->length, at);
        mark.line += broken > 0;
        mark.column = broken > 0 ? 1 : mark.column + 1;
        at += broken > 0 ? broken : bytes;
    }
    return true;
}

bool document_parse_shown(struct document *document, const char *file, const char *text, size_t length,
                          const char *shown, struct problems *problems) {
    bool bom = length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0;
    text += bom ? 3 : 0;
    length -= bom ? 3 : 0;
    *document = (struct document){.file = memory_copy_text(file), .length = length, .byte_order_mark = bom};
    document->text = memory_alloc(length + 1);
    memcpy(document->text, text, length);
    size_t before = problems->errors;
    if (length > INPUT_TEXT_MAX || !characters_allowed(document, problems)) {
        if (length > INPUT_TEXT_MAX)
            problems_add(problems, PROBLEM_ERROR, (struct mark){.file = file}, NULL, NULL,
                         "the text is larger than 4 MiB");
        return false;
    }
    struct text guarded = {0};
    call_guard(&guarded, document->text, length);
    if (shown != NULL) {
        free(document->text);
        document->text = memory_copy_text(shown);
        document->length = strlen(shown);
    }
    struct reader reader = {.document = document, .problems = problems};
    ensure(yaml_parser_initialize(&reader.parser) == 1);
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(
        &reader.parser, (const unsigned char *)(guarded.at == NULL ? "" : guarded.at), guarded.length);
    document->root = read_stream(&reader);
    yaml_parser_delete(&reader.parser);
    text_free(&guarded);
    if (document->root == NULL && problems->errors == before)
        problems_add(problems, PROBLEM_ERROR, (struct mark){.file = file}, NULL,
                     "`rxpool new` writes one to start from", "there is no scenario in it");
    return document->root != NULL && !reader.stop;
}
