/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a log-linear histogram; filling one is inline, as it happens several times per frame. */
#include "histogram.h"

#include "ensure.h"
#include "wide.h"

/* Buckets 0..255 hold one value each (the first doubling has steps of 1 as well); from there on the step
 * doubles every 128 buckets. */
static uint32_t shift_of(uint32_t bucket) {
    uint32_t doubling = bucket >> HISTOGRAM_STEPS_LOG2;
    return doubling > 0 ? doubling - 1 : 0;
}

uint64_t histogram_low(uint32_t bucket) {
    ensure(bucket < HISTOGRAM_BUCKETS);
    if (bucket < HISTOGRAM_STEPS)
        return bucket;
    uint64_t step = bucket & (HISTOGRAM_STEPS - 1);
    return (HISTOGRAM_STEPS + step) << shift_of(bucket);
}

uint64_t histogram_high(uint32_t bucket) {
    return histogram_low(bucket) + ((UINT64_C(1) << shift_of(bucket)) - 1);
}

void histogram_wrap(struct histogram *histogram, uint32_t bucket) {
    ensure(histogram->wraps < HISTOGRAM_WRAPS);
    histogram->wrapped[histogram->wraps++] = (uint16_t)bucket;
}

uint64_t histogram_in(const struct histogram *histogram, uint32_t bucket) {
    uint64_t values = histogram->bucket[bucket];
    for (uint32_t i = 0; i < histogram->wraps; i++)
        values += histogram->wrapped[i] == bucket ? UINT64_C(1) << 32 : 0;
    return values;
}

uint64_t histogram_percentile(const struct histogram *histogram, uint64_t numerator, uint64_t denominator) {
    ensure(histogram->count > 0 && denominator > 0 && numerator <= denominator);
    u128 rank = ((u128)histogram->count * numerator + (denominator - 1)) / denominator;
    uint64_t below = 0;
    for (uint32_t bucket = 0; bucket < HISTOGRAM_BUCKETS; bucket++) {
        below += histogram_in(histogram, bucket);
        if (below >= rank && below > 0) {
            uint64_t edge = histogram_high(bucket);
            return edge < histogram->max ? edge : histogram->max;
        }
    }
    ensure(false && "the buckets hold fewer values than were counted");
    return histogram->max;
}
