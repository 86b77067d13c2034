/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The NIC by hand: descriptors, the byte FIFO, the DMA engine, frames of several buffers. */
#include "model_hand.h"

static struct hand hand;

/* Two buffers, held 1,000 ns; no cost, no latency. 1 and 2 take them at 0 and 100, which begins an episode at
 * 100; 3 is lost at 200. At 1000 buffer 1 returns before 4 arrives, so the episode ends (one frame lost in
 * it), 4 takes the buffer, and another episode begins at once; the same at 1100 with 2 and 5. 6 is lost; at
 * 2000 4 returns. */
static void frames_are_lost_while_no_descriptor_is_visible(void **state) {
    (void)state;
    hand_start(&hand, 2);
    hand.app->hold = constant(US);
    const uint64_t at[] = {0, 100, 200, 1000, 1100, 1150};
    for (size_t i = 0; i < 6; i++)
        frame_at(&hand, at[i], 64);
    initial_block(&hand);
    frame_is(&hand, 1, DELIVERED, 0, 1000);
    frame_is(&hand, 2, DELIVERED, 100, 1100);
    frame_is(&hand, 3, NO_DESCRIPTOR, never, never);
    frame_is(&hand, 4, DELIVERED, 1000, 2000);
    frame_is(&hand, 5, DELIVERED, 1100, 2100);
    frame_is(&hand, 6, NO_DESCRIPTOR, never, never);
    interrupt_at(&hand, 0);
    interrupt_at(&hand, 100);
    interrupt_at(&hand, 1000);
    interrupt_at(&hand, 1100);
    episode_is(&hand, 100, 1000, 1);
    episode_is(&hand, 1000, 1100, 0);
    episode_is(&hand, 1100, 2000, 1);
    goes_exactly_as_stated(&hand);
}

/* 1 byte per ns, so 64 ns a frame, and 10 ns of latency behind the engine. 1 starts at once; 2 and 3 wait and
 * fill the FIFO of 128 B; 4 finds it full, with descriptors visible. 2 starts at 64 and keeps its bytes till
 * 128, so 5 at 100 is lost too; 6 at 130 finds the room 2 left. Engine: 1 till 64, 2 till 128, 3 till 192, 6
 * till 256. */
static void bytes_leave_the_fifo_when_the_engine_is_done_with_them(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 8);
    config->dma_Bps = (struct fraction){1000000000, 1};
    config->dma_latency_ps = ns(10);
    config->nic_fifo_bytes = 128;
    const uint64_t at[] = {0, 0, 0, 0, 100, 130};
    for (size_t i = 0; i < 6; i++)
        frame_at(&hand, at[i], 64);
    initial_block(&hand);
    frame_is(&hand, 1, DELIVERED, 74, 74);
    frame_is(&hand, 2, DELIVERED, 138, 138);
    frame_is(&hand, 3, DELIVERED, 202, 202);
    frame_is(&hand, 4, FIFO_OVERFLOW, never, never);
    frame_is(&hand, 5, FIFO_OVERFLOW, never, never);
    frame_is(&hand, 6, DELIVERED, 266, 266);
    interrupt_at(&hand, 74);
    interrupt_at(&hand, 138);
    interrupt_at(&hand, 202);
    interrupt_at(&hand, 266);
    goes_exactly_as_stated(&hand);
}

/* dma.frame 30 ns and 2 bytes per ns: a frame of 64 B takes 30 + 32 = 62 ns, one of 1000 B 530 ns. Latency is
 * pipelined: 2 starts at 62 while 1 is still on its way (till 562). */
static void the_engine_takes_a_fixed_part_and_one_by_length_and_latency_overlaps(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 4);
    config->dma_frame_ps = ns(30);
    config->dma_Bps = (struct fraction){2000000000, 1};
    config->dma_latency_ps = ns(500);
    config->nic_fifo_bytes = 4096;
    frame_at(&hand, 0, 64);
    frame_at(&hand, 1, 1000);
    initial_block(&hand);
    frame_is(&hand, 1, DELIVERED, 562, 562);
    frame_is(&hand, 2, DELIVERED, 1092, 1092);
    interrupt_at(&hand, 562);
    interrupt_at(&hand, 1092);
    goes_exactly_as_stated(&hand);
}

/* Packets of 128 B with 24 B of headers, 1 byte per ns, 10 ns a frame. 128 B are one packet: 10 + 152; 129 B
 * two: 10 + 129 + 48; 300 B three: 10 + 300 + 72. The second starts at 162, the third at 349. */
static void a_bus_of_packets_carries_a_header_for_each_started_payload(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 4);
    config->dma_frame_ps = ns(10);
    config->dma_Bps = (struct fraction){1000000000, 1};
    config->dma_payload_bytes = 128;
    config->dma_header_bytes = 24;
    config->nic_fifo_bytes = 4096;
    const uint32_t length[] = {128, 129, 300};
    const uint64_t done[] = {162, 349, 731};
    initial_block(&hand);
    for (uint64_t i = 0; i < 3; i++) {
        frame_at(&hand, 0, length[i]);
        frame_is(&hand, i + 1, DELIVERED, done[i], done[i]);
        interrupt_at(&hand, done[i]);
    }
    goes_exactly_as_stated(&hand);
}

/* One buffer, held 1,000 ns, no interrupt disabling. Dropping off: 2 and 3 wait at the head of the FIFO and
 * get the buffer at 1000 and 2000. Dropping on: they are lost as they reach the head, which they do on
 * arrival. */
static void drop_enable_decides_whether_the_head_waits_for_a_descriptor(void **state) {
    (void)state;
    for (int drop = 0; drop < 2; drop++) {
        struct config *config = hand_start(&hand, 1);
        config->disable_at = CONFIG_NEVER;
        config->nic_fifo_bytes = 4096;
        config->nic_drop_enable = drop == 1;
        hand.app->hold = constant(US);
        frame_at(&hand, 0, 64);
        frame_at(&hand, 100, 64);
        frame_at(&hand, 200, 64);
        initial_block(&hand);
        frame_is(&hand, 1, DELIVERED, 0, 1000);
        interrupt_at(&hand, 0);
        for (uint64_t i = 2; i <= 3; i++) {
            frame_is(&hand, i, drop ? NO_DESCRIPTOR : DELIVERED, drop ? never : 1000 * (i - 1),
                     drop ? never : 1000 * i);
            if (!drop)
                interrupt_at(&hand, 1000 * (i - 1));
        }
        goes_exactly_as_stated(&hand);
    }
}

/* One buffer, engine 100 ns. 2 arrives while the engine is busy, waits, reaches the head at 100 and finds
 * nothing. */
static void with_drop_enable_a_waiting_frame_is_lost_when_it_reaches_the_head(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 1);
    config->disable_at = CONFIG_NEVER;
    config->nic_fifo_bytes = 64;
    config->nic_drop_enable = true;
    config->dma_frame_ps = ns(100);
    hand.app->hold = constant(US);
    frame_at(&hand, 0, 64);
    frame_at(&hand, 50, 64);
    frame_at(&hand, 60, 64); /* the FIFO is full and no descriptor is visible */
    initial_block(&hand);
    frame_is(&hand, 1, DELIVERED, 100, 1100);
    frame_is(&hand, 2, NO_DESCRIPTOR, never, never);
    frame_is(&hand, 3, NO_DESCRIPTOR, never, never);
    interrupt_at(&hand, 100);
    goes_exactly_as_stated(&hand);
}

/* Four buffers of 2 KiB: 5000 B take three, all or none. 1 takes three; 2 finds one; 3 takes that one, and
 * ready is 0: an episode. All three of 1 return at 1000. 5 would need five, more than the ring: never. */
static void a_long_frame_takes_all_its_buffers_or_none(void **state) {
    (void)state;
    hand_start(&hand, 4);
    hand.app->hold = constant(US);
    frame_at(&hand, 0, 5000);
    frame_at(&hand, 100, 5000);
    frame_at(&hand, 150, 2048);
    frame_at(&hand, 1000, 4097);
    frame_at(&hand, 1001, 8193);
    initial_block(&hand);
    frame_is(&hand, 1, DELIVERED, 0, 1000);
    frame_is(&hand, 2, NO_DESCRIPTOR, never, never);
    frame_is(&hand, 3, DELIVERED, 150, 1150);
    frame_is(&hand, 4, DELIVERED, 1000, 2000);
    frame_is(&hand, 5, TOO_LONG, never, never);
    interrupt_at(&hand, 0);
    interrupt_at(&hand, 150);
    interrupt_at(&hand, 1000);
    episode_is(&hand, 150, 1000, 0);
    episode_is(&hand, 1000, 1150, 1); /* what is too long is lost at the NIC as well */
    goes_exactly_as_stated(&hand);
}

/* Buffers of a byte: 140,000 of them take two frames of 70,000 B, and neither a third nor its last byte. */
static void a_frame_may_have_more_buffers_than_16_bits_count(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 140000);
    config->pool_buffer_bytes = 1;
    config->host_alignment_bytes = 2048; /* the block is as long as initial_block() says */
    hand.app->hold = constant(US);
    frame_at(&hand, 0, 70000);
    frame_at(&hand, 100, 70000);
    frame_at(&hand, 200, 1);
    frame_at(&hand, 1000, 70000);
    initial_block(&hand);
    frame_is(&hand, 1, DELIVERED, 0, 1000);
    frame_is(&hand, 2, DELIVERED, 100, 1100);
    frame_is(&hand, 3, NO_DESCRIPTOR, never, never);
    frame_is(&hand, 4, DELIVERED, 1000, 2000);
    interrupt_at(&hand, 0);
    interrupt_at(&hand, 100);
    interrupt_at(&hand, 1000);
    episode_is(&hand, 100, 1000, 1);
    episode_is(&hand, 1000, 1100, 0);
    goes_exactly_as_stated(&hand);
}

/* As above with a FIFO and no dropping: 2 waits for three, and 3, which would fit, does not overtake it. */
static void a_short_frame_does_not_overtake_a_long_one(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 4);
    config->disable_at = CONFIG_NEVER;
    config->nic_fifo_bytes = 10000;
    hand.app->hold = constant(US);
    frame_at(&hand, 0, 5000);
    frame_at(&hand, 100, 5000);
    frame_at(&hand, 150, 64);
    initial_block(&hand);
    frame_is(&hand, 1, DELIVERED, 0, 1000);
    frame_is(&hand, 2, DELIVERED, 1000, 2000);
    frame_is(&hand, 3, DELIVERED, 1000, 2000);
    interrupt_at(&hand, 0);
    interrupt_at(&hand, 1000); /* both were filled when it was delivered */
    goes_exactly_as_stated(&hand);
}

/* 1 is with the protocol, 2 filled (the CPU is slow), 3 in the engine, 4 in the FIFO when the run ends. */
static void what_is_under_way_at_the_end_is_inside(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 8);
    config->duration_ps = ns(1000);
    config->dma_frame_ps = ns(300);
    config->cpu_isr_ps = ns(350);
    config->nic_fifo_bytes = 640;
    hand.app->service = constant(US);
    for (uint64_t i = 0; i < 5; i++)
        frame_at(&hand, i, 64);
    frame_at(&hand, 1000, 64); /* at the end of the run is after it */
    initial_block(&hand);
    frame_is(&hand, 1, INSIDE, 650, never); /* filled at 300, indicated at 650 */
    frame_is(&hand, 2, INSIDE, 650, never); /* filled at 600 */
    frame_is(&hand, 3, INSIDE, never, never);
    frame_is(&hand, 4, INSIDE, never, never);
    frame_is(&hand, 5, INSIDE, never, never);
    interrupt_at(&hand, 300);
    interrupt_at(&hand, 900); /* 3 was filled */
    struct run_result *result = goes_as_stated(&hand);
    assert_count(result, METRIC_FRAMES_OFFERED, 5);
    assert_count(result, METRIC_FRAMES_INSIDE, 5);
    assert_count(result, METRIC_FRAMES_INDICATED, 2);
    assert_false(result->metric[METRIC_LOSS_RATIO].defined);
    run_result_free(result);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_are_lost_while_no_descriptor_is_visible),
        cmocka_unit_test(bytes_leave_the_fifo_when_the_engine_is_done_with_them),
        cmocka_unit_test(the_engine_takes_a_fixed_part_and_one_by_length_and_latency_overlaps),
        cmocka_unit_test(a_bus_of_packets_carries_a_header_for_each_started_payload),
        cmocka_unit_test(drop_enable_decides_whether_the_head_waits_for_a_descriptor),
        cmocka_unit_test(with_drop_enable_a_waiting_frame_is_lost_when_it_reaches_the_head),
        cmocka_unit_test(a_long_frame_takes_all_its_buffers_or_none),
        cmocka_unit_test(a_frame_may_have_more_buffers_than_16_bits_count),
        cmocka_unit_test(a_short_frame_does_not_overtake_a_long_one),
        cmocka_unit_test(what_is_under_way_at_the_end_is_inside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
