/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The twin's host: who gets memory, when, and what it costs whom. */
#include "ensure.h"
#include "model_twin.h"

enum { DONE = 1, NO_MEMORY, FRAGMENTED, FAILED, NO_NONPAGED, NOT_TRIED };

static struct stream numbered(const struct twin *twin, enum stream_purpose purpose, uint64_t number) {
    struct stream stream;
    stream_start_numbered(&stream, twin->seed, twin->replication, name_hash("host"), purpose, number);
    return stream;
}

/* draw / 2^64 < above / below */
static bool strikes(uint64_t draw, u128 above, u128 below) {
    return (uint64_t)((u128)draw * below >> 64) < above;
}

/* Memory is the block's from the moment it is promised until it is gone. */
static bool has_memory(const struct twin_block *block) {
    return (block->state == TWIN_REQUESTED && block->outcome == DONE) || block->state == TWIN_LIVE ||
           block->state == TWIN_DRAINING || block->state == TWIN_FREEING;
}

static int decide(const struct twin *twin, const struct twin_block *block) {
    const struct config *config = twin->config;
    uint64_t page = config->host_page_bytes, pages = block->bytes / page, held = 0, other = block->buffers;
    for (uint32_t i = 0; i < twin->blocks; i++) {
        held += has_memory(&twin->block[i]) ? twin->block[i].bytes / page : 0;
        other += has_memory(&twin->block[i]) ? twin->block[i].buffers : 0;
    }
    uint64_t others = 0;
    for (uint32_t i = 0; i < config->pressure_count; i++)
        if (config->pressure[i].at_ps <= twin->now)
            others = (config->pressure[i].bytes + page - 1) / page;
    struct stream luck = numbered(twin, STREAM_FAILURE, block->number);
    uint64_t fails = stream_next(&luck), fragmented = stream_next(&luck);
    if (config->host_memory_bytes != CONFIG_UNLIMITED &&
        held + others + pages > config->host_memory_bytes / page)
        return NO_MEMORY;
    if (config->host_nonpaged_bytes != CONFIG_UNLIMITED &&
        other * config->pool_descriptor_bytes > config->host_nonpaged_bytes)
        return NO_NONPAGED;
    if (config->host_failure_every && block->number % config->host_failure_every == 0)
        return FAILED;
    if (strikes(fails, config->host_failure_e18, UINT64_C(1000000000000000000)))
        return FAILED;
    if (config->host_fragmentation && strikes(fragmented, pages - 1, config->host_fragmentation + pages - 1))
        return FRAGMENTED;
    return DONE;
}

static uint64_t settle(struct twin *twin, struct twin_block *block) {
    uint64_t live = 0;
    struct stream stream = numbered(twin, STREAM_LATENCY, block->number);
    block->outcome = decide(twin, block);
    for (uint32_t i = 0; i < twin->blocks; i++)
        live += twin->block[i].state == TWIN_LIVE || twin->block[i].state == TWIN_DRAINING;
    return sampler_draw(&twin->latency_law, &stream) + live * twin->config->allocation_per_block_ps;
}

static struct twin_block *new_block(struct twin *twin, uint32_t pool, uint64_t buffers, uint64_t requested) {
    const struct config *config = twin->config;
    ensure(twin->blocks < sizeof twin->block / sizeof *twin->block);
    uint64_t align = config->host_alignment_bytes, page = config->host_page_bytes;
    uint64_t stride = (config->pool_buffer_bytes + align - 1) / align * align;
    if (config->pool_align == ALIGN_NONE)
        stride = config->pool_buffer_bytes;
    struct twin_block *block = &twin->block[twin->blocks++];
    *block = (struct twin_block){.number = twin->blocks,
                                 .pool = pool,
                                 .buffers = buffers,
                                 .requested = requested,
                                 .bytes = (buffers * stride + page - 1) / page * page,
                                 .started = TIME_NEVER,
                                 .completed = TIME_NEVER,
                                 .freed = TIME_NEVER};
    return block;
}

/* --- initialisation --- */

static bool try(struct twin *twin, uint32_t pool, uint64_t buffers, uint64_t *clock) {
    const struct config *config = twin->config;
    struct twin_block *block = new_block(twin, pool, buffers, *clock);
    if (config->host_os == OS_XP && !config->nic_bus_master)
        block->outcome = NOT_TRIED;
    else
        *clock += settle(twin, block);
    block->completed = *clock;
    block->state = TWIN_GONE;
    if (block->outcome == DONE)
        twin_go_live(twin, block);
    return block->outcome == DONE;
}

/* How many buffers the pool got. */
static uint64_t initialise_pool(struct twin *twin, uint32_t pool, uint64_t *clock) {
    const struct config *config = twin->config;
    uint64_t want = config->pool_initial, got = 0;
    if (config->pool_per_processor) {
        want *= config->host_processors;
        want = want < config->pool_limit ? want : config->pool_limit;
    }
    if (config->pool_block) {
        for (uint64_t size = config->pool_block; size > 0 && got < want;) {
            uint64_t ask = size < want - got ? size : want - got;
            if (try(twin, pool, ask, clock))
                got += ask;
            else
                size = ask / 2;
        }
        return got >= config->pool_minimum ? got : 0;
    }
    for (uint64_t buffers = want;; buffers /= 2) {
        buffers = buffers < config->pool_minimum ? config->pool_minimum : buffers;
        if (try(twin, pool, buffers, clock))
            return buffers;
        if (buffers == config->pool_minimum)
            return 0;
    }
}

bool twin_initialise(struct twin *twin) {
    const struct config *config = twin->config;
    uint64_t clock = 0;
    for (uint32_t i = 0; i < (twin_shared(twin) ? 1 : config->nic_queues); i++) {
        struct twin_pool *pool = &twin->pool[i];
        uint64_t buffers = initialise_pool(twin, i, &clock);
        pool->disable_resume = config->disable_resume < buffers ? config->disable_resume : buffers;
        pool->disable_at = config->disable_at < pool->disable_resume || config->disable_at == CONFIG_NEVER
                               ? config->disable_at
                               : pool->disable_resume - 1;
        if (buffers > 0)
            continue;
        for (uint32_t b = 0; b < twin->blocks; b++) /* what there is goes back */
            if (twin->block[b].state == TWIN_LIVE) {
                twin->block[b].state = TWIN_GONE;
                twin->block[b].freed = clock;
            }
        twin->buffers = 0;
        return false;
    }
    return true;
}

/* --- requests --- */

/* The lowest idle worker, from 1; 0: all are busy. */
static uint32_t idle_worker(const struct twin *twin) {
    for (uint32_t worker = 1; worker <= twin->config->allocation_workers; worker++) {
        bool busy = false;
        for (uint32_t i = 0; i < twin->blocks; i++)
            busy |= twin->block[i].worker == worker;
        if (!busy)
            return worker;
    }
    return 0;
}

static void serve_queue(struct twin *twin) {
    for (uint32_t worker = idle_worker(twin); worker && twin->queued.count > 0; worker = idle_worker(twin)) {
        struct twin_block *block = twin_take(&twin->queued, 0);
        block->worker = worker;
        if (block->state == TWIN_FREEING) {
            uint64_t latency = sampler_draw(&twin->release_law, &twin->release_stream);
            twin_schedule(twin, time_add(twin->now, latency), TWIN_FREED, block->number, block);
            continue;
        }
        block->started = twin->now;
        uint64_t latency = settle(twin, block);
        twin_schedule(twin, time_add(twin->now, latency), TWIN_ALLOCATED, block->number, block);
    }
}

void twin_free_block(struct twin *twin, struct twin_block *block) {
    block->state = TWIN_FREEING;
    if (twin->config->free_deferred) {
        twin->seen.deferred++;
        twin_push(&twin->queued, block);
        serve_queue(twin);
        return;
    }
    uint64_t latency = sampler_draw(&twin->release_law, &twin->release_stream);
    twin_schedule(twin, time_add(twin->now, latency), TWIN_FREED, block->number, block);
}

void twin_request(struct twin *twin, uint32_t pool, uint64_t buffers) {
    struct twin_block *block = new_block(twin, pool, buffers, twin->now);
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

static void ended(struct twin *twin, struct twin_block *block) {
    struct twin_pool *pool = &twin->pool[block->pool];
    block->completed = twin->now;
    block->worker = 0;
    pool->last_refused = block->outcome != DONE;
    if (block->outcome == DONE) {
        twin_go_live(twin, block);
        twin_new_buffers(twin, block->pool);
    } else {
        block->state = TWIN_GONE;
        pool->failed = true;
        pool->refused |= block->requested == twin->now;
    }
    serve_queue(twin);
}

/* The latency is over; now it may need a processor. */
static void allocated(struct twin *twin, struct twin_block *block) {
    struct stream stream = numbered(twin, STREAM_WORK, block->number);
    uint64_t work = sampler_draw(&twin->work_law, &stream);
    const struct dist *law = &twin->config->allocation_cpu;
    if (law->kind == DIST_CONSTANT && law->a == 0)
        ended(twin, block);
    else
        twin_submit(twin, (block->worker - 1) % twin->config->cpu_count, TWIN_LEVEL_PASSIVE, work,
                    (struct twin_event){0, block->number, TWIN_PAID, block});
}

void twin_host_event(struct twin *twin, struct twin_event event) {
    struct twin_block *block = event.what;
    if (event.kind == TWIN_ALLOCATED) {
        allocated(twin, block);
    } else if (event.kind == TWIN_PAID) {
        ended(twin, block);
    } else if (event.kind == TWIN_FREED) {
        block->state = TWIN_GONE;
        block->freed = twin->now;
        block->worker = 0;
        twin->pool[block->pool].changed = true;
        serve_queue(twin);
    } else {
        twin_push(&twin->queued, block);
        serve_queue(twin);
    }
}
