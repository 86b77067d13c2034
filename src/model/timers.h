/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Timers: a few events that are set, moved and cancelled at will (sources' next frames, interrupt moderation,
 * idle times). They live in slots beside the event queue under a winner tree, so nothing stale is ever left
 * in the queue: a heap with cancellation was measured 5 to 25 % slower on everything else. */
#ifndef RXP_TIMERS_H
#define RXP_TIMERS_H

#include "event.h"
#include "simtime.h"

/* A bound view, like struct queue: winner and slot are plain memory in the caller's block. */
struct timers {
    uint32_t leaves;    /* a power of two, at least 2 */
    uint16_t *winner;   /* winner[1] is the least; node i has children 2i and 2i + 1; `leaves` of them */
    struct event *slot; /* `leaves` of them */
};

/* Room for so many timers. */
static inline uint32_t timers_leaves(uint32_t count) {
    uint32_t leaves = 2;
    while (leaves < count)
        leaves *= 2;
    return leaves;
}

static inline uint16_t timers_child(const struct timers *timers, uint32_t node) {
    return node >= timers->leaves ? (uint16_t)(node - timers->leaves) : timers->winner[node];
}

static inline void timers_init(struct timers *timers) {
    for (uint32_t i = 0; i < timers->leaves; i++)
        timers->slot[i] = (struct event){TIME_NEVER, UINT64_MAX};
    for (uint32_t node = timers->leaves - 1; node > 0; node--)
        timers->winner[node] = timers_child(timers, 2 * node);
}

static inline void timers_set(struct timers *timers, uint32_t slot, struct event event) {
    timers->slot[slot] = event;
    for (uint32_t node = (timers->leaves + slot) / 2; node > 0; node /= 2) {
        uint16_t left = timers_child(timers, 2 * node);
        uint16_t right = timers_child(timers, 2 * node + 1);
        timers->winner[node] = event_before(timers->slot[right], timers->slot[left]) ? right : left;
    }
}

static inline void timers_clear(struct timers *timers, uint32_t slot) {
    if (timers->slot[slot].time_ps != TIME_NEVER)
        timers_set(timers, slot, (struct event){TIME_NEVER, UINT64_MAX});
}

/* The least slot, and its event: TIME_NEVER when no timer runs. */
static inline uint32_t timers_least(const struct timers *timers) {
    return timers->winner[1];
}

static inline struct event timers_peek(const struct timers *timers) {
    return timers->slot[timers->winner[1]];
}

#endif
