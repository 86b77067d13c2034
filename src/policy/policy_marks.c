/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "policy_marks.h"

static bool above_mark(const struct rxpool_policy_view *view) {
    return view->settings->shrink_above != UINT32_MAX && view->grown_blocks > 0 &&
           view->ready >= view->settings->shrink_above;
}

static bool may_grow(const struct policy_marks *marks, const struct policy_ask *ask,
                     const struct rxpool_policy_view *view, uint32_t more) {
    return ask->buffers > 0 && more < ask->at_once && may_request(&marks->pause, view, ask->buffers, more);
}

static void grow(const struct policy_marks *marks, const struct policy_ask *ask,
                 const struct rxpool_policy_view *view, struct rxpool_policy_decision *decision) {
    if (view->ready <= ask->low)
        while (may_grow(marks, ask, view, decision->requests))
            decision->requests++;
    decision->request_buffers = ask->buffers;
}

static void shrink_idle(struct policy_marks *marks, const struct rxpool_policy_view *view,
                        struct rxpool_policy_decision *decision) {
    bool above = above_mark(view);
    if (view->reason & RXPOOL_POLICY_IDLE) {
        marks->idle_running = 0;
        if (above) {
            /* asked again in this instant: the timer starts then, if it must */
            decision->shrink_blocks = blocks_to_give(view);
            return;
        }
    }
    if (above && !marks->idle_running)
        decision->idle = RXPOOL_IDLE_START;
    else if (!above && marks->idle_running)
        decision->idle = RXPOOL_IDLE_CANCEL;
    marks->idle_running = above;
}

static void shrink_ticks(struct policy_marks *marks, const struct rxpool_policy_view *view,
                         struct rxpool_policy_decision *decision) {
    if (!tick_due(&marks->tick_ps, view->settings->shrink_every_ps, view))
        return;
    marks->ticks = above_mark(view) ? marks->ticks + 1 : 0;
    if (marks->ticks >= view->settings->shrink_ticks) {
        marks->ticks = 0;
        decision->shrink_blocks = above_mark(view) ? blocks_to_give(view) : 0;
    }
}

static void set_marks(const struct policy_marks *marks, const struct policy_ask *ask,
                      const struct rxpool_policy_view *view, struct rxpool_policy_decision *decision) {
    const struct rxpool_policy_settings *settings = view->settings;
    bool wants = marks->pause.held_back || may_grow(marks, ask, view, decision->requests);
    decision->watch_low = wants ? ask->low : -1;
    if (marks->idle_running && (int64_t)settings->shrink_above - 1 > decision->watch_low)
        decision->watch_low = (int64_t)settings->shrink_above - 1;
    bool may_rise = settings->shrink_above != UINT32_MAX && view->grown_blocks > 0 && !marks->idle_running;
    decision->watch_high = may_rise && !settings->shrink_every_ps ? (int64_t)settings->shrink_above : -1;
}

void marks_decide(struct policy_marks *marks, struct policy_ask ask, uint64_t tick_ps,
                  const struct rxpool_policy_view *view, struct rxpool_policy_decision *decision) {
    uint64_t every = view->settings->shrink_every_ps;
    pause_note(&marks->pause, view);
    grow(marks, &ask, view, decision);
    if (every)
        shrink_ticks(marks, view, decision);
    else
        shrink_idle(marks, view, decision);
    if (decision->shrink_blocks > 0)
        pause_hold(&marks->pause, view);
    set_tick(&marks->pause, view, every && marks->tick_ps < tick_ps ? marks->tick_ps : tick_ps, decision);
    set_marks(marks, &ask, view, decision);
}
