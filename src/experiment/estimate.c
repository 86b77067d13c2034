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
#include "experiment.h"

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
    double quantile = gsl_cdf_tdist_Pinv(0.5 + confidence / 2, n - 1);
    quantile = nearbyint(quantile * 1e9) / 1e9;
    double half = quantile * estimate.sd / sqrt(n);
    estimate.interval = true;
    estimate.low = estimate.mean - half;
    estimate.high = estimate.mean + half;
    return estimate;
}
