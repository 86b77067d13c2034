/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The twin's watermark rule as the model's page states it, looked at in full at the end of every instant. */
#include "ensure.h"
#include "model_twin.h"

void twin_policy_event(struct twin *twin, struct twin_event event) {
    struct twin_pool *pool = &twin->pool[event.number];
    if (event.kind == TWIN_IDLE) {
        pool->idle_fired = true;
    } else if (!event.what) { /* the end of grow.retry */
        pool->woken = true;
    } else { /* a tick of shrink.every */
        pool->ticked = true;
        twin_schedule(twin, twin->now + twin->config->shrink_every_ps, TWIN_TICK, event.number, twin);
    }
}

static bool above(struct twin *twin, uint32_t pool) {
    return twin_newest_grown(twin, pool) && twin->config->shrink_above != CONFIG_NEVER &&
           twin_pool_ready(twin, pool) >= twin->config->shrink_above;
}

static bool shrink(struct twin *twin, uint32_t number) {
    struct twin_pool *pool = &twin->pool[number];
    bool fired = pool->idle_fired;
    pool->idle_fired = false;
    if (twin->config->shrink_every_ps) {
        if (!pool->ticked)
            return false;
        pool->ticked = false;
        pool->ticks = above(twin, number) ? pool->ticks + 1 : 0;
        if (pool->ticks < twin->config->shrink_ticks)
            return false;
        pool->ticks = 0;
        return twin_drain(twin, number);
    }
    if (fired)
        pool->idle_running = false;
    if (fired && above(twin, number)) {
        pool->idle_wait = !twin_drain(twin, number); /* in vain: it starts again when something has changed */
        return !pool->idle_wait;
    }
    if (above(twin, number) && !pool->idle_running && !pool->idle_wait) {
        pool->idle_running = true;
        uint64_t idle = sampler_draw(&twin->idle_law, &pool->idle_stream);
        twin_schedule(twin, time_add(twin->now, idle), TWIN_IDLE, number, NULL);
    } else if (!above(twin, number) && pool->idle_running) {
        pool->idle_running = false;
        twin_cancel(twin, TWIN_IDLE, number);
    }
    return false;
}

/* How many requests the counts call for. */
static uint64_t wanted(struct twin *twin, uint32_t number, uint64_t *buffers) {
    const struct config *config = twin->config;
    struct twin_pool *pool = &twin->pool[number];
    uint64_t total = 0, pending = 0, more = 0;
    if (pool->changed && twin->now > pool->held_since)
        pool->held = false;
    if (pool->failed && config->grow_retry_ps != TIME_NEVER) {
        pool->wait_until = twin->now + config->grow_retry_ps;
        twin_schedule(twin, pool->wait_until, TWIN_TICK, number, NULL);
    } else if (pool->refused) {
        pool->held = true;
        pool->held_since = twin->now;
    }
    if (pool->changed || pool->failed || pool->woken)
        pool->idle_wait = false;
    bool asked =
        pool->changed || pool->failed || pool->woken || pool->ticked || pool->idle_fired || !pool->begun;
    pool->begun = true;
    pool->changed = pool->failed = pool->refused = pool->woken = false;
    for (uint32_t i = 0; i < twin->blocks; i++) {
        const struct twin_block *block = &twin->block[i];
        if (block->pool != number)
            continue;
        total += block->state == TWIN_GONE ? 0 : block->buffers;
        pending += block->state == TWIN_REQUESTED;
    }
    bool may =
        !pool->held && twin->now >= pool->wait_until && twin_pool_ready(twin, number) <= config->grow_below;
    *buffers = config->grow_chunk;
    if (config->pool_policy == TWIN_DOUBLING) { /* one request each time it is asked */
        *buffers = total < config->pool_limit - total ? total : config->pool_limit - total;
        return may && asked && *buffers > 0 && pending < config->grow_in_flight;
    }
    while (may && pending + more < config->grow_in_flight &&
           total + (more + 1) * config->grow_chunk <= config->pool_limit)
        more++;
    return more;
}

/* Whatever any of them does, all have been asked before anything else happens. */
bool twin_policy(struct twin *twin) {
    bool again = false;
    if (!twin_grows(twin))
        return false;
    for (uint32_t pool = 0; pool < (twin_shared(twin) ? 1 : twin->config->nic_queues); pool++) {
        uint64_t buffers, requests = wanted(twin, pool, &buffers);
        again |= shrink(twin, pool) || requests > 0;
        for (; requests > 0; requests--) /* settled before, made after the shrink of the same answer */
            twin_request(twin, pool, buffers);
    }
    return again;
}
