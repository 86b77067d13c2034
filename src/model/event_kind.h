/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kinds of events, in the order in which they happen at one instant: what gives buffers back goes before
 * what takes them, and sampling sees the instant last. The least (kind, model number) goes first, so
 * everything one arrival sets off at zero latency is over before the next arrival of that instant. */
#ifndef RXP_EVENT_KIND_H
#define RXP_EVENT_KIND_H

enum event_kind {
    EVENT_RETURN = 1,         /* number: frame, subject: its first buffer */
    EVENT_SERVICE_END = 2,    /* number: frame, subject: its first buffer */
    EVENT_ALLOCATED = 3,      /* number: request, subject: block */
    EVENT_FREED = 4,          /* number: request, subject: block */
    EVENT_ALLOC_QUEUED = 5,   /* number: request, subject: block: its delay is over, the host may serve it */
    EVENT_SHRINK_IDLE = 6,    /* timer */
    EVENT_POLICY_TICK = 7,    /* timer */
    EVENT_DMA_ENGINE = 8,     /* the engine is free again */
    EVENT_DMA_END = 9,        /* number: frame, subject: its first buffer */
    EVENT_INTERRUPT_DUE = 10, /* timer; number: queue */
    EVENT_INTERRUPT = 11,     /* number: queue */
    EVENT_ISR_END = 12,       /* number: queue */
    EVENT_DPC_START = 13,     /* number: queue */
    EVENT_DPC_CHAIN = 14,     /* number: queue: a chain's cost has elapsed */
    EVENT_ARRIVAL = 15,       /* number: source's rank, or 0 for the link */
    EVENT_SAMPLE = 16
};

#endif
