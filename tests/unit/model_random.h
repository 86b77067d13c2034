/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random small configurations, all features mixed, for tests that compare a run with something else.
 *
 * Times lie on a coarse lattice, so that much happens at the same instant: the order within an instant is
 * where two implementations part. Floods are larger than pools, so that every shortage comes up. The numbers
 * come from a generator of the tests, never from the simulator's. */
#ifndef RXP_MODEL_RANDOM_H
#define RXP_MODEL_RANDOM_H

#include "model_random_traffic.h"

static inline void random_devices(struct random_model *model) {
    struct config *config = &model->fixture.config;
    config->nic_ring = 1 + (uint32_t)below(model, 12);
    config->nic_fifo_bytes = one_in(model, 2) ? 0 : below(model, 8192);
    config->nic_drop_enable = one_in(model, 2);
    config->dma_frame_ps = lattice(model, 50, 4);
    config->dma_latency_ps = lattice(model, 250, 4);
    if (one_in(model, 3))
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

/* The driver's world: what the twin does not know. */
static inline void random_driver(struct random_model *model) {
    struct config *config = &model->fixture.config;
    if (one_in(model, 2)) {
        config->refill_batch = 1 + below(model, 6);
        config->refill_flush_below = one_in(model, 2) ? (uint32_t)below(model, 4) : 0;
        config->refill_timer_ps = one_in(model, 2) ? (1 + below(model, 8)) * 500 * PS_PER_NS : TIME_NEVER;
    }
    if (one_in(model, 4))
        config->refill_threshold = 1 + (uint32_t)below(model, config->nic_ring);
    if (one_in(model, 4))
        config->refill_retry_ps = (1 + below(model, 8)) * 500 * PS_PER_NS;
    if (one_in(model, 4))
        config->refill_mode = (enum refill_mode)below(model, 4);
    if (one_in(model, 3)) {
        config->lowres_below = (uint32_t)below(model, 8);
        config->lowres_per_cent = one_in(model, 2) ? (uint32_t)below(model, 100) : 0;
        config->lowres_per = (enum lowres_per)below(model, 3);
    }
    config->lowres_memory_bytes = one_in(model, 2) ? below(model, 20000) : 1 << 20;
    config->cpu_copy_frame_ps = lattice(model, 50, 3);
    config->cpu_copy_ps_per_byte = (struct fraction){below(model, 300), 1 + below(model, 3)};
    config->cpu_return_ps = lattice(model, 50, 2);
    if (one_in(model, 4))
        config->nic_rescue_ps = (1 + below(model, 8)) * 1000 * PS_PER_NS;
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

/* What only some protocols do: see every frame, stand still, return in batches, share the processors. */
static inline void random_habits(struct random_model *model) {
    struct config *config = &model->fixture.config;
    config->cpu_return_ps = one_in(model, 3) ? lattice(model, 50, 4) : 0;
    for (uint32_t i = 0; i < config->protocol_count; i++) {
        struct protocol_config *protocol = &config->protocol[i];
        protocol->mode = i > 0 && one_in(model, 2) ? PROTOCOL_ALL : PROTOCOL_SPLIT;
        protocol->cpu = one_in(model, 4) ? PROTOCOL_SHARED : PROTOCOL_DEDICATED;
        if (one_in(model, 3)) {
            protocol->return_batch = 1 + below(model, 5);
            protocol->return_timer_ps = one_in(model, 4) ? TIME_NEVER : lattice(model, 1000, 8);
        }
        if (one_in(model, 3)) {
            protocol->stall_every = one_in(model, 6) ? constant(0) : random_law(model, 6000);
            protocol->stall_for = random_law(model, 3000);
            protocol->stall_service = one_in(model, 2) ? STALL_FINISH : STALL_SUSPEND;
        }
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

/* What the naive twin does not know of memory; drawn after everything else. */
static inline void random_memory(struct random_model *model) {
    struct config *config = &model->fixture.config;
    if (one_in(model, 3))
        config->pool_block = 1 + (uint32_t)below(model, 8);
    if (one_in(model, 4)) {
        config->pool_per_processor = true;
        config->host_processors = 1 + (uint32_t)below(model, 4);
    }
    config->pool_align = one_in(model, 3) ? ALIGN_NONE : ALIGN_DMA;
    if (one_in(model, 3)) {
        config->pool_descriptor_bytes = 1 + (uint32_t)below(model, 200);
        config->host_nonpaged_bytes = one_in(model, 3) ? CONFIG_UNLIMITED : below(model, 8000);
    }
    if (one_in(model, 3)) {
        config->pressure = model->pressure;
        config->pressure_count = 1 + (uint32_t)below(model, 3);
        for (uint32_t i = 0; i < config->pressure_count; i++)
            model->pressure[i] = (struct pressure_config){i * 20 * US + lattice(model, 1000, 19),
                                                          one_in(model, 3) ? 0 : below(model, 60000)};
    }
    if (one_in(model, 3))
        config->allocation_cpu = random_law(model, 1000);
    config->free_deferred = one_in(model, 3);
    config->host_os = one_in(model, 20) ? OS_XP : OS_CURRENT;
    config->nic_bus_master = !one_in(model, 3);
}

static inline void random_pool(struct random_model *model, bool plain) {
    struct config *config = &model->fixture.config;
    config->pool_buffer_bytes = (const uint32_t[]){256, 700, 2048, 2048}[below(model, 4)];
    config->pool_policy = one_in(model, 3) ? 0 : 1;
    config->pool_initial = 1 + (uint32_t)below(model, 16);
    config->pool_limit = config->pool_initial + (uint32_t)below(model, 24);
    config->pool_minimum = 1 + (uint32_t)below(model, config->pool_initial);
    config->pool_reuse = (enum pool_reuse)below(model, 3);
    config->grow_below = (uint32_t)below(model, 6);
    config->grow_chunk = 1 + (uint32_t)below(model, 5);
    config->grow_in_flight = 1 + (uint32_t)below(model, 3);
    config->grow_retry_ps = one_in(model, 2) ? TIME_NEVER : (1 + below(model, 6)) * 500 * PS_PER_NS;
    config->shrink_ticks = 1;
    if (!plain && one_in(model, 3)) {
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

/* The NIC's own: a bus of packets, pause frames, coalescing. */
static inline void random_nic(struct random_model *model) {
    struct config *config = &model->fixture.config;
    for (uint32_t i = 0; i < config->source_count; i++)
        if (one_in(model, 5))
            random_feedback(model, &config->source[i]);
    if (one_in(model, 4)) {
        config->dma_payload_bytes = 64u << below(model, 3);
        config->dma_header_bytes = 24;
    }
    if (config->nic_fifo_bytes > 0 && one_in(model, 2)) {
        config->pause_xoff_bytes = 1 + below(model, one_in(model, 2) ? 200 : config->nic_fifo_bytes);
        config->pause_xon_bytes = below(model, config->pause_xoff_bytes);
        config->pause_delay_ps = lattice(model, 250, 8);
        config->dma_frame_ps += lattice(model, 250, 4); /* else the FIFO is seldom used */
    }
    if (one_in(model, 4)) {
        config->coalesce_bytes = 64 + (uint32_t)below(model, 4000);
        config->coalesce_timeout_ps = lattice(model, 500, 8);
    }
}

/* Everything follows from the seed. plain: only what the naive twin knows too. */
static inline struct config *random_config(struct random_model *model, uint64_t seed, bool plain) {
    memset(model, 0, sizeof *model);
    struct config *config = fixture_textbook(&model->fixture);
    model->random = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
    config->duration_ps = (50 + below(model, 100)) * US;
    config->warmup_ps = one_in(model, 2) ? 0 : below(model, 40) * US;
    config->sample_ps = one_in(model, 2) ? 0 : (1 + below(model, 9)) * US;
    config->seed = seed;
    config->store_episodes = one_in(model, 4) ? (uint32_t)below(model, 4) : 1000;
    random_traffic(model, plain);
    random_devices(model);
    random_protocols(model);
    random_host(model);
    random_pool(model, plain);
    if (!plain)
        random_habits(model);
    uint32_t most = config->pool_policy ? config->pool_limit : config->pool_initial;
    config->disable_resume = 1 + (uint32_t)below(model, most < 8 ? most : 8);
    config->disable_at = one_in(model, 5) ? CONFIG_NEVER : (uint32_t)below(model, config->disable_resume);
    if (!plain) {
        random_memory(model);
        random_nic(model);
        random_driver(model);
    }
    return config;
}

#endif
