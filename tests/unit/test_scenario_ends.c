/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules across keys of both ends, one line each: protocols that stall and share, sources that wait and have
 * flows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scenario.h"
#include "scenario_rule.h"

static void protocols_have_rules(void **state) {
    static const struct rule rules[] = {
        {"protocol.p.mode=all", "error: all protocols are mode: all, so nobody owns the frames"},
        {"protocol.q.mode=all", ""},
        {"protocol.q={mode: all, share: 3}",
         "warning: a share has no effect with mode: all, which sees every frame"},
        {"protocol.q.mode=all;protocol.p.share=0", "error: no protocol has a share of the frames"},
        {"protocol.p.cpu=shared", "error: cpu: shared needs a finite number of servers, at most 65536"},
        {"protocol.p={cpu: shared, servers: 65537}",
         "error: cpu: shared needs a finite number of servers, at most 65536"},
        {"protocol.p={cpu: shared, servers: 65536}", ""},
        {"protocol.p.stall.every=1 ms", "error: stall.every without stall.for"},
        {"protocol.p.stall={every: 1 ms, for: 0 s}", ""},
        {"protocol.p.stall.for=1 ms", "error: stall.for without stall.every: 'p' would never serve"},
        {"protocol.p.stall={every: 1 ms, for: 1 us}", ""},
        {"protocol.p.stall.service=finish", "warning: stall.service has no effect without stall.for"},
        {"protocol.p={cpu: shared, servers: 2, stall: {every: 1 ms, for: 1 us}}", ""},
        {"protocol.p={cpu: shared, servers: 2, stall: {every: 1 ms, for: 1 us, service: finish}}", ""},
        {"protocol.p.return.batch=8", "warning: fewer than 8 frames may be kept for ever"},
        {"protocol.p.return={batch: 8, timer: 1 us}", ""},
        {"protocol.p.return.timer=1 us", "warning: return.timer has no effect without return.batch"},
    };
    (void)state;
    ASSERT_RULES(base, rules);
}

static void sources_that_wait_have_rules(void **state) {
    static const struct rule rules[] = {
        {"traffic.b={arrival: closed, clients: 5, think: exp(mean=1 ms)}", ""},
        {"traffic.b={arrival: closed, clients: 5, think: 0 s}",
         "error: clients of 'b' that do not think would send without end in one instant"},
        {"traffic.b={arrival: closed, think: 1 ms}",
         "error: 'clients' is missing here: clients of a closed source"},
        {"traffic.b={arrival: closed, clients: 5}",
         "error: 'think' is missing here: how long a client thinks before it makes a frame"},
        {"traffic.b={arrival: closed, clients: 5, think: 1 ms, rate: 1 frame/s}",
         "error: 'rate' belongs to arrival cbr or poisson or on-off; 'b' is closed"},
        {"traffic.b={arrival: closed, clients: 5, think: 1 ms, batch: 2}",
         "error: 'batch' belongs to arrival cbr or poisson or on-off or mmpp or schedule or trace; 'b' is "
         "closed"},
        {"traffic.a.clients=5", "error: 'clients' belongs to arrival closed; 'a' is poisson"},
        {"traffic.b={arrival: window, window: 8, round_trip: 1 us, timeout: 1 ms}", ""},
        {"traffic.b={arrival: window, window: 8, round_trip: 1 us}",
         "error: 'timeout' is missing here: time from the loss of a frame until its sender knows"},
        {"traffic.b={arrival: window, window: 8, round_trip: 1 us, timeout: 0 s}",
         "error: '0 s' is out of range"},
        {"traffic.b={arrival: window, window: 8, window_start: 9, round_trip: 1 us, timeout: 1 ms}",
         "error: window_start (9) is above window (8)"},
        {"traffic.b={arrival: window, window: 8, round_trip: 0 s, timeout: 1 ms}",
         "error: without a round trip 'b' would send without end in one instant"},
        {"traffic.b={arrival: window, window: 8, round_trip: 0 s, timeout: 1 ms};link.rate=1 Gbit/s", ""},
        {"traffic.b={arrival: window, window: 8, round_trip: 1 us, timeout: 1 ms, flows: weights(2, 1)}",
         "warning: weights have no effect: each of the 2 flows of 'b' is one connection"},
        {"traffic.b={arrival: window, window: 1000000, round_trip: 1 us, timeout: 1 ms}",
         "error: 'b' may make about 1e+12 frames; a run counts at most 34359738368"},
        {"traffic.b={arrival: window, window: 1000000, round_trip: 1 us, timeout: 1 ms};link.rate=1 Gbit/s",
         ""},
        {"traffic.b={arrival: closed, clients: 5, think: 1 ms, size: trace}",
         "error: only a trace has frame lengths of its own"},
        {"traffic.a.flows=0", "error: '0' is out of range"},
        {"traffic.a.flows=1000001", "error: '1000001' is out of range"},
        {"traffic.a.flows=weights(5, 0)", "error: '0' is out of range"},
        {"traffic.a.flows=weights()", "error: a weight is missing"},
        {"traffic.a.flows=weights(5,)", "error: a weight is missing"},
        {"nic.queues=2;traffic.a.flows=weights(4294967294, 1)", ""},
        {"traffic.a.flows=weights(4294967295, 1)", "error: the weights add up to more than 4294967295"},
        {"traffic.a.flows=weight(5)", "error: 'weight(5)' is neither a number of flows nor weights"},
        {"traffic.a.flows=weights(5", "error: 'weights(5' is neither a number of flows nor weights"},
    };
    (void)state;
    ASSERT_RULES(base, rules);
}

static void at_most_64_flows_have_weights(void **state) {
    struct text text = {0};
    (void)state;
    text_add(&text, "nic.queues=2;traffic.a.flows=weights(1");
    for (int i = 1; i < 64; i++)
        text_add(&text, ", 1");
    struct text more = {0};
    text_format(&more, "%s, 1)", text.at);
    text_add(&text, ")");
    const struct rule rules[] = {{text.at, ""}, {more.at, "error: too many weights"}};
    ASSERT_RULES(base, rules);
    text_free(&text);
    text_free(&more);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(protocols_have_rules),
        cmocka_unit_test(sources_that_wait_have_rules),
        cmocka_unit_test(at_most_64_flows_have_weights),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
