/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One draw of every law. Inversion wherever the law has a closed inverse, because one draw per sample keeps
 * the samples of two runs matched; only the gamma law takes a random number of draws. Formulas and sources:
 * docs/random.md. */
#include "sampler.h"

#include "ensure.h"
#include "sampler_inner.h"

/* Marsaglia and Tsang, "A Simple Method for Generating Gamma Variables", ACM TOMS 26 (2000): d v with v = (1
 * + c z)^3 is nearly gamma; what it has too much is rejected, mostly by a polynomial, else by logarithms. A
 * shape below 1 is made from shape + 1 by the factor U^(1/shape). */
double sampler_unit_gamma(double shape, struct stream *stream) {
    double boost = 1.0;
    if (shape < 1.0) {
        boost = dmath_exp_clamped(-sampler_unit_exponential(stream_next(stream)) / shape);
        shape += 1.0;
    }
    double d = shape - 1.0 / 3.0;
    double c = 1.0 / dmath_sqrt_kernel(9.0 * d);
    for (;;) {
        double z = sampler_unit_normal(stream_next(stream));
        double u = sampler_unit(stream_next(stream));
        double root = 1.0 + c * z;
        if (root <= 0.0)
            continue;
        double v = root * root * root;
        double square = z * z;
        if (u < 1.0 - 0.0331 * (square * square) ||
            dmath_log_kernel(u) < 0.5 * square + d * (1.0 - v + dmath_log_kernel(v)))
            return d * v * boost;
    }
}

/* The logarithm of a product instead of a sum of logarithms, eight factors at a time: eight are at least
 * 2^-424, far from underflow. */
double sampler_unit_erlang(uint32_t stages, struct stream *stream) {
    double sum = 0.0;
    while (stages > 0) {
        uint32_t some = stages < 8 ? stages : 8;
        double product = sampler_unit(stream_next(stream));
        for (uint32_t i = 1; i < some; i++)
            product *= sampler_unit(stream_next(stream));
        sum -= dmath_log_kernel(product);
        stages -= some;
    }
    return sum;
}

static double draw_hyperexponential(const struct sampler *sampler, struct stream *stream) {
    double mean = stream_next(stream) < sampler->a ? sampler->c1 : sampler->c0;
    return mean * sampler_unit_exponential(stream_next(stream));
}

uint64_t sampler_draw(const struct sampler *sampler, struct stream *stream) {
    switch (sampler->kind) {
    case DIST_CONSTANT:
        return sampler->a;
    case DIST_EXPONENTIAL:
        return sampler_round(sampler_exponential(sampler, stream_next(stream)));
    case DIST_UNIFORM:
        return sampler_uniform(sampler, stream_next(stream));
    case DIST_NORMAL:
        return sampler_round(sampler_normal(sampler, sampler_unit_normal(stream_next(stream))));
    case DIST_LOGNORMAL:
        return sampler_round(sampler_lognormal(sampler, sampler_unit_normal(stream_next(stream))));
    case DIST_PARETO:
        return sampler_round(sampler_pareto(sampler, stream_next(stream)));
    case DIST_WEIBULL:
        return sampler_round(sampler_weibull(sampler, stream_next(stream)));
    case DIST_GAMMA:
        return sampler_round(sampler->c0 * sampler_unit_gamma(sampler->c1, stream));
    case DIST_ERLANG:
        return sampler_round(sampler->c0 * sampler_unit_erlang(sampler->count, stream));
    case DIST_HYPEREXPONENTIAL:
        return sampler_round(draw_hyperexponential(sampler, stream));
    case DIST_MIXTURE: {
        uint32_t pick = sampler_pick(sampler->cumulative, sampler->count, stream_next(stream));
        return sampler_draw(&sampler->component[pick], stream);
    }
    case DIST_EMPIRICAL:
        return sampler_empirical(sampler, stream_next(stream));
    }
    ensure(false && "unknown law");
    return 0;
}
