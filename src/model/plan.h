/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan: what a configuration means to the simulator, worked out once and read-only afterwards.
 *
 * Rates become exact gaps in picoseconds, laws become samplers, limits become sizes and offsets in the block
 * of state. Internal to the model; from outside it is opaque (sim.h). */
#ifndef RXP_PLAN_H
#define RXP_PLAN_H

#include "config.h"
#include "layout.h"
#include "rxpool/policy.h"
#include "sampler.h"
#include "sim.h"

/* An exact gap: quotient + numerator/denominator picoseconds. */
struct plan_gap {
    uint64_t whole_ps;
    uint64_t part;        /* < denominator */
    uint64_t denominator; /* 0: no frames */
};

/* What frames come from while a rate holds: a source has one, a state or a step each has one. */
struct plan_rate {
    struct plan_gap gap;
    struct sampler gap_law; /* exponential of the same mean, for Poisson arrivals */
};

struct plan_state {
    struct plan_rate rate;
    struct sampler sojourn; /* exponential; unused when the state is never left */
    bool absorbing;
    uint64_t threshold[CONFIG_STATES_MAX]; /* move to the first i with draw < threshold[i] */
};

/* Sources whose next frame is made inline (source_simple.h). */
enum source_simple { SOURCE_NOT_SIMPLE, SOURCE_POISSON, SOURCE_CBR, SOURCE_CBR_PHASES, SOURCE_TRACE };

struct plan_source {
    const struct source_config *config;
    uint64_t name; /* hash */
    struct plan_rate rate;
    struct sampler on, off, batch;
    uint64_t start_on_threshold;                   /* on-off: on at start when draw < threshold */
    struct plan_state *state;                      /* mmpp */
    uint64_t initial_threshold[CONFIG_STATES_MAX]; /* stationary law, cumulative on 64 bits */
    struct plan_rate *step;                        /* schedule */
    uint64_t size_total, flow_total;               /* sums of weights */
    uint64_t trace_period_ps;                      /* loop: span + mean gap */
    uint64_t end_ps;                               /* frames are made before it */
    enum source_simple simple;
    bool waits;           /* closed or window: it makes frames when it hears of earlier ones */
    struct sampler think; /* closed */
    uint32_t upstream_first, upstream_limit; /* its circle of frames made: where, and how many at most */
    uint32_t connection_first;               /* window */
};

struct plan_protocol {
    const struct protocol_config *config;
    uint64_t name;
    struct sampler service, hold;
    struct sampler stall_every, stall_for;
    uint64_t inline_cost_ps; /* of a frame it owns: that of the protocols that see every frame is in it */
    uint64_t return_ps;      /* per buffer, outside the DPC */
    bool pays_in_dpc;      /* takes no time and is a frame's only protocol: cpu.return is the chain's cost */
    bool collects;         /* returning takes batches or time */
    bool untimed;          /* it returns in batches that only more frames complete: no return.timer */
    bool shared;           /* its servers work on the CPUs */
    bool stalls, suspends; /* it does; services under way do too */
    uint32_t servers;      /* shared: most that can work at once */
    uint32_t server_first; /* shared: of its heap in sim.server */
};

struct plan_offsets {
    size_t sources, protocols, stalls, queues, draws, cpus, jobs, pools, growths, workers;
    size_t timer_winner, timer_slot, source_winner, source_slot;
    size_t events; /* event queue */
    size_t wheel_bucket, wheel_bit, wheel_group;
    size_t fifo;
    size_t upstream, connections; /* of sources that wait */
    size_t units;                 /* coalescing: by queue */
    size_t pauses;                /* pause frames under way */
    size_t buffer_state, buffer_queue, buffer_next, buffer_member, buffer_torn;
    size_t frames, origins, claim_lost, claim_server, servers;
    size_t ring; /* of queue 0; others follow at ring_capacity */
    size_t blocks, block_spare, addresses;
    size_t policy;
    size_t latency, returns, episodes; /* histograms */
    size_t episode_first, episode_longest, allocation_first, allocation_longest, samples;
    size_t zeroed; /* what comes before is cleared when a run starts */
    size_t going;  /* what comes before decides how a run goes on; what follows only says how it went */
    size_t bytes;
};

/* What has a timer; plan.timer says where the slots of each begin. A feature that is off has none. */
enum timer_kind {
    TIMER_IDLE,      /* by pool */
    TIMER_TICK,      /* by pool */
    TIMER_INTERRUPT, /* by queue */
    TIMER_REFILL,    /* by queue: refill.timer */
    TIMER_RETRY,     /* by queue: refill.retry */
    TIMER_RESCUE,    /* one */
    TIMER_COALESCE,  /* by queue */
    TIMER_RETURN,    /* by protocol: return.timer */
    TIMER_STALL,     /* by protocol */
    TIMER_PAUSE,     /* one: the oldest pause frame under way reaches the link */
    TIMER_CPU,       /* by CPU: the end of what it does now, where work can be pre-empted */
    TIMER_KINDS
};

struct plan {
    const struct config *config;
    uint32_t source_count, protocol_count, queue_count;
    uint32_t pool_count; /* one, or one for each queue */
    uint32_t policy_stride;
    bool policy_watches; /* it may ask for a call when ready reaches a mark: not a static one */
    uint32_t timer[TIMER_KINDS], timer_count;
    bool cpu_contended; /* more than one thing may want a CPU: else nothing is ever pre-empted */
    uint64_t faults;    /* driver.faults, where they act */
    bool reactive;      /* the link must wait for frames to be made: what is sent depends on what arrived */
    bool answers;       /* a source waits to hear what became of its frames */
    bool pause;         /* the NIC may stop the link */
    bool coalesces;     /* frames are merged before the FIFO */
    bool chained;       /* a frame may have several buffers */
    bool engine_free;   /* the DMA engine takes no time */
    bool free_by_block; /* pool.reuse oldest_block: every block has a free list of its own */
    bool frequent;      /* what happens at every frame may be called outside the switch (frequent.c) */
    bool instant;       /* nothing between the wire and the protocol takes time (instant.c) */
    bool instant_dpc;   /* nothing between the DMA completion and the protocol does */
    bool lone;          /* every frame has one holder, who does nothing unusual (lone.h) */
    bool lone_chain;    /* besides, in one buffer, at a known cost: a chain is indicated at once (lone.h) */
    bool express;       /* besides, there is one of everything (express.c) */
    bool admit_plain;   /* one queue, and nothing between the wire and the descriptors (nic.c) */
    bool dma_waits;     /* completions may be seen late (frequent.c) */
    uint64_t apart_ps; /* arrivals are at least so far apart; 0: or returns may not go in bulk (frequent.c) */
    bool refill_plain; /* what is posted is visible at once, and posted whenever there is something */
    bool supply_plain; /* besides, a queue is all its pool supplies, and no frame waits for it */
    bool harvest_plain;           /* every frame costs what its protocol costs, and is indicated */
    uint64_t retry_ps, rescue_ps; /* refill.retry, nic.rescue; TIME_NEVER: none */
    struct plan_source *source;
    struct plan_protocol *protocol;
    uint64_t share_total;
    uint32_t owner_count, all_count; /* protocols that share the frames, and those that see every one */
    uint8_t owner[CONFIG_PROTOCOLS_MAX], all[CONFIG_PROTOCOLS_MAX];
    bool protocol_rows;      /* several protocols: each counts for itself */
    bool stalls, suspends;   /* any protocol */
    bool untimed;            /* any protocol's batches are */
    uint32_t server_count;   /* entries of sim.server */
    uint64_t inline_cost_ps; /* when all protocols cost the same */
    bool inline_cost_same;
    struct sampler interrupt_latency, dpc_latency, dpc_requeue, shrink_idle;
    struct sampler allocation_delay, allocation_latency, allocation_cpu, free_latency;
    uint64_t allocator_name;
    const struct rxpool_policy *policy;
    bool watches_time;    /* something is looked at whenever time moves (meter_watch) */
    bool policy_peak;     /* it wants rxpool_policy_view.peak_since_asked */
    bool policy_copies;   /* it may have frames copied */
    uint32_t asked_limit; /* in one instant: a policy asked more often goes round in circles */

    uint32_t init_buffers;      /* asked for each pool at initialisation */
    uint32_t buffer_limit;      /* buffers that can exist, in all pools */
    uint32_t pool_limit;        /* buffers that can exist in one */
    uint32_t block_limit;       /* in all pools */
    uint32_t ring;              /* descriptors of each queue */
    uint64_t level_scale;       /* of pool_limit for each visible descriptor, times 2^32: level.h */
    uint32_t frame_slots;       /* frames with buffers, at the index of their first one; then copies */
    uint32_t claim_slots;       /* frame_slots for the owners and for each protocol that sees every frame */
    uint32_t frame_buffers_max; /* k beyond it: too long */
    uint32_t fifo_frames;       /* entries of the FIFO */
    uint32_t cpu_jobs;          /* that can want a CPU (modules.h says which); 0 unless cpu_contended */
    uint32_t event_limit;
    uint32_t upstream_limit;   /* frames of sources that wait which can be under way */
    uint32_t connection_count; /* of all window sources */
    uint32_t pause_limit;      /* pause frames that can be under way */
    uint32_t sample_limit;
    uint32_t rows_limit;      /* of episodes, of each kind: the first and the longest */
    uint32_t allocation_rows; /* the same of allocations */
    uint64_t stride_bytes;
    uint64_t host_pages; /* CONFIG_UNLIMITED */
    uint32_t page_shift;
    bool torn;      /* buffers are packed: neighbours may share cache lines */
    bool work_paid; /* requests need processor time: it matters which worker serves them */
    uint64_t flood_start_ps, flood_end_ps; /* of the sources marked flood; TIME_NEVER: none ends */
    bool wire;                             /* the link has a rate */
    size_t trace_bytes;
    struct plan_offsets at;
};

/* plan_rates.c: a rate as written becomes a gap; NULL or what is wrong. */
const char *plan_rate_make(const struct config *config, const struct source_config *source,
                           const struct rate_config *rate, struct plan_rate *out);
const char *plan_source_make(const struct config *config, const struct source_config *source,
                             struct plan_source *out);
void plan_source_free(struct plan_source *source);
uint32_t plan_least_length(const struct source_config *source); /* of its frames */
/* plan_feedback.c: what runs against the stream of frames: answers to sources, pause frames; NULL or what is
 * wrong. After the limits. */
const char *plan_feedback(struct plan *plan);
/* The least time a frame can occupy the link, which has a rate. */
uint64_t plan_least_transfer(const struct plan *plan);

/* plan_protocol.c: who sees which frames and what that takes; NULL or what is wrong. Limits: when frame_slots
 * is known. */
const char *plan_protocols_make(struct plan *plan);
const char *plan_protocols_limit(struct plan *plan);
void plan_protocols_free(struct plan *plan);
/* plan_driver.c: room for frames and their copies (NULL or what is wrong), and which rules are off. */
const char *plan_frames_limit(struct plan *plan, uint32_t least_length);
void plan_driver_make(struct plan *plan);
/* plan_numbers.c: nothing is drawn in batches, which have no complements. */
void plan_single_draws(struct plan *plan);
/* plan_memory.c: lengths, what initialisation asks for, and the most blocks there can be in one pool. */
void plan_memory_make(struct plan *plan);
uint64_t plan_blocks_most(const struct plan *plan);
/* For tests: as if more than one thing wanted a CPU. It must not change what happens where only one does. */
void plan_contend(struct plan *plan);
/* For tests: every step of a frame is an event of its own. It must not change what happens. */
void plan_stepwise(struct plan *plan);

/* Page-rounded bytes of a block of n buffers. */
static inline uint64_t plan_block_bytes(const struct plan *plan, uint64_t buffers) {
    uint64_t page = UINT64_C(1) << plan->page_shift;
    return (buffers * plan->stride_bytes + page - 1) & ~(page - 1);
}

#endif
