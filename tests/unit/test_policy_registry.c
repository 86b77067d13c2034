/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Policies of shared objects in scenarios: loaded once, named as the scenario names them, their keys as good
 * as rows of the table, and out again as canonical text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy_registry.h"
#include "policy_table.h"
#include "scenario.h"

static const char text[] =
    "schema: rxpool/1\nname: own\ntime: {duration: 5 ms}\n"
    "traffic: {a: {arrival: poisson, rate: 1 Mframe/s}}\n"
    "pool: {policy: ./hysteresis.so, initial: 32, limit: 200, grow: {below: 8, chunk: 8}}\n"
    "policy: {period: 3 ms, enough: 7}\nprotocol: {app: {hold: 60 us}}\n";

static struct text folder; /* of the shared objects */

static int find_folder(void **state) {
    const char *build = getenv("RXPOOL_BUILD_ROOT");
    (void)state;
    text_format(&folder, "%s/tests/policies", build == NULL ? "build" : build);
    return 0;
}

static int forget_folder(void **state) {
    (void)state;
    text_free(&folder);
    return 0;
}

static void an_object_is_loaded_once_whatever_it_is_called(void **state) {
    struct value_error error = {0};
    uint32_t first = 0, again = 0, other = 0;
    struct text path = {0};
    (void)state;
    text_format(&path, "%s/../policies/hysteresis.so", folder.at);
    assert_true(policy_load(folder.at, "hysteresis.so", &first, &error));
    assert_true(policy_load(folder.at, "hysteresis.so", &again, &error));
    assert_true(policy_load(NULL, path.at, &other, &error));
    assert_true(first >= policy_count && again == first && other != first);
    assert_ptr_equal(policy_at(first), policy_at(other));
    assert_string_equal(policy_label(first), "hysteresis.so");
    assert_string_equal(policy_label(other), path.at);
    assert_int_equal(policy_relabel(other, "hysteresis.so"), first);
    assert_string_equal(policy_at(first)->name, "hysteresis");
    text_free(&path);
}

static void what_comes_with_rxpool_keeps_its_number_and_has_no_digest(void **state) {
    const struct param *rows = NULL;
    (void)state;
    for (uint32_t i = 0; i < policy_count; i++) {
        assert_ptr_equal(policy_at(i), policy_table[i]);
        assert_string_equal(policy_label(i), policy_table[i]->name);
        assert_null(policy_digest(i));
        assert_int_equal(policy_rows(i, &rows), policy_table[i]->key_count);
    }
}

static void a_path_is_told_from_a_name(void **state) {
    (void)state;
    assert_true(policy_is_path("./mine") && policy_is_path("mine.so") && policy_is_path(".so"));
    assert_false(policy_is_path("watermark") || policy_is_path("so") || policy_is_path("mine.so.1"));
}

static void an_object_that_is_not_there_is_a_missing_input(void **state) {
    struct value_error error = {0};
    uint32_t index = 0;
    (void)state;
    assert_false(policy_load(folder.at, "absent.so", &index, &error));
    assert_int_equal(error.exit_code, 66);
    assert_false(policy_load(folder.at, "stranger.so", &index, &error));
    assert_int_equal(error.exit_code, 65);
}

/* The canonical form says which object it was, and reading it gives the same. */
static void the_canonical_form_reads_back(void **state) {
    (void)state;
    struct scenario *scenario = scenario_open_text("own", text, strlen(text), folder.at);
    struct config *config = scenario_resolve(scenario, NULL, 0, NULL);
    assert_non_null(config);
    assert_true(config->policy_key[0] == 7 && config->policy_period_ps == UINT64_C(3000000000));
    char *canonical = config_canonical(config);
    struct text line = {0};
    text_format(&line, "  policy: \"./hysteresis.so\" # XXH3-128 %s\n", policy_digest(config->pool_policy));
    assert_non_null(strstr(canonical, line.at));
    assert_non_null(strstr(canonical, "policy:\n  period: 3 ms\n  enough: 7\n"));
    struct scenario *read = scenario_open_text("again", canonical, strlen(canonical), folder.at);
    struct config *same = scenario_resolve(read, NULL, 0, NULL);
    assert_non_null(same);
    char *again = config_canonical(same);
    assert_string_equal(again, canonical);
    free(again);
    free(canonical);
    text_free(&line);
    config_free(same);
    config_free(config);
    scenario_close(read);
    scenario_close(scenario);
}

static void a_text_from_elsewhere_loads_nothing(void **state) {
    (void)state;
    struct scenario *scenario = scenario_open_text("own", text, strlen(text), folder.at);
    scenario_refuse_objects(scenario);
    assert_null(scenario_resolve(scenario, NULL, 0, NULL));
    assert_string_equal(scenario_problems(scenario)->list[0].message,
                        "the shared object ./hysteresis.so is code: not loaded");
    scenario_close(scenario);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_object_is_loaded_once_whatever_it_is_called),
        cmocka_unit_test(what_comes_with_rxpool_keeps_its_number_and_has_no_digest),
        cmocka_unit_test(a_path_is_told_from_a_name),
        cmocka_unit_test(an_object_that_is_not_there_is_a_missing_input),
        cmocka_unit_test(the_canonical_form_reads_back),
        cmocka_unit_test(a_text_from_elsewhere_loads_nothing),
    };
    return cmocka_run_group_tests(tests, find_folder, forget_folder);
}
