/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The host's memory manager by hand: initialisation, the queue of requests, what is refused. Buffers are 2
 * KiB, pages 4 KiB: two buffers a page. */
#include "model_hand.h"

static struct hand hand;

static struct config *growing(uint32_t initial, uint32_t limit, uint32_t chunk) {
    struct config *config = hand_start(&hand, initial);
    config->pool_policy = 1;
    config->pool_limit = limit;
    config->grow_chunk = chunk;
    return config;
}

/* 10 pages: 40 buffers (20 pages) are refused, 20 fit. Each try takes 1,000 ns before time 0. */
static void initialisation_tries_half_when_refused(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 40);
    config->host_memory_bytes = 40960;
    config->allocation_latency = constant(US);
    allocation_is(&hand, 1, 40, 0, 1000, ALLOCATION_NO_MEMORY);
    allocation_is(&hand, 2, 20, 1000, 2000, ALLOCATION_DONE);
    struct run_result *result = goes_as_stated(&hand);
    assert_true(value_of(result, METRIC_INIT_NS) == 2000);
    assert_count(result, METRIC_INIT_BUFFERS, 20);
    assert_int_equal(result->allocation_count, 2);
    assert_true(result->allocation[0].synchronous && result->allocation[1].synchronous);
    assert_true(result->allocation[1].freed_ps == TIME_NEVER);
    run_result_free(result);
}

/* 10, 5, then 3 (the minimum, tried last although half of 5 is 2): no page is enough for any; the driver
 * gives up, a valid outcome with the time it took. */
static void the_minimum_is_tried_last_and_then_initialisation_fails(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 10);
    config->pool_minimum = 3;
    config->host_memory_bytes = 4096;
    config->allocation_latency = constant(US);
    frame_at(&hand, 0, 64);
    allocation_is(&hand, 1, 10, 0, 1000, ALLOCATION_NO_MEMORY);
    allocation_is(&hand, 2, 5, 1000, 2000, ALLOCATION_NO_MEMORY);
    allocation_is(&hand, 3, 3, 2000, 3000, ALLOCATION_NO_MEMORY);
    struct run_result *result = goes_as_stated(&hand);
    assert_int_equal(result->status, RUN_INIT_FAILED);
    assert_non_null(result->story);
    assert_true(value_of(result, METRIC_INIT_NS) == 3000);
    assert_count(result, METRIC_INIT_BUFFERS, 0);
    assert_false(result->metric[METRIC_FRAMES_OFFERED].defined);
    run_result_free(result);
}

/* Half of what was asked for: 8 instead of 16, so marks of 4 and 12 become 7 (below the resume) and 8. Frames
 * at 0 .. take one buffer each: ready 7 already is at the mark, the return at 1000 ends it. */
static void marks_follow_what_initialisation_obtained(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 16);
    config->host_memory_bytes = 16384;
    config->disable_at = 9;
    config->disable_resume = 12;
    hand.app->hold = constant(US);
    frame_at(&hand, 0, 64);
    allocation_is(&hand, 1, 16, 0, 0, ALLOCATION_NO_MEMORY);
    allocation_is(&hand, 2, 8, 0, 0, ALLOCATION_DONE);
    frame_is(&hand, 1, DELIVERED, 0, 1000);
    interrupt_at(&hand, 0);
    episode_is(&hand, 0, 1000, 0);
    goes_exactly_as_stated(&hand);
}

/* Two requests at 0 and one more when the first ends; delay 100 overlaps, one worker, 1,000 ns each: the
 * first is served 100 .. 1100, the second 1100 .. 2100; the third, asked for at 1100, is queued at 1200 and
 * served 2100 .. 3100. */
static void delays_overlap_and_one_worker_serves_in_order(void **state) {
    (void)state;
    struct config *config = growing(2, 8, 2);
    config->grow_below = 100;
    config->grow_in_flight = 2;
    config->allocation_delay = constant(ns(100));
    config->allocation_latency = constant(US);
    allocation_is(&hand, 1, 2, 0, 1000, ALLOCATION_DONE); /* of initialisation, on its own clock */
    allocation_is(&hand, 2, 2, 0, 1100, ALLOCATION_DONE);
    allocation_is(&hand, 3, 2, 0, 2100, ALLOCATION_DONE);
    allocation_is(&hand, 4, 2, 1100, 3100, ALLOCATION_DONE);
    struct run_result *result = goes_as_stated(&hand);
    assert_int_equal(result->allocation_count, 4);
    assert_true(result->allocation[1].started_ps == ns(100));
    assert_true(result->allocation[2].started_ps == ns(1100));
    assert_true(result->allocation[3].started_ps == ns(2100));
    assert_count(result, METRIC_ALLOCATIONS_REQUESTED, 3);
    assert_count(result, METRIC_ALLOCATIONS_COMPLETED, 3);
    run_result_free(result);
}

/* Two workers serve both at once: 100 .. 1100. per_block: 10 ns for each live block when a worker starts: 1
 * block, so 1,010 ns (initialisation finds none: 1,000). */
static void two_workers_serve_side_by_side_and_live_blocks_cost_time(void **state) {
    (void)state;
    struct config *config = growing(2, 6, 2);
    config->grow_below = 100;
    config->grow_in_flight = 2;
    config->allocation_latency = constant(US);
    config->allocation_per_block_ps = ns(10);
    config->allocation_workers = 2;
    allocation_is(&hand, 1, 2, 0, 1000, ALLOCATION_DONE);
    allocation_is(&hand, 2, 2, 0, 1010, ALLOCATION_DONE);
    allocation_is(&hand, 3, 2, 0, 1010, ALLOCATION_DONE);
    goes_exactly_as_stated(&hand);
}

/* Every third request is refused: 1 (initialisation) and 2 are had, 3 is not, and asked for again at once
 * as 4. */
static void every_nth_request_is_refused(void **state) {
    (void)state;
    struct config *config = growing(2, 6, 2);
    config->grow_below = 100;
    config->host_failure_every = 3;
    config->allocation_latency = constant(ns(100));
    allocation_is(&hand, 1, 2, 0, 100, ALLOCATION_DONE);
    allocation_is(&hand, 2, 2, 0, 100, ALLOCATION_DONE);
    allocation_is(&hand, 3, 2, 100, 200, ALLOCATION_FAILED);
    allocation_is(&hand, 4, 2, 200, 300, ALLOCATION_DONE);
    struct run_result *result = goes_as_stated(&hand);
    assert_count(result, METRIC_ALLOCATIONS_FAILED, 1);
    run_result_free(result);
}

/* Pages are taken when a worker starts a request, not when it ends: of two blocks of one page each, served
 * side by side from 2 pages of which initialisation has one, the second is refused. A block of 3 buffers
 * takes 2 pages. */
static void memory_is_taken_when_a_worker_starts(void **state) {
    (void)state;
    struct config *config = growing(2, 6, 2);
    config->duration_ps = ns(1500);
    config->grow_below = 100;
    config->grow_in_flight = 2;
    config->allocation_workers = 2;
    config->host_memory_bytes = 3 * 4096 - 1; /* two whole pages */
    config->allocation_latency = constant(US);
    allocation_is(&hand, 1, 2, 0, 1000, ALLOCATION_DONE);
    allocation_is(&hand, 2, 2, 0, 1000, ALLOCATION_DONE);
    allocation_is(&hand, 3, 2, 0, 1000, ALLOCATION_NO_MEMORY);
    allocation_is(&hand, 4, 2, 1000, never, ALLOCATION_PENDING);
    struct run_result *result = goes_as_stated(&hand);
    assert_count(result, METRIC_POOL_BYTES_PEAK, 8192);
    run_result_free(result);
}

/* A stride is the buffer rounded up to the alignment, a block its stride times buffers rounded up to pages: 3
 * buffers of 700 B aligned to 512 B are 3072 B, one page of 4 KiB, or 3 pages of 1 KiB. */
static void lengths_are_rounded_to_alignment_and_pages(void **state) {
    (void)state;
    const uint32_t page[] = {4096, 1024, 64};
    const uint64_t bytes[] = {4096, 3072, 3072};
    for (int i = 0; i < 3; i++) {
        struct config *config = hand_start(&hand, 3);
        config->pool_buffer_bytes = 700;
        config->host_alignment_bytes = 512;
        config->host_page_bytes = page[i];
        struct run_result *result = fixture_run(config);
        assert_true(result->allocation[0].bytes == bytes[i]);
        run_result_free(result);
    }
}

/* With f pages of fragmentation a request of p pages succeeds with probability 1 / (1 + (p - 1) / f): 5 pages
 * and f = 4 one half. With a failure probability of 1/4 three quarters of one-page requests succeed. 2,000
 * requests each. */
static void chance_refuses_as_often_as_stated(void **state) {
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct config *config = growing(1, 100000, i == 0 ? 10 : 1);
        config->nic_ring = 1;
        config->grow_below = 1000000;
        config->allocation_latency = constant(ns(500));
        config->host_fragmentation = i == 0 ? 4 : 0;
        config->host_failure_e18 = i == 0 ? 0 : UINT64_C(250000000000000000);
        config->seed = 3; /* one whose initialisation is not refused */
        struct run_result *result = fixture_run(config);
        assert_int_equal(result->status, RUN_OK);
        uint64_t done = count_of(result, METRIC_ALLOCATIONS_COMPLETED);
        uint64_t failed = count_of(result, METRIC_ALLOCATIONS_FAILED);
        assert_in_range(done + failed, 1998, 2000);
        uint64_t expected = i == 0 ? 1000 : 1500; /* sd 22.4 and 19.4 */
        assert_in_range(done, expected - 100, expected + 100);
        run_result_free(result);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(initialisation_tries_half_when_refused),
        cmocka_unit_test(the_minimum_is_tried_last_and_then_initialisation_fails),
        cmocka_unit_test(marks_follow_what_initialisation_obtained),
        cmocka_unit_test(delays_overlap_and_one_worker_serves_in_order),
        cmocka_unit_test(two_workers_serve_side_by_side_and_live_blocks_cost_time),
        cmocka_unit_test(every_nth_request_is_refused),
        cmocka_unit_test(memory_is_taken_when_a_worker_starts),
        cmocka_unit_test(lengths_are_rounded_to_alignment_and_pages),
        cmocka_unit_test(chance_refuses_as_often_as_stated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
