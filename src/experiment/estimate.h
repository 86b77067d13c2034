/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From runs to estimates: mean, standard deviation and Student-t interval (GSL) of every metric. */
#ifndef RXP_ESTIMATE_H
#define RXP_ESTIMATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config.h"
#include "metric.h"
#include "store.h"

/* The metrics of one run as estimates need them; NaN: the run gives it no value. */
struct value_row {
    uint32_t replication;
    bool counts; /* false: failed or timed out, so what it measured says nothing */
    double value[METRIC_COUNT];
};

/* Fewer losses than this say too little about their scatter: no normal interval is given for a loss. */
#define LOSSES_FOR_INTERVAL 200.0
/* No loss among n frames: at 95 % confidence the loss is at most this over n. */
#define LOSS_BOUND_FRAMES 3.0

/* Does the metric count lost frames, or say what share of them was lost? */
bool metric_is_loss(enum metric metric);

/* What the scatter of runs says about their mean. */
enum scatter {
    SCATTER_NONE, /* nothing is random: no interval */
    SCATTER_RUNS, /* runs are independent */
    SCATTER_PAIRS /* pairs of runs are: replications 0 and 1, 2 and 3 ... */
};
enum scatter scatter_of(const struct config *config);

struct value_row value_row_of(uint32_t replication, const char *status,
                              const struct metric_value metric[METRIC_COUNT]);
/* Over the rows whose replication is below `limit`, in the order given (ascending where they are pairs). Of a
 * pair of which one run gives the metric no value the other is left out. Metrics of loss have no interval
 * when fewer than LOSSES_FOR_INTERVAL of what they count were lost in all. */
void rows_estimate(const struct value_row *row, size_t count, uint32_t limit, double confidence,
                   enum scatter scatter, struct estimate estimate[METRIC_COUNT]);

/* n < 2 or nothing random: no interval. */
struct estimate estimate_of(const double *values, uint32_t n, double confidence, bool random);
/* values[0] and [1] are a pair, and so on (n is even): mean and standard deviation are of all, the interval
 * comes from the means of the pairs. */
struct estimate estimate_of_pairs(const double *values, uint32_t n, double confidence);
/* The quantile of Student's t that a two-sided interval needs, the same on every machine. */
double student_quantile(double confidence, uint32_t freedom);

#endif
