/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a law as a scenario states it (exact integers: mean, coefficient of variation, shape) to the constants
 * its sampler needs. Done once per run by our own maths, so that the constants, too, are the same everywhere.
 */
#include "sampler.h"

#include <stdlib.h>

#include "dmath.h"
#include "ensure.h"
#include "sampler_inner.h"
#include "sampler_width.h"
#include "text.h"

#define E9 UINT64_C(1000000000)
#define E18 UINT64_C(1000000000000000000)

/* The least Weibull shape: gamma(1 + 1/shape) must exist as a double. Scenarios are held to more than that.
 */
#define WEIBULL_SHAPE_LEAST_E9 UINT64_C(6000000)

static void init_constant(struct sampler *sampler, uint64_t value) {
    sampler->kind = DIST_CONSTANT;
    sampler->draw_8 = NULL;
    sampler->a = sampler_clip(value);
    sampler->mean = (double)sampler->a;
}

/* log(1 + x) without losing a small x (W. Kahan's identity). */
static double log_1_plus(double x) {
    double sum = 1.0 + x;
    return sum == 1.0 ? x : dmath_log(sum) * (x / (sum - 1.0));
}

/* E[max(0, X)] of a normal X = mean + deviation * L(t), t = mean / deviation, L(t) = integral of y phi(t + y)
 * over y > 0, by Simpson's rule on [0, 10]: good to 1e-10. */
static double normal_mean(double mean, double deviation) {
    const double step = 0x1p-7;
    double t = mean / deviation, sum = 0.0;
    for (int i = 1; i < 1280; i++) {
        double y = step * (double)i;
        sum += (i % 2 == 1 ? 4.0 : 2.0) * y * dmath_exp(-0.5 * (t + y) * (t + y));
    }
    return mean + deviation * (sum * step / 3.0) * 0.39894228040143268;
}

static void init_normal(struct sampler *sampler, double mean, double deviation) {
    sampler->c0 = mean;
    sampler->c1 = deviation;
    sampler->mean = normal_mean(mean, deviation);
}

/* sigma^2 = log(1 + cv^2), median = mean * exp(-sigma^2 / 2). */
static void init_lognormal(struct sampler *sampler, double mean, double cv) {
    double variance = log_1_plus(cv * cv);
    sampler->c0 = mean * dmath_exp(-0.5 * variance);
    sampler->c1 = dmath_sqrt(variance);
    sampler->c2 = dmath_exp(variance);
}

static void init_pareto(struct sampler *sampler, double mean, uint64_t shape_e9) {
    ensure(shape_e9 > E9);
    double shape = (double)shape_e9 / 1e9, above_1 = (double)(shape_e9 - E9) / 1e9;
    sampler->c0 = mean * (above_1 / shape);
    sampler->c1 = 1.0 / shape;
    sampler->c2 = 1.0 / above_1;
}

static void init_weibull(struct sampler *sampler, double mean, uint64_t shape_e9) {
    ensure(shape_e9 >= WEIBULL_SHAPE_LEAST_E9);
    sampler->c1 = 1e9 / (double)shape_e9;
    sampler->c0 = mean / dmath_gamma(1.0 + sampler->c1);
}

static void init_gamma(struct sampler *sampler, double mean, double shape) {
    sampler->kind = DIST_GAMMA;
    sampler->c0 = mean / shape;
    sampler->c1 = shape;
}

/* Two branches with balanced means, p1 m1 = p2 m2 (Morse 1958; Whitt, "Approximating a Point Process by a
 * Renewal Process", Operations Research 30, 1982): p2 = (1 - r) / 2 with r = sqrt((cv^2 - 1) / (cv^2 + 1)),
 * written without the cancellation. Each branch carries half of the mean. */
static void init_hyperexponential(struct sampler *sampler, double mean, uint64_t cv_e9) {
    ensure(cv_e9 >= E9);
    double cv = (double)cv_e9 / 1e9, above_1 = (double)(cv_e9 - E9) / 1e9;
    double square = cv * cv;
    double r = dmath_sqrt(above_1 * (cv + 1.0) / (square + 1.0));
    double rare = 1.0 / ((square + 1.0) * (1.0 + r));
    sampler->a = (uint64_t)(rare * 0x1p64); /* rare <= 1/2 */
    sampler->c0 = 0.5 * mean / (1.0 - rare);
    sampler->c1 = 0.5 * mean / rare;
}

static uint64_t threshold_of_share(double share) {
    return share < 1.0 ? (uint64_t)(share * 0x1p64) : UINT64_MAX;
}

/* Equilibrium picks a component by probability times mean: long values cover more of the time. */
static void init_mixture(struct sampler *sampler, const struct dist *dist) {
    ensure(dist->count > 0);
    struct sampler *component = memory_alloc(dist->count * sizeof *component);
    uint64_t *cumulative = memory_alloc(2 * (size_t)dist->count * sizeof *cumulative);
    uint64_t weight = 0;
    sampler->mean = 0.0;
    for (uint32_t i = 0; i < dist->count; i++) {
        ensure(dist->component[i].kind != DIST_MIXTURE);
        sampler_init(&component[i], &dist->component[i]);
        weight += dist->weight_e18[i];
        cumulative[i] = weight < E18 ? (uint64_t)(((u128)weight << 64) / E18) : UINT64_MAX;
        sampler->mean += (double)dist->weight_e18[i] / 1e18 * component[i].mean;
    }
    ensure(weight == E18);
    double carried = 0.0;
    for (uint32_t i = 0; i < dist->count; i++) {
        carried += (double)dist->weight_e18[i] / 1e18 * component[i].mean;
        cumulative[dist->count + i] =
            sampler->mean > 0.0 ? threshold_of_share(carried / sampler->mean) : UINT64_MAX;
    }
    sampler->component = component;
    sampler->cumulative = cumulative;
}

/* Prefix sums for length-biased picks, shifted right until their total fits 64 bits. */
static void init_empirical(struct sampler *sampler, const struct dist *dist) {
    ensure(dist->count > 0);
    u128 total = 0;
    for (uint32_t i = 0; i < dist->count; i++)
        total += dist->table[i];
    while (total >> sampler->b > UINT64_MAX)
        sampler->b++;
    uint64_t *cumulative = memory_alloc(dist->count * sizeof *cumulative);
    u128 sum = 0;
    for (uint32_t i = 0; i < dist->count; i++) {
        sum += dist->table[i];
        cumulative[i] = (uint64_t)(sum >> sampler->b);
    }
    sampler->table = dist->table;
    sampler->cumulative = cumulative;
    sampler->mean = (double)total / (double)dist->count;
}

/* Laws of a mean a > 0 that have a spread. */
static void init_spread(struct sampler *sampler, const struct dist *dist) {
    double mean = (double)dist->a, shape = (double)dist->shape_e9 / 1e9;
    sampler->mean = mean;
    switch (dist->kind) {
    case DIST_EXPONENTIAL:
        sampler->c0 = mean;
        break;
    case DIST_LOGNORMAL:
        init_lognormal(sampler, mean, shape);
        break;
    case DIST_PARETO:
        init_pareto(sampler, mean, dist->shape_e9);
        break;
    case DIST_WEIBULL:
        init_weibull(sampler, mean, dist->shape_e9);
        break;
    case DIST_GAMMA:
        ensure(dist->shape_e9 > 0);
        init_gamma(sampler, mean, shape);
        break;
    case DIST_ERLANG:
        ensure(dist->count > 0);
        if (dist->count > SAMPLER_STAGES)
            init_gamma(sampler, mean, (double)dist->count);
        else
            sampler->c0 = mean / (double)dist->count;
        break;
    case DIST_HYPEREXPONENTIAL:
        init_hyperexponential(sampler, mean, dist->shape_e9);
        break;
    case DIST_CONSTANT:
    case DIST_UNIFORM:
    case DIST_NORMAL:
    case DIST_MIXTURE:
    case DIST_EMPIRICAL:
        ensure(false && "a law that sampler_init handles itself");
    }
}

void sampler_init(struct sampler *sampler, const struct dist *dist) {
    *sampler = (struct sampler){.kind = dist->kind, .count = dist->count};
    bool no_spread = dist->kind == DIST_CONSTANT || (dist->kind == DIST_LOGNORMAL && dist->shape_e9 == 0);
    if (dist->kind == DIST_MIXTURE) {
        init_mixture(sampler, dist);
    } else if (dist->kind == DIST_EMPIRICAL) {
        init_empirical(sampler, dist);
    } else if (dist->kind == DIST_UNIFORM) {
        ensure(dist->a <= dist->b);
        sampler->a = dist->a;
        sampler->b = dist->b;
        sampler->mean = 0.5 * ((double)dist->a + (double)dist->b);
    } else if (dist->kind == DIST_NORMAL && dist->b > 0) {
        init_normal(sampler, (double)dist->a, (double)dist->b);
    } else if (no_spread || dist->kind == DIST_NORMAL || dist->a == 0) {
        init_constant(sampler, dist->a);
    } else {
        init_spread(sampler, dist);
    }
    (void)sampler_set_width(sampler, sampler_best_width());
}

void sampler_init_exponential(struct sampler *sampler, double mean) {
    ensure(mean >= 0.0 && mean <= DBL_MAX);
    *sampler = (struct sampler){.kind = DIST_EXPONENTIAL, .c0 = mean, .mean = mean};
    if (mean == 0.0)
        init_constant(sampler, 0);
    (void)sampler_set_width(sampler, sampler_best_width());
}

void sampler_free(struct sampler *sampler) {
    struct sampler *component = (struct sampler *)(uintptr_t)sampler->component;
    for (uint32_t i = 0; component != NULL && i < sampler->count; i++)
        sampler_free(&component[i]);
    free(component);
    free((uint64_t *)(uintptr_t)sampler->cumulative);
    *sampler = (struct sampler){.kind = DIST_CONSTANT};
}
