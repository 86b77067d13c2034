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

/* In the order in which things happen at one instant. */
enum twin_kind {
    TWIN_RETURN,
    TWIN_SERVED,
    TWIN_ALLOCATED,
    TWIN_FREED,
    TWIN_QUEUED,
    TWIN_IDLE,
    TWIN_TICK,
    TWIN_ENGINE,
    TWIN_DMA,
    TWIN_DUE,
    TWIN_INTERRUPT,
    TWIN_ISR,
    TWIN_DPC,
    TWIN_CHAIN,
    TWIN_ARRIVAL
};

enum twin_place { TWIN_FREE, TWIN_POSTED, TWIN_IN_DMA, TWIN_FILLED, TWIN_INDICATED, TWIN_HOME, TWIN_PLACES };
enum twin_fate {
    TWIN_INSIDE,
    TWIN_DELIVERED,
    TWIN_NO_DESCRIPTOR,
    TWIN_FIFO_OVERFLOW,
    TWIN_BACKLOG,
    TWIN_TOO_LONG
};
enum twin_state { TWIN_REQUESTED, TWIN_LIVE, TWIN_DRAINING, TWIN_FREEING, TWIN_GONE };

struct twin_block {
    uint64_t number, buffers, bytes, requested, started, completed, freed;
    int outcome; /* the word in its fact: 0 pending, 1 done, 2 memory, 3 fragmented, 4 failed */
    enum twin_state state;
    bool grown;
};

struct twin_buffer {
    enum twin_place place;
    struct twin_block *block;
};

struct twin_frame {
    uint64_t made, arrival, filled, indicated, returned, due;
    uint64_t number, length, source;
    uint32_t protocol, needed;
    enum twin_fate fate;
    bool announced;
    struct twin_buffer *buffer[16];
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
    uint64_t start, end, drops;
};

struct twin {
    const struct config *config;
    uint64_t seed, replication, now;
    struct twin_event event[1024];
    uint32_t events;
    struct twin_frame *frame; /* every frame of the run, in the order of arrival */
    uint64_t frames, arrived;
    struct twin_buffer buffer[64];
    uint32_t buffers;
    struct twin_block block[4096];
    uint32_t blocks;
    struct twin_list free, ring, filled, fifo, engine, queued;
    struct twin_list backlog[4];
    uint64_t busy[4];
    bool engine_busy, raised, masked_dpc, masked_episode;
    struct twin_frame *engine_frame; /* came through the FIFO: its bytes still count */
    uint64_t last_raise, slice, chain;
    uint64_t interrupt[65536];
    uint32_t interrupts;
    struct twin_episode episode[65536];
    uint32_t episodes;
    uint64_t disable_at, disable_resume;
    /* policy */
    uint64_t wait_until, held_since, ticks;
    bool held, changed, idle_running, idle_fired, idle_wait, woken, ticked, failed, refused;
    /* chance */
    struct stream interrupt_stream, dpc_stream, release_stream, share_stream, idle_stream;
    struct stream service_stream[4], hold_stream[4];
    struct sampler interrupt_law, dpc_law, release_law, idle_law, delay_law, latency_law;
    struct sampler service_law[4], hold_law[4];
    u128 integral[TWIN_PLACES]; /* buffers by place, times picoseconds, from the warm-up on */
    u128 ready_integral, byte_integral, disabled_integral;
    bool refused_init;
    struct digest digest;
};

/* Runs to the end. The twin is large: keep it static; twin_free gives back what a run took. */
void twin_run(struct twin *twin, const struct config *config, uint64_t seed, uint64_t replication);
void twin_free(struct twin *twin);

/* model_twin.c: the list of events, what is found by counting */
void twin_schedule(struct twin *twin, uint64_t time, enum twin_kind kind, uint64_t number, void *what);
void twin_cancel(struct twin *twin, enum twin_kind kind);
void twin_push(struct twin_list *list, void *item);
void *twin_take(struct twin_list *list, uint32_t at);
bool twin_ideal(const struct twin *twin);
uint64_t twin_ready(const struct twin *twin);
uint64_t twin_count(const struct twin *twin, enum twin_place place);
uint64_t twin_bytes(const struct twin *twin);

/* model_twin_traffic.c: all arrivals of a run, worked out beforehand */
void twin_traffic(struct twin *twin);

/* model_twin_frame.c: NIC, interrupts, DPC, protocols */
void twin_arrival(struct twin *twin, struct twin_frame *frame);
void twin_refill(struct twin *twin);
void twin_supplied(struct twin *twin);
void twin_frame_event(struct twin *twin, struct twin_event event);

/* model_twin_pool.c: buffers, blocks, host, policy */
bool twin_initialise(struct twin *twin);
struct twin_buffer *twin_take_free(struct twin *twin);
void twin_put(struct twin *twin, struct twin_buffer *buffer);
void twin_pool_event(struct twin *twin, struct twin_event event);
bool twin_policy(struct twin *twin); /* true: it did something, look again in this instant */

#endif
