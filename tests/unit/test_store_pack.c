/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Histograms in one cell: what goes in comes out, for us and in the view for people; what nobody packed is
 * refused. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "histogram.h"
#include "store_internal.h"
#include "store_support.h"

static uint64_t random_state = 1;

static uint64_t random_next(void) {
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return random_state >> 33;
}

/* Each bucket is occupied with the probability share / 64, by counts of every length. */
static struct bucket_rows make_buckets(uint32_t share) {
    struct bucket_rows rows = {.row = memory_alloc(STORE_BUCKETS * sizeof *rows.row)};
    for (uint32_t i = 0; i < STORE_BUCKETS; i++) {
        uint64_t count = share == 64 ? INT64_MAX : 1 + ((random_next() << 31) >> random_next() % 62);
        if (random_next() % 64 < share)
            rows.row[rows.count++] = (struct bucket_row){histogram_low(i), histogram_high(i), count};
    }
    return rows;
}

static const struct cell *cell(const struct table *table, size_t row, const char *name) {
    return &table->cell[row * table->columns + table_column(table, name)];
}

/* Stores one run with these buckets, and looks at them through the table of reports and through the view. */
static void there_and_back(const struct bucket_rows *rows) {
    const char *path = test_path("there.db");
    (void)unlink(path);
    struct problems problems;
    problems_init(&problems);
    struct store *store = test_open(path, STORE_WRITE);
    int64_t point = test_point(store, test_study(store, "one"), 10, "static");
    struct run_result *result = test_result(point, 0, false);
    result->histogram[HISTOGRAM_RETURN] = *rows;
    assert_true(store_add_run(store, point, result, 1, &problems));
    struct table *table = store_table(store, TABLE_HISTOGRAM, 1000000, &problems);
    assert_non_null(table);
    assert_int_equal(table->rows, rows->count);
    for (size_t i = 0; i < rows->count; i++) {
        assert_string_equal(cell(table, i, "name")->text, "return");
        assert_int_equal(cell(table, i, "low_ps")->integer, rows->row[i].low);
        assert_int_equal(cell(table, i, "high_ps")->integer, rows->row[i].high);
        assert_int_equal(cell(table, i, "count")->integer, rows->row[i].count);
    }
    table_free(table);
    test_close(store);
    sqlite3 *db = NULL;
    sqlite3_stmt *look = NULL;
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT * FROM histogram ORDER BY 1, 2, 3", -1, &look, NULL),
                     SQLITE_OK);
    for (size_t i = 0; i < rows->count; i++) {
        assert_int_equal(sqlite3_step(look), SQLITE_ROW);
        assert_int_equal(sqlite3_column_int64(look, 0), 1000000);
        assert_int_equal(sqlite3_column_int64(look, 2), rows->row[i].low);
        assert_int_equal(sqlite3_column_int64(look, 3), rows->row[i].high);
        assert_int_equal(sqlite3_column_int64(look, 4), rows->row[i].count);
    }
    assert_int_equal(sqlite3_step(look), SQLITE_DONE);
    (void)sqlite3_finalize(look);
    (void)sqlite3_close(db);
    run_result_free(result);
    problems_free(&problems);
}

static void every_bucket_comes_back(void **state) {
    (void)state;
    static const uint32_t shares[] = {1, 9, 40, 64};
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
        struct bucket_rows rows = make_buckets(shares[i]);
        char *packed = histogram_pack(&rows);
        assert_non_null(packed);
        assert_true(strlen(packed) <= strtoul(STORE_PACKED_MOST, NULL, 10));
        free(packed);
        there_and_back(&rows); /* which frees them with the result */
    }
}

static void packed_as(const uint32_t *buckets, uint32_t count, const char *expected) {
    struct bucket_row row[8];
    for (uint32_t i = 0; i < count; i++)
        row[i] = (struct bucket_row){histogram_low(buckets[i]), histogram_high(buckets[i]), 10 + i};
    char *packed = histogram_pack(&(struct bucket_rows){count, row});
    assert_non_null(packed);
    assert_string_equal(packed, expected);
    free(packed);
}

static void short_gaps_are_bridged(void **state) {
    (void)state;
    packed_as((const uint32_t[]){0}, 1, "{\"0\":[10]}");
    packed_as((const uint32_t[]){5, 6, 10}, 3, "{\"5\":[10,11,0,0,0,12]}");
    packed_as((const uint32_t[]){3, 8, 9, 7295}, 4, "{\"3\":[10],\"8\":[11,12],\"7295\":[13]}");
    packed_as(NULL, 0, "{}");
}

static void a_number_beyond_sqlite_is_refused(void **state) {
    (void)state;
    struct bucket_row rows[] = {{UINT64_C(1) << 63, (UINT64_C(1) << 63) + (UINT64_C(1) << 56) - 1, 1},
                                {7, 7, UINT64_C(1) << 63}};
    for (size_t i = 0; i < 2; i++)
        assert_null(histogram_pack(&(struct bucket_rows){1, &rows[i]}));
}

/* What a stranger may have put there; the view gives SQLite's own error, or nonsense, to whoever asks. */
static void what_nobody_packed_is_refused(void **state) {
    (void)state;
    static const char *const cells[] = {
        "''",
        "'{'",
        "'nonsense'",
        "'5'",
        "'{\"0\":5}'",
        "'{\"0\":\"x\"}'",
        "'{\"0\":[1.5]}'",
        "'{\"0\":[-1]}'",
        "'{\"0\":[null]}'",
        "'{\"0\":[[1]]}'",
        "'{\"0\":[\"1\"]}'",
        "'{\"0\":[9223372036854775808]}'",
        "'{\"-1\":[1]}'",
        "'{\"7295\":[1,1]}'",
        "'{\"9223372036854775807\":[1,1]}'",
        "'{\"0\":[' || replace(hex(zeroblob(100000)), '00', '1,') || '1]}'", /* longer than any of ours */
        "replace(hex(zeroblob(3000)), '00', '[')",
        "char(0) || '{\"0\":[1]}'",
    };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        const char *path = test_path("strange.db");
        struct problems problems;
        problems_init(&problems);
        test_database(path);
        struct text sql = {0};
        text_format(&sql, "UPDATE packed_histogram SET buckets = %s WHERE run_id = 1000001", cells[i]);
        test_sql(path, sql.at);
        struct store *store = test_open(path, STORE_READ);
        if (store_table(store, TABLE_HISTOGRAM, 1000001, &problems) != NULL)
            fail_msg("%s is taken", cells[i]);
        assert_int_equal(problems.exit_code, 65);
        struct table *other = store_table(store, TABLE_HISTOGRAM, 1000002, &problems);
        assert_non_null(other);
        table_free(other);
        test_close(store);
        text_free(&sql);
        problems_free(&problems);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, store_test_begin, store_test_end)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(every_bucket_comes_back),
        TEST(short_gaps_are_bridged),
        TEST(a_number_beyond_sqlite_is_refused),
        TEST(what_nobody_packed_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
