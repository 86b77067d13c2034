/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run in steps, for tests that stop in the middle of one to look, to copy or to break something.
 *
 * Single events are a matter of sim.c alone: this header takes the file itself into the test, which then uses
 * its functions instead of the library's. */
#ifndef RXP_MODEL_STEPS_H
#define RXP_MODEL_STEPS_H

#include "model_random.h"
#include "modules.h"
#include "sim.c" /* NOLINT: the static parts of a run */

/* Handles so many events, less at the end of the run; returns whether there are more. */
static inline bool run_steps(struct sim *sim, uint64_t steps) {
    struct state *state = sim->state;
    while (steps > 0) {
        struct event event = take_least(sim, sim->config->duration_ps);
        if (event.order == 0) {
            growth_consult(sim);
            continue;
        }
        if (event.time_ps == TIME_NEVER)
            return false;
        if (event.time_ps > state->now_ps) {
            meter_advance(sim, event.time_ps);
            state->now_ps = event.time_ps;
        }
        state->events++;
        event_happens(sim, event.order);
        steps--;
    }
    return true;
}

/* Goes on to the end of the run, as sim_run does. */
static inline struct run_result *run_out(struct sim *sim) {
    return sim_finish(sim, NULL, NULL);
}

#endif
