/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Returns and arrivals in bulk.
 *
 * While completions wait for the next chain (frequent.c) and a descriptor is there for every frame that can
 * arrive until then, returns and arrivals know nothing of each other: returns change what is ready and what
 * is with protocols, arrivals what is filled, and neither what the other looks at. So all returns go first,
 * each at its own instant, and then all arrivals of the same time: two loops that the processor predicts
 * better than the two kinds as they come, with levels that move once. It ends at the first return after which
 * a policy must be asked, a block is given back or anything else stirs; arrivals then go only as far.
 *
 * Extremes of levels need no look in between: within a loop of the same steps each level only rises or only
 * falls, from a value that has lasted to one that will.
 *
 * A frame of the flood in tests/bench takes 944 instructions so, and took 1224 with the two kinds as they
 * come (docs/performance.md has the steps). */
#include "bulk.h"

#include "lone.h"
#include "nic_inner.h"
#include "wire_inner.h"

uint32_t bulk_completions(struct sim *sim, uint64_t until_ps) {
    struct queue_data *queue = &sim->queue[0];
    uint32_t done = 0;
    for (uint64_t at_ps; (at_ps = sim->state->dma.next_ps) < until_ps; done++) {
        uint32_t buffer = dma_pop(sim);
        if (queue->unannounced + done == 0)
            queue->first_unannounced_ps = at_ps;
        sim->buffer_place[buffer] = BUFFER_FILLED;
        filled_push(sim, queue, buffer);
    }
    queue->unannounced += done;
    return done;
}

/* The clock goes to an instant, back to one even: no level is looked at. */
static inline void turn_to(struct sim *sim, uint64_t ps) {
    sim->state->now_ps = sim->state->meter.stamp_ps = ps;
}

/* Levels that moved at instants of which this is the sum. */
static inline void moved(struct sim *sim, enum level level, int64_t by, u128 instants) {
    struct meter *meter = &sim->state->meter;
    meter->level[level] += (uint64_t)by;
    meter->moment[level] += by < 0 ? (u128)0 - instants : instants;
}

/* A buffer whose hold is over goes on the ring, but for the levels; false: it must go another way. */
static inline bool posts(struct sim *sim, uint32_t buffer) {
    struct queue_data *queue = &sim->queue[0];
    struct pool_state *pool = &sim->pool[0];
    if (pool->free_count > 0 || queue->occupied >= sim->plan->ring || buffer_drains(sim, buffer))
        return false;
    lone_accounts(sim, &sim->state->digest, &sim->frame[buffer], sim->state->now_ps);
    pool->indicated--;
    pool->ready++;
    ready_changed(sim, 0);
    uint32_t at = queue->ring_head + queue->ring_count;
    queue_ring(sim, 0)[at >= sim->plan->ring ? at - sim->plan->ring : at] = buffer;
    sim->buffer_place[buffer] = BUFFER_POSTED;
    queue->visible = ++queue->ring_count;
    queue->occupied++;
    queue->taken++;
    queue->told = true;
    if (MODEL_CHECKS)
        address_posted(sim, buffer);
    return true;
}

/* Buffers that went on the ring, at instants of which this is the sum. */
struct posted {
    uint32_t count;
    u128 instants;
};

static void settle(struct sim *sim, struct posted *posted) {
    moved(sim, LEVEL_INDICATED, -(int64_t)posted->count, posted->instants);
    moved(sim, LEVEL_READY, posted->count, posted->instants);
    moved(sim, LEVEL_POSTED, posted->count, posted->instants);
    *posted = (struct posted){0, 0};
}

/* Any other end of a service or a hold: by itself. */
static void other_end(struct sim *sim, uint64_t order) {
    if (event_kind_of(order) == EVENT_RETURN)
        lone_returns(sim, event_subject_of(order));
    else
        protocol_service_end(sim, event_subject_of(order));
}

/* Returns before that instant; when something stirs, or the budget is used up, that is the instant's end. */
static uint32_t returns(struct sim *sim, uint64_t *before_ps, uint32_t budget) {
    const uint32_t pending = sim->events.state->count;
    struct posted posted = {0, 0};
    uint32_t done = 0;
    bool look = true; /* at what holds now, when time moves */
    for (uint64_t at_ps; (at_ps = wheel_peek(&sim->wheel).time_ps) < *before_ps;) {
        uint64_t order = wheel_peek(&sim->wheel).order;
        wheel_pop(&sim->wheel);
        if (look && at_ps > sim->state->now_ps)
            meter_advance(sim, at_ps);
        turn_to(sim, at_ps);
        look = !(event_kind_of(order) == EVENT_RETURN && posts(sim, event_subject_of(order)));
        if (look) {
            settle(sim, &posted);
            other_end(sim, order);
        } else {
            posted.count++;
            posted.instants += at_ps;
        }
        done++;
        if ((look ? bulk_stirs(sim, pending, *before_ps) : sim->state->ask > 0) || done >= budget)
            *before_ps = at_ps; /* at that instant more may return */
    }
    settle(sim, &posted);
    return done;
}

static uint32_t arrivals(struct sim *sim, uint64_t before_ps) {
    struct state *state = sim->state;
    u128 instants = 0;
    uint32_t done = 0;
    for (uint64_t at_ps; (at_ps = state->arrival.time_ps) < before_ps; done++) {
        struct arrived frame;
        turn_to(sim, at_ps);
        instants += at_ps;
        if (sim->plan->wire)
            wire_ends(sim, &frame);
        else
            wire_next(sim, (uint32_t)event_number_of(state->arrival.order), &frame);
        nic_counts(sim, &frame);
        nic_fills(sim, &frame);
    }
    sim->pool[0].filled += done;
    moved(sim, LEVEL_POSTED, -(int64_t)done, instants);
    moved(sim, LEVEL_FILLED, done, instants);
    return done;
}

uint32_t bulk_run(struct sim *sim, uint64_t limit_ps, uint32_t budget) {
    struct state *state = sim->state;
    uint64_t room_ps = time_add(state->arrival.time_ps, sim->queue[0].visible * sim->plan->apart_ps);
    uint64_t before_ps = limit_ps < room_ps ? limit_ps : room_ps;
    model_ensure(state->nic.fifo_count == 0); /* what waits there would be pumped: a descriptor is visible */
    uint32_t done = returns(sim, &before_ps, budget);
    uint64_t reached_ps = state->now_ps;
    done += arrivals(sim, before_ps);
    if (state->now_ps < reached_ps)
        turn_to(sim, reached_ps);
    return done;
}
