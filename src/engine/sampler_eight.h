/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Eight draws at once, the code: compiled several times, for vector units of different width
 * (sampler_plain.c, sampler_avx2.c, sampler_avx512.c). The loops have no branch and no call, so compilers
 * turn them into vector code. The bits are those of eight single draws, because both use the same inline
 * kernels and IEEE 754 does not know about vectors.
 *
 * All is static: a function that two of those files had in common would be the one the linker met first, with
 * instructions the processor may not have. */
#ifndef RXP_SAMPLER_EIGHT_H
#define RXP_SAMPLER_EIGHT_H

#include "ensure.h"
#include "sampler_inner.h"
#include "sampler_width.h"
#include "stream_step.h"

#define EIGHT_INLINE static inline __attribute__((always_inline))

/* From here on x, value and out never overlap: x is in no memory that anybody else knows. */
EIGHT_INLINE void eight_bits(struct stream *stream, uint64_t x[restrict STREAM_LANES]) {
    ensure(stream->next == STREAM_LANES);
    stream_step(stream, x);
}

/* sampler_round of eight values. The difference of bit patterns has its top bit set for 0 <= value < 2^52
 * and, with the sign bit clear, for nothing else; a negative value, or one of 2^52 ps (75 minutes) and more,
 * sends all eight the slow way. */
EIGHT_INLINE void eight_rounded(const double value[restrict STREAM_LANES],
                                uint64_t out[restrict STREAM_LANES]) {
    const uint64_t two_52 = UINT64_C(0x4330000000000000);
    uint64_t plain = UINT64_MAX;
    for (uint32_t i = 0; i < STREAM_LANES; i++) {
        plain &= (dmath_bits(value[i]) - two_52) & ~dmath_bits(value[i]);
        out[i] = dmath_bits(value[i] + 0x1p52) - two_52;
    }
    for (uint32_t i = 0; plain >> 63 == 0 && i < STREAM_LANES; i++)
        out[i] = sampler_round(value[i]);
}

/* Samples by a formula that takes the bits of one draw. The law is copied so that no store can change a
 * constant of it. */
EIGHT_INLINE void eight_by(const struct sampler *sampler, struct stream *stream, uint64_t out[STREAM_LANES],
                           double (*formula)(const struct sampler *, uint64_t)) {
    const struct sampler law = *sampler;
    uint64_t x[STREAM_LANES];
    double value[STREAM_LANES];
    eight_bits(stream, x);
    for (uint32_t i = 0; i < STREAM_LANES; i++)
        value[i] = formula(&law, x[i]);
    eight_rounded(value, out);
}

static void eight_exponential(const struct sampler *sampler, struct stream *stream,
                              uint64_t out[STREAM_LANES]) {
    eight_by(sampler, stream, out, sampler_exponential);
}

static void eight_pareto(const struct sampler *sampler, struct stream *stream, uint64_t out[STREAM_LANES]) {
    eight_by(sampler, stream, out, sampler_pareto);
}

static void eight_weibull(const struct sampler *sampler, struct stream *stream, uint64_t out[STREAM_LANES]) {
    if (sampler->c1 <= SAMPLER_WEIBULL_TAME)
        eight_by(sampler, stream, out, sampler_weibull_tame);
    else
        eight_by(sampler, stream, out, sampler_weibull);
}

/* Samples by a formula that takes a normal deviate: the centre's for all eight, then the tails over it. Where
 * vectors are wide (SAMPLER_TAILS_TOO) the near tail, too, is computed for all eight and chosen by mask: of
 * eight draws one or more is in a tail three times out of four, and which of them no processor can guess. */
EIGHT_INLINE void eight_normal_by(const struct sampler *sampler, struct stream *stream,
                                  uint64_t out[STREAM_LANES],
                                  double (*formula)(const struct sampler *, double)) {
    const struct sampler law = *sampler;
    uint64_t x[STREAM_LANES];
    double value[STREAM_LANES];
    eight_bits(stream, x);
#ifdef SAMPLER_TAILS_TOO
    uint64_t far = 0;
    for (uint32_t i = 0; i < STREAM_LANES; i++)
        value[i] = dmath_normal_near(sampler_unit(x[i]), &far);
    for (uint32_t i = 0; far >> 63 != 0 && i < STREAM_LANES; i++)
        value[i] = sampler_unit_normal(x[i]);
#else
    for (uint32_t i = 0; i < STREAM_LANES; i++)
        value[i] = dmath_normal_centre(sampler_unit(x[i]) - 0.5);
    for (uint32_t i = 0; i < STREAM_LANES; i++) {
        double u = sampler_unit(x[i]);
        double q = u - 0.5;
        if (!(q >= -0.425 && q <= 0.425))
            value[i] = dmath_normal_tail(u);
    }
#endif
    for (uint32_t i = 0; i < STREAM_LANES; i++)
        value[i] = formula(&law, value[i]);
    eight_rounded(value, out);
}

static void eight_normal(const struct sampler *sampler, struct stream *stream, uint64_t out[STREAM_LANES]) {
    eight_normal_by(sampler, stream, out, sampler_normal);
}

static void eight_lognormal(const struct sampler *sampler, struct stream *stream,
                            uint64_t out[STREAM_LANES]) {
    eight_normal_by(sampler, stream, out, sampler_lognormal);
}

static void eight_uniform(const struct sampler *sampler, struct stream *stream, uint64_t out[STREAM_LANES]) {
    const struct sampler law = *sampler;
    uint64_t x[STREAM_LANES];
    eight_bits(stream, x);
    for (uint32_t i = 0; i < STREAM_LANES; i++)
        out[i] = sampler_uniform(&law, x[i]);
}

static void eight_empirical(const struct sampler *sampler, struct stream *stream,
                            uint64_t out[STREAM_LANES]) {
    const struct sampler law = *sampler;
    uint64_t x[STREAM_LANES];
    eight_bits(stream, x);
    for (uint32_t i = 0; i < STREAM_LANES; i++)
        out[i] = sampler_empirical(&law, x[i]);
}

#define SAMPLER_EIGHT                                                                                        \
    {                                                                                                        \
        [DIST_EXPONENTIAL] = eight_exponential, [DIST_UNIFORM] = eight_uniform,                              \
        [DIST_NORMAL] = eight_normal, [DIST_LOGNORMAL] = eight_lognormal, [DIST_PARETO] = eight_pareto,      \
        [DIST_WEIBULL] = eight_weibull, [DIST_EMPIRICAL] = eight_empirical                                   \
    }

#endif
