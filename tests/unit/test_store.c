/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the store promises about runs: whole, once, the same rows in whatever order they come. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store_support.h"

static struct problems problems;

static void a_study_and_a_point_are_found_again(void **state) {
    (void)state;
    const char *path = test_path("again.db");
    struct store *store = test_open(path, STORE_WRITE);
    int64_t study = test_study(store, "one");
    assert_int_equal(study, 1);
    assert_int_equal(test_study(store, "two"), 2);
    assert_int_equal(test_point(store, study, 10, NULL), 1);
    assert_int_equal(test_point(store, study, 20, NULL), 2);
    test_close(store);
    store = test_open(path, STORE_WRITE);
    assert_int_equal(test_study(store, "one"), study);
    assert_int_equal(test_point(store, study, 20, NULL), 2);
    assert_int_equal(test_point(store, study, 10, NULL), 1);
    assert_int_equal(test_point(store, 2, 10, NULL), 3);
    test_close(store);
    assert_int_equal(test_ask(path, "SELECT count(*) FROM point"), 3);
}

static void a_run_is_stored_once(void **state) {
    (void)state;
    const char *path = test_path("once.db");
    struct store *store = test_open(path, STORE_WRITE);
    int64_t point = test_point(store, test_study(store, "one"), 10, NULL);
    assert_false(store_has_run(store, point, 7));
    test_add(store, point, 7, true);
    assert_true(store_has_run(store, point, 7));
    test_add(store, point, 7, true); /* the same again: nothing happens */
    test_close(store);
    assert_int_equal(test_ask(path, "SELECT count(*) FROM run"), 1);
    assert_int_equal(test_ask(path, "SELECT run_id FROM run"), 1000007);
    assert_int_equal(test_ask(path, "SELECT count(*) FROM episode"), 3);
}

static void the_same_run_with_another_digest_is_refused(void **state) {
    (void)state;
    struct store *store = test_open(test_path("other.db"), STORE_WRITE);
    int64_t point = test_point(store, test_study(store, "one"), 10, NULL);
    test_add(store, point, 0, true);
    struct run_result *result = test_result(point, 0, true);
    result->digest.low ^= 1;
    assert_false(store_add_run(store, point, result, 1, &problems));
    assert_int_equal(problems.exit_code, 65);
    run_result_free(result);
    test_add(store, point, 1, true); /* the store goes on */
    test_close(store);
}

static void a_run_that_timed_out_is_run_again_and_replaced(void **state) {
    (void)state;
    const char *path = test_path("timeout.db");
    struct store *store = test_open(path, STORE_WRITE);
    int64_t point = test_point(store, test_study(store, "one"), 10, NULL);
    struct run_result *result = test_result(point, 0, true);
    result->status = RUN_TIMEOUT;
    result->digest.low = 1;
    assert_true(store_add_run(store, point, result, 1, &problems));
    run_result_free(result);
    assert_false(store_has_run(store, point, 0));
    test_add(store, point, 0, false);
    assert_true(store_has_run(store, point, 0));
    test_close(store);
    assert_int_equal(test_ask(path, "SELECT count(*) FROM run"), 1);
    assert_int_equal(test_ask(path, "SELECT count(*) FROM episode"), 0);
}

/* The table demands one of the words it knows: it must know those of the model. */
static void every_outcome_of_an_allocation_may_be_stored(void **state) {
    (void)state;
    const char *path = test_path("outcomes.db");
    struct store *store = test_open(path, STORE_WRITE);
    int64_t point = test_point(store, test_study(store, "one"), 10, NULL);
    uint32_t count = ALLOCATION_NOT_TRIED + 1;
    for (uint32_t i = 0; i < count; i++) {
        struct run_result *result = test_result(point, i, true);
        result->allocation[1].outcome = (enum allocation_outcome)i;
        assert_true(store_add_run(store, point, result, 1, &problems));
        run_result_free(result);
    }
    test_close(store);
    assert_int_equal(test_ask(path, "SELECT count(DISTINCT outcome) FROM allocation WHERE number = 2"),
                     count);
    assert_int_equal(test_ask(path, "SELECT count(*) FROM allocation WHERE outcome = 'no_nonpaged'"), 1);
    assert_int_equal(test_ask(path, "SELECT count(*) FROM allocation WHERE outcome = 'not_tried'"), 1);
}

static char *dump_of_order(const char *path, const uint32_t *order, size_t count) {
    struct store *store = test_open(path, STORE_WRITE);
    int64_t study = test_study(store, "one");
    int64_t point[3];
    for (uint32_t p = 0; p < 3; p++)
        point[p] = test_point(store, study, 10 * (p + 1), "static");
    for (size_t i = 0; i < count; i++) {
        test_add(store, point[order[i] % 3], order[i] / 3, true);
        assert_true(store_commit(store, i % 4 == 0, &problems));
    }
    test_close(store);
    return test_dump(path);
}

static void runs_in_any_order_give_the_same_rows(void **state) {
    (void)state;
    enum { RUNS = 24 };
    uint32_t order[RUNS];
    for (uint32_t i = 0; i < RUNS; i++)
        order[i] = i;
    char *first = dump_of_order(test_path("order.db"), order, RUNS);
    assert_non_null(strstr(first, "packed_histogram|"));
    uint32_t random = 1;
    for (int round = 0; round < 5; round++) {
        for (uint32_t i = RUNS - 1; i > 0; i--) {
            random = random * 1664525u + 1013904223u;
            uint32_t other = (random >> 16) % (i + 1);
            uint32_t kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
        const char *path = test_path("shuffled.db");
        char *again = dump_of_order(path, order, RUNS);
        assert_string_equal(first, again);
        free(again);
        assert_int_equal(unlink(path), 0);
    }
    free(first);
}

struct seen {
    size_t runs;
    int64_t last;
};

static void compare_run(void *context, const struct stored_run *run) {
    struct seen *seen = context;
    seen->runs++;
    assert_true(run->run_id > seen->last);
    seen->last = run->run_id;
    struct run_result *result = test_result(run->point_id, run->replication, false);
    char digest[DIGEST_TEXT];
    digest_text(&result->digest, digest);
    assert_string_equal(run->digest, digest);
    assert_int_equal(run->seed, result->seed);
    assert_int_equal(run->events, result->events);
    assert_string_equal(run->status, "ok");
    for (int i = 0; i < METRIC_COUNT; i++) {
        assert_int_equal(run->metric[i].defined, result->metric[i].defined);
        if (!run->metric[i].defined)
            continue;
        if (metric_table[i].kind == METRIC_INTEGER)
            assert_int_equal(run->metric[i].integer, result->metric[i].integer);
        else
            assert_memory_equal(&run->metric[i].real, &result->metric[i].real, sizeof(double));
    }
    run_result_free(result);
}

static void every_number_comes_back_as_it_was(void **state) {
    (void)state;
    const char *path = test_path("exact.db");
    test_database(path);
    struct store *store = test_open(path, STORE_READ);
    struct seen seen = {0};
    assert_true(store_runs(store, 0, compare_run, &seen, &problems));
    assert_int_equal(seen.runs, 6);
    seen = (struct seen){0};
    assert_true(store_runs(store, 2, compare_run, &seen, &problems));
    assert_int_equal(seen.runs, 3);
    assert_true(store_has_run(store, 2, 2));
    assert_false(store_has_run(store, 2, 3));
    test_close(store);
}

static void note_point(void *context, const struct stored_point *point) {
    *(int64_t *)context += point->point_id * 10 + point->study_id;
    assert_string_equal(point->study_name, "textbook");
    assert_string_equal(point->path, "textbook.yaml");
    assert_true(strlen(point->canonical) > 0);
    free(point->study_name);
    free(point->path);
    free(point->canonical);
}

static void points_come_back_with_all_that_runs_them_again(void **state) {
    (void)state;
    const char *path = test_path("points.db");
    test_database(path);
    struct store *store = test_open(path, STORE_READ);
    int64_t sum = 0;
    assert_true(store_points(store, note_point, &sum, &problems));
    assert_int_equal(sum, 11 + 21);
    test_close(store);
}

static void a_new_run_takes_the_estimates_of_its_point_away(void **state) {
    (void)state;
    const char *path = test_path("stale.db");
    test_database(path);
    assert_true(test_ask(path, "SELECT count(*) FROM estimate WHERE point_id = 1") > 0);
    struct store *store = test_open(path, STORE_WRITE);
    test_add(store, 1, 3, false);
    test_close(store);
    assert_int_equal(test_ask(path, "SELECT count(*) FROM estimate WHERE point_id = 1"), 0);
    assert_true(test_ask(path, "SELECT count(*) FROM estimate WHERE point_id = 2") > 0);
}

static void a_number_beyond_the_database_refuses_the_whole_run(void **state) {
    (void)state;
    const char *path = test_path("large.db");
    struct store *store = test_open(path, STORE_WRITE);
    int64_t point = test_point(store, test_study(store, "one"), 10, NULL);
    struct run_result *result = test_result(point, 0, true);
    result->episode[1].start_ps = UINT64_MAX - 1;
    assert_false(store_add_run(store, point, result, 1, &problems));
    run_result_free(result);
    test_add(store, point, 1, true);
    test_close(store);
    assert_int_equal(test_ask(path, "SELECT count(*) FROM run"), 1);
    assert_int_equal(test_ask(path, "SELECT count(*) FROM episode"), 3);
}

/* In a child: the limit on the size of files stands in for a full disk. */
static int write_until_full(const char *path) {
    struct rlimit limit = {600 * 1024, 600 * 1024};
    (void)signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
        return 2;
    struct store *store = store_open(path, STORE_WRITE, &problems);
    if (store == NULL)
        return 3;
    bool good = true;
    for (uint32_t i = 3; i < 20000 && good; i++) {
        struct run_result *result = test_result(1, i, true);
        good = store_add_run(store, 1, result, 1, &problems) && store_commit(store, i % 16 == 0, &problems);
        run_result_free(result);
    }
    (void)store_close(store, &problems);
    return good || problems.exit_code != 74;
}

static void a_full_disk_is_told_and_leaves_whole_runs(void **state) {
    (void)state;
    const char *path = test_path("full.db");
    test_database(path);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(write_until_full(path));
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    test_close(test_open(path, STORE_WRITE));
    assert_true(test_ask(path, "SELECT count(*) FROM run") > 6);
    assert_int_equal(
        test_ask(path, "SELECT count(*) * 3 FROM run") - test_ask(path, "SELECT count(*) FROM episode"), 0);
}

static void a_killed_writer_leaves_what_it_committed(void **state) {
    (void)state;
    const char *path = test_path("killed.db");
    test_database(path);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct store *store = store_open(path, STORE_WRITE, &problems);
        for (uint32_t i = 3; i < 6 && store != NULL; i++) {
            struct run_result *result = test_result(1, i, true);
            (void)store_add_run(store, 1, result, 1, &problems);
            (void)store_commit(store, i == 4, &problems);
            run_result_free(result);
        }
        (void)raise(SIGKILL);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    struct store *reader = test_open(path, STORE_READ);
    assert_true(store_has_run(reader, 1, 4));
    assert_false(store_has_run(reader, 1, 5));
    test_close(reader);
    test_close(test_open(path, STORE_WRITE));
    assert_int_equal(test_ask(path, "SELECT count(*) FROM run"), 8);
}

static int begin(void **state) {
    problems_init(&problems);
    return store_test_begin(state);
}

static int end(void **state) {
    problems_free(&problems);
    return store_test_end(state);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(a_study_and_a_point_are_found_again),
        TEST(a_run_is_stored_once),
        TEST(the_same_run_with_another_digest_is_refused),
        TEST(a_run_that_timed_out_is_run_again_and_replaced),
        TEST(every_outcome_of_an_allocation_may_be_stored),
        TEST(runs_in_any_order_give_the_same_rows),
        TEST(every_number_comes_back_as_it_was),
        TEST(points_come_back_with_all_that_runs_them_again),
        TEST(a_new_run_takes_the_estimates_of_its_point_away),
        TEST(a_number_beyond_the_database_refuses_the_whole_run),
        TEST(a_full_disk_is_told_and_leaves_whole_runs),
        TEST(a_killed_writer_leaves_what_it_committed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
