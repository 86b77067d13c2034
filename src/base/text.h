/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A growing text. One owner; text_free after use. Out of memory is an ensure(). */
#ifndef RXP_TEXT_H
#define RXP_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
    char *at; /* always NUL-terminated once anything was added; NULL before */
    size_t length;
    size_t capacity;
};

void text_free(struct text *text);
void text_add(struct text *text, const char *piece);
void text_add_bytes(struct text *text, const char *piece, size_t length);
void text_format(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Hands the characters over to the caller (never NULL) and empties the text. */
char *text_take(struct text *text);

/* Memory that does not fail: ensure() instead of NULL. */
void *memory_alloc(size_t bytes);                        /* zeroed */
void *memory_grow(void *old, size_t count, size_t size); /* count * size checked for overflow */
char *memory_copy_text(const char *text);                /* NULL gives NULL */

/* The code point that begins at `at` and how many bytes it has (1 to 4); 0 when it is malformed, overlong, a
 * surrogate or cut off. */
size_t utf8_decode(const char *at, size_t left, uint32_t *code);

/* The word of the list nearest to `word` by edit distance (with transpositions), or NULL when none is near
 * enough to be meant: at most one edit in three characters. */
const char *text_nearest(const char *word, const char *const *list, size_t count);

#endif
