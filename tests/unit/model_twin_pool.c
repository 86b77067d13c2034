/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The twin's memory: buffers counted one by one, and the blocks they live in. */
#include "ensure.h"
#include "model_twin.h"

struct twin_buffer *twin_take_free(struct twin *twin, uint32_t pool) {
    struct twin_list *free = &twin->pool[pool].free;
    uint32_t at = 0;
    if (free->count == 0)
        return NULL;
    if (twin->config->pool_reuse == REUSE_LIFO)
        at = free->count - 1;
    if (twin->config->pool_reuse == REUSE_OLDEST_BLOCK && !twin_ideal(twin))
        for (uint32_t i = 0; i < free->count; i++) {
            const struct twin_buffer *a = free->item[i], *b = free->item[at];
            at = a->block->number < b->block->number ? i : at;
        }
    return twin_take(free, at);
}

/* The last buffer of a draining block is home: it goes. */
static void look_home(struct twin *twin, struct twin_block *block) {
    for (uint32_t i = 0; i < twin->buffers; i++)
        if (twin->buffer[i].block == block && twin->buffer[i].place != TWIN_HOME)
            return;
    for (uint32_t i = 0; i < twin->buffers; i++)
        if (twin->buffer[i].block == block)
            twin->buffer[i].block = NULL;
    twin_free_block(twin, block);
}

void twin_put(struct twin *twin, struct twin_buffer *buffer) {
    twin->pool[buffer->pool].changed = true;
    if (!twin_ideal(twin) && buffer->block->state == TWIN_DRAINING) {
        buffer->place = TWIN_HOME;
        look_home(twin, buffer->block);
        return;
    }
    buffer->place = TWIN_FREE;
    twin_push(&twin->pool[buffer->pool].free, buffer);
}

/* Cache lines that buffer i of n, packed one after the other, shares with a neighbour. */
static uint32_t torn_lines(const struct twin *twin, uint64_t i, uint64_t n) {
    uint64_t line = twin->config->host_alignment_bytes, size = twin->config->pool_buffer_bytes, torn = 0;
    if (twin->config->pool_align == ALIGN_DMA)
        return 0;
    for (uint64_t at = i * size / line * line; at < (i + 1) * size; at += line) {
        bool shared = false;
        for (uint64_t byte = at; byte < at + line; byte++)
            shared |= byte < n * size && byte / size != i;
        torn += shared;
    }
    return (uint32_t)torn;
}

void twin_go_live(struct twin *twin, struct twin_block *block) {
    block->state = TWIN_LIVE;
    for (uint64_t i = 0; i < block->buffers; i++) {
        uint32_t slot = 0;
        while (slot < twin->buffers && twin->buffer[slot].block)
            slot++;
        ensure(slot < sizeof twin->buffer / sizeof *twin->buffer);
        twin->buffers += slot == twin->buffers;
        twin->buffer[slot] = (struct twin_buffer){.place = TWIN_FREE,
                                                  .block = block,
                                                  .pool = block->pool,
                                                  .torn = torn_lines(twin, i, block->buffers)};
        twin->seen.torn += twin->buffer[slot].torn;
        twin_push(&twin->pool[block->pool].free, &twin->buffer[slot]);
    }
    twin->pool[block->pool].changed = true;
}

struct twin_block *twin_newest_grown(struct twin *twin, uint32_t pool) {
    struct twin_block *newest = NULL;
    for (uint32_t i = 0; i < twin->blocks; i++)
        if (twin->block[i].grown && twin->block[i].pool == pool && twin->block[i].state == TWIN_LIVE)
            newest = &twin->block[i];
    return newest;
}

/* The ring of the pool with the most posted buffers, the lowest of equals. */
static struct twin_list *fullest(struct twin *twin, uint32_t pool) {
    struct twin_list *best = NULL;
    for (uint32_t queue = 0; queue < twin->config->nic_queues; queue++)
        if (twin_pool_of(twin, queue) == pool && (!best || twin->queue[queue].ring.count > best->count))
            best = &twin->queue[queue].ring;
    return best;
}

static bool drain_ideal(struct twin *twin, struct twin_block *block) {
    struct twin_list *free = &twin->pool[block->pool].free;
    uint64_t idle = free->count;
    for (uint32_t queue = 0; queue < twin->config->nic_queues; queue++)
        idle += twin_pool_of(twin, queue) == block->pool ? twin->queue[queue].ring.count : 0;
    if (idle < block->buffers)
        return false;
    for (uint64_t i = 0; i < block->buffers; i++) {
        struct twin_list *ring = fullest(twin, block->pool);
        struct twin_buffer *buffer =
            free->count ? twin_take_free(twin, block->pool) : twin_take(ring, ring->count - 1);
        buffer->block = NULL;
    }
    twin_free_block(twin, block);
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

bool twin_drain(struct twin *twin, uint32_t number) {
    struct twin_pool *pool = &twin->pool[number];
    struct twin_block *block = twin_newest_grown(twin, number);
    pool->held = true; /* nothing is asked for in the instant of a shrink */
    pool->held_since = twin->now;
    if (twin_ideal(twin)) {
        if (!drain_ideal(twin, block))
            return false;
    } else {
        block->state = TWIN_DRAINING;
        take_home(&pool->free, block);
        for (uint32_t queue = 0; queue < twin->config->nic_queues && twin->config->shrink_recall; queue++)
            take_home(&twin->queue[queue].ring, block);
        look_home(twin, block);
    }
    pool->changed = true;
    for (uint32_t queue = 0; queue < twin->config->nic_queues; queue++)
        twin_watch_hidden(twin, queue);
    twin_new_buffers(twin, number);
    return true;
}
