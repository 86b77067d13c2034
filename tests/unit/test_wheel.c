/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wheel and the queue behind it against a naive twin, an array that is searched: whatever is pushed and
 * popped, at whatever widths the wheel chooses, both give the same events. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "wheel.h"

#define CAPACITY 600u
#define BUCKETS 8192u

struct pair {
    struct wheel_state state;
    struct wheel wheel;
    struct queue far;
    struct event slot[CAPACITY];
    uint32_t next[CAPACITY], bucket[BUCKETS];
    uint64_t bit[BUCKETS / 64], group[BUCKETS / 4096];
    struct event twin[CAPACITY]; /* by id; TIME_NEVER: none */
    uint64_t random, now;
    uint32_t count, from_far, rebuilt;
};

static struct pair pair;

static uint64_t next_random(void) {
    pair.random ^= pair.random << 13;
    pair.random ^= pair.random >> 7;
    pair.random ^= pair.random << 17;
    return pair.random * UINT64_C(0x2545f4914f6cdd1d) >> 11;
}

static void pair_open(uint32_t capacity, uint64_t seed) {
    memset(&pair, 0, sizeof pair);
    memset(pair.bit, 0x5a, sizeof pair.bit); /* what it does not clear it must not read */
    memset(pair.group, 0x5a, sizeof pair.group);
    pair.wheel = (struct wheel){.state = &pair.state,
                                .event = pair.slot,
                                .bit = pair.bit,
                                .group = pair.group,
                                .next = pair.next,
                                .bucket = pair.bucket,
                                .capacity = capacity,
                                .buckets = wheel_buckets(capacity)};
    assert_true(pair.wheel.buckets <= BUCKETS);
    void *memory = aligned_alloc(64, queue_bytes(capacity));
    assert_non_null(memory);
    queue_bind(&pair.far, memory, capacity);
    queue_init(&pair.far);
    wheel_init(&pair.wheel);
    for (uint32_t id = 0; id < CAPACITY; id++)
        pair.twin[id] = queue_nothing;
    pair.random = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
}

static void pair_push(uint64_t delay) {
    uint32_t id = (uint32_t)(next_random() % pair.wheel.capacity);
    while (pair.twin[id].time_ps != TIME_NEVER)
        id = id + 1 < pair.wheel.capacity ? id + 1 : 0;
    struct event event = {pair.now + delay, next_random() << 22 | id};
    uint32_t shift = pair.state.shift;
    wheel_push(&pair.wheel, &pair.far, pair.now, event, id);
    pair.rebuilt += pair.state.shift != shift;
    pair.twin[id] = event;
    pair.count++;
}

static void pair_pop(void) {
    struct event least = queue_nothing, far = queue_peek(&pair.far), near = wheel_peek(&pair.wheel);
    for (uint32_t id = 0; id < pair.wheel.capacity; id++)
        least = event_before(pair.twin[id], least) ? pair.twin[id] : least;
    struct event got = event_before(near, far) ? near : far;
    assert_true(got.time_ps == least.time_ps && got.order == least.order);
    if (event_before(near, far)) {
        wheel_pop(&pair.wheel);
    } else {
        queue_pop(&pair.far);
        pair.from_far++;
    }
    pair.twin[event_subject_of(least.order)] = queue_nothing;
    pair.now = least.time_ps;
    pair.count--;
    assert_int_equal(pair.state.count + queue_count(&pair.far), pair.count);
}

/* Delays below `spread`; one in 16 is a thousand times as long. From half way on all are a 64th as long. */
static void random_program(uint64_t seed, uint32_t steps, uint64_t spread) {
    uint32_t capacity = 1 + (uint32_t)(seed * 37 % CAPACITY);
    pair_open(capacity, seed);
    for (uint32_t step = 0; step < steps; step++) {
        uint64_t random = next_random(), delay = (random >> 8) % spread;
        delay = (random >> 4 & 15) == 0 ? delay * 1000 : delay;
        delay = step > steps / 2 ? delay / 64 : delay;
        if ((random & 7) < 3 + seed % 4 && pair.count < capacity)
            pair_push(delay);
        else if (pair.count > 0)
            pair_pop();
    }
    while (pair.count > 0)
        pair_pop();
    assert_true(wheel_peek(&pair.wheel).time_ps == TIME_NEVER);
    free(pair.far.state);
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
        free(pair.far.state);
    }
}

/* What else waits in the queue (thousands of clients that think) says nothing about the wheel. */
static void a_crowd_in_the_queue_does_not_stretch_the_circle(void **state) {
    (void)state;
    pair_open(4, 7);
    free(pair.far.state);
    void *memory = aligned_alloc(64, queue_bytes(20010));
    assert_non_null(memory);
    queue_bind(&pair.far, memory, 20010);
    queue_init(&pair.far);
    for (uint64_t i = 0; i < 20000; i++)
        queue_push(&pair.far, (struct event){(UINT64_C(1) << 62) + i, i});
    for (uint32_t i = 0; i < 3000; i++) {
        struct event event = {pair.now + (UINT64_C(1) << 40), 1};
        wheel_push(&pair.wheel, &pair.far, pair.now, event, 1);
        assert_true(pair.state.mask < pair.wheel.buckets);
        if (pair.state.count > 0)
            wheel_pop(&pair.wheel);
        else
            queue_pop(&pair.far);
        pair.now += UINT64_C(1) << 50;
    }
    free(pair.far.state);
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
    free(pair.far.state);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_programs_give_what_a_search_gives),
        cmocka_unit_test(a_hold_model_settles_on_about_one_event_a_bucket),
        cmocka_unit_test(a_crowd_in_the_queue_does_not_stretch_the_circle),
        cmocka_unit_test(what_lies_at_the_end_of_time_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
