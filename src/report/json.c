/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents for machines, through jansson.
 *
 * Numbers are exact: integers as integers, doubles with 17 significant digits, 64-bit words (seeds) and
 * digests as hex text, because readers of JSON tend to keep numbers as doubles. What is undefined is null;
 * NaN and infinity do not exist in JSON and become null too. Members come in the order written, so the same
 * result is the same text. */
#include "json.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ensure.h"
#include "rows.h"

json_t *json_text(const char *text) {
    if (text == NULL)
        return json_null();
    json_t *string = json_string(text);
    if (string != NULL)
        return string;
    struct text tame = {0}; /* bytes that are not UTF-8 */
    tame_add(&tame, text);
    string = json_string(tame.at);
    text_free(&tame);
    return string != NULL ? string : json_null();
}

json_t *json_number(double value) {
    return isfinite(value) ? json_real(value) : json_null();
}

json_t *json_count(uint64_t value) {
    return value <= INT64_MAX ? json_integer((json_int_t)value) : json_real((double)value);
}

json_t *json_hex(uint64_t value) {
    char text[19];
    int length = snprintf(text, sizeof text, "0x%016" PRIx64, value);
    ensure(length == 18);
    return json_string(text);
}

json_t *json_metric(enum metric metric, struct metric_value value) {
    if (!value.defined)
        return json_null();
    return metric_table[metric].kind == METRIC_INTEGER ? json_count(value.integer) : json_number(value.real);
}

void json_put(json_t *object, const char *key, json_t *value) {
    ensure(json_object_set_new(object, key, value) == 0);
}

char *json_write(json_t *document, size_t flags) {
    char *text = json_dumps(document, flags | JSON_REAL_PRECISION(17));
    ensure(text != NULL);
    char *copy = memory_copy_text(text); /* so that free() fits whatever jansson allocates with */
    free(text);
    json_decref(document);
    return copy;
}

static json_t *violations(const struct run_result *run) {
    json_t *list = json_array();
    for (uint32_t i = 0; i < run->violation_count; i++) {
        const struct violation_row *row = &run->violation[i];
        const struct ndis_rule_row *rule = &ndis_rule_table[row->rule];
        json_t *object = json_object();
        json_put(object, "rule", json_string(rule->id));
        json_put(object, "severity", json_string(rule_severity_text(rule->severity)));
        json_put(object, "count", json_count(row->count));
        json_put(object, "first_ps", json_count(row->first_ps));
        json_put(object, "queue", row->queue == UINT32_MAX ? json_null() : json_count(row->queue));
        json_put(object, "context", json_text(row->context));
        ensure(json_array_append_new(list, object) == 0);
    }
    return list;
}

static json_t *one_run(const struct run_result *run, uint64_t wall_ns) {
    json_t *object = json_object();
    char digest[DIGEST_TEXT];
    digest_text(&run->digest, digest);
    json_put(object, "replication", json_count(run->replication));
    json_put(object, "seed", json_hex(run->seed));
    json_put(object, "digest", json_string(digest));
    json_put(object, "events", json_count(run->events));
    json_put(object, "wall_ns", json_count(wall_ns));
    json_put(object, "init", json_string(run->status == RUN_INIT_FAILED ? "failed" : "ok"));
    json_put(object, "status", json_string(run_status_text(run->status)));
    if (run->story != NULL)
        json_put(object, "story", json_text(run->story));
    json_t *metrics = json_object();
    for (size_t i = 0; i < METRIC_COUNT; i++)
        json_put(metrics, metric_table[i].name, json_metric((enum metric)i, run->metric[i]));
    json_put(object, "metrics", metrics);
    json_put(object, "violations", violations(run));
    return object;
}

json_t *json_interval(const struct estimate *estimate, bool shown, double confidence) {
    if (!shown || (confidence > 0 && fabs(estimate->confidence - confidence) > 1e-7))
        return json_null();
    json_t *range = json_array();
    ensure(json_array_append_new(range, json_number(estimate->low)) == 0);
    ensure(json_array_append_new(range, json_number(estimate->high)) == 0);
    return range;
}

/* One estimate. Losses are too few for an interval: null, as when there is one run. */
static json_t *one_estimate(const struct metric_row *row, const struct estimate *estimate, bool interval) {
    json_t *object = json_object();
    bool shown = estimate->defined && estimate->interval && interval;
    json_put(object, "mean", estimate->defined ? json_number(estimate->mean) : json_null());
    json_put(object, "ci95", json_interval(estimate, shown, 0.95));
    json_put(object, "unit", json_text(row->unit));
    json_put(object, "sd", estimate->defined && estimate->n > 1 ? json_number(estimate->sd) : json_null());
    json_put(object, "n", json_count(estimate->n));
    json_put(object, "interval", json_interval(estimate, shown, 0));
    json_put(object, "confidence", shown ? json_number(estimate->confidence) : json_null());
    return object;
}

/* None lost is a bound and no 0. */
static json_t *at_most(const struct estimate estimate[METRIC_COUNT]) {
    double known = estimates_known(estimate);
    bool none = estimate[METRIC_LOSS_RATIO].defined && estimates_lost(estimate) <= 0 && known > 0;
    return none ? json_number(fmin(1, LOSS_BOUND_FRAMES / known)) : json_null();
}

json_t *json_estimates(const struct estimate estimate[METRIC_COUNT]) {
    json_t *object = json_object();
    for (size_t i = 0; i < METRIC_COUNT; i++) {
        bool loss = i == METRIC_LOSS_RATIO;
        bool interval = !loss || estimates_lost(estimate) >= LOSSES_FOR_INTERVAL;
        json_t *one = one_estimate(&metric_table[i], &estimate[i], interval);
        if (loss)
            json_put(one, "at_most", at_most(estimate));
        json_put(object, metric_table[i].name, one);
    }
    return object;
}

/* What --precision asked for, and whether it is there; null when nothing was asked for. */
static json_t *precision_of(const struct point_summary *summary) {
    if (summary == NULL || summary->precision <= 0)
        return json_null();
    bool missed = summary->end == SEQUENCE_MOST;
    json_t *object = json_object();
    json_put(object, "asked", json_number(summary->precision));
    json_put(object, "reached", json_boolean(!missed));
    json_put(object, "missed", missed ? json_string(metric_table[summary->blame].name) : json_null());
    json_put(object, "without",
             summary->end == SEQUENCE_IDLE ? json_string(metric_table[summary->blame].name) : json_null());
    return object;
}

/* What time.warmup: auto came to; null where the scenario says how long it is. */
static json_t *warmup_of(const struct point_summary *summary) {
    if (summary == NULL || !summary->warmup.asked)
        return json_null();
    json_t *object = json_object();
    json_put(object, "ps", json_count(summary->config->warmup_ps));
    json_put(object, "late", json_boolean(summary->warmup.late));
    json_put(object, "pilots", json_count(summary->warmup.pilots));
    return object;
}

char *json_result(const struct config *config, const struct run_result *const *runs, const uint64_t *wall_ns,
                  size_t count, const struct point_summary *summary) {
    json_t *document = json_object();
    json_put(document, "schema", json_string("rxpool/result/1"));
    json_put(document, "scenario", json_text(config->name));
    json_put(document, "model_version", json_integer(MODEL_VERSION));
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        ensure(json_array_append_new(list, one_run(runs[i], wall_ns == NULL ? 0 : wall_ns[i])) == 0);
    json_put(document, "runs", list);
    json_put(document, "summary", summary == NULL ? json_null() : json_estimates(summary->estimate));
    json_put(document, "precision", precision_of(summary));
    json_put(document, "warmup", warmup_of(summary));
    return json_write(document, JSON_INDENT(2));
}

static json_t *one_problem(const struct problem *problem) {
    static const char *const level[] = {"note", "warning", "error"};
    json_t *object = json_object();
    json_put(object, "level", json_string(level[problem->level]));
    json_put(object, "file", json_text(problem->mark.file));
    json_put(object, "line", problem->mark.line == 0 ? json_null() : json_count(problem->mark.line));
    json_put(object, "column", problem->mark.line == 0 ? json_null() : json_count(problem->mark.column));
    json_put(object, "message", json_text(problem->message));
    json_put(object, "hint", json_text(problem->hint));
    return object;
}

char *json_problems(const struct problems *problems, int exit_code) {
    const char *first = NULL;
    json_t *list = json_array();
    for (size_t i = 0; i < problems->count; i++) {
        if (first == NULL && problems->list[i].level == PROBLEM_ERROR)
            first = problems->list[i].message;
        ensure(json_array_append_new(list, one_problem(&problems->list[i])) == 0);
    }
    json_t *error = json_object();
    json_put(error, "code", json_integer(exit_code));
    json_put(error, "message", json_text(first == NULL ? "failed" : first));
    json_put(error, "problems", list);
    json_t *document = json_object();
    json_put(document, "error", error);
    return json_write(document, JSON_INDENT(2));
}
