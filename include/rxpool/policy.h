/* SPDX-License-Identifier: MIT */
/* Pool policies: when a driver asks for more shared memory, and when it gives some back.
 *
 * A policy is one `struct rxpool_policy`: a name, the size of its state, what it wants to know and one
 * function. The simulator calls decide() after every instant in which the number of ready buffers reached one
 * of the marks the policy watches, a request of its ended, or a timer it started fired. It sees counts and
 * limits, never the future and never the simulator, and answers with a decision. All its memory is the state
 * the simulator hands it, one for each pool: no statics, no allocation, no clock, no pointers in the state,
 * so that runs can be repeated, copied and compared (`rxpool check-policy` tries all that). docs/policies.md
 * tells how to write one. This header is under the MIT licence (its text is at the end), so a policy of yours
 * may carry any licence.
 *
 * A shared object with a policy exports one function of the name RXPOOL_POLICY_ENTRY:
 *
 *     RXPOOL_POLICY_EXPORT const struct rxpool_policy *rxpool_policy(void) { return &mine; }
 *
 * Units: buffers are counts; times are picoseconds of simulated time. */
#ifndef RXPOOL_POLICY_H
#define RXPOOL_POLICY_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RXPOOL_POLICY_ABI 2
#define RXPOOL_POLICY_ENTRY "rxpool_policy"
#define RXPOOL_POLICY_STATE_MAX 65536u /* bytes of state */
#define RXPOOL_POLICY_KEYS_MAX 16u     /* keys of its own */

#if defined(__GNUC__)
#define RXPOOL_POLICY_EXPORT __attribute__((visibility("default")))
#else
#define RXPOOL_POLICY_EXPORT
#endif

/* Why decide() was called; several bits may be set. */
enum rxpool_policy_reason {
    RXPOOL_POLICY_START = 1,         /* once, at time 0, after initialisation */
    RXPOOL_POLICY_COUNTS = 2,        /* ready is at or beyond a watched mark */
    RXPOOL_POLICY_REQUEST_ENDED = 4, /* at least one request came back, with a block or without */
    RXPOOL_POLICY_IDLE = 8,          /* the idle timer ran to its end */
    RXPOOL_POLICY_TICK = 16          /* the tick asked for is due */
};

/* What a scenario says and a policy may use: bits of rxpool_policy.needs and .uses. */
enum rxpool_policy_setting {
    RXPOOL_LIMIT = 1 << 0,          /* pool.limit */
    RXPOOL_GROW_BELOW = 1 << 1,     /* pool.grow.below */
    RXPOOL_GROW_CHUNK = 1 << 2,     /* pool.grow.chunk: no request is for fewer buffers */
    RXPOOL_GROW_IN_FLIGHT = 1 << 3, /* pool.grow.in_flight */
    RXPOOL_GROW_RETRY = 1 << 4,     /* pool.grow.retry */
    RXPOOL_GROW_EVERY = 1 << 5,     /* pool.grow.every */
    RXPOOL_SHRINK_ABOVE = 1 << 6,   /* pool.shrink.above */
    RXPOOL_SHRINK_IDLE = 1 << 7,    /* pool.shrink.idle: the timer that a decision starts */
    RXPOOL_SHRINK_EVERY = 1 << 8,   /* pool.shrink.every */
    RXPOOL_SHRINK_TICKS = 1 << 9,   /* pool.shrink.ticks */
    RXPOOL_SHRINK_BLOCKS = 1 << 10, /* pool.shrink.blocks */
    RXPOOL_SHRINK_RECALL = 1 << 11, /* pool.shrink.recall: the policy gives blocks back */
    RXPOOL_PERIOD = 1 << 12,        /* policy.period */
    RXPOOL_COPIES = 1 << 13, /* what copying costs (uses only): decision.copy may be 1, else it counts as 0 */
    RXPOOL_PEAK = 1 << 16    /* not a setting: view.peak_since_asked is wanted (needs only) */
};

/* What the scenario set under pool: and policy:. Constant during a run. */
struct rxpool_policy_settings {
    uint32_t initial;                        /* buffers obtained at initialisation */
    uint32_t limit;                          /* most buffers the pool may have */
    uint32_t grow_below;                     /* low watermark: ready at or below it is a shortage */
    uint32_t grow_chunk;                     /* buffers of a request */
    uint32_t grow_in_flight;                 /* requests that may be pending at once */
    uint32_t shrink_above;                   /* high watermark; UINT32_MAX: never shrink */
    uint32_t shrink_ticks;                   /* ticks above the initial size before a block is freed */
    uint32_t shrink_blocks;                  /* blocks to give back at a time; at least 1 */
    uint64_t grow_retry_ps;                  /* pause after a refusal; 0: none */
    uint64_t grow_every_ps;                  /* interval of requests; 0: none */
    uint64_t shrink_every_ps;                /* tick interval; 0: no ticks, the idle timer decides */
    uint64_t period_ps;                      /* of measuring; 0: none */
    uint64_t values[RXPOOL_POLICY_KEYS_MAX]; /* the policy's own keys, in the order of its table */
};

/* What the policy may see: its pool. */
struct rxpool_policy_view {
    const struct rxpool_policy_settings *settings; /* for this call only: do not keep the pointer */
    uint64_t now_ps;
    uint32_t reason;          /* bits of enum rxpool_policy_reason */
    uint32_t ready;           /* buffers not with a protocol and not draining */
    uint32_t total;           /* buffers requested, live, draining and being freed */
    uint32_t live;            /* buffers of live blocks */
    uint32_t grown_blocks;    /* live blocks beyond those of initialisation */
    uint32_t pending;         /* requests not answered yet */
    uint32_t filled;          /* received or being received, not yet indicated */
    uint32_t indicated;       /* with a protocol */
    uint32_t ended_failed;    /* requests that failed since the last call */
    uint32_t refused_at_once; /* of these, such as failed in the instant they were made */
    /* The greatest filled + indicated there was at the end of an instant since the policy was last asked, the
     * instant of that call and this one included: what comes and goes within one instant is not seen. With
     * RXPOOL_PEAK in `needs` only, else 0. */
    uint32_t peak_since_asked;
    uint32_t reserved;
    uint64_t latency_ps; /* from making the last request that ended until its end, granted or not; 0: none
                          * ended yet, or it ended at once */
};

enum rxpool_policy_idle { RXPOOL_IDLE_KEEP, RXPOOL_IDLE_START, RXPOOL_IDLE_CANCEL };

/* What it answers; zeroed before the call. A request that would exceed the limit is not made, and never
 * trimmed to it: that is up to the policy. decide() is called again in the same instant when a block was
 * given back, or a request ended in it; a policy that goes on for ever in one instant ends the run. */
struct rxpool_policy_decision {
    uint32_t requests; /* requests to make now, each of request_buffers buffers */
    uint32_t request_buffers;
    uint32_t shrink_blocks; /* newest live grown blocks to give back now */
    uint32_t idle;          /* enum rxpool_policy_idle: the timer of shrink.idle */
    uint64_t tick_after_ps; /* call again after so long, replacing an earlier tick; 0: leave it as it is */
    int64_t watch_low;      /* call again when ready <= watch_low; -1: do not */
    int64_t watch_high;     /* call again when ready >= watch_high; -1: do not */
    uint32_t copy;          /* 1: from now on every frame is flagged RESOURCES and copied; 0: none for this */
    uint32_t reserved;
};

enum rxpool_policy_unit { RXPOOL_UNIT_COUNT, RXPOOL_UNIT_TIME_PS, RXPOOL_UNIT_BYTES };

/* A key of the policy's own: `policy: {KEY: value}` in a scenario. */
struct rxpool_policy_key {
    const char *name; /* a letter, then letters, digits and '_'; not "period" */
    const char *doc;  /* one line: what it is */
    uint32_t unit;    /* enum rxpool_policy_unit: how the value is written, and what it is in */
    uint32_t reserved;
    uint64_t initial;   /* the default; low <= initial <= high */
    uint64_t low, high; /* below 2^63; a time at most 2400 h */
};

struct rxpool_policy {
    uint32_t abi;        /* RXPOOL_POLICY_ABI */
    uint32_t state_size; /* bytes, zeroed before the first call; at most RXPOOL_POLICY_STATE_MAX */
    const char *name; /* letters, digits, '_' and '-'; as written in pool.policy when it comes with rxpool */
    const char *summary; /* one sentence, shown by `rxpool explain pool.policy` */
    uint32_t grows;      /* not 0: it may request blocks */
    uint32_t needs;      /* bits of enum rxpool_policy_setting: a scenario must say these */
    uint32_t uses;       /* ... and may say these; all others have no effect, and that is said */
    uint32_t key_count;
    const struct rxpool_policy_key *keys; /* key_count of them; may be NULL when there are none */
    void (*decide)(void *state, const struct rxpool_policy_view *view,
                   struct rxpool_policy_decision *decision);
};

/* What a shared object exports. */
typedef const struct rxpool_policy *rxpool_policy_entry(void);

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
