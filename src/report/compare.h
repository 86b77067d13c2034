/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two sides point by point and run by run: what `rxpool compare` and the delta plot are made of.
 *
 * The sides are two databases, or the groups of one that differ in one key. Points are matched by the values
 * of all other keys that vary in either, runs by their replication. What cannot be paired is left out and
 * said. */
#ifndef RXP_COMPARE_H
#define RXP_COMPARE_H

#include "paired.h"
#include "report.h"
#include "study.h"
#include "text.h"

enum { COMPARE_METRICS_MAX = METRIC_COUNT };

/* One matched point of both sides. */
struct compared_point {
    const struct study_point *a, *b;
    const char *label_a, *label_b; /* one database: the values of the key; else NULL */
    bool random;                   /* false: nothing in it is random, and differences are exact */
    uint32_t n;                    /* pairs of runs */
    double lost;                   /* frames, in all runs of both */
    struct metric_value (*run_a)[METRIC_COUNT], (*run_b)[METRIC_COUNT];
    struct paired result[COMPARE_METRICS_MAX]; /* by place in comparison.metric */
};

struct comparison {
    struct store *store_a, *store_b; /* the same, or two */
    struct study a, b;               /* b is empty when both are one study */
    const struct study *of_b;
    size_t by; /* axis of a that tells the sides apart; a.axes: two databases */
    double confidence;
    size_t metrics;
    enum metric metric[COMPARE_METRICS_MAX];
    size_t tests; /* that Holm's correction is over */
    size_t points;
    struct compared_point *point;
    /* Matched points whose runs cannot all be paired, and one of them. */
    struct compare_left_out {
        size_t points;
        int64_t a, b;
        uint32_t of_a, of_b, pairs; /* runs of that one */
    } versions, seeds, empty, apart, partly, alone;
    size_t notes; /* sentences: what was left out, and why */
    char **note;
    char *differs; /* two databases: "pool.policy static -> watermark", or "" */
};

/* Pairs and tests. False with problems (65) when nothing can be paired; comparison_free in every case. */
bool comparison_make(struct comparison *comparison, const struct compare_options *options,
                     struct problems *problems);
void comparison_free(struct comparison *comparison);
void comparison_note(struct comparison *comparison, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The values of one metric in the pairs in which both sides have one; how many. Room for point->n each. */
uint32_t compared_values(const struct compared_point *point, enum metric metric, double *a, double *b);
/* What sets the point apart: values of all axes but the one of the sides ("initial 64"). */
void compared_name(const struct comparison *comparison, const struct compared_point *point, struct text *to);

/* compare_runs.c: fills the runs of a matched point, or leaves n 0 and counts why; false with a problem. */
bool compare_runs(struct comparison *comparison, struct compared_point *point, struct problems *problems);
/* Notes about what compare_runs has counted. */
void compare_note_runs(struct comparison *comparison);

/* --- --fail-if (fail_if.c) --- */
enum fail_relation { FAIL_ABOVE, FAIL_AT_LEAST, FAIL_BELOW, FAIL_AT_MOST };
/* METRIC RELATION VALUE: loss_ratio > 1%, latency_p99_ns >= +5%. With a sign and % the value is a change
 * against A, else it is one of B. */
struct fail_rule {
    const char *text;
    enum metric metric;
    enum fail_relation relation;
    bool relative;
    double value; /* in the metric's unit; relative: a share, as 0.05 or -0.02 */
};
/* False and a problem (64) with the place in the text. */
bool fail_rule_parse(struct fail_rule *rule, const char *text, struct problems *problems);
/* One rule at one point. */
struct fail_verdict {
    size_t rule, point;
    double p;    /* adjusted over all rules and points; NAN: exact, or nothing to judge */
    bool judged; /* false: the metric has no value there, or one pair of runs alone */
    bool holds;
};
/* points * rules verdicts (caller frees); *holds: at least one does. */
struct fail_verdict *fail_rules_judge(const struct comparison *comparison, const struct fail_rule *rule,
                                      size_t rules, bool *holds);

/* --- out --- */
struct compare_report {
    const struct comparison *comparison;
    const struct fail_rule *rule;
    size_t rules;
    const struct fail_verdict *verdict;
};
void compare_write(const struct compare_report *report, struct text *to);
char *compare_json(const struct compare_report *report);

#endif
