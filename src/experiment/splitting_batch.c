/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A batch: replications, the entrances they make into the first level, and copies from level to level.
 *
 * All is keyed: replication r of batch b is the run that a plain command calls b * replications + r; copy i
 * of level k draws from stream_lineage(seed, b, k, i). Which states go on is decided by one uniform number a
 * level, systematically: with h states and n copies, copy i starts from state floor((i + u) h / n), so every
 * state has floor(n / h) or one more, and n / h in the mean. */
#include <stdlib.h>

#include "digest.h"
#include "ensure.h"
#include "flat.h"
#include "splitting_inner.h"
#include "wide.h"

struct shelf shelf_make(size_t bytes, uint32_t capacity) {
    return (struct shelf){.at = flat_alloc(bytes * capacity), .bytes = bytes, .capacity = capacity};
}

void shelf_free(struct shelf *shelf) {
    free(shelf->at);
}

void *shelf_slot(const struct shelf *shelf, uint32_t index) {
    ensure(index < shelf->capacity);
    return shelf->at + shelf->bytes * index;
}

void climber_make(struct climber *climber, const struct plan *plan, uint64_t seed, uint32_t effort) {
    size_t bytes = plan_going_bytes(plan);
    climber->plan = plan;
    climber->seed = seed;
    climber->sim = sim_create(plan);
    climber->from = shelf_make(bytes, effort);
    climber->to = shelf_make(bytes, effort);
}

void climber_free(struct climber *climber) {
    sim_destroy(climber->sim);
    shelf_free(&climber->from);
    shelf_free(&climber->to);
}

enum run_status climber_poll(void *context) {
    const struct climber *climber = context;
    bool stop = atomic_load_explicit(climber->stop, memory_order_relaxed) ||
                (climber->interrupted != NULL && *climber->interrupted != 0);
    return stop ? RUN_STOPPED : RUN_OK;
}

void climber_begin(struct climber *climber, uint64_t batch) {
    climber->batch = batch;
    climber->from.count = climber->to.count = 0;
    stream_start(&climber->picks, climber->seed, batch, name_hash("splitting"), STREAM_SPLIT);
}

static void count_events(struct climber *climber, struct climb *found, uint64_t events) {
    found->events += events;
    (void)atomic_fetch_add_explicit(climber->events, events, memory_order_relaxed);
}

static bool still_good(struct climber *climber, struct climb *found) {
    enum run_status status = sim_status(climber->sim);
    if (status == RUN_OK && climber_poll(climber) == RUN_OK)
        return true;
    found->failed = true;
    found->status = status == RUN_OK ? RUN_STOPPED : status;
    return false;
}

/* Of all entrances so far each is kept with the same probability (Vitter's algorithm R, ACM TOMS 11, 1985).
 */
static void keep_entrance(struct climber *climber, uint64_t number) {
    struct shelf *shelf = &climber->to;
    uint64_t slot = number;
    if (shelf->count < shelf->capacity)
        shelf->count++;
    else
        slot = stream_below(&climber->picks, number + 1);
    if (slot < shelf->capacity)
        sim_save(climber->sim, shelf_slot(shelf, (uint32_t)slot));
}

/* Until the level is below `floor` or the run ends: entrances into the level `ceiling` are kept, what happens
 * until the level is below `back` again is left to copies. Returns the frames lost outside that. */
static uint64_t climb(struct climber *climber, uint32_t floor, uint32_t ceiling, uint32_t back,
                      uint64_t *entrances) {
    struct sim *sim = climber->sim;
    uint64_t lost = 0;
    for (;;) {
        uint64_t before = sim_frames(sim).lost;
        enum sim_crossing crossing = sim_run_between(sim, floor, ceiling, climber_poll, climber);
        lost += sim_frames(sim).lost - before;
        if (crossing != SIM_ROSE)
            return lost;
        keep_entrance(climber, (*entrances)++);
        if (sim_run_between(sim, back, SIM_NO_CEILING, climber_poll, climber) != SIM_FELL)
            return lost;
    }
}

bool climb_replication(struct climber *climber, const struct ladder *ladder, uint32_t replication,
                       struct climb *found) {
    struct sim *sim = climber->sim;
    if (!sim_start(sim, climber->seed, replication)) {
        found->failed = true;
        found->status = RUN_INIT_FAILED;
        return false;
    }
    found->lost += climb(climber, 0, ladder->level[0], ladder->back[0], &found->entrances);
    found->frames += sim_frames(sim).known;
    count_events(climber, found, sim_frames(sim).events);
    return still_good(climber, found);
}

void climber_copy(struct climber *climber, uint32_t state, uint32_t level, uint32_t copy) {
    sim_load(climber->sim, shelf_slot(&climber->from, state));
    sim_rekey(climber->sim, stream_lineage(climber->seed, climber->batch, level, copy));
}

/* The state from which the copy starts: floor((copy + start / 2^64) states / copies). */
static uint32_t pick(uint64_t start, uint32_t copy, uint32_t states, uint32_t copies) {
    u128 at = ((u128)copy << 64 | start) * states / copies;
    return (uint32_t)(at >> 64);
}

/* Copies from the states on climber->from; the entrances they make into the next level end on climber->to.
 */
static bool climb_level(struct climber *climber, const struct ladder *ladder, uint32_t level,
                        struct climb *found) {
    struct sim *sim = climber->sim;
    bool last = level + 1 == ladder->count;
    uint32_t ceiling = last ? SIM_NO_CEILING : ladder->level[level + 1];
    uint32_t back = last ? 0 : ladder->back[level + 1];
    uint64_t start = stream_next(&climber->picks);
    for (uint32_t i = 0; i < ladder->effort; i++) {
        climber_copy(climber, pick(start, i, climber->from.count, ladder->effort), level, i);
        uint64_t events = sim_frames(sim).events;
        found->losses[level] += climb(climber, ladder->back[level], ceiling, back, &found->higher[level]);
        found->copies[level]++;
        count_events(climber, found, sim_frames(sim).events - events);
        if (!still_good(climber, found))
            return false;
    }
    return true;
}

void climb_up(struct climber *climber) {
    struct shelf from = climber->from;
    climber->from = climber->to;
    climber->to = from;
    climber->to.count = 0;
}

void climb_batch(struct climber *climber, const struct ladder *ladder, uint64_t batch, struct climb *found) {
    *found = (struct climb){0};
    climber_begin(climber, batch);
    for (uint32_t r = 0; r < ladder->replications; r++)
        if (!climb_replication(climber, ladder, (uint32_t)batch * ladder->replications + r, found))
            return;
    double weight = (double)found->entrances;
    found->weighted = (double)found->lost;
    for (uint32_t k = 0; k < ladder->count; k++) {
        climb_up(climber);
        if (climber->from.count == 0 || !climb_level(climber, ladder, k, found))
            return;
        double copies = (double)found->copies[k];
        found->weighted += weight * (double)found->losses[k] / copies;
        weight *= (double)found->higher[k] / copies;
    }
}
