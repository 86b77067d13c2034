/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One switch tells the story: the only place that knows every module. What happens at every frame does not
 * even pass through it. */
#include "express.h"
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

/* The end of a service or a hold: the wheel has nothing else. */
static inline void claim_ends(struct sim *sim) {
    uint64_t order = wheel_peek(&sim->wheel).order;
    wheel_pop(&sim->wheel);
    if (event_kind_of(order) == EVENT_RETURN)
        protocol_return(sim, event_subject_of(order));
    else
        protocol_service_end(sim, event_subject_of(order));
}

static inline void dma_ends(struct sim *sim) {
    uint32_t buffer = event_subject_of(lane_peek(&sim->dma).order);
    lane_pop(&sim->dma);
    nic_dma_end(sim, buffer);
}

static inline uint64_t least_of(uint64_t a, uint64_t b) {
    return a < b ? a : b;
}

/* The instant of what is not one of the three. */
static inline uint64_t other_ps(struct sim *sim) {
    return least_of(least_of(queue_peek(&sim->events).time_ps, timers_peek(&sim->timers).time_ps),
                    sim->state->next.time_ps);
}

/* While no interrupt can be raised and a descriptor is there for the next frame, nobody sees a completion: it
 * is written down when somebody may look. (83 of a flood's 1592 instructions a frame.) */
static inline bool dma_waits(const struct sim *sim) {
    const struct queue_data *queue = &sim->queue[0];
    return sim->plan->dma_waits && (queue->raised || queue->masked_dpc) && !queue->masked_episode &&
           queue->visible > 0 && !sim->state->ndis.attend &&
           sim->state->ndis.discards == 0; /* those are to be lost, and give their buffers back */
}

/* Completions before that instant, each as of its own. */
static uint32_t dma_catches_up(struct sim *sim, uint64_t until_ps) {
    uint32_t done = 0;
    for (uint64_t at_ps = lane_ps(&sim->dma); at_ps < until_ps; at_ps = lane_ps(&sim->dma)) {
        uint32_t buffer = event_subject_of(lane_peek(&sim->dma).order);
        lane_pop(&sim->dma);
        nic_filled(sim, buffer, at_ps);
        done++;
    }
    return done;
}

static inline void pass_time(struct sim *sim, uint64_t to_ps) {
    if (to_ps > sim->state->now_ps) {
        meter_advance(sim, to_ps);
        sim->state->now_ps = to_ps;
    }
}

static inline void frequent_event(struct sim *sim, uint64_t next_ps, uint64_t claim_ps, uint64_t dma_ps) {
    pass_time(sim, next_ps);
    if (next_ps == claim_ps)
        claim_ends(sim);
    else if (next_ps == dma_ps)
        dma_ends(sim);
    else
        wire_arrival(sim, (uint32_t)event_number_of(sim->state->arrival.order));
    if (sim->state->hungry)
        starve_judge(sim);
}

uint32_t dispatch_frequent(struct sim *sim, uint64_t until_ps, uint32_t budget) {
    struct state *state = sim->state;
    uint32_t done = 0;
    uint64_t caught_ps = 0;
    while (done < budget) {
        uint64_t claim_ps = wheel_peek(&sim->wheel).time_ps, dma_ps = lane_ps(&sim->dma);
        uint64_t end_ps = least_of(least_of(until_ps, state->end_ps), other_ps(sim));
        if (dma_waits(sim)) {
            dma_ps = TIME_NEVER;
        } else if (dma_ps < state->now_ps) {
            done += dma_catches_up(sim, state->now_ps);
            continue;
        }
        uint64_t next_ps = least_of(least_of(claim_ps, dma_ps), state->arrival.time_ps);
        bool asks = state->ask && next_ps > state->now_ps;
        if (next_ps >= end_ps || asks) {
            caught_ps = asks ? least_of(end_ps, state->now_ps + 1) : end_ps;
            break;
        }
        frequent_event(sim, next_ps, claim_ps, dma_ps);
        done++;
    }
    done += dma_catches_up(sim, caught_ps > state->now_ps ? caught_ps : state->now_ps);
    state->events += done;
    return done;
}
