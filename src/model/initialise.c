/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Initialisation: each pool in turn gets the buffers it starts with, by synchronous calls before time 0.
 *
 * The rows of these tries count their times from the beginning of initialisation. Whatever one pool cannot
 * have makes all of it fail, which is an answer and not an error: the driver then releases everything. */
#include "ndis.h"
#include "text.h"

/* Before Windows XP SP1 NdisMAllocateSharedMemory does not try for a driver that is no bus master. */
static bool tries(const struct config *config) {
    return config->host_os != OS_XP || config->nic_bus_master;
}

/* What initialisation asks for: alloc_when_needed leaves the rest to be found later (growth.c). */
static uint32_t wanted(const struct sim *sim) {
    const uint32_t all = sim->plan->init_buffers, least = sim->config->pool_minimum;
    return has_fault(sim, FAULT_ALLOC_WHEN_NEEDED) && least < all ? least : all;
}

static bool try_synchronous(struct sim *sim, uint32_t pool, uint32_t buffers) {
    struct state *state = sim->state;
    uint32_t block = block_new(sim, pool, buffers);
    ensure(block != NO_BLOCK);
    struct block *data = &sim->blocks[block];
    data->requested_ps = data->started_ps = state->init_ps;
    ndis_m_allocate_shared_memory(sim, data, PASSIVE_LEVEL);
    if (!state->ndis.registered)
        ndis_register(sim); /* order_at_init: too late for this one */
    if (tries(sim->config))
        state->init_ps = time_add(state->init_ps, host_settle(sim, data));
    else
        data->outcome = ALLOCATION_NOT_TRIED;
    data->completed_ps = state->init_ps;
    state->init_pool = pool;
    state->init_outcome = data->outcome;
    struct allocation_row row = block_row(data, TIME_NEVER);
    fact_allocation(sim, &row);
    if (data->outcome == ALLOCATION_DONE) {
        sim->growth[pool].total += buffers;
        sim->pool[pool].init_buffers += buffers;
        state->init_buffers += buffers;
        block_live(sim, block);
        return true;
    }
    record_allocation(sim, &row);
    if (sim->plan->faults)
        misbehave_completed(sim, block, data);
    block_unused(sim, block);
    return false;
}

/* One block; half as much when it is refused, the minimum last. */
static bool in_one_block(struct sim *sim, uint32_t pool) {
    uint32_t least = sim->config->pool_minimum;
    for (uint32_t buffers = wanted(sim);;) {
        if (try_synchronous(sim, pool, buffers))
            return true;
        if (buffers <= least)
            return false;
        buffers = buffers / 2 > least ? buffers / 2 : least;
    }
}

/* Blocks of pool.block until it has them all; half as many at a time once one is refused, and enough when a
 * single buffer is. */
static bool in_blocks(struct sim *sim, uint32_t pool) {
    const uint32_t *got = &sim->pool[pool].init_buffers;
    for (uint32_t size = sim->config->pool_block; size > 0 && *got < wanted(sim);) {
        uint32_t left = wanted(sim) - *got, buffers = size < left ? size : left;
        if (!try_synchronous(sim, pool, buffers))
            size = buffers / 2;
    }
    return *got >= sim->config->pool_minimum;
}

static void release_everything(struct sim *sim) {
    for (uint32_t i = 0; i < sim->plan->block_limit; i++) {
        const struct block *block = &sim->blocks[i];
        if (block->state != BLOCK_LIVE)
            continue;
        struct allocation_row row = block_row(block, sim->state->init_ps);
        host_release(sim, block);
        fact_block_freed(sim, block->number, sim->state->init_ps);
        record_allocation(sim, &row);
    }
    sim->state->init_buffers = 0;
    ensure(sim->state->host.pages_used == 0 && sim->state->host.nonpaged_used == 0);
}

bool host_initialise(struct sim *sim) {
    sim->state->host.head = sim->state->host.tail = NO_BLOCK;
    for (uint32_t pool = 0; pool < sim->plan->pool_count; pool++)
        if (!(sim->config->pool_block > 0 ? in_blocks(sim, pool) : in_one_block(sim, pool))) {
            release_everything(sim);
            return false;
        }
    return true;
}

/* What was asked for, and for whom. */
static void story_asked(const struct sim *sim, struct text *text) {
    const struct config *config = sim->config;
    text_format(text, "%u buffers", sim->plan->init_buffers);
    if (config->pool_per_processor)
        text_format(text, " (pool.initial = %u for each of %u processors, at most pool.limit = %u)",
                    config->pool_initial, config->host_processors, config->pool_limit);
    if (sim->plan->pool_count > 1)
        text_format(text, " for the pool of queue %u", sim->state->init_pool);
}

char *initialise_story(const struct sim *sim) {
    const struct state *state = sim->state;
    const struct config *config = sim->config;
    struct text text = {0};
    bool untried = state->init_outcome == ALLOCATION_NOT_TRIED;
    const char *what =
        state->init_outcome == ALLOCATION_NO_NONPAGED ? "other memory (host.nonpaged)" : "shared memory";
    text_add(&text, "initialisation failed: ");
    if (untried) {
        text_add(&text, "before Windows XP SP1 (host.os: xp) the synchronous call of a driver that is no bus "
                        "master (nic.bus_master: false) returns NULL without trying; it asked for ");
        story_asked(sim, &text);
    } else if (config->pool_block > 0) {
        text_format(&text, "no %s for ", what);
        story_asked(sim, &text);
        text_format(
            &text,
            " in blocks of %u, nor of half as many again and again down to one: it got %u, fewer than "
            "pool.minimum = %u",
            config->pool_block, sim->pool[state->init_pool].init_buffers, config->pool_minimum);
    } else {
        text_format(&text, "no %s for ", what);
        story_asked(sim, &text);
        text_format(&text, ", nor for half as many again and again down to pool.minimum = %u",
                    config->pool_minimum);
    }
    text_format(&text, " (%llu tries); the driver released everything",
                (unsigned long long)state->host.requests);
    return text_take(&text);
}
