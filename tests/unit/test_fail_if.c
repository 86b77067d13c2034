/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What --fail-if understands, where it says that it does not, and when a rule holds. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "compare.h"

static struct fail_rule understood(const char *text) {
    struct fail_rule rule;
    struct problems problems;
    problems_init(&problems);
    if (!fail_rule_parse(&rule, text, &problems))
        fail_msg("'%s': %s", text, problems.list[0].message);
    problems_free(&problems);
    return rule;
}

static void values_have_the_units_of_their_metric(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum metric metric;
        enum fail_relation relation;
        bool relative;
        double value;
    } cases[] = {
        {"loss_ratio > 1%", METRIC_LOSS_RATIO, FAIL_ABOVE, false, 0.01},
        {"  loss_ratio>=1e-6 ", METRIC_LOSS_RATIO, FAIL_AT_LEAST, false, 1e-6},
        {"latency_p99_ns > 100 us", METRIC_LATENCY_P99_NS, FAIL_ABOVE, false, 100e3},
        {"latency_p99_ns > 2500", METRIC_LATENCY_P99_NS, FAIL_ABOVE, false, 2500},
        {"latency_p99_ns > +5%", METRIC_LATENCY_P99_NS, FAIL_ABOVE, true, 0.05},
        {"goodput_bps < -2.5 %", METRIC_GOODPUT_BPS, FAIL_BELOW, true, -0.025},
        {"goodput_bps <= 9 Gbit/s", METRIC_GOODPUT_BPS, FAIL_AT_MOST, false, 9e9},
        {"pool_bytes_peak > 4 MiB", METRIC_POOL_BYTES_PEAK, FAIL_ABOVE, false, 4194304},
        {"frames_dropped > 0", METRIC_FRAMES_DROPPED, FAIL_ABOVE, false, 0},
        {"loss_ratio > +0%", METRIC_LOSS_RATIO, FAIL_ABOVE, true, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fail_rule rule = understood(cases[i].text);
        assert_int_equal(rule.metric, cases[i].metric);
        assert_int_equal(rule.relation, cases[i].relation);
        assert_int_equal(rule.relative, cases[i].relative);
        if (fabs(rule.value - cases[i].value) > 1e-12 * fabs(cases[i].value))
            fail_msg("'%s' is %.17g", cases[i].text, rule.value);
    }
}

static void what_is_wrong_is_pointed_at(void **state) {
    (void)state;
    static const struct {
        const char *text;
        uint32_t column;
        const char *message;
    } cases[] = {
        {"", 1, "a metric is expected"},
        {"los_ratio > 1%", 1, "unknown metric 'los_ratio'"},
        {"loss_ratio", 11, "one of > >= < <= is expected"},
        {"loss_ratio = 1%", 12, "one of > >= < <= is expected"},
        {"loss_ratio >", 13, "a value is expected"},
        {"loss_ratio > ten", 14, NULL},
        {"loss_ratio > 1% or more", 14, NULL},
        {"loss_ratio > +5", 14, "a value with a sign is a change, in %"},
        {"loss_ratio > +5 us", 14, "a value with a sign is a change, in %"},
        {"loss_ratio > +5% of it", 14, "a value with a sign is a change, in %"},
        {"loss_ratio > +inf%", 14, "a change against A is expected"},
        {"loss_ratio > -x", 14, "a change against A is expected"},
        {"latency_p99_ns > 5 GB", 18, NULL},
        {"pool_bytes_peak > 5 ms", 19, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fail_rule rule;
        struct problems problems;
        problems_init(&problems);
        if (fail_rule_parse(&rule, cases[i].text, &problems))
            fail_msg("'%s' was understood", cases[i].text);
        assert_int_equal(problems.errors, 1);
        assert_int_equal(problems.exit_code, 64);
        assert_int_equal(problems.list[0].mark.column, cases[i].column);
        if (cases[i].message != NULL)
            assert_string_equal(problems.list[0].message, cases[i].message);
        problems_free(&problems);
    }
}

enum { RUNS = 4 };

/* One point whose runs have these losses. */
static struct fail_verdict judged(const double *a, const double *b, uint32_t n, bool random,
                                  const char *text) {
    static struct metric_value of_a[RUNS][METRIC_COUNT], of_b[RUNS][METRIC_COUNT];
    for (size_t i = 0; i < n; i++) {
        of_a[i][METRIC_LOSS_RATIO] = (struct metric_value){.defined = true, .real = a[i]};
        of_b[i][METRIC_LOSS_RATIO] = (struct metric_value){.defined = true, .real = b[i]};
    }
    struct compared_point point = {.n = n, .random = random, .run_a = of_a, .run_b = of_b};
    struct comparison comparison = {.confidence = 0.95, .points = 1, .point = &point};
    struct fail_rule rule = understood(text);
    bool holds;
    struct fail_verdict *verdict = fail_rules_judge(&comparison, &rule, 1, &holds);
    struct fail_verdict one = *verdict;
    assert_int_equal(holds, one.holds);
    free(verdict);
    return one;
}

static void a_rule_holds_when_chance_hardly_explains_it(void **state) {
    (void)state;
    static const double a[] = {0.10, 0.20, 0.30, 0.40}, b[] = {0.11, 0.221, 0.329, 0.441};
    /* B - A is a tenth of A, about; B - 1.05 A has mean 0.01275 and sd 0.0064486: t = 3.9543 with 3 degrees
     */
    struct fail_verdict verdict = judged(a, b, RUNS, true, "loss_ratio > +5%");
    assert_true(verdict.judged && verdict.holds);
    assert_true(fabs(verdict.p - 0.015644) < 1e-5);
    assert_false(judged(a, b, RUNS, true, "loss_ratio > +10%").holds);
    assert_true(judged(a, b, RUNS, true, "loss_ratio > +0%").holds);
    assert_false(judged(a, b, RUNS, true, "loss_ratio < +0%").holds);
    assert_true(judged(a, b, RUNS, true, "loss_ratio < +20%").holds);
    /* B itself scatters far more than the differences */
    assert_false(judged(a, b, RUNS, true, "loss_ratio > 20%").holds);
    assert_true(judged(a, b, RUNS, true, "loss_ratio > 1%").holds);
}

static void without_chance_numbers_decide(void **state) {
    (void)state;
    static const double a[] = {0.1}, b[] = {0.1};
    assert_true(judged(a, b, 1, false, "loss_ratio >= 10%").holds);
    assert_false(judged(a, b, 1, false, "loss_ratio > 10%").holds);
    assert_true(judged(a, b, 1, false, "loss_ratio > 9.9%").holds);
    assert_true(judged(a, b, 1, false, "loss_ratio <= +0%").holds);
    assert_true(isnan(judged(a, b, 1, false, "loss_ratio > 9%").p));
}

static void one_pair_of_chance_decides_nothing(void **state) {
    (void)state;
    static const double a[] = {0.1}, b[] = {0.9};
    struct fail_verdict verdict = judged(a, b, 1, true, "loss_ratio > 1%");
    assert_false(verdict.judged || verdict.holds);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_have_the_units_of_their_metric),
        cmocka_unit_test(what_is_wrong_is_pointed_at),
        cmocka_unit_test(a_rule_holds_when_chance_hardly_explains_it),
        cmocka_unit_test(without_chance_numbers_decide),
        cmocka_unit_test(one_pair_of_chance_decides_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
