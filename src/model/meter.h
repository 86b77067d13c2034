/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every module does with gauges, tallies and the measurement window: inline, on the way of every frame.
 * meter.c integrates them when time moves. */
#ifndef RXP_METER_H
#define RXP_METER_H

#include "state.h"

static inline void gauge_set(const struct sim *sim, struct gauge *gauge, uint64_t level) {
    uint64_t now = sim->state->now_ps;
    if (now > gauge->since_ps) {
        gauge->integral += (u128)gauge->level * (now - gauge->since_ps);
        gauge->most = gauge->level > gauge->most ? gauge->level : gauge->most;
        gauge->since_ps = now;
    }
    gauge->level = level;
}

/* As gauge_set, for one of which only the greatest level is asked for: on the way of every frame that waits.
 */
static inline void gauge_most(const struct sim *sim, struct gauge *gauge, uint64_t level) {
    uint64_t now = sim->state->now_ps;
    if (gauge->level > gauge->most && now > gauge->since_ps)
        gauge->most = gauge->level;
    gauge->since_ps = now > gauge->since_ps ? now : gauge->since_ps;
    gauge->level = level;
}

/* The measurement window, [warmup, its end). */
static inline uint64_t window_ps(const struct sim *sim) {
    uint64_t begin = sim->config->warmup_ps, end = sim->state->window_end_ps;
    return end > begin ? end - begin : 0;
}
/* A frame belongs to the measurement when it reached the NIC at or after the warm-up. */
static inline bool measured(const struct sim *sim, uint64_t arrival_ps) {
    return arrival_ps >= sim->config->warmup_ps;
}
static inline bool in_window(const struct sim *sim) {
    return sim->state->now_ps >= sim->config->warmup_ps;
}
static inline void tally_add(struct tally *tally, uint64_t value) {
    tally->sum += value;
    tally->count++;
    tally->max = value > tally->max ? value : tally->max;
}

#endif
