/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scripted faults about interrupts and DPCs. Nothing of this runs where plan.faults is 0.
 *
 * A driver that unmasks at the beginning of its DPC lets interrupts come while it works: then the queue's
 * mask no longer says who is at work for it, and at_work does. */
#include "ndis.h"

static bool unmasks_early(const struct sim *sim) {
    return has_fault(sim, FAULT_UNMASK_TOO_EARLY) && sim->config->nic_poll_ps == TIME_NEVER;
}

void misbehave_interrupts(struct sim *sim, uint32_t queue) {
    const struct queue_data *data = &sim->queue[queue];
    if (data->last_raise_ps == TIME_NEVER || !has_fault(sim, FAULT_NO_MODERATION))
        return;
    uint64_t since = sim->state->now_ps - data->last_raise_ps;
    if (since < sim->config->interrupt_moderation_ps)
        ndis_violation(sim, RULE_R34, CONTEXT_UNMODERATED, queue, since);
}

void misbehave_interrupted(struct sim *sim, uint32_t queue) {
    if (unmasks_early(sim))
        sim->queue[queue].at_work |= ISR_AT_WORK;
}

bool misbehave_queued(struct sim *sim, uint32_t queue) {
    struct queue_data *data = &sim->queue[queue];
    if (!unmasks_early(sim))
        return false;
    bool queued = data->at_work & DPC_AT_WORK;
    data->at_work |= DPC_AT_WORK;
    return queued;
}

void misbehave_starts(struct sim *sim, uint32_t queue) {
    struct queue_data *data = &sim->queue[queue];
    uint64_t filled = data->filled_count;
    if (filled > 0 && sim->config->nic_poll_ps != TIME_NEVER && has_fault(sim, FAULT_UNMASK_IN_POLL))
        ndis_violation(sim, RULE_R33, CONTEXT_POLL_UNMASKED, queue, filled);
    if (!unmasks_early(sim))
        return;
    ndis_violation(sim, RULE_R30, CONTEXT_UNMASKED, queue, filled);
    data->masked_dpc = data->at_work & ISR_AT_WORK;
    data->parked = false;
    if (!data->masked_dpc && !data->masked_episode)
        interrupt_unmasked(sim, queue);
}

uint64_t misbehave_works(struct sim *sim) {
    if (sim->state->ndis.slow || !has_fault(sim, FAULT_SLOW_DPC))
        return 0;
    sim->state->ndis.slow = true;
    return 10 * PS_PER_S + 1000 * PS_PER_NS;
}

/* What it may take is over: it takes what there is, and its count goes on from the bound. */
bool misbehave_goes_on(struct sim *sim, uint32_t queue) {
    if (!has_fault(sim, FAULT_OVER_THROTTLE))
        return false;
    sim->queue[queue].may_take = CONFIG_UNLIMITED;
    return true;
}

void misbehave_ends(struct sim *sim, uint32_t queue) {
    struct queue_data *data = &sim->queue[queue];
    uint64_t throttle = sim->config->dpc_throttle;
    data->at_work &= (uint8_t)~DPC_AT_WORK;
    if (has_fault(sim, FAULT_OVER_THROTTLE) && data->may_take > throttle)
        ndis_violation(sim, RULE_R31, CONTEXT_THROTTLE, queue,
                       throttle + (CONFIG_UNLIMITED - data->may_take));
}
