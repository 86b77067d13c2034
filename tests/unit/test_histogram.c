/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Histograms against twins that know no bit tricks: bucket edges counted up one by one, percentiles from
 * sorted arrays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "histogram.h"

static uint64_t random_state;

static uint64_t next_random(void) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

/* Between 0 and 2^64 - 1, every magnitude as likely as any other. */
static uint64_t random_of_any_size(void) {
    uint64_t size = next_random() % 64;
    return next_random() >> size;
}

/* The edges by their definition: 128 buckets of width 1, then 128 steps of equal width in every power of two.
 */
static void naive_edges(uint64_t low[HISTOGRAM_BUCKETS]) {
    uint64_t at = 0;
    uint32_t bucket = 0;
    for (; bucket < HISTOGRAM_STEPS; bucket++)
        low[bucket] = at++;
    for (uint64_t width = 1; bucket < HISTOGRAM_BUCKETS; width *= 2)
        for (uint32_t step = 0; step < HISTOGRAM_STEPS; step++, at += width)
            low[bucket++] = at;
}

static uint64_t edges[HISTOGRAM_BUCKETS];

static uint32_t naive_bucket(uint64_t value) {
    uint32_t bucket = 0;
    while (bucket + 1 < HISTOGRAM_BUCKETS && edges[bucket + 1] <= value)
        bucket++;
    return bucket;
}

static void every_bucket_has_the_edges_of_its_definition(void **state) {
    (void)state;
    for (uint32_t bucket = 0; bucket < HISTOGRAM_BUCKETS; bucket++) {
        uint64_t high = bucket + 1 < HISTOGRAM_BUCKETS ? edges[bucket + 1] - 1 : UINT64_MAX;
        assert_true(histogram_low(bucket) == edges[bucket]);
        assert_true(histogram_high(bucket) == high);
        assert_int_equal(histogram_bucket(edges[bucket]), bucket);
        assert_int_equal(histogram_bucket(high), bucket);
    }
}

static void a_value_falls_where_a_search_finds_it(void **state) {
    (void)state;
    random_state = 99;
    for (uint32_t i = 0; i < 5000; i++) {
        uint64_t value = random_of_any_size();
        assert_int_equal(histogram_bucket(value), naive_bucket(value));
    }
}

static void no_bucket_is_wider_than_a_128th_of_its_values(void **state) {
    (void)state;
    for (uint32_t bucket = HISTOGRAM_STEPS; bucket < HISTOGRAM_BUCKETS; bucket++)
        assert_true(histogram_high(bucket) - histogram_low(bucket) <= histogram_low(bucket) / 128);
}

static int compare(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void check_percentiles(uint64_t *values, uint32_t count) {
    static const uint64_t fraction[][2] = {{0, 1},  {1, 2},      {9, 10},       {19, 20},          {99, 100},
                                           {1, 3},  {999, 1000}, {9999, 10000}, {999999, 1000000}, {1, 1},
                                           {1, 100}};
    struct histogram *histogram = calloc(1, sizeof *histogram);
    assert_non_null(histogram);
    for (uint32_t i = 0; i < count; i++)
        histogram_add(histogram, values[i]);
    qsort(values, count, sizeof *values, compare);
    for (size_t i = 0; i < sizeof fraction / sizeof *fraction; i++) {
        uint64_t numerator = fraction[i][0], denominator = fraction[i][1];
        uint64_t rank = (count * numerator + denominator - 1) / denominator;
        uint64_t truth = values[rank > 0 ? rank - 1 : 0];
        uint64_t got = histogram_percentile(histogram, numerator, denominator);
        assert_true(got >= truth);
        assert_true(got <= values[count - 1]);
        assert_true((double)(got - truth) < 0.008 * (double)truth + 0.5);
    }
    assert_true(histogram_percentile(histogram, 1, 1) == values[count - 1]);
    assert_true(histogram->max == values[count - 1]);
    free(histogram);
}

static void percentiles_are_the_nearest_rank_within_0_8_percent(void **state) {
    (void)state;
    static uint64_t values[20000];
    random_state = 7;
    for (uint32_t round = 0; round < 60; round++) {
        uint32_t count = 1 + (uint32_t)(next_random() % (round < 40 ? 50 : 20000));
        for (uint32_t i = 0; i < count; i++)
            values[i] = round % 3 == 0   ? random_of_any_size()
                        : round % 3 == 1 ? next_random() % 200
                                         : UINT64_C(1000000) + next_random() % 100000;
        check_percentiles(values, count);
    }
}

static void small_values_are_exact(void **state) {
    (void)state;
    struct histogram *histogram = calloc(1, sizeof *histogram);
    assert_non_null(histogram);
    for (uint64_t value = 1; value <= 200; value++)
        histogram_add(histogram, value);
    for (uint64_t percent = 1; percent <= 100; percent++)
        assert_true(histogram_percentile(histogram, percent, 100) == 2 * percent);
    free(histogram);
}

static void the_greatest_value_is_exact_even_at_the_end_of_the_range(void **state) {
    (void)state;
    struct histogram *histogram = calloc(1, sizeof *histogram);
    assert_non_null(histogram);
    histogram_add(histogram, UINT64_MAX - 12345);
    assert_true(histogram_percentile(histogram, 1, 2) == UINT64_MAX - 12345);
    histogram_add(histogram, UINT64_MAX);
    assert_true(histogram_percentile(histogram, UINT64_MAX, UINT64_MAX) == UINT64_MAX);
    free(histogram);
}

/* As only runs of many hours have them: 2^34 zeros, and a bucket further up that comes to exactly 2^32. */
static void a_bucket_counts_beyond_32_bits(void **state) {
    (void)state;
    struct histogram *histogram = calloc(1, sizeof *histogram);
    assert_non_null(histogram);
    for (int i = 0; i < 4; i++) {
        histogram_add_zeros(histogram, UINT32_MAX);
        histogram_add(histogram, 0);
    }
    uint32_t at = histogram_bucket(1000000);
    histogram_add(histogram, 1000000);
    histogram->bucket[at] += UINT32_MAX - 1;
    histogram->count += UINT32_MAX - 1;
    assert_true(histogram_in(histogram, at) == UINT32_MAX);
    histogram_add(histogram, 1000000);
    assert_true(histogram->bucket[at] == 0 && histogram_in(histogram, at) == UINT64_C(1) << 32);
    assert_true(histogram->bucket[0] == 0 && histogram_in(histogram, 0) == UINT64_C(1) << 34);
    assert_true(histogram->count == UINT64_C(5) << 32);
    assert_true(histogram_percentile(histogram, 80, 100) == 0);
    assert_true(histogram_percentile(histogram, 81, 100) == 1000000);
    histogram_clear(histogram, UINT64_MAX);
    assert_true(histogram_in(histogram, 0) == 0 && histogram_in(histogram, at) == 0);
    free(histogram);
}

int main(void) {
    naive_edges(edges);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_bucket_has_the_edges_of_its_definition),
        cmocka_unit_test(a_value_falls_where_a_search_finds_it),
        cmocka_unit_test(no_bucket_is_wider_than_a_128th_of_its_values),
        cmocka_unit_test(percentiles_are_the_nearest_rank_within_0_8_percent),
        cmocka_unit_test(small_values_are_exact),
        cmocka_unit_test(the_greatest_value_is_exact_even_at_the_end_of_the_range),
        cmocka_unit_test(a_bucket_counts_beyond_32_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
