/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the store accepts as its own, what it says of everything else, and that one plain file is left behind.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store_support.h"

static struct problems problems;

static void write_file(const char *path, const char *bytes, size_t length) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static void patch_file(const char *path, long offset, const char *bytes, size_t length) {
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, offset, SEEK_SET), 0);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static bool has_companion(const char *path, const char *suffix) {
    char name[200];
    (void)snprintf(name, sizeof name, "%s%s", path, suffix);
    return test_exists(name);
}

static void an_open_database_is_a_log_and_a_closed_one_is_one_file(void **state) {
    (void)state;
    const char *path = test_path("one.db");
    struct store *store = test_open(path, STORE_WRITE);
    (void)test_study(store, "one");
    assert_true(store_commit(store, true, &problems));
    assert_true(has_companion(path, "-wal"));
    assert_true(has_companion(path, "-lock"));
    test_close(store);
    assert_false(has_companion(path, "-wal"));
    assert_false(has_companion(path, "-shm"));
    assert_false(has_companion(path, "-journal"));
    assert_false(has_companion(path, "-lock"));
    assert_int_equal(test_ask(path, "PRAGMA application_id"), 0x7278706c);
    assert_int_equal(test_ask(path, "PRAGMA user_version"), 3);
    assert_int_equal(test_ask(path, "SELECT count(*) FROM rule"), RULE_COUNT);
    assert_int_equal(test_ask(path, "SELECT count(*) FROM metric"), METRIC_COUNT);
    assert_int_equal(
        test_ask(path, "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
                       " AND NOT strict AND name NOT LIKE 'sqlite_%'"),
        0);
}

static void what_cannot_be_opened_is_told_with_its_exit_code(void **state) {
    (void)state;
    test_refused(test_path("none.db"), STORE_READ, 66, "No such file");
    test_refused(test_path("none/none.db"), STORE_READ, 66, "No such file");
    test_refused(test_path("none/none.db"), STORE_WRITE, 73, "cannot create");
    test_refused(test_path("."), STORE_WRITE, 73, "a directory");
    test_refused("/dev/null", STORE_READ, 65, "not a file");
    test_refused("", STORE_WRITE, 73, "empty");
    assert_false(test_exists(test_path("none.db")));
}

static void a_name_is_a_file_name_and_nothing_else(void **state) {
    (void)state;
    char here[512];
    assert_non_null(getcwd(here, sizeof here));
    char *directory = memory_copy_text(test_path(""));
    assert_int_equal(chdir(directory), 0);
    test_close(test_open(":memory:", STORE_WRITE));
    test_close(test_open("file:a?mode=memory", STORE_WRITE));
    assert_true(test_exists(":memory:"));
    assert_true(test_exists("file:a?mode=memory"));
    assert_int_equal(chdir(here), 0);
    free(directory);
}

static void what_is_no_database_is_refused(void **state) {
    (void)state;
    const char *path = test_path("text.db");
    static const char text[] = "frames_offered,frames_dropped\n1,2\n";
    write_file(path, text, sizeof text - 1);
    test_refused(path, STORE_READ, 65, "not a database");
    test_refused(path, STORE_WRITE, 65, "not a database");
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_size, sizeof text - 1);
    assert_false(has_companion(path, "-lock"));
}

static void an_empty_file_is_a_new_database(void **state) {
    (void)state;
    const char *path = test_path("empty.db");
    write_file(path, "", 0);
    test_refused(path, STORE_READ, 65, "is empty");
    test_close(test_open(path, STORE_WRITE));
    test_close(test_open(path, STORE_READ));
}

static void a_database_of_another_program_is_refused_and_left_alone(void **state) {
    (void)state;
    const char *path = test_path("alien.db");
    test_sql(path, "PRAGMA journal_mode = WAL; PRAGMA application_id = 1; CREATE TABLE run(a)");
    test_refused(path, STORE_READ, 65, "another program");
    test_refused(path, STORE_WRITE, 65, "another program");
    assert_true(test_exists(path));
    char mode[2] = "";
    int file = open(path, O_RDONLY);
    assert_int_equal(pread(file, mode, 2, 18), 2);
    assert_int_equal(close(file), 0);
    assert_int_equal(mode[0], 2); /* still in WAL */
}

static void another_schema_version_is_refused(void **state) {
    (void)state;
    const char *path = test_path("version.db");
    test_database(path);
    test_sql(path, "PRAGMA user_version = 2");
    test_refused(path, STORE_READ, 65, "schema version 2");
    test_refused(path, STORE_WRITE, 65, "reads and writes version 3");
}

static void a_missing_or_altered_table_is_refused(void **state) {
    (void)state;
    const char *path = test_path("tables.db");
    test_database(path);
    test_sql(path, "DROP TABLE packed_histogram");
    test_refused(path, STORE_READ, 65, "'packed_histogram' is missing");
    test_sql(path, "CREATE TABLE packed_histogram(run_id, name, buckets)");
    test_refused(path, STORE_WRITE, 65, "'packed_histogram' is not the one");
    test_sql(path, "DROP TABLE packed_histogram; CREATE VIEW packed_histogram AS SELECT 1");
    test_refused(path, STORE_READ, 65, "'packed_histogram' is missing");
}

static void a_cut_file_is_refused(void **state) {
    (void)state;
    const char *path = test_path("cut.db");
    test_database(path);
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(truncate(path, status.st_size / 2), 0);
    test_refused(path, STORE_READ, 65, "damaged");
    test_refused(path, STORE_WRITE, 65, "damaged");
}

static void a_cell_of_another_type_is_refused(void **state) {
    (void)state;
    const char *path = test_path("cell.db");
    test_database(path);
    test_sql(
        path,
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(replace(sql, ' STRICT', ''),"
        " '\"loss_ratio\" REAL', '\"loss_ratio\"') WHERE name = 'run'");
    test_sql(path, "UPDATE run SET loss_ratio = 'none' WHERE run_id = 1000001");
    test_refused(path, STORE_READ, 65, "'run' is not the one");
}

static void hostile_views_and_triggers_do_not_run(void **state) {
    (void)state;
    const char *path = test_path("hostile.db");
    test_database(path);
    test_sql(path, "CREATE TRIGGER trap BEFORE INSERT ON run BEGIN SELECT raise(ABORT, 'trapped'); END;"
                   "DROP VIEW results; CREATE VIEW results AS WITH RECURSIVE a(n) AS"
                   " (SELECT 1 UNION ALL SELECT n + 1 FROM a) SELECT max(n) FROM a");
    struct store *store = test_open(path, STORE_READ);
    struct table *table = store_table(store, TABLE_RUNS, 0, &problems);
    assert_non_null(table);
    assert_int_equal(table->rows, 6);
    table_free(table);
    test_close(store);
    store = test_open(path, STORE_WRITE);
    test_add(store, 1, 9, false);
    test_close(store);
    assert_int_equal(test_ask(path, "SELECT count(*) FROM results"), 7); /* and the view is ours again */
}

static void views_and_tables_of_the_user_stay(void **state) {
    (void)state;
    const char *path = test_path("mine.db");
    test_database(path);
    test_sql(path, "CREATE TABLE note(run_id, text); CREATE VIEW mine AS SELECT loss_ratio FROM results");
    test_close(test_open(path, STORE_WRITE));
    assert_int_equal(test_ask(path, "SELECT count(*) FROM mine"), 6);
}

static void a_second_writer_is_told_that_there_is_one(void **state) {
    (void)state;
    const char *path = test_path("busy.db");
    struct store *store = test_open(path, STORE_WRITE);
    test_refused(path, STORE_WRITE, 74, "another rxpool is writing");
    (void)test_study(store, "one");
    test_close(store);
    test_close(test_open(path, STORE_WRITE));
}

static void a_lock_file_left_behind_locks_nothing(void **state) {
    (void)state;
    write_file(test_path("left.db-lock"), "", 0);
    test_close(test_open(test_path("left.db"), STORE_WRITE));
}

static void a_reader_looks_on_while_runs_are_stored(void **state) {
    (void)state;
    const char *path = test_path("look.db");
    test_database(path);
    struct store *writer = test_open(path, STORE_WRITE);
    test_add(writer, 1, 3, true);
    struct store *reader = test_open(path, STORE_READ);
    assert_false(store_has_run(reader, 1, 3));
    assert_true(store_commit(writer, true, &problems));
    assert_true(store_has_run(reader, 1, 3));
    assert_true(store_close(writer, &problems));
    assert_int_equal(problems.errors, 0);
    assert_int_equal(problems.count, 1); /* the log is still needed: a warning */
    test_close(reader);
    test_close(test_open(path, STORE_WRITE));
    assert_false(has_companion(path, "-wal"));
}

/* In a child without root's rights: opens the database with this mode and gives back the exit code. */
static int as_nobody(const char *path, enum store_mode mode) {
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
            _exit(1);
        struct store *store = store_open(path, mode, &problems);
        struct table *table = store == NULL ? NULL : store_table(store, TABLE_RUNS, 0, &problems);
        bool read = table != NULL && table->rows == 6;
        _exit(store != NULL && !read ? 2 : problems.exit_code);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void a_directory_that_cannot_be_written_to_is_enough_to_read(void **state) {
    (void)state;
    const char *path = test_path("fixed.db");
    const char *directory = test_path("");
    test_database(path);
    assert_int_equal(chmod(path, 0444), 0);
    assert_int_equal(chmod(directory, 0555), 0);
    assert_int_equal(as_nobody(path, STORE_READ), 0);
    assert_int_equal(as_nobody(path, STORE_WRITE), 74);
    assert_int_equal(as_nobody(test_path("new.db"), STORE_WRITE), 73);
    assert_int_equal(as_nobody(test_path("new.db"), STORE_READ), 66);
    /* left in WAL mode by another program: SQLite alone could not open it here */
    assert_int_equal(chmod(directory, 0755), 0);
    assert_int_equal(chmod(path, 0644), 0);
    test_sql(path, "PRAGMA journal_mode = WAL");
    assert_int_equal(chmod(directory, 0555), 0);
    assert_int_equal(as_nobody(path, STORE_READ), 0);
    assert_int_equal(chmod(directory, 0755), 0);
}

static void a_page_of_rubbish_is_refused(void **state) {
    (void)state;
    const char *path = test_path("page.db");
    test_database(path);
    char rubbish[4096];
    memset(rubbish, 0xa5, sizeof rubbish);
    patch_file(path, 4096L * 9, rubbish, sizeof rubbish);
    test_refused(path, STORE_READ, 65, "damaged");
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
        TEST(an_open_database_is_a_log_and_a_closed_one_is_one_file),
        TEST(what_cannot_be_opened_is_told_with_its_exit_code),
        TEST(a_name_is_a_file_name_and_nothing_else),
        TEST(what_is_no_database_is_refused),
        TEST(an_empty_file_is_a_new_database),
        TEST(a_database_of_another_program_is_refused_and_left_alone),
        TEST(another_schema_version_is_refused),
        TEST(a_missing_or_altered_table_is_refused),
        TEST(a_cut_file_is_refused),
        TEST(a_cell_of_another_type_is_refused),
        TEST(hostile_views_and_triggers_do_not_run),
        TEST(views_and_tables_of_the_user_stay),
        TEST(a_second_writer_is_told_that_there_is_one),
        TEST(a_lock_file_left_behind_locks_nothing),
        TEST(a_reader_looks_on_while_runs_are_stored),
        TEST(a_directory_that_cannot_be_written_to_is_enough_to_read),
        TEST(a_page_of_rubbish_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
