/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the policy is asked, and what its answers do.
 *
 * A policy is asked before time moves on from an instant in which ready reached a mark it watches, a request
 * ended, or a timer of its fired (sim.c sees to that): level, not edge, so it may be asked once too often and
 * must answer by what it sees. Requests go to the host; a request never exceeds the limit and is never
 * trimmed to it. */
#include <string.h>

#include "ndis.h"

_Static_assert(CONFIG_POLICY_KEYS_MAX == RXPOOL_POLICY_KEYS_MAX, "one value for each key");

static uint32_t peak(const struct growth_state *growth, const struct pool_state *pool) {
    uint32_t now = pool->filled + pool->indicated;
    return growth->peak > now ? growth->peak : now;
}

void growth_peak(struct sim *sim) {
    for (uint32_t pool = 0; pool < sim->plan->pool_count; pool++)
        sim->growth[pool].peak = peak(&sim->growth[pool], &sim->pool[pool]);
}

static struct rxpool_policy_view view_of(const struct sim *sim, uint32_t number, uint32_t reason) {
    const struct state *state = sim->state;
    const struct growth_state *growth = &sim->growth[number];
    const struct pool_state *pool = &sim->pool[number];
    return (struct rxpool_policy_view){
        .settings = &growth->settings,
        .now_ps = state->now_ps,
        .reason = reason,
        .ready = pool->ready,
        .total = growth->total,
        .live = growth->live,
        .grown_blocks = growth->grown_blocks,
        .pending = growth->pending,
        .filled = pool->filled,
        .indicated = pool->indicated,
        .ended_failed = growth->ended_failed,
        .refused_at_once = growth->refused_at_once,
        .peak_since_asked = sim->plan->policy_peak ? peak(growth, pool) : 0,
        .latency_ps = growth->latency_ps,
    };
}

/* An episode that began in this very instant was not without hope. */
static void note_asked(struct sim *sim, uint32_t pool) {
    for (uint32_t q = 0; q < sim->plan->queue_count; q++) {
        struct queue_data *queue = &sim->queue[q];
        if (pool_number(sim, q) == pool && queue->masked_episode &&
            queue->episode_start_ps == sim->state->now_ps)
            queue->episode_cause = EPISODE_GROWTH_PENDING;
    }
}

static void request(struct sim *sim, uint32_t pool, uint32_t buffers) {
    struct state *state = sim->state;
    struct growth_state *growth = &sim->growth[pool];
    if (buffers == 0 || (uint64_t)growth->total + buffers > sim->plan->pool_limit)
        return;
    uint32_t block = block_new(sim, pool, buffers);
    if (block == NO_BLOCK)
        return;
    sim->blocks[block].grown = 1;
    sim->blocks[block].shortage = sim->pool[pool].ready <= sim->config->grow_below;
    growth->pending++;
    growth->pending_buffers += buffers;
    growth->total += buffers;
    if (in_window(sim)) {
        state->count.requested++;
        state->count.oscillations += growth->shrank;
    }
    growth->shrank = 0;
    note_asked(sim, pool);
    ndis_m_allocate_shared_memory_async_ex(sim, block);
}

static void set_timers(struct sim *sim, uint32_t pool, const struct rxpool_policy_decision *decision) {
    const struct state *state = sim->state;
    uint32_t idle = timer_slot(sim, TIMER_IDLE, pool), tick = timer_slot(sim, TIMER_TICK, pool);
    if (decision->idle == RXPOOL_IDLE_CANCEL) {
        timers_clear(&sim->timers, idle);
    } else if (decision->idle == RXPOOL_IDLE_START) {
        uint64_t at = time_add(state->now_ps, draw_next(&sim->growth[pool].idle, &sim->plan->shrink_idle));
        timers_set(&sim->timers, idle, (struct event){at, event_order(EVENT_SHRINK_IDLE, pool, 0)});
    }
    if (decision->tick_after_ps) {
        uint64_t at = time_add(state->now_ps, decision->tick_after_ps);
        timers_set(&sim->timers, tick, (struct event){at, event_order(EVENT_POLICY_TICK, pool, 0)});
    }
}

static void count_asked(const struct sim *sim, struct growth_state *growth) {
    growth->asked = growth->asked_ps == sim->state->now_ps ? growth->asked + 1 : 1;
    growth->asked_ps = sim->state->now_ps;
}

bool growth_endless(const struct sim *sim) {
    for (uint32_t pool = 0; pool < sim->plan->pool_count; pool++)
        if (sim->growth[pool].asked > sim->plan->asked_limit)
            return true;
    return false;
}

static void consult(struct sim *sim, uint32_t pool) {
    struct growth_state *growth = &sim->growth[pool];
    struct rxpool_policy_decision decision = {0};
    struct rxpool_policy_view view = view_of(sim, pool, growth->reason);
    growth->reason = 0;
    growth->ended_failed = 0;
    growth->refused_at_once = 0;
    growth->peak = 0;
    count_asked(sim, growth);
    sim->plan->policy->decide(sim->policy + (size_t)pool * sim->plan->policy_stride, &view, &decision);
    if (sim->watch)
        sim->watch(sim->watch_context, &view, &decision);
    growth->copy = decision.copy != 0 && sim->plan->policy_copies;
    growth->watch_low = decision.watch_low;
    growth->watch_high = decision.watch_high;
    set_timers(sim, pool, &decision);
    uint32_t blocks = growth->grown_blocks;
    if (sim->plan->faults && misbehave_shrinks(sim, pool, decision.shrink_blocks))
        decision.shrink_blocks = 0;
    for (uint32_t i = 0; i < decision.shrink_blocks; i++)
        block_drain_newest(sim, pool);
    if (growth->grown_blocks < blocks) { /* else too few buffers are idle: nothing to look at again now */
        growth_ask(sim, pool, RXPOOL_POLICY_COUNTS);
        driver_supplied_pool(sim, pool); /* a recall leaves room on the ring for what is still free */
    }
    for (uint32_t i = 0; i < decision.requests && sim->plan->policy->grows; i++)
        request(sim, pool, decision.request_buffers);
}

void growth_consult(struct sim *sim) {
    sim->state->ask = 0;
    if (sim->state->ndis.stopped)
        return; /* what is to be asked is asked when it runs again */
    for (uint32_t pool = 0; pool < sim->plan->pool_count; pool++)
        if (sim->growth[pool].reason)
            consult(sim, pool);
    if (sim->state->hungry)
        starve_judge(sim);
}

void growth_request_ended(struct sim *sim, uint32_t block) {
    struct state *state = sim->state;
    struct block *data = &sim->blocks[block];
    struct growth_state *growth = &sim->growth[data->pool];
    struct allocation_row row = block_row(data, TIME_NEVER);
    bool done = data->outcome == ALLOCATION_DONE;
    growth->pending--;
    growth->pending_buffers -= data->buffers;
    growth_ask(sim, data->pool, RXPOOL_POLICY_REQUEST_ENDED);
    growth->last_failed = !done;
    growth->latency_ps = state->now_ps - data->requested_ps;
    if (in_window(sim)) {
        state->count.completed += done;
        state->count.failed += !done;
        state->count.late += data->shortage && growth_relieved(sim, data->pool, data->requested_ps);
    }
    fact_allocation(sim, &row);
    if (done) {
        block_live(sim, block);
        driver_supplied_pool(sim, data->pool);
        return;
    }
    growth->total -= data->buffers;
    growth->ended_failed++;
    growth->refused_at_once += data->requested_ps == state->now_ps;
    record_allocation(sim, &row);
    block_unused(sim, block);
}

bool growth_relieved(const struct sim *sim, uint32_t pool, uint64_t since_ps) {
    const struct growth_state *growth = &sim->growth[pool];
    bool above = growth->lasting > sim->config->grow_below && sim->state->now_ps > growth->since_ps;
    return (above ? sim->state->now_ps : growth->relief_ps) > since_ps;
}

void growth_timer(struct sim *sim, uint32_t pool, uint32_t reason) {
    timers_clear(&sim->timers, timer_slot(sim, reason == RXPOOL_POLICY_IDLE ? TIMER_IDLE : TIMER_TICK, pool));
    if (sim->plan->faults && reason == RXPOOL_POLICY_TICK && misbehave_ticks(sim, pool))
        return;
    growth_ask(sim, pool, reason);
}

static void start(struct sim *sim, uint32_t pool) {
    const struct config *config = sim->config;
    struct growth_state *growth = &sim->growth[pool];
    growth->settings = (struct rxpool_policy_settings){
        .initial = sim->pool[pool].init_buffers,
        .limit = sim->plan->policy->grows ? sim->plan->pool_limit : config->pool_limit,
        .grow_below = config->grow_below,
        .grow_chunk = config->grow_chunk,
        .grow_in_flight = has_fault(sim, FAULT_UNBOUNDED_REQUESTS) ? UINT32_MAX : config->grow_in_flight,
        .shrink_above = config->shrink_above,
        .shrink_ticks = config->shrink_ticks,
        .shrink_blocks = config->shrink_blocks,
        .grow_retry_ps = config->grow_retry_ps == TIME_NEVER ? 0 : config->grow_retry_ps,
        .grow_every_ps = config->grow_every_ps,
        .shrink_every_ps = config->shrink_every_ps,
        .period_ps = config->policy_period_ps,
    };
    memcpy(growth->settings.values, config->policy_key, sizeof growth->settings.values);
    growth->watch_low = growth->watch_high = -1;
    growth->lasting = sim->pool[pool].ready;
    growth->reason = 0; /* what initialisation did is no reason */
    growth_ask(sim, pool, RXPOOL_POLICY_START);
}

void growth_start(struct sim *sim) {
    for (uint32_t pool = 0; pool < sim->plan->pool_count; pool++)
        start(sim, pool);
    for (uint32_t pool = 0; has_fault(sim, FAULT_ALLOC_WHEN_NEEDED) && pool < sim->plan->pool_count; pool++)
        request(sim, pool, sim->plan->init_buffers - sim->pool[pool].init_buffers);
}
