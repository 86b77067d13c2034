/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bounds from few runs. Sums in the order of the replications, quantiles rounded to 1e-9 of their size (GSL's
 * last bits depend on libm): the same verdict everywhere. */
#include "judge.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "ensure.h"

static double rounded(double quantile) {
    if (!(quantile > 0) || !isfinite(quantile))
        return quantile;
    double unit = pow(10, floor(log10(quantile)) - 9);
    return nearbyint(quantile / unit) * unit;
}

/* Quantile of a gamma law of that shape. Large shapes by the cube of Wilson and Hilferty (1931), whose error
 * is below 1e-5 there: GSL's own search gives up beyond some 10^5. */
static double gamma_quantile(double probability, double shape) {
    if (shape < 1000)
        return rounded(gsl_cdf_gamma_Pinv(probability, shape, 1));
    double root = 1 - 1 / (9 * shape) + gsl_cdf_ugaussian_Pinv(probability) / (3 * sqrt(shape));
    return rounded(shape * root * root * root);
}

/* How much more the events of the runs scatter than independent ones would: Pearson's chi^2 over its degrees
 * of freedom, and where that is above 1 times (t / z)^2, as few runs tell scatter badly. */
static double dispersion(const double *events, const double *exposure, uint32_t n, double rate,
                         double confidence) {
    double sum = 0;
    for (uint32_t i = 0; i < n; i++) {
        double expected = rate * exposure[i];
        if (expected > 0)
            sum += (events[i] - expected) * (events[i] - expected) / expected;
    }
    if (n < 2 || sum <= n - 1)
        return 1;
    double wider =
        rounded(gsl_cdf_tdist_Pinv(confidence, n - 1)) / rounded(gsl_cdf_ugaussian_Pinv(confidence));
    return sum / (n - 1) * wider * wider;
}

/* The standard error of a ratio of sums. */
static double ratio_error(const double *events, const double *exposure, uint32_t n, double rate,
                          double exposed) {
    double squares = 0;
    for (uint32_t i = 0; i < n; i++) {
        double distance = events[i] - rate * exposure[i];
        squares += distance * distance;
    }
    return sqrt(squares * n / (n - 1)) / exposed;
}

struct judged judge_rate(const double *events, const double *exposure, uint32_t n, double confidence,
                         bool random) {
    ensure(confidence > 0.5 && confidence < 1);
    double count = 0, exposed = 0;
    for (uint32_t i = 0; i < n; i++) {
        count += events[i];
        exposed += exposure[i];
    }
    if (!(exposed > 0))
        return (struct judged){.high = (double)INFINITY};
    double rate = count / exposed;
    struct judged judged = {true, rate, rate, rate};
    if (!random)
        return judged;
    double scatter = count > 0 ? dispersion(events, exposure, n, rate, confidence) : 1;
    judged.high = scatter * gamma_quantile(confidence, count / scatter + 1) / exposed;
    judged.low = count > 0 ? scatter * gamma_quantile(1 - confidence, count / scatter) / exposed : 0;
    if (n >= 2) {
        double half =
            rounded(gsl_cdf_tdist_Pinv(confidence, n - 1)) * ratio_error(events, exposure, n, rate, exposed);
        judged.high = fmax(judged.high, rate + half);
        judged.low = fmax(0, fmin(judged.low, rate - half));
    }
    return judged;
}

struct judged judge_mean(const double *values, uint32_t n, double confidence, bool random) {
    ensure(confidence > 0.5 && confidence < 1);
    if (n == 0)
        return (struct judged){.high = (double)INFINITY};
    double sum = 0, squares = 0;
    for (uint32_t i = 0; i < n; i++)
        sum += values[i] - values[0];
    double mean = values[0] + sum / n;
    struct judged judged = {true, mean, mean, mean};
    if (!random)
        return judged;
    if (n < 2)
        return (struct judged){true, mean, 0, (double)INFINITY};
    for (uint32_t i = 0; i < n; i++)
        squares += (values[i] - mean) * (values[i] - mean);
    double half = rounded(gsl_cdf_tdist_Pinv(confidence, n - 1)) * sqrt(squares / (n - 1) / n);
    judged.low = mean - half;
    judged.high = mean + half;
    return judged;
}

enum verdict judge_goal(const struct judged *judged, double goal) {
    if (!judged->known)
        return VERDICT_OPEN;
    if (judged->high <= goal)
        return VERDICT_MET;
    return judged->low > goal ? VERDICT_MISSED : VERDICT_OPEN;
}

struct judged judge_splitting(const struct splitting_result *result) {
    if (result->status != SPLITTING_DONE && result->status != SPLITTING_IMPRECISE)
        return (struct judged){.high = (double)INFINITY};
    return (struct judged){true, result->loss, result->low, result->high};
}

double judge_both_sides(double confidence) {
    ensure(confidence > 0.5 && confidence < 1);
    return 2 * confidence - 1;
}

enum verdict judge_rare(const struct judged *judged, double goal, double coarsest) {
    enum verdict verdict = judge_goal(judged, goal);
    bool precise = judged->high - judged->value <= coarsest * judged->value;
    return verdict == VERDICT_MET && !precise ? VERDICT_OPEN : verdict;
}

double judge_exposure(double goal, double confidence) {
    return -log1p(-confidence) / goal;
}
