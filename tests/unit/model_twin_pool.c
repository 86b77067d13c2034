/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The twin's memory: buffers counted one by one, blocks, the host, and the watermark rule as the model's page
 * states it, looked at in full at the end of every instant. */
#include "ensure.h"
#include "model_twin.h"

struct twin_buffer *twin_take_free(struct twin *twin) {
    uint32_t at = 0;
    if (twin->free.count == 0)
        return NULL;
    if (twin->config->pool_reuse == REUSE_LIFO)
        at = twin->free.count - 1;
    if (twin->config->pool_reuse == REUSE_OLDEST_BLOCK && !twin_ideal(twin))
        for (uint32_t i = 0; i < twin->free.count; i++) {
            const struct twin_buffer *a = twin->free.item[i], *b = twin->free.item[at];
            at = a->block->number < b->block->number ? i : at;
        }
    return twin_take(&twin->free, at);
}

/* --- blocks --- */

static void freeing(struct twin *twin, struct twin_block *block) {
    block->state = TWIN_FREEING;
    uint64_t latency = sampler_draw(&twin->release_law, &twin->release_stream);
    twin_schedule(twin, time_add(twin->now, latency), TWIN_FREED, block->number, block);
}

/* The last buffer of a draining block is home: it goes. */
static void look_home(struct twin *twin, struct twin_block *block) {
    for (uint32_t i = 0; i < twin->buffers; i++)
        if (twin->buffer[i].block == block && twin->buffer[i].place != TWIN_HOME)
            return;
    for (uint32_t i = 0; i < twin->buffers; i++)
        if (twin->buffer[i].block == block)
            twin->buffer[i].block = NULL;
    freeing(twin, block);
}

void twin_put(struct twin *twin, struct twin_buffer *buffer) {
    twin->changed = true;
    if (!twin_ideal(twin) && buffer->block->state == TWIN_DRAINING) {
        buffer->place = TWIN_HOME;
        look_home(twin, buffer->block);
        return;
    }
    buffer->place = TWIN_FREE;
    twin_push(&twin->free, buffer);
}

static void go_live(struct twin *twin, struct twin_block *block) {
    block->state = TWIN_LIVE;
    for (uint64_t i = 0; i < block->buffers; i++) {
        uint32_t slot = 0;
        while (slot < twin->buffers && twin->buffer[slot].block)
            slot++;
        ensure(slot < sizeof twin->buffer / sizeof *twin->buffer);
        twin->buffers += slot == twin->buffers;
        twin->buffer[slot] = (struct twin_buffer){TWIN_FREE, block};
        twin_push(&twin->free, &twin->buffer[slot]);
    }
    twin->changed = true;
}

static struct twin_block *newest_grown(struct twin *twin) {
    struct twin_block *newest = NULL;
    for (uint32_t i = 0; i < twin->blocks; i++)
        if (twin->block[i].grown && twin->block[i].state == TWIN_LIVE)
            newest = &twin->block[i];
    return newest;
}

static bool drain_ideal(struct twin *twin, struct twin_block *block) {
    if (twin->free.count + twin->ring.count < block->buffers)
        return false;
    for (uint64_t i = 0; i < block->buffers; i++) {
        struct twin_buffer *buffer =
            twin->free.count ? twin_take(&twin->free, 0) : twin_take(&twin->ring, twin->ring.count - 1);
        buffer->block = NULL;
    }
    freeing(twin, block);
    return true;
}

static void take_home(struct twin_list *list, const struct twin_block *block) {
    for (uint32_t i = 0; i < list->count; i++) {
        struct twin_buffer *buffer = list->item[i];
        if (buffer->block == block) {
            buffer->place = TWIN_HOME;
            twin_take(list, i--);
        }
    }
}

/* False: too few buffers are idle. */
static bool drain(struct twin *twin) {
    struct twin_block *block = newest_grown(twin);
    twin->held = true; /* nothing is asked for in the instant of a shrink */
    twin->held_since = twin->now;
    if (twin_ideal(twin)) {
        if (!drain_ideal(twin, block))
            return false;
    } else {
        block->state = TWIN_DRAINING;
        take_home(&twin->free, block);
        if (twin->config->shrink_recall)
            take_home(&twin->ring, block);
        look_home(twin, block);
    }
    twin->changed = true;
    twin_supplied(twin);
    return true;
}

/* --- host --- */

static struct stream numbered(const struct twin *twin, enum stream_purpose purpose, uint64_t number) {
    struct stream stream;
    stream_start_numbered(&stream, twin->seed, twin->replication, name_hash("host"), purpose, number);
    return stream;
}

/* draw / 2^64 < above / below */
static bool strikes(uint64_t draw, u128 above, u128 below) {
    return (uint64_t)((u128)draw * below >> 64) < above;
}

static int decide(const struct twin *twin, const struct twin_block *block) {
    const struct config *config = twin->config;
    uint64_t page = config->host_page_bytes, held = twin_bytes(twin) / page, pages = block->bytes / page;
    for (uint32_t i = 0; i < twin->blocks; i++) /* promised, not live yet */
        if (twin->block[i].state == TWIN_REQUESTED && twin->block[i].outcome == 1)
            held += twin->block[i].bytes / page;
    struct stream luck = numbered(twin, STREAM_FAILURE, block->number);
    uint64_t fails = stream_next(&luck), fragmented = stream_next(&luck);
    if (config->host_memory_bytes != CONFIG_UNLIMITED && held + pages > config->host_memory_bytes / page)
        return 2;
    if (config->host_failure_every && block->number % config->host_failure_every == 0)
        return 4;
    if (strikes(fails, config->host_failure_e18, UINT64_C(1000000000000000000)))
        return 4;
    if (config->host_fragmentation && strikes(fragmented, pages - 1, config->host_fragmentation + pages - 1))
        return 3;
    return 1;
}

static uint64_t settle(struct twin *twin, struct twin_block *block) {
    uint64_t live = 0;
    struct stream stream = numbered(twin, STREAM_LATENCY, block->number);
    block->outcome = decide(twin, block);
    for (uint32_t i = 0; i < twin->blocks; i++)
        live += twin->block[i].state == TWIN_LIVE || twin->block[i].state == TWIN_DRAINING;
    return sampler_draw(&twin->latency_law, &stream) + live * twin->config->allocation_per_block_ps;
}

static struct twin_block *new_block(struct twin *twin, uint64_t buffers, uint64_t requested) {
    const struct config *config = twin->config;
    ensure(twin->blocks < sizeof twin->block / sizeof *twin->block);
    uint64_t align = config->host_alignment_bytes, page = config->host_page_bytes;
    uint64_t stride = (config->pool_buffer_bytes + align - 1) / align * align;
    struct twin_block *block = &twin->block[twin->blocks++];
    *block = (struct twin_block){.number = twin->blocks,
                                 .buffers = buffers,
                                 .requested = requested,
                                 .bytes = (buffers * stride + page - 1) / page * page,
                                 .started = TIME_NEVER,
                                 .completed = TIME_NEVER,
                                 .freed = TIME_NEVER};
    return block;
}

bool twin_initialise(struct twin *twin) {
    const struct config *config = twin->config;
    uint64_t clock = 0;
    for (uint64_t buffers = config->pool_initial;; buffers /= 2) {
        buffers = buffers < config->pool_minimum ? config->pool_minimum : buffers;
        struct twin_block *block = new_block(twin, buffers, clock);
        clock += settle(twin, block);
        block->completed = clock;
        block->state = TWIN_GONE;
        if (block->outcome == 1) {
            go_live(twin, block);
            uint64_t resume = config->disable_resume;
            twin->disable_resume = resume < buffers ? resume : buffers;
            twin->disable_at = config->disable_at < twin->disable_resume || config->disable_at == CONFIG_NEVER
                                   ? config->disable_at
                                   : twin->disable_resume - 1;
            return true;
        }
        if (buffers == config->pool_minimum)
            return false;
    }
}

static void serve_queue(struct twin *twin) {
    uint32_t busy = 0;
    for (uint32_t i = 0; i < twin->blocks; i++)
        busy += twin->block[i].state == TWIN_REQUESTED && twin->block[i].started != TIME_NEVER;
    for (; busy < twin->config->allocation_workers && twin->queued.count > 0; busy++) {
        struct twin_block *block = twin_take(&twin->queued, 0);
        block->started = twin->now;
        uint64_t latency = settle(twin, block);
        twin_schedule(twin, time_add(twin->now, latency), TWIN_ALLOCATED, block->number, block);
    }
}

static void request(struct twin *twin) {
    struct twin_block *block = new_block(twin, twin->config->grow_chunk, twin->now);
    struct stream stream = numbered(twin, STREAM_DELAY, block->number);
    uint64_t delay = sampler_draw(&twin->delay_law, &stream);
    block->grown = true;
    if (delay > 0) {
        twin_schedule(twin, time_add(twin->now, delay), TWIN_QUEUED, block->number, block);
        return;
    }
    twin_push(&twin->queued, block);
    serve_queue(twin);
}

static void allocated(struct twin *twin, struct twin_block *block) {
    block->completed = twin->now;
    if (block->outcome == 1) {
        go_live(twin, block);
        twin_supplied(twin);
    } else {
        block->state = TWIN_GONE;
        twin->failed = true;
        twin->refused |= block->requested == twin->now;
    }
    serve_queue(twin);
}

void twin_pool_event(struct twin *twin, struct twin_event event) {
    struct twin_block *block = event.what;
    if (event.kind == TWIN_ALLOCATED) {
        allocated(twin, block);
    } else if (event.kind == TWIN_FREED) {
        block->state = TWIN_GONE;
        block->freed = twin->now;
        twin->changed = true;
    } else if (event.kind == TWIN_QUEUED) {
        twin_push(&twin->queued, block);
        serve_queue(twin);
    } else if (event.kind == TWIN_IDLE) {
        twin->idle_fired = true;
    } else if (!event.what) { /* the end of grow.retry */
        twin->woken = true;
    } else { /* a tick of shrink.every */
        twin->ticked = true;
        twin_schedule(twin, twin->now + twin->config->shrink_every_ps, TWIN_TICK, 0, twin);
    }
}

/* --- the watermark rule --- */

static bool above(struct twin *twin) {
    return newest_grown(twin) && twin->config->shrink_above != CONFIG_NEVER &&
           twin_ready(twin) >= twin->config->shrink_above;
}

static bool shrink(struct twin *twin) {
    bool fired = twin->idle_fired;
    twin->idle_fired = false;
    if (twin->config->shrink_every_ps) {
        if (!twin->ticked)
            return false;
        twin->ticked = false;
        twin->ticks = above(twin) ? twin->ticks + 1 : 0;
        if (twin->ticks < twin->config->shrink_ticks)
            return false;
        twin->ticks = 0;
        return drain(twin);
    }
    if (fired)
        twin->idle_running = false;
    if (fired && above(twin)) {
        twin->idle_wait = !drain(twin); /* in vain: the timer starts again when something has changed */
        return !twin->idle_wait;
    }
    if (above(twin) && !twin->idle_running && !twin->idle_wait) {
        twin->idle_running = true;
        uint64_t idle = sampler_draw(&twin->idle_law, &twin->idle_stream);
        twin_schedule(twin, time_add(twin->now, idle), TWIN_IDLE, 0, NULL);
    } else if (!above(twin) && twin->idle_running) {
        twin->idle_running = false;
        twin_cancel(twin, TWIN_IDLE);
    }
    return false;
}

/* How many requests the counts call for. */
static uint64_t wanted(struct twin *twin) {
    const struct config *config = twin->config;
    uint64_t total = 0, pending = 0, more = 0;
    if (twin->changed && twin->now > twin->held_since)
        twin->held = false;
    if (twin->failed && config->grow_retry_ps != TIME_NEVER) {
        twin->wait_until = twin->now + config->grow_retry_ps;
        twin_schedule(twin, twin->wait_until, TWIN_TICK, 1, NULL);
    } else if (twin->refused) {
        twin->held = true;
        twin->held_since = twin->now;
    }
    if (twin->changed || twin->failed || twin->woken)
        twin->idle_wait = false;
    twin->changed = twin->failed = twin->refused = twin->woken = false;
    for (uint32_t i = 0; i < twin->blocks; i++) {
        total += twin->block[i].state == TWIN_GONE ? 0 : twin->block[i].buffers;
        pending += twin->block[i].state == TWIN_REQUESTED;
    }
    bool may = !twin->held && twin->now >= twin->wait_until && twin_ready(twin) <= config->grow_below;
    while (may && pending + more < config->grow_in_flight &&
           total + (more + 1) * config->grow_chunk <= config->pool_limit)
        more++;
    return more;
}

bool twin_policy(struct twin *twin) {
    if (twin->config->pool_policy == 0)
        return false;
    uint64_t requests = wanted(twin);
    bool again = shrink(twin) || requests > 0;
    for (; requests > 0; requests--) /* settled before, made after the shrink of the same answer */
        request(twin);
    return again;
}
