/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The naive twin of the model: the same rules once more, as plainly as they can be written.
 *
 * One list of events searched from end to end, one struct per buffer, counts found by counting, every frame
 * of a run kept for ever, facts read off the frames when all is over. It knows cbr and Poisson sources and
 * all that happens to a frame behind them. It shares with the model only the random streams, the samplers and
 * the hash of a fact: the order of events, the lists, the policy and the arithmetic of time are its own. Slow
 * on purpose. */
#ifndef RXP_MODEL_TWIN_H
#define RXP_MODEL_TWIN_H

#include "config.h"
#include "digest.h"
#include "sampler.h"
#include "simtime.h"
#include "wide.h"

/* Indices in the table of policies. */
enum { TWIN_STATIC, TWIN_WATERMARK, TWIN_DOUBLING, TWIN_COPY_ALWAYS = 7 };
enum { TWIN_CONNECTIONS = 8, TWIN_SOURCES = 4, TWIN_QUEUES = 4, TWIN_PROTOCOLS = 4, TWIN_SERVERS = 8 };

/* In the order in which things happen at one instant. */
enum twin_kind {
    TWIN_RETURN,
    TWIN_RETURN_TIMER,
    TWIN_SERVED,
    TWIN_STALL,
    TWIN_ALLOCATED,
    TWIN_PAID,
    TWIN_FREED,
    TWIN_QUEUED,
    TWIN_IDLE,
    TWIN_TICK,
    TWIN_FLUSH,
    TWIN_RETRY,
    TWIN_RESCUE,
    TWIN_ENGINE,
    TWIN_DMA,
    TWIN_COALESCE,
    TWIN_DUE,
    TWIN_INTERRUPT,
    TWIN_ISR,
    TWIN_DPC,
    TWIN_CHAIN,
    TWIN_PAUSE,
    TWIN_ACKNOWLEDGE,
    TWIN_THINK,
    TWIN_MADE,
    TWIN_ARRIVAL
};

enum twin_place { TWIN_FREE, TWIN_POSTED, TWIN_IN_DMA, TWIN_FILLED, TWIN_INDICATED, TWIN_HOME, TWIN_PLACES };
enum twin_fate { /* the word in a frame's fact */
                 TWIN_INSIDE,
                 TWIN_DELIVERED,
                 TWIN_NO_DESCRIPTOR,
                 TWIN_FIFO_OVERFLOW,
                 TWIN_BACKLOG,
                 TWIN_TOO_LONG,
                 TWIN_NO_REPLACEMENT,
                 TWIN_COPY_FAILED,
                 TWIN_NOT_RUNNING,
                 TWIN_COALESCED
};
enum twin_cause { /* of a drop at the NIC, in the order in which they are looked at */
                  TWIN_CAUSE_DMA,
                  TWIN_CAUSE_DISABLED,
                  TWIN_CAUSE_REFILL,
                  TWIN_CAUSE_MODERATION,
                  TWIN_CAUSE_CPU,
                  TWIN_CAUSE_GROWTH_LATE,
                  TWIN_CAUSE_REFUSED,
                  TWIN_CAUSE_HELD,
                  TWIN_CAUSES
};
enum twin_state { TWIN_REQUESTED, TWIN_LIVE, TWIN_DRAINING, TWIN_FREEING, TWIN_GONE };
enum twin_level { TWIN_LEVEL_ISR, TWIN_LEVEL_DPC, TWIN_LEVEL_PASSIVE, TWIN_LEVEL_APPLICATION };

struct twin_block {
    uint64_t number, buffers, bytes, requested, started, completed, freed;
    uint32_t pool, worker;
    int outcome; /* the word in its fact: 0 pending, 1 done, else why not */
    enum twin_state state;
    bool grown, queued_free;
};

struct twin_buffer {
    enum twin_place place;
    struct twin_block *block;
    uint32_t pool, queue, torn;
    bool visible;
};

struct twin_frame;
struct twin_claim { /* of a protocol on a frame */
    struct twin_frame *frame;
    uint32_t protocol, server;
    uint64_t hold, left; /* left: of a service that a stall interrupted */
    bool waits, served, done;
};

struct twin_frame {
    uint64_t made, arrival, filled, indicated, returned;
    uint64_t number, length, source, flow;
    uint64_t order, newest; /* of its source's frames, and of those merged into it the last */
    uint64_t merged;        /* frames in it besides the first */
    uint32_t protocol, needed, queue, claims;
    enum twin_fate fate;
    enum twin_cause cause;
    bool announced, flagged, copied, answered;
    struct twin_buffer *buffer[16];
    struct twin_claim claim[TWIN_PROTOCOLS];
};

struct twin_event {
    uint64_t time, number;
    enum twin_kind kind;
    void *what;
};

struct twin_list { /* of pointers, first in, first out */
    void *item[512];
    uint32_t count;
};

struct twin_episode {
    uint64_t start, end, drops, queue;
};

struct twin_interrupt {
    uint64_t queue, time;
};

struct twin_job { /* wants a processor */
    uint64_t left, order;
    uint32_t cpu;
    enum twin_level level;
    struct twin_event event;
};

struct twin_connection {
    uint64_t window, under_way, acknowledged, halved_at;
};

struct twin_source {
    struct twin_frame **frame; /* every frame it made, in order */
    uint64_t made, taken, room;
    struct stream gaps, sizes, batches, flows;
    struct sampler gap_law, batch_law, think_law;
    struct twin_connection connection[TWIN_CONNECTIONS];
};

struct twin_queue {
    struct twin_list ring, filled;
    struct twin_frame *unit; /* open to further frames of its flow */
    bool raised, masked_dpc, masked_episode, slice_scarce, found_none, starved,
        waits; /* waits: its DPC, for something to put in a frame's place */
    uint64_t last_raise, slice, chain, may_take, episode;
    struct stream interrupt_stream, dpc_stream, requeue_stream;
};

struct twin_pool {
    struct twin_list free;
    uint64_t disable_at, disable_resume, wait_until, held_since, ticks;
    bool held, changed, idle_running, idle_fired, idle_wait, woken, ticked, failed, refused, last_refused,
        begun;
    struct stream idle_stream;
};

struct twin_protocol {
    struct twin_list backlog, back; /* waiting for service; waiting to go back with others */
    bool server[TWIN_SERVERS];      /* busy */
    uint64_t busy;
    bool stalled;
    struct stream service_stream, hold_stream, stall_stream, still_stream;
    struct sampler service_law, hold_law, stall_law, still_law;
};

struct twin {
    const struct config *config;
    uint64_t seed, replication, now;
    uint64_t end, window_end; /* the duration, or the instant in which all queues were found starved */
    struct twin_event event[2048];
    uint32_t events;
    struct twin_job job[512];
    uint32_t jobs;
    uint64_t job_order;
    struct twin_source source[TWIN_SOURCES];
    struct twin_frame **frame; /* every frame that reached the NIC, in the order of arrival */
    uint64_t arrived, room;
    struct twin_frame *carried; /* by the link */
    u128 link_clock;
    bool link_stopped, asked_to_stop;
    struct twin_buffer buffer[1024];
    uint32_t buffers;
    struct twin_block block[8192];
    uint32_t blocks;
    struct twin_queue queue[TWIN_QUEUES];
    struct twin_pool pool[TWIN_QUEUES];
    struct twin_protocol protocol[TWIN_PROTOCOLS];
    struct twin_list fifo, queued;
    bool engine_busy;
    struct twin_frame *engine_frame; /* came through the FIFO: its bytes still count */
    struct twin_interrupt interrupt[65536];
    uint32_t interrupts;
    struct twin_episode episode[65536];
    uint32_t episodes;
    uint64_t copied_bytes; /* protocol memory in use */
    uint64_t other_bytes;  /* of descriptors, in use */
    struct stream release_stream, share_stream;
    struct sampler interrupt_law, dpc_law, requeue_law, release_law, idle_law, delay_law, latency_law,
        work_law;
    u128 integral[TWIN_PLACES]; /* buffers by place, times picoseconds, from the warm-up on */
    u128 ready_integral, byte_integral, disabled_integral;
    struct digest digest;
    struct { /* that something came about */
        uint64_t copied, torn, yielded, waited, replaced, retried, rescued, hidden, stalled, together,
            preempted, deferred, blocked, paused, acknowledged, halved, merged, starved, kept;
    } seen;
};

/* Runs to the end. The twin is large: keep it static; twin_free gives back what a run took. */
void twin_run(struct twin *twin, const struct config *config, uint64_t seed, uint64_t replication);
void twin_free(struct twin *twin);

/* model_twin.c: the list of events */
void twin_schedule(struct twin *twin, uint64_t time, enum twin_kind kind, uint64_t number, void *what);
void twin_cancel(struct twin *twin, enum twin_kind kind, uint64_t number);
bool twin_pending(const struct twin *twin, enum twin_kind kind, uint64_t number);

/* model_twin_count.c: lists, and what is found by counting */
void twin_push(struct twin_list *list, void *item);
void *twin_take(struct twin_list *list, uint32_t at);
bool twin_ideal(const struct twin *twin);
bool twin_grows(const struct twin *twin); /* its policy does */
bool twin_shared(const struct twin *twin);
uint32_t twin_pool_of(const struct twin *twin, uint32_t queue);
uint64_t twin_ready(const struct twin *twin, uint32_t queue);
uint64_t twin_pool_ready(const struct twin *twin, uint32_t pool);
uint64_t twin_count(const struct twin *twin, enum twin_place place);
uint64_t twin_occupied(const struct twin *twin, uint32_t queue);
uint64_t twin_visible(const struct twin *twin, uint32_t queue);
uint64_t twin_bytes(const struct twin *twin);
void twin_integrate(struct twin *twin, uint64_t to);
void twin_facts(struct twin *twin);

/* model_twin_traffic.c: sources, the link, pause frames; model_twin_feedback.c: sources that wait */
void twin_traffic(struct twin *twin);
bool twin_make(struct twin *twin, uint32_t rank, uint64_t at, uint64_t connection); /* false: it may not */
struct twin_event twin_upstream(const struct twin *twin);
void twin_take_made(struct twin *twin);
struct twin_frame *twin_arrived(struct twin *twin);
void twin_look_at_fifo(struct twin *twin);
void twin_start_feedback(struct twin *twin, uint32_t rank);
void twin_think(struct twin *twin, uint32_t rank);
void twin_acknowledge(struct twin *twin, struct twin_event event);
void twin_frame_lost(struct twin *twin, struct twin_frame *frame);
void twin_frame_delivered(struct twin *twin, struct twin_frame *frame);
void twin_frame_back(struct twin *twin, struct twin_frame *frame);

/* model_twin_nic.c: FIFO, DMA, interrupts */
void twin_arrival(struct twin *twin, struct twin_frame *frame);
void twin_pump(struct twin *twin);
uint64_t twin_fifo_bytes(const struct twin *twin);
void twin_send_unit(struct twin *twin, uint32_t queue);
void twin_engine(struct twin *twin);
void twin_dma_end(struct twin *twin, struct twin_frame *frame);
void twin_cause(struct twin *twin, uint32_t queue);
void twin_unmasked(struct twin *twin, uint32_t queue);
void twin_interrupt(struct twin *twin, uint32_t queue);

/* model_twin_cpu.c: processors, DPCs */
void twin_submit(struct twin *twin, uint32_t cpu, enum twin_level level, uint64_t cost,
                 struct twin_event event);
struct twin_job *twin_running(struct twin *twin, uint32_t cpu); /* NULL: idle */
void twin_work(struct twin *twin, uint64_t time);               /* so much passes */
void twin_job_done(struct twin *twin, struct twin_job *job);
void twin_want_dpc(struct twin *twin, uint32_t queue);
void twin_join_dpc(struct twin *twin, uint32_t queue);
void twin_begin_dpc(struct twin *twin, uint32_t queue);
void twin_chain_end(struct twin *twin, uint32_t queue);

/* model_twin_driver.c: rings, episodes; model_twin_harvest.c: chains */
void twin_start_driver(struct twin *twin);
void twin_refill(struct twin *twin, uint32_t queue);
void twin_post(struct twin *twin, uint32_t queue, struct twin_buffer *buffer);
void twin_flush(struct twin *twin, uint32_t queue); /* shows what is hidden if too few are ready */
void twin_show(struct twin *twin, uint32_t queue);
void twin_watch_hidden(struct twin *twin, uint32_t queue); /* the timer runs while something is */
void twin_retry(struct twin *twin, uint32_t queue);
void twin_rescue(struct twin *twin);
void twin_returned(struct twin *twin, uint32_t queue); /* a buffer of this queue's came back */
void twin_new_buffers(struct twin *twin, uint32_t pool);
void twin_look_for_shortage(struct twin *twin, uint32_t queue);
void twin_look_at_slice(struct twin *twin, uint32_t queue);    /* will too few be left after it? */
uint64_t twin_harvest_cost(struct twin *twin, uint32_t queue); /* may shorten the chain */
bool twin_harvest(struct twin *twin, uint32_t queue); /* false: the rest must wait for free buffers */

/* model_twin_starve.c */
void twin_look_for_starved(struct twin *twin);

/* model_twin_protocol.c */
uint32_t twin_choose_protocol(struct twin *twin);
void twin_start_protocols(struct twin *twin);
void twin_indicate(struct twin *twin, struct twin_frame *frame);
void twin_served(struct twin *twin, struct twin_claim *claim);
void twin_return(struct twin *twin, struct twin_event event);
void twin_return_timer(struct twin *twin, uint32_t protocol);
void twin_stall(struct twin *twin, uint32_t protocol);
bool twin_instant(const struct twin *twin, const struct twin_frame *frame);
void twin_give_back(struct twin *twin, struct twin_frame *frame);

/* model_twin_pool.c: buffers, blocks; model_twin_host.c: the host; model_twin_policy.c */
struct twin_buffer *twin_take_free(struct twin *twin, uint32_t pool);
void twin_put(struct twin *twin, struct twin_buffer *buffer);
void twin_go_live(struct twin *twin, struct twin_block *block);
struct twin_block *twin_newest_grown(struct twin *twin, uint32_t pool);
bool twin_drain(struct twin *twin, uint32_t pool); /* false: too few buffers are idle */
bool twin_initialise(struct twin *twin);
void twin_request(struct twin *twin, uint32_t pool, uint64_t buffers);
void twin_host_event(struct twin *twin, struct twin_event event);
void twin_free_block(struct twin *twin, struct twin_block *block);
void twin_policy_event(struct twin *twin, struct twin_event event);
bool twin_policy(struct twin *twin); /* true: it did something, look again in this instant */

#endif
