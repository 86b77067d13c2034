/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Upstream: frames of the sources that wait for answers, from when they are made until the link takes them.
 *
 * Open traffic needs no memory upstream, its clock is asked when the link is free. Here a frame is made
 * because something happened, so it must be kept: in a circle of as many as the source can have under way.
 * The first of them is the source's next frame, as it is for every other source; without a link the circle
 * empties in the instant. */
#include "modules.h"

/* The source's next frame is the first of its circle. */
static void show_first(struct sim *sim, uint32_t source) {
    struct source_state *state = &sim->source[source];
    state->next_ps = TIME_NEVER;
    if (state->upstream_count > 0) {
        const struct made *first =
            &sim->upstream[sim->plan->source[source].upstream_first + state->upstream_head];
        state->next_ps = first->made_ps;
        state->length = first->length;
        state->flow = first->flow;
        state->epoch = first->epoch;
    }
    timers_set(&sim->sources, source,
               (struct event){state->next_ps, event_order(EVENT_ARRIVAL, source, source)});
}

bool upstream_may_make(const struct sim *sim, uint32_t source) {
    const struct plan_source *plan = &sim->plan->source[source];
    return sim->state->now_ps < plan->end_ps && sim->source[source].made < plan->config->frames;
}

void upstream_make(struct sim *sim, uint32_t source, uint32_t flow, uint32_t epoch) {
    const struct plan_source *plan = &sim->plan->source[source];
    struct source_state *state = &sim->source[source];
    ensure(state->upstream_count < plan->upstream_limit);
    uint32_t at = state->upstream_head + state->upstream_count;
    at = at >= plan->upstream_limit ? at - plan->upstream_limit : at;
    sim->upstream[plan->upstream_first + at] = (struct made){
        .made_ps = sim->state->now_ps, .length = source_length(plan, state), .flow = flow, .epoch = epoch};
    state->made++;
    state->under_way++;
    if (state->upstream_count++ > 0)
        return;
    show_first(sim, source);
    wire_made(sim);
}

void upstream_taken(struct sim *sim, uint32_t source) {
    struct source_state *state = &sim->source[source];
    state->upstream_head =
        state->upstream_head + 1 == sim->plan->source[source].upstream_limit ? 0 : state->upstream_head + 1;
    state->upstream_count--;
    show_first(sim, source);
}
