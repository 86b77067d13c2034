/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sanity walk fires where frames are with protocols: every invariant of check_protocol.c is broken on
 * purpose. */
#include "model_break.h"

/* A claim that is so far, of any frame with a protocol; claim_slots: none. */
static uint32_t find_claim(const struct sim *sim, enum claim_stage stage) {
    for (uint32_t claim = 0; claim < sim->plan->claim_slots; claim++) {
        uint32_t buffer = claim_frame(sim, claim);
        bool out = sim->buffer_place[buffer] == BUFFER_INDICATED && sim->frame[buffer].buffers > 0;
        if (out && claim_of(sim, claim)->stage == stage)
            return claim;
    }
    return sim->plan->claim_slots;
}

/* The first protocol with a property; protocol_count: none. */
#define FIND_PROTOCOL(property)                                                                              \
    uint32_t i = 0;                                                                                          \
    for (; i < sim->plan->protocol_count; i++) {                                                             \
        const struct plan_protocol *plan = &sim->plan->protocol[i];                                          \
        const struct protocol_state *state = &sim->protocol[i];                                              \
        (void)plan, (void)state;                                                                             \
        if (property)                                                                                        \
            break;                                                                                           \
    }                                                                                                        \
    if (i == sim->plan->protocol_count)                                                                      \
        return false;                                                                                        \
    struct protocol_state *found = &sim->protocol[i]

static bool break_stage(struct sim *sim) {
    uint32_t claim = find_claim(sim, CLAIM_HELD);
    if (claim == sim->plan->claim_slots)
        return false;
    claim_of(sim, claim)->stage = CLAIM_PAID + 1;
    return true;
}

static bool break_way(struct sim *sim) {
    uint32_t claim = find_claim(sim, CLAIM_HELD);
    if (claim == sim->plan->claim_slots || sim->plan->protocol[claim_protocol(sim, claim)].collects)
        return false;
    claim_of(sim, claim)->stage = CLAIM_COLLECTED;
    return true;
}

static bool break_lost(struct sim *sim) {
    uint32_t claim = find_claim(sim, CLAIM_SERVED);
    if (claim == sim->plan->claim_slots || !sim->plan->protocol[claim_protocol(sim, claim)].suspends)
        return false;
    sim->claim_lost[claim] = sim->stall[claim_protocol(sim, claim)].begun_ps + 1;
    return true;
}

static bool break_server(struct sim *sim) {
    uint32_t claim = find_claim(sim, CLAIM_SERVED);
    if (claim == sim->plan->claim_slots || !sim->plan->protocol[claim_protocol(sim, claim)].shared)
        return false;
    sim->claim_server[claim] = sim->protocol[claim_protocol(sim, claim)].servers_used;
    return true;
}

static bool break_fate(struct sim *sim) {
    uint32_t claim = find_claim(sim, CLAIM_HELD);
    if (claim >= sim->plan->frame_slots)
        return false;
    sim->frame[claim].fate = FATE_INSIDE;
    sim->state->count.all_delivered--; /* as far as frames are counted that is sound */
    return true;
}

static bool break_holders(struct sim *sim) {
    uint32_t claim = find_claim(sim, CLAIM_HELD);
    if (claim == sim->plan->claim_slots)
        return false;
    sim->frame[claim_frame(sim, claim)].holders++;
    return true;
}

/* Nobody has it, and yet it is not back. */
static bool break_no_holder(struct sim *sim) {
    uint32_t claim = find_claim(sim, CLAIM_HELD);
    if (claim == sim->plan->claim_slots || sim->frame[claim_frame(sim, claim)].holders != 1)
        return false;
    claim_of(sim, claim)->stage = CLAIM_BACK;
    sim->frame[claim_frame(sim, claim)].holders = 0;
    return true;
}

static bool break_busy(struct sim *sim) {
    FIND_PROTOCOL(state->busy < plan->config->servers && state->backlog.level == 0);
    found->busy++;
    return true;
}

static bool break_busy_limit(struct sim *sim) {
    FIND_PROTOCOL(plan->config->servers != CONFIG_UNLIMITED);
    found->busy = sim->plan->protocol[i].config->servers + 1;
    return true;
}

static bool break_waiting_limit(struct sim *sim) {
    FIND_PROTOCOL(plan->config->backlog != CONFIG_UNLIMITED);
    found->backlog.level = sim->plan->protocol[i].config->backlog + 1;
    return true;
}

static bool break_collected_limit(struct sim *sim) {
    FIND_PROTOCOL(true);
    found->collected = sim->plan->protocol[i].config->return_batch;
    return true;
}

static bool break_waiting(struct sim *sim) {
    FIND_PROTOCOL(state->backlog.level < plan->config->backlog);
    found->backlog.level++;
    return true;
}

/* Waits although a server is idle and nothing stalls. */
static bool break_idle(struct sim *sim) {
    FIND_PROTOCOL(state->stalled && state->backlog.level > 0 && state->busy < plan->config->servers);
    found->stalled = false;
    return true;
}

static bool break_collected(struct sim *sim) {
    FIND_PROTOCOL(state->collected + 1 < plan->config->return_batch);
    found->collected++;
    return true;
}

static bool break_collected_buffers(struct sim *sim) {
    FIND_PROTOCOL(true);
    found->collected_buffers++;
    return true;
}

static bool break_stalled(struct sim *sim) {
    FIND_PROTOCOL(!plan->stalls);
    found->stalled = true;
    return true;
}

static bool break_held(struct sim *sim) {
    FIND_PROTOCOL(sim->plan->protocol_rows);
    found->held.level++;
    return true;
}

static bool break_chain_id(struct sim *sim) {
    FIND_PROTOCOL(state->backlog.level > 0);
    found->head = NO_BUFFER;
    return true;
}

static bool break_chain_member(struct sim *sim) {
    uint32_t claim = find_claim(sim, CLAIM_HELD);
    FIND_PROTOCOL(state->backlog.level > 0);
    if (claim == sim->plan->claim_slots)
        return false;
    found->head = claim;
    return true;
}

static bool break_chain_tail(struct sim *sim) {
    FIND_PROTOCOL(state->collected > 0);
    found->batch_tail = NO_BUFFER;
    return true;
}

static bool break_servers_used(struct sim *sim) {
    FIND_PROTOCOL(plan->shared && state->servers_used < plan->servers);
    found->servers_used++;
    return true;
}

static bool break_servers_limit(struct sim *sim) {
    FIND_PROTOCOL(plan->shared);
    found->servers_used = sim->plan->protocol[i].servers + 1;
    return true;
}

static bool break_servers_heap(struct sim *sim) {
    FIND_PROTOCOL(plan->shared && state->servers_idle > 1);
    uint32_t *heap = sim->server + sim->plan->protocol[i].server_first;
    heap[0] = heap[1];
    return found->servers_idle > 1;
}

static const struct breaker breakers[] = {
    {break_stage, "stage <= CLAIM_PAID"},
    {break_way, "plan->collects || stage < CLAIM_COLLECTED"},
    {break_lost, "sim->claim_lost[claim] <= "},
    {break_server, "sim->claim_server[claim] < "},
    {break_fate, "frame->fate == FATE_INSIDE"},
    {break_holders, "holders == sim->frame[buffer].holders"},
    {break_no_holder, "holders > 0"},
    {break_busy_limit, "state->busy <= plan->config->servers"},
    {break_waiting_limit, "state->backlog.level <= plan->config->backlog"},
    {break_collected_limit, "state->collected < plan->config->return_batch"},
    {break_servers_limit, "state->servers_used <= plan->servers"},
    {break_busy, "found->stage[CLAIM_SERVED] == state->busy"},
    {break_waiting, "found->stage[CLAIM_WAITING] == state->backlog.level"},
    {break_idle, "state->stalled || state->busy == "},
    {break_collected, "found->stage[CLAIM_COLLECTED] == state->collected"},
    {break_collected_buffers, "found->collected_buffers == state->collected_buffers"},
    {break_stalled, "!state->stalled || plan->stalls"},
    {break_held, "found->buffers == state->held.level"},
    {break_chain_id, "claim < sim->plan->claim_slots"},
    {break_chain_member, "claim_of(sim, claim)->stage == stage"},
    {break_chain_tail, "last == tail"},
    {break_servers_used, "state->busy == state->servers_used - state->servers_idle"},
    {break_servers_heap, "heap[(i - 1) / 2] < heap[i]"},
};

static void every_check_of_protocols_fires_when_its_invariant_is_broken(void **unused) {
    (void)unused;
    each_fires(breakers, sizeof breakers / sizeof *breakers);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_check_of_protocols_fires_when_its_invariant_is_broken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
