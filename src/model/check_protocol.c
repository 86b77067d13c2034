/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sanity walk, as far as frames are with protocols: who holds which, and what each protocol counts. */
#include "modules.h"

struct holdings { /* of one protocol */
    uint64_t stage[CLAIM_PAID + 1];
    uint64_t buffers, collected_buffers;
};

static void count_claim(const struct sim *sim, uint32_t claim, struct holdings *holdings) {
    const struct frame *frame = &sim->frame[claim_frame(sim, claim)];
    uint32_t protocol = claim_protocol(sim, claim), stage = claim_of(sim, claim)->stage;
    const struct plan_protocol *plan = &sim->plan->protocol[protocol];
    ensure(stage <= CLAIM_PAID);
    holdings[protocol].stage[stage]++;
    holdings[protocol].buffers += stage == CLAIM_BACK ? 0 : frame->buffers;
    holdings[protocol].collected_buffers += stage == CLAIM_COLLECTED ? frame->buffers : 0;
    ensure(plan->collects || stage < CLAIM_COLLECTED);
    if (plan->suspends && stage == CLAIM_SERVED)
        ensure(sim->claim_lost[claim] <= sim->stall[protocol].begun_ps);
    if (plan->shared && stage == CLAIM_SERVED)
        ensure(sim->claim_server[claim] < sim->protocol[protocol].servers_used);
    if (claim < sim->plan->frame_slots && stage != CLAIM_BACK)
        ensure((frame->fate == FATE_INSIDE) == (stage == CLAIM_WAITING || stage == CLAIM_SERVED));
}

/* Holders of a frame = its claims that are not back; there is one, or it would be back. */
static void count_frame(const struct sim *sim, uint32_t buffer, struct holdings *holdings) {
    uint32_t holders = 0;
    for (uint32_t k = 0; k <= sim->plan->all_count; k++) {
        uint32_t claim = sim->plan->frame_slots * k + buffer;
        count_claim(sim, claim, holdings);
        holders += claim_of(sim, claim)->stage != CLAIM_BACK;
    }
    ensure(holders == sim->frame[buffer].holders);
    ensure(holders > 0 || sim->plan->faults); /* what the driver keeps or forgets is back from them */
}

/* A chain of claims of one protocol that are all so far. */
static void walk_chain(const struct sim *sim, uint32_t protocol, uint32_t head, uint32_t tail, uint64_t count,
                       enum claim_stage stage) {
    uint32_t claim = head, last = NO_BUFFER;
    for (uint64_t i = 0; i < count; i++) {
        ensure(claim < sim->plan->claim_slots);
        ensure(claim_protocol(sim, claim) == protocol && claim_of(sim, claim)->stage == stage);
        last = claim;
        claim = claim_of(sim, claim)->due.next;
    }
    ensure(count == 0 || last == tail);
}

static void check_servers(const struct sim *sim, uint32_t protocol) {
    const struct plan_protocol *plan = &sim->plan->protocol[protocol];
    const struct protocol_state *state = &sim->protocol[protocol];
    ensure(state->servers_used <= plan->servers);
    ensure(state->busy == state->servers_used - state->servers_idle);
    for (uint32_t i = 1; i < state->servers_idle; i++) {
        const uint32_t *heap = sim->server + plan->server_first;
        ensure(heap[(i - 1) / 2] < heap[i] && heap[i] < state->servers_used);
    }
}

static void check_protocol(const struct sim *sim, uint32_t protocol, const struct holdings *found) {
    const struct plan_protocol *plan = &sim->plan->protocol[protocol];
    const struct protocol_state *state = &sim->protocol[protocol];
    ensure(state->busy <= plan->config->servers);
    ensure(found->stage[CLAIM_SERVED] == state->busy);
    ensure(state->backlog.level <= plan->config->backlog);
    ensure(found->stage[CLAIM_WAITING] == state->backlog.level);
    ensure(state->backlog.level == 0 || state->stalled || state->busy == plan->config->servers);
    ensure(state->collected < plan->config->return_batch);
    ensure(found->stage[CLAIM_COLLECTED] == state->collected);
    ensure(found->collected_buffers == state->collected_buffers);
    ensure(!state->stalled || plan->stalls);
    ensure(!sim->plan->protocol_rows || found->buffers == state->held.level);
    walk_chain(sim, protocol, state->head, state->tail, state->backlog.level, CLAIM_WAITING);
    walk_chain(sim, protocol, state->batch_head, state->batch_tail, state->collected, CLAIM_COLLECTED);
    if (plan->shared)
        check_servers(sim, protocol);
}

void check_claims(const struct sim *sim) {
    struct holdings holdings[CONFIG_PROTOCOLS_MAX] = {0};
    for (uint32_t b = 0; b < sim->plan->buffer_limit; b++)
        if (sim->buffer_place[b] == BUFFER_INDICATED && sim->frame[b].buffers > 0)
            count_frame(sim, b, holdings);
    for (uint32_t i = 0; i < sim->state->copies.made; i++)
        if (sim->frame[sim->plan->buffer_limit + i].flags & FRAME_COPIED)
            count_frame(sim, sim->plan->buffer_limit + i, holdings);
    for (uint32_t i = 0; i < sim->plan->protocol_count; i++)
        check_protocol(sim, i, &holdings[i]);
}
