/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Splitting against exact answers where losses are rare, against plain runs where they are not, and what its
 * interval is worth. The rarest ones take longer: long_rare.c, in the suite `long`. */
#include "rare.h"

#define SEEDS 40
#define EFFORT 500

/* It agrees with the exact loss, and would not with that of one buffer more. */
static void check(const char *name, const struct rare_case *rare, const struct rare_case *more,
                  double precision) {
    struct splitting_result result = rare_run(rare->config, precision, EFFORT);
    assert_true(rare_agrees(name, &result, rare->loss));
    assert_true(result.high <= (1 + precision) * result.loss && result.low >= (1 - precision) * result.loss);
    assert_false(rare_agrees("one buffer more", &result, more->loss));
}

static void one_server(void **state) {
    struct rare_case rare, more;
    (void)state;
    rare_mm1k(&rare, 0.5, 17);
    rare_mm1k(&more, 0.5, 18);
    check("M/M/1/17", &rare, &more, 0.1);
}

static void buffers_that_are_held(void **state) {
    struct rare_case rare, more;
    (void)state;
    rare_erlang(&rare, 5, 18);
    rare_erlang(&more, 5, 19);
    check("Erlang B, 18 lines", &rare, &more, 0.1);
}

static void traffic_that_changes(void **state) {
    struct rare_case rare, more;
    (void)state;
    rare_mmpp(&rare, 20);
    rare_mmpp(&more, 21);
    check("MMPP/M/1/20", &rare, &more, 0.1);
}

static void interrupts_off_until_four_are_back(void **state) {
    struct rare_case rare, more;
    (void)state;
    rare_hysteresis(&rare, 0.5, 17, 4);
    rare_hysteresis(&more, 0.5, 18, 4);
    check("M/M/1/17, resume 4", &rare, &more, 0.1);
}

static void a_pool_that_grows_and_shrinks(void **state) {
    struct rare_case rare, more;
    (void)state;
    rare_growth(&rare, 0.5, 8);
    rare_growth(&more, 0.5, 9);
    check("growth below 8", &rare, &more, 0.2);
}

/* With plain runs, which are longer: both are stationary. */
static void agree(const char *name, struct config *config) {
    struct splitting_result result = rare_run(config, 0.08, EFFORT);
    config->duration_ps = 200 * MS;
    struct estimate runs = theory_run(config, 32).loss;
    double error = result.relative_error * result.loss;
    double z = (result.loss - runs.mean) / sqrt(error * error + runs.error * runs.error);
    print_message("# %-30s plain %.4e +- %4.1f %% splitting %.4e z %+5.2f\n", name, runs.mean,
                  100 * 2 * runs.error / runs.mean, result.loss, z);
    assert_true(runs.error < 0.1 * runs.mean);
    assert_true(fabs(z) <= THEORY_ERRORS);
}

static void plain_runs_agree(void **state) {
    struct rare_case rare;
    (void)state;
    rare_mm1k(&rare, 0.5, 11);
    agree("M/M/1/11", rare.config);
}

/* Several levels at a time: frames of three buffers in batches of one to four. A loss is met anywhere from
 * two levels below the highest. */
static void plain_runs_agree_when_levels_are_jumped(void **state) {
    struct rare_case rare;
    (void)state;
    struct config *config = rare_start(&rare, 0.2, 60, 1, 10);
    config->source[0].batched = true;
    config->source[0].batch = (struct dist){.kind = DIST_UNIFORM, .a = 1, .b = 4};
    config->source[0].size.low = 1500;
    config->pool_buffer_bytes = 512;
    agree("batches of large frames", config);
}

/* Steps that take time, and a FIFO: the level counts what waits there. */
static void plain_runs_agree_with_a_fifo(void **state) {
    struct rare_case rare;
    (void)state;
    struct config *config = rare_start(&rare, 0.6, 10, 1, 10);
    config->nic_fifo_bytes = 4 * 64;
    config->dma_latency_ps = US / 2;
    config->interrupt_moderation_ps = 2 * US;
    config->dpc_frame_ps = US / 10;
    agree("FIFO, DMA, moderation", config);
}

/* Over many seeds: the mean is the exact loss, and the interval holds it as often as it says. */
static void holds(const char *name, struct rare_case *rare) {
    double loss[SEEDS], sum = 0, squares = 0;
    uint32_t held = 0;
    rare->config->warmup_ps = MS;
    rare->config->duration_ps = 4 * MS;
    for (uint32_t i = 0; i < SEEDS; i++) {
        rare->config->seed = THEORY_SEED + i;
        struct splitting_result result = rare_run(rare->config, 0.3, EFFORT / 4);
        held += result.low <= rare->loss && rare->loss <= result.high;
        loss[i] = result.loss;
        sum += loss[i];
    }
    for (uint32_t i = 0; i < SEEDS; i++)
        squares += (loss[i] - sum / SEEDS) * (loss[i] - sum / SEEDS);
    double error = sqrt(squares / (SEEDS - 1) / SEEDS), z = (sum / SEEDS - rare->loss) / error;
    print_message("# %-30s %u of %u intervals hold it; mean by exact %.4f +- %.4f, z %+.2f\n", name,
                  (unsigned)held, SEEDS, sum / SEEDS / rare->loss, error / rare->loss, z);
    assert_true(held >= SEEDS * 34 / 40); /* of 40 at 95 %: 33 or fewer once in 300 times */
    assert_true(fabs(z) <= THEORY_ERRORS);
}

static void intervals_hold_what_they_say(void **state) {
    struct rare_case rare;
    (void)state;
    rare_mm1k(&rare, 0.5, 13);
    holds("M/M/1/13", &rare);
    rare_erlang(&rare, 5, 15);
    holds("Erlang B, 15 lines", &rare);
    rare_mmpp(&rare, 20);
    holds("MMPP/M/1/20", &rare);
    rare_growth(&rare, 0.5, 4);
    holds("growth below 4", &rare);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_server),
        cmocka_unit_test(buffers_that_are_held),
        cmocka_unit_test(traffic_that_changes),
        cmocka_unit_test(interrupts_off_until_four_are_back),
        cmocka_unit_test(a_pool_that_grows_and_shrinks),
        cmocka_unit_test(plain_runs_agree),
        cmocka_unit_test(plain_runs_agree_when_levels_are_jumped),
        cmocka_unit_test(plain_runs_agree_with_a_fifo),
        cmocka_unit_test(intervals_hold_what_they_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
