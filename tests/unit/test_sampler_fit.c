/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether samplers follow their laws: Kolmogorov-Smirnov against GSL's distribution functions, means against
 * integrals of those; and residuals against the equilibrium law that renewal theory derives from the same
 * function, integral of (1 - F) / E[X]. Seeds are fixed, so a pass is a pass for ever. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

#include "digest.h"
#include "sampler.h"

#define DRAWS 100000u
#define MEAN UINT64_C(1000000000)
#define E9(x) ((uint64_t)((x)*1e9 + 0.5))

static double shape_of(const struct dist *dist) {
    return (double)dist->shape_e9 / 1e9;
}

/* P(X <= x), from books and GSL, not from the sampler. */
static double constant_cdf(const struct dist *dist, double x) {
    return x >= (double)dist->a ? 1.0 : 0.0;
}

static double exponential_cdf(const struct dist *dist, double x) {
    return gsl_cdf_exponential_P(x, (double)dist->a);
}

static double uniform_cdf(const struct dist *dist, double x) {
    return gsl_cdf_flat_P(x, (double)dist->a, (double)dist->b);
}

static double normal_cdf(const struct dist *dist, double x) {
    return x < 0.0 ? 0.0 : gsl_cdf_gaussian_P(x - (double)dist->a, (double)dist->b);
}

static double lognormal_cdf(const struct dist *dist, double x) {
    double variance = log(1.0 + shape_of(dist) * shape_of(dist));
    return x <= 0.0 ? 0.0 : gsl_cdf_lognormal_P(x, log((double)dist->a) - variance / 2.0, sqrt(variance));
}

static double pareto_cdf(const struct dist *dist, double x) {
    double shape = shape_of(dist), least = (double)dist->a * (shape - 1.0) / shape;
    return x <= least ? 0.0 : gsl_cdf_pareto_P(x, shape, least);
}

static double weibull_cdf(const struct dist *dist, double x) {
    double shape = shape_of(dist);
    return gsl_cdf_weibull_P(x < 0.0 ? 0.0 : x, (double)dist->a / gsl_sf_gamma(1.0 + 1.0 / shape), shape);
}

static double gamma_cdf(const struct dist *dist, double x) {
    return gsl_cdf_gamma_P(x < 0.0 ? 0.0 : x, shape_of(dist), (double)dist->a / shape_of(dist));
}

static double erlang_cdf(const struct dist *dist, double x) {
    return gsl_cdf_gamma_P(x < 0.0 ? 0.0 : x, dist->count, (double)dist->a / dist->count);
}

static double hyperexponential_cdf(const struct dist *dist, double x) {
    double square = shape_of(dist) * shape_of(dist), p = (1.0 + sqrt((square - 1.0) / (square + 1.0))) / 2.0;
    double mean = (double)dist->a;
    return p * gsl_cdf_exponential_P(x, mean / (2.0 * p)) +
           (1.0 - p) * gsl_cdf_exponential_P(x, mean / (2.0 * (1.0 - p)));
}

static double mixture_cdf(const struct dist *dist, double x) {
    return 0.6 * exponential_cdf(&dist->component[0], x) + 0.1 * constant_cdf(&dist->component[1], x) +
           0.3 * uniform_cdf(&dist->component[2], x);
}

static double empirical_cdf(const struct dist *dist, double x) {
    double below = 0.0;
    for (uint32_t i = 0; i < dist->count; i++)
        below += (double)dist->table[i] <= x;
    return below / dist->count;
}

static uint64_t empirical_table[] = {0, MEAN / 10, MEAN / 2, MEAN / 2, MEAN, 2 * MEAN, 9 * MEAN};
static uint64_t mixture_weight[] = {UINT64_C(600000000000000000), UINT64_C(100000000000000000),
                                    UINT64_C(300000000000000000)};
static struct dist mixture_component[] = {{.kind = DIST_EXPONENTIAL, .a = MEAN / 3},
                                          {.kind = DIST_CONSTANT, .a = 2 * MEAN},
                                          {.kind = DIST_UNIFORM, .a = MEAN, .b = 5 * MEAN}};

static const struct {
    const char *name;
    struct dist dist;
    double (*cdf)(const struct dist *dist, double x);
} law[] = {
    {"constant", {.kind = DIST_CONSTANT, .a = MEAN}, constant_cdf},
    {"exponential", {.kind = DIST_EXPONENTIAL, .a = MEAN}, exponential_cdf},
    {"uniform", {.kind = DIST_UNIFORM, .a = MEAN / 2, .b = 2 * MEAN}, uniform_cdf},
    {"uniform from 0", {.kind = DIST_UNIFORM, .a = 0, .b = 2 * MEAN}, uniform_cdf},
    {"normal", {.kind = DIST_NORMAL, .a = MEAN, .b = MEAN / 5}, normal_cdf},
    {"normal, 16 % cut", {.kind = DIST_NORMAL, .a = MEAN, .b = MEAN}, normal_cdf},
    {"normal, 50 % cut", {.kind = DIST_NORMAL, .a = 0, .b = MEAN}, normal_cdf},
    {"lognormal, cv 0.3", {.kind = DIST_LOGNORMAL, .a = MEAN, .shape_e9 = E9(0.3)}, lognormal_cdf},
    {"lognormal, cv 1", {.kind = DIST_LOGNORMAL, .a = MEAN, .shape_e9 = E9(1)}, lognormal_cdf},
    {"pareto, shape 5.5", {.kind = DIST_PARETO, .a = MEAN, .shape_e9 = E9(5.5)}, pareto_cdf},
    {"weibull, shape 0.8", {.kind = DIST_WEIBULL, .a = MEAN, .shape_e9 = E9(0.8)}, weibull_cdf},
    {"weibull, shape 3", {.kind = DIST_WEIBULL, .a = MEAN, .shape_e9 = E9(3)}, weibull_cdf},
    {"gamma, shape 0.4", {.kind = DIST_GAMMA, .a = MEAN, .shape_e9 = E9(0.4)}, gamma_cdf},
    {"gamma, shape 1", {.kind = DIST_GAMMA, .a = MEAN, .shape_e9 = E9(1)}, gamma_cdf},
    {"gamma, shape 7.3", {.kind = DIST_GAMMA, .a = MEAN, .shape_e9 = E9(7.3)}, gamma_cdf},
    {"erlang, 1 stage", {.kind = DIST_ERLANG, .a = MEAN, .count = 1}, erlang_cdf},
    {"erlang, 3 stages", {.kind = DIST_ERLANG, .a = MEAN, .count = 3}, erlang_cdf},
    {"erlang, 20 stages", {.kind = DIST_ERLANG, .a = MEAN, .count = 20}, erlang_cdf},
    {"erlang, 90 stages", {.kind = DIST_ERLANG, .a = MEAN, .count = 90}, erlang_cdf},
    {"hyperexponential, cv 1",
     {.kind = DIST_HYPEREXPONENTIAL, .a = MEAN, .shape_e9 = E9(1)},
     hyperexponential_cdf},
    {"hyperexponential, cv 2",
     {.kind = DIST_HYPEREXPONENTIAL, .a = MEAN, .shape_e9 = E9(2)},
     hyperexponential_cdf},
    {"mixture",
     {.kind = DIST_MIXTURE, .count = 3, .component = mixture_component, .weight_e18 = mixture_weight},
     mixture_cdf},
    {"empirical", {.kind = DIST_EMPIRICAL, .count = 7, .table = empirical_table}, empirical_cdf},
};
#define LAWS (sizeof law / sizeof *law)

struct moments {
    double mean;   /* integral of 1 - F */
    double second; /* integral of 2 x (1 - F) */
};

/* By midpoints; the steps of stepwise laws lie on the grid, so those come out exact. */
static struct moments moments_of(size_t i) {
    struct moments moments = {0.0, 0.0};
    double step = 1e-3 * (double)MEAN;
    for (uint32_t k = 0; k < 60000; k++) {
        double x = step * (k + 0.5), above = 1.0 - law[i].cdf(&law[i].dist, x);
        moments.mean += above * step;
        moments.second += 2.0 * x * above * step;
    }
    return moments;
}

static int compare(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Draws, sorted; mean within 4.5 standard errors and the grid's error. */
static uint64_t *sorted_draws(size_t i, uint64_t (*draw)(const struct sampler *, struct stream *),
                              double mean) {
    struct sampler sampler;
    struct stream stream;
    uint64_t *value = calloc(DRAWS, sizeof *value);
    assert_non_null(value);
    sampler_init(&sampler, &law[i].dist);
    stream_start(&stream, 20, 1, name_hash(law[i].name), STREAM_HOLD);
    double sum = 0.0, squares = 0.0;
    for (uint32_t k = 0; k < DRAWS; k++) {
        value[k] = draw(&sampler, &stream);
        sum += (double)value[k];
        squares += ((double)value[k] - mean) * ((double)value[k] - mean);
    }
    double error = sqrt(squares / DRAWS / DRAWS);
    if (fabs(sum / DRAWS - mean) > 4.5 * error + 1e-4 * mean)
        fail_msg("%s: mean %g instead of %g, standard error %g", law[i].name, sum / DRAWS, mean, error);
    sampler_free(&sampler);
    qsort(value, DRAWS, sizeof *value, compare);
    return value;
}

/* The limit law of the statistic (Stephens 1970 for finite samples). */
static void assert_fits(const char *name, double distance) {
    double root = sqrt((double)DRAWS), lambda = (root + 0.12 + 0.11 / root) * distance, p = 0.0;
    for (int j = 1; j <= 100; j++)
        p += (j % 2 == 1 ? 2.0 : -2.0) * exp(-2.0 * j * j * lambda * lambda);
    if (lambda > 0.2 && p < 1e-4)
        fail_msg("%s: distance %g, p = %g", name, distance, p);
}

/* A sample k stands for (k - 1/2, k + 1/2): it was rounded. Equal samples count together, which atoms need.
 */
static void every_law_has_its_distribution_and_mean(void **state) {
    (void)state;
    for (size_t i = 0; i < LAWS; i++) {
        uint64_t *value = sorted_draws(i, sampler_draw, moments_of(i).mean);
        double distance = 0.0;
        for (uint32_t k = 0, end; k < DRAWS; k = end) {
            for (end = k; end < DRAWS && value[end] == value[k]; end++)
                continue;
            double below = law[i].cdf(&law[i].dist, (double)value[k] - 0.5);
            double upto = law[i].cdf(&law[i].dist, (double)value[k] + 0.5);
            distance = fmax(distance, fabs((double)k / DRAWS - below));
            distance = fmax(distance, fabs((double)end / DRAWS - upto));
        }
        assert_fits(law[i].name, distance);
        free(value);
    }
}

/* F_e(x) = integral of 1 - F from 0 to x / E[X], by Simpson's rule from sample to sample; mean E[X^2] / (2
 * E[X]). */
static void every_residual_has_the_equilibrium_law(void **state) {
    (void)state;
    for (size_t i = 0; i < LAWS; i++) {
        struct moments moments = moments_of(i);
        uint64_t *value = sorted_draws(i, sampler_draw_residual, moments.second / (2.0 * moments.mean));
        double distance = 0.0, integral = 0.0, at = 0.0;
        for (uint32_t k = 0; k < DRAWS; k++) {
            double x = (double)value[k], half = 0.5 * (at + x);
            double above = (1.0 - law[i].cdf(&law[i].dist, at)) +
                           4.0 * (1.0 - law[i].cdf(&law[i].dist, half)) + (1.0 - law[i].cdf(&law[i].dist, x));
            integral += (x - at) * above / 6.0;
            at = x;
            distance = fmax(distance, fabs((k + 0.5) / DRAWS - integral / moments.mean));
        }
        assert_fits(law[i].name, distance);
        free(value);
    }
}

/* What sampler.mean says, to more digits than a sample could. */
static void a_sampler_knows_its_mean(void **state) {
    (void)state;
    for (size_t i = 0; i < LAWS; i++) {
        struct sampler sampler;
        sampler_init(&sampler, &law[i].dist);
        double mean = moments_of(i).mean;
        if (fabs(sampler.mean - mean) > 1e-4 * mean)
            fail_msg("%s: %g instead of %g", law[i].name, sampler.mean, mean);
        sampler_free(&sampler);
    }
    /* E[max(0, X)] of a standard normal X is 1 / sqrt(2 pi). */
    struct sampler sampler;
    struct dist half = {.kind = DIST_NORMAL, .a = 0, .b = UINT64_C(1000000000000000)};
    sampler_init(&sampler, &half);
    assert_true(fabs(sampler.mean * 1e-15 - 0.3989422804014327) < 1e-9);
}

/* Heavy tails have no useful mean to test, but their quantiles must be right far out. */
static void a_heavy_pareto_tail_has_its_quantiles(void **state) {
    (void)state;
    const struct dist dist = {.kind = DIST_PARETO, .a = MEAN, .shape_e9 = E9(1.2)};
    struct sampler sampler;
    struct stream stream;
    sampler_init(&sampler, &dist);
    stream_start(&stream, 4, 1, 5, STREAM_PHASE);
    double above[4] = {0}, draws = 2e6;
    for (uint32_t k = 0; k < 2000000; k++) {
        double x = (double)sampler_draw(&sampler, &stream);
        for (int decade = 0; decade < 4; decade++)
            above[decade] += x > (double)MEAN * pow(10.0, decade);
    }
    for (int decade = 0; decade < 4; decade++) {
        double expected = draws * (1.0 - pareto_cdf(&dist, (double)MEAN * pow(10.0, decade)));
        assert_true(fabs(above[decade] - expected) < 4.5 * sqrt(expected));
    }
}

static void whole_numbers_of_a_small_uniform_are_equally_likely(void **state) {
    (void)state;
    const struct dist dist = {.kind = DIST_UNIFORM, .a = 3, .b = 12};
    struct sampler sampler;
    struct stream stream;
    sampler_init(&sampler, &dist);
    stream_start(&stream, 4, 1, 6, STREAM_BATCH);
    double count[10] = {0}, chi_square = 0.0;
    for (uint32_t k = 0; k < DRAWS; k++) {
        uint64_t x = sampler_draw(&sampler, &stream);
        assert_in_range(x, 3, 12);
        count[x - 3]++;
    }
    for (uint32_t x = 0; x < 10; x++)
        chi_square += (count[x] - DRAWS / 10.0) * (count[x] - DRAWS / 10.0) / (DRAWS / 10.0);
    assert_true(gsl_cdf_chisq_Q(chi_square, 9.0) > 1e-4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_law_has_its_distribution_and_mean),
        cmocka_unit_test(every_residual_has_the_equilibrium_law),
        cmocka_unit_test(a_sampler_knows_its_mean),
        cmocka_unit_test(a_heavy_pareto_tail_has_its_quantiles),
        cmocka_unit_test(whole_numbers_of_a_small_uniform_are_equally_likely),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
