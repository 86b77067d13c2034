/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A lane: events that are made in the order in which they happen need no heap.
 *
 * What leaves a pipeline of constant latency (DMA completions) is sorted as it comes; a circle of events
 * gives it back at the cost of two memory accesses. The caller compares the lane's head with the queue's. An
 * event that would break the order is a defect of the caller: the checking build finds it. State and events
 * are plain memory in the caller's flat block; struct lane is a bound view, as struct queue is. */
#ifndef RXP_LANE_H
#define RXP_LANE_H

#include "ensure.h"
#include "event.h"
#include "simtime.h"

struct lane_state {
    uint32_t head;
    uint32_t count;
};

struct lane {
    struct lane_state *state;
    struct event *event; /* capacity of them */
    uint32_t capacity;
};

static inline struct event lane_peek(const struct lane *lane) {
    return lane->state->count ? lane->event[lane->state->head] : (struct event){TIME_NEVER, UINT64_MAX};
}

/* Its time alone; TIME_NEVER: it is empty. */
static inline uint64_t lane_ps(const struct lane *lane) {
    return lane->state->count ? lane->event[lane->state->head].time_ps : TIME_NEVER;
}

static inline void lane_push(struct lane *lane, struct event event) {
    struct lane_state *state = lane->state;
    uint32_t at = state->head + state->count;
    ensure(state->count < lane->capacity);
    model_ensure(state->count == 0 ||
                 event_before(lane->event[(at + lane->capacity - 1) % lane->capacity], event));
    lane->event[at >= lane->capacity ? at - lane->capacity : at] = event;
    state->count++;
}

/* Takes the head out; the lane must not be empty. */
static inline void lane_pop(struct lane *lane) {
    struct lane_state *state = lane->state;
    model_ensure(state->count > 0);
    state->head = state->head + 1 == lane->capacity ? 0 : state->head + 1;
    state->count--;
}

#endif
