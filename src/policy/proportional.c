/* SPDX-License-Identifier: GPL-3.0-or-later */
/* As many buffers as are usually wanted, and four deviations more: the estimator of TCP's retransmission
 * timer (V. Jacobson, M. Karels, Congestion Avoidance and Control, SIGCOMM 1988, appendix A; RFC 6298), fed
 * with the greatest number of filled and indicated buffers of every policy.period.
 *
 * In integers, scaled as theirs: mean by 8, deviation by 4. The first demand d makes the mean d and the
 * deviation d / 2; then error = demand - mean, mean += error / 8, deviation += (|error| - deviation) / 4, and
 * the target is mean + 4 deviations. Requests are of grow.chunk: as many as the target lacks, as many as may
 * be in flight. A block goes back while the live ones are more than a chunk above the target. */
#include "policy_table.h"
#include "policy_timing.h"

struct proportional {
    struct policy_pause pause;
    uint64_t tick_ps;
    int64_t mean8;
    int64_t deviation4;
    uint32_t demand; /* of the period under way, so far */
    uint32_t measured;
};

static void measure(struct proportional *state, const struct rxpool_policy_view *view) {
    state->demand = view->peak_since_asked > state->demand ? view->peak_since_asked : state->demand;
    if (!tick_due(&state->tick_ps, view->settings->period_ps, view))
        return;
    int64_t demand = state->demand;
    if (!state->measured) {
        state->mean8 = 8 * demand;
        state->deviation4 = 2 * demand;
    } else {
        int64_t error = demand - state->mean8 / 8;
        state->mean8 += error;
        state->deviation4 += (error < 0 ? -error : error) - state->deviation4 / 4;
    }
    state->measured = 1;
    state->demand = 0;
}

static void grow(const struct proportional *state, const struct rxpool_policy_view *view, uint64_t target,
                 struct rxpool_policy_decision *decision) {
    uint32_t chunk = view->settings->grow_chunk;
    decision->request_buffers = chunk;
    while (view->total + (uint64_t)decision->requests * chunk < target &&
           may_request(&state->pause, view, chunk, decision->requests))
        decision->requests++;
}

static void proportional_decide(void *memory, const struct rxpool_policy_view *view,
                                struct rxpool_policy_decision *decision) {
    struct proportional *state = memory;
    decision->watch_low = decision->watch_high = -1;
    pause_note(&state->pause, view);
    measure(state, view);
    uint64_t target = (uint64_t)(state->mean8 / 8 + state->deviation4);
    if (state->measured) {
        grow(state, view, target, decision);
        bool too_many = view->live > target + view->settings->grow_chunk;
        decision->shrink_blocks = too_many && view->grown_blocks > 0;
    }
    /* a request that was refused at once may be made again when the counts have changed: any of them */
    if (state->pause.held_back && view->total < target)
        decision->watch_low = view->settings->limit;
    set_tick(&state->pause, view, state->tick_ps, decision);
}

const struct rxpool_policy policy_proportional = {
    .abi = RXPOOL_POLICY_ABI,
    .state_size = sizeof(struct proportional),
    .name = "proportional",
    .summary = "keeps as many buffers as mean demand and four deviations of it, measured every policy.period",
    .grows = 1,
    .needs = RXPOOL_LIMIT | RXPOOL_GROW_CHUNK | RXPOOL_PEAK,
    .uses = RXPOOL_PERIOD | RXPOOL_GROW_IN_FLIGHT | RXPOOL_GROW_RETRY | RXPOOL_SHRINK_RECALL,
    .decide = proportional_decide,
};
