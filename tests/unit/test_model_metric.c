/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every row of the metrics table, worked out by hand. Each expectation notes its metric; the last test fails
 * when a row has none, or none but zeros.
 *
 * Which run checks which rows (all of them in other files too, where noted):
 *   flow      frames_*, drop_no_descriptor, drop_too_long, loss_ratio, offered_*, throughput_fps,
 * goodput_bps, latency_*, return_*, buffers_*, pool_bytes_*, pool_byte_seconds, pool_utilisation,
 * interrupts*, cpu_isr_ratio, init_buffers link      wire_wait_*, drop_fifo_overflow, cpu_dpc_ratio,
 * buffers_free_min server    drop_protocol_backlog, dpc_over_100_us (test_model_protocol.c, test_model_dpc.c)
 *   episodes  interrupt_disable* (test_model_episode.c)
 *   growth    allocations_*, blocks_freed, grow_shrink_oscillations, init_ns (test_model_growth.c,
 * test_model_shrink.c) stranded  pool_stranded_bytes_mean recovery  recovery_ns
 *   levels    cpu_passive_ratio, cpu_application_ratio (test_model_cpu.c)
 *   yields    dpc_yields (test_model_dpc_shared.c)
 *   pauses    pauses, pause_ratio   window  retransmissions, window_mean   unit  frames_coalesced */
#include "model_metric.h"

static struct hand hand;
static bool checked[METRIC_COUNT], not_zero[METRIC_COUNT];

void whole(const struct run_result *result, enum metric metric, uint64_t expected) {
    checked[metric] = true;
    not_zero[metric] |= expected != 0;
    assert_int_equal(metric_table[metric].kind, METRIC_INTEGER);
    assert_count(result, metric, expected);
}

/* One division of exact numbers: every bit is known. */
void real(const struct run_result *result, enum metric metric, double expected) {
    checked[metric] = true;
    not_zero[metric] |= expected != 0;
    assert_int_equal(metric_table[metric].kind, METRIC_REAL);
    if (!result->metric[metric].defined || result->metric[metric].real != expected)
        fail_msg("%s is %.17g, not %.17g", metric_table[metric].name, result->metric[metric].real, expected);
}

void undefined(const struct run_result *result, enum metric metric) {
    if (result->metric[metric].defined)
        fail_msg("%s is defined", metric_table[metric].name);
}

/* Three buffers, a ring of 2, held 500, ISR 100; window 1000 .. 11000.
 *   1 (900, 100 B): in the warm-up; indicated at 1000, the spare buffer is posted, back at 1500
 *   2 (2000, 200 B), 3 (2050, 300 B): the ring is full of them, indicated together at 2100, back at 2600
 *   4 (2080, 64 B): no descriptor       5 (6000, 5000 B): needs 3, the ring has 2
 *   6 (10950, 400 B): its ISR ends at 11050, after the end */
static struct run_result *flow(void) {
    struct config *config = hand_start(&hand, 3);
    config->nic_ring = 2;
    config->disable_at = CONFIG_NEVER;
    config->duration_ps = ns(11000);
    config->warmup_ps = ns(1000);
    config->cpu_isr_ps = ns(100);
    hand.app->hold = constant(ns(500));
    frame_at(&hand, 900, 100);
    frame_at(&hand, 2000, 200);
    frame_at(&hand, 2050, 300);
    frame_at(&hand, 2080, 64);
    frame_at(&hand, 6000, 5000);
    frame_at(&hand, 10950, 400);
    return fixture_run(config);
}

static void frames_and_times_of_a_small_flow(void **state) {
    (void)state;
    struct run_result *r = flow();
    whole(r, METRIC_FRAMES_OFFERED, 5);
    whole(r, METRIC_FRAMES_INDICATED, 2);
    whole(r, METRIC_FRAMES_DELIVERED, 2);
    whole(r, METRIC_FRAMES_DROPPED, 2);
    whole(r, METRIC_FRAMES_INSIDE, 1);
    whole(r, METRIC_DROP_NO_DESCRIPTOR, 1);
    whole(r, METRIC_DROP_TOO_LONG, 1);
    real(r, METRIC_LOSS_RATIO, 0.5); /* 2 of 2 + 2 */
    real(r, METRIC_OFFERED_FPS, 5 / 1e-5);
    real(r, METRIC_OFFERED_BPS, 8.0 * (200 + 300 + 64 + 5000 + 400) / 1e-5);
    real(r, METRIC_THROUGHPUT_FPS, 3 / 1e-5); /* 1 was delivered at 1000, within the window */
    real(r, METRIC_GOODPUT_BPS, 8.0 * (100 + 200 + 300) / 1e-5);
    real(r, METRIC_LATENCY_MEAN_NS, 75);    /* 100 and 50 */
    real(r, METRIC_LATENCY_P50_NS, 50.175); /* 50,000 lies in 49,920 .. 50,175 ps: steps of 256 */
    real(r, METRIC_LATENCY_P99_NS, 100);    /* its bucket ends at 100,351, the largest value does not */
    real(r, METRIC_LATENCY_P999_NS, 100);
    real(r, METRIC_LATENCY_MAX_NS, 100);
    real(r, METRIC_RETURN_MEAN_NS, 575);    /* 600 and 550; 1 arrived in the warm-up */
    real(r, METRIC_RETURN_P50_NS, 552.959); /* 550,000 in 548,864 .. 552,959: steps of 4096 */
    real(r, METRIC_RETURN_P99_NS, 600);
    real(r, METRIC_RETURN_MAX_NS, 600);
    real(r, METRIC_WIRE_WAIT_MEAN_NS, 0);
    whole(r, METRIC_INTERRUPTS, 2); /* 2000 and 10950 */
    real(r, METRIC_INTERRUPTS_PER_S, 2 / 1e-5);
    real(r, METRIC_CPU_ISR_RATIO, 150.0 / 10000); /* 2000 .. 2100 and 10950 .. 11000 */
    whole(r, METRIC_INIT_BUFFERS, 3);
    undefined(r, METRIC_INTERRUPT_DISABLE_MEAN_NS);
    undefined(r, METRIC_INTERRUPT_DISABLE_P99_NS);
    undefined(r, METRIC_INTERRUPT_DISABLE_MAX_NS);
    run_result_free(r);
}

/* free:      0 till 1500, 1 till 2100, 0 till 2600, 1 to the end                           600 + 8400 = 9000
 * posted:    2 till 2000, 1 till 2050, 0 till 2100, 1 till 2600, 2 till 10950, 1    2000 + 50 + 500 + 16700 +
 * 50 = 19300 filled:    1 2000 .. 2050, 2 till 2100, 1 from 10950                                    50 + 100
 * + 50 = 200 indicated: 1 till 1500, 2 2100 .. 2600                                                  500 +
 * 1000 = 1500 of 10,000 ns each; a block of 3 * 2 KiB is 2 pages. */
static void levels_of_a_small_flow(void **state) {
    (void)state;
    struct run_result *r = flow();
    real(r, METRIC_BUFFERS_READY_MEAN, 2.85);
    whole(r, METRIC_BUFFERS_READY_MIN, 1);
    real(r, METRIC_BUFFERS_FREE_MEAN, 0.9);
    whole(r, METRIC_BUFFERS_FREE_MIN, 0);
    real(r, METRIC_BUFFERS_POSTED_MEAN, 1.93);
    real(r, METRIC_BUFFERS_FILLED_MEAN, 0.02);
    whole(r, METRIC_BUFFERS_FILLED_MAX, 2);
    real(r, METRIC_BUFFERS_INDICATED_MEAN, 0.15);
    whole(r, METRIC_BUFFERS_INDICATED_MAX, 2);
    real(r, METRIC_BUFFERS_TOTAL_MEAN, 3);
    whole(r, METRIC_BUFFERS_TOTAL_MAX, 3);
    real(r, METRIC_POOL_BYTES_MEAN, 8192);
    whole(r, METRIC_POOL_BYTES_PEAK, 8192);
    real(r, METRIC_POOL_BYTE_SECONDS, 0.08192); /* 8192 B for 10 us */
    real(r, METRIC_POOL_UTILISATION, 2048.0 * 1700 / (8192.0 * 10000));
    run_result_free(r);
}

/* 1 Gbit/s, 105 + 20 B take 1,000 ns: two frames made at 0 arrive at 1000 and 2000; the second waited 1,000.
 * The engine needs 3,000, no FIFO: the second is lost with descriptors visible. The first is filled at 4000,
 * its DPC runs till 4200. Four buffers, a ring of 2: at least one is free (after the DPC a third is posted).
 */
static void a_link_and_an_engine(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 4);
    config->duration_ps = ns(10000);
    config->nic_ring = 2;
    config->link_bps = (struct fraction){1000000000, 1};
    config->dma_frame_ps = ns(3000);
    config->dpc_frame_ps = ns(200);
    hand.app->hold = constant(US);
    frame_at(&hand, 0, 105);
    frame_at(&hand, 0, 105);
    struct run_result *r = fixture_run(config);
    real(r, METRIC_WIRE_WAIT_MEAN_NS, 500);
    real(r, METRIC_WIRE_WAIT_MAX_NS, 1000);
    whole(r, METRIC_DROP_FIFO_OVERFLOW, 1);
    real(r, METRIC_CPU_DPC_RATIO, 200.0 / 10000);
    whole(r, METRIC_BUFFERS_FREE_MIN, 1);
    run_result_free(r);
}

/* ISR 1, then both frames in a DPC of 150 us; the one server takes the first, nobody may wait. */
static void a_busy_server(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 4);
    config->cpu_isr_ps = ns(1);
    config->dpc_fixed_ps = 150 * US;
    hand.app->servers = 1;
    hand.app->backlog = 0;
    hand.app->service = constant(US);
    frame_at(&hand, 0, 64);
    frame_at(&hand, 0, 64);
    struct run_result *r = fixture_run(config);
    whole(r, METRIC_DROP_PROTOCOL_BACKLOG, 1);
    whole(r, METRIC_DPC_OVER_100_US, 1);
    whole(r, METRIC_FRAMES_INDICATED, 2);
    run_result_free(r);
}

/* One buffer held 1,000: episodes 0 .. 1000 (before the warm-up of 500), 2000 .. 3000, 4000 .. end at 4500.
 */
static void three_episodes(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 1);
    config->duration_ps = ns(4500);
    config->warmup_ps = ns(500);
    hand.app->hold = constant(US);
    const uint64_t at[] = {0, 100, 2000, 2500, 4000};
    for (size_t i = 0; i < 5; i++)
        frame_at(&hand, at[i], 64);
    struct run_result *r = fixture_run(config);
    real(r, METRIC_INTERRUPT_DISABLED_RATIO, 0.5); /* 500 + 1000 + 500 of 4,000 */
    whole(r, METRIC_INTERRUPT_DISABLE_EPISODES, 2);
    whole(r, METRIC_INTERRUPT_DISABLE_OPEN, 1);
    real(r, METRIC_INTERRUPT_DISABLE_MEAN_NS, 1000);
    real(r, METRIC_INTERRUPT_DISABLE_P99_NS, 1000);
    real(r, METRIC_INTERRUPT_DISABLE_MAX_NS, 1000);
    whole(r, METRIC_INTERRUPT_DISABLE_DROPS, 1); /* that of 2500; 100 lies in the warm-up */
    run_result_free(r);
}

/* Two buffers, mark 0, blocks of two that take 95; every third request is refused. Both out at 0 and 10 for
 * 100: request 2 at 10, had at 105, when 1 had come back (100): late. Ready 3 at 105, idle 1,000: freed at
 * 1105. Out again at 3000 and 3010: request 3 at 3010 follows a shrink, is refused at 3105, late too; ready
 * is 1, so nothing more is asked. */
static void growth_and_shrinking(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 2);
    config->pool_policy = 1;
    config->pool_limit = config->nic_ring = 4;
    config->grow_chunk = 2;
    config->shrink_above = 3;
    config->shrink_idle = constant(US);
    config->shrink_recall = true;
    config->disable_at = CONFIG_NEVER;
    config->allocation_latency = constant(ns(95));
    config->host_failure_every = 3;
    hand.app->hold = constant(ns(100));
    const uint64_t at[] = {0, 10, 3000, 3010};
    for (size_t i = 0; i < 4; i++)
        frame_at(&hand, at[i], 64);
    struct run_result *r = fixture_run(config);
    whole(r, METRIC_ALLOCATIONS_REQUESTED, 2);
    whole(r, METRIC_ALLOCATIONS_COMPLETED, 1);
    whole(r, METRIC_ALLOCATIONS_FAILED, 1);
    whole(r, METRIC_ALLOCATIONS_LATE, 2);
    whole(r, METRIC_BLOCKS_FREED, 1);
    whole(r, METRIC_GROW_SHRINK_OSCILLATIONS, 1);
    real(r, METRIC_INIT_NS, 95);
    whole(r, METRIC_BUFFERS_TOTAL_MAX, 4);
    run_result_free(r);
}

/* As above; 3 takes one of the two posted buffers of the block from 1050 to 1150, so the other, recalled at
 * 1105, waits for it: 45 ns of 2 KiB in 1 ms. */
static void a_stranded_buffer(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 2);
    config->pool_policy = 1;
    config->pool_limit = config->nic_ring = 4;
    config->grow_chunk = 2;
    config->shrink_above = 3;
    config->shrink_idle = constant(US);
    config->shrink_recall = true;
    config->disable_at = CONFIG_NEVER;
    config->allocation_latency = constant(ns(95));
    config->pool_reuse = REUSE_LIFO;
    hand.app->hold = constant(ns(100));
    const uint64_t at[] = {0, 10, 500, 1050};
    for (size_t i = 0; i < 4; i++)
        frame_at(&hand, at[i], 64);
    struct run_result *r = fixture_run(config);
    real(r, METRIC_POOL_STRANDED_BYTES_MEAN, 2048.0 * 45 / 1000000);
    run_result_free(r);
}

/* Three buffers, all ready until the flood of 1000 .. 3000 takes two, at 1000 and 1500, for 2,000 each. At
 * its end one comes back, two are ready; all three are at 3500. Held for 100, they are back before the flood
 * ends: 0. A flood that lasts as long as the run has no recovery. */
static void recovery_from_a_flood(void **state) {
    const uint64_t stop[] = {ns(3000), ns(3000), TIME_NEVER}, hold[] = {2000, 100, 2000};
    const double recovery[] = {500, 0};
    (void)state;
    for (int i = 0; i < 3; i++) {
        struct config *config = hand_start(&hand, 3);
        config->source->flood = true;
        config->source->start_ps = ns(1000);
        config->source->stop_ps = stop[i];
        hand.app->hold = constant(ns(hold[i]));
        frame_at(&hand, 0, 64);
        frame_at(&hand, 500, 64);
        struct run_result *r = fixture_run(config);
        if (i < 2)
            real(r, METRIC_RECOVERY_NS, recovery[i]);
        else
            undefined(r, METRIC_RECOVERY_NS);
        run_result_free(r);
    }
}

static void without_frames_what_is_undefined_has_no_value(void **state) {
    (void)state;
    struct run_result *r = fixture_run(hand_start(&hand, 4));
    whole(r, METRIC_FRAMES_OFFERED, 0);
    real(r, METRIC_OFFERED_FPS, 0);
    for (enum metric i = METRIC_LATENCY_MEAN_NS; i <= METRIC_WIRE_WAIT_MAX_NS; i++)
        undefined(r, i);
    undefined(r, METRIC_LOSS_RATIO);
    run_result_free(r);
}

static void every_metric_has_an_answer_worked_out_by_hand(void **state) {
    (void)state;
    for (int i = 0; i < METRIC_COUNT; i++)
        if (!checked[i] || !not_zero[i])
            fail_msg("%s is checked nowhere%s", metric_table[i].name, checked[i] ? " but where it is 0" : "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_and_times_of_a_small_flow),
        cmocka_unit_test(levels_of_a_small_flow),
        cmocka_unit_test(a_link_and_an_engine),
        cmocka_unit_test(a_busy_server),
        cmocka_unit_test(a_cpu_and_its_levels),
        cmocka_unit_test(a_dpc_that_yields),
        cmocka_unit_test(three_episodes),
        cmocka_unit_test(growth_and_shrinking),
        cmocka_unit_test(a_stranded_buffer),
        cmocka_unit_test(descriptors_and_packing),
        cmocka_unit_test(recovery_from_a_flood),
        cmocka_unit_test(two_broken_rules),
        cmocka_unit_test(a_protocol_that_stalls_and_one_that_sees_all),
        cmocka_unit_test(three_pauses),
        cmocka_unit_test(a_window),
        cmocka_unit_test(a_unit_of_two_frames),
        cmocka_unit_test(a_queue_that_starves),
        cmocka_unit_test(copies_and_replacements),
        cmocka_unit_test(every_cause_has_its_row),
        cmocka_unit_test(a_pause_and_a_halt),
        cmocka_unit_test(without_frames_what_is_undefined_has_no_value),
        cmocka_unit_test(every_metric_has_an_answer_worked_out_by_hand), /* the last: it looks back */
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
