/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the making of a comparison shares: which point belongs to which. */
#ifndef RXP_COMPARE_INNER_H
#define RXP_COMPARE_INNER_H

#include "compare.h"

struct matching {
    struct comparison *comparison;
    struct table *parameters[2]; /* of the first point of each side */
};

/* Fills comparison->point. */
void compare_match(struct matching *matching);
/* Settings of the first points that differ and vary in neither study. */
void compare_differences(const struct matching *matching, struct text *to);

#endif
