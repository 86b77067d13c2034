/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Initialisation and shared memory, as the driver asks NDIS for them, and the states of the adapter.
 *
 * A call that breaks a rule is noted and has no effect: the faults that make such calls (misbehave.c) are
 * limited to them, and the simulated machine goes on as if the driver had behaved. The addresses a block is
 * given at are made from the number of its request, so that nothing can depend on where memory happens to be,
 * and one kind is never mistaken for another. */
#include "ndis.h"

uint64_t ndis_address(enum ndis_address_kind kind, uint64_t request) {
    uint64_t hash = (request * 4 + (uint64_t)kind + 1) * DIGEST_KEY_0;
    hash = (hash ^ hash >> 29) * DIGEST_KEY_4;
    uint64_t page = (hash >> 20) << 12; /* 44 bits of pages */
    switch (kind) {
    case ADDRESS_VIRTUAL:
        return page | UINT64_C(0xff00000000000000); /* the system's half of the address space */
    case ADDRESS_LOGICAL:
        return page & UINT64_C(0x000fffffffffffff);
    case ADDRESS_HOST:
        return (page & UINT64_C(0x000fffffffffffff)) | UINT64_C(0x0010000000000000);
    }
    ensure_never("an address of no kind");
}

void ndis_addresses(uint64_t request, uint64_t address[ADDRESS_KINDS]) {
    for (int kind = 0; kind < ADDRESS_KINDS; kind++)
        address[kind] = ndis_address((enum ndis_address_kind)kind, request);
}

struct ndis_memory ndis_memory_of(const struct block *block) {
    return (struct ndis_memory){block->bytes, ndis_address(ADDRESS_VIRTUAL, block->number),
                                ndis_address(ADDRESS_LOGICAL, block->number)};
}

/* May one state follow the other? (R23; a system that goes down asks nobody.) */
static bool follows(enum adapter_state from, enum adapter_state to) {
    switch (to) {
    case ADAPTER_HALTED:
        return from == ADAPTER_INITIALIZING || from == ADAPTER_PAUSED;
    case ADAPTER_INITIALIZING:
        return from == ADAPTER_HALTED;
    case ADAPTER_PAUSED:
        return from == ADAPTER_INITIALIZING || from == ADAPTER_PAUSING;
    case ADAPTER_RESTARTING:
        return from == ADAPTER_PAUSED;
    case ADAPTER_RUNNING:
        return from == ADAPTER_RESTARTING;
    case ADAPTER_PAUSING:
        return from == ADAPTER_RUNNING;
    case ADAPTER_SHUTDOWN:
        return true;
    case ADAPTER_STATES:
        break;
    }
    ensure_never("a state no adapter has");
}

void ndis_step(struct sim *sim, enum adapter_state to) {
    struct ndis_state *ndis = &sim->state->ndis;
    if (!follows((enum adapter_state)ndis->adapter, to))
        ndis_violation(sim, RULE_R23, CONTEXT_STEP, ndis->adapter, to);
    ndis->adapter = to;
}

void ndis_m_register_scatter_gather_dma(struct sim *sim) {
    sim->state->ndis.registered = true;
}

void ndis_m_register_dma_channel(struct sim *sim) {
    sim->state->ndis.registered = true;
}

void miniport_initialize_ex(struct sim *sim) {
    struct ndis_state *ndis = &sim->state->ndis;
    ndis->halt_ps = ndis->halt_wait_ps = TIME_NEVER;
    ndis->leaked = NO_BUFFER;
    ndis_step(sim, ADAPTER_INITIALIZING);
    if (!has_fault(sim, FAULT_ORDER_AT_INIT))
        ndis_register(sim);
    if (has_fault(sim, FAULT_WRONG_PROCESSOR_COUNT))
        misbehave_counts_processors(sim);
}

void ndis_register(struct sim *sim) {
    if (sim->config->nic_bus_master)
        ndis_m_register_scatter_gather_dma(sim);
    else
        ndis_m_register_dma_channel(sim);
}

void ndis_m_allocate_shared_memory(struct sim *sim, const struct block *block, enum irql irql) {
    if (!sim->state->ndis.registered)
        ndis_violation(sim, RULE_R1, CONTEXT_NOT_REGISTERED, block->bytes, 0);
    else if (irql > PASSIVE_LEVEL)
        ndis_violation(sim, RULE_R3, CONTEXT_SYNC_IRQL, block->bytes, irql);
    else if (sim->state->ndis.adapter != ADAPTER_INITIALIZING)
        ndis_violation(sim, RULE_R4, CONTEXT_SYNC_LATE, block->number, block->bytes);
}

/* Requests of a pool that may be pending: what the scenario allows a policy that heeds it, else one. */
static uint64_t in_flight_bound(const struct sim *sim) {
    const struct rxpool_policy *policy = sim->plan->policy;
    bool heeds = (policy->needs | policy->uses) & RXPOOL_GROW_IN_FLIGHT;
    return heeds ? sim->config->grow_in_flight : 1;
}

/* What can be said of a request whoever makes it. Before the first frame it follows no demand: the driver
 * knew of it when it initialised, unless it was refused some then. (alloc_when_needed notes its own.) */
static void look_at_request(struct sim *sim, const struct block *block) {
    uint64_t pending = sim->growth[block->pool].pending, bound = in_flight_bound(sim);
    bool got_all = sim->pool[block->pool].init_buffers >= sim->plan->init_buffers;
    if (pending > bound)
        ndis_violation(sim, RULE_R8, CONTEXT_IN_FLIGHT, pending, bound);
    if (sim->state->frames == 0 && got_all && !has_fault(sim, FAULT_ALLOC_WHEN_NEEDED))
        ndis_violation(sim, RULE_R12, CONTEXT_DEAR, block->number, block->bytes >> sim->plan->page_shift);
}

void ndis_m_allocate_shared_memory_async_ex(struct sim *sim, uint32_t block) {
    const struct block *data = &sim->blocks[block];
    bool synchronous = sim->plan->faults && misbehave_asks(sim, data);
    if (!synchronous && !sim->config->nic_bus_master)
        ndis_violation(sim, RULE_R7, CONTEXT_ASYNC_SUBORDINATE, data->buffers, 0);
    look_at_request(sim, data);
    host_request(sim, block);
}

void miniport_shared_memory_allocate_complete(struct sim *sim, uint32_t block) {
    struct block *data = &sim->blocks[block];
    if (data->state != BLOCK_REQUESTED) {
        ndis_violation(sim, RULE_R7, CONTEXT_COMPLETED_AGAIN, data->number, 2);
        return;
    }
    const struct block ended = *data;
    growth_request_ended(sim, block);
    if (sim->plan->faults)
        misbehave_completed(sim, block, &ended);
    if (sim->state->ndis.attend)
        lifecycle_look(sim);
}

void ndis_m_free_shared_memory(struct sim *sim, uint32_t block, struct ndis_memory memory) {
    struct block *data = &sim->blocks[block];
    struct ndis_memory given = ndis_memory_of(data);
    bool whole = memory.length == given.length && memory.virtual_address == given.virtual_address &&
                 memory.logical_address == given.logical_address;
    if (sim->state->ndis.adapter == ADAPTER_SHUTDOWN) {
        ndis_violation(sim, RULE_R17, CONTEXT_FREED_SHUTDOWN, data->number, data->bytes);
    } else if (data->state == BLOCK_FREEING) {
        ndis_violation(sim, RULE_R16, CONTEXT_FREED_TWICE, data->number, data->bytes);
    } else if (data->home < data->buffers) {
        ndis_violation(sim, RULE_R18, CONTEXT_FREED_OUT, data->number, data->buffers - data->home);
    } else if (!whole) {
        ndis_violation(sim, RULE_R15, CONTEXT_FREED_PART, data->number, memory.length);
    } else {
        data->state = BLOCK_FREEING;
        host_free(sim, block);
    }
}
