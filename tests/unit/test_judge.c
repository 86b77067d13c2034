/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bounds and verdicts against tables, and against what they promise. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "judge.h"

static void near_to(double value, double expected) {
    if (fabs(value - expected) > 1e-6 * (1e-9 + fabs(expected)))
        fail_msg("%.17g is not %.17g", value, expected);
}

static void no_loss_among_n_frames_is_at_most_three_over_n(void **state) {
    (void)state;
    static const double none[] = {0, 0, 0}, frames[] = {1000, 2000, 3000};
    struct judged judged = judge_rate(none, frames, 3, 0.95, true);
    assert_true(judged.known && judged.value == 0 && judged.low == 0);
    near_to(judged.high, 2.995732273553991 / 6000);
    near_to(judge_exposure(judged.high, 0.95), 6000);
    near_to(judge_rate(none, frames, 3, 0.99, true).high, 4.605170185988091 / 6000);
}

/* Tables of the Poisson distribution: of 3 events at most 7.7537, at least 0.8177, at 95 % each. */
static void a_few_losses_have_the_bounds_of_garwood(void **state) {
    (void)state;
    static const double events[] = {3}, frames[] = {100};
    struct judged judged = judge_rate(events, frames, 1, 0.95, true);
    near_to(judged.value, 0.03);
    near_to(judged.high, 7.753656528757 / 100);
    near_to(judged.low, 0.817691447 / 100);
}

/* t(0.95; 1) = 6.313751515; the residuals are -1 and 1, their error sqrt(2 * 2) / 20. */
static void two_runs_say_little_about_their_scatter(void **state) {
    (void)state;
    static const double events[] = {1, 3}, frames[] = {10, 10};
    struct judged judged = judge_rate(events, frames, 2, 0.95, true);
    near_to(judged.high, 0.2 + 0.6313751515);
    near_to(judged.low, 0);
}

/* 0, 0, 0 and 40 lost: chi^2 / 3 = 40, times (t(0.95; 3) / z(0.95))^2 = 2.0470209, so that the 40 are
 * 0.4885148 events; of so many at most the quantile of the gamma law. t says less. */
static void one_burst_is_one_event(void **state) {
    (void)state;
    static const double events[] = {0, 0, 0, 40}, frames[] = {100, 100, 100, 100};
    struct judged judged = judge_rate(events, frames, 4, 0.95, true);
    double scatter = 40 * pow(2.353363434801823 / 1.644853626951473, 2);
    near_to(judged.high, scatter * gsl_cdf_gamma_Pinv(0.95, 40 / scatter + 1, 1) / 400);
    assert_true(judged.low == 0);
}

/* t(0.95; 2) = 2.919985580 times sd / sqrt(3) = 1 / sqrt(3). */
static void a_mean_has_students_bounds(void **state) {
    (void)state;
    static const double values[] = {1, 2, 3};
    struct judged judged = judge_mean(values, 3, 0.95, true);
    near_to(judged.low, 2 - 1.685854461);
    near_to(judged.high, 2 + 1.685854461);
    judged = judge_mean(values, 1, 0.95, true);
    assert_true(judged.known && judged.low == 0 && isinf(judged.high));
}

static void what_is_not_random_is_known_exactly(void **state) {
    (void)state;
    static const double events[] = {3}, frames[] = {10};
    struct judged judged = judge_rate(events, frames, 1, 0.95, false);
    assert_true(judged.low == judged.value && judged.high == judged.value);
    assert_int_equal(judge_goal(&judged, 0.3), VERDICT_MET);
    assert_int_equal(judge_goal(&judged, 0.29), VERDICT_MISSED);
    judged = judge_mean(events, 1, 0.95, false);
    assert_true(judged.low == 3 && judged.high == 3);
}

static void nothing_exposed_decides_nothing(void **state) {
    (void)state;
    static const double none[] = {0, 0};
    struct judged judged = judge_rate(none, none, 2, 0.95, true);
    assert_false(judged.known);
    assert_int_equal(judge_goal(&judged, 0.5), VERDICT_OPEN);
    judged = judge_mean(none, 0, 0.95, true);
    assert_false(judged.known);
}

static void a_goal_between_the_bounds_stays_open(void **state) {
    (void)state;
    const struct judged judged = {true, 0.2, 0.1, 0.3};
    assert_int_equal(judge_goal(&judged, 0.3), VERDICT_MET);
    assert_int_equal(judge_goal(&judged, 0.2), VERDICT_OPEN);
    assert_int_equal(judge_goal(&judged, 0.1), VERDICT_OPEN);
    assert_int_equal(judge_goal(&judged, 0.09), VERDICT_MISSED);
}

/* Both ways to the quantile, where one takes over from the other, and far beyond. */
static void many_losses_have_bounds_too(void **state) {
    (void)state;
    static const double frames[] = {1e9};
    for (double count = 990; count < 1e8; count *= 1.009) {
        struct judged judged = judge_rate(&count, frames, 1, 0.95, true);
        double normal = 1.6448536 * sqrt(count);
        assert_true(fabs((judged.high - judged.value) * 1e9 / normal - 1) < 0.08);
        assert_true(fabs((judged.value - judged.low) * 1e9 / normal - 1) < 0.08);
    }
}

/* Clusters of losses, of geometric size with mean 10, in eight runs: how often is the truth beyond a bound?
 */
static void bursts_do_not_break_the_promise(void **state) {
    (void)state;
    enum { TRIALS = 4000, RUNS = 8 };
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, 20261123);
    static const double clusters[] = {1, 5, 40}, most[] = {0.09, 0.065, 0.06};
    for (size_t which = 0; which < 3; which++) {
        unsigned above = 0, below = 0;
        for (unsigned trial = 0; trial < TRIALS; trial++) {
            double lost[RUNS] = {0}, frames[RUNS];
            for (unsigned run = 0; run < RUNS; run++) {
                frames[run] = 1e5;
                unsigned count = gsl_ran_poisson(rng, clusters[which]);
                for (unsigned i = 0; i < count; i++)
                    lost[run] += gsl_ran_geometric(rng, 0.1);
            }
            struct judged judged = judge_rate(lost, frames, RUNS, 0.95, true);
            above += judged.high * 1e5 < clusters[which] * 10;
            below += judged.low * 1e5 > clusters[which] * 10;
        }
        print_message("# %g clusters a run: beyond the upper bound %.3f, the lower %.3f\n", clusters[which],
                      (double)above / TRIALS, (double)below / TRIALS);
        assert_true(above < TRIALS * most[which] && below < TRIALS * most[which]);
    }
    gsl_rng_free(rng);
}

/* A bound below the goal is believed of an estimate that is precise; a bound above it of any. */
static void a_coarse_estimate_can_miss_a_goal_but_not_meet_it(void **state) {
    (void)state;
    struct splitting_result result = {
        .status = SPLITTING_IMPRECISE, .loss = 1e-9, .low = 0.3e-9, .high = 1.7e-9};
    struct judged judged = judge_splitting(&result);
    assert_true(judged.known && judged.value == 1e-9);
    assert_int_equal(judge_rare(&judged, 2e-9, 0.5), VERDICT_OPEN);
    assert_int_equal(judge_rare(&judged, 2e-9, 0.75), VERDICT_MET);
    assert_int_equal(judge_rare(&judged, 1e-9, 0.75), VERDICT_OPEN);
    assert_int_equal(judge_rare(&judged, 0.2e-9, 0.5), VERDICT_MISSED);
    result.status = SPLITTING_NO_LOSS;
    judged = judge_splitting(&result);
    assert_int_equal(judge_rare(&judged, 0.5, 0.5), VERDICT_OPEN);
    assert_true(fabs(judge_both_sides(0.95) - 0.9) < 1e-12); /* 5 % beyond each end */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_loss_among_n_frames_is_at_most_three_over_n),
        cmocka_unit_test(a_few_losses_have_the_bounds_of_garwood),
        cmocka_unit_test(two_runs_say_little_about_their_scatter),
        cmocka_unit_test(one_burst_is_one_event),
        cmocka_unit_test(a_mean_has_students_bounds),
        cmocka_unit_test(what_is_not_random_is_known_exactly),
        cmocka_unit_test(nothing_exposed_decides_nothing),
        cmocka_unit_test(a_goal_between_the_bounds_stays_open),
        cmocka_unit_test(many_losses_have_bounds_too),
        cmocka_unit_test(bursts_do_not_break_the_promise),
        cmocka_unit_test(a_coarse_estimate_can_miss_a_goal_but_not_meet_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
