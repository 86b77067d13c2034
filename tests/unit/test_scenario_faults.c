/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Faults without an occasion are warned of, those with one are not: a line for each that depends on the
 * scenario. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ndis_fault.h"
#include "scenario.h"
#include "scenario_rule.h"

#define GROWS "pool={policy: watermark, limit: 400, grow: {below: 8, chunk: 8}}"
#define SHRINKS GROWS ";pool.shrink.above=50"

/* What gives the fault its occasion in the plain scenario; NULL: it needs none. */
static const struct {
    enum ndis_fault fault;
    const char *needs, *occasion, *not_yet; /* not_yet: near it, but not there; NULL: nothing to tell */
} rows[] = {
    {FAULT_ALLOC_AT_DISPATCH, "a policy that grows", GROWS, "host.memory=1 MiB"},
    {FAULT_ALLOC_AFTER_INIT, "a policy that grows", GROWS, NULL},
    {FAULT_IGNORE_NULL, "a host that may refuse memory", "host.failure_every=7", GROWS},
    {FAULT_COMPLETE_TWICE, "a policy that grows", GROWS, NULL},
    {FAULT_UNBOUNDED_REQUESTS, "a policy that grows", GROWS, NULL},
    {FAULT_HALT_WITH_REQUESTS, "a policy that grows", GROWS, NULL},
    {FAULT_MANY_PAGES_AFTER_START, "a policy that grows", GROWS, NULL},
    {FAULT_ALLOC_WHEN_NEEDED, "pool.minimum below pool.initial", "pool.minimum=99", "pool.minimum=100"},
    {FAULT_NO_ALIGNMENT, "a pool.buffer that is no multiple of host.alignment", "pool.buffer=2000 B",
     "pool.buffer=1 KiB"},
    {FAULT_NO_CAP, "a policy that grows", GROWS, NULL},
    {FAULT_FREE_PART, "a policy that shrinks, or a halt in lifecycle", "lifecycle=[[1 ms, halt]]", GROWS},
    {FAULT_FREE_IN_SHUTDOWN, "a shutdown in lifecycle", "lifecycle=[[1 ms, shutdown]]",
     "lifecycle=[[1 ms, halt]]"},
    {FAULT_FREE_WHILE_OUT, "a policy that shrinks, block by block", SHRINKS, SHRINKS ";pool.placement=ideal"},
    {FAULT_NEVER_FREE, "a policy that shrinks", SHRINKS, GROWS},
    {FAULT_LEAVE_TIMER, "a policy that grows, refill.timer, refill.retry or nic.rescue", "nic.rescue=1 ms",
     NULL},
    {FAULT_HALT_TOO_EARLY, "a protocol that keeps frames", "protocol.p.hold=1 us", "cpu.return=1 us"},
    {FAULT_INDICATE_WHEN_PAUSED, "a pause in lifecycle", "lifecycle=[[1 ms, pause]]",
     "lifecycle=[[1 ms, halt]]"},
    {FAULT_PAUSE_TOO_EARLY, "a pause in lifecycle and a protocol that keeps frames",
     "lifecycle=[[1 ms, pause]];protocol.p.service=1 us", "lifecycle=[[1 ms, pause]]"},
    {FAULT_RESTART_WITHOUT_PAUSE, "a pause in lifecycle", "lifecycle=[[1 ms, pause]]", NULL},
    {FAULT_TOUCH_AFTER_INDICATE, "a protocol that keeps frames", "protocol.p.return={batch: 2, timer: 1 us}",
     NULL},
    {FAULT_RETURN_RESOURCES, "frames that are copied (low_resources.below)", "low_resources.below=5", NULL},
    {FAULT_RETURN_IN_ORDER, "a protocol that keeps frames", "protocol.q={mode: all, hold: 1 us}",
     "protocol.q={mode: all}"},
    {FAULT_UNMASK_TOO_EARLY, "interrupts: no nic.poll", "", "nic.poll=1 us"},
    {FAULT_OVER_THROTTLE, "cpu.dpc.throttle", "cpu.dpc.throttle=8", NULL},
    {FAULT_SLOW_DPC, "a run of more than 10 s", "time.duration=11 s", "time.duration=10 s"},
    {FAULT_UNMASK_IN_POLL, "nic.poll", "nic.poll=1 us", NULL},
    {FAULT_NO_MODERATION, "nic.interrupt.moderation, and no nic.poll", "nic.interrupt.moderation=1 us", NULL},
    {FAULT_WRONG_PROCESSOR_COUNT, "pool.per_processor and more than 64 host.processors",
     "pool.per_processor=true;host.processors=65", "pool.per_processor=true;host.processors=64"},
    {FAULT_HANG_CHECK_HANGS, "a policy with ticks and a run of more than 2 s", GROWS ";time.duration=3 s",
     GROWS},
};

/* One line of a test: the fault, what else the scenario says, and the warning or none. */
static void assert_warned(enum ndis_fault fault, const char *others, const char *needs) {
    const char *name = ndis_fault_table[fault].name;
    struct text overrides = {0}, warning = {0};
    text_format(&overrides, "driver.faults=%s%s%s", name, others[0] == '\0' ? "" : ";", others);
    text_add(&warning, "");
    if (needs != NULL)
        text_format(&warning, "warning: %s breaks no rule here: it needs %s", name, needs);
    const struct rule rule = {overrides.at, warning.at};
    assert_rules(base, &rule, 1);
    text_free(&overrides);
    text_free(&warning);
}

static void a_fault_is_warned_of_until_it_has_its_occasion(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].occasion[0] != '\0' && rows[i].fault != FAULT_ALLOC_WHEN_NEEDED)
            assert_warned(rows[i].fault, "", rows[i].needs);
        if (rows[i].not_yet != NULL)
            assert_warned(rows[i].fault, rows[i].not_yet, rows[i].needs);
        assert_warned(rows[i].fault, rows[i].occasion, NULL);
    }
}

static void the_others_need_no_occasion(void **state) {
    (void)state;
    for (int fault = 0; fault < FAULT_COUNT; fault++) {
        bool depends = false;
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
            depends = depends || (int)rows[i].fault == fault;
        if (!depends)
            assert_warned((enum ndis_fault)fault, "", NULL);
    }
}

static void one_fault_may_be_the_occasion_of_another(void **state) {
    static const struct rule rules[] = {{"driver.faults=[halt_too_early, leak_nbl]", ""},
                                        {"driver.faults=[alloc_when_needed, alloc_after_init]", ""}};
    (void)state;
    ASSERT_RULES(base, rules);
}

static void none_among_others_is_pointed_at(void **state) {
    struct scenario *scenario = scenario_open_text("f", base, strlen(base), NULL);
    (void)state;
    scenario_override(scenario, "driver.faults", "[free_twice, none, no_cap]");
    struct config *config = scenario_resolve(scenario, NULL, 0, NULL);
    assert_non_null(config);
    char *found = problems_text(scenario_problems(scenario));
    assert_string_equal(found, "-s:1:28: warning: 'none' has no effect beside other faults\n"
                               "    driver.faults=[free_twice, none, no_cap]\n"
                               "                               ^~~~\n"
                               "-s:1:34: warning: no_cap breaks no rule here: it needs a policy that grows\n"
                               "    driver.faults=[free_twice, none, no_cap]\n"
                               "                                     ^~~~~~\n");
    free(found);
    config_free(config);
    scenario_close(scenario);
    static const struct rule rules[] = {{"driver.faults=[none]", ""}, {"driver.faults=none", ""}};
    ASSERT_RULES(base, rules);
}

static void a_sweep_that_may_bring_the_occasion_silences_the_warning(void **state) {
    static const struct rule rules[] = {{"driver.faults=no_cap", ""},
                                        {"driver.faults=halt_too_early", ""},
                                        {"driver.faults=slow_dpc",
                                         "warning: slow_dpc breaks no rule here: it needs a run of more than "
                                         "10 s"}};
    struct text text = {0};
    (void)state;
    text_format(&text, "%ssweep: {pool.policy: 'static, copy_always', protocol.p.hold: '0 s, 1 us'}\n", base);
    ASSERT_RULES(text.at, rules);
    text_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fault_is_warned_of_until_it_has_its_occasion),
        cmocka_unit_test(the_others_need_no_occasion),
        cmocka_unit_test(one_fault_may_be_the_occasion_of_another),
        cmocka_unit_test(none_among_others_is_pointed_at),
        cmocka_unit_test(a_sweep_that_may_bring_the_occasion_silences_the_warning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
