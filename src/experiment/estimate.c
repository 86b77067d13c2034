/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Means and intervals.
 *
 * The sums are plain doubles in the order of the replications (GSL's own mean uses long double, which differs
 * between machines), taken relative to the first value, so that values that are all alike give exactly that
 * value and a standard deviation of exactly 0. GSL gives the quantile of Student's t; it computes with libm,
 * whose last bits differ between versions, so the quantile is rounded to 1e-9 and estimates are the same
 * everywhere. */
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "ensure.h"
#include "estimate.h"

double student_quantile(double confidence, uint32_t freedom) {
    double quantile = gsl_cdf_tdist_Pinv(0.5 + confidence / 2, freedom);
    return nearbyint(quantile * 1e9) / 1e9;
}

struct estimate estimate_of(const double *values, uint32_t n, double confidence, bool random) {
    struct estimate estimate = {.n = n};
    ensure(confidence > 0 && confidence < 1);
    if (n == 0)
        return estimate;
    double sum = 0;
    for (uint32_t i = 0; i < n; i++)
        sum += values[i] - values[0];
    estimate.defined = true;
    estimate.mean = values[0] + sum / n;
    if (n < 2)
        return estimate;
    double squares = 0;
    for (uint32_t i = 0; i < n; i++) {
        double distance = values[i] - estimate.mean;
        squares += distance * distance;
    }
    estimate.sd = sqrt(squares / (n - 1));
    if (!random)
        return estimate;
    double half = student_quantile(confidence, n - 1) * estimate.sd / sqrt(n);
    estimate.interval = true;
    estimate.low = estimate.mean - half;
    estimate.high = estimate.mean + half;
    estimate.confidence = confidence;
    return estimate;
}

/* The two runs of a pair depend on each other, the means of pairs do not. */
struct estimate estimate_of_pairs(const double *values, uint32_t n, double confidence) {
    ensure(n % 2 == 0);
    struct estimate estimate = estimate_of(values, n, confidence, false);
    uint32_t pairs = n / 2;
    if (pairs < 2)
        return estimate;
    double squares = 0;
    for (uint32_t i = 0; i < pairs; i++) {
        double distance = values[2 * i] / 2 + values[2 * i + 1] / 2 - estimate.mean;
        squares += distance * distance;
    }
    double half = student_quantile(confidence, pairs - 1) * sqrt(squares / (pairs - 1)) / sqrt(pairs);
    estimate.interval = true;
    estimate.low = estimate.mean - half;
    estimate.high = estimate.mean + half;
    estimate.confidence = confidence;
    return estimate;
}
