/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random programs (model_random.h): the generator, laws, and what only some drivers, cards, protocols and
 * hosts do. */
#ifndef RXP_MODEL_RANDOM_WORLD_H
#define RXP_MODEL_RANDOM_WORLD_H

#include "model_fixture.h"

struct random_model {
    struct fixture fixture;
    uint64_t random;
    bool coarse; /* every time a multiple of 500 ns: all that can coincide does */
    struct state_config states[3];
    struct step_config steps[3];
    struct pressure_config pressure[3];
    struct trace_data trace;
    uint64_t trace_time[6];
    uint32_t trace_length[6];
};

static inline uint64_t below(struct random_model *model, uint64_t n) {
    model->random ^= model->random << 13;
    model->random ^= model->random >> 7;
    model->random ^= model->random << 17;
    return (model->random * UINT64_C(0x2545f4914f6cdd1d) >> 11) % n;
}

static inline bool one_in(struct random_model *model, uint64_t n) {
    return below(model, n) == 0;
}

/* 0 half of the time, else a few steps of the lattice. */
static inline uint64_t lattice(struct random_model *model, uint64_t step_ns, uint64_t steps) {
    if (model->coarse)
        return below(model, 3) * 500 * PS_PER_NS;
    return one_in(model, 2) ? 0 : (1 + below(model, steps)) * step_ns * PS_PER_NS;
}

static inline struct dist random_law(struct random_model *model, uint64_t mean_ns) {
    uint64_t mean = mean_ns * PS_PER_NS;
    if (model->coarse)
        return constant(below(model, 1 + mean / (250 * PS_PER_NS)) * 500 * PS_PER_NS);
    switch (below(model, 8)) {
    case 0:
        return exponential(mean);
    case 1:
        return (struct dist){.kind = DIST_UNIFORM, .a = mean / 2, .b = 2 * mean};
    case 2:
        return (struct dist){.kind = DIST_LOGNORMAL, .a = mean, .shape_e9 = 1500000000};
    case 3:
        return (struct dist){.kind = DIST_GAMMA, .a = mean, .shape_e9 = 700000000};
    case 4:
        return constant(0);
    default:
        return constant((1 + below(model, 4)) * mean / 2);
    }
}

/* Rings that are filled late, frames that are replaced or copied. */
static inline void random_driver(struct random_model *model) {
    struct config *config = &model->fixture.config;
    if (one_in(model, 3)) {
        config->refill_batch = 1 + below(model, 6);
        config->refill_flush_below = one_in(model, 2) ? (uint32_t)below(model, 4) : 0;
        config->refill_timer_ps = one_in(model, 2) ? (1 + below(model, 8)) * 500 * PS_PER_NS : TIME_NEVER;
    }
    if (one_in(model, 4))
        config->refill_threshold = 1 + (uint32_t)below(model, config->nic_ring);
    if (one_in(model, 4))
        config->refill_retry_ps = (1 + below(model, 8)) * 500 * PS_PER_NS;
    if (one_in(model, 4)) {
        config->refill_mode = (enum refill_mode)below(model, 4);
        if (one_in(model, 2)) /* else the ring leaves nothing to put in a frame's place */
            config->nic_ring = 1 + config->nic_ring / 4;
    }
    if (one_in(model, 3)) {
        config->lowres_below = (uint32_t)below(model, 8);
        config->lowres_per_cent = one_in(model, 2) ? (uint32_t)below(model, 100) : 0;
        config->lowres_per = (enum lowres_per)below(model, 3);
    }
    config->lowres_memory_bytes = one_in(model, 2) ? below(model, 20000) : 1 << 20;
    config->cpu_copy_frame_ps = lattice(model, 50, 3);
    config->cpu_copy_ps_per_byte = (struct fraction){below(model, 300), 1 + below(model, 3)};
    if (one_in(model, 4))
        config->nic_rescue_ps = (1 + below(model, 8)) * 1000 * PS_PER_NS;
}

/* What only some protocols do: see every frame, stand still, return in batches, share the processors. */
static inline void random_habits(struct random_model *model, bool plain) {
    struct config *config = &model->fixture.config;
    config->cpu_return_ps = one_in(model, 3) ? lattice(model, 50, 4) : 0;
    for (uint32_t i = 0; i < config->protocol_count; i++) {
        struct protocol_config *protocol = &config->protocol[i];
        protocol->mode = i > 0 && one_in(model, 2) ? PROTOCOL_ALL : PROTOCOL_SPLIT;
        protocol->cpu = one_in(model, 4) ? PROTOCOL_SHARED : PROTOCOL_DEDICATED;
        if (one_in(model, 3)) {
            protocol->return_batch = 1 + below(model, 5);
            protocol->return_timer_ps = one_in(model, 4) ? TIME_NEVER : lattice(model, 1000, 8);
            if (protocol->return_timer_ps == TIME_NEVER) /* often more than there are buffers */
                protocol->return_batch *= 3;
        }
        if (one_in(model, 3)) {
            protocol->stall_every = one_in(model, 6) ? constant(0) : random_law(model, 6000);
            protocol->stall_for = random_law(model, 3000);
            protocol->stall_service = one_in(model, 2) ? STALL_FINISH : STALL_SUSPEND;
        }
        if (plain && protocol->cpu == PROTOCOL_SHARED) { /* as the scenario demands */
            protocol->servers = protocol->servers == CONFIG_UNLIMITED ? 3 : protocol->servers;
            protocol->stall_service = STALL_FINISH;
        }
    }
}

/* DPCs that yield, cards that are polled. */
static inline void random_processors(struct random_model *model) {
    struct config *config = &model->fixture.config;
    if (one_in(model, 2)) {
        config->dpc_throttle = 1 + below(model, 6);
        config->dpc_requeue = one_in(model, 3) ? constant(0) : random_law(model, 1000);
    }
    if (one_in(model, 4)) {
        config->nic_poll_ps = (1 + below(model, 8)) * 500 * PS_PER_NS;
        config->cpu_poll_ps = lattice(model, 50, 4);
    }
}

/* What a host may do besides: several blocks at initialisation, packed buffers, other memory, pressure, work
 * that has to be paid for, frees that wait. */
static inline void random_memory(struct random_model *model) {
    struct config *config = &model->fixture.config;
    config->pool_block = one_in(model, 2) ? 1 + (uint32_t)below(model, 6) : 0;
    config->pool_per_processor = one_in(model, 3);
    config->host_processors = 1 + (uint32_t)below(model, 4);
    config->pool_align = one_in(model, 2) ? ALIGN_NONE : ALIGN_DMA;
    config->cpu_tear_ps = lattice(model, 50, 3);
    config->pool_descriptor_bytes = one_in(model, 2) ? 0 : 1 + (uint32_t)below(model, 100);
    config->host_nonpaged_bytes = one_in(model, 2) ? CONFIG_UNLIMITED : below(model, 4000);
    config->allocation_cpu = one_in(model, 2) ? constant(0) : random_law(model, 1000);
    config->allocation_workers = 1 + (uint32_t)below(model, 4);
    config->free_deferred = one_in(model, 2);
    config->host_os = one_in(model, 8) ? OS_XP : OS_CURRENT;
    config->nic_bus_master = !one_in(model, 8);
    config->pressure_count = one_in(model, 2) ? 0 : 1 + (uint32_t)below(model, 3);
    config->pressure = model->pressure;
    for (uint32_t i = 0; i < config->pressure_count; i++)
        model->pressure[i] =
            (struct pressure_config){i * 20 * US + lattice(model, 1000, 10), below(model, 8) * 5000};
}

/* Sources that wait for answers. */
static inline void random_feedback(struct random_model *model, struct source_config *source) {
    if (source->arrival == ARRIVAL_TRACE)
        return;
    source->batched = false;
    if (one_in(model, 2)) {
        source->arrival = ARRIVAL_CLOSED;
        source->clients = 1 + (uint32_t)below(model, 40);
        source->think = random_law(model, 4000);
        if (source->think.kind == DIST_CONSTANT && source->think.a == 0)
            source->think.a = 100 * PS_PER_NS; /* else a loss every picosecond */
    } else {
        source->arrival = ARRIVAL_WINDOW;
        source->window = 1 + (uint32_t)below(model, 12);
        source->window_start = 1 + (uint32_t)below(model, source->window);
        source->round_trip_ps = lattice(model, 500, 10) + 250 * PS_PER_NS;
        source->timeout_ps = lattice(model, 1000, 10) + 250 * PS_PER_NS;
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

#endif
