/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules across keys of the driver's world, one line each: the card, the driver, its processors and pools, the
 * host. Then lists, and which of it all is random. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scenario.h"
#include "scenario_rule.h"

static void the_card_has_rules(void **state) {
    static const struct rule rules[] = {
        {"nic.pause.xoff=1 kB;nic.fifo=1 kB",
         "error: pause frames stop the link, but link.rate is not given"},
        {"nic.pause.xoff=1001 B;nic.fifo=1 kB;link.rate=1 Gbit/s",
         "error: nic.pause.xoff (1001 B) is above nic.fifo (1000 B): the link would never be stopped"},
        {"nic.pause.xoff=1 kB;nic.fifo=1 kB;link.rate=1 Gbit/s", ""},
        {"nic.pause={xoff: 1 kB, xon: 1 kB};nic.fifo=1 kB;link.rate=1 Gbit/s",
         "error: nic.pause.xon (1000 B) is not below nic.pause.xoff (1000 B)"},
        {"nic.pause.xon=1 B", "warning: nic.pause.xon has no effect without nic.pause.xoff"},
        {"nic.pause.delay=1 us", "warning: nic.pause.delay has no effect without nic.pause.xoff"},
        {"nic.coalesce.bytes=4 KiB", "error: nic.coalesce.bytes without nic.coalesce.timeout"},
        {"nic.coalesce={bytes: 4 KiB, timeout: 5 us}", ""},
        {"nic.coalesce.timeout=5 us",
         "warning: nic.coalesce.timeout has no effect without nic.coalesce.bytes"},
        {"nic.coalesce={bytes: 127 B, timeout: 5 us}",
         "warning: nic.coalesce.bytes (127 B) has no room for two frames: none are merged"},
        {"nic.coalesce={bytes: 128 B, timeout: 5 us}", ""},
        {"nic.coalesce={bytes: 64 KiB, timeout: 5 us};nic.ring=31",
         "warning: a unit of 65536 B takes 32 buffers, more than nic.ring (31)"},
        {"nic.dma.header=24 B", "warning: nic.dma.header has no effect without nic.dma.payload"},
        {"nic.dma.payload=256 B", ""},
        {"nic.poll=1 us;cpu.isr=1 us", "warning: cpu.isr has no effect with nic.poll"},
        {"nic.poll=1 us;nic.interrupt.moderation=1 us",
         "warning: nic.interrupt.moderation has no effect with nic.poll"},
        {"nic.poll=1 us;nic.interrupt.frames=7", "warning: nic.interrupt.frames has no effect with nic.poll"},
        {"nic.poll=1 us;nic.interrupt={frames: 1, delay: 0 s, latency: 0 s}", ""},
        {"nic.rescue=1 ms;nic.interrupt.frames=7", ""},
        {"nic.poll=2 s", "warning: nic.poll is longer than the run"},
        {"cpu.poll=1 us", "warning: cpu.poll has no effect without nic.poll"},
        {"nic.queues=4", "warning: nic.queues is 4, but all sources together have 1 flow: the other queues "
                         "stay empty"},
        {"nic.queues=4;traffic.a.flows=4", ""},
    };
    (void)state;
    ASSERT_RULES(base, rules);
}

static void the_driver_has_rules(void **state) {
    static const struct rule rules[] = {
        {"nic.ring=64;refill.batch=65", "warning: nic.ring is 64, refill.batch 65: the NIC is never told"},
        {"nic.ring=64;refill.batch=64", ""},
        {"refill.batch=101;nic.ring=200",
         "warning: pool.limit is 100, refill.batch 101: the NIC is never told"},
        {"nic.ring=64;refill={batch: 65, timer: 1 us}", ""},
        {"nic.ring=64;refill={batch: 65, flush_below: 1}", ""},
        {"nic.ring=64;refill.batch=65;nic.rescue=1 ms", ""},
        {"refill={batch: 8, flush_below: 101}",
         "warning: refill.flush_below (101) is above pool.limit (100): refill.batch has no effect"},
        {"refill.flush_below=3", "warning: refill.flush_below has no effect without refill.batch"},
        {"refill.timer=1 us", "warning: refill.timer has no effect without refill.batch"},
        {"refill.retry=1 us", ""},
        {"refill.retry=2 s", "warning: refill.retry is longer than the run"},
        {"nic.ring=64;refill.threshold=65",
         "warning: refill.threshold (65) is above nic.ring (64): the ring is never refilled"},
        {"nic.ring=64;refill.threshold=64", ""},
        {"cpu.dpc.requeue=1 us", "warning: cpu.dpc.requeue has no effect without cpu.dpc.throttle"},
        {"cpu.dpc={requeue: 1 us, throttle: 5}", ""},
        {"low_resources.memory=1 MiB", "warning: low_resources.memory has no effect: nothing copies"},
        {"low_resources={memory: 1 MiB, below: 5}", ""},
        {"low_resources.per=frame", "warning: low_resources.per has no effect without low_resources.below"},
        {"low_resources.below=101",
         "warning: low_resources.below (101) is above pool.limit (100): every frame "
         "is copied"},
        {"low_resources.below=101 %", "error: '101' is out of range"},
        {"low_resources.below=2.5 %", "error: '2.5' is not a whole number"},
        {"low_resources.below=few", "error: 'few' is not a whole number"},
        {"cpu.copy=1 ns/B;low_resources.below=25 %", ""},
        {"cpu.copy=1 ns/B;refill.mode=replace_copy;nic.ring=99", ""},
        {"refill.mode=replace_wait", "warning: nic.ring takes all 100 buffers, so none is free for a frame's "
                                     "place: every frame waits"},
        {"refill.mode=replace_copy", "warning: nic.ring takes all 100 buffers, so none is free for a frame's "
                                     "place: every frame is copied"},
        {"refill={mode: replace_drop, threshold: 2}", ""},
        {"refill={mode: replace_drop, retry: 1 us}", ""},
        {"nic={ring: 25, queues: 4};traffic.a.flows=4;pool.scope=shared;refill.mode=replace_drop",
         "warning: nic.ring takes all 100 buffers, so none is free for a frame's place: every frame is "
         "dropped"},
        {"cpu.copy_frame=1 us;refill.mode=replace_drop;nic.ring=99",
         "warning: cpu.copy_frame has no effect: nothing copies"},
        {"cpu.tear=1 ns", "warning: cpu.tear has no effect without pool.align: none"},
        {"cpu.tear=1 ns;pool.align=none", ""},
        {"lifecycle=[[1 s, halt]]", "warning: the last event of lifecycle is after the end of the run"},
    };
    (void)state;
    ASSERT_RULES(base, rules);
}

static void pools_and_the_host_have_rules(void **state) {
    static const struct rule rules[] = {
        {"nic.queues=256;traffic.a.flows=256;pool.initial=15626;nic.ring=1",
         "error: pool.limit (15626) times nic.queues (256) is 4000256 buffers; at most 4000000 fit"},
        {"nic.queues=256;traffic.a.flows=256;pool.initial=15625;nic.ring=1", ""},
        {"nic.queues=256;traffic.a.flows=256;pool.initial=15626;pool.scope=shared",
         "error: nic.ring (15626) times nic.queues (256) is 4000256 descriptors; at most 4000000 fit"},
        {"pool.per_processor=true;host.processors=4;pool.limit=399",
         "warning: pool.initial (100) for each of 4 processors is cut to pool.limit (399)"},
        {"pool.per_processor=true;host.processors=4;pool.limit=400", ""},
        {"pool.per_processor=true;host.processors=4;interrupt_disable.resume=400", ""},
        {"host.processors=4", "warning: host.processors has no effect without pool.per_processor"},
        {"host.processors=4;cpu.count=4", ""},
        {"pool.grow.every=1 ms", "warning: pool.grow.every has no effect with policy static"},
        {"pool.shrink.blocks=2", "warning: pool.shrink.blocks has no effect with policy static"},
        {"policy.period=2 ms", "warning: policy.period has no effect with policy static"},
        {"policy.period=1 ms", ""},
        {"pool={policy: watermark, limit: 400, grow: {below: 1, chunk: 1, every: 1 ms}}",
         "warning: pool.grow.every has no effect with policy watermark"},
        {"host.nonpaged=1 MiB", "warning: host.nonpaged has no effect without pool.descriptor"},
        {"host.nonpaged=39999 B;pool.descriptor=400 B",
         "warning: descriptors of the initial buffers take 40000 B, more than host.nonpaged (39999 B)"},
        {"host.nonpaged=40 kB;pool.descriptor=400 B", ""},
        {"host.pressure=[[0 s, 1 MiB]]",
         "warning: host.pressure has no effect while host.memory is unlimited"},
        {"host.pressure=[[1 s, 1 MiB]];host.memory=2 MiB",
         "warning: the last entry of host.pressure is after the end of the run"},
        {"host.failure=1 %",
         "note: it refuses requests of initialisation too: about 1 % of the runs start with "
         "fewer buffers than asked for"},
        {"host.failure=50 %;pool.block=50;pool.initial=100",
         "note: it refuses requests of initialisation too: about 75 % of the runs start with fewer buffers "
         "than asked for"},
        {"host.failure=0 %", ""},
        {"host.arch=arm", "note: for ARM and ARM64 NDIS's own DMA functions are advised against"},
        {"host.arch=arm64", "note: for ARM and ARM64 NDIS's own DMA functions are advised against"},
        {"host.arch=x86", ""},
        {"host.os=xp", "warning: host.os has no effect with a bus master"},
        {"nic.bus_master=false", ""},
        {"nic.bus_master=false;host.os=xp",
         "warning: before Windows XP SP1 a driver that is no bus master gets NULL from "
         "NdisMAllocateSharedMemory: initialisation fails"},
        {"nic.bus_master=false;host.os=xp_sp1", ""},
    };
    (void)state;
    ASSERT_RULES(base, rules);
}

static void lists_have_rules(void **state) {
    static const struct rule rules[] = {
        {"lifecycle=[[1 ms, pause], [2 ms, restart], [3 ms, pause], [4 ms, halt]]", ""},
        {"lifecycle=[[1 ms, surprise_remove], [2 ms, halt]]", ""},
        {"lifecycle=[[1 ms, restart]]", "error: 'restart' cannot come here"},
        {"lifecycle=[[1 ms, pause], [2 ms, pause]]", "error: 'pause' cannot come here"},
        {"lifecycle=[[1 ms, halt], [2 ms, restart]]", "error: 'restart' cannot come here"},
        {"lifecycle=[[1 ms, shutdown], [2 ms, halt]]", "error: 'halt' cannot come here"},
        {"lifecycle=[[1 ms, surprise_remove], [2 ms, pause]]", "error: 'pause' cannot come here"},
        {"lifecycle=[[1 ms, surprise_remove], [2 ms, halt], [3 ms, halt]]", "error: 'halt' cannot come here"},
        {"lifecycle=[[1 ms, stop]]", "error: 'stop' does not happen to a miniport"},
        {"lifecycle=[[1 ms, puase]]", "error: 'puase' does not happen to a miniport; did you mean 'pause'?"},
        {"lifecycle=[[1 ms, pause], [1 ms, restart]]", "error: '1 ms' is not ascending"},
        {"lifecycle=[[1 ms]]", "error: two values in brackets are expected"},
        {"lifecycle=[[1 ms, [halt]]]", "error: two values in brackets are expected"},
        {"lifecycle=[[1, halt]]", "error: missing unit"},
        {"lifecycle=halt", "error: a list is expected here"},
        {"lifecycle=[[2401 h, halt]]", "error: a time is at most 2400 h"},
        {"host.pressure=[[1 ms, 5]];host.memory=1 MiB", "error: missing unit"},
        {"host.pressure=[[2 ms, 5 B], [1 ms, 6 B]];host.memory=1 MiB", "error: '1 ms' is not ascending"},
        {"host.pressure=[[1 ms, 1048577 GiB]];host.memory=1 MiB", "error: '1048577 GiB' is out of range"},
        {"host.pressure={a: 1}", "error: a list is expected here"},
    };
    (void)state;
    ASSERT_RULES(base, rules);
}

static void errors_of_lists_and_weights_point_at_their_entry(void **state) {
    struct text text = {0};
    (void)state;
    text_format(&text,
                "%slifecycle: [[1 ms, pause], [2 ms, halt], [3 ms, restart]]\n"
                "low_resources: {below: 120 %%}\n"
                "host: {memory: 1 MiB, pressure: [[1 ms, 1 MiB], [2 ms, much]]}\n",
                base);
    struct scenario *scenario = scenario_open_text("f", text.at, text.length, NULL);
    scenario_override(scenario, "traffic.a.flows", "weights(5, x)");
    assert_null(scenario_resolve(scenario, NULL, 0, NULL));
    char *found = problems_text(scenario_problems(scenario));
    assert_string_equal(found,
                        "-s:1:28: error: 'x' is not a whole number\n"
                        "    traffic.a.flows=weights(5, x)\n"
                        "                               ^\n"
                        "  hint: write for example '256'\n"
                        "f:7:49: error: 'restart' cannot come here\n"
                        "    lifecycle: [[1 ms, pause], [2 ms, halt], [3 ms, restart]]\n"
                        "                                                    ^~~~~~~\n"
                        "  hint: nothing comes after halt\n"
                        "f:8:24: error: '120' is out of range\n"
                        "    low_resources: {below: 120 %}\n"
                        "                           ^~~\n"
                        "  hint: a number of buffers, or from 0 % to 100 % of those there are: 64, or 25 %\n"
                        "f:9:56: error: 'much' is not a size\n"
                        "    host: {memory: 1 MiB, pressure: [[1 ms, 1 MiB], [2 ms, much]]}\n"
                        "                                                           ^~~~\n"
                        "  hint: write for example '5 B'\n");
    free(found);
    scenario_close(scenario);
    text_free(&text);
}

static void a_sweep_that_switches_on_and_off_silences_warnings(void **state) {
    static const struct rule rules[] = {{"cpu.tear=1 ns", ""},
                                        {"refill.timer=1 us", ""},
                                        {"cpu.copy=1 ns/B", ""},
                                        {"nic.poll=1 us;cpu.isr=1 us", ""},
                                        {"host.processors=4", ""},
                                        {"nic.queues=4", ""},
                                        {"protocol.p.return.timer=1 us", ""},
                                        {"protocol.p.stall.service=finish", ""}};
    struct text text = {0};
    (void)state;
    text_format(
        &text,
        "%ssweep: {pool.align: 'dma, none', refill.batch: '1, 8', nic.poll: 'none, 1 us', "
        "refill.mode: 'after, replace_copy', pool.per_processor: 'false, true', traffic.a.flows: '1, 8', "
        "protocol.p.return.batch: '1, 8', protocol.p.stall.for: '0 s'}\n",
        base);
    ASSERT_RULES(text.at, rules);
    text_free(&text);
}

static void only_what_draws_numbers_is_random(void **state) {
    static const struct {
        const char *overrides;
        bool exact;
    } rows[] = {
        {"traffic.a={arrival: closed, clients: 3, think: 1 ms}", true},
        {"traffic.a={arrival: closed, clients: 3, think: exp(mean=1 ms)}", false},
        {"traffic.a={arrival: closed, clients: 3, think: 1 ms, size: imix}", false},
        {"traffic.a={arrival: window, window: 3, round_trip: 1 ms, timeout: 1 s}", true},
        {"traffic.a={arrival: window, window: 3, round_trip: 1 ms, timeout: 1 s, flows: 4};nic.queues=4",
         true},
        {"traffic.a={arrival: cbr, flows: 4}", true},
        {"traffic.a={arrival: cbr, flows: 4};nic.queues=4", false},
        {"traffic.a={arrival: cbr, flows: 4};nic.coalesce={bytes: 1 KiB, timeout: 1 us}", false},
        {"traffic.a.arrival=cbr;protocol.p.stall={every: exp(mean=1 s), for: 1 ms}", false},
        {"traffic.a.arrival=cbr;protocol.p.stall={every: 1 s, for: exp(mean=1 ms)}", false},
        {"traffic.a.arrival=cbr;protocol.p.stall={every: 1 s, for: 1 ms}", true},
        {"traffic.a.arrival=cbr;cpu.dpc={throttle: 5, requeue: exp(mean=1 us)}", false},
        {"traffic.a.arrival=cbr;host.allocation.cpu=exp(mean=1 us)", false},
        {"traffic.a.arrival=cbr;protocol.q={}", false},
        {"traffic.a.arrival=cbr;protocol.q.mode=all", true}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        static const char text[] =
            "schema: rxpool/1\nname: n\ntime: {duration: 1 s}\ntraffic: {a: {rate: 1 kframe/s, "
            "arrival: cbr}}\npool: {initial: 100}\nprotocol: {p: {}}\n";
        struct scenario *scenario = scenario_open_text("f", text, strlen(text), NULL);
        override_all(scenario, rows[i].overrides);
        struct config *config = scenario_resolve(scenario, NULL, 0, NULL);
        assert_non_null(config);
        assert_int_equal(config_is_deterministic(config), rows[i].exact);
        config_free(config);
        scenario_close(scenario);
    }
}

/* All keys are in it, at their defaults too, and that is no mistake of anybody. */
static void a_canonical_form_is_warned_of_nothing_new(void **state) {
    static const char *const rows[] = {
        "", "nic.poll=1 us", "cpu.count=4", "protocol.q.mode=all",
        "traffic.b={arrival: window, window: 3, round_trip: 1 ms, timeout: 1 s}"};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scenario *scenario = scenario_open_text("f", base, strlen(base), NULL);
        override_all(scenario, rows[i]);
        struct config *config = scenario_resolve(scenario, NULL, 0, NULL);
        char *canonical = config_canonical(config);
        struct scenario *again = scenario_open_text("canonical", canonical, strlen(canonical), NULL);
        struct config *same = scenario_resolve(again, NULL, 0, NULL);
        char *found = problems_text(scenario_problems(again));
        assert_string_equal(found, "");
        free(found);
        free(canonical);
        config_free(same);
        config_free(config);
        scenario_close(again);
        scenario_close(scenario);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_card_has_rules),
        cmocka_unit_test(the_driver_has_rules),
        cmocka_unit_test(pools_and_the_host_have_rules),
        cmocka_unit_test(lists_have_rules),
        cmocka_unit_test(errors_of_lists_and_weights_point_at_their_entry),
        cmocka_unit_test(a_sweep_that_switches_on_and_off_silences_warnings),
        cmocka_unit_test(only_what_draws_numbers_is_random),
        cmocka_unit_test(a_canonical_form_is_warned_of_nothing_new),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
