/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every run as a record, in three formats. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report_support.h"

static char *export(const char *database, enum export_format format) {
    struct problems problems;
    problems_init(&problems);
    struct store *store = test_open(database, STORE_READ);
    const char *path = test_path("export");
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(export_write(store, format, file, &problems));
    assert_int_equal(fclose(file), 0);
    assert_int_equal(problems.count, 0);
    problems_free(&problems);
    test_close(store);
    return report_file(path);
}

static size_t count_of(const char *text, const char *piece) {
    size_t count = 0;
    for (const char *at = strstr(text, piece); at != NULL; at = strstr(at + 1, piece))
        count++;
    return count;
}

static void csv_has_one_header_and_one_line_a_run(void **state) {
    (void)state;
    const char *database = test_path("a.db");
    report_database(database, "flood", false);
    char *csv = export(database, EXPORT_CSV);
    assert_int_equal(count_of(csv, "\r\n"), 13);
    assert_memory_equal(
        csv,
        "study,point,run,replication,status,seed,digest,events,pool.initial,pool.initial_number,"
        "pool.policy,frames_offered,",
        strlen("study,point,run,replication,status,seed,digest,events,pool.initial,"
               "pool.initial_number,pool.policy,frames_offered,"));
    assert_non_null(strstr(csv, "\r\nflood,1,1000000,0,ok,0x"));
    assert_non_null(strstr(csv, ",64,64,static,7,"));
    free(csv);
}

static void the_undefined_is_an_empty_field(void **state) {
    (void)state;
    const char *database = test_path("a.db");
    report_database(database, "flood", false);
    char *csv = export(database, EXPORT_CSV);
    assert_int_equal(count_of(csv, ",7.5,,7.5,"), 12); /* latency_p50_ns */
    assert_int_equal(count_of(csv, "nan"), 0);
    free(csv);
}

static void quotes_commas_and_line_ends_are_quoted(void **state) {
    (void)state;
    const char *database = test_path("a.db");
    report_database(database, "a \"b\", c\nd", false);
    char *csv = export(database, EXPORT_CSV);
    assert_int_equal(count_of(csv, "\"a \"\"b\"\", c\nd\",1,1000000,"), 1);
    free(csv);
}

static void numbers_come_back_bit_for_bit(void **state) {
    (void)state;
    const char *database = test_path("a.db");
    report_database(database, "flood", false);
    test_sql(database, "UPDATE run SET goodput_bps = 0.1 WHERE run_id = 1000000");
    char *lines = export(database, EXPORT_NDJSON);
    assert_int_equal(count_of(lines, "\n"), 12);
    *strchr(lines, '\n') = '\0';
    json_t *record = json_loads(lines, 0, NULL);
    free(lines);
    assert_non_null(record);
    double goodput = json_real_value(json_object_get(json_object_get(record, "metrics"), "goodput_bps"));
    double exact = 0.1;
    assert_memory_equal(&goodput, &exact, sizeof exact);
    json_t *initial = json_object_get(json_object_get(record, "parameters"), "pool.initial");
    assert_string_equal(json_string_value(json_object_get(initial, "text")), "64");
    assert_int_equal(json_integer_value(json_object_get(initial, "number")), 64);
    assert_true(json_is_null(json_object_get(json_object_get(record, "metrics"), "latency_p50_ns")));
    json_decref(record);
}

static void json_is_one_document(void **state) {
    (void)state;
    const char *database = test_path("a.db");
    report_database(database, "bad \xff utf-8 \x1b", false);
    char *text = export(database, EXPORT_JSON);
    json_t *root = json_loads(text, 0, NULL);
    free(text);
    assert_non_null(root);
    assert_string_equal(json_string_value(json_object_get(root, "schema")), "rxpool/export/1");
    assert_int_equal(json_array_size(json_object_get(root, "runs")), 12);
    json_decref(root);
}

static void an_empty_database_is_a_document_too(void **state) {
    (void)state;
    const char *database = test_path("a.db");
    test_close(test_open(database, STORE_WRITE));
    char *text = export(database, EXPORT_JSON);
    json_t *root = json_loads(text, 0, NULL);
    free(text);
    assert_int_equal(json_array_size(json_object_get(root, "runs")), 0);
    json_decref(root);
    text = export(database, EXPORT_CSV);
    assert_int_equal(count_of(text, "\r\n"), 1);
    free(text);
}

static void a_full_disk_is_a_problem(void **state) {
    (void)state;
    const char *database = test_path("a.db");
    report_database(database, "flood", false);
    FILE *full = fopen("/dev/full", "wb");
    if (full == NULL)
        skip();
    struct problems problems;
    problems_init(&problems);
    struct store *store = test_open(database, STORE_READ);
    assert_false(export_write(store, EXPORT_CSV, full, &problems));
    assert_int_equal(problems.exit_code, 74);
    problems_free(&problems);
    test_close(store);
    (void)fclose(full);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, store_test_begin, store_test_end)
    const struct CMUnitTest tests[] = {
        TEST(csv_has_one_header_and_one_line_a_run),
        TEST(the_undefined_is_an_empty_field),
        TEST(quotes_commas_and_line_ends_are_quoted),
        TEST(numbers_come_back_bit_for_bit),
        TEST(json_is_one_document),
        TEST(an_empty_database_is_a_document_too),
        TEST(a_full_disk_is_a_problem),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
