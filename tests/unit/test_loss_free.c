/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The maximum loss-free receive rate: what counts as free of loss, and what is claimed of it. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "loss_free.h"
#include "report_support.h"

/* Three runs of 1000 frames of known fate, `lost` of them in all. */
static void set_point(struct study_point *point, double offered, double lost) {
    *point = (struct study_point){.runs = 3};
    point->estimate[METRIC_OFFERED_FPS] = (struct estimate){.defined = true, .n = 3, .mean = offered};
    point->estimate[METRIC_FRAMES_DROPPED] = (struct estimate){.defined = true, .n = 3, .mean = lost / 3};
    point->estimate[METRIC_FRAMES_DELIVERED] =
        (struct estimate){.defined = true, .n = 3, .mean = 1000 - lost / 3};
}

enum { POINTS = 4 };
static struct study_point point[POINTS];
static const struct study_point *const all[POINTS] = {&point[0], &point[1], &point[2], &point[3]};

static void it_is_the_greatest_rate_below_the_first_loss_in_whatever_order(void **state) {
    (void)state;
    set_point(&point[0], 3e6, 1);
    set_point(&point[1], 1e6, 0);
    set_point(&point[2], 4e6, 0); /* a lucky point above a loss does not count */
    set_point(&point[3], 2e6, 0);
    struct loss_free found = loss_free_of(all, POINTS);
    assert_float_equal(found.fps, 2e6, 0);
    assert_float_equal(found.lossy_fps, 3e6, 0);
    assert_float_equal(found.frames, 3000, 1e-6);
    assert_int_equal(found.runs, 3);
    assert_int_equal(found.unknown, 0);
}

static void a_loss_in_one_run_is_a_loss_at_that_rate(void **state) {
    (void)state;
    set_point(&point[0], 1e6, 0);
    set_point(&point[1], 2e6, 0);
    set_point(&point[2], 2e6, 1);
    struct loss_free found = loss_free_of(all, 3);
    assert_float_equal(found.fps, 1e6, 0);
    assert_float_equal(found.lossy_fps, 2e6, 0);
}

static void losses_everywhere_leave_no_rate_and_none_leaves_no_bound(void **state) {
    (void)state;
    set_point(&point[0], 1e6, 5);
    set_point(&point[1], 2e6, 50);
    struct loss_free found = loss_free_of(all, 2);
    assert_float_equal(found.fps, 0, 0);
    assert_float_equal(found.frames, 0, 0);
    assert_float_equal(found.lossy_fps, 1e6, 0);
    set_point(&point[0], 1e6, 0);
    set_point(&point[1], 2e6, 0);
    found = loss_free_of(all, 2);
    assert_float_equal(found.fps, 2e6, 0);
    assert_float_equal(found.lossy_fps, 0, 0);
}

/* Neither free of loss nor not: a run that timed out, one that could not begin, one without a frame. */
static void a_point_with_a_run_without_result_says_nothing(void **state) {
    (void)state;
    for (size_t i = 0; i < POINTS; i++)
        set_point(&point[i], 1e6 * (double)(i + 1), 0);
    point[1].unfinished = 1;
    point[2].init_failed = 1;
    point[3].estimate[METRIC_FRAMES_DELIVERED].mean = 0;
    struct loss_free found = loss_free_of(all, POINTS);
    assert_float_equal(found.fps, 1e6, 0);
    assert_float_equal(found.lossy_fps, 0, 0);
    assert_int_equal(found.unknown, 3);
}

/* A point of that policy and rate with so many frames/s offered, and frames lost of 1000. */
static struct report_point rate_point(const char *key, const char *policy, const char *rate, double offered,
                                      double lost) {
    return (struct report_point){
        .axis = {{key, rate, NULL}, {"pool.policy", policy, NULL}},
        .value = {{METRIC_OFFERED_FPS, offered},
                  {METRIC_THROUGHPUT_FPS, offered},
                  {METRIC_FRAMES_DROPPED, lost},
                  {METRIC_FRAMES_DELIVERED, 1000 - lost}},
        .values = 4,
    };
}

/* What a report says of the database. */
static char *said(const char *database, bool (*report)(struct store *, FILE *, struct problems *)) {
    struct problems problems;
    problems_init(&problems);
    struct store *store = test_open(database, STORE_READ);
    FILE *file = fopen(test_path("said"), "wb");
    assert_non_null(file);
    assert_true(report(store, file, &problems));
    assert_int_equal(fclose(file), 0);
    problems_free(&problems);
    test_close(store);
    return report_file(test_path("said"));
}

static bool overview(struct store *store, FILE *to, struct problems *problems) {
    return report_show(store, 0, to, problems);
}

#define RATE "traffic.frames.rate"
#define THREE_POLICIES                                                                                       \
    rate_point(RATE, "static", "1 Mframe/s", 1e6, 0), rate_point(RATE, "static", "2 Mframe/s", 2e6, 5),      \
        rate_point(RATE, "watermark", "1 Mframe/s", 1e6, 0),                                                 \
        rate_point(RATE, "watermark", "2 Mframe/s", 2e6, 0),                                                 \
        rate_point(RATE, "doubling", "1 Mframe/s", 1e6, 2),                                                  \
        rate_point(RATE, "doubling", "2 Mframe/s", 2e6, 9)

static void the_overview_says_it_for_each_combination_of_the_other_axes(void **state) {
    (void)state;
    const struct report_point points[] = {THREE_POLICIES};
    report_points(test_path("a.db"), "rates", points, 6);
    char *text = said(test_path("a.db"), overview);
    char *at = strstr(text, "  maximum loss-free");
    assert_non_null(at);
    char *end = strstr(at, "\n\n");
    assert_non_null(end);
    *end = '\0';
    assert_string_equal(
        at, "  maximum loss-free receive rate, offered:\n"
            "    static: 1 Mframe/s (no loss seen in 1000 frames of 1 run); frames were lost at 2 Mframe/s\n"
            "    watermark: 2 Mframe/s (no loss seen in 1000 frames of 1 run), the most that was offered\n"
            "    doubling: none; frames were lost at 1 Mframe/s");
    free(text);
}

static void a_study_that_varies_nothing_offered_says_nothing_of_it(void **state) {
    (void)state;
    const struct report_point points[] = {
        rate_point("pool.initial", "static", "64", 1e6, 0),
        rate_point("pool.initial", "static", "128", 1e6, 0),
    };
    report_points(test_path("a.db"), "sizes", points, 2);
    char *text = said(test_path("a.db"), overview);
    assert_null(strstr(text, "loss-free"));
    free(text);
}

static void the_document_has_points_estimates_and_the_rates(void **state) {
    (void)state;
    const struct report_point points[] = {THREE_POLICIES};
    report_points(test_path("a.db"), "rates", points, 6);
    char *text = said(test_path("a.db"), report_studies);
    json_t *document = json_loads(text, 0, NULL);
    assert_non_null(document);
    json_t *study = json_array_get(json_object_get(document, "studies"), 0);
    assert_string_equal(json_string_value(json_object_get(study, "name")), "rates");
    assert_int_equal(json_array_size(json_object_get(study, "points")), 6);
    json_t *summary = json_object_get(json_array_get(json_object_get(study, "points"), 1), "summary");
    json_t *dropped = json_object_get(summary, "frames_dropped");
    assert_float_equal(json_number_value(json_object_get(dropped, "mean")), 5, 0);
    assert_string_equal(json_string_value(json_object_get(study, "loss_free_axis")), RATE);
    json_t *list = json_object_get(study, "loss_free");
    assert_int_equal(json_array_size(list), 3);
    json_t *first = json_array_get(list, 0);
    assert_float_equal(json_number_value(json_object_get(first, "offered_fps")), 1e6, 0);
    assert_int_equal(json_integer_value(json_object_get(first, "frames")), 1000);
    json_t *policy = json_object_get(json_object_get(first, "axes"), "pool.policy");
    assert_string_equal(json_string_value(json_object_get(policy, "text")), "static");
    assert_null(json_object_get(json_object_get(first, "axes"), RATE));
    assert_true(json_is_null(json_object_get(json_array_get(list, 1), "lossy_fps")));
    assert_true(json_is_null(json_object_get(json_array_get(list, 2), "offered_fps")));
    json_decref(document);
    free(text);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, store_test_begin, store_test_end)
    const struct CMUnitTest tests[] = {
        TEST(it_is_the_greatest_rate_below_the_first_loss_in_whatever_order),
        TEST(a_loss_in_one_run_is_a_loss_at_that_rate),
        TEST(losses_everywhere_leave_no_rate_and_none_leaves_no_bound),
        TEST(a_point_with_a_run_without_result_says_nothing),
        TEST(the_overview_says_it_for_each_combination_of_the_other_axes),
        TEST(a_study_that_varies_nothing_offered_says_nothing_of_it),
        TEST(the_document_has_points_estimates_and_the_rates),
    };
    return cmocka_run_group_tests_name("loss_free", tests, NULL, NULL);
}
