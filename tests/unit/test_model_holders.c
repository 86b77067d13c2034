/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames with more than one holder: protocols that see every frame beside its owner. Worked out by hand. */
#include "model_hand.h"
#include "model_steps.h"

static struct hand hand;
static struct protocol_config *tap;

/* "tap" sees every frame of "app". */
static struct config *tapped(uint32_t buffers) {
    struct config *config = hand_start(&hand, buffers);
    tap = &hand.fixture.protocol[1];
    memcpy(tap->name, "tap", 4);
    tap->mode = PROTOCOL_ALL;
    config->protocol_count = 2;
    return config;
}

static void a_frame_is_back_when_the_later_of_both_returned_it(void **state) {
    (void)state;
    for (int later = 0; later < 2; later++) {
        tapped(8);
        hand.app->hold = constant(ns(later ? 300 : 100));
        tap->hold = constant(ns(later ? 100 : 300));
        frames_come_at(&hand, (const uint64_t[]){0, 1000}, 2);
        frame_is(&hand, 1, DELIVERED, 0, 300);
        frame_is(&hand, 2, DELIVERED, 1000, 1300);
        goes_exactly_as_stated(&hand);
    }
}

/* The tap serves 1 from 0 to 100 and has no room for 2, which is back when the owner is done with it, at
 * once; 3 comes when its server has become idle. */
static void a_full_backlog_of_the_tap_does_not_drop_the_owners_frame(void **state) {
    (void)state;
    tapped(8);
    tap->servers = 1;
    tap->backlog = 0;
    tap->service = constant(ns(100));
    frames_come_at(&hand, (const uint64_t[]){0, 10, 100}, 3);
    frame_is(&hand, 1, DELIVERED, 0, 100);
    frame_is(&hand, 2, DELIVERED, 10, 10);
    frame_is(&hand, 3, DELIVERED, 100, 200);
    struct run_result *result = goes_as_stated(&hand);
    assert_count(result, METRIC_DROP_PROTOCOL_BACKLOG, 0);
    assert_count(result, METRIC_PROTOCOL_MISSED, 1);
    run_result_free(result);
}

/* The owner serves 1 till 100 and has no room for 2: lost, though the tap keeps its buffers for 500. */
static void what_the_owner_drops_is_back_when_the_tap_returned_it(void **state) {
    (void)state;
    tapped(8);
    hand.app->servers = 1;
    hand.app->backlog = 0;
    hand.app->service = constant(ns(100));
    tap->hold = constant(ns(500));
    frames_come_at(&hand, (const uint64_t[]){0, 10}, 2);
    frame_is(&hand, 1, DELIVERED, 0, 500);
    frame_is(&hand, 2, BACKLOG, 10, 510);
    struct run_result *result = goes_as_stated(&hand);
    assert_count(result, METRIC_FRAMES_DELIVERED, 1);
    assert_count(result, METRIC_DROP_PROTOCOL_BACKLOG, 1);
    run_result_free(result);
}

/* One buffer, mark 0: a buffer that were out for an instant would begin an episode. */
static void holders_that_take_no_time_return_within_the_indication(void **state) {
    (void)state;
    tapped(1)->disable_at = 0;
    frames_come_at(&hand, (const uint64_t[]){0, 10}, 2);
    frame_is(&hand, 1, DELIVERED, 0, 0);
    frame_is(&hand, 2, DELIVERED, 10, 10);
    goes_exactly_as_stated(&hand);
}

/* 5000 B are three buffers of four, which come back together when the later of two taps is done (300): a
 * frame of two more at 200 finds one; at 300 there are four again. */
static void all_buffers_of_a_frame_wait_for_all_taps(void **state) {
    (void)state;
    struct config *config = tapped(4);
    struct protocol_config *second = &hand.fixture.protocol[2];
    memcpy(second->name, "zoo", 4);
    second->mode = PROTOCOL_ALL;
    config->protocol_count = 3;
    config->disable_at = CONFIG_NEVER;
    tap->hold = constant(ns(100));
    second->hold = constant(ns(300));
    initial_block(&hand);
    const uint64_t at[] = {0, 200, 300};
    for (size_t i = 0; i < 3; i++)
        frame_at(&hand, at[i], 5000);
    interrupt_at(&hand, 0);
    interrupt_at(&hand, 300);
    frame_is(&hand, 1, DELIVERED, 0, 300);
    frame_is(&hand, 2, NO_DESCRIPTOR, never, never);
    frame_is(&hand, 3, DELIVERED, 300, 600);
    goes_exactly_as_stated(&hand);
}

/* Inline costs are those of the owner and of the tap, in one piece: 20 + 30. So too where owners differ
 * ("zip" has no share, "app" owns all). */
static void the_tap_has_its_inline_cost_in_every_chain(void **state) {
    (void)state;
    for (uint32_t owners = 1; owners <= 2; owners++) {
        struct config *config = tapped(8);
        struct protocol_config *other = &hand.fixture.protocol[2];
        memcpy(other->name, "zip", 4);
        other->share = 0;
        other->inline_cost_ps = ns(400);
        config->protocol_count = owners + 1;
        hand.app->inline_cost_ps = ns(20);
        tap->inline_cost_ps = ns(30);
        frames_come_at(&hand, (const uint64_t[]){0}, 1);
        frame_is(&hand, 1, DELIVERED, 50, 50);
        goes_exactly_as_stated(&hand);
    }
}

/* Two owners, random arrivals, services and holds; with a tap that takes no time every fact is the same. */
static void a_tap_that_takes_no_time_changes_nothing(void **state) {
    struct digest digest[2];
    (void)state;
    for (uint32_t with = 0; with < 2; with++) {
        struct config *config = fixture_textbook(&hand.fixture);
        struct protocol_config *protocol = config->protocol;
        for (uint32_t i = 0; i < 2; i++) {
            protocol[i].share = 1 + 2 * i;
            protocol[i].servers = 1;
            protocol[i].backlog = 3;
            protocol[i].service = exponential(US);
            protocol[i].hold = exponential(US);
        }
        const char *const names[] = {"app", "net", "tap"};
        for (uint32_t i = 0; i < 3; i++)
            memcpy(protocol[i].name, names[i], 4);
        protocol[2].mode = PROTOCOL_ALL;
        config->protocol_count = 2 + with;
        struct run_result *result = fixture_run(config);
        assert_true(count_of(result, METRIC_DROP_PROTOCOL_BACKLOG) > 0);
        digest[with] = result->digest;
        run_result_free(result);
    }
    assert_memory_equal(&digest[0], &digest[1], sizeof digest[0]);
}

/* Window 100 .. 1100, frames at 0 and 200. app: 0 .. 300 and 200 .. 500, so 1 buffer for 100 + 200 and 2 for
 * 100: 500 of 1,000. The tap serves one till 600 and has no room for the other: 500 of 1,000 too. Of the
 * measurement is the second frame. */
static void each_protocol_says_what_it_did(void **state) {
    (void)state;
    struct config *config = tapped(8);
    config->duration_ps = ns(1100);
    config->warmup_ps = ns(100);
    hand.app->hold = constant(ns(300));
    tap->servers = 1;
    tap->backlog = 0;
    tap->service = constant(ns(600));
    frames_come_at(&hand, (const uint64_t[]){0, 200}, 2);
    struct run_result *result = fixture_run(config);
    assert_int_equal(result->protocol_count, 2);
    const struct protocol_row *app = &result->protocol[0], *seen = &result->protocol[1];
    assert_string_equal(app->name, "app");
    assert_string_equal(seen->name, "tap");
    assert_true(app->indicated == 1 && app->delivered == 1 && app->dropped == 0);
    assert_true(app->held_mean == 0.5 && app->held_max == 2);
    assert_true(seen->indicated == 1 && seen->delivered == 0 && seen->dropped == 1);
    assert_true(seen->held_mean == 0.5 && seen->held_max == 1);
    run_result_free(result);
}

/* As above without the tap: what a protocol did that is alone is what all did. */
static void a_protocol_that_is_alone_says_it_too(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 8);
    config->duration_ps = ns(1100);
    config->warmup_ps = ns(100);
    hand.app->hold = constant(ns(300));
    frames_come_at(&hand, (const uint64_t[]){0, 200}, 2);
    struct run_result *result = fixture_run(config);
    assert_int_equal(result->protocol_count, 1);
    const struct protocol_row *app = result->protocol;
    assert_true(app->indicated == 1 && app->delivered == 1 && app->dropped == 0);
    assert_true(app->held_mean == 0.5 && app->held_max == 2 && app->backlog_max == 0);
    run_result_free(result);
}

/* Everything at once: two owners and a tap, stalls, batches, returns that cost, shared servers. */
static const struct config *everything(void) {
    struct config *config = fixture_textbook(&hand.fixture);
    config->duration_ps = 200 * US;
    config->cpu_count = 2;
    config->cpu_return_ps = ns(30);
    config->protocol_count = 3;
    for (uint32_t i = 0; i < 3; i++) {
        struct protocol_config *protocol = &config->protocol[i];
        memcpy(protocol->name, (const char *[]){"app", "net", "tap"}[i], 4);
        protocol->servers = 2;
        protocol->backlog = 4;
        protocol->service = exponential(US);
        protocol->hold = exponential(US);
        protocol->stall_every = exponential(5 * US);
        protocol->stall_for = exponential(2 * US);
        protocol->stall_service = i == 1 ? STALL_FINISH : STALL_SUSPEND;
        protocol->return_batch = 1 + i;
        protocol->return_timer_ps = 2 * US;
        protocol->cpu = i == 0 ? PROTOCOL_SHARED : PROTOCOL_DEDICATED;
    }
    config->protocol[2].mode = PROTOCOL_ALL;
    return config;
}

/* Copied after every so many events: each copy comes to the end the whole run came to. */
static void a_copy_of_a_run_with_everything_on_goes_on_alike(void **state) {
    const char *problem;
    uint64_t copies = 0;
    (void)state;
    struct plan *plan = plan_make(everything(), &problem);
    struct sim *sim = sim_create(plan), *copy = sim_create(plan);
    struct run_result *whole = sim_run(copy, 3, 0, NULL, NULL);
    assert_true(count_of(whole, METRIC_PROTOCOL_MISSED) > 0 && count_of(whole, METRIC_BACKLOG_MAX) > 1);
    assert_true(sim_start(sim, 3, 0));
    for (; run_steps(sim, 11); copies++) {
        memcpy(copy->block, sim->block, plan->at.bytes);
        struct run_result *rest = run_out(copy);
        assert_memory_equal(&rest->digest, &whole->digest, sizeof whole->digest);
        assert_true(value_of(rest, METRIC_PROTOCOL_STALLED_RATIO) ==
                    value_of(whole, METRIC_PROTOCOL_STALLED_RATIO));
        for (uint32_t i = 0; i < 3; i++) {
            assert_true(rest->protocol[i].indicated == whole->protocol[i].indicated);
            assert_true(rest->protocol[i].held_mean == whole->protocol[i].held_mean);
        }
        run_result_free(rest);
    }
    assert_true(copies > 50);
    run_result_free(whole);
    sim_destroy(sim);
    sim_destroy(copy);
    plan_free(plan);
}

static void assert_refused(const struct config *config, const char *because) {
    const char *problem = NULL;
    assert_null(plan_make(config, &problem));
    if (!strstr(problem, because))
        fail_msg("refused because of: %s", problem);
}

static void what_has_no_room_or_no_owner_is_refused(void **state) {
    (void)state;
    fixture_pool(tapped(8), 2097153); /* twice that is more than 2^22 */
    assert_refused(hand.config, "pool.limit");
    hand.app->mode = PROTOCOL_ALL;
    assert_refused(hand.config, "mode: split");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_frame_is_back_when_the_later_of_both_returned_it),
        cmocka_unit_test(a_full_backlog_of_the_tap_does_not_drop_the_owners_frame),
        cmocka_unit_test(what_the_owner_drops_is_back_when_the_tap_returned_it),
        cmocka_unit_test(holders_that_take_no_time_return_within_the_indication),
        cmocka_unit_test(all_buffers_of_a_frame_wait_for_all_taps),
        cmocka_unit_test(the_tap_has_its_inline_cost_in_every_chain),
        cmocka_unit_test(a_tap_that_takes_no_time_changes_nothing),
        cmocka_unit_test(each_protocol_says_what_it_did),
        cmocka_unit_test(a_protocol_that_is_alone_says_it_too),
        cmocka_unit_test(a_copy_of_a_run_with_everything_on_goes_on_alike),
        cmocka_unit_test(what_has_no_room_or_no_owner_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
