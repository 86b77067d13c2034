/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paired differences. Sums as in estimate.c: plain doubles in the order of the replications; quantiles and
 * probabilities rounded, so that they are the same whatever libm. */
#include "paired.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "ensure.h"
#include "text.h"

static double mean_of(const double *values, uint32_t n) {
    double sum = 0;
    for (uint32_t i = 0; i < n; i++)
        sum += values[i] - values[0];
    return values[0] + sum / n;
}

static double sd_of(const double *values, uint32_t n, double mean) {
    double squares = 0;
    for (uint32_t i = 0; i < n; i++)
        squares += (values[i] - mean) * (values[i] - mean);
    return n < 2 ? 0 : sqrt(squares / (n - 1));
}

/* Nine digits. */
static double rounded(double value) {
    if (!(value > 0) || !isfinite(value))
        return value;
    double unit = pow(10, floor(log10(value)) - 8);
    return nearbyint(value / unit) * unit;
}

struct paired paired_of(const double *a, const double *b, uint32_t n, double confidence, bool random) {
    ensure(confidence > 0 && confidence < 1);
    struct paired paired = {.n = n, .p = (double)NAN, .adjusted = (double)NAN};
    if (n == 0)
        return paired;
    double *difference = memory_alloc(n * sizeof *difference);
    for (uint32_t i = 0; i < n; i++)
        difference[i] = b[i] - a[i];
    paired.a = mean_of(a, n);
    paired.b = mean_of(b, n);
    paired.mean = mean_of(difference, n);
    paired.sd_a = sd_of(a, n, paired.a);
    paired.sd_b = sd_of(b, n, paired.b);
    paired.sd = sd_of(difference, n, paired.mean);
    free(difference);
    paired.low = paired.high = paired.mean;
    if (n < 2 || !random)
        return paired;
    double error = paired.sd / sqrt(n);
    double half = rounded(gsl_cdf_tdist_Pinv(0.5 + confidence / 2, n - 1)) * error;
    paired.tested = true;
    paired.low -= half;
    paired.high += half;
    if (error > 0)
        paired.p = rounded(2 * gsl_cdf_tdist_Q(fabs(paired.mean) / error, n - 1));
    else
        paired.p = paired.mean < 0 || paired.mean > 0 ? 0 : 1;
    return paired;
}

double paired_p_above(const double *values, uint32_t n) {
    ensure(n >= 2);
    double mean = mean_of(values, n);
    double error = sd_of(values, n, mean) / sqrt(n);
    if (!(error > 0))
        return mean > 0 ? 0 : 1;
    return rounded(gsl_cdf_tdist_Q(mean / error, n - 1));
}

struct ranked {
    double p;
    size_t at;
};

static int by_p(const void *a, const void *b) {
    const struct ranked *x = a, *y = b;
    if (x->p < y->p || x->p > y->p)
        return x->p < y->p ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

void holm(const double *p, size_t count, double *adjusted) {
    struct ranked *ranked = memory_alloc(count * sizeof *ranked);
    size_t tests = 0;
    for (size_t i = 0; i < count; i++) {
        adjusted[i] = (double)NAN;
        if (!isnan(p[i]))
            ranked[tests++] = (struct ranked){p[i], i};
    }
    if (tests > 1)
        qsort(ranked, tests, sizeof *ranked, by_p);
    double greatest = 0;
    for (size_t i = 0; i < tests; i++) {
        greatest = fmax(greatest, fmin(1, ranked[i].p * (double)(tests - i)));
        adjusted[ranked[i].at] = greatest;
    }
    free(ranked);
}
