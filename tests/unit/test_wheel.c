/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wheel, with what lies beyond its horizon, against a naive twin, an array that is searched: whatever is
 * pushed and popped, at whatever widths the wheel chooses, both give the same events. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wheel.h"

#define CAPACITY 600u /* ids that are used */
#define LARGEST                                                                                              \
    70000u /* ids there may be: such a wheel orders its buckets late, and names ids with 32 bits */
#define BUCKETS 131072u

struct pair {
    struct wheel_state state;
    struct wheel wheel;
    struct {
        struct wheel_entry entry;
        char other[WHEEL_STRIDE - sizeof(struct wheel_entry)];
    } slot[LARGEST];
    uint32_t bucket[BUCKETS];
    uint64_t bit[BUCKETS / 64], group[BUCKETS / 4096];
    struct event twin[CAPACITY]; /* by id; TIME_NEVER: none */
    uint64_t random, now;
    uint32_t ids, count, from_far, rebuilt;
};

static struct pair pair;

static uint64_t next_random(void) {
    pair.random ^= pair.random << 13;
    pair.random ^= pair.random >> 7;
    pair.random ^= pair.random << 17;
    return pair.random * UINT64_C(0x2545f4914f6cdd1d) >> 11;
}

/* A wheel for so many ids, of which the first CAPACITY are used. */
static void pair_open(uint32_t capacity, uint64_t seed) {
    memset(&pair, 0, sizeof pair);
    pair.ids = capacity < CAPACITY ? capacity : CAPACITY;
    memset(pair.bit, 0x5a, sizeof pair.bit); /* what it does not clear it must not read */
    memset(pair.group, 0x5a, sizeof pair.group);
    pair.wheel = (struct wheel){.state = &pair.state,
                                .entry = (char *)pair.slot,
                                .bit = pair.bit,
                                .group = pair.group,
                                .bucket = pair.bucket,
                                .capacity = capacity,
                                .buckets = wheel_buckets(capacity)};
    assert_true(pair.wheel.buckets <= BUCKETS);
    wheel_init(&pair.wheel);
    for (uint32_t id = 0; id < CAPACITY; id++)
        pair.twin[id] = queue_nothing;
    pair.random = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
}

static void pair_push(uint64_t delay) {
    uint32_t id = (uint32_t)(next_random() % pair.ids);
    while (pair.twin[id].time_ps != TIME_NEVER)
        id = id + 1 < pair.ids ? id + 1 : 0;
    struct event event = {pair.now + delay, next_random() << 22 | id};
    uint32_t shift = pair.state.shift;
    wheel_push(&pair.wheel, pair.now, event, id);
    pair.rebuilt += pair.state.shift != shift;
    pair.twin[id] = event;
    pair.count++;
}

static void pair_pop(void) {
    struct event least = queue_nothing, got = wheel_peek(&pair.wheel);
    for (uint32_t id = 0; id < pair.ids; id++)
        least = event_before(pair.twin[id], least) ? pair.twin[id] : least;
    assert_true(got.time_ps == least.time_ps && got.order == least.order);
    assert_int_equal(pair.state.id, event_subject_of(got.order));
    uint32_t far = pair.state.far_count;
    wheel_pop(&pair.wheel);
    pair.from_far += far - pair.state.far_count;
    pair.twin[event_subject_of(least.order)] = queue_nothing;
    pair.now = least.time_ps;
    pair.count--;
    assert_int_equal(pair.state.count, pair.count);
}

/* Delays below `spread`; one in 16 is a thousand times as long. From half way on all are a 64th as long. */
static void random_program(uint64_t seed, uint32_t steps, uint64_t spread) {
    const uint32_t large[] = {WHEEL_NEAR + 1, LARGEST};
    uint32_t capacity = 1 + (uint32_t)(seed * 37 % CAPACITY);
    pair_open(seed % 4 < 2 ? large[seed % 2] : capacity, seed);
    for (uint32_t step = 0; step < steps; step++) {
        uint64_t random = next_random(), delay = (random >> 8) % spread;
        delay = (random >> 4 & 15) == 0 ? delay * 1000 : delay;
        delay = step > steps / 2 ? delay / 64 : delay;
        if ((random & 7) < 3 + seed % 4 && pair.count < pair.ids)
            pair_push(delay);
        else if (pair.count > 0)
            pair_pop();
    }
    while (pair.count > 0)
        pair_pop();
    assert_true(wheel_peek(&pair.wheel).time_ps == TIME_NEVER);
}

static void random_programs_give_what_a_search_gives(void **state) {
    uint64_t far = 0, rebuilt = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        const uint64_t spread[] = {1, 3, 1000, 1000000, 1000000007, UINT64_C(1) << 50};
        random_program(seed, 3000, spread[seed % 6]);
        far += pair.from_far;
        rebuilt += pair.rebuilt;
    }
    assert_true(far > 1000 && rebuilt > 200);
}

static void a_hold_model_settles_on_about_one_event_a_bucket(void **state) {
    (void)state;
    for (uint32_t size = 1; size <= CAPACITY; size += 37) {
        pair_open(size, size);
        for (uint32_t i = 0; i < size; i++)
            pair_push(next_random() % 1000000);
        for (uint32_t i = 0; i < 40000; i++) {
            pair_pop();
            pair_push(next_random() % 1000000);
        }
        uint64_t gap = 500000 / size; /* Little's law */
        assert_true(UINT64_C(1) << pair.state.shift <= 2 * gap);
        assert_true(UINT64_C(16) << pair.state.shift > gap || pair.state.shift == 0);
        assert_true(pair.from_far < 2000);
        while (pair.count > 0)
            pair_pop();
    }
}

/* What is far away and never comes near (buffers of a protocol that stands still) costs those that come and
 * go nothing. */
static void a_crowd_beyond_the_horizon_is_not_looked_at(void **state) {
    (void)state;
    pair_open(CAPACITY, 7);
    for (uint32_t i = 0; i < CAPACITY - 1; i++) {
        struct event event = {(UINT64_C(1) << 62) + next_random() % 1000, (uint64_t)i << 22 | i};
        wheel_push(&pair.wheel, 0, event, i);
        pair.twin[i] = event;
        pair.count++;
    }
    for (uint32_t i = 0; i < 3000; i++) {
        pair_push(next_random() % 1000);
        assert_true(pair.state.far_count == CAPACITY - 1 || i < 1500); /* the width settles */
        pair_pop();
        assert_true(pair.now < UINT64_C(1) << 62);
    }
    while (pair.count > 0)
        pair_pop();
}

/* All of it, in order, however much of it is far away. */
static void all_is_taken_out_the_last_first(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 50; seed++) {
        pair_open(CAPACITY, seed);
        for (uint32_t i = 0; i < 10 * seed; i++)
            pair_push(next_random() % (i % 3 == 0 ? UINT64_C(1) << 50 : 1000000));
        uint32_t id = wheel_take_all(&pair.wheel), left = pair.count;
        struct event before = queue_nothing;
        for (; id != WHEEL_NONE; id = pair.slot[id].entry.next, left--) {
            assert_true(event_before(pair.twin[id], before));
            before = pair.twin[id];
        }
        assert_int_equal(left, 0);
        assert_int_equal(pair.state.count, 0);
    }
}

static void what_lies_at_the_end_of_time_is_kept(void **state) {
    (void)state;
    pair_open(8, 1);
    pair_push(0);
    pair_push(TIME_NEVER - 1);
    pair_push(5);
    pair_pop();
    pair_pop();
    pair_pop();
    assert_true(pair.now == TIME_NEVER - 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_programs_give_what_a_search_gives),
        cmocka_unit_test(a_hold_model_settles_on_about_one_event_a_bucket),
        cmocka_unit_test(a_crowd_beyond_the_horizon_is_not_looked_at),
        cmocka_unit_test(all_is_taken_out_the_last_first),
        cmocka_unit_test(what_lies_at_the_end_of_time_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
