/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sequential stopping: how many replications a point needs until the intervals of some metrics are narrow
 * enough.
 *
 * Replications are looked at in the order of their numbers: after each one, whether the first n are enough is
 * a function of those n alone. So the number of runs does not depend on threads, on which run ended first, or
 * on what was stored before. The rule is the classic relative one (A. M. Law, W. D. Kelton and L. W. Koenig,
 * "Relative Width Sequential Confidence Intervals for the Mean", Communications in Statistics B10, 1981):
 * stop at the first n >= least at which the half width is at most `precision` times the absolute mean. */
#ifndef RXP_SEQUENCE_H
#define RXP_SEQUENCE_H

#include "estimate.h"
#include "problem.h"

#define SEQUENCE_METRICS_MAX 8
/* Fewer values than this say too little about their scatter to stop by it. */
#define SEQUENCE_LEAST 10

/* How a point ended. */
enum sequence_end {
    SEQUENCE_GOES_ON,
    SEQUENCE_REACHED,
    SEQUENCE_IDLE, /* what could be judged is precise enough; a metric was always 0, or never had a value */
    SEQUENCE_MOST  /* the most replications were made, and it is not precise enough */
};

struct sequence_rule {
    double precision, confidence;
    uint32_t least, most; /* replications */
    bool pairs;
    uint32_t metrics;
    enum metric metric[SEQUENCE_METRICS_MAX];
};

/* Sums over values, or over the means of pairs, in order (B. P. Welford, Technometrics 4, 1962). */
struct sequence_sum {
    uint32_t n;
    double mean, squares;
    double first; /* of a pair; NaN: it has none */
    bool always_0;
};

struct sequence {
    struct sequence_rule rule;
    uint32_t seen; /* replications 0 .. seen - 1 are in the sums */
    double lost;   /* frames */
    struct sequence_sum sum[SEQUENCE_METRICS_MAX];
    enum sequence_end end;
    enum metric blame; /* IDLE: the first that is always 0 or has no value; MOST: one that is not precise */
    uint32_t foreseen; /* replications it will need, about; while it goes on */
};

/* Names separated by commas; false with what is wrong. */
bool sequence_metrics(const char *names, struct sequence_rule *rule, struct text *wrong);

/* The next replication, and whether to go on after it. */
enum sequence_end sequence_add(struct sequence *sequence, const struct value_row *row);

#endif
