/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What growing policies have in common: when a refused request may be made again, how requests fill what may
 * be in flight, ticks, and the one timer that serves all of them. Inline, so that every policy still sees
 * nothing but the public header and this. */
#ifndef RXP_POLICY_TIMING_H
#define RXP_POLICY_TIMING_H

#include <stdbool.h>

#include "rxpool/policy.h"

/* Part of a policy's state. No request before time has moved and the counts have changed: after a refusal at
 * once and after a shrink, or marks that lie close to each other would refuse, or grow and shrink, for ever
 * in one instant. */
struct policy_pause {
    uint64_t until_ps; /* grow.retry after a refusal */
    uint64_t held_at_ps;
    uint32_t held_back;
    uint32_t pad;
};

static inline void pause_hold(struct policy_pause *pause, const struct rxpool_policy_view *view) {
    pause->held_back = 1;
    pause->held_at_ps = view->now_ps;
}

/* To be called first: what the refusals since the last call mean. */
static inline void pause_note(struct policy_pause *pause, const struct rxpool_policy_view *view) {
    if (pause->held_back && (view->reason & RXPOOL_POLICY_COUNTS) && view->now_ps > pause->held_at_ps)
        pause->held_back = 0;
    if (view->ended_failed && view->settings->grow_retry_ps) {
        pause->until_ps = view->now_ps + view->settings->grow_retry_ps;
    } else if (view->refused_at_once) {
        pause_hold(pause, view);
    }
}

static inline bool pause_over(const struct policy_pause *pause, const struct rxpool_policy_view *view) {
    return view->now_ps >= pause->until_ps && !pause->held_back;
}

/* May one more request of so many buffers be made, after `more` of them? */
static inline bool may_request(const struct policy_pause *pause, const struct rxpool_policy_view *view,
                               uint32_t buffers, uint32_t more) {
    uint64_t total = view->total + ((uint64_t)more + 1) * buffers;
    return view->pending + more < view->settings->grow_in_flight && total <= view->settings->limit &&
           pause_over(pause, view);
}

/* At most this many: what there is to give back. */
static inline uint32_t blocks_to_give(const struct rxpool_policy_view *view) {
    uint32_t blocks = view->settings->shrink_blocks;
    return blocks < view->grown_blocks ? blocks : view->grown_blocks;
}

/* Ticks at every, 2 every, 3 every ... Returns true when one is due now; *next_ps is part of the state. */
static inline bool tick_due(uint64_t *next_ps, uint64_t every_ps, const struct rxpool_policy_view *view) {
    if (view->reason & RXPOOL_POLICY_START) {
        *next_ps = every_ps;
        return false;
    }
    if (view->now_ps < *next_ps)
        return false;
    *next_ps += every_ps;
    return true;
}

/* One timer serves the retry and a policy's ticks (UINT64_MAX: none): the earliest of them. */
static inline void set_tick(const struct policy_pause *pause, const struct rxpool_policy_view *view,
                            uint64_t at_ps, struct rxpool_policy_decision *decision) {
    if (pause->until_ps > view->now_ps && pause->until_ps < at_ps)
        at_ps = pause->until_ps;
    decision->tick_after_ps = at_ps == UINT64_MAX ? 0 : at_ps - view->now_ps;
}

#endif
