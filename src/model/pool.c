/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Buffers: which are free, and which free one is posted next.
 *
 * The free list is doubly linked, so that a draining block can take its buffers out wherever they stand.
 * pool.reuse says which end is posted next; `oldest_block` keeps a list per block and serves the oldest block
 * that has a free buffer, which brings the newest blocks home soonest; with ideal placement no buffer belongs
 * to a block, and it is first in, first out. Buffer ids are storage only: no order depends on them. */
#include "modules.h"

static bool by_block(const struct sim *sim) {
    return sim->config->pool_reuse == REUSE_OLDEST_BLOCK && sim->config->pool_placement == PLACEMENT_BLOCKS;
}

static struct pool_state *home_of(struct sim *sim, uint32_t buffer) {
    return pool_of(sim, sim->buffer_queue[buffer]);
}

static uint32_t *list_head(struct sim *sim, uint32_t buffer) {
    return by_block(sim) ? &sim->blocks[sim->buffer_block[buffer]].free_head
                         : &home_of(sim, buffer)->free_head;
}

static uint32_t *list_tail(struct sim *sim, uint32_t buffer) {
    return by_block(sim) ? &sim->blocks[sim->buffer_block[buffer]].free_tail
                         : &home_of(sim, buffer)->free_tail;
}

void pool_link_free(struct sim *sim, uint32_t buffer) {
    uint32_t *head = list_head(sim, buffer), *tail = list_tail(sim, buffer);
    sim->buffer_place[buffer] = BUFFER_FREE;
    sim->buffer_next[buffer] = NO_BUFFER;
    sim->buffer_previous[buffer] = *tail;
    if (*tail == NO_BUFFER)
        *head = buffer;
    else
        sim->buffer_next[*tail] = buffer;
    *tail = buffer;
    if (by_block(sim))
        sim->blocks[sim->buffer_block[buffer]].free_count++;
    home_of(sim, buffer)->free_count++;
    sim->state->meter.level[LEVEL_FREE]++;
}

void pool_unlink_free(struct sim *sim, uint32_t buffer) {
    uint32_t *head = list_head(sim, buffer), *tail = list_tail(sim, buffer);
    uint32_t next = sim->buffer_next[buffer], previous = sim->buffer_previous[buffer];
    if (previous == NO_BUFFER)
        *head = next;
    else
        sim->buffer_next[previous] = next;
    if (next == NO_BUFFER)
        *tail = previous;
    else
        sim->buffer_previous[next] = previous;
    if (by_block(sim))
        sim->blocks[sim->buffer_block[buffer]].free_count--;
    home_of(sim, buffer)->free_count--;
    sim->state->meter.level[LEVEL_FREE]--;
}

static uint32_t next_free(const struct sim *sim, const struct pool_state *pool) {
    if (by_block(sim)) {
        for (uint32_t b = pool->oldest; b != NO_BLOCK; b = sim->blocks[b].newer)
            if (sim->blocks[b].free_count > 0)
                return sim->blocks[b].free_head;
        return NO_BUFFER;
    }
    return sim->config->pool_reuse == REUSE_LIFO ? pool->free_tail : pool->free_head;
}

bool pool_take_free(struct sim *sim, uint32_t pool, uint32_t *buffer) {
    if (sim->pool[pool].free_count == 0)
        return false;
    *buffer = next_free(sim, &sim->pool[pool]);
    pool_unlink_free(sim, *buffer);
    return true;
}

void pool_put(struct sim *sim, uint32_t buffer) {
    uint32_t block = sim->buffer_block[buffer];
    struct pool_state *pool = home_of(sim, buffer);
    if (pool->draining && sim->blocks[block].state == BLOCK_DRAINING) {
        sim->buffer_place[buffer] = BUFFER_HOME;
        meter_change(sim, LEVEL_HOME, 1);
        block_home(sim, block);
        return;
    }
    pool_link_free(sim, buffer);
    sim->state->meter.level[LEVEL_READY]++;
    pool->ready++;
}

void pool_init(struct sim *sim) {
    struct state *state = sim->state;
    for (uint32_t i = 0; i < sim->plan->pool_count; i++)
        sim->pool[i] = (struct pool_state){
            .free_head = NO_BUFFER, .free_tail = NO_BUFFER, .oldest = NO_BLOCK, .newest = NO_BLOCK};
    for (uint32_t i = sim->plan->buffer_limit; i > 0; i--)
        sim->buffer_spare[state->spare_buffers++] = i - 1;
    for (uint32_t i = sim->plan->block_limit; i > 0; i--)
        sim->block_spare[state->spare_blocks++] = i - 1;
}
