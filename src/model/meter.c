/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Levels over time: every count of buffers is integrated exactly, in 128 bits (meter.h says how).
 *
 * Least and most are those of levels that lasted: what comes and goes within one instant has no duration and
 * is not seen, exactly as it does not weigh in an integral. */
#include "modules.h"

void meter_start(struct sim *sim) {
    struct meter *meter = &sim->state->meter;
    meter->stamp_ps = sim->config->warmup_ps;
    meter->beyond = true;
    sim->state->recovery.at_ps = TIME_NEVER;
    for (int i = 0; i < LEVEL_COUNT; i++)
        meter->least[i] = UINT64_MAX;
}

/* ready held from now to to_ps: what does that say about the floods? */
static void recovery_advance(struct sim *sim, uint64_t to_ps) {
    struct recovery *recovery = &sim->state->recovery;
    uint64_t from = sim->state->now_ps, ready = sim->state->meter.level[LEVEL_READY];
    uint64_t begin = from > sim->config->warmup_ps ? from : sim->config->warmup_ps;
    uint64_t end = to_ps < sim->plan->flood_start_ps ? to_ps : sim->plan->flood_start_ps;
    if (end > begin) {
        recovery->before += (u128)ready * (end - begin);
        recovery->before_ps += end - begin;
    }
    bool over = to_ps > sim->plan->flood_end_ps && recovery->at_ps == TIME_NEVER;
    if (over && (u128)ready * recovery->before_ps >= recovery->before)
        recovery->at_ps = from > sim->plan->flood_end_ps ? from : sim->plan->flood_end_ps;
}

void meter_watch(struct sim *sim, uint64_t to_ps) {
    if (sim->plan->flood_end_ps != TIME_NEVER)
        recovery_advance(sim, to_ps);
    if (sim->plan->policy_peak)
        growth_peak(sim);
}

void meter_extremes(struct meter *meter) {
    for (int i = 0; i < LEVEL_COUNT; i++) {
        uint64_t level = meter->level[i];
        meter->least[i] = level < meter->least[i] ? level : meter->least[i];
        meter->most[i] = level > meter->most[i] ? level : meter->most[i];
    }
    meter->beyond = false;
}

void meter_end(struct sim *sim, uint64_t to_ps) {
    struct meter *meter = &sim->state->meter;
    if (to_ps > sim->state->now_ps)
        meter_advance(sim, to_ps);
    for (int i = 0; i < LEVEL_COUNT; i++)
        meter->integral[i] = (u128)meter->level[i] * meter->stamp_ps - meter->moment[i];
}

/* Adds the part of [from, from + for) that lies in the window. */
void meter_busy(const struct sim *sim, uint64_t *counter, uint64_t from_ps, uint64_t for_ps) {
    uint64_t to = time_add(from_ps, for_ps);
    uint64_t low = from_ps > sim->config->warmup_ps ? from_ps : sim->config->warmup_ps;
    uint64_t high = to < sim->config->duration_ps ? to : sim->config->duration_ps;
    if (high > low)
        *counter += high - low;
}

struct gauge gauge_ended(const struct sim *sim, const struct gauge *gauge) {
    struct gauge ended = *gauge;
    uint64_t end = sim->state->meter.stamp_ps;
    if (end > gauge->since_ps) {
        ended.integral += (u128)gauge->level * (end - gauge->since_ps);
        ended.most = gauge->level > gauge->most ? gauge->level : gauge->most;
        ended.since_ps = end;
    }
    return ended;
}

void meter_sample(struct sim *sim) {
    struct state *state = sim->state;
    const uint64_t *level = state->meter.level;
    uint32_t pending = 0;
    for (uint32_t pool = 0; pool < sim->plan->pool_count; pool++)
        pending += sim->growth[pool].pending;
    sim->samples[state->samples++] = (struct sample_row){
        .time_ps = state->now_ps,
        .ready = (uint32_t)level[LEVEL_READY],
        .free = (uint32_t)level[LEVEL_FREE],
        .posted = (uint32_t)level[LEVEL_POSTED],
        .filled = (uint32_t)level[LEVEL_FILLED],
        .indicated = (uint32_t)level[LEVEL_INDICATED],
        .total = (uint32_t)level[LEVEL_TOTAL],
        .pending = pending,
        .disabled = (uint32_t)level[LEVEL_DISABLED],
        .pool_bytes = level[LEVEL_BYTES],
        .frames_offered = state->frames,
        .frames_delivered = state->count.all_delivered,
        .frames_dropped = state->count.all_dropped,
    };
    if (state->samples < sim->plan->sample_limit)
        schedule(sim, time_add(state->now_ps, sim->config->sample_ps), EVENT_SAMPLE, 0, 0);
}
