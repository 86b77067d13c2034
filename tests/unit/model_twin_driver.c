/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The twin's driver: it keeps the rings filled, and turns interrupts off when it has nothing to fill them
 * with. */
#include "ensure.h"
#include "model_twin.h"

/* --- rings --- */

static uint64_t hidden(const struct twin *twin, uint32_t queue) {
    return twin->queue[queue].ring.count - twin_visible(twin, queue);
}

void twin_watch_hidden(struct twin *twin, uint32_t queue) {
    if (twin->config->refill_timer_ps == TIME_NEVER)
        return;
    if (hidden(twin, queue) == 0)
        twin_cancel(twin, TWIN_FLUSH, queue);
    else if (!twin_pending(twin, TWIN_FLUSH, queue))
        twin_schedule(twin, time_add(twin->now, twin->config->refill_timer_ps), TWIN_FLUSH, queue, NULL);
}

void twin_show(struct twin *twin, uint32_t queue) {
    struct twin_list *ring = &twin->queue[queue].ring;
    for (uint32_t i = 0; i < ring->count; i++)
        ((struct twin_buffer *)ring->item[i])->visible = true;
    twin_watch_hidden(twin, queue);
}

void twin_post(struct twin *twin, uint32_t queue, struct twin_buffer *buffer) {
    buffer->place = TWIN_POSTED;
    buffer->queue = queue;
    buffer->visible = false;
    twin_push(&twin->queue[queue].ring, buffer);
    if (hidden(twin, queue) >= twin->config->refill_batch)
        twin_show(twin, queue);
    else
        twin->seen.hidden++;
    twin_watch_hidden(twin, queue);
}

void twin_flush(struct twin *twin, uint32_t queue) {
    if (twin_ready(twin, queue) < twin->config->refill_flush_below)
        twin_show(twin, queue);
}

static bool may_post(const struct twin *twin, uint32_t queue) {
    return twin->config->nic_ring - twin_occupied(twin, queue) >= twin->config->refill_threshold;
}

void twin_refill(struct twin *twin, uint32_t queue) {
    const struct config *config = twin->config;
    if (may_post(twin, queue)) {
        while (twin_occupied(twin, queue) < config->nic_ring) {
            struct twin_buffer *buffer = twin_take_free(twin, twin_pool_of(twin, queue));
            if (!buffer)
                break;
            twin_post(twin, queue, buffer);
        }
        if (twin_occupied(twin, queue) < config->nic_ring && config->refill_retry_ps != TIME_NEVER &&
            !twin_pending(twin, TWIN_RETRY, queue))
            twin_schedule(twin, time_add(twin->now, config->refill_retry_ps), TWIN_RETRY, queue, NULL);
    }
    twin_flush(twin, queue);
    twin_pump(twin);
}

/* A shared pool: one buffer at a time to the ring with the fewest, of those that may be posted to. */
static void spread(struct twin *twin) {
    bool may[TWIN_QUEUES];
    for (uint32_t queue = 0; queue < twin->config->nic_queues; queue++)
        may[queue] = may_post(twin, queue) && !twin->queue[queue].masked_episode;
    while (twin->pool[0].free.count > 0) {
        uint32_t best = TWIN_QUEUES;
        for (uint32_t queue = 0; queue < twin->config->nic_queues; queue++)
            if (may[queue] && twin_occupied(twin, queue) < twin->config->nic_ring &&
                (best == TWIN_QUEUES || twin_occupied(twin, queue) < twin_occupied(twin, best)))
                best = queue;
        if (best == TWIN_QUEUES)
            break;
        twin_post(twin, best, twin_take_free(twin, 0));
    }
    for (uint32_t queue = 0; queue < twin->config->nic_queues; queue++)
        twin_flush(twin, queue);
    twin_pump(twin);
}

void twin_start_driver(struct twin *twin) {
    if (twin_shared(twin))
        spread(twin);
    for (uint32_t queue = 0; queue < twin->config->nic_queues; queue++) {
        if (!twin_shared(twin))
            twin_refill(twin, queue);
        twin_show(twin, queue);
    }
}

void twin_retry(struct twin *twin, uint32_t queue) {
    twin->seen.retried++;
    if (!twin->queue[queue].masked_episode)
        twin_refill(twin, queue);
}

void twin_rescue(struct twin *twin) {
    twin_schedule(twin, twin->now + twin->config->nic_rescue_ps, TWIN_RESCUE, 0, NULL);
    for (uint32_t i = 0; i < twin->config->nic_queues; i++) {
        struct twin_queue *queue = &twin->queue[i];
        if (queue->masked_episode)
            continue;
        twin_refill(twin, i);
        twin_show(twin, i);
        twin_pump(twin);
        if (queue->filled.count == 0 || queue->raised || queue->masked_dpc)
            continue;
        twin->seen.rescued++;
        twin_cancel(twin, TWIN_DUE, i);
        queue->masked_dpc = true;
        twin_want_dpc(twin, i);
    }
}

/* --- episodes --- */

void twin_look_for_shortage(struct twin *twin, uint32_t number) {
    struct twin_queue *queue = &twin->queue[number];
    uint64_t at = twin->pool[twin_pool_of(twin, number)].disable_at;
    if (queue->masked_episode || at == CONFIG_NEVER || twin_ready(twin, number) > at)
        return;
    queue->masked_episode = true;
    queue->episode = twin->episodes;
    ensure(twin->episodes < sizeof twin->episode / sizeof *twin->episode);
    twin->episode[twin->episodes++] = (struct twin_episode){twin->now, TIME_NEVER, 0, number};
}

static bool resume(struct twin *twin, uint32_t number) {
    struct twin_queue *queue = &twin->queue[number];
    uint64_t mark = twin->pool[twin_pool_of(twin, number)].disable_resume;
    if (!queue->masked_episode || twin_ready(twin, number) < mark)
        return false;
    queue->masked_episode = false;
    twin->episode[queue->episode].end = twin->now;
    twin_refill(twin, number);
    twin_unmasked(twin, number);
    return true;
}

/* Who can resume does, the lowest first; then the test is repeated. */
static void resume_all(struct twin *twin, uint32_t pool) {
    for (uint32_t queue = 0; queue < twin->config->nic_queues; queue++)
        if (twin_pool_of(twin, queue) == pool && resume(twin, queue)) {
            resume_all(twin, pool);
            return;
        }
}

/* A DPC that waits for something to put in a frame's place is queued again. */
static void wake(struct twin *twin, uint32_t pool) {
    for (uint32_t queue = 0; queue < twin->config->nic_queues; queue++)
        if (twin_pool_of(twin, queue) == pool && twin->queue[queue].waits &&
            twin->config->nic_poll_ps == TIME_NEVER && twin->pool[pool].free.count > 0) {
            twin->queue[queue].waits = false;
            twin_want_dpc(twin, queue);
        }
}

void twin_new_buffers(struct twin *twin, uint32_t pool) {
    bool refills = twin->config->refill_retry_ps == TIME_NEVER;
    if (!twin_shared(twin) && refills && !twin->queue[pool].masked_episode)
        twin_refill(twin, pool);
    resume_all(twin, pool);
    if (twin_shared(twin) && refills)
        spread(twin);
    wake(twin, pool);
}

void twin_returned(struct twin *twin, uint32_t queue) {
    if (twin->config->refill_retry_ps == TIME_NEVER && !twin->queue[queue].masked_episode)
        twin_refill(twin, queue);
    twin_new_buffers(twin, twin_pool_of(twin, queue));
}
