/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Closed sources: clients that wait for their frame before they think and send again.
 *
 * Clients have no names: who thinks is a number of pending events, all of them alike. A think of no time
 * lasts a picosecond, or a client whose frames are lost at once would never let time move on. */
#include "modules.h"

static void begin_to_think(struct sim *sim, uint32_t source, uint64_t from_ps) {
    struct source_state *state = &sim->source[source];
    uint64_t think = draw_next(&state->gap, &sim->plan->source[source].think);
    state->answers++;
    schedule(sim, time_add(from_ps, think > 0 ? think : 1), EVENT_THINK, source, 0);
}

void source_closed_start(struct sim *sim, uint32_t source) {
    const struct source_config *config = sim->plan->source[source].config;
    sim->source[source].next_ps = TIME_NEVER;
    for (uint32_t i = 0; i < config->clients; i++)
        begin_to_think(sim, source, config->start_ps);
}

void source_think(struct sim *sim, uint32_t source) {
    struct source_state *state = &sim->source[source];
    const struct plan_source *plan = &sim->plan->source[source];
    if (plan->config->arrival == ARRIVAL_WINDOW) {
        source_window_open(sim, source);
        return;
    }
    state->answers--;
    if (upstream_may_make(sim, source))
        upstream_make(sim, source, source_flow(plan, state), 0);
    else
        state->retired++;
}

void source_closed_news(struct sim *sim, enum source_news news, uint32_t source, uint32_t frames) {
    if (news == SOURCE_DELIVERED)
        return; /* its buffers are still out */
    sim->source[source].under_way -= frames;
    for (uint32_t i = 0; i < frames; i++)
        begin_to_think(sim, source, sim->state->now_ps);
}

void source_told(struct sim *sim, enum source_news news, uint32_t source, uint32_t flow, uint32_t frames,
                 uint32_t epoch) {
    if (sim->plan->source[source].config->arrival == ARRIVAL_CLOSED)
        source_closed_news(sim, news, source, frames);
    else if (sim->plan->source[source].waits)
        source_window_news(sim, news, source, flow, frames, epoch);
}
