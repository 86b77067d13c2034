/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules that a run broke: how often, and the circumstances of the first few times.
 *
 * Part of the flat state: numbers only, no pointers and no text. The words are made when the result is
 * collected. Counts are over the whole run, the warm-up included: a broken rule is no matter of statistics.
 */
#ifndef RXP_VIOLATION_H
#define RXP_VIOLATION_H

#include <stdint.h>

#include "ndis_rule.h"
#include "text.h"

/* What happened. The words, in violation.c, say what the two numbers a and b are of each. */
enum ndis_context {
    CONTEXT_ASYNC_SUBORDINATE, /* a: buffers asked for */
    CONTEXT_DPC_LASTED,        /* a: queue, b: ps */
    CONTEXT_NOT_REGISTERED,    /* a: bytes asked for */
    CONTEXT_SYNC_IRQL,         /* a: bytes asked for, b: IRQL */
    CONTEXT_SYNC_LATE,         /* a: request, b: bytes */
    CONTEXT_NULL_USED,         /* a: request, b: buffers it would have had */
    CONTEXT_COMPLETED_AGAIN,   /* a: request, b: completions */
    CONTEXT_IN_FLIGHT,         /* a: requests pending, b: the driver's own bound */
    CONTEXT_HALT_REQUESTS,     /* a: requests pending */
    CONTEXT_PAGES,             /* a: request, b: pages */
    CONTEXT_DEAR,              /* a: request, b: pages of contiguous memory after start-up */
    CONTEXT_TORN,              /* a: queue, b: torn cache lines of the frame */
    CONTEXT_NO_CAP,            /* a: buffers, b: pool.limit */
    CONTEXT_FREED_PART,        /* a: block, b: bytes freed of it */
    CONTEXT_FREED_TWICE,       /* a: block, b: bytes */
    CONTEXT_OVERRUN,           /* a: block, b: bytes beyond its end */
    CONTEXT_FREED_SHUTDOWN,    /* a: block, b: bytes */
    CONTEXT_FREED_OUT,         /* a: block, b: buffers posted, in DMA, filled or indicated */
    CONTEXT_NEVER_FREED,       /* a: blocks, b: bytes */
    CONTEXT_INTERRUPT_LEFT,    /* a: queue */
    CONTEXT_TIMER_LEFT,        /* a: timers */
    CONTEXT_HALT_OUT,          /* a: frames with protocols */
    CONTEXT_LEAKED,            /* a: frames that never came back */
    CONTEXT_NOT_RUNNING,       /* a: queue, b: frames indicated */
    CONTEXT_PAUSE_OUT,         /* a: frames with protocols */
    CONTEXT_STEP,              /* a, b: enum adapter_state: from, to */
    CONTEXT_TOUCHED,           /* a: queue, b: frame */
    CONTEXT_LOWRES_KEPT,       /* a: queue, b: buffers */
    CONTEXT_OUT_OF_ORDER,      /* a: queue, b: frames that were indicated earlier and are still out */
    CONTEXT_UNMASKED,          /* a: queue, b: frames filled */
    CONTEXT_THROTTLE,          /* a: queue, b: frames indicated by one DPC */
    CONTEXT_POLL_UNMASKED,     /* a: queue, b: frames filled */
    CONTEXT_UNMODERATED,       /* a: queue, b: ps since the interrupt before */
    CONTEXT_PROCESSORS,        /* a: processors counted, b: those there are */
    CONTEXT_NO_HANG_CHECK,     /* b: ps without one */
    CONTEXT_COUNT
};

/* The states of an adapter (R23); their words stand in descriptions. */
enum adapter_state {
    ADAPTER_HALTED,
    ADAPTER_INITIALIZING,
    ADAPTER_PAUSED,
    ADAPTER_RESTARTING,
    ADAPTER_RUNNING,
    ADAPTER_PAUSING,
    ADAPTER_SHUTDOWN,
    ADAPTER_STATES
};

#define VIOLATION_KEPT 8 /* of each rule */

struct violation_note {
    uint64_t time_ps;
    uint64_t a, b;
    uint32_t context; /* enum ndis_context */
    uint32_t pad;
};

struct violations {
    uint64_t count[RULE_COUNT];
    struct violation_note first[RULE_COUNT][VIOLATION_KEPT]; /* the first min(count, VIOLATION_KEPT) */
};

struct sim;
/* A rule was broken, now. */
void ndis_violation(struct sim *sim, enum ndis_rule rule, enum ndis_context context, uint64_t a, uint64_t b);

/* Sums over rules: those that bind, and the bug checks among them. */
uint64_t violations_binding(const struct violations *violations);
uint64_t violations_bug(const struct violations *violations);

/* "the DPC of queue 3 lasted 10.1 s": appends the words. */
void violation_words(const struct violation_note *note, struct text *to);
/* The queue it is about, UINT32_MAX: none in particular. */
uint32_t violation_queue(const struct violation_note *note);

#endif
