/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pool of buffers as a Markov chain: frames of a Markov-modulated Poisson process, alone or in batches,
 * exponential services, and what a driver and a protocol may do with the buffers besides: close the receive
 * path until some are back, return them in batches, stand still for a while. Each alone is a model of the
 * textbooks (docs/theory.md); the chain has them together.
 *
 * Plain numbers, times in seconds. Nothing here knows scenarios. */
#ifndef RXP_POOL_CHAIN_H
#define RXP_POOL_CHAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "markov.h"

#define POOL_CHAIN_INFINITE UINT32_MAX /* servers; places to wait */
#define POOL_CHAIN_PHASES 16
#define POOL_CHAIN_BUFFERS_MAX 500000u

struct pool_chain {
    uint32_t buffers; /* 1 .. POOL_CHAIN_BUFFERS_MAX */
    uint32_t servers; /* at least 1 */
    uint32_t waiting; /* frames that may wait for a server; one more is lost. Infinite with stalls. */
    bool episodes;    /* when the last buffer is out frames are refused ... */
    uint32_t resume;  /* ... until so many are back; 1 .. buffers - return_batch + 1. Else: until one is. */
    double service_s; /* mean */
    uint32_t return_batch; /* buffers come back so many at a time; 1 .. buffers */

    uint32_t phases;                                   /* of the arrivals; 1: Poisson */
    double rate[POOL_CHAIN_PHASES];                    /* arrivals per second in each */
    double move[POOL_CHAIN_PHASES][POOL_CHAIN_PHASES]; /* from phase to phase, per second */
    uint32_t batch_most;                               /* frames of an arrival; 0 or 1: always one */
    const double *batch_share;                         /* of arrivals that have 1 .. batch_most frames */

    double stall_every_s, stall_for_s; /* means of exponential times; for 0: no stalls */
    bool stall_finishes;               /* services under way go on, none begins */
};

/* Rates are means over time, per second. */
struct pool_answers {
    double offered, lost; /* frames */
    double loss;          /* lost / offered */
    double out;           /* buffers that are out */
    double held_s;        /* how long a frame that got one keeps it: out / (offered - lost) */
    double closed;        /* share of time in which every frame is refused */
    double closings;      /* times that begins */
};

/* The chain: from it, finite times too. NULL: too many states. `model` must outlive nothing. */
struct markov *pool_chain_make(const struct pool_chain *model);
/* With pi[i] the law of the chain, or the time spent in each state: what goes with it (loss and held_s are
 * the ratios of the sums). Arrivals count `arrivals` times. */
struct pool_answers pool_chain_sum(const struct pool_chain *model, const struct markov *chain,
                                   const double *pi, double arrivals);
/* In the long run. False: the chain is too large, or it has no one law. */
bool pool_chain_solve(const struct pool_chain *model, struct pool_answers *answers);

#endif
