/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pool of initialisation, and no buffer ever leaves the driver: every frame is indicated with the
 * RESOURCES flag and copied, as Linux's r8169 copies every frame into a new buffer. Slow, and never short. */
#include "policy_table.h"

static void copy_always_decide(void *state, const struct rxpool_policy_view *view,
                               struct rxpool_policy_decision *decision) {
    (void)state;
    (void)view;
    decision->copy = 1;
    decision->watch_low = decision->watch_high = -1;
}

const struct rxpool_policy policy_copy_always = {
    .abi = RXPOOL_POLICY_ABI,
    .name = "copy_always",
    .summary = "never grows; every frame is copied, so no buffer is held by a protocol (Linux's r8169)",
    .uses = RXPOOL_COPIES,
    .decide = copy_always_decide,
};
