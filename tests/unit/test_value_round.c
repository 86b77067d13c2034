/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quantities through text and back, over their whole ranges, and times against a naive twin. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "decimal.h"
#include "value.h"

static uint64_t next_random(uint64_t *state) {
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

/* Of any size, round ones as often as crooked ones. */
static uint64_t any_number(uint64_t *state) {
    uint64_t number = next_random(state) >> next_random(state) % 64;
    static const uint64_t rounds[] = {1, 1, 10, 1000, 1024, 1000000, 1048576, 60000000000000};
    uint64_t round = rounds[next_random(state) % 8];
    return number / round * round;
}

static bool same(struct fraction a, struct fraction b) {
    return a.numerator == b.numerator && a.denominator == b.denominator;
}

static void whole_quantities_come_back_from_their_text(void **state) {
    static const uint64_t extremes[] = {0, 1, UINT64_MAX - 1, UINT64_MAX / 2, UINT64_C(1) << 63};
    uint64_t seed = 3;
    (void)state;
    for (int round = 0; round < 100000; round++) {
        struct value_error error;
        struct text text = {0};
        uint64_t back;
        uint64_t value = round < 5 ? extremes[round] : any_number(&seed);
        value -= value == UINT64_MAX;
        format_time(&text, value);
        assert_true(value_time(text.at, &back, &error) && back == value);
        text_free(&text);
        format_bytes(&text, value);
        assert_true(value_bytes(text.at, &back, &error) && back == value);
        text_free(&text);
        value %= UINT64_C(1000000000000000001);
        format_probability(&text, value);
        assert_true(value_probability(text.at, &back, &error) && back == value);
        text_free(&text);
    }
}

static void fractional_quantities_come_back_from_their_text(void **state) {
    uint64_t seed = 4;
    (void)state;
    for (int round = 0; round < 100000; round++) {
        struct value_error error;
        struct text text = {0};
        struct fraction back;
        struct rate_config rate = {.kind = (enum rate_kind)(1 + next_random(&seed) % 3)};
        struct rate_config rate_back;
        uint64_t numerator = round == 0 ? UINT64_MAX : any_number(&seed);
        uint64_t denominator = round == 1 ? UINT64_MAX : round % 2 == 0 ? 1 : any_number(&seed);
        struct fraction value;
        assert_true(fraction_reduce(numerator, denominator == 0 ? 1 : denominator, &value));
        rate.value = value;
        format_rate(&text, &rate);
        assert_true(value_rate(text.at, &rate_back, &error));
        assert_true(rate_back.kind == rate.kind && same(rate_back.value, value));
        text_free(&text);
        format_bit_rate(&text, value);
        assert_true(value_bit_rate(text.at, &back, &error) && same(back, value));
        text_free(&text);
        format_byte_rate(&text, value);
        assert_true(value_byte_rate(text.at, &back, &error) && same(back, value));
        text_free(&text);
        format_time_per_byte(&text, value);
        assert_true(value_time_per_byte(text.at, &back, &error) && same(back, value));
        text_free(&text);
        format_fraction(&text, value);
        assert_true(value_fraction(text.at, &back, &error) && same(back, value));
        text_free(&text);
    }
}

static void lengths_of_frames_come_back_from_their_text(void **state) {
    uint64_t seed = 5;
    (void)state;
    for (int round = 0; round < 20000; round++) {
        struct value_error error;
        struct text text = {0};
        struct size_config back;
        struct size_config size = {.kind = (enum size_kind)(next_random(&seed) % 4)};
        if (size.kind != SIZE_TRACE)
            size.low = (uint32_t)(1 + next_random(&seed) % 262144);
        if (size.kind != SIZE_TRACE)
            size.high = size.low;
        if (size.kind == SIZE_UNIFORM)
            size.high += (uint32_t)(next_random(&seed) % (262145 - size.low));
        if (size.kind == SIZE_LIST) {
            size.count = (uint32_t)(1 + next_random(&seed) % CONFIG_SIZES_MAX);
            size.low = 1000;
            for (uint32_t i = 0; i < size.count; i++) {
                size.bytes[i] = 1000 + 1000 * i;
                size.weight[i] = (uint32_t)(1 + next_random(&seed) % 1000000000);
            }
            size.high = 1000 * size.count;
        }
        format_size(&text, &size);
        assert_true(value_size(text.at, &back, &error));
        assert_memory_equal(&back, &size, sizeof size);
        text_free(&text);
    }
}

/* "D.DDD unit" multiplied out by hand. */
static void times_agree_with_a_naive_twin(void **state) {
    static const struct {
        const char *unit;
        uint64_t ps;
    } units[] = {{"ps", 1},
                 {"ns", 1000},
                 {"us", 1000000},
                 {"ms", 1000000000},
                 {"s", 1000000000000},
                 {"min", 60000000000000},
                 {"h", 3600000000000000}};
    uint64_t seed = 6;
    (void)state;
    for (int round = 0; round < 50000; round++) {
        struct value_error error;
        struct text text = {0};
        uint64_t whole = next_random(&seed) % 5000;
        uint64_t thousandths = next_random(&seed) % 1000;
        size_t unit = next_random(&seed) % 7;
        u128 expected = ((u128)whole * 1000 + thousandths) * units[unit].ps;
        uint64_t found = 0;
        text_format(&text, "%llu.%03llu %s", (unsigned long long)whole, (unsigned long long)thousandths,
                    units[unit].unit);
        bool good = value_time(text.at, &found, &error);
        assert_int_equal(good, expected % 1000 == 0 && expected / 1000 < UINT64_MAX);
        assert_true(!good || found == expected / 1000);
        text_free(&text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_quantities_come_back_from_their_text),
        cmocka_unit_test(fractional_quantities_come_back_from_their_text),
        cmocka_unit_test(lengths_of_frames_come_back_from_their_text),
        cmocka_unit_test(times_agree_with_a_naive_twin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
