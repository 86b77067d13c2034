/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One switch tells the story: the only place that knows every module. What happens at every frame does not
 * even pass through it (frequent.c). */
#include "ndis.h"

/* What happens to a request, or to a block that is freed. */
static __attribute__((noinline)) void dispatch_block(struct sim *sim, enum event_kind kind, uint32_t block) {
    if (kind == EVENT_ALLOCATED)
        host_allocated(sim, block);
    else if (kind == EVENT_ALLOC_PAID)
        host_paid(sim, block);
    else if (kind == EVENT_FREED)
        host_freed(sim, block);
    else
        host_queue(sim, block);
}

/* What runs against the stream of frames, and what happens now and then. */
static __attribute__((noinline)) void dispatch_seldom(struct sim *sim, enum event_kind kind, uint64_t order) {
    uint32_t number = (uint32_t)event_number_of(order);
    if (kind == EVENT_COALESCE_TIMEOUT)
        coalesce_timeout(sim, number);
    else if (kind == EVENT_PAUSE)
        pause_reached(sim);
    else if (kind == EVENT_ACKNOWLEDGE)
        source_acknowledge(sim, number, event_subject_of(order));
    else if (kind == EVENT_THINK)
        source_think(sim, number);
    else if (kind == EVENT_MADE)
        wire_take(sim);
    else if (kind == EVENT_RETURN_TIMER)
        return_timer(sim, number);
    else if (kind == EVENT_STALL)
        stall_turn(sim, number);
    else if (kind == EVENT_SHRINK_IDLE || kind == EVENT_POLICY_TICK)
        growth_timer(sim, number, kind == EVENT_SHRINK_IDLE ? RXPOOL_POLICY_IDLE : RXPOOL_POLICY_TICK);
    else if (kind == EVENT_SAMPLE)
        meter_sample(sim);
    else
        refill_event(sim, kind, number);
}

void dispatch(struct sim *sim, uint64_t order) {
    uint32_t subject = event_subject_of(order);
    uint32_t number = (uint32_t)event_number_of(order); /* a queue or a source's rank where it is used */
    enum event_kind kind = (enum event_kind)event_kind_of(order);
    switch (kind) {
    case EVENT_LIFECYCLE:
        lifecycle_event(sim, number);
        break;
    case EVENT_RETURN:
        protocol_return(sim, subject);
        break;
    case EVENT_SERVICE_END:
        protocol_service_end(sim, subject);
        break;
    case EVENT_ALLOCATED:
    case EVENT_ALLOC_PAID:
    case EVENT_FREED:
    case EVENT_ALLOC_QUEUED:
        dispatch_block(sim, kind, subject);
        break;
    case EVENT_DMA_ENGINE:
        nic_engine_free(sim);
        break;
    case EVENT_DMA_END:
        nic_dma_end(sim, subject);
        break;
    case EVENT_INTERRUPT_DUE:
        interrupt_due(sim, number);
        break;
    case EVENT_INTERRUPT:
        interrupt_deliver(sim, number);
        break;
    case EVENT_ISR_END:
        dpc_isr_end(sim, number);
        break;
    case EVENT_DPC_START:
        dpc_start(sim, number);
        break;
    case EVENT_DPC_CHAIN:
        dpc_chain_end(sim, number);
        break;
    case EVENT_ARRIVAL:
        wire_arrival(sim, number);
        break;
    case EVENT_RETURN_TIMER:
    case EVENT_STALL:
    case EVENT_SHRINK_IDLE:
    case EVENT_POLICY_TICK:
    case EVENT_REFILL_TIMER:
    case EVENT_REFILL_RETRY:
    case EVENT_RESCUE:
    case EVENT_COALESCE_TIMEOUT:
    case EVENT_PAUSE:
    case EVENT_ACKNOWLEDGE:
    case EVENT_THINK:
    case EVENT_MADE:
    case EVENT_SAMPLE:
        dispatch_seldom(sim, kind, order);
        break;
    }
}
