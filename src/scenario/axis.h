/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sweep SPECs: from one text to the list of values it stands for.
 *
 *   1,2,5 Gbit/s        a list; the unit of the last applies to all numbers that lack one
 *   64..8192:log2       64, 128, 256, ...: doubled while not above the end
 *   1..10:lin/10        10 values at equal distances, both ends included
 *   1us..1ms:log/13     13 values at equal ratios, both ends included
 *   static,watermark    words, and anything else a parameter takes; commas inside parentheses do not split
 *
 * A list may hold ranges. Every value is a text that the parameter's own parser reads; nothing here knows
 * parameters.
 *
 * Exactness: ends are as written. Steps of lin are exact decimals where they have an end. Everything else is
 * rounded: to whole numbers between whole numbers that are at least a step apart, to whole quanta (1 ps, 1 B)
 * where the unit has one, and to 4 significant digits. Values that come out equal are given once. No libm, so
 * the same everywhere. */
#ifndef RXP_AXIS_H
#define RXP_AXIS_H

#include <stdbool.h>
#include <stddef.h>

#include "value.h"

#define AXIS_VALUES_MAX 100000u

/* False with the error filled in. *values (free with axis_free_values) has at least one value on success. */
bool axis_expand(const char *spec, char ***values, size_t *count, struct value_error *error);
/* True when the whole spec is one FIRST..LAST:STEP whose ends differ. */
bool axis_is_range(const char *spec);
void axis_free_values(char **values, size_t count);

#endif
