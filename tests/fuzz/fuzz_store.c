/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Damaged databases: a small valid one with some bytes changed at random, then everything the store can do
 * with it.
 *
 * usage: fuzz_store [ROUNDS [SEED]]
 * Nothing may crash, hang (ten seconds a round) or be reported without a problem; build it with the
 * sanitizers. Half the rounds leave out the check of all pages on opening, as for a large database, so that
 * the damage reaches the readers. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store_internal.h"
#include "store_support.h"

enum { PAGE = 8192, PACKED = 18 /* histograms in the valid file */ };

static uint64_t random_state = 1;

static uint32_t random_below(uint32_t limit) {
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(random_state >> 33) % limit;
}

static unsigned char *read_file(const char *path, size_t *length) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    unsigned char *bytes = memory_alloc(1 << 20);
    *length = fread(bytes, 1, 1 << 20, file);
    (void)fclose(file);
    return bytes;
}

static void write_file(const char *path, const unsigned char *bytes, size_t length) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    (void)fclose(file);
}

/* Single bytes, a run of bytes, a cut, or one page over another. */
static size_t damage(unsigned char *bytes, size_t length) {
    uint32_t size = (uint32_t)length;
    switch (random_below(8)) {
    case 0:
        return random_below(size);
    case 1: {
        uint32_t from = random_below(size / PAGE) * PAGE;
        uint32_t to = random_below(size / PAGE) * PAGE;
        memmove(bytes + to, bytes + from, PAGE);
        return length;
    }
    case 2: {
        uint32_t at = random_below(size - 64);
        memset(bytes + at, (int)random_below(256), 1 + random_below(64));
        return length;
    }
    default:
        for (uint32_t i = 1 + random_below(12); i > 0; i--) {
            /* page headers and the schema more often than their share */
            uint32_t at = random_below(3) == 0 ? random_below(size / PAGE) * PAGE + random_below(64)
                                               : random_below(size);
            uint32_t value = random_below(2) == 0 ? random_below(256) : bytes[at] ^ (1u << random_below(8));
            bytes[at] = (unsigned char)value;
        }
        return length;
    }
}

/* A packed histogram with some characters changed, where damage to pages would seldom get. */
static void damage_histogram(const char *path) {
    static const char characters[] = "[[]]{{}}\"\":,,0099-.eE\\u atfn";
    sqlite3 *db = NULL;
    struct text sql = {0};
    text_format(&sql,
                "UPDATE packed_histogram SET buckets = substr(buckets, 1, %u) || '%c' || substr(buckets, %u)"
                " WHERE (run_id, name) = (SELECT run_id, name FROM packed_histogram LIMIT 1 OFFSET %u)",
                random_below(20), characters[random_below(sizeof characters - 1)], random_below(24),
                random_below(PACKED));
    if (sqlite3_open(path, &db) == SQLITE_OK) {
        for (uint32_t i = 1 + random_below(3); i > 0; i--)
            (void)sqlite3_exec(db, sql.at, NULL, NULL, NULL);
    }
    (void)sqlite3_close(db);
    text_free(&sql);
}

static double sum; /* what was read is used, or a sanitizer would not look at it */

static void see_run(void *context, const struct stored_run *run) {
    (void)context;
    sum += (double)strlen(run->status) + (double)strlen(run->digest) + (double)run->seed;
    for (int i = 0; i < METRIC_COUNT; i++)
        sum += run->metric[i].defined ? metric_real((enum metric)i, run->metric[i]) : 0;
}

static void see_point(void *context, const struct stored_point *point) {
    (void)context;
    sum += (double)(strlen(point->study_name) + strlen(point->canonical) + strlen(point->path));
    free(point->study_name);
    free(point->canonical);
    free(point->path);
}

static void see_table(const struct table *table) {
    for (size_t i = 0; i < table->rows * table->columns; i++)
        sum += table->cell[i].kind == CELL_TEXT ? (double)strlen(table->cell[i].text) : table->cell[i].real;
}

static void read_everything(struct store *store, struct problems *problems) {
    static const int64_t arguments[] = {0, 1, 1000001, -1};
    for (size_t a = 0; a < sizeof arguments / sizeof *arguments; a++) {
        for (int which = TABLE_STUDIES; which <= TABLE_EXECUTIONS; which++) {
            size_t before = problems->errors;
            struct table *table = store_table(store, (enum store_table)which, arguments[a], problems);
            assert_true(table != NULL || problems->errors > before);
            if (table != NULL)
                see_table(table);
            table_free(table);
        }
    }
    size_t before = problems->errors;
    assert_true(store_runs(store, 0, see_run, NULL, problems) || problems->errors > before);
    before = problems->errors;
    assert_true(store_points(store, see_point, NULL, problems) || problems->errors > before);
    (void)store_has_run(store, 1, 1);
}

static void write_something(struct store *store, struct problems *problems) {
    struct study_key key = {"other", NULL, "a: 1\n", 5, "other.yaml", "a: 1\n"};
    (void)store_study(store, &key, problems);
    struct estimate estimate[METRIC_COUNT] = {{.defined = true}};
    for (uint32_t replication = 2; replication < 6; replication++) {
        struct run_result *result = test_result(1, replication, true);
        size_t before = problems->errors;
        assert_true(store_add_run(store, 1, result, 1, problems) || problems->errors > before);
        run_result_free(result);
    }
    (void)store_estimates(store, 1, .95, estimate, problems);
    (void)store_commit(store, true, problems);
}

static bool one_round(const char *path, enum store_mode mode, bool checked) {
    struct problems problems;
    problems_init(&problems);
    struct store *store = store_open_checked(path, mode, checked ? STORE_CHECKED_BYTES : 0, &problems);
    bool opened = store != NULL;
    assert_true(opened || problems.errors > 0);
    if (opened) {
        read_everything(store, &problems);
        if (mode == STORE_WRITE)
            write_something(store, &problems);
        (void)store_close(store, &problems);
    }
    free(problems_text(&problems));
    problems_free(&problems);
    return opened;
}

int main(int argc, char **argv) {
    unsigned long rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 400;
    random_state = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    void *state = NULL;
    if (store_test_begin(&state) != 0)
        return 1;
    char *path = memory_copy_text(test_path("valid.db"));
    char *victim = memory_copy_text(test_path("damaged.db"));
    size_t length = 0;
    test_database(path);
    unsigned char *valid = read_file(path, &length);
    unsigned char *bytes = memory_alloc(length);
    unsigned long opened = 0;
    for (unsigned long round = 0; round < rounds; round++) {
        memcpy(bytes, valid, length);
        if (round % 8 == 7) {
            write_file(victim, bytes, length);
            damage_histogram(victim);
        } else {
            write_file(victim, bytes, damage(bytes, length));
        }
        (void)alarm(10);
        opened += one_round(victim, round % 4 < 3 ? STORE_READ : STORE_WRITE, round % 2 == 0);
        (void)alarm(0);
        (void)unlink(victim);
    }
    printf("%lu rounds, %lu opened%s\n", rounds, opened, isnan(sum) ? " " : "");
    free(bytes);
    free(valid);
    free(path);
    free(victim);
    return store_test_end(&state);
}
