/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The twin's chains: what harvesting costs, what is copied, what finds nothing to take its place. */
#include "ensure.h"
#include "model_twin.h"

static bool is_draining(const struct twin *twin, const struct twin_buffer *buffer) {
    return !twin_ideal(twin) && buffer->block->state == TWIN_DRAINING;
}

static uint64_t live_buffers(const struct twin *twin, uint32_t pool) {
    uint64_t count = 0;
    for (uint32_t i = 0; i < twin->blocks; i++)
        if (twin->block[i].pool == pool && twin->block[i].state == TWIN_LIVE)
            count += twin->block[i].buffers;
    return count;
}

/* Too few would be left without the first so many filled frames of the queue. */
static bool scarce(const struct twin *twin, uint32_t number, uint64_t frames) {
    const struct config *config = twin->config;
    const struct twin_queue *queue = &twin->queue[number];
    uint64_t left = twin_ready(twin, number);
    for (uint64_t i = 0; i < frames; i++) {
        const struct twin_frame *frame = queue->filled.item[i];
        for (uint32_t j = 0; j < frame->needed; j++)
            left -= !is_draining(twin, frame->buffer[j]);
    }
    if (config->lowres_per_cent)
        return 100 * left < config->lowres_per_cent * live_buffers(twin, twin_pool_of(twin, number));
    return left < config->lowres_below;
}

static bool low(const struct twin *twin, uint32_t number, uint64_t which) {
    const struct twin_queue *queue = &twin->queue[number];
    enum lowres_per per = twin->config->lowres_per;
    if (twin->config->pool_policy == TWIN_COPY_ALWAYS)
        return true;
    if (per == LOWRES_SLICE)
        return queue->slice_scarce;
    return scarce(twin, number, per == LOWRES_FRAME ? which + 1 : queue->chain);
}

static uint64_t holders(const struct twin *twin) {
    uint64_t count = 1;
    for (uint32_t i = 0; i < twin->config->protocol_count; i++)
        count += twin->config->protocol[i].mode == PROTOCOL_ALL;
    return count;
}

static uint64_t frame_cost(const struct twin *twin, const struct twin_frame *frame, bool dropped) {
    const struct config *config = twin->config;
    uint64_t cost = config->dpc_frame_ps + config->cpu_flush_ps;
    if (dropped)
        return cost;
    for (uint32_t i = 0; i < config->protocol_count; i++)
        if (i == frame->protocol || config->protocol[i].mode == PROTOCOL_ALL)
            cost += config->protocol[i].inline_cost_ps;
    for (uint32_t i = 0; i < frame->needed; i++)
        cost += frame->buffer[i]->torn * config->cpu_tear_ps;
    if (frame->flagged) {
        struct fraction rate = config->cpu_copy_ps_per_byte;
        uint64_t copy = (uint64_t)((u128)frame->length * rate.numerator / rate.denominator);
        cost += holders(twin) * (config->cpu_copy_frame_ps + copy);
    } else if (twin_instant(twin, frame)) {
        cost += frame->needed * config->cpu_return_ps;
    }
    return cost;
}

void twin_look_at_slice(struct twin *twin, uint32_t number) {
    twin->queue[number].slice_scarce = scarce(twin, number, twin->queue[number].slice);
}

uint64_t twin_harvest_cost(struct twin *twin, uint32_t number) {
    struct twin_queue *queue = &twin->queue[number];
    enum refill_mode mode = twin->config->refill_mode;
    uint64_t cost = 0, free = twin->pool[twin_pool_of(twin, number)].free.count;
    bool flag[512];
    for (uint64_t i = 0; i < queue->chain; i++)
        flag[i] = low(twin, number, i);
    for (uint64_t i = 0; i < queue->chain; i++) {
        struct twin_frame *frame = queue->filled.item[i];
        bool room = mode == REFILL_AFTER || flag[i] || free >= frame->needed;
        frame->flagged = flag[i] || (!room && mode == REFILL_REPLACE_COPY);
        if (!room && mode == REFILL_REPLACE_WAIT) {
            queue->chain = i;
            break;
        }
        free -= mode != REFILL_AFTER && room && !flag[i] ? frame->needed : 0;
        cost += frame_cost(twin, frame, !room && mode == REFILL_REPLACE_DROP);
        frame->flagged = flag[i];
    }
    return cost;
}

/* Puts as many free buffers on the ring; false: there are too few. */
static bool replace(struct twin *twin, uint32_t number, uint32_t needed) {
    uint32_t pool = twin_pool_of(twin, number);
    if (twin->pool[pool].free.count < needed)
        return false;
    for (uint32_t i = 0; i < needed; i++)
        twin_post(twin, number, twin_take_free(twin, pool));
    twin_flush(twin, number);
    twin_pump(twin);
    twin->seen.replaced++;
    return true;
}

static void drop_again(struct twin *twin, uint32_t number, struct twin_frame *frame) {
    frame->fate = TWIN_NO_REPLACEMENT;
    twin_frame_lost(twin, frame);
    for (uint32_t i = 0; i < frame->needed; i++) {
        if (is_draining(twin, frame->buffer[i]))
            twin_put(twin, frame->buffer[i]);
        else
            twin_post(twin, number, frame->buffer[i]);
    }
    twin_flush(twin, number);
    twin_pump(twin);
}

/* There is something to put in the place of the queue's first frame, or it needs nothing. */
static bool can_go(const struct twin *twin, uint32_t number) {
    const struct twin_queue *queue = &twin->queue[number];
    const struct twin_frame *frame = queue->filled.count ? queue->filled.item[0] : NULL;
    return !frame || twin->config->refill_mode != REFILL_REPLACE_WAIT ||
           twin->pool[twin_pool_of(twin, number)].free.count >= frame->needed;
}

bool twin_harvest(struct twin *twin, uint32_t number) {
    struct twin_queue *queue = &twin->queue[number];
    enum refill_mode mode = twin->config->refill_mode;
    for (uint64_t i = 0; i < queue->chain; i++) {
        struct twin_frame *frame = queue->filled.item[0];
        if (!frame->flagged && !can_go(twin, number))
            return false;
        bool replaced = mode == REFILL_AFTER || frame->flagged || replace(twin, number, frame->needed);
        twin_take(&queue->filled, 0);
        if (!replaced && mode == REFILL_REPLACE_DROP) {
            drop_again(twin, number, frame);
            continue;
        }
        frame->flagged |= !replaced;
        twin_indicate(twin, frame);
    }
    return queue->chain > 0 || queue->slice == 0 || can_go(twin, number);
}
