/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ISR and DPC by hand: slices, chains, costs, and what frames filled meanwhile do. */
#include "model_hand.h"

static struct hand hand;

static void five_frames(void) {
    for (int i = 0; i < 5; i++)
        frame_at(&hand, 0, 64);
    initial_block(&hand);
    interrupt_at(&hand, 0);
}

static void indicated_at(uint64_t from, uint64_t to, uint64_t time_ns) {
    for (uint64_t i = from; i <= to; i++)
        frame_is(&hand, i, DELIVERED, time_ns, time_ns);
}

/* ISR 100, DPC 50 later, 200 per slice, 10 + 5 + 20 = 35 a frame; budget 3, chains of 2. The ISR ends at 100,
 * the DPC starts at 150. First slice, 3 of 5: a chain of 2 takes 200 + 70 (420), one of 1 takes 35 (455).
 * Second slice, 2 of 2: 200 + 70 (725). ISR busy 100 ns, DPC 270 + 35 + 270 = 575 ns of two CPUs' 1 ms. */
static void a_slice_pays_its_fixed_cost_once_and_chains_are_indicated_in_turn(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 8);
    config->cpu_isr_ps = ns(100);
    config->dpc_latency = constant(ns(50));
    config->dpc_fixed_ps = ns(200);
    config->dpc_frame_ps = ns(10);
    config->cpu_flush_ps = ns(5);
    config->dpc_budget = 3;
    config->dpc_chain = 2;
    config->cpu_count = 2;
    hand.app->inline_cost_ps = ns(20);
    five_frames();
    indicated_at(1, 2, 420);
    indicated_at(3, 3, 455);
    indicated_at(4, 5, 725);
    struct run_result *result = goes_as_stated(&hand);
    assert_true(value_of(result, METRIC_CPU_ISR_RATIO) == 100.0 / 2000000);
    assert_true(value_of(result, METRIC_CPU_DPC_RATIO) == 575.0 / 2000000);
    run_result_free(result);
}

/* Without a budget the slice takes the five that are filled at its start (5 * 10 after the ISR of 10, so 60),
 * whole. A frame of 30 is filled while it runs: another slice, 60 .. 70. */
static void a_slice_is_fixed_at_its_start(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 8);
    config->cpu_isr_ps = ns(10);
    config->dpc_frame_ps = ns(10);
    five_frames();
    frame_at(&hand, 30, 64);
    indicated_at(1, 5, 60);
    indicated_at(6, 6, 70);
    goes_exactly_as_stated(&hand);
}

/* Three descriptors, all filled at 0; ISR 10, then chains of 1 frame, 10 ns each, in one slice 10 .. 40. What
 * returns refills at once, in the middle of the slice: 1, back at 20, serves 4 at 25; 5 at 25 finds none. */
static void a_return_within_the_slice_refills_at_once(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 3);
    config->cpu_isr_ps = ns(10);
    config->dpc_frame_ps = ns(10);
    config->dpc_chain = 1;
    for (int i = 0; i < 3; i++)
        frame_at(&hand, 0, 64);
    frame_at(&hand, 25, 64);
    frame_at(&hand, 25, 64);
    initial_block(&hand);
    interrupt_at(&hand, 0);
    for (uint64_t i = 1; i <= 4; i++)
        frame_is(&hand, i, DELIVERED, 10 + 10 * i, 10 + 10 * i);
    frame_is(&hand, 5, NO_DESCRIPTOR, never, never);
    goes_exactly_as_stated(&hand);
}

/* Six buffers, a ring of 3: ISR 10, then the slice 10 .. 40 indicates its three at 40 and only then posts the
 * three spare ones; 4 at 20 finds no descriptor, 5 at 41 does. */
static void spare_buffers_are_posted_after_the_slice(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 6);
    config->nic_ring = 3;
    config->cpu_isr_ps = ns(10);
    config->dpc_frame_ps = ns(10);
    hand.app->hold = constant(US);
    for (int i = 0; i < 3; i++)
        frame_at(&hand, 0, 64);
    frame_at(&hand, 20, 64);
    frame_at(&hand, 41, 64);
    initial_block(&hand);
    interrupt_at(&hand, 0);
    for (uint64_t i = 1; i <= 3; i++)
        frame_is(&hand, i, DELIVERED, 40, 1040);
    frame_is(&hand, 4, NO_DESCRIPTOR, never, never);
    frame_is(&hand, 5, DELIVERED, 61, 1061);
    interrupt_at(&hand, 41);
    goes_exactly_as_stated(&hand);
}

/* Without ISR, latency or cost a frame's DPC is over before the next frame of that instant: five interrupts.
 */
static void what_one_arrival_sets_off_is_over_before_the_next(void **state) {
    (void)state;
    hand_start(&hand, 8);
    five_frames();
    for (int i = 0; i < 4; i++)
        interrupt_at(&hand, 0);
    indicated_at(1, 5, 0);
    goes_exactly_as_stated(&hand);
}

/* Guidance is 100 us: a DPC of exactly that is none too long, one of a picosecond more is. It spans all its
 * slices. */
static void a_dpc_of_more_than_100_us_is_counted(void **state) {
    (void)state;
    const uint64_t fixed[] = {100 * US, 100 * US + 1, 40 * US};
    const uint64_t budget[] = {CONFIG_UNLIMITED, CONFIG_UNLIMITED, 1};
    const uint64_t expected[] = {0, 1, 1}; /* three frames, a slice each: 120 us in one DPC */
    for (int i = 0; i < 3; i++) {
        struct config *config = hand_start(&hand, 8);
        config->cpu_isr_ps = ns(1); /* all three are filled when the DPC starts */
        config->dpc_fixed_ps = fixed[i];
        config->dpc_budget = budget[i];
        for (int j = 0; j < 3; j++)
            frame_at(&hand, 0, 64);
        struct run_result *result = fixture_run(config);
        assert_count(result, METRIC_DPC_OVER_100_US, expected[i]);
        assert_count(result, METRIC_INTERRUPTS, 1);
        run_result_free(result);
    }
}

/* A DPC across the warm-up (at 300 ns) and one across the end (at 1,000 ns) count with their parts in the
 * window: DPCs 100 .. 400 and 900 .. 1200, so 100 + 100 of 700 ns; ISRs 0 .. 100 and 800 .. 900, so 0 + 100.
 */
static void busy_time_is_clipped_to_the_window(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 8);
    config->duration_ps = ns(1000);
    config->warmup_ps = ns(300);
    config->cpu_isr_ps = ns(100);
    config->dpc_fixed_ps = ns(300);
    frame_at(&hand, 0, 64);
    frame_at(&hand, 800, 64);
    struct run_result *result = fixture_run(config);
    assert_true(value_of(result, METRIC_CPU_DPC_RATIO) == 200.0 / 700);
    assert_true(value_of(result, METRIC_CPU_ISR_RATIO) == 100.0 / 700);
    run_result_free(result);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slice_pays_its_fixed_cost_once_and_chains_are_indicated_in_turn),
        cmocka_unit_test(a_slice_is_fixed_at_its_start),
        cmocka_unit_test(a_return_within_the_slice_refills_at_once),
        cmocka_unit_test(spare_buffers_are_posted_after_the_slice),
        cmocka_unit_test(what_one_arrival_sets_off_is_over_before_the_next),
        cmocka_unit_test(a_dpc_of_more_than_100_us_is_counted),
        cmocka_unit_test(busy_time_is_clipped_to_the_window),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
