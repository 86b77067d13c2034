/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The link: merges the sources by the time their frames are made, then by rank, and gives each its share of
 * the wire.
 *
 * The link pulls the next frame when it is free, so what waits upstream is a clock per source and no memory.
 * A frame occupies it for (L + fcs + overhead) * 8 / rate, an exact fraction whose remainder is carried while
 * the link stays busy. The frame reaches the NIC at the end of that time: preamble and gap are counted before
 * it, which shifts every arrival alike. Without a rate there is no link, and a frame reaches the NIC when it
 * is made.
 *
 * A reactive link (plan.reactive) cannot know the next frame beforehand: pause frames may stop it, and what
 * is sent may depend on what has arrived. It waits for EVENT_MADE; with nothing to react to it does the same.
 */
#include "wire_inner.h"

/* A link that must wait takes its next frame when it is there: at once, or as soon as it is made. */
static void wire_wait(struct sim *sim) {
    struct state *state = sim->state;
    struct event made = timers_peek(&sim->sources);
    state->arrival = queue_nothing;
    if (state->wire.busy || state->wire.stopped || made.time_ps == TIME_NEVER)
        return;
    uint64_t at = made.time_ps > state->now_ps ? made.time_ps : state->now_ps;
    state->arrival = (struct event){at, event_order(EVENT_MADE, 0, 0)};
}

void wire_take(struct sim *sim) {
    sim->state->wire.busy = true;
    wire_carry(sim, timers_peek(&sim->sources).time_ps, sim->state->now_ps);
}

void wire_made(struct sim *sim) {
    if (!sim->plan->wire)
        sim->state->arrival = timers_peek(&sim->sources);
    else if (!sim->state->wire.busy)
        wire_wait(sim);
}

void wire_stop(struct sim *sim, bool stop) {
    struct wire_state *wire = &sim->state->wire;
    uint64_t now = sim->state->now_ps;
    wire->stopped = stop;
    if (stop)
        wire->stopped_at_ps = now;
    else
        meter_busy(sim, &sim->state->count.stopped_ps, wire->stopped_at_ps, now - wire->stopped_at_ps);
    if (!wire->busy)
        wire_wait(sim);
}

void wire_start(struct sim *sim) {
    timers_init(&sim->sources);
    for (uint32_t i = 0; i < sim->plan->source_count; i++)
        source_start(sim, i);
    if (sim->plan->reactive)
        wire_wait(sim);
    else if (sim->plan->wire)
        wire_pull(sim);
    else
        sim->state->arrival = timers_peek(&sim->sources);
}

/* A frame's last bit. A link that must wait looks for the next one after whatever this one sets off: a pause
 * frame that needs no time stops it. */
static void wire_end(struct sim *sim, struct arrived *frame) {
    if (!sim->plan->reactive) {
        wire_ends(sim, frame);
        return;
    }
    wire_delivers(sim, frame);
    sim->state->wire.busy = false;
    wire_wait(sim);
}

void wire_next(struct sim *sim, uint32_t number, struct arrived *frame) {
    if (sim->plan->wire) {
        wire_end(sim, frame);
        return;
    }
    const struct source_state *source = &sim->source[number];
    *frame = (struct arrived){source->length, source->flow, source->epoch, number};
    if (!source_simple_advance(sim, number))
        source_advance(sim, number);
    /* Word by word: 16 bytes just stored as two words are slow to load as one. */
    if (sim->plan->source_count == 1)
        sim->state->arrival = (struct event){source->next_ps, event_order(EVENT_ARRIVAL, 0, 0)};
    else
        sim->state->arrival = timers_peek(&sim->sources);
}

void wire_arrival(struct sim *sim, uint32_t number) {
    struct arrived frame;
    wire_next(sim, number, &frame);
    nic_receive(sim, &frame);
}
