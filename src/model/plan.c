/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a configuration to a plan: limits, sampler constants, offsets. Everything a run needs is known here,
 * so nothing is allocated once it has begun. */
#include "plan.h"

#include <stdlib.h>

#include "address.h"
#include "digest.h"
#include "kept.h"
#include "ndis_fault.h"
#include "policy_registry.h"
#include "text.h"

#define SAMPLES_MAX UINT64_C(10000000)
#define ASKED_MORE 10000u /* than each block of the pool could explain */
#define FIFO_FRAMES_MAX (UINT64_C(1) << 26)

uint32_t plan_least_length(const struct source_config *source) {
    const struct size_config *size = &source->size;
    if (size->kind == SIZE_TRACE)
        return source->trace->least_length;
    if (size->kind != SIZE_LIST)
        return size->low;
    uint32_t least = size->bytes[0];
    for (uint32_t i = 1; i < size->count; i++)
        least = size->bytes[i] < least ? size->bytes[i] : least;
    return least;
}

static const char *make_sources(struct plan *plan) {
    const struct config *config = plan->config;
    plan->source_count = config->source_count;
    plan->source = memory_alloc(plan->source_count * sizeof *plan->source);
    for (uint32_t i = 0; i < plan->source_count; i++) {
        const char *wrong = plan_source_make(config, &config->source[i], &plan->source[i]);
        if (wrong)
            return wrong;
        const struct trace_data *trace = config->source[i].trace;
        plan->trace_bytes += trace ? trace->count * (sizeof *trace->time_ps + sizeof *trace->length) : 0;
    }
    return NULL;
}

static void make_laws(struct plan *plan) {
    const struct config *config = plan->config;
    sampler_init(&plan->interrupt_latency, &config->interrupt_latency);
    sampler_init(&plan->dpc_latency, &config->dpc_latency);
    sampler_init(&plan->dpc_requeue, &config->dpc_requeue);
    sampler_init(&plan->shrink_idle, &config->shrink_idle);
    sampler_init(&plan->allocation_delay, &config->allocation_delay);
    sampler_init(&plan->allocation_latency, &config->allocation_latency);
    sampler_init(&plan->allocation_cpu, &config->allocation_cpu);
    sampler_init(&plan->free_latency, &config->free_latency);
    plan->allocator_name = name_hash("host");
}

/* Floods that end: from the first start to the last stop of the sources marked so. */
static void make_flood(struct plan *plan) {
    const struct config *config = plan->config;
    plan->flood_start_ps = plan->flood_end_ps = TIME_NEVER;
    for (uint32_t i = 0; i < config->source_count; i++) {
        const struct source_config *source = &config->source[i];
        if (!source->flood || source->stop_ps == TIME_NEVER)
            continue;
        bool first = plan->flood_end_ps == TIME_NEVER;
        if (first || source->start_ps < plan->flood_start_ps)
            plan->flood_start_ps = source->start_ps;
        if (first || source->stop_ps > plan->flood_end_ps)
            plan->flood_end_ps = source->stop_ps;
    }
}

/* Where no_cap ends: a run needs room for what there can be. */
static uint32_t twice_the_limit(const struct plan *plan) {
    uint32_t most = CONFIG_BUFFERS_MAX / plan->pool_count, limit = plan->config->pool_limit;
    return limit >= most ? limit : limit > most / 2 ? most : 2 * limit;
}

/* A pool that never grows asks at initialisation only: a few tries, with half as many each time, for a block.
 */
static uint32_t allocation_rows(const struct plan *plan) {
    uint32_t tries = 64 * (plan->block_limit + 1);
    bool grows = plan->policy->grows || plan->faults;
    return grows || tries > plan->rows_limit ? plan->rows_limit : tries;
}

/* What of claims and frames is not on the wheel and has no list of its own: batches that are paid, services
 * that a stall has made longer, completions that may overtake each other. */
static uint32_t claim_events(const struct plan *plan) {
    bool any = plan->suspends || plan->config->coalesce_bytes > 0;
    for (uint32_t i = 0; i < plan->protocol_count; i++)
        any |= plan->protocol[i].collects;
    return any ? plan->claim_slots : 0;
}

static const char *make_limits(struct plan *plan) {
    const struct config *config = plan->config;
    plan->policy = policy_at(config->pool_policy);
    plan->policy_peak = plan->policy->needs & RXPOOL_PEAK;
    plan->watches_time = plan->policy_peak || plan->flood_end_ps != TIME_NEVER;
    plan->policy_copies = plan->policy->uses & RXPOOL_COPIES;
    plan->queue_count = config->nic_queues;
    plan->pool_count = config->pool_scope == POOL_SHARED ? 1 : plan->queue_count;
    plan->policy_watches = plan->policy->grows != 0 || plan->policy_copies;
    plan->policy_stride = (plan->policy->state_size + 15) & ~15u;
    plan->wire = config->link_bps.numerator > 0;
    plan->faults = config->driver_faults;
    if (config->pool_align == ALIGN_NONE)
        plan->faults |= FAULT_BIT(FAULT_NO_ALIGNMENT); /* the same, by another name */
    plan_memory_make(plan);
    plan->pool_limit = plan->policy->grows ? config->pool_limit : plan->init_buffers;
    if (plan->policy->grows && (plan->faults & FAULT_BIT(FAULT_NO_CAP)))
        plan->pool_limit = twice_the_limit(plan);
    uint64_t buffers = (uint64_t)plan->pool_limit * plan->pool_count;
    uint64_t blocks = plan_blocks_most(plan);
    if (buffers > CONFIG_BUFFERS_MAX)
        return "pool.limit: more than 4,000,000 buffers in the pools of all queues";
    plan->buffer_limit = (uint32_t)buffers;
    plan->block_limit = (uint32_t)(blocks * plan->pool_count);
    plan->asked_limit = ASKED_MORE + 4 * (uint32_t)blocks;
    plan->ring = config->nic_ring;
    plan->level_scale =
        plan->ring < plan->pool_limit ? ((uint64_t)plan->pool_limit << 32) / plan->ring : UINT64_C(1) << 32;
    if ((uint64_t)plan->ring * plan->queue_count > 16 * (uint64_t)CONFIG_BUFFERS_MAX)
        return "nic.ring: more than 64,000,000 descriptors on all queues";
    plan->frame_buffers_max = plan->ring < plan->pool_limit ? plan->ring : plan->pool_limit;
    plan->rows_limit = config->store_episodes;
    plan->allocation_rows = allocation_rows(plan);
    uint64_t least = UINT64_MAX;
    for (uint32_t i = 0; i < config->source_count; i++) {
        uint32_t length = plan_least_length(&config->source[i]);
        least = length < least ? length : least;
    }
    const char *wrong = plan_frames_limit(plan, (uint32_t)least);
    if (!wrong)
        wrong = plan_protocols_limit(plan);
    if (wrong)
        return wrong;
    uint64_t waiting = config->nic_fifo_bytes / least + 1;
    if (waiting > FIFO_FRAMES_MAX)
        return "nic.fifo: holds more than 67,108,864 of the shortest frames";
    plan->fifo_frames = (uint32_t)waiting;
    uint64_t samples = config->sample_ps ? (config->duration_ps - 1) / config->sample_ps + 1 : 0;
    if (samples > SAMPLES_MAX)
        return "time.sample: more than 10,000,000 samples in a run";
    plan->sample_limit = (uint32_t)samples;
    plan->event_limit = claim_events(plan) + plan->block_limit + 8 * plan->queue_count + 16;
    return NULL;
}

/* ISR and DPC of each queue, the workers, and what protocols do on shared processors. */
static void make_jobs(struct plan *plan) {
    const struct config *config = plan->config;
    bool shared = false;
    for (uint32_t i = 0; i < plan->protocol_count; i++)
        shared |= config->protocol[i].cpu == PROTOCOL_SHARED;
    bool both = plan->faults & FAULT_BIT(FAULT_UNMASK_TOO_EARLY); /* an ISR may come while its DPC works */
    plan->cpu_contended |= shared || both || plan->work_paid || plan->queue_count > config->cpu_count;
    if (plan->cpu_contended)
        plan->cpu_jobs =
            2 * plan->queue_count + config->allocation_workers + (shared ? plan->claim_slots : 0);
}

/* A slot for every timer that can run. */
static void make_timers(struct plan *plan) {
    const struct config *config = plan->config;
    plan->timer_count = 0;
    bool returns = false;
    for (uint32_t i = 0; i < plan->protocol_count; i++)
        returns |= config->protocol[i].return_timer_ps != TIME_NEVER;
    const uint32_t count[TIMER_KINDS] = {
        [TIMER_IDLE] = plan->pool_count,
        [TIMER_TICK] = plan->pool_count,
        [TIMER_INTERRUPT] = plan->queue_count,
        [TIMER_REFILL] = config->refill_timer_ps == TIME_NEVER ? 0 : plan->queue_count,
        [TIMER_RETRY] = plan->retry_ps == TIME_NEVER ? 0 : plan->queue_count,
        [TIMER_RESCUE] = plan->rescue_ps == TIME_NEVER ? 0 : 1,
        [TIMER_COALESCE] = config->coalesce_bytes == 0 ? 0 : plan->queue_count,
        [TIMER_RETURN] = returns ? plan->protocol_count : 0,
        [TIMER_STALL] = plan->stalls ? plan->protocol_count : 0,
        [TIMER_PAUSE] = plan->pause,
        [TIMER_CPU] = plan->cpu_contended ? config->cpu_count : 0,
    };
    for (int kind = 0; kind < TIMER_KINDS; kind++) {
        plan->timer[kind] = plan->timer_count;
        plan->timer_count += count[kind];
    }
}

static void make_offsets(struct plan *plan) {
    const struct config *config = plan->config;
    struct plan_offsets *at = &plan->at;
    struct layout layout = {0};
    size_t buffers = plan->buffer_limit, blocks = plan->block_limit, rows = plan->rows_limit;
    size_t ring = (size_t)plan->ring * plan->queue_count;
    uint32_t timers = timers_leaves(plan->timer_count), sources = timers_leaves(plan->source_count);
    layout_add(&layout, 1, sizeof(struct state));
    at->sources = layout_add(&layout, plan->source_count, sizeof(struct source_state));
    at->protocols = layout_add(&layout, plan->protocol_count, sizeof(struct protocol_state));
    at->stalls = layout_add(&layout, plan->stalls ? plan->protocol_count : 0, sizeof(struct stall_state));
    at->queues = layout_add(&layout, plan->queue_count, sizeof(struct queue_data));
    at->draws = layout_add(&layout, plan->queue_count, sizeof(struct queue_draws));
    at->cpus =
        layout_add(&layout, plan->cpu_contended ? plan->config->cpu_count : 0, sizeof(struct cpu_data));
    at->jobs = layout_add(&layout, plan->cpu_jobs, sizeof(struct cpu_job));
    at->pools = layout_add(&layout, plan->pool_count, sizeof(struct pool_state));
    at->growths = layout_add(&layout, plan->pool_count, sizeof(struct growth_state));
    at->timer_winner = layout_add(&layout, timers, sizeof(uint16_t));
    at->timer_slot = layout_add(&layout, timers, sizeof(struct event));
    at->source_winner = layout_add(&layout, sources, sizeof(uint16_t));
    at->source_slot = layout_add(&layout, sources, sizeof(struct event));
    at->workers =
        layout_add(&layout, plan->work_paid ? (config->allocation_workers + 63) / 64 : 0, sizeof(uint64_t));
    at->policy = layout_add(&layout, plan->pool_count, plan->policy_stride);
    at->buffer_state = layout_add(&layout, buffers, sizeof(uint8_t));
    at->blocks = layout_add(&layout, blocks, sizeof(struct block));
    at->units = layout_add(&layout, plan->coalesces ? plan->queue_count : 0, sizeof(struct unit));
    at->zeroed = layout.size;
    at->events = layout_add(&layout, 1, queue_bytes(plan->event_limit));
    uint32_t buckets = wheel_buckets(plan->claim_slots);
    at->wheel_bucket = layout_add(&layout, 1, wheel_bucket_bytes(plan->claim_slots));
    at->wheel_bit = layout_add(&layout, buckets / 64, sizeof(uint64_t));
    at->wheel_group = layout_add(&layout, wheel_groups(buckets), sizeof(uint64_t));
    at->fifo = layout_add(&layout, plan->fifo_frames, sizeof(struct waiting));
    at->upstream = layout_add(&layout, plan->upstream_limit, sizeof(struct made));
    at->connections = layout_add(&layout, plan->connection_count, sizeof(struct connection));
    at->pauses = layout_add(&layout, plan->pause_limit, sizeof(uint64_t));
    at->buffer_queue = layout_add(&layout, buffers, sizeof(uint8_t));
    at->buffer_next = layout_add(&layout, plan->chained ? buffers : 0, sizeof(uint32_t));
    at->buffer_member = layout_add(&layout, buffers, sizeof(uint32_t));
    at->buffer_torn = layout_add(&layout, plan->torn ? buffers : 0, sizeof(uint8_t));
    at->frames = layout_add(&layout, plan->claim_slots, sizeof(struct frame));
    at->origins = layout_add(&layout, plan->answers ? plan->frame_slots : 0, sizeof(struct origin));
    at->claim_lost = layout_add(&layout, plan->suspends ? plan->claim_slots : 0, sizeof(uint64_t));
    at->claim_server = layout_add(&layout, plan->server_count > 0 ? plan->claim_slots : 0, sizeof(uint32_t));
    at->servers = layout_add(&layout, plan->server_count, sizeof(uint32_t));
    at->addresses = layout_add(&layout, MODEL_CHECKS ? buffers : 0, sizeof(struct buffer_address));
    at->ring = layout_add(&layout, ring, sizeof(uint32_t));
    at->block_spare = layout_add(&layout, blocks, sizeof(uint32_t));
    at->going = layout.size;
    at->latency = layout_add(&layout, 1, histogram_bytes(config->duration_ps));
    at->returns = layout_add(&layout, 1, histogram_bytes(config->duration_ps));
    at->episodes = layout_add(&layout, 1, histogram_bytes(config->duration_ps));
    at->episode_first = layout_add(&layout, rows, sizeof(struct kept_episode));
    at->episode_longest = layout_add(&layout, rows, sizeof(struct kept_episode));
    at->allocation_first = layout_add(&layout, plan->allocation_rows, sizeof(struct kept_allocation));
    at->allocation_longest = layout_add(&layout, plan->allocation_rows, sizeof(struct kept_allocation));
    at->samples = layout_add(&layout, plan->sample_limit, sizeof(struct sample_row));
    at->bytes = layout.size;
}

struct plan *plan_make(const struct config *config, const char **problem) {
    struct plan *plan = memory_alloc(sizeof *plan);
    plan->config = config;
    const char *wrong = make_sources(plan);
    if (!wrong)
        wrong = plan_protocols_make(plan);
    make_laws(plan);
    make_flood(plan);
    if (!wrong)
        wrong = make_limits(plan);
    if (!wrong)
        wrong = plan_feedback(plan);
    *problem = wrong;
    if (wrong) {
        plan_free(plan);
        return NULL;
    }
    if (config->numbers == NUMBERS_ANTITHETIC)
        plan_single_draws(plan);
    make_jobs(plan);
    plan_driver_make(plan);
    make_timers(plan);
    make_offsets(plan);
    return plan;
}

void plan_contend(struct plan *plan) {
    plan->cpu_contended = true;
    plan_stepwise(plan);
    make_jobs(plan);
    make_timers(plan);
    make_offsets(plan);
}

void plan_free(struct plan *plan) {
    if (!plan)
        return;
    for (uint32_t i = 0; plan->source && i < plan->source_count; i++)
        plan_source_free(&plan->source[i]);
    plan_protocols_free(plan);
    sampler_free(&plan->interrupt_latency);
    sampler_free(&plan->dpc_latency);
    sampler_free(&plan->dpc_requeue);
    sampler_free(&plan->shrink_idle);
    sampler_free(&plan->allocation_delay);
    sampler_free(&plan->allocation_latency);
    sampler_free(&plan->allocation_cpu);
    sampler_free(&plan->free_latency);
    free(plan->source);
    free(plan);
}

size_t plan_bytes(const struct plan *plan) {
    return plan->at.bytes;
}

size_t plan_going_bytes(const struct plan *plan) {
    return plan->at.going;
}

uint32_t plan_level_most(const struct plan *plan) {
    return plan->pool_limit + plan->fifo_frames;
}

size_t plan_trace_bytes(const struct plan *plan) {
    return plan->trace_bytes;
}
