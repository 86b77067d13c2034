/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The event queue against a naive twin, a sorted array: whatever the program of pushes and pops, both give
 * the same events. The heap has no other specification than that. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "queue.h"

#define CAPACITY 700u

struct pair {
    struct queue queue;
    struct event sorted[CAPACITY]; /* descending: the least is last */
    uint32_t count;
    uint64_t random;
    uint64_t now;
};

static uint64_t next_random(struct pair *pair) {
    pair->random ^= pair->random << 13;
    pair->random ^= pair->random >> 7;
    pair->random ^= pair->random << 17;
    return pair->random * UINT64_C(0x2545f4914f6cdd1d) >> 11;
}

static void pair_open(struct pair *pair, uint32_t capacity, uint64_t seed) {
    memset(pair, 0, sizeof *pair);
    void *memory = aligned_alloc(64, queue_bytes(capacity));
    assert_non_null(memory);
    queue_bind(&pair->queue, memory, capacity);
    queue_init(&pair->queue);
    pair->random = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
}

static void pair_close(struct pair *pair) {
    free(pair->queue.state);
}

static void pair_push(struct pair *pair, uint64_t time, uint64_t order) {
    struct event event = {time, order};
    queue_push(&pair->queue, event);
    uint32_t at = pair->count++;
    while (at > 0 && event_before(pair->sorted[at - 1], event)) {
        pair->sorted[at] = pair->sorted[at - 1];
        at--;
    }
    pair->sorted[at] = event;
}

static void pair_pop(struct pair *pair) {
    struct event expected = pair->sorted[--pair->count];
    struct event got = queue_pop(&pair->queue);
    assert_true(got.time_ps == expected.time_ps && got.order == expected.order);
    assert_true(got.time_ps >= pair->now);
    pair->now = got.time_ps;
    assert_int_equal(queue_count(&pair->queue), pair->count);
}

static void pair_peek(struct pair *pair) {
    struct event got = queue_peek(&pair->queue);
    uint64_t expected = pair->count > 0 ? pair->sorted[pair->count - 1].time_ps : TIME_NEVER;
    assert_true(got.time_ps == expected);
    assert_true(pair->count == 0 || got.order == pair->sorted[pair->count - 1].order);
}

/* Times are now + something below `spread`: a small spread makes many ties, which the order then decides. */
static void random_program(uint64_t seed, uint32_t steps, uint64_t spread, uint32_t push_in_8) {
    struct pair pair;
    uint32_t capacity = 1 + (uint32_t)(seed * 37 % CAPACITY);
    pair_open(&pair, capacity, seed);
    for (uint32_t step = 0; step < steps; step++) {
        uint64_t random = next_random(&pair);
        bool push = (random & 7) < push_in_8;
        if (push && pair.count < capacity)
            pair_push(&pair, pair.now + (random >> 8) % spread, next_random(&pair));
        else if (pair.count > 0)
            pair_pop(&pair);
        if ((random >> 3 & 3) == 0)
            pair_peek(&pair);
    }
    while (pair.count > 0)
        pair_pop(&pair);
    pair_peek(&pair);
    pair_close(&pair);
}

static void random_programs_give_what_a_sorted_array_gives(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++)
        random_program(seed, 3000, seed % 3 == 0 ? 1000000007 : 1 + seed % 5, 3 + (uint32_t)(seed % 4));
}

static void at_one_instant_the_order_word_decides(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 50; seed++)
        random_program(seed, 2000, 1, 5);
}

static void a_hold_model_keeps_its_order_at_every_size(void **state) {
    (void)state;
    for (uint32_t size = 1; size <= 300; size++) {
        struct pair pair;
        pair_open(&pair, size, size);
        for (uint32_t i = 0; i < size; i++)
            pair_push(&pair, next_random(&pair) % 1000, i);
        for (uint32_t i = 0; i < 600; i++) {
            pair_pop(&pair);
            pair_push(&pair, pair.now + next_random(&pair) % 1000, i);
        }
        assert_int_equal(pair.queue.state->peak, size); /* a pop's slot is used again by the push */
        pair_close(&pair);
    }
}

static void bursts_fill_the_queue_to_the_brim_and_drain_it(void **state) {
    (void)state;
    struct pair pair;
    pair_open(&pair, CAPACITY, 11);
    for (uint32_t round = 0; round < 40; round++) {
        for (uint32_t i = pair.count; i < CAPACITY; i++)
            pair_push(&pair, pair.now + next_random(&pair) % 64, next_random(&pair));
        uint32_t left = round % 3 == 0 ? 0 : (uint32_t)(next_random(&pair) % CAPACITY);
        while (pair.count > left)
            pair_pop(&pair);
    }
    pair_close(&pair);
}

static void an_empty_queue_says_never_and_a_queue_of_one_works(void **state) {
    (void)state;
    struct pair pair;
    pair_open(&pair, 1, 3);
    for (uint32_t i = 0; i < 5; i++) {
        pair_peek(&pair);
        pair_push(&pair, pair.now + 1, i);
        assert_int_equal(queue_count(&pair.queue), 1);
        pair_pop(&pair);
        if (i % 2 == 0)
            pair_peek(&pair);
        assert_int_equal(queue_count(&pair.queue), 0);
    }
    pair_close(&pair);
}

static void a_copy_of_the_bytes_is_a_queue_that_goes_on_alike_hole_or_not(void **state) {
    (void)state;
    for (uint32_t hole = 0; hole < 2; hole++) {
        struct pair pair;
        pair_open(&pair, CAPACITY, 5 + hole);
        for (uint32_t i = 0; i < 500; i++)
            pair_push(&pair, next_random(&pair), i);
        for (uint32_t i = 0; i < 100; i++)
            pair_pop(&pair);
        if (hole == 0)
            pair_peek(&pair);
        assert_int_equal(pair.queue.state->hole, hole);

        struct pair clone = pair;
        void *memory = aligned_alloc(64, queue_bytes(CAPACITY));
        assert_non_null(memory);
        memcpy(memory, pair.queue.state, queue_bytes(CAPACITY));
        queue_bind(&clone.queue, memory, CAPACITY);

        for (uint32_t i = 0; i < 1000; i++)
            for (uint32_t which = 0; which < 2; which++) {
                struct pair *one = which == 0 ? &pair : &clone;
                if (next_random(one) % 2 == 0 && one->count > 0)
                    pair_pop(one);
                else if (one->count < CAPACITY)
                    pair_push(one, one->now + next_random(one) % 1000, i);
            }
        assert_memory_equal(pair.queue.state, memory, queue_bytes(CAPACITY));
        pair_close(&pair);
        pair_close(&clone);
    }
}

static void children_of_a_node_share_a_cache_line(void **state) {
    (void)state;
    struct pair pair;
    pair_open(&pair, CAPACITY, 1);
    for (uint32_t i = 0; 4 * i + 4 < CAPACITY; i++)
        assert_int_equal((uintptr_t)&pair.queue.heap[4 * i + 1] % 64, 0);
    for (uint32_t capacity = 1; capacity < 50; capacity++) /* the last node that can have a child has four */
        assert_true(queue_bytes(capacity) >= 48 + 16 * (size_t)(4 * ((capacity + 2) / 4) + 1));
    pair_close(&pair);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_programs_give_what_a_sorted_array_gives),
        cmocka_unit_test(at_one_instant_the_order_word_decides),
        cmocka_unit_test(a_hold_model_keeps_its_order_at_every_size),
        cmocka_unit_test(bursts_fill_the_queue_to_the_brim_and_drain_it),
        cmocka_unit_test(an_empty_queue_says_never_and_a_queue_of_one_works),
        cmocka_unit_test(a_copy_of_the_bytes_is_a_queue_that_goes_on_alike_hole_or_not),
        cmocka_unit_test(children_of_a_node_share_a_cache_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
