/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One CPU for everything (docs/experiments.md): receive livelock and what cures it, and growth whose worker
 * takes the CPU that receives. Costs and distances are constant, so what is delivered in the long run is
 * known: the tests allow for the frames that one turn of the CPU may count for or against a window of 180 ms.
 */
#include "scenario_runs.h"

/* Of livelock.yaml: d in the DPC, s in the application, the DPC yields after n frames. */
static const double d = 1e-6, s = 2e-6, n = 8, window = .18;

static double least(double a, double b) {
    return a < b ? a : b;
}
static double greatest(double a, double b) {
    return a > b ? a : b;
}

static char *text_of(char *text, double value, const char *unit) {
    snprintf(text, 32, "%.0f %s", value, unit);
    return text;
}

static void expect(struct run run, const char *what, double rate, double delivered_fps) {
    double frames = metric(run, "throughput_fps") * window, expected = delivered_fps * window;
    if (frames < expected - n || frames > expected + n)
        fail_msg("%s at %.0f frames/s: %.1f delivered, not %.1f", what, rate, frames, expected);
    double dpc = metric_of(run, "cpu_dpc_ratio"), most = least(1, rate * d);
    assert_true(dpc < most + 1e-3);
}

/* What is delivered when each frame that comes costs the DPC its time. */
static double livelock(double rate) {
    return least(rate, greatest(0, (1 - rate * d) / s));
}

static const double rates[] = {100e3, 333e3, 350e3,  400e3,  450e3, 625e3,
                               900e3, 950e3, 1000e3, 1001e3, 1488e3};
enum { RATES = sizeof rates / sizeof *rates };

static void what_the_dpc_takes_the_application_lacks_until_nothing_is_left(void **state) {
    (void)state;
    char rate[32];
    for (size_t i = 0; i < RATES; i++) {
        text_of(rate, rates[i], "frame/s");
        expect(run_of("livelock", "traffic.flood.rate", rate, NULL), "livelock", rates[i],
               livelock(rates[i]));
        expect(run_of("livelock", "traffic.flood.rate", rate, "nic.interrupt.moderation", "0 s", NULL),
               "livelock, an interrupt a frame", rates[i], livelock(rates[i]));
        expect(run_of("livelock", "traffic.flood.rate", rate, "nic.poll", "12 us", NULL), "polling", rates[i],
               livelock(rates[i]));
    }
    struct run run = run_of("livelock", NULL); /* 1 Mframe/s */
    assert_true(metric(run, "frames_delivered") == 0);
    assert_true(metric(run, "drop_no_descriptor") == 0);
    assert_true(metric_of(run, "cpu_application_ratio") == 0);
}

/* The frame that is dropped costs nothing: the CPU is never idle and nothing is done in vain. */
static void a_pool_that_runs_out_keeps_it_flat(void **state) {
    (void)state;
    char rate[32];
    for (size_t i = 0; i < RATES; i++)
        for (int small = 0; small < 2; small++) {
            text_of(rate, rates[i], "frame/s");
            struct run run = run_of("livelock", "traffic.flood.rate", rate, "protocol.app.backlog",
                                    "unlimited", "pool.initial", small ? "24" : "128", NULL);
            assert_true(metric(run, "drop_protocol_backlog") == 0);
            expect(run, "episodes", rates[i], least(rates[i], 1 / (d + s)));
        }
}

/* A turn is n frames of the DPC and then `requeue` of everything else, n * d + requeue in all. Moderation (or
 * a poll) must leave a DPC as many frames as its quota, or it ends before it yields. */
static double quota(double rate, double requeue) {
    double turn = n * d + requeue;
    return rate * turn < n ? livelock(rate) : least(rate, least(n, requeue / s) / turn);
}

static void a_quota_keeps_it_flat_and_so_does_a_poll_with_one(void **state) {
    static const double requeues[] = {4e-6, 12e-6, 16e-6, 24e-6};
    (void)state;
    char rate[32], requeue[32], turn[32];
    for (size_t i = 0; i < RATES; i++)
        for (size_t k = 0; k < sizeof requeues / sizeof *requeues; k++) {
            text_of(rate, rates[i], "frame/s");
            text_of(requeue, requeues[k] * 1e6, "us");
            text_of(turn, (n * d + requeues[k]) * 1e6, "us");
            double expected = quota(rates[i], requeues[k]);
            expect(run_of("livelock", "traffic.flood.rate", rate, "cpu.dpc.throttle", "8", "cpu.dpc.requeue",
                          requeue, "nic.interrupt.moderation", turn, NULL),
                   "quota", rates[i], expected);
            expect(run_of("livelock", "traffic.flood.rate", rate, "cpu.dpc.throttle", "8", "cpu.dpc.requeue",
                          requeue, "nic.poll", requeue, NULL),
                   "poll with a quota", rates[i], expected);
        }
}

/* Without moderation each frame has a DPC of its own as long as the DPC is faster: no quota is ever reached.
 */
static void a_quota_limits_what_a_dpc_does_and_not_how_many_there_are(void **state) {
    (void)state;
    char rate[32];
    for (size_t i = 0; i < RATES; i++) {
        text_of(rate, rates[i], "frame/s");
        struct run run = run_of("livelock", "traffic.flood.rate", rate, "nic.interrupt.moderation", "0 s",
                                "cpu.dpc.throttle", "8", NULL);
        assert_true((metric(run, "dpc_yields") > 0) == (rates[i] > 1 / d));
        expect(run, "quota without moderation", rates[i],
               rates[i] > 1 / d ? quota(rates[i], 12e-6) : livelock(rates[i]));
    }
}

/* Four times in a flood of 2 ms the 128 buffers go out and come back: 600 - 4 * 128 frames are lost. */
static void a_static_pool_loses_88_frames_of_a_flood(void **state) {
    (void)state;
    struct run run = run_of("growth-burns-cpu", "pool.policy", "static", NULL);
    assert_true(metric(run, "frames_offered") == 45 * 600);
    assert_true(metric(run, "cpu_passive_ratio") == 0);
    assert_true(metric_of(run, "frames_dropped") == 45 * 88);
    assert_true(metric_of(run_of("growth-burns-cpu", "pool.policy", "static", "pool.initial", "192", NULL),
                          "frames_dropped") == 0);
}

static void growth_that_takes_the_cpu_loses_more_than_no_growth(void **state) {
    (void)state;
    struct run burns = run_of("growth-burns-cpu", NULL);
    struct run spares =
        run_of("growth-burns-cpu", "host.allocation.cpu", "0 s", "host.allocation.latency", "300 us", NULL);
    struct run cheap = run_of("growth-burns-cpu", "host.allocation.cpu", "150 us", NULL);
    assert_true(metric(burns, "allocations_completed") > 100); /* the memory does come */
    assert_true(metric(burns, "frames_dropped") > 45 * 88);
    assert_true(metric(burns, "goodput_bps") < .83 * metric(burns, "offered_bps"));
    double share = metric(burns, "allocations_requested") * 300e-6 / .45;
    assert_true(share > .1);
    assert_true(metric(burns, "cpu_passive_ratio") > share - 300e-6 / .45);
    assert_true(metric(burns, "cpu_passive_ratio") < share + 300e-6 / .45);
    assert_true(metric(spares, "cpu_passive_ratio") == 0);
    assert_true(metric(spares, "loss_ratio") < .02);
    assert_true(metric(cheap, "frames_dropped") == 0);
    done(burns);
    done(spares);
    done(cheap);
}

/* A search of c, a pause of 1 ms: c / (1 ms + c) of the CPU is gone. The rest delivers 1 / (d + s). */
static void a_search_without_end_leaves_the_part_it_pauses(void **state) {
    static const double searches[] = {10e-6, 100e-6, 500e-6, 1e-3, 5e-3};
    (void)state;
    char search[32];
    for (size_t i = 0; i < sizeof searches / sizeof *searches; i++) {
        text_of(search, searches[i] * 1e6, "us");
        struct run run = run_of("endless-search", "host.allocation.cpu", search, NULL);
        double left = 1e-3 / (1e-3 + searches[i]) / (d + s), delivered = metric(run, "throughput_fps");
        double taken = metric(run, "cpu_passive_ratio");
        assert_true(delivered > left - 100 && delivered < left + 100);
        assert_true(taken + delivered * (d + s) > .99999 && taken + delivered * (d + s) < 1.00001);
        double share = metric(run, "allocations_requested") * searches[i] / .9;
        assert_true(taken > share - searches[i] / .9 - 1e-9 && taken < share + searches[i] / .9 + 1e-9);
        assert_true(metric_of(run, "allocations_completed") == 0);
    }
    struct run run = run_of("endless-search", "pool.grow.retry", "none", NULL);
    assert_true(metric(run, "cpu_passive_ratio") == 1);
    assert_true(metric_of(run, "frames_delivered") == 0);
}

static void a_search_that_costs_no_cpu_changes_nothing(void **state) {
    (void)state;
    double fixed = metric_of(run_of("endless-search", "pool.policy", "static", NULL), "frames_delivered");
    struct run run =
        run_of("endless-search", "host.allocation.cpu", "0 s", "host.allocation.latency", "1 ms", NULL);
    assert_true(metric(run, "allocations_failed") == 450);
    assert_true(metric_of(run, "frames_delivered") == fixed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_dpc_takes_the_application_lacks_until_nothing_is_left),
        cmocka_unit_test(a_pool_that_runs_out_keeps_it_flat),
        cmocka_unit_test(a_quota_keeps_it_flat_and_so_does_a_poll_with_one),
        cmocka_unit_test(a_quota_limits_what_a_dpc_does_and_not_how_many_there_are),
        cmocka_unit_test(a_static_pool_loses_88_frames_of_a_flood),
        cmocka_unit_test(growth_that_takes_the_cpu_loses_more_than_no_growth),
        cmocka_unit_test(a_search_without_end_leaves_the_part_it_pauses),
        cmocka_unit_test(a_search_that_costs_no_cpu_changes_nothing),
    };
    return cmocka_run_group_tests_name("experiments: one CPU", tests, NULL, NULL);
}
