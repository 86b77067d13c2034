/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules across keys, one line each: what is contradictory or without effect, and in which words it is told.
 * Then the axes of sweeps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scenario.h"
#include "scenario_rule.h"

static const char growing[] =
    "schema: rxpool/1\nname: n\ntime: {duration: 1 s}\n"
    "traffic: {a: {arrival: poisson, rate: 1 kframe/s}}\n"
    "pool: {initial: 100, limit: 400, policy: watermark, grow: {below: 10, chunk: 20}}\n"
    "protocol: {p: {}}\n";

static void contradictions_are_refused(void **state) {
    static const struct rule rules[] = {
        {"pool.limit=50", "error: pool.initial (100) is above pool.limit (50)"},
        {"pool.minimum=101", "error: pool.minimum (101) is above pool.initial (100)"},
        {"interrupt_disable.at=8;interrupt_disable.resume=8",
         "error: interrupt_disable.resume (8) is not above interrupt_disable.at (8)"},
        {"interrupt_disable.at=8", ""},
        {"interrupt_disable.resume=101", "error: interrupt_disable.resume (101) is above pool.initial (100)"},
        {"interrupt_disable.at=never;interrupt_disable.resume=101", ""},
        {"pool.policy=watermark;pool.grow.below=1;pool.grow.chunk=1",
         "error: policy watermark grows the pool, so pool.limit must be given"},
        {"pool.policy=lazy;pool.limit=200",
         "error: policy lazy grows the pool, so pool.grow.every must be given"},
        {"pool.policy=doubling;pool.limit=200",
         "error: policy doubling grows the pool, so pool.grow.below must be given"},
        {"pool.policy=static;policy.enough=3", "error: policy static has no key 'enough'"},
        {"pool.policy=watermark;pool.limit=200;pool.grow.below=1",
         "error: policy watermark grows the pool, so pool.grow.chunk must be given"},
        {"traffic.a.load=50 %", "error: a load is a share of link.rate, which is not given"},
        {"traffic.a={rate: 1 frame/s, load: 5 %}", "error: only one of rate, load and interval can be given"},
        {"traffic.a.load=1 frame/s", "error: a load is a share of the link"},
        {"traffic.a.rate=0 frame/s", "error: a rate of nothing"},
        {"traffic.a.on=1 s", "error: 'on' belongs to arrival on-off; 'a' is poisson"},
        {"traffic.a.interval=1 s", "error: 'interval' belongs to arrival cbr; 'a' is poisson"},
        {"traffic.a.size=trace", "error: only a trace has frame lengths of its own"},
        {"traffic.a.start=5 ms;traffic.a.stop=5 ms", "error: 'a' stops before it starts"},
        {"time.warmup=1 s", "error: the warm-up leaves nothing of the run"},
        {"time.sample=1 ns", "error: more than a million samples"},
        {"time.duration=0 s", "error: '0 s' is out of range"},
        {"traffic.a.size=9000 B;pool.initial=4",
         "error: a frame of 9000 B takes 5 buffers, more than pool.limit (4)"},
        {"traffic.a.size=9000 B;nic.ring=4",
         "error: a frame of 9000 B takes 5 buffers, more than nic.ring (4)"},
        {"protocol.p.hold=uniform(2 s, 1 s)", "error: the lower bound is above the upper bound"},
        {"pool.initial=4000001", "error: '4000001' is out of range"},
        {"host.page=3 KiB", "error: not a power of two"},
        {"host.alignment=48 B", "error: not a power of two"},
        {"nic.queues=257", "error: '257' is out of range"},
        {"cpu.count=257", "error: '257' is out of range"},
        {"nic.interrupt.delay=never;nic.interrupt.frames=never",
         "error: interrupt.delay and interrupt.frames are both never: no interrupt comes"},
        {"protocol.p.share=0", "error: no protocol has a share of the frames"},
        {"time.duration=2400 h;traffic.a.rate=1 Mframe/s",
         "error: 'a' makes about 8.6e+12 frames; a run counts at most 34359738368"},
    };
    (void)state;
    ASSERT_RULES(base, rules);
}

static void arrival_processes_have_rules_of_their_own(void **state) {
    static const struct rule rules[] = {
        {"traffic.a.arrival=trace", "error: 'file' is missing here: the capture of a trace source"},
        {"traffic.a.flood=true",
         "warning: 'a' is a flood that never stops: there is no recovery time to measure"},
        {"traffic.a={flood: true, stop: 1 ms}", ""},
        {"traffic.b={arrival: mmpp}", "error: 'states' is missing here: states of an mmpp source: {NAME: "
                                      "{rate: RATE, to: {OTHER: mean time}}}"},
        {"traffic.b={arrival: mmpp, states: {x: {rate: 1 frame/s, to: {y: 1 s}}, y: {rate: 0 frame/s}}}",
         "error: state 'x' is never reached from 'y'"},
        {"traffic.b={arrival: mmpp, states: {x: {rate: 1 frame/s, to: {z: 1 s}}}}",
         "error: there is no state 'z'"},
        {"traffic.b={arrival: mmpp, states: {x: {rate: 1 frame/s, to: {x: 1 s}}}}",
         "error: a state cannot move to itself"},
        {"traffic.b={arrival: mmpp, states: {x: {rate: 0 frame/s}}}", "error: no state sends anything"},
        {"traffic.b={arrival: schedule, steps: [[1 ms, 1 frame/s], [1 ms, 2 frame/s]]}",
         "error: '1 ms' is not ascending"},
        {"traffic.b={arrival: schedule, steps: [[1 ms]]}", "error: a step is [time, rate]"},
        {"traffic.b={arrival: on-off, rate: 1 frame/s, on: 0 s, off: 1 s}",
         "error: on-phases without length: 'b' never sends"},
        {"low_resource.below=5", "error: unknown key 'low_resource'; did you mean 'low_resources'?"},
        {"driver.preset=x", "error: 'x' is not known here"},
        {"traffic.a={flow: 8}", "error: unknown key 'flow'; did you mean 'flows'?"},
    };
    (void)state;
    ASSERT_RULES(base, rules);
}

static void growing_pools_have_rules_of_their_own(void **state) {
    static const struct rule rules[] = {
        {"interrupt_disable.resume=101", "error: interrupt_disable.resume (101) is above pool.initial (100)"},
        {"interrupt_disable.resume=100", ""},
        {"pool.grow.chunk=0", "error: '0' is out of range"},
        {"pool.shrink={idle: 1 ms, every: 2 ms}",
         "error: shrink.every and shrink.idle are two ways to decide the same"},
        {"pool.shrink={above: 30, idle: 1 ms}",
         "warning: shrink.above (30) is not above grow.below + grow.chunk (30)"},
        {"pool.shrink={above: 31, idle: 1 ms}", ""},
        {"pool.shrink={above: 401, idle: 1 ms}",
         "warning: shrink.above (401) is above pool.limit (400): the pool never shrinks"},
        {"pool.shrink={above: 31, every: 2 s}", "warning: the first tick would be after the end of the run"},
        {"pool.shrink={above: 31, idle: 1 s}",
         "warning: the idle time is longer than the run: the pool never shrinks"},
        {"pool.shrink={above: 31, ticks: 3}", "warning: shrink.ticks has no effect without shrink.every"},
        {"pool.grow.chunk=301",
         "warning: pool.initial + grow.chunk is above pool.limit (400): the pool never grows"},
        {"pool.grow.every=1 ms", "warning: pool.grow.every has no effect with policy watermark"},
        {"policy.period=2 ms", "warning: policy.period has no effect with policy watermark"},
        {"pool.policy=predictive;policy.period=2 ms", ""},
        {"pool.policy=doubling", "warning: pool.grow.chunk has no effect with policy doubling"},
        {"pool.policy=lazy;pool.grow.every=1 ms", ""},
        {"pool.policy=lazy;pool.grow.every=1 ms;pool.shrink.blocks=2",
         "warning: pool.shrink.blocks has no effect with policy lazy"},
        {"nic.bus_master=false", "warning: policy watermark breaks the NDIS contract without a bus master"},
    };
    (void)state;
    ASSERT_RULES(growing, rules);
}

static void settings_without_effect_are_warned_of(void **state) {
    static const struct rule rules[] = {
        {"pool.limit=200", "warning: pool.limit is above pool.initial, but policy static never grows"},
        {"pool.shrink.above=50", "warning: pool.shrink.above has no effect with policy static"},
        {"pool.grow.chunk=5", "warning: pool.grow.chunk has no effect with policy static"},
        {"pool.grow.below=5", ""},
        {"pool.grow.in_flight=1", ""},
        {"cpu.copy=1 ns/B;pool.policy=copy_always", ""},
        {"cpu.copy=1 ns/B", "warning: cpu.copy has no effect: nothing copies"},
        {"cpu.copy_frame=1 us", "warning: cpu.copy_frame has no effect: nothing copies"},
        {"traffic.a.start=1 s", "warning: 'a' starts after the end of the run"},
        {"nic.interrupt.frames=32", "warning: fewer than 32 frames may wait for ever"},
        {"nic.interrupt.frames=32;nic.interrupt.delay=1 us", ""},
        {"nic.interrupt.moderation=2 s", "warning: the moderation time is longer than the run"},
        {"time.sample=2 s", "warning: the first sample would be after the end of the run"},
        {"link.rate=10 Mbit/s;traffic.a.load=110 %", "warning: the sources ask for 110 % of the link"},
        {"link.rate=10 Mbit/s;traffic.a.load=100 %", ""},
        {"protocol.p.backlog=5", "warning: a backlog has no effect when the servers are infinite"},
        {"nic.ring=4;traffic.a.size=list(64 B: 1, 9000 B: 1)",
         "warning: a frame of 9000 B takes 5 buffers, more than nic.ring (4)"},
    };
    (void)state;
    ASSERT_RULES(base, rules);
}

static void a_sweep_of_policies_silences_warnings_about_the_others(void **state) {
    static const struct rule rules[] = {{"pool.limit=200", ""}};
    struct text text = {0};
    (void)state;
    text_format(&text, "%ssweep: {pool.policy: 'static, watermark'}\n", base);
    assert_rules(text.at, rules, 1);
    text_free(&text);
}

static void a_key_under_two_names_is_given_once(void **state) {
    (void)state;
    static const struct rule both[] = {
        {"pool.minimum=1",
         "error: host.failure is given twice under two names; the first is at 7:8 + note: it refuses "
         "requests of "
         "initialisation too: about 2 % of the runs start with fewer buffers than asked for"}};
    struct text text = {0};
    text_format(&text, "%shost: {failure: 1 %%, allocation: {failure: 2 %%}}\n", base);
    assert_rules(text.at, both, 1);
    text_free(&text);
    static const struct rule one[] = {
        {"host.allocation.failure=3 %",
         "note: it refuses requests of initialisation too: about 3 % of the runs start with "
         "fewer buffers than asked for"},
        {"host.failure=3 %;pool.initial=0", "error: '0' is out of range"},
        {"host.failure=0 %", ""}};
    ASSERT_RULES(base, one);
}

static void only_exact_scenarios_are_deterministic(void **state) {
    static const struct {
        const char *overrides;
        bool exact;
    } rows[] = {{"traffic.a.arrival=cbr", true},
                {"traffic.a.arrival=poisson", false},
                {"traffic.a.arrival=cbr;traffic.a.size=imix", false},
                {"traffic.a.arrival=cbr;traffic.a.batch=3", true},
                {"traffic.a.arrival=cbr;traffic.a.batch=uniform(1, 3)", false},
                {"traffic.a.arrival=cbr;protocol.p.hold=1 us", true},
                {"traffic.a.arrival=cbr;protocol.p.hold=exp(mean=1 us)", false},
                {"traffic.a.arrival=cbr;protocol.q.hold=1 us", false},
                {"traffic.a.arrival=cbr;host.failure=1 %", false},
                {"traffic.a.arrival=cbr;host.failure_every=2", true}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scenario *scenario = scenario_open_text("f", base, strlen(base), NULL);
        override_all(scenario, rows[i].overrides);
        struct config *config = scenario_resolve(scenario, NULL, 0, NULL);
        assert_non_null(config);
        assert_int_equal(config_is_deterministic(config), rows[i].exact);
        config_free(config);
        scenario_close(scenario);
    }
}

/* --- axes --- */

static void axes_of_the_command_line_replace_those_of_the_file(void **state) {
    struct text text = {0};
    struct design design;
    struct problems problems;
    struct assignment point[3];
    (void)state;
    text_format(&text, "%ssweep:\n  pool.initial: 64..256:log2\n  pool.policy: [static]\n", base);
    struct scenario *scenario = scenario_open_text("f", text.at, text.length, NULL);
    problems_init(&problems);
    static const char *const specs[] = {"traffic.a.rate=1,2 kframe/s", "pool.initial=1..3:lin/3"};
    assert_true(scenario_design(scenario, specs, 2, &design, &problems));
    assert_int_equal(design.count, 3);
    assert_int_equal(design_points(&design), 6);
    design_point(&design, 3, point);
    assert_string_equal(point[0].key, "pool.initial");
    assert_string_equal(point[0].value, "2");
    assert_string_equal(point[1].value, "static");
    assert_string_equal(point[2].value, "2 kframe/s");
    design_free(&design);
    problems_free(&problems);
    scenario_close(scenario);
    text_free(&text);
}

static void axes_that_cannot_be_are_refused(void **state) {
    static const char *const specs[] = {"pool.initail=1,2",
                                        "traffic.b.rate=1 frame/s",
                                        "pool.initial=0,1",
                                        "name=a,b",
                                        "pool.initial=1..4:lox2",
                                        "pool.initial",
                                        "pool.policy=none",
                                        "pool.grow=1,2",
                                        "traffic.a=1",
                                        "pool.initial=",
                                        "pool.limit=64..100:log2",
                                        "pool.buffer=64 B",
                                        "pool.buffer=2 KiB",
                                        "lifecycle=1,2",
                                        "host.pressure=[]",
                                        "traffic.a.flows=1,weight(2)",
                                        "low_resources.below=5,101 %"};
    struct design design;
    struct problems problems;
    (void)state;
    struct scenario *scenario = scenario_open_text("f", base, strlen(base), NULL);
    problems_init(&problems);
    assert_false(scenario_design(scenario, specs, sizeof specs / sizeof *specs, &design, &problems));
    struct text found = {0};
    for (size_t i = 0; i < problems.count; i++)
        text_format(&found, "%u %s\n", (unsigned)problems.list[i].mark.column, problems.list[i].message);
    assert_string_equal(found.at, "1 unknown key 'pool.initail'; did you mean 'pool.initial'?\n"
                                  "1 there is no source of traffic 'b'\n"
                                  "14 '0' is no value of pool.initial: '0' is out of range\n"
                                  "1 'name' cannot be swept\n"
                                  "19 unknown step 'lox2'\n"
                                  "1 KEY=SPEC is expected, for example pool.initial=64..4096:log2\n"
                                  "13 'none' is no value of pool.policy: 'none' is not known here\n"
                                  "1 'pool.grow' is a section: keys and values are expected below it\n"
                                  "1 'traffic.a' is a section: keys and values are expected below it\n"
                                  "14 the values of pool.initial are missing\n"
                                  "12 this range is one value only: 64\n"
                                  "1 this replaces -P pool.buffer=64 B: a key is one axis\n"
                                  "1 'lifecycle' cannot be swept\n"
                                  "1 'host.pressure' cannot be swept\n"
                                  "17 'weight(2)' is no value of traffic.a.flows: 'weight(2)' is neither a "
                                  "number of flows nor weights\n"
                                  "21 '101 %' is no value of low_resources.below: '101' is out of range\n");
    text_free(&found);
    problems_free(&problems);
    scenario_close(scenario);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contradictions_are_refused),
        cmocka_unit_test(arrival_processes_have_rules_of_their_own),
        cmocka_unit_test(growing_pools_have_rules_of_their_own),
        cmocka_unit_test(settings_without_effect_are_warned_of),
        cmocka_unit_test(a_sweep_of_policies_silences_warnings_about_the_others),
        cmocka_unit_test(a_key_under_two_names_is_given_once),
        cmocka_unit_test(only_exact_scenarios_are_deterministic),
        cmocka_unit_test(axes_of_the_command_line_replace_those_of_the_file),
        cmocka_unit_test(axes_that_cannot_be_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
