/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way of a frame through a lone protocol, without the questions that only others must be asked: some
 * 60 % of the instructions of protocol.c's, to the same end. */
#include "lone.h"

#include "modules.h"

void lone_returns(struct sim *sim, uint32_t buffer) {
    struct frame *frame = &sim->frame[buffer];
    uint32_t queue = frame->queue;
    lone_accounts(sim, &sim->state->digest, frame, sim->state->now_ps);
    meter_move(sim, LEVEL_INDICATED, -(int64_t)frame->buffers);
    pool_of(sim, queue)->indicated -= frame->buffers;
    if (frame->buffers == 1) {
        driver_returned(sim, queue, buffer);
        return;
    }
    for (uint32_t next, b = buffer; b != NO_BUFFER; b = next) {
        next = sim->buffer_next[b];
        pool_put(sim, b);
    }
    ready_changed(sim, pool_number(sim, queue));
    driver_supplied(sim, queue);
}

/* A server is idle. */
static inline void lone_serves(struct sim *sim, uint32_t slot, struct frame *frame) {
    const struct plan_protocol *plan = &sim->plan->protocol[0];
    struct protocol_state *state = &sim->protocol[0];
    uint64_t service = draw_next(&state->service, &plan->service);
    uint64_t hold = draw_next(&state->hold, &plan->hold);
    frame->claim.hold_ps = hold;
    if (service > 0) {
        state->busy++;
        frame->claim.stage = CLAIM_SERVED;
        schedule_claim(sim, time_add(sim->state->now_ps, service), EVENT_SERVICE_END, frame->number, slot);
        return;
    }
    lone_delivers(sim, frame, in_window(sim));
    frame->claim.stage = CLAIM_HELD;
    if (hold > 0)
        schedule_claim(sim, time_add(sim->state->now_ps, hold), EVENT_RETURN, frame->number, slot);
    else
        lone_returns(sim, slot);
}

void lone_indicates(struct sim *sim, uint32_t buffer) {
    struct state *state = sim->state;
    struct frame *frame = &sim->frame[buffer];
    uint32_t number = pool_number(sim, frame->queue);
    struct pool_state *pool = &sim->pool[number];
    bool live = !pool->draining || sim->blocks[sim->buffer_block[buffer]].state != BLOCK_DRAINING;
    sim->buffer_place[buffer] = BUFFER_INDICATED;
    meter_move(sim, LEVEL_FILLED, -1);
    meter_move(sim, LEVEL_INDICATED, 1);
    meter_move(sim, LEVEL_READY, -(int64_t)live);
    pool->filled--;
    pool->indicated++;
    pool->ready -= live;
    sim->queue[frame->queue].taken -= live;
    ready_changed(sim, number);
    frame->stamp_ps = state->now_ps;
    frame->holders = 1;
    protocol_seen(sim, frame);
    if (sim->protocol[0].busy < sim->plan->protocol[0].config->servers)
        lone_serves(sim, buffer, frame);
    else
        protocol_hand_over(sim, buffer);
}
