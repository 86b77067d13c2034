/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports: JSON, tables for people, CSV, and curves through gnuplot. Reads from results and from the store;
 * writes text.
 */
#ifndef RXP_REPORT_H
#define RXP_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "experiment.h"
#include "problem.h"
#include "reduction.h"
#include "size.h"
#include "splitting.h"
#include "store.h"
#include "text.h"

/* --- plots (plot.c, plot_*.c; scripts in plots/) --- */
struct plot_options {
    const char *kind;     /* throughput loss tradeoff timeline episodes */
    const char *terminal; /* svg png pdf term; NULL: svg, or term when no output was asked for and stdout is a
                             terminal */
    const char *output;   /* file; NULL: KIND.TERMINAL in the current directory, stdout for term */
    const char *keep;     /* directory that gets data and script, or NULL */
    int64_t study;        /* 0: the last one */
    int64_t run;          /* timeline, episodes: 0: the first run of the study with something to show */
    uint32_t columns;     /* width of the terminal; 0: 80 */
    const char *by;       /* delta: as in compare_options; or NULL */
    const char *metric;   /* delta: what differs; NULL: loss_ratio */
    const char *with;     /* delta: path of the database that is B; NULL: groups of this one */
};
/* False and a problem (65 nothing to plot, 69..74 gnuplot missing or failed, output not writable). */
bool plot_draw(struct store *store, const struct plot_options *options, struct problems *problems);
/* Names and one-line meanings of the kinds, in table order. */
size_t plot_kinds(const char *const **names, const char *const **meanings);
/* Does that kind show single runs, so that options->run means something? */
bool plot_takes_run(const char *kind);

/* Does that kind show differences, so that by, metric and with mean something? */
bool plot_compares(const char *kind);

/* --- comparisons (compare.c) --- */
struct compare_options {
    struct store *a, *b; /* b NULL: groups of a */
    int64_t study;       /* 0: the last one of each */
    const char *by;      /* the key that tells groups apart; NULL: pool.policy, or the only key that varies */
    const char *const *metric; /* names; none: a few that matter; "all" */
    size_t metrics;
    const char *const *fail_if;
    size_t fail_ifs;
    double confidence; /* 0: .95 */
    bool json;
};
/* *holds: a --fail-if does, at one point at least. */
bool report_compare(const struct compare_options *options, FILE *to, bool *holds, struct problems *problems);

/* --- documents for machines --- */
/* The result document of `run --json` (interface: rxpool/result/1). Caller frees. */
char *json_result(const struct config *config, const struct run_result *const *runs, const uint64_t *wall_ns,
                  size_t count, const struct point_summary *summary);
/* {"error": {...}} with the list of problems. Caller frees. */
char *json_problems(const struct problems *problems, int exit_code);
/* The document of `run --rare --json` (rxpool/rare/1). Caller frees. */
char *json_rare(const struct config *config, const struct splitting_result *result);
/* What a search has found (rxpool/size/1). Caller frees. */
char *json_size(const struct size_result *result);
enum export_format { EXPORT_CSV, EXPORT_JSON, EXPORT_NDJSON };
/* The same for machines (rxpool/theory/1). Caller frees. */
char *json_exact(const struct theory *theory, const struct config *config,
                 const struct point_summary *summary);
char *json_obstacles(const struct theory *theory, const struct config *config);
/* All studies, point by point (rxpool/studies/1). */
bool report_studies(struct store *store, FILE *to, struct problems *problems);
/* Every run with parameters that vary and all scalar metrics. */
bool export_write(struct store *store, enum export_format format, FILE *to, struct problems *problems);

/* --- for people --- */
/* Metrics of one experiment with intervals, scaled. */
void report_summary(const struct config *config, const struct point_summary *summary, FILE *to);
/* The exact answers of the model that the scenario is, each with the mean, half of its interval and the
 * distance in standard errors; or what keeps it from being one. */
void report_exact(const struct theory *theory, const struct config *config,
                  const struct point_summary *summary, FILE *to);
void report_obstacles(const struct theory *theory, const struct config *config, FILE *to);
/* A loss estimated by splitting, with its levels. */
void report_rare(const struct config *config, const struct splitting_result *result, FILE *to);
/* What a search has found, candidate by candidate, or case by case when there are several. */
void report_size(const struct size_result *result, struct text *to);
/* A candidate in one line, as it is shown when it is done: "pool.initial 64: loss 0.0021 (...), not met". */
void report_size_trial(const struct size_result *result, const struct size_case *one,
                       const struct size_trial *trial, struct text *to);
/* What a database holds: studies, points, the everyday table; or all of one run. */
bool report_show(struct store *store, int64_t run, FILE *to, struct problems *problems);
/* The same run in the counters of a driver ("intel", "mlx5", "dpdk", "netkvm"); 64 for another word. */
bool report_counters(struct store *store, int64_t run, const char *family, FILE *to,
                     struct problems *problems);
/* The families, at most `most`; returns how many. */
size_t report_counter_families(const char **names, size_t most);
/* What METRIC means: false when there is none of that name. */
bool explain_metric(const char *name, struct text *to, const char **nearest);
/* A rule of the contract with NDIS ("R7"), or all of them ("rules"). */
bool explain_rule(const char *word, struct text *to, const char **nearest);
/* A scripted fault of driver.faults ("free_twice"), or all of them ("faults"). */
bool explain_fault(const char *word, struct text *to, const char **nearest);
/* How a run ended ("starved"), or all the ways ("statuses"). */
bool explain_status(const char *word, struct text *to, const char **nearest);
void rules_markdown(struct text *to);
void metrics_markdown(struct text *to);

#endif
