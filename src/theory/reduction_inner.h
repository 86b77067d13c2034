/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the recogniser share. */
#ifndef RXP_REDUCTION_INNER_H
#define RXP_REDUCTION_INNER_H

#include <stdint.h>

#include "pool_chain.h"
#include "queue_forms.h"
#include "reduction.h"

#define SECONDS(ps) ((double)(ps)*1e-12)

struct flood_step { /* from then on, this rate */
    double at_s, rate;
};

/* A scenario, as far as it looks like a queue. */
struct reduction {
    const struct config *config;
    struct theory *theory;
    const char *model; /* whose needs are being asked; NULL: those of all */

    /* arrivals */
    double rate; /* of Poisson arrivals, per second; with batches: of batches */
    const struct source_config *modulated, *closed;
    double phase_rate[POOL_CHAIN_PHASES], phase_move[POOL_CHAIN_PHASES][POOL_CHAIN_PHASES];
    uint32_t phases;
    double *batch_share; /* owned; NULL: no batches */
    uint32_t batch_most;
    struct flood_step *step; /* owned; NULL: the rate stays */
    size_t steps;

    /* service, of the first protocol */
    const struct protocol_config *protocol;
    uint32_t buffers, servers, waiting;
    bool serves, holds; /* it takes time */
    bool stalls;
    double mean_s; /* service and hold, over all protocols */
};

/* needs.c: one that does not hold is an obstacle. The value is looked up by the key. */
bool need(struct reduction *reduction, bool holds, const char *key, const char *wanted);
bool need_of(struct reduction *reduction, bool holds, const char *section, const char *name,
             const char *field, const char *wanted);
/* The same with a value that is no key's. */
bool need_said(struct reduction *reduction, bool holds, const char *key, const char *value,
               const char *wanted);
/* What every model needs: nothing but the pool and its protocols takes time or goes wrong. */
void needs_of_all(struct reduction *reduction);

/* arrivals.c: sources become rates, phases, batches, steps; what cannot be is an obstacle. */
void arrivals_read(struct reduction *reduction);

/* answers.c: known metrics of what was found. */
void answer_add(struct theory *theory, const char *metric, double exact);
void answer_pool(const struct reduction *reduction, const struct pool_answers *found);
void answer_law(const struct reduction *reduction, const struct queue_law *law, double offered,
                double closings);
double window_s(const struct config *config);

/* The chain of the pool, as far as the scenario decides it. */
struct pool_chain reduction_chain(const struct reduction *reduction);

/* watermark_chain.c, flood.c: the models that need more than a line. False: too large (an obstacle). */
void watermark_reduce(struct reduction *reduction);
void flood_reduce(struct reduction *reduction);
/* needs_exponential: its service or its hold is exponential and the other takes no time. */
bool needs_exponential(struct reduction *reduction);

#endif
