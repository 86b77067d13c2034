/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a point of a design to a configuration that can be run. */
#ifndef RXP_RESOLVE_H
#define RXP_RESOLVE_H

#include "problem.h"
#include "scenario.h"

/* Appends the problems that `to` does not have yet: the same warning for a thousand points is one warning. */
void problems_append_new(struct problems *to, const struct problems *from);

/* Resolves one point of the design (NULL: the scenario as it is), with more assignments on top, and checks
 * that a plan of it can be made. NULL and problems when not; the caller frees it. */
struct config *point_resolve(struct scenario *scenario, const struct design *design, size_t point,
                             const struct assignment *more, size_t more_count, struct problems *problems);

#endif
