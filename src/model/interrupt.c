/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Receive interrupts: when a cause is raised, and the two mask bits.
 *
 * A cause is due at max(last raise + moderation, min(first unannounced frame + delay, the instant the
 * frames-th of them is filled)). It is delivered `latency` after the raise. While a mask bit is set it stays
 * pending, once; when both are clear again and frames are filled it is raised by the same rule. The DPC's bit
 * and the episode's bit are separate: an interrupt needs both clear. */
#include "ndis.h"

static void raise(struct sim *sim, uint32_t queue) {
    struct queue_data *data = &sim->queue[queue];
    uint64_t now = sim->state->now_ps;
    if (sim->plan->faults)
        misbehave_interrupts(sim, queue);
    data->raised = true;
    data->last_raise_ps = now;
    data->unannounced = 0;
    timers_clear(&sim->timers, timer_slot(sim, TIMER_INTERRUPT, queue));
    uint64_t latency = draw_next(&sim->draws[queue].interrupt_latency, &sim->plan->interrupt_latency);
    schedule(sim, time_add(now, latency), EVENT_INTERRUPT, queue, 0);
}

void interrupt_cause(struct sim *sim, uint32_t queue) {
    struct queue_data *data = &sim->queue[queue];
    const struct config *config = sim->config;
    if (data->raised || data->masked_dpc || data->masked_episode || data->unannounced == 0)
        return;
    uint64_t due = data->unannounced >= config->interrupt_frames
                       ? sim->state->now_ps
                       : time_add(data->first_unannounced_ps, config->interrupt_delay_ps);
    bool moderates = sim->plan->faults == 0 || !has_fault(sim, FAULT_NO_MODERATION);
    if (data->last_raise_ps != TIME_NEVER && moderates) {
        uint64_t moderated = time_add(data->last_raise_ps, config->interrupt_moderation_ps);
        due = due > moderated ? due : moderated;
    }
    if (due <= sim->state->now_ps)
        raise(sim, queue);
    else if (due < config->duration_ps)
        timers_set(&sim->timers, timer_slot(sim, TIMER_INTERRUPT, queue),
                   (struct event){due, event_order(EVENT_INTERRUPT_DUE, queue, 0)});
}

void interrupt_due(struct sim *sim, uint32_t queue) {
    timers_clear(&sim->timers, timer_slot(sim, TIMER_INTERRUPT, queue));
    interrupt_cause(sim, queue);
}

void interrupt_deliver(struct sim *sim, uint32_t queue) {
    struct queue_data *data = &sim->queue[queue];
    data->raised = false;
    if (sim->state->ndis.stopped)
        return; /* masked since it was raised */
    data->masked_dpc = true;
    if (sim->plan->faults)
        misbehave_interrupted(sim, queue);
    sim->state->count.interrupts += in_window(sim);
    fact_interrupt(sim, queue);
    dpc_isr(sim, queue);
}

void interrupt_unmasked(struct sim *sim, uint32_t queue) {
    struct queue_data *data = &sim->queue[queue];
    timers_clear(&sim->timers, timer_slot(sim, TIMER_INTERRUPT, queue));
    data->unannounced = data->filled_count;
    if (data->filled_count > 0)
        data->first_unannounced_ps = sim->frame[data->filled_head].stamp_ps;
    interrupt_cause(sim, queue);
}
