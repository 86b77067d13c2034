/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Means and Student intervals against worked numbers, and against what they promise. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "experiment.h"
#include "stream.h"

static void near_to(double value, double expected) {
    assert_true(fabs(value - expected) <= 1e-9 * (1 + fabs(expected)));
}

static void test_worked_example(void **state) {
    (void)state;
    static const double values[] = {1, 2, 3, 4, 5};
    struct estimate estimate = estimate_of(values, 5, 0.95, true);
    assert_true(estimate.defined && estimate.interval);
    assert_int_equal(estimate.n, 5);
    near_to(estimate.mean, 3);
    near_to(estimate.sd, 1.5811388300841898);
    /* t(0.975; 4) = 2.776445105 (tables); times sd / sqrt(5) = 1.963243161 */
    near_to(estimate.low, 3 - 1.9632431614775);
    near_to(estimate.high, 3 + 1.9632431614775);
}

static void test_few_values(void **state) {
    (void)state;
    static const double one[] = {7};
    struct estimate none = estimate_of(one, 0, 0.95, true);
    assert_false(none.defined || none.interval);
    assert_int_equal(none.n, 0);
    struct estimate single = estimate_of(one, 1, 0.95, true);
    assert_true(single.defined);
    assert_false(single.interval);
    assert_true(single.mean == 7 && single.sd == 0);
}

static void test_alike_values_are_exact(void **state) {
    (void)state;
    double values[30];
    for (size_t i = 0; i < 30; i++)
        values[i] = 0.1; /* thirty times 0.1, divided by thirty, is not 0.1 in doubles */
    struct estimate estimate = estimate_of(values, 30, 0.95, true);
    assert_true(estimate.mean == 0.1 && estimate.sd == 0);
    assert_true(estimate.interval && estimate.low == 0.1 && estimate.high == 0.1);
}

static void test_nothing_random_has_no_interval(void **state) {
    (void)state;
    static const double values[] = {4, 4};
    struct estimate estimate = estimate_of(values, 2, 0.95, false);
    assert_true(estimate.defined && estimate.mean == 4);
    assert_false(estimate.interval);
}

static void test_confidence_widens(void **state) {
    (void)state;
    static const double values[] = {3, 1, 4, 1, 5, 9, 2, 6};
    struct estimate narrow = estimate_of(values, 8, 0.90, true);
    struct estimate wide = estimate_of(values, 8, 0.99, true);
    assert_true(wide.low < narrow.low && narrow.high < wide.high);
    near_to((wide.low + wide.high) / 2, narrow.mean);
}

/* Means of pairs 2, 3, 4: sd 1, t(0.975; 2) = 4.302652730 (tables), half width 2.484137686. */
static void test_pairs(void **state) {
    (void)state;
    static const double values[] = {1, 3, 5, 1, 4, 4};
    struct estimate estimate = estimate_of_pairs(values, 6, 0.95);
    assert_true(estimate.defined && estimate.interval);
    assert_int_equal(estimate.n, 6);
    near_to(estimate.mean, 3);
    near_to(estimate.sd, sqrt(14.0 / 5));
    near_to(estimate.low, 3 - 2.4841377118);
    near_to(estimate.high, 3 + 2.4841377118);
    assert_false(estimate_of_pairs(values, 2, 0.95).interval); /* one pair has no scatter */
}

/* Of 2,000 intervals at 95 % about 1,900 hold the true mean: 4.5 standard deviations are 44. */
static void test_coverage(void **state) {
    (void)state;
    enum { EXPERIMENTS = 2000, RUNS = 6 };
    struct stream stream;
    stream_start(&stream, 1, 0, 1, STREAM_GAP);
    int covered = 0;
    for (int i = 0; i < EXPERIMENTS; i++) {
        double values[RUNS];
        for (int r = 0; r < RUNS; r++) {
            values[r] = 0;
            for (int k = 0; k < 12; k++) /* near enough to a normal law */
                values[r] += (double)(stream_next(&stream) >> 11) * 0x1p-53;
        }
        struct estimate estimate = estimate_of(values, RUNS, 0.95, true);
        covered += estimate.low <= 6 && 6 <= estimate.high;
    }
    assert_in_range(covered, 1856, 1944);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_worked_example),
        cmocka_unit_test(test_few_values),
        cmocka_unit_test(test_alike_values_are_exact),
        cmocka_unit_test(test_nothing_random_has_no_interval),
        cmocka_unit_test(test_confidence_widens),
        cmocka_unit_test(test_coverage),
        cmocka_unit_test(test_pairs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
