/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way of a frame through a lone protocol, without the questions that only others must be asked: some
 * 60 % of the instructions of protocol.c's, to the same end. A chain moves levels and counters once. */
#include "lone.h"

#include "modules.h"

/* With plain rules what comes back goes on the ring, past the free list, or on the list when the ring is
 * full. */
static inline void lone_posts(struct sim *sim, uint32_t queue, uint32_t buffer) {
    struct queue_data *data = &sim->queue[queue];
    uint32_t number = pool_number(sim, queue);
    struct pool_state *pool = &sim->pool[number];
    bool plain = sim->plan->supply_plain && !sim->state->ndis.attend && !data->masked_episode;
    bool room = data->occupied < sim->plan->ring;
    if (plain && room && pool->free_count == 0 && !buffer_drains(sim, buffer)) {
        meter_move(sim, LEVEL_READY, 1);
        pool->ready++;
        ready_changed(sim, number);
        data->taken++;
        ring_push(sim, queue, buffer);
        if (sim->state->nic.fifo_count > 0)
            nic_pump(sim);
        return;
    }
    pool_put(sim, buffer);
    ready_changed(sim, number);
    if (!plain || room)
        driver_supplied(sim, queue);
}

void lone_returns(struct sim *sim, uint32_t buffer) {
    struct frame *frame = &sim->frame[buffer];
    uint32_t queue = frame->queue;
    lone_accounts(sim, &sim->state->digest, frame, sim->state->now_ps);
    meter_move(sim, LEVEL_INDICATED, -(int64_t)frame->buffers);
    pool_of(sim, queue)->indicated -= frame->buffers;
    if (frame->buffers == 1) {
        lone_posts(sim, queue, buffer);
        return;
    }
    for (uint32_t next, b = buffer; b != NO_BUFFER; b = next) {
        next = buffer_after(sim, b);
        pool_put(sim, b);
    }
    ready_changed(sim, pool_number(sim, queue));
    driver_supplied(sim, queue);
}

/* A server is idle. False: nothing of it takes time, and it is back at once. */
static inline __attribute__((always_inline)) bool lone_serves(struct sim *sim, uint32_t slot,
                                                              struct frame *frame, bool window) {
    const struct plan_protocol *plan = &sim->plan->protocol[0];
    struct protocol_state *state = &sim->protocol[0];
    uint64_t service = draw_next(&state->service, &plan->service);
    uint64_t hold = draw_next(&state->hold, &plan->hold);
    frame->hold_ps = hold;
    if (service > 0) {
        state->busy++;
        frame->stage = CLAIM_SERVED;
        schedule_claim(sim, time_add(sim->state->now_ps, service), EVENT_SERVICE_END, frame_number(frame),
                       slot);
        return true;
    }
    lone_delivers(sim, frame, window);
    frame->stage = CLAIM_HELD;
    if (hold == 0)
        return false;
    schedule_claim(sim, time_add(sim->state->now_ps, hold), EVENT_RETURN, frame_number(frame), slot);
    return true;
}

/* A buffer is its protocol's; returns whether it was a ready one. */
static inline bool lone_takes(struct sim *sim, uint32_t buffer, struct frame *frame) {
    sim->buffer_place[buffer] = BUFFER_INDICATED;
    frame->stamp_ps = sim->state->now_ps;
    frame->holders = 1;
    protocol_seen(sim, frame);
    return !buffer_drains(sim, buffer);
}

/* Frames of one buffer each, of one queue and instant, have been taken: `live` buffers of them were ready. */
static inline void lone_counts(struct sim *sim, uint32_t queue, uint32_t frames, uint32_t live) {
    uint32_t number = pool_number(sim, queue);
    struct pool_state *pool = &sim->pool[number];
    meter_move(sim, LEVEL_FILLED, -(int64_t)frames);
    meter_move(sim, LEVEL_INDICATED, frames);
    meter_move(sim, LEVEL_READY, -(int64_t)live);
    pool->filled -= frames;
    pool->indicated += frames;
    sim->queue[queue].taken -= live;
    pool->ready -= live > 1 ? 1 : 0; /* what lies between is between the two for whoever watches */
    if (live > 1)
        ready_changed(sim, number);
    pool->ready -= live > 1 ? live - 1 : live;
    ready_changed(sim, number);
}

static inline bool lone_has_server(const struct sim *sim) {
    return sim->protocol[0].busy < sim->plan->protocol[0].config->servers;
}

void lone_indicates(struct sim *sim, uint32_t buffer) {
    struct frame *frame = &sim->frame[buffer];
    lone_counts(sim, frame->queue, 1, lone_takes(sim, buffer, frame));
    if (!lone_has_server(sim))
        protocol_hand_over(sim, buffer);
    else if (!lone_serves(sim, buffer, frame, in_window(sim)))
        lone_returns(sim, buffer);
}

/* Frames that have left the head of the queue's filled ones, not counted yet. */
struct leaving {
    uint32_t frames, live;
};

/* head: the oldest one that has not. */
static inline void leave(struct sim *sim, uint32_t queue, struct leaving *leaving, uint32_t head) {
    struct queue_data *data = &sim->queue[queue];
    data->filled_head = head;
    data->filled_count -= leaving->frames;
    data->occupied -= leaving->frames;
    lone_counts(sim, queue, leaving->frames, leaving->live);
    *leaving = (struct leaving){0, 0};
}

void lone_chain(struct sim *sim, uint32_t queue, uint64_t frames) {
    uint32_t at = sim->queue[queue].filled_head;
    bool window = in_window(sim);
    struct leaving leaving = {0, 0};
    for (uint64_t i = 0; i < frames; i++) {
        uint32_t buffer = at;
        struct frame *frame = &sim->frame[buffer];
        at = frame->due.next;
        if (i + 1 < frames)
            __builtin_prefetch(&sim->frame[at]);
        leaving.frames++;
        leaving.live += lone_takes(sim, buffer, frame);
        bool server = lone_has_server(sim);
        if (server && lone_serves(sim, buffer, frame, window))
            continue;
        leave(sim, queue, &leaving, at); /* something may look at them */
        if (server)
            lone_returns(sim, buffer);
        else
            protocol_hand_over(sim, buffer);
    }
    if (leaving.frames > 0)
        leave(sim, queue, &leaving, at);
}
