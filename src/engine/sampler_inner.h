/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the sampler files share: from bits to a uniform number, from there to a deviate, from a double to a
 * whole number. Each step exists once, inline, so that the batch and the single draw cannot differ.
 *
 * Constants of a sampler by kind (derived in sampler.c):
 *   CONSTANT          a = the value; also what every law becomes whose mean or spread is 0
 *   EXPONENTIAL       c0 = mean
 *   UNIFORM           a, b = the least and the greatest value
 *   NORMAL            c0 = mean, c1 = standard deviation (before what is below 0 becomes 0)
 *   LOGNORMAL         c0 = median, c1 = sigma, c2 = exp(sigma^2)
 *   PARETO            c0 = least value, c1 = 1 / shape, c2 = 1 / (shape - 1)
 *   WEIBULL           c0 = scale, c1 = 1 / shape
 *   GAMMA             c0 = scale, c1 = shape
 *   ERLANG            c0 = mean of one stage; count = stages, at most SAMPLER_STAGES
 *   HYPEREXPONENTIAL  a = threshold of the rare, long branch; c0, c1 = means of the other and of it
 *   MIXTURE           count components; cumulative = count thresholds for draws, count for residuals
 *   EMPIRICAL         count values in table; cumulative = prefix sums, shifted right by b bits
 * Thresholds are fractions of 2^64, compared with 64 random bits. */
#ifndef RXP_SAMPLER_INNER_H
#define RXP_SAMPLER_INNER_H

#include "dmath_kernel.h"
#include "sampler.h"
#include "wide.h"

/* An Erlang law of more stages is drawn as the gamma law it is: at that length rejection is cheaper than
 * stages. */
#define SAMPLER_STAGES 64u
#define SAMPLER_MAX (UINT64_C(1) << 63)

/* ((x >> 12) + 1/2) * 2^-52: strictly between 0 and 1, symmetric, every value exact. Built in [1, 2) by bits,
 * as a conversion from 64-bit integers has no vector form before AVX-512; the subtraction is exact. */
static inline double sampler_unit(uint64_t x) {
    return dmath_from_bits(UINT64_C(0x3ff0000000000000) | x >> 12) - (1.0 - 0x1p-53);
}

/* Mean 1. Never 0: the least is 2^-53. */
static inline double sampler_unit_exponential(uint64_t x) {
    return -dmath_log_kernel(sampler_unit(x));
}

static inline double sampler_unit_normal(uint64_t x) {
    double u = sampler_unit(x);
    double q = u - 0.5;
    return q >= -0.425 && q <= 0.425 ? dmath_normal_centre(q) : dmath_normal_tail(u);
}

/* How a sample becomes an integer, once: half to even (by the addition of 2^52, which leaves no room for a
 * fraction), below 0 counts as 0, from 2^63 on it saturates. */
static inline uint64_t sampler_round(double value) {
    value = value > 0.0 ? value : 0.0;
    if (value < 0x1p52)
        return dmath_bits(value + 0x1p52) - UINT64_C(0x4330000000000000);
    return value < 0x1p63 ? (uint64_t)value : SAMPLER_MAX;
}

static inline uint64_t sampler_clip(uint64_t value) {
    return value < SAMPLER_MAX ? value : SAMPLER_MAX;
}

/* Every whole number from a to b with equal probability: the high half of x * (b - a + 1), written so that a
 * range of all 2^64 numbers does not overflow. */
static inline uint64_t sampler_whole_between(uint64_t x, uint64_t a, uint64_t b) {
    return a + (uint64_t)(((u128)x * (b - a) + x) >> 64);
}

static inline double sampler_exponential(const struct sampler *sampler, uint64_t x) {
    return sampler_unit_exponential(x) * sampler->c0;
}

/* shape > 1, so the exponent is at most 36.8. */
static inline double sampler_pareto(const struct sampler *sampler, uint64_t x) {
    return sampler->c0 * dmath_exp_kernel(sampler_unit_exponential(x) * sampler->c1);
}

static inline double sampler_weibull_exponent(const struct sampler *sampler, uint64_t x) {
    return dmath_log_kernel(sampler_unit_exponential(x)) * sampler->c1;
}

/* Where 1 / shape is at most SAMPLER_WEIBULL_TAME: |log E| <= 36.8 for every draw, so nothing is clamped. */
#define SAMPLER_WEIBULL_TAME 19.0

static inline double sampler_weibull_tame(const struct sampler *sampler, uint64_t x) {
    return sampler->c0 * dmath_exp_kernel(sampler_weibull_exponent(sampler, x));
}

static inline double sampler_weibull(const struct sampler *sampler, uint64_t x) {
    return sampler->c0 * dmath_exp_clamped(sampler_weibull_exponent(sampler, x));
}

/* The two laws made of a normal deviate take the deviate, because the batch makes eight of them first. */
static inline double sampler_normal(const struct sampler *sampler, double z) {
    return sampler->c0 + sampler->c1 * z;
}

/* |z| <= 8.3 and sigma <= 6.9 for the greatest cv that fits its integer: no clamp. */
static inline double sampler_lognormal(const struct sampler *sampler, double z) {
    return sampler->c0 * dmath_exp_kernel(sampler->c1 * z);
}

static inline uint64_t sampler_uniform(const struct sampler *sampler, uint64_t x) {
    return sampler_clip(sampler_whole_between(x, sampler->a, sampler->b));
}

static inline uint64_t sampler_empirical(const struct sampler *sampler, uint64_t x) {
    return sampler_clip(sampler->table[(u128)x * sampler->count >> 64]);
}

/* The first of count ascending thresholds above x; the last stands for 2^64. */
static inline uint32_t sampler_pick(const uint64_t *threshold, uint32_t count, uint64_t x) {
    uint32_t pick = 0;
    while (pick + 1 < count && x >= threshold[pick])
        pick++;
    return pick;
}

/* Gamma with scale 1; sum of `stages` exponentials of mean 1. In sampler_draw.c. */
double sampler_unit_gamma(double shape, struct stream *stream);
double sampler_unit_erlang(uint32_t stages, struct stream *stream);

#endif
