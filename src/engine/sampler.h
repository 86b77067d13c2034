/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samplers: from random bits to picoseconds (or counts), with + - * / sqrt only, so that every machine and
 * compiler gives the same bits. libm is never called. A sampler is a table of derived constants, made once
 * per run, read-only afterwards and shared by clones; the stream is the only state.
 *
 * Inversion, one draw per sample, wherever the law has a closed inverse (constant draws nothing):
 * exponential, uniform, normal (Wichura's AS 241), lognormal, Pareto, Weibull, empirical. Gamma: Marsaglia
 * and Tsang (2000). */
#ifndef RXP_SAMPLER_H
#define RXP_SAMPLER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dist.h"
#include "stream.h"

struct sampler;

/* See sampler_draw_8. */
typedef void sampler_eight(const struct sampler *sampler, struct stream *stream, uint64_t out[STREAM_LANES]);

struct sampler {
    enum dist_kind kind;
    uint32_t count;
    uint64_t a, b; /* by kind, as c0 .. c3: the table is in sampler_inner.h */
    double c0, c1, c2, c3;
    const struct sampler *component; /* mixture */
    const uint64_t *cumulative;      /* mixture: thresholds on 64 bits; empirical equilibrium: prefix sums */
    const uint64_t *table;           /* empirical */
    double mean;                     /* of the law, in its units */
    sampler_eight *draw_8;           /* how eight values are drawn at once; NULL: they are not */
};

/* Derives the constants. Allocates for mixtures and empirical tables only; sampler_free gives that back. The
 * dist (its table) must outlive the sampler. */
void sampler_init(struct sampler *sampler, const struct dist *dist);
void sampler_free(struct sampler *sampler);

/* An exponential whose mean is not a whole number of picoseconds: gaps of a Poisson source. */
void sampler_init_exponential(struct sampler *sampler, double mean);

/* The next value: rounded once, half to even; below 0 counts as 0; at least 2^63 saturates there. */
uint64_t sampler_draw(const struct sampler *sampler, struct stream *stream);

/* The residual life of the law in equilibrium (what is left of a phase met at a random instant): a uniform
 * share of a length-biased sample. Used for stationary starts. */
uint64_t sampler_draw_residual(const struct sampler *sampler, struct stream *stream);

/* Eight values at once, for laws of one draw per sample: the same values, in the same order, as eight calls
 * of sampler_draw. The stream must stand at a lane boundary (next == 8), which it does when it is only ever
 * used so. */
static inline bool sampler_is_batched(const struct sampler *sampler) {
    return sampler->draw_8 != NULL;
}

static inline void sampler_draw_8(const struct sampler *sampler, struct stream *stream,
                                  uint64_t out[STREAM_LANES]) {
    sampler->draw_8(sampler, stream, out);
}

#endif
