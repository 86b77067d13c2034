/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks: the shared-memory allocations buffers live in.
 *
 * REQUESTED -> LIVE -> DRAINING -> FREEING -> gone. A draining block takes its free buffers home at once (its
 * posted ones too with shrink.recall), the rest as they come back, and is freed when the last is home; it is
 * never revived. With ideal placement buffers are interchangeable: a shrink gives back any chunk of idle ones
 * at once, which is the bound no block-wise driver can beat. */
#include "ndis.h"

uint32_t block_new(struct sim *sim, uint32_t pool, uint32_t buffers) {
    struct state *state = sim->state;
    if (state->spare_blocks == 0 || state->spare_buffers < buffers)
        return NO_BLOCK;
    uint32_t block = sim->block_spare[--state->spare_blocks];
    sim->blocks[block] = (struct block){
        .state = BLOCK_REQUESTED,
        .pool = pool,
        .buffers = buffers,
        .bytes = plan_block_bytes(sim->plan, buffers),
        .number = ++sim->state->host.requests,
        .requested_ps = sim->state->now_ps,
        .started_ps = TIME_NEVER,
        .completed_ps = TIME_NEVER,
        .first_member = NO_BUFFER,
        .free_head = NO_BUFFER,
        .free_tail = NO_BUFFER,
        .older = NO_BLOCK,
        .newer = NO_BLOCK,
    };
    return block;
}

struct allocation_row block_row(const struct block *block, uint64_t freed_ps) {
    return (struct allocation_row){
        .number = block->number,
        .synchronous = !block->grown,
        .outcome =
            block->completed_ps == TIME_NEVER ? ALLOCATION_PENDING : (enum allocation_outcome)block->outcome,
        .buffers = block->buffers,
        .bytes = block->bytes,
        .requested_ps = block->requested_ps,
        .started_ps = block->started_ps,
        .completed_ps = block->completed_ps,
        .freed_ps = freed_ps,
    };
}

void block_unused(struct sim *sim, uint32_t block) {
    sim->blocks[block].state = BLOCK_UNUSED;
    sim->block_spare[sim->state->spare_blocks++] = block;
}

/* Live blocks are kept in the order of their request numbers; completions may overtake each other. */
static void order_insert(struct sim *sim, uint32_t block) {
    struct pool_state *pool = &sim->pool[sim->blocks[block].pool];
    uint32_t older = pool->newest;
    while (older != NO_BLOCK && sim->blocks[older].number > sim->blocks[block].number)
        older = sim->blocks[older].older;
    uint32_t newer = older == NO_BLOCK ? pool->oldest : sim->blocks[older].newer;
    sim->blocks[block].older = older;
    sim->blocks[block].newer = newer;
    *(older == NO_BLOCK ? &pool->oldest : &sim->blocks[older].newer) = block;
    *(newer == NO_BLOCK ? &pool->newest : &sim->blocks[newer].older) = block;
}

static void order_remove(struct sim *sim, uint32_t block) {
    struct pool_state *pool = &sim->pool[sim->blocks[block].pool];
    uint32_t older = sim->blocks[block].older, newer = sim->blocks[block].newer;
    *(older == NO_BLOCK ? &pool->oldest : &sim->blocks[older].newer) = newer;
    *(newer == NO_BLOCK ? &pool->newest : &sim->blocks[newer].older) = older;
}

/* Cache lines that the i-th of n packed buffers shares with its neighbours: the one it begins in, the one it
 * ends in, or one that is both. A block begins at a page, so with a line of its own. */
static uint8_t torn_lines(const struct plan *plan, uint64_t i, uint64_t n) {
    uint64_t line = plan->config->host_alignment_bytes;
    uint64_t begin = i * plan->stride_bytes, end = begin + plan->stride_bytes;
    bool before = i > 0 && begin % line != 0;
    bool after = i + 1 < n && end % line != 0;
    return before && after && begin / line == end / line ? 1 : (uint8_t)(before + after);
}

/* Settles what a new block's buffers tear: they are its members, the last one first. */
static void tear(struct sim *sim, const struct block *block) {
    uint32_t i = block->buffers;
    for (uint32_t b = block->first_member; b != NO_BUFFER; b = sim->buffer_member[b]) {
        sim->buffer_torn[b] = torn_lines(sim->plan, --i, block->buffers);
        meter_move(sim, LEVEL_TORN, sim->buffer_torn[b] > 0);
    }
}

/* Descriptors come and go with the pages. */
static void count_nonpaged(struct sim *sim, const struct block *block, bool held) {
    int64_t bytes = (int64_t)block->buffers * sim->config->pool_descriptor_bytes;
    meter_move(sim, LEVEL_NONPAGED, held ? bytes : -bytes);
}

void block_live(struct sim *sim, uint32_t block) {
    struct state *state = sim->state;
    struct block *data = &sim->blocks[block];
    struct growth_state *growth = &sim->growth[data->pool];
    data->state = BLOCK_LIVE;
    state->host.live_blocks++;
    order_insert(sim, block);
    for (uint32_t i = 0; i < data->buffers; i++) {
        uint32_t buffer = state->spare_first;
        state->spare_first = sim->buffer_member[buffer];
        state->spare_buffers--;
        sim->frame[buffer].block = block;
        sim->buffer_queue[buffer] = (uint8_t)data->pool; /* of several pools each is its queue's */
        sim->buffer_member[buffer] = data->first_member;
        data->first_member = buffer;
        pool_link_free(sim, buffer);
    }
    meter_move(sim, LEVEL_READY, data->buffers);
    meter_move(sim, LEVEL_TOTAL, data->buffers);
    meter_move(sim, LEVEL_BYTES, (int64_t)data->bytes);
    count_nonpaged(sim, data, true);
    if (MODEL_CHECKS) {
        uint64_t first[ADDRESS_KINDS];
        ndis_addresses(data->number, first);
        address_block(sim, block, first);
    }
    if (sim->buffer_torn)
        tear(sim, data);
    sim->pool[data->pool].ready += data->buffers;
    growth->live += data->buffers;
    growth->grown_blocks += data->grown;
    ready_changed(sim, data->pool);
}

/* Its buffers no longer tear anything. (With ideal placement: any buffers, as torn as they came.) */
static void mend(struct sim *sim, const struct block *block) {
    for (uint32_t b = block->first_member; b != NO_BUFFER; b = sim->buffer_member[b])
        meter_move(sim, LEVEL_TORN, -(int64_t)(sim->buffer_torn[b] > 0));
}

/* The queues of a block's pool: one, or all. */
static uint32_t first_queue(const struct sim *sim, const struct block *block) {
    return sim->plan->pool_count == 1 ? 0 : block->pool;
}
static uint32_t last_queue(const struct sim *sim, const struct block *block) {
    return sim->plan->pool_count == 1 ? sim->plan->queue_count - 1 : block->pool;
}

/* Takes every posted buffer of a draining block back from the NIC, in one pass over the ring. */
static void recall_from(struct sim *sim, uint32_t number, uint32_t block) {
    struct queue_data *queue = &sim->queue[number];
    uint32_t ring = sim->plan->ring, kept = 0, seen = 0;
    uint32_t *posted = queue_ring(sim, number);
    for (uint32_t i = 0; i < queue->ring_count; i++) {
        uint32_t buffer = posted[(queue->ring_head + i) % ring];
        if (sim->frame[buffer].block == block) {
            sim->buffer_place[buffer] = BUFFER_HOME;
            continue;
        }
        posted[(queue->ring_head + kept++) % ring] = buffer;
        seen += i < queue->visible;
    }
    meter_move(sim, LEVEL_POSTED, -(int64_t)(queue->ring_count - kept));
    queue->occupied -= queue->ring_count - kept;
    queue->taken -= queue->ring_count - kept;
    queue->ring_count = kept;
    queue->visible = seen;
    refill_watch(sim, number);
}

static void recall_block(struct sim *sim, uint32_t block) {
    uint32_t last = last_queue(sim, &sim->blocks[block]);
    for (uint32_t q = first_queue(sim, &sim->blocks[block]); q <= last; q++)
        recall_from(sim, q, block);
}

static void block_free(struct sim *sim, uint32_t block) {
    struct state *state = sim->state;
    struct block *data = &sim->blocks[block];
    if (sim->buffer_torn)
        mend(sim, data);
    for (uint32_t next, b = data->first_member; b != NO_BUFFER; b = next) {
        next = sim->buffer_member[b];
        sim->buffer_place[b] = BUFFER_NONE;
        sim->buffer_member[b] = state->spare_first;
        state->spare_first = b;
        state->spare_buffers++;
    }
    state->host.live_blocks--;
    meter_move(sim, LEVEL_HOME, -(int64_t)data->home);
    meter_move(sim, LEVEL_TOTAL, -(int64_t)data->buffers);
    if (sim->plan->faults)
        misbehave_frees(sim, block);
    ndis_m_free_shared_memory(sim, block, ndis_memory_of(data));
    if (sim->plan->faults)
        misbehave_freed(sim, block);
}

void block_home(struct sim *sim, uint32_t block) {
    struct block *data = &sim->blocks[block];
    if (++data->home < data->buffers || sim->state->ndis.adapter == ADAPTER_SHUTDOWN)
        return;
    sim->pool[data->pool].draining--;
    block_free(sim, block);
}

void block_gone(struct sim *sim, uint32_t block) {
    struct state *state = sim->state;
    struct block *data = &sim->blocks[block];
    struct allocation_row row = block_row(data, state->now_ps);
    meter_move(sim, LEVEL_BYTES, -(int64_t)data->bytes);
    count_nonpaged(sim, data, false);
    sim->growth[data->pool].total -= data->buffers;
    growth_ask(sim, data->pool, RXPOOL_POLICY_COUNTS); /* there is room under the limit again */
    state->count.blocks_freed += in_window(sim);
    host_release(sim, data);
    if (sim->plan->faults)
        misbehave_gone(sim, data);
    fact_block_freed(sim, data->number, state->now_ps);
    record_allocation(sim, &row);
    block_unused(sim, block);
}

static void drain(struct sim *sim, uint32_t block) {
    struct block *data = &sim->blocks[block];
    uint32_t home = 0, out = 0;
    if (sim->config->shrink_recall)
        recall_block(sim, block);
    for (uint32_t b = data->first_member; b != NO_BUFFER; b = sim->buffer_member[b]) {
        if (sim->buffer_place[b] == BUFFER_FREE) {
            pool_unlink_free(sim, b);
            sim->buffer_place[b] = BUFFER_HOME;
        }
        enum buffer_place place = sim->buffer_place[b];
        home += place == BUFFER_HOME;
        out += place == BUFFER_INDICATED;
        if (place == BUFFER_POSTED || place == BUFFER_DMA || place == BUFFER_FILLED)
            sim->queue[sim->buffer_queue[b]].taken--;
    }
    data->state = BLOCK_DRAINING;
    data->home = home;
    if (sim->plan->faults)
        misbehave_drains(sim, block);
    sim->pool[data->pool].draining++;
    sim->pool[data->pool].ready -= data->buffers - out;
    meter_move(sim, LEVEL_READY, -(int64_t)(data->buffers - out));
    meter_move(sim, LEVEL_HOME, home);
    if (home > 0) {
        data->home = home - 1;
        block_home(sim, block);
    }
}

/* The buffer that was posted last, off the ring it is on: the fullest, the lowest of equals. */
static uint32_t unpost_last(struct sim *sim, const struct block *block) {
    uint32_t fullest = first_queue(sim, block), last = last_queue(sim, block);
    for (uint32_t q = fullest + 1; q <= last; q++)
        if (sim->queue[q].ring_count > sim->queue[fullest].ring_count)
            fullest = q;
    struct queue_data *queue = &sim->queue[fullest];
    queue->ring_count--;
    queue->visible -= queue->visible > queue->ring_count;
    refill_watch(sim, fullest);
    queue->occupied--;
    queue->taken--;
    meter_move(sim, LEVEL_POSTED, -1);
    return queue_ring(sim, fullest)[(queue->ring_head + queue->ring_count) % sim->plan->ring];
}

/* Ideal placement: are as many buffers idle as the block has? */
static bool may_give(const struct sim *sim, const struct block *block) {
    uint32_t idle = sim->pool[block->pool].free_count;
    for (uint32_t q = first_queue(sim, block), last = last_queue(sim, block); q <= last; q++)
        idle += sim->queue[q].ring_count;
    return idle >= block->buffers;
}

/* Ideal placement: any chunk of idle buffers, free ones first, then the last posted. */
static void give_any(struct sim *sim, uint32_t block) {
    struct block *data = &sim->blocks[block];
    uint32_t members = NO_BUFFER, buffer;
    for (uint32_t i = 0; i < data->buffers; i++) {
        if (!pool_take_free(sim, data->pool, &buffer))
            buffer = unpost_last(sim, data);
        sim->buffer_member[buffer] = members;
        members = buffer;
    }
    data->first_member = members;
    data->home = data->buffers;
    meter_move(sim, LEVEL_READY, -(int64_t)data->buffers);
    sim->pool[data->pool].ready -= data->buffers;
    meter_move(sim, LEVEL_HOME, data->buffers);
    block_free(sim, block);
}

static void give_back(struct sim *sim, uint32_t block) {
    struct block *data = &sim->blocks[block];
    struct growth_state *growth = &sim->growth[data->pool];
    order_remove(sim, block);
    growth->live -= data->buffers;
    growth->grown_blocks -= data->grown;
    growth->shrank = 1;
    if (sim->config->pool_placement == PLACEMENT_IDEAL)
        give_any(sim, block);
    else
        drain(sim, block);
    ready_changed(sim, data->pool);
}

void block_drain_newest(struct sim *sim, uint32_t pool) {
    uint32_t block = sim->pool[pool].newest;
    if (block == NO_BLOCK || !sim->blocks[block].grown)
        return;
    if (sim->config->pool_placement == PLACEMENT_IDEAL && !may_give(sim, &sim->blocks[block]))
        return;
    give_back(sim, block);
}

/* Everything posted is the driver's again: what drains goes home. */
static void unpost_all(struct sim *sim, uint32_t number) {
    struct queue_data *queue = &sim->queue[number];
    struct pool_state *pool = pool_of(sim, number);
    uint32_t count = queue->ring_count;
    queue->ring_count = queue->visible = 0;
    queue->occupied -= count;
    meter_move(sim, LEVEL_POSTED, -(int64_t)count);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t buffer = queue_ring(sim, number)[(queue->ring_head + i) % sim->plan->ring];
        bool live = !buffer_drains(sim, buffer);
        queue->taken -= live;
        pool->ready -= live;
        meter_move(sim, LEVEL_READY, -(int64_t)live);
        pool_put(sim, buffer);
    }
}

void block_free_all(struct sim *sim) {
    for (uint32_t q = 0; q < sim->plan->queue_count; q++)
        unpost_all(sim, q);
    for (uint32_t pool = 0; pool < sim->plan->pool_count; pool++)
        while (sim->pool[pool].oldest != NO_BLOCK)
            give_back(sim, sim->pool[pool].oldest);
}
