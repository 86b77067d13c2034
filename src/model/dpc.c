/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ISR and DPC: what the CPU does with an interrupt.
 *
 * The ISR masks its queue and queues the DPC. A DPC works in slices of min(budget, filled) frames, fixed when
 * the slice starts, each a sequence of chains; a chain is indicated when its own cost has elapsed. After a
 * slice the ring is refilled; frames filled meanwhile start another slice, else the DPC ends and the queue is
 * unmasked. One that has taken all the frames dpc.throttle allows and leaves some yields: it joins the DPCs
 * of its CPU again later, its queue masked all the while. With nic.poll a queue is masked for ever and its
 * DPC comes back by itself.
 *
 * Where nothing else can want the CPU of a queue, work takes as long as it costs and no CPU is asked. */
#include "ndis.h"

#define GUIDANCE_PS (100 * 1000 * PS_PER_NS) /* of a DPC */
#define WATCHDOG_PS (10 * PS_PER_S)

/* The queue's work takes so long from now on; then the event `kind`. */
static void work(struct sim *sim, uint32_t queue, enum cpu_level level, uint64_t cost_ps,
                 enum event_kind kind) {
    uint64_t now = sim->state->now_ps;
    if (sim->plan->cpu_contended && level == CPU_ISR) {
        cpu_submit(sim, cpu_of(sim, queue), level, cpu_job_isr(queue), cost_ps, event_order(kind, queue, 0));
    } else if (sim->plan->cpu_contended) {
        cpu_continue(sim, cpu_of(sim, queue), cost_ps, event_order(kind, queue, 0));
    } else {
        meter_busy(sim, &sim->state->count.busy_ps[level], now, cost_ps);
        schedule(sim, time_add(now, cost_ps), kind, queue, 0);
    }
}

void dpc_poll_start(struct sim *sim) {
    if (sim->config->nic_poll_ps == TIME_NEVER)
        return;
    for (uint32_t q = 0; q < sim->plan->queue_count; q++) {
        sim->queue[q].masked_dpc = true;
        schedule(sim, 0, EVENT_DPC_START, q, 0);
    }
}

void dpc_isr(struct sim *sim, uint32_t queue) {
    work(sim, queue, CPU_ISR, sim->config->cpu_isr_ps, EVENT_ISR_END);
}

void dpc_isr_end(struct sim *sim, uint32_t queue) {
    if (sim->plan->faults)
        sim->queue[queue].at_work &= (uint8_t)~ISR_AT_WORK;
    dpc_request(sim, queue);
}

void dpc_request(struct sim *sim, uint32_t queue) {
    if (sim->plan->faults && misbehave_queued(sim, queue))
        return;
    uint64_t latency = draw_next(&sim->draws[queue].dpc_latency, &sim->plan->dpc_latency);
    schedule(sim, time_add(sim->state->now_ps, latency), EVENT_DPC_START, queue, 0);
}

/* The next chain of the slice; extra: the slice's fixed cost, borne by its first chain. */
static void chain_begin(struct sim *sim, uint32_t queue, uint64_t extra_ps) {
    struct queue_data *data = &sim->queue[queue];
    uint64_t most = sim->config->dpc_chain;
    data->chain = data->slice_left < most ? data->slice_left : most;
    uint64_t cost = extra_ps + harvest_begin(sim, queue);
    if (sim->plan->faults)
        cost += misbehave_works(sim);
    work(sim, queue, CPU_DPC, cost, EVENT_DPC_CHAIN);
}

static void slice_begin(struct sim *sim, uint32_t queue) {
    const struct config *config = sim->config;
    struct queue_data *data = &sim->queue[queue];
    uint64_t most = config->dpc_budget < data->may_take ? config->dpc_budget : data->may_take;
    bool idle_poll = data->filled_count == 0 && config->nic_poll_ps != TIME_NEVER;
    data->slice_left = data->filled_count < most ? data->filled_count : most;
    chain_begin(sim, queue, idle_poll ? config->cpu_poll_ps : config->dpc_fixed_ps);
}

/* The miniport has stopped since this DPC was queued: it finds nothing, at no cost. */
static void begin_nothing(struct sim *sim, uint32_t queue) {
    sim->queue[queue].slice_left = sim->queue[queue].chain = 0;
    work(sim, queue, CPU_DPC, 0, EVENT_DPC_CHAIN);
}

/* The queue's DPC stands among those of its CPU; is it its turn? */
static bool has_cpu(struct sim *sim, uint32_t queue) {
    uint32_t job = cpu_job_dpc(sim, queue), cpu = cpu_of(sim, queue);
    if (!sim->job[job].queued)
        cpu_submit(sim, cpu, CPU_DPC, job, 0, event_order(EVENT_DPC_START, queue, 0));
    return sim->cpu[cpu].level == CPU_DPC && sim->cpu[cpu].head[CPU_DPC] == job;
}

/* It ended or yielded: the CPU is free for others. */
static inline void leave_cpu(struct sim *sim, uint32_t queue) {
    uint64_t lasted = sim->state->now_ps - sim->queue[queue].dpc_start_ps;
    sim->state->count.dpc_long += in_window(sim) && lasted > GUIDANCE_PS;
    if (lasted > WATCHDOG_PS)
        ndis_violation(sim, RULE_R32, CONTEXT_DPC_LASTED, queue, lasted);
    if (sim->plan->faults)
        misbehave_ends(sim, queue);
    if (sim->plan->cpu_contended)
        cpu_release(sim, cpu_of(sim, queue));
}

static void give_up(struct sim *sim, uint32_t queue) {
    leave_cpu(sim, queue);
    if (sim->plan->faults)
        (void)misbehave_queued(sim, queue); /* it is, again */
    sim->state->count.dpc_yields += in_window(sim);
    uint64_t later = draw_next(&sim->draws[queue].dpc_requeue, &sim->plan->dpc_requeue);
    schedule(sim, time_add(sim->state->now_ps, later), EVENT_DPC_START, queue, 0);
}

static void dpc_end(struct sim *sim, uint32_t queue) {
    struct queue_data *data = &sim->queue[queue];
    uint64_t poll = sim->config->nic_poll_ps;
    leave_cpu(sim, queue);
    if (poll != TIME_NEVER) {
        schedule(sim, time_add(sim->state->now_ps, poll), EVENT_DPC_START, queue, 0);
        return;
    }
    data->masked_dpc = data->at_work != 0; /* unmask_too_early: by an ISR that is still at work */
    if (!data->masked_episode && !data->masked_dpc)
        interrupt_unmasked(sim, queue);
}

/* It joins the DPCs of its CPU or, when its turn comes later, starts. */
void dpc_start(struct sim *sim, uint32_t queue) {
    if (sim->plan->cpu_contended && !has_cpu(sim, queue))
        return;
    sim->queue[queue].dpc_start_ps = sim->state->now_ps;
    sim->queue[queue].may_take = sim->config->dpc_throttle;
    if (sim->plan->faults)
        misbehave_starts(sim, queue);
    if (sim->state->ndis.stopped)
        begin_nothing(sim, queue);
    else
        slice_begin(sim, queue);
}

/* The DPC ends, its mask stays: what is filled waits for buffers to come (dpc_unpark). */
static void park(struct sim *sim, uint32_t queue) {
    leave_cpu(sim, queue);
    sim->queue[queue].parked = sim->queue[queue].masked_dpc = true;
    sim->queue[queue].slice_left = 0;
}

void dpc_unpark(struct sim *sim, uint32_t pool) {
    for (uint32_t q = 0; q < sim->plan->queue_count; q++) {
        struct queue_data *data = &sim->queue[q];
        if (!data->parked || pool_number(sim, q) != pool || sim->pool[pool].free_count == 0)
            continue;
        data->parked = false;
        dpc_request(sim, q);
    }
}

void dpc_chain_end(struct sim *sim, uint32_t queue) {
    struct queue_data *data = &sim->queue[queue];
    bool going = harvest_end(sim, queue);
    data->slice_left -= data->chain;
    data->may_take -= data->chain;
    bool stops = sim->state->ndis.attend && lifecycle_chain_ended(sim, queue);
    if (data->chain > 0 && !stops)
        driver_after_chain(sim, queue);
    if (going && data->slice_left > 0) {
        chain_begin(sim, queue, 0);
        return;
    }
    if (!data->masked_episode && !stops)
        driver_refill(sim, queue);
    if (!going && !stops && sim->config->nic_poll_ps == TIME_NEVER)
        park(sim, queue);
    else if (stops || !going || data->filled_count == 0)
        dpc_end(sim, queue);
    else if (data->may_take == 0 && !(sim->plan->faults && misbehave_goes_on(sim, queue)))
        give_up(sim, queue);
    else
        slice_begin(sim, queue);
}
