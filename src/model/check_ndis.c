/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sanity walk of the adapter: what its state says is so, and nobody waits for what is there already. */
#include "ndis.h"

static void check_stopped(const struct sim *sim) {
    const struct nic_state *nic = &sim->state->nic;
    ensure(nic->fifo_count == 0 && sim->state->meter.level[LEVEL_DISABLED] == 0);
    for (uint32_t q = 0; q < sim->plan->queue_count; q++) {
        const struct queue_data *queue = &sim->queue[q];
        ensure(queue->filled_count <= stop_chain(queue));
        ensure(!sim->plan->coalesces || sim->unit[q].frame.length == 0);
    }
}

static void check_waits(const struct sim *sim) {
    const struct ndis_state *ndis = &sim->state->ndis;
    uint64_t pending = 0, out = sim->state->meter.level[LEVEL_INDICATED];
    uint64_t filled = sim->state->meter.level[LEVEL_FILLED];
    for (uint32_t pool = 0; pool < sim->plan->pool_count; pool++)
        pending += sim->growth[pool].pending;
    bool halting = ndis->adapter == ADAPTER_PAUSED && ndis->halt_ps != TIME_NEVER;
    ensure(!halting || ndis->due || out + filled + pending > 0);
    ensure(ndis->adapter != ADAPTER_PAUSED || !ndis->restart);
    ensure(ndis->adapter != ADAPTER_PAUSED || out == 0 || sim->plan->faults);
    ensure((ndis->adapter == ADAPTER_HALTED) == (ndis->halt_wait_ps != TIME_NEVER));
    ensure(ndis->adapter != ADAPTER_HALTED || sim->state->host.live_blocks == 0);
}

void check_ndis(const struct sim *sim) {
    const struct ndis_state *ndis = &sim->state->ndis;
    bool runs = ndis->adapter == ADAPTER_RUNNING;
    ensure(ndis->adapter < ADAPTER_STATES);
    ensure(ndis->attend == !runs);
    ensure(ndis->stopped == !runs || has_fault(sim, FAULT_INDICATE_WHEN_PAUSED));
    ensure(!ndis->due || sim->config->lifecycle_count > 0);
    if (ndis->stopped)
        check_stopped(sim);
    check_waits(sim);
}
