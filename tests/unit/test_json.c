/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The result document and the error document: keys are promises, numbers are exact. */
#include <jansson.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "report.h"

static struct point_summary summary;
static struct run_result run;
static struct config config;

static void fill(void) {
    memset(&summary, 0, sizeof summary);
    memset(&run, 0, sizeof run);
    memset(&config, 0, sizeof config);
    memcpy(config.name, "flood", 6);
    run.seed = 1;
    run.replication = 3;
    run.digest = (struct digest){0xff, 0x1};
    run.events = 12345678901234;
    run.metric[METRIC_FRAMES_OFFERED] = (struct metric_value){true, 9007199254740993, 0};
    run.metric[METRIC_GOODPUT_BPS] = (struct metric_value){true, 0, 0.1};
    run.metric[METRIC_POOL_UTILISATION] = (struct metric_value){true, 0, (double)NAN};
    summary.n = 2;
    summary.estimate[METRIC_GOODPUT_BPS] = (struct estimate){true, 2, 5, 1, true, 4, 6, .95};
    summary.estimate[METRIC_LOSS_RATIO] = (struct estimate){true, 2, 1e-4, 1e-5, true, -1e-5, 2e-4, .95};
    summary.estimate[METRIC_FRAMES_DROPPED] = (struct estimate){true, 2, 50, 1, true, 40, 60, .95};
    summary.estimate[METRIC_FRAMES_DELIVERED] =
        (struct estimate){true, 2, 499950, 1, true, 499000, 500000, .95};
}

static json_t *document(void) {
    const struct run_result *runs[1] = {&run};
    uint64_t wall = 77;
    char *text = json_result(&config, runs, &wall, 1, &summary);
    json_t *root = json_loads(text, 0, NULL);
    free(text);
    assert_non_null(root);
    return root;
}

static json_t *at(json_t *object, const char *key) {
    json_t *value = json_object_get(object, key);
    if (value == NULL)
        fail_msg("no member '%s'", key);
    return value;
}

static void the_result_has_the_promised_members(void **state) {
    (void)state;
    fill();
    json_t *root = document();
    assert_string_equal(json_string_value(at(root, "schema")), "rxpool/result/1");
    assert_string_equal(json_string_value(at(root, "scenario")), "flood");
    assert_int_equal(json_integer_value(at(root, "model_version")), MODEL_VERSION);
    json_t *first = json_array_get(at(root, "runs"), 0);
    assert_int_equal(json_integer_value(at(first, "replication")), 3);
    assert_string_equal(json_string_value(at(first, "seed")), "0x0000000000000001");
    assert_string_equal(json_string_value(at(first, "digest")), "000000000000000100000000000000ff");
    assert_int_equal(json_integer_value(at(first, "events")), 12345678901234);
    assert_int_equal(json_integer_value(at(first, "wall_ns")), 77);
    assert_string_equal(json_string_value(at(first, "init")), "ok");
    assert_string_equal(json_string_value(at(first, "status")), "ok");
    assert_int_equal(json_object_size(at(first, "metrics")), METRIC_COUNT);
    assert_int_equal(json_object_size(at(root, "summary")), METRIC_COUNT);
    json_decref(root);
}

static void numbers_are_exact_and_the_undefined_is_null(void **state) {
    (void)state;
    fill();
    json_t *root = document();
    json_t *metrics = at(json_array_get(at(root, "runs"), 0), "metrics");
    assert_true(json_is_integer(at(metrics, "frames_offered")));
    assert_int_equal(json_integer_value(at(metrics, "frames_offered")), 9007199254740993);
    double goodput = json_real_value(at(metrics, "goodput_bps"));
    double exact = 0.1;
    assert_memory_equal(&goodput, &exact, sizeof exact);
    assert_true(json_is_null(at(metrics, "frames_dropped")));
    assert_true(json_is_null(at(metrics, "pool_utilisation")));
    json_decref(root);
}

static void broken_rules_stand_beside_the_metrics(void **state) {
    (void)state;
    fill();
    json_t *root = document();
    assert_int_equal(json_array_size(at(json_array_get(at(root, "runs"), 0), "violations")), 0);
    json_decref(root);
    struct violation_row row = {RULE_R7, UINT32_MAX, 3, 5000, (char[]){"asked for 4"}};
    run.violation = &row;
    run.violation_count = 1;
    root = document();
    json_t *first = json_array_get(at(json_array_get(at(root, "runs"), 0), "violations"), 0);
    assert_string_equal(json_string_value(at(first, "rule")), "R7");
    assert_string_equal(json_string_value(at(first, "severity")), "documented");
    assert_int_equal(json_integer_value(at(first, "count")), 3);
    assert_int_equal(json_integer_value(at(first, "first_ps")), 5000);
    assert_true(json_is_null(at(first, "queue")));
    assert_string_equal(json_string_value(at(first, "context")), "asked for 4");
    json_decref(root);
}

static void a_failed_initialisation_is_an_answer(void **state) {
    (void)state;
    fill();
    run.status = RUN_INIT_FAILED;
    char story[] = "no memory\x1b[31m";
    run.story = story;
    json_t *root = document();
    json_t *first = json_array_get(at(root, "runs"), 0);
    assert_string_equal(json_string_value(at(first, "init")), "failed");
    assert_string_equal(json_string_value(at(first, "status")), "init_failed");
    json_decref(root);
}

static void few_losses_have_no_interval(void **state) {
    (void)state;
    fill();
    json_t *root = document();
    json_t *loss = at(at(root, "summary"), "loss_ratio");
    assert_true(json_is_null(at(loss, "ci95")));
    assert_true(json_real_value(at(loss, "mean")) > 9e-5);
    json_t *goodput = at(at(root, "summary"), "goodput_bps");
    assert_int_equal(json_array_size(at(goodput, "ci95")), 2);
    assert_string_equal(json_string_value(at(goodput, "unit")), "bit/s");
    assert_int_equal(json_integer_value(at(goodput, "n")), 2);
    assert_true(json_is_null(at(at(at(root, "summary"), "latency_max_ns"), "mean")));
    json_decref(root);
    summary.estimate[METRIC_FRAMES_DROPPED].mean = 5000;
    root = document();
    assert_true(json_is_array(at(at(at(root, "summary"), "loss_ratio"), "ci95")));
    json_decref(root);
}

static void no_loss_is_a_bound(void **state) {
    (void)state;
    fill();
    json_t *root = document();
    assert_true(json_is_null(at(at(at(root, "summary"), "loss_ratio"), "at_most")));
    json_decref(root);
    summary.estimate[METRIC_LOSS_RATIO].mean = summary.estimate[METRIC_FRAMES_DROPPED].mean = 0;
    root = document();
    double bound = json_real_value(at(at(at(root, "summary"), "loss_ratio"), "at_most"));
    assert_true(bound > 2.9999e-6 && bound < 3.0001e-6 * 500000 / 499950);
    json_decref(root);
}

static void an_interval_tells_its_confidence(void **state) {
    (void)state;
    fill();
    summary.estimate[METRIC_GOODPUT_BPS].confidence = 0.99;
    json_t *root = document();
    json_t *goodput = at(at(root, "summary"), "goodput_bps");
    assert_true(json_is_null(at(goodput, "ci95")));
    assert_int_equal(json_array_size(at(goodput, "interval")), 2);
    assert_true(json_real_value(at(goodput, "confidence")) == 0.99);
    assert_true(json_is_null(at(root, "precision")));
    json_decref(root);
    summary.precision = 0.02;
    summary.end = SEQUENCE_MOST;
    summary.blame = METRIC_LOSS_RATIO;
    root = document();
    assert_true(json_is_false(at(at(root, "precision"), "reached")));
    assert_string_equal(json_string_value(at(at(root, "precision"), "missed")), "loss_ratio");
    json_decref(root);
}

static void the_same_result_is_the_same_text(void **state) {
    (void)state;
    fill();
    const struct run_result *runs[1] = {&run};
    char *first = json_result(&config, runs, NULL, 1, &summary);
    char *second = json_result(&config, runs, NULL, 1, &summary);
    assert_string_equal(first, second);
    free(first);
    free(second);
}

static void errors_are_one_document(void **state) {
    (void)state;
    struct problems problems;
    problems_init(&problems);
    problems_add(&problems, PROBLEM_WARNING, (struct mark){0}, NULL, NULL, "a warning");
    problems_add(&problems, PROBLEM_ERROR, (struct mark){"f.yaml", 3, 7, 4}, "nic: {rign: 1}",
                 "did you mean 'ring'?", "unknown key '%s'", "rign");
    char *text = json_problems(&problems, 65);
    problems_free(&problems);
    json_t *root = json_loads(text, 0, NULL);
    free(text);
    assert_int_equal(json_object_size(root), 1);
    json_t *error = at(root, "error");
    assert_int_equal(json_integer_value(at(error, "code")), 65);
    assert_string_equal(json_string_value(at(error, "message")), "unknown key 'rign'");
    json_t *second = json_array_get(at(error, "problems"), 1);
    assert_string_equal(json_string_value(at(second, "file")), "f.yaml");
    assert_int_equal(json_integer_value(at(second, "line")), 3);
    assert_string_equal(json_string_value(at(second, "hint")), "did you mean 'ring'?");
    json_decref(root);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_result_has_the_promised_members),
        cmocka_unit_test(numbers_are_exact_and_the_undefined_is_null),
        cmocka_unit_test(broken_rules_stand_beside_the_metrics),
        cmocka_unit_test(a_failed_initialisation_is_an_answer),
        cmocka_unit_test(few_losses_have_no_interval),
        cmocka_unit_test(no_loss_is_a_bound),
        cmocka_unit_test(an_interval_tells_its_confidence),
        cmocka_unit_test(the_same_result_is_the_same_text),
        cmocka_unit_test(errors_are_one_document),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
