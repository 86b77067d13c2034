/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of axis.c: ranges, and the list that values are collected in. */
#ifndef RXP_AXIS_RANGE_H
#define RXP_AXIS_RANGE_H

#include "axis.h"
#include "value_units.h"

struct axis_values {
    char **value;
    size_t count;
    size_t capacity;
};

/* Takes the text over. False (the error filled in with the place of `slice`) when there are too many. */
bool axis_add(struct axis_values *values, char *text, struct slice slice, struct value_error *error);

enum axis_step { STEP_LOG2, STEP_LIN, STEP_LOG };

/* A range as read: the ends in common units. */
struct axis_span {
    struct slice slice, first_number, last_number;
    const struct unit *first_unit, *last_unit; /* NULL: bare numbers */
    enum unit_kind kind;                       /* of both */
    u128 first, last;                          /* in 10^exponent base units; at most 10^30, first <= last */
    int32_t exponent;                          /* at most 0 */
    bool whole;                                /* both ends are bare whole numbers */
    enum axis_step step;
    uint64_t points; /* of lin and log: 2 to AXIS_VALUES_MAX */
};

/* Adds the values of a range. */
bool axis_points(const struct axis_span *span, struct axis_values *values, struct value_error *error);

/* Where the ".." of FIRST..LAST:STEP is; slice.end when the slice is no range ("../file" is none). */
size_t axis_range_dots(struct slice slice);

/* Expands FIRST..LAST:STEP. unit is what numbers without one get; an empty slice: nothing. */
bool axis_range(struct slice slice, size_t dots, struct slice unit, struct axis_values *values,
                struct value_error *error);

#endif
