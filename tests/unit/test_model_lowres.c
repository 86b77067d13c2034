/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Low resources: which frames are flagged, what copying them costs and where they live on; frames harvested
 * only against a free buffer; and what returning and torn lines cost the DPC. */
#include "model_hand.h"
#include "model_steps.h"
#include "policy_registry.h"

static struct hand hand;

#define NO_REPLACEMENT ((enum hand_fate)FATE_NO_REPLACEMENT)
#define COPY_FAILED ((enum hand_fate)FATE_LOWRES_COPY_FAILED)

/* Buffers held for 1,000, never an episode. */
static struct config *start(uint32_t buffers) {
    struct config *config = hand_start(&hand, buffers);
    config->disable_at = CONFIG_NEVER;
    hand.app->hold = constant(US);
    initial_block(&hand);
    return config;
}

static void frame(uint64_t number, uint64_t at_ns, enum hand_fate fate, uint64_t indicated, uint64_t back) {
    frame_at(&hand, at_ns, 64);
    frame_is(&hand, number, fate, indicated, back);
}

/* Below 3 of 4: frame 1 leaves three; 2 would leave two, so it is copied, 5 and 1 ns for its 64 B, and its
 * buffer is back when it is indicated; so is 3. Each lives on for 1,000 in protocol memory. */
static void with_few_buffers_left_frames_are_copied(void **state) {
    (void)state;
    struct config *config = start(4);
    config->lowres_below = 3;
    config->cpu_copy_frame_ps = ns(5);
    config->cpu_copy_ps_per_byte = (struct fraction){1000, 64};
    frame(1, 0, DELIVERED, 0, 1000);
    frame(2, 10, DELIVERED, 16, 16);
    frame(3, 20, DELIVERED, 26, 26);
    for (uint64_t i = 0; i < 3; i++)
        interrupt_at(&hand, 10 * i);
    struct run_result *result = goes_as_stated(&hand);
    assert_count(result, METRIC_FRAMES_COPIED, 2);
    assert_count(result, METRIC_BYTES_COPIED, 128);
    assert_count(result, METRIC_LOWRES_MEMORY_PEAK, 128);
    assert_count(result, METRIC_BUFFERS_INDICATED_MAX, 1);
    run_result_free(result);
}

/* Three frames at once, fetched at 5. Of four ready ones they leave 3, 2 and 1. */
static void who_is_flagged_with_whom(void **state) {
    const struct {
        enum lowres_per per;
        uint64_t chain;
        uint32_t below, per_cent;
        uint64_t copied;
    } row[] = {
        {LOWRES_CHAIN, CONFIG_UNLIMITED, 2, 0, 3}, /* the chain leaves 1 */
        {LOWRES_CHAIN, CONFIG_UNLIMITED, 1, 0, 0},
        {LOWRES_CHAIN, 1, 2, 0, 1},
        {LOWRES_FRAME, CONFIG_UNLIMITED, 2, 0, 1},
        {LOWRES_FRAME, CONFIG_UNLIMITED, 3, 0, 2},
        {LOWRES_SLICE, 1, 2, 0, 3},
        {LOWRES_SLICE, 1, 1, 0, 0},
        {LOWRES_FRAME, CONFIG_UNLIMITED, 0, 75, 2}, /* 3 of 4 are 75 %: not below */
        {LOWRES_FRAME, CONFIG_UNLIMITED, 0, 76, 3},
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct config *config = start(4);
        config->cpu_isr_ps = ns(5);
        config->lowres_per = row[i].per;
        config->dpc_chain = row[i].chain;
        config->lowres_below = row[i].below;
        config->lowres_per_cent = row[i].per_cent;
        for (int n = 0; n < 3; n++)
            frame_at(&hand, 0, 64);
        struct run_result *result = fixture_run(config);
        assert_count(result, METRIC_FRAMES_COPIED, row[i].copied);
        run_result_free(result);
    }
}

/* Memory for one frame of 64 B: 2 finds it taken, 3, at 1000, after 1 has left it, does not. */
static void without_room_for_the_copy_the_frame_is_lost(void **state) {
    (void)state;
    struct config *config = start(4);
    config->lowres_below = 9;
    config->lowres_memory_bytes = 127;
    frame(1, 0, DELIVERED, 0, 0);
    frame(2, 10, COPY_FAILED, 10, 10);
    frame(3, 1000, DELIVERED, 1000, 1000);
    interrupt_at(&hand, 0);
    interrupt_at(&hand, 10);
    interrupt_at(&hand, 1000);
    struct run_result *result = goes_as_stated(&hand);
    assert_count(result, METRIC_DROP_LOWRES_COPY_FAILED, 1);
    assert_count(result, METRIC_LOWRES_MEMORY_PEAK, 64);
    run_result_free(result);
}

/* A frame whose service is not over when the run ends was indicated, its buffer was back. */
static void a_copy_can_wait_and_be_inside_at_the_end(void **state) {
    (void)state;
    struct config *config = start(4);
    config->lowres_below = 9;
    config->duration_ps = ns(1500);
    hand.app->hold = constant(0);
    hand.app->service = constant(US);
    hand.app->servers = 1;
    frame(1, 0, DELIVERED, 0, 0);
    frame(2, 10, INSIDE, 10, 10);
    interrupt_at(&hand, 0);
    interrupt_at(&hand, 10);
    goes_exactly_as_stated(&hand);
}

/* A policy can ask for it: copy_always does, though buffers are plenty. */
static void a_policy_that_wants_copies_gets_them(void **state) {
    (void)state;
    struct config *config = start(4);
    while (strcmp(policy_at(config->pool_policy)->name, "copy_always") != 0)
        config->pool_policy++;
    frame(1, 0, DELIVERED, 0, 0);
    interrupt_at(&hand, 0);
    struct run_result *result = goes_as_stated(&hand);
    assert_count(result, METRIC_FRAMES_COPIED, 1);
    run_result_free(result);
}

/* Two descriptors, three buffers: 1 is replaced by the third. Nothing replaces 2 and 3 until 1 is back. */
static struct config *replacing(enum refill_mode mode) {
    struct config *config = start(3);
    config->nic_ring = 2;
    config->refill_mode = mode;
    frame(1, 0, DELIVERED, 0, 1000);
    interrupt_at(&hand, 0);
    interrupt_at(&hand, 10);
    return config;
}

static void what_nothing_replaces_is_dropped(void **state) {
    (void)state;
    replacing(REFILL_REPLACE_DROP);
    frame(2, 10, NO_REPLACEMENT, never, never);
    frame(3, 20, NO_REPLACEMENT, never, never);
    frame(4, 1000, DELIVERED, 1000, 2000);
    interrupt_at(&hand, 20);
    interrupt_at(&hand, 1000);
    struct run_result *result = goes_as_stated(&hand);
    assert_count(result, METRIC_DROP_NO_REPLACEMENT, 2);
    run_result_free(result);
}

static void what_nothing_replaces_is_copied(void **state) {
    (void)state;
    replacing(REFILL_REPLACE_COPY);
    frame(2, 10, DELIVERED, 10, 10);
    goes_exactly_as_stated(&hand);
}

/* 2 and 3 wait, filled, the queue masked, so 4 finds no descriptor. At 1000 that of 1 replaces 2, at 2000
 * that of 2 replaces 3; then 5 gets an interrupt again, and waits till 3000. */
static void what_nothing_replaces_waits(void **state) {
    (void)state;
    replacing(REFILL_REPLACE_WAIT);
    frame(2, 10, DELIVERED, 1000, 2000);
    frame(3, 20, DELIVERED, 2000, 3000);
    frame(4, 30, NO_DESCRIPTOR, never, never);
    frame(5, 2500, DELIVERED, 3000, 4000);
    interrupt_at(&hand, 2500);
    struct run_result *result = goes_as_stated(&hand);
    assert_count(result, METRIC_CAUSE_HELD, 1);
    run_result_free(result);
}

/* 5 a frame; a protocol that is done at once gives back 1 and 2 buffers, 3 each; one that holds them pays
 * later. */
static void returning_at_once_is_paid_by_the_dpc(void **state) {
    const uint64_t hold[] = {0, 1000}, first[] = {8, 5}, second[] = {111, 105}, paid[] = {0, 3};
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct config *config = start(4);
        config->dpc_frame_ps = ns(5);
        config->cpu_return_ps = ns(3);
        hand.app->hold = constant(ns(hold[i]));
        frame(1, 0, DELIVERED, first[i], first[i] + hold[i] + paid[i]);
        frame_at(&hand, 100, 3000);
        frame_is(&hand, 2, DELIVERED, second[i], second[i] + hold[i] + 2 * paid[i]);
        interrupt_at(&hand, 0);
        interrupt_at(&hand, 100);
        goes_exactly_as_stated(&hand);
    }
}

/* Two torn lines of 7 each. */
static void torn_lines_are_paid_when_a_frame_is_harvested(void **state) {
    (void)state;
    struct config *config = start(4);
    config->pool_align = ALIGN_NONE;
    config->pool_buffer_bytes =
        2000; /* 31.25 cache lines: the first buffer shares its last, the second two */
    config->cpu_tear_ps = ns(7);
    frame_at(&hand, 0, 64);
    frame_at(&hand, 100, 64);
    struct run_result *result = fixture_run(config);
    assert_true(value_of(result, METRIC_LATENCY_MAX_NS) == 14);
    assert_true(value_of(result, METRIC_LATENCY_MEAN_NS) == (7 + 14) / 2.0);
    run_result_free(result);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(with_few_buffers_left_frames_are_copied),
        cmocka_unit_test(who_is_flagged_with_whom),
        cmocka_unit_test(without_room_for_the_copy_the_frame_is_lost),
        cmocka_unit_test(a_copy_can_wait_and_be_inside_at_the_end),
        cmocka_unit_test(a_policy_that_wants_copies_gets_them),
        cmocka_unit_test(what_nothing_replaces_is_dropped),
        cmocka_unit_test(what_nothing_replaces_is_copied),
        cmocka_unit_test(what_nothing_replaces_waits),
        cmocka_unit_test(returning_at_once_is_paid_by_the_dpc),
        cmocka_unit_test(torn_lines_are_paid_when_a_frame_is_harvested),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
