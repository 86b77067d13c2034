/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random programs whose miniport is paused, halted or removed while they run, driven by drivers that behave
 * and by some that do not, in the checking build: every invariant holds after every event, what a run does it
 * does again, and who behaves breaks no rule. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "model_random_life.h"
#include "ndis_rule.h"

#define PROGRAMS 1500

static struct random_model model;
static struct random_life life;

static struct run_result *run(uint64_t seed) {
    const char *problem = "";
    struct plan *plan = plan_make(&model.fixture.config, &problem);
    if (!plan)
        fail_msg("program %llu: %s", (unsigned long long)seed, problem);
    struct sim *sim = sim_create(plan);
    struct run_result *result = sim_run(sim, seed, 0, NULL, NULL);
    struct run_result *again = sim_run(sim, seed, 0, NULL, NULL);
    if (result->digest.low != again->digest.low || result->digest.high != again->digest.high)
        fail_msg("program %llu: two digests", (unsigned long long)seed);
    run_result_free(again);
    sim_destroy(sim);
    plan_free(plan);
    return result;
}

/* A subordinate that grows breaks R7, as it was told to. */
static bool asked_for(const struct config *config, enum ndis_rule rule) {
    return rule == RULE_R7 && !config->nic_bus_master;
}

static void assert_clean(const struct run_result *result, uint64_t seed) {
    for (uint32_t i = 0; i < result->violation_count; i++) {
        enum ndis_rule rule = result->violation[i].rule;
        if (ndis_rule_binds(rule) && !asked_for(&model.fixture.config, rule))
            fail_msg("program %llu breaks %s: %s", (unsigned long long)seed, ndis_rule_table[rule].id,
                     result->violation[i].context);
    }
}

static void who_behaves_breaks_no_rule(void **state) {
    uint64_t offered = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= PROGRAMS; seed++) {
        random_config(&model, seed, false);
        struct run_result *result = run(seed);
        assert_clean(result, seed);
        offered += count_of(result, METRIC_FRAMES_OFFERED);
        run_result_free(result);
    }
    assert_true(offered > 50 * PROGRAMS);
}

static void no_life_breaks_a_rule_or_an_invariant(void **state) {
    uint64_t lost = 0, paused = 0, halted = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= PROGRAMS; seed++) {
        random_config(&model, seed, false);
        random_life(&model, &life);
        struct run_result *result = run(seed);
        assert_clean(result, seed);
        lost += count_of(result, METRIC_DROP_NOT_RUNNING);
        paused += result->metric[METRIC_PAUSE_WAIT_NS].defined;
        halted += result->metric[METRIC_HALT_WAIT_NS].defined;
        run_result_free(result);
    }
    assert_true(lost > 10 * PROGRAMS && paused > PROGRAMS / 2 && halted > PROGRAMS / 8);
}

static void whatever_a_driver_does_wrong_the_machine_stays_sound(void **state) {
    uint64_t broken = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= 2 * PROGRAMS; seed++) {
        random_config(&model, seed, false);
        if (one_in(&model, 2))
            random_life(&model, &life);
        random_faults(&model);
        struct run_result *result = run(seed);
        broken += result->violation_count > 0;
        run_result_free(result);
    }
    assert_true(broken > PROGRAMS / 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_behaves_breaks_no_rule),
        cmocka_unit_test(no_life_breaks_a_rule_or_an_invariant),
        cmocka_unit_test(whatever_a_driver_does_wrong_the_machine_stays_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
