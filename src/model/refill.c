/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Refilling: free buffers are posted on the rings, and the NIC is told of them.
 *
 * What is posted is visible to the NIC at once, unless the driver collects (refill.batch): then the last ones
 * posted are hidden, on the ring and ready but not for DMA, until enough of them have collected, too few
 * buffers are ready (refill.flush_below), refill.timer after the first of them, or the rescue. A driver that
 * never tells of what collects too slowly starves with its ring full. */
#include "ndis.h"

/* Posts one free buffer; false when there is none or no room. */
static inline bool post(struct sim *sim, uint32_t queue) {
    struct queue_data *data = &sim->queue[queue];
    uint32_t buffer;
    if (data->occupied >= sim->plan->ring || !pool_take_free(sim, pool_number(sim, queue), &buffer))
        return false;
    ring_push(sim, queue, buffer);
    data->taken++;
    return true;
}

void refill_watch(struct sim *sim, uint32_t queue) {
    struct queue_data *data = &sim->queue[queue];
    if (sim->config->refill_timer_ps == TIME_NEVER)
        return;
    uint32_t slot = timer_slot(sim, TIMER_REFILL, queue);
    if (data->told || data->visible == data->ring_count)
        timers_clear(&sim->timers, slot);
    data->told = false;
    if (data->visible < data->ring_count && sim->timers.slot[slot].time_ps == TIME_NEVER)
        timers_set(&sim->timers, slot,
                   (struct event){time_add(sim->state->now_ps, sim->config->refill_timer_ps),
                                  event_order(EVENT_REFILL_TIMER, queue, 0)});
}

void refill_hidden(struct sim *sim, uint32_t queue) {
    struct queue_data *data = &sim->queue[queue];
    if (data->visible < data->ring_count && queue_ready(sim, queue) < sim->config->refill_flush_below)
        data->visible = data->ring_count;
    refill_watch(sim, queue);
}

/* T after a refill that the free list could not satisfy it is tried again; one attempt at a time is set. */
static void retry_later(struct sim *sim, uint32_t queue) {
    const struct queue_data *data = &sim->queue[queue];
    uint64_t wait = sim->plan->retry_ps;
    uint32_t slot = timer_slot(sim, TIMER_RETRY, queue);
    if (wait == TIME_NEVER || data->occupied >= sim->plan->ring ||
        sim->timers.slot[slot].time_ps != TIME_NEVER)
        return;
    timers_set(&sim->timers, slot,
               (struct event){time_add(sim->state->now_ps, wait), event_order(EVENT_REFILL_RETRY, queue, 0)});
}

/* Enough descriptors are missing for a refill to begin; once begun it fills the ring. */
static bool wanted(const struct sim *sim, uint32_t queue) {
    return sim->plan->ring - sim->queue[queue].occupied >= sim->config->refill_threshold;
}

/* As the rules of refilling say. */
static void refill_ruled(struct sim *sim, uint32_t queue) {
    bool begin = wanted(sim, queue);
    while (begin && post(sim, queue)) {
    }
    refill_hidden(sim, queue);
    if (begin)
        retry_later(sim, queue);
    nic_pump(sim);
}

/* With plain rules: all that is free and has room, counted at once. */
static bool post_all(struct sim *sim, uint32_t queue) {
    struct queue_data *data = &sim->queue[queue];
    struct pool_state *pool = pool_of(sim, queue);
    uint32_t size = sim->plan->ring, room = size - data->occupied;
    uint32_t count = room < pool->free_count ? room : pool->free_count;
    uint32_t at = data->ring_head + data->ring_count, *ring = queue_ring(sim, queue);
    for (uint32_t i = 0; i < count; i++, at++) {
        uint32_t buffer = pool_pass_free(sim, pool);
        ring[at >= size ? at - size : at] = buffer;
        sim->buffer_place[buffer] = BUFFER_POSTED;
        sim->buffer_queue[buffer] = (uint8_t)queue;
        if (MODEL_CHECKS)
            address_posted(sim, buffer);
    }
    pool->free_count -= count;
    data->occupied += count;
    data->taken += count;
    data->ring_count += count;
    data->visible = data->ring_count;
    data->told |= count > 0;
    meter_move(sim, LEVEL_FREE, -(int64_t)count);
    meter_move(sim, LEVEL_POSTED, count);
    return count > 0;
}

void driver_refill(struct sim *sim, uint32_t queue) {
    if (!sim->plan->refill_plain) {
        refill_ruled(sim, queue);
    } else if (pool_of(sim, queue)->free_count > 0 && post_all(sim, queue)) {
        nic_pump(sim);
    }
}

void refill_exchange(struct sim *sim, uint32_t queue, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        ensure(post(sim, queue));
    refill_hidden(sim, queue);
    nic_pump(sim);
}

/* A shared pool: the queue that takes buffers, has room and the fewest descriptors in use; queue_count: none.
 */
static uint32_t shortest_ring(const struct sim *sim) {
    uint32_t best = sim->plan->queue_count, fewest = sim->plan->ring;
    for (uint32_t q = 0; q < sim->plan->queue_count; q++)
        if (sim->queue[q].takes && !sim->queue[q].masked_episode && sim->queue[q].occupied < fewest) {
            best = q;
            fewest = sim->queue[q].occupied;
        }
    return best;
}

void refill_spread(struct sim *sim) {
    bool posted = false;
    for (uint32_t q = 0; q < sim->plan->queue_count; q++)
        sim->queue[q].takes = sim->plan->refill_plain || wanted(sim, q);
    while (sim->pool[0].free_count > 0) {
        uint32_t queue = shortest_ring(sim);
        if (queue == sim->plan->queue_count)
            break;
        posted |= post(sim, queue);
    }
    for (uint32_t q = 0; q < sim->plan->queue_count && !sim->plan->refill_plain; q++)
        refill_hidden(sim, q);
    if (posted || !sim->plan->refill_plain)
        nic_pump(sim);
}

static void show(struct sim *sim, uint32_t queue) {
    sim->queue[queue].visible = sim->queue[queue].ring_count;
    refill_hidden(sim, queue);
}

void driver_fill(struct sim *sim) {
    bool shared = sim->plan->pool_count < sim->plan->queue_count;
    for (uint32_t q = 0; q < sim->plan->queue_count && !shared; q++)
        driver_refill(sim, q);
    if (shared)
        refill_spread(sim);
    for (uint32_t q = 0; q < sim->plan->queue_count; q++)
        show(sim, q);
}

void driver_start(struct sim *sim) {
    driver_fill(sim);
    if (sim->plan->rescue_ps != TIME_NEVER)
        timers_set(&sim->timers, timer_slot(sim, TIMER_RESCUE, 0),
                   (struct event){sim->plan->rescue_ps, event_order(EVENT_RESCUE, 0, 0)});
}

static void timer(struct sim *sim, uint32_t queue) {
    timers_clear(&sim->timers, timer_slot(sim, TIMER_REFILL, queue));
    show(sim, queue);
    nic_pump(sim);
}

static void retry(struct sim *sim, uint32_t queue) {
    timers_clear(&sim->timers, timer_slot(sim, TIMER_RETRY, queue));
    if (!sim->queue[queue].masked_episode && !sim->state->ndis.stopped)
        driver_refill(sim, queue);
}

/* What an interrupt would do, had one come. */
static void rescue_queue(struct sim *sim, uint32_t queue) {
    struct queue_data *data = &sim->queue[queue];
    if (data->masked_episode)
        return;
    driver_refill(sim, queue);
    show(sim, queue);
    nic_pump(sim);
    if (data->filled_count == 0 || data->masked_dpc || data->raised)
        return;
    timers_clear(&sim->timers, timer_slot(sim, TIMER_INTERRUPT, queue));
    data->masked_dpc = true;
    dpc_request(sim, queue);
}

static void rescue(struct sim *sim) {
    uint64_t next = time_add(sim->state->now_ps, sim->plan->rescue_ps);
    timers_set(&sim->timers, timer_slot(sim, TIMER_RESCUE, 0),
               (struct event){next, event_order(EVENT_RESCUE, 0, 0)});
    for (uint32_t q = 0; q < sim->plan->queue_count && !sim->state->ndis.stopped; q++)
        rescue_queue(sim, q);
}

void refill_event(struct sim *sim, enum event_kind kind, uint32_t queue) {
    if (kind == EVENT_REFILL_TIMER)
        timer(sim, queue);
    else if (kind == EVENT_REFILL_RETRY)
        retry(sim, queue);
    else
        rescue(sim);
}
