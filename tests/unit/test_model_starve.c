/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starvation: found at the frame that meets it, told in words, ending the run when it is everybody's; and
 * never found where something could still come. */
#include "model_hand.h"
#include "model_steps.h"

static struct hand hand;
static struct random_model model;

/* Frames of 64 B at 10, 20, ... ns. */
static struct config *start(uint32_t buffers, uint64_t frames) {
    struct config *config = hand_start(&hand, buffers);
    config->disable_at = CONFIG_NEVER;
    initial_block(&hand);
    for (uint64_t i = 1; i <= frames; i++)
        frame_at(&hand, 10 * i, 64);
    return config;
}

static void starves_at(double at_ns, const char *why) {
    struct run_result *result = fixture_run(hand.config);
    assert_int_equal(result->status, RUN_STARVED);
    assert_true(result->metric[METRIC_STARVED_AT_NS].defined);
    assert_true(value_of(result, METRIC_STARVED_AT_NS) == at_ns);
    if (!strstr(result->story, why))
        fail_msg("the story is: %s", result->story);
    run_result_free(result);
}

static void does_not_starve(void) {
    struct run_result *result = fixture_run(hand.config);
    assert_int_equal(result->status, RUN_OK);
    assert_false(result->metric[METRIC_STARVED_AT_NS].defined);
    assert_null(result->story);
    run_result_free(result);
}

/* Two are delivered, the third (at 30) finds nothing, and the run of 1 ms is over: of four frames three came.
 * Window 10 .. 30: two delivered in 20 ns. */
static void the_run_ends_with_everything_counted_till_then(void **state) {
    (void)state;
    struct config *config = start(2, 4);
    config->refill_batch = 3;
    config->warmup_ps = ns(10);
    for (uint64_t i = 1; i <= 2; i++) {
        frame_is(&hand, i, DELIVERED, 10 * i, 10 * i);
        interrupt_at(&hand, 10 * i);
    }
    frame_is(&hand, 3, NO_DESCRIPTOR, never, never);
    struct run_result *result = goes_as_stated(&hand);
    assert_int_equal(result->status, RUN_STARVED);
    assert_string_equal(result->story,
                        "queue 0 never receives again from 30.000 ns on: ring 2, refill.batch 3: 2 posted "
                        "buffers wait for 1 more before the NIC is told of them; refill.timer, "
                        "refill.flush_below or nic.rescue would tell it");
    assert_count(result, METRIC_FRAMES_OFFERED, 3);
    assert_count(result, METRIC_CAUSE_REFILL_LATE, 1);
    assert_true(value_of(result, METRIC_THROUGHPUT_FPS) == 2 / (20000.0 / 1e12));
    assert_true(value_of(result, METRIC_BUFFERS_READY_MEAN) == 2);
    assert_int_equal(result->allocation_count, 1);
    run_result_free(result);
}

static void a_ring_has_no_more_descriptors_to_miss_than_it_has(void **state) {
    (void)state;
    start(2, 4)->refill_threshold = 3;
    starves_at(10,
               "its ring of 2 is empty, 2 buffers are free, and refill.threshold waits until 3 descriptors");
    hand.config->refill_threshold = 2;
    does_not_starve();
}

static void what_would_tell_the_nic_keeps_a_queue_from_starving(void **state) {
    (void)state;
    start(2, 4)->refill_batch = 3;
    starves_at(30, "refill.batch 3");
    hand.config->refill_timer_ps = 2 * MS; /* after the run, but it comes */
    does_not_starve();
    hand.config->refill_timer_ps = TIME_NEVER;
    hand.config->nic_rescue_ps = 2 * MS;
    does_not_starve();
    start(2, 4)->refill_batch = 2;
    does_not_starve();
}

/* Marks 2 and 3 of 3 buffers: the frame of 10 is held till 1010, and that ends the episode. */
static void a_buffer_with_a_protocol_will_come_back(void **state) {
    (void)state;
    struct config *config = start(3, 6);
    config->disable_at = 2;
    config->disable_resume = 3;
    hand.app->hold = constant(US);
    does_not_starve();
    start(1, 2);
    hand.app->hold = constant(2 * MS); /* after the run */
    does_not_starve();
}

/* An interrupt for three frames, two descriptors. */
static void an_interrupt_for_more_frames_than_the_ring_holds(void **state) {
    (void)state;
    struct config *config = start(2, 4);
    config->interrupt_frames = 3;
    config->interrupt_delay_ps = TIME_NEVER;
    starves_at(30, "interrupt.frames 3 without interrupt.delay: 2 filled frames wait");
    config->interrupt_delay_ps = 2 * MS;
    does_not_starve();
    config->interrupt_delay_ps = TIME_NEVER;
    config->interrupt_frames = 2;
    config->interrupt_moderation_ps = 2 * MS;
    does_not_starve();
}

/* All buffers on the ring: none will ever be free to replace one. */
static void a_pool_no_larger_than_the_ring_replaces_nothing(void **state) {
    (void)state;
    start(2, 4)->refill_mode = REFILL_REPLACE_WAIT;
    starves_at(30, "refill.mode replace_wait, ring 2: 2 filled frames wait");
    start(2, 4)->refill_mode = REFILL_REPLACE_DROP;
    does_not_starve();
    start(2, 4)->refill_mode = REFILL_REPLACE_WAIT;
    hand.config->nic_ring = 1;
    does_not_starve();
}

/* The frame of 10 is held for 5 and begins an episode; those of 20 and 30 are filled; that of 40 finds
 * nothing. All three buffers are ready, and four are wanted: the mark was moved by hand. */
static void an_episode_whose_mark_is_out_of_reach_is_told_of(void **state) {
    const char *problem;
    (void)state;
    struct config *config = start(3, 6);
    config->disable_at = 2;
    config->disable_resume = 3;
    hand.app->hold = constant(ns(5));
    struct plan *plan = plan_make(config, &problem);
    struct sim *sim = sim_create(plan);
    assert_true(sim_start(sim, 1, 0));
    sim->pool[0].disable_resume = 4; /* as after a shrink below the mark; the walk knows it is not reached */
    struct run_result *result = run_out(sim);
    assert_int_equal(result->status, RUN_STARVED);
    assert_true(value_of(result, METRIC_STARVED_AT_NS) == 40);
    assert_non_null(strstr(result->story, "an episode cannot end"));
    assert_non_null(strstr(result->story, "resume = 4 buffers are ready; 3 are"));
    run_result_free(result);
    sim_destroy(sim);
    plan_free(plan);
}

/* Frames of 10 and 20 are collected, that of 30 finds nothing. */
static void a_batch_larger_than_the_pool_keeps_it_for_ever(void **state) {
    (void)state;
    start(2, 4);
    hand.app->return_batch = 3;
    starves_at(30, "never receives again from 30.000 ns on: protocol app collects returns in batches of 3 "
                   "frames and has 2 of them: 2 of the pool's 2 buffers are with them, and no frame can come "
                   "to complete a batch; a smaller return.batch, or return.timer, would give them back");
    hand.app->return_timer_ps = 2 * MS; /* after the run, but it comes */
    does_not_starve();
    start(2, 4);
    hand.app->return_batch = 2;
    does_not_starve();
    hand.config->cpu_return_ps = MS; /* the batch is complete, and on its way back to the end of the run */
    does_not_starve();
    start(3, 6);
    hand.app->return_batch = 3;
    does_not_starve();
}

/* A ring of two and a third buffer, which is posted but hidden. */
static void what_a_batch_leaves_may_be_of_no_use_either(void **state) {
    (void)state;
    start(3, 4);
    hand.config->nic_ring = 2;
    hand.config->refill_batch = 2;
    hand.app->return_batch = 3;
    starves_at(30, "2 of the pool's 3 buffers are with them");
    starves_at(30, "; the rest is of no use: ring 2, refill.batch 2: 1 posted buffers wait for 1 more");
    hand.config->refill_batch = 1;
    does_not_starve(); /* the third frame completes the batch */
}

/* A third buffer is asked for when the second frame has taken the last one. */
static void memory_that_is_still_to_come_may_complete_a_batch(void **state) {
    (void)state;
    struct config *config = start(2, 5);
    config->pool_policy = 1; /* watermark */
    config->pool_limit = 3;
    config->nic_ring = 3;
    config->allocation_latency = constant(2 * MS); /* after the run */
    hand.app->return_batch = 3;
    does_not_starve();
    config->allocation_latency = constant(ns(15)); /* and of 35: the frame of 40 completes the batch */
    does_not_starve();
    config->host_failure_every = 2; /* asked again for ever: memory may come yet */
    config->grow_retry_ps = 10 * US;
    does_not_starve();
    config->pool_policy = 0; /* static */
    starves_at(30, "in batches of 3 frames");
}

/* A tap sees every frame and serves it until 1010 and 1020; app has long collected its own. */
static void a_holder_that_is_still_at_work_is_waited_for(void **state) {
    (void)state;
    struct config *config = start(2, 4);
    config->protocol_count = 2;
    memcpy(config->protocol[1].name, "tap", 4);
    config->protocol[1].mode = PROTOCOL_ALL;
    config->protocol[1].service = constant(US);
    hand.app->return_batch = 3;
    does_not_starve();
    frame_at(&hand, 2000, 64);
    starves_at(2000, "protocol app collects returns in batches of 3 frames and has 2 of them: 2 of");
    hand.app->return_batch = 1;
    config->protocol[1].return_batch = 5; /* now it is the tap that keeps them, and it may keep them alone */
    starves_at(2000, "on: protocol tap collects returns in batches of 5 frames and has 2 of them: 2 of");
    hand.app->return_batch = 4;
    starves_at(2000, "protocol app collects returns in batches of 4 frames and has 2 of them, protocol tap "
                     "collects returns in batches of 5 frames and has 2 of them: 2 of");
    config->protocol[1].return_timer_ps = 2 * MS;
    does_not_starve();
}

/* Frames of any queue complete a batch. With one flow the other queue's two descriptors are never used, but
 * they might be; with many flows both queues are used up. */
static void a_batch_is_hopeless_only_when_every_queue_is(void **state) {
    (void)state;
    struct config *config = start(2, 0);
    config->nic_queues = 2;
    config->source->arrival = ARRIVAL_CBR;
    config->source->interval_ps = US;
    hand.app->return_batch = 5;
    struct run_result *result = fixture_run(config);
    assert_int_equal(result->status, RUN_OK);
    assert_count(result, METRIC_FRAMES_DELIVERED, 2);
    run_result_free(result);
    for (int shared = 0; shared < 2; shared++) {
        config->source->flows.count = 64;
        config->pool_scope = shared ? POOL_SHARED : POOL_PER_QUEUE;
        result = fixture_run(config);
        assert_int_equal(result->status, RUN_STARVED);
        assert_count(result, METRIC_FRAMES_DELIVERED, shared ? 2 : 4);
        assert_true(value_of(result, METRIC_STARVED_AT_NS) < 100000);
        run_result_free(result);
    }
    hand.app->return_batch = 2;
    does_not_starve();
}

/* Of two queues one starves; frames of the other go on coming to the end. */
static void one_of_several_queues_starves_and_the_run_goes_on(void **state) {
    (void)state;
    struct config *config = start(2, 0);
    config->nic_queues = 2;
    config->refill_batch = 3;
    config->source->arrival = ARRIVAL_CBR;
    config->source->interval_ps = US;
    config->source->size.low = 64;
    struct run_result *result = fixture_run(config);
    assert_int_equal(result->status, RUN_STARVED);
    assert_count(result, METRIC_FRAMES_OFFERED, 1000); /* one flow: the other queue is never asked */
    assert_count(result, METRIC_FRAMES_DELIVERED, 2);
    assert_true(value_of(result, METRIC_STARVED_AT_NS) == 2000);
    run_result_free(result);
}

/* Whoever was found starved stays so, whatever else happens: the walk demands it after every event of runs
 * that are made to go on. */
static void what_is_starved_receives_nothing_however_long_it_goes_on(void **state) {
    uint64_t starved = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= 1500; seed++) {
        const char *problem;
        struct config *config = random_config(&model, seed, false);
        config->sample_ps = 0;
        struct plan *plan = plan_make(config, &problem);
        struct sim *sim = sim_create(plan);
        if (sim_start(sim, seed, 0)) {
            assert_int_equal(sim_loop(sim, sim->config->duration_ps, NULL, NULL, NULL), RUN_OK);
            starved += sim->state->starved_queues > 0;
            sim->state->end_ps = sim->state->window_end_ps = config->duration_ps;
            run_result_free(run_out(sim));
        }
        sim_destroy(sim);
        plan_free(plan);
    }
    assert_true(starved > 20);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_run_ends_with_everything_counted_till_then),
        cmocka_unit_test(a_ring_has_no_more_descriptors_to_miss_than_it_has),
        cmocka_unit_test(what_would_tell_the_nic_keeps_a_queue_from_starving),
        cmocka_unit_test(a_buffer_with_a_protocol_will_come_back),
        cmocka_unit_test(an_interrupt_for_more_frames_than_the_ring_holds),
        cmocka_unit_test(a_pool_no_larger_than_the_ring_replaces_nothing),
        cmocka_unit_test(an_episode_whose_mark_is_out_of_reach_is_told_of),
        cmocka_unit_test(a_batch_larger_than_the_pool_keeps_it_for_ever),
        cmocka_unit_test(what_a_batch_leaves_may_be_of_no_use_either),
        cmocka_unit_test(memory_that_is_still_to_come_may_complete_a_batch),
        cmocka_unit_test(a_holder_that_is_still_at_work_is_waited_for),
        cmocka_unit_test(a_batch_is_hopeless_only_when_every_queue_is),
        cmocka_unit_test(one_of_several_queues_starves_and_the_run_goes_on),
        cmocka_unit_test(what_is_starved_receives_nothing_however_long_it_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
