/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Protocols by hand: servers, backlog, service and hold, shares. */
#include "model_hand.h"

static struct hand hand;

/* One server of 100 ns, two may wait. 1 is served 0 .. 100; 2 and 3 wait; 4 at 30 is one over, dropped, its
 * buffer back at once; 5 at 100 finds room, for the service of 1 ends before it arrives: 2 is served till
 * 200, 3 till 300, 5 till 400. */
static void one_over_the_backlog_is_dropped_and_its_buffer_returned(void **state) {
    (void)state;
    hand_start(&hand, 8);
    hand.app->servers = 1;
    hand.app->service = constant(ns(100));
    hand.app->backlog = 2;
    frames_come_at(&hand, (const uint64_t[]){0, 10, 20, 30, 100}, 5);
    frame_is(&hand, 1, DELIVERED, 0, 100);
    frame_is(&hand, 2, DELIVERED, 10, 200);
    frame_is(&hand, 3, DELIVERED, 20, 300);
    frame_is(&hand, 4, BACKLOG, 30, 30);
    frame_is(&hand, 5, DELIVERED, 100, 400);
    struct run_result *result = goes_as_stated(&hand);
    assert_count(result, METRIC_DROP_PROTOCOL_BACKLOG, 1);
    assert_count(result, METRIC_FRAMES_INDICATED, 5); /* it was handed over, then dropped */
    assert_count(result, METRIC_FRAMES_DELIVERED, 4);
    run_result_free(result);
}

/* No backlog at all: whoever finds the server busy is lost. */
static void a_backlog_of_none_holds_nothing(void **state) {
    (void)state;
    hand_start(&hand, 8);
    hand.app->servers = 1;
    hand.app->service = constant(ns(100));
    hand.app->backlog = 0;
    frames_come_at(&hand, (const uint64_t[]){0, 99, 100}, 3);
    frame_is(&hand, 1, DELIVERED, 0, 100);
    frame_is(&hand, 2, BACKLOG, 99, 99);
    frame_is(&hand, 3, DELIVERED, 100, 200);
    goes_exactly_as_stated(&hand);
}

/* Two servers of 100 ns: 1 and 2 at once, 3 when 1 is done (100), 4 when 2 is (110). */
static void two_servers_work_side_by_side(void **state) {
    (void)state;
    hand_start(&hand, 8);
    hand.app->servers = 2;
    hand.app->service = constant(ns(100));
    frames_come_at(&hand, (const uint64_t[]){0, 10, 20, 30}, 4);
    frame_is(&hand, 1, DELIVERED, 0, 100);
    frame_is(&hand, 2, DELIVERED, 10, 110);
    frame_is(&hand, 3, DELIVERED, 20, 200);
    frame_is(&hand, 4, DELIVERED, 30, 210);
    goes_exactly_as_stated(&hand);
}

/* Hold begins when service ends and needs no server: 1 is delivered at 100, its buffer returns at 150; 2 is
 * served from 100 on, not from 150. */
static void a_buffer_is_held_after_its_service(void **state) {
    (void)state;
    hand_start(&hand, 8)->duration_ps = ns(240);
    hand.app->servers = 1;
    hand.app->service = constant(ns(100));
    hand.app->hold = constant(ns(50));
    frames_come_at(&hand, (const uint64_t[]){0, 0}, 2);
    frame_is(&hand, 1, DELIVERED, 0, 150);
    frame_is(&hand, 2, DELIVERED, 0, never); /* delivered at 200, to return at 250, after the end */
    struct run_result *result = goes_as_stated(&hand);
    assert_count(result, METRIC_FRAMES_DELIVERED, 2);
    assert_count(result, METRIC_FRAMES_INSIDE, 0);
    run_result_free(result);
}

/* What is still in service at the end of the run is inside, though its buffer is with the protocol. */
static void a_frame_in_service_is_not_delivered(void **state) {
    (void)state;
    hand_start(&hand, 8)->duration_ps = ns(100);
    hand.app->servers = 1;
    hand.app->service = constant(ns(100));
    frames_come_at(&hand, (const uint64_t[]){0}, 1);
    frame_is(&hand, 1, INSIDE, 0, never);
    goes_exactly_as_stated(&hand);
}

/* Shares 1 and 3: of n frames the first gets a quarter, give or take 4.5 standard deviations; each frame's
 * protocol is drawn when it takes its buffer, so dropped ones draw none: with no hold and one buffer none is
 * dropped. "a" is served for 1 ns and "b" for none, so time to return tells which is which. */
static void shares_split_the_frames(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 8);
    struct source_config *source = config->source;
    memcpy(hand.fixture.protocol[0].name, "a", 2);
    memcpy(hand.fixture.protocol[1].name, "b", 2);
    config->protocol_count = 2;
    hand.fixture.protocol[0].share = 1;
    hand.fixture.protocol[1].share = 3;
    hand.fixture.protocol[0].service = constant(ns(1));
    source->arrival = ARRIVAL_CBR;
    source->size.kind = SIZE_FIXED;
    source->interval_ps = ns(10);
    source->trace = NULL;
    struct run_result *result = fixture_run(config);
    uint64_t frames = count_of(result, METRIC_FRAMES_OFFERED), of_a = 0;
    assert_true(frames == 100000);
    for (uint32_t i = 0; i < result->histogram[HISTOGRAM_RETURN].count; i++)
        of_a += result->histogram[HISTOGRAM_RETURN].row[i].low > 0
                    ? result->histogram[HISTOGRAM_RETURN].row[i].count
                    : 0;
    assert_in_range(of_a, 25000 - 616, 25000 + 616); /* sqrt(100000 * 1/4 * 3/4) = 136.9 */
    run_result_free(result);
}

/* The draw of a frame's protocol is of its own stream: a protocol's times do not shift when shares do. */
static void a_protocol_draws_from_its_own_stream(void **state) {
    double mean[2];
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct config *config = hand_start(&hand, 8);
        memcpy(hand.fixture.protocol[1].name, "b", 2);
        config->protocol_count = 1 + (uint32_t)i;
        hand.fixture.protocol[1].share = 0; /* bound, but nothing is for it */
        hand.app->hold = exponential(US);
        for (uint64_t j = 0; j < 40; j++)
            frame_at(&hand, 20000 * j, 64);
        struct run_result *result = fixture_run(config);
        mean[i] = value_of(result, METRIC_RETURN_MEAN_NS);
        run_result_free(result);
    }
    assert_true(mean[0] == mean[1] && mean[0] > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_over_the_backlog_is_dropped_and_its_buffer_returned),
        cmocka_unit_test(a_backlog_of_none_holds_nothing),
        cmocka_unit_test(two_servers_work_side_by_side),
        cmocka_unit_test(a_buffer_is_held_after_its_service),
        cmocka_unit_test(a_frame_in_service_is_not_delivered),
        cmocka_unit_test(shares_split_the_frames),
        cmocka_unit_test(a_protocol_draws_from_its_own_stream),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
