/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How wide a bucket is. */
#include "wheel.h"

#include <string.h>

#define UNTIL_FIRST 32u
#define UNTIL_MOST 8192u
#define SHIFT_MOST 48u

static uint32_t log2_of(uint64_t value) {
    return value > 0 ? 63u - (uint32_t)__builtin_clzll(value) : 0;
}

static void clear(struct wheel *wheel) {
    uint32_t buckets = wheel->state->mask + 1;
    memset(wheel->bit, 0, buckets / 64 * sizeof *wheel->bit);
    memset(wheel->group, 0, wheel_groups(buckets) * sizeof *wheel->group);
    wheel->state->least = queue_nothing;
    wheel->state->count = 0;
}

void wheel_init(struct wheel *wheel) {
    *wheel->state = (struct wheel_state){.shift = 20, .mask = 63, .until = UNTIL_FIRST};
    clear(wheel);
}

/* All that is pending, as a chain with the last first. */
static uint32_t take_all(struct wheel *wheel) {
    struct wheel_state *state = wheel->state;
    uint32_t chain = WHEEL_NONE;
    while (state->count > 0) {
        uint32_t id = state->id;
        wheel_pop(wheel);
        wheel->next[id] = chain;
        chain = id;
    }
    return chain;
}

/* With the last first every event becomes the first of its bucket: no walking. */
static void rebuild(struct wheel *wheel, struct queue *far, uint64_t now_ps, uint32_t shift, uint32_t mask) {
    struct wheel_state *state = wheel->state;
    uint32_t chain = take_all(wheel);
    state->shift = shift;
    state->mask = mask;
    clear(wheel);
    while (chain != WHEEL_NONE) {
        uint32_t id = chain;
        struct event event = wheel->event[id];
        chain = wheel->next[id];
        if ((event.time_ps >> shift) - (now_ps >> shift) > mask)
            queue_push(far, event);
        else
            wheel_place(wheel, event, id);
    }
}

/* The horizon, in mean delays: beyond four of them are 1.8 % of exponential ones, which a small heap takes.
 */
static uint64_t delays_ahead(const struct wheel *wheel) {
    return wheel->capacity <= 16384 ? 4 : 6;
}

/* The width for this mean time between pushes and the mean delay that follows: no more than the former,
 * unless all the buckets there are would not reach far enough; then only as many buckets as are needed. */
void wheel_tune(struct wheel *wheel, struct queue *far, uint64_t now_ps) {
    struct wheel_state *state = wheel->state;
    uint64_t gap = (now_ps - state->tuned_ps) / state->pushes;
    uint64_t pending = (uint64_t)state->count + queue_count(far); /* of other kinds, too */
    pending = pending < wheel->capacity ? pending : wheel->capacity;
    u128 ahead = (u128)gap * (delays_ahead(wheel) * pending); /* Little's law */
    uint64_t reach = ahead < UINT64_MAX ? (uint64_t)ahead : UINT64_MAX;
    uint32_t shift = log2_of(gap >> 2), mask = 63;
    while (shift < SHIFT_MOST && reach >> shift >= wheel->buckets)
        shift++;
    while (mask < wheel->buckets - 1 && reach >> shift > mask)
        mask = 2 * mask + 1;
    bool narrow = shift > state->shift, wide = shift + 1 < state->shift;
    bool close = mask > state->mask;
    if (narrow || wide || close)
        rebuild(wheel, far, now_ps, shift, mask);
    state->tuned_ps = now_ps;
    state->pushes = 0;
    state->until = state->until < UNTIL_MOST ? 2 * state->until : UNTIL_MOST;
}
