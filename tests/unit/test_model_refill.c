/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Refilling the ring: when a posted buffer is the NIC's to fill, when buffers are posted at all, and what
 * saves a queue that waits for ever. */
#include "model_hand.h"

static struct hand hand;

/* Every buffer at once back with the driver, and never an episode. */
static struct config *start(uint32_t buffers, uint64_t batch) {
    struct config *config = hand_start(&hand, buffers);
    config->disable_at = CONFIG_NEVER;
    config->refill_batch = batch;
    initial_block(&hand);
    return config;
}

static void delivered_at_once(uint64_t number, uint64_t time_ns) {
    frame_at(&hand, time_ns, 64);
    interrupt_at(&hand, time_ns);
    frame_is(&hand, number, DELIVERED, time_ns, time_ns);
}

static void lost_at(uint64_t number, uint64_t time_ns) {
    frame_at(&hand, time_ns, 64);
    frame_is(&hand, number, NO_DESCRIPTOR, never, never);
}

/* Published for drivers with rings of 256 that tell the NIC of their buffers in batches of 257: the ring is
 * full, the NIC knows of none of it, and no frame ever comes that would make the driver look. */
static void a_batch_of_one_more_than_the_ring_receives_a_ring_and_never_again(void **state) {
    const uint64_t batch[] = {257, 256, 128, 1}, delivered[] = {256, 1000, 1000, 1000};
    (void)state;
    for (int i = 0; i < 4; i++) {
        struct config *config = start(256, batch[i]);
        config->duration_ps = MS;
        config->source->arrival = ARRIVAL_CBR;
        config->source->interval_ps = US;
        struct run_result *result = fixture_run(config);
        assert_count(result, METRIC_FRAMES_DELIVERED, delivered[i]);
        run_result_free(result);
    }
}

/* Two descriptors, batch 2: the second return makes both visible. Batch 3: neither ever is. */
static void posted_buffers_become_visible_a_batch_at_a_time(void **state) {
    (void)state;
    start(2, 2);
    for (uint64_t i = 1; i <= 5; i++)
        delivered_at_once(i, 10 * i);
    goes_exactly_as_stated(&hand);
    start(2, 3);
    delivered_at_once(1, 10);
    delivered_at_once(2, 20);
    lost_at(3, 30);
    run_result_free(fixture_run(hand.config));
}

/* Four buffers held for 100 and flushed below 3. 1 to 3 at 0, 10, 20: back at 100 (ready 2 of 4, shown at
 * once), 110 and 120 (ready 3 and 4: hidden), so the NIC knows two. 4 takes one at 200 (ready 3), 5 the other
 * at 210: ready 2, and after that chain the hidden ones are shown: 6 finds one. */
static void below_the_mark_nothing_is_hidden(void **state) {
    const uint64_t at[] = {0, 10, 20, 200, 210, 220};
    (void)state;
    struct config *config = start(4, 9);
    config->refill_flush_below = 3;
    hand.app->hold = constant(ns(100));
    for (uint64_t i = 0; i < 6; i++) {
        frame_at(&hand, at[i], 64);
        interrupt_at(&hand, at[i]);
        frame_is(&hand, i + 1, DELIVERED, at[i], at[i] + 100);
    }
    goes_exactly_as_stated(&hand);
}

/* Hidden since 0 and 10; shown 50 after the first of them, before a frame of that instant. */
static void a_timer_shows_what_collects_too_slowly(void **state) {
    (void)state;
    start(2, 3)->refill_timer_ps = ns(50);
    delivered_at_once(1, 0);
    delivered_at_once(2, 10);
    lost_at(3, 49);
    delivered_at_once(4, 50);
    delivered_at_once(5, 60);
    lost_at(6, 99);
    delivered_at_once(7, 100); /* 50 after 4 */
    goes_exactly_as_stated(&hand);
}

/* Five buffers, batch 3, timer 100; a frame of 3,000 bytes takes two. Hidden since 0: two. The two that come
 * back at 10 make three of them visible and leave one, hidden since 10: at 105 the NIC knows four and a frame
 * of five buffers is lost, at 115 it knows all. */
static void the_timer_counts_from_the_first_that_is_hidden_now(void **state) {
    const uint64_t at[] = {0, 10, 105, 115};
    (void)state;
    struct config *config = start(5, 3);
    config->refill_timer_ps = ns(100);
    for (uint64_t i = 0; i < 4; i++) {
        frame_at(&hand, at[i], i < 2 ? 3000 : 10000);
        if (i == 2) {
            frame_is(&hand, i + 1, NO_DESCRIPTOR, never, never);
            continue;
        }
        interrupt_at(&hand, at[i]);
        frame_is(&hand, i + 1, DELIVERED, at[i], at[i]);
    }
    goes_exactly_as_stated(&hand);
}

/* Of four descriptors three must be missing. After 1 and 2 two are, nothing is posted; so of three frames at
 * 20, before the driver looks at 25, one is lost. When the first of them is back three are
 * missing and posted; that of the second waits, so three of four find one at 30. */
static void below_the_threshold_nothing_is_posted(void **state) {
    (void)state;
    struct config *config = start(4, 1);
    config->refill_threshold = 3;
    config->cpu_isr_ps = ns(5);
    const uint64_t at[] = {0, 10, 20, 20, 20, 30, 30, 30, 30};
    for (uint64_t i = 0; i < 9; i++) {
        frame_at(&hand, at[i], 64);
        bool lost = i == 4 || i == 8;
        frame_is(&hand, i + 1, lost ? NO_DESCRIPTOR : DELIVERED, lost ? never : at[i] + 5,
                 lost ? never : at[i] + 5);
    }
    for (uint64_t i = 0; i < 4; i++)
        interrupt_at(&hand, 10 * i);
    goes_exactly_as_stated(&hand);
}

/* Held for 30, tried again 100 after the refill of the DPC at 0 found nothing free: that of 1 is free from
 * 30, that of 2 from 40, and both are posted at 100 only. */
static void with_a_retry_a_return_posts_nothing(void **state) {
    (void)state;
    start(2, 1)->refill_retry_ps = ns(100);
    hand.app->hold = constant(ns(30));
    const uint64_t at[] = {0, 10, 50, 99, 100, 100};
    for (uint64_t i = 0; i < 6; i++) {
        frame_at(&hand, at[i], 64);
        bool lost = i == 2 || i == 3;
        frame_is(&hand, i + 1, lost ? NO_DESCRIPTOR : DELIVERED, lost ? never : at[i],
                 lost ? never : at[i] + 30);
        if (!lost)
            interrupt_at(&hand, at[i]);
    }
    goes_exactly_as_stated(&hand);
}

/* At every multiple of 100 all is visible. */
static void the_rescue_shows_what_is_hidden(void **state) {
    (void)state;
    start(2, 3)->nic_rescue_ps = ns(100);
    delivered_at_once(1, 0);
    delivered_at_once(2, 10);
    lost_at(3, 99);
    delivered_at_once(4, 100);
    delivered_at_once(5, 110);
    lost_at(6, 120);
    goes_exactly_as_stated(&hand);
}

/* An interrupt after three frames, but a ring of two: at 100 the rescue queues a DPC, 5 a frame; one frame
 * alone, filled at 150, waits till 200. No interrupt ever comes; while the DPC runs the queue is masked. */
static void the_rescue_fetches_what_no_interrupt_announces(void **state) {
    (void)state;
    struct config *config = start(2, 1);
    config->nic_rescue_ps = ns(100);
    config->interrupt_frames = 3;
    config->interrupt_delay_ps = TIME_NEVER;
    config->dpc_frame_ps = ns(5);
    const uint64_t at[] = {0, 10, 150}, indicated[] = {110, 110, 205};
    for (uint64_t i = 0; i < 3; i++) {
        frame_at(&hand, at[i], 64);
        frame_is(&hand, i + 1, DELIVERED, indicated[i], indicated[i]);
    }
    goes_exactly_as_stated(&hand);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_batch_of_one_more_than_the_ring_receives_a_ring_and_never_again),
        cmocka_unit_test(posted_buffers_become_visible_a_batch_at_a_time),
        cmocka_unit_test(below_the_mark_nothing_is_hidden),
        cmocka_unit_test(a_timer_shows_what_collects_too_slowly),
        cmocka_unit_test(the_timer_counts_from_the_first_that_is_hidden_now),
        cmocka_unit_test(below_the_threshold_nothing_is_posted),
        cmocka_unit_test(with_a_retry_a_return_posts_nothing),
        cmocka_unit_test(the_rescue_shows_what_is_hidden),
        cmocka_unit_test(the_rescue_fetches_what_no_interrupt_announces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
