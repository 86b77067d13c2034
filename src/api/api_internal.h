/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the api share: the insides of an experiment. */
#ifndef RXP_API_INTERNAL_H
#define RXP_API_INTERNAL_H

#include "api.h"
#include "experiment.h"
#include "report.h"
#include "scenario.h"
#include "store.h"

struct api_experiment {
    struct scenario *scenario;
    struct design design;
    struct experiment_summary summary;
    struct run_result **run; /* kept for the document: the first point's, by replication */
    uint64_t *wall_ns;
    size_t runs, capacity;
    uint64_t init_failed, starved; /* among the results seen */
    char *starved_story;           /* of the first that starved; NULL: none did */
    char *rules_broken;            /* in words; NULL: none was */
    struct size_result size;
};

/* The database of the work, open for writing, with the command noted in it. NULL and problems. */
struct store *api_store_open(const struct api_work *work, struct problems *problems);
/* What both a sweep and a search tell of their runs. */
void api_tell_totals(struct api_experiment *experiment, const struct experiment_summary *totals,
                     struct api_outcome *outcome);
/* "R7 (3 times), R16 (once)": those that bind; NULL: none was broken. Caller frees. */
char *api_name_rules(const struct experiment_summary *summary);
/* Progress as the command sees it. */
struct api_progress api_seen(const struct progress *progress);

#endif
