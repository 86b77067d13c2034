/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which queue, pool, ring, frame and protocol a number means, and the steps on them that every frame takes:
 * inline, because each is a few instructions and called from several modules. */
#ifndef RXP_QUEUES_H
#define RXP_QUEUES_H

#include "address.h"
#include "meter.h"

static inline uint32_t pool_number(const struct sim *sim, uint32_t queue) {
    return sim->plan->pool_count == 1 ? 0 : queue;
}
static inline struct pool_state *pool_of(struct sim *sim, uint32_t queue) {
    return &sim->pool[pool_number(sim, queue)];
}
/* Buffers a queue has or can use. */
static inline uint32_t queue_ready(const struct sim *sim, uint32_t queue) {
    return sim->pool[pool_number(sim, queue)].free_count + sim->queue[queue].taken;
}
/* The circle of a queue: posted buffers. */
static inline uint32_t *queue_ring(const struct sim *sim, uint32_t queue) {
    return sim->ring + (size_t)queue * sim->plan->ring;
}
/* A frame is filled: the last of its queue. */
static inline void filled_push(struct sim *sim, struct queue_data *queue, uint32_t buffer) {
    if (queue->filled_count++ == 0)
        queue->filled_head = buffer;
    else
        sim->frame[queue->filled_tail].due.next = buffer;
    queue->filled_tail = buffer;
}
/* The oldest one is no longer. */
static inline uint32_t filled_pop(struct sim *sim, struct queue_data *queue) {
    uint32_t buffer = queue->filled_head;
    queue->filled_head = sim->frame[buffer].due.next;
    queue->filled_count--;
    return buffer;
}
/* At the NIC, from 1. */
static inline uint64_t frame_number(const struct frame *frame) {
    return event_number_of(frame->due.order);
}
/* A frame begins in that buffer, whose block stays what it is. Field by field: a struct that is made first
 * and copied then is read back before it is written, for which the processor waits. */
static inline void frame_begin(struct sim *sim, uint32_t buffer, uint64_t number, uint64_t arrival_ps,
                               uint64_t length, uint64_t source, uint32_t protocol) {
    struct frame *frame = &sim->frame[buffer];
    frame->arrival_ps = arrival_ps;
    frame->stamp_ps = arrival_ps;
    frame->due.order = event_order(EVENT_DMA_END, number, buffer);
    frame->hold_ps = 0;
    frame->length = (uint32_t)length & 0xffffff;
    frame->buffers = 1;
    frame->source = (uint8_t)source;
    frame->protocol = protocol & 0x3ff;
    frame->queue = 0;
    frame->fate = FATE_INSIDE;
    frame->holders = 0;
    frame->stage = CLAIM_BACK;
    frame->flags = 0;
}
/* The next buffer of the same frame. */
static inline uint32_t buffer_after(const struct sim *sim, uint32_t buffer) {
    return sim->buffer_next ? sim->buffer_next[buffer] : NO_BUFFER;
}
/* The DMA into that buffer will be over then, after all that is under way. */
static inline void dma_push(struct sim *sim, uint64_t time_ps, uint32_t buffer) {
    struct dma_state *dma = &sim->state->dma;
    sim->frame[buffer].stamp_ps = time_ps;
    model_ensure(dma->count == 0 || sim->frame[dma->tail].stamp_ps <= time_ps);
    if (dma->count++ == 0) {
        dma->head = buffer;
        dma->next_ps = time_ps;
    } else {
        sim->frame[dma->tail].due.next = buffer;
    }
    dma->tail = buffer;
}
/* The first one is over. */
static inline uint32_t dma_pop(struct sim *sim) {
    struct dma_state *dma = &sim->state->dma;
    uint32_t buffer = dma->head;
    model_ensure(dma->count > 0);
    dma->count--;
    if (dma->count == 0) {
        dma->next_ps = TIME_NEVER;
    } else {
        dma->head = sim->frame[buffer].due.next;
        dma->next_ps = sim->frame[dma->head].stamp_ps;
    }
    return buffer;
}
/* Is the buffer's block draining? With ideal placement none ever is. */
static inline bool buffer_drains(const struct sim *sim, uint32_t buffer) {
    const struct pool_state *pool = &sim->pool[pool_number(sim, sim->buffer_queue[buffer])];
    return pool->draining && sim->blocks[sim->frame[buffer].block].state == BLOCK_DRAINING;
}
/* A buffer goes on the ring, as the last: visible when enough have collected (refill.batch). */
static inline void ring_push(struct sim *sim, uint32_t queue, uint32_t buffer) {
    struct queue_data *data = &sim->queue[queue];
    uint32_t ring = sim->plan->ring, at = data->ring_head + data->ring_count;
    queue_ring(sim, queue)[at >= ring ? at - ring : at] = buffer;
    sim->buffer_place[buffer] = BUFFER_POSTED;
    sim->buffer_queue[buffer] = (uint8_t)queue;
    data->ring_count++;
    data->occupied++;
    if (data->ring_count - data->visible >= sim->config->refill_batch) {
        data->visible = data->ring_count;
        data->told = true;
    }
    meter_move(sim, LEVEL_POSTED, 1);
    if (MODEL_CHECKS)
        address_posted(sim, buffer);
}

/* Whose frame a claim is on, and whose it is. */
static inline uint32_t claim_frame(const struct sim *sim, uint32_t claim) {
    uint32_t slots = sim->plan->frame_slots;
    return claim < slots ? claim : claim % slots;
}
static inline uint32_t claim_protocol(const struct sim *sim, uint32_t claim) {
    uint32_t slots = sim->plan->frame_slots;
    return claim < slots ? sim->frame[claim].protocol : sim->plan->all[claim / slots - 1];
}
static inline struct frame *claim_of(const struct sim *sim, uint32_t claim) {
    return &sim->frame[claim];
}

/* The policy of a pool must be asked at the end of this instant. */
static inline void growth_ask(struct sim *sim, uint32_t pool, uint32_t reason) {
    sim->growth[pool].reason |= reason;
    sim->state->ask |= reason;
}

/* The number of ready buffers of a pool changed: must its policy be asked? */
static inline void ready_changed(struct sim *sim, uint32_t pool) {
    struct growth_state *growth = &sim->growth[pool];
    if (!sim->plan->policy_watches)
        return;
    uint32_t now_ready = sim->pool[pool].ready;
    int64_t ready = (int64_t)now_ready;
    bool watched = (ready <= growth->watch_low) | ((growth->watch_high >= 0) & (ready >= growth->watch_high));
    growth_ask(sim, pool, watched ? (uint32_t)RXPOOL_POLICY_COUNTS : 0u);
    if (growth->since_ps != sim->state->now_ps) {
        growth->relief_ps =
            growth->lasting > sim->config->grow_below ? sim->state->now_ps : growth->relief_ps;
        growth->since_ps = sim->state->now_ps;
    }
    growth->lasting = now_ready;
}

/* A frame found no descriptor of this queue. What that means is judged when the event is over: in the middle
 * of one buffers and DPCs are in nobody's hands. */
static inline void starve_look(struct sim *sim, uint32_t queue) {
    struct queue_data *data = &sim->queue[queue];
    if (data->visible > 0 || data->starved || data->hungry)
        return;
    data->hungry = true;
    data->hungry_next = sim->state->hungry;
    sim->state->hungry = queue + 1;
}

#endif
