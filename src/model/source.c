/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sources: when the next frame is made and how long it is.
 *
 * A source is a clock of its own: open-loop traffic does not wait for anybody, so it can be asked for its
 * next frame whatever the simulation's time. cbr keeps exact rational times (whole picoseconds plus a carried
 * fraction). */
#include "modules.h"

static inline uint64_t gap(struct source_state *state, const struct plan_rate *rate, bool poisson) {
    if (rate->gap.denominator == 0)
        return TIME_NEVER;
    if (poisson)
        return draw_next(&state->gap, &rate->gap_law);
    uint64_t whole = rate->gap.whole_ps;
    uint64_t room = rate->gap.denominator - state->part;
    if (rate->gap.part >= room) {
        state->part = rate->gap.part - room;
        return whole + 1;
    }
    state->part += rate->gap.part;
    return whole;
}

uint64_t source_gap(struct source_state *state, const struct plan_rate *rate, bool poisson) {
    return gap(state, rate, poisson);
}

static uint32_t list_length(const struct size_config *size, uint64_t total, struct stream *stream) {
    uint64_t ticket = stream_below(stream, total);
    uint32_t i = 0;
    while (ticket >= size->weight[i])
        ticket -= size->weight[i++];
    return size->bytes[i];
}

uint32_t source_length(const struct plan_source *plan, struct source_state *state) {
    const struct size_config *size = &plan->config->size;
    switch (size->kind) {
    case SIZE_FIXED:
        return size->low;
    case SIZE_LIST:
        return list_length(size, plan->size_total, &state->size.stream);
    case SIZE_UNIFORM:
        return size->low + (uint32_t)stream_below(&state->size.stream, (uint64_t)size->high - size->low + 1);
    case SIZE_TRACE:
        break;
    }
    return plan->config->trace->length[state->record - 1];
}

/* The flow of a frame: drawn by weight, or all alike. */
uint32_t source_flow(const struct plan_source *plan, struct source_state *state) {
    const struct flows_config *flows = &plan->config->flows;
    if (flows->count <= 1)
        return 0;
    if (flows->weights == 0)
        return (uint32_t)stream_below(&state->flows, flows->count);
    uint64_t ticket = stream_below(&state->flows, plan->flow_total);
    uint32_t i = 0;
    while (ticket >= flows->weight[i])
        ticket -= flows->weight[i++];
    return i;
}

/* The instant of the next frame of a trace; TIME_NEVER when its rounds are over. */
static uint64_t trace_instant(const struct plan_source *plan, struct source_state *state) {
    const struct trace_data *trace = plan->config->trace;
    if (state->rounds == 0 || state->record == trace->count) {
        if (state->rounds == plan->config->loop)
            return TIME_NEVER;
        state->round_ps =
            state->rounds == 0 ? plan->config->start_ps : time_add(state->round_ps, plan->trace_period_ps);
        state->rounds++;
        state->record = 0;
    }
    return time_add(state->round_ps, trace->time_ps[state->record++]);
}

/* The instant after the current one, batches apart. */
static inline uint64_t next_instant(struct sim *sim, uint32_t source) {
    const struct plan_source *plan = &sim->plan->source[source];
    struct source_state *state = &sim->source[source];
    switch (plan->config->arrival) {
    case ARRIVAL_CBR:
        return time_add(state->next_ps, gap(state, &plan->rate, false));
    case ARRIVAL_POISSON:
        return time_add(state->next_ps, gap(state, &plan->rate, true));
    case ARRIVAL_TRACE:
        return trace_instant(plan, state);
    case ARRIVAL_ON_OFF:
    case ARRIVAL_MMPP:
    case ARRIVAL_SCHEDULE:
        break;
    case ARRIVAL_CLOSED:
    case ARRIVAL_WINDOW:
        return TIME_NEVER;
    }
    source_modulated_next(sim, source);
    return state->next_ps;
}

/* Settles the frame at the instant: within the source's end and number of frames, with a length. */
static inline void settle(struct sim *sim, uint32_t source) {
    const struct plan_source *plan = &sim->plan->source[source];
    struct source_state *state = &sim->source[source];
    if (state->next_ps >= plan->end_ps || state->made >= plan->config->frames) {
        state->next_ps = TIME_NEVER;
    } else {
        state->length =
            plan->config->size.kind == SIZE_FIXED ? plan->config->size.low : source_length(plan, state);
        state->flow = plan->config->flows.count <= 1 ? 0 : source_flow(plan, state);
        state->made++;
    }
    struct event event = {state->next_ps, event_order(EVENT_ARRIVAL, source, source)};
    if (sim->plan->source_count == 1)
        sim->sources.slot[0] = event; /* the only one is always the least */
    else
        timers_set(&sim->sources, source, event);
}

static inline uint64_t batch_more(const struct plan_source *plan, struct source_state *state) {
    if (!plan->config->batched)
        return 0;
    uint64_t frames = draw_next(&state->batch, &plan->batch);
    return frames > 0 ? frames - 1 : 0;
}

void source_advance(struct sim *sim, uint32_t source) {
    const struct plan_source *plan = &sim->plan->source[source];
    struct source_state *state = &sim->source[source];
    if (plan->waits) {
        upstream_taken(sim, source);
        return;
    }
    if (state->batch_left > 0) {
        state->batch_left--;
    } else {
        state->next_ps = next_instant(sim, source);
        state->batch_left = state->next_ps < plan->end_ps ? batch_more(plan, state) : 0;
    }
    settle(sim, source);
}

void source_start(struct sim *sim, uint32_t source) {
    const struct plan_source *plan = &sim->plan->source[source];
    struct source_state *state = &sim->source[source];
    state->next_ps = plan->config->start_ps;
    switch (plan->config->arrival) {
    case ARRIVAL_CBR:
        state->next_ps = plan->rate.gap.denominator ? state->next_ps : TIME_NEVER;
        break;
    case ARRIVAL_POISSON:
    case ARRIVAL_TRACE:
        state->next_ps = next_instant(sim, source);
        break;
    case ARRIVAL_ON_OFF:
    case ARRIVAL_MMPP:
    case ARRIVAL_SCHEDULE:
        source_modulated_start(sim, source);
        break;
    case ARRIVAL_CLOSED:
        source_closed_start(sim, source);
        return;
    case ARRIVAL_WINDOW:
        source_window_start(sim, source);
        return;
    }
    state->batch_left = state->next_ps < plan->end_ps ? batch_more(plan, state) : 0;
    settle(sim, source);
}
