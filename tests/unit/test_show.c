/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people read: summaries, the overview of a database, one run, the meaning of a metric. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ndis_fault.h"
#include "people.h"
#include "report_support.h"
#include "rows.h"

static char *show(const char *database, int64_t run, int exit_code) {
    struct problems problems;
    problems_init(&problems);
    struct store *store = test_open(database, STORE_READ);
    const char *path = test_path("shown");
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(report_show(store, run, file, &problems) == (exit_code == 0));
    assert_int_equal(problems.exit_code, exit_code);
    assert_int_equal(fclose(file), 0);
    problems_free(&problems);
    test_close(store);
    return report_file(path);
}

static void has(const char *text, const char *piece) {
    if (strstr(text, piece) == NULL)
        fail_msg("no '%s' in:\n%s", piece, text);
}

static void the_overview_lists_points_with_what_varies(void **state) {
    (void)state;
    const char *database = test_path("a.db");
    report_database(database, "flood", false);
    char *text = show(database, 0, 0);
    has(text, "study 1: flood, 6 points, 12 runs");
    has(text, "pool.initial");
    has(text, "pool.policy");
    has(text, "watermark");
    has(text, "\u00b1");
    free(text);
}

static void no_loss_is_shown_as_a_bound_never_as_zero(void **state) {
    (void)state;
    const char *database = test_path("a.db");
    report_database(database, "flood", false);
    char *text = show(database, 0, 0);
    has(text, "< 1.5e-06");
    has(text, "no frame was lost");
    free(text);
    struct estimate estimate[METRIC_COUNT] = {0};
    estimate[METRIC_LOSS_RATIO] = (struct estimate){.defined = true, .n = 2};
    estimate[METRIC_FRAMES_DELIVERED] = (struct estimate){.defined = true, .n = 2, .mean = 500000};
    struct text cell = {0};
    people_loss(&cell, estimate, false);
    assert_string_equal(cell.at, "< 3e-06 (none of 1000000 frames lost: at most 3/n at 95 %)");
    text_free(&cell);
    estimate[METRIC_FRAMES_DROPPED] = (struct estimate){.defined = true, .n = 2, .mean = 10};
    estimate[METRIC_LOSS_RATIO].mean = 2e-5;
    people_loss(&cell, estimate, false);
    has(cell.at, "20 frames lost: fewer than 200");
    text_free(&cell);
}

static void a_mean_has_the_digits_its_interval_leaves(void **state) {
    (void)state;
    struct text text = {0};
    struct estimate estimate = {true, 9, 9437123456.0, 1, true, 9437123456.0 - 12e6, 9437123456.0 + 12e6,
                                .95};
    people_estimate(&text, METRIC_GOODPUT_BPS, &estimate);
    assert_string_equal(text.at, "9.437 \u00b1 0.012 Gbit/s");
    text_free(&text);
    estimate = (struct estimate){.defined = true, .n = 1, .mean = 1234567};
    people_estimate(&text, METRIC_FRAMES_OFFERED, &estimate);
    assert_string_equal(text.at, "1234567 frame");
    text_free(&text);
}

static void a_run_is_shown_with_its_episodes_and_allocations(void **state) {
    (void)state;
    const char *database = test_path("a.db");
    report_database(database, "flood", false);
    char *text = show(database, 1000000, 0);
    has(text, "run 1000000");
    has(text, "pool.initial=64, pool.policy=static");
    has(text, "Interrupt-disable episodes: 1");
    has(text, "limit");
    has(text, "Allocations: 1");
    has(text, "done");
    free(text);
    free(show(database, 77, 65));
}

/* A run without a loss says how little it excludes, in show as everywhere. */
static void a_run_that_lost_nothing_has_a_bound(void **state) {
    (void)state;
    const char *database = test_path("a.db");
    report_database(database, "flood", false);
    test_sql(database, "UPDATE run SET frames_dropped = 0, loss_ratio = 0, frames_delivered = 30000 "
                       "WHERE run_id = 1000000");
    char *text = show(database, 1000000, 0);
    has(text, "loss_ratio                  < 0.0001 (none of 30000 frames lost: at most 3/n at 95 %)");
    free(text);
}

static void the_overview_says_where_frames_were_lost(void **state) {
    (void)state;
    const char *database = test_path("a.db");
    report_database(database, "flood", false);
    test_sql(database, "UPDATE estimate SET mean = 1000 WHERE metric = 'frames_dropped'");
    test_sql(database, "UPDATE estimate SET mean = 0 WHERE metric LIKE 'drop_%'");
    test_sql(database, "UPDATE estimate SET mean = 1000 WHERE metric = 'drop_no_descriptor'");
    test_sql(database, "UPDATE estimate SET mean = 0 WHERE metric = 'buffers_ready_min'");
    char *text = show(database, 0, 0);
    has(text, "least ready");
    assert_null(strstr(text, "lost for")); /* the pool ran dry everywhere: nothing to tell apart */
    free(text);
    test_sql(database, "UPDATE estimate SET mean = 12 WHERE metric = 'buffers_ready_min' AND point_id = 1");
    test_sql(database, "UPDATE estimate SET mean = 200 WHERE metric = 'drop_no_descriptor' AND point_id = 2");
    test_sql(database, "UPDATE estimate SET mean = 800 WHERE metric = 'drop_fifo_overflow' AND point_id = 2");
    text = show(database, 0, 0);
    has(text, "lost for");
    has(text, "FIFO 80 %, no descriptor 20 %");
    has(text, "the ring or a late DPC, not the pool");
    free(text);
}

static void a_run_that_came_to_nothing_says_why(void **state) {
    (void)state;
    const char *database = test_path("a.db");
    report_database(database, "flood", false);
    test_sql(database, "UPDATE run SET status = 'timeout', story = 'it took too long', goodput_bps = NULL "
                       "WHERE run_id = 2000001");
    char *text = show(database, 0, 0);
    has(text, "point 2: 1 of 2 runs without a result; run 2000001: timeout, it took too long");
    free(text);
    text = show(database, 2000001, 0);
    has(text, "The other metrics have no value.");
    assert_null(strstr(text, "goodput_bps"));
    free(text);
}

static void a_hostile_database_does_not_drive_the_terminal(void **state) {
    (void)state;
    const char *database = test_path("a.db");
    report_database(database, "evil\x1b]0;x\x07 \xc2\x9b \xe2\x80\xae\xff", false);
    test_sql(
        database,
        "UPDATE parameter SET text = char(27) || '[2J' || char(10), value = 'x' WHERE key = 'pool.policy'"
        " AND text = 'static'");
    test_sql(database, "UPDATE run SET story = char(27) || 'c'");
    for (int64_t run = 0; run <= 1000000; run += 1000000) {
        char *text = show(database, run, 0);
        for (const char *at = text; *at != '\0'; at++)
            assert_true((unsigned char)*at >= 0x20 || *at == '\n');
        assert_null(strstr(text, "\xc2\x9b"));
        assert_null(strstr(text, "\xe2\x80\xae"));
        assert_null(strchr(text, '\xff'));
        free(text);
    }
}

static void an_empty_database_says_what_to_do(void **state) {
    (void)state;
    const char *database = test_path("a.db");
    test_close(test_open(database, STORE_WRITE));
    char *text = show(database, 0, 0);
    has(text, "rxpool sweep");
    free(text);
}

static void a_summary_groups_metrics_and_names_those_without_a_value(void **state) {
    (void)state;
    static struct config config;
    static struct point_summary summary;
    memcpy(config.name, "flood", 6);
    summary.n = 3;
    summary.estimate[METRIC_GOODPUT_BPS] = (struct estimate){true, 2, 1e9, 1e6, true, 0.99e9, 1.01e9, .95};
    const char *path = test_path("summary");
    FILE *file = fopen(path, "wb");
    report_summary(&config, &summary, file);
    assert_int_equal(fclose(file), 0);
    char *text = report_file(path);
    has(text, "flood: 3 runs, means with 95 % Student-t intervals");
    has(text, "1.000 \u00b1 0.010 Gbit/s   (n = 2)");
    has(text, "Without a value");
    has(text, "latency_p50_ns");
    free(text);
}

static void a_summary_of_a_failed_initialisation_is_short(void **state) {
    (void)state;
    static struct config config;
    static struct point_summary summary;
    memcpy(config.name, "flood", 6);
    summary.n = 1;
    summary.estimate[METRIC_INIT_BUFFERS] = (struct estimate){.defined = true, .n = 1};
    const char *path = test_path("summary");
    FILE *file = fopen(path, "wb");
    report_summary(&config, &summary, file);
    assert_int_equal(fclose(file), 0);
    char *text = report_file(path);
    has(text, "Initialisation failed");
    has(text, "init_buffers");
    assert_null(strstr(text, "Latency"));
    assert_null(strstr(text, "Without a value"));
    free(text);
}

static void times_are_shown_as_they_are_typed(void **state) {
    (void)state;
    struct text text = {0};
    people_value(&text, METRIC_LATENCY_MAX_NS, 12500);
    assert_string_equal(text.at, "12.5 us");
    text_free(&text);
}

static void every_metric_can_be_explained(void **state) {
    (void)state;
    for (size_t i = 0; i < METRIC_COUNT; i++) {
        struct text text = {0};
        assert_true(explain_metric(metric_table[i].name, &text, NULL));
        has(text.at, metric_table[i].meaning);
        text_free(&text);
    }
    struct text text = {0};
    const char *nearest = NULL;
    assert_false(explain_metric("los_ratio", &text, &nearest));
    assert_string_equal(nearest, "loss_ratio");
    metrics_markdown(&text);
    has(text.at, "| `loss_ratio` |");
    text_free(&text);
}

static void every_fault_and_status_can_be_explained(void **state) {
    (void)state;
    const char *nearest = NULL;
    struct text text = {0};
    for (int i = 0; i < FAULT_COUNT; i++) {
        assert_true(explain_fault(ndis_fault_table[i].name, &text, &nearest));
        has(text.at, ndis_fault_table[i].effect);
        has(text.at, ndis_rule_table[ndis_fault_table[i].rule - 1].id);
        text_free(&text);
    }
    for (int i = 0; i < RUN_STATUSES; i++) {
        assert_true(explain_status(run_status_text((enum run_status)i), &text, &nearest));
        has(text.at, run_status_table[i].more);
        text_free(&text);
    }
    assert_false(explain_fault("overun", &text, &nearest));
    assert_string_equal(nearest, "overrun");
    assert_false(explain_status("timout", &text, &nearest));
    assert_string_equal(nearest, "timeout");
    assert_null(text.at);
}

static void tame_text_keeps_what_is_harmless(void **state) {
    (void)state;
    struct text text = {0};
    tame_add(&text, "gr\u00fc\u00dfe \u00b5s\ttab\x7f\xc0\x80\xed\xa0\x80.");
    assert_string_equal(text.at, "gr\u00fc\u00dfe \u00b5s tab??????.");
    text_free(&text);
    tame_add_short(&text, "abcdef", 4);
    assert_string_equal(text.at, "abc\u2026");
    text_free(&text);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, store_test_begin, store_test_end)
    const struct CMUnitTest tests[] = {
        TEST(the_overview_lists_points_with_what_varies),
        TEST(no_loss_is_shown_as_a_bound_never_as_zero),
        TEST(a_mean_has_the_digits_its_interval_leaves),
        TEST(a_run_is_shown_with_its_episodes_and_allocations),
        TEST(a_run_that_lost_nothing_has_a_bound),
        TEST(the_overview_says_where_frames_were_lost),
        TEST(a_run_that_came_to_nothing_says_why),
        TEST(a_hostile_database_does_not_drive_the_terminal),
        TEST(an_empty_database_says_what_to_do),
        TEST(a_summary_groups_metrics_and_names_those_without_a_value),
        TEST(a_summary_of_a_failed_initialisation_is_short),
        TEST(times_are_shown_as_they_are_typed),
        TEST(every_metric_can_be_explained),
        TEST(every_fault_and_status_can_be_explained),
        TEST(tame_text_keeps_what_is_harmless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
