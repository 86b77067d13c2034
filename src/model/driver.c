/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The miniport driver: turns receive interrupts off when it has nothing to fill the ring with.
 *
 * An interrupt-disable episode begins when, after a chain was indicated, ready <= interrupt_disable.at: the
 * driver masks the queue and stops posting, nothing else; the DPC under way goes on and visible descriptors
 * go on taking frames. Buffers that come back collect on the free list. When ready >=
 * interrupt_disable.resume the driver refills, unmasks, and the episode ends. ready counts what is not with a
 * protocol, so a late CPU does not look like a small pool. */
#include "ndis.h"

static void episode_begin(struct sim *sim, uint32_t queue) {
    struct state *state = sim->state;
    struct queue_data *data = &sim->queue[queue];
    const struct growth_state *growth = &sim->growth[pool_number(sim, queue)];
    data->masked_episode = true;
    data->episode_start_ps = state->now_ps;
    data->episode_number = ++state->episodes;
    data->episode_drops = 0;
    data->episode_cause = growth->pending       ? EPISODE_GROWTH_PENDING
                          : growth->last_failed ? EPISODE_GROWTH_REFUSED
                                                : EPISODE_LIMIT;
    meter_move(sim, LEVEL_DISABLED, 1);
    state->count.episodes += in_window(sim);
}

void driver_after_chain(struct sim *sim, uint32_t queue) {
    uint32_t at = pool_of(sim, queue)->disable_at;
    if (!sim->plan->refill_plain) {
        refill_hidden(sim, queue); /* fewer are ready than before the chain */
        nic_pump(sim);
    }
    if (at == CONFIG_NEVER || sim->queue[queue].masked_episode)
        return;
    if (queue_ready(sim, queue) <= at)
        episode_begin(sim, queue);
}

void driver_close_episode(struct sim *sim, uint32_t queue) {
    struct state *state = sim->state;
    struct queue_data *data = &sim->queue[queue];
    struct episode_row row = {
        .queue = queue,
        .cause = data->episode_cause,
        .number = data->episode_number,
        .start_ps = data->episode_start_ps,
        .end_ps = state->now_ps,
        .frames_dropped = data->episode_drops,
    };
    data->masked_episode = false;
    meter_move(sim, LEVEL_DISABLED, -1);
    if (measured(sim, row.start_ps))
        histogram_add(sim->episodes, row.end_ps - row.start_ps);
    fact_episode(sim, &row);
    record_episode(sim, &row);
}

static void episode_end(struct sim *sim, uint32_t queue) {
    driver_close_episode(sim, queue);
    driver_refill(sim, queue);
    if (!sim->queue[queue].masked_dpc)
        interrupt_unmasked(sim, queue);
}

/* With refill.retry the ring is not refilled because something came back. */
static bool refills(const struct sim *sim) {
    return sim->plan->retry_ps == TIME_NEVER;
}

static bool may_resume(struct sim *sim, uint32_t queue) {
    return sim->queue[queue].masked_episode && queue_ready(sim, queue) >= pool_of(sim, queue)->disable_resume;
}

/* One pool for all queues: the queue whose buffer it was refills first, if there is one; the lowest that can
 * resume does, then all are looked at again; what is left is spread. */
static void supplied_shared(struct sim *sim, uint32_t queue) {
    if (queue != NO_QUEUE && !sim->queue[queue].masked_episode && refills(sim))
        driver_refill(sim, queue);
    for (uint32_t q = 0; q < sim->plan->queue_count;) {
        if (may_resume(sim, q)) {
            episode_end(sim, q);
            q = 0;
        } else {
            q++;
        }
    }
    if (refills(sim))
        refill_spread(sim);
}

static void supplied(struct sim *sim, uint32_t queue) {
    if (sim->plan->pool_count < sim->plan->queue_count) {
        supplied_shared(sim, queue);
    } else if (sim->queue[queue].masked_episode) {
        if (may_resume(sim, queue))
            episode_end(sim, queue);
    } else if (refills(sim)) {
        driver_refill(sim, queue);
    }
}

void driver_supplied_pool(struct sim *sim, uint32_t pool) {
    driver_supplied(sim, sim->plan->pool_count < sim->plan->queue_count ? NO_QUEUE : pool);
}

void driver_supplied(struct sim *sim, uint32_t queue) {
    if (sim->state->ndis.attend && lifecycle_supplied(sim))
        return;
    supplied(sim, queue);
    if (sim->config->refill_mode == REFILL_REPLACE_WAIT)
        dpc_unpark(sim, pool_number(sim, queue));
}
