/* SPDX-License-Identifier: MIT */
/* Pool policies: when a driver asks for more shared memory, and when it gives some back.
 *
 * A policy is one `struct rxpool_policy`: a name, the size of its state and one function. The simulator calls
 * decide() after every instant in which the number of ready buffers reached one of the marks the policy
 * watches, a request of its ended, or a timer it started fired. It sees counts and limits, never the future
 * and never the simulator, and answers with a decision. All its memory is the state the simulator hands it:
 * no statics, no allocation, no clock, so that runs can be repeated, copied and compared. This header is
 * under the MIT licence (its text is at the end), so a policy of yours may carry any licence.
 *
 * Units: buffers are counts; times are picoseconds of simulated time. */
#ifndef RXPOOL_POLICY_H
#define RXPOOL_POLICY_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RXPOOL_POLICY_ABI 1

/* Why decide() was called; several bits may be set. */
enum rxpool_policy_reason {
    RXPOOL_POLICY_START = 1,         /* once, at time 0, after initialisation */
    RXPOOL_POLICY_COUNTS = 2,        /* ready is at or beyond a watched mark */
    RXPOOL_POLICY_REQUEST_ENDED = 4, /* at least one request came back, with a block or without */
    RXPOOL_POLICY_IDLE = 8,          /* the idle timer ran to its end */
    RXPOOL_POLICY_TICK = 16          /* the tick asked for is due */
};

/* What the scenario set under pool: and pool.grow / pool.shrink. Constant during a run. */
struct rxpool_policy_settings {
    uint32_t initial;        /* buffers obtained at initialisation */
    uint32_t limit;          /* most buffers the pool may have */
    uint32_t grow_below;     /* low watermark: ready at or below it is a shortage */
    uint32_t grow_chunk;     /* buffers of a request */
    uint32_t grow_in_flight; /* requests that may be pending at once */
    uint32_t shrink_above;   /* high watermark; UINT32_MAX: never shrink */
    uint32_t shrink_ticks;   /* ticks above the initial size before a block is freed */
    uint32_t reserved;
    uint64_t grow_retry_ps;   /* pause after a refusal; 0: none */
    uint64_t shrink_every_ps; /* tick interval; 0: no ticks, the idle timer decides */
};

/* What the policy may see. */
struct rxpool_policy_view {
    const struct rxpool_policy_settings *settings;
    uint64_t now_ps;
    uint32_t reason;          /* bits of enum rxpool_policy_reason */
    uint32_t ready;           /* buffers not with a protocol and not draining */
    uint32_t total;           /* buffers requested, live, draining and being freed */
    uint32_t live;            /* buffers of live blocks */
    uint32_t grown_blocks;    /* live blocks beyond those of initialisation */
    uint32_t pending;         /* requests not answered yet */
    uint32_t filled;          /* received, not yet indicated */
    uint32_t indicated;       /* with a protocol */
    uint32_t ended_failed;    /* requests that failed since the last call */
    uint32_t refused_at_once; /* of these, such as failed in the instant they were made */
};

enum rxpool_policy_idle { RXPOOL_IDLE_KEEP, RXPOOL_IDLE_START, RXPOOL_IDLE_CANCEL };

/* What it answers; zeroed before the call. A request that would exceed the limit is not made. decide() is
 * called again in the same instant when a block was given back, or a request ended in it. */
struct rxpool_policy_decision {
    uint32_t requests; /* requests to make now, each of request_buffers buffers */
    uint32_t request_buffers;
    uint32_t shrink_blocks; /* newest live grown blocks to give back now */
    uint32_t idle;          /* enum rxpool_policy_idle: the timer of shrink.idle */
    uint64_t tick_after_ps; /* call again after so long, replacing an earlier tick; 0: leave it as it is */
    int64_t watch_low;      /* call again when ready <= watch_low; -1: do not */
    int64_t watch_high;     /* call again when ready >= watch_high; -1: do not */
};

struct rxpool_policy {
    uint32_t abi;        /* RXPOOL_POLICY_ABI */
    uint32_t state_size; /* bytes, zeroed before the first call; at most 64 KiB */
    const char *name;    /* as written in pool.policy */
    const char *summary; /* one sentence, shown by `rxpool explain pool.policy` */
    int grows;           /* not 0: it may request blocks, so pool.limit must be given */
    void (*decide)(void *state, const struct rxpool_policy_view *view,
                   struct rxpool_policy_decision *decision);
};

#ifdef __cplusplus
}
#endif

/* Copyright (c) 2026 the rxpool authors
 *
 * Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
 * associated documentation files (the "Software"), to deal in the Software without restriction, including
 * without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
 * copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the
 * following conditions:
 *
 * The above copyright notice and this permission notice shall be included in all copies or substantial
 * portions of the Software.
 *
 * THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT
 * LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO
 * EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER
 * IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE
 * USE OR OTHER DEALINGS IN THE SOFTWARE. */

#endif
