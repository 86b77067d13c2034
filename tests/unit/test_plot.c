/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plots, with the real gnuplot where there is one: what is drawn, what is refused, and what is never run. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plot_hand.h"

static char database[200];
static char start_path[4096];

static int draw(struct plot_options options, char **said) {
    return draw_from(database, options, said);
}

static void must_say(struct plot_options options, int code, const char *words) {
    char *said = NULL;
    assert_int_equal(draw(options, &said), code);
    if (strstr(said, words) == NULL)
        fail_msg("no '%s' in: %s", words, said);
    free(said);
}

static void make(const char *name, bool series) {
    (void)snprintf(database, sizeof database, "%s", test_path("plot.db"));
    report_database(database, name, series);
}

/* A directory for --keep within the test's own, removed by the next call. */
static const char *keep_place(void) {
    return report_directory();
}

static char *kept(const char *name) {
    return report_file(test_path(name));
}

static void every_kind_draws_a_whole_picture(void **state) {
    (void)state;
    if (!have_gnuplot())
        skip();
    make("flood", true);
    const char *const *names;
    const char *const *meanings;
    size_t count = plot_kinds(&names, &meanings);
    assert_int_equal(count, 9);
    for (size_t i = 0; i < count; i++) {
        const char *file = test_path("picture.svg");
        assert_int_equal(draw((struct plot_options){.kind = names[i], .output = file}, NULL), 0);
        char *picture = report_file(file);
        assert_non_null(strstr(picture, "</svg>"));
        assert_non_null(strstr(picture, "flood"));
        free(picture);
        assert_true(strlen(meanings[i]) > 10);
    }
}

static void png_and_pdf_are_known_by_the_ending(void **state) {
    (void)state;
    if (!have_gnuplot())
        skip();
    make("flood", false);
    assert_int_equal(draw((struct plot_options){.kind = "loss", .output = test_path("a.png")}, NULL), 0);
    char *picture = kept("a.png");
    assert_memory_equal(picture, "\x89PNG", 4);
    free(picture);
    assert_int_equal(draw((struct plot_options){.kind = "loss", .output = test_path("a.pdf")}, NULL), 0);
    picture = kept("a.pdf");
    assert_memory_equal(picture, "%PDF", 4);
    free(picture);
}

/* The settings of a picture of that kind. */
static char *settings_of(const char *kind) {
    struct plot_options options = {.kind = kind, .output = test_path("a.svg"), .keep = keep_place()};
    assert_int_equal(draw(options, NULL), 0);
    return kept("settings.gp");
}

static void pool_sizes_are_written_out_on_the_axis(void **state) {
    (void)state;
    if (!have_gnuplot())
        skip();
    make("flood", false);
    char *settings = settings_of("loss");
    assert_non_null(strstr(settings, "set xtics ('64' 64, '128' 128, '256' 256)"));
    assert_non_null(strstr(settings, "set logscale x 2"));
    free(settings);
}

static void no_loss_is_drawn_as_a_bound_and_said_in_the_key(void **state) {
    (void)state;
    if (!have_gnuplot())
        skip();
    make("flood", false);
    free(settings_of("loss"));
    char *data = kept("loss.dat");
    assert_non_null(strstr(data, " 256 NaN NaN NaN 1.5"));
    free(data);
    char *picture = kept("a.svg");
    assert_non_null(strstr(picture, PLOT_NONE_LOST));
    assert_non_null(strstr(picture, "fewer than 200 losses"));
    free(picture);
}

static void must_have(char *text, const char *words) {
    if (strstr(text, words) == NULL)
        fail_msg("no '%s' in: %s", words, text);
}

static void the_line_of_the_link_is_what_it_carries_of_such_frames(void **state) {
    (void)state;
    if (!have_gnuplot())
        skip();
    make("flood", false); /* frames of 1/8 B, and 20 B of overhead: absurd, and easily checked */
    char *settings = settings_of("throughput");
    must_have(settings, "rxp_link_label = 'link 1 Gbit/s: goodput at most 6.211 Mbit/s'");
    must_have(settings, "rxp_offered_label = 'offered 7.5 bit/s'");
    free(settings);
    test_sql(database, "DELETE FROM estimate WHERE metric = 'offered_fps'");
    settings = settings_of("throughput");
    must_have(settings, "rxp_link_label = 'link rate 1 Gbit/s (with frame overhead)'");
    free(settings);
    struct plot_options letters = {.kind = "throughput", .terminal = "term", .output = test_path("a.txt")};
    assert_int_equal(draw(letters, NULL), 0);
    char *picture = kept("a.txt");
    must_have(picture, "offered 7.5 bit/s");
    must_have(picture, "link rate 1 Gbit/s");
    free(picture);
}

static void labels_of_the_front_name_the_curve(void **state) {
    (void)state;
    if (!have_gnuplot())
        skip();
    make("flood", false);
    char *settings = settings_of("tradeoff");
    must_have(settings, "set label 'static 64' at");
    must_have(settings, "set label 'watermark 128' at");
    must_have(settings, "'128 KiB' 131072");
    must_have(settings, "'10\u207b\u00b9' 0.1");
    must_have(settings, "rxp_front = 5");
    free(settings);
}

static void a_timeline_without_episodes_draws_no_warning(void **state) {
    (void)state;
    if (!have_gnuplot())
        skip();
    make("flood", true);
    test_sql(database, "DELETE FROM episode");
    char *said = NULL;
    assert_int_equal(draw((struct plot_options){.kind = "timeline", .output = test_path("a.svg")}, &said), 0);
    assert_null(strstr(said, "gnuplot said"));
    free(said);
    char *picture = kept("a.svg");
    must_have(picture, "indicated (with protocols)");
    must_have(picture, "9 frames dropped, warm-up included");
    must_have(picture, "Interrupts were never disabled.");
    free(picture);
}

static void a_backquote_in_a_scenario_name_is_never_run_by_gnuplot(void **state) {
    (void)state;
    if (!have_gnuplot())
        skip();
    char name[300];
    char proof[128]; /* test_path gives out few places */
    (void)snprintf(proof, sizeof proof, "%s", test_path("proof"));
    (void)snprintf(name, sizeof name, "`touch %s` it's $(touch %s) @x \"q\" \\", proof, proof);
    make(name, true);
    char sql[700];
    (void)snprintf(
        sql, sizeof sql,
        "UPDATE parameter SET text = '%s', value = 'x' WHERE key = 'pool.policy' AND text = 'static'",
        "`touch proof` ''.sys"
        "tem(\"touch proof\").'' %s\n!touch proof\n");
    test_sql(database, sql);
    const char *const *names;
    size_t count = plot_kinds(&names, NULL);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(
            draw((struct plot_options){.kind = names[i], .output = test_path("a.svg"), .keep = keep_place()},
                 NULL),
            0);
        assert_false(test_exists(proof));
        char *settings = kept("settings.gp");
        assert_null(strstr(settings, "\n!touch"));
        free(settings);
    }
}

static void a_failed_plot_leaves_the_old_picture(void **state) {
    (void)state;
    if (!have_gnuplot())
        skip();
    make("flood", false);
    const char *picture = test_path("old.svg");
    report_write_file(picture, "the old one");
    report_write_file(test_path("common.gp"), "nonsense here\n");
    report_write_file(test_path("loss.gp"), "load 'common.gp'\nplot x\n");
    assert_int_equal(setenv("RXPOOL_PLOTS_DIR", report_directory(), 1), 0);
    size_t before = report_files_in(report_directory());
    must_say((struct plot_options){.kind = "loss", .output = picture}, 70, "gnuplot failed");
    assert_int_equal(unsetenv("RXPOOL_PLOTS_DIR"), 0);
    assert_int_equal(report_files_in(report_directory()), before);
    char *old = report_file(picture);
    assert_string_equal(old, "the old one");
    free(old);
}

static void nothing_stays_in_the_temporary_directory(void **state) {
    (void)state;
    if (!have_gnuplot())
        skip();
    make("flood", false);
    const char *place = test_path("tmp");
    assert_int_equal(mkdir(place, 0700), 0);
    assert_int_equal(setenv("TMPDIR", place, 1), 0);
    assert_int_equal(draw((struct plot_options){.kind = "loss", .output = test_path("a.svg")}, NULL), 0);
    must_say((struct plot_options){.kind = "loss", .output = "/nonexistent/a.svg"}, 73, "cannot write");
    must_say((struct plot_options){.kind = "timeline", .output = test_path("b.svg")}, 65, "time.sample");
    assert_int_equal(unsetenv("TMPDIR"), 0);
    assert_int_equal(report_files_in(place), 0);
    assert_int_equal(rmdir(place), 0);
}

static void letters_are_no_wider_than_the_terminal(void **state) {
    (void)state;
    if (!have_gnuplot())
        skip();
    make("flood", true);
    const char *const *names;
    size_t count = plot_kinds(&names, NULL);
    for (size_t i = 0; i < count; i++) {
        struct plot_options options = {
            .kind = names[i], .terminal = "term", .output = test_path("a.txt"), .columns = 70};
        assert_int_equal(draw(options, NULL), 0);
        char *picture = kept("a.txt");
        assert_null(strchr(picture, '\033'));
        for (const char *at = picture; *at != '\0';) {
            size_t length = strcspn(at, "\n");
            size_t width = 0;
            for (size_t j = 0; j < length; j++)
                width += ((unsigned char)at[j] & 0xC0) != 0x80;
            if (width > 70)
                fail_msg("%zu columns: %.*s", width, (int)length, at);
            at += length + (at[length] == '\n');
        }
        free(picture);
    }
}

static void problems_say_what_to_do(void **state) {
    (void)state;
    make("flood", false);
    must_say((struct plot_options){.kind = "trougput"}, 64, "did you mean 'throughput'?");
    must_say((struct plot_options){.kind = "loss", .terminal = "gif"}, 64, "svg, png, pdf or term");
    must_say((struct plot_options){.kind = "loss", .study = 9}, 65, "no study 9");
    must_say((struct plot_options){.kind = "timeline"}, 65, "time.sample");
    must_say((struct plot_options){.kind = "timeline", .run = 1000001}, 65, "run 1000001 has no time series");
    must_say((struct plot_options){.kind = "episodes", .run = 9000000}, 65, "no interrupt-disable episodes");
    (void)snprintf(database, sizeof database, "%s", test_path("one.db"));
    report_single(database);
    must_say((struct plot_options){.kind = "throughput"}, 65, "-P pool.initial=");
    (void)snprintf(database, sizeof database, "%s", test_path("empty.db"));
    test_close(test_open(database, STORE_WRITE));
    must_say((struct plot_options){.kind = "loss"}, 65, "holds no study");
}

static void a_missing_gnuplot_is_said_so(void **state) {
    (void)state;
    make("flood", false);
    assert_int_equal(setenv("PATH", "/nonexistent", 1), 0);
    must_say((struct plot_options){.kind = "loss", .output = test_path("a.svg")}, 69,
             "no gnuplot on the PATH");
    assert_int_equal(setenv("PATH", start_path, 1), 0);
    assert_false(test_exists(test_path("a.svg")));
}

static void an_interrupted_sweep_is_estimated_from_its_runs(void **state) {
    (void)state;
    make("flood", false);
    test_sql(database, "DELETE FROM estimate");
    struct problems problems;
    problems_init(&problems);
    struct store *store = test_open(database, STORE_READ);
    struct study study;
    assert_true(study_load(store, 1, &study, &problems));
    assert_int_equal(study.points, 6);
    assert_true(study.point[0].estimate[METRIC_GOODPUT_BPS].defined);
    assert_int_equal(study.point[0].estimate[METRIC_GOODPUT_BPS].n, 2);
    study_free(&study);
    test_close(store);
    problems_free(&problems);
}

static void quotes_are_doubled_and_control_characters_gone(void **state) {
    (void)state;
    struct text text = {0};
    plot_quote(&text, "it's\n`x`\x1b[0m \\");
    assert_string_equal(text.at, "'it''s `x`?[0m \\'");
    text_free(&text);
    plot_quote_tick(&text, "5 %");
    assert_string_equal(text.at, "'5 %%'");
    text_free(&text);
}

int main(void) {
    const char *path = getenv("PATH");
    (void)snprintf(start_path, sizeof start_path, "%s", path == NULL ? "/usr/bin:/bin" : path);
#define TEST(name) cmocka_unit_test_setup_teardown(name, store_test_begin, store_test_end)
    const struct CMUnitTest tests[] = {
        TEST(every_kind_draws_a_whole_picture),
        TEST(png_and_pdf_are_known_by_the_ending),
        TEST(pool_sizes_are_written_out_on_the_axis),
        TEST(no_loss_is_drawn_as_a_bound_and_said_in_the_key),
        TEST(the_line_of_the_link_is_what_it_carries_of_such_frames),
        TEST(labels_of_the_front_name_the_curve),
        TEST(a_timeline_without_episodes_draws_no_warning),
        TEST(a_backquote_in_a_scenario_name_is_never_run_by_gnuplot),
        TEST(a_failed_plot_leaves_the_old_picture),
        TEST(nothing_stays_in_the_temporary_directory),
        TEST(letters_are_no_wider_than_the_terminal),
        TEST(problems_say_what_to_do),
        TEST(a_missing_gnuplot_is_said_so),
        TEST(an_interrupted_sweep_is_estimated_from_its_runs),
        TEST(quotes_are_doubled_and_control_characters_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
