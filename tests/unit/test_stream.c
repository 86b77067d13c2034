/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Streams: that they are the published generator, eight times, lane by lane; that keys keep them apart; that
 * a copy is a fork. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "digest.h"
#include "stream.h"

/* xoshiro256++ as published (https://prng.di.unimi.it/xoshiro256plusplus.c), one state at a time. */
struct naive {
    uint64_t s[4];
};

static uint64_t rotate(uint64_t x, int by) {
    return x << by | x >> (64 - by);
}

static uint64_t naive_next(struct naive *naive) {
    uint64_t *s = naive->s;
    uint64_t result = rotate(s[0] + s[3], 23) + s[0];
    uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

static void every_lane_is_the_published_generator(void **state) {
    (void)state;
    /* The first outputs from the state 1, 2, 3, 4: the reference code's, also in the tests of Rust's
     * rand_xoshiro. */
    static const uint64_t published[10] = {UINT64_C(41943041),
                                           UINT64_C(58720359),
                                           UINT64_C(3588806011781223),
                                           UINT64_C(3591011842654386),
                                           UINT64_C(9228616714210784205),
                                           UINT64_C(9973669472204895162),
                                           UINT64_C(14011001112246962877),
                                           UINT64_C(12406186145184390807),
                                           UINT64_C(15849039046786891736),
                                           UINT64_C(10450023813501588000)};
    struct stream stream = {.next = STREAM_LANES};
    for (uint64_t word = 0; word < 4; word++)
        for (uint32_t lane = 0; lane < STREAM_LANES; lane++)
            stream.lane[word][lane] = word + 1;
    for (uint32_t i = 0; i < 10 * STREAM_LANES; i++)
        assert_true(stream_next(&stream) == published[i / STREAM_LANES]);
}

static void draw_k_comes_from_lane_k_mod_8(void **state) {
    (void)state;
    struct stream stream;
    struct naive naive[STREAM_LANES];
    stream_start(&stream, 42, 7, name_hash("flood"), STREAM_GAP);
    for (uint32_t lane = 0; lane < STREAM_LANES; lane++)
        for (uint32_t word = 0; word < 4; word++)
            naive[lane].s[word] = stream.lane[word][lane];
    for (uint32_t k = 0; k < 10000; k++)
        assert_true(stream_next(&stream) == naive_next(&naive[k % STREAM_LANES]));
}

static void the_first_draws_of_known_keys_are_pinned(void **state) {
    (void)state;
    static const uint64_t plain[4] = {UINT64_C(0xede4c210a56fbead), UINT64_C(0x5002d7bf3e7cfa94),
                                      UINT64_C(0x89d9609f113cde13), UINT64_C(0x17071da81d77ea43)};
    static const uint64_t numbered[4] = {UINT64_C(0xf7a974208597494b), UINT64_C(0xd3389ba8584af232),
                                         UINT64_C(0xc1a60ddfa0fb3071), UINT64_C(0x3f2f930ad52c2bc2)};
    struct stream stream;
    stream_start(&stream, 42, 7, name_hash("flood"), STREAM_GAP);
    for (uint32_t i = 0; i < 4; i++)
        assert_true(stream_next(&stream) == plain[i]);
    stream_start_numbered(&stream, 42, 7, name_hash("host"), STREAM_LATENCY, 1000);
    for (uint32_t i = 0; i < 4; i++)
        assert_true(stream_next(&stream) == numbered[i]);
}

static void a_copied_stream_continues_alike(void **state) {
    (void)state;
    struct stream stream;
    stream_start(&stream, 1, 0, name_hash("a"), STREAM_SIZE);
    for (uint32_t drawn = 0; drawn < 20; drawn++) {
        struct stream copy = stream;
        for (uint32_t i = 0; i < 100; i++)
            assert_true(stream_next(&copy) == stream_next(&stream));
        assert_memory_equal(&copy, &stream, sizeof copy);
        (void)stream_next(&stream);
    }
}

/* Keys that differ in one part by as little as possible, and all four parts of the numbered kind. */
static uint32_t neighbours(struct stream *list) {
    uint32_t n = 0;
    const uint64_t a = name_hash("a"), b = name_hash("b");
    stream_start(&list[n++], 1, 0, a, STREAM_GAP);
    stream_start(&list[n++], 2, 0, a, STREAM_GAP);
    stream_start(&list[n++], 0, 0, a, STREAM_GAP);
    stream_start(&list[n++], 1, 1, a, STREAM_GAP);
    stream_start(&list[n++], 0, 1, a, STREAM_GAP); /* seed and replication exchanged */
    stream_start(&list[n++], UINT64_MAX, 0, a, STREAM_GAP);
    stream_start(&list[n++], 1 + (UINT64_C(1) << 32), 0, a, STREAM_GAP);
    stream_start(&list[n++], 1, 0, b, STREAM_GAP);
    stream_start(&list[n++], 1, 0, a, STREAM_SIZE);
    stream_start(&list[n++], 1, 0, a, STREAM_RELEASE);
    stream_start_numbered(&list[n++], 1, 0, a, STREAM_GAP, 0);
    stream_start_numbered(&list[n++], 1, 0, a, STREAM_GAP, 1);
    stream_start_numbered(&list[n++], 1, 0, a, STREAM_GAP, 2);
    stream_start_numbered(&list[n++], 1, 0, a, STREAM_SIZE, 1);
    return n;
}

static void another_seed_replication_name_purpose_or_number_changes_every_draw(void **state) {
    (void)state;
    struct stream list[16];
    uint64_t draw[16][STREAM_LANES];
    uint32_t count = neighbours(list);
    for (uint32_t step = 0; step < 1000; step++)
        for (uint32_t i = 0; i < count; i++) {
            for (uint32_t lane = 0; lane < STREAM_LANES; lane++)
                draw[i][lane] = stream_next(&list[i]);
            for (uint32_t j = 0; j < i; j++)
                for (uint32_t lane = 0; lane < STREAM_LANES; lane++)
                    assert_true(draw[i][lane] != draw[j][lane]);
        }
}

static double centred(uint64_t x) {
    return ((double)(x >> 11) + 0.5) * 0x1p-53 - 0.5;
}

/* |r| * sqrt(n) of independent series is nearly standard normal. */
static void assert_uncorrelated(double sum_of_products, uint32_t n) {
    double r = sum_of_products / n * 12.0;
    assert_true(fabs(r) * sqrt((double)n) < 4.5);
}

static void lanes_are_uncorrelated_with_each_other_and_their_past(void **state) {
    (void)state;
    enum { STEPS = 100000 };
    struct stream stream;
    stream_start(&stream, 1, 0, name_hash("lanes"), STREAM_GAP);
    double now[STREAM_LANES], past[STREAM_LANES] = {0};
    double same_step[STREAM_LANES][STREAM_LANES] = {{0}}, step_before[STREAM_LANES][STREAM_LANES] = {{0}};
    for (uint32_t step = 0; step < STEPS; step++) {
        for (uint32_t lane = 0; lane < STREAM_LANES; lane++)
            now[lane] = centred(stream_next(&stream));
        for (uint32_t i = 0; i < STREAM_LANES; i++)
            for (uint32_t j = 0; j < STREAM_LANES; j++) {
                same_step[i][j] += now[i] * now[j];
                step_before[i][j] += now[i] * past[j];
            }
        memcpy(past, now, sizeof past);
    }
    for (uint32_t i = 0; i < STREAM_LANES; i++)
        for (uint32_t j = 0; j < STREAM_LANES; j++) {
            if (i != j)
                assert_uncorrelated(same_step[i][j], STEPS);
            assert_uncorrelated(step_before[i][j], STEPS);
        }
}

static void streams_of_neighbouring_keys_are_uncorrelated(void **state) {
    (void)state;
    enum { STEPS = 50000 };
    struct stream list[16];
    uint32_t count = neighbours(list);
    double products[16][16] = {{0}}, now[16];
    for (uint32_t step = 0; step < STEPS; step++)
        for (uint32_t i = 0; i < count; i++) {
            now[i] = centred(stream_next(&list[i]));
            for (uint32_t j = 0; j < i; j++)
                products[i][j] += now[i] * now[j];
        }
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = 0; j < i; j++)
            assert_uncorrelated(products[i][j], STEPS);
}

/* The first draws of many streams, one each, are as good a random series as the draws of one. */
static void the_first_draws_of_numbered_streams_are_random_too(void **state) {
    (void)state;
    enum { STREAMS = 100000 };
    double bit[64] = {0}, product = 0.0, before = 0.0;
    for (uint64_t number = 0; number < STREAMS; number++) {
        struct stream stream;
        stream_start_numbered(&stream, 1, 0, 2, STREAM_LATENCY, number);
        uint64_t x = stream_next(&stream);
        for (uint32_t i = 0; i < 64; i++)
            bit[i] += (double)(x >> i & 1);
        product += before * centred(x);
        before = centred(x);
    }
    assert_uncorrelated(product, STREAMS);
    for (uint32_t i = 0; i < 64; i++)
        assert_true(fabs(bit[i] - STREAMS / 2.0) < 4.5 * 0.5 * sqrt((double)STREAMS));
}

static void no_lane_is_all_zero(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < 20000; seed++) {
        struct stream stream;
        stream_start(&stream, seed, seed, seed, STREAM_GAP);
        for (uint32_t lane = 0; lane < STREAM_LANES; lane++)
            assert_true((stream.lane[0][lane] | stream.lane[1][lane] | stream.lane[2][lane] |
                         stream.lane[3][lane]) != 0);
    }
}

static void antithetic_draws_are_complements(void **state) {
    (void)state;
    struct stream plain, other;
    stream_start(&plain, 1, 5, 9, STREAM_GAP);
    stream_start(&other, 1, 5 | STREAM_ANTITHETIC, 9, STREAM_GAP);
    for (int i = 0; i < 100; i++)
        assert_true(stream_next(&plain) == ~stream_next(&other));
    stream_start_numbered(&plain, 1, 5, 9, STREAM_LATENCY, 3);
    stream_start_numbered(&other, 1, 5 | STREAM_ANTITHETIC, 9, STREAM_LATENCY, 3);
    for (int i = 0; i < 100; i++)
        assert_true(stream_next(&plain) == ~stream_next(&other));
}

static void numbers_below_n_are_equally_likely(void **state) {
    (void)state;
    static const uint64_t limit[] = {1, 2, 7, 100, 128};
    struct stream stream;
    stream_start(&stream, 3, 0, name_hash("below"), STREAM_FLOW);
    for (uint32_t i = 0; i < 5; i++) {
        uint64_t n = limit[i];
        double count[128] = {0}, chi_square = 0.0, expected = 200000.0 / (double)n;
        for (uint32_t draw = 0; draw < 200000; draw++) {
            uint64_t x = stream_below(&stream, n);
            assert_true(x < n);
            count[x]++;
        }
        for (uint64_t x = 0; x < n; x++)
            chi_square += (count[x] - expected) * (count[x] - expected) / expected;
        assert_true(n == 1 || gsl_cdf_chisq_Q(chi_square, (double)(n - 1)) > 1e-4);
    }
    for (uint32_t draw = 0; draw < 1000; draw++)
        assert_true(stream_below(&stream, UINT64_C(3) << 62) < UINT64_C(3) << 62);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_lane_is_the_published_generator),
        cmocka_unit_test(draw_k_comes_from_lane_k_mod_8),
        cmocka_unit_test(the_first_draws_of_known_keys_are_pinned),
        cmocka_unit_test(a_copied_stream_continues_alike),
        cmocka_unit_test(another_seed_replication_name_purpose_or_number_changes_every_draw),
        cmocka_unit_test(lanes_are_uncorrelated_with_each_other_and_their_past),
        cmocka_unit_test(streams_of_neighbouring_keys_are_uncorrelated),
        cmocka_unit_test(the_first_draws_of_numbered_streams_are_random_too),
        cmocka_unit_test(no_lane_is_all_zero),
        cmocka_unit_test(antithetic_draws_are_complements),
        cmocka_unit_test(numbers_below_n_are_equally_likely),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
