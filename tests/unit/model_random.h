/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random small configurations, all features mixed, for tests that compare a run with something else.
 *
 * Times lie on a coarse lattice, so that much happens at the same instant: the order within an instant is
 * where two implementations part. Floods are larger than pools, so that every shortage comes up. The numbers
 * come from a generator of the tests, never from the simulator's. */
#ifndef RXP_MODEL_RANDOM_H
#define RXP_MODEL_RANDOM_H

#include "model_random_world.h"

static inline struct size_config random_size(struct random_model *model) {
    switch (below(model, 4)) {
    case 0:
        return (struct size_config){
            .kind = SIZE_LIST, .count = 3, .bytes = {64, 594, 1518}, .weight = {7, 4, 1}};
    case 1:
        return (struct size_config){.kind = SIZE_UNIFORM, .low = 64, .high = 3000};
    default:
        return (struct size_config){.kind = SIZE_FIXED, .low = one_in(model, 3) ? 1518 : 64};
    }
}

static inline void random_states(struct random_model *model, struct source_config *source) {
    source->state_count = 2 + (uint32_t)below(model, 2);
    source->state = model->states;
    for (uint32_t i = 0; i < source->state_count; i++) {
        model->states[i].rate = per_second(i == 1 && one_in(model, 2) ? 0 : 500000 * (1 + below(model, 8)));
        for (uint32_t j = 0; j < source->state_count; j++)
            model->states[i].mean_ps[j] = i == j ? 0 : (5 + below(model, 20)) * US;
    }
}

static inline void random_steps(struct random_model *model, struct source_config *source) {
    source->step_count = 1 + (uint32_t)below(model, 3);
    source->step = model->steps;
    for (uint32_t i = 0; i < source->step_count; i++) {
        model->steps[i].at_ps = i * 30 * US + lattice(model, 1000, 20);
        model->steps[i].rate = per_second(one_in(model, 4) ? 0 : 1000000 * (1 + below(model, 4)));
    }
    source->during = one_in(model, 2) ? ARRIVAL_POISSON : ARRIVAL_CBR;
}

static inline void random_trace(struct random_model *model, struct source_config *source) {
    struct trace_data *trace = &model->trace;
    trace->count = 1 + below(model, 6);
    trace->time_ps = model->trace_time;
    trace->length = model->trace_length;
    trace->least_length = UINT32_MAX;
    trace->greatest_length = 0;
    for (uint64_t i = 0; i < trace->count; i++) {
        trace->time_ps[i] = i == 0 ? 0 : trace->time_ps[i - 1] + lattice(model, 500, 6);
        trace->length[i] = one_in(model, 2) ? 64 : 64 + (uint32_t)below(model, 2000);
        if (trace->length[i] < trace->least_length)
            trace->least_length = trace->length[i];
        if (trace->length[i] > trace->greatest_length)
            trace->greatest_length = trace->length[i];
    }
    source->trace = trace;
    source->size.kind = SIZE_TRACE;
    source->batched = false;
    source->loop = trace->time_ps[trace->count - 1] == 0 ? 1
                   : one_in(model, 3)                    ? CONFIG_UNLIMITED
                                                         : 1 + below(model, 9);
}

/* Only what the twin knows too: cbr and Poisson, batches. */
static inline void random_plain_source(struct random_model *model, struct source_config *source) {
    source->arrival = one_in(model, 2) ? ARRIVAL_CBR : ARRIVAL_POISSON;
    if (model->coarse)
        source->arrival = ARRIVAL_CBR;
    if (source->arrival == ARRIVAL_CBR && (model->coarse || one_in(model, 2)))
        source->interval_ps = (1 + below(model, 8)) * 250 * PS_PER_NS;
    source->rate =
        (struct rate_config){RATE_FRAMES, {(1 + below(model, 9)) * 1000000 / source->size.low * 64, 3}};
    source->start_ps = lattice(model, 1000, 10);
    source->stop_ps = one_in(model, 4) ? (20 + below(model, 60)) * US : TIME_NEVER;
    source->frames = one_in(model, 4) ? below(model, 40) : CONFIG_UNLIMITED;
    source->fcs_bytes = one_in(model, 2) ? 4 : 0;
    source->batched = one_in(model, 4);
    source->batch = one_in(model, 2) ? constant(3) : (struct dist){.kind = DIST_UNIFORM, .a = 0, .b = 6};
}

static inline void random_modulated(struct random_model *model, struct source_config *source, uint32_t rank) {
    switch (below(model, 6)) {
    case 0:
        source->arrival = ARRIVAL_ON_OFF;
        source->during = one_in(model, 2) ? ARRIVAL_POISSON : ARRIVAL_CBR;
        source->on = random_law(model, 10000);
        source->off = random_law(model, 20000);
        if (source->off.kind == DIST_CONSTANT && source->off.a == 0)
            source->off.a = US; /* else a frame every other picosecond */
        break;
    case 1:
        if (rank == 0)
            source->arrival = ARRIVAL_MMPP, random_states(model, source);
        break;
    case 2:
        if (rank == 1)
            source->arrival = ARRIVAL_SCHEDULE, random_steps(model, source);
        break;
    case 3:
        if (rank == 2)
            source->arrival = ARRIVAL_TRACE, random_trace(model, source);
        break;
    default:
        break;
    }
}

static inline void random_traffic(struct random_model *model, bool plain) {
    struct config *config = &model->fixture.config;
    config->source_count = 1 + (uint32_t)below(model, 4);
    for (uint32_t i = 0; i < config->source_count; i++) {
        struct source_config *source = &config->source[i];
        memcpy(source->name, (const char *[]){"alpha", "bravo", "delta", "foxes"}[i], 6);
        source->size = random_size(model);
        if (source->size.kind != SIZE_FIXED)
            source->size.low = 64; /* the rate above is worked out from it */
        random_plain_source(model, source);
        if (!plain)
            random_modulated(model, source, i);
        if (one_in(model, 2))
            source->flows = (struct flows_config){3, one_in(model, 2) ? 3 : 0, {5, 1, 2}};
    }
    if (!model->coarse && one_in(model, 2))
        config->link_bps =
            (struct fraction){one_in(model, 2) ? 10000000000 : 3000000001, one_in(model, 2) ? 1 : 3};
}

static inline void random_devices(struct random_model *model) {
    struct config *config = &model->fixture.config;
    config->nic_ring = 1 + (uint32_t)below(model, 12);
    config->nic_fifo_bytes = one_in(model, 2) ? 0 : below(model, 8192);
    config->nic_drop_enable = one_in(model, 2);
    config->dma_frame_ps = lattice(model, 50, 4);
    config->dma_latency_ps = lattice(model, 250, 4);
    if (!model->coarse && one_in(model, 3))
        config->dma_Bps = (struct fraction){UINT64_C(2000000000), 1 + below(model, 3)};
    config->interrupt_moderation_ps = lattice(model, 1000, 10);
    if (one_in(model, 2)) {
        config->interrupt_delay_ps = lattice(model, 500, 8);
        config->interrupt_frames = 1 + below(model, 8);
    }
    if (one_in(model, 8)) {
        config->interrupt_delay_ps = TIME_NEVER;
        config->interrupt_frames = 1 + below(model, 3);
    }
    config->interrupt_latency = one_in(model, 2) ? constant(0) : random_law(model, 500);
    config->cpu_isr_ps = lattice(model, 250, 4);
    config->dpc_latency = one_in(model, 2) ? constant(0) : random_law(model, 500);
    config->dpc_fixed_ps = lattice(model, 250, 4);
    config->dpc_frame_ps = lattice(model, 50, 4);
    config->cpu_flush_ps = lattice(model, 50, 1);
    config->dpc_budget = one_in(model, 2) ? CONFIG_UNLIMITED : 1 + below(model, 8);
    config->dpc_chain = one_in(model, 2) ? CONFIG_UNLIMITED : 1 + below(model, 4);
    config->cpu_count = 1 + (uint32_t)below(model, 3);
}

static inline void random_protocols(struct random_model *model) {
    struct config *config = &model->fixture.config;
    config->protocol_count = 1 + (uint32_t)below(model, 3);
    for (uint32_t i = 0; i < config->protocol_count; i++) {
        struct protocol_config *protocol = &config->protocol[i];
        memcpy(protocol->name, (const char *[]){"ipx", "tcp", "udp"}[i], 4);
        protocol->share = 1 + below(model, 3);
        protocol->inline_cost_ps = lattice(model, 50, 3);
        protocol->servers = one_in(model, 2) ? CONFIG_UNLIMITED : 1 + below(model, 3);
        protocol->backlog = one_in(model, 2) ? CONFIG_UNLIMITED : below(model, 4);
        protocol->service = random_law(model, 500);
        protocol->hold = random_law(model, 4000);
    }
}

static inline void random_host(struct random_model *model) {
    struct config *config = &model->fixture.config;
    config->host_page_bytes = one_in(model, 2) ? 4096 : 512;
    config->host_alignment_bytes = 1u << below(model, 10);
    if (one_in(model, 3))
        config->host_memory_bytes = (1 + below(model, 40)) * 2048;
    if (one_in(model, 4))
        config->host_failure_e18 = below(model, 4) * UINT64_C(300000000000000000);
    if (one_in(model, 4))
        config->host_failure_every = 1 + below(model, 5);
    if (one_in(model, 4))
        config->host_fragmentation = 1 + below(model, 8);
    config->allocation_delay = one_in(model, 2) ? constant(0) : random_law(model, 2000);
    config->allocation_latency = random_law(model, 3000);
    config->allocation_per_block_ps = lattice(model, 100, 4);
    config->allocation_workers = 1 + (uint32_t)below(model, 2);
    config->free_latency = one_in(model, 2) ? constant(0) : random_law(model, 2000);
}

static inline void random_pool(struct random_model *model) {
    struct config *config = &model->fixture.config;
    config->pool_buffer_bytes = (const uint32_t[]){256, 700, 2048, 2048}[below(model, 4)];
    config->pool_policy = (const uint32_t[]){0, 0, 1, 1, 1, 2, 7}[below(model, 7)];
    config->pool_initial = 1 + (uint32_t)below(model, 16);
    config->pool_limit = config->pool_initial + (uint32_t)below(model, 24);
    config->pool_minimum = 1 + (uint32_t)below(model, config->pool_initial);
    config->pool_reuse = (enum pool_reuse)below(model, 3);
    config->grow_below = (uint32_t)below(model, 6);
    config->grow_chunk = 1 + (uint32_t)below(model, 5);
    config->grow_in_flight = 1 + (uint32_t)below(model, 3);
    config->grow_retry_ps = one_in(model, 2) ? TIME_NEVER : (1 + below(model, 6)) * 500 * PS_PER_NS;
    config->shrink_ticks = 1;
    if (one_in(model, 2)) {
        config->nic_queues = 2 + (uint32_t)below(model, 3);
        config->pool_scope = one_in(model, 2) ? POOL_SHARED : POOL_PER_QUEUE;
    }
    if (one_in(model, 3))
        return;
    /* often too close to the low mark, or no idle time at all: no instant may last for ever even so */
    config->shrink_above = 1 + (uint32_t)below(model, 16);
    if (one_in(model, 2))
        config->shrink_above += config->grow_below + config->grow_chunk * config->grow_in_flight;
    config->shrink_idle = one_in(model, 4) ? constant(0) : random_law(model, 3000);
    config->shrink_recall = one_in(model, 2);
    config->pool_placement = one_in(model, 3) ? PLACEMENT_IDEAL : PLACEMENT_BLOCKS;
    if (one_in(model, 3)) {
        config->shrink_every_ps = (1 + below(model, 8)) * US;
        config->shrink_ticks = 1 + (uint32_t)below(model, 4);
    }
}

/* Everything follows from the seed. plain: only what the naive twin knows too. */
static inline struct config *random_config(struct random_model *model, uint64_t seed, bool plain) {
    memset(model, 0, sizeof *model);
    struct config *config = fixture_textbook(&model->fixture);
    model->random = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
    model->coarse = one_in(model, 4);
    config->duration_ps = (50 + below(model, 100)) * US;
    config->warmup_ps = one_in(model, 2) ? 0 : below(model, 40) * US;
    config->sample_ps = one_in(model, 2) ? 0 : (1 + below(model, 9)) * US;
    config->seed = seed;
    config->store_episodes = one_in(model, 4) ? (uint32_t)below(model, 4) : 1000;
    random_traffic(model, plain);
    random_devices(model);
    random_protocols(model);
    random_host(model);
    random_pool(model);
    if (one_in(model, 2))
        random_habits(model, plain);
    if (one_in(model, 2))
        random_processors(model);
    if (one_in(model, 2))
        random_memory(model);
    bool grows = config->pool_policy == 1 || config->pool_policy == 2;
    uint32_t most = grows ? config->pool_limit : config->pool_initial;
    config->disable_resume = 1 + (uint32_t)below(model, most < 8 ? most : 8);
    config->disable_at = one_in(model, 5) ? CONFIG_NEVER : (uint32_t)below(model, config->disable_resume);
    if (one_in(model, 2))
        random_driver(model);
    if (one_in(model, 2))
        random_nic(model);
    return config;
}

#endif
