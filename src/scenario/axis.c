/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of a sweep axis. The texts are not understood here, only cut and completed: what a value means is its
 * parameter's business, and a fault in it is reported when the point is resolved. */
#include "axis.h"

#include <stdlib.h>
#include <string.h>

#include "axis_range.h"

bool axis_add(struct axis_values *values, char *text, struct slice slice, struct value_error *error) {
    if (values->count == AXIS_VALUES_MAX) {
        free(text);
        value_fail(error, slice, "more than %u values", AXIS_VALUES_MAX);
        return value_hint(error, "an axis has at most %u values", AXIS_VALUES_MAX);
    }
    if (values->count == values->capacity) {
        values->capacity = values->capacity == 0 ? 16 : values->capacity * 2;
        values->value = memory_grow(values->value, values->capacity, sizeof *values->value);
    }
    values->value[values->count++] = text;
    return true;
}

void axis_free_values(char **values, size_t count) {
    for (size_t i = 0; i < count; i++)
        free(values[i]);
    free(values);
}

static bool is_unit_byte(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '/' || byte == '%' ||
           (unsigned char)byte >= 0x80; /* the micro sign */
}

/* True for a number and what may be a unit, known or not: "5 Gbit/s", "5", "5 Gbps". */
static bool split_number(struct slice slice, struct slice *unit) {
    size_t used;
    struct decimal number;
    if (decimal_read(slice.text + slice.begin, slice.end - slice.begin, &used, &number) == DECIMAL_NONE)
        return false;
    *unit = slice;
    unit->begin += used;
    *unit = slice_trim(*unit);
    for (size_t i = unit->begin; i < unit->end; i++) {
        if (!is_unit_byte(slice.text[i]))
            return false;
    }
    return true;
}

/* The unit that stands behind the last number of the spec, or nothing. */
static struct slice last_unit(struct slice spec) {
    struct slice last = spec;
    struct slice unit;
    for (size_t comma = slice_comma(last); comma < last.end; comma = slice_comma(last))
        last.begin = comma + 1;
    last = slice_trim(last);
    size_t dots = axis_range_dots(last);
    if (dots < last.end) {
        last.begin = dots + 2;
        const char *colon = memchr(last.text + last.begin, ':', last.end - last.begin);
        last.end = colon == NULL ? last.end : (size_t)(colon - last.text);
        last = slice_trim(last);
    }
    if (split_number(last, &unit))
        return unit;
    return (struct slice){.text = spec.text, .begin = spec.end, .end = spec.end};
}

static bool add_piece(struct slice piece, struct slice unit, struct axis_values *values,
                      struct value_error *error) {
    struct slice own;
    struct text text = {0};
    if (piece.begin == piece.end) {
        value_fail(error, piece, "a value is missing");
        return value_hint(error, "write for example '1,2,5 Gbit/s'");
    }
    size_t dots = axis_range_dots(piece);
    if (dots < piece.end)
        return axis_range(piece, dots, unit, values, error);
    text_add_bytes(&text, piece.text + piece.begin, piece.end - piece.begin);
    if (unit.begin < unit.end && split_number(piece, &own) && own.begin == own.end) {
        text_add(&text, " ");
        text_add_bytes(&text, unit.text + unit.begin, unit.end - unit.begin);
    }
    return axis_add(values, text_take(&text), piece, error);
}

static int by_text(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The same point twice would be run twice. */
static bool refuse_twice(const struct axis_values *values, struct slice spec, struct value_error *error) {
    char **sorted = memory_grow(NULL, values->count, sizeof *sorted);
    char quote[QUOTE_MAX];
    bool good = true;
    memcpy(sorted, values->value, values->count * sizeof *sorted);
    qsort(sorted, values->count, sizeof *sorted, by_text);
    for (size_t i = 1; i < values->count && good; i++) {
        if (strcmp(sorted[i - 1], sorted[i]) == 0)
            good = value_fail(error, spec, "the value %s is given twice",
                              slice_quote(slice_of(sorted[i]), quote));
    }
    free(sorted);
    return good;
}

bool axis_is_range(const char *spec) {
    struct slice all = slice_of(spec);
    size_t dots = axis_range_dots(all);
    size_t last = dots + 2;
    if (dots >= all.end || slice_comma(all) < all.end)
        return false;
    while (last < all.end && spec[last] == ' ')
        last++;
    size_t length = dots - all.begin;
    return last + length > all.end || memcmp(spec + all.begin, spec + last, length) != 0;
}

bool axis_expand(const char *spec, char ***values, size_t *count, struct value_error *error) {
    struct slice all = slice_of(spec);
    struct slice rest = all;
    struct slice unit = last_unit(all);
    struct axis_values list = {0};
    bool good = true;
    *values = NULL;
    *count = 0;
    for (bool more = true; more && good;) {
        struct slice piece = rest;
        piece.end = slice_comma(rest);
        more = piece.end < rest.end;
        rest.begin = piece.end + more;
        good = add_piece(slice_trim(piece), unit, &list, error);
    }
    if (!good || !refuse_twice(&list, all, error)) {
        axis_free_values(list.value, list.count);
        return false;
    }
    *values = list.value;
    *count = list.count;
    return true;
}
