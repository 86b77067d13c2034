/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A probability law as a scenario states it: exact integers, no doubles. Values are picoseconds, or plain
 * counts where the key says so (batch). Samplers (sampler.h) derive their constants from it once per run. */
#ifndef RXP_DIST_H
#define RXP_DIST_H

#include <stdint.h>

enum dist_kind {
    DIST_CONSTANT,         /* a */
    DIST_EXPONENTIAL,      /* mean a */
    DIST_UNIFORM,          /* between a and b, a <= b */
    DIST_NORMAL,           /* mean a, standard deviation b; what falls below 0 counts as 0 */
    DIST_LOGNORMAL,        /* mean a, coefficient of variation shape_e9 */
    DIST_PARETO,           /* mean a, tail index shape_e9 > 1 (Pareto I: P(X > x) = (x_m / x)^shape) */
    DIST_WEIBULL,          /* mean a, shape shape_e9 */
    DIST_GAMMA,            /* mean a, shape shape_e9 */
    DIST_ERLANG,           /* mean a, count stages */
    DIST_HYPEREXPONENTIAL, /* mean a, coefficient of variation shape_e9 >= 1, two balanced-means branches */
    DIST_MIXTURE,          /* component[i] with probability weight_e18[i] / 1e18 */
    DIST_EMPIRICAL         /* each of count values of table with equal probability */
};

struct dist {
    enum dist_kind kind;
    uint32_t count; /* Erlang stages; mixture components; empirical values */
    uint64_t a;
    uint64_t b;
    uint64_t shape_e9;      /* cv or shape in units of 1e-9 */
    struct dist *component; /* mixture, never nested deeper than one; owned by the scenario */
    uint64_t *weight_e18;   /* mixture; sums to 1e18 */
    uint64_t *table;        /* empirical, ascending; owned by the scenario */
    const char *file;       /* empirical: where the table came from; owned by the scenario */
};

#endif
