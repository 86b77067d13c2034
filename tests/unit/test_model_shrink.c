/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shrinking by hand: the idle timer, ticks, draining with buffers out, recall, ideal placement.
 *
 * The pool of most tests: two buffers A, B; both go out at 0 and 10 for 100 ns; the mark 0 asks at 10 for a
 * block of two, C and D, had at 30 and posted at once. A is back at 100 and B at 110, behind C and D on the
 * ring. High mark 3: ready is 2 at 30, 3 at 100 (the timer starts), 4 at 110. */
#include "model_hand.h"

static struct hand hand;

static struct config *grown_pool(uint64_t idle_ns) {
    struct config *config = hand_start(&hand, 2);
    config->pool_policy = 1;
    config->pool_limit = config->nic_ring = 4;
    config->grow_chunk = 2;
    config->shrink_above = 3;
    config->shrink_idle = constant(ns(idle_ns));
    config->shrink_ticks = 1;
    config->disable_at = CONFIG_NEVER;
    config->allocation_latency = constant(ns(20));
    config->duration_ps = 50 * US;
    hand.app->hold = constant(ns(100));
    for (uint64_t i = 0; i < 2; i++) {
        frame_at(&hand, 10 * i, 64);
        frame_is(&hand, i + 1, DELIVERED, 10 * i, 10 * i + 100);
        interrupt_at(&hand, 10 * i);
    }
    allocation_is(&hand, 1, 2, 0, 20, ALLOCATION_DONE);
    allocation_is(&hand, 2, 2, 10, 30, ALLOCATION_DONE);
    return config;
}

static void held_from(uint64_t number, uint64_t at_ns) {
    frame_at(&hand, at_ns, 64);
    frame_is(&hand, number, DELIVERED, at_ns, at_ns + 100);
    interrupt_at(&hand, at_ns);
}

/* The timer ends at 1100; C and D are posted and stay until they are filled: by 3 and 4 at 2000 and 2010.
 * They come home at 2100 and 2110, when the block is freed. */
static void a_draining_block_goes_when_its_last_buffer_is_home(void **state) {
    (void)state;
    grown_pool(1000);
    held_from(3, 2000);
    held_from(4, 2010);
    freed_at(&hand, 2, 2110);
    struct run_result *result = goes_as_stated(&hand);
    assert_count(result, METRIC_BLOCKS_FREED, 1);
    assert_true(result->allocation[1].freed_ps == ns(2110));
    run_result_free(result);
}

/* With recall C and D are taken off the ring at 1100, and that is all. */
static void recall_takes_posted_buffers_back_at_once(void **state) {
    (void)state;
    grown_pool(1000)->shrink_recall = true;
    freed_at(&hand, 2, 1100);
    goes_exactly_as_stated(&hand);
}

/* C is with the protocol from 1050 to 1150: D is home at 1100, the block is freed at 1150. The free takes 40
 * ns more. */
static void a_block_with_a_buffer_out_is_not_freed(void **state) {
    (void)state;
    struct config *config = grown_pool(1000);
    config->shrink_recall = true;
    config->free_latency = constant(ns(40));
    held_from(3, 1050);
    freed_at(&hand, 2, 1190);
    struct run_result *result = goes_as_stated(&hand);
    /* D waited from 1100 to 1150: 50 ns * 2 KiB of 50 us */
    assert_true(value_of(result, METRIC_POOL_STRANDED_BYTES_MEAN) == 2048.0 * 50000 / 50000000);
    run_result_free(result);
}

/* The same with ideal placement: any two of the three idle buffers go at 1100. */
static void ideal_placement_gives_any_idle_buffers_back(void **state) {
    (void)state;
    grown_pool(1000)->pool_placement = PLACEMENT_IDEAL;
    held_from(3, 1050);
    freed_at(&hand, 2, 1100);
    struct run_result *result = goes_as_stated(&hand);
    assert_true(value_of(result, METRIC_POOL_STRANDED_BYTES_MEAN) == 0);
    run_result_free(result);
}

/* Two frames at 500 leave 2 ready: below the mark, the timer is cancelled; their returns at 600 start it
 * anew. */
static void the_timer_is_cancelled_below_the_mark(void **state) {
    (void)state;
    grown_pool(1000)->shrink_recall = true;
    held_from(3, 500);
    held_from(4, 500);
    freed_at(&hand, 2, 1600);
    goes_exactly_as_stated(&hand);
}

/* Mark 4 is reached when B is back at 110, not before. */
static void the_timer_starts_when_ready_reaches_the_mark(void **state) {
    (void)state;
    struct config *config = grown_pool(1000);
    config->shrink_above = 4;
    config->shrink_recall = true;
    freed_at(&hand, 2, 1110);
    goes_exactly_as_stated(&hand);
}

/* Blocks of one: C asked for at 10, had at 30 (ready 1 > 0). Out again at 40: 3 takes C, D is asked for, had
 * at 60. Back: A 100, B 110, C 140: ready 2, 3, 4. Timers: 110 .. 1110 frees D, the newest; ready 3 is still
 * at the mark, so 1110 .. 2110 frees C; the pool is at its initial size and stays. */
static void the_timer_starts_again_after_each_shrink(void **state) {
    (void)state;
    struct config *config = grown_pool(1000);
    hand.expected = (struct digest){0};
    config->grow_chunk = 1;
    config->shrink_recall = true;
    config->shrink_above = 3;
    frame_at(&hand, 40, 64);
    frame_is(&hand, 1, DELIVERED, 0, 100);
    frame_is(&hand, 2, DELIVERED, 10, 110);
    frame_is(&hand, 3, DELIVERED, 40, 140);
    interrupt_at(&hand, 0);
    interrupt_at(&hand, 10);
    interrupt_at(&hand, 40);
    allocation_is(&hand, 1, 2, 0, 20, ALLOCATION_DONE);
    allocation_is(&hand, 2, 1, 10, 30, ALLOCATION_DONE);
    allocation_is(&hand, 3, 1, 40, 60, ALLOCATION_DONE);
    freed_at(&hand, 3, 1110);
    freed_at(&hand, 2, 2110);
    goes_exactly_as_stated(&hand);
}

/* Ticks every 500, three in a row above the mark: 500, 1000, 1500. With two frames out from 950 to 1050 the
 * tick of 1000 finds 2 ready and the count starts anew: 1500, 2000, 2500. */
static void ticks_count_in_a_row(void **state) {
    (void)state;
    for (int dip = 0; dip < 2; dip++) {
        struct config *config = grown_pool(0);
        config->shrink_every_ps = ns(500);
        config->shrink_ticks = 3;
        config->shrink_recall = true;
        if (dip) {
            held_from(3, 950);
            held_from(4, 950);
        }
        freed_at(&hand, 2, dip ? 2500 : 1500);
        goes_exactly_as_stated(&hand);
    }
}

/* Room for six. Grown at 30, freed at 1100. 3 and 4 at 3000 and 3010 make it grow again (request 3, had at
 * 3030): one oscillation. 5 and 6 at 3040 and 3050 make it grow once more, which follows no shrink. Ready is
 * 3 at 3100: the timer frees the newest at 4100 and, as 4 are left, the other at 5100. */
static void growing_after_a_shrink_is_an_oscillation(void **state) {
    (void)state;
    struct config *config = grown_pool(1000);
    config->pool_limit = config->nic_ring = 6;
    config->shrink_recall = true;
    held_from(3, 3000);
    held_from(4, 3010);
    held_from(5, 3040);
    held_from(6, 3050);
    freed_at(&hand, 2, 1100);
    allocation_is(&hand, 3, 2, 3010, 3030, ALLOCATION_DONE);
    allocation_is(&hand, 4, 2, 3050, 3070, ALLOCATION_DONE);
    freed_at(&hand, 4, 4100);
    freed_at(&hand, 3, 5100);
    struct run_result *result = goes_as_stated(&hand);
    assert_count(result, METRIC_GROW_SHRINK_OSCILLATIONS, 1);
    run_result_free(result);
}

/* A ring of 2; A, B, C, and D grown; mark 4, idle time 1,050. 1 at 0 takes A: ready 2, D is asked for and had
 * at 1010 (A is back at 1000); all four ready, the timer starts, and stops when 2 takes B at 1510. 3 takes C
 * at 1610, so A and D are posted; B and C are back at 2500 and 2600, ready is 4 and at 3650 D is recalled.
 * One of the free ones takes its place: both frames of 3700 find a descriptor. */
static void a_recalled_descriptor_is_filled_from_the_free_list(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 3);
    config->pool_policy = 1;
    config->pool_limit = 4;
    config->nic_ring = 2;
    config->grow_below = 2;
    config->shrink_above = 4;
    config->shrink_idle = constant(ns(1050));
    config->shrink_recall = true;
    config->disable_at = CONFIG_NEVER;
    config->allocation_latency = constant(US);
    config->cpu_isr_ps = ns(10);
    config->duration_ps = ns(4600);
    hand.app->hold = constant(ns(990)); /* and 10 for the ISR */
    const uint64_t at[] = {0, 1500, 1600, 3700, 3700};
    for (uint64_t i = 0; i < 5; i++) {
        frame_at(&hand, at[i], 64);
        frame_is(&hand, i + 1, DELIVERED, at[i] + 10, i < 3 ? at[i] + 1000 : never);
        if (i < 4)
            interrupt_at(&hand, at[i]);
    }
    allocation_is(&hand, 1, 3, 0, 1000, ALLOCATION_DONE);
    allocation_is(&hand, 2, 1, 10, 1010, ALLOCATION_DONE);
    freed_at(&hand, 2, 3650);
    allocation_is(&hand, 3, 1, 3710, never, ALLOCATION_PENDING); /* ready 1 of 3 */
    goes_exactly_as_stated(&hand);
}

/* Marks too close to each other: four ready are a shortage, five too many, no idle time and no latency. The
 * block of 0 is had and given back at 0, and that instant is over: nothing is asked for in the instant of a
 * shrink. Each change of the counts, a frame at 1000 and its return at 1100, brings another. */
static void marks_that_contradict_each_other_do_not_stop_time(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 4);
    config->pool_policy = 1;
    config->pool_limit = config->nic_ring = 8;
    config->grow_chunk = config->grow_below = 4;
    config->shrink_above = 5;
    config->shrink_recall = true;
    hand.app->hold = constant(ns(100));
    initial_block(&hand);
    held_from(1, 1000);
    for (uint64_t i = 0; i < 3; i++) {
        uint64_t at = (const uint64_t[]){0, 1000, 1100}[i];
        allocation_is(&hand, 2 + i, 4, at, at, ALLOCATION_DONE);
        freed_at(&hand, 2 + i, at);
    }
    goes_exactly_as_stated(&hand);
}

/* Ideal placement, no idle time, ISR 10,000. The block asked for at 0 is had at 100, when a third frame is
 * filled: four are ready, but one only is idle, so two cannot be given back. That is tried again when the
 * counts have changed: at 10110, when the three indicated at 10010 are back. */
static void what_cannot_be_given_back_is_tried_again_when_something_changed(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 2);
    config->pool_policy = 1;
    config->pool_limit = config->nic_ring = 4;
    config->pool_placement = PLACEMENT_IDEAL;
    config->grow_chunk = config->grow_below = 2;
    config->shrink_above = 3;
    config->disable_at = CONFIG_NEVER;
    config->allocation_latency = constant(ns(100));
    config->cpu_isr_ps = ns(10000);
    config->duration_ps = ns(10150); /* before the next answer */
    hand.app->hold = constant(ns(100));
    for (uint64_t i = 0; i < 3; i++) {
        frame_at(&hand, (const uint64_t[]){10, 20, 100}[i], 64);
        frame_is(&hand, i + 1, DELIVERED, 10010, 10110);
    }
    interrupt_at(&hand, 10);
    allocation_is(&hand, 1, 2, 0, 100, ALLOCATION_DONE);
    allocation_is(&hand, 2, 2, 0, 100, ALLOCATION_DONE);
    freed_at(&hand, 2, 10110);
    goes_exactly_as_stated(&hand);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_draining_block_goes_when_its_last_buffer_is_home),
        cmocka_unit_test(recall_takes_posted_buffers_back_at_once),
        cmocka_unit_test(a_block_with_a_buffer_out_is_not_freed),
        cmocka_unit_test(ideal_placement_gives_any_idle_buffers_back),
        cmocka_unit_test(the_timer_is_cancelled_below_the_mark),
        cmocka_unit_test(the_timer_starts_when_ready_reaches_the_mark),
        cmocka_unit_test(the_timer_starts_again_after_each_shrink),
        cmocka_unit_test(ticks_count_in_a_row),
        cmocka_unit_test(growing_after_a_shrink_is_an_oscillation),
        cmocka_unit_test(marks_that_contradict_each_other_do_not_stop_time),
        cmocka_unit_test(what_cannot_be_given_back_is_tried_again_when_something_changed),
        cmocka_unit_test(a_recalled_descriptor_is_filled_from_the_free_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
