/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Log-linear histograms: 128 steps per power of two, so a percentile (nearest rank, upper edge of its bucket)
 * is at most 0.8 % above the truth and never below it; the largest value is kept exactly. Values below 128
 * have a bucket each. The sum of all values is exact too.
 *
 * A bucket has 32 bits: half as much memory, which most runs hardly touch. One that has wrapped round is
 * noted, which can happen once for every 2^32 values. */
#ifndef RXP_HISTOGRAM_H
#define RXP_HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "wide.h"

#define HISTOGRAM_STEPS_LOG2 7
#define HISTOGRAM_STEPS (1u << HISTOGRAM_STEPS_LOG2)
#define HISTOGRAM_WRAPS 32u /* as 2^37 values can cause: a run, or a batch of copies of one, has fewer */
#define HISTOGRAM_BUCKETS ((64u - HISTOGRAM_STEPS_LOG2 + 1u) << HISTOGRAM_STEPS_LOG2)

struct histogram {
    u128 sum;
    uint64_t count;
    uint64_t max;
    uint32_t wraps;
    uint16_t wrapped[HISTOGRAM_WRAPS]; /* the bucket of each */
    uint32_t bucket[HISTOGRAM_BUCKETS];
};

void histogram_wrap(struct histogram *histogram, uint32_t bucket);

static inline uint32_t histogram_bucket(uint64_t value) {
    if (value < HISTOGRAM_STEPS)
        return (uint32_t)value;
    uint32_t log2 = 63u - (uint32_t)__builtin_clzll(value);
    uint32_t shift = log2 - HISTOGRAM_STEPS_LOG2;
    return ((shift + 1u) << HISTOGRAM_STEPS_LOG2) + (uint32_t)((value >> shift) & (HISTOGRAM_STEPS - 1u));
}

static inline void histogram_add(struct histogram *histogram, uint64_t value) {
    histogram->sum += value;
    histogram->count++;
    histogram->max = value > histogram->max ? value : histogram->max;
    uint32_t bucket = histogram_bucket(value);
    if (++histogram->bucket[bucket] == 0)
        histogram_wrap(histogram, bucket);
}

/* So many values of 0. */
static inline void histogram_add_zeros(struct histogram *histogram, uint32_t count) {
    histogram->count += count;
    histogram->bucket[0] += count;
    if (histogram->bucket[0] < count)
        histogram_wrap(histogram, 0);
}

/* Values in a bucket. */
uint64_t histogram_in(const struct histogram *histogram, uint32_t bucket);

/* A histogram that is never given a value above `most` need not have its last buckets: so many bytes do. */
static inline size_t histogram_bytes(uint64_t most) {
    return offsetof(struct histogram, bucket) + (histogram_bucket(most) + 1) * sizeof(uint32_t);
}

/* Of one that has histogram_bytes(most) and was all zeros before it was filled: touches no more of it than
 * was used. */
static inline void histogram_clear(struct histogram *histogram, uint64_t most) {
    uint64_t used = histogram->max < most ? histogram->max : most;
    if (histogram->count > 0)
        memset(histogram->bucket, 0, (histogram_bucket(used) + 1) * sizeof *histogram->bucket);
    histogram->sum = histogram->count = histogram->max = histogram->wraps = 0;
}

/* The least and the greatest value of a bucket. */
uint64_t histogram_low(uint32_t bucket);
uint64_t histogram_high(uint32_t bucket);

/* Nearest rank: the least recorded-bucket edge with at least ceil(count * numerator / denominator) values at
 * or below; never above max. count must not be 0. */
uint64_t histogram_percentile(const struct histogram *histogram, uint64_t numerator, uint64_t denominator);

#endif
