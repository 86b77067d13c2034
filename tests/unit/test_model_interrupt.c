/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Receive interrupts by hand: moderation, delay and frame count, latency, masks. */
#include "model_hand.h"

static struct hand hand;

static void frames_at(const uint64_t *at, size_t count) {
    for (size_t i = 0; i < count; i++)
        frame_at(&hand, at[i], 64);
}

/* The next raise is at least 1,000 ns after the last: 0, then 1000 for the frame of 100, then 2000 for that
 * of 1500. */
static void moderation_keeps_raises_apart(void **state) {
    (void)state;
    hand_start(&hand, 8)->interrupt_moderation_ps = US;
    frames_at((const uint64_t[]){0, 100, 1500, 5000}, 4);
    initial_block(&hand);
    frame_is(&hand, 1, DELIVERED, 0, 0);
    frame_is(&hand, 2, DELIVERED, 1000, 1000);
    frame_is(&hand, 3, DELIVERED, 2000, 2000);
    frame_is(&hand, 4, DELIVERED, 5000, 5000); /* long after: at once */
    interrupt_at(&hand, 0);
    interrupt_at(&hand, 1000);
    interrupt_at(&hand, 2000);
    interrupt_at(&hand, 5000);
    goes_exactly_as_stated(&hand);
}

/* Raised 500 ns after the first unannounced frame, or with the third: 500 for {0, 100}; 1100 for {1000, 1050,
 * 1100}; 2500 for {2000}; 3100 for {2600}. */
static void delay_counts_from_the_first_frame_and_a_full_count_ends_it(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 8);
    config->interrupt_delay_ps = ns(500);
    config->interrupt_frames = 3;
    frames_at((const uint64_t[]){0, 100, 1000, 1050, 1100, 2000, 2600}, 7);
    initial_block(&hand);
    frame_is(&hand, 1, DELIVERED, 500, 500);
    frame_is(&hand, 2, DELIVERED, 500, 500);
    for (uint64_t i = 3; i <= 5; i++)
        frame_is(&hand, i, DELIVERED, 1100, 1100);
    frame_is(&hand, 6, DELIVERED, 2500, 2500);
    frame_is(&hand, 7, DELIVERED, 3100, 3100);
    interrupt_at(&hand, 500);
    interrupt_at(&hand, 1100);
    interrupt_at(&hand, 2500);
    interrupt_at(&hand, 3100);
    goes_exactly_as_stated(&hand);
}

/* Due is the later of the two: with 2,000 ns of moderation a full count at 300 waits until 0 + 2000. */
static void moderation_outlasts_a_full_count(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 8);
    config->interrupt_moderation_ps = 2 * US;
    config->interrupt_delay_ps = US;
    config->interrupt_frames = 2;
    frames_at((const uint64_t[]){0, 0, 200, 300}, 4);
    initial_block(&hand);
    frame_is(&hand, 1, DELIVERED, 0, 0);
    frame_is(&hand, 2, DELIVERED, 0, 0);
    frame_is(&hand, 3, DELIVERED, 2000, 2000);
    frame_is(&hand, 4, DELIVERED, 2000, 2000);
    interrupt_at(&hand, 0);
    interrupt_at(&hand, 2000);
    goes_exactly_as_stated(&hand);
}

/* A count alone: with delay never, two frames are announced by a third only. */
static void a_count_without_a_delay_may_wait_for_ever(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 8);
    config->interrupt_delay_ps = TIME_NEVER;
    config->interrupt_frames = 3;
    frames_at((const uint64_t[]){0, 10, 20, 30, 40}, 5);
    initial_block(&hand);
    for (uint64_t i = 1; i <= 3; i++)
        frame_is(&hand, i, DELIVERED, 20, 20);
    frame_is(&hand, 4, INSIDE, never, never);
    frame_is(&hand, 5, INSIDE, never, never);
    interrupt_at(&hand, 20);
    goes_exactly_as_stated(&hand);
}

/* Delivered 50 ns after the raise: 2, filled at 30, comes along; 3, filled at 60, raises anew, and with 100
 * ns of moderation from the raise at 0 (not from the delivery at 50) it is delivered at 150. */
static void latency_lies_between_raise_and_delivery(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 8);
    config->interrupt_latency = constant(ns(50));
    config->interrupt_moderation_ps = ns(100);
    frames_at((const uint64_t[]){0, 30, 60}, 3);
    initial_block(&hand);
    frame_is(&hand, 1, DELIVERED, 50, 50);
    frame_is(&hand, 2, DELIVERED, 50, 50);
    frame_is(&hand, 3, DELIVERED, 150, 150);
    interrupt_at(&hand, 50);
    interrupt_at(&hand, 150);
    goes_exactly_as_stated(&hand);
}

/* A frame filled while the DPC runs (150, during the chain of 100 .. 300) raises nothing: the DPC takes it in
 * another slice, 300 .. 500, and only that of 600 interrupts again. */
static void a_running_dpc_masks_its_queue(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 8);
    config->cpu_isr_ps = ns(100);
    config->dpc_fixed_ps = ns(200);
    frames_at((const uint64_t[]){0, 150, 600}, 3);
    initial_block(&hand);
    frame_is(&hand, 1, DELIVERED, 300, 300);
    frame_is(&hand, 2, DELIVERED, 500, 500);
    frame_is(&hand, 3, DELIVERED, 900, 900);
    interrupt_at(&hand, 0);
    interrupt_at(&hand, 600);
    goes_exactly_as_stated(&hand);
}

/* Four buffers, disabled at 2 ready, enabled at 3, held 1,000 ns. 1 and 2 are indicated at 0 and 10: ready 2,
 * an episode. Masking does not stop reception: 3 and 4 are filled at 20 and 30; only 5 is lost. At 1000 1
 * returns, ready is 3, the episode ends, the two filled ones raise at once and are indicated: ready 1, the
 * next episode, which 3's return at 2000 ends (2's at 1010 makes ready 2). */
static void frames_filled_during_an_episode_are_announced_when_it_ends(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 4);
    config->disable_at = 2;
    config->disable_resume = 3;
    hand.app->hold = constant(US);
    frames_at((const uint64_t[]){0, 10, 20, 30, 40}, 5);
    initial_block(&hand);
    frame_is(&hand, 1, DELIVERED, 0, 1000);
    frame_is(&hand, 2, DELIVERED, 10, 1010);
    frame_is(&hand, 3, DELIVERED, 1000, 2000);
    frame_is(&hand, 4, DELIVERED, 1000, 2000);
    frame_is(&hand, 5, NO_DESCRIPTOR, never, never);
    interrupt_at(&hand, 0);
    interrupt_at(&hand, 10);
    interrupt_at(&hand, 1000);
    episode_is(&hand, 10, 1000, 1);
    episode_is(&hand, 1000, 2000, 0);
    goes_exactly_as_stated(&hand);
}

/* The same with a delay of 1,500 ns and a count of 9: 1 and 2 (at 0 and 10) are announced at 1500, their
 * episode ends with their return at 2500 and 3, filled at 1600, is due 1,500 ns after it was filled, not
 * after the unmasking. */
static void the_rule_after_unmasking_counts_from_the_filling(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 4);
    config->disable_at = 2;
    config->disable_resume = 3;
    config->interrupt_delay_ps = ns(1500);
    config->interrupt_frames = 9;
    hand.app->hold = constant(US);
    frames_at((const uint64_t[]){0, 10, 1600}, 3);
    initial_block(&hand);
    frame_is(&hand, 1, DELIVERED, 1500, 2500);
    frame_is(&hand, 2, DELIVERED, 1500, 2500);
    frame_is(&hand, 3, DELIVERED, 3100, 4100);
    interrupt_at(&hand, 1500);
    interrupt_at(&hand, 3100);
    episode_is(&hand, 1500, 2500, 0);
    goes_exactly_as_stated(&hand);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moderation_keeps_raises_apart),
        cmocka_unit_test(delay_counts_from_the_first_frame_and_a_full_count_ends_it),
        cmocka_unit_test(moderation_outlasts_a_full_count),
        cmocka_unit_test(a_count_without_a_delay_may_wait_for_ever),
        cmocka_unit_test(latency_lies_between_raise_and_delivery),
        cmocka_unit_test(a_running_dpc_masks_its_queue),
        cmocka_unit_test(frames_filled_during_an_episode_are_announced_when_it_ends),
        cmocka_unit_test(the_rule_after_unmasking_counts_from_the_filling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
