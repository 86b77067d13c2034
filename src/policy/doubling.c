/* SPDX-License-Identifier: GPL-3.0-or-later */
/* As watermark, but each request doubles the pool, or takes what the limit leaves: few requests whatever the
 * flood, and up to half of the memory for nothing. A decision has requests of one size only, so with several
 * in flight it makes one each time it is asked. */
#include "policy_marks.h"
#include "policy_table.h"

static void doubling_decide(void *memory, const struct rxpool_policy_view *view,
                            struct rxpool_policy_decision *decision) {
    uint32_t limit = view->settings->limit;
    uint32_t room = limit > view->total ? limit - view->total : 0;
    uint32_t buffers = view->total < room ? view->total : room;
    marks_decide(memory, (struct policy_ask){view->settings->grow_below, buffers, 1}, UINT64_MAX, view,
                 decision);
    if (decision->requests > 0 && view->pending + 1 < view->settings->grow_in_flight)
        decision->watch_low = decision->watch_low > (int64_t)view->settings->grow_below
                                  ? decision->watch_low
                                  : (int64_t)view->settings->grow_below;
}

const struct rxpool_policy policy_doubling = {
    .abi = RXPOOL_POLICY_ABI,
    .state_size = sizeof(struct policy_marks),
    .name = "doubling",
    .summary = "as watermark, but asks for as many buffers as the pool has, or for what the limit leaves",
    .grows = 1,
    .needs = RXPOOL_LIMIT | RXPOOL_GROW_BELOW,
    .uses = POLICY_USES_MARKS,
    .decide = doubling_decide,
};
