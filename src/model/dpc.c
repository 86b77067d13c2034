/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ISR and DPC: what the CPU does with an interrupt.
 *
 * The ISR masks its queue and queues the DPC. A DPC works in slices of min(budget, filled) frames, fixed when
 * the slice starts, each a sequence of chains; a chain is indicated when its own cost has elapsed. After a
 * slice the ring is refilled; frames filled meanwhile start another slice, else the DPC ends and the queue is
 * unmasked. */
#include "modules.h"

#define GUIDANCE_PS (100 * 1000 * PS_PER_NS) /* of a DPC */
#define WATCHDOG_PS (10 * PS_PER_S)

void dpc_isr(struct sim *sim, uint32_t queue) {
    uint64_t now = sim->state->now_ps;
    uint64_t end = time_add(now, sim->config->cpu_isr_ps);
    meter_busy(sim, &sim->state->count.isr_ps, now, sim->config->cpu_isr_ps);
    schedule(sim, end, EVENT_ISR_END, queue, 0);
}

void dpc_isr_end(struct sim *sim, uint32_t queue) {
    dpc_request(sim, queue);
}

void dpc_request(struct sim *sim, uint32_t queue) {
    uint64_t latency = draw_next(&sim->draws[queue].dpc_latency, &sim->plan->dpc_latency);
    schedule(sim, time_add(sim->state->now_ps, latency), EVENT_DPC_START, queue, 0);
}

/* The next chain of the slice; extra: the slice's fixed cost, borne by its first chain. */
static void chain_begin(struct sim *sim, uint32_t queue, uint64_t extra_ps) {
    struct queue_data *data = &sim->queue[queue];
    uint64_t most = sim->config->dpc_chain;
    data->chain = data->slice_left < most ? data->slice_left : most;
    uint64_t cost = extra_ps + harvest_begin(sim, queue);
    uint64_t now = sim->state->now_ps;
    meter_busy(sim, &sim->state->count.dpc_ps, now, cost);
    schedule(sim, time_add(now, cost), EVENT_DPC_CHAIN, queue, 0);
}

static void slice_begin(struct sim *sim, uint32_t queue) {
    struct queue_data *data = &sim->queue[queue];
    uint64_t budget = sim->config->dpc_budget;
    data->slice_left = data->filled_count < budget ? data->filled_count : budget;
    chain_begin(sim, queue, sim->config->dpc_fixed_ps);
}

void dpc_start(struct sim *sim, uint32_t queue) {
    sim->queue[queue].dpc_start_ps = sim->state->now_ps;
    slice_begin(sim, queue);
}

static void dpc_end(struct sim *sim, uint32_t queue) {
    struct queue_data *data = &sim->queue[queue];
    uint64_t lasted = sim->state->now_ps - data->dpc_start_ps;
    sim->state->count.dpc_long += in_window(sim) && lasted > GUIDANCE_PS;
    if (lasted > WATCHDOG_PS)
        ndis_violation(sim, RULE_R32, CONTEXT_DPC_LASTED, queue, lasted);
    data->masked_dpc = false;
    if (!data->masked_episode)
        interrupt_unmasked(sim, queue);
}

void dpc_chain_end(struct sim *sim, uint32_t queue) {
    struct queue_data *data = &sim->queue[queue];
    harvest_end(sim, queue);
    data->slice_left -= data->chain;
    driver_after_chain(sim, queue);
    if (data->slice_left > 0) {
        chain_begin(sim, queue, 0);
        return;
    }
    if (!data->masked_episode)
        driver_refill(sim, queue);
    if (data->filled_count > 0)
        slice_begin(sim, queue);
    else
        dpc_end(sim, queue);
}
