/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every module does with levels, gauges, tallies and the measurement window: inline, on the way of every
 * frame.
 *
 * The integral of a level that is 0 at first is level(T) * T - sum of change * time of change: a level costs
 * something when it changes and nothing when time moves. (Adding level * dt of five levels at every event was
 * 9 ns of a frame's 150 in the textbook queue.) */
#ifndef RXP_METER_H
#define RXP_METER_H

#include "state.h"

/* Which extremes are reported, so that they are kept. FILLED is looked at when time moves: where DMA and DPC
 * take no time every frame passes through it. */
static inline bool level_below_least(const struct meter *meter, enum level level) {
    return (level == LEVEL_READY || level == LEVEL_FREE) && meter->level[level] < meter->least[level];
}
static inline bool level_above_most(const struct meter *meter, enum level level) {
    return level != LEVEL_READY && level != LEVEL_FREE && level != LEVEL_POSTED && level != LEVEL_FILLED &&
           meter->level[level] > meter->most[level];
}

/* A level changes, now. Whether the new one lasts is seen when time moves. */
static inline void meter_move(struct sim *sim, enum level level, int64_t by) {
    struct meter *meter = &sim->state->meter;
    meter->level[level] += (uint64_t)by;
    meter->moment[level] += (u128)((i128)by * (i128)meter->stamp_ps);
    meter->beyond |= level_below_least(meter, level);
    meter->beyond |= level_above_most(meter, level);
}

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

#endif
