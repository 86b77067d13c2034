/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Queues that share a CPU, DPCs that yield, and queues that are polled, by hand: three sources whose flows go
 * to three queues, and every fact of the run. */
#include "model_hand.h"

static struct hand hand;

/* In order of rank; what they send goes to queues 2, 1 and 0. Queue q is on CPU q mod count. */
enum { A, B, G, SOURCES };
static const char *const name[SOURCES] = {"a", "b", "g"};
static struct trace_data trace[SOURCES];
static uint64_t time_ps[SOURCES][8];
static uint32_t length[SOURCES][8];

static struct config *three_queues(uint32_t cpus) {
    struct config *config = hand_start(&hand, 8);
    config->nic_queues = 3;
    config->cpu_count = cpus;
    config->source_count = SOURCES;
    memset(trace, 0, sizeof trace);
    for (int i = 0; i < SOURCES; i++) {
        struct source_config *source = &config->source[i];
        memcpy(source->name, name[i], 2);
        source->arrival = ARRIVAL_CBR;
        source->rate = (struct rate_config){0};
        source->interval_ps = MS;
        source->frames = 0; /* until it flood_of() some */
        trace[i] = (struct trace_data){
            .time_ps = time_ps[i], .length = length[i], .least_length = 64, .greatest_length = 64};
        source->trace = &trace[i];
        allocation_is(&hand, (uint64_t)i + 1, 8, 0, 0, ALLOCATION_DONE);
    }
    return config;
}

/* Frame `number` of all, from that source; and what becomes of it. */
static void flood_of(int source, uint64_t number, uint64_t time_ns, uint64_t indicated_ns) {
    struct trace_data *data = &trace[source];
    struct source_config *config = &hand.config->source[source];
    config->arrival = ARRIVAL_TRACE;
    config->size.kind = SIZE_TRACE;
    config->frames = CONFIG_UNLIMITED;
    data->time_ps[data->count] = ns(time_ns);
    data->length[data->count++] = 64;
    const uint64_t word[FACT_WORDS] = {
        name_hash(name[source]), number, 64, ns(time_ns), DELIVERED, ns(indicated_ns), ns(indicated_ns),
    };
    state_fact(&hand, FACT_FRAME, word);
}

static void interrupts(uint64_t queue, uint64_t time_ns) {
    state_fact(&hand, FACT_INTERRUPT, (const uint64_t[FACT_WORDS]){queue, ns(time_ns)});
}

/* ISR 100, 500 a frame. The DPC of a runs 100 .. 600 alone; the ISR of b, 300 .. 400, makes that 700, and the
 * DPC of b, wanted since 400, comes then. */
static void the_isr_of_one_queue_stops_the_dpc_of_another(void **state) {
    (void)state;
    struct config *config = three_queues(1);
    config->cpu_isr_ps = ns(100);
    config->dpc_frame_ps = ns(500);
    flood_of(A, 1, 0, 700);
    flood_of(B, 2, 300, 1200);
    interrupts(2, 0);
    interrupts(1, 300);
    struct run_result *result = goes_as_stated(&hand);
    assert_true(value_of(result, METRIC_CPU_ISR_RATIO) == 200.0 / 1000000);
    assert_true(value_of(result, METRIC_CPU_DPC_RATIO) == 1000.0 / 1000000);
    run_result_free(result);
}

/* ISR 10, 500 a frame: a from 10, stopped for 10 twice, so till 530; b, there since 60, before g, there since
 * 110, although g's queue is the lower one. */
static void dpcs_of_one_cpu_are_served_in_the_order_in_which_they_come(void **state) {
    (void)state;
    struct config *config = three_queues(1);
    config->cpu_isr_ps = ns(10);
    config->dpc_frame_ps = ns(500);
    flood_of(A, 1, 0, 530);
    flood_of(B, 2, 50, 1030);
    flood_of(G, 3, 100, 1530);
    interrupts(2, 0);
    interrupts(1, 50);
    interrupts(0, 100);
    goes_exactly_as_stated(&hand);
}

/* All three come at 50: the lowest queue is first. */
static void dpcs_that_come_at_one_instant_go_by_their_queues(void **state) {
    (void)state;
    struct config *config = three_queues(1);
    config->dpc_latency = constant(ns(50));
    config->dpc_frame_ps = ns(500);
    flood_of(A, 1, 0, 1550);
    flood_of(B, 2, 0, 1050);
    flood_of(G, 3, 0, 550);
    for (uint64_t queue = 0; queue < 3; queue++)
        interrupts(queue, 0);
    goes_exactly_as_stated(&hand);
}

/* Two CPUs: queues 0 and 2, of g and a, on one, that of b on the other. g's ISR makes a wait, and not b. */
static void a_queue_on_another_cpu_is_not_disturbed(void **state) {
    (void)state;
    struct config *config = three_queues(2);
    config->cpu_isr_ps = ns(100);
    config->dpc_frame_ps = ns(500);
    flood_of(A, 1, 0, 700);
    flood_of(B, 2, 50, 650);
    flood_of(G, 3, 200, 1200);
    interrupts(2, 0);
    interrupts(1, 50);
    interrupts(0, 200);
    goes_exactly_as_stated(&hand);
}

/* At most 2 frames of 100 before a DPC yields for 50. ISR 10: a's five are filled when its DPC starts at 10.
 * Stopped by b's ISR at 100 for 10, two are indicated at 220; b, there since 110, till 320; a, there again
 * since 270, two till 520; back at 570, the last till 670. */
static void a_dpc_that_yields_lets_others_go_first(void **state) {
    (void)state;
    struct config *config = three_queues(1);
    config->cpu_isr_ps = ns(10);
    config->dpc_frame_ps = ns(100);
    config->dpc_throttle = 2;
    config->dpc_requeue = constant(ns(50));
    flood_of(A, 1, 0, 220);
    flood_of(A, 2, 0, 220);
    flood_of(A, 3, 0, 520);
    flood_of(A, 4, 0, 520);
    flood_of(A, 5, 0, 670);
    flood_of(B, 6, 100, 320);
    interrupts(2, 0);
    interrupts(1, 100);
    struct run_result *result = goes_as_stated(&hand);
    assert_count(result, METRIC_DPC_YIELDS, 2);
    run_result_free(result);
}

/* ISRs 0 .. 10 and 10 .. 20. One frame of 100 each, back at once, but behind the other: a 120, b 220, a 320,
 * b 420. The second time neither leaves anything: no yield. */
static void a_dpc_that_is_back_at_once_is_behind_those_that_wait(void **state) {
    (void)state;
    struct config *config = three_queues(1);
    config->cpu_isr_ps = ns(10);
    config->dpc_frame_ps = ns(100);
    config->dpc_throttle = 1;
    flood_of(A, 1, 0, 120);
    flood_of(A, 2, 0, 320);
    flood_of(B, 3, 0, 220);
    flood_of(B, 4, 0, 420);
    interrupts(2, 0);
    interrupts(1, 0);
    struct run_result *result = goes_as_stated(&hand);
    assert_count(result, METRIC_DPC_YIELDS, 2);
    run_result_free(result);
}

/* 100 a slice, slices of 2, 3 frames a turn: ISR 10, slices of 2 (110) and 1 (210), then 2 (310) of a new
 * turn. */
static void slices_are_cut_to_what_a_dpc_may_still_take(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 8);
    config->cpu_isr_ps = ns(10);
    config->dpc_fixed_ps = ns(100);
    config->dpc_budget = 2;
    config->dpc_throttle = 3;
    for (int i = 0; i < 5; i++)
        frame_at(&hand, 0, 64);
    initial_block(&hand);
    interrupt_at(&hand, 0);
    const uint64_t at[] = {110, 110, 210, 310, 310};
    for (uint64_t i = 0; i < 5; i++)
        frame_is(&hand, i + 1, DELIVERED, at[i], at[i]);
    struct run_result *result = goes_as_stated(&hand);
    assert_count(result, METRIC_DPC_YIELDS, 1);
    run_result_free(result);
}

/* Every 1,000 after the last one ended; 30 for nothing, 100 and 10 a frame else. The poll of 0 finds nothing;
 * a frame of 10 comes meanwhile: 30 .. 140. That of 1140 finds nothing, a frame of 1500 waits for that of
 * 2170. */
static void a_polled_queue_needs_no_interrupt(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 8);
    config->duration_ps = ns(2300);
    config->nic_poll_ps = ns(1000);
    config->cpu_poll_ps = ns(30);
    config->dpc_fixed_ps = ns(100);
    config->dpc_frame_ps = ns(10);
    frame_at(&hand, 10, 64);
    frame_at(&hand, 1500, 64);
    initial_block(&hand);
    frame_is(&hand, 1, DELIVERED, 140, 140);
    frame_is(&hand, 2, DELIVERED, 2280, 2280);
    struct run_result *result = goes_as_stated(&hand);
    assert_count(result, METRIC_INTERRUPTS, 0);
    assert_true(value_of(result, METRIC_CPU_DPC_RATIO) == 280.0 / 2300);
    run_result_free(result);
}

/* On one CPU at 0, in turn: nothing for g 0 .. 30, nothing for b 30 .. 60, a frame of 50 for a 60 .. 170. The
 * next ones at 1030, 1060 and 1170: a frame for b at 1059 is in time, 1060 .. 1170; a, wanted in the instant
 * in which b leaves, 1170 .. 1200. */
static void polls_of_one_cpu_take_their_turns(void **state) {
    (void)state;
    struct config *config = three_queues(1);
    config->duration_ps = ns(1500);
    config->nic_poll_ps = ns(1000);
    config->cpu_poll_ps = ns(30);
    config->dpc_fixed_ps = ns(100);
    config->dpc_frame_ps = ns(10);
    flood_of(A, 1, 50, 170);
    flood_of(B, 2, 1059, 1170);
    struct run_result *result = goes_as_stated(&hand);
    assert_true(value_of(result, METRIC_CPU_DPC_RATIO) == (30 + 30 + 110 + 30 + 110 + 30) / 1500.0);
    run_result_free(result);
}

/* 99 us a frame, ISR 2 us: a lasts from 2 till 103 us with the ISR of b within, b from then till 202: the
 * time it waited is not its own. */
static void interruptions_make_a_dpc_long_and_waiting_does_not(void **state) {
    (void)state;
    struct config *config = three_queues(1);
    config->cpu_isr_ps = 2 * US;
    config->dpc_frame_ps = 99 * US;
    flood_of(A, 1, 0, 103000);
    flood_of(B, 2, 50000, 202000);
    interrupts(2, 0);
    interrupts(1, 50000);
    struct run_result *result = goes_as_stated(&hand);
    assert_count(result, METRIC_DPC_OVER_100_US, 1);
    run_result_free(result);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_isr_of_one_queue_stops_the_dpc_of_another),
        cmocka_unit_test(dpcs_of_one_cpu_are_served_in_the_order_in_which_they_come),
        cmocka_unit_test(dpcs_that_come_at_one_instant_go_by_their_queues),
        cmocka_unit_test(a_queue_on_another_cpu_is_not_disturbed),
        cmocka_unit_test(a_dpc_that_yields_lets_others_go_first),
        cmocka_unit_test(a_dpc_that_is_back_at_once_is_behind_those_that_wait),
        cmocka_unit_test(slices_are_cut_to_what_a_dpc_may_still_take),
        cmocka_unit_test(a_polled_queue_needs_no_interrupt),
        cmocka_unit_test(polls_of_one_cpu_take_their_turns),
        cmocka_unit_test(interruptions_make_a_dpc_long_and_waiting_does_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
