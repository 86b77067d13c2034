/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log of every run: one SQLite file. The only layer that includes sqlite3.h; it takes finished results
 * and gives back rows.
 *
 * Identity: a study is a scenario (name and canonical form without its sweep section, with the overrides of
 * the command line); a point is one resolved configuration (hash of its canonical form) under one model
 * version; a run is one replication of a point. Ids follow from the design, not from who finishes first:
 * studies and points are numbered in the order in which they are registered, before any run starts, and
 * run_id = point_id * 1000000 + replication. So the same design gives the same rows whatever the number of
 * threads. What depends on the clock or the machine (wall time, versions, argv) is kept in tables of its own,
 * `execution` and `run_clock`: the rest of a dump is reproducible.
 *
 * One writer at a time, from one thread. Errors become problems with exit code 66 (no such database), 65 (not
 * ours, or of another schema version), 73/74 (cannot be created / written). */
#ifndef RXP_STORE_H
#define RXP_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "problem.h"
#include "result.h"
#include "scenario.h"

#define STORE_REPLICATIONS_MAX 1000000u

struct store;

enum store_mode { STORE_READ, STORE_WRITE };

/* STORE_WRITE creates the file when it is not there (WAL while open). NULL and a problem when it cannot. */
struct store *store_open(const char *path, enum store_mode mode, struct problems *problems);
/* Commits, goes back to journal mode DELETE (one file remains), closes. False and a problem when that failed.
 */
bool store_close(struct store *store, struct problems *problems);

/* Who computes: program version, compiler, library versions, argv (JSON array), start time. Once per command.
 */
bool store_begin_execution(struct store *store, int argc, char *const *argv, struct problems *problems);

struct study_key {
    const char *name;
    const char *description; /* may be NULL */
    const char *scenario;    /* the file, byte for byte */
    size_t scenario_length;
    const char *path;      /* as given */
    const char *canonical; /* of the base configuration */
};
/* Finds the study or adds it; its id, or 0 and a problem. */
int64_t store_study(struct store *store, const struct study_key *key, struct problems *problems);

/* Finds the point or adds it with its parameters; axes are the assignments that set it apart (axis order). */
int64_t store_point(struct store *store, int64_t study, const struct config *config,
                    const struct assignment *axes, size_t axis_count, struct problems *problems);

/* Is that replication of the point finished and stored? */
bool store_has_run(struct store *store, int64_t point, uint32_t replication);

/* Adds a whole run within the open transaction (opened when needed). wall_ns is the clock's. */
bool store_add_run(struct store *store, int64_t point, const struct run_result *result, uint64_t wall_ns,
                   struct problems *problems);
/* Commits when the transaction is older than 200 ms or `now` is set. */
bool store_commit(struct store *store, bool now, struct problems *problems);

/* The scalar metrics of the stored runs of a point by replication, for estimates: calls back once a run. */
struct stored_run {
    int64_t run_id, point_id;
    uint32_t replication;
    char status[16];
    char digest[DIGEST_TEXT];
    uint64_t seed;
    uint64_t events;
    struct metric_value metric[METRIC_COUNT];
};
typedef void stored_run_visit(void *context, const struct stored_run *run);
/* point 0: all points. Ascending run_id. */
bool store_runs(struct store *store, int64_t point, stored_run_visit *visit, void *context,
                struct problems *problems);

/* Broken rules of the stored runs of a point, in the order of runs and of the table of rules. */
struct stored_violation {
    uint32_t replication;
    struct violation_row row; /* its context is the callback's to read, not to keep */
};
typedef void stored_violation_visit(void *context, const struct stored_violation *violation);
bool store_violations(struct store *store, int64_t point, stored_violation_visit *visit, void *context,
                      struct problems *problems);

/* Estimates of a point over its runs 0..n-1. */
struct estimate {
    bool defined;
    uint32_t n;        /* runs that give the metric a value */
    double mean, sd;   /* sd of one run; 0 for n < 2 */
    bool interval;     /* n >= 2 and something is random */
    double low, high;  /* Student-t interval of the mean */
    double confidence; /* of the interval; 0 without one */
};
bool store_estimates(struct store *store, int64_t point, double confidence,
                     const struct estimate estimate[METRIC_COUNT], struct problems *problems);

/* Everything needed to run a stored point again: scenario text, path, and the point's canonical configuration
 * (which is itself a scenario text). Strings belong to the caller (free). */
struct stored_point {
    int64_t point_id, study_id;
    uint32_t model_version;
    char *study_name;
    char *canonical;
    char *path; /* of the scenario file, for relative trace files */
};
typedef void stored_point_visit(void *context, const struct stored_point *point);
bool store_points(struct store *store, stored_point_visit *visit, void *context, struct problems *problems);

/* --- tables for reports: every query of the reports lives in the store --- */

enum cell_kind { CELL_NULL, CELL_INTEGER, CELL_REAL, CELL_TEXT };
struct cell {
    enum cell_kind kind;
    int64_t integer;
    double real;
    const char *text;
};
struct table {
    size_t columns, rows;
    char **name;       /* column names */
    struct cell *cell; /* row by row */
    char *texts;       /* where the cells' texts live */
};
void table_free(struct table *table);
/* The column of that name; table->columns when there is none. */
size_t table_column(const struct table *table, const char *name);

/* Named tables and views of the schema, with at most one integer argument (0: all): enum and SQL side by side
 * in tables.c. */
enum store_table {
    TABLE_STUDIES,     /* study_id, name, points, runs */
    TABLE_POINTS,      /* point_id, study, axes as text, runs, mean loss ... ; argument study */
    TABLE_AXES,        /* key, distinct values, whether numeric, unit; argument study: the keys that vary */
    TABLE_CURVE,       /* point_id, key, value (number or text), unit of every varying key; argument study */
    TABLE_ESTIMATES,   /* point_id, metric, n, mean, sd, low, high, unit; argument study */
    TABLE_RUNS,        /* everything scalar of every run; argument run */
    TABLE_METRICS,     /* metric, value, unit of a run; argument run */
    TABLE_EPISODES,    /* argument run */
    TABLE_ALLOCATIONS, /* argument run */
    TABLE_SERIES,      /* argument run */
    TABLE_VIOLATIONS,  /* argument run */
    TABLE_HISTOGRAM,   /* name, low_ps, high_ps, count; argument run */
    TABLE_PARAMETERS,  /* point_id, key, text, number, unit; argument point */
    TABLE_CLOCKS,      /* point_id, ns_per_frame of every run with frames, ascending; argument study */
    TABLE_EXECUTIONS
};
struct table *store_table(struct store *store, enum store_table which, int64_t argument,
                          struct problems *problems);

#endif
