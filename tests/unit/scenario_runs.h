/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs of the scenarios that come with rxpool, through the public library only, as a program of somebody else
 * would make them. */
#ifndef RXP_SCENARIO_RUNS_H
#define RXP_SCENARIO_RUNS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rxpool/rxpool.h"

struct run {
    rxpool_scenario *scenario;
    rxpool_result *result;
};

/* Runs replication 0 of scenarios/NAME.yaml with settings: "key", "value", ..., NULL. */
static inline struct run run_of(const char *name, ...) {
    char path[512];
    const char *root = getenv("RXPOOL_SOURCE_ROOT");
    snprintf(path, sizeof path, "%s/scenarios/%s.yaml", root ? root : ".", name);
    struct run run = {.scenario = rxpool_open(path)};
    va_list settings;
    va_start(settings, name);
    for (const char *key; (key = va_arg(settings, const char *)) != NULL;)
        rxpool_set(run.scenario, key, va_arg(settings, const char *));
    va_end(settings);
    run.result = rxpool_run(run.scenario, 0);
    if (!run.result)
        fail_msg("%s", rxpool_problems(run.scenario));
    double broken = 0; /* their drivers behave */
    assert_true(rxpool_metric(run.result, "contract_violations", &broken) && broken == 0);
    return run;
}

static inline void done(struct run run) {
    rxpool_result_free(run.result);
    rxpool_close(run.scenario);
}

static inline double metric(struct run run, const char *name) {
    double value = 0;
    if (!rxpool_metric(run.result, name, &value))
        fail_msg("%s has no value", name);
    return value;
}

/* The metric of a run that is not needed for anything else. */
static inline double metric_of(struct run run, const char *name) {
    double value = metric(run, name);
    done(run);
    return value;
}

#endif
