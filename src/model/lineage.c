/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The random streams of a run: all of them start here, at the beginning of a run, and again where a copy of a
 * run goes its own way.
 *
 * A key is pure (docs/random.md), so the order in which they start says nothing. Numbers that a stream has
 * drawn ahead, eight at a time, and not handed out are forgotten when it starts again. Nothing that happened
 * so far has looked at them, so the run goes on by the same law; what was handed out is in the state already
 * (the next frame's instant, the end of a service) and stays, unless it has no memory (forget.c). Streams
 * that nothing will draw from are left alone: copies start by the million. */
#include "modules.h"

/* The draws of the n-th of several alike: those of the first are those of the only one. */
static void start_of(const struct sim *sim, struct draw *draw, const struct sampler *law, uint64_t name,
                     enum stream_purpose purpose, uint64_t n) {
    uint64_t seed = sim->state->seed, replication = sim->state->replication;
    if (law->kind == DIST_CONSTANT)
        return;
    if (n > 0)
        stream_start_numbered(&draw->stream, seed, replication, name, purpose, n);
    else
        draw_start(draw, seed, replication, name, purpose);
}

static void start_source(struct sim *sim, uint32_t source) {
    const struct plan_source *plan = &sim->plan->source[source];
    struct source_state *state = &sim->source[source];
    uint64_t seed = sim->state->seed, replication = sim->state->replication;
    enum arrival_kind arrival = plan->config->arrival;
    if (arrival != ARRIVAL_CBR && arrival != ARRIVAL_TRACE && arrival != ARRIVAL_WINDOW)
        draw_start(&state->gap, seed, replication, plan->name, STREAM_GAP);
    if (plan->config->size.kind == SIZE_LIST || plan->config->size.kind == SIZE_UNIFORM)
        draw_start(&state->size, seed, replication, plan->name, STREAM_SIZE);
    if (arrival == ARRIVAL_ON_OFF || arrival == ARRIVAL_MMPP) {
        draw_start(&state->phase_on, seed, replication, plan->name, STREAM_ON);
        draw_start(&state->phase_off, seed, replication, plan->name, STREAM_OFF);
        stream_start(&state->phase, seed, replication, plan->name, STREAM_PHASE);
    }
    if (plan->config->batched)
        draw_start(&state->batch, seed, replication, plan->name, STREAM_BATCH);
    if (plan->config->flows.count > 1)
        stream_start(&state->flows, seed, replication, plan->name, STREAM_FLOW);
}

static void start_protocol(struct sim *sim, uint32_t protocol) {
    const struct plan_protocol *plan = &sim->plan->protocol[protocol];
    start_of(sim, &sim->protocol[protocol].service, &plan->service, plan->name, STREAM_SERVICE, 0);
    start_of(sim, &sim->protocol[protocol].hold, &plan->hold, plan->name, STREAM_HOLD, 0);
    if (!sim->plan->stalls)
        return;
    start_of(sim, &sim->stall[protocol].every, &plan->stall_every, plan->name, STREAM_STALL, 0);
    start_of(sim, &sim->stall[protocol].lasts, &plan->stall_for, plan->name, STREAM_STILL, 0);
}

void streams_start(struct sim *sim) {
    const struct plan *plan = sim->plan;
    struct state *state = sim->state;
    for (uint32_t q = 0; q < plan->queue_count; q++) {
        struct queue_draws *draws = &sim->draws[q];
        start_of(sim, &draws->interrupt_latency, &plan->interrupt_latency, name_hash("nic"), STREAM_LATENCY,
                 q);
        start_of(sim, &draws->dpc_latency, &plan->dpc_latency, name_hash("cpu"), STREAM_LATENCY, q);
        start_of(sim, &draws->dpc_requeue, &plan->dpc_requeue, name_hash("cpu"), STREAM_REQUEUE, q);
    }
    for (uint32_t i = 0; i < plan->source_count; i++)
        start_source(sim, i);
    for (uint32_t i = 0; i < plan->protocol_count; i++)
        start_protocol(sim, i);
    for (uint32_t i = 0; i < plan->pool_count; i++)
        start_of(sim, &sim->growth[i].idle, &plan->shrink_idle, plan->allocator_name, STREAM_SHRINK, i);
    start_of(sim, &state->release, &plan->free_latency, plan->allocator_name, STREAM_RELEASE, 0);
    if (plan->owner_count > 1)
        stream_start(&state->share, state->seed, state->replication, name_hash("protocol"), STREAM_SHARE);
}

void sim_rekey(struct sim *sim, uint64_t seed) {
    sim->state->seed = seed;
    streams_start(sim);
    pending_forget(sim);
}
