/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables that reports read, and the views that people read. */
#include <stdlib.h>
#include <string.h>

#include "store_support.h"

static struct problems problems;
static struct store *store;

static struct table *take(enum store_table which, int64_t argument) {
    struct table *table = store_table(store, which, argument, &problems);
    problems_print(&problems, stderr, false);
    assert_non_null(table);
    return table;
}

static const struct cell *cell(const struct table *table, size_t row, const char *name) {
    size_t column = table_column(table, name);
    assert_true(column < table->columns && row < table->rows);
    return &table->cell[row * table->columns + column];
}

static void studies_and_points_say_how_much_there_is(void **state) {
    (void)state;
    struct table *table = take(TABLE_STUDIES, 0);
    assert_int_equal(table->rows, 1);
    assert_string_equal(cell(table, 0, "name")->text, "textbook");
    assert_int_equal(cell(table, 0, "points")->integer, 2);
    assert_int_equal(cell(table, 0, "runs")->integer, 6);
    table_free(table);
    table = take(TABLE_POINTS, 1);
    assert_int_equal(table->rows, 2);
    assert_string_equal(cell(table, 1, "axes")->text, "pool.initial=20, pool.policy=watermark");
    assert_int_equal(cell(table, 1, "runs")->integer, 3);
    assert_int_equal(cell(table, 1, "loss_ratio")->kind, CELL_REAL);
    table_free(table);
    table = take(TABLE_POINTS, 2);
    assert_int_equal(table->rows, 0);
    table_free(table);
}

static void axes_are_the_keys_that_vary(void **state) {
    (void)state;
    struct table *table = take(TABLE_AXES, 1);
    assert_int_equal(table->rows, 2);
    assert_string_equal(cell(table, 0, "key")->text, "pool.initial");
    assert_int_equal(cell(table, 0, "distinct_values")->integer, 2);
    assert_int_equal(cell(table, 0, "is_numeric")->integer, 1);
    assert_string_equal(cell(table, 1, "key")->text, "pool.policy");
    assert_int_equal(cell(table, 1, "is_numeric")->integer, 0);
    table_free(table);
    table = take(TABLE_CURVE, 1);
    assert_int_equal(table->rows, 4);
    assert_string_equal(cell(table, 2, "key")->text, "pool.initial");
    assert_int_equal(cell(table, 2, "number")->integer, 20);
    assert_string_equal(cell(table, 3, "text")->text, "watermark");
    assert_int_equal(cell(table, 3, "number")->kind, CELL_NULL);
    table_free(table);
}

static void a_point_without_axes_still_lies_on_the_curve(void **state) {
    (void)state;
    const char *path = test_path("plain.db");
    struct store *writer = test_open(path, STORE_WRITE);
    int64_t study = test_study(writer, "one");
    assert_int_equal(test_point(writer, study, 0, NULL), 1); /* as it is: the scenario says 10 */
    assert_int_equal(test_point(writer, study, 20, NULL), 2);
    assert_int_equal(test_point(writer, study, 10, NULL), 1); /* now reached along an axis */
    assert_int_equal(test_point(writer, study, 40, "static"), 3);
    struct table *table = store_table(writer, TABLE_CURVE, study, &problems);
    assert_int_equal(table->rows, 3);
    assert_int_equal(cell(table, 0, "number")->integer, 10);
    assert_int_equal(cell(table, 2, "number")->integer, 40);
    table_free(table);
    test_close(writer);
}

static void a_run_is_given_with_every_metric_and_its_unit(void **state) {
    (void)state;
    struct table *table = take(TABLE_METRICS, 1000001);
    struct run_result *result = test_result(1, 1, false);
    assert_int_equal(table->rows, METRIC_COUNT);
    for (size_t i = 0; i < METRIC_COUNT; i++) {
        assert_string_equal(cell(table, i, "metric")->text, metric_table[i].name);
        assert_string_equal(cell(table, i, "unit")->text, metric_table[i].unit);
        const struct cell *value = cell(table, i, "value");
        if (!result->metric[i].defined)
            assert_int_equal(value->kind, CELL_NULL);
        else if (metric_table[i].kind == METRIC_INTEGER)
            assert_int_equal(value->integer, result->metric[i].integer);
        else
            assert_memory_equal(&value->real, &result->metric[i].real, sizeof(double));
    }
    run_result_free(result);
    table_free(table);
    table = take(TABLE_RUNS, 1000001);
    assert_int_equal(table->rows, 1);
    assert_string_equal(cell(table, 0, "study")->text, "textbook");
    assert_int_equal(cell(table, 0, "wall_ns")->integer, 12345);
    assert_true(table_column(table, "no such column") == table->columns);
    table_free(table);
}

static void the_rows_of_a_run_are_its_own(void **state) {
    (void)state;
    static const struct {
        enum store_table which;
        size_t of_run, of_all;
    } expected[] = {{TABLE_EPISODES, 3, 18},
                    {TABLE_ALLOCATIONS, 2, 12},
                    {TABLE_SERIES, 4, 24},
                    {TABLE_VIOLATIONS, 2, 12},
                    {TABLE_HISTOGRAM, 6, 36}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        struct table *table = take(expected[i].which, 2000002);
        assert_int_equal(table->rows, expected[i].of_run);
        assert_int_equal(cell(table, 0, "run_id")->integer, 2000002);
        table_free(table);
        table = take(expected[i].which, 0);
        assert_int_equal(table->rows, expected[i].of_all);
        table_free(table);
    }
    struct table *table = take(TABLE_EPISODES, 1000000);
    assert_int_equal(cell(table, 1, "duration_ps")->integer, 501);
    assert_int_equal(cell(table, 2, "end_ps")->kind, CELL_NULL);
    assert_string_equal(cell(table, 2, "cause")->text, "growth_refused");
    table_free(table);
}

static void take_violation(void *context, const struct stored_violation *violation) {
    struct stored_violation *last = context;
    *last = *violation;
    last->row.context = NULL;
    if (violation->row.rule == RULE_R32)
        assert_string_equal(violation->row.context, "a long DPC");
}

static void broken_rules_are_kept_with_their_circumstances(void **state) {
    (void)state;
    struct table *table = take(TABLE_VIOLATIONS, 1000000);
    assert_string_equal(cell(table, 0, "rule")->text, "R7");
    assert_string_equal(cell(table, 0, "severity")->text, "documented");
    assert_int_equal(cell(table, 0, "count")->integer, 2 + 1000003);
    assert_int_equal(cell(table, 0, "queue")->kind, CELL_NULL);
    assert_string_equal(cell(table, 1, "severity")->text, "bug_check");
    assert_int_equal(cell(table, 1, "queue")->integer, 3);
    table_free(table);
    struct stored_violation last = {0};
    assert_true(store_violations(store, 2, take_violation, &last, &problems));
    assert_int_equal(last.replication, 2);
    assert_int_equal(last.row.rule, RULE_R32);
    assert_int_equal(last.row.queue, 3);
    assert_int_equal(last.row.first_ps, 7000);
}

static void a_broken_rule_that_nobody_knows_is_damage(void **state) {
    (void)state;
    const char *path = test_path("damaged.db");
    test_database(path);
    test_sql(path, "PRAGMA foreign_keys = OFF; UPDATE violation SET rule = 'R99' WHERE rule = 'R7'");
    struct store *damaged = test_open(path, STORE_READ);
    struct stored_violation last = {0};
    assert_false(store_violations(damaged, 1, take_violation, &last, &problems));
    assert_int_equal(problems.exit_code, 65);
    test_close(damaged);
}

static void estimates_parameters_and_executions_come_with_units(void **state) {
    (void)state;
    struct table *table = take(TABLE_ESTIMATES, 1);
    assert_int_equal(table->rows, 2 * ((METRIC_COUNT + 1) / 2));
    assert_string_equal(cell(table, 1, "metric")->text, metric_table[2].name);
    assert_string_equal(cell(table, 1, "unit")->text, metric_table[2].unit);
    assert_int_equal(cell(table, 1, "low")->kind, CELL_NULL);
    assert_true(cell(table, 2, "high")->real == 4.5);
    table_free(table);
    table = take(TABLE_PARAMETERS, 2);
    bool found = false;
    for (size_t i = 0; i < table->rows; i++) {
        if (strcmp(cell(table, i, "key")->text, "pool.initial") == 0) {
            found = true;
            assert_int_equal(cell(table, i, "number")->integer, 20);
        }
    }
    assert_true(found);
    table_free(table);
    table = take(TABLE_EXECUTIONS, 0);
    assert_int_equal(table->rows, 1);
    assert_string_equal(cell(table, 0, "argv")->text, "[\"rxpool\", \"run\"]");
    assert_int_equal(cell(table, 0, "runs")->integer, 6);
    assert_int_equal(cell(table, 0, "ended")->kind, CELL_TEXT);
    table_free(table);
}

static void arguments_of_any_bytes_are_kept_as_json(void **state) {
    (void)state;
    const char *path = test_path("argv.db");
    struct store *writer = test_open(path, STORE_WRITE);
    char *argv[] = {(char[]){"\"\\\n\x01"}, (char[]){"\xc3\xa9 \xff\xed\xa0\x80"}, NULL};
    assert_true(store_begin_execution(writer, 2, argv, &problems));
    test_close(writer);
    assert_int_equal(test_ask(path, "SELECT json_valid(argv) AND json_valid(libraries) FROM execution"), 1);
    assert_int_equal(test_ask(path, "SELECT json_array_length(argv) FROM execution"), 2);
    assert_int_equal(test_ask(path, "SELECT unicode(json_extract(argv, '$[1]')) FROM execution"), 0xe9);
}

static void every_view_answers(void **state) {
    (void)state;
    static const struct {
        const char *view;
        int64_t rows;
    } expected[] = {{"results", 6},
                    {"studies", 1},
                    {"points", 2},
                    {"loss_by_pool", 2},
                    {"memory_by_pool", 2},
                    {"latency_by_pool", 2},
                    {"drops_by_pool", 2},
                    {"episodes_by_pool", 2},
                    {"cpu_by_pool", 2},
                    {"allocations_by_pool", 2},
                    {"cheapest_lossless", 0},
                    {"violations", 4},
                    {"failed_runs", 0},
                    {"same_outcome", 0},
                    {"slowest_runs", 6},
                    {"episodes_longest", 18},
                    {"allocations_slowest", 6},
                    {"latency_distribution", 36}};
    const char *path = test_path("views.db");
    test_database(path);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        struct text sql = {0};
        text_format(&sql, "SELECT count(*) FROM (SELECT * FROM %s)", expected[i].view);
        if (test_ask(path, sql.at) != expected[i].rows)
            fail_msg("%s has other rows", expected[i].view);
        text_free(&sql);
    }
    assert_int_equal(test_ask(path, "SELECT \"pool.initial\" FROM results WHERE run_id = 2000000"), 20);
    assert_int_equal(test_ask(path, "SELECT count(*) FROM settings WHERE key = 'pool.initial'"), 2);
    assert_int_equal(
        test_ask(path, "SELECT points FROM differences WHERE key = 'pool.initial' AND value = 20"), 1);
    assert_int_equal(test_ask(path, "SELECT sum(metric = 'goodput_bps') FROM precision_by_point") % 2, 0);
}

static void an_interval_needs_losses_that_scatter(void **state) {
    (void)state;
    const char *path = test_path("scatter.db");
    test_database(path);
    test_sql(path, "DELETE FROM estimate WHERE metric = 'loss_ratio';"
                   "INSERT INTO estimate VALUES (1, 'loss_ratio', 3, .5, .1, .4, .6, .95),"
                   " (2, 'loss_ratio', 3, 0, 0, 0, 0, .95);"
                   "UPDATE run SET frames_dropped = 0, frames_delivered = 100 WHERE point_id = 2");
    assert_int_equal(test_ask(path, "SELECT point_id FROM loss_by_pool WHERE loss_low = .4 AND loss_high = .6"
                                    " AND loss_at_most IS NULL"),
                     1);
    assert_int_equal(test_ask(path, "SELECT point_id FROM loss_by_pool WHERE loss_low IS NULL AND"
                                    " loss_high IS NULL AND loss_at_most = 0.01"),
                     2);
}

static int begin(void **state) {
    problems_init(&problems);
    if (store_test_begin(state) != 0)
        return 1;
    const char *path = test_path("tables.db");
    test_database(path);
    store = test_open(path, STORE_READ);
    return 0;
}

static int end(void **state) {
    test_close(store);
    problems_free(&problems);
    return store_test_end(state);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(studies_and_points_say_how_much_there_is),
        TEST(axes_are_the_keys_that_vary),
        TEST(a_point_without_axes_still_lies_on_the_curve),
        TEST(a_run_is_given_with_every_metric_and_its_unit),
        TEST(the_rows_of_a_run_are_its_own),
        TEST(broken_rules_are_kept_with_their_circumstances),
        TEST(a_broken_rule_that_nobody_knows_is_damage),
        TEST(estimates_parameters_and_executions_come_with_units),
        TEST(arguments_of_any_bytes_are_kept_as_json),
        TEST(every_view_answers),
        TEST(an_interval_needs_losses_that_scatter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
