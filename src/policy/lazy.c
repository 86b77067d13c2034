/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts small and fills up in the background, whatever the traffic: one request of grow.chunk buffers every
 * grow.every, the first of them grow.every after the start, until the limit; never shrinks. So does the
 * NetKVM driver with FastInit, to be quick at initialisation. One that is refused is made again with the
 * next. */
#include "policy_table.h"
#include "policy_timing.h"

struct lazy {
    uint64_t tick_ps;
};

static void lazy_decide(void *memory, const struct rxpool_policy_view *view,
                        struct rxpool_policy_decision *decision) {
    struct lazy *state = memory;
    const struct rxpool_policy_settings *settings = view->settings;
    bool room = (uint64_t)view->total + settings->grow_chunk <= settings->limit;
    bool full = (uint64_t)view->live + settings->grow_chunk > settings->limit; /* and it stays so */
    decision->watch_low = decision->watch_high = -1;
    decision->requests = tick_due(&state->tick_ps, settings->grow_every_ps, view) && room;
    decision->request_buffers = settings->grow_chunk;
    if (!full)
        decision->tick_after_ps = state->tick_ps - view->now_ps;
}

const struct rxpool_policy policy_lazy = {
    .abi = RXPOOL_POLICY_ABI,
    .state_size = sizeof(struct lazy),
    .name = "lazy",
    .summary = "one request every grow.every until the limit, whatever the traffic (NetKVM's FastInit)",
    .grows = 1,
    .needs = RXPOOL_LIMIT | RXPOOL_GROW_EVERY,
    .uses = RXPOOL_GROW_CHUNK,
    .decide = lazy_decide,
};
