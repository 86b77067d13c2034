/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The experiment layer over stand-ins (fake_layers.h): what comes out must not depend on threads, delays,
 * interruption or resume; a failing store stops everything; nothing leaks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fake_layers.h"
#include "metric.h"

static const char *const values[] = {"5", "6", "7", "8"};

struct trial {
    struct scenario scenario;
    struct design design;
    struct store *store;
    struct experiment_options options;
    struct experiment_summary summary;
    struct problems problems;
    struct text shown;
    volatile int interrupted;
    uint64_t stop_after; /* progress calls: interrupts when so many runs are done; 0: never */
    uint64_t shows;
    bool last;
};

static void show_result(void *context, size_t point, const struct run_result *result, uint64_t wall_ns) {
    struct trial *trial = context;
    (void)wall_ns;
    text_format(&trial->shown, "%zu %u %.17g %016llx\n", point, result->replication,
                result->metric[METRIC_LOSS_RATIO].real, (unsigned long long)result->digest.low);
}

static void see_progress(void *context, const struct progress *progress) {
    struct trial *trial = context;
    trial->shows++;
    trial->last = progress->last;
    assert_true(progress->runs_done + progress->runs_found <= progress->runs_total);
}

static struct trial *trial_new(uint32_t jobs) {
    struct trial *trial = memory_alloc(sizeof *trial);
    fake_design(&trial->design, values, 4);
    trial->store = memory_alloc(sizeof *trial->store);
    trial->store->model_version = MODEL_VERSION;
    trial->scenario.delay_us = 3000;
    trial->options = (struct experiment_options){.jobs = jobs,
                                                 .replications = 10,
                                                 .interrupted = &trial->interrupted,
                                                 .progress = see_progress,
                                                 .result = show_result,
                                                 .context = trial};
    return trial;
}

static bool trial_run(struct trial *trial, struct store *store) {
    return experiment_run(&trial->scenario, &trial->design, store, &trial->options, &trial->summary,
                          &trial->problems);
}

static void trial_free(struct trial *trial) {
    assert_int_equal(fake_alive(), 0);
    experiment_summary_free(&trial->summary);
    fake_design_free(&trial->design);
    problems_free(&trial->problems);
    text_free(&trial->shown);
    text_free(&trial->store->estimates);
    free(trial->store);
    free(trial);
}

static void test_threads_leave_no_trace(void **state) {
    (void)state;
    struct trial *one = trial_new(1), *many = trial_new(7), *bare = trial_new(3);
    one->scenario.delay_us = 0;
    assert_true(trial_run(one, one->store) && trial_run(many, many->store) && trial_run(bare, NULL));
    assert_true(one->summary.complete && many->summary.complete && bare->summary.complete);
    assert_int_equal(many->summary.runs_done, 40);
    assert_string_equal(one->shown.at, many->shown.at);
    assert_string_equal(one->shown.at, bare->shown.at);
    assert_string_equal(one->store->estimates.at, many->store->estimates.at);
    for (size_t i = 0; i < 4; i++) {
        const struct estimate *a = one->summary.point[i].estimate, *b = bare->summary.point[i].estimate;
        assert_true(a[METRIC_LOSS_RATIO].mean == b[METRIC_LOSS_RATIO].mean);
        assert_true(a[METRIC_LOSS_RATIO].high == b[METRIC_LOSS_RATIO].high);
        assert_int_equal(bare->summary.point[i].n, 10);
        assert_false(a[METRIC_GOODPUT_BPS].defined);
    }
    /* replication 3 of each of the four points breaks R7 */
    assert_int_equal(one->summary.rule_runs[RULE_R7], 4);
    assert_int_equal(many->summary.rule_runs[RULE_R7], 4);
    assert_int_equal(bare->summary.rule_runs[RULE_R7], 4);
    assert_int_equal(bare->summary.rule_runs[RULE_R8], 0);
    assert_true(many->last && many->shows >= 1);
    trial_free(one);
    trial_free(many);
    trial_free(bare);
}

static void stop_early(void *context, const struct progress *progress) {
    struct trial *trial = context;
    if (progress->runs_done >= trial->stop_after)
        trial->interrupted = 2;
}

static void test_resume_gives_the_same(void **state) {
    (void)state;
    struct trial *whole = trial_new(2), *parts = trial_new(3);
    assert_true(trial_run(whole, whole->store));
    parts->scenario.delay_us = 60000;
    parts->options.progress = stop_early;
    parts->stop_after = 3;
    assert_true(trial_run(parts, parts->store));
    assert_false(parts->summary.complete);
    assert_in_range(parts->summary.runs_done, 3, 39);
    assert_int_equal(parts->store->runs, parts->summary.runs_done);
    assert_true(parts->store->commits > 0);
    uint64_t before = parts->summary.runs_done;
    experiment_summary_free(&parts->summary);
    text_free(&parts->shown);
    parts->interrupted = 0;
    parts->options.progress = NULL;
    parts->scenario.delay_us = 100;
    assert_true(trial_run(parts, parts->store));
    assert_true(parts->summary.complete);
    assert_int_equal(parts->summary.runs_found, before);
    assert_int_equal(parts->summary.runs_done, 40 - before);
    assert_string_equal(whole->shown.at, parts->shown.at); /* stored runs are shown too */
    /* Estimates may have been written before the interruption; what was written last counts. */
    assert_non_null(strstr(parts->store->estimates.at, whole->store->estimates.at));
    trial_free(whole);
    trial_free(parts);
}

static void test_more_and_fewer_replications(void **state) {
    (void)state;
    struct trial *trial = trial_new(4);
    assert_true(trial_run(trial, trial->store));
    char *ten = memory_copy_text(trial->store->estimates.at);
    experiment_summary_free(&trial->summary);
    text_free(&trial->store->estimates);
    trial->options.replications = 4; /* all there: nothing runs, the database still says ten */
    assert_true(trial_run(trial, trial->store));
    assert_int_equal(trial->summary.runs_done, 0);
    assert_int_equal(trial->summary.runs_found, 16);
    assert_int_equal(trial->summary.point[0].n, 4);
    assert_int_equal(trial->summary.rule_runs[RULE_R7], 4); /* of runs that were found */
    assert_int_equal(trial->summary.point[0].estimate[METRIC_LOSS_RATIO].n, 4);
    assert_string_equal(trial->store->estimates.at, ten);
    free(ten);
    trial_free(trial);
}

static void test_full_disk_stops_everything(void **state) {
    (void)state;
    struct trial *trial = trial_new(4);
    trial->store->fail_after = 7;
    assert_false(trial_run(trial, trial->store));
    assert_int_equal(trial->problems.errors, 1);
    assert_int_equal(trial->problems.exit_code, 74);
    assert_int_equal(trial->store->runs, 7);
    assert_true(atomic_load(&trial->scenario.runs) < 40);
    trial_free(trial);
}

static void test_bad_points_run_nothing(void **state) {
    (void)state;
    struct trial *trial = trial_new(4);
    trial->scenario.bad_value = 8; /* the last one */
    assert_false(trial_run(trial, trial->store));
    assert_int_equal(trial->problems.errors, 1);
    assert_int_equal(atomic_load(&trial->scenario.runs), 0);
    assert_int_equal(trial->store->points, 0);
    trial_free(trial);
}

static void test_interrupted_before_anything_ran(void **state) {
    (void)state;
    struct trial *trial = trial_new(4);
    trial->interrupted = 15;
    assert_false(trial_run(trial, trial->store));
    assert_int_equal(trial->problems.errors, 0);
    assert_int_equal(trial->store->points, 0);
    trial_free(trial);
}

static void test_deterministic_runs_once(void **state) {
    (void)state;
    struct trial *trial = trial_new(2);
    trial->scenario.deterministic = true;
    assert_true(trial_run(trial, trial->store));
    assert_int_equal(trial->summary.runs_done, 4);
    assert_int_equal(trial->summary.deterministic, 4);
    assert_false(trial->summary.point[0].estimate[METRIC_LOSS_RATIO].interval);
    trial_free(trial);
}

static void test_twins_are_run_once(void **state) {
    (void)state;
    struct trial *trial = trial_new(2);
    static const char *const twice[] = {"1", "9", "1", "7"};
    fake_design_free(&trial->design);
    fake_design(&trial->design, twice, 4);
    trial->scenario.twin_value = 9;
    assert_true(trial_run(trial, trial->store));
    assert_int_equal(trial->summary.runs_done, 20);
    assert_memory_equal(trial->summary.point[0].estimate, trial->summary.point[2].estimate,
                        sizeof trial->summary.point[0].estimate);
    trial_free(trial);
}

static void test_timeout_is_stored_and_run_again(void **state) {
    (void)state;
    struct trial *trial = trial_new(2);
    trial->scenario.endless = true;
    trial->options.timeout_s = 0.002;
    trial->options.replications = 2;
    trial->options.result = NULL;
    assert_true(trial_run(trial, trial->store));
    assert_int_equal(trial->summary.runs_timeout, 8);
    assert_int_equal(trial->summary.runs_failed, 8);
    assert_false(trial->summary.point[0].estimate[METRIC_LOSS_RATIO].defined);
    experiment_summary_free(&trial->summary);
    trial->store->runs = 0; /* the real store replaces them */
    trial->scenario.endless = false;
    trial->options.timeout_s = 0;
    assert_true(trial_run(trial, trial->store));
    assert_int_equal(trial->summary.runs_timeout, 0);
    trial_free(trial);
}

static void count_difference(void *context, int64_t run_id, const char *stored, const char *now) {
    struct trial *trial = context;
    assert_string_not_equal(stored, now);
    text_format(&trial->shown, "%lld\n", (long long)run_id);
}

static void test_verify(void **state) {
    (void)state;
    struct trial *trial = trial_new(4);
    trial->options.result = NULL;
    trial->options.progress = NULL;
    assert_true(trial_run(trial, trial->store));
    struct verify_result result;
    assert_true(experiment_verify(trial->store, NULL, 0, &trial->options, count_difference, &result,
                                  &trial->problems));
    assert_int_equal(result.checked, 40);
    assert_int_equal(result.same, 40);
    for (size_t i = 0; i < trial->store->runs; i++) {
        struct fake_run *run = &trial->store->run[i];
        run->digest.low ^=
            (run->point == 2 && run->replication == 3) || (run->point == 4 && run->replication == 0);
    }
    assert_true(experiment_verify(trial->store, NULL, 0, &trial->options, count_difference, &result,
                                  &trial->problems));
    assert_int_equal(result.different, 2);
    assert_string_equal(trial->shown.at, "2000003\n4000000\n");
    const int64_t some[] = {2000003, 1000001};
    assert_true(experiment_verify(trial->store, some, 2, &trial->options, NULL, &result, &trial->problems));
    assert_true(result.checked == 2 && result.same == 1 && result.different == 1);
    const int64_t none[] = {77};
    assert_false(experiment_verify(trial->store, none, 1, &trial->options, NULL, &result, &trial->problems));
    problems_free(&trial->problems);
    trial->store->model_version = MODEL_VERSION + 1;
    assert_true(experiment_verify(trial->store, NULL, 0, &trial->options, NULL, &result, &trial->problems));
    assert_true(result.checked == 0 && result.other_version == 40);
    trial_free(trial);
}

static void test_forecast(void **state) {
    (void)state;
    struct trial *trial = trial_new(4);
    struct forecast forecast;
    assert_true(
        experiment_forecast(&trial->scenario, &trial->design, &trial->options, &forecast, &trial->problems));
    assert_int_equal(forecast.points, 4);
    assert_int_equal(forecast.runs, 40);
    assert_int_equal(forecast.measured, 3);
    assert_int_equal(forecast.jobs, 4);
    assert_true(forecast.run_s >= 0 && forecast.total_s >= 0);
    trial_free(trial);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threads_leave_no_trace),
        cmocka_unit_test(test_resume_gives_the_same),
        cmocka_unit_test(test_more_and_fewer_replications),
        cmocka_unit_test(test_full_disk_stops_everything),
        cmocka_unit_test(test_bad_points_run_nothing),
        cmocka_unit_test(test_interrupted_before_anything_ran),
        cmocka_unit_test(test_deterministic_runs_once),
        cmocka_unit_test(test_twins_are_run_once),
        cmocka_unit_test(test_timeout_is_stored_and_run_again),
        cmocka_unit_test(test_verify),
        cmocka_unit_test(test_forecast),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
