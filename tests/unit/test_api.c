/* SPDX-License-Identifier: GPL-3.0-or-later */
/* librxpool as a stranger uses it: the public header, the shared object, nothing else. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "rxpool/rxpool.h"

static const char queue[] = "schema: rxpool/1\n"
                            "name: queue\n"
                            "time: {duration: 200 ms, warmup: 10 ms}\n"
                            "traffic: {frames: {arrival: poisson, rate: 900 kframe/s}}\n"
                            "pool: {initial: 10}\n"
                            "protocol: {app: {servers: 1, service: exp(mean=1 us)}}\n";

static rxpool_scenario *open_queue(void) {
    return rxpool_open_text("queue", queue, strlen(queue));
}

static void test_versions(void **state) {
    (void)state;
    unsigned major, minor, patch;
    assert_int_equal(sscanf(rxpool_version(), "%u.%u.%u", &major, &minor, &patch), 3);
    assert_true(rxpool_model_version() >= 1);
}

/* M/M/1/10 at a load of 0.9 loses (1 - r) r^10 / (1 - r^11) = 5.08 % of its frames. */
static void test_runs_a_queue(void **state) {
    (void)state;
    rxpool_scenario *scenario = open_queue();
    assert_int_equal(rxpool_check(scenario), 0);
    rxpool_result *result = rxpool_run(scenario, 0);
    assert_non_null(result);
    assert_string_equal(rxpool_status(result), "ok");
    assert_int_equal(strlen(rxpool_digest(result)), 32);
    double loss = 0, offered = 0, nothing = 42;
    assert_true(rxpool_metric(result, "loss_ratio", &loss));
    assert_true(rxpool_metric(result, "frames_offered", &offered));
    assert_true(fabs(loss - 0.0508) < 0.01);
    assert_true(fabs(offered / (900e3 * 0.19) - 1) < 0.02);
    assert_false(rxpool_metric(result, "los_ratio", &nothing));
    assert_true(nothing == 42);
    rxpool_result_free(result);
    rxpool_close(scenario);
}

static void test_replications_differ_and_repeat(void **state) {
    (void)state;
    rxpool_scenario *scenario = open_queue(), *other = open_queue();
    rxpool_result *first = rxpool_run(scenario, 0), *second = rxpool_run(scenario, 1);
    rxpool_result *again = rxpool_run(other, 1);
    assert_string_not_equal(rxpool_digest(first), rxpool_digest(second));
    assert_string_equal(rxpool_digest(second), rxpool_digest(again));
    rxpool_result_free(first);
    rxpool_result_free(second);
    rxpool_result_free(again);
    rxpool_close(scenario);
    rxpool_close(other);
}

static void test_set_changes_the_next_run(void **state) {
    (void)state;
    rxpool_scenario *scenario = open_queue();
    rxpool_result *small = rxpool_run(scenario, 0);
    rxpool_set(scenario, "pool.initial", "100");
    rxpool_result *large = rxpool_run(scenario, 0);
    double small_loss = 0, large_loss = 1;
    assert_true(rxpool_metric(small, "loss_ratio", &small_loss));
    assert_true(rxpool_metric(large, "loss_ratio", &large_loss));
    assert_true(large_loss < small_loss / 10);
    rxpool_result_free(small);
    rxpool_result_free(large);
    rxpool_close(scenario);
}

static void test_problems_are_told(void **state) {
    (void)state;
    rxpool_scenario *scenario = open_queue();
    assert_string_equal(rxpool_problems(scenario), "");
    rxpool_set(scenario, "pool.intial", "5");
    assert_null(rxpool_run(scenario, 0));
    assert_true(rxpool_check(scenario) >= 1);
    assert_non_null(strstr(rxpool_problems(scenario), "did you mean"));
    rxpool_close(scenario);
    rxpool_scenario *missing = rxpool_open("there/is/no/such.yaml");
    assert_true(rxpool_check(missing) >= 1);
    assert_null(rxpool_run(missing, 0));
    assert_non_null(strstr(rxpool_problems(missing), "such.yaml"));
    rxpool_close(missing);
    rxpool_close(NULL);
    rxpool_result_free(NULL);
}

static void test_init_failure_is_an_answer(void **state) {
    (void)state;
    rxpool_scenario *scenario = open_queue();
    rxpool_set(scenario, "host.memory", "4 KiB");
    rxpool_set(scenario, "pool.buffer", "8 KiB");
    rxpool_result *result = rxpool_run(scenario, 0);
    assert_non_null(result);
    assert_string_equal(rxpool_status(result), "init_failed");
    rxpool_result_free(result);
    rxpool_close(scenario);
}

static void test_metrics_are_named(void **state) {
    (void)state;
    const char *unit = NULL, *meaning = NULL, *name;
    size_t count = 0, losses = 0;
    for (; (name = rxpool_metric_name(count, &unit, &meaning)) != NULL; count++) {
        assert_true(*name != '\0' && *unit != '\0' && *meaning != '\0');
        losses += strcmp(name, "loss_ratio") == 0;
    }
    assert_true(count > 40 && losses == 1);
    assert_non_null(rxpool_metric_name(0, NULL, NULL));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_versions),
        cmocka_unit_test(test_runs_a_queue),
        cmocka_unit_test(test_replications_differ_and_repeat),
        cmocka_unit_test(test_set_changes_the_next_run),
        cmocka_unit_test(test_problems_are_told),
        cmocka_unit_test(test_init_failure_is_an_answer),
        cmocka_unit_test(test_metrics_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
