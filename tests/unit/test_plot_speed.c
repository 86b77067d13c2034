/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picture of what runs cost: the clock's time over the frames that were offered. */
#include "plot_hand.h"

/* Every run of these took 1000 ns. */
static struct report_point speed_point(const char *buffers, double offered) {
    return (struct report_point){
        .axis = {{"pool.initial", buffers, NULL}}, .value = {{METRIC_FRAMES_OFFERED, offered}}, .values = 1};
}

static char *drawn(const struct report_point *point, size_t count, const char *file) {
    const char *database = test_path("speed.db");
    (void)remove(database);
    report_points(database, "speed", point, count);
    struct plot_options options = {
        .kind = "speed", .output = test_path("speed.svg"), .keep = report_directory()};
    assert_int_equal(draw_from(database, options, NULL), 0);
    return report_file(test_path(file));
}

static void time_is_shared_by_the_frames_that_were_offered(void **state) {
    (void)state;
    if (!have_gnuplot())
        skip();
    const struct report_point points[] = {speed_point("64", 100), speed_point("128", 10),
                                          speed_point("256", 0)};
    char *data = drawn(points, 3, "speed.dat");
    assert_non_null(strstr(data, " 64 10 10 10\n 128 100 100 100\n 256 NaN NaN NaN\n"));
    free(data);
    char *settings = drawn(points, 3, "settings.gp");
    assert_non_null(strstr(settings, "1 point without a finished run."));
    assert_non_null(strstr(settings, "Another machine"));
    free(settings);
}

/* 1000 ns for 10, 20, 40 and 50 frames: 20, 25, 50 and 100 ns each. */
static void of_several_runs_the_median_is_shown_with_the_least_and_the_greatest(void **state) {
    struct problems problems;
    (void)state;
    if (!have_gnuplot())
        skip();
    const struct report_point points[] = {speed_point("64", 10), speed_point("128", 10)};
    const double frames[] = {20, 40, 50};
    const char *database = test_path("runs.db");
    report_points(database, "speed", points, 2);
    problems_init(&problems);
    struct store *store = test_open(database, STORE_WRITE);
    for (uint32_t i = 0; i < 3; i++) {
        struct run_result *result = test_result(1, i + 1, false);
        result->metric[METRIC_FRAMES_OFFERED] = (struct metric_value){true, (uint64_t)frames[i], frames[i]};
        assert_true(store_add_run(store, 1, result, 1000, &problems));
        run_result_free(result);
    }
    test_close(store);
    problems_free(&problems);
    struct plot_options options = {
        .kind = "speed", .output = test_path("runs.svg"), .keep = report_directory()};
    assert_int_equal(draw_from(database, options, NULL), 0);
    char *data = report_file(test_path("speed.dat"));
    assert_non_null(strstr(data, " 64 37.5 20 100\n"));
    free(data);
}

static void without_frames_there_is_no_picture(void **state) {
    (void)state;
    const struct report_point points[] = {speed_point("64", 0), speed_point("128", 0)};
    char *said = NULL;
    report_points(test_path("none.db"), "idle", points, 2);
    struct plot_options options = {.kind = "speed", .output = test_path("none.svg")};
    assert_int_equal(draw_from(test_path("none.db"), options, &said), 65);
    assert_non_null(strstr(said, "no run of study 'idle' was offered a frame"));
    free(said);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_is_shared_by_the_frames_that_were_offered),
        cmocka_unit_test(of_several_runs_the_median_is_shown_with_the_least_and_the_greatest),
        cmocka_unit_test(without_frames_there_is_no_picture),
    };
    return cmocka_run_group_tests_name("plot_speed", tests, store_test_begin, store_test_end);
}
