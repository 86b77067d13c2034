/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between two chains of a DPC: what nobody looks at until the next one, in bulk. */
#ifndef RXP_BULK_H
#define RXP_BULK_H

#include "modules.h"

/* Completions before that instant, each as of its own (only where plan.dma_waits; elsewhere there are none).
 */
uint32_t bulk_completions(struct sim *sim, uint64_t until_ps);

/* Returns and arrivals before limit_ps, about `budget` of them, while completions wait; ends sooner when
 * there is something to look at. Only when bulk_may(). */
uint32_t bulk_run(struct sim *sim, uint64_t limit_ps, uint32_t budget);

static inline bool bulk_may(const struct sim *sim) {
    const struct plan *plan = sim->plan;
    return plan->apart_ps > 0 && plan->supply_plain && in_window(sim);
}

/* Something happened that must be looked at before anything else does. */
static inline bool bulk_stirs(const struct sim *sim, uint32_t pending, uint64_t limit_ps) {
    const struct state *state = sim->state;
    return (timers_peek(&sim->timers).time_ps < limit_ps) | state->hungry | state->ask |
           (sim->events.state->count != pending) | (state->next.time_ps != TIME_NEVER);
}

#endif
