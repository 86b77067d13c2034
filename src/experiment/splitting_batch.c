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

static void count_events(struct climber *climber, struct climb *climb, uint64_t events) {
    climb->events += events;
    (void)atomic_fetch_add_explicit(climber->events, events, memory_order_relaxed);
}

static bool still_good(struct climber *climber, struct climb *climb) {
    enum run_status status = sim_status(climber->sim);
    if (status == RUN_OK && climber_poll(climber) == RUN_OK)
        return true;
    climb->failed = true;
    climb->status = status == RUN_OK ? RUN_STOPPED : status;
    return false;
}

/* Of all entrances so far each is kept with the same probability (Vitter's algorithm R, ACM TOMS 11, 1985).
 */
static void keep_entrance(struct climber *climber, struct climb *climb) {
    struct shelf *shelf = &climber->from;
    uint64_t slot = climb->entrances++;
    if (shelf->count < shelf->capacity)
        shelf->count++;
    else
        slot = stream_below(&climber->picks, climb->entrances);
    if (slot < shelf->capacity)
        sim_save(climber->sim, shelf_slot(shelf, (uint32_t)slot));
}

bool climb_replication(struct climber *climber, const struct ladder *ladder, uint32_t replication,
                       struct climb *climb) {
    struct sim *sim = climber->sim;
    if (!sim_start(sim, climber->seed, replication)) {
        climb->failed = true;
        climb->status = RUN_INIT_FAILED;
        return false;
    }
    for (;;) {
        uint64_t before = sim_frames(sim).lost;
        enum sim_crossing crossing = sim_run_between(sim, 0, ladder->level[0], climber_poll, climber);
        climb->lost += sim_frames(sim).lost - before;
        if (crossing != SIM_ROSE)
            break;
        keep_entrance(climber, climb);
        if (sim_run_between(sim, ladder->back, SIM_NO_CEILING, climber_poll, climber) != SIM_FELL)
            break;
    }
    climb->frames += sim_frames(sim).known;
    count_events(climber, climb, sim_frames(sim).events);
    return still_good(climber, climb);
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

bool climb_level(struct climber *climber, const struct ladder *ladder, uint32_t level, uint32_t ceiling,
                 struct climb *climb) {
    struct sim *sim = climber->sim;
    uint64_t start = stream_next(&climber->picks);
    climber->to.count = 0;
    for (uint32_t i = 0; i < ladder->effort; i++) {
        climber_copy(climber, pick(start, i, climber->from.count, ladder->effort), level, i);
        struct sim_frames before = sim_frames(sim);
        enum sim_crossing crossing = sim_run_between(sim, ladder->back, ceiling, climber_poll, climber);
        struct sim_frames after = sim_frames(sim);
        climb->copies[level]++;
        climb->losses[level] += after.lost - before.lost;
        count_events(climber, climb, after.events - before.events);
        if (crossing == SIM_ROSE) {
            climb->higher[level]++;
            sim_save(sim, shelf_slot(&climber->to, climber->to.count++));
        } else if (!still_good(climber, climb)) {
            return false;
        }
    }
    return true;
}

void climb_up(struct climber *climber) {
    struct shelf from = climber->from;
    climber->from = climber->to;
    climber->to = from;
    climber->to.count = 0;
}

void climb_batch(struct climber *climber, const struct ladder *ladder, uint64_t batch, struct climb *climb) {
    *climb = (struct climb){0};
    climber_begin(climber, batch);
    for (uint32_t r = 0; r < ladder->replications; r++)
        if (!climb_replication(climber, ladder, (uint32_t)batch * ladder->replications + r, climb))
            return;
    double weight = (double)climb->entrances;
    climb->weighted = (double)climb->lost;
    for (uint32_t k = 0; k < ladder->count && climber->from.count > 0; k++) {
        bool last = k + 1 == ladder->count;
        if (!climb_level(climber, ladder, k, last ? SIM_NO_CEILING : ladder->level[k + 1], climb))
            return;
        double copies = (double)climb->copies[k];
        climb->weighted += weight * (double)climb->losses[k] / copies;
        weight *= (double)climb->higher[k] / copies;
        climb_up(climber);
    }
}
