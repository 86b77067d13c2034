/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kinds of events, in the order in which they happen at one instant: what gives buffers back goes before
 * what takes them, and sampling sees the instant last. The least (kind, model number) goes first, so
 * everything one arrival sets off at zero latency is over before the next arrival of that instant. */
#ifndef RXP_EVENT_KIND_H
#define RXP_EVENT_KIND_H

enum event_kind {
    EVENT_LIFECYCLE = 1,    /* number: row of the lifecycle */
    EVENT_RETURN,           /* number: frame, subject: its claim (its first buffer for the owner) */
    EVENT_RETURN_TIMER,     /* timer; number: protocol */
    EVENT_SERVICE_END,      /* number: frame, subject: its claim */
    EVENT_STALL,            /* timer; number: protocol: a stall begins or ends */
    EVENT_ALLOCATED,        /* number: request, subject: block: its latency is over */
    EVENT_ALLOC_PAID,       /* number: request, subject: block: its processor time is over */
    EVENT_FREED,            /* number: request, subject: block */
    EVENT_ALLOC_QUEUED,     /* number: request, subject: block: its delay is over, the host may serve it */
    EVENT_SHRINK_IDLE,      /* timer; number: pool */
    EVENT_POLICY_TICK,      /* timer; number: pool */
    EVENT_REFILL_TIMER,     /* timer; number: queue: what is posted becomes visible */
    EVENT_REFILL_RETRY,     /* timer; number: queue */
    EVENT_RESCUE,           /* timer; all queues */
    EVENT_DMA_ENGINE,       /* the engine is free again */
    EVENT_DMA_END,          /* number: frame, subject: its first buffer */
    EVENT_COALESCE_TIMEOUT, /* timer; number: queue */
    EVENT_INTERRUPT_DUE,    /* timer; number: queue */
    EVENT_INTERRUPT,        /* number: queue */
    EVENT_ISR_END,          /* number: queue */
    EVENT_DPC_START,        /* number: queue */
    EVENT_DPC_CHAIN,        /* number: queue: a chain's cost has elapsed */
    EVENT_PAUSE,            /* timer: a pause frame reaches the link */
    EVENT_ACKNOWLEDGE, /* number: source and connection; subject: delivered or lost, and when it was made */
    EVENT_THINK,       /* number: source's rank: one of its clients makes a frame, or connections start */
    EVENT_MADE,        /* the link takes the next frame: where it must wait for it */
    EVENT_ARRIVAL,     /* number: source's rank, or 0 for the link */
    EVENT_SAMPLE
};

#endif
