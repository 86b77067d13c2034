/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Laws of times: mean, and the probability to last longer. Constants are derived as in the engine's
 * sampler.c, here with libm: nothing of this decides what happens in a run. */
#include "service_law.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>

#include "ensure.h"

#define PS 1e-12

bool service_law_is_constant(const struct dist *law) {
    switch (law->kind) {
    case DIST_CONSTANT:
        return true;
    case DIST_UNIFORM:
        return law->a == law->b;
    case DIST_NORMAL:
        return law->b == 0;
    case DIST_LOGNORMAL:
        return law->shape_e9 == 0 || law->a == 0;
    case DIST_EXPONENTIAL:
    case DIST_PARETO:
    case DIST_WEIBULL:
    case DIST_GAMMA:
    case DIST_ERLANG:
    case DIST_HYPEREXPONENTIAL:
        return law->a == 0;
    case DIST_MIXTURE:
    case DIST_EMPIRICAL:
        break;
    }
    return false;
}

bool service_law_is_exponential(const struct dist *law) {
    bool of_shape_1 =
        law->kind == DIST_WEIBULL || law->kind == DIST_GAMMA || law->kind == DIST_HYPEREXPONENTIAL;
    return law->a > 0 && (law->kind == DIST_EXPONENTIAL || (law->kind == DIST_ERLANG && law->count == 1) ||
                          (of_shape_1 && law->shape_e9 == 1000000000));
}

/* Balanced means (sampler.c). */
static void branches(const struct dist *law, double *rare, double *common_mean, double *rare_mean) {
    double cv = (double)law->shape_e9 / 1e9, square = cv * cv;
    double r = sqrt((square - 1) / (square + 1));
    *rare = 1 / ((square + 1) * (1 + r));
    *common_mean = 0.5 * (double)law->a / (1 - *rare);
    *rare_mean = 0.5 * (double)law->a / *rare;
}

static double lognormal_sigma(const struct dist *law) {
    double cv = (double)law->shape_e9 / 1e9;
    return sqrt(log1p(cv * cv));
}

double service_law_longer(const struct dist *law, double t) {
    double mean = (double)law->a, shape = (double)law->shape_e9 / 1e9, rare, one, other, sum = 0;
    if (t < 0)
        return 1;
    if (law->kind != DIST_MIXTURE && law->kind != DIST_EMPIRICAL && service_law_is_constant(law))
        return t < mean;
    switch (law->kind) {
    case DIST_CONSTANT:
        break;
    case DIST_EXPONENTIAL:
        return exp(-t / mean);
    case DIST_UNIFORM:
        return t < mean ? 1 : t >= (double)law->b ? 0 : ((double)law->b - t) / ((double)law->b - mean);
    case DIST_NORMAL:
        return gsl_cdf_ugaussian_Q((t - mean) / (double)law->b);
    case DIST_LOGNORMAL:
        return gsl_cdf_lognormal_Q(t, log(mean) - 0.5 * log1p(shape * shape), lognormal_sigma(law));
    case DIST_PARETO:
        one = mean * (shape - 1) / shape;
        return t <= one ? 1 : pow(one / t, shape);
    case DIST_WEIBULL:
        return exp(-pow(t / (mean / tgamma(1 + 1 / shape)), shape));
    case DIST_GAMMA:
        return gsl_cdf_gamma_Q(t, shape, mean / shape);
    case DIST_ERLANG:
        return gsl_cdf_gamma_Q(t, law->count, mean / law->count);
    case DIST_HYPEREXPONENTIAL:
        branches(law, &rare, &one, &other);
        return (1 - rare) * exp(-t / one) + rare * exp(-t / other);
    case DIST_MIXTURE:
        for (uint32_t i = 0; i < law->count; i++)
            sum += (double)law->weight_e18[i] * 1e-18 * service_law_longer(&law->component[i], t);
        return sum;
    case DIST_EMPIRICAL:
        for (uint32_t i = 0; i < law->count; i++)
            sum += (double)law->table[i] > t;
        return sum / law->count;
    }
    ensure_never("a law that has no survival function");
}

double service_law_within(const struct dist *law, double t) {
    double mean = (double)law->a, shape = (double)law->shape_e9 / 1e9, rare, one, other;
    switch (law->kind) {
    case DIST_EXPONENTIAL:
        return -expm1(-t / mean);
    case DIST_NORMAL:
        return gsl_cdf_ugaussian_P((t - mean) / (double)law->b);
    case DIST_LOGNORMAL:
        return gsl_cdf_lognormal_P(t, log(mean) - 0.5 * log1p(shape * shape), lognormal_sigma(law));
    case DIST_WEIBULL:
        return -expm1(-pow(t / (mean / tgamma(1 + 1 / shape)), shape));
    case DIST_GAMMA:
        return gsl_cdf_gamma_P(t, shape, mean / shape);
    case DIST_ERLANG:
        return gsl_cdf_gamma_P(t, law->count, mean / law->count);
    case DIST_HYPEREXPONENTIAL:
        branches(law, &rare, &one, &other);
        return -(1 - rare) * expm1(-t / one) - rare * expm1(-t / other);
    case DIST_CONSTANT:
    case DIST_UNIFORM:
    case DIST_PARETO:
    case DIST_MIXTURE:
    case DIST_EMPIRICAL:
        break;
    }
    return 1 - service_law_longer(law, t);
}

double service_law_mean_s(const struct dist *law) {
    double sum = 0, mean = (double)law->a, spread = (double)law->b;
    switch (law->kind) {
    case DIST_UNIFORM:
        return PS * 0.5 * (mean + spread);
    case DIST_NORMAL: /* of max(0, X) */
        return PS * (law->b == 0 ? mean
                                 : mean * gsl_cdf_ugaussian_P(mean / spread) +
                                       spread * gsl_ran_ugaussian_pdf(mean / spread));
    case DIST_MIXTURE:
        for (uint32_t i = 0; i < law->count; i++)
            sum += (double)law->weight_e18[i] * 1e-18 * service_law_mean_s(&law->component[i]);
        return sum;
    case DIST_EMPIRICAL:
        for (uint32_t i = 0; i < law->count; i++)
            sum += (double)law->table[i];
        return PS * sum / law->count;
    case DIST_CONSTANT:
    case DIST_EXPONENTIAL:
    case DIST_LOGNORMAL:
    case DIST_PARETO:
    case DIST_WEIBULL:
    case DIST_GAMMA:
    case DIST_ERLANG:
    case DIST_HYPEREXPONENTIAL:
        break;
    }
    return PS * mean;
}
