/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The policies that measure: proportional follows the demand, predictive runs ahead of a falling count. */
#include "policy_hand.h"

/* One period after another with these demands; the answer of the last. */
static const struct rxpool_policy_decision *periods(struct asked *asked, const uint32_t *demand,
                                                    uint32_t count) {
    const struct rxpool_policy_decision *answer = ask(asked, 0, START, 10);
    for (uint32_t i = 0; i < count; i++) {
        assert_int_equal(answer->tick_after_ps, 1000);
        asked->view.peak_since_asked = demand[i];
        answer = ask(asked, 1000 * ((uint64_t)i + 1), TICK, 10);
    }
    return answer;
}

/* The first demand, 20: mean 20, deviation 10, target 60. The pool has 10, so 50 are lacking: seven chunks of
 * 8 (10 + 56 = 66), if so many may be in flight; with 4 allowed, four; and after one of them is in, four
 * more? No: 10 + 32 = 42, 18 are lacking, three. */
static void proportional_asks_for_mean_and_four_deviations(void **unused) {
    (void)unused;
    struct asked asked = asked_of(&policy_proportional);
    asked.settings.grow_in_flight = 10;
    assert_asks(periods(&asked, (const uint32_t[]){20}, 1), 7, 8);
    asked = asked_of(&policy_proportional);
    asked.settings.grow_in_flight = 4;
    assert_asks(periods(&asked, (const uint32_t[]){20}, 1), 4, 8);
    asked.view.total = asked.view.live = 42;
    assert_asks(ask(&asked, 1500, ENDED, 30), 3, 8);
}

/* 16, then 32: error 16; mean 16 + 2 = 18 (8 * 16 + 16 = 144); deviation 4 * 8 = 32, + 16 - 8 = 40:
 * target 58. Then 18: error 0; deviation 40 - 10 = 30: target 48. The pool of 50 lacks one chunk before, none
 * after. */
static void proportional_smooths_as_tcp_does(void **unused) {
    (void)unused;
    struct asked asked = asked_of(&policy_proportional);
    asked.settings.grow_in_flight = 10;
    asked.view.total = asked.view.live = 50;
    assert_asks(periods(&asked, (const uint32_t[]){16, 32}, 2), 1, 8);
    asked = asked_of(&policy_proportional);
    asked.settings.grow_in_flight = 10;
    asked.view.total = asked.view.live = 50;
    assert_asks(periods(&asked, (const uint32_t[]){16, 32, 18}, 3), 0, 0);
    asked.view.total = asked.view.live = 47;
    assert_asks(ask(&asked, 3500, ENDED, 30), 1, 8);
}

/* The demand of a period is the greatest of all calls in it, and the next period starts from nothing: 16 seen
 * at 300 counts at 1,000; at 2,000 the demand is 0: error -16, mean 14, deviation 32 + 16 - 8 = 40,
 * target 54. */
static void proportional_takes_the_greatest_demand_of_a_period(void **unused) {
    (void)unused;
    struct asked asked = asked_of(&policy_proportional);
    asked.settings.grow_in_flight = 10;
    ask(&asked, 0, START, 10);
    asked.view.peak_since_asked = 16;
    assert_asks(ask(&asked, 300, ENDED, 10), 0, 0);
    asked.view.peak_since_asked = 2;
    assert_asks(ask(&asked, 1000, TICK, 10), 5, 8); /* target 48: 38 are lacking */
    asked.view.total = asked.view.live = 53;
    assert_asks(ask(&asked, 2000, TICK, 53), 1, 8);
    asked.view.total = asked.view.live = 54;
    assert_asks(ask(&asked, 2100, ENDED, 54), 0, 0);
}

/* Target 6: 14 is a chunk above it and stays, 15 is more, and gives blocks back while there are grown ones.
 */
static void proportional_gives_back_what_is_more_than_a_chunk_above(void **unused) {
    (void)unused;
    struct asked asked = asked_of(&policy_proportional);
    asked.view.grown_blocks = 1;
    asked.view.total = asked.view.live = 14;
    assert_int_equal(periods(&asked, (const uint32_t[]){2}, 1)->shrink_blocks, 0);
    asked.view.total = asked.view.live = 15;
    assert_int_equal(ask(&asked, 1100, COUNTS, 15)->shrink_blocks, 1);
    asked.view.grown_blocks = 0;
    assert_int_equal(ask(&asked, 1200, COUNTS, 15)->shrink_blocks, 0);
}

/* Until a request has taken time the slope, however steep, does not count: the mark is 4. */
static void predictive_is_a_watermark_until_it_knows_the_latency(void **unused) {
    (void)unused;
    struct asked asked = asked_of(&policy_predictive);
    assert_int_equal(ask(&asked, 0, START, 90)->watch_low, 4);
    const struct rxpool_policy_decision *answer = ask(&asked, 1000, TICK, 50);
    assert_asks(answer, 0, 0);
    assert_true(answer->watch_low == 4 && answer->tick_after_ps == 1000);
    assert_asks(ask(&asked, 1100, COUNTS, 4), 1, 8);
}

/* 10 less in 1,000 ps and requests of 2,500: 25 less by then, so the mark is 29. Then a second request of
 * 500: (7 * 2500 + 500) / 8 = 2,250, the mark 4 + 22.5, rounded up to 27. Ready that rises again, by 1 in a
 * period, lowers the mark by 2.25, rounded down to 2. */
static void predictive_asks_before_the_mark_is_reached(void **unused) {
    (void)unused;
    struct asked asked = asked_of(&policy_predictive);
    ask(&asked, 0, START, 60);
    asked.view.latency_ps = 2500;
    assert_int_equal(ask(&asked, 500, ENDED, 55)->watch_low, 4); /* no slope known yet */
    assert_int_equal(ask(&asked, 1000, TICK, 50)->watch_low, 29);
    assert_asks(ask(&asked, 1100, COUNTS, 30), 0, 0);
    assert_asks(ask(&asked, 1200, COUNTS, 29), 1, 8);
    asked.view.latency_ps = 500;
    assert_int_equal(ask(&asked, 1300, ENDED, 40)->watch_low, 27);
    assert_int_equal(ask(&asked, 2000, TICK, 51)->watch_low, 2);
}

/* Rising fast: ready would be above the mark even from nothing. And a fall as steep as can be stays in range.
 */
static void predictive_marks_stay_in_range(void **unused) {
    (void)unused;
    struct asked asked = asked_of(&policy_predictive);
    asked.view.latency_ps = UINT64_MAX;
    ask(&asked, 0, START | ENDED, 10);
    const struct rxpool_policy_decision *answer = ask(&asked, 1000, TICK, 20);
    assert_asks(answer, 0, 0);
    assert_int_equal(answer->watch_low, -1);
    answer = ask(&asked, 2000, TICK, 0);
    assert_asks(answer, 1, 8);
    asked.view.pending = 1;
    assert_int_equal(ask(&asked, 2100, COUNTS, 100)->watch_low, -1);
    asked.view.pending = 0;
    asked.view.total = 93;
    assert_int_equal(ask(&asked, 2200, COUNTS, 93)->watch_low, -1); /* no chunk fits any more */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(proportional_asks_for_mean_and_four_deviations),
        cmocka_unit_test(proportional_smooths_as_tcp_does),
        cmocka_unit_test(proportional_takes_the_greatest_demand_of_a_period),
        cmocka_unit_test(proportional_gives_back_what_is_more_than_a_chunk_above),
        cmocka_unit_test(predictive_is_a_watermark_until_it_knows_the_latency),
        cmocka_unit_test(predictive_asks_before_the_mark_is_reached),
        cmocka_unit_test(predictive_marks_stay_in_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
