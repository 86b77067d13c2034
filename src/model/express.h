/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The express way of the simplest scenarios (express.c). */
#ifndef RXP_EXPRESS_H
#define RXP_EXPRESS_H

#include "modules.h"

/* May it go on from here? */
bool express_may(const struct sim *sim);
/* Handles events that are due before until_ps, at most `budget` of them, and returns how many. 0: the next
 * one is not for it. */
uint32_t express_run(struct sim *sim, uint64_t until_ps, uint32_t budget);

#endif
