/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vocabulary of results: one row per metric, one per drop reason. Database columns, JSON members,
 * `explain`, the reference page and the tests loop over these tables; nothing else lists metric names. */
#ifndef RXP_METRIC_H
#define RXP_METRIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The rules of the simulation have a version: results of different versions are never mixed, and golden
 * digests change only together with it. */
#define MODEL_VERSION 2

enum metric_kind { METRIC_INTEGER, METRIC_REAL };

/* id, name, unit, kind, window, meaning, formula. Windows: "frames" = frames that reached the NIC at or after
 * the warm-up; "time" = [warmup, duration); "run" = all of [0, duration). */
#include "metric_rows.h"

#define METRIC_ID(id, name, unit, kind, window, meaning, formula) METRIC_##id,
enum metric { METRIC_ROWS(METRIC_ID) METRIC_COUNT };
#undef METRIC_ID

struct metric_row {
    const char *name;
    const char *unit; /* "1" for ratios, "frame", "ns", "B", "B s", "buffer", "frame/s", "bit/s", "1/s" ... */
    enum metric_kind kind;
    const char *window;
    const char *meaning;
    const char *formula;
};

extern const struct metric_row metric_table[METRIC_COUNT];

/* METRIC_COUNT when there is none of that name. */
enum metric metric_find(const char *name);
/* The likeliest name meant, or NULL. */
const char *metric_nearest(const char *name);

struct metric_value {
    bool defined; /* false: null, the run gives this metric no value (no frames, no episodes ...) */
    uint64_t integer;
    double real;
};

/* The value as a double whatever its kind; call only when defined. */
static inline double metric_real(enum metric metric, struct metric_value value) {
    return metric_table[metric].kind == METRIC_INTEGER ? (double)value.integer : value.real;
}

#endif
