/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact decimals, against a twin that multiplies everything out in 128 bits where that fits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "decimal.h"

static uint64_t next_random(uint64_t *state) {
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static enum decimal_status read_text(const char *text, size_t *used, struct decimal *decimal) {
    return decimal_read(text, strlen(text), used, decimal);
}

static u128 twin_gcd(u128 a, u128 b) {
    return b == 0 ? a : twin_gcd(b, a % b);
}

static u128 power_of_ten(int32_t exponent) {
    u128 power = 1;
    for (; exponent > 0; exponent--)
        power *= 10;
    return power;
}

static void a_number_is_read_as_digits_and_exponent(void **state) {
    static const struct {
        const char *text;
        uint64_t digits;
        int32_t exponent;
        size_t used;
    } rows[] = {
        {"0", 0, 0, 1},        {"0.000", 0, 0, 5},
        {"0e9", 0, 0, 3},      {"7", 7, 0, 1},
        {"007", 7, 0, 3},      {"1500", 15, 2, 4},
        {"1.5", 15, -1, 3},    {"1.50", 15, -1, 4},
        {"0.001", 1, -3, 5},   {"100.5", 1005, -1, 5},
        {"1e6", 1, 6, 3},      {"1.5E-3", 15, -4, 6},
        {"2e+2", 2, 2, 4},     {"120e-1", 12, 0, 6},
        {"64..128", 64, 0, 2}, {"1.", 1, 0, 1},
        {"1.x", 1, 0, 1},      {"5e", 5, 0, 1},
        {"5e+", 5, 0, 1},      {"5 e3", 5, 0, 1},
        {"1.5.2", 15, -1, 3},  {"18446744073709551615", UINT64_MAX, 0, 20},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t used;
        struct decimal decimal;
        assert_int_equal(read_text(rows[i].text, &used, &decimal), DECIMAL_OK);
        assert_true(decimal.digits == rows[i].digits);
        assert_int_equal(decimal.exponent, rows[i].exponent);
        assert_int_equal(used, rows[i].used);
    }
}

static void what_begins_with_no_digit_is_no_number(void **state) {
    static const char *const texts[] = {"", "-1", "+1", ".5", " 1", "e5", "x"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        size_t used;
        struct decimal decimal;
        assert_int_equal(read_text(texts[i], &used, &decimal), DECIMAL_NONE);
        assert_int_equal(used, 0);
    }
}

static void thirty_eight_digits_are_kept_and_forty_are_refused(void **state) {
    size_t used;
    struct decimal decimal;
    struct text text = {0};
    (void)state;
    assert_int_equal(read_text("99999999999999999999999999999999999999", &used, &decimal), DECIMAL_OK);
    decimal_write_whole(&text, decimal.digits);
    assert_string_equal(text.at, "99999999999999999999999999999999999999");
    assert_int_equal(read_text("9999999999999999999999999999999999999999", &used, &decimal), DECIMAL_LONG);
    assert_int_equal(used, 40);
    /* zeros on either side cost nothing */
    assert_int_equal(
        read_text(
            "0.0000000000000000000000000000000000000000000000000000015000000000000000000000000000000000000",
            &used, &decimal),
        DECIMAL_OK);
    assert_true(decimal.digits == 15);
    assert_int_equal(decimal.exponent, -55);
    text_free(&text);
}

static void absurd_exponents_are_too_large_or_too_fine(void **state) {
    static const char *const large[] = {"1e39", "1e99999999999999999999", "9e38"};
    static const char *const fine[] = {"1e-1", "1e-99999999999999999999", "0.5"};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        size_t used;
        struct decimal decimal;
        struct fraction fraction;
        u128 whole;
        assert_int_equal(read_text(large[i], &used, &decimal), DECIMAL_OK);
        assert_int_equal(decimal_scale(decimal, 1, 1, &whole), DECIMAL_LARGE);
        assert_int_equal(decimal_ratio(decimal, 1, 1, &fraction), DECIMAL_LARGE);
        assert_int_equal(read_text(fine[i], &used, &decimal), DECIMAL_OK);
        assert_int_equal(decimal_scale(decimal, 1, 1, &whole), DECIMAL_FINER);
    }
}

static void powers_of_ten_cancel_before_they_overflow(void **state) {
    size_t used;
    struct decimal decimal;
    u128 whole;
    (void)state;
    assert_int_equal(read_text("5124.0955760304310", &used, &decimal), DECIMAL_OK);
    assert_int_equal(decimal_scale(decimal, UINT64_C(3600000000000000), 1, &whole), DECIMAL_OK);
    assert_true(whole == UINT64_C(18446744073709551600));
    assert_int_equal(read_text("1e-18", &used, &decimal), DECIMAL_OK);
    assert_int_equal(decimal_scale(decimal, UINT64_C(1000000000000000000), 1, &whole), DECIMAL_OK);
    assert_true(whole == 1);
    assert_int_equal(read_text("340282366920938463463374607431768211455", &used, &decimal), DECIMAL_OK);
    assert_int_equal(decimal_scale(decimal, 1, 1, &whole), DECIMAL_OK);
    assert_true(whole == ~(u128)0);
}

static void scaling_agrees_with_its_twin(void **state) {
    uint64_t seed = 1;
    (void)state;
    for (int round = 0; round < 200000; round++) {
        struct decimal decimal = {.digits = next_random(&seed) >> (next_random(&seed) % 40 + 24)};
        decimal.exponent = (int32_t)(next_random(&seed) % 19) - 9;
        uint64_t numerator = next_random(&seed) % 3 == 0 ? 1 : next_random(&seed) % 1000000;
        uint64_t denominator = next_random(&seed) % 2 == 0 ? 1 : next_random(&seed) % 1000 + 1;
        u128 upper = decimal.digits * numerator;
        u128 lower = denominator;
        if (decimal.exponent > 0)
            upper *= power_of_ten(decimal.exponent);
        else
            lower *= power_of_ten(-decimal.exponent);
        u128 common = twin_gcd(upper, lower);
        u128 whole = 0;
        struct fraction fraction = {0, 1};
        enum decimal_status status = decimal_scale(decimal, numerator, denominator, &whole);
        assert_int_equal(status, lower / common == 1 ? DECIMAL_OK : DECIMAL_FINER);
        assert_true(status != DECIMAL_OK || whole == upper / common);
        status = decimal_ratio(decimal, numerator, denominator, &fraction);
        assert_int_equal(status, upper / common > UINT64_MAX ? DECIMAL_LARGE : DECIMAL_OK);
        assert_true(status != DECIMAL_OK || fraction.numerator == upper / common);
        assert_true(status != DECIMAL_OK || fraction.denominator == lower / common);
    }
}

static void a_number_without_end_is_not_written(void **state) {
    struct text text = {0};
    (void)state;
    assert_false(decimal_write(&text, 1, 3));
    assert_false(decimal_write(&text, 22, 7));
    assert_false(decimal_write(&text, 1, UINT64_MAX));
    assert_int_equal(text.length, 0);
    assert_true(decimal_write(&text, 3, 6));
    assert_string_equal(text.at, "0.5");
    text_free(&text);
}

static void what_is_written_is_read_back(void **state) {
    uint64_t seed = 2;
    (void)state;
    for (int round = 0; round < 100000; round++) {
        struct text text = {0};
        uint64_t numerator = next_random(&seed) >> next_random(&seed) % 64;
        uint64_t denominator = UINT64_C(1) << next_random(&seed) % 30;
        for (uint64_t fives = next_random(&seed) % 14; fives > 0; fives--)
            denominator *= 5;
        struct fraction expected;
        struct fraction found;
        struct decimal decimal;
        size_t used;
        assert_true(fraction_reduce(numerator, denominator, &expected));
        if (decimal_write(&text, numerator, denominator)) {
            assert_int_equal(read_text(text.at, &used, &decimal), DECIMAL_OK);
            assert_int_equal(used, text.length);
            assert_int_equal(decimal_ratio(decimal, 1, 1, &found), DECIMAL_OK);
            assert_true(found.numerator == expected.numerator && found.denominator == expected.denominator);
        }
        text_free(&text);
    }
}

static void the_finest_binary_fraction_is_written_in_full(void **state) {
    struct text text = {0};
    (void)state;
    /* 2^-30 has 30 decimals; 2^-63 has 63, and 5^63 does not fit 128 bits */
    assert_true(decimal_write(&text, 1, UINT64_C(1) << 30));
    assert_string_equal(text.at, "0.000000000931322574615478515625");
    assert_false(decimal_write(&text, 1, UINT64_C(1) << 63));
    text_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_is_read_as_digits_and_exponent),
        cmocka_unit_test(what_begins_with_no_digit_is_no_number),
        cmocka_unit_test(thirty_eight_digits_are_kept_and_forty_are_refused),
        cmocka_unit_test(absurd_exponents_are_too_large_or_too_fine),
        cmocka_unit_test(powers_of_ten_cancel_before_they_overflow),
        cmocka_unit_test(scaling_agrees_with_its_twin),
        cmocka_unit_test(a_number_without_end_is_not_written),
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(the_finest_binary_fraction_is_written_in_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
