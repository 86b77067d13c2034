/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run: the block, the clock, the loop.
 *
 * Six places may hold the next event: the queue, the wheel of services and holds, the DMA
 * completions, the next arrival, what was scheduled for this very instant, and the timers. The least of them
 * goes; before time moves on (and before a sample is taken) the policy is asked if something it watches has
 * changed. */
#include "sim.h"

#include <stdlib.h>
#include <string.h>

#include "collect.h"
#include "express.h"
#include "flat.h"
#include "ndis.h"
#include "text.h"

#define POLL_EVENTS 65536u

static const struct event no_event = {TIME_NEVER, UINT64_MAX};

static void sim_bind(struct sim *sim) {
    const struct plan_offsets *at = &sim->plan->at;
    char *block = sim->block;
    sim->config = sim->plan->config;
    sim->state = (struct state *)(void *)block;
    queue_bind(&sim->events, block + at->events, sim->plan->event_limit);
    uint32_t timers = timers_leaves(sim->plan->timer_count), sources = timers_leaves(sim->plan->source_count);
    sim->wheel = (struct wheel){.state = &sim->state->wheel,
                                .entry = block + at->frames + offsetof(struct frame, due),
                                .bit = (void *)(block + at->wheel_bit),
                                .group = (void *)(block + at->wheel_group),
                                .bucket = (void *)(block + at->wheel_bucket),
                                .capacity = sim->plan->claim_slots,
                                .buckets = wheel_buckets(sim->plan->claim_slots)};
    sim->timers =
        (struct timers){timers, (void *)(block + at->timer_winner), (void *)(block + at->timer_slot)};
    sim->sources =
        (struct timers){sources, (void *)(block + at->source_winner), (void *)(block + at->source_slot)};
    sim->source = (void *)(block + at->sources);
    sim->protocol = (void *)(block + at->protocols);
    sim->stall = (void *)(block + at->stalls);
    sim->queue = (void *)(block + at->queues);
    sim->draws = (void *)(block + at->draws);
    sim->cpu = (void *)(block + at->cpus);
    sim->job = (void *)(block + at->jobs);
    sim->pool = (void *)(block + at->pools);
    sim->growth = (void *)(block + at->growths);
    sim->fifo = (void *)(block + at->fifo);
    sim->upstream = (void *)(block + at->upstream);
    sim->connection = (void *)(block + at->connections);
    sim->unit = (void *)(block + at->units);
    sim->pause = (void *)(block + at->pauses);
    sim->buffer_place = (void *)(block + at->buffer_state);
    sim->buffer_queue = (void *)(block + at->buffer_queue);
    sim->buffer_next = sim->plan->chained ? (void *)(block + at->buffer_next) : NULL;
    sim->buffer_member = (void *)(block + at->buffer_member);
    sim->buffer_torn = sim->plan->torn ? (void *)(block + at->buffer_torn) : NULL;
    sim->worker_busy = (void *)(block + at->workers);
    sim->frame = (void *)(block + at->frames);
    sim->origin = (void *)(block + at->origins);
    sim->claim_lost = (void *)(block + at->claim_lost);
    sim->claim_server = (void *)(block + at->claim_server);
    sim->server = (void *)(block + at->servers);
    sim->ring = (void *)(block + at->ring);
    sim->address = (void *)(block + at->addresses);
    sim->blocks = (void *)(block + at->blocks);
    sim->block_spare = (void *)(block + at->block_spare);
    sim->policy = block + at->policy;
    sim->latency = (void *)(block + at->latency);
    sim->returns = (void *)(block + at->returns);
    sim->episodes = (void *)(block + at->episodes);
    sim->episode_first = (void *)(block + at->episode_first);
    sim->episode_longest = (void *)(block + at->episode_longest);
    sim->allocation_first = (void *)(block + at->allocation_first);
    sim->allocation_longest = (void *)(block + at->allocation_longest);
    sim->samples = (void *)(block + at->samples);
}

struct sim *sim_create(const struct plan *plan) {
    struct sim *sim = memory_alloc(sizeof *sim);
    sim->plan = plan;
    sim->block = flat_alloc(plan->at.bytes);
    sim_bind(sim);
    return sim;
}

void sim_destroy(struct sim *sim) {
    if (!sim)
        return;
    free(sim->block);
    free(sim);
}

static uint32_t least_of(uint32_t a, uint32_t b) {
    return a < b ? a : b;
}

/* Marks are set from what the driver got, as a driver that retried with half the size would. */
static void set_marks(struct sim *sim) {
    const struct config *config = sim->config;
    for (uint32_t i = 0; i < sim->plan->pool_count; i++) {
        struct pool_state *pool = &sim->pool[i];
        pool->disable_resume = least_of(config->disable_resume, pool->init_buffers);
        pool->disable_at = config->disable_at == CONFIG_NEVER
                               ? CONFIG_NEVER
                               : least_of(config->disable_at, pool->disable_resume - 1);
    }
}

bool sim_start(struct sim *sim, uint64_t seed, uint32_t replication) {
    struct state *state = sim->state;
    ensure(sim->config->warmup_ps != CONFIG_WARMUP_AUTO);
    memset(sim->block, 0, sim->plan->at.zeroed);
    histogram_clear(sim->latency, sim->config->duration_ps);
    histogram_clear(sim->returns, sim->config->duration_ps);
    histogram_clear(sim->episodes, sim->config->duration_ps);
    state->seed = seed ^ sim->config->numbers_key;
    state->replication = replication;
    if (sim->config->numbers == NUMBERS_ANTITHETIC)
        state->replication = replication / 2 | (replication % 2 == 1 ? STREAM_ANTITHETIC : 0);
    state->next = state->arrival = no_event;
    state->copies.spare = NO_BUFFER;
    state->dma.next_ps = TIME_NEVER;
    state->end_ps = state->window_end_ps = sim->config->duration_ps;
    queue_init(&sim->events);
    wheel_init(&sim->wheel);
    timers_init(&sim->timers);
    meter_start(sim);
    pool_init(sim);
    streams_start(sim);
    protocol_start(sim);
    for (uint32_t q = 0; q < sim->plan->queue_count; q++)
        sim->queue[q].last_raise_ps = TIME_NEVER;
    miniport_initialize_ex(sim);
    if (!host_initialise(sim)) {
        ndis_step(sim, ADAPTER_HALTED);
        state->status = RUN_INIT_FAILED;
        return false;
    }
    growth_start(sim);
    set_marks(sim);
    driver_start(sim);
    lifecycle_start(sim);
    if (sim->plan->policy_copies)
        growth_consult(sim); /* before the first frame, which may come at 0: is it to be copied? */
    cpu_start(sim);
    dpc_poll_start(sim);
    wire_start(sim);
    if (sim->plan->sample_limit > 0)
        schedule(sim, 0, EVENT_SAMPLE, 0, 0);
    return true;
}

static bool ask_first(const struct state *state, struct event event) {
    return state->ask && (event.time_ps > state->now_ps || event_kind_of(event.order) == EVENT_SAMPLE);
}

static struct event dma_first(const struct sim *sim) {
    const struct dma_state *dma = &sim->state->dma;
    return dma->count > 0 ? (struct event){dma->next_ps, sim->frame[dma->head].due.order} : no_event;
}

/* The least of all that is pending before until_ps, taken out (timers and arrivals are replaced by their
 * handlers). */
static struct event take_least(struct sim *sim, uint64_t until_ps) {
    struct state *state = sim->state;
    struct event event = queue_peek(&sim->events);
    struct event timer = timers_peek(&sim->timers);
    struct event dma = dma_first(sim);
    struct event other = event_before(state->arrival, timer) ? state->arrival : timer;
    bool from_wheel = event_before(wheel_peek(&sim->wheel), event);
    event = from_wheel ? wheel_peek(&sim->wheel) : event;
    bool from_dma = event_before(dma, event);
    event = from_dma ? dma : event;
    bool from_next = event_before(state->next, event) && event_before(state->next, other);
    bool from_here = !from_next && event_before(event, other);
    event = from_next ? state->next : from_here ? event : other;
    if (ask_first(state, event))
        return (struct event){state->now_ps, 0};
    if (event.time_ps >= until_ps || event.time_ps >= state->end_ps)
        return no_event;
    if (from_next)
        state->next = no_event;
    else if (from_here && from_dma)
        dma_pop(sim);
    else if (from_here && from_wheel)
        wheel_pop(&sim->wheel);
    else if (from_here)
        queue_pop(&sim->events);
    return event;
}

/* What happens at every frame goes the short ways; returns how many events that were. With a band the level
 * is looked at after every event, so not the express way, which has none of its own. */
static inline uint32_t run_frequent(struct sim *sim, uint64_t until_ps, const struct band *band) {
    struct state *state = sim->state;
    uint32_t budget = MODEL_CHECKS ? 1 + (uint32_t)(state->events % 7) : POLL_EVENTS / 2, done = 0;
    if (band)
        return sim->plan->frequent ? dispatch_frequent_within(sim, until_ps, budget, band) : 0;
    if (express_may(sim))
        done = express_run(sim, until_ps, budget);
    if (done == 0 && sim->plan->frequent) /* one, where the express way may be open again after it */
        done = dispatch_frequent(sim, until_ps, sim->plan->express ? 1 : budget);
    return done;
}

static void happen(struct sim *sim, struct event event) {
    struct state *state = sim->state;
    if (event.time_ps > state->now_ps) {
        meter_advance(sim, event.time_ps);
        state->now_ps = event.time_ps;
    }
    state->events++;
    event_happens(sim, event.order);
}

/* band: NULL, or the loop ends where the level leaves it. */
static inline __attribute__((always_inline)) enum run_status
sim_loop(struct sim *sim, uint64_t until_ps, const struct band *band, run_poll *poll, void *context) {
    for (uint32_t until_poll = POLL_EVENTS;;) {
        if (band && band_left(sim, band))
            return RUN_OK;
        uint32_t done = run_frequent(sim, until_ps, band);
        if (done == 0) {
            struct event event = take_least(sim, until_ps);
            if (event.time_ps == TIME_NEVER)
                return RUN_OK;
            if (event.order > 0)
                happen(sim, event);
            else
                growth_consult(sim);
            if (event.order == 0 && growth_endless(sim))
                return RUN_FAILED;
            done = 1;
        }
#ifdef RXP_MODEL_CHECKS
        model_check(sim);
#endif
        until_poll -= done < until_poll ? done : until_poll;
        if (until_poll > 0)
            continue;
        until_poll = POLL_EVENTS;
        enum run_status status = poll ? poll(context) : RUN_OK;
        if (status != RUN_OK)
            return status;
        if (sim->state->frames > EVENT_NUMBER_LIMIT - 2 * POLL_EVENTS)
            return RUN_FAILED;
    }
}

enum run_status sim_run_until(struct sim *sim, uint64_t until_ps, run_poll *poll, void *context) {
    if (sim->state->status == RUN_OK)
        sim->state->status = sim_loop(sim, until_ps, NULL, poll, context);
    return (enum run_status)sim->state->status;
}

enum run_status sim_status(const struct sim *sim) {
    return (enum run_status)sim->state->status;
}

uint32_t sim_level(const struct sim *sim) {
    return level_of(sim);
}

enum sim_crossing sim_run_between(struct sim *sim, uint32_t floor, uint32_t ceiling, run_poll *poll,
                                  void *context) {
    const struct band band = {floor, ceiling};
    if (sim->state->status == RUN_OK)
        sim->state->status = sim_loop(sim, sim->config->duration_ps, &band, poll, context);
    if (sim->state->status != RUN_OK)
        return SIM_ENDED;
    uint32_t level = level_of(sim);
    return level >= ceiling ? SIM_ROSE : level < floor ? SIM_FELL : SIM_ENDED;
}

/* The end of the run has come: its duration is over, or nothing can ever be received again. */
struct run_result *sim_finish(struct sim *sim, run_poll *poll, void *context) {
    if (sim_run_until(sim, sim->config->duration_ps, poll, context) == RUN_OK) {
        meter_end(sim, sim->state->window_end_ps);
        halt(sim);
        if (sim->state->starved_queues > 0)
            sim->state->status = RUN_STARVED;
    }
    return collect_result(sim);
}

struct run_result *sim_run(struct sim *sim, uint64_t seed, uint32_t replication, run_poll *poll,
                           void *context) {
    (void)sim_start(sim, seed, replication);
    return sim_finish(sim, poll, context);
}

struct sim *sim_clone(const struct sim *sim) {
    struct sim *clone = sim_create(sim->plan);
    memcpy(clone->block, sim->block, sim->plan->at.bytes);
    return clone;
}

void sim_save(const struct sim *sim, void *to) {
    memcpy(to, sim->block, sim->plan->at.going);
}

void sim_load(struct sim *sim, const void *from) {
    memcpy(sim->block, from, sim->plan->at.going);
}

struct sim_frames sim_frames(const struct sim *sim) {
    const struct counters *count = &sim->state->count;
    struct sim_frames frames = {.known = count->fate[FATE_DELIVERED]};
    for (int fate = FATE_DROPPED_FIRST; fate <= FATE_DROPPED_LAST; fate++)
        frames.lost += count->fate[fate];
    frames.known += frames.lost;
    frames.events = sim->state->events;
    frames.now_ps = sim->state->now_ps;
    return frames;
}

void sim_watch_policy(struct sim *sim, sim_watch *watch, void *context) {
    sim->watch = watch;
    sim->watch_context = context;
}

void sim_scramble(struct sim *sim, int byte) {
    memset(sim->block, byte, sim->plan->at.bytes);
}
