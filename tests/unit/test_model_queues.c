/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several queues by hand: which flow goes where, and what one empty ring does to the others. */
#include "model_hand.h"
#include "modules.h"

static struct hand hand;

/* docs/digest.md, "The place of a flow". Of two queues, left has 1 and right has 0. */
static void the_place_of_a_flow_is_the_one_written_down(void **state) {
    (void)state;
    assert_int_equal(nic_place(name_hash("flood"), 0), 2);
    assert_int_equal(nic_place(name_hash("flood"), 1), 89);
    assert_int_equal(nic_place(name_hash("flood"), 999999), 117);
    assert_int_equal(nic_place(name_hash("left"), 0), 3);
    assert_int_equal(nic_place(name_hash("right"), 0), 70);
}

/* 128,000 flows, 1,000 to a place: a binomial law's standard error is 32. */
static void flows_are_spread_evenly(void **state) {
    (void)state;
    uint32_t at[128] = {0};
    for (uint32_t flow = 0; flow < 128000; flow++)
        at[nic_place(name_hash("frames"), flow)]++;
    for (int i = 0; i < 128; i++)
        assert_in_range(at[i], 1000 - 150, 1000 + 150);
}

/* Eight queues with one buffer each that is never given back: so many frames are delivered as queues are
 * used. */
static void many_flows_use_all_queues_and_one_flow_uses_one(void **state) {
    (void)state;
    for (uint32_t flows = 1; flows <= 256; flows += 255) {
        struct config *config = hand_start(&hand, 1);
        config->nic_queues = 8;
        sends(&hand, 0, "frames", 0, 100, 2000);
        config->source->flows.count = flows;
        hand.app->hold = constant(MS);
        struct run_result *result = fixture_run(config);
        assert_count(result, METRIC_FRAMES_OFFERED, 2000);
        assert_count(result, METRIC_FRAMES_DELIVERED, flows == 1 ? 1 : 8);
        run_result_free(result);
    }
}

/* Two queues of two buffers each, held 1,000. left fills queue 1 at 0 and 100, which begins an episode there;
 * its third frame is lost; right's frame at 50 has queue 0 to itself, where there is no episode. */
static void an_episode_is_of_one_queue(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 2);
    config->nic_queues = 2;
    hand.app->hold = constant(US);
    sends(&hand, 0, "left", 0, 100, 3);
    sends(&hand, 1, "right", 50, 100, 1);
    allocation_is(&hand, 1, 2, 0, 0, ALLOCATION_DONE);
    allocation_is(&hand, 2, 2, 0, 0, ALLOCATION_DONE);
    frame_of(&hand, "left", 1, 64, 0, DELIVERED, 0, 1000);
    frame_of(&hand, "right", 2, 64, 50, DELIVERED, 50, 1050);
    frame_of(&hand, "left", 3, 64, 100, DELIVERED, 100, 1100);
    frame_of(&hand, "left", 4, 64, 200, NO_DESCRIPTOR, never, never);
    interrupt_on(&hand, 1, 0);
    interrupt_on(&hand, 0, 50);
    interrupt_on(&hand, 1, 100);
    state_fact(&hand, FACT_EPISODE, (const uint64_t[FACT_WORDS]){1, ns(100), ns(1000), 1});
    goes_exactly_as_stated(&hand);
}

/* One pool of two buffers for two queues, one on each ring. left's first frame takes queue 1's; ready is 1,
 * so a block of two comes at once: one for the emptier ring, the other for the lower of equals. left's second
 * frame finds its buffer, its third does not. */
static void a_new_block_goes_to_the_emptiest_ring_first(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 2);
    config->nic_queues = 2;
    config->nic_ring = 4;
    config->pool_scope = POOL_SHARED;
    config->pool_policy = 1;
    config->pool_limit = 4;
    config->grow_below = 1;
    config->grow_chunk = 2;
    config->disable_at = CONFIG_NEVER;
    hand.app->hold = constant(US);
    sends(&hand, 0, "left", 0, 100, 3);
    allocation_is(&hand, 1, 2, 0, 0, ALLOCATION_DONE);
    allocation_is(&hand, 2, 2, 0, 0, ALLOCATION_DONE);
    frame_of(&hand, "left", 1, 64, 0, DELIVERED, 0, 1000);
    frame_of(&hand, "left", 2, 64, 100, DELIVERED, 100, 1100);
    frame_of(&hand, "left", 3, 64, 200, NO_DESCRIPTOR, never, never);
    interrupt_on(&hand, 1, 0);
    interrupt_on(&hand, 1, 100);
    goes_exactly_as_stated(&hand);
}

/* Two queues of one buffer each, held 1,000; a FIFO. left's second frame finds its ring empty till 1000.
 * Dropping off: it blocks the head and right's frame waits behind it although its own ring has a buffer.
 * Dropping on: it is lost, and right's frame goes straight through. */
static void an_empty_ring_stalls_every_queue_unless_frames_are_dropped(void **state) {
    (void)state;
    for (int drop = 0; drop < 2; drop++) {
        struct config *config = hand_start(&hand, 1);
        config->nic_queues = 2;
        config->nic_fifo_bytes = 4096;
        config->nic_drop_enable = drop == 1;
        config->disable_at = CONFIG_NEVER;
        hand.app->hold = constant(US);
        sends(&hand, 0, "left", 0, 100, 2);
        sends(&hand, 1, "right", 150, 100, 1);
        allocation_is(&hand, 1, 1, 0, 0, ALLOCATION_DONE);
        allocation_is(&hand, 2, 1, 0, 0, ALLOCATION_DONE);
        frame_of(&hand, "left", 1, 64, 0, DELIVERED, 0, 1000);
        interrupt_on(&hand, 1, 0);
        if (drop) {
            frame_of(&hand, "left", 2, 64, 100, NO_DESCRIPTOR, never, never);
            frame_of(&hand, "right", 3, 64, 150, DELIVERED, 150, 1150);
            interrupt_on(&hand, 0, 150);
        } else {
            frame_of(&hand, "left", 2, 64, 100, DELIVERED, 1000, 2000);
            frame_of(&hand, "right", 3, 64, 150, DELIVERED, 1000, 2000);
            interrupt_on(&hand, 1, 1000);
            interrupt_on(&hand, 0, 1000);
        }
        goes_exactly_as_stated(&hand);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_place_of_a_flow_is_the_one_written_down),
        cmocka_unit_test(flows_are_spread_evenly),
        cmocka_unit_test(many_flows_use_all_queues_and_one_flow_uses_one),
        cmocka_unit_test(an_episode_is_of_one_queue),
        cmocka_unit_test(a_new_block_goes_to_the_emptiest_ring_first),
        cmocka_unit_test(an_empty_ring_stalls_every_queue_unless_frames_are_dropped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
