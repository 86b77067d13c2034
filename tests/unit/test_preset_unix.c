/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The presets of other drivers: the number that sets each apart, seen in a run. Costs and latencies are zero
 * unless given, so that everything can be counted by hand. */
#include "preset_hand.h"

/* n frames, a microsecond apart, the first at once */
#define FRAMES(n) "arrival: cbr, interval: 1 us, frames: " #n
/* n frames in one instant, once */
#define BURST(n) "arrival: cbr, interval: 1 s, batch: " #n

static void copy_always_copies_every_frame_and_no_buffer_leaves(void **state) {
    (void)state;
    struct preset_run run = preset_run("copy_always", "10 ms", FRAMES(1000), "1 s", NULL);
    assert_metric(run, "frames_copied", 1000);
    assert_metric(run, "buffers_indicated_max", 0);
    assert_metric(run, "buffers_ready_min", 256);
    assert_metric(run, "pool_bytes_peak", 256 * 16 * 1024);
    preset_done(run);
}

/* All in one instant: the ring is the limit, while half of the buffers are free. Slowly: the buffers are. */
static void vmxnet3_has_a_ring_of_512_for_bursts_and_1024_buffers_for_what_is_held(void **state) {
    (void)state;
    struct preset_run run =
        preset_run("vmxnet3_split", "1 ms", BURST(513), "1 s", "nic.interrupt.latency", "10 us", NULL);
    assert_metric(run, "drop_no_descriptor", 1);
    assert_metric(run, "frames_dropped", 1);
    assert_metric(run, "buffers_total_max", 1024);
    assert_metric(run, "buffers_ready_min", 512);
    preset_done(run);
    assert_metric_of(preset_run("vmxnet3_split", "10 ms", FRAMES(1025), "1 s", NULL), "frames_dropped", 1);
}

static void napi_takes_64_frames_a_poll(void **state) {
    (void)state;
    static const char *const drivers[] = {"intel_napi",  "ena_linux", "virtio_linux",
                                          "copy_always", "page_pool", NULL};
    const char *const burst[] = {BURST(64), BURST(65)};
    for (size_t i = 0; drivers[i] != NULL; i++)
        for (int more = 0; more < 2; more++)
            assert_metric_of(
                preset_run(drivers[i], "1 ms", burst[more], "1 s", "nic.interrupt.latency", "10 us", NULL),
                "dpc_yields", more);
}

/* So many held frames leave the free list as it was; one more, and their descriptors are refilled. */
static void a_ring_is_refilled_when_enough_is_missing(void **state) {
    (void)state;
    static const struct {
        const char *driver, *fewer, *enough;
        int free, missing;
    } of[] = {{"intel_napi", FRAMES(15), FRAMES(16), 512, 16},
              {"ena_linux", FRAMES(128), FRAMES(129), 1024, 129},
              {"virtio_linux", FRAMES(32), FRAMES(33), 256, 33}};
    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        assert_metric_of(preset_run(of[i].driver, "1 ms", of[i].fewer, "1 s", NULL), "buffers_free_min",
                         of[i].free);
        assert_metric_of(preset_run(of[i].driver, "1 ms", of[i].enough, "1 s", NULL), "buffers_free_min",
                         of[i].free - of[i].missing);
    }
}

/* 1024 frames take all buffers at 1023 us, the first is back at 10 ms: intel polls on and posts 16 within 10
 * us. A frame comes each ms from 1 ms on: those of 2 to 10 ms are lost (that of 1 ms is one of the 1024). */
static void intel_tries_a_failed_refill_again_at_once(void **state) {
    (void)state;
    struct preset_run run = preset_run("intel_napi", "20 ms", FRAMES(1024), "10 ms",
                                       "nic.interrupt.moderation", "0 s", "traffic.more.arrival", "cbr",
                                       "traffic.more.interval", "1 ms", "traffic.more.start", "2 ms", NULL);
    assert_metric(run, "frames_dropped", 9);
    preset_done(run);
}

/* 512 frames take all buffers, held 100 ms. The refill after frame 264 (0 to 263 us) finds only 25 of the 33
 * that are missing: it is tried again 500 ms later, and all are back. Frames of every millisecond: those of 1
 * to 500 ms are lost. Held for 700 ms, the second try comes at 1000.263 ms. */
static void virtio_tries_a_failed_refill_again_after_500_ms(void **state) {
    (void)state;
    static const struct {
        const char *hold;
        int lost;
    } of[] = {{"100 ms", 500}, {"700 ms", 1000}};
    for (size_t i = 0; i < sizeof of / sizeof *of; i++)
        assert_metric_of(preset_run("virtio_linux", "1200 ms", FRAMES(512), of[i].hold,
                                    "traffic.more.arrival", "cbr", "traffic.more.interval", "1 ms",
                                    "traffic.more.start", "1 ms", NULL),
                         "frames_dropped", of[i].lost);
}

/* 2048 frames take all buffers, held for 10 ms. Nothing happens when they return; frames of every 10 ms from
 * 5 ms on are lost until 2 s have gone: 5 to 1995 ms. */
static void ena_is_rescued_after_two_seconds(void **state) {
    (void)state;
    assert_metric_of(preset_run("ena_linux", "2100 ms", FRAMES(2048), "10 ms", "traffic.more.arrival", "cbr",
                                "traffic.more.interval", "10 ms", "traffic.more.start", "5 ms", NULL),
                     "frames_dropped", 200);
}

/* 7168 frames find one of 8192 - 1024 free buffers to take their place; 1024 wait in the ring; one is lost.
 */
static void dpdk_has_no_interrupts_and_leaves_frames_in_the_ring(void **state) {
    (void)state;
    struct preset_run run = preset_run("dpdk_pmd", "10 ms", FRAMES(8193), "1 s", NULL);
    assert_metric(run, "interrupts", 0);
    assert_metric(run, "frames_indicated", 7168);
    assert_metric(run, "buffers_filled_max", 1024);
    assert_metric(run, "drop_no_descriptor", 1);
    assert_metric(run, "frames_dropped", 1);
    preset_done(run);
}

/* 64 held frames leave 64 of 128: one request, of 64. What is kept at most is 128 + 1024. */
static void page_pool_asks_for_64_at_a_time(void **state) {
    (void)state;
    assert_metric_of(preset_run("page_pool", "1 ms", FRAMES(63), "1 s", NULL), "buffers_total_max", 128);
    struct preset_run run = preset_run("page_pool", "1 ms", FRAMES(64), "1 s", NULL);
    assert_metric(run, "allocations_requested", 1);
    assert_metric(run, "buffers_total_max", 128 + 64);
    preset_done(run);
    assert_metric_of(preset_run("page_pool", "5 ms", FRAMES(3000), "1 s", NULL), "buffers_total_max", 1152);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(copy_always_copies_every_frame_and_no_buffer_leaves),
        cmocka_unit_test(vmxnet3_has_a_ring_of_512_for_bursts_and_1024_buffers_for_what_is_held),
        cmocka_unit_test(napi_takes_64_frames_a_poll),
        cmocka_unit_test(a_ring_is_refilled_when_enough_is_missing),
        cmocka_unit_test(intel_tries_a_failed_refill_again_at_once),
        cmocka_unit_test(virtio_tries_a_failed_refill_again_after_500_ms),
        cmocka_unit_test(ena_is_rescued_after_two_seconds),
        cmocka_unit_test(dpdk_has_no_interrupts_and_leaves_frames_in_the_ring),
        cmocka_unit_test(page_pool_asks_for_64_at_a_time),
    };
    return cmocka_run_group_tests_name("preset_unix", tests, NULL, NULL);
}
