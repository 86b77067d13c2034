/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sanity walk of the host: whose memory it is, who is in line, who is served. */
#include "modules.h"

/* A request has its memory from when a worker starts it, and keeps it until it is freed. */
static bool has_memory(const struct block *block) {
    if (block->state == BLOCK_REQUESTED)
        return block->started_ps != TIME_NEVER && block->outcome == ALLOCATION_DONE;
    return block->state != BLOCK_UNUSED;
}

struct host_census {
    uint64_t pages, buffers; /* that have memory */
    uint64_t held;           /* buffers of blocks that were given out */
    uint64_t served;         /* by a worker, or in line as a free */
};

static struct host_census count(const struct sim *sim) {
    struct host_census census = {0};
    for (uint32_t i = 0; i < sim->plan->block_limit; i++) {
        const struct block *block = &sim->blocks[i];
        if (block->state == BLOCK_REQUESTED)
            census.served += block->started_ps != TIME_NEVER;
        if (block->state == BLOCK_FREEING)
            census.served += sim->config->free_deferred;
        if (!has_memory(block))
            continue;
        census.pages += block->bytes >> sim->plan->page_shift;
        census.buffers += block->buffers;
        census.held += block->state == BLOCK_REQUESTED ? 0 : block->buffers;
    }
    return census;
}

static void check_memory(const struct sim *sim, const struct host_census *census) {
    uint64_t torn = 0, descriptor = sim->config->pool_descriptor_bytes;
    for (uint32_t b = 0; sim->buffer_torn && b < sim->plan->buffer_limit; b++)
        torn += sim->buffer_place[b] != BUFFER_NONE && sim->buffer_torn[b] > 0;
    ensure(sim->state->host.pages_used == census->pages + sim->state->ndis.kept_pages);
    ensure(sim->state->host.nonpaged_used == census->buffers * descriptor);
    ensure(sim->state->meter.level[LEVEL_NONPAGED] == census->held * descriptor);
    ensure(sim->state->meter.level[LEVEL_TORN] == torn);
}

static uint64_t busy_bits(const struct sim *sim) {
    uint64_t bits = 0;
    for (uint32_t i = 0; i < (sim->config->allocation_workers + 63) / 64; i++)
        for (uint64_t word = sim->worker_busy[i]; word > 0; word &= word - 1)
            bits++;
    return bits;
}

static void check_workers(const struct sim *sim, const struct host_census *census) {
    const struct host_state *host = &sim->state->host;
    uint64_t waiting_frees = 0;
    for (uint32_t b = host->head; b != NO_BLOCK; b = sim->blocks[b].newer) {
        const struct block *block = &sim->blocks[b];
        bool free = block->state == BLOCK_FREEING;
        ensure(free || (block->state == BLOCK_REQUESTED && block->started_ps == TIME_NEVER));
        waiting_frees += free;
    }
    ensure(host->busy == census->served - waiting_frees);
    ensure(host->head == NO_BLOCK || host->busy == sim->config->allocation_workers);
    ensure(!sim->plan->work_paid || busy_bits(sim) == host->busy);
}

void check_host_memory(const struct sim *sim) {
    struct host_census census = count(sim);
    check_memory(sim, &census);
    check_workers(sim, &census);
}
