/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the policy is asked, and what its answers do.
 *
 * A policy is asked before time moves on from an instant in which ready reached a mark it watches, a request
 * ended, or a timer of its fired (sim.c sees to that): level, not edge, so it may be asked once too often and
 * must answer by what it sees. Requests go to the host; a request never exceeds the limit and is never
 * trimmed to it. */
#include "modules.h"

static struct rxpool_policy_view view_of(const struct sim *sim, uint32_t reason) {
    const struct state *state = sim->state;
    const struct growth_state *growth = &state->growth;
    return (struct rxpool_policy_view){
        .settings = &growth->settings,
        .now_ps = state->now_ps,
        .reason = reason,
        .ready = (uint32_t)state->meter.level[LEVEL_READY],
        .total = growth->total,
        .live = growth->live,
        .grown_blocks = growth->grown_blocks,
        .pending = growth->pending,
        .filled = (uint32_t)state->meter.level[LEVEL_FILLED],
        .indicated = (uint32_t)state->meter.level[LEVEL_INDICATED],
        .ended_failed = growth->ended_failed,
        .refused_at_once = growth->refused_at_once,
    };
}

static void request(struct sim *sim, uint32_t buffers) {
    struct state *state = sim->state;
    struct growth_state *growth = &state->growth;
    if (buffers == 0 || (uint64_t)growth->total + buffers > sim->config->pool_limit)
        return;
    uint32_t block = block_new(sim, buffers);
    if (block == NO_BLOCK)
        return;
    sim->blocks[block].grown = 1;
    sim->blocks[block].shortage = state->meter.level[LEVEL_READY] <= sim->config->grow_below;
    growth->pending++;
    growth->pending_buffers += buffers;
    growth->total += buffers;
    if (in_window(sim)) {
        state->count.requested++;
        state->count.oscillations += growth->shrank;
    }
    growth->shrank = 0;
    struct queue_data *queue = &sim->queue[0];
    if (queue->masked_episode && queue->episode_start_ps == state->now_ps)
        queue->episode_cause = EPISODE_GROWTH_PENDING; /* asked for in the very instant the episode began */
    host_request(sim, block);
}

static void set_timers(struct sim *sim, const struct rxpool_policy_decision *decision) {
    struct state *state = sim->state;
    if (decision->idle == RXPOOL_IDLE_CANCEL) {
        timers_clear(&state->timers, TIMER_IDLE);
    } else if (decision->idle == RXPOOL_IDLE_START) {
        uint64_t at = time_add(state->now_ps, draw_next(&state->growth.idle, &sim->plan->shrink_idle));
        if (at < sim->config->duration_ps)
            timers_set(&state->timers, TIMER_IDLE, (struct event){at, event_order(EVENT_SHRINK_IDLE, 0, 0)});
    }
    if (decision->tick_after_ps) {
        uint64_t at = time_add(state->now_ps, decision->tick_after_ps);
        if (at < sim->config->duration_ps)
            timers_set(&state->timers, TIMER_TICK, (struct event){at, event_order(EVENT_POLICY_TICK, 0, 0)});
    }
}

void growth_consult(struct sim *sim) {
    struct growth_state *growth = &sim->state->growth;
    struct rxpool_policy_decision decision = {0};
    struct rxpool_policy_view view = view_of(sim, growth->reason);
    growth->reason = 0;
    growth->ended_failed = 0;
    growth->refused_at_once = 0;
    sim->plan->policy->decide(sim->policy, &view, &decision);
    growth->watch_low = decision.watch_low;
    growth->watch_high = decision.watch_high;
    set_timers(sim, &decision);
    uint32_t blocks = growth->grown_blocks;
    for (uint32_t i = 0; i < decision.shrink_blocks; i++)
        block_drain_newest(sim);
    if (growth->grown_blocks < blocks) { /* else too few buffers are idle: nothing to look at again now */
        growth->reason |= RXPOOL_POLICY_COUNTS;
        driver_supplied(sim, 0); /* a recall leaves room on the ring for what is still free */
    }
    for (uint32_t i = 0; i < decision.requests; i++)
        request(sim, decision.request_buffers);
}

void growth_request_ended(struct sim *sim, uint32_t block) {
    struct state *state = sim->state;
    struct growth_state *growth = &state->growth;
    struct block *data = &sim->blocks[block];
    struct allocation_row row = block_row(data, TIME_NEVER);
    bool done = data->outcome == ALLOCATION_DONE;
    growth->pending--;
    growth->pending_buffers -= data->buffers;
    growth->reason |= RXPOOL_POLICY_REQUEST_ENDED;
    growth->last_failed = !done;
    if (in_window(sim)) {
        state->count.completed += done;
        state->count.failed += !done;
        state->count.late += data->shortage && state->meter.relief_ps > data->requested_ps;
    }
    fact_allocation(sim, &row);
    if (done) {
        block_live(sim, block);
        driver_supplied(sim, 0);
        return;
    }
    growth->total -= data->buffers;
    growth->ended_failed++;
    growth->refused_at_once += data->requested_ps == state->now_ps;
    record_allocation(sim, &row);
    block_unused(sim, block);
}

void growth_timer(struct sim *sim, uint32_t reason) {
    struct timers *timers = &sim->state->timers;
    timers_clear(timers, reason == RXPOOL_POLICY_IDLE ? TIMER_IDLE : TIMER_TICK);
    sim->state->growth.reason |= reason;
}

void growth_start(struct sim *sim) {
    const struct config *config = sim->config;
    struct growth_state *growth = &sim->state->growth;
    growth->settings = (struct rxpool_policy_settings){
        .initial = sim->state->init_buffers,
        .limit = config->pool_limit,
        .grow_below = config->grow_below,
        .grow_chunk = config->grow_chunk,
        .grow_in_flight = config->grow_in_flight,
        .shrink_above = config->shrink_above,
        .shrink_ticks = config->shrink_ticks,
        .grow_retry_ps = config->grow_retry_ps == TIME_NEVER ? 0 : config->grow_retry_ps,
        .shrink_every_ps = config->shrink_every_ps,
    };
    draw_start(&growth->idle, sim->state->seed, sim->state->replication, sim->plan->allocator_name,
               STREAM_SHRINK);
    growth->watch_low = growth->watch_high = -1;
    growth->reason = RXPOOL_POLICY_START;
}
