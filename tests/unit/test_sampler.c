/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samplers as a contract about bits: the golden values, the batch, copies, keys, rounding, and laws without a
 * spread. Whether the laws are the right ones is asked in test_sampler_fit.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "../golden/sampler_bits.h"
#include "digest.h"
#include "sampler.h"
#include "sampler_inner.h"

/* About 2^57: a sample shows every bit of its double. */
#define LARGE UINT64_C(144115188075855873)

static uint64_t empirical_table[5] = {LARGE / 7, LARGE / 3, LARGE, LARGE + 12345, 3 * LARGE};
static uint64_t mixture_weight[3] = {UINT64_C(500000000000000000), UINT64_C(300000000000000001),
                                     UINT64_C(199999999999999999)};
static struct dist mixture_component[3] = {
    {.kind = DIST_EXPONENTIAL, .a = LARGE},
    {.kind = DIST_UNIFORM, .a = LARGE / 2, .b = 2 * LARGE},
    {.kind = DIST_CONSTANT, .a = LARGE / 5},
};

/* In the order of golden_sampler. */
static const struct dist law[] = {
    {.kind = DIST_CONSTANT, .a = LARGE},
    {.kind = DIST_EXPONENTIAL, .a = LARGE},
    {.kind = DIST_UNIFORM, .a = LARGE / 3, .b = 2 * LARGE},
    {.kind = DIST_NORMAL, .a = LARGE, .b = LARGE / 4},
    {.kind = DIST_NORMAL, .a = LARGE / 4, .b = LARGE},
    {.kind = DIST_LOGNORMAL, .a = LARGE, .shape_e9 = UINT64_C(1500000000)},
    {.kind = DIST_PARETO, .a = LARGE, .shape_e9 = UINT64_C(1400000000)},
    {.kind = DIST_WEIBULL, .a = LARGE, .shape_e9 = UINT64_C(700000000)},
    {.kind = DIST_WEIBULL, .a = LARGE, .shape_e9 = UINT64_C(50000000)}, /* clamped exponents */
    {.kind = DIST_GAMMA, .a = LARGE, .shape_e9 = UINT64_C(2500000000)},
    {.kind = DIST_GAMMA, .a = LARGE, .shape_e9 = UINT64_C(300000000)},
    {.kind = DIST_ERLANG, .a = LARGE, .count = 3},
    {.kind = DIST_ERLANG, .a = LARGE, .count = 20},
    {.kind = DIST_ERLANG, .a = LARGE, .count = 100}, /* drawn as gamma */
    {.kind = DIST_HYPEREXPONENTIAL, .a = LARGE, .shape_e9 = UINT64_C(3000000000)},
    {.kind = DIST_MIXTURE, .count = 3, .component = mixture_component, .weight_e18 = mixture_weight},
    {.kind = DIST_EMPIRICAL, .count = 5, .table = empirical_table},
};
#define LAWS (sizeof law / sizeof *law)
_Static_assert(LAWS == sizeof golden_sampler / sizeof *golden_sampler, "a golden line for every law");

static void start(struct stream *stream, uint64_t seed) {
    stream_start(stream, seed, 3, name_hash("golden"), STREAM_SERVICE);
}

static uint64_t hash_of_64(const struct sampler *sampler, struct stream *stream,
                           uint64_t (*draw)(const struct sampler *, struct stream *), uint64_t first[3]) {
    uint64_t hash = 0;
    for (uint32_t i = 0; i < 64; i++) {
        uint64_t value = draw(sampler, stream);
        if (i < 3)
            first[i] = value;
        hash = (hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 32;
    }
    return hash;
}

static void every_law_gives_its_golden_bits(void **state) {
    (void)state;
    uint32_t wrong = 0;
    for (size_t i = 0; i < LAWS; i++) {
        struct sampler sampler;
        struct stream stream;
        struct golden_sampler got = {.law = golden_sampler[i].law};
        uint64_t ignored[3];
        sampler_init(&sampler, &law[i]);
        start(&stream, 42);
        got.hash = hash_of_64(&sampler, &stream, sampler_draw, got.first);
        got.residual_hash = hash_of_64(&sampler, &stream, sampler_draw_residual, ignored);
        if (memcmp(got.first, golden_sampler[i].first, sizeof got.first) != 0 ||
            got.hash != golden_sampler[i].hash || got.residual_hash != golden_sampler[i].residual_hash) {
            print_error("{\"%s\", {0x%016llx, 0x%016llx, 0x%016llx}, 0x%016llx, 0x%016llx},\n", got.law,
                        (unsigned long long)got.first[0], (unsigned long long)got.first[1],
                        (unsigned long long)got.first[2], (unsigned long long)got.hash,
                        (unsigned long long)got.residual_hash);
            wrong++;
        }
        sampler_free(&sampler);
    }
    assert_int_equal(wrong, 0);
}

/* What the golden values are for: a logarithm one unit in the last place away gives other samples. */
static void one_last_bit_of_log_would_show(void **state) {
    (void)state;
    struct sampler sampler;
    struct stream stream;
    sampler_init(&sampler, &law[1]);
    start(&stream, 42);
    for (uint32_t i = 0; i < 64; i++) {
        uint64_t x = stream_next(&stream);
        double e = sampler_unit_exponential(x), mean = (double)LARGE;
        uint64_t value = sampler_round(e * mean);
        if (i < 3)
            assert_true(value == golden_sampler[1].first[i]);
        if (e < 0x1p-3)
            continue; /* so short that one unit is less than a picosecond, or nearly */
        assert_true(sampler_round(nextafter(e, INFINITY) * mean) != value);
        assert_true(sampler_round(nextafter(e, 0.0) * mean) != value);
    }
}

static void a_batch_is_eight_single_draws(void **state) {
    (void)state;
    uint32_t batched = 0;
    for (size_t i = 0; i < LAWS; i++)
        for (uint64_t scale = 0; scale < 2; scale++) { /* picoseconds of everyday size, and saturating ones */
            struct dist dist = law[i];
            struct sampler sampler;
            struct stream single, eight;
            if (scale == 1 && dist.kind != DIST_EMPIRICAL) {
                dist.a = UINT64_C(1000000);
                dist.b = dist.kind == DIST_NORMAL ? UINT64_C(700000) : UINT64_MAX;
            }
            sampler_init(&sampler, &dist);
            start(&single, i);
            start(&eight, i);
            batched += sampler_is_batched(&sampler);
            for (uint32_t round = 0; sampler_is_batched(&sampler) && round < 5000; round++) {
                uint64_t out[STREAM_LANES];
                sampler_draw_8(&sampler, &eight, out);
                for (uint32_t lane = 0; lane < STREAM_LANES; lane++)
                    assert_true(out[lane] == sampler_draw(&sampler, &single));
            }
            assert_true(stream_next(&single) == stream_next(&eight));
            sampler_free(&sampler);
        }
    assert_int_equal(batched, 2 * 9);
}

static void a_copied_stream_gives_the_same_samples(void **state) {
    (void)state;
    for (size_t i = 0; i < LAWS; i++) {
        struct sampler sampler;
        struct stream stream;
        sampler_init(&sampler, &law[i]);
        start(&stream, i);
        for (uint32_t j = 0; j < 13; j++)
            (void)sampler_draw(&sampler, &stream);
        struct stream copy = stream;
        for (uint32_t j = 0; j < 100; j++) {
            assert_true(sampler_draw(&sampler, &stream) == sampler_draw(&sampler, &copy));
            assert_true(sampler_draw_residual(&sampler, &stream) == sampler_draw_residual(&sampler, &copy));
        }
        sampler_free(&sampler);
    }
}

static void another_key_gives_other_samples(void **state) {
    (void)state;
    struct sampler sampler;
    struct stream stream[5];
    sampler_init(&sampler, &law[1]);
    stream_start(&stream[0], 1, 1, name_hash("a"), STREAM_GAP);
    stream_start(&stream[1], 2, 1, name_hash("a"), STREAM_GAP);
    stream_start(&stream[2], 1, 2, name_hash("a"), STREAM_GAP);
    stream_start(&stream[3], 1, 1, name_hash("b"), STREAM_GAP);
    stream_start(&stream[4], 1, 1, name_hash("a"), STREAM_HOLD);
    for (uint32_t step = 0; step < 1000; step++) {
        uint64_t value[5];
        for (uint32_t i = 0; i < 5; i++) {
            value[i] = sampler_draw(&sampler, &stream[i]);
            for (uint32_t j = 0; j < i; j++)
                assert_true(value[i] != value[j]);
        }
    }
}

static void one_draw_laws_take_one_draw(void **state) {
    (void)state;
    for (size_t i = 0; i < LAWS; i++) {
        struct sampler sampler;
        struct stream stream, twin;
        sampler_init(&sampler, &law[i]);
        start(&stream, i);
        start(&twin, i);
        (void)sampler_draw(&sampler, &stream);
        if (sampler.kind != DIST_CONSTANT)
            (void)stream_next(&twin);
        if (sampler_is_batched(&sampler) || sampler.kind == DIST_CONSTANT)
            assert_true(stream_next(&stream) == stream_next(&twin));
        sampler_free(&sampler);
    }
}

static void a_sample_is_rounded_half_to_even_once_and_saturates(void **state) {
    (void)state;
    assert_true(sampler_round(0.5) == 0 && sampler_round(1.5) == 2 && sampler_round(2.5) == 2);
    assert_true(sampler_round(0.49999999999999994) == 0 && sampler_round(0.5000000000000001) == 1);
    assert_true(sampler_round(-0.0) == 0 && sampler_round(-3.7) == 0 && sampler_round(-INFINITY) == 0);
    assert_true(sampler_round(4503599627370495.5) == UINT64_C(4503599627370496));
    assert_true(sampler_round(4503599627370494.5) == UINT64_C(4503599627370494));
    assert_true(sampler_round(0x1p52) == UINT64_C(1) << 52 && sampler_round(0x1p62) == UINT64_C(1) << 62);
    assert_true(sampler_round(0x1.fffffffffffffp62) == (UINT64_C(1) << 63) - 1024);
    assert_true(sampler_round(0x1p63) == UINT64_C(1) << 63 && sampler_round(INFINITY) == UINT64_C(1) << 63);
}

static void a_uniform_number_is_never_0_or_1(void **state) {
    (void)state;
    assert_true(sampler_unit(0) == 0x1p-53);
    assert_true(sampler_unit(UINT64_MAX) == 1.0 - 0x1p-53);
    assert_true(sampler_unit(UINT64_C(1) << 63) == 0.5 + 0x1p-53);
    assert_true(sampler_unit_exponential(UINT64_MAX) > 0.0);
}

static void whole_numbers_between_bounds_reach_both(void **state) {
    (void)state;
    assert_true(sampler_whole_between(0, 3, 9) == 3 && sampler_whole_between(UINT64_MAX, 3, 9) == 9);
    assert_true(sampler_whole_between(0, 0, UINT64_MAX) == 0);
    assert_true(sampler_whole_between(UINT64_MAX, 0, UINT64_MAX) == UINT64_MAX);
    assert_true(sampler_whole_between(12345, 7, 7) == 7);
}

static void a_law_without_mean_or_spread_is_a_constant(void **state) {
    (void)state;
    static const struct dist flat[] = {
        {.kind = DIST_EXPONENTIAL, .a = 0},
        {.kind = DIST_LOGNORMAL, .a = 500, .shape_e9 = 0},
        {.kind = DIST_NORMAL, .a = 500, .b = 0},
        {.kind = DIST_PARETO, .a = 0, .shape_e9 = UINT64_C(2000000000)},
        {.kind = DIST_CONSTANT, .a = 500},
    };
    for (size_t i = 0; i < sizeof flat / sizeof *flat; i++) {
        struct sampler sampler;
        struct stream stream;
        sampler_init(&sampler, &flat[i]);
        start(&stream, 1);
        assert_true(sampler_draw(&sampler, &stream) == flat[i].a);
        assert_true(sampler_draw_residual(&sampler, &stream) <= flat[i].a);
        assert_true(sampler.mean == (double)flat[i].a);
        assert_false(sampler_is_batched(&sampler));
    }
    struct sampler sampler;
    struct stream stream;
    sampler_init_exponential(&sampler, 0.0);
    start(&stream, 1);
    assert_true(sampler_draw(&sampler, &stream) == 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_law_gives_its_golden_bits),
        cmocka_unit_test(one_last_bit_of_log_would_show),
        cmocka_unit_test(a_batch_is_eight_single_draws),
        cmocka_unit_test(a_copied_stream_gives_the_same_samples),
        cmocka_unit_test(another_key_gives_other_samples),
        cmocka_unit_test(one_draw_laws_take_one_draw),
        cmocka_unit_test(a_sample_is_rounded_half_to_even_once_and_saturates),
        cmocka_unit_test(a_uniform_number_is_never_0_or_1),
        cmocka_unit_test(whole_numbers_between_bounds_reach_both),
        cmocka_unit_test(a_law_without_mean_or_spread_is_a_constant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
