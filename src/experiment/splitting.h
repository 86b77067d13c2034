/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rare losses: fixed-effort multilevel splitting (Garvels, "The splitting method in rare event simulation",
 * thesis, Twente 2000).
 *
 * What is estimated is what a plain run estimates, were it repeated for ever: the frames lost by the frames
 * with a known fate, both of the measurement [warmup, duration). A batch is a few whole replications. Each
 * time one of them comes from below a low level up to the first level (sim_level: buffers out of reach) its
 * state is kept, a fair sample of them where there are many. From these states so many copies, the effort, go
 * on with random numbers of their own until they are back below the low level; whenever they come to the
 * second level from below the first, their state is kept again; and so on. A loss in a copy, outside its
 * excursions to the next level, counts with the weight of its level: the number of entrances into the first
 * times the mean numbers of entrances by copy that led to it. Losses anywhere count, those of the
 * replications outside excursions too, so the estimate is unbiased whatever the levels are and however many
 * of them one event jumps; levels decide only how much is learnt from an event. Batches are independent and
 * alike, so the error follows from how they differ.
 *
 * The result depends on configuration, seed and options, never on the number of threads. */
#ifndef RXP_SPLITTING_H
#define RXP_SPLITTING_H

#include <stdbool.h>
#include <stdint.h>

#include "config.h"
#include "problem.h"

#define SPLITTING_LEVELS_MAX 128
#define SPLITTING_BATCHES_LEAST 32u
#define SPLITTING_PRECISION 0.1

struct splitting_progress {
    uint32_t batches_done, batches_planned; /* planned may grow */
    uint64_t events;
    double elapsed_s;
    bool last;
};
typedef void splitting_show(void *context, const struct splitting_progress *progress);

struct splitting_options {
    double precision;      /* half of the interval, relative to the estimate; 0: SPLITTING_PRECISION */
    double confidence;     /* of the interval; 0: .95 */
    uint32_t effort;       /* copies of a level in a batch; 0: 2000, fewer where a state is large */
    uint32_t batches_most; /* it ends with them, precise or not; 0: 10,000 */
    uint32_t jobs;         /* worker threads; 0: one per processor */
    const volatile int *interrupted; /* as in experiment_options */
    splitting_show *progress;        /* from the caller's thread; may be NULL */
    void *context;
};

struct splitting_level {
    uint32_t level;          /* buffers out of reach */
    uint64_t copies, higher; /* that started there; entrances they made into the next (the last: none) */
    double losses;           /* frames lost per copy, outside its excursions to the next */
};

enum splitting_status {
    SPLITTING_DONE,      /* as precise as asked */
    SPLITTING_IMPRECISE, /* batches_most were not enough */
    SPLITTING_NO_LOSS,   /* no copy ever lost a frame: the estimate is 0, and says nothing */
    SPLITTING_STOPPED    /* interrupted: nothing in the result counts */
};

struct splitting_result {
    enum splitting_status status;
    double loss;           /* estimate of loss_ratio */
    double low, high;      /* Student-t interval over batches */
    double relative_error; /* standard error by estimate */
    double confidence;
    uint32_t batches, replications, effort; /* replications of a batch, copies of a level */
    uint32_t back;                          /* an excursion is over when the level is below it */
    uint32_t level_most;                    /* no level is above it */
    uint32_t level_count;
    struct splitting_level level[SPLITTING_LEVELS_MAX];
    uint64_t frames;      /* of the replications, with a known fate */
    uint64_t lost;        /* of them, outside excursions: all that a plain run sees below the first level */
    uint64_t entrances;   /* into the first level */
    uint64_t copies;      /* of all levels */
    uint64_t events;      /* dispatched, of copies and replications */
    uint64_t state_bytes; /* copied with each */
};

/* Why no copy of this scenario's runs could tell anything; NULL: there is no such reason. *hint: what would
 * help. */
const char *splitting_obstacle(const struct config *config, const char **hint);

/* Estimates. False and a problem when it cannot be done: nothing in the scenario is random, the level never
 * changes, initialisation fails, a limit of the simulator. The configuration is the caller's. */
bool splitting_estimate(const struct config *config, const struct splitting_options *options,
                        struct splitting_result *result, struct problems *problems);

#endif
