/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Returning buffers where it takes batches or processor time.
 *
 * Frames whose hold is over are collected; when there are return.batch of them, or return.timer after the
 * first, they go back together: cpu.return for each of their buffers is spent first, in one piece, then all
 * are free in one instant, in the order in which their holds ended. Copies own no buffer and owe nothing. */
#include "modules.h"

/* All of a batch, from its first claim on. */
static void give_back(struct sim *sim, uint32_t first) {
    for (uint32_t claim = first; claim != NO_BUFFER;) {
        uint32_t next = claim_of(sim, claim)->due.next; /* its place may be another frame's at once */
        protocol_claim_back(sim, claim);
        claim = next;
    }
}

static void pay(struct sim *sim, uint32_t protocol, uint32_t first, uint32_t last, uint64_t cost_ps) {
    for (uint32_t claim = first; claim != NO_BUFFER; claim = claim_of(sim, claim)->due.next)
        claim_of(sim, claim)->stage = CLAIM_PAID;
    if (sim->plan->protocol[protocol].shared)
        server_work(sim, sim->claim_server[last], first, cost_ps, EVENT_RETURN);
    else
        schedule(sim, time_add(sim->state->now_ps, cost_ps), EVENT_RETURN,
                 frame_number(&sim->frame[claim_frame(sim, first)]), first);
}

static void flush(struct sim *sim, uint32_t protocol) {
    struct protocol_state *state = &sim->protocol[protocol];
    const struct plan_protocol *plan = &sim->plan->protocol[protocol];
    u128 cost = (u128)state->collected_buffers * plan->return_ps;
    uint32_t first = state->batch_head, last = state->batch_tail;
    state->collected = state->collected_buffers = 0;
    if (plan->config->return_timer_ps != TIME_NEVER)
        timers_clear(&sim->timers, timer_slot(sim, TIMER_RETURN, protocol));
    if (cost > 0)
        pay(sim, protocol, first, last, cost < TIME_NEVER ? (uint64_t)cost : TIME_NEVER);
    else
        give_back(sim, first);
}

static void start_timer(struct sim *sim, uint32_t protocol) {
    uint64_t due = time_add(sim->state->now_ps, sim->plan->protocol[protocol].config->return_timer_ps);
    if (due < sim->config->duration_ps)
        timers_set(&sim->timers, timer_slot(sim, TIMER_RETURN, protocol),
                   (struct event){due, event_order(EVENT_RETURN_TIMER, protocol, 0)});
}

void return_held(struct sim *sim, uint32_t claim) {
    const struct frame *frame = &sim->frame[claim_frame(sim, claim)];
    if (frame->flags & FRAME_COPIED) {
        protocol_claim_back(sim, claim);
        return;
    }
    uint32_t protocol = claim_protocol(sim, claim);
    struct protocol_state *state = &sim->protocol[protocol];
    struct frame *data = claim_of(sim, claim);
    data->stage = CLAIM_COLLECTED;
    data->due.next = NO_BUFFER;
    if (state->collected++ == 0)
        state->batch_head = claim;
    else
        claim_of(sim, state->batch_tail)->due.next = claim;
    state->batch_tail = claim;
    state->collected_buffers += frame->buffers;
    if (state->collected >= sim->plan->protocol[protocol].config->return_batch)
        flush(sim, protocol);
    else if (state->collected == 1)
        start_timer(sim, protocol);
}

void return_due(struct sim *sim, uint32_t claim) {
    if (claim_of(sim, claim)->stage == CLAIM_PAID)
        give_back(sim, claim);
    else
        return_held(sim, claim);
}

void return_timer(struct sim *sim, uint32_t protocol) {
    flush(sim, protocol);
}
