/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Initialisation by hand: in blocks, for each processor, for several pools, and how it fails. Buffers are 2
 * KiB, pages 4 KiB: two buffers a page. Each try takes 1,000 ns on the clock of initialisation. */
#include <string.h>

#include "model_hand.h"

static struct hand hand;

static struct config *starting(uint32_t initial, uint32_t block, uint64_t pages) {
    struct config *config = hand_start(&hand, initial);
    config->pool_block = block;
    config->host_memory_bytes = pages * 4096;
    config->allocation_latency = constant(US);
    return config;
}

static void fails_saying(const char *words) {
    struct run_result *result = goes_as_stated(&hand);
    assert_int_equal(result->status, RUN_INIT_FAILED);
    if (!strstr(result->story, words))
        fail_msg("\"%s\" is not in: %s", words, result->story);
    assert_count(result, METRIC_INIT_BUFFERS, 0);
    for (uint32_t i = 0; i < result->allocation_count; i++) {
        const struct allocation_row *row = &result->allocation[i];
        uint64_t freed = row->outcome == ALLOCATION_DONE ? (uint64_t)value_of(result, METRIC_INIT_NS) : never;
        assert_true(row->freed_ps == ns(freed));
    }
    run_result_free(result);
}

static void blocks_are_asked_for_until_all_buffers_are_there(void **state) {
    (void)state;
    starting(10, 4, 100);
    allocation_is(&hand, 1, 4, 0, 1000, ALLOCATION_DONE);
    allocation_is(&hand, 2, 4, 1000, 2000, ALLOCATION_DONE);
    allocation_is(&hand, 3, 2, 2000, 3000, ALLOCATION_DONE);
    struct run_result *result = goes_as_stated(&hand);
    assert_true(value_of(result, METRIC_INIT_NS) == 3000);
    assert_count(result, METRIC_INIT_BUFFERS, 10);
    assert_true(result->allocation[2].synchronous);
    run_result_free(result);
}

/* 5 pages: 6 buffers take 3; 6 more are refused, 3 take the last 2; then 3 and 1 are refused. */
static void five_pages(void) {
    allocation_is(&hand, 1, 6, 0, 1000, ALLOCATION_DONE);
    allocation_is(&hand, 2, 6, 1000, 2000, ALLOCATION_NO_MEMORY);
    allocation_is(&hand, 3, 3, 2000, 3000, ALLOCATION_DONE);
    allocation_is(&hand, 4, 3, 3000, 4000, ALLOCATION_NO_MEMORY);
    allocation_is(&hand, 5, 1, 4000, 5000, ALLOCATION_NO_MEMORY);
}

static void a_refused_block_is_followed_by_smaller_ones_down_to_one_buffer(void **state) {
    (void)state;
    starting(16, 6, 5)->pool_minimum = 9;
    five_pages();
    struct run_result *result = goes_as_stated(&hand);
    assert_int_equal(result->status, RUN_OK);
    assert_count(result, METRIC_INIT_BUFFERS, 9);
    assert_count(result, METRIC_INIT_BUFFERS_ASKED, 16);
    run_result_free(result);
}

/* 3 pages for 6 of 8 buffers: the 2 that are missing are refused, then 1, which is half of them. */
static void half_of_what_was_refused_is_asked_for_next(void **state) {
    (void)state;
    starting(8, 6, 3);
    allocation_is(&hand, 1, 6, 0, 1000, ALLOCATION_DONE);
    allocation_is(&hand, 2, 2, 1000, 2000, ALLOCATION_NO_MEMORY);
    allocation_is(&hand, 3, 1, 2000, 3000, ALLOCATION_NO_MEMORY);
    goes_exactly_as_stated(&hand);
}

static void blocks_that_fall_short_of_the_minimum_are_all_released(void **state) {
    (void)state;
    starting(16, 6, 5)->pool_minimum = 10;
    five_pages();
    freed_at(&hand, 1, 5000);
    freed_at(&hand, 3, 5000);
    fails_saying(
        "no shared memory for 16 buffers in blocks of 6, nor of half as many again and again down to "
        "one: it got 9, fewer than pool.minimum = 10 (5 tries); the driver released everything");
}

/* Chance may refuse down to single buffers and then let most of them pass: the table of blocks has room for
 * as many (the run would end here if not). 200 seeds, of which some must come to that. */
static void as_many_blocks_as_buffers_have_room(void **state) {
    (void)state;
    struct config *config = starting(64, 64, 1000);
    config->host_failure_e18 = UINT64_C(500000000000000000);
    config->host_failure_e18 /= 2;
    uint64_t most = 0;
    for (config->seed = 1; config->seed <= 200; config->seed++) {
        struct run_result *result = fixture_run(config);
        uint64_t got = 0, blocks = 0;
        for (uint32_t i = 0; i < result->allocation_count; i++)
            if (result->allocation[i].outcome == ALLOCATION_DONE)
                got += result->allocation[i].buffers, blocks++;
        if (result->status == RUN_OK)
            assert_count(result, METRIC_INIT_BUFFERS, got);
        most = blocks > most ? blocks : most;
        run_result_free(result);
    }
    assert_in_range(most, 8, 64);
}

/* However memory or descriptors run out, the table of blocks has room for what comes of it (the run would end
 * here if not); when a single buffer is refused no page, or no descriptor, is left. */
static void the_table_of_blocks_has_room_however_memory_runs_out(void **state) {
    (void)state;
    for (uint32_t block = 1; block <= 100; block += 3)
        for (uint64_t left = 1; left <= 100; left += 3) {
            struct config *config = starting(100, block, left);
            config->duration_ps = ns(1);
            struct run_result *pages = fixture_run(config);
            uint64_t got = count_of(pages, METRIC_INIT_BUFFERS);
            assert_true(got == 100 || (got >= left && got <= 2 * left));
            config->host_memory_bytes = CONFIG_UNLIMITED;
            config->pool_descriptor_bytes = 16;
            config->host_nonpaged_bytes = 16 * left;
            struct run_result *descriptors = fixture_run(config);
            assert_count(descriptors, METRIC_INIT_BUFFERS, left);
            run_result_free(pages);
            run_result_free(descriptors);
        }
}

/* Both buffers are out from 0 to 200 and a third block comes at 100; idle for 1,000 it goes at 1100. The two
 * blocks of initialisation stay although ready is above the mark to the end. */
static void blocks_of_initialisation_never_drain(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 2);
    config->pool_block = 1;
    config->pool_policy = 1;
    config->pool_limit = config->nic_ring = 4;
    config->grow_chunk = 2;
    config->shrink_above = 1;
    config->shrink_idle = constant(US);
    config->shrink_recall = true;
    config->disable_at = CONFIG_NEVER;
    config->allocation_latency = constant(ns(100));
    hand.app->hold = constant(ns(200));
    frame_at(&hand, 0, 64);
    frame_at(&hand, 0, 64);
    allocation_is(&hand, 1, 1, 0, 100, ALLOCATION_DONE);
    allocation_is(&hand, 2, 1, 100, 200, ALLOCATION_DONE);
    allocation_is(&hand, 3, 2, 0, 100, ALLOCATION_DONE);
    for (uint64_t i = 1; i <= 2; i++) {
        frame_is(&hand, i, DELIVERED, 0, 200);
        interrupt_at(&hand, 0);
    }
    freed_at(&hand, 3, 1100);
    struct run_result *result = goes_as_stated(&hand);
    assert_count(result, METRIC_BLOCKS_FREED, 1);
    assert_false(result->allocation[2].synchronous);
    run_result_free(result);
}

/* 4 for each of 3 processors, but never more than the limit. */
static void a_pool_for_each_processor_stops_at_the_limit(void **state) {
    const uint32_t limit[] = {100, 10}, asked[] = {12, 10};
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct config *config = starting(4, 0, 100);
        config->pool_per_processor = true;
        config->host_processors = 3;
        config->pool_limit = limit[i];
        allocation_is(&hand, 1, asked[i], 0, 1000, ALLOCATION_DONE);
        struct run_result *result = goes_as_stated(&hand);
        assert_count(result, METRIC_INIT_BUFFERS_ASKED, asked[i]);
        assert_count(result, METRIC_INIT_BUFFERS, asked[i]);
        run_result_free(result);
    }
}

static void the_story_says_what_the_processors_asked_for(void **state) {
    (void)state;
    struct config *config = starting(4, 0, 1);
    config->pool_per_processor = true;
    config->host_processors = 3;
    config->pool_limit = 100;
    config->pool_minimum = 4;
    allocation_is(&hand, 1, 12, 0, 1000, ALLOCATION_NO_MEMORY);
    allocation_is(&hand, 2, 6, 1000, 2000, ALLOCATION_NO_MEMORY);
    allocation_is(&hand, 3, 4, 2000, 3000, ALLOCATION_NO_MEMORY);
    fails_saying(
        "no shared memory for 12 buffers (pool.initial = 4 for each of 3 processors, at most pool.limit "
        "= 100), nor for half as many");
}

/* 3 pages for two pools of 4 buffers in blocks of 2: the second gets one block, less than the minimum. */
static void a_pool_that_cannot_be_had_takes_the_others_with_it(void **state) {
    (void)state;
    struct config *config = starting(4, 2, 3);
    config->nic_queues = 2;
    config->pool_minimum = 3;
    for (uint64_t i = 1; i <= 3; i++) {
        allocation_is(&hand, i, 2, 1000 * (i - 1), 1000 * i, ALLOCATION_DONE);
        freed_at(&hand, i, 5000);
    }
    allocation_is(&hand, 4, 2, 3000, 4000, ALLOCATION_NO_MEMORY);
    allocation_is(&hand, 5, 1, 4000, 5000, ALLOCATION_NO_MEMORY);
    fails_saying("4 buffers for the pool of queue 1 in blocks of 2");
}

/* No latency: nothing is tried. */
static void before_sp1_a_subordinate_gets_nothing_without_a_try(void **state) {
    (void)state;
    struct config *config = starting(4, 0, 100);
    config->host_os = OS_XP;
    config->nic_bus_master = false;
    allocation_is(&hand, 1, 4, 0, 0, ALLOCATION_NOT_TRIED);
    allocation_is(&hand, 2, 2, 0, 0, ALLOCATION_NOT_TRIED);
    allocation_is(&hand, 3, 1, 0, 0, ALLOCATION_NOT_TRIED);
    fails_saying("before Windows XP SP1 (host.os: xp) the synchronous call of a driver that is no bus master "
                 "(nic.bus_master: false) returns NULL without trying; it asked for 4 buffers (3 tries)");
}

static void later_systems_and_bus_masters_get_their_memory(void **state) {
    const enum host_os os[] = {OS_XP, OS_XP_SP1, OS_CURRENT};
    const bool master[] = {true, false, false};
    (void)state;
    for (int i = 0; i < 3; i++) {
        struct config *config = starting(4, 0, 100);
        config->host_os = os[i];
        config->nic_bus_master = master[i];
        allocation_is(&hand, 1, 4, 0, 1000, ALLOCATION_DONE);
        goes_exactly_as_stated(&hand);
    }
}

/* Others hold 5 pages and a byte of 10 from 0 on, so 4 are left: 20 buffers and 10 (5 pages) are refused, 5
 * are had. What others take from 1 ns on is of no concern. */
static void initialisation_sees_the_pressure_of_time_0(void **state) {
    struct pressure_config pressure[] = {{0, 5 * 4096 + 1}, {ns(1), 10 * 4096}};
    (void)state;
    struct config *config = starting(20, 0, 10);
    config->pressure = pressure;
    config->pressure_count = 2;
    allocation_is(&hand, 1, 20, 0, 1000, ALLOCATION_NO_MEMORY);
    allocation_is(&hand, 2, 10, 1000, 2000, ALLOCATION_NO_MEMORY);
    allocation_is(&hand, 3, 5, 2000, 3000, ALLOCATION_DONE);
    goes_exactly_as_stated(&hand);
}

/* 100 bytes for each buffer of 450: 8 and then 4 and 2 fit in pages, but 8 have no room for descriptors. */
static void descriptors_can_be_what_initialisation_lacks(void **state) {
    (void)state;
    struct config *config = starting(8, 0, 100);
    config->pool_descriptor_bytes = 100;
    config->host_nonpaged_bytes = 450;
    allocation_is(&hand, 1, 8, 0, 1000, ALLOCATION_NO_NONPAGED);
    allocation_is(&hand, 2, 4, 1000, 2000, ALLOCATION_DONE);
    goes_exactly_as_stated(&hand);

    config = starting(8, 0, 100);
    config->pool_descriptor_bytes = 100;
    config->host_nonpaged_bytes = 450;
    config->pool_minimum = 8;
    allocation_is(&hand, 1, 8, 0, 1000, ALLOCATION_NO_NONPAGED);
    fails_saying("no other memory (host.nonpaged) for 8 buffers, nor for half as many");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_asked_for_until_all_buffers_are_there),
        cmocka_unit_test(a_refused_block_is_followed_by_smaller_ones_down_to_one_buffer),
        cmocka_unit_test(half_of_what_was_refused_is_asked_for_next),
        cmocka_unit_test(blocks_that_fall_short_of_the_minimum_are_all_released),
        cmocka_unit_test(as_many_blocks_as_buffers_have_room),
        cmocka_unit_test(the_table_of_blocks_has_room_however_memory_runs_out),
        cmocka_unit_test(blocks_of_initialisation_never_drain),
        cmocka_unit_test(a_pool_for_each_processor_stops_at_the_limit),
        cmocka_unit_test(the_story_says_what_the_processors_asked_for),
        cmocka_unit_test(a_pool_that_cannot_be_had_takes_the_others_with_it),
        cmocka_unit_test(before_sp1_a_subordinate_gets_nothing_without_a_try),
        cmocka_unit_test(later_systems_and_bus_masters_get_their_memory),
        cmocka_unit_test(initialisation_sees_the_pressure_of_time_0),
        cmocka_unit_test(descriptors_can_be_what_initialisation_lacks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
