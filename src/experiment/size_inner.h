/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the search share. */
#ifndef RXP_SIZE_INNER_H
#define RXP_SIZE_INNER_H

#include "size.h"

struct size_work {
    struct scenario *scenario;
    const struct size_options *options;
    struct size_result *result;
    struct store *store;
    struct problems *problems;
    uint64_t runs_before; /* of candidates that are done, found ones included */
    uint64_t done_before; /* run by this command before this look */
    uint64_t events_before;
    double elapsed_before;
    uint64_t seen_events; /* of this look */
    /* of the candidate's runs, by replication */
    uint32_t runs;
    double *dropped, *known, *episodes, *seconds, *latency;
    uint32_t latencies;
    uint32_t failed; /* of them: failed or timed out */
    bool split;      /* the loss of this candidate is left to splitting, unless its runs show it missed */
    char *refused;   /* why splitting cannot be done for it, or NULL */
};

/* An error about the command line or about what it asks for. Always false. */
bool size_wrong(struct problems *problems, const char *option, const char *hint, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* size_cases.c: keys, ranges and cases. False with problems; nothing was run or opened. */
bool size_prepare(struct size_work *work);
/* size_trial.c: runs a candidate until it is decided; `confirm`: meets the goal only if all runs allowed say
 * so. False: problems, or totals.complete is false. */
bool size_try(struct size_work *work, const struct size_case *one, bool confirm, struct size_trial *trial);

/* Would so many runs as allowed show a rate of `goal`, if not one event was seen? `exposed`: of the runs
 * made. */
bool size_can_show(const struct size_work *work, double goal, double exposed);
/* size_rare.c: is the loss goal one for splitting? */
bool size_is_rare(const struct size_goals *goal);
/* Judges the loss of a candidate that meets all else by splitting: its loss, split and verdict. False:
 * interrupted (totals.complete is false), or work->refused says why it cannot be done. */
bool size_split(struct size_work *work, const struct config *config, bool confirm, struct size_trial *trial);

#endif
