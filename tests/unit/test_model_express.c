/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The short ways of a frame against the long one: where nothing takes time it makes no difference whether a
 * frame's steps are events, one step (instant.c) or a turn of a loop (express.c), to the last bit of every
 * metric, and a run may change from one way to the other wherever it stands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "model_random_life.h"
#include "modules.h"

#define PROGRAMS 6000
#define FLOODS 40

static struct random_model model;
static struct random_life life;

static void random_room(struct config *config) {
    config->pool_buffer_bytes = one_in(&model, 3) ? 256 : 2048;
    config->pool_initial = config->pool_limit = 1 + (uint32_t)below(&model, 16);
    config->nic_ring = one_in(&model, 4) ? 1 + (uint32_t)below(&model, 12) : config->pool_initial;
    config->nic_fifo_bytes = one_in(&model, 2) ? 0 : below(&model, 4096);
    config->nic_drop_enable = one_in(&model, 2);
    config->disable_resume = 1 + (uint32_t)below(&model, config->pool_initial < 4 ? config->pool_initial : 4);
    config->disable_at = one_in(&model, 3) ? CONFIG_NEVER : (uint32_t)below(&model, config->disable_resume);
    if (one_in(&model, 6))
        config->nic_queues = 2;
}

static void random_protocol(struct config *config) {
    struct protocol_config *protocol = config->protocol;
    config->protocol_count = one_in(&model, 8) ? 2 : 1;
    memcpy(protocol[1].name, "tcp", 4);
    protocol->servers = one_in(&model, 3) ? CONFIG_UNLIMITED : 1 + below(&model, 3);
    protocol->backlog = one_in(&model, 2) ? CONFIG_UNLIMITED : below(&model, 8);
    protocol->service = one_in(&model, 4) ? constant(0) : random_law(&model, 2000);
    protocol->hold = one_in(&model, 2) ? constant(0) : random_law(&model, 4000);
}

/* Nothing between the wire and the protocol takes time, or DMA alone does. */
static struct config *quick_config(uint64_t seed) {
    memset(&model, 0, sizeof model);
    struct config *config = fixture_textbook(&model.fixture);
    model.random = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
    model.coarse = one_in(&model, 3);
    config->seed = seed;
    config->duration_ps = (50 + below(&model, 150)) * US;
    config->warmup_ps = one_in(&model, 2) ? 0 : below(&model, 60) * US;
    config->sample_ps = one_in(&model, 2) ? 0 : (1 + below(&model, 9)) * US;
    random_traffic(&model, false);
    if (one_in(&model, 2))
        config->source_count = 1;
    random_room(config);
    random_protocol(config);
    config->dma_latency_ps = one_in(&model, 4) ? below(&model, 3) * 300 * PS_PER_NS : 0;
    return config;
}

static struct plan *make(const struct config *config, bool stepwise) {
    const char *problem = "";
    struct plan *plan = plan_make(config, &problem);
    if (!plan)
        fail_msg("program %llu: %s", (unsigned long long)config->seed, problem);
    if (stepwise)
        plan_stepwise(plan);
    return plan;
}

static bool same_samples(const struct run_result *a, const struct run_result *b) {
    return a->sample_count == b->sample_count &&
           (a->sample_count == 0 || memcmp(a->sample, b->sample, a->sample_count * sizeof *a->sample) == 0);
}

static void assert_same(const struct run_result *a, const struct run_result *b, uint64_t seed) {
    bool same = a->digest.low == b->digest.low && a->digest.high == b->digest.high && same_samples(a, b);
    for (int i = 0; i < METRIC_COUNT; i++)
        if (a->metric[i].defined != b->metric[i].defined || a->metric[i].integer != b->metric[i].integer ||
            memcmp(&a->metric[i].real, &b->metric[i].real, sizeof(double)) != 0)
            fail_msg("program %llu: metric %s differs", (unsigned long long)seed, metric_table[i].name);
    if (!same)
        fail_msg("program %llu: two ends", (unsigned long long)seed);
}

static struct run_result *run_whole(const struct plan *plan, uint64_t seed) {
    struct sim *sim = sim_create(plan);
    struct run_result *result = sim_run(sim, seed, 0, NULL, NULL);
    sim_destroy(sim);
    return result;
}

/* A few pieces of the run each way in turn, then to the end. */
static struct run_result *run_in_turns(const struct plan *plan, const struct plan *other, uint64_t seed) {
    struct sim *sim = sim_create(plan), *with = sim_create(other);
    assert_int_equal(plan->at.bytes, other->at.bytes);
    uint64_t end_ps = plan->config->duration_ps;
    if (sim_start(sim, seed, 0))
        for (uint64_t i = 1; i <= 8; i++) {
            (void)sim_run_until(sim, end_ps / 9 * i + i, NULL, NULL);
            memcpy(with->block, sim->block, plan->at.bytes);
            struct sim *swapped = sim;
            sim = with;
            with = swapped;
        }
    struct run_result *result = sim_finish(sim, NULL, NULL);
    sim_destroy(sim);
    sim_destroy(with);
    return result;
}

static uint64_t metric_of(const struct run_result *result, enum metric metric) {
    return result->metric[metric].defined ? result->metric[metric].integer : 0;
}

static void the_short_ways_change_nothing(void **unused) {
    uint64_t express = 0, instant = 0, after_dma = 0, episodes = 0, lost = 0, fewer = 0;
    (void)unused;
    for (uint64_t seed = 1; seed <= PROGRAMS; seed++) {
        const struct config *config = quick_config(seed);
        struct plan *quick = make(config, false), *slow = make(config, true);
        struct run_result *long_way = run_whole(slow, seed), *short_way = run_whole(quick, seed);
        struct run_result *both_ways = run_in_turns(quick, slow, seed);
        assert_same(long_way, short_way, seed);
        assert_same(long_way, both_ways, seed);
        express += quick->express;
        instant += quick->instant && !quick->express;
        after_dma += quick->instant_dpc && !quick->instant;
        fewer += quick->instant_dpc && short_way->events < long_way->events;
        episodes += quick->express ? metric_of(long_way, METRIC_INTERRUPT_DISABLE_EPISODES) : 0;
        lost += quick->express ? metric_of(long_way, METRIC_FRAMES_DROPPED) : 0;
        run_result_free(long_way);
        run_result_free(short_way);
        run_result_free(both_ways);
        plan_free(quick);
        plan_free(slow);
    }
    assert_true(express > PROGRAMS / 4 && instant > PROGRAMS / 10 && after_dma > PROGRAMS / 10 &&
                fewer > PROGRAMS / 2);
    assert_true(episodes > PROGRAMS && lost > PROGRAMS);
}

/* One queue and one protocol whose interrupts and DPCs take their time: DMA completions are seen late. */
static struct config *busy_config(uint64_t seed) {
    struct config *config = random_config(&model, seed, false);
    if (seed % 4)
        random_life(&model, &life); /* pauses while frames are in DMA */
    if (seed % 2)
        return config;
    config->nic_queues = config->protocol_count = 1;
    config->protocol->return_batch = 1;
    config->dma_frame_ps = 0;
    config->dma_Bps.numerator = 0;
    config->pool_buffer_bytes = 4096;
    config->cpu_isr_ps += 500 * PS_PER_NS;
    if (config->link_bps.numerator == 0) /* frames keep their distance: returns may go in bulk */
        config->link_bps = (struct fraction){1000000000, 1};
    return config;
}

static void random_programs_end_alike_both_ways(void **unused) {
    uint64_t late = 0, lone = 0, plain = 0, bulk = 0, frames = 0;
    (void)unused;
    for (uint64_t seed = 1; seed <= PROGRAMS; seed++) {
        const struct config *config = busy_config(seed);
        struct plan *quick = make(config, false), *slow = make(config, true);
        struct run_result *long_way = run_whole(slow, seed), *short_way = run_whole(quick, seed);
        struct run_result *both_ways = run_in_turns(quick, slow, seed);
        assert_same(long_way, short_way, seed);
        assert_same(long_way, both_ways, seed);
        late += quick->dma_waits;
        lone += quick->lone;
        plain += quick->admit_plain;
        bulk += quick->apart_ps > 0;
        frames += quick->dma_waits ? metric_of(long_way, METRIC_FRAMES_DELIVERED) : 0;
        run_result_free(long_way);
        run_result_free(short_way);
        run_result_free(both_ways);
        plan_free(quick);
        plan_free(slow);
    }
    assert_true(late > PROGRAMS / 10 && lone > PROGRAMS / 10 && plain > PROGRAMS / 10 && frames > PROGRAMS);
    assert_true(bulk > PROGRAMS / 20);
}

/* Frames at line rate, chains of some dozens, pools that grow and shrink, rings that are full at times. */
static struct config *flood_config(uint64_t seed) {
    memset(&model, 0, sizeof model);
    struct config *config = fixture_textbook(&model.fixture);
    model.random = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
    config->seed = seed;
    config->duration_ps = 1 * MS;
    config->warmup_ps = below(&model, 3) * 100 * US;
    config->link_bps = (struct fraction){10000000000, 1};
    config->source[0].rate = per_second(8000000 + below(&model, 12000000));
    config->dma_latency_ps = below(&model, 3) * 300 * PS_PER_NS;
    config->interrupt_moderation_ps = (1 + below(&model, 5)) * US;
    config->cpu_isr_ps = 200 * PS_PER_NS;
    config->dpc_latency = constant(1000 * PS_PER_NS);
    config->dpc_frame_ps = 30 * PS_PER_NS;
    config->pool_policy = one_in(&model, 4) ? 0 : 1;
    config->pool_initial = 64 + (uint32_t)below(&model, 400);
    config->pool_limit =
        config->pool_policy ? config->pool_initial + (uint32_t)below(&model, 600) : config->pool_initial;
    config->nic_ring = 32 + (uint32_t)below(&model, 300);
    config->grow_below = (uint32_t)below(&model, 64);
    config->grow_chunk = 1 + (uint32_t)below(&model, 64);
    config->shrink_above = config->grow_below + config->grow_chunk + 1 + (uint32_t)below(&model, 200);
    config->shrink_idle = random_law(&model, 20000);
    config->disable_at = one_in(&model, 2) ? CONFIG_NEVER : 8;
    config->disable_resume = 32;
    config->protocol->service = one_in(&model, 4) ? random_law(&model, 1000) : constant(0);
    config->protocol->hold = random_law(&model, 5000 + below(&model, 40000));
    return config;
}

static void a_flood_ends_alike_both_ways(void **unused) {
    uint64_t bulk = 0, grown = 0, lost = 0;
    (void)unused;
    for (uint64_t seed = 1; seed <= FLOODS; seed++) {
        const struct config *config = flood_config(seed);
        struct plan *quick = make(config, false), *slow = make(config, true);
        struct run_result *long_way = run_whole(slow, seed), *short_way = run_whole(quick, seed);
        assert_same(long_way, short_way, seed);
        bulk += quick->apart_ps > 0 && quick->lone_chain;
        grown += metric_of(long_way, METRIC_BLOCKS_FREED);
        lost += metric_of(long_way, METRIC_FRAMES_DROPPED);
        run_result_free(long_way);
        run_result_free(short_way);
        plan_free(quick);
        plan_free(slow);
    }
    assert_true(bulk > FLOODS / 2 && grown > FLOODS && lost > FLOODS);
}

/* What takes time, or is not alone, takes the long way. */
static void what_takes_time_has_no_short_way(void **unused) {
    (void)unused;
    for (int i = 0; i < 12; i++) {
        struct config *config = fixture_textbook(&model.fixture);
        config->dma_latency_ps = i == 0;
        config->dma_frame_ps = i == 1;
        config->cpu_isr_ps = i == 2;
        config->dpc_fixed_ps = i == 3;
        config->dpc_frame_ps = i == 4;
        config->cpu_flush_ps = i == 5;
        config->interrupt_moderation_ps = i == 6;
        config->interrupt_latency = constant(i == 7);
        config->dpc_latency = constant(i == 8);
        config->protocol->inline_cost_ps = i == 9;
        config->refill_batch = i == 10 ? 2 : 1;
        config->nic_poll_ps = i == 11 ? MS : TIME_NEVER;
        struct plan *plan = make(config, false);
        assert_false(plan->instant);
        assert_false(plan->express);
        plan_free(plan);
    }
    struct plan *plan = make(fixture_textbook(&model.fixture), false);
    assert_true(plan->instant && plan->express);
    plan_free(plan);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_short_ways_change_nothing),
        cmocka_unit_test(random_programs_end_alike_both_ways),
        cmocka_unit_test(a_flood_ends_alike_both_ways),
        cmocka_unit_test(what_takes_time_has_no_short_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
