/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A timing wheel: for many events that are pending at once and are never cancelled (buffers on their way
 * back).
 *
 * A circle of buckets, each `2^shift` picoseconds wide, and a bitmap of those that hold something. An event
 * is put into its bucket in order and found again by the next set bit, so both cost the same with ten pending
 * as with a hundred thousand; a heap climbs a level for every factor of four, and each comparison on its way
 * is a coin toss for the predictor. The width follows the load: a quarter of the mean time between events,
 * and wide enough for the circle to reach several mean delays ahead (wheel.c). What lies beyond the horizon
 * goes into the caller's queue instead, and stays there: the caller takes the least of both.
 *
 * Every event has an id below the capacity, the caller's name for it: at most one event of an id is in the
 * wheel. Order is that of queue.h, by time and then by order, whatever the widths. State is plain memory in
 * the caller's flat block; struct wheel is a bound view, as struct queue is. */
#ifndef RXP_WHEEL_H
#define RXP_WHEEL_H

#include "queue.h"

#define WHEEL_NONE UINT32_MAX

struct wheel_state {
    struct event least; /* {TIME_NEVER, UINT64_MAX}: empty */
    uint32_t id;        /* of it */
    uint32_t count;
    uint32_t shift;
    uint32_t mask;     /* buckets in use - 1: a power of two, at least 64 of them */
    uint64_t tuned_ps; /* the width was looked at then, ... */
    uint32_t pushes;   /* ... there were so many since, ... */
    uint32_t until;    /* ... and it is looked at again after so many */
};

struct wheel {
    struct wheel_state *state;
    struct event *event;   /* by id */
    uint64_t *bit, *group; /* which buckets hold something; which words of `bit` are not 0 */
    uint32_t *next;        /* by id: the one after it in its bucket; WHEEL_NONE */
    uint32_t *bucket;      /* the first id in it; undefined where the bit is 0 */
    uint32_t capacity, buckets;
};

/* Room for the buckets of a wheel: how many, and the words of the two bitmaps. A small wheel costs nothing
 * and has so many that two events hardly ever meet in one: M/M/64/64 took 1.18 times as long with four for
 * each event as with sixteen. A large one is better kept near: 105,000 events took 1.07 times as long with
 * eight as with four. */
static inline uint32_t wheel_buckets(uint32_t capacity) {
    uint64_t each = capacity <= 256 ? 16 : capacity <= 16384 ? 8 : 4;
    uint32_t buckets = 64;
    while (buckets < each * capacity)
        buckets *= 2;
    return buckets;
}
static inline uint32_t wheel_groups(uint32_t buckets) {
    return (buckets / 64 + 63) / 64;
}

/* Empties a bound wheel. */
void wheel_init(struct wheel *wheel);

/* Looks at the width again; `far` takes what a closer horizon leaves outside. */
void wheel_tune(struct wheel *wheel, struct queue *far, uint64_t now_ps);

static inline struct event wheel_peek(const struct wheel *wheel) {
    return wheel->state->least;
}

/* Puts the event of this id into the bucket of its time, which is within the horizon. */
static inline void wheel_place(struct wheel *wheel, struct event event, uint32_t id) {
    struct wheel_state *state = wheel->state;
    uint32_t at = (uint32_t)(event.time_ps >> state->shift) & state->mask;
    uint64_t bit = UINT64_C(1) << (at & 63);
    wheel->event[id] = event;
    if (!(wheel->bit[at / 64] & bit)) {
        wheel->bit[at / 64] |= bit;
        wheel->group[at / 4096] |= UINT64_C(1) << (at / 64 & 63);
        wheel->next[id] = WHEEL_NONE;
        wheel->bucket[at] = id;
    } else {
        uint32_t *link = &wheel->bucket[at];
        while (*link != WHEEL_NONE && queue_before(&wheel->event[*link], &event))
            link = &wheel->next[*link];
        wheel->next[id] = *link;
        *link = id;
    }
    if (queue_before(&event, &state->least)) {
        state->least = event;
        state->id = id;
    }
    state->count++;
}

/* now_ps: nothing that is pending is earlier, and nothing that will be pushed. */
static inline void wheel_push(struct wheel *wheel, struct queue *far, uint64_t now_ps, struct event event,
                              uint32_t id) {
    struct wheel_state *state = wheel->state;
    model_ensure(event.time_ps != TIME_NEVER && event.time_ps >= now_ps && id < wheel->capacity);
    if (++state->pushes >= state->until)
        wheel_tune(wheel, far, now_ps);
    if ((event.time_ps >> state->shift) - (now_ps >> state->shift) > state->mask)
        queue_push(far, event);
    else
        wheel_place(wheel, event, id);
}

/* The first bucket after `at` that holds something, round the circle. There is one. */
static inline uint32_t wheel_after(const struct wheel *wheel, uint32_t at) {
    uint32_t word = at / 64, group = word / 64, groups = wheel_groups(wheel->state->mask + 1);
    uint64_t rest = wheel->bit[word] >> (at & 63);
    if (rest)
        return at + (uint32_t)__builtin_ctzll(rest);
    rest = wheel->group[group] & ~UINT64_C(1) << (word & 63);
    while (!rest) {
        group = group + 1 < groups ? group + 1 : 0;
        rest = wheel->group[group];
    }
    word = group * 64 + (uint32_t)__builtin_ctzll(rest);
    return word * 64 + (uint32_t)__builtin_ctzll(wheel->bit[word]);
}

/* Takes the least event out. The wheel must not be empty. */
static inline void wheel_pop(struct wheel *wheel) {
    struct wheel_state *state = wheel->state;
    uint32_t at = (uint32_t)(state->least.time_ps >> state->shift) & state->mask;
    uint32_t next = wheel->next[state->id];
    model_ensure(state->count > 0 && wheel->bucket[at] == state->id);
    state->count--;
    if (next == WHEEL_NONE) {
        wheel->bit[at / 64] &= ~(UINT64_C(1) << (at & 63));
        if (!wheel->bit[at / 64])
            wheel->group[at / 4096] &= ~(UINT64_C(1) << (at / 64 & 63));
        if (state->count == 0) {
            state->least = queue_nothing;
            return;
        }
        at = wheel_after(wheel, at);
        next = wheel->bucket[at];
    } else {
        wheel->bucket[at] = next;
    }
    state->id = next;
    state->least = wheel->event[next];
}

#endif
