/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picture of delivered against offered frames: what is drawn in which order, and where loss begins. */
#include <math.h>

#include "plot_hand.h"

/* A point of that policy and rate with so many frames/s offered and delivered, and frames lost. */
static struct report_point load_point(const char *policy, const char *rate, double offered, double delivered,
                                      double lost) {
    return (struct report_point){
        .axis = {{"traffic.frames.rate", rate, NULL}, {"pool.policy", policy, NULL}},
        .value = {{METRIC_OFFERED_FPS, offered},
                  {METRIC_THROUGHPUT_FPS, delivered},
                  {METRIC_FRAMES_DROPPED, lost},
                  {METRIC_FRAMES_DELIVERED, 1000}},
        .values = 4,
    };
}

/* Draws the points and returns the file of that name. */
static char *drawn(const struct report_point *point, size_t count, const char *file) {
    const char *database = test_path("load.db");
    (void)remove(database);
    report_points(database, "load", point, count);
    struct plot_options options = {
        .kind = "load", .output = test_path("load.svg"), .keep = report_directory()};
    assert_int_equal(draw_from(database, options, NULL), 0);
    return report_file(test_path(file));
}

#define POINTS_OF_THREE                                                                                      \
    load_point("static", "1 Mframe/s", 3e6, 2.5e6, 5), load_point("static", "2 Mframe/s", 2e6, 2e6, 0),      \
        load_point("static", "3 Mframe/s", 1e6, 1e6, 0), load_point("watermark", "1 Mframe/s", 1e6, 1e6, 0), \
        load_point("watermark", "2 Mframe/s", 2e6, 2e6, 0),                                                  \
        load_point("watermark", "3 Mframe/s", 3e6, (double)NAN, 0),                                          \
        load_point("doubling", "1 Mframe/s", 1e6, 0.5e6, 9),                                                 \
        load_point("doubling", "2 Mframe/s", 2e6, 2e6, 0)

/* The rate that was asked for decides nothing: what arrived does. */
static void points_stand_in_the_order_of_what_was_offered(void **state) {
    (void)state;
    if (!have_gnuplot())
        skip();
    const struct report_point points[] = {POINTS_OF_THREE};
    char *data = drawn(points, sizeof points / sizeof *points, "load.dat");
    const char *blocks = strstr(data, "# static\n");
    assert_non_null(blocks);
    assert_string_equal(blocks, "# static\n"
                                " 1000000 1000000 NaN NaN 0\n"
                                " 2000000 2000000 NaN NaN 0\n"
                                " 3000000 2500000 NaN NaN 0\n"
                                "\n\n"
                                "# watermark\n"
                                " 1000000 1000000 NaN NaN 0\n"
                                " 2000000 2000000 NaN NaN 0\n"
                                "\n\n"
                                "# doubling\n"
                                " 1000000 500000 NaN NaN 0\n"
                                " 2000000 2000000 NaN NaN 0\n"
                                "\n\n");
    free(data);
}

/* The greatest offered rate up to which no point lost a frame: a lucky one above a loss does not count. */
static void the_note_says_where_each_curve_begins_to_lose(void **state) {
    (void)state;
    if (!have_gnuplot())
        skip();
    const struct report_point points[] = {POINTS_OF_THREE};
    char *settings = drawn(points, sizeof points / sizeof *points, "settings.gp");
    assert_non_null(strstr(settings, "static: maximum loss-free receive rate 2 Mframe/s."));
    assert_non_null(strstr(settings, "watermark: nothing lost at any load."));
    assert_non_null(strstr(settings, "doubling: losses at every load."));
    assert_null(strstr(settings, "The same load everywhere"));
    assert_non_null(strstr(settings, "rxp_x_label = 'offered (Mframe/s)'"));
    assert_non_null(strstr(settings, "rxp_y_label = 'delivered (Mframe/s)'"));
    assert_null(strstr(settings, "NaN"));
    free(settings);
}

static void one_load_is_no_curve_and_said_so(void **state) {
    (void)state;
    if (!have_gnuplot())
        skip();
    const struct report_point points[] = {load_point("static", "1 Mframe/s", 1e6, 1e6, 0),
                                          load_point("watermark", "1 Mframe/s", 1.01e6, 1e6, 0),
                                          load_point("watermark", "2 Mframe/s", 2e6, (double)NAN, 0)};
    char *settings = drawn(points, 3, "settings.gp");
    assert_non_null(strstr(settings, "The same load everywhere"));
    assert_non_null(strstr(settings, "1 point without a value."));
    free(settings);
}

static void nothing_delivered_is_no_picture(void **state) {
    (void)state;
    const struct report_point points[] = {load_point("static", "1 Mframe/s", 1e6, 0, 7),
                                          load_point("static", "2 Mframe/s", 2e6, 0, 7)};
    char *said = NULL;
    report_points(test_path("none.db"), "load", points, 2);
    struct plot_options options = {.kind = "load", .output = test_path("none.svg")};
    assert_int_equal(draw_from(test_path("none.db"), options, &said), 65);
    assert_non_null(strstr(said, "no run of study 'load' delivered a frame"));
    free(said);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_stand_in_the_order_of_what_was_offered),
        cmocka_unit_test(the_note_says_where_each_curve_begins_to_lose),
        cmocka_unit_test(one_load_is_no_curve_and_said_so),
        cmocka_unit_test(nothing_delivered_is_no_picture),
    };
    return cmocka_run_group_tests_name("plot_load", tests, store_test_begin, store_test_end);
}
