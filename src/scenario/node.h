/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A YAML document as a small tree with places: scalars stay text, every node knows its line and column.
 *
 * Read with libyaml's event API. Refused: anchors, aliases, tags, more than one document, duplicate keys,
 * keys that are not scalars, more than 64 levels, files over 4 MiB. Function-call values such as
 * `lognormal(mean=30 us, cv=2)` may stand unquoted anywhere, also inside {...}: see node.c for how. */
#ifndef RXP_NODE_H
#define RXP_NODE_H

#include <stdbool.h>
#include <stddef.h>

#include "problem.h"

enum node_kind { NODE_SCALAR, NODE_SEQUENCE, NODE_MAPPING };

struct node {
    enum node_kind kind;
    struct mark mark;
    char *text;         /* scalar */
    bool quoted;        /* scalar: it stood in quotes, so its text begins one column after the mark */
    bool plain_line;    /* scalar: on one line and without escapes, so offsets into text are columns */
    size_t count;       /* items of a sequence, pairs of a mapping */
    struct node **key;  /* mapping */
    struct node **item; /* sequence items or mapping values */
};

struct document {
    char *file; /* as named by the user, or "-s" */
    char *text; /* the bytes that were read, NUL-terminated */
    size_t length;
    bool byte_order_mark; /* the file began with one; not part of text */
    struct node *root;    /* NULL when it could not be read */
};

/* Reads a whole file; false (with problems: 66 when missing) when nothing could be parsed. */
bool document_read(struct document *document, const char *path, struct problems *problems);
bool document_parse(struct document *document, const char *file, const char *text, size_t length,
                    struct problems *problems);
/* The same, but problems show `shown` as the source (the same columns: `-s KEY={...}` is parsed behind
 * blanks). */
bool document_parse_shown(struct document *document, const char *file, const char *text, size_t length,
                          const char *shown, struct problems *problems);
void document_free(struct document *document);

/* Adds a problem at a mark of this document, with the line it is in. hint may be NULL. */
void document_problem(const struct document *document, struct problems *problems, enum problem_level level,
                      struct mark mark, const char *hint, const char *format, ...)
    __attribute__((format(printf, 6, 7)));
/* The mark of `length` bytes at byte `offset` of a scalar's text (length 0: to its end). */
struct mark node_mark_within(const struct node *node, size_t offset, size_t length);
/* A scalar made by hand (an override); freed by node_free. */
struct node *node_scalar(struct mark mark, const char *text);
void node_free(struct node *node);

/* The line `number` (from 1) of the document, for problem reports; valid until the next call with the same
 * buffer. */
const char *document_line(const struct document *document, uint32_t number, char *buffer, size_t size);

#endif
