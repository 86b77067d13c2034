/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The express way: queues as textbooks have them, at the speed of a loop written for one of them.
 *
 * In a scenario that has a source, a pool and a protocol and nothing else that takes time (plan.express), all
 * that happens again and again is: a frame arrives and is with its protocol at once, a service ends, a buffer
 * comes back. This loop does the three with what they change in local variables, as long as nothing else is
 * due and a descriptor is there. Whatever else happens goes the general way (sim.c): the locals are written
 * back first, so the state is the same as if every event had gone there, and either way may take over from
 * the other between any two events.
 *
 * The general way is what this must agree with: plan_stepwise() sends every event there, and
 * tests/unit/test_model_express.c compares digests, metrics and series on random scenarios. What it saves is
 * instructions, about four in five of them (docs/performance.md has the figures). */
#include "express.h"

#include "express_inner.h"
#include "ndis.h"

#define LINE_AGAIN 64u /* events until it is asked again whether the line can be taken up */

static void load(struct express *x, struct sim *sim) {
    const struct queue_data *queue = &sim->queue[0];
    const struct meter *meter = &sim->state->meter;
    x->ring_head = queue->ring_head;
    x->ring_count = queue->ring_count;
    x->out = sim->pool[0].indicated;
    x->most = (uint32_t)meter->most[LEVEL_INDICATED];
    x->fresh = meter->beyond;
    x->stamp_ps = meter->stamp_ps;
    x->arrival_ps = sim->state->arrival.time_ps;
    x->accepted = 0;
    x->moment = 0;
    x->digest = sim->state->digest;
}

void express_store_levels(const struct express *x) {
    struct meter *meter = &x->sim->state->meter;
    meter->level[LEVEL_INDICATED] = x->out;
    meter->level[LEVEL_POSTED] = meter->level[LEVEL_READY] = x->ring_count;
    meter->stamp_ps = x->stamp_ps;
}

static void store(struct express *x) {
    struct sim *sim = x->sim;
    struct state *state = sim->state;
    struct queue_data *queue = &sim->queue[0];
    queue->ring_head = x->ring_head;
    queue->ring_count = queue->visible = queue->occupied = queue->taken = x->ring_count;
    sim->pool[0].indicated = x->out;
    sim->pool[0].ready = x->ring_count;
    express_store_levels(x);
    state->meter.moment[LEVEL_INDICATED] += (u128)x->moment;
    state->meter.moment[LEVEL_READY] -= (u128)x->moment;
    state->meter.moment[LEVEL_POSTED] -= (u128)x->moment;
    state->meter.beyond |= x->fresh | (x->out > x->most);
    state->digest = x->digest;
    if (x->accepted > 0 && x->in_window) {
        state->count.interrupts += x->accepted;
        state->count.indicated += x->accepted;
        histogram_add_zeros(sim->latency, x->accepted);
    }
}

void express_notes(struct express *x) {
    struct meter *meter = &x->sim->state->meter;
    express_store_levels(x);
    meter_extremes(meter);
    x->most = (uint32_t)meter->most[LEVEL_INDICATED];
    x->fresh = false;
}

/* Time moves on: what holds now has lasted. */
static inline void advance(struct express *x, uint64_t to_ps) {
    struct state *state = x->sim->state;
    if (to_ps <= state->now_ps)
        return;
    state->now_ps = to_ps;
    if (!x->in_window)
        return; /* it ends before the warm-up does: the stamp stays, and nothing is looked at */
    if (x->fresh | (x->out > x->most))
        express_notes(x);
    x->stamp_ps = to_ps;
}

static inline void returned(struct express *x, uint32_t buffer, struct frame *frame) {
    struct sim *sim = x->sim;
    lone_accounts(sim, &x->digest, frame, sim->state->now_ps);
    express_posts(x, buffer);
    x->out--;
    x->moment -= x->stamp_ps;
}

static inline void delivered(struct express *x, uint32_t buffer, struct frame *frame) {
    uint64_t now = x->sim->state->now_ps;
    lone_delivers(x->sim, frame, x->in_window);
    if (frame->hold_ps == 0) {
        returned(x, buffer, frame);
    } else {
        frame->stage = CLAIM_HELD;
        schedule_claim(x->sim, time_add(now, frame->hold_ps), EVENT_RETURN, frame_number(frame), buffer);
    }
}

static inline void serve(struct express *x, uint32_t buffer, struct frame *frame) {
    struct sim *sim = x->sim;
    const struct plan_protocol *plan = &sim->plan->protocol[0];
    struct protocol_state *state = &sim->protocol[0];
    uint64_t service = lone_service(frame, state, plan);
    frame->hold_ps = draw_next(&state->hold, &plan->hold);
    if (service == 0) {
        delivered(x, buffer, frame);
        return;
    }
    state->busy++;
    frame->stage = CLAIM_SERVED;
    uint64_t end_ps = time_add(sim->state->now_ps, service);
    schedule_claim(sim, end_ps, EVENT_SERVICE_END, frame_number(frame), buffer);
}

static inline void wait_for_server(struct express *x, uint32_t buffer, struct frame *frame) {
    struct protocol_state *state = &x->sim->protocol[0];
    frame->stage = CLAIM_WAITING;
    if (state->backlog.level == 0)
        state->head = buffer;
    else
        x->sim->frame[state->tail].due.next = buffer;
    state->tail = buffer;
    gauge_most(x->sim, &state->backlog, state->backlog.level + 1);
}

static inline void service_over(struct express *x, uint32_t buffer) {
    struct sim *sim = x->sim;
    struct protocol_state *state = &sim->protocol[0];
    uint64_t servers = sim->plan->protocol[0].config->servers;
    state->busy--;
    delivered(x, buffer, &sim->frame[buffer]);
    while (state->backlog.level > 0 && state->busy < servers) {
        uint32_t next = state->head;
        state->head = sim->frame[next].due.next;
        gauge_most(sim, &state->backlog, state->backlog.level - 1);
        serve(x, next, &sim->frame[next]);
    }
}

/* A frame reaches the NIC, which has a descriptor for it; false: the general way must go on. */
static inline bool arrival(struct express *x) {
    struct sim *sim = x->sim;
    uint32_t buffer = express_arrives(x);
    struct frame *frame = &sim->frame[buffer];
    if (sim->protocol[0].busy < sim->plan->protocol[0].config->servers)
        serve(x, buffer, frame);
    else
        wait_for_server(x, buffer, frame);
    return !express_episode_begins(x);
}

static inline void claim_event(struct express *x, struct event event) {
    uint32_t buffer = event_subject_of(event.order);
    wheel_pop(&x->sim->wheel);
    if (event_kind_of(event.order) == EVENT_SERVICE_END)
        service_over(x, buffer);
    else
        returned(x, buffer, &x->sim->frame[buffer]);
}

/* Can the next frame be taken here? */
static inline bool takes_frame(const struct express *x) {
    const struct protocol_state *state = &x->sim->protocol[0];
    const struct protocol_config *config = x->sim->plan->protocol[0].config;
    return x->ring_count > 0 && (state->busy < config->servers || state->backlog.level < config->backlog);
}

/* Everything that is due before until_ps and is of the three kinds, at most so many; returns how many. */
static uint32_t run(struct express *x, uint32_t budget, bool *episode) {
    struct sim *sim = x->sim;
    uint32_t done = 0;
    for (*episode = false; done < budget && !*episode; done++) {
        struct event claim = wheel_peek(&sim->wheel);
        uint64_t other_ps = queue_peek(&sim->events).time_ps;
        uint64_t until_ps = other_ps < x->until_ps ? other_ps : x->until_ps;
        bool arrives = x->arrival_ps < claim.time_ps; /* at one instant buffers come back first */
        uint64_t next_ps = arrives ? x->arrival_ps : claim.time_ps;
        if (next_ps >= until_ps || (arrives && !takes_frame(x)))
            break;
        advance(x, next_ps);
        if (arrives)
            *episode = !arrival(x);
        else
            claim_event(x, claim);
    }
    return done;
}

bool express_may(const struct sim *sim) {
    const struct state *state = sim->state;
    return sim->plan->express && instant_may(sim, 0) && state->next.time_ps == TIME_NEVER &&
           state->dma.count == 0 && state->nic.fifo_count == 0 && sim->pool[0].free_count == 0 &&
           sim->queue[0].ring_count > 0 && !state->ndis.stopped && state->ask == 0;
}

uint32_t express_run(struct sim *sim, uint64_t until_ps, uint32_t budget) {
    struct state *state = sim->state;
    uint64_t warmup = sim->config->warmup_ps, timer = timers_peek(&sim->timers).time_ps;
    struct express x = {
        .sim = sim, .ring = queue_ring(sim, 0), .ring_size = sim->plan->ring, .in_window = in_window(sim)};
    x.until_ps = until_ps < state->end_ps ? until_ps : state->end_ps;
    x.until_ps = timer < x.until_ps ? timer : x.until_ps;
    if (!x.in_window && warmup < x.until_ps)
        x.until_ps = warmup;
    load(&x, sim);
    bool episode = false;
    if (!line_may(&x) && line_serves(sim->plan))
        budget = budget < LINE_AGAIN ? budget : LINE_AGAIN;
    uint32_t done = crowd_serves(sim->plan) ? crowd_run(&x, budget, &episode)
                    : line_may(&x)          ? line_run(&x, budget, &episode)
                                            : run(&x, budget, &episode);
    store(&x);
    if (episode)
        driver_after_chain(sim, 0);
    state->events += done;
    return done;
}
