/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A low mark that grows and a high mark that gives back: the body of watermark, doubling and predictive,
 * which differ in how much they ask for and where the low mark lies.
 *
 * Shrink: an idle timer runs while the pool is above its initial size and ready >= shrink.above; when it
 * ends, the newest grown blocks are given back and the timer starts anew. Or by ticks: every shrink.every,
 * shrink.ticks of them in a row above the mark give blocks back. */
#ifndef RXP_POLICY_MARKS_H
#define RXP_POLICY_MARKS_H

#include "policy_timing.h"

#define POLICY_USES_MARKS                                                                                    \
    (RXPOOL_GROW_IN_FLIGHT | RXPOOL_GROW_RETRY | RXPOOL_SHRINK_ABOVE | RXPOOL_SHRINK_IDLE |                  \
     RXPOOL_SHRINK_EVERY | RXPOOL_SHRINK_TICKS | RXPOOL_SHRINK_BLOCKS | RXPOOL_SHRINK_RECALL)

struct policy_marks {
    struct policy_pause pause;
    uint64_t tick_ps; /* the next tick of shrink.every */
    uint32_t idle_running;
    uint32_t ticks; /* in a row above the mark */
};

/* What it asks for: at most so many requests of so many buffers each, while ready <= low (-1: not now). */
struct policy_ask {
    int64_t low;
    uint32_t buffers;
    uint32_t at_once; /* requests of one decision */
};

void marks_decide(struct policy_marks *marks, struct policy_ask ask, uint64_t tick_ps,
                  const struct rxpool_policy_view *view, struct rxpool_policy_decision *decision);

#endif
