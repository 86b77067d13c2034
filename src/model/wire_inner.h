/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The link's part of every frame, inline: with the NIC's (nic_inner.h) that saved 54 of the 1224 instructions
 * that a frame of the flood in tests/bench took (docs/performance.md). */
#ifndef RXP_WIRE_INNER_H
#define RXP_WIRE_INNER_H

#include "source_simple.h"

/* What a frame of so many bytes on the wire costs. Lengths repeat, 128-bit divisions are slow: a small
 * cache. */
static inline uint32_t wire_cost(struct sim *sim, uint64_t bytes) {
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

/* Puts the next frame on the link, which is free, no sooner than from_ps: its last bit is the next arrival.
 */
static inline void wire_carry(struct sim *sim, uint64_t made_ps, uint64_t from_ps) {
    struct state *state = sim->state;
    struct wire_state *wire = &state->wire;
    uint32_t source = timers_least(&sim->sources);
    const struct source_config *config = sim->plan->source[source].config;
    wire->source = source;
    wire->length = sim->source[source].length;
    wire->flow = sim->source[source].flow;
    wire->epoch = sim->source[source].epoch;
    if (from_ps > wire->free_ps) {
        wire->free_ps = from_ps;
        wire->part = 0;
    }
    wire->wait_ps = wire->free_ps - made_ps;
    uint32_t slot =
        wire_cost(sim, (uint64_t)wire->length + config->fcs_bytes + sim->config->link_overhead_bytes);
    wire->free_ps = time_add(wire->free_ps, wire->cached_whole[slot]);
    wire->part += wire->cached_part[slot];
    if (wire->part >= sim->config->link_bps.numerator) {
        wire->part -= sim->config->link_bps.numerator;
        wire->free_ps = time_add(wire->free_ps, 1);
    }
    state->arrival = (struct event){wire->free_ps, event_order(EVENT_ARRIVAL, 0, 0)};
    if (!source_simple_advance(sim, source))
        source_advance(sim, source);
}

/* A link that waits for nobody knows its next frame before it is made. */
static inline void wire_pull(struct sim *sim) {
    struct event made = timers_peek(&sim->sources);
    if (made.time_ps == TIME_NEVER)
        sim->state->arrival = queue_nothing;
    else
        wire_carry(sim, made.time_ps, made.time_ps);
}

/* The frame whose last bit arrives now, with what it waited for the link. */
static inline void wire_delivers(struct sim *sim, struct arrived *frame) {
    const struct wire_state *wire = &sim->state->wire;
    struct counters *count = &sim->state->count;
    *frame = (struct arrived){wire->length, wire->flow, wire->epoch, wire->source};
    if (in_window(sim)) {
        count->wire_wait_ps += wire->wait_ps;
        count->wire_wait_most_ps =
            wire->wait_ps > count->wire_wait_most_ps ? wire->wait_ps : count->wire_wait_most_ps;
    }
}

/* The same, and the next one is on its way, where the link waits for nobody. */
static inline void wire_ends(struct sim *sim, struct arrived *frame) {
    wire_delivers(sim, frame);
    wire_pull(sim);
}

#endif
