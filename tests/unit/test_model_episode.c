/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Interrupt-disable episodes by hand: when they begin, what goes on during one, when they end, how they are
 * counted. */
#include "model_hand.h"
#include "modules.h"

static struct hand hand;

/* Six buffers, held 1,000 ns, disabled at 1, enabled at 4. 1 to 5 are indicated at 0, 10 .. 40: ready 1
 * at 40. 6 takes the last visible descriptor at 50 and waits filled; 7 is lost. Returns at 1000, 1010, 1020
 * bring ready to 4 (6's own buffer counts, it is with the driver): the end, and 6 is indicated: ready 3.
 * Buffers that came back in between were not posted: 8 at 1015 is lost. */
static void an_episode_runs_from_at_to_resume(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 6);
    config->disable_at = 1;
    config->disable_resume = 4;
    hand.app->hold = constant(US);
    for (uint64_t i = 0; i < 7; i++)
        frame_at(&hand, 10 * i, 64);
    frame_at(&hand, 1015, 64);
    initial_block(&hand);
    for (uint64_t i = 1; i <= 5; i++) {
        frame_is(&hand, i, DELIVERED, 10 * (i - 1), 1000 + 10 * (i - 1));
        interrupt_at(&hand, 10 * (i - 1));
    }
    frame_is(&hand, 6, DELIVERED, 1020, 2020);
    frame_is(&hand, 7, NO_DESCRIPTOR, never, never);
    frame_is(&hand, 8, NO_DESCRIPTOR, never, never);
    interrupt_at(&hand, 1020);
    episode_is(&hand, 40, 1020, 2);
    struct run_result *result = goes_as_stated(&hand);
    assert_int_equal(result->episode_count, 1);
    assert_int_equal(result->episode[0].cause, EPISODE_LIMIT);
    assert_true(result->episode[0].start_ps == ns(40) && result->episode[0].end_ps == ns(1020));
    assert_true(result->episode[0].frames_dropped == 2 && result->episode[0].number == 1);
    run_result_free(result);
}

/* `never` switches the mechanism off: buffers are posted as they come back, so 3 at 1005 finds one. */
static void without_the_mechanism_returns_are_posted_at_once(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 2);
    config->disable_at = CONFIG_NEVER;
    config->disable_resume = 2;
    hand.app->hold = constant(US);
    frame_at(&hand, 0, 64);
    frame_at(&hand, 10, 64);
    frame_at(&hand, 1005, 64);
    initial_block(&hand);
    frame_is(&hand, 1, DELIVERED, 0, 1000);
    frame_is(&hand, 2, DELIVERED, 10, 1010);
    frame_is(&hand, 3, DELIVERED, 1005, 2005);
    interrupt_at(&hand, 0);
    interrupt_at(&hand, 10);
    interrupt_at(&hand, 1005);
    goes_exactly_as_stated(&hand);
}

/* Three frames at 0, chains of 1, 10 ns each, pool of 4 disabled at 3 with resume 4: the first chain (10)
 * begins the episode; the DPC goes on: chains at 20 and 30, and 4, filled at 25, gets a slice of its own, 30
 * .. 40. Held 100: the last return, at 140, makes ready 4. */
static void the_dpc_under_way_goes_on_until_nothing_is_filled(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 4);
    config->disable_at = 3;
    config->disable_resume = 4;
    config->dpc_frame_ps = ns(10);
    config->dpc_chain = 1;
    hand.app->hold = constant(ns(100));
    for (uint64_t i = 0; i < 3; i++)
        frame_at(&hand, 0, 64);
    frame_at(&hand, 25, 64);
    initial_block(&hand);
    for (uint64_t i = 1; i <= 4; i++)
        frame_is(&hand, i, DELIVERED, 10 * i, 100 + 10 * i);
    interrupt_at(&hand, 0);
    episode_is(&hand, 10, 140, 0);
    goes_exactly_as_stated(&hand);
}

/* An episode that ends while its DPC still runs: the next chain may begin another. Pool 3, disabled at 2,
 * resume 3, chains of 1 of 100 ns, held 50: chain ends 100, 200, 300; returns 150, 250, 350 each bring ready
 * back to 3. */
static void several_episodes_fit_in_one_dpc(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 3);
    config->disable_at = 2;
    config->disable_resume = 3;
    config->dpc_frame_ps = ns(100);
    config->dpc_chain = 1;
    hand.app->hold = constant(ns(50));
    for (int i = 0; i < 3; i++)
        frame_at(&hand, 0, 64);
    initial_block(&hand);
    interrupt_at(&hand, 0);
    for (uint64_t i = 1; i <= 3; i++) {
        frame_is(&hand, i, DELIVERED, 100 * i, 100 * i + 50);
        episode_is(&hand, 100 * i, 100 * i + 50, 0);
    }
    goes_exactly_as_stated(&hand);
}

/* One buffer, held 1,000 ns: episodes 0 .. 1000 (before the warm-up of 500), 2000 .. 3000, 4000 .. open at
 * the end, 4500. Window 500 .. 4500: two began in it, one is open, one has a duration (1,000 ns); disabled
 * for 500 + 1000 + 500 of 4,000 ns. 2 is lost at 100, in the warm-up; 4 at 2500. */
static void episodes_are_counted_by_their_beginning_and_clipped_for_the_ratio(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 1);
    config->duration_ps = ns(4500);
    config->warmup_ps = ns(500);
    hand.app->hold = constant(US);
    const uint64_t at[] = {0, 100, 2000, 2500, 4000};
    for (size_t i = 0; i < 5; i++)
        frame_at(&hand, at[i], 64);
    initial_block(&hand);
    frame_is(&hand, 1, DELIVERED, 0, 1000);
    frame_is(&hand, 2, NO_DESCRIPTOR, never, never);
    frame_is(&hand, 3, DELIVERED, 2000, 3000);
    frame_is(&hand, 4, NO_DESCRIPTOR, never, never);
    frame_is(&hand, 5, DELIVERED, 4000, never);
    interrupt_at(&hand, 0);
    interrupt_at(&hand, 2000);
    interrupt_at(&hand, 4000);
    episode_is(&hand, 0, 1000, 1);
    episode_is(&hand, 2000, 3000, 1);
    episode_is(&hand, 4000, never, 0);
    struct run_result *result = goes_as_stated(&hand);
    assert_count(result, METRIC_INTERRUPT_DISABLE_EPISODES, 2);
    assert_count(result, METRIC_INTERRUPT_DISABLE_OPEN, 1);
    assert_count(result, METRIC_INTERRUPT_DISABLE_DROPS, 1);
    assert_true(value_of(result, METRIC_INTERRUPT_DISABLED_RATIO) == 0.5);
    assert_true(value_of(result, METRIC_INTERRUPT_DISABLE_MEAN_NS) == 1000);
    assert_true(value_of(result, METRIC_INTERRUPT_DISABLE_MAX_NS) == 1000);
    assert_int_equal(result->episode_count, 3);
    assert_true(result->episode[2].end_ps == TIME_NEVER);
    run_result_free(result);
}

/* Rows handed to the keeper itself: durations 30 10 50 20 100 40 70 60 90 90, two rows kept of each kind: the
 * first two, and of the others the longest two; of equal ones the lower number stays. */
static void the_first_and_the_longest_episodes_are_kept(void **state) {
    const uint64_t length[] = {30, 10, 50, 20, 100, 40, 70, 60, 90, 90};
    const char *problem;
    (void)state;
    hand_start(&hand, 1)->store_episodes = 2;
    struct plan *plan = plan_make(hand.config, &problem);
    struct sim *sim = sim_create(plan);
    for (uint64_t i = 0; i < 10; i++)
        record_episode(
            sim, &(struct episode_row){.number = i + 1, .start_ps = 7 * i, .end_ps = 7 * i + length[i]});
    assert_true(sim->state->episode_rows.seen == 10 && sim->state->episode_rows.longest == 2);
    assert_true(sim->episode_first[0].number == 1 && sim->episode_first[1].number == 2);
    uint64_t a = sim->episode_longest[0].number, b = sim->episode_longest[1].number;
    assert_true(a == 9 && b == 5); /* the shorter one, 90 of number 9, is at the root and would make way */
    sim_destroy(sim);
    plan_free(plan);
}

/* Two buffers, a block of two asked for when none is ready (at 10, the instant the second frame is indicated
 * and the episode begins) that takes 1,000 ns. The block ends the episode at 1010. */
static void a_request_made_in_the_instant_an_episode_begins_is_its_cause(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 2);
    config->pool_policy = 1;
    config->pool_limit = config->nic_ring = 4;
    config->grow_chunk = 2;
    config->allocation_latency = constant(US);
    hand.app->hold = constant(5 * US);
    frame_at(&hand, 0, 64);
    frame_at(&hand, 10, 64);
    allocation_is(&hand, 1, 2, 0, 1000, ALLOCATION_DONE);
    allocation_is(&hand, 2, 2, 10, 1010, ALLOCATION_DONE);
    frame_is(&hand, 1, DELIVERED, 0, 5000);
    frame_is(&hand, 2, DELIVERED, 10, 5010);
    interrupt_at(&hand, 0);
    interrupt_at(&hand, 10);
    episode_is(&hand, 10, 1010, 0);
    struct run_result *result = goes_as_stated(&hand);
    assert_int_equal(result->episode[0].cause, EPISODE_GROWTH_PENDING);
    run_result_free(result);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_episode_runs_from_at_to_resume),
        cmocka_unit_test(without_the_mechanism_returns_are_posted_at_once),
        cmocka_unit_test(the_dpc_under_way_goes_on_until_nothing_is_filled),
        cmocka_unit_test(several_episodes_fit_in_one_dpc),
        cmocka_unit_test(episodes_are_counted_by_their_beginning_and_clipped_for_the_ratio),
        cmocka_unit_test(the_first_and_the_longest_episodes_are_kept),
        cmocka_unit_test(a_request_made_in_the_instant_an_episode_begins_is_its_cause),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
