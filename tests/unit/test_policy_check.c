/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The trial of a policy finds nothing wrong with those that come with rxpool. (What it does find is in
 * tests/cli/policy.test, with policies that were made to be found.) */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "policy_check.h"
#include "policy_table.h"
#include "scenario.h"

static const char text[] =
    "schema: rxpool/1\nname: trial\ntime: {duration: 5 ms}\n"
    "traffic: {a: {arrival: poisson, rate: 1 Mframe/s}}\n"
    "pool: {initial: 32, limit: 200, grow: {below: 8, chunk: 8, in_flight: 2, every: 100 us},\n"
    "  shrink: {above: 40, every: 100 us, ticks: 2, blocks: 3}}\n"
    "policy: {period: 50 us}\nhost: {allocation: {latency: 20 us}, failure_every: 3}\n"
    "protocol: {app: {hold: exp(mean=60 us)}}\n";

/* With 60 of 32 buffers wanted, whoever grows is asked often and asks. */
static void policies_that_come_with_rxpool_pass_the_trial(void **state) {
    (void)state;
    for (size_t i = 0; i < policy_count; i++) {
        struct scenario *scenario = scenario_open_text("trial", text, strlen(text), NULL);
        scenario_override(scenario, "pool.policy", policy_table[i]->name);
        struct config *config = scenario_resolve(scenario, NULL, 0, NULL);
        struct policy_check check;
        struct text wrong = {0};
        assert_non_null(config);
        assert_null(policy_check(config, &check, &wrong));
        if (!check.good)
            fail_msg("policy %s: %s", policy_table[i]->name, wrong.at);
        assert_null(wrong.at);
        assert_true(check.asked > 0 && (check.requests > 0) == (policy_table[i]->grows != 0));
        text_free(&wrong);
        config_free(config);
        scenario_close(scenario);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(policies_that_come_with_rxpool_pass_the_trial),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
