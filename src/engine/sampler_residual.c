/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is left of a phase that is met at a random instant: U * Y with Y from the length-biased law y f(y) /
 * E[X] (an instant meets long phases more often, and anywhere in them). Its mean is E[X^2] / (2 E[X]). See
 * Cox, "Renewal Theory" (1962), chapter 5; each length-biased law below follows by multiplying the density by
 * y (docs/random.md). */
#include "ensure.h"
#include "sampler_inner.h"

/* Density proportional to y between a and b. */
static double biased_uniform(const struct sampler *sampler, uint64_t x) {
    double a = (double)sampler->a, b = (double)sampler->b;
    return dmath_sqrt_kernel(a * a + sampler_unit(x) * ((b - a) * (b + a)));
}

/* By rejection: propose from the normal law, keep y with probability y / cap. No deviate from 53 bits
 * exceeds 8.3 standard deviations, so 9 is a true cap; what is below 0 counts as 0 and has no length. */
static double biased_normal(const struct sampler *sampler, struct stream *stream) {
    double cap = sampler->c0 + 9.0 * sampler->c1;
    for (;;) {
        double y = sampler_normal(sampler, sampler_unit_normal(stream_next(stream)));
        if (sampler_unit(stream_next(stream)) * cap < y)
            return y;
    }
}

/* X = scale * E^(1/shape), so y f(y) is a gamma law of shape 1 + 1/shape in E. */
static double biased_weibull(const struct sampler *sampler, struct stream *stream) {
    double e = sampler_unit_gamma(1.0 + sampler->c1, stream);
    return sampler->c0 * dmath_exp_clamped(dmath_log_kernel(e) * sampler->c1);
}

/* The value whose share of the total length holds a random point of it. */
static double biased_empirical(const struct sampler *sampler, uint64_t x) {
    uint32_t low = 0, high = sampler->count - 1;
    uint64_t point = (uint64_t)((u128)x * sampler->cumulative[high] >> 64);
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (point < sampler->cumulative[middle])
            high = middle;
        else
            low = middle + 1;
    }
    return (double)sampler->table[low];
}

static uint64_t share(double biased, struct stream *stream) {
    return sampler_round(biased * sampler_unit(stream_next(stream)));
}

uint64_t sampler_draw_residual(const struct sampler *sampler, struct stream *stream) {
    switch (sampler->kind) {
    case DIST_CONSTANT:
        return share((double)sampler->a, stream);
    case DIST_EXPONENTIAL: /* forgets its age */
        return sampler_draw(sampler, stream);
    case DIST_UNIFORM:
        return share(biased_uniform(sampler, stream_next(stream)), stream);
    case DIST_NORMAL:
        return share(biased_normal(sampler, stream), stream);
    case DIST_LOGNORMAL: /* mu + sigma^2 */
        return share(sampler_lognormal(sampler, sampler_unit_normal(stream_next(stream))) * sampler->c2,
                     stream);
    case DIST_PARETO: /* shape - 1 */
        return share(sampler->c0 *
                         dmath_exp_clamped(sampler_unit_exponential(stream_next(stream)) * sampler->c2),
                     stream);
    case DIST_WEIBULL:
        return share(biased_weibull(sampler, stream), stream);
    case DIST_GAMMA:
        return share(sampler->c0 * sampler_unit_gamma(sampler->c1 + 1.0, stream), stream);
    case DIST_ERLANG:
        return share(sampler->c0 * sampler_unit_erlang(sampler->count + 1, stream), stream);
    case DIST_HYPEREXPONENTIAL: { /* balanced means: either branch covers half of the time */
        double mean = stream_next(stream) >> 63 ? sampler->c1 : sampler->c0;
        return sampler_round(mean * sampler_unit_exponential(stream_next(stream)));
    }
    case DIST_MIXTURE: {
        const uint64_t *threshold = sampler->cumulative + sampler->count;
        uint32_t pick = sampler_pick(threshold, sampler->count, stream_next(stream));
        return sampler_draw_residual(&sampler->component[pick], stream);
    }
    case DIST_EMPIRICAL:
        return share(biased_empirical(sampler, stream_next(stream)), stream);
    }
    ensure(false && "unknown law");
    return 0;
}
