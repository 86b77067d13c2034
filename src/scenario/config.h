/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The configuration of one run: what a scenario says once every default is filled in and every unit is gone.
 *
 * Integers and fractions only, so text -> struct -> database -> text is exact. Everything is owned by the
 * scenario that resolved it (scenario.h) and read-only afterwards: threads share it. params_*.c holds one row
 * for every field, with its key, unit, range, default, meaning and source. */
#ifndef RXP_CONFIG_H
#define RXP_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "dist.h"
#include "fraction.h"

#define CONFIG_NAME_MAX 63 /* characters of an entity's or scenario's name */
#define CONFIG_SOURCES_MAX 64
#define CONFIG_PROTOCOLS_MAX 64
#define CONFIG_STATES_MAX 16  /* of an mmpp source */
#define CONFIG_STEPS_MAX 4096 /* of a schedule */
#define CONFIG_SIZES_MAX 64   /* of a weighted list of frame lengths, or of flows */
#define CONFIG_QUEUES_MAX 256
#define CONFIG_CPUS_MAX 256
#define CONFIG_POLICY_KEYS_MAX 16   /* a policy's own, from a shared object */
#define CONFIG_BUFFERS_MAX 4000000u /* buffers of one run: the 22 bits of an event's subject */
#define CONFIG_UNLIMITED UINT64_MAX
#define CONFIG_WARMUP_AUTO UINT64_MAX /* until pilot runs say (warmup.h of the experiments): never run so */
#define CONFIG_NEVER UINT32_MAX       /* interrupt_disable.at: never */

enum arrival_kind {
    ARRIVAL_CBR,
    ARRIVAL_POISSON,
    ARRIVAL_ON_OFF,
    ARRIVAL_MMPP,
    ARRIVAL_SCHEDULE,
    ARRIVAL_TRACE,
    ARRIVAL_CLOSED, /* clients that wait for their frame before they think and send again */
    ARRIVAL_WINDOW  /* connections with a window of frames under way */
};

enum size_kind {
    SIZE_FIXED,   /* low */
    SIZE_LIST,    /* weighted list; imix is 64:7, 594:4, 1518:1 */
    SIZE_UNIFORM, /* low..high, whole bytes, both included */
    SIZE_TRACE    /* each frame's own */
};

struct size_config {
    enum size_kind kind;
    uint32_t low;
    uint32_t high;
    uint32_t count;
    uint32_t bytes[CONFIG_SIZES_MAX];
    uint32_t weight[CONFIG_SIZES_MAX];
};

/* A rate as written: what it counts decides how it becomes frames per second (plan.c of the model). */
enum rate_kind { RATE_NONE, RATE_FRAMES, RATE_BITS, RATE_LOAD };

struct rate_config {
    enum rate_kind kind;
    struct fraction value; /* frames/s; bits/s counting L; share of the link counting L + fcs + overhead */
};

struct state_config { /* one state of an mmpp */
    char name[CONFIG_NAME_MAX + 1];
    struct rate_config rate;
    uint64_t mean_ps[CONFIG_STATES_MAX]; /* mean time until it moves to state i; 0: never */
};

struct step_config {
    uint64_t at_ps;
    struct rate_config rate; /* from then on; ascending at_ps, the first at 0 or later */
};

struct flows_config { /* frames of a source are of so many flows */
    uint32_t count;   /* at least 1 */
    uint32_t weights; /* 0: all alike, else `count` of them */
    uint32_t weight[CONFIG_SIZES_MAX];
};

struct pressure_config { /* from at_ps on, others hold so many bytes of the host's shared memory */
    uint64_t at_ps;
    uint64_t bytes;
};

enum lifecycle_event {
    LIFECYCLE_PAUSE,
    LIFECYCLE_RESTART,
    LIFECYCLE_HALT,
    LIFECYCLE_SURPRISE_REMOVE,
    LIFECYCLE_SHUTDOWN
};
struct lifecycle_config {
    uint64_t at_ps; /* ascending */
    enum lifecycle_event event;
};

/* A capture, read once, shared by all threads: stamps shifted to 0 and sorted stably, lengths as on the wire.
 */
struct trace_data {
    uint64_t count;
    uint64_t *time_ps;
    uint32_t *length;
    uint32_t least_length;
    uint32_t greatest_length;
    uint64_t bytes;           /* sum of lengths */
    uint64_t backward_steps;  /* stamps that went backwards */
    uint64_t largest_step_ps; /* the largest of them */
    char digest[33];          /* XXH3-128 of the file's bytes */
};

struct source_config {
    char name[CONFIG_NAME_MAX + 1];
    enum arrival_kind arrival;
    struct rate_config rate; /* cbr, poisson, within the on-phase for on-off; RATE_NONE elsewhere */
    uint64_t interval_ps;    /* cbr: exact gap, instead of a rate; 0: none */
    uint64_t start_ps;
    uint64_t stop_ps; /* no frame is made at or after it; TIME_NEVER */
    uint64_t frames;  /* at most so many; CONFIG_UNLIMITED */
    struct size_config size;
    uint32_t fcs_bytes;
    bool flood;
    struct dist on, off;      /* on-off */
    enum arrival_kind during; /* on-off: ARRIVAL_CBR or ARRIVAL_POISSON within the on-phase */
    bool batched;
    struct dist batch; /* frames per arrival, at least 1 */
    uint32_t state_count;
    struct state_config *state;
    uint32_t step_count;
    struct step_config *step;
    char *file;                 /* trace: path as written */
    char *format;               /* trace: auto, pcap, pcapng, text */
    struct fraction time_scale; /* trace: stamps are multiplied by it */
    uint64_t loop;              /* trace: how many rounds, 1 by default; CONFIG_UNLIMITED */
    struct trace_data *trace;
    struct flows_config flows;
    uint32_t clients;       /* closed */
    struct dist think;      /* closed */
    uint32_t window;        /* window: most frames of a connection under way; connections = flows */
    uint32_t window_start;  /* window: at the beginning */
    uint64_t round_trip_ps; /* window: from delivery until the sender knows */
    uint64_t timeout_ps;    /* window: from a loss until the sender knows */
};

enum protocol_mode { PROTOCOL_SPLIT, PROTOCOL_ALL };
enum protocol_cpu { PROTOCOL_DEDICATED, PROTOCOL_SHARED };
enum stall_service { STALL_SUSPEND, STALL_FINISH };

struct protocol_config {
    char name[CONFIG_NAME_MAX + 1];
    uint64_t share;          /* weight among the protocols */
    uint64_t inline_cost_ps; /* per frame, within the DPC */
    uint64_t backlog;        /* frames waiting, not in service; CONFIG_UNLIMITED */
    uint64_t servers;        /* CONFIG_UNLIMITED: infinite */
    struct dist service;
    struct dist hold;
    enum protocol_mode mode; /* all: sees every frame besides its owner; share does not count */
    enum protocol_cpu cpu;
    struct dist stall_every, stall_for; /* a constant 0 for stall_for: no stalls */
    enum stall_service stall_service;
    uint64_t return_batch;    /* frames that go back together; at least 1 */
    uint64_t return_timer_ps; /* TIME_NEVER: none */
};

enum pool_scope { POOL_PER_QUEUE, POOL_SHARED };
enum pool_align { ALIGN_DMA, ALIGN_NONE };
enum refill_mode { REFILL_AFTER, REFILL_REPLACE_WAIT, REFILL_REPLACE_DROP, REFILL_REPLACE_COPY };
enum lowres_per { LOWRES_CHAIN, LOWRES_FRAME, LOWRES_SLICE };
enum host_os { OS_XP, OS_XP_SP1, OS_CURRENT };
enum host_arch { ARCH_X86, ARCH_X64, ARCH_ARM, ARCH_ARM64 };

enum pool_placement { PLACEMENT_BLOCKS, PLACEMENT_IDEAL };
enum pool_reuse { REUSE_FIFO, REUSE_LIFO, REUSE_OLDEST_BLOCK };

enum numbers_kind {
    NUMBERS_COMMON,      /* points with the same seed and replication share them */
    NUMBERS_INDEPENDENT, /* each point has its own */
    NUMBERS_ANTITHETIC   /* replications 2 k and 2 k + 1 have complementary ones */
};

struct config {
    char name[CONFIG_NAME_MAX + 1];
    char *description; /* may be NULL */
    uint64_t seed;

    uint64_t duration_ps, warmup_ps;
    uint64_t sample_ps; /* 0: no time series */

    struct fraction link_bps; /* 0/1: no wire */
    uint32_t link_overhead_bytes;

    uint32_t source_count; /* sorted by name: the index is the rank */
    struct source_config *source;

    uint32_t nic_queues;
    uint32_t nic_ring; /* descriptors of a queue */
    uint64_t nic_fifo_bytes;
    bool nic_bus_master;
    bool nic_drop_enable;
    uint64_t dma_frame_ps, dma_latency_ps;
    struct fraction dma_Bps; /* bytes/s; 0/1: no limit */
    uint64_t interrupt_moderation_ps;
    uint64_t interrupt_delay_ps; /* TIME_NEVER when only interrupt.frames is set */
    uint64_t interrupt_frames;   /* CONFIG_UNLIMITED when only interrupt.delay is set; 1: at once */
    struct dist interrupt_latency;
    uint32_t dma_payload_bytes, dma_header_bytes; /* of a bus packet; payload 0: no packets */
    uint64_t nic_poll_ps;   /* TIME_NEVER: interrupts; else no interrupt, polled so often */
    uint64_t nic_rescue_ps; /* TIME_NEVER: none */
    uint64_t pause_xoff_bytes, pause_xon_bytes; /* of the FIFO; xoff CONFIG_UNLIMITED: no pause frames */
    uint64_t pause_delay_ps;
    uint32_t coalesce_bytes; /* 0: frames are not merged */
    uint64_t coalesce_timeout_ps;

    uint64_t refill_batch;       /* buffers that become visible together; 1: each at once */
    uint32_t refill_flush_below; /* with fewer ready than that, at once; 0: never */
    uint64_t refill_timer_ps;    /* TIME_NEVER: none */
    uint64_t refill_retry_ps;    /* TIME_NEVER: none, refilled whenever a buffer comes */
    uint32_t refill_threshold;   /* descriptors that must be missing; 1: any */
    enum refill_mode refill_mode;

    uint32_t cpu_count;
    uint64_t cpu_isr_ps;
    struct dist dpc_latency;
    uint64_t dpc_fixed_ps, dpc_frame_ps;
    uint64_t dpc_budget;        /* frames of a slice; CONFIG_UNLIMITED */
    uint64_t dpc_chain;         /* frames of a chain; CONFIG_UNLIMITED: the whole slice */
    uint64_t cpu_flush_ps;      /* per frame, KeFlushIoBuffers; within the DPC */
    uint64_t cpu_copy_frame_ps; /* per frame that is copied */
    struct fraction cpu_copy_ps_per_byte;
    uint64_t cpu_return_ps;  /* per buffer returned */
    uint64_t cpu_tear_ps;    /* per torn cache line of a frame harvested */
    uint64_t cpu_poll_ps;    /* of a poll that finds nothing */
    uint64_t dpc_throttle;   /* frames before a DPC yields; CONFIG_UNLIMITED */
    struct dist dpc_requeue; /* until it goes on */

    uint32_t disable_at; /* buffers; CONFIG_NEVER */
    uint32_t disable_resume;
    uint32_t lowres_below;        /* buffers; 0 with lowres_per_cent 0: never */
    uint32_t lowres_per_cent;     /* of the pool's buffers, instead of lowres_below */
    uint64_t lowres_memory_bytes; /* for copies */
    enum lowres_per lowres_per;

    uint32_t pool_buffer_bytes;
    uint32_t pool_policy;                            /* index in policy_table (policy_table.h) */
    uint32_t pool_initial, pool_minimum, pool_limit; /* buffers */
    enum pool_placement pool_placement;
    enum pool_reuse pool_reuse;
    enum pool_scope pool_scope;
    uint32_t pool_block;            /* buffers of a block of initialisation; 0: all in one */
    bool pool_per_processor;        /* initial is for each processor */
    enum pool_align pool_align;     /* none: buffers are packed and tear cache lines */
    uint32_t pool_descriptor_bytes; /* of other memory, for each buffer */
    uint64_t policy_period_ps;
    uint64_t policy_key[CONFIG_POLICY_KEYS_MAX]; /* the policy's own keys, in its order */
    uint64_t grow_every_ps;                      /* 0: none; lazy: one request every so often */
    uint32_t shrink_blocks;                      /* given back at once; 1 */
    uint32_t grow_below, grow_chunk, grow_in_flight;
    uint64_t grow_retry_ps; /* TIME_NEVER: at once */
    uint32_t shrink_above;  /* CONFIG_NEVER: never shrinks */
    struct dist shrink_idle;
    uint64_t shrink_every_ps; /* 0: no ticks */
    uint32_t shrink_ticks;
    bool shrink_recall;

    uint64_t host_memory_bytes; /* CONFIG_UNLIMITED */
    uint32_t host_page_bytes, host_alignment_bytes;
    uint64_t host_failure_e18;   /* probability in 1e-18 */
    uint64_t host_failure_every; /* 0: none */
    uint64_t host_fragmentation; /* pages; 0: none */
    struct dist allocation_delay, allocation_latency;
    uint64_t allocation_per_block_ps;
    uint32_t allocation_workers;
    struct dist free_latency;
    struct dist allocation_cpu;   /* of a passive-level CPU, after the latency */
    bool free_deferred;           /* frees wait their turn with the workers */
    uint64_t host_nonpaged_bytes; /* other memory, for descriptors; CONFIG_UNLIMITED */
    uint32_t host_processors;     /* that pool.per_processor counts */
    enum host_os host_os;
    enum host_arch host_arch;
    uint32_t pressure_count;
    struct pressure_config *pressure; /* ascending */

    char *driver_preset;    /* NULL: none */
    uint64_t driver_faults; /* bits of enum ndis_fault (ndis_fault.h) */
    uint32_t lifecycle_count;
    struct lifecycle_config *lifecycle;

    uint32_t protocol_count; /* sorted by name */
    struct protocol_config *protocol;

    uint32_t replications;     /* how many a command makes when not told; with a precision the fewest */
    uint32_t replications_max; /* with a precision the most */
    uint64_t precision_e18;    /* half width of the interval, as a share of the mean; 0: not asked for */
    char *precision_metric;    /* names, separated by commas, of what the precision is asked for */
    uint64_t confidence_e18;   /* of intervals */
    enum numbers_kind numbers;
    uint64_t numbers_key;    /* goes into the seed of every stream: of the point when independent, else 0 */
    uint32_t store_episodes; /* rows kept of each kind: the first so many and the longest so many */

    uint8_t *origin; /* resolver.h: which keys were assigned; NULL in one made by hand */
};

/* True when nothing in it draws a random number: such a scenario is run once and shown without an interval.
 */
bool config_is_deterministic(const struct config *config);

#endif
