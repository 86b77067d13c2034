/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What faults change besides breaking a rule, worked out by hand. */
#include "model_hand.h"
#include "ndis_fault.h"

static struct hand hand;
static struct lifecycle_config life[2];

static struct config *start(uint32_t buffers, enum ndis_fault fault) {
    struct config *config = hand_start(&hand, buffers);
    config->driver_faults = FAULT_BIT(fault);
    config->lifecycle = life;
    return config;
}

static void told(uint64_t time_ns, enum lifecycle_event event) {
    life[hand.config->lifecycle_count++] = (struct lifecycle_config){ns(time_ns), event};
}

static void interrupted_by_both(uint64_t first_ns, uint64_t second_ns) {
    initial_block(&hand);
    frame_at(&hand, first_ns, 64);
    frame_at(&hand, second_ns, 64);
    interrupt_at(&hand, first_ns);
    interrupt_at(&hand, second_ns);
}

static void a_net_buffer_list_that_is_forgotten_never_comes_back(void **state) {
    (void)state;
    start(3, FAULT_LEAK_NBL);
    hand.app->hold = constant(ns(500));
    interrupted_by_both(1000, 2000);
    frame_is(&hand, 1, DELIVERED, 1000, never);
    frame_is(&hand, 2, DELIVERED, 2000, 2500);
    goes_exactly_as_stated(&hand);
}

static void halt_waits_for_ever_for_what_was_forgotten(void **state) {
    (void)state;
    start(3, FAULT_LEAK_NBL);
    hand.app->hold = constant(ns(500));
    told(5000, LIFECYCLE_HALT);
    interrupted_by_both(1000, 2000);
    frame_is(&hand, 1, DELIVERED, 1000, never);
    frame_is(&hand, 2, DELIVERED, 2000, 2500);
    struct run_result *result = goes_as_stated(&hand);
    assert_false(result->metric[METRIC_HALT_WAIT_NS].defined);
    assert_true(result->violation[0].first_ps == ns(5000));
    run_result_free(result);
}

/* The second finds no room with the protocol; it is kept until the first is back. */
static void who_counts_on_an_order_keeps_what_overtook(void **state) {
    (void)state;
    start(3, FAULT_RETURN_IN_ORDER);
    hand.app->servers = 1;
    hand.app->backlog = 0;
    hand.app->service = constant(ns(1000));
    interrupted_by_both(1000, 1100);
    frame_is(&hand, 1, DELIVERED, 1000, 2000);
    frame_is(&hand, 2, BACKLOG, 1100, 2000);
    goes_exactly_as_stated(&hand);
}

/* Two pages: the block given back at 3000 leaves its page behind, and the request of 4000 finds none. */
static void half_of_a_block_is_half_given_back(void **state) {
    (void)state;
    struct config *config = start(1, FAULT_FREE_PART);
    config->nic_ring = 4;
    config->pool_policy = 1; /* watermark */
    config->pool_limit = 2;
    config->allocation_delay = constant(ns(500));
    config->grow_retry_ps = 2 * MS;
    config->shrink_above = 2;
    config->shrink_idle = constant(ns(1000));
    config->shrink_recall = true;
    config->host_memory_bytes = 8192;
    hand.app->hold = constant(ns(1000));
    interrupted_by_both(1000, 4000);
    frame_is(&hand, 1, DELIVERED, 1000, 2000);
    frame_is(&hand, 2, DELIVERED, 4000, 5000);
    allocation_is(&hand, 2, 1, 1000, 1500, ALLOCATION_DONE);
    allocation_is(&hand, 3, 1, 4000, 4500, ALLOCATION_NO_MEMORY);
    freed_at(&hand, 2, 3000);
    episode_is(&hand, 1000, 1500, 0);
    episode_is(&hand, 4000, 5000, 0);
    goes_exactly_as_stated(&hand);
}

/* Paused at 1200 though 1 is out until 1500: a restart at 1300 finds it paused. */
static void a_pause_that_does_not_wait_is_over_at_once(void **state) {
    (void)state;
    start(3, FAULT_PAUSE_TOO_EARLY);
    hand.app->hold = constant(ns(500));
    told(1200, LIFECYCLE_PAUSE);
    told(1300, LIFECYCLE_RESTART);
    interrupted_by_both(1000, 1400);
    frame_is(&hand, 1, DELIVERED, 1000, 1500);
    frame_is(&hand, 2, DELIVERED, 1400, 1900);
    struct run_result *result = goes_as_stated(&hand);
    assert_true(result->metric[METRIC_PAUSE_WAIT_NS].defined);
    assert_true(result->metric[METRIC_PAUSE_WAIT_NS].real == 0);
    run_result_free(result);
}

static void who_does_not_stop_goes_on_indicating(void **state) {
    (void)state;
    start(3, FAULT_INDICATE_WHEN_PAUSED);
    hand.app->hold = constant(ns(500));
    told(1200, LIFECYCLE_PAUSE);
    interrupted_by_both(1000, 2000);
    frame_is(&hand, 1, DELIVERED, 1000, 1500);
    frame_is(&hand, 2, DELIVERED, 2000, 2500);
    struct run_result *result = goes_as_stated(&hand);
    assert_true(result->metric[METRIC_PAUSE_WAIT_NS].real == 300);
    assert_true(result->violation[0].first_ps == ns(2000));
    run_result_free(result);
}

/* Flagged for want of buffers: back at 1000 and 2000, if the driver did not wait. */
static void who_waits_for_flagged_buffers_has_them_later(void **state) {
    (void)state;
    start(3, FAULT_RETURN_RESOURCES)->lowres_below = 4;
    hand.app->hold = constant(ns(500));
    interrupted_by_both(1000, 2000);
    frame_is(&hand, 1, DELIVERED, 1000, 1500);
    frame_is(&hand, 2, DELIVERED, 2000, 2500);
    goes_exactly_as_stated(&hand);
    hand.config->driver_faults = 0;
    hand.expected = (struct digest){0};
    initial_block(&hand);
    interrupt_at(&hand, 1000);
    interrupt_at(&hand, 2000);
    frame_is(&hand, 1, DELIVERED, 1000, 1000);
    frame_is(&hand, 2, DELIVERED, 2000, 2000);
    goes_exactly_as_stated(&hand);
}

/* Three requests at 1000, where one may be pending; the limit of four holds. */
static void without_a_bound_all_is_asked_for_at_once(void **state) {
    (void)state;
    struct config *config = start(1, FAULT_UNBOUNDED_REQUESTS);
    config->nic_ring = 4;
    config->pool_policy = 1;
    config->pool_limit = 4;
    config->allocation_workers = 4;
    config->allocation_delay = constant(ns(500));
    hand.app->hold = constant(ns(5000));
    initial_block(&hand);
    frame_at(&hand, 1000, 64);
    frame_is(&hand, 1, DELIVERED, 1000, 6000);
    interrupt_at(&hand, 1000);
    episode_is(&hand, 1000, 1500, 0);
    for (uint64_t i = 2; i <= 4; i++)
        allocation_is(&hand, i, 1, 1000, 1500, ALLOCATION_DONE);
    goes_exactly_as_stated(&hand);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_net_buffer_list_that_is_forgotten_never_comes_back),
        cmocka_unit_test(halt_waits_for_ever_for_what_was_forgotten),
        cmocka_unit_test(who_counts_on_an_order_keeps_what_overtook),
        cmocka_unit_test(half_of_a_block_is_half_given_back),
        cmocka_unit_test(a_pause_that_does_not_wait_is_over_at_once),
        cmocka_unit_test(who_does_not_stop_goes_on_indicating),
        cmocka_unit_test(who_waits_for_flagged_buffers_has_them_later),
        cmocka_unit_test(without_a_bound_all_is_asked_for_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
