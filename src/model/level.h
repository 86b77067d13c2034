/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How near a run is to losing a frame for want of a buffer (sim_level() in sim.h), inline: whoever splits
 * runs asks after every event. */
#ifndef RXP_LEVEL_H
#define RXP_LEVEL_H

#include "queues.h"

/* A pool that may grow runs out in two ways: before it has grown, or when all it may have is out. The nearer
 * one counts, each as the share of its way that is gone, and both end at the limit. */
static inline uint32_t level_of_growing(const struct pool_state *pool, uint32_t reach, uint32_t limit) {
    uint32_t initial = pool->init_buffers, out = pool->filled + pool->indicated;
    uint32_t gone = reach < initial ? (uint32_t)((uint64_t)(initial - reach) * limit / initial) : 0;
    return out < gone ? gone : out < limit ? out : limit;
}

static inline uint32_t level_of_queue(const struct sim *sim, uint32_t queue) {
    const struct queue_data *data = &sim->queue[queue];
    uint32_t limit = sim->plan->pool_limit;
    const struct pool_state *pool = &sim->pool[pool_number(sim, queue)];
    uint32_t reach = pool->free_count + data->ring_count;
    uint32_t visible = (uint32_t)(data->visible * sim->plan->level_scale >> 32);
    reach = visible < reach ? visible : reach;
    if (sim->plan->policy->grows && pool->init_buffers > 0)
        return level_of_growing(pool, reach, limit);
    return reach < limit ? limit - reach : 0;
}

static inline uint32_t level_of(const struct sim *sim) {
    uint32_t level = level_of_queue(sim, 0);
    for (uint32_t q = 1; q < sim->plan->queue_count; q++) {
        uint32_t other = level_of_queue(sim, q);
        level = other > level ? other : level;
    }
    return level + sim->state->nic.fifo_count;
}

/* Levels from `floor` up to `ceiling`, which is none of them. */
struct band {
    uint32_t floor, ceiling;
};

static inline bool band_left(const struct sim *sim, const struct band *band) {
    uint32_t level = level_of(sim);
    return level < band->floor || level >= band->ceiling;
}

#endif
