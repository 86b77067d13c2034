/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Eight draws at once: the loops have no branch and no call, so compilers turn them into vector code. The
 * bits are those of eight single draws, because both use the same inline kernels and IEEE 754 does not know
 * about vectors. */
#include "ensure.h"
#include "sampler_inner.h"

/* sampler_round of eight values. The difference of bit patterns has its top bit set for 0 <= value < 2^52
 * and, with the sign bit clear, for nothing else; a negative value, or one of 2^52 ps (75 minutes) and more,
 * sends all eight the slow way. */
static void round_8(const double value[STREAM_LANES], uint64_t out[STREAM_LANES]) {
    const uint64_t two_52 = UINT64_C(0x4330000000000000);
    uint64_t plain = UINT64_MAX;
    for (uint32_t i = 0; i < STREAM_LANES; i++) {
        plain &= (dmath_bits(value[i]) - two_52) & ~dmath_bits(value[i]);
        out[i] = dmath_bits(value[i] + 0x1p52) - two_52;
    }
    for (uint32_t i = 0; plain >> 63 == 0 && i < STREAM_LANES; i++)
        out[i] = sampler_round(value[i]);
}

/* The centre's formula for all eight, then the tails (15 % of draws) over it. */
static void normal_8(const uint64_t x[STREAM_LANES], double z[STREAM_LANES]) {
    for (uint32_t i = 0; i < STREAM_LANES; i++)
        z[i] = dmath_normal_centre(sampler_unit(x[i]) - 0.5);
    for (uint32_t i = 0; i < STREAM_LANES; i++) {
        double u = sampler_unit(x[i]);
        double q = u - 0.5;
        if (!(q >= -0.425 && q <= 0.425))
            z[i] = dmath_normal_tail(u);
    }
}

/* |log E| <= 36.8 for every draw, so up to this 1 / shape the exponent needs no clamp. */
#define WEIBULL_TAME 19.0

/* From here on x and out never overlap: x is a copy of what the stream drew. */
static void values_8(const struct sampler *sampler, const uint64_t x[STREAM_LANES],
                     double value[STREAM_LANES]) {
    const struct sampler law = *sampler; /* so that no store into value can change a constant */
    switch (law.kind) {
    case DIST_EXPONENTIAL:
        for (uint32_t i = 0; i < STREAM_LANES; i++)
            value[i] = sampler_exponential(&law, x[i]);
        break;
    case DIST_PARETO:
        for (uint32_t i = 0; i < STREAM_LANES; i++)
            value[i] = sampler_pareto(&law, x[i]);
        break;
    case DIST_WEIBULL:
        for (uint32_t i = 0; law.c1 <= WEIBULL_TAME && i < STREAM_LANES; i++)
            value[i] = law.c0 * dmath_exp_kernel(sampler_weibull_exponent(&law, x[i]));
        for (uint32_t i = 0; law.c1 > WEIBULL_TAME && i < STREAM_LANES; i++)
            value[i] = sampler_weibull(&law, x[i]);
        break;
    case DIST_NORMAL:
        normal_8(x, value);
        for (uint32_t i = 0; i < STREAM_LANES; i++)
            value[i] = sampler_normal(&law, value[i]);
        break;
    case DIST_LOGNORMAL:
        normal_8(x, value);
        for (uint32_t i = 0; i < STREAM_LANES; i++)
            value[i] = sampler_lognormal(&law, value[i]);
        break;
    case DIST_CONSTANT:
    case DIST_UNIFORM:
    case DIST_GAMMA:
    case DIST_ERLANG:
    case DIST_HYPEREXPONENTIAL:
    case DIST_MIXTURE:
    case DIST_EMPIRICAL:
        ensure(false && "not a batched law of doubles");
    }
}

bool sampler_is_batched(const struct sampler *sampler) {
    switch (sampler->kind) {
    case DIST_EXPONENTIAL:
    case DIST_UNIFORM:
    case DIST_NORMAL:
    case DIST_LOGNORMAL:
    case DIST_PARETO:
    case DIST_WEIBULL:
    case DIST_EMPIRICAL:
        return true;
    case DIST_CONSTANT:
    case DIST_GAMMA:
    case DIST_ERLANG:
    case DIST_HYPEREXPONENTIAL:
    case DIST_MIXTURE:
        break;
    }
    return false;
}

void sampler_draw_8(const struct sampler *sampler, struct stream *stream, uint64_t out[STREAM_LANES]) {
    ensure(sampler_is_batched(sampler) && stream->next == STREAM_LANES);
    stream_refill(stream);
    stream->next = STREAM_LANES;
    if (sampler->kind == DIST_UNIFORM) {
        for (uint32_t i = 0; i < STREAM_LANES; i++)
            out[i] = sampler_uniform(sampler, stream->drawn[i]);
    } else if (sampler->kind == DIST_EMPIRICAL) {
        for (uint32_t i = 0; i < STREAM_LANES; i++)
            out[i] = sampler_empirical(sampler, stream->drawn[i]);
    } else {
        double value[STREAM_LANES];
        values_8(sampler, stream->drawn, value);
        round_8(value, out);
    }
}
