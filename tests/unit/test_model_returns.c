/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Returning by hand: in batches, by a timer, at a cost, on processors of its own or shared ones. */
#include "model_hand.h"

static struct hand hand;

/* Held for 100; in batches of so many. */
static struct config *batches_of(uint64_t frames) {
    struct config *config = hand_start(&hand, 8);
    hand.app->hold = constant(ns(100));
    hand.app->return_batch = frames;
    return config;
}

/* Holds end at 100, 110 and 120: together at 120. The fourth is alone for ever. */
static void a_batch_of_three_returns_three_at_once(void **state) {
    (void)state;
    batches_of(3);
    frames_come_at(&hand, (const uint64_t[]){0, 10, 20, 30}, 4);
    frame_is(&hand, 1, DELIVERED, 0, 120);
    frame_is(&hand, 2, DELIVERED, 10, 120);
    frame_is(&hand, 3, DELIVERED, 20, 120);
    frame_is(&hand, 4, DELIVERED, 30, never);
    goes_exactly_as_stated(&hand);
}

/* Of three, 50 after the first: 1 and 2 (100, 110) go at 150. 3, 4 and 5 (300, 310, 320) are three at 320,
 * the timer of 350 is off; 6 (340) is the first again, till 390. */
static void the_timer_sends_an_incomplete_batch(void **state) {
    (void)state;
    batches_of(3);
    hand.app->return_timer_ps = ns(50);
    frames_come_at(&hand, (const uint64_t[]){0, 10, 200, 210, 220, 240}, 6);
    frame_is(&hand, 1, DELIVERED, 0, 150);
    frame_is(&hand, 2, DELIVERED, 10, 150);
    frame_is(&hand, 3, DELIVERED, 200, 320);
    frame_is(&hand, 4, DELIVERED, 210, 320);
    frame_is(&hand, 5, DELIVERED, 220, 320);
    frame_is(&hand, 6, DELIVERED, 240, 390);
    goes_exactly_as_stated(&hand);
}

/* A timer of 0: what is over in one instant goes together, in that instant; two holds that end at 100 are one
 * batch. */
static void a_timer_of_nothing_waits_for_nobody(void **state) {
    (void)state;
    batches_of(3);
    hand.app->return_timer_ps = 0;
    frames_come_at(&hand, (const uint64_t[]){0, 0, 10}, 3);
    frame_is(&hand, 1, DELIVERED, 0, 100);
    frame_is(&hand, 2, DELIVERED, 0, 100);
    frame_is(&hand, 3, DELIVERED, 10, 110);
    goes_exactly_as_stated(&hand);
}

/* What is over its backlog is not collected: no protocol keeps what it does not take. */
static void a_dropped_frame_is_of_no_batch(void **state) {
    (void)state;
    batches_of(2)->cpu_return_ps = ns(5);
    hand.app->hold = constant(0);
    hand.app->servers = 1;
    hand.app->backlog = 0;
    hand.app->service = constant(ns(100));
    frames_come_at(&hand, (const uint64_t[]){0, 10, 150}, 3);
    frame_is(&hand, 1, DELIVERED, 0, 260);
    frame_is(&hand, 2, BACKLOG, 10, 10);
    frame_is(&hand, 3, DELIVERED, 150, 260); /* served till 250, two buffers of 5 */
    goes_exactly_as_stated(&hand);
}

/* 5 a buffer: 64 B are one, 5000 B three. */
static void returning_takes_time_for_each_buffer(void **state) {
    (void)state;
    batches_of(1)->cpu_return_ps = ns(5);
    initial_block(&hand);
    frame_at(&hand, 0, 64);
    frame_at(&hand, 50, 5000);
    interrupt_at(&hand, 0);
    interrupt_at(&hand, 50);
    frame_is(&hand, 1, DELIVERED, 0, 105);
    frame_is(&hand, 2, DELIVERED, 50, 165);
    goes_exactly_as_stated(&hand);
}

/* Batches of 2 at 100 and at 110, each with 2 * 40 to pay: side by side on processors of their own. */
static void a_batch_pays_for_all_and_the_next_collects_meanwhile(void **state) {
    (void)state;
    batches_of(2)->cpu_return_ps = ns(40);
    frames_come_at(&hand, (const uint64_t[]){0, 0, 10, 10}, 4);
    frame_is(&hand, 1, DELIVERED, 0, 180);
    frame_is(&hand, 2, DELIVERED, 0, 180);
    frame_is(&hand, 3, DELIVERED, 10, 190);
    frame_is(&hand, 4, DELIVERED, 10, 190);
    goes_exactly_as_stated(&hand);
}

/* A protocol that takes no time pays within the DPC, so nothing comes after it; with a tap on its frames it
 * is not their only protocol and both pay, side by side. */
static void only_a_protocol_that_is_alone_pays_in_the_dpc(void **state) {
    (void)state;
    for (uint32_t taps = 0; taps < 2; taps++) {
        struct config *config = batches_of(1);
        config->protocol_count = 1 + taps;
        memcpy(hand.fixture.protocol[1].name, "tap", 4);
        hand.fixture.protocol[1].mode = PROTOCOL_ALL;
        hand.app->hold = constant(0);
        config->cpu_return_ps = ns(5);
        frame_at(&hand, 0, 64);
        struct run_result *result = fixture_run(config);
        if (taps)
            assert_true(value_of(result, METRIC_RETURN_MAX_NS) == 5);
        else /* when it is indicated, whatever the chain cost */
            assert_true(value_of(result, METRIC_RETURN_MAX_NS) == value_of(result, METRIC_LATENCY_MAX_NS));
        run_result_free(result);
    }
}

/* Two CPUs, a server on each: served 0 .. 100 and 10 .. 110, returned 5 later by the same CPU. The third
 * waits for the first server, idle when 1 has been served (100). */
static void servers_on_shared_processors_work_side_by_side(void **state) {
    (void)state;
    struct config *config = batches_of(1);
    config->cpu_count = 2;
    config->cpu_return_ps = ns(5);
    hand.app->cpu = PROTOCOL_SHARED;
    hand.app->servers = 2;
    hand.app->service = constant(ns(100));
    hand.app->hold = constant(ns(200));
    frames_come_at(&hand, (const uint64_t[]){0, 10, 20}, 3);
    frame_is(&hand, 1, DELIVERED, 0, 305);
    frame_is(&hand, 2, DELIVERED, 10, 315);
    frame_is(&hand, 3, DELIVERED, 20, 405);
    goes_exactly_as_stated(&hand);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_batch_of_three_returns_three_at_once),
        cmocka_unit_test(the_timer_sends_an_incomplete_batch),
        cmocka_unit_test(a_timer_of_nothing_waits_for_nobody),
        cmocka_unit_test(a_dropped_frame_is_of_no_batch),
        cmocka_unit_test(returning_takes_time_for_each_buffer),
        cmocka_unit_test(a_batch_pays_for_all_and_the_next_collects_meanwhile),
        cmocka_unit_test(only_a_protocol_that_is_alone_pays_in_the_dpc),
        cmocka_unit_test(servers_on_shared_processors_work_side_by_side),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
