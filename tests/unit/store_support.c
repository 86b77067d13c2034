/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store_support.h"

#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char smallest[] = "schema: rxpool/1\n"
                               "name: textbook\n"
                               "time: {duration: 10 ms}\n"
                               "traffic: {frames: {arrival: poisson, rate: 900 kframe/s, size: 64 B}}\n"
                               "pool: {initial: 10, limit: 64, grow: {below: 2, chunk: 4}}\n"
                               "protocol: {app: {servers: 1, service: exp(mean=1 us)}}\n";

static char directory[64];
static char paths[8][128];
static size_t path_count;

int store_test_begin(void **state) {
    (void)state;
    (void)snprintf(directory, sizeof directory, "/tmp/rxpool-test-XXXXXX");
    path_count = 0;
    return mkdtemp(directory) == NULL;
}

int store_test_end(void **state) {
    (void)state;
    DIR *list = opendir(directory);
    if (list == NULL)
        return 1;
    for (struct dirent *entry = readdir(list); entry != NULL; entry = readdir(list)) {
        char path[400];
        (void)snprintf(path, sizeof path, "%s/%s", directory, entry->d_name);
        if (entry->d_name[0] != '.')
            (void)remove(path);
    }
    (void)closedir(list);
    return rmdir(directory);
}

const char *test_path(const char *name) {
    char *path = paths[path_count++ % 8];
    (void)snprintf(path, sizeof paths[0], "%s/%s", directory, name);
    return path;
}

bool test_exists(const char *path) {
    struct stat status;
    return stat(path, &status) == 0;
}

struct store *test_open(const char *path, enum store_mode mode) {
    struct problems problems;
    problems_init(&problems);
    struct store *store = store_open(path, mode, &problems);
    if (store == NULL)
        problems_print(&problems, stderr, false);
    problems_free(&problems);
    assert_non_null(store);
    return store;
}

void test_close(struct store *store) {
    struct problems problems;
    problems_init(&problems);
    bool closed = store_close(store, &problems);
    problems_print(&problems, stderr, false);
    assert_int_equal(problems.count, 0);
    problems_free(&problems);
    assert_true(closed);
}

void test_refused(const char *path, enum store_mode mode, int exit_code, const char *words) {
    struct problems problems;
    problems_init(&problems);
    assert_null(store_open(path, mode, &problems));
    assert_int_equal(problems.exit_code, exit_code);
    char *text = problems_text(&problems);
    if (strstr(text, words) == NULL)
        fail_msg("no '%s' in: %s", words, text);
    free(text);
    problems_free(&problems);
}

int64_t test_study(struct store *store, const char *name) {
    struct problems problems;
    problems_init(&problems);
    struct study_key key = {
        name, "a test", smallest, sizeof smallest - 1, "textbook.yaml", "name: textbook\n"};
    int64_t study = store_study(store, &key, &problems);
    problems_print(&problems, stderr, false);
    problems_free(&problems);
    assert_true(study > 0);
    return study;
}

int64_t test_point(struct store *store, int64_t study, uint32_t initial, const char *policy) {
    struct problems problems;
    problems_init(&problems);
    char number[16];
    (void)snprintf(number, sizeof number, "%u", initial);
    struct assignment axes[] = {{"pool.initial", number, NULL}, {"pool.policy", policy, NULL}};
    size_t count = initial == 0 ? 0 : policy == NULL ? 1 : 2;
    struct scenario *scenario = scenario_open_text("test", smallest, sizeof smallest - 1, NULL);
    struct config *config = scenario_resolve(scenario, axes, count, &problems);
    if (config == NULL)
        problems_print(&problems, stderr, false);
    assert_non_null(config);
    int64_t point = store_point(store, study, config, axes, count, &problems);
    assert_int_equal(problems.errors, 0);
    assert_true(point > 0);
    config_free(config);
    scenario_close(scenario);
    problems_free(&problems);
    return point;
}

static void add_rows(struct run_result *result, uint64_t salt) {
    result->episode_count = 3;
    result->episode = memory_alloc(3 * sizeof *result->episode);
    for (uint64_t i = 0; i < 3; i++)
        result->episode[i] = (struct episode_row){.queue = 0,
                                                  .cause = (enum episode_cause)i,
                                                  .number = i + 1,
                                                  .start_ps = i * 1000 + salt,
                                                  .end_ps = i * 1000 + salt + 500 + i,
                                                  .frames_dropped = i};
    result->episode[2].end_ps = UINT64_MAX;
    result->episodes_left_out = 4;
    result->allocation_count = 2;
    result->allocation = memory_alloc(2 * sizeof *result->allocation);
    result->allocation[0] =
        (struct allocation_row){1, true, ALLOCATION_DONE, 64, 131072, 0, 0, 0, UINT64_MAX};
    result->allocation[1] = (struct allocation_row){2,    false,      ALLOCATION_PENDING, 32,        65536,
                                                    5000, UINT64_MAX, UINT64_MAX,         UINT64_MAX};
    run_result_violation(result,
                         &(struct violation_row){RULE_R7, UINT32_MAX, 2 + salt, 5000, (char[]){"asked"}});
    run_result_violation(result, &(struct violation_row){RULE_R32, 3, 1, 7000, (char[]){"a long DPC"}});
    result->sample_count = 4;
    result->sample = memory_alloc(4 * sizeof *result->sample);
    for (uint32_t i = 0; i < 4; i++)
        result->sample[i] = (struct sample_row){.time_ps = i * UINT64_C(1000000000),
                                                .ready = i,
                                                .free = 7,
                                                .frames_offered = i * salt,
                                                .pool_bytes = 4096};
    for (int h = 0; h < RESULT_HISTOGRAMS; h++) {
        result->histogram[h].count = 2;
        result->histogram[h].row = memory_alloc(2 * sizeof *result->histogram[h].row);
        result->histogram[h].row[0] = (struct bucket_row){1, 1, 10 + salt};
        result->histogram[h].row[1] = (struct bucket_row){256, 257, 1};
    }
}

struct run_result *test_result(int64_t point, uint32_t replication, bool rich) {
    struct run_result *result = memory_alloc(sizeof *result);
    uint64_t salt = (uint64_t)point * 1000003 + replication;
    result->seed = UINT64_C(0xfedcba9876543210) + salt;
    result->replication = replication;
    result->digest = (struct digest){salt * UINT64_C(0x9e3779b97f4a7c15), salt};
    result->events = 1000 + salt;
    for (int i = 0; i < METRIC_COUNT; i++)
        result->metric[i] = (struct metric_value){.defined = ((uint32_t)i + replication) % 5 != 0,
                                                  .integer = salt + (uint64_t)i,
                                                  .real = (double)salt / 3.0 + i / 7.0};
    if (rich)
        add_rows(result, salt);
    return result;
}

void test_add(struct store *store, int64_t point, uint32_t replication, bool rich) {
    struct problems problems;
    problems_init(&problems);
    struct run_result *result = test_result(point, replication, rich);
    bool added = store_add_run(store, point, result, 12345, &problems);
    problems_print(&problems, stderr, false);
    problems_free(&problems);
    run_result_free(result);
    assert_true(added);
}

void test_database(const char *path) {
    struct problems problems;
    problems_init(&problems);
    struct store *store = test_open(path, STORE_WRITE);
    char *argv[] = {(char[]){"rxpool"}, (char[]){"run"}, NULL};
    assert_true(store_begin_execution(store, 2, argv, &problems));
    int64_t study = test_study(store, "textbook");
    struct estimate estimate[METRIC_COUNT] = {0};
    for (int i = 0; i < METRIC_COUNT; i += 2)
        estimate[i] = (struct estimate){true, 3, i / 3.0, .25, i % 4 == 0, i - .5, i + .5, .95};
    for (uint32_t p = 0; p < 2; p++) {
        int64_t point = test_point(store, study, 10u << p, p == 0 ? "static" : "watermark");
        for (uint32_t replication = 0; replication < 3; replication++)
            test_add(store, point, replication, true);
        assert_true(store_estimates(store, point, .95, estimate, &problems));
    }
    test_close(store);
    problems_free(&problems);
}

void test_sql(const char *path, const char *sql) {
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

int64_t test_ask(const char *path, const char *sql) {
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int64_t value = sqlite3_column_int64(statement, 0);
    (void)sqlite3_finalize(statement);
    (void)sqlite3_close(db);
    return value;
}

static void dump_table(sqlite3 *db, const char *name, struct text *to) {
    struct text sql = {0};
    text_format(&sql, "SELECT * FROM \"%s\" ORDER BY 1, 2, 3", name);
    sqlite3_stmt *rows = NULL;
    assert_int_equal(sqlite3_prepare_v2(db, sql.at, -1, &rows, NULL), SQLITE_OK);
    while (sqlite3_step(rows) == SQLITE_ROW) {
        text_add(to, name);
        for (int i = 0; i < sqlite3_column_count(rows); i++) {
            int type = sqlite3_column_type(rows, i);
            if (type == SQLITE_FLOAT)
                text_format(to, "|%.17g", sqlite3_column_double(rows, i));
            else
                text_format(to, "|%d:%s", type,
                            type == SQLITE_NULL ? "" : (const char *)sqlite3_column_text(rows, i));
        }
        text_add(to, "\n");
    }
    (void)sqlite3_finalize(rows);
    text_free(&sql);
}

char *test_dump(const char *path) {
    sqlite3 *db = NULL;
    sqlite3_stmt *tables = NULL;
    struct text dump = {0};
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(
        sqlite3_prepare_v2(db,
                           "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN"
                           " ('execution', 'run_clock') AND name NOT LIKE 'sqlite_%' ORDER BY name",
                           -1, &tables, NULL),
        SQLITE_OK);
    while (sqlite3_step(tables) == SQLITE_ROW)
        dump_table(db, (const char *)sqlite3_column_text(tables, 0), &dump);
    (void)sqlite3_finalize(tables);
    (void)sqlite3_close(db);
    return text_take(&dump);
}
