/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paired differences and Holm's correction against numbers worked out by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "paired.h"

static void near_to(double value, double expected) {
    if (!(fabs(value - expected) <= 1e-7 * (1e-6 + fabs(expected))))
        fail_msg("%.17g is not %.17g", value, expected);
}

/* Differences 1, 2, 3: mean 2, sd 1, error 1 / sqrt(3), t = 3.4641; with two degrees of freedom
 * p = 1 - t / sqrt(t^2 + 2) = 0.0741799, and t(0.975; 2) = 4.30265273. */
static void three_pairs_give_students_t(void **state) {
    (void)state;
    static const double a[] = {10, 20, 30}, b[] = {11, 22, 33};
    struct paired paired = paired_of(a, b, 3, 0.95, true);
    assert_true(paired.n == 3 && paired.tested);
    near_to(paired.a, 20);
    near_to(paired.b, 22);
    near_to(paired.mean, 2);
    near_to(paired.sd, 1);
    near_to(paired.sd_a, 10);
    near_to(paired.sd_b, 11);
    near_to(paired.p, 1 - sqrt(12) / sqrt(14));
    near_to(paired.low, 2 - 4.302652729911275 / sqrt(3));
    near_to(paired.high, 2 + 4.302652729911275 / sqrt(3));
    static const double differences[] = {1, 2, 3};
    near_to(paired_p_above(differences, 3), (1 - sqrt(12) / sqrt(14)) / 2);
}

static void the_sign_is_that_of_b_less_a(void **state) {
    (void)state;
    static const double a[] = {11, 22, 33}, b[] = {10, 20, 30}, differences[] = {-1, -2, -3};
    struct paired paired = paired_of(a, b, 3, 0.95, true);
    near_to(paired.mean, -2);
    near_to(paired.p, 1 - sqrt(12) / sqrt(14));
    assert_true(paired.high > 0 && paired.low < paired.mean);
    near_to(paired_p_above(differences, 3), 1 - (1 - sqrt(12) / sqrt(14)) / 2);
}

static void what_does_not_scatter_is_certain(void **state) {
    (void)state;
    static const double a[] = {1, 2, 3}, b[] = {2, 3, 4}, ones[] = {1, 1, 1}, none[] = {0, 0, 0};
    struct paired paired = paired_of(a, b, 3, 0.95, true);
    assert_true(paired.p == 0 && paired.low == 1 && paired.high == 1);
    assert_true(paired_of(a, a, 3, 0.95, true).p == 1);
    assert_true(paired_p_above(ones, 3) == 0 && paired_p_above(none, 3) == 1);
}

static void one_pair_or_no_chance_is_no_test(void **state) {
    (void)state;
    static const double a[] = {1, 2}, b[] = {3, 7};
    struct paired paired = paired_of(a, b, 1, 0.95, true);
    assert_true(!paired.tested && isnan(paired.p) && paired.mean == 2 && paired.low == 2);
    paired = paired_of(a, b, 2, 0.95, false);
    assert_true(!paired.tested && isnan(paired.p) && paired.mean == 3.5);
    assert_int_equal(paired_of(a, b, 0, 0.95, true).n, 0);
}

/* Of 0.01, 0.04, 0.03, 0.005: 4 * 0.005, 3 * 0.01, 2 * 0.03, and 0.04 raised to what came before it. */
static void holm_multiplies_step_by_step(void **state) {
    (void)state;
    static const double p[] = {0.01, 0.04, 0.03, 0.005};
    double adjusted[4];
    holm(p, 4, adjusted);
    near_to(adjusted[3], 0.02);
    near_to(adjusted[0], 0.03);
    near_to(adjusted[2], 0.06);
    near_to(adjusted[1], 0.06);
}

static void what_was_not_tested_does_not_count(void **state) {
    (void)state;
    const double p[] = {(double)NAN, 0.02, (double)NAN, 0.7, 0.9};
    double adjusted[5];
    holm(p, 5, adjusted);
    assert_true(isnan(adjusted[0]) && isnan(adjusted[2]));
    near_to(adjusted[1], 0.06);
    near_to(adjusted[3], 1);
    near_to(adjusted[4], 1);
    holm(p, 0, adjusted);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_pairs_give_students_t),
        cmocka_unit_test(the_sign_is_that_of_b_less_a),
        cmocka_unit_test(what_does_not_scatter_is_certain),
        cmocka_unit_test(one_pair_or_no_chance_is_no_test),
        cmocka_unit_test(holm_multiplies_step_by_step),
        cmocka_unit_test(what_was_not_tested_does_not_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
