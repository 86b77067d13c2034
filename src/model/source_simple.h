/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The next frame of a simple source (plan_source.simple): a constant or a Poisson rate, or phases of a
 * constant one, every frame by itself and all alike; a trace with its own lengths. As source_advance(),
 * inline on the way of every frame: a third of its instructions. */
#ifndef RXP_SOURCE_SIMPLE_H
#define RXP_SOURCE_SIMPLE_H

#include "modules.h"

/* The next instant of a constant rate; false: not in this phase, and nothing has changed. */
static inline bool source_simple_cbr(const struct plan_source *plan, struct source_state *state) {
    const struct plan_gap *gap = &plan->rate.gap;
    uint64_t room = gap->denominator - state->part;
    bool carries = gap->part >= room;
    uint64_t at_ps = time_add(state->next_ps, gap->whole_ps + carries);
    if (plan->simple == SOURCE_CBR_PHASES && at_ps >= state->phase_end_ps)
        return false;
    state->part = carries ? gap->part - room : state->part + gap->part;
    state->next_ps = at_ps;
    return true;
}

/* The next record of this round of a trace; false: there is none, and nothing has changed. */
static inline bool source_simple_trace(const struct plan_source *plan, struct source_state *state) {
    const struct trace_data *trace = plan->config->trace;
    if (state->record == trace->count)
        return false;
    state->length = trace->length[state->record];
    state->next_ps = time_add(state->round_ps, trace->time_ps[state->record]);
    state->record++;
    return true;
}

/* False: it is not simple, or changes its phase or round. */
static inline bool source_simple_advance(struct sim *sim, uint32_t source) {
    const struct plan_source *plan = &sim->plan->source[source];
    struct source_state *state = &sim->source[source];
    if (plan->simple == SOURCE_NOT_SIMPLE)
        return false;
    if (plan->simple == SOURCE_POISSON)
        state->next_ps = time_add(state->next_ps, draw_next(&state->gap, &plan->rate.gap_law));
    else if (plan->simple == SOURCE_TRACE ? !source_simple_trace(plan, state)
                                          : !source_simple_cbr(plan, state))
        return false;
    if (state->next_ps >= plan->end_ps || state->made >= plan->config->frames)
        state->next_ps = TIME_NEVER;
    else
        state->made++;
    if (sim->plan->source_count == 1)
        sim->sources.slot[0].time_ps = state->next_ps;
    else
        timers_set(&sim->sources, source,
                   (struct event){state->next_ps, event_order(EVENT_ARRIVAL, source, source)});
    return true;
}

#endif
