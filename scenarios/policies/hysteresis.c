/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A policy of one's own: growing does not stop when the shortage is over, but when `enough` buffers are
 * ready.
 *
 *     cc -shared -fPIC -I/usr/local/include -o hysteresis.so hysteresis.c
 *
 * Then `pool: {policy: ./hysteresis.so}` in a scenario beside it, or `-s pool.policy=./hysteresis.so`. */
#include <rxpool/policy.h>

struct hysteresis { /* all its memory: zero at first, no pointers */
    uint32_t growing;
};

static void decide(void *memory, const struct rxpool_policy_view *view,
                   struct rxpool_policy_decision *decision) {
    struct hysteresis *state = memory;
    const struct rxpool_policy_settings *settings = view->settings;
    uint64_t enough = settings->values[0];
    if (view->ready <= settings->grow_below)
        state->growing = 1;
    else if (view->ready >= enough)
        state->growing = 0;
    uint64_t after = (uint64_t)view->total + settings->grow_chunk;
    if (state->growing && view->pending == 0 && after <= settings->limit && !view->refused_at_once) {
        decision->requests = 1;
        decision->request_buffers = settings->grow_chunk;
    }
    decision->watch_low = state->growing ? -1 : (int64_t)settings->grow_below;
    decision->watch_high = state->growing ? (int64_t)enough : -1;
}

static const struct rxpool_policy_key keys[] = {
    {"enough", "so many ready buffers end the growing", RXPOOL_UNIT_COUNT, 0, 128, 1, 1000000},
};

static const struct rxpool_policy hysteresis = {
    .abi = RXPOOL_POLICY_ABI,
    .state_size = sizeof(struct hysteresis),
    .name = "hysteresis",
    .summary = "grows from the low mark on, until enough buffers are ready",
    .grows = 1,
    .needs = RXPOOL_LIMIT | RXPOOL_GROW_BELOW | RXPOOL_GROW_CHUNK,
    .key_count = sizeof keys / sizeof *keys,
    .keys = keys,
    .decide = decide,
};

RXPOOL_POLICY_EXPORT const struct rxpool_policy *rxpool_policy(void);

const struct rxpool_policy *rxpool_policy(void) {
    return &hysteresis;
}
