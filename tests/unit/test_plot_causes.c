/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picture of what frames were lost to: layers that add up to the loss, the greatest first, and labels
 * that can be read. */
#include <stdio.h>

#include "plot_hand.h"

static const enum metric causes[] = {
    METRIC_CAUSE_DMA,      METRIC_CAUSE_REFILL_LATE, METRIC_CAUSE_MODERATION,
    METRIC_CAUSE_CPU_LATE, METRIC_CAUSE_GROWTH_LATE, METRIC_CAUSE_GROWTH_REFUSED,
    METRIC_CAUSE_HELD,     METRIC_CAUSE_LOWRES_COPY, METRIC_CAUSE_NO_REPLACEMENT,
    METRIC_CAUSE_TOO_LONG,
};

static struct report_point lossy_point(const char *key, const char *value, double held, double cpu_late) {
    return (struct report_point){
        .axis = {{key, value, NULL}},
        .value = {{METRIC_FRAMES_DELIVERED, 100 - held - cpu_late},
                  {METRIC_FRAMES_DROPPED, held + cpu_late},
                  {METRIC_CAUSE_HELD, held},
                  {METRIC_CAUSE_CPU_LATE, cpu_late}},
        .values = 4,
    };
}

/* Draws the points in letters or as a picture; the files are kept. */
static void draw_points(const struct report_point *point, size_t count, const char *terminal) {
    const char *database = test_path("causes.db");
    (void)remove(database);
    report_points(database, "lossy", point, count);
    struct plot_options options = {.kind = "causes",
                                   .terminal = terminal,
                                   .output = test_path("causes.out"),
                                   .keep = report_directory()};
    assert_int_equal(draw_from(database, options, NULL), 0);
}

static void must_have(const char *file, const char *words) {
    char *text = report_file(test_path(file));
    if (strstr(text, words) == NULL)
        fail_msg("no '%s' in: %s", words, text);
    free(text);
}

/* Of 100 frames 25 and 25 were held, none and 50 late: in sum more were late, so that is the lowest layer. */
static void layers_stand_on_each_other_and_add_up_to_the_loss(void **state) {
    (void)state;
    if (!have_gnuplot())
        skip();
    const struct report_point whole[] = {lossy_point("pool.initial", "64", 25, 0),
                                         lossy_point("pool.initial", "128", 25, 50)};
    draw_points(whole, 2, "svg");
    must_have("causes.dat", "\n 0 0.25 0 0.25\n 1 0.75 0.5 0.75\n");
    must_have("settings.gp", "array rxp_curve[2] = ['cpu late', 'held']");
    must_have("settings.gp", "set xtics ('64' 0, '128' 1)");
    must_have("settings.gp", "rxp_slant = 0\n");
}

/* Ten causes, one frame of 32 each, and 22 delivered: seven of them and the three others. */
static void more_than_eight_causes_share_the_last_layer(void **state) {
    (void)state;
    if (!have_gnuplot())
        skip();
    enum { CAUSES = sizeof causes / sizeof *causes };
    struct report_point points[2] = {{.axis = {{"pool.initial", "64", NULL}}, .values = 2 + CAUSES},
                                     lossy_point("pool.initial", "128", 0, 0)};
    struct report_point *point = &points[0];
    point->value[0].metric = METRIC_FRAMES_DELIVERED;
    point->value[0].value = 32 - CAUSES;
    point->value[1].metric = METRIC_FRAMES_DROPPED;
    point->value[1].value = CAUSES;
    for (size_t i = 0; i < CAUSES; i++) {
        point->value[2 + i].metric = causes[i];
        point->value[2 + i].value = 1;
    }
    draw_points(points, 2, "svg");
    must_have("settings.gp", "rxp_curves = 8\n");
    must_have("settings.gp", "'held', 'other causes']");
    must_have("causes.dat", "\n 0 0.3125 0.03125 0.0625 0.09375 0.125 0.15625 0.1875 0.21875 0.3125\n");
}

static void names_too_long_for_their_columns_are_slanted_or_numbered(void **state) {
    (void)state;
    if (!have_gnuplot())
        skip();
    static const char *const driver[] = {"netvmini_fixed", "netkvm_fixed", "netkvm_lowres", "dc21x4_spare",
                                         "copy_always",    "intel_napi",   "virtio_linux",  "page_pool"};
    struct report_point point[8];
    for (size_t i = 0; i < 8; i++)
        point[i] = lossy_point("driver.preset", driver[i], 10, 10);
    draw_points(point, 2, "svg");
    must_have("settings.gp", "set xtics ('netvmini_fixed' 0, 'netkvm_fixed' 1)");
    must_have("settings.gp", "rxp_slant = 0\n");
    draw_points(point, 8, "svg");
    must_have("settings.gp", "set xtics ('netvmini_fixed' 0, 'netkvm_fixed' 1, ");
    must_have("settings.gp", "rxp_slant = 30\n");
    must_have("causes.out", "page_pool</");
    draw_points(point, 8, "term");
    must_have("settings.gp", "set xtics ('1' 0, '2' 1, ");
    must_have("settings.gp", "rxp_slant = 0\n");
    must_have("causes.out", "1: netvmini_fixed. 2: netkvm_fixed.");
    char *picture = report_file(test_path("causes.out"));
    assert_null(strstr(strstr(picture, " 1: ") + 1, " 1: ")); /* once is enough */
    free(picture);
}

/* Two columns and a gap for each curve; the label stands in the middle of its columns. */
static void curves_are_groups_with_their_names_above(void **state) {
    (void)state;
    if (!have_gnuplot())
        skip();
    struct report_point point[4];
    for (size_t i = 0; i < 4; i++) {
        point[i] = lossy_point("pool.initial", i % 2 == 0 ? "64" : "128", 10, 10);
        point[i].axis[1] = (struct assignment){"pool.policy", i < 2 ? "static" : "watermark", NULL};
    }
    draw_points(point, 4, "svg");
    must_have("settings.gp", "set xtics ('64' 0, '128' 1, '64' 3, '128' 4)");
    must_have("settings.gp", "set label 200 'static' at first 0.5, graph");
    must_have("settings.gp", "set label 201 'watermark' at first 3.5, graph");
    must_have("settings.gp", "set xrange [-1:5]");
}

static void must_refuse(const char *words) {
    char *said = NULL;
    struct plot_options options = {.kind = "causes", .output = test_path("refused.svg")};
    assert_int_equal(draw_from(test_path("refused.db"), options, &said), 65);
    if (strstr(said, words) == NULL)
        fail_msg("no '%s' in: %s", words, said);
    free(said);
}

static void no_loss_and_too_many_columns_are_no_picture(void **state) {
    (void)state;
    struct report_point point[61];
    char initial[61][8];
    point[0] = lossy_point("pool.initial", "64", 0, 0);
    point[1] = lossy_point("pool.initial", "128", 0, 0);
    report_points(test_path("refused.db"), "lossy", point, 2);
    must_refuse("nothing was lost in study 'lossy'");
    (void)remove(test_path("refused.db"));
    for (size_t i = 0; i < 61; i++) {
        (void)snprintf(initial[i], sizeof initial[i], "%zu", i + 1);
        point[i] = lossy_point("pool.initial", initial[i], 10, 10);
    }
    report_points(test_path("refused.db"), "lossy", point, 61);
    must_refuse("61 columns: more than 60 cannot be told apart");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layers_stand_on_each_other_and_add_up_to_the_loss),
        cmocka_unit_test(more_than_eight_causes_share_the_last_layer),
        cmocka_unit_test(names_too_long_for_their_columns_are_slanted_or_numbered),
        cmocka_unit_test(curves_are_groups_with_their_names_above),
        cmocka_unit_test(no_loss_and_too_many_columns_are_no_picture),
    };
    return cmocka_run_group_tests_name("plot_causes", tests, store_test_begin, store_test_end);
}
