/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The presets of Windows drivers: the number that sets each apart, seen in a run. Costs and latencies are
 * zero unless given, so that everything can be counted by hand. */
#include "preset_hand.h"

/* n frames, a microsecond apart, the first at once */
#define FRAMES(n) "arrival: cbr, interval: 1 us, frames: " #n
/* n frames in one instant, once */
#define BURST(n) "arrival: cbr, interval: 1 s, batch: " #n

/* 28 frames leave 4 of 32 buffers. The 29th would leave 3: it is copied, and so is every further one. */
static void e100bex_copies_the_frame_that_leaves_three_and_asks_for_one_buffer(void **state) {
    (void)state;
    assert_metric_of(
        preset_run("e100bex_grow1", "1 ms", FRAMES(28), "1 s", "host.allocation.latency", "1 s", NULL),
        "frames_copied", 0);
    struct preset_run run =
        preset_run("e100bex_grow1", "1 ms", FRAMES(100), "1 s", "host.allocation.latency", "1 s", NULL);
    assert_metric(run, "frames_copied", 72);
    assert_metric(run, "buffers_indicated_max", 28);
    assert_metric(run, "allocations_requested", 1);
    assert_metric(run, "frames_dropped", 0);
    preset_done(run);
}

/* A request takes 10 us: in 2 ms there is time for all 96, one after the other. The tick at 2 s finds that
 * there was a shortage; the tenth after it, at 22 s, gives one buffer back, then every tenth until 1922 s. */
static void e100bex_grows_to_128_and_takes_32_minutes_to_be_32_again(void **state) {
    (void)state;
    static const struct {
        const char *duration;
        int freed;
    } at[] = {{"21 s", 0}, {"23 s", 1}, {"1921 s", 95}, {"1923 s", 96}, {"3000 s", 96}};
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        struct preset_run run = preset_run("e100bex_grow1", at[i].duration, FRAMES(2000), "10 ms",
                                           "host.allocation.latency", "10 us", NULL);
        assert_metric(run, "buffers_total_max", 128);
        assert_metric(run, "allocations_requested", 96);
        assert_metric(run, "blocks_freed", at[i].freed);
        preset_done(run);
    }
    assert_metric_of(preset_run("e100bex_grow1", "3000 s", FRAMES(2000), "10 ms", "time.warmup", "1923 s",
                                "host.allocation.latency", "10 us", NULL),
                     "buffers_total_max", 32);
}

/* What is there when the DPC starts is more than it may take. */
static void netvmini_takes_64_frames_a_dpc_and_drops_the_257th(void **state) {
    (void)state;
    static const struct {
        const char *burst;
        int yields, dropped;
    } of[] = {
        {BURST(64), 0, 0}, {BURST(65), 1, 0}, {BURST(192), 2, 0}, {BURST(193), 3, 0}, {BURST(257), 3, 1}};
    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        struct preset_run run =
            preset_run("netvmini_fixed", "1 ms", of[i].burst, "1 s", "nic.interrupt.latency", "10 us", NULL);
        assert_metric(run, "dpc_yields", of[i].yields);
        assert_metric(run, "frames_dropped", of[i].dropped);
        preset_done(run);
    }
    assert_metric_of(preset_run("netvmini_fixed", "1 ms", FRAMES(300), "1 s", NULL), "frames_dropped", 44);
}

/* Frame k comes k us after the start and its buffer is back 1 ms later. Frames 0 to 255 take all buffers; the
 * NIC is told with the 65th return, at 1064 us, just before frame 1064 comes: 808 are lost. With every return
 * told at once, frames 256 to 999 are. */
static void netkvm_tells_the_device_after_65_returns(void **state) {
    (void)state;
    assert_metric_of(preset_run("netkvm_fixed", "1200 us", FRAMES(5000), "1 ms", NULL), "frames_dropped",
                     808);
    assert_metric_of(preset_run("netkvm_fixed", "1200 us", FRAMES(5000), "1 ms", "refill.batch", "1", NULL),
                     "frames_dropped", 744);
}

static void netkvm_has_a_pool_for_each_queue_and_takes_1000_frames_a_dpc(void **state) {
    (void)state;
    assert_metric_of(preset_run("netkvm_fixed", "1 ms", FRAMES(1), "1 s", "nic.queues", "4",
                                "traffic.frames.flows", "64", NULL),
                     "buffers_total_max", 4 * 256);
    const char *const burst[] = {BURST(1000), BURST(1001)};
    for (int i = 0; i < 2; i++)
        assert_metric_of(preset_run("netkvm_fixed", "1 ms", burst[i], "1 s", "nic.interrupt.latency", "10 us",
                                    "nic.ring", "1024", "pool.initial", "1024", NULL),
                         "dpc_yields", i);
}

static void netkvm_lazy_has_17_buffers_after_a_millisecond_and_256_after_240(void **state) {
    (void)state;
    static const struct {
        const char *duration;
        int total;
    } at[] = {{"999 us", 16}, {"1001 us", 17}, {"239999 us", 255}, {"240001 us", 256}, {"1 s", 256}};
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        struct preset_run run = preset_run("netkvm_lazy", at[i].duration, FRAMES(1), "1 us", NULL);
        assert_metric(run, "buffers_total_max", at[i].total);
        assert_metric(run, "blocks_freed", 0);
        preset_done(run);
    }
    assert_metric_of(preset_run("netkvm_lazy", "1001 us", FRAMES(1), "1 us", "nic.queues", "2",
                                "traffic.frames.flows", "64", NULL),
                     "buffers_total_max", 34);
}

/* Below 50 % of 256: the frame that would leave 127. */
static void netkvm_lowres_copies_what_would_leave_less_than_its_share(void **state) {
    (void)state;
    static const struct {
        const char *below;
        int held; /* most frames of 200 that are not copied */
    } of[] = {{"0", 200}, {"25 %", 192}, {"50 %", 128}, {"75 %", 64}, {"100 %", 0}};
    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        struct preset_run run =
            preset_run("netkvm_lowres", "1 ms", FRAMES(200), "1 s", "low_resources.below", of[i].below, NULL);
        assert_metric(run, "buffers_indicated_max", of[i].held);
        assert_metric(run, "frames_copied", 200 - of[i].held);
        assert_metric(run, "frames_dropped", 0);
        preset_done(run);
    }
    assert_metric_of(preset_run("netkvm_lowres", "1 ms", FRAMES(129), "1 s", NULL), "frames_copied", 1);
}

/* 129 frames in one slice leave 127: all are copied, not the last one only. */
static void netkvm_lowres_copies_the_whole_batch(void **state) {
    (void)state;
    const char *const burst[] = {BURST(128), BURST(129)};
    for (int i = 0; i < 2; i++)
        assert_metric_of(
            preset_run("netkvm_lowres", "1 ms", burst[i], "1 s", "nic.interrupt.latency", "10 us", NULL),
            "frames_copied", i * 129);
}

/* 192 frames leave a quarter: four requests of 64, and no fifth while they are under way. */
static void netkvm_async_has_four_requests_under_way(void **state) {
    (void)state;
    assert_metric_of(
        preset_run("netkvm_async", "1 ms", FRAMES(191), "1 s", "host.allocation.latency", "1 s", NULL),
        "allocations_requested", 0);
    assert_metric_of(
        preset_run("netkvm_async", "1 ms", FRAMES(256), "1 s", "host.allocation.latency", "1 s", NULL),
        "allocations_requested", 4);
    assert_metric_of(preset_run("netkvm_async", "5 ms", FRAMES(2000), "1 s", NULL), "buffers_total_max",
                     1024);
}

static void dc21x4_hands_over_a_frame_for_each_of_16_spares_and_copies_the_rest(void **state) {
    (void)state;
    assert_metric_of(preset_run("dc21x4_spare", "1 ms", FRAMES(16), "1 s", NULL), "frames_copied", 0);
    struct preset_run run = preset_run("dc21x4_spare", "1 ms", FRAMES(100), "1 s", NULL);
    assert_metric(run, "buffers_indicated_max", 16);
    assert_metric(run, "frames_copied", 84);
    assert_metric(run, "frames_dropped", 0);
    preset_done(run);
}

/* 8 rounds of 16 frames. They come twice as fast as they are done with, so the DPC never finds its queue
 * empty. */
static void dc21x4_goes_round_8_times_a_dpc(void **state) {
    (void)state;
    const char *const source[] = {FRAMES(128), FRAMES(129)};
    for (int i = 0; i < 2; i++)
        assert_metric_of(preset_run("dc21x4_spare", "1 ms", source[i], "0 s", "cpu.dpc.frame", "2 us",
                                    "pool.initial", "1000", "nic.ring", "500", NULL),
                         "dpc_yields", i);
}

/* A microsecond a frame from 10 us on: 20 of 25 are indicated at 30 us and 5 at 35 us; 16 of 32 at 26 us and
 * 16 at 42 us. */
static void e100bex_indicates_20_frames_at_a_time_and_dc21x4_16(void **state) {
    (void)state;
    assert_metric_of(preset_run("e100bex_grow1", "1 ms", BURST(25), "0 s", "nic.interrupt.latency", "10 us",
                                "cpu.dpc.frame", "1 us", NULL),
                     "latency_mean_ns", 31000);
    assert_metric_of(preset_run("dc21x4_spare", "1 ms", BURST(32), "0 s", "nic.interrupt.latency", "10 us",
                                "cpu.dpc.frame", "1 us", NULL),
                     "latency_mean_ns", 34000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(e100bex_copies_the_frame_that_leaves_three_and_asks_for_one_buffer),
        cmocka_unit_test(e100bex_grows_to_128_and_takes_32_minutes_to_be_32_again),
        cmocka_unit_test(netvmini_takes_64_frames_a_dpc_and_drops_the_257th),
        cmocka_unit_test(netkvm_tells_the_device_after_65_returns),
        cmocka_unit_test(netkvm_has_a_pool_for_each_queue_and_takes_1000_frames_a_dpc),
        cmocka_unit_test(netkvm_lazy_has_17_buffers_after_a_millisecond_and_256_after_240),
        cmocka_unit_test(netkvm_lowres_copies_what_would_leave_less_than_its_share),
        cmocka_unit_test(netkvm_lowres_copies_the_whole_batch),
        cmocka_unit_test(netkvm_async_has_four_requests_under_way),
        cmocka_unit_test(dc21x4_hands_over_a_frame_for_each_of_16_spares_and_copies_the_rest),
        cmocka_unit_test(dc21x4_goes_round_8_times_a_dpc),
        cmocka_unit_test(e100bex_indicates_20_frames_at_a_time_and_dc21x4_16),
    };
    return cmocka_run_group_tests_name("preset_windows", tests, NULL, NULL);
}
