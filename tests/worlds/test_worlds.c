/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random worlds reach what they are there to reach. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy_table.h"
#include "resolver.h"
#include "worlds.h"

enum { WORLDS = 2000 };

static const char traces[] = "tests/data/traces";

/* Names and texts are no part of a simulation, and how many runs there are is no part of one. */
static bool matters(const struct param *param) {
    return param->type != PARAM_SCHEMA && param->type != PARAM_NAME && param->type != PARAM_TEXT &&
           param->type != PARAM_EXTENDS && param->type != PARAM_SWEEP &&
           strncmp(param->key, "replications.", 13) != 0 && strcmp(param->key, "seed") != 0;
}

static void every_key_of_the_table_is_given_in_some_world(void **state) {
    uint64_t *given = calloc(param_count(), sizeof *given);
    (void)state;
    assert_non_null(given);
    for (uint64_t n = 1; n <= WORLDS; n++) {
        struct world world;
        assert_true(world_open(&world, n, traces, NULL));
        for (size_t row = 0; row < param_count(); row++)
            for (size_t entity = 0; entity < 3; entity++)
                given[row] += world.config->origin[param_slot(row, entity)] == ORIGIN_ASSIGNED;
        world_close(&world);
    }
    for (size_t row = 0; row < param_count(); row++)
        if (matters(param_at(row)) && given[row] < WORLDS / 100)
            fail_msg("%s: given only %llu times", param_at(row)->key, (unsigned long long)given[row]);
    free(given);
}

static void every_arrival_policy_and_law_comes_up(void **state) {
    uint64_t arrival[ARRIVAL_WINDOW + 1] = {0}, policy[PARAM_CHOICES_MAX] = {0}, law[DIST_EMPIRICAL] = {0};
    (void)state;
    for (uint64_t n = 1; n <= WORLDS; n++) {
        struct world world;
        assert_true(world_open(&world, n, traces, NULL));
        for (uint32_t i = 0; i < world.config->source_count; i++)
            arrival[world.config->source[i].arrival]++;
        for (uint32_t i = 0; i < world.config->protocol_count; i++)
            law[world.config->protocol[i].service.kind]++;
        policy[world.config->pool_policy]++;
        world_close(&world);
    }
    for (size_t i = 0; i <= ARRIVAL_WINDOW; i++)
        assert_true(arrival[i] > WORLDS / 30);
    for (size_t i = 0; i < policy_count; i++)
        assert_true(policy[i] > WORLDS / 30);
    for (size_t i = 0; i < DIST_EMPIRICAL; i++) /* which needs a file */
        assert_true(law[i] > WORLDS / 60);
}

static void a_world_is_always_the_same_and_another_number_another_world(void **state) {
    char *text[3];
    (void)state;
    for (uint64_t i = 0; i < 3; i++) {
        struct world world;
        assert_true(world_open(&world, i < 2 ? 77 : 78, traces, NULL));
        text[i] = config_canonical(world.config);
        world_close(&world);
    }
    assert_string_equal(text[0], text[1]);
    assert_string_not_equal(text[0], text[2]);
    for (int i = 0; i < 3; i++)
        free(text[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_of_the_table_is_given_in_some_world),
        cmocka_unit_test(every_arrival_policy_and_law_comes_up),
        cmocka_unit_test(a_world_is_always_the_same_and_another_number_another_world),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
