/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Watermarks, as the driver documentation advises: a low mark grows the pool, a high mark gives memory back,
 * the block of initialisation stays.
 *
 * Grow: while ready <= grow.below, fewer than grow.in_flight requests are pending and total + grow.chunk <=
 * limit, ask for a block of grow.chunk buffers. After a refusal the rule is looked at again at once, or
 * grow.retry later; a request refused in the very instant it was made is not repeated until time has moved
 * and the counts have changed; nor is one made in the instant of a shrink. Shrinking: policy_marks.h. */
#include "policy_marks.h"
#include "policy_table.h"

static void watermark_decide(void *memory, const struct rxpool_policy_view *view,
                             struct rxpool_policy_decision *decision) {
    struct policy_ask ask = {view->settings->grow_below, view->settings->grow_chunk, UINT32_MAX};
    marks_decide(memory, ask, UINT64_MAX, view, decision);
}

const struct rxpool_policy policy_watermark = {
    .abi = RXPOOL_POLICY_ABI,
    .state_size = sizeof(struct policy_marks),
    .name = "watermark",
    .summary =
        "asks for a block when ready buffers fall to a low mark, gives the newest back above a high mark",
    .grows = 1,
    .needs = RXPOOL_LIMIT | RXPOOL_GROW_BELOW | RXPOOL_GROW_CHUNK,
    .uses = POLICY_USES_MARKS,
    .decide = watermark_decide,
};
