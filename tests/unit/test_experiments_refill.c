/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kick threshold (docs/experiments.md): N buffers and descriptors, a frame every g, each buffer away for
 * m * g, and the NIC told of returned ones when b of them have collected.
 *
 * When a frame comes m - 1 buffers are out (the one of m frames ago is back, returns come first) and at most
 * b - 1 hidden: nothing is lost while N - (m - 1) - (b - 1) >= 1. With b over N nobody is ever told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model_fixture.h"
#include "modules.h"

enum { N = 256, M = 50 };

static struct fixture fixture;

static struct config *start(uint64_t batch) {
    struct config *config = fixture_textbook(&fixture);
    fixture_pool(config, N);
    config->disable_at = CONFIG_NEVER;
    config->refill_batch = batch;
    config->duration_ps = 5 * MS;
    fixture.source[0].arrival = ARRIVAL_CBR;
    fixture.source[0].interval_ps = US;
    fixture.protocol[0].hold = constant(M * US);
    return config;
}

static uint64_t dropped(const struct config *config) {
    struct run_result *result = fixture_run(config);
    uint64_t frames = count_of(result, METRIC_FRAMES_DROPPED);
    assert_int_equal(result->status, RUN_OK);
    run_result_free(result);
    return frames;
}

static void a_batch_costs_as_many_buffers_as_it_has_but_one(void **state) {
    (void)state;
    assert_int_equal(dropped(start(N - M + 1)), 0);
    assert_true(dropped(start(N - M + 2)) > 0);
    for (uint32_t batch = 1; batch <= 64; batch *= 4) {
        struct config *config = start(batch);
        fixture_pool(config, M + batch - 1);
        assert_int_equal(dropped(config), 0);
        fixture_pool(config, M + batch - 2);
        assert_true(dropped(config) > 0);
    }
}

/* A round of b frames that are received and x that are lost, x what there is too little; 5000 of all. */
static void a_round_of_a_batch_loses_what_it_is_over_the_edge(void **state) {
    (void)state;
    for (uint32_t batch = N - M + 2; batch <= N; batch += 12) {
        uint64_t over = M + batch - 1 - N, rounds = 5000 / (batch + over), lost = dropped(start(batch));
        if (lost + 2 * over < rounds * over || lost > (rounds + 1) * over)
            fail_msg("batch %u: %llu lost", batch, (unsigned long long)lost);
    }
}

/* They return one at a time: 0, 1, ..., b - 1 of them are hidden, each number for as long as the others. */
static void half_a_batch_is_hidden_on_average(void **state) {
    static const uint32_t batches[] = {1, 2, 64, 65, 128, N - M + 1};
    (void)state;
    for (size_t i = 0; i < sizeof batches / sizeof *batches; i++) {
        uint32_t b = batches[i];
        const char *problem;
        struct plan *plan = plan_make(start(b), &problem);
        struct sim *sim = sim_create(plan);
        uint64_t hidden = 0;
        assert_true(sim_start(sim, 1, 0));
        for (uint64_t k = 0; k < 1000 + 4 * b; k++) {
            assert_int_equal(sim_run_until(sim, k * US + 1, NULL, NULL), RUN_OK);
            if (k >= 1000) /* four whole rounds */
                hidden += sim->queue[0].ring_count - sim->queue[0].visible;
        }
        assert_int_equal(hidden, 4 * b * (b - 1) / 2);
        run_result_free(sim_finish(sim, NULL, NULL));
        sim_destroy(sim);
        plan_free(plan);
    }
}

/* Frame 255 is the last that finds a descriptor, its buffer is back at 305 us: all 256 are ready, and hidden.
 */
static void a_batch_of_one_more_than_the_ring_starves_with_every_buffer_ready(void **state) {
    (void)state;
    assert_int_not_equal(dropped(start(N)), 0);
    struct config *config = start(N + 1);
    for (int marked = 0; marked < 2; marked++) {
        config->refill_flush_below = marked ? N - M : 0; /* N - M are always ready: below that it never is */
        struct run_result *result = fixture_run(config);
        assert_int_equal(result->status, RUN_STARVED);
        assert_true(value_of(result, METRIC_STARVED_AT_NS) == 305e3);
        assert_int_equal(count_of(result, METRIC_FRAMES_DELIVERED), N);
        assert_int_equal(count_of(result, METRIC_BUFFERS_READY_MIN), N - M);
        assert_non_null(strstr(result->story, "256 posted buffers wait for 1 more"));
        assert_int_equal(strstr(result->story, "refill.flush_below 206 does not help") != NULL, marked);
        run_result_free(result);
    }
    config->refill_flush_below = N - M + 1;
    assert_int_equal(dropped(config), 0);
}

/* From the first hidden one on, T / g are hidden when the last frame before the timer comes. */
static void a_timer_saves_it_and_as_long_as_the_batch_may_be_it_costs_nothing(void **state) {
    (void)state;
    struct config *config = start(N + 1);
    config->refill_timer_ps = (N - M) * US;
    assert_int_equal(dropped(config), 0);
    config->refill_timer_ps = (N - M + 1) * US;
    assert_true(dropped(config) > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_batch_costs_as_many_buffers_as_it_has_but_one),
        cmocka_unit_test(a_round_of_a_batch_loses_what_it_is_over_the_edge),
        cmocka_unit_test(half_a_batch_is_hidden_on_average),
        cmocka_unit_test(a_batch_of_one_more_than_the_ring_starves_with_every_buffer_ready),
        cmocka_unit_test(a_timer_saves_it_and_as_long_as_the_batch_may_be_it_costs_nothing),
    };
    return cmocka_run_group_tests_name("experiments: the kick threshold", tests, NULL, NULL);
}
