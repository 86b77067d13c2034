/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The twin's starvation: everything that is pending is gone through, and nothing among it can ever give a
 * descriptor to the queue of a frame that has just found none. */
#include "model_twin.h"

static bool of_pool(const struct twin *twin, uint32_t pool, uint64_t queue) {
    return twin_pool_of(twin, (uint32_t)queue) == pool;
}

/* Can this event bring a buffer to the pool, or a descriptor to one of its queues? */
static bool helps(const struct twin *twin, uint32_t pool, const struct twin_event *event) {
    enum twin_kind kind = event->kind;
    if (kind == TWIN_ALLOCATED || kind == TWIN_PAID || kind == TWIN_FREED || kind == TWIN_QUEUED)
        return ((const struct twin_block *)event->what)->pool == pool;
    if (kind == TWIN_IDLE || kind == TWIN_TICK)
        return event->number == pool;
    if (kind == TWIN_FLUSH || kind == TWIN_RETRY || kind == TWIN_DUE || kind == TWIN_INTERRUPT ||
        kind == TWIN_ISR || kind == TWIN_DPC || kind == TWIN_CHAIN)
        return of_pool(twin, pool, event->number);
    return kind == TWIN_RESCUE; /* the rest is of frames whose buffers are looked at, or of traffic */
}

/* At the end of this instant, because a mark was reached, a request ended or a timer fired. */
static bool policy_is_asked(struct twin *twin, uint32_t pool) {
    const struct config *config = twin->config;
    const struct twin_pool *data = &twin->pool[pool];
    uint64_t ready = twin_pool_ready(twin, pool), total = 0;
    for (uint32_t i = 0; i < twin->blocks; i++)
        total +=
            twin->block[i].pool == pool && twin->block[i].state != TWIN_GONE ? twin->block[i].buffers : 0;
    uint64_t least = config->pool_policy == TWIN_DOUBLING ? 1 : config->grow_chunk;
    bool may_grow = ready <= config->grow_below && total + least <= config->pool_limit;
    bool may_shrink = twin_newest_grown(twin, pool) && ready >= config->shrink_above;
    bool marked = may_grow || may_shrink;
    for (uint32_t i = 0; i < twin->blocks; i++) {
        const struct twin_block *block = &twin->block[i];
        if (block->grown && block->pool == pool &&
            (block->completed == twin->now || block->freed == twin->now))
            return true;
    }
    return twin_grows(twin) && (twin->now == 0 || (data->changed && marked) || data->failed || data->woken ||
                                data->ticked || data->idle_fired);
}

/* Nothing will come to a queue of this pool, unless a protocol gives something back. */
static bool nothing_comes(struct twin *twin, uint32_t pool) {
    if (policy_is_asked(twin, pool))
        return false;
    for (uint32_t i = 0; i < twin->buffers; i++) {
        const struct twin_buffer *buffer = &twin->buffer[i];
        if (buffer->block && buffer->pool == pool &&
            (buffer->place == TWIN_IN_DMA || (buffer->place == TWIN_POSTED && buffer->visible)))
            return false;
    }
    for (uint32_t i = 0; i < twin->queued.count; i++)
        if (((const struct twin_block *)twin->queued.item[i])->pool == pool)
            return false;
    for (uint32_t i = 0; i < twin->events; i++)
        if (helps(twin, pool, &twin->event[i]))
            return false;
    for (uint32_t i = 0; i < twin->jobs; i++)
        if (helps(twin, pool, &twin->job[i].event))
            return false;
    return true;
}

/* The protocol waits for more frames to return it together with, and for nothing else. */
static bool waits_for_frames(const struct twin *twin, const struct twin_claim *claim) {
    const struct twin_list *back = &twin->protocol[claim->protocol].back;
    bool waits = false;
    for (uint32_t i = 0; i < back->count; i++)
        waits |= back->item[i] == claim && claim->left == 0;
    return waits && twin->config->protocol[claim->protocol].return_timer_ps == TIME_NEVER;
}

/* Each frame that protocols have waits for others, and for no holder that still does something else. */
static bool all_wait_for_frames(const struct twin *twin) {
    for (uint64_t i = 0; i < twin->arrived; i++) {
        const struct twin_frame *frame = twin->frame[i];
        if (frame->claims == 0 || frame->copied || frame->returned != TIME_NEVER)
            continue;
        for (uint32_t j = 0; j < frame->claims; j++)
            if (!frame->claim[j].done && !waits_for_frames(twin, &frame->claim[j]))
                return false;
    }
    return true;
}

static bool hopeless(struct twin *twin, uint32_t pool) {
    uint32_t pools = twin_shared(twin) ? 1 : twin->config->nic_queues, out = 0;
    for (uint32_t i = 0; i < twin->buffers; i++)
        out +=
            twin->buffer[i].block && twin->buffer[i].pool == pool && twin->buffer[i].place == TWIN_INDICATED;
    if (!nothing_comes(twin, pool) || (out > 0 && !all_wait_for_frames(twin)))
        return false;
    for (uint32_t i = 0; i < pools && out > 0; i++) /* a frame of any queue may be the one that is missing */
        if (!nothing_comes(twin, i))
            return false;
    twin->seen.kept += out > 0;
    return true;
}

void twin_look_for_starved(struct twin *twin) {
    uint32_t starved = 0;
    for (uint32_t i = 0; i < twin->config->nic_queues; i++) {
        struct twin_queue *queue = &twin->queue[i];
        if (queue->found_none && !queue->starved)
            queue->starved = hopeless(twin, twin_pool_of(twin, i));
        queue->found_none = false;
        starved += queue->starved;
    }
    if (starved < twin->config->nic_queues || twin->seen.starved)
        return;
    twin->seen.starved = 1;
    twin->window_end = twin->now;
    twin->end = twin->now + 1; /* what this instant brings still happens */
}
