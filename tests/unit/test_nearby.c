/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A name that is not there, and the file in the same folder that was meant. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "nearby.h"
#include "text.h"

static char folder[] = "/tmp/rxpool-nearby-XXXXXX";
static const char *const files[] = {"first-curve.yaml", "first-curve.txt", "flood.yaml", "b1.yaml",
                                    "b2.yaml",          ".hidden.yaml",    ".yaml"};
enum { FILES = sizeof files / sizeof *files };

static char *in_folder(const char *name) {
    struct text path = {0};
    text_format(&path, "%s/%s", folder, name);
    return text_take(&path);
}

static int make_folder(void **state) {
    (void)state;
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < FILES; i++) {
        char *path = in_folder(files[i]);
        FILE *file = fopen(path, "wb");
        assert_non_null(file);
        assert_int_equal(fclose(file), 0);
        free(path);
    }
    char *directory = in_folder("drawer.yaml");
    assert_int_equal(mkdir(directory, 0777), 0);
    free(directory);
    return 0;
}

static int remove_folder(void **state) {
    (void)state;
    for (size_t i = 0; i < FILES; i++) {
        char *path = in_folder(files[i]);
        (void)remove(path);
        free(path);
    }
    char *directory = in_folder("drawer.yaml");
    (void)rmdir(directory);
    free(directory);
    return rmdir(folder);
}

static void assert_meant(const char *name, const char *expected) {
    char *path = in_folder(name);
    char *found = nearby_file(path, ".yaml");
    char *whole = expected == NULL ? NULL : in_folder(expected);
    if (whole == NULL)
        assert_null(found);
    else
        assert_string_equal(found, whole);
    free(path);
    free(found);
    free(whole);
}

static void a_mistyped_name_finds_the_file_that_was_meant(void **state) {
    (void)state;
    assert_meant("first-curv.yaml", "first-curve.yaml");
    assert_meant("frist-curve.yaml", "first-curve.yaml");
    assert_meant("first-curve", "first-curve.yaml");
    assert_meant("first-curve.yml", "first-curve.yaml");
    assert_meant("flodo.yaml", "flood.yaml");
}

/* The suffix is common to all: it makes no two names alike. */
static void a_name_that_is_like_none_finds_none(void **state) {
    (void)state;
    assert_meant("mine.yaml", NULL);
    assert_meant("x.yaml", NULL);
    assert_meant("first-curve.tx", "first-curve.yaml");
    assert_meant("hidden.yaml", NULL);
    assert_meant("", NULL);
    assert_meant("nowhere/first-curv.yaml", NULL);
}

static void of_names_that_are_as_near_the_first_is_meant(void **state) {
    (void)state;
    assert_meant("b12.yaml", "b1.yaml");
}

static void folders_are_not_offered(void **state) {
    (void)state;
    assert_meant("drawr.yaml", NULL);
}

static void a_name_without_a_folder_is_looked_for_in_the_current_one(void **state) {
    (void)state;
    char *found = nearby_file("no-such-name-at-all.yaml", ".yaml");
    assert_null(found);
    free(found);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mistyped_name_finds_the_file_that_was_meant),
        cmocka_unit_test(a_name_that_is_like_none_finds_none),
        cmocka_unit_test(of_names_that_are_as_near_the_first_is_meant),
        cmocka_unit_test(folders_are_not_offered),
        cmocka_unit_test(a_name_without_a_folder_is_looked_for_in_the_current_one),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
