/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which free buffer is posted next, and when a grown block can be freed; and what the NIC is not told of
 * (docs/experiments.md). */
#include "scenario_runs.h"

/* A block of two at first, A1 and A2; two frames at time 0 take both; the block B1 and B2 comes at 5 us. A
 * frame every 30 us from then on, its buffer away for 20 us; one descriptor on the ring. From 20 us on there
 * are three or four buffers ready, so B is given back when the idle timer says. What is posted then:
 *
 *     time    fifo          lifo          oldest block
 *     30 us   B1 out        B2 out        B1 out
 *     60 us   B2 is posted  A2 is posted  A1 is posted
 *     90 us   A1 is posted  B2 is posted  A2 is posted
 *
 * The posted buffer of a block that drains is filled by the frame of that instant and back 20 us later. */
static const char case_text[] = "schema: rxpool/1\n"
                                "name: two-blocks\n"
                                "time: {duration: 200 us}\n"
                                "traffic:\n"
                                "  burst: {arrival: cbr, interval: 1 s, batch: 2}\n"
                                "  steady: {arrival: cbr, interval: 30 us, start: 30 us}\n"
                                "nic: {ring: 1}\n"
                                "pool:\n"
                                "  policy: watermark\n"
                                "  initial: 2\n"
                                "  limit: 4\n"
                                "  grow: {below: 0, chunk: 2}\n"
                                "  shrink: {above: 3}\n"
                                "host: {allocation: {latency: 5 us}}\n"
                                "protocol: {app: {hold: 20 us}}\n";

/* Block B goes at freed_us, having had one buffer at home but not free for stranded_us. */
static void expect_freed(const char *reuse, const char *placement, const char *idle, double freed_us,
                         double stranded_us) {
    struct run run = {.scenario = rxpool_open_text("two-blocks", case_text, sizeof case_text - 1)};
    rxpool_set(run.scenario, "pool.reuse", reuse);
    rxpool_set(run.scenario, "pool.placement", placement);
    rxpool_set(run.scenario, "pool.shrink.idle", idle);
    run.result = rxpool_run(run.scenario, 0);
    if (!run.result)
        fail_msg("%s", rxpool_problems(run.scenario));
    assert_true(metric(run, "frames_dropped") == 0);
    assert_true(metric(run, "blocks_freed") == 1);
    double held_us = metric(run, "pool_byte_seconds") * 1e6 / 4096; /* A all the time, B since 5 us */
    double stranded = metric_of(run, "pool_stranded_bytes_mean") * 200 / 2048;
    if (held_us < 200 + freed_us - 5 - 1e-6 || held_us > 200 + freed_us - 5 + 1e-6)
        fail_msg("%s, %s, %s: freed at %.6f us", reuse, placement, idle, held_us - 200 + 5);
    assert_true(stranded > stranded_us - 1e-6 && stranded < stranded_us + 1e-6);
}

static void lifo_frees_a_block_before_fifo_or_after_it(void **state) {
    (void)state;
    expect_freed("fifo", "blocks", "35 us", 80, 25);
    expect_freed("lifo", "blocks", "35 us", 55, 0);
    expect_freed("fifo", "blocks", "65 us", 85, 0);
    expect_freed("lifo", "blocks", "65 us", 110, 25);
}

static void the_oldest_block_first_is_no_later_than_either_and_as_good_as_ideal_here(void **state) {
    (void)state;
    expect_freed("oldest_block", "blocks", "35 us", 55, 0);
    expect_freed("oldest_block", "blocks", "65 us", 85, 0);
    static const char *const orders[] = {"fifo", "lifo", "oldest_block"};
    for (int i = 0; i < 3; i++) {
        expect_freed(orders[i], "ideal", "35 us", 55, 0);
        expect_freed(orders[i], "ideal", "65 us", 85, 0);
    }
}

static double bytes(const char *reuse, const char *placement, double *stranded) {
    struct run run = run_of("reuse", "pool.reuse", reuse, "pool.placement", placement, NULL);
    assert_true(metric(run, "frames_dropped") == 0);
    *stranded = metric(run, "pool_stranded_bytes_mean");
    return metric_of(run, "pool_bytes_mean");
}

static void what_is_held_follows_the_order_of_reuse(void **state) {
    (void)state;
    double stranded[4];
    double fifo = bytes("fifo", "blocks", &stranded[0]), lifo = bytes("lifo", "blocks", &stranded[1]);
    double oldest = bytes("oldest_block", "blocks", &stranded[2]),
           ideal = bytes("fifo", "ideal", &stranded[3]);
    assert_true(stranded[3] == 0);
    assert_true(ideal < oldest && oldest < lifo && lifo < fifo);
    assert_true(stranded[2] < stranded[1] && stranded[1] < stranded[0]);
    assert_true(oldest < .8 * fifo && ideal < .42 * fifo);
    assert_true(bytes("lifo", "ideal", &stranded[0]) == ideal && stranded[0] == 0);
    assert_true(bytes("oldest_block", "ideal", &stranded[0]) == ideal && stranded[0] == 0);
}

static bool loses(const char *limit, const char *reuse, const char *placement) {
    return metric_of(
               run_of("reuse", "pool.limit", limit, "pool.reuse", reuse, "pool.placement", placement, NULL),
               "frames_dropped") > 0;
}

static void stranded_memory_is_missing_in_the_next_flood(void **state) {
    (void)state;
    assert_true(loses("384", "fifo", "ideal") && !loses("512", "fifo", "ideal"));
    assert_true(loses("768", "oldest_block", "blocks") && !loses("896", "oldest_block", "blocks"));
    assert_true(loses("896", "lifo", "blocks") && !loses("1024", "lifo", "blocks"));
    assert_true(loses("1024", "fifo", "blocks") && !loses("1152", "fifo", "blocks"));
}

/* test_experiments_refill.c has the reasons. */
static void a_batch_that_no_ring_can_fill_starves_it(void **state) {
    (void)state;
    static const char *const lossless[] = {"1", "65", "207"};
    for (int i = 0; i < 3; i++)
        assert_true(
            metric_of(run_of("kick-threshold", "refill.batch", lossless[i], NULL), "frames_dropped") == 0);
    assert_true(metric_of(run_of("kick-threshold", "refill.batch", "208", NULL), "frames_dropped") > 0);
    double sixth = metric_of(run_of("kick-threshold", "refill.batch", "256", NULL), "loss_ratio");
    assert_true(sixth > .16 && sixth < 49. / 305);
    struct run run = run_of("kick-threshold", "refill.batch", "257", NULL);
    assert_string_equal(rxpool_status(run.result), "starved");
    assert_true(metric(run, "frames_delivered") == 256);
    assert_true(metric_of(run, "starved_at_ns") == 305e3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lifo_frees_a_block_before_fifo_or_after_it),
        cmocka_unit_test(the_oldest_block_first_is_no_later_than_either_and_as_good_as_ideal_here),
        cmocka_unit_test(what_is_held_follows_the_order_of_reuse),
        cmocka_unit_test(stranded_memory_is_missing_in_the_next_flood),
        cmocka_unit_test(a_batch_that_no_ring_can_fill_starves_it),
    };
    return cmocka_run_group_tests_name("experiments: reuse", tests, NULL, NULL);
}
