/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Points that are run until they are precise, over stand-ins (fake_layers.h): which runs are made, stored and
 * shown must not depend on threads, delays, interruption or resume. */
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
    uint64_t stop_after; /* runs; 0: never */
};

static void show_result(void *context, size_t point, const struct run_result *result, uint64_t wall_ns) {
    struct trial *trial = context;
    (void)wall_ns;
    text_format(&trial->shown, "%zu %u %.17g\n", point, result->replication,
                result->metric[METRIC_LOSS_RATIO].real);
}

static void see_progress(void *context, const struct progress *progress) {
    struct trial *trial = context;
    assert_true(progress->runs_done + progress->runs_found <= progress->runs_total);
    if (trial->stop_after > 0 && progress->runs_done >= trial->stop_after)
        trial->interrupted = 2;
}

static struct trial *trial_new(uint32_t jobs) {
    struct trial *trial = memory_alloc(sizeof *trial);
    fake_design(&trial->design, values, 4);
    trial->store = memory_alloc(sizeof *trial->store);
    trial->store->model_version = MODEL_VERSION;
    trial->scenario.delay_us = 1000;
    trial->options = (struct experiment_options){.jobs = jobs,
                                                 .precision = 0.12,
                                                 .most = 200,
                                                 .interrupted = &trial->interrupted,
                                                 .progress = see_progress,
                                                 .result = show_result,
                                                 .context = trial};
    return trial;
}

static bool trial_run(struct trial *trial, struct store *store) {
    experiment_summary_free(&trial->summary);
    text_free(&trial->shown);
    trial->interrupted = 0;
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

/* The stored runs as a set: their order is that of time. */
static void assert_same_runs(const struct store *a, const struct store *b) {
    assert_int_equal(a->runs, b->runs);
    for (size_t i = 0; i < a->runs; i++) {
        bool found = false;
        for (size_t k = 0; k < b->runs && !found; k++)
            found = a->run[i].point == b->run[k].point && a->run[i].replication == b->run[k].replication &&
                    a->run[i].digest.low == b->run[k].digest.low;
        assert_true(found);
    }
}

static void assert_same_loss(const struct trial *a, const struct trial *b, size_t point) {
    const struct estimate *x = &a->summary.point[point].estimate[METRIC_LOSS_RATIO];
    const struct estimate *y = &b->summary.point[point].estimate[METRIC_LOSS_RATIO];
    assert_int_equal(x->n, y->n);
    assert_true(x->mean == y->mean && x->sd == y->sd && x->low == y->low && x->high == y->high);
}

/* No estimate before the last prefix was precise, that of all runs is. */
static void assert_stopped_in_time(const struct trial *trial) {
    for (size_t i = 0; i < trial->summary.points; i++) {
        const struct point_summary *point = &trial->summary.point[i];
        const struct estimate *loss = &point->estimate[METRIC_LOSS_RATIO];
        assert_int_equal(point->end, SEQUENCE_REACHED);
        assert_int_equal(loss->n, point->n);
        assert_in_range(point->n, trial->options.replications, 200);
        assert_true((loss->high - loss->low) / 2 <= 0.12 * loss->mean);
    }
}

static void threads_store_the_same_runs(void **state) {
    (void)state;
    struct trial *one = trial_new(1), *two = trial_new(2), *many = trial_new(9), *bare = trial_new(3);
    one->scenario.delay_us = 0;
    assert_true(trial_run(one, one->store) && trial_run(two, two->store) && trial_run(many, many->store) &&
                trial_run(bare, NULL));
    assert_true(one->summary.complete && many->summary.complete && bare->summary.complete);
    assert_stopped_in_time(one);
    assert_same_runs(one->store, two->store);
    assert_same_runs(one->store, many->store);
    assert_string_equal(one->shown.at, two->shown.at);
    assert_string_equal(one->shown.at, many->shown.at);
    assert_string_equal(one->shown.at, bare->shown.at);
    assert_string_equal(one->store->estimates.at, many->store->estimates.at);
    for (size_t i = 0; i < 4; i++)
        assert_same_loss(one, bare, i);
    assert_int_equal(one->summary.runs_done, one->store->runs);
    assert_true(one->summary.point[0].n != one->summary.point[1].n); /* or the test would show little */
    trial_free(one);
    trial_free(two);
    trial_free(many);
    trial_free(bare);
}

static void an_interrupted_one_goes_on_to_the_same_runs(void **state) {
    (void)state;
    struct trial *whole = trial_new(2), *parts = trial_new(3);
    assert_true(trial_run(whole, whole->store));
    parts->scenario.delay_us = 20000;
    parts->stop_after = 25;
    assert_true(trial_run(parts, parts->store));
    assert_false(parts->summary.complete);
    uint64_t before = parts->store->runs;
    assert_in_range(before, 25, whole->store->runs - 1);
    parts->scenario.delay_us = 100;
    parts->stop_after = 0;
    assert_true(trial_run(parts, parts->store));
    assert_true(parts->summary.complete);
    assert_int_equal(parts->summary.runs_found, before);
    assert_same_runs(whole->store, parts->store);
    assert_string_equal(whole->shown.at, parts->shown.at);
    trial_free(whole);
    trial_free(parts);
}

/* Runs that are stored beyond the last one wanted are neither needed nor shown; a hole among them is filled.
 */
static void what_is_stored_is_judged_in_its_place(void **state) {
    (void)state;
    struct trial *fresh = trial_new(2), *full = trial_new(2);
    assert_true(trial_run(fresh, fresh->store));
    full->options.precision = 0;
    full->options.replications = 200;
    full->scenario.delay_us = 0;
    assert_true(trial_run(full, full->store));
    for (size_t i = 0; i < full->store->runs; i++) {
        if (full->store->run[i].point == 2 && full->store->run[i].replication == 3)
            full->store->run[i] = full->store->run[--full->store->runs];
    }
    full->options.precision = 0.12;
    full->options.replications = 0;
    assert_true(trial_run(full, full->store));
    assert_int_equal(full->summary.runs_done, 1);
    assert_string_equal(fresh->shown.at, full->shown.at);
    for (size_t i = 0; i < 4; i++)
        assert_same_loss(fresh, full, i);
    trial_free(fresh);
    trial_free(full);
}

static void the_scenario_may_ask_and_a_number_overrules_it(void **state) {
    (void)state;
    struct trial *trial = trial_new(2), *asked = trial_new(2);
    trial->options.precision = 0;
    trial->scenario.precision_e18 = UINT64_C(120000000000000000);
    assert_true(trial_run(trial, NULL) && trial_run(asked, NULL));
    assert_int_equal(trial->summary.point[1].n, asked->options.replications + asked->summary.point[1].n);
    trial->options.replications = 4;
    assert_true(trial_run(trial, NULL));
    assert_int_equal(trial->summary.runs_done, 16);
    assert_true(trial->summary.point[0].precision <= 0);
    trial_free(trial);
    trial_free(asked);
}

static void the_most_and_the_fewest_are_kept(void **state) {
    (void)state;
    struct trial *trial = trial_new(4);
    trial->options.precision = 0.001;
    trial->options.most = 17;
    assert_true(trial_run(trial, trial->store));
    assert_true(trial->summary.complete);
    assert_int_equal(trial->store->runs, 4 * 17);
    assert_int_equal(trial->summary.point[2].end, SEQUENCE_MOST);
    assert_int_equal(trial->summary.point[2].blame, METRIC_LOSS_RATIO);
    trial->store->runs = 0;
    trial->options.precision = 1;
    trial->options.most = 0;
    trial->options.replications = 23;
    assert_true(trial_run(trial, trial->store));
    assert_int_equal(trial->store->runs, 4 * 23);
    trial->options.most = 22; /* fewer than the fewest */
    assert_false(trial_run(trial, trial->store));
    assert_int_equal(trial->problems.errors, 1);
    trial_free(trial);
}

static void what_cannot_be_judged_is_not_waited_for(void **state) {
    (void)state;
    struct trial *trial = trial_new(3);
    trial->options.metrics = "throughput_fps"; /* 0 in every run */
    assert_true(trial_run(trial, NULL));
    assert_int_equal(trial->summary.point[0].end, SEQUENCE_IDLE);
    assert_int_equal(trial->summary.point[0].n, 3);
    trial->options.metrics = "goodput"; /* no such */
    assert_false(trial_run(trial, trial->store));
    assert_int_equal(trial->problems.exit_code, 64);
    assert_int_equal(trial->store->points, 0);
    trial_free(trial);
}

static void one_run_says_it_all_where_nothing_is_random(void **state) {
    (void)state;
    struct trial *trial = trial_new(3);
    trial->scenario.deterministic = true;
    assert_true(trial_run(trial, NULL));
    assert_int_equal(trial->summary.runs_done, 4);
    trial_free(trial);
}

static void a_full_disk_stops_it(void **state) {
    (void)state;
    struct trial *trial = trial_new(4);
    trial->store->fail_after = 21;
    assert_false(trial_run(trial, trial->store));
    assert_int_equal(trial->problems.exit_code, 74);
    assert_int_equal(trial->store->runs, 21);
    trial_free(trial);
}

/* A count of 199 in all has no interval, one of 200 has; so has its share, by the number of frames. */
static void few_losses_have_no_interval(void **state) {
    (void)state;
    struct value_row row[2] = {{.replication = 0, .counts = true}, {.replication = 1, .counts = true}};
    struct estimate estimate[METRIC_COUNT];
    for (uint32_t i = 0; i < METRIC_COUNT; i++)
        row[0].value[i] = row[1].value[i] = 90;
    for (double more = 109; more <= 110; more++) {
        row[1].value[METRIC_FRAMES_DROPPED] = row[1].value[METRIC_DROP_NO_DESCRIPTOR] = more;
        row[1].value[METRIC_LOSS_RATIO] = 91;
        rows_estimate(row, 2, 2, 0.95, SCATTER_RUNS, estimate);
        bool enough = more >= 110;
        assert_int_equal(estimate[METRIC_FRAMES_DROPPED].interval, enough);
        assert_int_equal(estimate[METRIC_DROP_NO_DESCRIPTOR].interval, enough);
        assert_int_equal(estimate[METRIC_LOSS_RATIO].interval, enough);
        assert_false(estimate[METRIC_CAUSE_HELD].interval); /* 180 */
        assert_true(estimate[METRIC_GOODPUT_BPS].interval);
        assert_true(estimate[METRIC_FRAMES_DROPPED].mean == (90 + more) / 2);
    }
}

/* Of a pair of which one has no value the other is left out. */
static void half_a_pair_says_nothing(void **state) {
    (void)state;
    struct value_row row[6] = {{0}};
    struct estimate estimate[METRIC_COUNT];
    for (uint32_t r = 0; r < 6; r++) {
        row[r].replication = r;
        row[r].counts = r != 2;
        row[r].value[METRIC_GOODPUT_BPS] = r;
    }
    rows_estimate(row, 6, 6, 0.95, SCATTER_PAIRS, estimate);
    assert_int_equal(estimate[METRIC_GOODPUT_BPS].n, 4);
    assert_true(estimate[METRIC_GOODPUT_BPS].mean == (0 + 1 + 4 + 5) / 4.0);
    rows_estimate(row, 6, 5, 0.95, SCATTER_PAIRS, estimate);
    assert_int_equal(estimate[METRIC_GOODPUT_BPS].n, 2);
    assert_false(estimate[METRIC_GOODPUT_BPS].interval);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_store_the_same_runs),
        cmocka_unit_test(an_interrupted_one_goes_on_to_the_same_runs),
        cmocka_unit_test(what_is_stored_is_judged_in_its_place),
        cmocka_unit_test(the_scenario_may_ask_and_a_number_overrules_it),
        cmocka_unit_test(the_most_and_the_fewest_are_kept),
        cmocka_unit_test(what_cannot_be_judged_is_not_waited_for),
        cmocka_unit_test(one_run_says_it_all_where_nothing_is_random),
        cmocka_unit_test(a_full_disk_stops_it),
        cmocka_unit_test(few_losses_have_no_interval),
        cmocka_unit_test(half_a_pair_says_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
