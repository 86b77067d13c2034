/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks before the shortage: ready buffers have changed by so many over the last policy.period, a request
 * takes so long (smoothed by 1/8, as a round trip of TCP's); if ready went on like that it would be at or
 * below grow.below by the time a request made now could end. That is a watermark whose low mark moves:
 *
 *     ready + slope * latency <= below   is   ready <= below - slope * latency
 *
 * rounded so that the left side is never overestimated. Until a request has taken time the slope does not
 * count.
 */
#include "policy_marks.h"
#include "policy_table.h"

__extension__ typedef unsigned __int128 wide;

struct predictive {
    struct policy_marks marks;
    uint64_t latency8_ps; /* 8 times the smoothed latency; 0: none known */
    uint64_t tick_ps;
    uint32_t ready; /* at the last tick */
    int32_t slope;  /* buffers per period */
};

static void smooth(struct predictive *state, const struct rxpool_policy_view *view) {
    uint64_t most = UINT64_MAX / 16, latency = view->latency_ps < most ? view->latency_ps : most;
    if (!(view->reason & RXPOOL_POLICY_REQUEST_ENDED) || latency == 0)
        return;
    if (state->latency8_ps == 0)
        state->latency8_ps = 8 * latency;
    else
        state->latency8_ps = state->latency8_ps - state->latency8_ps / 8 + latency;
}

static void measure(struct predictive *state, const struct rxpool_policy_view *view) {
    if (tick_due(&state->tick_ps, view->settings->period_ps, view))
        state->slope = (int32_t)view->ready - (int32_t)state->ready;
    else if (!(view->reason & RXPOOL_POLICY_START))
        return;
    state->ready = view->ready;
}

/* The mark below which ready must not be: -1 when none could be reached. */
static int64_t low_mark(const struct predictive *state, const struct rxpool_policy_view *view) {
    int64_t below = view->settings->grow_below;
    if (state->slope == 0 || state->latency8_ps == 0)
        return below;
    bool falls = state->slope < 0;
    uint64_t steps = falls ? (uint64_t) - (int64_t)state->slope : (uint64_t)state->slope;
    wide by = (wide)steps * (state->latency8_ps / 8), period = view->settings->period_ps;
    wide moved = (falls ? by + period - 1 : by) / period;
    uint64_t shift = moved > UINT32_MAX ? UINT32_MAX : (uint64_t)moved;
    int64_t low = falls ? below + (int64_t)shift : below - (int64_t)shift;
    int64_t most = view->settings->limit;
    return low < 0 ? -1 : low > most ? most : low;
}

static void predictive_decide(void *memory, const struct rxpool_policy_view *view,
                              struct rxpool_policy_decision *decision) {
    struct predictive *state = memory;
    smooth(state, view);
    measure(state, view);
    struct policy_ask ask = {low_mark(state, view), view->settings->grow_chunk, UINT32_MAX};
    marks_decide(&state->marks, ask, state->tick_ps, view, decision);
}

const struct rxpool_policy policy_predictive = {
    .abi = RXPOOL_POLICY_ABI,
    .state_size = sizeof(struct predictive),
    .name = "predictive",
    .summary =
        "as watermark, but asks when ready buffers would be at the low mark by the time a request ends",
    .grows = 1,
    .needs = RXPOOL_LIMIT | RXPOOL_GROW_BELOW | RXPOOL_GROW_CHUNK,
    .uses = POLICY_USES_MARKS | RXPOOL_PERIOD,
    .decide = predictive_decide,
};
