/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Window sources by hand: so many frames under way, one more for each window acknowledged, half after a loss.
 */
#include "model_hand.h"
#include "modules.h"

static struct hand hand;

static struct config *connection(uint32_t window, uint32_t begins, uint64_t round_trip_ns,
                                 uint64_t timeout_ns, uint32_t buffers) {
    struct config *config = hand_start(&hand, buffers);
    config->disable_at = CONFIG_NEVER;
    config->source->arrival = ARRIVAL_WINDOW;
    config->source->window = window;
    config->source->window_start = begins;
    config->source->round_trip_ps = ns(round_trip_ns);
    config->source->timeout_ps = ns(timeout_ns);
    hand.app->hold = constant(ns(100));
    initial_block(&hand);
    return config;
}

/* Frames first to last arrive and are indicated in turn, each with its interrupt; from `lost` on they find no
 * buffer. */
static void burst(uint64_t at_ns, uint64_t first, uint64_t last, uint64_t lost) {
    for (uint64_t i = first; i <= last && i < lost; i++) {
        frame_of(&hand, "frames", i, 64, at_ns, DELIVERED, at_ns, at_ns + 100);
        interrupt_at(&hand, at_ns);
    }
    for (uint64_t i = lost; i <= last; i++)
        frame_of(&hand, "frames", i, 64, at_ns, NO_DESCRIPTOR, never, never);
}

/* Nothing is lost: two frames in every round trip of 1,000 and latency of 500. */
static void throughput_is_the_window_by_round_trip_and_latency(void **state) {
    (void)state;
    struct config *config = connection(2, 2, 1000, 1000, 4);
    config->duration_ps = ns(150000);
    config->dma_latency_ps = ns(500);
    struct run_result *result = fixture_run(config);
    assert_count(result, METRIC_FRAMES_DELIVERED, 200);
    assert_true(value_of(result, METRIC_THROUGHPUT_FPS) == 200 / 1.5e-4);
    assert_true(value_of(result, METRIC_WINDOW_MEAN) == 2);
    assert_count(result, METRIC_RETRANSMISSIONS, 0);
    run_result_free(result);
}

/* One, then after each whole window one more: 1 at 0, 2 at 1000, then 3 at 2000, 3 from then on. */
static void the_window_grows_by_one_for_each_window_acknowledged(void **state) {
    (void)state;
    connection(3, 1, 1000, 1000, 8)->duration_ps = ns(3500);
    burst(0, 1, 1, never);
    burst(1000, 2, 3, never);
    burst(2000, 4, 6, never);
    burst(3000, 7, 9, never);
    goes_exactly_as_stated(&hand);
}

/* Window 4, three buffers: 4 is lost at 0, noticed at 2000, after the acknowledgements of that instant have
 * sent 8 to 10. Halved, 4 to 2. At 3000: 8 acknowledged, no room; 9 widens to 3, which sends two, one of them
 * what was lost; 10 sends one. At 4000 four again, and the last is lost. */
static void a_loss_halves_the_window_when_it_is_noticed(void **state) {
    (void)state;
    connection(4, 4, 1000, 2000, 3)->duration_ps = ns(4500);
    burst(0, 1, 4, 4);
    burst(1000, 5, 7, never);
    burst(2000, 8, 10, never);
    burst(3000, 11, 13, never);
    burst(4000, 14, 17, 17);
    struct run_result *result = goes_as_stated(&hand);
    assert_count(result, METRIC_RETRANSMISSIONS, 1);
    assert_true(value_of(result, METRIC_WINDOW_MEAN) ==
                15000.0 / 4500); /* 4 * 2000 + 2000 + 3000 + 4 * 500 */
    run_result_free(result);
}

/* Window 4, two buffers: 3 and 4 are lost together and noticed at 500: one halving. At 1000 the
 * acknowledgements of 1 and 2 widen 2 to 3 and send 3 and 4 again (as 5 and 6), and 7, which is lost and was
 * made after the halving: noticed at 1500, 3 becomes 1. At 2000: 5 widens to 2 and sends 7 again, 6 sends 9.
 */
static void losses_of_one_window_halve_it_once(void **state) {
    (void)state;
    connection(4, 4, 1000, 500, 2)->duration_ps = ns(2500);
    burst(0, 1, 4, 3);
    burst(1000, 5, 7, 7);
    burst(2000, 8, 9, never);
    struct run_result *result = goes_as_stated(&hand);
    assert_count(result, METRIC_RETRANSMISSIONS, 3);
    assert_true(value_of(result, METRIC_WINDOW_MEAN) == 6000.0 / 2500); /* 4, 2, 3, 1, 2 for 500 each */
    run_result_free(result);
}

/* One buffer, held for ever: everything else is lost, the window stays 1 and the source repeats every 100. */
static void a_window_is_never_less_than_one(void **state) {
    (void)state;
    struct config *config = connection(1, 1, 1000, 100, 1);
    config->duration_ps = ns(2050);
    hand.app->hold = constant(MS);
    struct run_result *result = fixture_run(config);
    assert_count(result, METRIC_FRAMES_OFFERED, 12); /* at 0, and from 1000 on every 100 */
    assert_count(result, METRIC_RETRANSMISSIONS, 10);
    assert_true(value_of(result, METRIC_WINDOW_MEAN) == 1);
    run_result_free(result);
}

/* Four connections of one frame each, on a link of 1,000 ns a frame: they wait upstream, in order. Four
 * sources' worth of numbers fit an event: the last connection of the last source too. */
static void connections_are_flows_with_a_window_each(void **state) {
    (void)state;
    struct config *config = connection(1, 1, 500, 500, 8);
    config->duration_ps = ns(5200);
    config->link_bps = (struct fraction){1000000000, 1};
    config->source->size.low = 105;
    config->source->flows.count = 4;
    hand.app->hold = constant(0);
    for (uint64_t i = 1; i <= 5; i++) {
        frame_of(&hand, "frames", i, 105, 1000 * i, DELIVERED, 1000 * i, 1000 * i);
        interrupt_at(&hand, 1000 * i);
    }
    struct run_result *result = goes_as_stated(&hand);
    assert_true(value_of(result, METRIC_WIRE_WAIT_MAX_NS) == 3000);
    assert_true(value_of(result, METRIC_WINDOW_MEAN) == 1);
    run_result_free(result);
}

static void sixty_four_sources_of_a_million_connections_fit_an_event(void **state) {
    (void)state;
    uint64_t number = (uint64_t)(CONFIG_SOURCES_MAX - 1) << 20 | 999999;
    uint64_t order = event_order(EVENT_ACKNOWLEDGE, number, 1u << 16 | 65535);
    assert_int_equal(event_kind_of(order), EVENT_ACKNOWLEDGE);
    assert_true(event_number_of(order) == number && number <= UINT32_MAX);
    assert_int_equal(event_subject_of(order), 1u << 16 | 65535);
}

static void more_frames_than_can_be_under_way_are_refused(void **state) {
    (void)state;
    const char *problem = NULL;
    struct config *config = connection(17, 1, 1000, 1000, 2);
    config->source->flows.count = 1000000;
    assert_null(plan_make(config, &problem));
    assert_string_equal(problem,
                        "traffic clients, flows and window: more than 16,777,216 frames can be under way");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(throughput_is_the_window_by_round_trip_and_latency),
        cmocka_unit_test(the_window_grows_by_one_for_each_window_acknowledged),
        cmocka_unit_test(a_loss_halves_the_window_when_it_is_noticed),
        cmocka_unit_test(losses_of_one_window_halve_it_once),
        cmocka_unit_test(a_window_is_never_less_than_one),
        cmocka_unit_test(connections_are_flows_with_a_window_each),
        cmocka_unit_test(sixty_four_sources_of_a_million_connections_fit_an_event),
        cmocka_unit_test(more_frames_than_can_be_under_way_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
