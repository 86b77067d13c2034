/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Metrics of the driver's world, worked out by hand: processors, memory, broken rules, protocols that stall,
 * starvation, copies, causes. */
#include "model_metric.h"
#include "model_steps.h"

static struct hand hand;

/* Window 200 .. 1000. Application work has the CPU from 0 on, until a frame at 600 wants 100 of it; then
 * passive work, asked for at 600, has it from 700 on: 400, 100 and 300 of 800. */
void a_cpu_and_its_levels(void **state) {
    const char *problem;
    (void)state;
    struct config *config = hand_start(&hand, 4);
    config->duration_ps = ns(1000);
    config->warmup_ps = ns(200);
    config->dpc_frame_ps = ns(100);
    config->allocation_cpu = constant(1); /* so that there are levels; nothing is allocated */
    config->allocation_workers = 2;
    frame_at(&hand, 600, 64);
    struct plan *plan = plan_make(config, &problem);
    struct sim *sim = sim_create(plan);
    assert_true(sim_start(sim, 1, 0));
    cpu_submit(sim, 0, CPU_APPLICATION, cpu_job_worker(sim, 0), MS, event_order(EVENT_SERVICE_END, 1, 0));
    run_steps(sim, 1); /* it arrives */
    cpu_submit(sim, 0, CPU_PASSIVE, cpu_job_worker(sim, 1), MS, event_order(EVENT_ALLOC_PAID, 1, 0));
    struct run_result *r = run_out(sim);
    real(r, METRIC_CPU_APPLICATION_RATIO, 400.0 / 800);
    real(r, METRIC_CPU_DPC_RATIO, 100.0 / 800);
    real(r, METRIC_CPU_PASSIVE_RATIO, 300.0 / 800);
    run_result_free(r);
    sim_destroy(sim);
    plan_free(plan);
}

/* ISR 10, then three frames, one at a time: it yields before the warm-up of 30 with two left (20), then with
 * one left (30), and ends with none left (40). */
void a_dpc_that_yields(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 4);
    config->warmup_ps = ns(30);
    config->cpu_isr_ps = config->dpc_frame_ps = ns(10);
    config->dpc_throttle = 1;
    for (int i = 0; i < 3; i++)
        frame_at(&hand, 0, 64);
    struct run_result *r = fixture_run(config);
    whole(r, METRIC_DPC_YIELDS, 1);
    run_result_free(r);
}

/* Three packed buffers of 1,500 B with 64 B of other memory each; two more come at 5000; window 2000 ..
 * 10000. All share lines with a neighbour: 3 and 2 of a block. */
void descriptors_and_packing(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 3);
    config->pool_policy = 1;
    config->pool_limit = 5;
    config->grow_below = 3;
    config->grow_chunk = 2;
    config->pool_buffer_bytes = 1500;
    config->pool_align = ALIGN_NONE;
    config->pool_descriptor_bytes = 64;
    config->warmup_ps = ns(2000);
    config->duration_ps = ns(10000);
    config->allocation_latency = constant(ns(5000));
    struct run_result *r = fixture_run(config);
    real(r, METRIC_NONPAGED_BYTES_MEAN, 272); /* 192 for 3,000 and 320 for 5,000 */
    whole(r, METRIC_NONPAGED_BYTES_PEAK, 320);
    real(r, METRIC_BUFFERS_TORN_MEAN, 4.25); /* 3 and 5 */
    whole(r, METRIC_INIT_BUFFERS_ASKED, 3);
    run_result_free(r);
}

/* A subordinate asks for a second buffer when its first is out, at 0; its DPC takes more than 10 s. */
void two_broken_rules(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 1);
    config->duration_ps = 11 * PS_PER_S;
    config->dpc_fixed_ps = 10 * PS_PER_S + 1;
    config->pool_policy = 1;
    config->pool_limit = 2;
    config->nic_bus_master = false;
    hand.app->hold = constant(US);
    frame_at(&hand, 0, 64);
    struct run_result *r = fixture_run(config);
    whole(r, METRIC_CONTRACT_VIOLATIONS, 2);
    whole(r, METRIC_CONTRACT_VIOLATIONS_BUG, 1);
    run_result_free(r);
}

/* Window 50 .. 1050. "app": one server of 100, stands still 100 .. 200 of every 200 (500 of the window). 60:
 * served, suspended at 100 with 60 left, till 260. 70, 80, 90 wait: three. "tap" sees all, has room for none
 * but the one it serves for 1,000. */
void a_protocol_that_stalls_and_one_that_sees_all(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 8);
    struct protocol_config *tap = &hand.fixture.protocol[1];
    config->duration_ps = ns(1050);
    config->warmup_ps = ns(50);
    config->protocol_count = 2;
    hand.app->servers = tap->servers = 1;
    hand.app->service = constant(ns(100));
    hand.app->stall_every = hand.app->stall_for = constant(ns(100));
    memcpy(tap->name, "tap", 4);
    tap->mode = PROTOCOL_ALL;
    tap->backlog = 0;
    tap->service = constant(ns(1000));
    for (uint64_t i = 0; i < 4; i++)
        frame_at(&hand, 60 + 10 * i, 64);
    struct run_result *r = fixture_run(config);
    whole(r, METRIC_BACKLOG_MAX, 3);
    real(r, METRIC_PROTOCOL_STALLED_RATIO, 500.0 / (2 * 1000));
    whole(r, METRIC_PROTOCOL_MISSED, 3);
    run_result_free(r);
}

/* Two buffers, told of in threes: 1 and 2, then nothing (test_model_starve.c). */
void a_queue_that_starves(void **state) {
    (void)state;
    hand_start(&hand, 2)->refill_batch = 3;
    for (uint64_t i = 0; i < 3; i++)
        frame_at(&hand, 10 * i, 64);
    struct run_result *r = fixture_run(hand.config);
    real(r, METRIC_STARVED_AT_NS, 20);
    run_result_free(r);
}

/* Below 4 of 4: 1 is copied, 2 finds no room. Ring as large as pool: nothing replaces a frame. */
void copies_and_replacements(void **state) {
    (void)state;
    struct config *config = hand_start(&hand, 4);
    config->lowres_below = 4;
    config->lowres_memory_bytes = 100;
    hand.app->hold = constant(US);
    frame_at(&hand, 0, 64);
    frame_at(&hand, 10, 64);
    struct run_result *r = fixture_run(config);
    whole(r, METRIC_FRAMES_COPIED, 1);
    whole(r, METRIC_BYTES_COPIED, 64);
    whole(r, METRIC_LOWRES_MEMORY_PEAK, 64);
    whole(r, METRIC_DROP_LOWRES_COPY_FAILED, 1);
    run_result_free(r);
    config->lowres_below = 0;
    config->refill_mode = REFILL_REPLACE_DROP;
    r = fixture_run(config);
    whole(r, METRIC_DROP_NO_REPLACEMENT, 2);
    run_result_free(r);
}

/* Each cause of test_model_cause.c is counted under its own name: c + 1 drops of the c-th cause, by hand. */
void every_cause_has_its_row(void **state) {
    static struct run_result result;
    const char *problem;
    (void)state;
    struct plan *plan = plan_make(hand_start(&hand, 1), &problem);
    struct sim *sim = sim_create(plan);
    for (uint64_t c = 0; c < CAUSE_COUNT; c++)
        sim->state->count.cause[c] = c + 1;
    outcome_metrics(sim, &result);
    for (uint64_t c = 0; c < CAUSE_COUNT; c++)
        whole(&result, (enum metric)(METRIC_CAUSE_PAUSED + c), c + 1);
    sim_destroy(sim);
    plan_free(plan);
}

/* Paused at 200, with a frame out until 500, which restarts; halted at 600, when another is out until 1000.
 * Of those at 300, 400 and 700 nobody hears, and the first of them came in the warm-up. */
void a_pause_and_a_halt(void **state) {
    static struct lifecycle_config life[3];
    (void)state;
    struct config *config = hand_start(&hand, 4);
    life[0] = (struct lifecycle_config){ns(200), LIFECYCLE_PAUSE};
    life[1] = (struct lifecycle_config){ns(250), LIFECYCLE_RESTART};
    life[2] = (struct lifecycle_config){ns(600), LIFECYCLE_HALT};
    config->lifecycle = life;
    config->lifecycle_count = 3;
    config->warmup_ps = ns(350);
    hand.app->hold = constant(ns(450));
    const uint64_t at[] = {50, 300, 400, 550, 700};
    for (int i = 0; i < 5; i++)
        frame_at(&hand, at[i], 64);
    struct run_result *r = fixture_run(config);
    whole(r, METRIC_DROP_NOT_RUNNING, 2);
    whole(r, METRIC_CAUSE_PAUSED, 2);
    real(r, METRIC_PAUSE_WAIT_NS, 400);
    real(r, METRIC_HALT_WAIT_NS, 400);
    run_result_free(r);
    r = fixture_run(hand_start(&hand, 4));
    undefined(r, METRIC_PAUSE_WAIT_NS);
    undefined(r, METRIC_HALT_WAIT_NS);
    run_result_free(r);
}
