/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The smallest value of a key that meets a goal.
 *
 * A case is one combination of the values of the leading keys (a policy, the sizes of a ring); in each the
 * last key is searched for by itself: doubled from the low end of its range until the goal is met, then
 * bisected between the last value that did not meet it and the first that did. So value - 1 has been tried
 * and did not meet the goal, and the value has been tried and did. That what is larger is better is assumed,
 * not known.
 *
 * All candidates are run with the same replications, and a replication's random numbers depend on the seed
 * and the names of what draws them only: candidates meet the same floods. Runs are added (4, 8, 16, ...)
 * until the bounds of judge.h are on one side of the goal, or there are as many as allowed: then the
 * candidate counts as one that does not meet it. Of many candidates that few runs decide one may be lucky, so
 * what comes out is confirmed with all runs allowed, and where that fails the search goes on above it, with
 * all runs for each candidate. Everything is decided by the runs' numbers alone, so
 * threads, interruptions and what a database holds already change nothing in the answer.
 *
 * Of a loss below SIZE_RARE_LOSS plain runs can say that it is missed, hardly ever that it is met: a
 * candidate that they do not miss is judged by splitting (splitting.h), with the seed of all candidates,
 * coarsely at first and as precisely as its verdict needs. What comes out is confirmed with all runs, in
 * which a loss that the levels of splitting do not see would show, and a finer estimate. A candidate in which
 * splitting sees no loss at all is taken for one that meets the goal while the search goes down, and is never
 * an answer. Where splitting cannot be done, plain runs have to show the goal. */
#ifndef RXP_SIZE_H
#define RXP_SIZE_H

#include "experiment.h"
#include "grid.h"
#include "judge.h"

/* A goal below 0 is none. */
struct size_goals {
    double loss;           /* greatest loss_ratio */
    double episodes_per_s; /* greatest number of interrupt-disable episodes in a simulated second */
    double latency_ns;     /* greatest mean of latency_p99_ns over the runs */
};

#define SIZE_RARE_LOSS 1e-6 /* goals below it are judged by splitting */

enum { SIZE_KEYS_MAX = 4, SIZE_FIRST_RUNS = 4, SIZE_CASES_MAX = 1000 };

/* What splitting did for a candidate. Its estimate is the candidate's `loss`. */
struct size_split {
    bool used; /* false: the loss is that of the runs */
    enum splitting_status status;
    double half; /* of the interval, relative to the estimate; 0 with no loss seen */
    uint32_t batches, effort;
    uint64_t copies;
    char refused[160]; /* why it cannot be done for this candidate; its status is then NO_LOSS. Empty: it can
                        */
};

/* One candidate, with all of its runs. */
struct size_trial {
    uint64_t value;
    uint32_t n; /* runs */
    bool random;
    enum verdict verdict; /* OPEN: as many runs as allowed did not decide it, so it counts as not met */
    bool settled;         /* confirmed, or nothing more could be done to */
    struct judged loss, episodes, latency; /* episodes per s; latency in ns */
    struct size_split split;
    double frames, lost;             /* of known fate, over all runs; lost among them */
    uint32_t init_failed, starved;   /* of the runs: one is enough not to meet a goal */
    uint64_t rule_times[RULE_COUNT]; /* rules of the contract broken, in all runs */
    double bytes_mean, bytes_peak;   /* pool_bytes: mean over runs, most of all runs; NAN: none */
};

struct size_case {
    char **value;  /* of the leading keys, canonical as written */
    char *refusal; /* why the scenario cannot be had with them (--policies all only), or NULL */
    struct grid grid;
    size_t trials;
    struct size_trial *trial; /* in the order in which they were tried */
    bool met;
    /* among the trials, when met; else that of the greatest value tried, or the one from which on splitting
     * sees no loss (size_unseen) */
    size_t answer;
    bool front; /* several numeric keys: no other case is as small in all of them */
    /* Trial `worse` has a larger value than trial `than` and is worse with confidence, by that goal (0: loss,
     * 1: episodes, 2: latency); equal: none is. */
    size_t worse, than, worse_by;
};

struct size_result {
    char *name; /* of the scenario; NULL: no case could be had */
    size_t leading;
    const char *key[SIZE_KEYS_MAX + 1]; /* the leading ones, then the one searched for */
    struct size_goals goal;
    double confidence;
    uint32_t most;
    bool has_front;
    size_t cases;
    struct size_case *at;
    struct design design;             /* of the leading keys */
    struct experiment_summary totals; /* counts only: of all looks */
};

/* Neither the runs nor splitting saw a loss: the goal may be met, and nothing says so. */
bool size_unseen(const struct size_trial *trial);

typedef void size_show(void *context, const struct size_result *result, const struct size_case *one,
                       const struct size_trial *trial);

struct size_options {
    const char *const *of; /* keys, the last is searched for; none: pool.initial */
    size_t of_count;
    const char *const *range; /* for each in that order; the last may be missing */
    size_t range_count;
    const char *policies; /* "all", a list, or NULL: the scenario's */
    struct size_goals goal;
    double confidence;                           /* of each bound; 0: .95 */
    uint32_t most;                               /* runs of a candidate */
    size_show *show;                             /* each candidate that is done; may be NULL */
    void *context;                               /* of show */
    const struct experiment_options *experiment; /* jobs, timeout, interrupted, progress, open */
};

/* False with problems; false without: interrupted before anything was run. totals.complete false: a run timed
 * out, failed, or the search was interrupted; run again to go on. size_free in every case. */
bool size_search(struct scenario *scenario, const struct size_options *options, struct size_result *result,
                 struct problems *problems);
void size_free(struct size_result *result);

#endif
