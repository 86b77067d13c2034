/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Experiments: one scenario many times. Runs and sweeps with worker threads and one writer, resume,
 * estimates, verify.
 *
 * Workers simulate; one thread (the caller's) writes finished runs to the store as they come and reports
 * progress. */
#ifndef RXP_EXPERIMENT_H
#define RXP_EXPERIMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "estimate.h"
#include "problem.h"
#include "result.h"
#include "scenario.h"
#include "sequence.h"
#include "store.h"
#include "warmup.h"

/* What a command shows while it works; called from the caller's thread at most ten times a second and once at
 * the end. */
struct progress {
    uint64_t runs_done, runs_total; /* of this command; runs_found are in total but were stored already */
    uint64_t runs_found;
    uint64_t runs_failed; /* status failed or timeout */
    uint64_t events;      /* dispatched so far */
    double elapsed_s;
    double eta_s; /* < 0: not known yet */
    bool last;
    bool pilots; /* these runs only find the warm-up (warmup.h); those that count come after them */
};
typedef void progress_show(void *context, const struct progress *progress);
/* Each finished run, in design order (point, replication), from the caller's thread: what `run --json`
 * prints. */
typedef void result_show(void *context, size_t point, const struct run_result *result, uint64_t wall_ns);

struct experiment_options {
    uint32_t replications; /* 0: what the scenario says; a scenario in which nothing is random is run once */
    uint32_t jobs;         /* worker threads; 0: one per processor */
    double timeout_s;      /* per run, wall clock; 0: none */
    bool policies;         /* verify: load the shared objects that the database names */
    double confidence;     /* of intervals; 0: what the scenario says */
    double precision;      /* sequential stopping (sequence.h); 0: what the scenario says, unless replications
                              are given. With a precision replications are the fewest. */
    uint32_t most;         /* with a precision, the most replications; 0: what the scenario says */
    const char *metrics;   /* what the precision is asked of; NULL: what the scenario says */
    const volatile int *interrupted; /* set to not 0 by a signal handler: finish what is written and stop */
    progress_show *progress;
    result_show *result;
    /* Asked for the store, when none was given, once every point has been resolved: a typing error creates no
     * file. NULL and a problem when it cannot be had; whoever opened it closes it. */
    struct store *(*open)(void *context, struct problems *problems);
    void *context;
};

struct point_summary {
    struct config *config; /* the resolved point */
    uint32_t n;            /* replications asked for; fewer when the experiment is not complete */
    double confidence;     /* of the intervals */
    double precision;      /* asked for; 0: none was */
    enum sequence_end end; /* with a precision */
    enum metric blame;     /* of SEQUENCE_IDLE and SEQUENCE_MOST (sequence.h) */
    struct warmup_found warmup;
    struct estimate estimate[METRIC_COUNT];
};
struct experiment_summary {
    size_t points;
    struct point_summary *point;
    uint64_t runs_done, runs_found;
    uint64_t runs_failed, runs_timeout, runs_init_failed, runs_starved; /* among runs_done */
    uint64_t rule_runs[RULE_COUNT];  /* runs that broke the rule, those found among them */
    uint64_t rule_times[RULE_COUNT]; /* how often they did, in all */
    size_t deterministic;            /* points that were run once because nothing in them is random */
    double elapsed_s;
    bool complete; /* false: interrupted; run again to go on (exit code 75 or 128+n) */
};

/* A design may not have more points than this: each is resolved before the first run starts, and
 * kept with its estimates until the end (about 4 KiB). */
#define EXPERIMENT_POINTS_MAX 100000u

/* Runs every point of the design (NULL or no axes: the scenario as it is). store may be NULL: nothing is
 * logged. All points are resolved and registered before the first run starts; any error there is a problem
 * and nothing runs. False without a problem: interrupted before anything was run. */
bool experiment_run(struct scenario *scenario, const struct design *design, struct store *store,
                    const struct experiment_options *options, struct experiment_summary *summary,
                    struct problems *problems);
void experiment_summary_free(struct experiment_summary *summary);

/* Runs stored runs again and compares digests. ids NULL: all of them. mismatch is called for each that
 * differs. */
struct verify_result {
    uint64_t checked, same, different, other_version;
    uint64_t unfinished; /* status failed or timeout, stored or now: there is no result to compare */
    bool complete;       /* false: interrupted */
};
typedef void verify_show(void *context, int64_t run_id, const char *stored, const char *now);
bool experiment_verify(struct store *store, const int64_t *ids, size_t count,
                       const struct experiment_options *options, verify_show *show,
                       struct verify_result *result, struct problems *problems);

/* How long the experiment would take, from short runs of at most three of its points: seconds of one run on
 * one thread, the runs of the whole design (nothing is looked up in a database). */
struct forecast {
    size_t points, measured; /* measured points */
    uint64_t runs;
    double run_s;
    uint32_t jobs;
    double total_s; /* run_s * runs / jobs */
};
bool experiment_forecast(struct scenario *scenario, const struct design *design,
                         const struct experiment_options *options, struct forecast *forecast,
                         struct problems *problems);

/* The number of worker threads that options->jobs stands for. */
uint32_t experiment_jobs(uint32_t asked);

#endif
