/* SPDX-License-Identifier: GPL-3.0-or-later */
/* As Microsoft's e100bex sample driver (Windows driver samples): one buffer a request, one request pending,
 * while ready <= grow.below. Shrinking by ticks: when shrink.ticks ticks of shrink.every have gone by without
 * a shortage one buffer is given back, and the counting starts anew; a shortage starts it anew too. */
#include "policy_table.h"
#include "policy_timing.h"

struct one_by_one {
    struct policy_pause pause;
    uint64_t tick_ps;
    uint32_t ticks;    /* in a row without a shortage */
    uint32_t shortage; /* since the last tick */
};

static void shrink(struct one_by_one *state, const struct rxpool_policy_view *view,
                   struct rxpool_policy_decision *decision) {
    const struct rxpool_policy_settings *settings = view->settings;
    if (!tick_due(&state->tick_ps, settings->shrink_every_ps, view))
        return;
    state->ticks = state->shortage ? 0 : state->ticks + 1;
    state->shortage = view->ready <= settings->grow_below;
    if (state->ticks < settings->shrink_ticks)
        return;
    state->ticks = 0;
    decision->shrink_blocks = blocks_to_give(view);
}

static void one_by_one_decide(void *memory, const struct rxpool_policy_view *view,
                              struct rxpool_policy_decision *decision) {
    struct one_by_one *state = memory;
    const struct rxpool_policy_settings *settings = view->settings;
    bool wants = view->pending == 0 && view->total < settings->limit;
    bool ticks = settings->shrink_every_ps > 0;
    pause_note(&state->pause, view);
    if (view->ready <= settings->grow_below) {
        state->shortage = 1;
        decision->requests = wants && pause_over(&state->pause, view);
    }
    decision->request_buffers = 1;
    if (ticks)
        shrink(state, view, decision);
    if (decision->shrink_blocks > 0)
        pause_hold(&state->pause, view);
    set_tick(&state->pause, view, ticks ? state->tick_ps : UINT64_MAX, decision);
    bool waits = wants && decision->requests == 0 && view->now_ps >= state->pause.until_ps;
    bool looks = ticks && !state->shortage;
    decision->watch_low = waits || looks ? (int64_t)settings->grow_below : -1;
    decision->watch_high = -1;
}

const struct rxpool_policy policy_one_by_one = {
    .abi = RXPOOL_POLICY_ABI,
    .state_size = sizeof(struct one_by_one),
    .name = "one_by_one",
    .summary =
        "one buffer a request, one request at a time; gives one back after so many quiet ticks (e100bex)",
    .grows = 1,
    .needs = RXPOOL_LIMIT | RXPOOL_GROW_BELOW,
    .uses = RXPOOL_GROW_RETRY | RXPOOL_SHRINK_EVERY | RXPOOL_SHRINK_TICKS | RXPOOL_SHRINK_BLOCKS |
            RXPOOL_SHRINK_RECALL,
    .decide = one_by_one_decide,
};
