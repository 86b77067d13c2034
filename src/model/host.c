/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The host memory manager: who gets shared memory.
 *
 * Pages, outcome and latency of a request are settled when a worker starts it (or the synchronous call is
 * made) and drawn by its number, so a request has the same luck whenever it is served. Memory is taken then
 * and given back when the block is freed: its pages, and the other memory its buffers' descriptors need. */
#include "modules.h"

struct stream host_stream(const struct sim *sim, enum stream_purpose purpose, uint64_t number) {
    struct stream stream;
    stream_start_numbered(&stream, sim->state->seed, sim->state->replication, sim->plan->allocator_name,
                          purpose, number);
    return stream;
}

/* True with probability numerator / denominator. */
static bool strikes(uint64_t draw, uint64_t numerator, uint64_t denominator) {
    return (uint64_t)((u128)draw * denominator >> 64) < numerator;
}

/* Pages that others hold now: those of the last entry that has begun. */
static uint64_t pressure_pages(const struct sim *sim) {
    const struct pressure_config *pressure = sim->config->pressure;
    uint32_t begun = 0, end = sim->config->pressure_count;
    while (begun < end) { /* entries before `begun` have begun, those from `end` on have not */
        uint32_t middle = begun + (end - begun) / 2;
        if (pressure[middle].at_ps <= sim->state->now_ps)
            begun = middle + 1;
        else
            end = middle;
    }
    uint64_t bytes = begun == 0 ? 0 : pressure[begun - 1].bytes;
    uint32_t shift = sim->plan->page_shift;
    return (bytes >> shift) + ((bytes & ((UINT64_C(1) << shift) - 1)) != 0);
}

static bool pages_there(const struct sim *sim, uint64_t pages) {
    if (sim->plan->host_pages == CONFIG_UNLIMITED)
        return true;
    uint64_t used = sim->state->host.pages_used, others = pressure_pages(sim);
    uint64_t left = sim->plan->host_pages - used;
    return others <= left && pages <= left - others;
}

static uint64_t nonpaged_bytes(const struct sim *sim, const struct block *block) {
    return (uint64_t)block->buffers * sim->config->pool_descriptor_bytes;
}

static enum allocation_outcome outcome(const struct sim *sim, const struct block *block, uint64_t pages) {
    const struct config *config = sim->config;
    struct stream luck = host_stream(sim, STREAM_FAILURE, block->number);
    uint64_t failure = stream_next(&luck), fragmentation = stream_next(&luck);
    if (!pages_there(sim, pages))
        return ALLOCATION_NO_MEMORY;
    if (config->host_nonpaged_bytes != CONFIG_UNLIMITED &&
        nonpaged_bytes(sim, block) > config->host_nonpaged_bytes - sim->state->host.nonpaged_used)
        return ALLOCATION_NO_NONPAGED;
    if (config->host_failure_every && block->number % config->host_failure_every == 0)
        return ALLOCATION_FAILED;
    if (strikes(failure, config->host_failure_e18, UINT64_C(1000000000000000000)))
        return ALLOCATION_FAILED;
    if (config->host_fragmentation &&
        strikes(fragmentation, pages - 1, config->host_fragmentation + pages - 1))
        return ALLOCATION_FRAGMENTED;
    return ALLOCATION_DONE;
}

uint64_t host_settle(struct sim *sim, struct block *block) {
    uint64_t pages = block->bytes >> sim->plan->page_shift;
    block->outcome = outcome(sim, block, pages);
    if (block->outcome == ALLOCATION_DONE) {
        sim->state->host.pages_used += pages;
        sim->state->host.nonpaged_used += nonpaged_bytes(sim, block);
    }
    struct stream stream = host_stream(sim, STREAM_LATENCY, block->number);
    u128 blocks = (u128)sim->config->allocation_per_block_ps * sim->state->host.live_blocks;
    uint64_t extra = blocks > TIME_NEVER / 2 ? TIME_NEVER / 2 : (uint64_t)blocks;
    return time_add(sampler_draw(&sim->plan->allocation_latency, &stream), extra);
}

void host_release(struct sim *sim, const struct block *block) {
    sim->state->host.pages_used -= block->bytes >> sim->plan->page_shift;
    sim->state->host.nonpaged_used -= nonpaged_bytes(sim, block);
}
