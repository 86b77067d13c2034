/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The link: merges the sources by the time their frames are made, then by rank, and gives each its share of
 * the wire.
 *
 * The link pulls the next frame when it is free, so what waits upstream is a clock per source and no memory.
 * A frame occupies it for (L + fcs + overhead) * 8 / rate, an exact fraction whose remainder is carried while
 * the link stays busy. The frame reaches the NIC at the end of that time: preamble and gap are counted before
 * it, which shifts every arrival alike. Without a rate there is no link, and a frame reaches the NIC when it
 * is made. */
#include "modules.h"

/* What a frame of so many bytes on the wire costs. Lengths repeat, 128-bit divisions are slow: a small cache.
 */
static uint32_t wire_cost(struct sim *sim, uint64_t bytes) {
    struct wire_state *wire = &sim->state->wire;
    uint32_t slot = (uint32_t)(bytes * UINT64_C(0x9e3779b97f4a7c15) >> 60);
    if (wire->cached_length[slot] != bytes) {
        struct fraction rate = sim->config->link_bps;
        u128 total = (u128)bytes * 8 * PS_PER_S * rate.denominator;
        wire->cached_length[slot] = bytes;
        wire->cached_whole[slot] = (uint64_t)(total / rate.numerator);
        wire->cached_part[slot] = (uint64_t)(total % rate.numerator);
    }
    return slot;
}

/* Puts the next frame on the link: its last bit is the next arrival. */
static void wire_pull(struct sim *sim) {
    struct state *state = sim->state;
    struct wire_state *wire = &state->wire;
    struct event made = timers_peek(&sim->sources);
    state->arrival = (struct event){TIME_NEVER, UINT64_MAX};
    if (made.time_ps == TIME_NEVER)
        return;
    uint32_t source = timers_least(&sim->sources);
    const struct source_config *config = sim->plan->source[source].config;
    wire->source = source;
    wire->length = sim->source[source].length;
    wire->flow = sim->source[source].flow;
    if (made.time_ps > wire->free_ps) {
        wire->free_ps = made.time_ps;
        wire->part = 0;
    }
    wire->wait_ps = wire->free_ps - made.time_ps;
    uint32_t slot =
        wire_cost(sim, (uint64_t)wire->length + config->fcs_bytes + sim->config->link_overhead_bytes);
    wire->free_ps = time_add(wire->free_ps, wire->cached_whole[slot]);
    wire->part += wire->cached_part[slot];
    if (wire->part >= sim->config->link_bps.numerator) {
        wire->part -= sim->config->link_bps.numerator;
        wire->free_ps = time_add(wire->free_ps, 1);
    }
    state->arrival = (struct event){wire->free_ps, event_order(EVENT_ARRIVAL, 0, 0)};
    source_advance(sim, source);
}

void wire_start(struct sim *sim) {
    timers_init(&sim->sources);
    for (uint32_t i = 0; i < sim->plan->source_count; i++)
        source_start(sim, i);
    if (sim->plan->wire)
        wire_pull(sim);
    else
        sim->state->arrival = timers_peek(&sim->sources);
}

void wire_arrival(struct sim *sim, uint32_t number) {
    struct state *state = sim->state;
    if (sim->plan->wire) {
        uint32_t source = state->wire.source, length = state->wire.length, flow = state->wire.flow;
        if (in_window(sim))
            tally_add(&state->count.wire_wait, state->wire.wait_ps);
        wire_pull(sim);
        nic_receive(sim, source, length, flow);
        return;
    }
    uint32_t length = sim->source[number].length, flow = sim->source[number].flow;
    if (in_window(sim))
        tally_add(&state->count.wire_wait, 0);
    source_advance(sim, number);
    state->arrival = timers_peek(&sim->sources);
    nic_receive(sim, number, length, flow);
}
