/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run: the block, the clock, the loop.
 *
 * Six places may hold the next event: the queue, the wheel of services and holds, the lane of DMA
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
    sim->dma = (struct lane){&sim->state->dma_lane, (void *)(block + at->dma_lane),
                             sim->plan->ring * sim->plan->queue_count};
    sim->wheel = (struct wheel){.state = &sim->state->wheel,
                                .event = (void *)(block + at->wheel_event),
                                .bit = (void *)(block + at->wheel_bit),
                                .group = (void *)(block + at->wheel_group),
                                .next = (void *)(block + at->wheel_next),
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
    sim->buffer_next = (void *)(block + at->buffer_next);
    sim->buffer_previous = (void *)(block + at->buffer_previous);
    sim->buffer_block = (void *)(block + at->buffer_block);
    sim->buffer_member = (void *)(block + at->buffer_member);
    sim->buffer_spare = (void *)(block + at->buffer_spare);
    sim->buffer_torn = sim->plan->torn ? (void *)(block + at->buffer_torn) : NULL;
    sim->worker_busy = (void *)(block + at->workers);
    sim->frame = (void *)(block + at->frames);
    sim->claim = (void *)(block + at->claims);
    sim->claim_lost = (void *)(block + at->claim_lost);
    sim->server = (void *)(block + at->servers);
    sim->ring = (void *)(block + at->ring);
    sim->filled = (void *)(block + at->filled);
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

static void start_streams(struct sim *sim) {
    struct state *state = sim->state;
    uint64_t seed = state->seed, replication = state->replication;
    for (uint32_t q = 0; q < sim->plan->queue_count; q++) {
        draw_start_of(&sim->draws[q].interrupt_latency, state, name_hash("nic"), STREAM_LATENCY, q);
        draw_start_of(&sim->draws[q].dpc_latency, state, name_hash("cpu"), STREAM_LATENCY, q);
        draw_start_of(&sim->draws[q].dpc_requeue, state, name_hash("cpu"), STREAM_REQUEUE, q);
    }
    draw_start(&state->release, seed, replication, sim->plan->allocator_name, STREAM_RELEASE);
    stream_start(&state->share, seed, replication, name_hash("protocol"), STREAM_SHARE);
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
    state->end_ps = state->window_end_ps = sim->config->duration_ps;
    queue_init(&sim->events);
    wheel_init(&sim->wheel);
    timers_init(&sim->timers);
    meter_start(sim);
    pool_init(sim);
    start_streams(sim);
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

/* The least of all that is pending before until_ps, taken out (timers and arrivals are replaced by their
 * handlers). */
static struct event take_least(struct sim *sim, uint64_t until_ps) {
    struct state *state = sim->state;
    struct event event = queue_peek(&sim->events);
    struct event timer = timers_peek(&sim->timers);
    struct event lane = lane_peek(&sim->dma);
    struct event other = event_before(state->arrival, timer) ? state->arrival : timer;
    bool from_wheel = event_before(wheel_peek(&sim->wheel), event);
    event = from_wheel ? wheel_peek(&sim->wheel) : event;
    bool from_lane = event_before(lane, event);
    event = from_lane ? lane : event;
    bool from_next = event_before(state->next, event) && event_before(state->next, other);
    bool from_here = !from_next && event_before(event, other);
    event = from_next ? state->next : from_here ? event : other;
    if (ask_first(state, event))
        return (struct event){state->now_ps, 0};
    if (event.time_ps >= until_ps || event.time_ps >= state->end_ps)
        return no_event;
    if (from_next)
        state->next = no_event;
    else if (from_here && from_lane)
        lane_pop(&sim->dma);
    else if (from_here && from_wheel)
        wheel_pop(&sim->wheel);
    else if (from_here)
        queue_pop(&sim->events);
    return event;
}

/* What happens at every frame goes the short ways; returns how many events that were. */
static uint32_t run_frequent(struct sim *sim, uint64_t until_ps) {
    struct state *state = sim->state;
    uint32_t budget = MODEL_CHECKS ? 1 + (uint32_t)(state->events % 7) : POLL_EVENTS / 2, done = 0;
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

static enum run_status sim_loop(struct sim *sim, uint64_t until_ps, run_poll *poll, void *context) {
    for (uint32_t until_poll = POLL_EVENTS;;) {
        uint32_t done = run_frequent(sim, until_ps);
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
        sim->state->status = sim_loop(sim, until_ps, poll, context);
    return (enum run_status)sim->state->status;
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

void sim_watch_policy(struct sim *sim, sim_watch *watch, void *context) {
    sim->watch = watch;
    sim->watch_context = context;
}

void sim_scramble(struct sim *sim, int byte) {
    memset(sim->block, byte, sim->plan->at.bytes);
}
