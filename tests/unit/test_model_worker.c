/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The host's workers by hand: who serves whom when, what processor time adds, and frees that wait in line.
 * Two buffers a page. */
#include "model_hand.h"
#include "model_steps.h"

static struct hand hand;

/* Chunks of two, so many pending, from 2 buffers to the limit: all asked for at once. */
static struct config *greedy(uint32_t limit, uint32_t in_flight) {
    struct config *config = hand_start(&hand, 2);
    config->pool_policy = 1;
    config->pool_limit = limit;
    config->grow_chunk = 2;
    config->grow_below = 100;
    config->grow_in_flight = in_flight;
    config->allocation_latency = constant(US);
    allocation_is(&hand, 1, 2, 0, 1000, ALLOCATION_DONE); /* of initialisation, which pays no processor */
    return config;
}

/* 300 of processor time after 1,000 of latency: the one worker takes the second request at 1300. */
static void processor_time_follows_the_latency_and_keeps_the_worker(void **state) {
    (void)state;
    greedy(6, 2)->allocation_cpu = constant(ns(300));
    allocation_is(&hand, 2, 2, 0, 1300, ALLOCATION_DONE);
    allocation_is(&hand, 3, 2, 0, 2600, ALLOCATION_DONE);
    struct run_result *result = goes_as_stated(&hand);
    assert_true(result->allocation[1].started_ps == 0);
    assert_true(result->allocation[2].started_ps == ns(1300));
    assert_true(value_of(result, METRIC_INIT_NS) == 1000);
    run_result_free(result);
}

/* Every second request fails and pays all the same. */
static void a_request_that_fails_has_paid_too(void **state) {
    (void)state;
    struct config *config = greedy(4, 1);
    config->allocation_cpu = constant(ns(300));
    config->host_failure_every = 2;
    allocation_is(&hand, 2, 2, 0, 1300, ALLOCATION_FAILED);
    allocation_is(&hand, 3, 2, 1300, 2600, ALLOCATION_DONE);
    goes_exactly_as_stated(&hand);
}

/* Memory is taken when the worker starts, before it has paid: the second of two finds no page. */
static void memory_is_taken_before_the_processor_is_paid(void **state) {
    (void)state;
    struct config *config = greedy(6, 2);
    config->cpu_count = 2;
    config->allocation_workers = 2;
    config->allocation_cpu = constant(ns(300));
    config->host_memory_bytes = 2 * 4096;
    config->duration_ps = ns(1400);
    allocation_is(&hand, 2, 2, 0, 1300, ALLOCATION_DONE);
    allocation_is(&hand, 3, 2, 0, 1300, ALLOCATION_NO_MEMORY);
    allocation_is(&hand, 4, 2, 1300, never, ALLOCATION_PENDING);
    goes_exactly_as_stated(&hand);
}

static uint32_t worker_of(const struct sim *sim, uint64_t number) {
    for (uint32_t b = 0; b < sim->plan->block_limit; b++)
        if (sim->blocks[b].state == BLOCK_REQUESTED && sim->blocks[b].number == number) {
            assert_true(sim->blocks[b].started_ps != never);
            return sim->blocks[b].worker;
        }
    fail_msg("no request %llu", (unsigned long long)number);
    return 0;
}

/* Two workers, a processor each; three requests pending. 2 and 3 are served at 0 by workers 0 and 1, 4 in
 * line takes worker 0 when that ends at 1300, so 5, made at the end of that instant, takes worker 1. */
static void the_lowest_idle_worker_takes_the_next_request(void **state) {
    const char *problem;
    (void)state;
    struct config *config = greedy(20, 3);
    config->cpu_count = config->allocation_workers = 2;
    config->allocation_cpu = constant(ns(300));
    struct plan *plan = plan_make(config, &problem);
    struct sim *sim = sim_create(plan);
    assert_true(sim_start(sim, 1, 0));
    while (sim->state->now_ps < ns(1000))
        assert_true(run_steps(sim, 1));
    assert_int_equal(worker_of(sim, 2), 0);
    assert_int_equal(worker_of(sim, 3), 1);
    while (sim->state->now_ps < ns(2300))
        assert_true(run_steps(sim, 1));
    assert_int_equal(worker_of(sim, 4), 0);
    assert_int_equal(worker_of(sim, 5), 1);
    sim_destroy(sim);
    plan_free(plan);
}

/* At the end one request is at its processor, one in line: both are pending. */
static void a_request_at_its_processor_is_pending_when_the_run_ends(void **state) {
    (void)state;
    struct config *config = greedy(6, 2);
    config->allocation_cpu = constant(ns(300));
    config->duration_ps = ns(1200);
    allocation_is(&hand, 2, 2, 0, never, ALLOCATION_PENDING);
    allocation_is(&hand, 3, 2, 0, never, ALLOCATION_PENDING);
    struct run_result *result = goes_as_stated(&hand);
    assert_true(result->allocation[2].started_ps == never);
    run_result_free(result);
}

/* Both latencies end at 1000; the workers share the one processor, first come first served. */
static void workers_wait_for_each_other_where_they_share_a_processor(void **state) {
    (void)state;
    struct config *config = greedy(6, 2);
    config->allocation_workers = 2;
    config->allocation_cpu = constant(ns(300));
    allocation_is(&hand, 2, 2, 0, 1300, ALLOCATION_DONE);
    allocation_is(&hand, 3, 2, 0, 1600, ALLOCATION_DONE);
    goes_exactly_as_stated(&hand);
}

/* A DPC from 1100 to 1500 on processor 0 takes it from worker 0, whose request has had 100 of its 300 and
 * ends at 1700; worker 1 has processor 1 to itself. */
static void receiving_delays_the_allocation_that_shares_its_processor(void **state) {
    (void)state;
    struct config *config = greedy(6, 2);
    config->cpu_count = config->allocation_workers = 2;
    config->allocation_cpu = constant(ns(300));
    config->dpc_fixed_ps = ns(400);
    frame_at(&hand, 1100, 64);
    interrupt_at(&hand, 1100);
    frame_is(&hand, 1, DELIVERED, 1500, 1500);
    allocation_is(&hand, 2, 2, 0, 1700, ALLOCATION_DONE);
    allocation_is(&hand, 3, 2, 0, 1300, ALLOCATION_DONE);
    goes_exactly_as_stated(&hand);
}

/* One buffer, blocks of one, each frame holds its buffer for 700, a request takes 1,000.
 *   0      frame 1 takes the one buffer: request 2, had at 1000 (frame 1 is back at 700)
 *   1100   frames 2 and 3 take both: request 3, had at 2100; both are back at 1800
 *   2000   ready for 200: block 2, the newest, drains while the worker serves request 3
 *   2300   200 after it came block 3 drains */
static struct config *shrinking(uint64_t free_ns, bool deferred) {
    struct config *config = hand_start(&hand, 1);
    config->pool_policy = 1;
    config->pool_limit = config->nic_ring = 4;
    config->shrink_above = 1;
    config->shrink_idle = constant(ns(200));
    config->shrink_recall = true;
    config->disable_at = CONFIG_NEVER;
    config->allocation_latency = constant(US);
    config->free_latency = constant(ns(free_ns));
    config->free_deferred = deferred;
    hand.app->hold = constant(ns(700));
    const uint64_t at[] = {0, 1100, 1100};
    for (uint64_t i = 0; i < 3; i++) {
        frame_at(&hand, at[i], 64);
        frame_is(&hand, i + 1, DELIVERED, at[i], at[i] + 700);
        interrupt_at(&hand, at[i]);
    }
    allocation_is(&hand, 1, 1, 0, 1000, ALLOCATION_DONE);
    allocation_is(&hand, 2, 1, 0, 1000, ALLOCATION_DONE);
    allocation_is(&hand, 3, 1, 1100, 2100, ALLOCATION_DONE);
    return config;
}

static void a_free_takes_its_latency_beside_the_workers(void **state) {
    (void)state;
    shrinking(50, false);
    freed_at(&hand, 2, 2050);
    freed_at(&hand, 3, 2350);
    goes_exactly_as_stated(&hand);
}

static void a_deferred_free_waits_its_turn_with_the_workers(void **state) {
    (void)state;
    shrinking(50, true);
    freed_at(&hand, 2, 2150); /* 2100 + 50 */
    freed_at(&hand, 3, 2350); /* the worker is idle */
    goes_exactly_as_stated(&hand);
}

static void two_workers_free_and_serve_side_by_side(void **state) {
    (void)state;
    shrinking(50, true)->allocation_workers = 2;
    freed_at(&hand, 2, 2050);
    freed_at(&hand, 3, 2350);
    goes_exactly_as_stated(&hand);
}

/* Frees of 500: block 2 till 2600, block 3 in line from 2300, served till 3100. Frame 4 takes the last buffer
 * at 2450: request 4 stands behind the free and is served 3100 .. 4100; idle, block 4 goes at 4300. */
static void a_request_stands_in_line_behind_frees(void **state) {
    (void)state;
    shrinking(500, true);
    frame_at(&hand, 2450, 64);
    frame_is(&hand, 4, DELIVERED, 2450, 3150);
    interrupt_at(&hand, 2450);
    freed_at(&hand, 2, 2600);
    freed_at(&hand, 3, 3100);
    allocation_is(&hand, 4, 1, 2450, 4100, ALLOCATION_DONE);
    freed_at(&hand, 4, 4800);
    struct run_result *result = goes_as_stated(&hand);
    assert_true(result->allocation[3].started_ps == ns(3100));
    run_result_free(result);
}

/* Memory of a block in line is still taken: the run ends with it. */
static void a_free_in_line_at_the_end_has_not_happened(void **state) {
    (void)state;
    shrinking(500, true)->duration_ps = ns(2550);
    freed_at(&hand, 2, never);
    freed_at(&hand, 3, never);
    struct run_result *result = goes_as_stated(&hand);
    assert_count(result, METRIC_BLOCKS_FREED, 0);
    assert_count(result, METRIC_POOL_BYTES_PEAK, 3 * 4096);
    run_result_free(result);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(processor_time_follows_the_latency_and_keeps_the_worker),
        cmocka_unit_test(a_request_that_fails_has_paid_too),
        cmocka_unit_test(memory_is_taken_before_the_processor_is_paid),
        cmocka_unit_test(the_lowest_idle_worker_takes_the_next_request),
        cmocka_unit_test(a_request_at_its_processor_is_pending_when_the_run_ends),
        cmocka_unit_test(workers_wait_for_each_other_where_they_share_a_processor),
        cmocka_unit_test(receiving_delays_the_allocation_that_shares_its_processor),
        cmocka_unit_test(a_free_takes_its_latency_beside_the_workers),
        cmocka_unit_test(a_deferred_free_waits_its_turn_with_the_workers),
        cmocka_unit_test(two_workers_free_and_serve_side_by_side),
        cmocka_unit_test(a_request_stands_in_line_behind_frees),
        cmocka_unit_test(a_free_in_line_at_the_end_has_not_happened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
