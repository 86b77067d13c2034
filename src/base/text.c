/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Growing texts and memory that does not fail.
 *
 * Everything made here is small (messages, canonical forms, reports) and made outside of a run, so running
 * out of memory is not worth a path through every caller: it is an ensure(). */
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ensure.h"

void *memory_alloc(size_t bytes) {
    void *memory = calloc(1, bytes == 0 ? 1 : bytes);
    ensure(memory != NULL);
    return memory;
}

void *memory_grow(void *old, size_t count, size_t size) {
    size_t bytes;
    ensure(!__builtin_mul_overflow(count, size, &bytes));
    void *memory = realloc(old, bytes == 0 ? 1 : bytes);
    ensure(memory != NULL);
    return memory;
}

char *memory_copy_text(const char *text) {
    if (text == NULL)
        return NULL;
    size_t bytes = strlen(text) + 1;
    char *copy = memory_alloc(bytes);
    memcpy(copy, text, bytes);
    return copy;
}

void text_free(struct text *text) {
    free(text->at);
    *text = (struct text){0};
}

/* Room for `more` characters and the NUL. */
static void text_reserve(struct text *text, size_t more) {
    size_t needed;
    ensure(!__builtin_add_overflow(text->length, more, &needed));
    ensure(!__builtin_add_overflow(needed, (size_t)1, &needed));
    if (needed <= text->capacity)
        return;
    size_t capacity = text->capacity < 64 ? 64 : text->capacity;
    while (capacity < needed)
        ensure(!__builtin_mul_overflow(capacity, (size_t)2, &capacity));
    text->at = memory_grow(text->at, capacity, 1);
    text->capacity = capacity;
}

void text_add_bytes(struct text *text, const char *piece, size_t length) {
    text_reserve(text, length);
    if (length > 0)
        memcpy(text->at + text->length, piece, length);
    text->length += length;
    text->at[text->length] = '\0';
}

void text_add(struct text *text, const char *piece) {
    text_add_bytes(text, piece, strlen(piece));
}

void text_format(struct text *text, const char *format, ...) {
    ensure(format != NULL); /* also tells GCC's sanitizer build, which fears it */
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    ensure(length >= 0);
    text_reserve(text, (size_t)length);
    int written = vsnprintf(text->at + text->length, (size_t)length + 1, format, again);
    va_end(again);
    ensure(written == length);
    text->length += (size_t)length;
}

char *text_take(struct text *text) {
    text_reserve(text, 0);
    text->at[text->length] = '\0';
    char *taken = text->at;
    *text = (struct text){0};
    return taken;
}

size_t utf8_decode(const char *at, size_t left, uint32_t *code) {
    static const uint32_t least_code[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *byte = (const unsigned char *)at;
    if (left == 0)
        return 0;
    size_t bytes = byte[0] < 0x80 ? 1 : byte[0] >= 0xF0 ? 4 : byte[0] >= 0xE0 ? 3 : byte[0] >= 0xC2 ? 2 : 0;
    if (bytes == 0 || bytes > left || byte[0] > 0xF4)
        return 0;
    uint32_t value = bytes == 1 ? byte[0] : byte[0] & (0x7Fu >> bytes);
    for (size_t i = 1; i < bytes; i++) {
        if ((byte[i] & 0xC0) != 0x80)
            return 0;
        value = value << 6 | (byte[i] & 0x3Fu);
    }
    if (value < least_code[bytes] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000))
        return 0;
    *code = value;
    return bytes;
}

/* Optimal string alignment distance; words longer than the bound are not worth comparing. */
enum { WORD_MAX = 64 };

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

static size_t edit_distance(const char *a, size_t a_length, const char *b, size_t b_length) {
    size_t row[3][WORD_MAX + 1];
    for (size_t j = 0; j <= b_length; j++)
        row[0][j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t *now = row[i % 3];
        const size_t *before = row[(i + 2) % 3];
        const size_t *earlier = row[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t change = before[j - 1] + (a[i - 1] != b[j - 1]);
            now[j] = least(change, least(before[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = least(now[j], earlier[j - 2] + 1);
        }
    }
    return row[a_length % 3][b_length];
}

const char *text_nearest(const char *word, const char *const *list, size_t count) {
    const char *nearest = NULL;
    size_t length = strlen(word);
    size_t best = SIZE_MAX;
    if (length == 0 || length > WORD_MAX)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        size_t other = strlen(list[i]);
        if (other > WORD_MAX)
            continue;
        size_t distance = edit_distance(word, length, list[i], other);
        size_t longer = length > other ? length : other;
        if (distance < best && distance * 3 <= longer) {
            best = distance;
            nearest = list[i];
        }
    }
    return nearest;
}
