/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of the miniport, worked out by hand: what a pause loses and waits for, when a restart comes, what
 * halt waits for, and what is never given back. */
#include "model_hand.h"

#define EVENTS 4

static struct hand hand;
static struct lifecycle_config life[EVENTS];

static struct config *start(uint32_t buffers) {
    struct config *config = hand_start(&hand, buffers);
    config->lifecycle = life;
    return config;
}

static void told(uint64_t time_ns, enum lifecycle_event event) {
    assert_true(hand.config->lifecycle_count < EVENTS);
    life[hand.config->lifecycle_count++] = (struct lifecycle_config){ns(time_ns), event};
}

static void assert_ns(const struct run_result *result, enum metric metric, double expected) {
    assert_true(result->metric[metric].defined);
    assert_true(result->metric[metric].real == expected);
}

static void assert_no_value(const struct run_result *result, enum metric metric) {
    assert_false(result->metric[metric].defined);
}

/* 1 comes back at 1500, so the pause of 1200 waits 300; 2 and 3 come while nobody listens. */
static void a_pause_waits_for_what_is_with_protocols_and_drops_what_comes(void **state) {
    (void)state;
    start(3);
    hand.app->hold = constant(ns(500));
    told(1200, LIFECYCLE_PAUSE);
    told(2000, LIFECYCLE_RESTART);
    initial_block(&hand);
    frame_at(&hand, 1000, 64);
    frame_at(&hand, 1300, 64);
    frame_at(&hand, 1900, 64);
    frame_at(&hand, 2100, 64);
    frame_is(&hand, 1, DELIVERED, 1000, 1500);
    frame_is(&hand, 2, NOT_RUNNING, never, never);
    frame_is(&hand, 3, NOT_RUNNING, never, never);
    frame_is(&hand, 4, DELIVERED, 2100, 2600);
    interrupt_at(&hand, 1000);
    interrupt_at(&hand, 2100);
    struct run_result *result = goes_as_stated(&hand);
    assert_ns(result, METRIC_PAUSE_WAIT_NS, 300);
    assert_no_value(result, METRIC_HALT_WAIT_NS);
    assert_count(result, METRIC_DROP_NOT_RUNNING, 2);
    assert_count(result, METRIC_FRAMES_DROPPED, 2);
    assert_int_equal(result->violation_count, 0);
    run_result_free(result);
}

/* At 1350 frame 1 is in the chain that ends at 2100, 2 and 3 are filled, 4 is in the engine until 1400, 5 in
 * the FIFO. Only 1 is indicated; the pause is over then. All buffers are there for 6. */
static void only_a_chain_that_was_begun_is_still_indicated(void **state) {
    (void)state;
    struct config *config = start(5);
    config->dma_frame_ps = ns(100);
    config->nic_fifo_bytes = 640;
    config->dpc_frame_ps = ns(1000);
    told(1350, LIFECYCLE_PAUSE);
    told(3000, LIFECYCLE_RESTART);
    initial_block(&hand);
    for (int i = 0; i < 5; i++)
        frame_at(&hand, 1000, 64);
    for (int i = 0; i < 5; i++)
        frame_at(&hand, 3100, 64);
    frame_is(&hand, 1, DELIVERED, 2100, 2100);
    for (uint64_t lost = 2; lost <= 5; lost++)
        frame_is(&hand, lost, NOT_RUNNING, never, never);
    interrupt_at(&hand, 1100);
    interrupt_at(&hand, 3200);
    frame_is(&hand, 6, DELIVERED, 4200, 4200);
    for (uint64_t later = 7; later <= 10; later++)
        frame_is(&hand, later, DELIVERED, 8200, 8200); /* a slice of four */
    struct run_result *result = goes_as_stated(&hand);
    assert_ns(result, METRIC_PAUSE_WAIT_NS, 750);
    run_result_free(result);
}

/* In DMA at the pause, complete after the restart: lost all the same. */
static void dma_under_way_is_lost_even_after_a_restart(void **state) {
    (void)state;
    start(2)->dma_latency_ps = ns(1000);
    told(1100, LIFECYCLE_PAUSE);
    told(1200, LIFECYCLE_RESTART);
    initial_block(&hand);
    frame_at(&hand, 1000, 64);
    frame_at(&hand, 1300, 64);
    frame_is(&hand, 1, NOT_RUNNING, never, never);
    frame_is(&hand, 2, DELIVERED, 2300, 2300);
    interrupt_at(&hand, 2300);
    struct run_result *result = goes_as_stated(&hand);
    assert_ns(result, METRIC_PAUSE_WAIT_NS, 0);
    run_result_free(result);
}

static void a_restart_waits_for_the_end_of_the_pause(void **state) {
    (void)state;
    start(2);
    hand.app->hold = constant(ns(500));
    told(1100, LIFECYCLE_PAUSE);
    told(1200, LIFECYCLE_RESTART);
    initial_block(&hand);
    frame_at(&hand, 1000, 64);
    frame_at(&hand, 1499, 64);
    frame_at(&hand, 1500, 64); /* it runs since the return of the same instant */
    frame_is(&hand, 1, DELIVERED, 1000, 1500);
    frame_is(&hand, 2, NOT_RUNNING, never, never);
    frame_is(&hand, 3, DELIVERED, 1500, 2000);
    interrupt_at(&hand, 1000);
    interrupt_at(&hand, 1500);
    struct run_result *result = goes_as_stated(&hand);
    assert_ns(result, METRIC_PAUSE_WAIT_NS, 400);
    run_result_free(result);
}

/* The DPC that 1 set off finds 2 when it starts. */
static void a_dpc_that_has_not_started_loses_its_frames(void **state) {
    (void)state;
    start(2)->dpc_latency = constant(ns(500));
    told(1200, LIFECYCLE_PAUSE);
    told(1300, LIFECYCLE_RESTART);
    initial_block(&hand);
    frame_at(&hand, 1000, 64);
    frame_at(&hand, 1400, 64);
    frame_is(&hand, 1, NOT_RUNNING, never, never);
    frame_is(&hand, 2, DELIVERED, 1500, 1500);
    interrupt_at(&hand, 1000);
    goes_exactly_as_stated(&hand);
}

/* An interrupt raised at 1000 would be delivered at 1500: masked by then. */
static void an_interrupt_on_its_way_is_masked(void **state) {
    (void)state;
    start(2)->interrupt_latency = constant(ns(500));
    told(1200, LIFECYCLE_PAUSE);
    told(1600, LIFECYCLE_RESTART);
    initial_block(&hand);
    frame_at(&hand, 1000, 64);
    frame_at(&hand, 1700, 64);
    frame_is(&hand, 1, NOT_RUNNING, never, never);
    frame_is(&hand, 2, DELIVERED, 2200, 2200);
    interrupt_at(&hand, 2200);
    goes_exactly_as_stated(&hand);
}

static void an_episode_ends_with_a_pause(void **state) {
    (void)state;
    start(1); /* its episodes begin with none ready */
    hand.app->hold = constant(ns(1000));
    told(1200, LIFECYCLE_PAUSE);
    told(2500, LIFECYCLE_RESTART);
    initial_block(&hand);
    frame_at(&hand, 1000, 64);
    frame_at(&hand, 1100, 64);
    frame_at(&hand, 1300, 64);
    frame_at(&hand, 2600, 64);
    frame_is(&hand, 1, DELIVERED, 1000, 2000);
    frame_is(&hand, 2, NO_DESCRIPTOR, never, never);
    frame_is(&hand, 3, NOT_RUNNING, never, never);
    frame_is(&hand, 4, DELIVERED, 2600, 3600);
    interrupt_at(&hand, 1000);
    interrupt_at(&hand, 2600);
    episode_is(&hand, 1000, 1200, 1);
    episode_is(&hand, 2600, 3600, 0);
    struct run_result *result = goes_as_stated(&hand);
    assert_ns(result, METRIC_PAUSE_WAIT_NS, 800);
    run_result_free(result);
}

/* The request of 1000 fails at 1500 and would be made again at once; at 3500 nobody is short any more. */
static void no_policy_is_asked_while_paused(void **state) {
    (void)state;
    struct config *config = start(1);
    config->pool_policy = 1; /* watermark */
    config->pool_limit = 2;
    config->host_failure_every = 2;
    config->allocation_delay = constant(ns(500));
    hand.app->hold = constant(ns(2000));
    told(1200, LIFECYCLE_PAUSE);
    told(3500, LIFECYCLE_RESTART);
    initial_block(&hand);
    allocation_is(&hand, 2, 1, 1000, 1500, ALLOCATION_FAILED);
    episode_is(&hand, 1000, 1200, 0);
    frame_at(&hand, 1000, 64);
    frame_is(&hand, 1, DELIVERED, 1000, 3000);
    interrupt_at(&hand, 1000);
    goes_exactly_as_stated(&hand);
}

/* Polls go on without doing anything; the frame of 2200 waits for the poll at 3000. */
static void a_paused_miniport_does_not_poll(void **state) {
    (void)state;
    struct config *config = start(2);
    config->nic_poll_ps = ns(1000);
    config->cpu_poll_ps = 0;
    told(1100, LIFECYCLE_PAUSE);
    told(2100, LIFECYCLE_RESTART);
    initial_block(&hand);
    frame_at(&hand, 500, 64);
    frame_at(&hand, 1050, 64);
    frame_at(&hand, 2200, 64);
    frame_is(&hand, 1, DELIVERED, 1000, 1000);
    frame_is(&hand, 2, NOT_RUNNING, never, never);
    frame_is(&hand, 3, DELIVERED, 3000, 3000);
    goes_exactly_as_stated(&hand);
}

/* The buffer is back at 1500, the request ends at 2000 with a block; then all is freed, which takes 100. */
static void halt_waits_for_protocols_and_requests(void **state) {
    (void)state;
    struct config *config = start(2);
    config->pool_policy = 1;
    config->pool_limit = 4;
    config->grow_below = 1;
    config->grow_chunk = 2;
    config->allocation_delay = constant(ns(1000));
    config->free_latency = constant(ns(100));
    hand.app->hold = constant(ns(500));
    told(1200, LIFECYCLE_HALT);
    initial_block(&hand);
    allocation_is(&hand, 2, 2, 1000, 2000, ALLOCATION_DONE);
    frame_at(&hand, 1000, 64);
    frame_at(&hand, 2500, 64);
    frame_is(&hand, 1, DELIVERED, 1000, 1500);
    frame_is(&hand, 2, NOT_RUNNING, never, never);
    interrupt_at(&hand, 1000);
    freed_at(&hand, 1, 2100);
    freed_at(&hand, 2, 2100);
    struct run_result *result = goes_as_stated(&hand);
    assert_ns(result, METRIC_PAUSE_WAIT_NS, 300);
    assert_ns(result, METRIC_HALT_WAIT_NS, 800);
    assert_count(result, METRIC_BLOCKS_FREED, 2);
    assert_int_equal(result->violation_count, 0);
    run_result_free(result);
}

static void halt_waits_for_dma(void **state) {
    (void)state;
    start(2)->dma_latency_ps = ns(1000);
    told(1200, LIFECYCLE_HALT);
    initial_block(&hand);
    frame_at(&hand, 1000, 64);
    frame_is(&hand, 1, NOT_RUNNING, never, never);
    freed_at(&hand, 1, 2000);
    struct run_result *result = goes_as_stated(&hand);
    assert_ns(result, METRIC_PAUSE_WAIT_NS, 0);
    assert_ns(result, METRIC_HALT_WAIT_NS, 800);
    run_result_free(result);
}

static void a_halt_that_never_ends_has_no_wait(void **state) {
    (void)state;
    start(2);
    hand.app->hold = constant(2 * MS);
    told(1200, LIFECYCLE_HALT);
    initial_block(&hand);
    frame_at(&hand, 1000, 64);
    frame_is(&hand, 1, DELIVERED, 1000, never);
    interrupt_at(&hand, 1000);
    struct run_result *result = goes_as_stated(&hand);
    assert_no_value(result, METRIC_PAUSE_WAIT_NS);
    assert_no_value(result, METRIC_HALT_WAIT_NS);
    run_result_free(result);
}

static void shutdown_waits_for_nothing_and_frees_nothing(void **state) {
    (void)state;
    start(2);
    hand.app->hold = constant(ns(500));
    told(1200, LIFECYCLE_SHUTDOWN);
    initial_block(&hand);
    frame_at(&hand, 1000, 64);
    frame_at(&hand, 1300, 64);
    frame_is(&hand, 1, DELIVERED, 1000, 1500);
    frame_is(&hand, 2, NOT_RUNNING, never, never);
    interrupt_at(&hand, 1000);
    struct run_result *result = goes_as_stated(&hand);
    assert_no_value(result, METRIC_PAUSE_WAIT_NS);
    assert_no_value(result, METRIC_HALT_WAIT_NS);
    assert_true(result->allocation[0].freed_ps == TIME_NEVER);
    assert_count(result, METRIC_BLOCKS_FREED, 0);
    run_result_free(result);
}

static void nothing_starts_again_after_a_surprise_removal_until_halt_frees(void **state) {
    (void)state;
    start(2);
    hand.app->hold = constant(ns(500));
    told(1100, LIFECYCLE_SURPRISE_REMOVE);
    told(3000, LIFECYCLE_HALT);
    initial_block(&hand);
    frame_at(&hand, 1000, 64);
    frame_at(&hand, 2000, 64);
    frame_is(&hand, 1, DELIVERED, 1000, 1500);
    frame_is(&hand, 2, NOT_RUNNING, never, never);
    interrupt_at(&hand, 1000);
    freed_at(&hand, 1, 3000);
    struct run_result *result = goes_as_stated(&hand);
    assert_ns(result, METRIC_PAUSE_WAIT_NS, 400);
    assert_ns(result, METRIC_HALT_WAIT_NS, 0);
    run_result_free(result);
}

/* Lost at 1100 and 1200: it thinks again, and the third frame, of 1300, is delivered. */
static void a_closed_source_hears_that_nobody_was_there(void **state) {
    (void)state;
    start(2);
    struct source_config *source = hand.config->source;
    source->arrival = ARRIVAL_CLOSED;
    source->clients = 1;
    source->think = constant(ns(100));
    source->start_ps = ns(1000);
    source->frames = 3;
    told(1050, LIFECYCLE_PAUSE);
    told(1250, LIFECYCLE_RESTART);
    struct run_result *result = fixture_run(hand.config);
    assert_count(result, METRIC_FRAMES_OFFERED, 3);
    assert_count(result, METRIC_DROP_NOT_RUNNING, 2);
    assert_count(result, METRIC_FRAMES_DELIVERED, 1);
    run_result_free(result);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pause_waits_for_what_is_with_protocols_and_drops_what_comes),
        cmocka_unit_test(only_a_chain_that_was_begun_is_still_indicated),
        cmocka_unit_test(dma_under_way_is_lost_even_after_a_restart),
        cmocka_unit_test(a_restart_waits_for_the_end_of_the_pause),
        cmocka_unit_test(a_dpc_that_has_not_started_loses_its_frames),
        cmocka_unit_test(an_interrupt_on_its_way_is_masked),
        cmocka_unit_test(an_episode_ends_with_a_pause),
        cmocka_unit_test(no_policy_is_asked_while_paused),
        cmocka_unit_test(a_paused_miniport_does_not_poll),
        cmocka_unit_test(halt_waits_for_protocols_and_requests),
        cmocka_unit_test(halt_waits_for_dma),
        cmocka_unit_test(a_halt_that_never_ends_has_no_wait),
        cmocka_unit_test(shutdown_waits_for_nothing_and_frees_nothing),
        cmocka_unit_test(nothing_starts_again_after_a_surprise_removal_until_halt_frees),
        cmocka_unit_test(a_closed_source_hears_that_nobody_was_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
