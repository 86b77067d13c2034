/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A timing wheel: for many events that are pending at once and are never cancelled (buffers on their way
 * back).
 *
 * A circle of buckets, each `2^shift` picoseconds wide, and a bitmap of those that hold something. An event
 * is put into its bucket in order and found again by the next set bit, so both cost the same with ten pending
 * as with a hundred thousand; a heap climbs a level for every factor of four, and each comparison on its way
 * is a coin toss for the predictor. The width follows the load: a quarter of the mean time between events,
 * and wide enough for the circle to reach several mean delays ahead (wheel.c). What lies beyond the horizon
 * when it comes stays apart, in a pairing heap (Fredman, Sedgewick, Sleator, Tarjan, "The Pairing Heap",
 * 1986) that is made of the same two links.
 *
 * A wheel that is larger than a cache has fewer buckets, and puts an event in front of what its bucket holds
 * without a look at it; a bucket is put in order when its time has come, and fetched ahead meanwhile. With
 * 105,000 pending that takes 0.8 to 0.9 of the time of buckets that are always in order, and a quarter of
 * their memory.
 *
 * Every event has an id below the capacity, the caller's name for it: at most one event of an id is in the
 * wheel. Its entry lies in the caller's record of that id, in the cache line that the caller looks at anyway
 * when the event happens; while no event of the id is in the wheel the links are the caller's to use. Order
 * is that of queue.h, by time and then by order, whatever the widths. State is plain memory in the caller's
 * flat block; struct wheel is a bound view, as struct queue is. */
#ifndef RXP_WHEEL_H
#define RXP_WHEEL_H

#include "queue.h"

#define WHEEL_NONE UINT32_MAX
#define WHEEL_NEAR 16384u  /* entries that are in a cache */
#define WHEEL_SHORT 65536u /* ids that 16 bits can name */
#define WHEEL_STRIDE 64u   /* bytes from an id's entry to the next one's */

struct wheel_entry {
    uint64_t time_ps, order;
    uint32_t next; /* the one after it in its bucket, or in its parent's children: WHEEL_NONE */
    uint32_t far;  /* beyond the horizon: the first of its children; WHEEL_NONE */
};

/* The least is in a bucket if anything is: nothing beyond the horizon is earlier, or it has been fetched. */
struct wheel_state {
    struct event least; /* {TIME_NEVER, UINT64_MAX}: empty */
    uint64_t far_ps;    /* the least beyond the horizon; TIME_NEVER: none */
    uint32_t id;        /* of the least */
    uint32_t count;
    uint32_t far_id, far_count;
    uint32_t shift;
    uint32_t mask;     /* buckets in use - 1: a power of two, at least 64 of them */
    uint64_t tuned_ps; /* the width was looked at then, ... */
    uint32_t pushes;   /* ... there were so many since, ... */
    uint32_t until;    /* ... and it is looked at again after so many */
    uint32_t scout;    /* of the next bucket: fetched so far; WHEEL_NONE */
    uint32_t joined;   /* the last that was put behind others in its bucket, and is there; WHEEL_NONE */
};

struct wheel {
    struct wheel_state *state;
    char *entry;           /* that of id 0 */
    uint64_t *bit, *group; /* which buckets hold something; which words of `bit` are not 0 */
    void *bucket; /* the first id in it, of 2 bytes each where that is enough; undefined where the bit is 0 */
    uint32_t capacity, buckets;
};

static inline struct wheel_entry *wheel_at(const struct wheel *wheel, uint32_t id) {
    return (struct wheel_entry *)(void *)(wheel->entry + (size_t)id * WHEEL_STRIDE);
}

/* Room for the buckets of a wheel: how many, and the words of the two bitmaps. A small wheel costs nothing
 * and has so many that two events hardly ever meet in one: M/M/64/64 took 1.18 times as long with four for
 * each event as with sixteen. A large one is better kept near. */
static inline uint32_t wheel_buckets(uint32_t capacity) {
    uint64_t each = capacity <= 256 ? 16 : capacity <= WHEEL_NEAR ? 8 : 1;
    uint32_t buckets = 64;
    while (buckets < each * capacity)
        buckets *= 2;
    return buckets;
}
static inline size_t wheel_bucket_bytes(uint32_t capacity) {
    return wheel_buckets(capacity) * (capacity <= WHEEL_SHORT ? sizeof(uint16_t) : sizeof(uint32_t));
}
static inline uint32_t wheel_groups(uint32_t buckets) {
    return (buckets / 64 + 63) / 64;
}

/* Empties a bound wheel. */
void wheel_init(struct wheel *wheel);

/* The width is looked at again. */
void wheel_tune(struct wheel *wheel, uint64_t now_ps);

/* One that the horizon does not reach comes. */
void wheel_push_far(struct wheel *wheel, uint32_t id);

/* The least of a bucket is not before what lies beyond the horizon: that is fetched. Or no bucket has any. */
void wheel_reach(struct wheel *wheel);

/* A bucket's events in order: from the first one before to the first one now. */
uint32_t wheel_sorted(const struct wheel *wheel, uint32_t chain);

/* Takes out the least one where all are beyond the horizon. */
void wheel_pop_far(struct wheel *wheel);

/* Empties it; returns all that was pending as a chain linked by `next`, the last first. */
uint32_t wheel_take_all(struct wheel *wheel);

static inline struct event wheel_peek(const struct wheel *wheel) {
    return wheel->state->least;
}

static inline bool wheel_before(const struct wheel_entry *a, const struct wheel_entry *b) {
    return ((u128)a->time_ps << 64 | a->order) < ((u128)b->time_ps << 64 | b->order);
}

static inline uint32_t wheel_bucket(const struct wheel *wheel, uint64_t time_ps) {
    return (uint32_t)(time_ps >> wheel->state->shift) & wheel->state->mask;
}

static inline uint32_t wheel_first(const struct wheel *wheel, uint32_t at) {
    return wheel->capacity <= WHEEL_SHORT ? ((const uint16_t *)wheel->bucket)[at]
                                          : ((const uint32_t *)wheel->bucket)[at];
}
static inline void wheel_set_first(const struct wheel *wheel, uint32_t at, uint32_t id) {
    if (wheel->capacity <= WHEEL_SHORT)
        ((uint16_t *)wheel->bucket)[at] = (uint16_t)id;
    else
        ((uint32_t *)wheel->bucket)[at] = id;
}

/* Its place in an ordered bucket, which is not the first; returns the one after it. Of many that are due at
 * one instant each is looked for behind the one before: 160,000 frames in batches of 8,000 took 0.9 s of
 * processor time without, and take less than 0.01. */
static inline uint32_t wheel_join(struct wheel *wheel, uint32_t at, uint32_t first, uint32_t id) {
    uint32_t joined = wheel->state->joined;
    bool behind = joined != WHEEL_NONE && wheel_bucket(wheel, wheel_at(wheel, joined)->time_ps) == at &&
                  wheel_before(wheel_at(wheel, joined), wheel_at(wheel, id));
    uint32_t *link = &wheel_at(wheel, behind ? joined : first)->next;
    while (*link != WHEEL_NONE && wheel_before(wheel_at(wheel, *link), wheel_at(wheel, id)))
        link = &wheel_at(wheel, *link)->next;
    uint32_t next = *link;
    *link = id;
    wheel->state->joined = id;
    return next;
}

/* Puts the event, which its entry has, into the bucket of its time, which is within the horizon. */
static inline void wheel_place(struct wheel *wheel, struct event event, uint32_t id) {
    struct wheel_state *state = wheel->state;
    struct wheel_entry *entry = wheel_at(wheel, id);
    uint32_t at = wheel_bucket(wheel, event.time_ps);
    uint64_t bit = UINT64_C(1) << (at & 63);
    uint32_t next = WHEEL_NONE;
    if (!(wheel->bit[at / 64] & bit)) {
        wheel->bit[at / 64] |= bit;
        wheel->group[at / 4096] |= UINT64_C(1) << (at / 64 & 63);
        wheel_set_first(wheel, at, id);
    } else {
        bool sorts = wheel->capacity <= WHEEL_NEAR || at == wheel_bucket(wheel, state->least.time_ps);
        next = wheel_first(wheel, at);
        if (sorts && wheel_before(wheel_at(wheel, next), entry))
            next = wheel_join(wheel, at, next, id);
        else
            wheel_set_first(wheel, at, id);
    }
    entry->next = next;
    bool first = state->count++ == state->far_count;
    if (first | queue_before(&event, &state->least)) {
        state->least = event;
        state->id = id;
        if (first)
            wheel_reach(wheel); /* what is beyond the horizon may be earlier */
    }
}

/* By its bucket or beyond the horizon. now_ps: nothing that is pending is earlier. */
static inline void wheel_put(struct wheel *wheel, uint64_t now_ps, struct event event, uint32_t id) {
    struct wheel_state *state = wheel->state;
    struct wheel_entry *entry = wheel_at(wheel, id);
    entry->time_ps = event.time_ps;
    entry->order = event.order;
    if ((event.time_ps >> state->shift) - (now_ps >> state->shift) > state->mask)
        wheel_push_far(wheel, id);
    else
        wheel_place(wheel, event, id);
}

/* now_ps: nothing that is pending is earlier, and nothing that will be pushed. */
static inline void wheel_push(struct wheel *wheel, uint64_t now_ps, struct event event, uint32_t id) {
    struct wheel_state *state = wheel->state;
    model_ensure(event.time_ps != TIME_NEVER && event.time_ps >= now_ps && id < wheel->capacity);
    if (++state->pushes >= state->until)
        wheel_tune(wheel, now_ps);
    wheel_put(wheel, now_ps, event, id);
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

/* A large wheel's entries are in no cache, and a bucket's are found one from the other: so those of the
 * bucket after the one at hand are fetched ahead, one with each event that happens. */
static inline void wheel_scout(struct wheel *wheel, uint32_t from) {
    wheel->state->scout = from;
    if (from != WHEEL_NONE)
        __builtin_prefetch(wheel_at(wheel, from));
}
static inline void wheel_scout_bucket(struct wheel *wheel, uint32_t at) {
    uint64_t rest = wheel->bit[at / 64] >> (at & 63) & ~UINT64_C(1);
    wheel_scout(wheel, rest ? wheel_first(wheel, at + (uint32_t)__builtin_ctzll(rest)) : WHEEL_NONE);
}

/* Takes the least event out. The wheel must not be empty. */
static inline void wheel_pop(struct wheel *wheel) {
    struct wheel_state *state = wheel->state;
    if (state->count == state->far_count) {
        wheel_pop_far(wheel);
        return;
    }
    uint32_t at = wheel_bucket(wheel, state->least.time_ps);
    uint32_t next = wheel_at(wheel, state->id)->next;
    state->joined = state->joined == state->id ? WHEEL_NONE : state->joined;
    model_ensure(state->count > 0 && wheel_first(wheel, at) == state->id);
    state->count--;
    if (next == WHEEL_NONE) {
        wheel->bit[at / 64] &= ~(UINT64_C(1) << (at & 63));
        if (!wheel->bit[at / 64])
            wheel->group[at / 4096] &= ~(UINT64_C(1) << (at / 64 & 63));
        if (state->count == state->far_count) {
            wheel_reach(wheel);
            return;
        }
        at = wheel_after(wheel, at);
        next = wheel_first(wheel, at);
        if (wheel->capacity > WHEEL_NEAR) {
            next = wheel_sorted(wheel, next);
            wheel_set_first(wheel, at, next);
            wheel_scout_bucket(wheel, at);
        }
    } else {
        wheel_set_first(wheel, at, next);
        if (wheel->capacity > WHEEL_NEAR && state->scout != WHEEL_NONE)
            wheel_scout(wheel, wheel_at(wheel, state->scout)->next);
    }
    const struct wheel_entry *entry = wheel_at(wheel, next);
    state->id = next;
    state->least.time_ps = entry->time_ps;
    state->least.order = entry->order;
    if (entry->time_ps >= state->far_ps)
        wheel_reach(wheel);
}

#endif
