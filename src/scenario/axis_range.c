/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading FIRST..LAST:STEP. Both ends become whole numbers of one common power of ten, so that axis_points.c
 * can double and divide them exactly. */
#include "axis_range.h"

#include <string.h>

enum { EXPONENT_LEAST = -30, DIGITS_RANGE_MAX = 30 };
static const char range_hint[] = "write for example 64..8192:log2, 1..10:lin/10 or 1 us..1 ms:log/13";

size_t axis_range_dots(struct slice slice) {
    if (slice.begin == slice.end || strchr("+-.0123456789", slice.text[slice.begin]) == NULL)
        return slice.end;
    for (size_t i = slice.begin; i + 1 < slice.end && slice.text[i] != '('; i++) {
        if (slice.text[i] != '.' || slice.text[i + 1] != '.')
            continue;
        bool path =
            i == slice.begin || slice.text[i - 1] == '/' || (i + 2 < slice.end && slice.text[i + 2] == '/');
        return path ? slice.end : i;
    }
    return slice.end;
}

/* The number and the unit of one end. */
static bool read_end(struct slice slice, struct slice fallback, struct decimal *number, struct slice *digits,
                     struct slice *unit, struct value_error *error) {
    struct slice rest = slice;
    if (!number_read(&rest, "the end of a range", number, error))
        return error->hint[0] != '\0' ? false : value_hint(error, "%s", range_hint);
    *digits = (struct slice){.text = slice.text, .begin = slice.begin, .end = rest.begin};
    *unit = slice_trim(rest);
    if (unit->begin == unit->end)
        *unit = fallback;
    return true;
}

static bool find_unit(struct slice name, const struct unit **unit, enum unit_kind *kind,
                      struct value_error *error) {
    *unit = NULL;
    if (name.begin == name.end)
        return true;
    *unit = unit_find(name.text + name.begin, name.end - name.begin, ~0u, kind);
    return *unit != NULL || unit_refuse(name, ~0u, error);
}

static uint64_t factor_of(const struct unit *unit, enum unit_kind kind) {
    return unit == NULL || kind == UNIT_LOAD ? 1 : unit->numerator;
}

/* number * unit as digits * 10^exponent for an exponent that both ends can have. */
static bool align(struct decimal number, uint64_t factor, int32_t exponent, u128 *aligned) {
    u128 most = 1;
    for (int i = 0; i < DIGITS_RANGE_MAX; i++)
        most *= 10;
    if (__builtin_mul_overflow(number.digits, (u128)factor, aligned))
        return false;
    for (; number.exponent > exponent && *aligned != 0; number.exponent--) {
        if (__builtin_mul_overflow(*aligned, (u128)10, aligned))
            return false;
    }
    return *aligned <= most;
}

/* The end without a unit has got that of the other: only seeing both as they were read tells why 10..1 ms
 * goes down. */
static void refuse_down(const struct axis_span *range, struct value_error *error) {
    const struct slice *number[] = {&range->first_number, &range->last_number};
    const struct unit *unit[] = {range->first_unit, range->last_unit};
    struct text ends = {0};
    for (size_t i = 0; i < 2; i++) {
        text_add(&ends, i == 0 ? "" : "..");
        text_add_bytes(&ends, number[i]->text + number[i]->begin, number[i]->end - number[i]->begin);
        text_format(&ends, "%s%s", unit[i] == NULL ? "" : " ", unit[i] == NULL ? "" : unit[i]->name);
    }
    value_fail(error, range->slice, "the range goes down: %.100s", ends.at);
    text_free(&ends);
}

static bool align_ends(struct axis_span *range, struct decimal first, struct decimal last,
                       struct value_error *error) {
    const char *quantum = range->first_unit == NULL ? NULL : unit_family(range->kind)->quantum;
    int32_t least = first.exponent < last.exponent ? first.exponent : last.exponent;
    range->exponent = least < 0 ? least : 0;
    range->whole = range->first_unit == NULL && range->exponent == 0;
    if (range->exponent < EXPONENT_LEAST ||
        !align(first, factor_of(range->first_unit, range->kind), range->exponent, &range->first) ||
        !align(last, factor_of(range->last_unit, range->kind), range->exponent, &range->last)) {
        value_fail(error, range->slice, "the ends have too many digits for a range");
        return value_hint(error, "list the values instead, with commas between them");
    }
    for (; quantum != NULL && range->exponent < 0; range->exponent++) {
        if (range->first % 10 != 0 || range->last % 10 != 0)
            return value_fail(error, range->slice, "an end of the range is finer than %s", quantum);
        range->first /= 10;
        range->last /= 10;
    }
    if (range->first > range->last) {
        refuse_down(range, error);
        return value_hint(error, "write the lower end first");
    }
    return true;
}

static bool read_ends(struct slice ends, size_t dots, struct slice fallback, struct axis_span *range,
                      struct value_error *error) {
    struct slice low = ends;
    struct slice high = ends;
    struct slice low_unit = fallback;
    struct slice high_unit = fallback;
    struct decimal first;
    struct decimal last;
    enum unit_kind low_kind = UNIT_TIME;
    low.end = dots;
    high.begin = dots + 2;
    high = slice_trim(high);
    if (!read_end(high, fallback, &last, &range->last_number, &high_unit, error) ||
        !read_end(slice_trim(low), high_unit, &first, &range->first_number, &low_unit, error) ||
        !find_unit(low_unit, &range->first_unit, &low_kind, error) ||
        !find_unit(high_unit, &range->last_unit, &range->kind, error))
        return false;
    if ((range->first_unit == NULL) != (range->last_unit == NULL)) {
        value_fail(error, high, "the end of the range lacks a unit");
        return value_hint(error, "%s", range_hint);
    }
    if (range->first_unit != NULL && low_kind != range->kind) {
        return value_fail(error, ends, "the ends are %s and %s", unit_family(low_kind)->noun,
                          unit_family(range->kind)->noun);
    }
    return align_ends(range, first, last, error);
}

static bool read_step(struct slice slice, struct axis_span *range, struct value_error *error) {
    char quote[QUOTE_MAX];
    struct slice name = slice;
    const char *slash =
        slice.begin < slice.end ? memchr(slice.text + slice.begin, '/', slice.end - slice.begin) : NULL;
    if (slash != NULL)
        name.end = (size_t)(slash - slice.text);
    name = slice_trim(name);
    bool linear = slice_is(name, "lin");
    if (slice_is(slice, "log2")) {
        range->step = STEP_LOG2;
    } else if (linear || slice_is(name, "log")) {
        range->step = linear ? STEP_LIN : STEP_LOG;
        struct slice points = slice;
        points.begin = slash == NULL ? slice.end : (size_t)(slash - slice.text) + 1;
        points = slice_trim(points);
        if (points.begin == points.end) {
            value_fail(error, slice, "%s needs a number of values", linear ? "lin" : "log");
            return value_hint(error, "write for example '%s/10'", linear ? "lin" : "log");
        }
        if (!read_count(points, 2, AXIS_VALUES_MAX, &range->points, error))
            return false;
    } else {
        value_fail(error, slice, "unknown step %s", slice_quote(slice, quote));
        return value_hint(error, "a range ends in ':log2', ':lin/N' or ':log/N'");
    }
    if (range->step != STEP_LIN && range->first == 0) {
        value_fail(error, range->slice, "a range of equal ratios cannot begin at 0");
        return value_hint(error, "begin above 0, or use lin/N");
    }
    return true;
}

bool axis_range(struct slice slice, size_t dots, struct slice unit, struct axis_values *values,
                struct value_error *error) {
    struct axis_span range = {.slice = slice};
    struct slice ends = slice;
    struct slice step = slice;
    const char *colon = memchr(slice.text + dots, ':', slice.end - dots);
    if (colon == NULL) {
        value_fail(error, slice, "the range has no step");
        return value_hint(error, "%s", range_hint);
    }
    ends.end = (size_t)(colon - slice.text);
    step.begin = ends.end + 1;
    return read_ends(ends, dots, unit, &range, error) && read_step(slice_trim(step), &range, error) &&
           axis_points(&range, values, error);
}
