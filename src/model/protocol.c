/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bound protocols: they serve frames, hold their buffers, and give them back.
 *
 * A frame is delivered when its service ended; its buffers go back `hold` later. With finite servers, frames
 * that find none idle wait in the backlog; one over the limit is dropped and its buffers return at once.
 * Service and hold times are drawn when service starts, from the protocol's own streams, so that under common
 * random numbers a larger pool sees the same times. What takes no time at all returns within the indication,
 * as a protocol that is done with a buffer before its receive handler returns does.
 *
 * A frame has an owner, who decides its fate, and may have further holders: the protocols that see every
 * frame. Each has a claim on it, with a way through the protocol of its own; the buffers are back when the
 * last holder has returned it. What not every scenario has (stalls, batches, shared processors) lies in files
 * of its own, behind one flag of the protocol. */
#include "lone.h"
#include "ndis.h"

void protocol_start(struct sim *sim) {
    for (uint32_t i = 0; i < sim->plan->protocol_count; i++)
        sim->protocol[i].backlog.since_ps = sim->protocol[i].held.since_ps = sim->config->warmup_ps;
    if (sim->plan->stalls)
        stall_start(sim);
}

uint32_t protocol_choose_by_share(struct sim *sim) {
    const struct plan *plan = sim->plan;
    uint64_t ticket = stream_below(&sim->state->share, plan->share_total);
    uint32_t i = 0;
    while (ticket >= plan->protocol[plan->owner[i]].config->share)
        ticket -= plan->protocol[plan->owner[i++]].config->share;
    return plan->owner[i];
}

/* The last of its holders has returned it. */
void miniport_return_net_buffer_lists(struct sim *sim, uint32_t buffer) {
    if (sim->plan->faults && misbehave_returned(sim, buffer))
        return;
    struct state *state = sim->state;
    struct frame *frame = &sim->frame[buffer];
    uint64_t now = state->now_ps;
    if (frame->flags & FRAME_COPIED) { /* its buffers were back when it was indicated */
        fact_frame(sim, frame, frame->fate, frame->stamp_ps, frame->stamp_ps);
        if (frame->fate == FATE_DELIVERED)
            source_tell(sim, SOURCE_RETURNED, buffer);
        copy_free(sim, buffer);
        return;
    }
    if (measured(sim, frame->arrival_ps))
        histogram_add(sim->returns, now - frame->arrival_ps);
    fact_frame(sim, frame, frame->fate, frame->stamp_ps, now);
    if (frame->fate == FATE_DELIVERED)
        source_tell(sim, SOURCE_RETURNED, buffer);
    uint32_t queue = frame->queue, pool = pool_number(sim, queue);
    meter_move(sim, LEVEL_INDICATED, -(int64_t)frame->buffers);
    sim->pool[pool].indicated -= frame->buffers;
    for (uint32_t b = buffer; b != NO_BUFFER;) {
        uint32_t next = buffer_after(sim, b);
        pool_put(sim, b);
        b = next;
    }
    ready_changed(sim, pool);
    driver_supplied(sim, queue);
}

/* A claim, with what it is about at hand. */
struct holder {
    uint32_t claim, protocol;
    struct frame *frame;
    struct frame *data; /* the claim's own: the frame's for its owner */
};

static inline struct holder holder_of(const struct sim *sim, uint32_t claim) {
    const struct plan *plan = sim->plan;
    uint32_t slots = plan->frame_slots;
    if (claim < slots) {
        struct frame *frame = &sim->frame[claim];
        return (struct holder){claim, frame->protocol, frame, frame};
    }
    return (struct holder){claim, plan->all[claim / slots - 1], &sim->frame[claim % slots],
                           &sim->frame[claim]};
}

static inline bool is_owner(const struct sim *sim, const struct holder *holder) {
    return holder->claim < sim->plan->frame_slots;
}

static inline void back(struct sim *sim, const struct holder *holder) {
    struct frame *frame = holder->frame;
    holder->data->stage = CLAIM_BACK;
    if (sim->plan->protocol_rows) {
        struct gauge *held = &sim->protocol[holder->protocol].held;
        gauge_set(sim, held, held->level - frame->buffers);
    }
    if (frame->flags & FRAME_COPIED)
        copy_left(sim, frame);
    if (--frame->holders == 0)
        miniport_return_net_buffer_lists(sim, (uint32_t)(frame - sim->frame));
}

void protocol_claim_back(struct sim *sim, uint32_t claim) {
    struct holder holder = holder_of(sim, claim);
    back(sim, &holder);
}

static inline void delivered(struct sim *sim, const struct holder *holder) {
    struct state *state = sim->state;
    struct frame *frame = holder->frame;
    if (sim->plan->protocol_rows)
        sim->protocol[holder->protocol].delivered += measured(sim, frame->arrival_ps);
    if (!is_owner(sim, holder))
        return; /* its owner's service is what counts */
    frame->fate = FATE_DELIVERED;
    state->count.all_delivered++;
    state->count.fate[FATE_DELIVERED] += measured(sim, frame->arrival_ps);
    if (in_window(sim)) {
        state->count.delivered_window++;
        state->count.delivered_bytes += frame->length;
    }
    source_tell(sim, SOURCE_DELIVERED, holder->claim);
}

/* Delivered now; then it is held. */
static inline void service_over(struct sim *sim, const struct holder *holder) {
    delivered(sim, holder);
    if (holder->data->hold_ps > 0) {
        holder->data->stage = CLAIM_HELD;
        schedule_claim(sim, time_add(sim->state->now_ps, holder->data->hold_ps), EVENT_RETURN,
                       frame_number(holder->frame), holder->claim);
    } else if (sim->plan->protocol[holder->protocol].collects) {
        return_held(sim, holder->claim);
    } else {
        back(sim, holder);
    }
}

void protocol_return(struct sim *sim, uint32_t claim) {
    if (sim->plan->lone) {
        lone_returns(sim, claim);
        return;
    }
    struct holder holder = holder_of(sim, claim);
    if (sim->plan->protocol[holder.protocol].collects)
        return_due(sim, claim);
    else
        back(sim, &holder);
}

static inline void serve(struct sim *sim, const struct holder *holder) {
    const struct plan_protocol *plan = &sim->plan->protocol[holder->protocol];
    struct protocol_state *state = &sim->protocol[holder->protocol];
    struct frame *data = holder->data;
    uint64_t service = lone_service(data, state, plan);
    data->hold_ps = draw_next(&state->hold, &plan->hold);
    if (plan->shared)
        server_take(sim, holder->claim);
    if (service == 0) {
        if (plan->shared)
            server_leave(sim, holder->claim);
        service_over(sim, holder);
        return;
    }
    state->busy++;
    data->stage = CLAIM_SERVED;
    if (plan->suspends)
        sim->claim_lost[holder->claim] = sim->stall[holder->protocol].begun_ps;
    if (plan->shared)
        server_work(sim, sim->claim_server[holder->claim], holder->claim, service, EVENT_SERVICE_END);
    else
        schedule_claim(sim, time_add(sim->state->now_ps, service), EVENT_SERVICE_END,
                       frame_number(holder->frame), holder->claim);
}

static void wait_for_server(struct sim *sim, const struct holder *holder) {
    struct protocol_state *state = &sim->protocol[holder->protocol];
    holder->data->stage = CLAIM_WAITING;
    holder->data->due.next = NO_BUFFER;
    if (state->backlog.level == 0)
        state->head = holder->claim;
    else
        claim_of(sim, state->tail)->due.next = holder->claim;
    state->tail = holder->claim;
    gauge_most(sim, &state->backlog, state->backlog.level + 1);
}

/* There is no room for it: of its owner that is the frame's end. */
static void drop(struct sim *sim, const struct holder *holder) {
    struct counters *count = &sim->state->count;
    bool counts = measured(sim, holder->frame->arrival_ps);
    sim->protocol[holder->protocol].dropped += counts;
    if (is_owner(sim, holder)) {
        holder->frame->fate = FATE_PROTOCOL_BACKLOG;
        count->all_dropped++;
        count->fate[FATE_PROTOCOL_BACKLOG] += counts;
        source_tell(sim, SOURCE_LOST, holder->claim);
    } else {
        count->missed += counts;
    }
    back(sim, holder);
}

static void accept(struct sim *sim, const struct holder *holder) {
    const struct protocol_config *config = sim->plan->protocol[holder->protocol].config;
    struct protocol_state *state = &sim->protocol[holder->protocol];
    if (sim->plan->protocol_rows) {
        state->indicated += measured(sim, holder->frame->arrival_ps);
        gauge_set(sim, &state->held, state->held.level + holder->frame->buffers);
    }
    if (state->busy < config->servers && !state->stalled)
        serve(sim, holder);
    else if (state->backlog.level < config->backlog)
        wait_for_server(sim, holder);
    else
        drop(sim, holder);
}

/* To its owner, then to those that see every frame. The frame is theirs until the last has returned it. */
void protocol_hand_over(struct sim *sim, uint32_t slot) {
    const struct plan *plan = sim->plan;
    struct frame *frame = &sim->frame[slot];
    uint32_t others = plan->all_count;
    frame->holders = (uint8_t)(others + 1);
    for (uint32_t k = 1; k <= others; k++)
        *claim_of(sim, plan->frame_slots * k + slot) = (struct frame){.stage = CLAIM_BACK};
    struct holder owner = {slot, frame->protocol, frame, frame};
    accept(sim, &owner);
    for (uint32_t k = 1; k <= others; k++) {
        struct holder other = holder_of(sim, plan->frame_slots * k + slot);
        accept(sim, &other);
    }
}

void protocol_indicate(struct sim *sim, uint32_t buffer) {
    struct state *state = sim->state;
    struct frame *frame = &sim->frame[buffer];
    if (sim->plan->lone && frame->buffers == 1) {
        lone_indicates(sim, buffer);
        return;
    }
    uint32_t draining = 0, number = pool_number(sim, frame->queue);
    struct pool_state *pool = &sim->pool[number];
    for (uint32_t b = buffer; b != NO_BUFFER; b = buffer_after(sim, b)) {
        sim->buffer_place[b] = BUFFER_INDICATED;
        if (pool->draining)
            draining += sim->blocks[sim->frame[b].block].state == BLOCK_DRAINING;
    }
    meter_move(sim, LEVEL_FILLED, -(int64_t)frame->buffers);
    meter_move(sim, LEVEL_INDICATED, frame->buffers);
    meter_move(sim, LEVEL_READY, -(int64_t)(frame->buffers - draining));
    pool->filled -= frame->buffers;
    pool->indicated += frame->buffers;
    pool->ready -= frame->buffers - draining;
    sim->queue[frame->queue].taken -= frame->buffers - draining;
    ready_changed(sim, number);
    frame->stamp_ps = state->now_ps;
    protocol_seen(sim, frame);
    protocol_hand_over(sim, buffer);
}

static inline void serve_waiting(struct sim *sim, uint32_t protocol) {
    struct protocol_state *state = &sim->protocol[protocol];
    uint64_t servers = sim->plan->protocol[protocol].config->servers;
    while (state->backlog.level > 0 && state->busy < servers && !state->stalled) {
        struct holder next = holder_of(sim, state->head);
        state->head = next.data->due.next;
        gauge_most(sim, &state->backlog, state->backlog.level - 1);
        serve(sim, &next);
    }
}

void protocol_serve_waiting(struct sim *sim, uint32_t protocol) {
    serve_waiting(sim, protocol);
}

void protocol_service_end(struct sim *sim, uint32_t claim) {
    struct holder holder = holder_of(sim, claim);
    const struct plan_protocol *plan = &sim->plan->protocol[holder.protocol];
    if (plan->suspends && stall_delays(sim, claim))
        return;
    sim->protocol[holder.protocol].busy--;
    if (plan->shared)
        server_leave(sim, claim);
    service_over(sim, &holder);
    serve_waiting(sim, holder.protocol);
}
