/* SPDX-License-Identifier: GPL-3.0-or-later */
/* watermark and doubling as functions of what they see. */
#include "policy_hand.h"

static void watermark_asks_for_a_chunk_at_the_mark_and_not_above(void **unused) {
    (void)unused;
    struct asked asked = asked_of(&policy_watermark);
    const struct rxpool_policy_decision *answer = ask(&asked, 0, START, 10);
    assert_asks(answer, 0, 0);
    assert_true(answer->watch_low == 4 && answer->watch_high == -1 && answer->tick_after_ps == 0);
    assert_asks(ask(&asked, 10, COUNTS, 5), 0, 0);
    answer = ask(&asked, 20, COUNTS, 4);
    assert_asks(answer, 1, 8);
    assert_true(answer->watch_low == -1); /* one is in flight: nothing to be asked about */
}

/* 10 + 8 * n <= 40: three fit, though five may be in flight; with 20 there already, two. */
static void watermark_fills_what_may_be_in_flight_up_to_the_limit(void **unused) {
    (void)unused;
    struct asked asked = asked_of(&policy_watermark);
    asked.settings.limit = 40;
    asked.settings.grow_in_flight = 5;
    assert_asks(ask(&asked, 0, START, 0), 3, 8);
    asked.view.total = 20;
    assert_asks(ask(&asked, 1, COUNTS, 0), 2, 8);
}

/* Refused at 100 with a pause of 50: nothing until 150, and the timer says so. */
static void a_refusal_pauses_for_the_retry_time(void **unused) {
    (void)unused;
    struct asked asked = asked_of(&policy_watermark);
    asked.settings.grow_retry_ps = 50;
    asked.view.ended_failed = 1;
    const struct rxpool_policy_decision *answer = ask(&asked, 100, ENDED, 0);
    assert_asks(answer, 0, 0);
    assert_int_equal(answer->tick_after_ps, 50);
    assert_asks(ask(&asked, 120, COUNTS, 0), 0, 0);
    assert_asks(ask(&asked, 150, TICK, 0), 1, 8);
}

/* Two blocks at a time when the idle timer ends; one when there is only one. */
static void so_many_blocks_go_back_at_once(void **unused) {
    (void)unused;
    struct asked asked = asked_of(&policy_watermark);
    asked.settings.shrink_above = 20;
    asked.settings.shrink_blocks = 2;
    asked.view.grown_blocks = 3;
    asked.view.total = asked.view.live = 34;
    assert_int_equal(ask(&asked, 0, COUNTS, 20)->idle, RXPOOL_IDLE_START);
    assert_int_equal(ask(&asked, 9, IDLE, 20)->shrink_blocks, 2);
    asked.view.grown_blocks = 1;
    assert_int_equal(ask(&asked, 9, COUNTS, 20)->idle, RXPOOL_IDLE_START);
    assert_int_equal(ask(&asked, 18, IDLE, 20)->shrink_blocks, 1);
}

/* Ticks at 100, 200, 300: the first two are above the mark, two in a row give a block back. */
static void ticks_in_a_row_give_a_block_back(void **unused) {
    (void)unused;
    struct asked asked = asked_of(&policy_watermark);
    asked.settings.shrink_above = 20;
    asked.settings.shrink_every_ps = 100;
    asked.settings.shrink_ticks = 2;
    assert_int_equal(ask(&asked, 0, START, 10)->tick_after_ps, 100);
    asked.view.grown_blocks = 2;
    assert_int_equal(ask(&asked, 100, TICK, 25)->shrink_blocks, 0);
    assert_int_equal(ask(&asked, 150, COUNTS, 3)->tick_after_ps, 50);
    const struct rxpool_policy_decision *answer = ask(&asked, 200, TICK, 25);
    assert_true(answer->shrink_blocks == 1 && answer->tick_after_ps == 100);
    assert_int_equal(ask(&asked, 300, TICK, 25)->shrink_blocks, 0);
}

/* 10 make 10 more; 20 make 20 more; of 100, 80 leave 20; a full pool asks for nothing. */
static void doubling_asks_for_the_pool_again_or_what_is_left(void **unused) {
    (void)unused;
    static const uint32_t total[] = {10, 20, 80, 99}, buffers[] = {10, 20, 20, 1};
    struct asked asked = asked_of(&policy_doubling);
    for (int i = 0; i < 4; i++) {
        asked.view.total = total[i];
        assert_asks(ask(&asked, (uint64_t)i, COUNTS, 4), 1, buffers[i]);
        assert_asks(ask(&asked, (uint64_t)i, COUNTS, 5), 0, 0);
    }
    asked.view.total = 100;
    const struct rxpool_policy_decision *answer = ask(&asked, 9, COUNTS, 0);
    assert_asks(answer, 0, 0);
    assert_int_equal(answer->watch_low, -1);
}

/* Sizes differ from request to request, so each time it is asked it makes one, and wants to be asked again.
 */
static void doubling_makes_one_request_each_time(void **unused) {
    (void)unused;
    struct asked asked = asked_of(&policy_doubling);
    asked.settings.grow_in_flight = 2;
    const struct rxpool_policy_decision *answer = ask(&asked, 0, START, 4);
    assert_asks(answer, 1, 10);
    assert_int_equal(answer->watch_low, 4);
    asked.view.pending = 1;
    asked.view.total = 20;
    answer = ask(&asked, 1, COUNTS, 3);
    assert_asks(answer, 1, 20);
    assert_int_equal(answer->watch_low, -1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(watermark_asks_for_a_chunk_at_the_mark_and_not_above),
        cmocka_unit_test(watermark_fills_what_may_be_in_flight_up_to_the_limit),
        cmocka_unit_test(a_refusal_pauses_for_the_retry_time),
        cmocka_unit_test(so_many_blocks_go_back_at_once),
        cmocka_unit_test(ticks_in_a_row_give_a_block_back),
        cmocka_unit_test(doubling_asks_for_the_pool_again_or_what_is_left),
        cmocka_unit_test(doubling_makes_one_request_each_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
