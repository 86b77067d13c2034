/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The NIC's part of every frame, inline. */
#ifndef RXP_NIC_INNER_H
#define RXP_NIC_INNER_H

#include "modules.h"

/* A frame is offered. */
static inline void nic_counts(struct sim *sim, const struct arrived *arrived) {
    struct state *state = sim->state;
    state->frames++;
    ensure(state->frames < EVENT_NUMBER_LIMIT);
    if (in_window(sim)) {
        state->count.offered++;
        state->count.offered_bytes += arrived->length;
    }
}

/* The oldest descriptor takes the frame, which has room in one buffer; the engine takes no time. The levels
 * are the caller's to move. */
static inline void nic_fills(struct sim *sim, const struct arrived *arrived) {
    struct state *state = sim->state;
    struct queue_data *queue = &sim->queue[0];
    uint32_t buffer = queue_ring(sim, 0)[queue->ring_head];
    model_ensure(queue->visible > 0 && arrived->length <= sim->config->pool_buffer_bytes);
    queue->ring_head = queue->ring_head + 1 == sim->plan->ring ? 0 : queue->ring_head + 1;
    queue->ring_count--;
    queue->visible--;
    if (MODEL_CHECKS)
        address_dma(sim, buffer);
    sim->buffer_place[buffer] = BUFFER_DMA;
    frame_begin(sim, buffer, state->frames, state->now_ps, arrived->length, arrived->source,
                protocol_choose(sim));
    if (sim->plan->answers)
        sim->origin[buffer] = (struct origin){(uint32_t)arrived->flow, 0, (uint32_t)arrived->epoch & 0xffff};
    schedule_dma_end(sim, time_add(state->now_ps, sim->config->dma_latency_ps), buffer);
}

/* A frame of one buffer that finds FIFO and engine empty and a descriptor, and no engine to wait for: as
 * admit() in nic.c, without the steps between. Only where plan.admit_plain, and not while stopped. */
static inline bool nic_admit_plain(struct sim *sim, const struct arrived *arrived) {
    bool room = arrived->length <= sim->config->pool_buffer_bytes;
    if (sim->queue[0].visible == 0 || sim->state->nic.fifo_count > 0 || !room)
        return false;
    sim->pool[0].filled++;
    meter_move(sim, LEVEL_POSTED, -1);
    meter_move(sim, LEVEL_FILLED, 1);
    nic_fills(sim, arrived);
    return true;
}

#endif
