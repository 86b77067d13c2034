/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Protocols that stand still, by hand: stalls from 100 to 150, 250 to 300, 400 to 450 ... unless said
 * otherwise. */
#include "model_hand.h"

static struct hand hand;

static struct config *stalling(enum stall_service service) {
    struct config *config = hand_start(&hand, 8);
    hand.app->stall_every = constant(ns(100));
    hand.app->stall_for = constant(ns(50));
    hand.app->stall_service = service;
    return config;
}

/* At 100 the stall begins before the frame comes, at 150 it ends before. */
static void frames_wait_in_a_stall_even_for_servers_without_end(void **state) {
    (void)state;
    stalling(STALL_SUSPEND);
    frames_come_at(&hand, (const uint64_t[]){90, 100, 120, 150}, 4);
    frame_is(&hand, 1, DELIVERED, 90, 90);
    frame_is(&hand, 2, DELIVERED, 100, 150);
    frame_is(&hand, 3, DELIVERED, 120, 150);
    frame_is(&hand, 4, DELIVERED, 150, 150);
    struct run_result *result = goes_as_stated(&hand);
    assert_count(result, METRIC_BACKLOG_MAX, 2);
    run_result_free(result);
}

static void the_backlog_is_limited_in_a_stall_too(void **state) {
    (void)state;
    stalling(STALL_SUSPEND);
    hand.app->backlog = 1;
    frames_come_at(&hand, (const uint64_t[]){110, 120, 160}, 3);
    frame_is(&hand, 1, DELIVERED, 110, 150);
    frame_is(&hand, 2, BACKLOG, 120, 120);
    frame_is(&hand, 3, DELIVERED, 160, 160);
    goes_exactly_as_stated(&hand);
}

/* Services of 80. From 20: ends at 100, when the stall begins: in time. From 50: 50 are done at 100, the
 * other 30 from 150 on. From 70: 50 are left at 100, till 200; and held 40 from then. */
static void a_service_that_is_suspended_ends_later_by_the_stall(void **state) {
    (void)state;
    stalling(STALL_SUSPEND);
    hand.app->service = constant(ns(80));
    hand.app->hold = constant(ns(40));
    frames_come_at(&hand, (const uint64_t[]){20, 50, 70}, 3);
    frame_is(&hand, 1, DELIVERED, 20, 140); /* holding goes on in a stall */
    frame_is(&hand, 2, DELIVERED, 50, 220);
    frame_is(&hand, 3, DELIVERED, 70, 240);
    goes_exactly_as_stated(&hand);
}

/* 200 from 90 on: 10 till 100, 100 from 150 to 250, 90 from 300 to 390. The one of 160 would end at 360: 90
 * till 250, 100 till 400, when the third stall begins, 10 more till 460. */
static void several_stalls_add_up(void **state) {
    (void)state;
    stalling(STALL_SUSPEND);
    hand.app->service = constant(ns(200));
    frames_come_at(&hand, (const uint64_t[]){90, 160}, 2);
    frame_is(&hand, 1, DELIVERED, 90, 390);
    frame_is(&hand, 2, DELIVERED, 160, 460);
    goes_exactly_as_stated(&hand);
}

/* One server of 80, from 50 to 130 through the stall; the next may not start before 150. */
static void a_service_that_may_finish_does_but_none_starts(void **state) {
    (void)state;
    stalling(STALL_FINISH);
    hand.app->servers = 1;
    hand.app->service = constant(ns(80));
    frames_come_at(&hand, (const uint64_t[]){50, 60}, 2);
    frame_is(&hand, 1, DELIVERED, 50, 130);
    frame_is(&hand, 2, DELIVERED, 60, 230);
    goes_exactly_as_stated(&hand);
}

/* Two servers, three that wait: at the end of the stall the first two start, in order. */
static void who_waits_starts_in_order_when_the_stall_ends(void **state) {
    (void)state;
    stalling(STALL_SUSPEND);
    hand.app->servers = 2;
    hand.app->service = constant(ns(30));
    frames_come_at(&hand, (const uint64_t[]){110, 120, 130}, 3);
    frame_is(&hand, 1, DELIVERED, 110, 180);
    frame_is(&hand, 2, DELIVERED, 120, 180);
    frame_is(&hand, 3, DELIVERED, 130, 210);
    goes_exactly_as_stated(&hand);
}

/* Nothing between the stalls but the instants 50, 100, 150 ...: what waits starts in the next of them; a
 * service of 1 never ends. */
static void stalls_without_a_pause_leave_instants(void **state) {
    (void)state;
    for (int served = 0; served < 2; served++) {
        stalling(STALL_SUSPEND);
        hand.app->stall_every = constant(0);
        hand.app->service = constant(ns((uint64_t)served));
        frames_come_at(&hand, (const uint64_t[]){10, 60}, 2);
        frame_is(&hand, 1, served ? INSIDE : DELIVERED, 10, served ? never : 50);
        frame_is(&hand, 2, served ? INSIDE : DELIVERED, 60, served ? never : 100);
        goes_exactly_as_stated(&hand);
    }
}

/* The window is 1,000 .. 11,000 of a run in which the one stall begins at 2,000 and does not end. */
static void a_stall_may_outlast_the_run(void **state) {
    (void)state;
    struct config *config = stalling(STALL_SUSPEND);
    config->duration_ps = ns(11000);
    config->warmup_ps = ns(1000);
    hand.app->stall_every = constant(ns(2000));
    hand.app->stall_for = constant(INT64_MAX);
    hand.app->service = constant(ns(100));
    frames_come_at(&hand, (const uint64_t[]){1900, 1901, 3000}, 3);
    frame_is(&hand, 1, DELIVERED, 1900, 2000);
    frame_is(&hand, 2, INSIDE, 1901, never);
    frame_is(&hand, 3, INSIDE, 3000, never);
    struct run_result *result = goes_as_stated(&hand);
    assert_true(value_of(result, METRIC_PROTOCOL_STALLED_RATIO) == 0.9);
    assert_true(result->protocol[0].stalled_ps == ns(9000));
    assert_count(result, METRIC_BACKLOG_MAX, 1);
    run_result_free(result);
}

/* Each protocol has its own: "tap", which sees every frame, stalls; "app" does not. */
static void a_stall_is_one_protocols_own(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 8);
    struct protocol_config *tap = &hand.fixture.protocol[1];
    memcpy(tap->name, "tap", 4);
    tap->mode = PROTOCOL_ALL;
    tap->stall_every = constant(ns(100));
    tap->stall_for = constant(ns(50));
    tap->servers = 1;
    tap->backlog = 1;
    tap->service = constant(ns(30));
    config->protocol_count = 2;
    frames_come_at(&hand, (const uint64_t[]){80, 110, 120}, 3);
    frame_is(&hand, 1, DELIVERED, 80, 160);  /* suspended with 10 left */
    frame_is(&hand, 2, DELIVERED, 110, 190); /* waits for it */
    frame_is(&hand, 3, DELIVERED, 120, 120); /* the tap has no room */
    goes_exactly_as_stated(&hand);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_wait_in_a_stall_even_for_servers_without_end),
        cmocka_unit_test(the_backlog_is_limited_in_a_stall_too),
        cmocka_unit_test(a_service_that_is_suspended_ends_later_by_the_stall),
        cmocka_unit_test(several_stalls_add_up),
        cmocka_unit_test(a_service_that_may_finish_does_but_none_starts),
        cmocka_unit_test(who_waits_starts_in_order_when_the_stall_ends),
        cmocka_unit_test(stalls_without_a_pause_leave_instants),
        cmocka_unit_test(a_stall_may_outlast_the_run),
        cmocka_unit_test(a_stall_is_one_protocols_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
