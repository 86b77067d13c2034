/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the command line needs beyond the public header: one function for each thing a command does.
 *
 * The command line sees this header, the public one and base's problems and texts, and nothing else. Every
 * function that can fail collects its problems; false or NULL means that there is at least one, and
 * problems->exit_code says with which code a command ends. Nothing here prints, except to a FILE it is given.
 */
#ifndef RXP_API_H
#define RXP_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "problem.h"
#include "text.h"

struct api_list {
    const char *const *item;
    size_t count;
};

/* --- experiments: a scenario, with what the command line changed in it, once or for every point of a design
 * --- */

struct api_experiment;

struct api_source {
    const char *path;     /* a scenario file, "-" is stdin */
    struct api_list set;  /* KEY=VALUE */
    struct api_list axes; /* KEY=SPEC: on top of the sweep: section */
    const char *seed;     /* or NULL */
    bool sweep;           /* false: the sweep: section is read, but not used */
};

/* Reads the scenario and its design. Warnings may be in problems when it succeeds. */
struct api_experiment *api_open(const struct api_source *source, struct problems *problems);
void api_close(struct api_experiment *experiment);

/* Points of the design (1 when nothing varies), axes, and the values that set a point apart: "pool.initial=64
 * ...". */
size_t api_points(const struct api_experiment *experiment);
size_t api_axes(const struct api_experiment *experiment, size_t axis,
                const char **key); /* values of the axis; 0: none */
void api_point_text(const struct api_experiment *experiment, size_t point, struct text *to);
/* Points of the sweep: section, whether it is used or not; 0: there is none. */
size_t api_sweep_points(struct api_experiment *experiment);

struct api_progress {
    uint64_t runs_done, runs_total, runs_found, runs_failed, events;
    double elapsed_s, eta_s; /* eta_s < 0: not known yet */
    bool last;
    bool pilots; /* these runs only find the warm-up */
};
typedef void api_progress_show(void *context, const struct api_progress *progress);

struct api_work {
    const char *database; /* NULL: nothing is logged */
    int argc;             /* for the log: who computed it */
    char *const *argv;
    uint32_t replications; /* 0: what the scenario says; with a precision the fewest */
    double precision;      /* a share of the mean; 0: what the scenario says, unless replications are given */
    uint32_t most;         /* with a precision, the most replications; 0: what the scenario says */
    const char *metrics;   /* that the precision is asked of; NULL: what the scenario says */
    double confidence;     /* 0: what the scenario says */
    uint32_t jobs;         /* 0: one per processor */
    double timeout_s;      /* of a run; 0: none */
    const volatile int *interrupted;
    api_progress_show *progress; /* may be NULL */
    void *context;
    bool keep_results; /* for api_json */
    bool policies;     /* verify: load the shared objects that the database names */
};
struct api_outcome {
    size_t points,
        deterministic; /* points that were run once whatever was asked for, as nothing in them is random */
    uint32_t jobs;
    uint64_t runs_done, runs_found;
    uint64_t runs_failed, runs_timeout; /* among runs_done */
    uint64_t runs_init_failed;          /* among runs_done; without a design among those found too */
    uint64_t runs_starved;              /* the same */
    const char *starved_story;          /* of the first of them; the experiment's; NULL: none is known */
    /* "R7 (3 times), R16 (once)": rules that bind and that runs broke, those found among them; the
     * experiment's; NULL: none. Guidance is not among them. */
    const char *rules_broken;
    /* Points where a precision was asked for; of them those that did not reach it with the most replications,
     * and those where a metric was always 0 or had no value; and the metric of the first such point. */
    size_t precision_asked, precision_missed, precision_idle;
    const char *missed_metric, *idle_metric;
    double precision; /* of the first point that asked for one */
    /* Points whose warm-up was found by pilot runs, the least and the greatest, and of how many it lies in
     * the last half of the run. */
    size_t warmups, warmups_late;
    double warmup_least_s, warmup_greatest_s;
    double elapsed_s;
    bool complete; /* false: interrupted */
};
bool api_execute(struct api_experiment *experiment, const struct api_work *work, struct api_outcome *outcome,
                 struct problems *problems);
/* After api_execute: the first point's metrics for people; the result document (caller frees; keep_results).
 */
void api_summary(const struct api_experiment *experiment, FILE *to);
char *api_json(const struct api_experiment *experiment);

/* The loss of the scenario as it is, by splitting: printed to `to`, or in *document (the caller frees it)
 * where that is not NULL. precision: half of the interval by the estimate, 0: the usual one. Nothing is
 * stored; of work, jobs, interrupted and progress (batches, not runs) count. */
enum api_rare { API_RARE_DONE, API_RARE_IMPRECISE, API_RARE_NO_LOSS, API_RARE_STOPPED };
bool api_rare(struct api_experiment *experiment, const struct api_work *work, double precision,
              enum api_rare *status, char **document, FILE *to, struct problems *problems);

/* What the whole design would take: from short runs of a few points. */
struct api_forecast {
    size_t points, measured;
    uint64_t runs;
    uint32_t jobs;
    double run_s, total_s;
};
bool api_forecast(struct api_experiment *experiment, const struct api_work *work,
                  struct api_forecast *forecast, struct problems *problems);

/* size: the smallest value of a key that meets a goal. */
struct api_size {
    struct api_list of, range;
    const char *policies;                              /* or NULL */
    const char *max_loss, *max_episodes, *max_latency; /* as written; NULL: no such goal */
    const char *confidence;                            /* as written; NULL: 95 % */
    uint32_t most;                                     /* runs of a candidate */
    void (*show)(void *context, const char *line);     /* each candidate that is done; may be NULL */
    void *context;
};
/* The experiment must have been opened without a sweep. *met: at least one case meets the goal. */
bool api_size(struct api_experiment *experiment, const struct api_size *size, const struct api_work *work,
              struct api_outcome *outcome, bool *met, struct problems *problems);
/* After an api_size that was complete; for people, and for machines (caller frees). */
void api_size_write(const struct api_experiment *experiment, FILE *to);
char *api_size_json(const struct api_experiment *experiment);

/* check FILE: resolves every point; writes what was defaulted, the room a run needs and the size of the
 * sweep. */
bool api_check(struct api_experiment *experiment, struct text *to, struct problems *problems);

/* check-policy: loads the shared object and tries it in our own scenarios (no files) or in those. What was
 * seen is appended; good: nothing was wrong with the policy. False with problems when it could not be tried.
 */
bool api_check_policy(const char *path, struct api_list files, struct text *to, bool *good,
                      struct problems *problems);

/* --- exact answers --- */
struct api_theory;
/* Which known model the scenario is. NULL with problems when it cannot be resolved; api_theory_close. */
struct api_theory *api_theory_open(struct api_experiment *experiment, struct problems *problems);
void api_theory_close(struct api_theory *theory);
bool api_theory_known(const struct api_theory *theory);
/* The answers beside those of the runs (api_execute comes first), or what keeps it from being a known model.
 * Caller frees the document. */
void api_theory_show(const struct api_theory *theory, const struct api_experiment *experiment, FILE *to);
char *api_theory_json(const struct api_theory *theory, const struct api_experiment *experiment);

/* --- databases --- */
bool api_show(const char *database, int64_t run, FILE *to, struct problems *problems);
/* All studies, for machines. */
bool api_studies(const char *database, FILE *to, struct problems *problems);
/* One run in the counters of a driver. */
bool api_counters(const char *database, int64_t run, const char *family, FILE *to, struct problems *problems);

struct api_compare {
    const char *other;      /* a second database, or NULL: the first one's groups */
    const char *by;         /* the key that tells groups apart, or NULL */
    struct api_list metric; /* names; none: the usual ones */
    struct api_list fail_if;
    const char *confidence; /* as written; NULL: 95 % */
    int64_t study;          /* 0: the last one */
    bool json;
};
/* *holds: a fail_if does. */
bool api_compare(const char *database, const struct api_compare *compare, FILE *to, bool *holds,
                 struct problems *problems);

enum api_format { API_CSV, API_JSON, API_NDJSON };
bool api_export(const char *database, enum api_format format, FILE *to, struct problems *problems);

struct api_plot {
    const char *kind, *terminal, *output, *keep; /* kind as api_plot_kinds names it; the others may be NULL */
    int64_t study, run;                          /* 0: the last study; the first run with something to show */
    uint32_t columns;                            /* of the terminal */
    const char *by, *metric,
        *with; /* delta: the key of the groups, what differs, a second database; or NULL */
};
bool api_plot(const char *database, const struct api_plot *plot, struct problems *problems);
size_t api_plot_kinds(const char *const **names, const char *const **meanings);
/* Does the kind show differences, so that by, metric and with mean something? */
bool api_plot_compares(const char *kind);
/* Is the kind about one run (of several that it may be about)? The others take no number of a run. */
bool api_plot_takes_run(const char *kind);

typedef void api_verify_show(void *context, int64_t run, const char *stored, const char *now);
struct api_verify {
    uint64_t checked, same, different, other_version, unfinished;
    bool complete;
};
/* runs NULL: all of them. progress and show share work->context. */
bool api_verify(const char *database, const int64_t *runs, size_t count, const struct api_work *work,
                api_verify_show *show, struct api_verify *result, struct problems *problems);

/* --- what rxpool knows --- */
/* False when the word is no key, metric or topic; *nearest (or NULL) is the likeliest one meant. */
bool api_explain(const char *word, struct text *to, const char **nearest);
/* Topics: pages about how values are written, of all rules, presets and causes. NULL after the last. */
const char *api_topic(size_t index);
void api_schema(struct text *to);
/* Scenarios to start from: index from 0 until NULL; the first is the one taken when none is named. */
const char *api_template_name(size_t index, const char **meaning);
const char *api_template(const char *name); /* its text; NULL: none of that name */
const char *api_preset_name(size_t index);  /* NULL: no more */
/* A scenario that begins with the preset; false: none of that name. */
bool api_preset(const char *name, struct text *to);
/* Versions of the program, its model, its libraries and its compiler, one a line. */
void api_versions(struct text *to);
/* {"error": ...}. Caller frees. */
char *api_json_problems(const struct problems *problems, int exit_code);
/* "95 %" or 0.95, above one half and below 1; else a problem of the option --confidence (64). */
bool api_confidence(const char *text, double *confidence, struct problems *problems);
/* "30 s" to seconds; NULL when understood, else what is wrong (valid until the next call with the same
 * buffer). */
const char *api_seconds(const char *text, double *seconds, char *buffer, size_t size);
/* "2 %" or "0.02" to 0.02, in the same way. */
const char *api_share(const char *text, double *share, char *buffer, size_t size);

#endif
