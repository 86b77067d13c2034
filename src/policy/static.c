/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pool of initialisation, nothing else: what most drivers do. */
#include "policy_table.h"

static void static_decide(void *state, const struct rxpool_policy_view *view,
                          struct rxpool_policy_decision *decision) {
    (void)state;
    (void)view;
    decision->watch_low = -1;
    decision->watch_high = -1;
}

const struct rxpool_policy policy_static = {
    .abi = RXPOOL_POLICY_ABI,
    .state_size = 0,
    .name = "static",
    .summary = "the block of initialisation and nothing else",
    .grows = 0,
    .decide = static_decide,
};
