/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The short ways of a frame, where nothing takes time. */
#ifndef RXP_EXPRESS_H
#define RXP_EXPRESS_H

#include "level.h"
#include "modules.h"

/* --- instant.c: one frame in one step (only where plan.instant or plan.instant_dpc) --- */
bool instant_may(const struct sim *sim, uint32_t queue); /* the queue is idle */
void instant_frame(struct sim *sim, uint32_t buffer);    /* it is in its buffers: all that follows, now */

/* --- express.c: many frames in a loop (only where plan.express) --- */
/* May it go on from here? */
bool express_may(const struct sim *sim);
/* Handles events that are due before until_ps, at most `budget` of them, and returns how many. 0: the next
 * one is not for it. */
uint32_t express_run(struct sim *sim, uint64_t until_ps, uint32_t budget);

/* --- frequent.c: what is frequent, in any scenario (only where plan.frequent) --- */
/* Handles events that are due before until_ps, at most about `budget` of them, and returns how many. 0: the
 * next one is not for it, and a policy may have to be asked first. */
uint32_t dispatch_frequent(struct sim *sim, uint64_t until_ps, uint32_t budget);
/* The same, up to the event after which the level has left the band. */
uint32_t dispatch_frequent_within(struct sim *sim, uint64_t until_ps, uint32_t budget,
                                  const struct band *band);

#endif
