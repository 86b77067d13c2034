/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What shares the host's memory with the pool, by hand: what others hold for a time, descriptors in other
 * memory, and cache lines that packed buffers share. */
#include "model_hand.h"
#include "model_steps.h"

static struct hand hand;

static struct config *greedy(uint32_t limit) {
    struct config *config = hand_start(&hand, 2);
    config->pool_policy = 1;
    config->pool_limit = limit;
    config->grow_chunk = 2;
    config->grow_below = 100;
    config->allocation_latency = constant(ns(500));
    allocation_is(&hand, 1, 2, 0, 500, ALLOCATION_DONE);
    return config;
}

/* 4 pages, a block takes one. Others hold a byte, so a page, from 1000 to before 1500 and 2 pages, more than
 * there are, to before 2000: with 3 in use nothing is left for the requests started at 1000 and 1500. Blocks
 * that are there stay. */
static void pressure_takes_memory_from_requests_started_under_it(void **state) {
    struct pressure_config pressure[] = {
        {ns(1000), 1}, {ns(1500), 2 * 4096}, {ns(2000), 0}, {ns(9000), 4 * 4096}};
    (void)state;
    struct config *config = greedy(8);
    config->host_memory_bytes = 4 * 4096;
    config->pressure = pressure;
    config->pressure_count = 4;
    allocation_is(&hand, 2, 2, 0, 500, ALLOCATION_DONE);
    allocation_is(&hand, 3, 2, 500, 1000, ALLOCATION_DONE);
    allocation_is(&hand, 4, 2, 1000, 1500, ALLOCATION_NO_MEMORY);
    allocation_is(&hand, 5, 2, 1500, 2000, ALLOCATION_NO_MEMORY);
    allocation_is(&hand, 6, 2, 2000, 2500, ALLOCATION_DONE);
    goes_exactly_as_stated(&hand);
}

/* 3 pages, one in use. Others have the other two when request 2 is made, nothing when a worker starts it at
 * 1000; nothing when request 3 is made at 1500, the last page when a worker starts it at 2500. */
static void what_counts_is_when_a_worker_starts(void **state) {
    struct pressure_config pressure[] = {{0, 2 * 4096}, {ns(600), 0}, {ns(2500), 4096}};
    (void)state;
    struct config *config = greedy(6);
    config->host_memory_bytes = 3 * 4096;
    config->allocation_delay = constant(ns(1000));
    config->pressure = pressure;
    config->pressure_count = 3;
    config->duration_ps = ns(3500);
    allocation_is(&hand, 2, 2, 0, 1500, ALLOCATION_DONE);
    allocation_is(&hand, 3, 2, 1500, 3000, ALLOCATION_NO_MEMORY);
    allocation_is(&hand, 4, 2, 3000, never, ALLOCATION_PENDING);
    goes_exactly_as_stated(&hand);
}

/* 450 bytes, 100 for each buffer: initialisation and one block of two take 400; the next is refused, and
 * again, until the run ends. Memory refused for want of pages is called that, whatever else is lacking. */
static void without_descriptors_there_is_no_block(void **state) {
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct config *config = greedy(8);
        config->pool_descriptor_bytes = 100;
        config->host_nonpaged_bytes = 450;
        config->host_memory_bytes = i == 0 ? CONFIG_UNLIMITED : 2 * 4096;
        config->duration_ps = ns(1100);
        allocation_is(&hand, 2, 2, 0, 500, ALLOCATION_DONE);
        allocation_is(&hand, 3, 2, 500, 1000, i == 0 ? ALLOCATION_NO_NONPAGED : ALLOCATION_NO_MEMORY);
        allocation_is(&hand, 4, 2, 1000, never, ALLOCATION_PENDING);
        struct run_result *result = goes_as_stated(&hand);
        assert_count(result, METRIC_NONPAGED_BYTES_PEAK, 400);
        run_result_free(result);
    }
}

/* Two buffers of 100 B of 400 in all; a block of two comes at 100 (200 more), goes at 1100, and comes again:
 * without what the first gave back it would be refused. */
static void descriptors_come_back_with_the_block(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 2);
    config->pool_policy = 1;
    config->pool_limit = config->nic_ring = 4;
    config->grow_chunk = 2;
    config->shrink_above = 1;
    config->shrink_idle = constant(US);
    config->shrink_recall = true;
    config->disable_at = CONFIG_NEVER;
    config->allocation_latency = constant(ns(100));
    config->pool_descriptor_bytes = 100;
    config->host_nonpaged_bytes = 400;
    config->duration_ps = ns(4000);
    hand.app->hold = constant(ns(200));
    const uint64_t at[] = {0, 0, 2000, 2000};
    for (uint64_t i = 0; i < 4; i++)
        frame_at(&hand, at[i], 64);
    struct run_result *result = fixture_run(config);
    assert_count(result, METRIC_ALLOCATIONS_COMPLETED, 2);
    assert_count(result, METRIC_BLOCKS_FREED, 2);
    /* 200 all the time, 200 more 100 .. 1100 and 2100 .. 3100 */
    assert_true(value_of(result, METRIC_NONPAGED_BYTES_MEAN) == 300);
    run_result_free(result);
}

/* The torn lines of n packed buffers of so many bytes, lines of 64 B, in the order they lie in. */
static void tear(uint32_t bytes, uint32_t n, const uint8_t *torn, enum pool_placement placement) {
    const char *problem;
    struct config *config = hand_start(&hand, n);
    config->pool_buffer_bytes = bytes;
    config->pool_align = ALIGN_NONE;
    config->pool_placement = placement;
    struct plan *plan = plan_make(config, &problem);
    struct sim *sim = sim_create(plan);
    assert_true(sim_start(sim, 1, 0));
    uint32_t i = n;
    for (uint32_t b = sim->blocks[0].first_member; b != NO_BUFFER; b = sim->buffer_member[b])
        assert_int_equal(sim->buffer_torn[b], torn[--i]);
    assert_int_equal(i, 0);
    sim_destroy(sim);
    plan_free(plan);
}

static void packed_neighbours_tear_the_lines_they_share(void **state) {
    (void)state;
    tear(1500, 3, (const uint8_t[]){1, 2, 1}, PLACEMENT_BLOCKS); /* 1500 and 3000 are not multiples of 64 */
    tear(1600, 3, (const uint8_t[]){0, 0, 0}, PLACEMENT_BLOCKS); /* 25 lines each */
    tear(1500, 1, (const uint8_t[]){0}, PLACEMENT_BLOCKS);
    tear(96, 4, (const uint8_t[]){1, 1, 1, 1}, PLACEMENT_BLOCKS);    /* 192 is a multiple: two pairs */
    tear(20, 5, (const uint8_t[]){1, 1, 1, 2, 1}, PLACEMENT_BLOCKS); /* the 4th: 60 .. 80, of two lines */
    tear(1500, 3, (const uint8_t[]){1, 2, 1}, PLACEMENT_IDEAL);
}

/* Three buffers of 1,500 B take 4,500 B packed and 4,608 B aligned: 2 pages either way; of 1,366 B 4,098 and
 * 4,224 B, of 1,365 B 4,095 B (1 page) and 4,224 B (2 pages). */
static void packed_buffers_take_no_more_than_their_bytes(void **state) {
    const uint32_t bytes[] = {1500, 1366, 1365};
    const uint64_t packed[] = {8192, 8192, 4096};
    (void)state;
    for (int i = 0; i < 3; i++) {
        struct config *config = hand_start(&hand, 3);
        config->pool_buffer_bytes = bytes[i];
        struct run_result *aligned = fixture_run(config);
        config->pool_align = ALIGN_NONE;
        struct run_result *none = fixture_run(config);
        assert_true(aligned->allocation[0].bytes == 8192);
        assert_true(none->allocation[0].bytes == packed[i]);
        assert_true(value_of(aligned, METRIC_BUFFERS_TORN_MEAN) == 0);
        assert_true(value_of(none, METRIC_BUFFERS_TORN_MEAN) == 3);
        run_result_free(aligned);
        run_result_free(none);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pressure_takes_memory_from_requests_started_under_it),
        cmocka_unit_test(what_counts_is_when_a_worker_starts),
        cmocka_unit_test(without_descriptors_there_is_no_block),
        cmocka_unit_test(descriptors_come_back_with_the_block),
        cmocka_unit_test(packed_neighbours_tear_the_lines_they_share),
        cmocka_unit_test(packed_buffers_take_no_more_than_their_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
