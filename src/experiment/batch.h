/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One command's work: the points of a design, what of them is stored already, what is left to run, and what
 * is known of each while runs come in. Used by experiment_run (experiment.c) only; one thread. */
#ifndef RXP_BATCH_H
#define RXP_BATCH_H

#include "crew.h"
#include "experiment.h"
#include "resolve.h"
#include "sequence.h"

#define SHOW_EVERY_NS UINT64_C(100000000) /* progress */

/* A result waiting for its turn to be shown. */
struct held_run {
    struct run_result *result; /* NULL: not there yet */
    uint64_t wall_ns;
    bool stored; /* by an earlier command */
};

/* A run of a sequence, before its turn. */
struct early_run {
    bool there;
    bool stored; /* by an earlier command: there is no result, only the row */
    struct run_result *result;
    uint64_t wall_ns;
};

struct batch_point {
    int64_t id;     /* in the store; 0 without one */
    size_t same_as; /* an earlier point with the same configuration, or itself */
    enum scatter scatter;
    double confidence;
    uint32_t wanted; /* replications; of a sequence that goes on: that were asked for so far */
    uint32_t found;  /* of them, stored before this command */
    uint32_t done;   /* run by this command */
    struct value_row
        *row;      /* without a store and of sequences: by replication, while the point is worked on */
    uint32_t rows; /* room there */
    struct held_run *held;     /* when results are shown: by replication */
    uint32_t holds;            /* room there */
    struct sequence *sequence; /* NULL: the number of replications is fixed */
    struct early_run *early;   /* of a sequence: by replication */
    uint32_t earlies;          /* room there */
};

struct batch {
    struct scenario *scenario;
    const struct design *design;
    struct store *store; /* or NULL */
    const struct experiment_options *options;
    struct experiment_summary *summary;
    struct problems *problems;
    struct batch_point *point;
    struct crew *crew; /* while it works */
    size_t going_on;   /* points whose sequence has not ended */
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

/* Takes in a finished run (the result becomes the batch's): store, hold, count. One of a sequence waits for
 * its turn, or is dropped when it is not wanted. */
bool batch_accept(struct batch *batch, const struct crew_run *run);
/* settle.c: the same of a run that is wanted, at once. */
bool batch_take(struct batch *batch, const struct crew_run *run);
/* Shows what may be shown, estimates points that have become complete. */
bool batch_settle(struct batch *batch);
/* The row of a replication; makes room. */
struct value_row *batch_row(struct batch_point *point, uint32_t replication);
/* Lists work for the crew that is to start, or hands it to the one that works. */
void batch_add_work(struct batch *batch, size_t point, uint32_t replication);

/* precision.c: points that are run until they are precise. */
/* Whether the point is one, and by which rule; false with problems. */
bool precision_begin(struct batch *batch, size_t point);
/* Takes note of what is stored and asks for the first runs. */
bool precision_list(struct batch *batch, size_t point);
bool precision_accept(struct batch *batch, const struct crew_run *run);
bool precision_is_open(const struct batch_point *point);
void precision_free(struct batch_point *point);

/* After the last run: estimates what an interrupted command has of the points that are not complete. */
bool batch_finish(struct batch *batch);

#endif
