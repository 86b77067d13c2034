/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings that do nothing: each is warned of where it stands, and not where a sweep, or another key, gives
 * it something to do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scenario.h"
#include "scenario_rule.h"

static void blocks_beyond_what_is_asked_for_are_told(void **state) {
    static const struct rule rules[] = {
        {"pool.block=100", ""},
        {"pool.block=101", "warning: pool.block (101) is above pool.initial (100): no block is larger than "
                           "that"},
        {"pool.block=101;pool.per_processor=true;host.processors=2", ""},
        {"pool.block=201;pool.per_processor=true;host.processors=2",
         "warning: pool.block (201) is above pool.initial (200): no block is larger than that"},
    };
    (void)state;
    ASSERT_RULES(base, rules);
}

static void one_queue_needs_no_flows_and_no_scope(void **state) {
    static const char flows[] = "warning: flows of 'a' have no effect with one queue that merges nothing";
    static const struct rule rules[] = {
        {"traffic.a.flows=1", ""},
        {"traffic.a.flows=8", flows},
        {"traffic.a.flows=weights(5, 1)", flows},
        {"traffic.a.flows=8;nic.queues=2", ""},
        {"traffic.a.flows=8;nic.coalesce={bytes: 4 KiB, timeout: 5 us}", ""},
        {"traffic.b={arrival: window, window: 8, round_trip: 1 us, timeout: 1 ms, flows: 8}", ""},
        {"pool.scope=per_queue", ""},
        {"pool.scope=shared", "warning: pool.scope has no effect with one queue"},
        {"pool.scope=shared;nic.queues=2;traffic.a.flows=2", ""},
    };
    (void)state;
    ASSERT_RULES(base, rules);
}

static void the_operating_system_matters_to_subordinates_only(void **state) {
    static const struct rule rules[] = {
        {"host.os=current", ""},
        {"host.os=xp", "warning: host.os has no effect with a bus master"},
        {"host.os=xp_sp1", "warning: host.os has no effect with a bus master"},
        {"host.os=xp_sp1;nic.bus_master=false", ""},
    };
    (void)state;
    ASSERT_RULES(base, rules);
}

/* A free waits for the workers, so it is they who must be busy, with whatever. */
static void frees_wait_for_workers_that_are_busy(void **state) {
    static const char idle[] =
        "warning: host.free.deferred has no effect: no worker of the host is ever busy (host.free.latency)";
    static const struct rule rules[] = {
        {"host.free.deferred=false", ""},
        {"host.free.deferred=true", idle},
        {"host.free.deferred=true;host.allocation.delay=1 us", idle},
        {"host.free={deferred: true, latency: 1 us}", ""},
        {"host.free={deferred: true, latency: exp(mean=1 us)}", ""},
        {"host.free.deferred=true;host.allocation.latency=1 us", ""},
        {"host.free.deferred=true;host.allocation.per_block=1 ns", ""},
        {"host.free.deferred=true;host.allocation.cpu=1 us", ""},
    };
    (void)state;
    ASSERT_RULES(base, rules);
}

static void a_sweep_that_gives_them_something_to_do_silences_them(void **state) {
    static const struct rule rules[] = {{"pool.block=200", ""},
                                        {"traffic.a.flows=8", ""},
                                        {"pool.scope=shared", ""},
                                        {"host.os=xp", ""},
                                        {"host.free.deferred=true", ""}};
    struct text text = {0};
    (void)state;
    text_format(&text,
                "%ssweep: {pool.initial: '64, 256', nic.queues: '1, 4', nic.bus_master: 'true, false', "
                "host.free.latency: '0 s, 1 us'}\n",
                base);
    ASSERT_RULES(text.at, rules);
    text_free(&text);
}

static void what_a_preset_has_and_a_scenario_does_not_need_is_no_slip(void **state) {
    static const struct rule rules[] = {{"driver.preset=dpdk_pmd", ""}, {"driver.preset=netkvm_async", ""}};
    (void)state;
    ASSERT_RULES(base, rules);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_beyond_what_is_asked_for_are_told),
        cmocka_unit_test(one_queue_needs_no_flows_and_no_scope),
        cmocka_unit_test(the_operating_system_matters_to_subordinates_only),
        cmocka_unit_test(frees_wait_for_workers_that_are_busy),
        cmocka_unit_test(a_sweep_that_gives_them_something_to_do_silences_them),
        cmocka_unit_test(what_a_preset_has_and_a_scenario_does_not_need_is_no_slip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
