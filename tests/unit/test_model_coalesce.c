/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coalescing by hand: when a unit goes on, what it counts for, and who is told about it. */
#include "model_hand.h"

static struct hand hand;

static struct config *units_of(uint32_t bytes, uint64_t timeout_ns, uint32_t buffers) {
    struct config *config = hand_start(&hand, buffers);
    config->duration_ps = ns(3000);
    config->disable_at = CONFIG_NEVER;
    config->coalesce_bytes = bytes;
    config->coalesce_timeout_ps = ns(timeout_ns);
    initial_block(&hand);
    return config;
}

/* Units of at most 250 B. 1 and 2 make 200, no third of 100 fits: they go on at 100. 3 is alone till its
 * timeout. 5 does not fit to 4, which goes first, and nothing as long as 5 fits to 5. 6 is longer than a
 * unit. 7 waits open when the run ends. */
static void a_unit_goes_on_when_it_is_full_or_its_time_is_over(void **state) {
    (void)state;
    units_of(250, 1000, 8);
    const uint64_t at[] = {0, 100, 200, 1300, 1400, 2000, 2500};
    const uint32_t length[] = {100, 100, 100, 100, 200, 300, 100};
    for (int i = 0; i < 7; i++)
        frame_at(&hand, at[i], length[i]);
    frame_of(&hand, "frames", 1, 200, 0, DELIVERED, 100, 100);
    frame_of(&hand, "frames", 2, 100, 100, COALESCED, never, never);
    frame_is(&hand, 3, DELIVERED, 1200, 1200);
    frame_is(&hand, 4, DELIVERED, 1400, 1400);
    frame_is(&hand, 5, DELIVERED, 1400, 1400);
    frame_is(&hand, 6, DELIVERED, 2000, 2000);
    frame_is(&hand, 7, INSIDE, never, never);
    interrupt_at(&hand, 100);
    interrupt_at(&hand, 1200);
    interrupt_at(&hand, 1400); /* 4 and 5 */
    interrupt_at(&hand, 2000);
    struct run_result *result = goes_as_stated(&hand);
    assert_count(result, METRIC_FRAMES_OFFERED, 7);
    assert_count(result, METRIC_FRAMES_DELIVERED, 5);
    assert_count(result, METRIC_FRAMES_COALESCED, 1);
    assert_count(result, METRIC_FRAMES_INSIDE, 1);
    assert_true(value_of(result, METRIC_GOODPUT_BPS) == 8.0 * 900 / 3e-6);
    run_result_free(result);
}

/* A frame of another source, or of another flow, sends the open unit on; with a queue each they are apart. */
static void a_frame_of_another_flow_sends_the_unit_on(void **state) {
    (void)state;
    for (uint32_t queues = 1; queues <= 2; queues++) {
        struct config *config = hand_start(&hand, 8);
        config->duration_ps = ns(3000);
        config->nic_queues = queues;
        config->coalesce_bytes = 1000;
        config->coalesce_timeout_ps = ns(500);
        sends(&hand, 0, "left", 0, 20, 2);
        sends(&hand, 1, "right", 10, 20, 1);
        for (uint32_t q = 0; q < queues; q++)
            allocation_is(&hand, q + 1, 8, 0, 0, ALLOCATION_DONE);
        if (queues == 1) {
            frame_of(&hand, "left", 1, 64, 0, DELIVERED, 10, 10);
            frame_of(&hand, "right", 2, 64, 10, DELIVERED, 20, 20);
            frame_of(&hand, "left", 3, 64, 20, DELIVERED, 520, 520);
            interrupt_at(&hand, 10);
            interrupt_at(&hand, 20);
            interrupt_at(&hand, 520);
        } else {
            frame_of(&hand, "left", 1, 128, 0, DELIVERED, 500, 500);
            frame_of(&hand, "right", 2, 64, 10, DELIVERED, 510, 510);
            frame_of(&hand, "left", 3, 64, 20, COALESCED, never, never);
            interrupt_on(&hand, 1, 500);
            interrupt_on(&hand, 0, 510);
        }
        goes_exactly_as_stated(&hand);
    }
}

/* Three frames of 1518 B make a unit of 4554, which takes three buffers of 2 KiB. The next unit finds none:
 * one frame is lost, and two that went into it are neither lost nor delivered. */
static void a_long_unit_takes_several_buffers_or_is_lost_as_one(void **state) {
    (void)state;
    units_of(5000, 1000, 3);
    hand.app->hold = constant(MS);
    for (uint64_t i = 0; i < 6; i++)
        frame_at(&hand, 10 * i, 1518);
    frame_of(&hand, "frames", 1, 4554, 0, DELIVERED, 20, never);
    frame_of(&hand, "frames", 4, 4554, 30, NO_DESCRIPTOR, never, never);
    for (uint64_t i = 2; i <= 6; i += i == 3 ? 2 : 1)
        frame_is(&hand, i, COALESCED, never, never);
    interrupt_at(&hand, 20);
    struct run_result *result = goes_as_stated(&hand);
    assert_count(result, METRIC_FRAMES_OFFERED, 6);
    assert_count(result, METRIC_FRAMES_DROPPED, 1);
    assert_count(result, METRIC_FRAMES_COALESCED, 4);
    assert_count(result, METRIC_FRAMES_INSIDE, 0);
    assert_count(result, METRIC_BUFFERS_INDICATED_MAX, 3);
    assert_true(value_of(result, METRIC_LOSS_RATIO) == 0.5);
    run_result_free(result);
}

/* 2 and 3 of left's unit are measured, its first is not: what was offered in the window is accounted for. */
static void a_unit_of_the_warm_up_takes_in_measured_frames(void **state) {
    (void)state;
    struct config *config = units_of(1000, 500, 8);
    config->warmup_ps = ns(50);
    frame_at(&hand, 0, 100);
    frame_at(&hand, 100, 100);
    frame_at(&hand, 200, 100);
    struct run_result *result = fixture_run(config);
    assert_count(result, METRIC_FRAMES_OFFERED, 2);
    assert_count(result, METRIC_FRAMES_COALESCED, 2);
    assert_count(result, METRIC_FRAMES_DELIVERED, 0);
    assert_count(result, METRIC_FRAMES_INSIDE, 0);
    run_result_free(result);
}

/* Three frames of 64 B at once fill a unit of 192 B. A delivered unit is three acknowledgements, or three
 * clients that think; a lost one is three losses. Round trip, think and timeout 1,000: a burst at 0, 1000 and
 * 2000 (closed: 1000 and 2000). */
static void all_frames_of_a_unit_are_answered(void **state) {
    (void)state;
    for (int closed = 0; closed < 2; closed++)
        for (int lost = 0; lost < 2; lost++) {
            struct config *config = units_of(192, 1000, 1);
            struct source_config *source = config->source;
            source->arrival = closed ? ARRIVAL_CLOSED : ARRIVAL_WINDOW;
            source->clients = source->window = source->window_start = 3;
            source->think = constant(US);
            source->round_trip_ps = source->timeout_ps = US;
            config->pool_buffer_bytes =
                lost ? 64 : 2048; /* three of 64 B are more than there are: too long */
            uint64_t units = closed ? 2 : 3;
            struct run_result *result = fixture_run(config);
            if (lost &&
                !closed) { /* halved to 1; a unit of one waits for its timeout at 2000, and is delivered */
                assert_count(result, METRIC_FRAMES_OFFERED, 4);
                assert_count(result, METRIC_RETRANSMISSIONS, 1);
            } else {
                assert_count(result, METRIC_FRAMES_OFFERED, 3 * units);
                assert_count(result, METRIC_FRAMES_COALESCED, 2 * units);
                assert_count(result, lost ? METRIC_DROP_TOO_LONG : METRIC_FRAMES_DELIVERED, units);
            }
            run_result_free(result);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_unit_goes_on_when_it_is_full_or_its_time_is_over),
        cmocka_unit_test(a_frame_of_another_flow_sends_the_unit_on),
        cmocka_unit_test(a_long_unit_takes_several_buffers_or_is_lost_as_one),
        cmocka_unit_test(a_unit_of_the_warm_up_takes_in_measured_frames),
        cmocka_unit_test(all_frames_of_a_unit_are_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
