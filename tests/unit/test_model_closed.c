/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Closed sources by hand: clients that think, send one frame, and wait for what becomes of it. */
#include "model_hand.h"

static struct hand hand;

static struct config *clients(uint32_t count, uint64_t think_ns, uint32_t buffers) {
    struct config *config = hand_start(&hand, buffers);
    config->disable_at = CONFIG_NEVER;
    config->source->arrival = ARRIVAL_CLOSED;
    config->source->clients = count;
    config->source->think = constant(ns(think_ns));
    initial_block(&hand);
    return config;
}

static void is(uint64_t number, uint64_t arrival_ns, enum hand_fate fate, uint64_t indicated_ns,
               uint64_t returned_ns) {
    frame_of(&hand, "frames", number, hand.config->source->size.low, arrival_ns, fate, indicated_ns,
             returned_ns);
    if (indicated_ns != never)
        interrupt_at(&hand, indicated_ns);
}

/* Two clients think for 1,000; one buffer, held 500. Both send at 1000: 2 is lost, its client thinks again at
 * once, that of 1 when its buffer is back, at 1500. They meet no more. */
static void a_client_thinks_again_when_its_buffer_is_back_or_its_frame_is_lost(void **state) {
    (void)state;
    clients(2, 1000, 1)->duration_ps = ns(5200);
    hand.app->hold = constant(ns(500));
    is(1, 1000, DELIVERED, 1000, 1500);
    is(2, 1000, NO_DESCRIPTOR, never, never);
    is(3, 2000, DELIVERED, 2000, 2500);
    is(4, 2500, DELIVERED, 2500, 3000);
    is(5, 3500, DELIVERED, 3500, 4000);
    is(6, 4000, DELIVERED, 4000, 4500);
    is(7, 5000, DELIVERED, 5000, never);
    goes_exactly_as_stated(&hand);
}

/* 105 + 20 B at 1 Gbit/s take 1,000. Both send at 1000; 2 waits upstream till 2000. The client of 1 sends
 * again at 3000, when 2 has arrived; so the link is never idle again. */
static void frames_wait_upstream_for_the_link(void **state) {
    (void)state;
    struct config *config = clients(2, 1000, 4);
    config->duration_ps = ns(6500);
    config->link_bps = (struct fraction){1000000000, 1};
    config->source->size.low = 105;
    for (uint64_t i = 1; i <= 5; i++)
        is(i, 1000 + 1000 * i, DELIVERED, 1000 + 1000 * i, 1000 + 1000 * i);
    struct run_result *result = goes_as_stated(&hand);
    assert_true(value_of(result, METRIC_WIRE_WAIT_MAX_NS) == 1000);
    assert_true(value_of(result, METRIC_WIRE_WAIT_MEAN_NS) == 200);
    run_result_free(result);
}

/* One server, nobody may wait, service 1,000, think 600. 2 and 3 meet 1 in service; 5 and 7 meet 4 and 6. */
static void a_frame_lost_by_the_protocol_sets_its_client_thinking(void **state) {
    (void)state;
    clients(2, 600, 4)->duration_ps = ns(3500);
    hand.app->servers = 1;
    hand.app->backlog = 0;
    hand.app->service = constant(US);
    is(1, 600, DELIVERED, 600, 1600);
    is(2, 600, BACKLOG, 600, 600);
    is(3, 1200, BACKLOG, 1200, 1200);
    is(4, 1800, DELIVERED, 1800, 2800);
    is(5, 2200, BACKLOG, 2200, 2200);
    is(6, 2800, INSIDE, 2800, never);
    is(7, 3400, BACKLOG, 3400, 3400);
    goes_exactly_as_stated(&hand);
}

/* All begin to think at `start`; nobody sends at or after `stop`, nor more than `frames` in all. */
static void clients_keep_to_the_start_the_stop_and_the_number_of_frames(void **state) {
    (void)state;
    for (int limit = 0; limit < 2; limit++) {
        struct config *config = clients(3, 1000, 8);
        config->source->start_ps = ns(500);
        config->source->stop_ps = limit ? TIME_NEVER : ns(2500);
        config->source->frames = limit ? 4 : CONFIG_UNLIMITED;
        for (uint64_t i = 1; i <= 3; i++)
            is(i, 1500, DELIVERED, 1500, 1500);
        if (limit)
            is(4, 2500, DELIVERED, 2500, 2500);
        goes_exactly_as_stated(&hand);
    }
}

/* A client that need not think sends again a picosecond later: 10 ns hold 10,000 of them. */
static void no_instant_lasts_for_ever(void **state) {
    (void)state;
    clients(1, 0, 4)->duration_ps = ns(10);
    struct run_result *result = fixture_run(hand.config);
    assert_count(result, METRIC_FRAMES_OFFERED, 9999); /* at 1 to 9,999 ps */
    run_result_free(result);
}

/* As many buffers as clients: no loss, and everybody goes round in think + hold = 2,000. */
static void enough_buffers_carry_every_client(void **state) {
    (void)state;
    clients(5, 1500, 5)->duration_ps = ns(200000);
    hand.app->hold = constant(ns(500));
    struct run_result *result = fixture_run(hand.config);
    assert_count(result, METRIC_FRAMES_DROPPED, 0);
    assert_count(result, METRIC_FRAMES_DELIVERED, 5 * 100);
    assert_true(value_of(result, METRIC_THROUGHPUT_FPS) == 500 / 2e-4);
    run_result_free(result);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_client_thinks_again_when_its_buffer_is_back_or_its_frame_is_lost),
        cmocka_unit_test(frames_wait_upstream_for_the_link),
        cmocka_unit_test(a_frame_lost_by_the_protocol_sets_its_client_thinking),
        cmocka_unit_test(clients_keep_to_the_start_the_stop_and_the_number_of_frames),
        cmocka_unit_test(no_instant_lasts_for_ever),
        cmocka_unit_test(enough_buffers_carry_every_client),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
