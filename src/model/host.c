/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The host memory manager: who gets shared memory, and when.
 *
 * Requests are numbered from 1, those of initialisation included. An asynchronous one waits its delay (delays
 * overlap), then its turn with the workers, first come first served; pages, outcome and latency are settled
 * when a worker starts it and drawn by its number, so a request has the same luck whenever it is served. The
 * driver learns at the end. */
#include "modules.h"

static struct stream numbered(const struct sim *sim, enum stream_purpose purpose, uint64_t number) {
    struct stream stream;
    stream_start_numbered(&stream, sim->state->seed, sim->state->replication, sim->plan->allocator_name,
                          purpose, number);
    return stream;
}

/* True with probability numerator / denominator. */
static bool strikes(uint64_t draw, uint64_t numerator, uint64_t denominator) {
    return (uint64_t)((u128)draw * denominator >> 64) < numerator;
}

static enum allocation_outcome outcome(const struct sim *sim, const struct block *block, uint64_t pages) {
    const struct config *config = sim->config;
    struct stream luck = numbered(sim, STREAM_FAILURE, block->number);
    uint64_t failure = stream_next(&luck), fragmentation = stream_next(&luck);
    if (sim->plan->host_pages != CONFIG_UNLIMITED &&
        pages > sim->plan->host_pages - sim->state->host.pages_used)
        return ALLOCATION_NO_MEMORY;
    if (config->host_failure_every && block->number % config->host_failure_every == 0)
        return ALLOCATION_FAILED;
    if (strikes(failure, config->host_failure_e18, UINT64_C(1000000000000000000)))
        return ALLOCATION_FAILED;
    if (config->host_fragmentation &&
        strikes(fragmentation, pages - 1, config->host_fragmentation + pages - 1))
        return ALLOCATION_FRAGMENTED;
    return ALLOCATION_DONE;
}

/* Settles the request's outcome and takes its pages; returns its latency. */
static uint64_t settle(struct sim *sim, struct block *block) {
    uint64_t pages = block->bytes >> sim->plan->page_shift;
    block->outcome = outcome(sim, block, pages);
    if (block->outcome == ALLOCATION_DONE)
        sim->state->host.pages_used += pages;
    struct stream stream = numbered(sim, STREAM_LATENCY, block->number);
    u128 blocks = (u128)sim->config->allocation_per_block_ps * sim->state->host.live_blocks;
    uint64_t extra = blocks > TIME_NEVER / 2 ? TIME_NEVER / 2 : (uint64_t)blocks;
    return time_add(sampler_draw(&sim->plan->allocation_latency, &stream), extra);
}

static void start(struct sim *sim, uint32_t block) {
    struct block *data = &sim->blocks[block];
    sim->state->host.busy++;
    data->started_ps = sim->state->now_ps;
    uint64_t latency = settle(sim, data);
    schedule(sim, time_add(sim->state->now_ps, latency), EVENT_ALLOCATED, data->number, block);
}

void host_request(struct sim *sim, uint32_t block) {
    uint64_t number = sim->blocks[block].number;
    struct stream stream = numbered(sim, STREAM_DELAY, number);
    uint64_t delay = sampler_draw(&sim->plan->allocation_delay, &stream);
    if (delay == 0)
        host_queue(sim, block);
    else
        schedule(sim, time_add(sim->state->now_ps, delay), EVENT_ALLOC_QUEUED, number, block);
}

void host_queue(struct sim *sim, uint32_t block) {
    struct host_state *host = &sim->state->host;
    if (host->busy < sim->config->allocation_workers) {
        start(sim, block);
        return;
    }
    sim->blocks[block].newer = NO_BLOCK;
    if (host->head == NO_BLOCK)
        host->head = block;
    else
        sim->blocks[host->tail].newer = block;
    host->tail = block;
}

void host_allocated(struct sim *sim, uint32_t block) {
    struct host_state *host = &sim->state->host;
    sim->blocks[block].completed_ps = sim->state->now_ps;
    host->busy--;
    growth_request_ended(sim, block);
    if (host->head != NO_BLOCK) {
        uint32_t next = host->head;
        host->head = sim->blocks[next].newer;
        sim->blocks[next].newer = NO_BLOCK;
        start(sim, next);
    }
}

void host_release(struct sim *sim, uint64_t bytes) {
    sim->state->host.pages_used -= bytes >> sim->plan->page_shift;
}

/* One synchronous try, before time 0: its times count from the beginning of initialisation. */
static bool try_synchronous(struct sim *sim, uint32_t pool, uint32_t buffers) {
    struct state *state = sim->state;
    uint32_t block = block_new(sim, pool, buffers);
    ensure(block != NO_BLOCK);
    struct block *data = &sim->blocks[block];
    data->requested_ps = data->started_ps = state->init_ps;
    state->init_ps = time_add(state->init_ps, settle(sim, data));
    data->completed_ps = state->init_ps;
    struct allocation_row row = block_row(data, TIME_NEVER);
    fact_allocation(sim, &row);
    if (data->outcome == ALLOCATION_DONE) {
        sim->growth[pool].total += buffers;
        block_live(sim, block);
        return true;
    }
    record_allocation(sim, &row);
    block_unused(sim, block);
    return false;
}

static bool initialise_pool(struct sim *sim, uint32_t pool) {
    uint32_t least = sim->config->pool_minimum;
    for (uint32_t buffers = sim->config->pool_initial;;) {
        if (try_synchronous(sim, pool, buffers)) {
            sim->pool[pool].init_buffers = buffers;
            sim->state->init_buffers += buffers;
            return true;
        }
        if (buffers <= least)
            return false;
        buffers = buffers / 2 > least ? buffers / 2 : least;
    }
}

/* A pool could not be had: what the others got goes back. */
static void release_everything(struct sim *sim) {
    for (uint32_t i = 0; i < sim->plan->block_limit; i++) {
        const struct block *block = &sim->blocks[i];
        if (block->state != BLOCK_LIVE)
            continue;
        struct allocation_row row = block_row(block, sim->state->init_ps);
        host_release(sim, block->bytes);
        fact_block_freed(sim, block->number, sim->state->init_ps);
        record_allocation(sim, &row);
    }
    sim->state->init_buffers = 0;
}

bool host_initialise(struct sim *sim) {
    sim->state->host.head = sim->state->host.tail = NO_BLOCK;
    for (uint32_t pool = 0; pool < sim->plan->pool_count; pool++)
        if (!initialise_pool(sim, pool)) {
            release_everything(sim);
            return false;
        }
    return true;
}
