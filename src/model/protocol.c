/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bound protocols: they serve frames, hold their buffers, and give them back.
 *
 * A frame is delivered when its service ended; its buffers go back `hold` later. With finite servers, frames
 * that find none idle wait in the backlog; one over the limit is dropped and its buffers return at once.
 * Service and hold times are drawn when service starts, from the protocol's own streams, so that under common
 * random numbers a larger pool sees the same times. What takes no time at all returns within the indication,
 * as a protocol that is done with a buffer before its receive handler returns does. */
#include "modules.h"

uint32_t protocol_choose(struct sim *sim) {
    const struct plan *plan = sim->plan;
    if (plan->protocol_count == 1)
        return 0;
    uint64_t ticket = stream_below(&sim->state->share, plan->share_total);
    uint32_t i = 0;
    while (ticket >= plan->protocol[i].config->share)
        ticket -= plan->protocol[i++].config->share;
    return i;
}

void protocol_return(struct sim *sim, uint32_t buffer) {
    struct state *state = sim->state;
    struct frame *frame = &sim->frame[buffer];
    uint64_t now = state->now_ps;
    if (measured(sim, frame->arrival_ps)) {
        tally_add(&state->count.returned, now - frame->arrival_ps);
        histogram_add(sim->returns, now - frame->arrival_ps);
    }
    fact_frame(sim, frame, frame->fate, frame->stamp_ps, now);
    uint32_t queue = frame->queue, pool = pool_number(sim, queue);
    state->meter.level[LEVEL_INDICATED] -= frame->buffers;
    sim->pool[pool].indicated -= frame->buffers;
    for (uint32_t b = buffer; b != NO_BUFFER;) {
        uint32_t next = sim->buffer_next[b];
        pool_put(sim, b);
        b = next;
    }
    ready_changed(sim, pool);
    driver_supplied(sim, queue);
}

static void delivered(struct sim *sim, struct frame *frame) {
    struct state *state = sim->state;
    frame->fate = FATE_DELIVERED;
    state->count.all_delivered++;
    state->count.fate[FATE_DELIVERED] += measured(sim, frame->arrival_ps);
    if (in_window(sim)) {
        state->count.delivered_window++;
        state->count.delivered_bytes += frame->length;
    }
}

/* Delivered now; its buffers go back at due_ps. */
static void hold(struct sim *sim, uint32_t buffer) {
    struct frame *frame = &sim->frame[buffer];
    delivered(sim, frame);
    if (frame->due_ps == sim->state->now_ps)
        protocol_return(sim, buffer);
    else
        schedule(sim, frame->due_ps, EVENT_RETURN, frame->number, buffer);
}

static void serve(struct sim *sim, uint32_t buffer) {
    struct frame *frame = &sim->frame[buffer];
    const struct plan_protocol *plan = &sim->plan->protocol[frame->protocol];
    struct protocol_state *state = &sim->protocol[frame->protocol];
    uint64_t service = draw_next(&state->service, &plan->service);
    uint64_t end = time_add(sim->state->now_ps, service);
    frame->due_ps = time_add(end, draw_next(&state->hold, &plan->hold));
    state->busy++;
    if (service > 0) {
        schedule(sim, end, EVENT_SERVICE_END, frame->number, buffer);
        return;
    }
    state->busy--;
    hold(sim, buffer);
}

static void backlog_push(struct sim *sim, struct protocol_state *state, uint32_t buffer) {
    if (state->backlog++ == 0)
        state->head = buffer;
    else
        sim->frame[state->tail].link = buffer;
    state->tail = buffer;
}

static void accept(struct sim *sim, uint32_t buffer) {
    struct frame *frame = &sim->frame[buffer];
    const struct protocol_config *config = sim->plan->protocol[frame->protocol].config;
    struct protocol_state *state = &sim->protocol[frame->protocol];
    if (state->busy < config->servers) {
        serve(sim, buffer);
    } else if (state->backlog < config->backlog) {
        backlog_push(sim, state, buffer);
    } else {
        frame->fate = FATE_PROTOCOL_BACKLOG;
        sim->state->count.all_dropped++;
        sim->state->count.fate[FATE_PROTOCOL_BACKLOG] += measured(sim, frame->arrival_ps);
        protocol_return(sim, buffer);
    }
}

void protocol_indicate(struct sim *sim, uint32_t buffer) {
    struct state *state = sim->state;
    struct frame *frame = &sim->frame[buffer];
    uint64_t *level = state->meter.level;
    uint32_t draining = 0, number = pool_number(sim, frame->queue);
    struct pool_state *pool = &sim->pool[number];
    for (uint32_t b = buffer; b != NO_BUFFER; b = sim->buffer_next[b]) {
        sim->buffer_place[b] = BUFFER_INDICATED;
        if (pool->draining)
            draining += sim->blocks[sim->buffer_block[b]].state == BLOCK_DRAINING;
    }
    level[LEVEL_FILLED] -= frame->buffers;
    level[LEVEL_INDICATED] += frame->buffers;
    level[LEVEL_READY] -= frame->buffers - draining;
    pool->filled -= frame->buffers;
    pool->indicated += frame->buffers;
    pool->ready -= frame->buffers - draining;
    sim->queue[frame->queue].taken -= frame->buffers - draining;
    ready_changed(sim, number);
    frame->stamp_ps = state->now_ps;
    if (measured(sim, frame->arrival_ps)) {
        state->count.indicated++;
        tally_add(&state->count.latency, state->now_ps - frame->arrival_ps);
        histogram_add(sim->latency, state->now_ps - frame->arrival_ps);
    }
    accept(sim, buffer);
}

void protocol_service_end(struct sim *sim, uint32_t buffer) {
    uint32_t protocol = sim->frame[buffer].protocol;
    struct protocol_state *state = &sim->protocol[protocol];
    state->busy--;
    hold(sim, buffer);
    while (state->backlog > 0 && state->busy < sim->plan->protocol[protocol].config->servers) {
        uint32_t next = state->head;
        state->head = sim->frame[next].link;
        state->backlog--;
        serve(sim, next);
    }
}
