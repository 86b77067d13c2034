/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stand-ins for the scenario, the model and the store, for the tests of the experiment layer: points that are
 * numbers, runs that take as long as the test wants, a store that fails when it is told to. What they write
 * is a log in order of time, so that the tests can see what an experiment did and when. */
#ifndef RXP_FAKE_LAYERS_H
#define RXP_FAKE_LAYERS_H

#include <stdatomic.h>

#include "experiment.h"
#include "text.h"

#define FAKE_LOST 1000 /* frames, in each run; its throughput is 0 */
#define FAKE_BREACH 3  /* the replication of every point that breaks R7 */

struct scenario {
    struct problems problems;
    uint64_t seed;             /* the value without a design; 0: 1 */
    bool deterministic;        /* every point */
    uint64_t precision_e18;    /* that it asks for itself */
    uint32_t delay_us;         /* a run sleeps up to so long, by its number */
    bool endless;              /* runs end only when polled away */
    uint64_t bad_value;        /* a point with this value cannot be resolved; 0: none */
    uint64_t twin_value;       /* this value means the same as 1; 0: none */
    atomic_uint_fast64_t runs; /* begun */
};

struct fake_run {
    int64_t point;
    uint32_t replication;
    enum run_status status;
    double value;
    struct digest digest;
};

struct store {
    struct fake_run run[4096];
    size_t runs;
    uint64_t point_value[64]; /* by id - 1 */
    size_t points;
    uint32_t fail_after; /* runs; 0: never */
    uint32_t commits;
    uint32_t model_version; /* of the points, for verify */
    struct text estimates;  /* log: "point n mean\n" */
};

/* A design of one axis "value" with the given values. */
void fake_design(struct design *design, const char *const *values, size_t count);
void fake_design_free(struct design *design);

/* Plans and simulators that exist now: 0 when nothing leaks. */
int fake_alive(void);

#endif
