/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Policies that are none: one fault for each way to build this file (FAULT, see meson.build). Most of them
 * ask for a chunk in a shortage now and then; they differ in what "now and then" hangs on, and in what they
 * answer. Two are sound, but break rules of the contract with NDIS: HASTY does not wait for answers, EARLY
 * asks before any frame has come. */
#include <stddef.h>
#include <time.h>

#include <rxpool/policy.h>

enum {
    NONE,
    COUNTER,
    CLOCK,
    POINTER,
    SHARED,
    ENDLESS,
    GREEDY,
    MARKS,
    ABI,
    NO_DECIDE,
    LARGE,
    KEY,
    HASTY,
    EARLY
};

struct memory {
    uint32_t *where; /* POINTER: of `calls` */
    uint32_t calls, pad;
};

static uint32_t calls;         /* COUNTER: of all runs */
static struct memory *current; /* SHARED: the last one that began */

static uint32_t number(struct memory *memory, const struct rxpool_policy_view *view) {
    struct timespec now;
    if (FAULT == POINTER && (view->reason & RXPOOL_POLICY_START))
        memory->where = &memory->calls;
    if (FAULT == SHARED && (view->reason & RXPOOL_POLICY_START))
        current = memory;
    if (FAULT == COUNTER)
        return calls++;
    if (FAULT == POINTER)
        return (*memory->where)++;
    if (FAULT == SHARED)
        return current->calls++;
    if (FAULT != CLOCK)
        return memory->calls++;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint32_t)now.tv_nsec / 16;
}

static void decide(void *state, const struct rxpool_policy_view *view,
                   struct rxpool_policy_decision *decision) {
    const struct rxpool_policy_settings *settings = view->settings;
    uint32_t chance = number(state, view) % 7;
    uint32_t room = settings->limit - view->total;
    decision->watch_low = FAULT == MARKS ? -5 : (int64_t)settings->limit;
    decision->watch_high = -1;
    decision->request_buffers = FAULT == GREEDY ? settings->limit : settings->grow_chunk;
    if (FAULT == HASTY) /* whatever is pending */
        decision->requests = view->ready <= settings->grow_below && room >= settings->grow_chunk;
    else if (FAULT == EARLY) /* whatever is wanted */
        decision->requests = (view->reason & RXPOOL_POLICY_START) && room >= settings->grow_chunk;
    else if (FAULT == ENDLESS)
        decision->requests = room >= settings->grow_chunk;
    else if (view->ready <= settings->grow_below && view->pending == 0 && !view->refused_at_once &&
             chance == 3)
        decision->requests = FAULT == GREEDY || room >= settings->grow_chunk;
}

static const struct rxpool_policy_key keys[] = {{"period", "rxpool's own", RXPOOL_UNIT_COUNT, 0, 1, 1, 2}};

static const struct rxpool_policy faulty = {
    .abi = FAULT == ABI ? 1 : RXPOOL_POLICY_ABI,
    .state_size = FAULT == LARGE ? 1u << 20 : sizeof(struct memory),
    .name = "faulty",
    .summary = "asks for a chunk now and then",
    .grows = 1,
    .needs = RXPOOL_LIMIT | RXPOOL_GROW_BELOW | RXPOOL_GROW_CHUNK,
    .key_count = FAULT == KEY,
    .keys = keys,
    .decide = FAULT == NO_DECIDE ? NULL : decide,
};

RXPOOL_POLICY_EXPORT const struct rxpool_policy *rxpool_policy(void);

const struct rxpool_policy *rxpool_policy(void) {
    return &faulty;
}
