/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where names of files in a scenario start: at the file that says so, or at the current directory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "scenario.h"

static void write_file(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* -s and -P: the current directory; a sweep section: its file's. */
static void names_of_files_start_where_they_are_written(void **state) {
    char directory[] = "/tmp/rxpool-test-XXXXXX";
    (void)state;
    assert_non_null(mkdtemp(directory));
    assert_int_equal(chdir(directory), 0);
    assert_int_equal(mkdir("presets", 0700), 0);
    write_file("here.txt", "5 us\n");
    write_file("presets/there.txt", "1 us\n3 us\n");
    write_file("presets/base.yaml",
               "schema: rxpool/1\nname: base\ntime: {duration: 1 s}\npool: {initial: 8}\n"
               "traffic: {a: {arrival: cbr, interval: 1 ms}}\nprotocol: {p: {}, q: {}}\n"
               "sweep: {protocol.p.hold: empirical(there.txt)}\n");
    write_file("top.yaml", "extends: presets/base.yaml\n");
    char here[4096];
    assert_non_null(getcwd(here, sizeof here - 20));
    strcat(here, "/here.txt");
    static const char *const opened[] = {"top.yaml", "presets/base.yaml", "presets//base.yaml"};
    static const char *const there[] = {"presets/there.txt", "there.txt", "there.txt"};
    static const char *const specs[] = {"protocol.q.hold=empirical(here.txt)"};
    for (size_t i = 0; i < 3; i++) {
        struct scenario *scenario = scenario_open(opened[i]);
        struct design design;
        struct problems problems;
        problems_init(&problems);
        scenario_override(scenario, "protocol.r.hold", "mix(50 %: 1 us, 50 %: empirical(here.txt))");
        assert_true(scenario_design(scenario, specs, 1, &design, &problems));
        struct assignment point[2];
        design_point(&design, 0, point);
        struct config *config = scenario_resolve(scenario, point, 2, &problems);
        assert_non_null(config);
        assert_string_equal(config->protocol[0].hold.file, there[i]);
        assert_string_equal(config->protocol[1].hold.file, here);
        assert_string_equal(config->protocol[2].hold.component[1].file, here);
        config_free(config);
        design_free(&design);
        problems_free(&problems);
        scenario_override(scenario, "protocol.p.hold", "empirical(~/x)");
        assert_null(scenario_resolve(scenario, NULL, 0, NULL));
        assert_non_null(strstr(scenario_problems(scenario)->list[0].message, "/~/x'"));
        assert_null(strstr(scenario_problems(scenario)->list[0].message, "//"));
        scenario_close(scenario);
    }
    static const char *const files[] = {"here.txt", "presets/there.txt", "presets/base.yaml", "top.yaml"};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(remove(files[i]), 0);
    assert_int_equal(rmdir("presets"), 0);
    assert_int_equal(chdir("/"), 0);
    assert_int_equal(rmdir(directory), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(names_of_files_start_where_they_are_written)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
