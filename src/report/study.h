/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One study of a database in memory: its points, what varies between them, and every estimate. What the plots
 * and the overview tables share. */
#ifndef RXP_STUDY_H
#define RXP_STUDY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "estimate.h"
#include "metric.h"
#include "problem.h"
#include "store.h"

struct study_axis {
    const char *key;
    const char *unit; /* "" when it has none */
    bool numeric;
    size_t values; /* how many different ones */
};
struct study_value {
    bool set; /* the point has this parameter */
    bool numeric;
    double number;
    const char *text; /* canonical */
};
struct study_point {
    int64_t id;
    uint64_t runs;
    uint64_t init_failed, unfinished; /* of them; unfinished: status failed or timeout */
    uint64_t starved;                 /* of them: with a result, of the time until then */
    int64_t model_version;
    struct study_value *value;              /* one for each axis */
    struct estimate estimate[METRIC_COUNT]; /* interval false: none is given */
};
struct study {
    int64_t id;
    const char *name;
    size_t axes;
    struct study_axis *axis;
    int64_t model_version; /* the newest of its points; curves show no others */
    size_t points;         /* ascending id */
    struct study_point *point;
    struct study_value *values;
    struct table *kept[5]; /* the texts live here */
};

/* The id of the last study; 0 when there is none. */
int64_t study_last(struct store *store, struct problems *problems);
/* False with a problem (65) when there is no such study. study_free in every case. */
bool study_load(struct store *store, int64_t id, struct study *study, struct problems *problems);
void study_free(struct study *study);

/* "pool.initial 64, pool.policy static": what sets a point apart (tame). */
void study_point_name(const struct study *study, const struct study_point *point, struct text *to);
/* The same in short, without axis `but` (SIZE_MAX: with all): "initial 64, static". The policy speaks for
 * itself, other values are preceded by the last word of their key. */
void study_point_short(const struct study *study, const struct study_point *point, size_t but,
                       struct text *to);

/* Frames lost, and frames with a known fate, over all the runs that the estimates are of. */
double estimates_lost(const struct estimate estimate[METRIC_COUNT]);
double estimates_known(const struct estimate estimate[METRIC_COUNT]);

#endif
