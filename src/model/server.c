/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Servers that share processors: which one serves a frame decides on which CPU.
 *
 * The lowest idle one is taken. Those that have never worked are all idle and need no list: only the idle
 * ones below them are kept, in a heap with the lowest at its root. So nothing is set up for servers without
 * end. */
#include "modules.h"

static void push(uint32_t *heap, uint32_t count, uint32_t server) {
    uint32_t at = count;
    for (; at > 0 && heap[(at - 1) / 2] > server; at = (at - 1) / 2)
        heap[at] = heap[(at - 1) / 2];
    heap[at] = server;
}

/* Puts the last one where the root was. */
static uint32_t pop(uint32_t *heap, uint32_t count) {
    uint32_t least = heap[0], server = heap[count - 1], at = 0;
    for (uint32_t child = 1; child + 1 < count; child = 2 * at + 1) {
        child += child + 2 < count && heap[child + 1] < heap[child];
        if (heap[child] >= server)
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = server;
    return least;
}

void server_take(struct sim *sim, uint32_t claim) {
    uint32_t protocol = claim_protocol(sim, claim);
    const struct plan_protocol *plan = &sim->plan->protocol[protocol];
    struct protocol_state *state = &sim->protocol[protocol];
    uint32_t server;
    if (state->servers_idle > 0) {
        server = pop(sim->server + plan->server_first, state->servers_idle--);
    } else {
        ensure(state->servers_used < plan->servers);
        server = state->servers_used++;
    }
    sim->claim_server[claim] = server;
}

void server_leave(struct sim *sim, uint32_t claim) {
    uint32_t protocol = claim_protocol(sim, claim);
    struct protocol_state *state = &sim->protocol[protocol];
    push(sim->server + sim->plan->protocol[protocol].server_first, state->servers_idle++,
         sim->claim_server[claim]);
}

void server_work(struct sim *sim, uint32_t server, uint32_t claim, uint64_t cost_ps, enum event_kind kind) {
    uint32_t job = 2 * sim->plan->queue_count + sim->config->allocation_workers + claim;
    uint64_t number = frame_number(&sim->frame[claim_frame(sim, claim)]);
    cpu_submit(sim, server % sim->config->cpu_count, CPU_APPLICATION, job, cost_ps,
               event_order(kind, number, claim));
}
