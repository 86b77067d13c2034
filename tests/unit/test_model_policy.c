/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Policies in a run: what they are shown, what becomes of their answers, and that a run is the same however
 * often it is made, cut into pieces or copied. */
#include "model_hand.h"
#include "modules.h"

static struct hand hand;

/* Frames of 64 B held for 100 us, which is longer than the 50 us of the run, unless a test says otherwise. */
static struct config *pool_with(const struct rxpool_policy *policy, uint32_t initial, uint32_t limit) {
    struct config *config = hand_start(&hand, initial);
    while (policy_table[config->pool_policy] != policy)
        config->pool_policy++;
    config->pool_limit = config->nic_ring = limit;
    config->disable_at = CONFIG_NEVER;
    config->duration_ps = 50 * US;
    config->shrink_ticks = 1;
    hand.app->hold = constant(100 * US);
    return config;
}

static void held_from(uint64_t number, uint64_t at_ns, uint64_t until_ns) {
    frame_at(&hand, at_ns, 64);
    frame_is(&hand, number, DELIVERED, at_ns, until_ns);
    interrupt_at(&hand, at_ns);
}

/* Two buffers, both out at 10; 1,000 ns a request. Asked for 2 at 10, 4 at 1,020 (out again: 1,012 to 1,014),
 * and then there are 8 of 9: one is left, asked for at 2,030. */
static void doubling_doubles_and_takes_the_rest(void **state) {
    (void)state;
    pool_with(&policy_doubling, 2, 9)->allocation_latency = constant(US);
    held_from(1, 0, never);
    held_from(2, 10, never);
    held_from(3, 1012, never);
    held_from(4, 1020, never);
    for (uint64_t i = 0; i < 4; i++)
        held_from(5 + i, 2027 + i, never);
    allocation_is(&hand, 1, 2, 0, 1000, ALLOCATION_DONE);
    allocation_is(&hand, 2, 2, 10, 1010, ALLOCATION_DONE);
    allocation_is(&hand, 3, 4, 1020, 2020, ALLOCATION_DONE);
    allocation_is(&hand, 4, 1, 2030, 3030, ALLOCATION_DONE);
    goes_exactly_as_stated(&hand);
}

/* One buffer every 1,000 ns whatever happens: 3 of them, then the limit. */
static void lazy_fills_the_pool_in_the_background(void **state) {
    (void)state;
    pool_with(&policy_lazy, 2, 5)->grow_every_ps = US;
    hand.config->allocation_latency = constant(ns(100));
    allocation_is(&hand, 1, 2, 0, 100, ALLOCATION_DONE);
    for (uint64_t i = 1; i <= 3; i++)
        allocation_is(&hand, 1 + i, 1, 1000 * i, 1000 * i + 100, ALLOCATION_DONE);
    goes_exactly_as_stated(&hand);
}

/* The only buffer is out from 0 to 100: one is asked for at 0 (had at 20) and is taken off the ring at the
 * second quiet tick; the first one, at 1,000, still knew of the shortage. */
static void one_by_one_gives_the_buffer_back_after_quiet_ticks(void **state) {
    (void)state;
    struct config *config = pool_with(&policy_one_by_one, 1, 2);
    config->shrink_every_ps = US;
    config->shrink_ticks = 2;
    config->shrink_recall = true;
    config->allocation_latency = constant(ns(20));
    hand.app->hold = constant(ns(100));
    held_from(1, 0, 100);
    allocation_is(&hand, 1, 1, 0, 20, ALLOCATION_DONE);
    allocation_is(&hand, 2, 1, 0, 20, ALLOCATION_DONE);
    freed_at(&hand, 2, 3000);
    goes_exactly_as_stated(&hand);
}

/* Three buffers are out from 100 to 300 and none at 1,000, the end of the first period: the demand is 3, the
 * target 3 + 4 * 1.5 = 9. With 4 there, 5 are lacking: one request of 4 at 1,000, another when it is in. At
 * 2,000 the demand is 0: error -3, mean 3 - 3/8, of which 2 are whole, deviation 6 + 3 - 1 = 8: target 10,
 * and 12 are had. */
static void proportional_sees_the_peak_of_the_period(void **state) {
    (void)state;
    struct config *config = pool_with(&policy_proportional, 4, 20);
    config->policy_period_ps = US;
    config->grow_chunk = 4;
    config->duration_ps = ns(2500);
    config->allocation_latency = constant(ns(10));
    hand.app->hold = constant(ns(200));
    for (uint64_t i = 1; i <= 3; i++)
        held_from(i, 98 + i, 298 + i);
    allocation_is(&hand, 1, 4, 0, 10, ALLOCATION_DONE);
    allocation_is(&hand, 2, 4, 1000, 1010, ALLOCATION_DONE);
    allocation_is(&hand, 3, 4, 1010, 1020, ALLOCATION_DONE);
    goes_exactly_as_stated(&hand);
}

/* A frame every 100 ns takes a buffer for good. The first request is made by the watermark's rule, at 300 (6
 * of 10 ready, mark 6), and takes 500. At 1,000 there are 10 + 8 - 11 = 7 ready, 9 when the period began: in
 * 500 one more will be gone, so the mark is 7 and the second request is made. */
static void predictive_asks_ahead_of_the_mark(void **state) {
    (void)state;
    struct config *config = pool_with(&policy_predictive, 10, 30);
    config->policy_period_ps = US;
    config->grow_below = 6;
    config->grow_chunk = 8;
    config->duration_ps = ns(1050);
    config->allocation_latency = constant(ns(500));
    for (uint64_t i = 0; i < 11; i++)
        held_from(1 + i, 100 * i, never);
    allocation_is(&hand, 1, 10, 0, 500, ALLOCATION_DONE);
    allocation_is(&hand, 2, 8, 300, 800, ALLOCATION_DONE);
    allocation_is(&hand, 3, 8, 1000, never, ALLOCATION_PENDING);
    goes_exactly_as_stated(&hand);
}

static void copy_always_sets_the_level(void **state) {
    const char *problem;
    (void)state;
    struct plan *plan = plan_make(pool_with(&policy_copy_always, 2, 2), &problem);
    struct sim *sim = sim_create(plan);
    assert_true(sim_start(sim, 1, 0) && sim->growth[0].copy == 1);
    assert_int_equal(sim_run_until(sim, 1, NULL, NULL), RUN_OK);
    assert_int_equal(sim->growth[0].copy, 1);
    run_result_free(sim_finish(sim, NULL, NULL));
    sim_destroy(sim);
    plan_free(plan);
}

/* A busy pool in which every policy has something to do. */
static struct config *busy(uint32_t policy) {
    struct config *config = hand_start(&hand, 8);
    config->source->arrival = ARRIVAL_POISSON;
    config->source->rate = per_second(900000);
    config->pool_policy = policy;
    config->pool_limit = config->nic_ring = 64;
    config->disable_at = CONFIG_NEVER;
    config->grow_below = 3;
    config->grow_chunk = 4;
    config->grow_every_ps = 50 * US;
    config->policy_period_ps = 20 * US;
    config->shrink_above = 20;
    config->shrink_idle = constant(30 * US);
    config->shrink_every_ps = policy % 2 == 0 ? 40 * US : 0;
    config->shrink_ticks = 2;
    config->allocation_latency = exponential(20 * US);
    config->free_latency = exponential(5 * US);
    hand.app->hold = exponential(15 * US);
    return config;
}

static void assert_same(struct run_result *got, const struct run_result *stated, const char *name) {
    char now[DIGEST_TEXT], before[DIGEST_TEXT];
    digest_text(&got->digest, now);
    digest_text(&stated->digest, before);
    if (got->status != RUN_OK || strcmp(now, before) != 0)
        fail_msg("policy %s went otherwise", name);
    run_result_free(got);
}

/* With one queue and with two: run again; in eight pieces; copied in the middle, the first one gone. */
static void every_policy_goes_the_same_way_however_it_is_run(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 2 * policy_count; i++) {
        uint32_t policy = i / 2;
        const char *problem, *name = policy_table[policy]->name;
        struct config *config = busy(policy);
        config->nic_queues = 1 + i % 2; /* with two: a pool, and a state, for each */
        config->source->flows.count = 8;
        struct plan *plan = plan_make(config, &problem);
        struct sim *sim = sim_create(plan);
        struct run_result *first = sim_run(sim, 7, 0, NULL, NULL);
        assert_true(policy_table[policy]->grows == (count_of(first, METRIC_ALLOCATIONS_REQUESTED) > 0));
        assert_same(sim_run(sim, 7, 0, NULL, NULL), first, name);
        assert_true(sim_start(sim, 7, 0));
        for (uint64_t piece = 1; piece <= 8; piece++)
            assert_int_equal(sim_run_until(sim, config->duration_ps * piece / 8, NULL, NULL), RUN_OK);
        assert_same(sim_finish(sim, NULL, NULL), first, name);
        assert_true(sim_start(sim, 7, 0));
        assert_int_equal(sim_run_until(sim, config->duration_ps / 2, NULL, NULL), RUN_OK);
        struct sim *clone = sim_clone(sim);
        sim_destroy(sim);
        assert_same(sim_finish(clone, NULL, NULL), first, name);
        sim_destroy(clone);
        run_result_free(first);
        plan_free(plan);
    }
}

/* Asks for a buffer each time it is asked; each is refused in the instant it is made. */
static void insist(void *memory, const struct rxpool_policy_view *view,
                   struct rxpool_policy_decision *decision) {
    (void)memory;
    decision->requests = 1;
    decision->request_buffers = 1;
    decision->watch_low = decision->watch_high = -(int64_t)(view->ready > 0);
}
static const struct rxpool_policy insistent = {
    .abi = RXPOOL_POLICY_ABI, .name = "insistent", .summary = "never gives up", .grows = 1, .decide = insist};

static void a_policy_that_goes_on_for_ever_in_one_instant_ends_the_run(void **state) {
    const char *problem;
    (void)state;
    struct config *config = pool_with(&policy_watermark, 2, 4);
    config->host_memory_bytes = 4096;
    struct plan *plan = plan_make(config, &problem);
    plan->policy = &insistent;
    struct sim *sim = sim_create(plan);
    struct run_result *result = sim_run(sim, 1, 0, NULL, NULL);
    assert_int_equal(result->status, RUN_FAILED);
    assert_string_equal(result->story,
                        "policy insistent was asked more than 10024 times in one instant, 0 ps after "
                        "the start, and would go on for ever");
    run_result_free(result);
    sim_destroy(sim);
    plan_free(plan);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(doubling_doubles_and_takes_the_rest),
        cmocka_unit_test(lazy_fills_the_pool_in_the_background),
        cmocka_unit_test(one_by_one_gives_the_buffer_back_after_quiet_ticks),
        cmocka_unit_test(proportional_sees_the_peak_of_the_period),
        cmocka_unit_test(predictive_asks_ahead_of_the_mark),
        cmocka_unit_test(copy_always_sets_the_level),
        cmocka_unit_test(every_policy_goes_the_same_way_however_it_is_run),
        cmocka_unit_test(a_policy_that_goes_on_for_ever_in_one_instant_ends_the_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
