/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of a plan that is about shared memory: lengths as the host rounds them, what initialisation asks
 * for, and how many blocks there can be, so that their table is sized before the run. */
#include "ndis_fault.h"
#include "plan.h"

/* As many as the driver counts (R35). */
static uint32_t processors(const struct plan *plan) {
    uint32_t count = plan->config->host_processors;
    return count > 64 && (plan->faults & FAULT_BIT(FAULT_WRONG_PROCESSOR_COUNT)) ? 64 : count;
}

void plan_memory_make(struct plan *plan) {
    const struct config *config = plan->config;
    uint64_t mask = config->host_alignment_bytes - 1u;
    plan->torn = plan->faults & FAULT_BIT(FAULT_NO_ALIGNMENT);
    plan->stride_bytes = plan->torn ? config->pool_buffer_bytes : (config->pool_buffer_bytes + mask) & ~mask;
    plan->page_shift = (uint32_t)__builtin_ctz(config->host_page_bytes);
    plan->host_pages = config->host_memory_bytes == CONFIG_UNLIMITED
                           ? CONFIG_UNLIMITED
                           : config->host_memory_bytes >> plan->page_shift;
    plan->work_paid = config->allocation_cpu.kind != DIST_CONSTANT || config->allocation_cpu.a > 0;
    uint64_t initial = config->pool_initial;
    if (config->pool_per_processor)
        initial *= processors(plan);
    plan->init_buffers = initial > config->pool_limit ? config->pool_limit : (uint32_t)initial;
}

/* Blocks of initialisation. What memory refuses at one size leaves room for at most three of half that size;
 * chance may refuse down to single buffers and then let all of them pass. */
static uint64_t initial_blocks(const struct plan *plan) {
    const struct config *config = plan->config;
    uint64_t wanted = plan->init_buffers, size = config->pool_block;
    if (size == 0)
        return 1;
    if (config->host_failure_e18 || config->host_failure_every || config->host_fragmentation)
        return wanted;
    uint64_t blocks = (wanted + size - 1) / size;
    for (; size > 0; size /= 2)
        blocks += 3;
    return blocks;
}

/* A policy that does not say that it asks for grow.chunk buffers may ask for single ones. */
uint64_t plan_blocks_most(const struct plan *plan) {
    uint64_t blocks = initial_blocks(plan);
    bool chunks = (plan->policy->needs | plan->policy->uses) & RXPOOL_GROW_CHUNK;
    if (plan->policy->grows)
        blocks += 1 + plan->pool_limit / (chunks ? plan->config->grow_chunk : 1);
    blocks += (plan->faults & FAULT_BIT(FAULT_ALLOC_WHEN_NEEDED)) != 0;
    uint64_t single = (uint64_t)plan->pool_limit + 2; /* every block has a buffer, all count for the limit */
    return blocks < single ? blocks : single;
}
