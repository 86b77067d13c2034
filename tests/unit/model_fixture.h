/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A configuration by hand for tests of the model: the textbook queue, changed field by field. */
#ifndef RXP_MODEL_FIXTURE_H
#define RXP_MODEL_FIXTURE_H

#include <string.h>

#include "config.h"
#include "policy_table.h"
#include "sim.h"
#include "simtime.h"

#define US (PS_PER_NS * 1000)
#define MS (US * 1000)

struct fixture {
    struct config config;
    struct source_config source[4];
    struct protocol_config protocol[4];
};

static inline struct dist constant(uint64_t value) {
    return (struct dist){.kind = DIST_CONSTANT, .a = value};
}

static inline struct dist exponential(uint64_t mean) {
    return (struct dist){.kind = DIST_EXPONENTIAL, .a = mean};
}

static inline struct rate_config per_second(uint64_t frames) {
    return (struct rate_config){RATE_FRAMES, {frames, 1}};
}

/* One source "frames" (Poisson, 900 kframe/s, 64 B), one protocol "app" (infinite servers, nothing held), 10
 * buffers, 10 ms; every cost zero. Returns the fixture for chaining; it must stay where it is. */
static inline struct config *fixture_textbook(struct fixture *fixture) {
    memset(fixture, 0, sizeof *fixture);
    struct config *config = &fixture->config;
    memcpy(config->name, "textbook", 9);
    config->seed = 1;
    config->duration_ps = 10 * MS;
    config->link_bps.denominator = 1;
    config->link_overhead_bytes = 20;
    config->source = fixture->source;
    config->source_count = 1;
    memcpy(fixture->source[0].name, "frames", 7);
    for (int i = 0; i < 4; i++) {
        fixture->source[i].arrival = ARRIVAL_POISSON;
        fixture->source[i].rate = per_second(900000);
        fixture->source[i].stop_ps = TIME_NEVER;
        fixture->source[i].frames = CONFIG_UNLIMITED;
        fixture->source[i].size.low = 64;
        fixture->source[i].time_scale = (struct fraction){1, 1};
        fixture->source[i].loop = 1;
        fixture->source[i].flows.count = 1;
        fixture->source[i].window_start = 1;
        fixture->protocol[i].share = 1;
        fixture->protocol[i].backlog = CONFIG_UNLIMITED;
        fixture->protocol[i].servers = CONFIG_UNLIMITED;
        fixture->protocol[i].return_batch = 1;
        fixture->protocol[i].return_timer_ps = TIME_NEVER;
    }
    config->protocol = fixture->protocol;
    config->protocol_count = 1;
    memcpy(fixture->protocol[0].name, "app", 4);
    config->nic_queues = 1;
    config->nic_ring = 10;
    config->nic_bus_master = true;
    config->dma_Bps.denominator = 1;
    config->interrupt_frames = 1;
    config->nic_poll_ps = config->nic_rescue_ps = TIME_NEVER;
    config->pause_xoff_bytes = CONFIG_UNLIMITED;
    config->refill_batch = config->refill_threshold = 1;
    config->refill_timer_ps = config->refill_retry_ps = TIME_NEVER;
    config->lowres_memory_bytes = 4 << 20;
    config->dpc_throttle = CONFIG_UNLIMITED;
    config->policy_period_ps = MS;
    config->shrink_blocks = 1;
    config->host_nonpaged_bytes = CONFIG_UNLIMITED;
    config->host_processors = 1;
    config->host_os = OS_CURRENT;
    config->host_arch = ARCH_X64;
    config->cpu_copy_ps_per_byte.denominator = 1;
    config->cpu_count = 1;
    config->dpc_budget = config->dpc_chain = CONFIG_UNLIMITED;
    config->disable_resume = 1;
    config->pool_buffer_bytes = 2048;
    config->pool_initial = config->pool_limit = 10;
    config->pool_minimum = 1;
    config->grow_chunk = 1;
    config->grow_in_flight = 1;
    config->grow_retry_ps = TIME_NEVER;
    config->shrink_above = CONFIG_NEVER;
    config->shrink_blocks = 1;
    config->host_memory_bytes = CONFIG_UNLIMITED;
    config->host_page_bytes = 4096;
    config->host_alignment_bytes = 64;
    config->allocation_workers = 1;
    config->replications = 1;
    config->store_episodes = 1000;
    return config;
}

static inline void fixture_pool(struct config *config, uint32_t buffers) {
    config->pool_initial = config->pool_limit = config->nic_ring = buffers;
}

/* Runs replication 0; ends the test when the plan is refused. */
static inline struct run_result *fixture_run(const struct config *config) {
    const char *problem;
    struct plan *plan = plan_make(config, &problem);
    struct sim *sim = sim_create(plan);
    struct run_result *result = sim_run(sim, config->seed, 0, NULL, NULL);
    sim_destroy(sim);
    plan_free(plan);
    return result;
}

static inline uint64_t count_of(const struct run_result *result, enum metric metric) {
    return result->metric[metric].integer;
}

static inline double value_of(const struct run_result *result, enum metric metric) {
    return result->metric[metric].real;
}

#endif
