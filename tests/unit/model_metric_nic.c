/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Metrics of what answers the traffic, worked out by hand: pauses, windows, coalescing. */
#include "model_metric.h"

static struct hand hand;

/* test_model_pause.c tells this run frame by frame: stopped 3500 .. 10500, 12000 .. 16500, 18000 .. 22500. */
void three_pauses(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 16);
    config->duration_ps = ns(30000);
    config->link_bps = (struct fraction){1000000000, 1};
    config->dma_frame_ps = ns(3000);
    config->nic_fifo_bytes = 315;
    config->pause_xoff_bytes = 210;
    config->pause_xon_bytes = 105;
    config->pause_delay_ps = ns(500);
    for (int i = 0; i < 8; i++)
        frame_at(&hand, 0, 105);
    struct run_result *r = fixture_run(config);
    whole(r, METRIC_PAUSES, 3);
    real(r, METRIC_PAUSE_RATIO, 16000.0 / 30000);
    undefined(r, METRIC_WINDOW_MEAN);
    run_result_free(r);
}

/* test_model_window.c tells this run: windows of 4, 2, 3, 1, 2 for 500 each, three frames made again. */
void a_window(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 2);
    config->duration_ps = ns(2500);
    config->warmup_ps = ns(250);
    config->disable_at = CONFIG_NEVER;
    config->source->arrival = ARRIVAL_WINDOW;
    config->source->window = config->source->window_start = 4;
    config->source->round_trip_ps = ns(1000);
    config->source->timeout_ps = ns(500);
    hand.app->hold = constant(ns(100));
    struct run_result *r = fixture_run(config);
    whole(r, METRIC_RETRANSMISSIONS, 3);
    real(r, METRIC_WINDOW_MEAN, 5000.0 / 2250); /* 4 for 250 only */
    undefined(r, METRIC_PAUSE_RATIO);
    run_result_free(r);
}

/* Units of at most 200 B: two of 100, and one that is open at the end. */
void a_unit_of_two_frames(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 2);
    config->coalesce_bytes = 200;
    config->coalesce_timeout_ps = 2 * MS;
    for (uint64_t i = 0; i < 3; i++)
        frame_at(&hand, 10 * i, 100);
    struct run_result *r = fixture_run(config);
    whole(r, METRIC_FRAMES_COALESCED, 1);
    whole(r, METRIC_FRAMES_DELIVERED, 1);
    whole(r, METRIC_FRAMES_INSIDE, 1);
    run_result_free(r);
}
