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
};

/* An error about the command line or about what it asks for. Always false. */
bool size_wrong(struct problems *problems, const char *option, const char *hint, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* size_cases.c: keys, ranges and cases. False with problems; nothing was run or opened. */
bool size_prepare(struct size_work *work);
/* size_trial.c: runs a candidate until it is decided; `confirm`: meets the goal only if all runs allowed say
 * so. False: problems, or totals.complete is false. */
bool size_try(struct size_work *work, const struct size_case *one, bool confirm, struct size_trial *trial);

#endif
