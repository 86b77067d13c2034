/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of a run: one flat block of bytes without pointers, so that copying the bytes copies the run.
 *
 * `struct state` is its beginning; arrays whose sizes depend on the scenario follow at the offsets of the
 * plan. `struct sim` holds the pointers into a block; it is rebuilt by sim_bind() and never saved, hashed or
 * copied. */
#ifndef RXP_STATE_H
#define RXP_STATE_H

#include "cause.h"
#include "cpu.h"
#include "draw.h"
#include "event_kind.h"
#include "histogram.h"
#include "kept.h"
#include "ndis_state.h"
#include "plan.h"
#include "protocol_state.h"
#include "queue.h"
#include "timers.h"
#include "traffic.h"
#include "violation.h"
#include "wheel.h"
#include "wide.h"

#define NO_BUFFER UINT32_MAX
#define NO_BLOCK UINT32_MAX
#define NO_QUEUE UINT32_MAX

/* Where a buffer is. IDLE: at home in a draining block, or (ideal placement never) waiting for the block to
 * go. */
enum buffer_place {
    BUFFER_NONE,
    BUFFER_FREE,
    BUFFER_POSTED,
    BUFFER_DMA,
    BUFFER_FILLED,
    BUFFER_INDICATED,
    BUFFER_HOME
};

/* What became of a frame: the word in its fact, and the index of its counter. */
enum fate {
    FATE_INSIDE,
    FATE_DELIVERED,
    FATE_NO_DESCRIPTOR,
    FATE_FIFO_OVERFLOW,
    FATE_PROTOCOL_BACKLOG,
    FATE_TOO_LONG,
    FATE_NO_REPLACEMENT,
    FATE_LOWRES_COPY_FAILED,
    FATE_NOT_RUNNING,
    FATE_COALESCED, /* went on its way within another frame: neither delivered nor dropped */
    FATE_COUNT
};
#define FATE_DROPPED_FIRST FATE_NO_DESCRIPTOR
#define FATE_DROPPED_LAST FATE_NOT_RUNNING

/* A frame that has buffers; kept at the index of its first one. One cache line has all that its way takes,
 * its place on the wheel included: with more buffers than a cache holds that is one miss where there were
 * four.
 *
 * What changes on its way has bytes of its own: a bit-field that was just written is slow to read beside
 * others.
 *
 * Its owner's claim on it is part of it. That of the k-th protocol that sees every frame has a slot of its
 * own, at the index frame_slots * (k + 1) + the frame's, of which only due, hold_ps and stage are used. */
struct frame {
    uint64_t arrival_ps;
    uint64_t stamp_ps;      /* its DMA is over; later: it was indicated */
    struct wheel_entry due; /* the end of its service or hold. Its order has the frame's number; what is not
                             * on the wheel is linked by its links: frames in DMA, filled ones, a backlog, a
                             * batch, free buffers (both ways) */
    uint64_t hold_ps;       /* from the end of its service; before: 1 + its service, where that is drawn */
    uint32_t block;         /* the buffer's own, whatever is in it */
    uint32_t length : 24, source : 8;
    uint32_t buffers : 22;  /* k; linked through buffer_next */
    uint32_t protocol : 10; /* its owner */
    uint8_t queue;
    uint8_t fate;                 /* FATE_INSIDE until delivered */
    uint8_t holders;              /* protocols that have not returned it yet */
    uint8_t stage : 3, flags : 5; /* enum claim_stage, enum frame_flag */
};
_Static_assert(sizeof(struct frame) == WHEEL_STRIDE,
               "a frame is a cache line, and has its place on the wheel");

/* What a frame's source is told with the news of it: where any source waits for news. */
struct origin {
    uint32_t flow;
    uint32_t merged; /* frames in it besides the first (coalescing) */
    uint32_t epoch;  /* halvings of its connection's window before it was made, modulo 2^16 */
};

/* Frames in DMA, in the order in which they will be complete. */
struct dma_state {
    uint64_t next_ps; /* the first one is; TIME_NEVER: there is none */
    uint32_t head, tail, count;
    uint32_t pad;
};

enum frame_flag {
    FRAME_RESOURCES = 1, /* indicated with the RESOURCES flag: to be copied */
    FRAME_COPIED = 2,    /* lives in protocol memory, has no buffers */
    FRAME_DISCARD = 4,   /* in DMA when the miniport stopped: lost when it is complete */
    FRAME_KEPT = 8,      /* returned, but the driver waits for earlier ones (return_in_order) */
    FRAME_FLAGS = 15     /* all of them */
};

enum block_state { BLOCK_UNUSED, BLOCK_REQUESTED, BLOCK_LIVE, BLOCK_DRAINING, BLOCK_FREEING };

struct block {
    uint64_t number; /* of its request */
    uint64_t bytes;  /* page-rounded */
    uint64_t requested_ps, started_ps, completed_ps;
    uint32_t state;
    uint32_t outcome; /* enum allocation_outcome, settled when a worker starts it */
    uint32_t buffers;
    uint32_t home;                             /* draining: buffers that are back */
    uint32_t first_member;                     /* chain through buffer_member */
    uint32_t free_head, free_tail, free_count; /* reuse oldest_block: its own free list */
    uint32_t older, newer; /* live blocks in order of their numbers; a request's place in the host's queue */
    uint32_t grown;        /* not of initialisation */
    uint32_t shortage;     /* its request was made with ready <= grow.below */
    uint32_t pool;
    uint32_t worker; /* that serves it, where that matters (plan.work_paid) */
};

/* What is integrated over time. FILLED counts buffers in DMA too. */
enum level {
    LEVEL_READY,
    LEVEL_FREE,
    LEVEL_POSTED,
    LEVEL_FILLED,
    LEVEL_INDICATED,
    LEVEL_TOTAL,
    LEVEL_HOME,
    LEVEL_BYTES,
    LEVEL_DISABLED, /* queues with interrupts disabled */
    LEVEL_NONPAGED, /* bytes that came with the blocks held */
    LEVEL_TORN,     /* buffers that share a cache line with a neighbour */
    LEVEL_COUNT
};

struct queue_data {
    uint64_t last_raise_ps; /* TIME_NEVER: none yet */
    uint64_t first_unannounced_ps;
    uint64_t unannounced;  /* frames filled since the last raise */
    uint64_t dpc_start_ps; /* of the DPC under way */
    uint64_t slice_left;   /* frames the slice still has to indicate */
    uint64_t may_take;     /* frames before the DPC yields */
    uint64_t chain;        /* frames of the chain under way */
    uint64_t episode_start_ps, episode_number, episode_drops;
    uint32_t episode_cause;
    uint32_t hungry_next;                            /* 1 + the one before it; 0: none */
    uint32_t ring_head, ring_count;                  /* posted buffers */
    uint32_t visible;                                /* the first so many of them: those the NIC knows of */
    uint32_t occupied;                               /* descriptors in use: posted, in DMA, filled */
    uint32_t taken;                                  /* those of them whose block is not draining */
    uint32_t filled_head, filled_tail, filled_count; /* frames, by first buffer */
    bool raised;                                     /* an interrupt is on its way */
    bool masked_dpc, masked_episode;
    bool told;   /* the NIC was told of all that had collected: what is hidden now came after */
    bool parked; /* its DPC ended with frames filled: they wait for buffers (replace_wait) */
    bool slice_known, slice_flagged; /* low_resources.per: slice */
    bool hungry;                     /* a frame found no descriptor in this event */
    bool starved;                    /* nothing can ever give it a visible descriptor */
    bool takes;                      /* a shared pool is being spread: it takes part */
    uint8_t at_work;                 /* unmask_too_early: ISR and DPC of it at one time */
};

struct counters {
    uint64_t offered, indicated, fate[FATE_COUNT]; /* frames of the measurement */
    uint64_t cause[CAUSE_COUNT]; /* of drops at the NIC; fates say the others (cause_counts) */
    uint64_t episode_drops, copied, copied_bytes;
    uint64_t offered_bytes, delivered_window, delivered_bytes; /* by time */
    uint64_t missed;                                           /* by protocols that see every frame */
    uint64_t episodes, interrupts, dpc_long, dpc_yields;
    uint64_t requested, completed, failed, late, blocks_freed, oscillations;
    uint64_t busy_ps[CPU_LEVELS];        /* of all processors */
    uint64_t all_delivered, all_dropped; /* since 0, for the time series; offered: state.frames */
    uint64_t all_coalesced;
    uint64_t pauses, stopped_ps, retransmissions;
    u128 wire_wait_ps; /* of all frames offered in the window; 0 of those that met no link */
    uint64_t wire_wait_most_ps;
};

struct meter {
    uint64_t stamp_ps;           /* now, but not before the warm-up: what changes then counts as of its end */
    uint64_t level[LEVEL_COUNT]; /* now; sums over pools and queues */
    u128 moment[LEVEL_COUNT];    /* sum of change * stamp_ps, modulo 2^128 */
    u128 integral[LEVEL_COUNT];  /* level * ps over the window: when it has ended */
    uint64_t least[LEVEL_COUNT], most[LEVEL_COUNT]; /* of levels that lasted: those of level_extremes() */
    bool beyond;                                    /* a level may be beyond them */
};

struct recovery { /* how the pool stood before the floods, and when it stood so again */
    u128 before;  /* integral of ready over before_ps */
    uint64_t before_ps;
    uint64_t at_ps; /* TIME_NEVER: not yet */
};

struct host_state {
    uint64_t requests; /* numbered so far */
    uint64_t pages_used;
    uint64_t nonpaged_used; /* bytes of other memory */
    uint64_t live_blocks;
    uint32_t busy;       /* workers */
    uint32_t head, tail; /* queue of block slots, linked by `newer` */
};

struct growth_state { /* of a pool */
    struct rxpool_policy_settings settings;
    struct draw idle;
    uint32_t reason;  /* bits: the policy must be asked before time moves */
    uint32_t pending; /* requests */
    uint32_t pending_buffers;
    uint32_t total;        /* requested, live, draining, being freed */
    uint32_t live;         /* buffers of live blocks */
    uint32_t grown_blocks; /* live ones */
    uint32_t ended_failed, refused_at_once;
    uint32_t last_failed; /* the last answer was a refusal */
    uint32_t shrank;      /* since the last request */
    uint32_t copy;        /* every frame is flagged RESOURCES and copied: the policy's last word */
    uint32_t peak;        /* filled + indicated since the policy was asked; when it wants to know */
    uint32_t asked;       /* so often in the instant asked_ps */
    uint64_t asked_ps;
    uint64_t latency_ps; /* of the last request that ended; 0: none */
    int64_t watch_low, watch_high;
    uint64_t relief_ps; /* the latest instant up to which ready was above grow.below */
    uint64_t since_ps;  /* ready has been `lasting` since then */
    uint32_t lasting;
    uint32_t pad;
};

/* Rows that are kept: the first ones and a heap of the longest later ones (record.c). */
struct keeper {
    uint64_t seen;    /* rows finished */
    uint32_t longest; /* in the heap */
    uint32_t pad;
};

struct copies_state {  /* protocol memory */
    uint64_t bytes;    /* in use: a frame's length for each holder */
    uint64_t peak;     /* most of them that lasted, in the window */
    uint64_t since_ps; /* in use since then */
    uint32_t spare;    /* slots given back, linked */
    uint32_t made;     /* slots that were ever used */
};

struct pool_state { /* one for each queue, or one that all share */
    uint32_t free_head, free_tail, free_count;
    uint32_t oldest, newest;             /* live blocks */
    uint32_t draining;                   /* blocks */
    uint32_t ready;                      /* free, and taken by its queues */
    uint32_t filled, indicated;          /* buffers, of draining blocks too */
    uint32_t init_buffers;               /* obtained at initialisation */
    uint32_t disable_at, disable_resume; /* in force: never above what initialisation obtained */
};

struct queue_draws { /* what is random about a queue's interrupts */
    struct draw interrupt_latency, dpc_latency, dpc_requeue;
};

struct state {
    uint64_t now_ps;
    uint64_t events;
    uint64_t frames;      /* numbered at the NIC so far */
    struct event arrival; /* the next one of all sources, or of the link */
    struct dma_state dma;
    struct wheel_state wheel; /* services and holds under way */
    struct event next;        /* scheduled for this very instant; TIME_NEVER: none */
    uint64_t init_ps;
    uint32_t init_buffers;      /* of all pools */
    uint32_t init_pool;         /* the one that was asked for last */
    uint32_t init_outcome;      /* enum allocation_outcome of the last try */
    uint32_t status;            /* enum run_status */
    uint64_t seed, replication; /* as streams are keyed by them: see sim_start */
    uint64_t episodes;          /* numbered so far */
    uint64_t end_ps;            /* nothing happens at or after it: the duration, or all queues are starved */
    uint64_t window_end_ps;     /* of the measurement */
    uint64_t starved_ps;        /* the first queue was found starved */
    uint32_t starved_queues, starved_first;
    uint32_t hungry; /* 1 + the last queue a frame of which found no descriptor in this event; 0: none */
    uint32_t samples;
    uint32_t ask; /* a policy must be asked before time moves */
    uint32_t spare_first, spare_buffers, spare_blocks;
    struct digest digest;
    struct meter meter;
    struct recovery recovery;
    struct counters count;
    struct nic_state nic;
    struct wire_state wire;
    struct window_state windows;
    struct host_state host;
    struct copies_state copies;
    struct keeper episode_rows, allocation_rows;
    struct draw release;
    struct stream share;
    struct violations violations;
    struct ndis_state ndis;
};

struct sim {
    const struct plan *plan;
    const struct config *config;
    char *block;
    struct state *state;
    struct queue events;
    struct wheel wheel; /* by claim */
    struct source_state *source;
    struct protocol_state *protocol;
    struct stall_state *stall;
    struct queue_data *queue;
    struct queue_draws *draws;
    struct cpu_data *cpu; /* these two only where plan.cpu_contended */
    struct cpu_job *job;
    struct pool_state *pool;
    struct growth_state *growth;
    struct timers timers;  /* by plan.timer */
    struct timers sources; /* next frames by source */
    struct waiting *fifo;
    struct made *upstream;
    struct connection *connection;
    struct unit *unit;
    uint64_t *pause;                /* when the pause frames under way reach the link */
    struct buffer_address *address; /* the checking build has them (address.h) */
    uint8_t *buffer_place;
    uint8_t *buffer_queue;   /* the one it was posted to last; its pool's, if every queue has one */
    uint32_t *buffer_next;   /* of a frame's buffers; NULL: every frame has one */
    uint32_t *buffer_member; /* of a block; what is in none is linked too */
    uint8_t *buffer_torn;    /* torn cache lines of each buffer, 0 to 2; NULL: buffers are aligned */
    uint64_t *worker_busy;   /* a bit each, where it matters which (plan.work_paid) */
    struct frame *frame;
    struct origin *origin;  /* of a frame; where plan.answers */
    uint64_t *claim_lost;   /* in service: stall_state.begun_ps as far as its end allows for it */
    uint32_t *claim_server; /* where servers share processors */
    uint32_t *server;       /* heaps of idle servers */
    uint32_t *ring;
    struct block *blocks;
    uint32_t *block_spare;
    char *policy; /* its state, one for each pool */
    struct histogram *latency, *returns, *episodes;
    struct kept_episode *episode_first, *episode_longest;
    struct kept_allocation *allocation_first, *allocation_longest;
    struct sample_row *samples;
    sim_watch *watch; /* NULL: nobody looks at the policy's answers */
    void *watch_context;
};

#endif
