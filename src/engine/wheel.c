/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens now and then: how wide a bucket is, and what lies beyond the horizon. */
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
    wheel->state->scout = wheel->state->joined = WHEEL_NONE;
}

void wheel_init(struct wheel *wheel) {
    *wheel->state = (struct wheel_state){
        .least = queue_nothing, .far_ps = TIME_NEVER, .shift = 20, .mask = 63, .until = UNTIL_FIRST};
    clear(wheel);
}

/* Two heaps become one: the root that comes later is the other's first child. */
static uint32_t meld(const struct wheel *wheel, uint32_t a, uint32_t b) {
    struct wheel_entry *first = wheel_at(wheel, a), *second = wheel_at(wheel, b);
    if (wheel_before(second, first)) {
        first->next = second->far;
        second->far = a;
        return b;
    }
    second->next = first->far;
    first->far = b;
    return a;
}

/* The same of two chains that are in order. */
static uint32_t merge(const struct wheel *wheel, uint32_t a, uint32_t b) {
    uint32_t first = WHEEL_NONE, *link = &first;
    while (a != WHEEL_NONE && b != WHEEL_NONE) {
        bool from_b = wheel_before(wheel_at(wheel, b), wheel_at(wheel, a));
        uint32_t *from = from_b ? &b : &a;
        *link = *from;
        link = &wheel_at(wheel, *from)->next;
        *from = *link;
    }
    *link = a != WHEEL_NONE ? a : b;
    return first;
}

/* part[i] is a chain of 2^i of them, in order, or none. */
uint32_t wheel_sorted(const struct wheel *wheel, uint32_t chain) {
    uint32_t part[32], parts = 0, sorted = WHEEL_NONE;
    if (wheel_at(wheel, chain)->next == WHEEL_NONE)
        return chain;
    while (chain != WHEEL_NONE) {
        uint32_t run = chain, i = 0;
        chain = wheel_at(wheel, run)->next;
        wheel_at(wheel, run)->next = WHEEL_NONE;
        for (; i < parts && part[i] != WHEEL_NONE; i++) {
            run = merge(wheel, part[i], run);
            part[i] = WHEEL_NONE;
        }
        parts += i == parts;
        part[i] = run;
    }
    for (uint32_t i = 0; i < parts; i++)
        sorted = merge(wheel, part[i], sorted);
    return sorted;
}

static void set_far(struct wheel *wheel, uint32_t id) {
    wheel->state->far_id = id;
    wheel->state->far_ps = wheel_at(wheel, id)->time_ps;
}

static void take_least(struct wheel *wheel, uint32_t id) {
    const struct wheel_entry *entry = wheel_at(wheel, id);
    wheel->state->least = (struct event){entry->time_ps, entry->order};
    wheel->state->id = id;
}

void wheel_push_far(struct wheel *wheel, uint32_t id) {
    struct wheel_state *state = wheel->state;
    struct wheel_entry *entry = wheel_at(wheel, id);
    entry->next = entry->far = WHEEL_NONE;
    set_far(wheel, state->far_count == 0 ? id : meld(wheel, state->far_id, id));
    if (state->count++ == state->far_count++)
        take_least(wheel, state->far_id);
}

/* The root goes: its children meld in pairs as they come, and the pairs one by one from the last. */
static void pop_root(struct wheel *wheel) {
    uint32_t pairs = WHEEL_NONE, child = wheel_at(wheel, wheel->state->far_id)->far;
    wheel->state->far_ps = TIME_NEVER;
    wheel->state->far_count--;
    wheel->state->count--;
    while (child != WHEEL_NONE) {
        uint32_t first = child, second = wheel_at(wheel, first)->next;
        child = second == WHEEL_NONE ? WHEEL_NONE : wheel_at(wheel, second)->next;
        uint32_t root = second == WHEEL_NONE ? first : meld(wheel, first, second);
        wheel_at(wheel, root)->next = pairs;
        pairs = root;
    }
    if (pairs == WHEEL_NONE)
        return;
    uint32_t root = pairs;
    for (uint32_t next = wheel_at(wheel, pairs)->next; next != WHEEL_NONE;) {
        uint32_t after = wheel_at(wheel, next)->next;
        root = meld(wheel, root, next);
        next = after;
    }
    set_far(wheel, root);
}

void wheel_pop_far(struct wheel *wheel) {
    pop_root(wheel);
    if (wheel->state->far_count > 0)
        take_least(wheel, wheel->state->far_id);
    else
        wheel->state->least = queue_nothing;
}

/* What is earlier than the least in a bucket is within the horizon by now. */
void wheel_reach(struct wheel *wheel) {
    struct wheel_state *state = wheel->state;
    if (state->count == state->far_count) {
        state->least = queue_nothing;
        if (state->far_count > 0)
            take_least(wheel, state->far_id);
        return;
    }
    while (state->far_ps <= state->least.time_ps) {
        uint32_t id = state->far_id;
        const struct wheel_entry *entry = wheel_at(wheel, id);
        pop_root(wheel);
        wheel_place(wheel, (struct event){entry->time_ps, entry->order}, id);
    }
}

uint32_t wheel_take_all(struct wheel *wheel) {
    struct wheel_state *state = wheel->state;
    uint32_t chain = WHEEL_NONE;
    while (state->count > 0) {
        uint32_t id = state->id;
        wheel_pop(wheel);
        wheel_at(wheel, id)->next = chain;
        chain = id;
    }
    return chain;
}

/* Other buckets for what they hold; what lies beyond the horizon stays there. */
static void rebuild(struct wheel *wheel, uint64_t now_ps, uint32_t shift, uint32_t mask) {
    struct wheel_state *state = wheel->state;
    uint32_t chain = WHEEL_NONE;
    while (state->count > state->far_count) {
        uint32_t id = state->id;
        wheel_pop(wheel);
        wheel_at(wheel, id)->next = chain;
        chain = id;
    }
    state->shift = shift;
    state->mask = mask;
    clear(wheel);
    while (chain != WHEEL_NONE) {
        const struct wheel_entry *entry = wheel_at(wheel, chain);
        uint32_t id = chain;
        chain = entry->next;
        wheel_put(wheel, now_ps, (struct event){entry->time_ps, entry->order}, id);
    }
}

/* The horizon, in mean delays: beyond four of them are 1.8 % of exponential ones, which a small heap takes.
 */
static uint64_t delays_ahead(const struct wheel *wheel) {
    return wheel->capacity <= WHEEL_NEAR ? 4 : 6;
}

/* The width for this mean time between pushes and the mean delay that follows: no more than the former,
 * unless all the buckets there are would not reach far enough; then only as many buckets as are needed. */
void wheel_tune(struct wheel *wheel, uint64_t now_ps) {
    struct wheel_state *state = wheel->state;
    uint64_t gap = (now_ps - state->tuned_ps) / state->pushes;
    u128 ahead = (u128)gap * (delays_ahead(wheel) * (uint64_t)state->count); /* Little's law */
    uint64_t reach = ahead < UINT64_MAX ? (uint64_t)ahead : UINT64_MAX;
    uint32_t shift = log2_of(gap >> 2), mask = 63;
    while (shift < SHIFT_MOST && reach >> shift >= wheel->buckets)
        shift++;
    while (mask < wheel->buckets - 1 && reach >> shift > mask)
        mask = 2 * mask + 1;
    bool narrow = shift > state->shift, wide = shift + 1 < state->shift;
    bool close = mask > state->mask;
    if (narrow || wide || close)
        rebuild(wheel, now_ps, shift, mask);
    state->tuned_ps = now_ps;
    state->pushes = 0;
    state->until = state->until < UNTIL_MOST ? 2 * state->until : UNTIL_MOST;
}
