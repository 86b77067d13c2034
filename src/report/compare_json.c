/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `rxpool compare --json` (rxpool/compare/1), and the command as a whole. */
#include <math.h>
#include <stdlib.h>

#include "compare.h"
#include "ensure.h"
#include "json.h"
#include "rows.h"

static json_t *pair_of(double a, double b) {
    json_t *list = json_array();
    ensure(json_array_append_new(list, json_number(a)) == 0);
    ensure(json_array_append_new(list, json_number(b)) == 0);
    return list;
}

static json_t *one_metric(enum metric metric, const struct paired *paired) {
    json_t *object = json_object();
    bool known = paired->n > 0;
    json_put(object, "n", json_count(paired->n));
    json_put(object, "unit", json_text(metric_table[metric].unit));
    json_put(object, "a", known ? json_number(paired->a) : json_null());
    json_put(object, "b", known ? json_number(paired->b) : json_null());
    json_put(object, "difference", known ? json_number(paired->mean) : json_null());
    json_put(object, "interval", paired->tested ? pair_of(paired->low, paired->high) : json_null());
    json_put(object, "sd_a", known ? json_number(paired->sd_a) : json_null());
    json_put(object, "sd_b", known ? json_number(paired->sd_b) : json_null());
    json_put(object, "sd_difference", known ? json_number(paired->sd) : json_null());
    json_put(object, "p", json_number(paired->p));
    json_put(object, "p_holm", json_number(paired->adjusted));
    return object;
}

static json_t *one_point(const struct comparison *comparison, const struct compared_point *point) {
    json_t *object = json_object(), *axes = json_object(), *metrics = json_object();
    for (size_t i = 0; i < comparison->a.axes; i++) {
        bool sides = comparison->of_b == &comparison->a && i == comparison->by;
        if (!sides && point->a->value[i].set)
            json_put(axes, comparison->a.axis[i].key, json_text(point->a->value[i].text));
    }
    for (size_t i = 0; i < comparison->metrics; i++)
        json_put(metrics, metric_table[comparison->metric[i]].name,
                 one_metric(comparison->metric[i], &point->result[i]));
    json_put(object, "point_a", json_integer(point->a->id));
    json_put(object, "point_b", json_integer(point->b->id));
    json_put(object, "value_a", json_text(point->label_a));
    json_put(object, "value_b", json_text(point->label_b));
    json_put(object, "axes", axes);
    json_put(object, "random", json_boolean(point->random));
    json_put(object, "metrics", metrics);
    return object;
}

static json_t *one_rule(const struct compare_report *report, size_t rule) {
    json_t *object = json_object(), *points = json_array();
    bool holds = false;
    for (size_t i = 0; i < report->comparison->points; i++) {
        const struct fail_verdict *verdict = &report->verdict[rule * report->comparison->points + i];
        json_t *at = json_object();
        json_put(at, "point_a", json_integer(report->comparison->point[i].a->id));
        json_put(at, "point_b", json_integer(report->comparison->point[i].b->id));
        json_put(at, "holds", verdict->judged ? json_boolean(verdict->holds) : json_null());
        json_put(at, "p_holm", json_number(verdict->p));
        ensure(json_array_append_new(points, at) == 0);
        holds = holds || verdict->holds;
    }
    json_put(object, "rule", json_text(report->rule[rule].text));
    json_put(object, "holds", json_boolean(holds));
    json_put(object, "points", points);
    return object;
}

char *compare_json(const struct compare_report *report) {
    const struct comparison *comparison = report->comparison;
    bool groups = comparison->of_b == &comparison->a;
    json_t *document = json_object(), *points = json_array(), *rules = json_array(), *notes = json_array();
    for (size_t i = 0; i < comparison->points; i++)
        ensure(json_array_append_new(points, one_point(comparison, &comparison->point[i])) == 0);
    for (size_t i = 0; i < report->rules; i++)
        ensure(json_array_append_new(rules, one_rule(report, i)) == 0);
    for (size_t i = 0; i < comparison->notes; i++)
        ensure(json_array_append_new(notes, json_text(comparison->note[i])) == 0);
    json_put(document, "schema", json_string("rxpool/compare/1"));
    json_put(document, "study_a", json_text(comparison->a.name));
    json_put(document, "study_b", json_text(comparison->of_b->name));
    json_put(document, "by", groups ? json_text(comparison->a.axis[comparison->by].key) : json_null());
    json_put(document, "settings", groups ? json_null() : json_text(comparison->differs));
    json_put(document, "confidence", json_number(comparison->confidence));
    json_put(document, "tests", json_count(comparison->tests));
    json_put(document, "points", points);
    json_put(document, "fail_if", rules);
    json_put(document, "notes", notes);
    return json_write(document, JSON_INDENT(2));
}

static bool write_report(const struct compare_report *report, bool json, FILE *to,
                         struct problems *problems) {
    struct text text = {0};
    if (json) {
        char *document = compare_json(report);
        text_format(&text, "%s\n", document);
        free(document);
    } else {
        compare_write(report, &text);
    }
    bool good = text_write(&text, to) && fflush(to) == 0;
    if (!good)
        report_error(problems, 74, NULL, "the report could not be written");
    text_free(&text);
    return good;
}

bool report_compare(const struct compare_options *options, FILE *to, bool *holds, struct problems *problems) {
    struct comparison comparison = {0};
    struct fail_rule *rule = memory_alloc(options->fail_ifs * sizeof *rule);
    bool good = true;
    *holds = false;
    for (size_t i = 0; i < options->fail_ifs; i++)
        good = fail_rule_parse(&rule[i], options->fail_if[i], problems) && good;
    good = good && comparison_make(&comparison, options, problems);
    if (good) {
        struct compare_report report = {&comparison, rule, options->fail_ifs, NULL};
        struct fail_verdict *verdict = fail_rules_judge(&comparison, rule, options->fail_ifs, holds);
        report.verdict = verdict;
        good = write_report(&report, options->json, to, problems);
        free(verdict);
    }
    comparison_free(&comparison);
    free(rule);
    return good;
}
