/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Buffers: which are free, and which free one is posted next.
 *
 * The free list is doubly linked, so that a draining block can take its buffers out wherever they stand.
 * pool.reuse says which end is posted next; `oldest_block` keeps a list per block and serves the oldest block
 * that has a free buffer, which brings the newest blocks home soonest; with ideal placement no buffer belongs
 * to a block, and it is first in, first out. A free buffer has no frame, so the links are those of the frame
 * that it might have. Buffer ids are storage only: no order depends on them. */
#include "modules.h"

static inline struct pool_state *home_of(struct sim *sim, uint32_t buffer) {
    return pool_of(sim, sim->buffer_queue[buffer]);
}

/* The block whose own list the buffer stands on; NULL: it stands on the pool's. */
static inline struct block *list_of(const struct sim *sim, uint32_t buffer) {
    return sim->plan->free_by_block ? &sim->blocks[sim->frame[buffer].block] : NULL;
}

static inline void append(struct sim *sim, uint32_t *head, uint32_t *tail, uint32_t buffer) {
    sim->frame[buffer].due.next = NO_BUFFER;
    sim->frame[buffer].due.far = *tail;
    *(*tail == NO_BUFFER ? head : &sim->frame[*tail].due.next) = buffer;
    *tail = buffer;
}

static inline void take_out(struct sim *sim, uint32_t *head, uint32_t *tail, uint32_t buffer) {
    uint32_t next = sim->frame[buffer].due.next, previous = sim->frame[buffer].due.far;
    *(previous == NO_BUFFER ? head : &sim->frame[previous].due.next) = next;
    *(next == NO_BUFFER ? tail : &sim->frame[next].due.far) = previous;
}

static inline void link_free(struct sim *sim, struct pool_state *pool, uint32_t buffer) {
    struct block *block = list_of(sim, buffer);
    sim->buffer_place[buffer] = BUFFER_FREE;
    if (block) {
        append(sim, &block->free_head, &block->free_tail, buffer);
        block->free_count++;
    } else {
        append(sim, &pool->free_head, &pool->free_tail, buffer);
    }
    pool->free_count++;
    meter_move(sim, LEVEL_FREE, 1);
}

static inline void unlink_free(struct sim *sim, struct pool_state *pool, uint32_t buffer) {
    struct block *block = list_of(sim, buffer);
    if (block) {
        take_out(sim, &block->free_head, &block->free_tail, buffer);
        block->free_count--;
    } else {
        take_out(sim, &pool->free_head, &pool->free_tail, buffer);
    }
    pool->free_count--;
    meter_move(sim, LEVEL_FREE, -1);
}

void pool_link_free(struct sim *sim, uint32_t buffer) {
    link_free(sim, home_of(sim, buffer), buffer);
}

void pool_unlink_free(struct sim *sim, uint32_t buffer) {
    unlink_free(sim, home_of(sim, buffer), buffer);
}

static uint32_t free_of_oldest(const struct sim *sim, const struct pool_state *pool) {
    uint32_t block = pool->oldest;
    while (sim->blocks[block].free_count == 0)
        block = sim->blocks[block].newer;
    return sim->blocks[block].free_head;
}

uint32_t pool_pass_free(struct sim *sim, struct pool_state *pool) {
    uint32_t buffer = sim->config->pool_reuse == REUSE_LIFO ? pool->free_tail : pool->free_head;
    if (sim->plan->free_by_block) {
        buffer = free_of_oldest(sim, pool);
        struct block *block = &sim->blocks[sim->frame[buffer].block];
        take_out(sim, &block->free_head, &block->free_tail, buffer);
        block->free_count--;
    } else {
        take_out(sim, &pool->free_head, &pool->free_tail, buffer);
    }
    return buffer;
}

bool pool_take_free(struct sim *sim, uint32_t number, uint32_t *buffer) {
    struct pool_state *pool = &sim->pool[number];
    if (pool->free_count == 0)
        return false;
    *buffer = pool_pass_free(sim, pool);
    pool->free_count--;
    meter_move(sim, LEVEL_FREE, -1);
    return true;
}

void pool_put(struct sim *sim, uint32_t buffer) {
    uint32_t block = sim->frame[buffer].block;
    struct pool_state *pool = home_of(sim, buffer);
    if (pool->draining && sim->blocks[block].state == BLOCK_DRAINING) {
        sim->buffer_place[buffer] = BUFFER_HOME;
        meter_move(sim, LEVEL_HOME, 1);
        block_home(sim, block);
        return;
    }
    link_free(sim, pool, buffer);
    meter_move(sim, LEVEL_READY, 1);
    pool->ready++;
}

void pool_init(struct sim *sim) {
    struct state *state = sim->state;
    for (uint32_t i = 0; i < sim->plan->pool_count; i++)
        sim->pool[i] = (struct pool_state){
            .free_head = NO_BUFFER, .free_tail = NO_BUFFER, .oldest = NO_BLOCK, .newest = NO_BLOCK};
    state->spare_first = 0;
    state->spare_buffers = sim->plan->buffer_limit;
    for (uint32_t i = 0; i < sim->plan->buffer_limit; i++)
        sim->buffer_member[i] = i + 1;
    for (uint32_t i = sim->plan->block_limit; i > 0; i--)
        sim->block_spare[state->spare_blocks++] = i - 1;
}
