/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pause frames by hand, and the link that waits for them: it carries the same frames at the same times as the
 * plain one as long as nothing stops it. */
#include "model_hand.h"
#include "model_steps.h"

static struct hand hand;
static struct random_model model;

static struct config *slow_engine(uint64_t delay_ns) {
    struct config *config = hand_start(&hand, 16);
    config->duration_ps = ns(30000);
    config->link_bps = (struct fraction){1000000000, 1};
    config->dma_frame_ps = ns(3000);
    config->nic_fifo_bytes = 315;
    config->pause_xoff_bytes = 210;
    config->pause_xon_bytes = 105;
    config->pause_delay_ps = ns(delay_ns);
    for (int i = 0; i < 8; i++)
        frame_at(&hand, 0, 105);
    initial_block(&hand);
    return config;
}

static void eight_frames_arrive(const uint64_t arrival[8]) {
    for (uint64_t i = 0; i < 8; i++) {
        uint64_t filled = 4000 + 3000 * i;
        frame_of(&hand, "frames", i + 1, 105, arrival[i], DELIVERED, filled, filled);
        interrupt_at(&hand, filled);
    }
}

/* 105 + 20 B take 1,000 ns; the engine needs 3,000 a frame. 1 is in the engine from 1000, 2 and 3 wait: stop
 * at 3000, at the link at 3500. It finishes 4 at 4000. 3 leaves the FIFO at 10000: go, at the link at 10500,
 * and so on: stop 11500 (+ 500) with 5, go 16000 (+ 500) after 5 left; stop 17500 with 7, go 22000. */
static void a_stopped_link_finishes_its_frame_and_takes_no_other(void **state) {
    (void)state;
    struct config *config = slow_engine(500);
    eight_frames_arrive((const uint64_t[8]){1000, 2000, 3000, 4000, 11500, 12500, 17500, 18500});
    struct run_result *result = goes_as_stated(&hand);
    assert_count(result, METRIC_PAUSES, 3);
    double stopped = 7000 + 4500 + 4500;
    assert_true(value_of(result, METRIC_PAUSE_RATIO) == stopped / 30000);
    assert_true(value_of(result, METRIC_WIRE_WAIT_MAX_NS) == 17500);
    run_result_free(result);
    config->pause_xoff_bytes = CONFIG_UNLIMITED;
    result = fixture_run(config);
    assert_count(result, METRIC_DROP_FIFO_OVERFLOW, 3); /* 5, 6 and 8: there is room at 7000 for 7 */
    run_result_free(result);
}

/* A stop that takes no time comes before the link takes the next frame: 4 starts at 10000 when 3 has left. */
static void a_stop_without_delay_is_obeyed_at_the_end_of_the_very_frame(void **state) {
    (void)state;
    slow_engine(0);
    eight_frames_arrive((const uint64_t[8]){1000, 2000, 3000, 8000, 11000, 14000, 17000, 20000});
    goes_exactly_as_stated(&hand);
}

/* The link stops at 3500, in the warm-up, and is stopped when the run ends. */
static void only_what_lies_in_the_window_counts(void **state) {
    (void)state;
    struct config *config = slow_engine(500);
    config->warmup_ps = ns(4000);
    config->duration_ps = ns(9000);
    struct run_result *result = fixture_run(config);
    assert_count(result, METRIC_PAUSES, 0);
    assert_true(value_of(result, METRIC_PAUSE_RATIO) == 1);
    run_result_free(result);
}

/* A flood at nine tenths of the link against an engine that does half of it. */
static void with_room_for_what_is_under_way_nothing_is_lost(void **state) {
    (void)state;
    for (int pause = 0; pause < 2; pause++) {
        struct fixture fixture;
        struct config *config = fixture_textbook(&fixture);
        fixture_pool(config, 64);
        config->link_bps = (struct fraction){1000000000, 1};
        config->source->rate = (struct rate_config){RATE_LOAD, {9, 10}};
        config->source->size.low = 1000;
        config->dma_frame_ps = 16 * US;
        config->nic_fifo_bytes = 8192;
        config->pause_xoff_bytes = pause ? 4096 : CONFIG_UNLIMITED;
        config->pause_xon_bytes = 2048;
        config->pause_delay_ps = 20 * US;
        struct run_result *result = fixture_run(config);
        if (pause) {
            assert_count(result, METRIC_FRAMES_DROPPED, 0);
            assert_true(count_of(result, METRIC_PAUSES) > 10);
        } else {
            assert_true(count_of(result, METRIC_FRAMES_DROPPED) > 100);
        }
        run_result_free(result);
    }
}

static void assert_same(const struct run_result *a, const struct run_result *b, uint64_t seed) {
    if (a->digest.low != b->digest.low || a->digest.high != b->digest.high)
        fail_msg("program %llu: two digests", (unsigned long long)seed);
    for (int i = 0; i < METRIC_COUNT; i++) {
        assert_int_equal(a->metric[i].defined, b->metric[i].defined);
        assert_true(a->metric[i].integer == b->metric[i].integer);
        assert_memory_equal(&a->metric[i].real, &b->metric[i].real, sizeof(double));
    }
}

static void a_link_that_waits_in_vain_is_the_plain_link(void **state) {
    (void)state;
    uint64_t compared = 0, frames = 0;
    for (uint64_t seed = 1; seed <= 2000; seed++) {
        const char *problem;
        struct config *config = random_config(&model, seed, false);
        struct plan *plan = plan_make(config, &problem);
        assert_non_null(plan);
        if (plan->wire && !plan->reactive) {
            struct run_result *plain = fixture_run(config);
            if (seed % 2) {
                plan_stepwise(plan); /* the short ways are for links that do not wait */
                plan->reactive = true;
            } else { /* a mark that the FIFO cannot reach */
                plan_free(plan);
                config->pause_xoff_bytes = config->nic_fifo_bytes + 1;
                plan = plan_make(config, &problem);
                assert_true(plan->reactive && plan->pause);
            }
            struct sim *sim = sim_create(plan);
            struct run_result *waits = sim_run(sim, seed, 0, NULL, NULL);
            assert_same(plain, waits, seed);
            frames += count_of(plain, METRIC_FRAMES_OFFERED);
            compared++;
            run_result_free(plain);
            run_result_free(waits);
            sim_destroy(sim);
        }
        plan_free(plan);
    }
    assert_true(compared > 300 && frames > 20000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stopped_link_finishes_its_frame_and_takes_no_other),
        cmocka_unit_test(a_stop_without_delay_is_obeyed_at_the_end_of_the_very_frame),
        cmocka_unit_test(only_what_lies_in_the_window_counts),
        cmocka_unit_test(with_room_for_what_is_under_way_nothing_is_lost),
        cmocka_unit_test(a_link_that_waits_in_vain_is_the_plain_link),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
