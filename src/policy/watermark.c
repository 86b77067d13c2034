/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Watermarks, as the driver documentation advises: a low mark grows the pool, a high mark gives memory back,
 * the block of initialisation stays.
 *
 * Grow: while ready <= grow.below, fewer than grow.in_flight requests are pending and total + grow.chunk <=
 * limit, ask for a block of grow.chunk buffers. After a refusal the rule is looked at again at once, or
 * grow.retry later; a request refused in the very instant it was made is not repeated until time has moved
 * and the counts have changed; nor is one made in the instant of a shrink. Shrink: an idle timer runs while
 * the pool is above its initial size and ready
 * >= shrink.above; when it ends, the newest grown block is given back and the timer starts anew. Or by ticks:
 * every shrink.every, shrink.ticks of them in a row above the mark give one block back. */
#include <stdbool.h>

#include "policy_table.h"

struct watermark {
    uint64_t wait_until_ps; /* after a refusal */
    uint64_t tick_ps;       /* the next tick of shrink.every */
    uint32_t idle_running;
    uint32_t ticks;     /* in a row above the mark */
    uint32_t held_back; /* refused at once: wait for time and counts to move */
    uint32_t pad;
    uint64_t held_at_ps;
};

static bool may_grow(const struct watermark *state, const struct rxpool_policy_view *view, uint32_t more) {
    const struct rxpool_policy_settings *settings = view->settings;
    uint64_t total = view->total + ((uint64_t)more + 1) * settings->grow_chunk;
    return view->pending + more < settings->grow_in_flight && total <= settings->limit &&
           view->now_ps >= state->wait_until_ps && !state->held_back;
}

static bool above_mark(const struct rxpool_policy_view *view) {
    return view->settings->shrink_above != UINT32_MAX && view->grown_blocks > 0 &&
           view->ready >= view->settings->shrink_above;
}

/* No request before time has moved and the counts have changed: after a refusal at once and after a shrink,
 * or marks that lie close to each other would refuse, or grow and shrink, for ever in one instant. */
static void hold_back(struct watermark *state, const struct rxpool_policy_view *view) {
    state->held_back = 1;
    state->held_at_ps = view->now_ps;
}

static void note_refusals(struct watermark *state, const struct rxpool_policy_view *view) {
    if (state->held_back && (view->reason & RXPOOL_POLICY_COUNTS) && view->now_ps > state->held_at_ps)
        state->held_back = 0;
    if (view->ended_failed && view->settings->grow_retry_ps) {
        state->wait_until_ps = view->now_ps + view->settings->grow_retry_ps;
    } else if (view->refused_at_once) {
        hold_back(state, view);
    }
}

static void grow(struct watermark *state, const struct rxpool_policy_view *view,
                 struct rxpool_policy_decision *decision) {
    if (view->ready <= view->settings->grow_below)
        while (may_grow(state, view, decision->requests))
            decision->requests++;
    decision->request_buffers = view->settings->grow_chunk;
}

static void shrink_idle(struct watermark *state, const struct rxpool_policy_view *view,
                        struct rxpool_policy_decision *decision) {
    bool above = above_mark(view);
    if (view->reason & RXPOOL_POLICY_IDLE) {
        state->idle_running = 0;
        if (above) {
            decision->shrink_blocks = 1; /* asked again in this instant: the timer starts then, if it must */
            return;
        }
    }
    if (above && !state->idle_running)
        decision->idle = RXPOOL_IDLE_START;
    else if (!above && state->idle_running)
        decision->idle = RXPOOL_IDLE_CANCEL;
    state->idle_running = above;
}

static void shrink_ticks(struct watermark *state, const struct rxpool_policy_view *view,
                         struct rxpool_policy_decision *decision) {
    uint64_t every = view->settings->shrink_every_ps;
    if (view->reason & RXPOOL_POLICY_START) {
        state->tick_ps = every;
    } else if (view->now_ps >= state->tick_ps) {
        state->ticks = above_mark(view) ? state->ticks + 1 : 0;
        state->tick_ps += every;
        if (state->ticks >= view->settings->shrink_ticks) {
            state->ticks = 0;
            decision->shrink_blocks = above_mark(view);
        }
    }
}

/* One timer serves retry and ticks: the earlier of the two. */
static void next_tick(const struct watermark *state, const struct rxpool_policy_view *view,
                      struct rxpool_policy_decision *decision) {
    uint64_t at = UINT64_MAX;
    if (state->wait_until_ps > view->now_ps)
        at = state->wait_until_ps;
    if (view->settings->shrink_every_ps && state->tick_ps < at)
        at = state->tick_ps;
    decision->tick_after_ps = at == UINT64_MAX ? 0 : at - view->now_ps;
}

static void watermark_decide(void *memory, const struct rxpool_policy_view *view,
                             struct rxpool_policy_decision *decision) {
    struct watermark *state = memory;
    const struct rxpool_policy_settings *settings = view->settings;
    note_refusals(state, view);
    grow(state, view, decision);
    if (settings->shrink_every_ps)
        shrink_ticks(state, view, decision);
    else
        shrink_idle(state, view, decision);
    if (decision->shrink_blocks > 0)
        hold_back(state, view);
    next_tick(state, view, decision);
    bool wants = state->held_back || may_grow(state, view, decision->requests);
    decision->watch_low = wants ? (int64_t)settings->grow_below : -1;
    if (state->idle_running && (int64_t)settings->shrink_above - 1 > decision->watch_low)
        decision->watch_low = (int64_t)settings->shrink_above - 1;
    bool may_rise = settings->shrink_above != UINT32_MAX && view->grown_blocks > 0 && !state->idle_running;
    decision->watch_high = may_rise && !settings->shrink_every_ps ? (int64_t)settings->shrink_above : -1;
}

const struct rxpool_policy policy_watermark = {
    .abi = RXPOOL_POLICY_ABI,
    .state_size = sizeof(struct watermark),
    .name = "watermark",
    .summary =
        "asks for a block when ready buffers fall to a low mark, gives the newest back above a high mark",
    .grows = 1,
    .decide = watermark_decide,
};
