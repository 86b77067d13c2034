/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --fail-if "loss_ratio > 1%": a metric, a relation, a value.
 *
 * A value with a sign and % is a change against A (`+5%`: B above A by more than 5 % of A); any other value
 * is one of B itself, in the metric's unit or with one of its own. A rule holds at a point when the chance of
 * seeing what was seen, if it did not hold, is below 1 - confidence after Holm's correction over all rules
 * and points. Relative rules are tested pair by pair on B - (1 + change) A, which needs no division. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "ensure.h"
#include "value.h"

static bool wrong(const struct fail_rule *rule, size_t at, size_t length, const char *hint,
                  const char *message, struct problems *problems) {
    struct mark mark = {"--fail-if", 1, (uint32_t)at + 1, (uint32_t)length};
    if (problems->errors == 0)
        problems->exit_code = 64;
    problems_add(problems, PROBLEM_ERROR, mark, rule->text, hint, "%s", message);
    return false;
}

static size_t blanks(const char *text, size_t at) {
    return at + strspn(text + at, " \t");
}

static bool parse_metric(struct fail_rule *rule, size_t *at, struct problems *problems) {
    *at = blanks(rule->text, 0);
    size_t length = strspn(rule->text + *at, "abcdefghijklmnopqrstuvwxyz0123456789_");
    struct text name = {0}, hint = {0}, message = {0};
    text_add_bytes(&name, rule->text + *at, length);
    rule->metric = metric_find(name.at);
    bool good = rule->metric != METRIC_COUNT;
    if (!good) {
        const char *nearest = metric_nearest(name.at);
        text_format(&hint, nearest == NULL ? "write for example 'loss_ratio > 1%%'" : "did you mean '%s'?",
                    nearest == NULL ? "" : nearest);
        text_format(&message, length == 0 ? "a metric is expected" : "unknown metric '%.60s'", name.at);
        (void)wrong(rule, *at, length, hint.at, message.at, problems);
    }
    *at = blanks(rule->text, *at + length);
    text_free(&name);
    text_free(&hint);
    text_free(&message);
    return good;
}

static bool parse_relation(struct fail_rule *rule, size_t *at, struct problems *problems) {
    static const struct {
        const char *sign;
        enum fail_relation relation;
    } relations[] = {{">=", FAIL_AT_LEAST}, {"<=", FAIL_AT_MOST}, {">", FAIL_ABOVE}, {"<", FAIL_BELOW}};
    for (size_t i = 0; i < sizeof relations / sizeof *relations; i++) {
        size_t length = strlen(relations[i].sign);
        if (strncmp(rule->text + *at, relations[i].sign, length) != 0)
            continue;
        rule->relation = relations[i].relation;
        *at = blanks(rule->text, *at + length);
        return true;
    }
    return wrong(rule, *at, 1, "write for example 'loss_ratio > 1%'", "one of > >= < <= is expected",
                 problems);
}

/* +5% or -2 % */
static bool parse_relative(struct fail_rule *rule, size_t at, struct problems *problems) {
    char *end;
    size_t length = strlen(rule->text + at);
    rule->relative = true;
    bool number = isdigit((unsigned char)rule->text[at + 1]) || rule->text[at + 1] == '.';
    rule->value = strtod(rule->text + at, &end) / 100;
    const char *rest = end + strspn(end, " \t");
    if (!number || !(fabs(rule->value) < 1e9))
        return wrong(rule, at, length, "write for example '+5%'", "a change against A is expected", problems);
    if (*rest != '%' || rest[1 + strspn(rest + 1, " \t")] != '\0')
        return wrong(rule, at, length, "'+5%' is a change against A, '5 us' a value of B",
                     "a value with a sign is a change, in %", problems);
    return true;
}

/* A value with the unit of the metric; false with the error of its parser. */
static bool parse_unit(struct fail_rule *rule, const char *text, struct value_error *error) {
    const char *unit = metric_table[rule->metric].unit;
    uint64_t whole = 0;
    struct fraction fraction = {0, 1};
    bool good = false;
    if (strcmp(unit, "ns") == 0) {
        good = value_time(text, &whole, error);
        rule->value = (double)whole / 1e3;
    } else if (strcmp(unit, "B") == 0) {
        good = value_bytes(text, &whole, error);
        rule->value = (double)whole;
    } else if (strcmp(unit, "bit/s") == 0) {
        good = value_bit_rate(text, &fraction, error);
        rule->value = (double)fraction.numerator / (double)fraction.denominator;
    } else if (strcmp(unit, "1") == 0 && metric_table[rule->metric].kind == METRIC_REAL) {
        good = value_probability(text, &whole, error);
        rule->value = (double)whole / 1e18;
    } else {
        good = value_fraction(text, &fraction, error);
        rule->value = (double)fraction.numerator / (double)fraction.denominator;
    }
    return good;
}

static bool parse_absolute(struct fail_rule *rule, size_t at, struct problems *problems) {
    struct value_error error = {0};
    struct fraction plain;
    if (parse_unit(rule, rule->text + at, &error))
        return true;
    struct value_error ignored = {0};
    if (value_fraction(rule->text + at, &plain, &ignored)) { /* in the unit the metric has by itself */
        rule->value = (double)plain.numerator / (double)plain.denominator;
        return true;
    }
    size_t length = strlen(rule->text + at);
    return wrong(rule, at, length, error.hint[0] == '\0' ? NULL : error.hint,
                 length == 0 ? "a value is expected" : error.message, problems);
}

bool fail_rule_parse(struct fail_rule *rule, const char *text, struct problems *problems) {
    size_t at;
    *rule = (struct fail_rule){.text = text};
    if (!parse_metric(rule, &at, problems) || !parse_relation(rule, &at, problems))
        return false;
    return text[at] == '+' || text[at] == '-' ? parse_relative(rule, at, problems)
                                              : parse_absolute(rule, at, problems);
}

/* What is above 0 where the rule holds, pair by pair; how many. */
static uint32_t excess_of(const struct compared_point *point, const struct fail_rule *rule, double *excess,
                          double *b) {
    uint32_t n = compared_values(point, rule->metric, excess, b);
    bool above = rule->relation == FAIL_ABOVE || rule->relation == FAIL_AT_LEAST;
    for (uint32_t i = 0; i < n; i++) {
        double beyond = b[i] - (rule->relative ? (1 + rule->value) * excess[i] : rule->value);
        excess[i] = above ? beyond : -beyond;
    }
    return n;
}

static void judge_one(const struct comparison *comparison, const struct fail_rule *rule,
                      struct fail_verdict *verdict) {
    const struct compared_point *point = &comparison->point[verdict->point];
    double *excess = memory_alloc(point->n * sizeof *excess), *b = memory_alloc(point->n * sizeof *b);
    uint32_t n = excess_of(point, rule, excess, b);
    verdict->p = (double)NAN;
    verdict->judged = n > 1 || (n == 1 && !point->random);
    bool equal = rule->relation == FAIL_AT_LEAST || rule->relation == FAIL_AT_MOST;
    if (verdict->judged && point->random)
        verdict->p = paired_p_above(excess, n);
    else if (verdict->judged)
        verdict->holds = excess[0] > 0 || (equal && excess[0] >= 0);
    free(excess);
    free(b);
}

struct fail_verdict *fail_rules_judge(const struct comparison *comparison, const struct fail_rule *rule,
                                      size_t rules, bool *holds) {
    size_t count = comparison->points * rules;
    struct fail_verdict *verdict = memory_alloc(count * sizeof *verdict);
    double *p = memory_alloc(count * sizeof *p), *adjusted = memory_alloc(count * sizeof *adjusted);
    *holds = false;
    for (size_t i = 0; i < count; i++) {
        verdict[i] = (struct fail_verdict){.rule = i / comparison->points, .point = i % comparison->points};
        judge_one(comparison, &rule[verdict[i].rule], &verdict[i]);
        p[i] = verdict[i].p;
    }
    holm(p, count, adjusted);
    for (size_t i = 0; i < count; i++) {
        verdict[i].p = adjusted[i];
        verdict[i].holds = verdict[i].holds || adjusted[i] <= 1 - comparison->confidence;
        *holds = *holds || verdict[i].holds;
    }
    free(p);
    free(adjusted);
    return verdict;
}
