/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sources whose rate changes: on-off, Markov-modulated, scheduled.
 *
 * All three are a sequence of phases [.., phase_end) with a rate each; a Poisson gap that would cross the end
 * of its phase is forgotten (the exponential law has no memory) and drawn anew in the next. A constant rate
 * starts every phase with a frame at its beginning. on-off and mmpp start in their stationary law: in the
 * phase that a random observer would meet, with what is left of it (for constant-rate on-phases the first
 * frame then falls anywhere in a gap). A phase of no length lasts one picosecond, so that time always moves.
 */
#include "modules.h"

static uint64_t at_least_1(uint64_t ps) {
    return ps ? ps : 1;
}

static bool draws_poisson(const struct plan_source *plan) {
    return plan->config->arrival == ARRIVAL_MMPP || plan->config->during == ARRIVAL_POISSON;
}

static const struct plan_rate *phase_rate(const struct plan_source *plan, const struct source_state *state) {
    if (plan->config->arrival == ARRIVAL_MMPP)
        return &plan->state[state->phase_index].rate;
    if (plan->config->arrival == ARRIVAL_SCHEDULE)
        return &plan->step[state->phase_index];
    return &plan->rate;
}

/* A batch of gaps is drawn at one rate: a source that has several draws each when it is needed. */
static uint64_t phase_gap(const struct plan_source *plan, struct source_state *state) {
    const struct plan_rate *rate = phase_rate(plan, state);
    if (plan->config->arrival == ARRIVAL_ON_OFF || !draws_poisson(plan))
        return source_gap(state, rate, draws_poisson(plan));
    return rate->gap.denominator > 0 ? sampler_draw(&rate->gap_law, &state->gap.stream) : TIME_NEVER;
}

static uint32_t choose(const uint64_t *threshold, uint32_t count, uint64_t draw) {
    uint32_t i = 0;
    while (i + 1 < count && draw >= threshold[i])
        i++;
    return i;
}

static uint64_t sojourn(const struct plan_source *plan, struct source_state *state) {
    const struct plan_state *phase = &plan->state[state->phase_index];
    return phase->absorbing ? TIME_NEVER : at_least_1(sampler_draw(&phase->sojourn, &state->phase));
}

static uint64_t step_end(const struct plan_source *plan, uint32_t index) {
    const struct source_config *config = plan->config;
    return index + 1 < config->step_count ? time_add(config->start_ps, config->step[index + 1].at_ps)
                                          : TIME_NEVER;
}

/* Moves to the next phase that makes frames; returns its beginning, or TIME_NEVER at the end of the source.
 */
static uint64_t phase_next(const struct plan_source *plan, struct source_state *state) {
    uint64_t begin = state->phase_end_ps;
    if (begin >= plan->end_ps)
        return TIME_NEVER;
    state->part = 0;
    switch (plan->config->arrival) {
    case ARRIVAL_ON_OFF:
        begin = time_add(begin, at_least_1(draw_next(&state->phase_off, &plan->off)));
        state->phase_end_ps = time_add(begin, at_least_1(draw_next(&state->phase_on, &plan->on)));
        return begin;
    case ARRIVAL_MMPP:
        state->phase_index = choose(plan->state[state->phase_index].threshold, plan->config->state_count,
                                    stream_next(&state->phase));
        state->phase_end_ps = time_add(begin, sojourn(plan, state));
        return begin;
    case ARRIVAL_SCHEDULE:
        state->phase_index++;
        state->phase_end_ps = step_end(plan, state->phase_index);
        return begin;
    case ARRIVAL_CBR:
    case ARRIVAL_POISSON:
    case ARRIVAL_TRACE:
    case ARRIVAL_CLOSED:
    case ARRIVAL_WINDOW:
        break;
    }
    return TIME_NEVER;
}

/* The first frame at or after `from`, which lies in the current phase; first: at its very beginning. */
static uint64_t first_frame(const struct plan_source *plan, struct source_state *state, uint64_t from) {
    bool poisson = draws_poisson(plan);
    while (from < plan->end_ps) {
        const struct plan_rate *rate = phase_rate(plan, state);
        uint64_t at = poisson ? time_add(from, phase_gap(plan, state)) : from;
        if (rate->gap.denominator && at < state->phase_end_ps)
            return at;
        from = phase_next(plan, state);
    }
    return TIME_NEVER;
}

void source_modulated_next(struct sim *sim, uint32_t source) {
    const struct plan_source *plan = &sim->plan->source[source];
    struct source_state *state = &sim->source[source];
    uint64_t at = time_add(state->next_ps, phase_gap(plan, state));
    state->next_ps = at < state->phase_end_ps ? at : first_frame(plan, state, phase_next(plan, state));
}

/* The beginning of an on-phase met midway: a constant rate has a random offset in its gap. */
static uint64_t start_on_off(const struct plan_source *plan, struct source_state *state) {
    uint64_t start = plan->config->start_ps;
    if (stream_next(&state->phase) >= plan->start_on_threshold) {
        uint64_t rest = at_least_1(sampler_draw_residual(&plan->off, &state->phase));
        uint64_t begin = time_add(start, rest);
        state->phase_end_ps = time_add(begin, at_least_1(draw_next(&state->phase_on, &plan->on)));
        return begin;
    }
    uint64_t rest = at_least_1(sampler_draw_residual(&plan->on, &state->phase));
    state->phase_end_ps = time_add(start, rest);
    if (plan->config->during == ARRIVAL_POISSON || plan->rate.gap.denominator == 0)
        return start;
    uint64_t offset = stream_below(&state->phase, at_least_1(plan->rate.gap.whole_ps));
    uint64_t begin = time_add(start, offset);
    return begin < state->phase_end_ps ? begin : phase_next(plan, state);
}

void source_modulated_start(struct sim *sim, uint32_t source) {
    const struct plan_source *plan = &sim->plan->source[source];
    struct source_state *state = &sim->source[source];
    uint64_t from = plan->config->start_ps;
    switch (plan->config->arrival) {
    case ARRIVAL_ON_OFF:
        from = start_on_off(plan, state);
        break;
    case ARRIVAL_MMPP:
        state->phase_index =
            choose(plan->initial_threshold, plan->config->state_count, stream_next(&state->phase));
        state->phase_end_ps = time_add(from, sojourn(plan, state));
        break;
    case ARRIVAL_SCHEDULE:
        from = time_add(from, plan->config->step[0].at_ps);
        state->phase_end_ps = step_end(plan, 0);
        break;
    case ARRIVAL_CBR:
    case ARRIVAL_POISSON:
    case ARRIVAL_TRACE:
    case ARRIVAL_CLOSED:
    case ARRIVAL_WINDOW:
        break;
    }
    state->next_ps = first_frame(plan, state, from);
}
