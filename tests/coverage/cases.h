/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenarios whose answer is known exactly, for the measurement of how often intervals hold it. */
#ifndef RXP_CASES_H
#define RXP_CASES_H

#include <stddef.h>
#include <stdint.h>

#include "metric.h"

struct coverage_case {
    const char *name;
    const char *scenario; /* what follows schema, name and seed */
    enum metric metric;
    double (*exact)(void);
    uint32_t replications; /* of an experiment; with a precision the fewest, 0: the default */
    double precision;      /* 0: a fixed number of replications */
    uint32_t experiments;  /* macro-replications of the whole suite */
};

/* NULL after the last. */
const struct coverage_case *coverage_case_at(size_t index);

#endif
