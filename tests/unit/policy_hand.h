/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A policy asked by hand: a view is stated, decide() is called, its answer is looked at. No simulator. */
#ifndef RXP_POLICY_HAND_H
#define RXP_POLICY_HAND_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "policy_table.h"

struct asked {
    const struct rxpool_policy *policy;
    struct rxpool_policy_settings settings;
    struct rxpool_policy_view view; /* of the next call */
    struct rxpool_policy_decision answer;
    _Alignas(16) unsigned char state[1024];
};

/* Limit 100, mark 4, chunks of 8, one in flight, no shrinking, a period of 1,000 ps; ten buffers, all ready.
 */
static inline struct asked asked_of(const struct rxpool_policy *policy) {
    struct asked asked = {.policy = policy,
                          .settings = {.initial = 10,
                                       .limit = 100,
                                       .grow_below = 4,
                                       .grow_chunk = 8,
                                       .grow_in_flight = 1,
                                       .shrink_above = UINT32_MAX,
                                       .shrink_ticks = 1,
                                       .shrink_blocks = 1,
                                       .period_ps = 1000},
                          .view = {.ready = 10, .total = 10, .live = 10}};
    assert_true(policy->state_size <= sizeof asked.state);
    return asked;
}

/* Asks at an instant, for so many reasons, with so many buffers ready. */
static inline const struct rxpool_policy_decision *ask(struct asked *asked, uint64_t now_ps, uint32_t reason,
                                                       uint32_t ready) {
    asked->view.settings = &asked->settings;
    asked->view.now_ps = now_ps;
    asked->view.reason = reason;
    asked->view.ready = ready;
    memset(&asked->answer, 0, sizeof asked->answer);
    asked->policy->decide(asked->state, &asked->view, &asked->answer);
    asked->view.ended_failed = asked->view.refused_at_once = asked->view.peak_since_asked = 0;
    return &asked->answer;
}

/* So many requests of so many buffers, and nothing given back. */
static inline void assert_asks(const struct rxpool_policy_decision *answer, uint32_t requests,
                               uint32_t buffers) {
    assert_int_equal(answer->requests, requests);
    if (requests > 0)
        assert_int_equal(answer->request_buffers, buffers);
    assert_int_equal(answer->shrink_blocks, 0);
}

#define START RXPOOL_POLICY_START
#define COUNTS RXPOOL_POLICY_COUNTS
#define ENDED RXPOOL_POLICY_REQUEST_ENDED
#define IDLE RXPOOL_POLICY_IDLE
#define TICK RXPOOL_POLICY_TICK

#endif
