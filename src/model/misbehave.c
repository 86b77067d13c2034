/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scripted faults about memory and the adapter: what the driver does wrong, and what that changes
 * (ndis_fault.c has a row for each). Most make a call that the contract forbids, and NDIS (ndis.c) notes it;
 * what no call can show is noted here. Nothing of this runs where plan.faults is 0. */
#include "ndis.h"

/* True the first time. */
static bool once(struct sim *sim, enum ndis_fault fault) {
    uint64_t bit = has_fault(sim, fault) ? FAULT_BIT(fault) & ~sim->state->ndis.once : 0;
    sim->state->ndis.once |= bit;
    return bit != 0;
}

void misbehave_counts_processors(struct sim *sim) {
    const struct config *config = sim->config;
    if (config->pool_per_processor && config->host_processors > 64)
        ndis_violation(sim, RULE_R35, CONTEXT_PROCESSORS, 64, config->host_processors);
}

bool misbehave_asks(struct sim *sim, const struct block *block) {
    const struct growth_state *growth = &sim->growth[block->pool];
    uint64_t pages = block->bytes >> sim->plan->page_shift;
    if (has_fault(sim, FAULT_MANY_PAGES_AFTER_START) && pages > 1)
        ndis_violation(sim, RULE_R11, CONTEXT_PAGES, block->number, pages);
    if (once(sim, FAULT_ALLOC_WHEN_NEEDED))
        ndis_violation(sim, RULE_R12, CONTEXT_DEAR, block->number, pages);
    if (has_fault(sim, FAULT_NO_CAP) && growth->total > sim->config->pool_limit)
        ndis_violation(sim, RULE_R14, CONTEXT_NO_CAP, growth->total, sim->config->pool_limit);
    if (has_fault(sim, FAULT_ALLOC_AT_DISPATCH))
        ndis_m_allocate_shared_memory(sim, block, DISPATCH_LEVEL);
    return has_fault(sim, FAULT_ALLOC_AT_DISPATCH) || has_fault(sim, FAULT_ALLOC_AFTER_INIT);
}

void misbehave_served(struct sim *sim, const struct block *block) {
    if (has_fault(sim, FAULT_ALLOC_AFTER_INIT))
        ndis_m_allocate_shared_memory(sim, block, PASSIVE_LEVEL);
}

void misbehave_completed(struct sim *sim, uint32_t block, const struct block *ended) {
    bool done = ended->outcome == ALLOCATION_DONE;
    if (!done && has_fault(sim, FAULT_IGNORE_NULL))
        ndis_violation(sim, RULE_R5, CONTEXT_NULL_USED, ended->number, ended->buffers);
    if (done && ended->grown && has_fault(sim, FAULT_COMPLETE_TWICE))
        miniport_shared_memory_allocate_complete(sim, block);
}

void misbehave_frees(struct sim *sim, uint32_t block) {
    const struct block *data = &sim->blocks[block];
    struct ndis_memory memory = ndis_memory_of(data);
    memory.length /= 2;
    if (has_fault(sim, FAULT_OVERRUN)) /* found by NDIS when the block comes back */
        ndis_violation(sim, RULE_R16, CONTEXT_OVERRUN, data->number, 4);
    if (has_fault(sim, FAULT_FREE_PART))
        ndis_m_free_shared_memory(sim, block, memory);
}

void misbehave_freed(struct sim *sim, uint32_t block) {
    if (!has_fault(sim, FAULT_FREE_TWICE))
        return;
    sim->state->ndis.once |= FAULT_BIT(FAULT_FREE_TWICE);
    ndis_m_free_shared_memory(sim, block, ndis_memory_of(&sim->blocks[block]));
}

void misbehave_drains(struct sim *sim, uint32_t block) {
    const struct block *data = &sim->blocks[block];
    if (has_fault(sim, FAULT_FREE_WHILE_OUT) && data->home < data->buffers)
        ndis_m_free_shared_memory(sim, block, ndis_memory_of(data));
}

/* Half of it stays taken: whole pages, since less cannot be given back. */
void misbehave_gone(struct sim *sim, const struct block *block) {
    uint64_t pages = block->bytes >> sim->plan->page_shift, kept = pages - pages / 2;
    if (!has_fault(sim, FAULT_FREE_PART))
        return;
    sim->state->host.pages_used += kept;
    sim->state->ndis.kept_pages += kept;
}

uint64_t misbehave_frames_out(const struct sim *sim) {
    uint64_t frames = 0;
    for (uint32_t b = 0; b < sim->plan->buffer_limit; b++)
        frames += sim->buffer_place[b] == BUFFER_INDICATED && sim->frame[b].buffers > 0;
    return frames;
}

void misbehave_halt_begins(struct sim *sim) {
    uint64_t out = misbehave_frames_out(sim), pending = 0;
    for (uint32_t pool = 0; pool < sim->plan->pool_count; pool++)
        pending += sim->growth[pool].pending;
    if (pending > 0 && once(sim, FAULT_HALT_WITH_REQUESTS))
        ndis_violation(sim, RULE_R9, CONTEXT_HALT_REQUESTS, pending, 0);
    if (out > 0 && once(sim, FAULT_HALT_TOO_EARLY))
        ndis_violation(sim, RULE_R21, CONTEXT_HALT_OUT, out, 0);
    if (sim->state->ndis.leaked != NO_BUFFER && once(sim, FAULT_LEAK_NBL))
        ndis_violation(sim, RULE_R21, CONTEXT_LEAKED, 1, 0);
}

static bool is_held(const struct block *block) {
    return block->state == BLOCK_LIVE || block->state == BLOCK_DRAINING;
}

/* Timers of the driver's own that are set. */
static uint64_t timers_set_now(const struct sim *sim) {
    static const enum timer_kind own[] = {TIMER_IDLE, TIMER_TICK, TIMER_REFILL, TIMER_RETRY, TIMER_RESCUE};
    uint64_t count = 0;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        for (uint32_t slot = sim->plan->timer[own[i]]; slot < sim->plan->timer[own[i] + 1]; slot++)
            count += sim->timers.slot[slot].time_ps != TIME_NEVER;
    return count;
}

static void leaves_memory(struct sim *sim) {
    uint64_t blocks = 0, bytes = 0, grown = 0, grown_bytes = 0;
    for (uint32_t i = 0; i < sim->plan->block_limit; i++) {
        const struct block *block = &sim->blocks[i];
        if (!is_held(block))
            continue;
        blocks++;
        bytes += block->bytes;
        grown += block->grown;
        grown_bytes += block->grown ? block->bytes : 0;
    }
    if (blocks > 0 && once(sim, FAULT_LEAVE_BLOCKS))
        ndis_violation(sim, RULE_R20, CONTEXT_NEVER_FREED, blocks, bytes);
    if (grown > 0 && sim->state->ndis.shrink_due && once(sim, FAULT_NEVER_FREE))
        ndis_violation(sim, RULE_R19, CONTEXT_NEVER_FREED, grown, grown_bytes);
}

void misbehave_halts(struct sim *sim) {
    uint64_t timers = timers_set_now(sim);
    leaves_memory(sim);
    if (timers > 0 && once(sim, FAULT_LEAVE_TIMER))
        ndis_violation(sim, RULE_R20, CONTEXT_TIMER_LEFT, timers, 0);
    for (uint32_t q = 0; has_fault(sim, FAULT_LEAVE_INTERRUPT) && q < sim->plan->queue_count; q++)
        ndis_violation(sim, RULE_R20, CONTEXT_INTERRUPT_LEFT, q, 0);
    sim->state->host.pages_used -= sim->state->ndis.kept_pages; /* what free_part kept goes back, too */
    sim->state->ndis.kept_pages = 0;
}

/* At the end of the run halt is on the books only: what it would wait for, and free. */
void misbehave_halts_at_end(struct sim *sim) {
    uint32_t first = NO_BLOCK;
    misbehave_halt_begins(sim);
    misbehave_halts(sim);
    for (uint32_t i = 0; i < sim->plan->block_limit; i++) {
        const struct block *block = &sim->blocks[i];
        if (!is_held(block))
            continue;
        if (has_fault(sim, FAULT_OVERRUN))
            ndis_violation(sim, RULE_R16, CONTEXT_OVERRUN, block->number, 4);
        if (first == NO_BLOCK || block->number < sim->blocks[first].number)
            first = i;
    }
    if (first != NO_BLOCK && once(sim, FAULT_FREE_TWICE))
        ndis_violation(sim, RULE_R16, CONTEXT_FREED_TWICE, sim->blocks[first].number,
                       sim->blocks[first].bytes);
}

void misbehave_shuts_down(struct sim *sim) {
    for (uint32_t i = 0; has_fault(sim, FAULT_FREE_IN_SHUTDOWN) && i < sim->plan->block_limit; i++)
        if (is_held(&sim->blocks[i]))
            ndis_m_free_shared_memory(sim, i, ndis_memory_of(&sim->blocks[i]));
}

bool misbehave_shrinks(struct sim *sim, uint32_t pool, uint32_t blocks) {
    if (!has_fault(sim, FAULT_NEVER_FREE))
        return false;
    sim->state->ndis.shrink_due |= blocks > 0 && sim->growth[pool].grown_blocks > 0;
    return true;
}

/* The first tick is never over; NDIS notices when the next one is due. */
bool misbehave_ticks(struct sim *sim, uint32_t pool) {
    struct ndis_state *ndis = &sim->state->ndis;
    uint64_t bit = FAULT_BIT(FAULT_HANG_CHECK_HANGS), patience = 2 * PS_PER_S;
    if (!has_fault(sim, FAULT_HANG_CHECK_HANGS))
        return false;
    if (once(sim, FAULT_HANG_CHECK_HANGS)) {
        ndis->hung_ps = sim->state->now_ps;
        timers_set(
            &sim->timers, timer_slot(sim, TIMER_TICK, pool),
            (struct event){time_add(ndis->hung_ps, patience), event_order(EVENT_POLICY_TICK, pool, 0)});
    } else if ((ndis->once & bit) && sim->state->now_ps == time_add(ndis->hung_ps, patience)) {
        ndis_violation(sim, RULE_R36, CONTEXT_NO_HANG_CHECK, 0, patience);
    }
    return true;
}
