/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The exact answers of a known model beside the estimates of its simulation. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ensure.h"
#include "json.h"
#include "people.h"
#include "rows.h"

/* Lost so rarely that its share has no interval worth the name. */
static bool is_few(const struct estimate estimate[METRIC_COUNT], enum metric metric) {
    return (metric == METRIC_LOSS_RATIO || metric == METRIC_FRAMES_DROPPED) &&
           estimates_lost(estimate) < LOSSES_FOR_INTERVAL;
}

/* None was: the mean is no answer, a bound is. */
static bool is_bound(const struct estimate estimate[METRIC_COUNT], enum metric metric, double *bound) {
    double known = estimates_known(estimate);
    *bound = fmin(1, LOSS_BOUND_FRAMES / known);
    return metric == METRIC_LOSS_RATIO && estimates_lost(estimate) <= 0 && known > 0;
}

/* How many standard errors the mean is from what is exact; false: there is no saying. Of pairs of runs the
 * pairs are what is independent. */
static bool find_z(const struct theory_answer *answer, const struct estimate estimate[METRIC_COUNT],
                   enum metric metric, enum scatter scatter, double *z) {
    const struct estimate *seen = &estimate[metric];
    if (!seen->defined || !seen->interval || !(seen->sd > 0) || is_few(estimate, metric))
        return false;
    uint32_t freedom = scatter == SCATTER_PAIRS ? seen->n / 2 - 1 : seen->n - 1;
    double half = 0.5 * (seen->high - seen->low);
    *z = (seen->mean - answer->exact) / half * student_quantile(seen->confidence, freedom);
    return isfinite(*z);
}

static void add_row(struct sheet *sheet, const struct theory_answer *answer,
                    const struct estimate estimate[METRIC_COUNT], enum scatter scatter) {
    enum metric metric = metric_find(answer->metric);
    struct text cell = {0};
    double z, bound;
    ensure(metric != METRIC_COUNT);
    const struct estimate *seen = &estimate[metric];
    sheet_add_text(sheet, answer->metric);
    text_format(&cell, "%.10g", answer->exact);
    sheet_add(sheet, &cell);
    if (seen->defined && is_bound(estimate, metric, &bound))
        text_format(&cell, "< %.2g", bound);
    else
        text_format(&cell, seen->defined ? "%.8g" : "-", seen->mean);
    sheet_add(sheet, &cell);
    if (seen->defined && seen->interval && seen->sd > 0 && !is_few(estimate, metric))
        text_format(&cell, "%.3g", 0.5 * (seen->high - seen->low));
    else
        text_add(&cell, "-");
    sheet_add(sheet, &cell);
    if (find_z(answer, estimate, metric, scatter, &z))
        text_format(&cell, "%+.2f", z);
    else
        text_add(&cell, "-");
    sheet_add(sheet, &cell);
}

void report_exact(const struct theory *theory, const struct config *config,
                  const struct point_summary *summary, FILE *to) {
    static const char *const head[] = {"", "exact", "simulated", "\302\261", "z"};
    struct text text = {0};
    struct sheet sheet;
    tame_add(&text, config->name);
    text_format(&text, ": %s\n", theory->name.at);
    text_format(&text, "%s (docs/theory.md), beside %u run%s",
                theory->finite ? "exact expectations of this run" : "exact answers of the long run",
                (unsigned)summary->n, summary->n == 1 ? "" : "s");
    if (summary->n > 1) {
        text_add(&text, ", intervals at ");
        people_confidence(&text, summary->estimate);
    }
    text_add(&text, "\n\n");
    sheet_begin(&sheet, sizeof head / sizeof *head);
    sheet.left[0] = true;
    for (size_t i = 0; i < sizeof head / sizeof *head; i++)
        sheet_add_text(&sheet, head[i]);
    for (size_t i = 0; i < theory->answers; i++)
        add_row(&sheet, &theory->answer[i], summary->estimate, scatter_of(config));
    sheet_write(&sheet, &text);
    sheet_free(&sheet);
    (void)text_write(&text, to);
    text_free(&text);
}

void report_obstacles(const struct theory *theory, const struct config *config, FILE *to) {
    struct text text = {0};
    const char *model = "";
    tame_add(&text, config->name);
    text_add(&text, ": not a known model\n");
    for (size_t i = 0; i < theory->obstacles; i++) {
        const struct theory_obstacle *obstacle = &theory->obstacle[i];
        const char *whose = obstacle->model == NULL ? "any" : obstacle->model;
        if (strcmp(whose, model) != 0)
            text_format(&text, "\nfor %s model%s%s\n", obstacle->model == NULL ? "any" : "the nearest",
                        obstacle->model == NULL ? "" : ", ", obstacle->model == NULL ? "" : obstacle->model);
        model = whose;
        text_add(&text, "  ");
        tame_add(&text, obstacle->key);
        text_add(&text, " is ");
        tame_add(&text, obstacle->value);
        text_format(&text, "; it would have to be %s\n", obstacle->wanted);
    }
    (void)text_write(&text, to);
    text_free(&text);
}

static json_t *answer_json(const struct theory_answer *answer, const struct estimate *estimate,
                           enum scatter scatter) {
    enum metric metric = metric_find(answer->metric);
    const struct estimate *seen = &estimate[metric];
    json_t *object = json_object();
    double z, bound;
    bool shown = seen->defined && seen->interval && !is_few(estimate, metric);
    json_put(object, "metric", json_text(answer->metric));
    json_put(object, "unit", json_text(metric_table[metric].unit));
    json_put(object, "exact", json_number(answer->exact));
    json_put(object, "mean", seen->defined ? json_number(seen->mean) : json_null());
    json_put(object, "ci95", json_interval(seen, shown, 0.95));
    json_put(object, "interval", json_interval(seen, shown, 0));
    json_put(object, "confidence", shown ? json_number(seen->confidence) : json_null());
    if (metric == METRIC_LOSS_RATIO)
        json_put(object, "at_most",
                 seen->defined && is_bound(estimate, metric, &bound) ? json_number(bound) : json_null());
    json_put(object, "n", json_count(seen->n));
    json_put(object, "z", find_z(answer, estimate, metric, scatter, &z) ? json_number(z) : json_null());
    return object;
}

static json_t *begin(const struct theory *theory, const struct config *config) {
    json_t *document = json_object();
    json_put(document, "schema", json_text("rxpool/theory/1"));
    json_put(document, "scenario", json_text(config->name));
    json_put(document, "recognised", json_boolean(theory->recognised));
    return document;
}

char *json_exact(const struct theory *theory, const struct config *config,
                 const struct point_summary *summary) {
    json_t *document = begin(theory, config), *answers = json_array();
    json_put(document, "model", json_text(theory->name.at));
    json_put(document, "section", json_text(theory->section));
    json_put(document, "finite", json_boolean(theory->finite));
    json_put(document, "runs", json_count(summary->n));
    for (size_t i = 0; i < theory->answers; i++)
        ensure(json_array_append_new(
                   answers, answer_json(&theory->answer[i], summary->estimate, scatter_of(config))) == 0);
    json_put(document, "answers", answers);
    return json_write(document, JSON_INDENT(2));
}

char *json_obstacles(const struct theory *theory, const struct config *config) {
    json_t *document = begin(theory, config), *list = json_array();
    for (size_t i = 0; i < theory->obstacles; i++) {
        const struct theory_obstacle *obstacle = &theory->obstacle[i];
        json_t *object = json_object();
        json_put(object, "model", json_text(obstacle->model));
        json_put(object, "key", json_text(obstacle->key));
        json_put(object, "value", json_text(obstacle->value));
        json_put(object, "wanted", json_text(obstacle->wanted));
        ensure(json_array_append_new(list, object) == 0);
    }
    json_put(document, "obstacles", list);
    return json_write(document, JSON_INDENT(2));
}
