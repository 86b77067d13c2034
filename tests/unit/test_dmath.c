/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Our own log, exp, pow, gamma and normal quantile against libm in extended precision, in units in the last
 * place; and their exact bits, which no compiler, option or machine may change. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "../golden/sampler_bits.h"
#include "dmath.h"
#include "dmath_kernel.h"

static uint64_t random_state;

/* Between low and high; exact arithmetic only, so the golden arguments are the same everywhere. */
static double next_between(double low, double high) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return low + (high - low) * ((double)(random_state >> 11) * 0x1p-53);
}

/* Any binary exponent from low to high is as likely as any other. */
static double next_of_any_size(double low, double high) {
    uint64_t exponent = (uint64_t)(int64_t)(next_between(low, high) + 1023.0);
    return dmath_from_bits(exponent << 52) * next_between(1.0, 1.999);
}

static double ulps(double got, long double truth) {
    double nearest = (double)truth;
    double ulp = nextafter(fabs(nearest), INFINITY) - fabs(nearest);
    return (double)(fabsl((long double)got - truth) / (long double)ulp);
}

static void log_is_within_one_ulp(void **state) {
    (void)state;
    random_state = 1;
    for (uint32_t i = 0; i < 200000; i++) {
        double x = i % 3 == 0   ? next_of_any_size(-1022, 1023)
                   : i % 3 == 1 ? next_between(0.5, 2.0)
                                : next_between(0, 1);
        assert_true(ulps(dmath_log(x), logl((long double)x)) < 1.0);
    }
    assert_true(dmath_log(1.0) == 0.0);
    assert_true(ulps(dmath_log(1.0 - 0x1p-53), logl(1.0L - 0x1p-53L)) < 1.0);
    assert_true(ulps(dmath_log(0x1p-53), logl(0x1p-53L)) < 1.0);
    assert_true(ulps(dmath_log(DBL_MIN), logl((long double)DBL_MIN)) < 1.0);
    assert_true(ulps(dmath_log(DBL_MAX), logl((long double)DBL_MAX)) < 1.0);
}

static void exp_is_within_one_ulp(void **state) {
    (void)state;
    random_state = 2;
    for (uint32_t i = 0; i < 200000; i++) {
        double x = i % 2 == 0 ? next_between(-745.0, 709.7) : next_between(-1.0, 1.0);
        assert_true(ulps(dmath_exp(x), expl((long double)x)) < 1.0);
        if (x > -708.0 && x < 709.0)
            assert_true(dmath_exp(x) == dmath_exp_clamped(x));
    }
    assert_true(dmath_exp(0.0) == 1.0);
}

static void exp_overflows_to_infinity_and_underflows_to_zero(void **state) {
    (void)state;
    assert_true(dmath_exp(709.79) == HUGE_VAL && dmath_exp(1e300) == HUGE_VAL);
    assert_true(dmath_exp(-746.0) == 0.0 && dmath_exp(-1e300) == 0.0);
    assert_true(dmath_exp_clamped(1e300) == dmath_exp(709.0) &&
                dmath_exp_clamped(-1e300) == dmath_exp(-708.0));
}

static void pow_is_within_one_ulp(void **state) {
    (void)state;
    random_state = 3;
    for (uint32_t i = 0; i < 200000; i++) {
        double x = i % 2 == 0 ? next_of_any_size(-10, 10) : next_of_any_size(-1000, 1000);
        double y = i % 2 == 0 ? next_between(-90.0, 90.0) : next_between(-1.0, 1.0);
        assert_true(ulps(dmath_pow(x, y), powl((long double)x, (long double)y)) < 1.0);
    }
    for (uint32_t i = 0; i < 50000; i++) {
        double x = next_between(1.0 - 1e-6, 1.0 + 1e-6), y = next_between(-1e8, 1e8);
        assert_true(ulps(dmath_pow(x, y), powl((long double)x, (long double)y)) < 1.0);
    }
}

static void pow_is_exact_where_the_answer_is(void **state) {
    (void)state;
    for (int n = -1022; n <= 1023; n++)
        assert_true(dmath_pow(2.0, n) == ldexp(1.0, n));
    double ten = 1.0; /* products of tens are exact up to 10^22 */
    for (int n = 0; n <= 22; n++, ten *= 10.0)
        assert_true(dmath_pow(10.0, n) == ten);
    assert_true(dmath_pow(1.0, 1e300) == 1.0 && dmath_pow(7.5, 0.0) == 1.0);
    assert_true(dmath_pow(2.0, 1024.0) == HUGE_VAL && dmath_pow(0.5, 1e300) == 0.0);
    assert_true(dmath_pow(1.5, DBL_MAX) == HUGE_VAL && dmath_pow(1.5, -DBL_MAX) == 0.0);
}

static void gamma_is_within_eight_ulps(void **state) {
    (void)state;
    random_state = 4;
    for (uint32_t i = 0; i < 100000; i++) {
        double x = i % 3 == 0   ? next_between(1.0, 3.0)
                   : i % 3 == 1 ? next_between(3.0, 170.0)
                                : next_of_any_size(-100, 0);
        assert_true(ulps(dmath_gamma(x), tgammal((long double)x)) < 8.0);
    }
    long double factorial = 1.0L;
    for (int n = 1; n <= 170; n++) {
        assert_true(ulps(dmath_gamma(n), factorial) < 8.0);
        factorial *= n;
    }
}

/* erfc is known to the last place, so one step of Newton's method from our own answer gives the truth. */
static long double true_quantile(double p, double start) {
    long double z = (long double)start, root_half = 0.70710678118654752440L;
    for (int i = 0; i < 2; i++) {
        long double density = 0.39894228040143267794L * expl(-0.5L * z * z);
        z -= (0.5L * erfcl(-z * root_half) - (long double)p) / density;
    }
    return z;
}

static void the_normal_quantile_is_within_eight_ulps(void **state) {
    (void)state;
    random_state = 5;
    for (uint32_t i = 0; i < 60000; i++) {
        double p = i % 2 == 0 ? next_between(0.0, 0.49) + 0x1p-53 : next_of_any_size(-200, -2);
        double z = dmath_normal_quantile(p);
        assert_true(ulps(z, true_quantile(p, z)) < 8.0);
        assert_true(fabs(z - gsl_cdf_ugaussian_Pinv(p)) < 1e-13 * fabs(z));
    }
}

static void the_normal_quantile_is_symmetric(void **state) {
    (void)state;
    assert_true(dmath_normal_quantile(0.5) == 0.0);
    for (uint32_t i = 1; i < 4096; i++)
        assert_true(dmath_normal_quantile(i / 8192.0) == -dmath_normal_quantile(1.0 - i / 8192.0));
}

static void sqrt_is_the_correctly_rounded_one(void **state) {
    (void)state;
    random_state = 6;
    for (uint32_t i = 0; i < 50000; i++) {
        double x = next_of_any_size(-1022, 1023);
        assert_true(ulps(dmath_sqrt(x), sqrtl((long double)x)) <= 0.5);
    }
}

static uint64_t folded(uint64_t hash, double x) {
    hash = (hash ^ dmath_bits(x)) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 32;
}

static void every_bit_is_the_golden_one(void **state) {
    (void)state;
    uint64_t hash[6] = {0};
    random_state = 7;
    for (uint32_t i = 0; i < 2000; i++) {
        hash[0] =
            folded(hash[0], dmath_log(i % 2 == 0 ? next_between(0.0, 2.0) : next_of_any_size(-1022, 1023)));
        hash[1] = folded(hash[1], dmath_exp(next_between(-745.0, 709.0)));
        double base = next_of_any_size(-10, 10);
        hash[2] = folded(hash[2], dmath_pow(base, next_between(-80.0, 80.0)));
        hash[3] = folded(hash[3], dmath_gamma(next_between(0.01, 170.0)));
        double p = i % 2 == 0 ? next_between(0.0, 1.0) + 0x1p-60 : next_of_any_size(-60, -1);
        hash[4] = folded(hash[4], dmath_normal_quantile(p));
        hash[5] = folded(hash[5], dmath_sqrt(next_of_any_size(-1022, 1023)));
    }
    uint32_t wrong = 0;
    for (uint32_t i = 0; i < 6; i++)
        if (hash[i] != golden_dmath[i].hash) {
            print_error("%s is now 0x%016llx\n", golden_dmath[i].function, (unsigned long long)hash[i]);
            wrong++;
        }
    assert_int_equal(wrong, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(log_is_within_one_ulp),
        cmocka_unit_test(exp_is_within_one_ulp),
        cmocka_unit_test(exp_overflows_to_infinity_and_underflows_to_zero),
        cmocka_unit_test(pow_is_within_one_ulp),
        cmocka_unit_test(pow_is_exact_where_the_answer_is),
        cmocka_unit_test(gamma_is_within_eight_ulps),
        cmocka_unit_test(the_normal_quantile_is_within_eight_ulps),
        cmocka_unit_test(the_normal_quantile_is_symmetric),
        cmocka_unit_test(sqrt_is_the_correctly_rounded_one),
        cmocka_unit_test(every_bit_is_the_golden_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
