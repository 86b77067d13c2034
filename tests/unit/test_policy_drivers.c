/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What known drivers do: one_by_one, lazy, copy_always, static. */
#include "policy_hand.h"

static void one_by_one_has_one_request_of_one_buffer(void **unused) {
    (void)unused;
    struct asked asked = asked_of(&policy_one_by_one);
    asked.settings.grow_in_flight = 5;
    const struct rxpool_policy_decision *answer = ask(&asked, 0, START, 10);
    assert_asks(answer, 0, 0);
    assert_int_equal(answer->watch_low, 4);
    answer = ask(&asked, 10, COUNTS, 2);
    assert_asks(answer, 1, 1);
    assert_int_equal(answer->watch_low, -1);
    asked.view.pending = 1;
    assert_asks(ask(&asked, 20, COUNTS, 1), 0, 0);
    asked.view.pending = 0;
    asked.view.total = 100;
    assert_asks(ask(&asked, 30, ENDED, 1), 0, 0); /* at the limit */
}

/* Ticks at 100, 200 ...: two quiet ones give a buffer back, and so does each that follows; a shortage between
 * 400 and 500 that is over at 500 starts the counting anew: 600 is quiet, 700 gives. */
static void one_by_one_gives_back_after_quiet_ticks(void **unused) {
    (void)unused;
    static const uint32_t given[] = {0, 1, 0, 1, 0, 0, 1};
    struct asked asked = asked_of(&policy_one_by_one);
    asked.settings.shrink_every_ps = 100;
    asked.settings.shrink_ticks = 2;
    asked.view.grown_blocks = 9;
    asked.view.total = asked.view.live = 19;
    assert_int_equal(ask(&asked, 0, START, 10)->tick_after_ps, 100);
    for (uint32_t i = 0; i < 7; i++) {
        if (i == 4)
            assert_asks(ask(&asked, 450, COUNTS, 4), 1, 1);
        const struct rxpool_policy_decision *answer = ask(&asked, 100 * ((uint64_t)i + 1), TICK, 12);
        assert_int_equal(answer->shrink_blocks, given[i]);
        assert_true(answer->tick_after_ps == 100 && answer->watch_low == 4);
    }
    asked.settings.shrink_blocks = 20;
    assert_int_equal(ask(&asked, 800, TICK, 12)->shrink_blocks, 0);
    assert_int_equal(ask(&asked, 900, TICK, 12)->shrink_blocks, 9); /* all there are */
}

/* At 1,000, 2,000, 3,000, whatever is ready; not at once, and not when a chunk no longer fits. */
static void lazy_asks_by_the_clock(void **unused) {
    (void)unused;
    struct asked asked = asked_of(&policy_lazy);
    asked.settings.grow_every_ps = 1000;
    const struct rxpool_policy_decision *answer = ask(&asked, 0, START, 0);
    assert_asks(answer, 0, 0);
    assert_true(answer->tick_after_ps == 1000 && answer->watch_low == -1 && answer->watch_high == -1);
    assert_asks(ask(&asked, 1000, TICK, 100), 1, 8);
    asked.view.pending = 1;
    answer = ask(&asked, 1500, ENDED, 0);
    assert_asks(answer, 0, 0);
    assert_int_equal(answer->tick_after_ps, 500);
    assert_asks(ask(&asked, 2000, TICK, 0), 1, 8);
    asked.view.total = 93;
    answer = ask(&asked, 3000, TICK, 0);
    assert_asks(answer, 0, 0);
    assert_int_equal(answer->tick_after_ps, 1000); /* what is pending may be refused */
    asked.view.live = 93;
    assert_int_equal(ask(&asked, 4000, TICK, 0)->tick_after_ps, 0);
}

static void copy_always_copies_and_never_asks(void **unused) {
    (void)unused;
    struct asked asked = asked_of(&policy_copy_always);
    const struct rxpool_policy_decision *answer = ask(&asked, 0, START, 0);
    assert_asks(answer, 0, 0);
    assert_true(answer->copy == 1 && answer->watch_low == -1 && answer->watch_high == -1);
}

static void static_does_nothing(void **unused) {
    (void)unused;
    struct asked asked = asked_of(&policy_static);
    const struct rxpool_policy_decision *answer = ask(&asked, 0, START, 0);
    assert_asks(answer, 0, 0);
    assert_true(answer->copy == 0 && answer->watch_low == -1 && answer->watch_high == -1);
}

/* What the table says of itself: names differ, and who grows needs a limit. */
static void every_policy_says_what_it_needs(void **unused) {
    (void)unused;
    for (size_t i = 0; i < policy_count; i++) {
        const struct rxpool_policy *policy = policy_table[i];
        assert_int_equal(policy->abi, RXPOOL_POLICY_ABI);
        assert_true(policy->state_size <= RXPOOL_POLICY_STATE_MAX && policy->summary[0] != '\0');
        assert_int_equal(policy->grows != 0, (policy->needs & RXPOOL_LIMIT) != 0);
        assert_int_equal(policy->needs & policy->uses, 0);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(policy->name, policy_table[k]->name);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_by_one_has_one_request_of_one_buffer),
        cmocka_unit_test(one_by_one_gives_back_after_quiet_ticks),
        cmocka_unit_test(lazy_asks_by_the_clock),
        cmocka_unit_test(copy_always_copies_and_never_asks),
        cmocka_unit_test(static_does_nothing),
        cmocka_unit_test(every_policy_says_what_it_needs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
