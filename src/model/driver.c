/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The miniport driver: keeps the ring filled, and turns receive interrupts off when it has nothing to fill it
 * with.
 *
 * An interrupt-disable episode begins when, after a chain was indicated, ready <= interrupt_disable.at: the
 * driver masks the queue and stops posting, nothing else; the DPC under way goes on and visible descriptors
 * go on taking frames. Buffers that come back collect on the free list. When ready >=
 * interrupt_disable.resume the driver refills, unmasks, and the episode ends. ready counts what is not with a
 * protocol, so a late CPU does not look like a small pool. */
#include "modules.h"

void driver_refill(struct sim *sim, uint32_t queue) {
    struct queue_data *data = &sim->queue[queue];
    uint32_t ring = sim->plan->ring;
    uint32_t posted = 0, buffer;
    while (data->occupied < ring && pool_take_free(sim, &buffer)) {
        uint32_t at = data->ring_head + data->ring_count;
        sim->ring[at >= ring ? at - ring : at] = buffer;
        sim->buffer_place[buffer] = BUFFER_POSTED;
        data->ring_count++;
        data->occupied++;
        posted++;
    }
    sim->state->meter.level[LEVEL_POSTED] += posted;
    if (posted > 0)
        nic_pump(sim);
}

static void episode_begin(struct sim *sim, uint32_t queue) {
    struct state *state = sim->state;
    struct queue_data *data = &sim->queue[queue];
    data->masked_episode = true;
    data->episode_start_ps = state->now_ps;
    data->episode_number = ++state->episodes;
    data->episode_drops = 0;
    data->episode_cause = state->growth.pending       ? EPISODE_GROWTH_PENDING
                          : state->growth.last_failed ? EPISODE_GROWTH_REFUSED
                                                      : EPISODE_LIMIT;
    state->meter.level[LEVEL_DISABLED]++;
    state->count.episodes += in_window(sim);
}

void driver_after_chain(struct sim *sim, uint32_t queue) {
    struct state *state = sim->state;
    if (state->disable_at == CONFIG_NEVER || sim->queue[queue].masked_episode)
        return;
    if (state->meter.level[LEVEL_READY] <= state->disable_at)
        episode_begin(sim, queue);
}

static void episode_end(struct sim *sim, uint32_t queue) {
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
    state->meter.level[LEVEL_DISABLED]--;
    if (measured(sim, row.start_ps)) {
        tally_add(&state->count.episode, row.end_ps - row.start_ps);
        histogram_add(sim->episodes, row.end_ps - row.start_ps);
    }
    fact_episode(sim, &row);
    record_episode(sim, &row);
    driver_refill(sim, queue);
    if (!data->masked_dpc)
        interrupt_unmasked(sim, queue);
}

void driver_supplied(struct sim *sim, uint32_t queue) {
    if (!sim->queue[queue].masked_episode)
        driver_refill(sim, queue);
    else if (sim->state->meter.level[LEVEL_READY] >= sim->state->disable_resume)
        episode_end(sim, queue);
}
