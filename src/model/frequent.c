/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens at every frame, in any scenario whose processors are not contended: arrivals, DMA completions,
 * the ends of services and holds, and what interrupts and DPCs wait for.
 *
 * sim.c compares all that may be due with all else, in full order, for each event. Most of the time one
 * instant is before all others, and then nothing but times need be compared: here. Where two are due at one
 * instant the kinds decide (event_kind.h): those of the three frequent ones are known, all others are left to
 * sim.c. A scenario with two protocols and a DMA latency took 556 instructions a frame for choosing the next
 * event in sim.c, of 3600. */
#include "bulk.h"
#include "express.h"
#include "ndis.h"
#include "nic_inner.h"
#include "wire_inner.h"

/* The end of a service or a hold: the wheel has nothing else. */
static inline void claim_ends(struct sim *sim) {
    uint64_t order = wheel_peek(&sim->wheel).order;
    wheel_pop(&sim->wheel);
    if (event_kind_of(order) == EVENT_RETURN)
        protocol_return(sim, event_subject_of(order));
    else
        protocol_service_end(sim, event_subject_of(order));
}

static inline uint64_t least_of(uint64_t a, uint64_t b) {
    return a < b ? a : b;
}

/* While no interrupt can be raised and a descriptor is there for the next frame, nobody sees a completion: it
 * is written down when somebody may look. (83 of a flood's 1592 instructions a frame.) */
static inline bool dma_waits(const struct sim *sim) {
    const struct queue_data *queue = &sim->queue[0];
    return sim->plan->dma_waits && (queue->raised || queue->masked_dpc) && !queue->masked_episode &&
           queue->visible > 0 && !sim->state->ndis.attend &&
           sim->state->ndis.discards == 0; /* those are to be lost, and give their buffers back */
}

/* When what may be next is due. */
struct due {
    uint64_t claim_ps, dma_ps, arrival_ps; /* dma: TIME_NEVER while completions wait */
    uint64_t heap_ps, timer_ps;
};

static inline struct due due_now(struct sim *sim, bool waits) {
    return (struct due){.claim_ps = wheel_peek(&sim->wheel).time_ps,
                        .dma_ps = waits ? TIME_NEVER : sim->state->dma.next_ps,
                        .arrival_ps = sim->state->arrival.time_ps,
                        .heap_ps = queue_peek(&sim->events).time_ps,
                        .timer_ps = timers_peek(&sim->timers).time_ps};
}

static inline void pass_time(struct sim *sim, uint64_t to_ps) {
    if (to_ps > sim->state->now_ps) {
        meter_advance(sim, to_ps);
        sim->state->now_ps = to_ps;
    }
}

/* The least of all is a completion. What an interrupt sets off comes after another one of this instant. */
static inline void dma_ends(struct sim *sim) {
    uint32_t buffer = dma_pop(sim);
    const struct frame *frame = &sim->frame[buffer];
    if (sim->plan->instant_dpc && !(frame->flags & FRAME_DISCARD) && instant_may(sim, frame->queue) &&
        sim->state->dma.next_ps > sim->state->now_ps)
        instant_frame(sim, buffer);
    else
        nic_dma_end(sim, buffer);
}

/* One of the three, which is due at next_ps. */
static inline void frequent_event(struct sim *sim, uint64_t next_ps, const struct due *due) {
    pass_time(sim, next_ps);
    if (next_ps == due->claim_ps)
        claim_ends(sim);
    else if (next_ps == due->dma_ps)
        dma_ends(sim);
    else
        wire_arrival(sim, (uint32_t)event_number_of(sim->state->arrival.order));
    if (sim->state->hungry)
        starve_judge(sim);
}

/* Any other, which is due before all else. */
static inline void other_event(struct sim *sim, uint64_t order) {
    dispatch(sim, order);
    if (sim->state->hungry)
        starve_judge(sim);
}

/* What was scheduled for this very instant, unless something else is due now. */
static inline bool follows(struct sim *sim, const struct due *due) {
    struct state *state = sim->state;
    struct event next = state->next;
    uint64_t others_ps =
        least_of(least_of(due->claim_ps, due->dma_ps), least_of(due->heap_ps, due->timer_ps));
    if (others_ps <= state->now_ps || event_kind_of(next.order) == EVENT_SAMPLE)
        return false;
    state->next = queue_nothing;
    other_event(sim, next.order);
    return true;
}

/* As wire_arrival(), where frames are admitted plainly. */
static inline void plain_arrival(struct sim *sim) {
    struct arrived frame;
    if (sim->plan->wire)
        wire_ends(sim, &frame);
    else
        wire_next(sim, (uint32_t)event_number_of(sim->state->arrival.order), &frame);
    nic_counts(sim, &frame);
    if (!nic_admit_plain(sim, &frame))
        nic_receive_counted(sim, &frame);
}

/* While completions wait, arrivals and returns follow each other until an interrupt or a DPC is due: all that
 * could change that is looked at after each. */
static uint32_t unseen(struct sim *sim, uint64_t limit_ps, uint32_t budget) {
    struct state *state = sim->state;
    const uint32_t pending = sim->events.state->count;
    uint32_t done = 0;
    while (done < budget) {
        uint64_t claim_ps = wheel_peek(&sim->wheel).time_ps, arrival_ps = state->arrival.time_ps;
        uint64_t next_ps = least_of(claim_ps, arrival_ps);
        if (next_ps >= limit_ps)
            break;
        pass_time(sim, next_ps);
        if (next_ps == claim_ps)
            claim_ends(sim);
        else
            plain_arrival(sim);
        done++;
        if (sim->queue[0].visible == 0 || bulk_stirs(sim, pending, limit_ps))
            break;
    }
    if (state->hungry)
        starve_judge(sim);
    return done;
}

/* band: NULL, or it ends where the level leaves it, and nothing goes in bulk. */
static inline __attribute__((always_inline)) uint32_t loop(struct sim *sim, uint64_t until_ps,
                                                           uint32_t budget, const struct band *band) {
    struct state *state = sim->state;
    uint32_t done = 0;
    uint64_t caught_ps = 0;
    while (done < budget && !(band && done > 0 && band_left(sim, band))) {
        bool next = state->next.time_ps != TIME_NEVER, waits = !next && dma_waits(sim);
        if (!waits && sim->state->dma.next_ps < state->now_ps) {
            done += bulk_completions(sim, state->now_ps);
            continue;
        }
        struct due due = due_now(sim, waits);
        if (next) {
            if (!follows(sim, &due))
                break;
            done++;
            continue;
        }
        uint64_t three_ps = least_of(least_of(due.claim_ps, due.dma_ps), due.arrival_ps);
        uint64_t rare_ps = least_of(due.heap_ps, due.timer_ps);
        uint64_t end_ps = least_of(until_ps, state->end_ps), next_ps = least_of(three_ps, rare_ps);
        if (!band && waits && !state->ask && three_ps < least_of(rare_ps, end_ps)) {
            uint64_t limit_ps = least_of(rare_ps, end_ps);
            done +=
                bulk_may(sim) ? bulk_run(sim, limit_ps, budget - done) : unseen(sim, limit_ps, budget - done);
            continue;
        }
        bool asks = state->ask && next_ps > state->now_ps;
        if (next_ps >= end_ps || asks || three_ps == rare_ps || due.timer_ps == next_ps) {
            caught_ps =
                asks ? least_of(least_of(end_ps, rare_ps), state->now_ps + 1) : least_of(end_ps, rare_ps);
            break;
        }
        if (three_ps < rare_ps) {
            frequent_event(sim, next_ps, &due);
        } else {
            done += bulk_completions(sim, next_ps);
            if (next_ps == state->now_ps || sim->state->dma.next_ps == next_ps)
                break;
            pass_time(sim, next_ps);
            other_event(sim, queue_pop(&sim->events).order);
        }
        done++;
    }
    done += bulk_completions(sim, caught_ps > state->now_ps ? caught_ps : state->now_ps);
    state->events += done;
    return done;
}

uint32_t dispatch_frequent(struct sim *sim, uint64_t until_ps, uint32_t budget) {
    return loop(sim, until_ps, budget, NULL);
}

uint32_t dispatch_frequent_within(struct sim *sim, uint64_t until_ps, uint32_t budget,
                                  const struct band *band) {
    return loop(sim, until_ps, budget, band);
}
