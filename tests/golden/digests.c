/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Golden digests: what a few runs do, to the picosecond, on every machine and in every version of the code.
 * Any other digest is another model: this table changes only together with MODEL_VERSION (metric.h). When it
 * must, raise the version, run this program with --update, read which runs moved and whether they should
 * have, and put its output in place of digests.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../unit/model_fixture.h"

struct golden {
    const char *name;
    const char *digest;
};

#include "digests.h"

static struct fixture fixture;
static struct config *const c = &fixture.config;
static struct source_config *const s = fixture.source;
static struct protocol_config *const p = fixture.protocol;

static struct dist law(enum dist_kind kind, uint64_t mean, uint64_t shape_e9) {
    return (struct dist){.kind = kind, .a = mean, .shape_e9 = shape_e9};
}

static void textbook(void) {
    p->hold = exponential(10 * US);
}

static void one_server(void) {
    p->servers = 1;
    p->service = exponential(US);
}

static void constant_rate_on_a_link(void) {
    s->arrival = ARRIVAL_CBR;
    s->rate = (struct rate_config){RATE_LOAD, {999, 1000}};
    s->size =
        (struct size_config){.kind = SIZE_LIST, .count = 3, .bytes = {64, 594, 1518}, .weight = {7, 4, 1}};
    s->fcs_bytes = 4;
    c->link_bps = (struct fraction){UINT64_C(10000000001), 3};
    p->hold = law(DIST_WEIBULL, 5 * US, 600000000);
}

static void on_off_poisson(void) {
    s->arrival = ARRIVAL_ON_OFF;
    s->during = ARRIVAL_POISSON;
    s->rate = per_second(4000000);
    s->on = law(DIST_PARETO, 50 * US, 1400000000);
    s->off = law(DIST_PARETO, 100 * US, 1400000000);
    p->hold = law(DIST_LOGNORMAL, 3 * US, 2000000000);
}

static void on_off_constant(void) {
    s->arrival = ARRIVAL_ON_OFF;
    s->during = ARRIVAL_CBR;
    s->rate = per_second(3000000);
    s->on = law(DIST_LOGNORMAL, 20 * US, 1000000000);
    s->off = law(DIST_GAMMA, 30 * US, 500000000);
    p->hold = constant(4 * US);
}

static void modulated(void) {
    static struct state_config states[2];
    s->arrival = ARRIVAL_MMPP;
    s->state = states;
    s->state_count = 2;
    states[0].rate = per_second(100000);
    states[1].rate = per_second(5000000);
    states[0].mean_ps[1] = 90 * US;
    states[1].mean_ps[0] = 30 * US;
    p->hold = exponential(4 * US);
}

static void scheduled(void) {
    static struct step_config steps[3];
    s->arrival = ARRIVAL_SCHEDULE;
    s->during = ARRIVAL_POISSON;
    s->step = steps;
    s->step_count = 3;
    for (uint64_t i = 0; i < 3; i++)
        steps[i] =
            (struct step_config){i * 3 * MS, per_second((const uint64_t[]){300000, 3000000, 600000}[i])};
    p->hold = exponential(6 * US);
}

static void batches(void) {
    s->batched = true;
    s->batch = (struct dist){.kind = DIST_UNIFORM, .a = 1, .b = 16};
    s->rate = per_second(100000);
    s->size = (struct size_config){.kind = SIZE_UNIFORM, .low = 64, .high = 9000};
    p->hold = (struct dist){.kind = DIST_ERLANG, .a = 8 * US, .count = 3};
}

static void trace(void) {
    static uint64_t time[] = {0, 300, 300, 1700000, 9000000};
    static uint32_t length[] = {64, 1500, 64, 700, 5000};
    static struct trace_data data = {
        .count = 5, .time_ps = time, .length = length, .least_length = 64, .greatest_length = 5000};
    s->arrival = ARRIVAL_TRACE;
    s->size.kind = SIZE_TRACE;
    s->trace = &data;
    s->loop = 300;
    s->start_ps = 5 * US;
    p->hold = exponential(5 * US);
}

static void three_sources(void) {
    c->source_count = 3;
    memcpy(s[1].name, "second", 7);
    memcpy(s[2].name, "third", 6);
    s[1].arrival = ARRIVAL_CBR;
    s[1].interval_ps = 700 * PS_PER_NS;
    s[1].stop_ps = 5 * MS;
    s[2].start_ps = MS;
    s[2].frames = 1000;
    c->link_bps = (struct fraction){UINT64_C(2500000000), 1};
    p->hold = exponential(5 * US);
}

static void fifo_blocks(void) {
    c->nic_fifo_bytes = 2048;
    c->dma_frame_ps = 80 * PS_PER_NS;
    c->dma_Bps = (struct fraction){UINT64_C(1000000000), 3};
    c->dma_latency_ps = 500 * PS_PER_NS;
    c->disable_at = CONFIG_NEVER;
    p->hold = exponential(10 * US);
}

static void fifo_drops(void) {
    fifo_blocks();
    c->nic_drop_enable = true;
    s->rate = per_second(3000000);
}

static void moderation(void) {
    c->interrupt_moderation_ps = 5 * US;
    c->interrupt_delay_ps = 2 * US;
    c->interrupt_frames = 4;
    c->interrupt_latency = law(DIST_LOGNORMAL, US, 3000000000);
    p->hold = exponential(US);
}

static void dpc_costs(void) {
    c->cpu_isr_ps = 300 * PS_PER_NS;
    c->dpc_latency = exponential(US);
    c->dpc_fixed_ps = 400 * PS_PER_NS;
    c->dpc_frame_ps = 150 * PS_PER_NS;
    c->cpu_flush_ps = 20 * PS_PER_NS;
    c->dpc_budget = 6;
    c->dpc_chain = 2;
    c->cpu_count = 2;
    p->inline_cost_ps = 100 * PS_PER_NS;
    p->hold = exponential(US);
}

static void hysteresis(void) {
    c->disable_at = 2;
    c->disable_resume = 7;
    c->nic_ring = 6;
    p->hold = exponential(8 * US);
}

static void jumbo(void) {
    s->size = (struct size_config){.kind = SIZE_UNIFORM, .low = 64, .high = 9216};
    s->rate = per_second(300000);
    fixture_pool(c, 24);
    c->nic_ring = 16;
    c->nic_fifo_bytes = 30000;
    c->dma_Bps = (struct fraction){UINT64_C(4000000000), 1};
    p->hold = exponential(20 * US);
}

static void three_protocols(void) {
    c->protocol_count = 3;
    for (uint64_t i = 0; i < 3; i++) {
        memcpy(p[i].name, (const char *[]){"ip", "ipx", "nb"}[i], 4 - (i != 1));
        p[i].share = 5 - 2 * i;
        p[i].inline_cost_ps = i * 50 * PS_PER_NS;
        p[i].service = (struct dist[]){exponential(2 * US), constant(3 * US), constant(0)}[i];
        p[i].hold =
            (struct dist[]){constant(0), exponential(2 * US), law(DIST_PARETO, 9 * US, 1500000000)}[i];
        p[i].servers = i == 2 ? CONFIG_UNLIMITED : 1 + i;
        p[i].backlog = i == 0 ? 3 : CONFIG_UNLIMITED;
    }
}

static void grow_and_shrink(void) {
    c->pool_policy = 1;
    c->pool_limit = c->nic_ring = 64;
    c->grow_below = 3;
    c->grow_chunk = 8;
    c->shrink_above = 20;
    c->shrink_idle = exponential(40 * US);
    c->allocation_latency = exponential(20 * US);
    c->free_latency = exponential(10 * US);
    on_off_poisson();
}

static void host_refuses(void) {
    grow_and_shrink();
    c->grow_in_flight = 3;
    c->grow_retry_ps = 30 * US;
    c->host_failure_e18 = UINT64_C(100000000000000000);
    c->host_failure_every = 7;
    c->host_fragmentation = 10;
    c->host_memory_bytes = 200000;
    c->allocation_delay = exponential(5 * US);
    c->allocation_workers = 2;
    c->allocation_per_block_ps = PS_PER_NS;
    c->seed = 5; /* one whose initialisation is not refused */
}

static void ideal_placement(void) {
    grow_and_shrink();
    c->pool_placement = PLACEMENT_IDEAL;
}

static void ticks_and_recall(void) {
    grow_and_shrink();
    c->shrink_every_ps = 20 * US;
    c->shrink_ticks = 2;
    c->shrink_recall = true;
    c->pool_reuse = REUSE_OLDEST_BLOCK;
    c->nic_ring = 12;
}

static void last_in_first_out(void) {
    grow_and_shrink();
    c->pool_reuse = REUSE_LIFO;
    c->nic_ring = 12;
}

static void half_a_pool(void) {
    fixture_pool(c, 48);
    c->host_memory_bytes = 40000;
    c->allocation_latency = exponential(US);
    c->disable_at = 4;
    c->disable_resume = 20;
    c->warmup_ps = 3 * MS;
    p->hold = exponential(20 * US);
}

static const struct {
    const char *name;
    void (*make)(void);
} runs[] = {
    {"textbook", textbook},
    {"one_server", one_server},
    {"constant_rate_on_a_link", constant_rate_on_a_link},
    {"on_off_poisson", on_off_poisson},
    {"on_off_constant", on_off_constant},
    {"modulated", modulated},
    {"scheduled", scheduled},
    {"batches", batches},
    {"trace", trace},
    {"three_sources", three_sources},
    {"fifo_blocks", fifo_blocks},
    {"fifo_drops", fifo_drops},
    {"moderation", moderation},
    {"dpc_costs", dpc_costs},
    {"hysteresis", hysteresis},
    {"jumbo", jumbo},
    {"three_protocols", three_protocols},
    {"grow_and_shrink", grow_and_shrink},
    {"host_refuses", host_refuses},
    {"ideal_placement", ideal_placement},
    {"ticks_and_recall", ticks_and_recall},
    {"last_in_first_out", last_in_first_out},
    {"half_a_pool", half_a_pool},
};
#define RUNS (sizeof runs / sizeof *runs)
static struct run_result *run(size_t at) {
    fixture_textbook(&fixture);
    runs[at].make();
    return fixture_run(c);
}

static void every_run_has_the_digest_it_always_had(void **state) {
    (void)state;
    assert_int_equal(golden_model_version, MODEL_VERSION);
    assert_int_equal(sizeof golden / sizeof *golden, RUNS);
    for (size_t i = 0; i < RUNS; i++) {
        char text[DIGEST_TEXT];
        struct run_result *result = run(i);
        digest_text(&result->digest, text);
        assert_string_equal(runs[i].name, golden[i].name);
        if (strcmp(text, golden[i].digest) != 0)
            fail_msg("%s: %s, not %s: the model changed (see the top of this file)", runs[i].name, text,
                     golden[i].digest);
        run_result_free(result);
    }
}

/* What is pinned must have happened: each run offers frames, and together they lose, grow, shrink, fail and
 * stall. */
static void the_runs_do_what_their_names_say(void **state) {
    uint64_t sum[METRIC_COUNT] = {0};
    (void)state;
    for (size_t i = 0; i < RUNS; i++) {
        struct run_result *result = run(i);
        assert_int_equal(result->status, RUN_OK);
        if (count_of(result, METRIC_FRAMES_DELIVERED) < 500)
            fail_msg("%s delivers next to nothing", runs[i].name);
        for (int m = 0; m < METRIC_COUNT; m++)
            sum[m] += result->metric[m].integer;
        run_result_free(result);
    }
    const enum metric busy[] = {
        METRIC_DROP_NO_DESCRIPTOR,         METRIC_DROP_FIFO_OVERFLOW,    METRIC_DROP_PROTOCOL_BACKLOG,
        METRIC_INTERRUPT_DISABLE_EPISODES, METRIC_ALLOCATIONS_COMPLETED, METRIC_ALLOCATIONS_FAILED,
        METRIC_ALLOCATIONS_LATE,           METRIC_BLOCKS_FREED,          METRIC_GROW_SHRINK_OSCILLATIONS};
    for (size_t i = 0; i < sizeof busy / sizeof *busy; i++)
        if (sum[busy[i]] < 20)
            fail_msg("%s: only %llu in all", metric_table[busy[i]].name, (unsigned long long)sum[busy[i]]);
}

static int update(void) {
    printf("/* SPDX-License-Identifier: GPL-3.0-or-later */\n"
           "/* Printed by the program of digests.c when it is run with --update; changes only with the "
           "model's version. */\n"
           "static const int golden_model_version = %d;\n"
           "static const struct golden golden[] = {\n",
           MODEL_VERSION);
    for (size_t i = 0; i < RUNS; i++) {
        char text[DIGEST_TEXT];
        struct run_result *result = run(i);
        digest_text(&result->digest, text);
        printf("    {\"%s\", \"%s\"},\n", runs[i].name, text);
        run_result_free(result);
    }
    printf("};\n");
    return 0;
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_run_has_the_digest_it_always_had),
        cmocka_unit_test(the_runs_do_what_their_names_say),
    };
    if (argc == 2 && strcmp(argv[1], "--update") == 0)
        return update();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
