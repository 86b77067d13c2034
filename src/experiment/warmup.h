/* SPDX-License-Identifier: GPL-3.0-or-later */
/* time.warmup: auto. Where the start of a run stops showing, found from pilot runs before anything is
 * measured.
 *
 * Replications 0 .. WARMUP_PILOTS - 1 of the point are made once with samples of the occupancy (buffers
 * filled or indicated), the series are averaged over the replications, and MSER-5 says how much of the
 * average is to be cut off (K. P. White, M. J. Cobb and S. C. Spratt, "A Comparison of Five Steady-State
 * Truncation Heuristics for Simulation", WSC 2000): of means of five samples each, those are cut whose loss
 * makes the standard error of the mean of the rest the least. The cut is then the warm-up of every run of the
 * point, as if the scenario had said so.
 *
 * It is a function of the configuration and its seed, by whole numbers up to one division of doubles. */
#ifndef RXP_WARMUP_H
#define RXP_WARMUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config.h"
#include "problem.h"

#define WARMUP_PILOTS 10    /* one where nothing is random */
#define WARMUP_BATCHES 1000 /* of WARMUP_BATCH samples */
#define WARMUP_BATCH 5

struct warmup_found {
    bool asked;      /* the configuration said auto */
    bool late;       /* the cut is in the last half: the run is too short to tell, or has no steady state */
    uint32_t pilots; /* runs that the cut is found from; 0: none got to its end, and nothing is cut */
};

/* Seen while pilot runs are made: so many of all are, with so many events. A few times a second. */
typedef void warmup_show(void *context, uint64_t done, uint64_t all, uint64_t events);

struct warmup_work {
    uint32_t jobs;                   /* worker threads */
    const volatile int *interrupted; /* or NULL */
    warmup_show *show;               /* or NULL */
    void *context;
};

/* Puts a time in the place of `auto` in every configuration that has it. False: interrupted, or a problem. */
bool warmup_settle(struct config *const *config, size_t count, const struct warmup_work *work,
                   struct warmup_found *found, struct problems *problems);

/* How many of the first of `count` batch sums are to be cut off; at least five remain. */
size_t warmup_mser(const uint64_t *batch, size_t count);

#endif
