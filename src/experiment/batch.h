/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One command's work: the points of a design, what of them is stored already, what is left to run, and what
 * is known of each while runs come in. Used by experiment_run (experiment.c) only; one thread. */
#ifndef RXP_BATCH_H
#define RXP_BATCH_H

#include "crew.h"
#include "experiment.h"
#include "resolve.h"

/* The metrics of one run as estimates need them; NaN: the run gives it no value. */
struct value_row {
    uint32_t replication;
    bool counts; /* false: failed or timed out, so what it measured says nothing */
    double value[METRIC_COUNT];
};

/* A result waiting for its turn to be shown. */
struct held_run {
    struct run_result *result; /* NULL: not there yet */
    uint64_t wall_ns;
    bool stored; /* by an earlier command */
};

struct batch_point {
    int64_t id;     /* in the store; 0 without one */
    size_t same_as; /* an earlier point with the same configuration, or itself */
    bool random;
    uint32_t wanted;       /* replications */
    uint32_t found;        /* of them, stored before this command */
    uint32_t done;         /* run by this command */
    struct value_row *row; /* without a store: by replication, while the point is worked on */
    struct held_run *held; /* when results are shown: by replication */
};

struct batch {
    struct scenario *scenario;
    const struct design *design;
    struct store *store; /* or NULL */
    const struct experiment_options *options;
    struct experiment_summary *summary;
    struct problems *problems;
    double confidence;
    struct batch_point *point;
    struct crew_point *crew_point;
    struct crew_range *range;
    size_t range_count, range_capacity;
    uint64_t runs_total; /* found ones included */
    bool showing;        /* stored runs of show_point have been fetched */
    size_t show_point;   /* the next result to show */
    uint32_t show_replication;
    size_t estimate_point; /* the next point to estimate: all before it are complete and estimated */
};

/* Resolves all points, registers them in the store and lists what is to be run. False: problems say why. */
bool batch_prepare(struct batch *batch);
void batch_free(struct batch *batch);

/* Takes in a finished run (the result becomes the batch's): store, hold, count. */
bool batch_accept(struct batch *batch, const struct crew_run *run);
/* Shows what may be shown, estimates points that have become complete. */
bool batch_settle(struct batch *batch);
/* After the last run: estimates what an interrupted command has of the points that are not complete. */
bool batch_finish(struct batch *batch);

/* rows.c: values for estimates. */
struct value_row value_row_of(uint32_t replication, const char *status,
                              const struct metric_value metric[METRIC_COUNT]);
/* Over the rows whose replication is below `limit`, in the order given. */
void rows_estimate(const struct value_row *row, size_t count, uint32_t limit, double confidence, bool random,
                   struct estimate estimate[METRIC_COUNT]);

#endif
