/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What others have published and docs/published.md holds the simulator to: in kind where their machine cannot
 * be known, to the buffer where the reasoning is exact. */
#include "scenario_runs.h"

/* One of NetKVM's settings in replications 0 to 11: the sums of two metrics. */
struct sums {
    double dropped;
    double copied;
};

enum { REPLICATIONS = 12 };

/* What replications 0 to 11 of a run's scenario add up to; frees the run. */
static struct sums sums_of(struct run run) {
    struct sums sums = {0};
    for (uint32_t replication = 0; replication < REPLICATIONS; replication++) {
        rxpool_result_free(run.result);
        run.result = rxpool_run(run.scenario, replication);
        assert_non_null(run.result);
        sums.dropped += metric(run, "frames_dropped");
        sums.copied += metric(run, "frames_copied");
    }
    done(run);
    return sums;
}

static struct sums ring_of_256(const char *percent) {
    return sums_of(run_of("netkvm-pressure", "low_resources.below", percent, NULL));
}

static struct sums ring_of_1024(const char *percent) {
    return sums_of(run_of("netkvm-pressure", "low_resources.below", percent, "nic.ring", "1024",
                          "pool.initial", "1024", "refill.batch", "257", NULL));
}

static void netkvm_loses_less_the_more_it_copies_and_nothing_from_75_per_cent_on(void **state) {
    (void)state;
    struct sums never = ring_of_256("0"), quarter = ring_of_256("25 %"), half = ring_of_256("50 %");
    struct sums most = ring_of_256("75 %"), always = ring_of_256("100 %");
    assert_true(never.dropped > quarter.dropped);
    assert_true(quarter.dropped > 10 * half.dropped);
    assert_true(most.dropped == 0 && always.dropped == 0);
    assert_true(never.copied == 0 && quarter.copied > 0);
    assert_true(half.copied > 2 * quarter.copied && most.copied > 2 * half.copied &&
                always.copied > 2 * most.copied);
}

static void a_ring_of_1024_loses_nothing_whatever_is_copied(void **state) {
    (void)state;
    assert_true(ring_of_1024("0").dropped == 0);
    assert_true(ring_of_1024("75 %").dropped == 0);
    assert_true(ring_of_1024("100 %").dropped == 0);
}

/* The fullest queue has seven connections; of its 256 buffers 64 may be returned and not yet be told of. */
static void connections_whose_windows_fit_cannot_overrun_a_ring(void **state) {
    (void)state;
    struct run frames = run_of("netkvm-window", "nic.coalesce.bytes", "0 B", NULL); /* 7 * 44 = 308 */
    assert_true(sums_of(frames).dropped > 0);
    frames =
        run_of("netkvm-window", "nic.coalesce.bytes", "0 B", "traffic.ntttcp.window", "27", NULL); /* 189 */
    assert_true(sums_of(frames).dropped == 0);
    assert_true(sums_of(run_of("netkvm-window", NULL)).dropped == 0); /* pairs: 154 */
}

static void a_limit_of_257_starves_a_ring_of_256_and_one_of_256_does_not(void **state) {
    (void)state;
    struct run run = run_of("netkvm-deadlock", NULL);
    assert_string_equal(rxpool_status(run.result), "starved");
    assert_true(metric(run, "frames_indicated") == 256);
    assert_true(metric(run, "frames_dropped") == metric(run, "cause_refill_late"));
    done(run);
    run = run_of("netkvm-deadlock", "refill.batch", "256", NULL);
    assert_string_equal(rxpool_status(run.result), "ok");
    assert_true(metric_of(run, "frames_dropped") > 0);
    assert_true(metric_of(run_of("netkvm-deadlock", "refill.batch", "65", NULL), "frames_dropped") == 0);
}

static void a_pool_must_have_a_ring_and_a_batch_or_it_stalls_for_ever(void **state) {
    (void)state;
    static const struct {
        const char *buffers, *duration;
        double indicated;
    } stalled[] = {
        {"8192", "10 ms", 0}, {"9011", "10 ms", 819}, {"9215", "10 ms", 1023}, {"9011", "40 ms", 819}};
    for (size_t i = 0; i < sizeof stalled / sizeof *stalled; i++)
        assert_true(metric_of(run_of("pool-against-ring", "pool.initial", stalled[i].buffers, "time.duration",
                                     stalled[i].duration, NULL),
                              "frames_indicated") == stalled[i].indicated);
    struct run run = run_of("pool-against-ring", "pool.initial", "9216", "time.duration", "10 ms",
                            "protocol.app.stall.for", "0 s", NULL);
    assert_true(metric(run, "frames_dropped") == 0);
    assert_true(metric_of(run, "frames_indicated") > 15000); /* 10 ms at 1.5 Mframe/s */
}

/* Delivered per second at so many packets per second. */
static double delivered(const char *rate, const char *poll, const char *throttle, const char *backlog) {
    return metric_of(run_of("livelock-1996", "traffic.packets.rate", rate, "nic.poll", poll,
                            "cpu.dpc.throttle", throttle, "protocol.ip.backlog", backlog, NULL),
                     "throughput_fps");
}

static void assert_near(double value, double expected) {
    if (value < 0.995 * expected || value > 1.005 * expected)
        fail_msg("%g, expected %g", value, expected);
}

static void the_router_of_1996_peaks_at_4700_and_collapses_unless_its_input_is_held_back(void **state) {
    (void)state;
    static const char *const rates[] = {"6 kframe/s", "10 kframe/s", "14 kframe/s"};
    assert_true(delivered("4.7 kframe/s", "none", "unlimited", "50") == 4700);
    assert_near(delivered("6 kframe/s", "none", "unlimited", "50"), (1 - 6000 * 72e-6) / 140.7e-6);
    assert_near(delivered("10 kframe/s", "none", "unlimited", "50"), (1 - 10000 * 72e-6) / 140.7e-6);
    assert_true(delivered("14 kframe/s", "none", "unlimited", "50") == 0);
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        assert_near(delivered(rates[i], "705 us", "5", "50"), 5 / (5 * 72e-6 + 705e-6)); /* quota */
        assert_near(delivered(rates[i], "none", "unlimited", "unlimited"),
                    1 / (72e-6 + 140.7e-6)); /* feedback */
    }
    assert_near(delivered("10 kframe/s", "705 us", "unlimited", "50"),
                1990); /* polling alone cures nothing */
}

/* Frames lost with so many buffers. */
static double lost(const char *rate, const char *moderation, const char *latency, const char *hold,
                   unsigned buffers) {
    char text[16];
    snprintf(text, sizeof text, "%u", buffers);
    return metric_of(run_of("lossless-bound", "traffic.frames.rate", rate, "nic.interrupt.moderation",
                            moderation, "cpu.dpc.latency", latency, "protocol.app.hold", hold, "pool.initial",
                            text, NULL),
                     "frames_dropped");
}

/* N = rate * (moderation + latency + backlog + hold), rounded up; the backlog is 100 ns for each frame that
 * has collected when the DPC begins. */
static void with_as_many_buffers_as_the_bound_says_nothing_is_lost(void **state) {
    (void)state;
    static const struct {
        const char *rate, *moderation, *latency, *hold;
        unsigned bound, least; /* what the bound says; what turned out to do */
    } grid[] = {
        {"250 kframe/s", "0 s", "0 s", "20 us", 6, 6},       /* 20.1 us / 4 us */
        {"250 kframe/s", "20 us", "5 us", "100 us", 32, 30}, /* 125.7 / 4 */
        {"250 kframe/s", "50 us", "0 s", "20 us", 18, 18},   /* 71.3 / 4 */
        {"1 Mframe/s", "0 s", "0 s", "100 us", 101, 101},    /* 100.1 */
        {"1 Mframe/s", "0 s", "5 us", "20 us", 26, 26},      /* 25.6 */
        {"1 Mframe/s", "20 us", "0 s", "20 us", 43, 41},     /* 42.1 */
        {"1 Mframe/s", "20 us", "5 us", "100 us", 128, 121}, /* 127.6 */
        {"1 Mframe/s", "50 us", "5 us", "100 us", 161, 154}, /* 160.6 */
    };
    for (size_t i = 0; i < sizeof grid / sizeof *grid; i++) {
        const char *rate = grid[i].rate, *moderation = grid[i].moderation;
        const char *latency = grid[i].latency, *hold = grid[i].hold;
        assert_true(lost(rate, moderation, latency, hold, grid[i].bound) == 0);
        assert_true(lost(rate, moderation, latency, hold, grid[i].least) == 0);
        assert_true(lost(rate, moderation, latency, hold, grid[i].least - 1) > 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(netkvm_loses_less_the_more_it_copies_and_nothing_from_75_per_cent_on),
        cmocka_unit_test(a_ring_of_1024_loses_nothing_whatever_is_copied),
        cmocka_unit_test(connections_whose_windows_fit_cannot_overrun_a_ring),
        cmocka_unit_test(a_limit_of_257_starves_a_ring_of_256_and_one_of_256_does_not),
        cmocka_unit_test(a_pool_must_have_a_ring_and_a_batch_or_it_stalls_for_ever),
        cmocka_unit_test(the_router_of_1996_peaks_at_4700_and_collapses_unless_its_input_is_held_back),
        cmocka_unit_test(with_as_many_buffers_as_the_bound_says_nothing_is_lost),
    };
    return cmocka_run_group_tests_name("published", tests, NULL, NULL);
}
