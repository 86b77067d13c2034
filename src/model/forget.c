/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has no memory is drawn anew when a copy of a run goes its own way.
 *
 * What is left of an exponential time that has begun and is not over is the same exponential time, whatever
 * its age and whatever else is known of the run up to now. So drawing it once more changes the law of
 * nothing, but copies of one state differ in it: one long allocation that was settled before the state was
 * kept is not the fate of all of them. Pending times of every other law stay as they are.
 *
 * An event at or beyond the end of the run may not be kept at all, so one that is kept is known to lie before
 * it, and is drawn until it does again; where less than a mean is left, it stays. Times are whole
 * picoseconds: what is exact is so but for their rounding. */
#include "modules.h"

/* An instant of that law from now on, and before `end_ps` as the old one. */
static uint64_t anew(const struct sim *sim, uint64_t old_ps, uint64_t end_ps, struct draw *draw,
                     const struct sampler *law) {
    uint64_t now = sim->state->now_ps, at = old_ps;
    if (law->kind != DIST_EXPONENTIAL || old_ps <= now || old_ps >= end_ps ||
        (double)(end_ps - now) < law->mean)
        return old_ps;
    do {
        at = time_add(now, draw_next(draw, law));
    } while (at >= end_ps);
    return at;
}

static uint64_t claim_anew(const struct sim *sim, struct event event) {
    uint32_t protocol = claim_protocol(sim, event_subject_of(event.order));
    const struct plan_protocol *plan = &sim->plan->protocol[protocol];
    struct protocol_state *state = &sim->protocol[protocol];
    if (plan->stalls || plan->collects || plan->shared)
        return event.time_ps;
    if (event_kind_of(event.order) == EVENT_SERVICE_END)
        return anew(sim, event.time_ps, sim->config->duration_ps, &state->service, &plan->service);
    return anew(sim, event.time_ps, sim->config->duration_ps, &state->hold, &plan->hold);
}

/* Each block of memory in use makes an allocation longer by a known time: that sum has a memory. */
static uint64_t allocation_anew(const struct sim *sim, struct event event) {
    const struct sampler *law = &sim->plan->allocation_latency;
    if (law->kind != DIST_EXPONENTIAL || sim->config->allocation_per_block_ps > 0)
        return event.time_ps;
    struct draw draw = {host_stream(sim, STREAM_LATENCY, event_number_of(event.order))};
    return anew(sim, event.time_ps, sim->config->duration_ps, &draw, law);
}

static uint64_t event_anew(const struct sim *sim, struct event event) {
    switch (event_kind_of(event.order)) {
    case EVENT_SERVICE_END:
    case EVENT_RETURN:
        return claim_anew(sim, event);
    case EVENT_ALLOCATED:
        return allocation_anew(sim, event);
    default:
        return event.time_ps;
    }
}

/* The heap is built again in its own place: a push looks at nothing beyond its count. */
static void queue_anew(struct sim *sim) {
    (void)queue_peek(&sim->events); /* no hole */
    uint32_t count = queue_count(&sim->events);
    sim->events.state->count = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct event event = sim->events.heap[i];
        event.time_ps = event_anew(sim, event);
        queue_push(&sim->events, event);
    }
}

/* All are taken out, linked, and put back. Not by wheel_push(): that takes what it is given for the load. */
static void wheel_anew(struct sim *sim) {
    struct wheel *wheel = &sim->wheel;
    for (uint32_t id = wheel_take_all(wheel), next; id != WHEEL_NONE; id = next) {
        const struct wheel_entry *entry = wheel_at(wheel, id);
        struct event event = {entry->time_ps, entry->order};
        next = entry->next;
        event.time_ps = event_anew(sim, event);
        wheel_put(wheel, sim->state->now_ps, event, id);
    }
}

/* A phase without a memory that its next frame is known to lie in: what is left after that frame. */
static void phase_anew(const struct plan_source *plan, struct source_state *state) {
    if (plan->config->arrival == ARRIVAL_MMPP) {
        const struct plan_state *phase = &plan->state[state->phase_index];
        if (!phase->absorbing && phase->sojourn.kind == DIST_EXPONENTIAL)
            state->phase_end_ps = time_add(state->next_ps, 1 + sampler_draw(&phase->sojourn, &state->phase));
    } else if (plan->config->arrival == ARRIVAL_ON_OFF && plan->on.kind == DIST_EXPONENTIAL) {
        state->phase_end_ps = time_add(state->next_ps, 1 + draw_next(&state->phase_on, &plan->on));
    }
}

static void source_anew(struct sim *sim, uint32_t source) {
    const struct plan_source *plan = &sim->plan->source[source];
    struct source_state *state = &sim->source[source];
    if (state->next_ps == TIME_NEVER)
        return;
    phase_anew(plan, state);
    if (plan->config->arrival != ARRIVAL_POISSON || sim->plan->wire || plan->rate.gap.denominator == 0)
        return;
    state->next_ps = anew(sim, state->next_ps, plan->end_ps, &state->gap, &plan->rate.gap_law);
    struct event event = {state->next_ps, event_order(EVENT_ARRIVAL, source, source)};
    if (sim->plan->source_count == 1)
        sim->sources.slot[0] = event;
    else
        timers_set(&sim->sources, source, event);
    sim->state->arrival = timers_peek(&sim->sources);
}

static void idle_anew(struct sim *sim, uint32_t pool) {
    uint32_t slot = timer_slot(sim, TIMER_IDLE, pool);
    struct event event = sim->timers.slot[slot];
    if (event.time_ps == TIME_NEVER || sim->plan->shrink_idle.kind != DIST_EXPONENTIAL)
        return;
    event.time_ps = anew(sim, event.time_ps, TIME_NEVER, &sim->growth[pool].idle, &sim->plan->shrink_idle);
    timers_set(&sim->timers, slot, event);
}

void pending_forget(struct sim *sim) {
    for (uint32_t i = 0; i < sim->plan->source_count; i++)
        source_anew(sim, i);
    if (sim->plan->faults)
        return; /* what a faulty driver has pending is of any law */
    queue_anew(sim);
    wheel_anew(sim);
    for (uint32_t i = 0; i < sim->plan->pool_count; i++)
        idle_anew(sim, i);
}
