/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The twin's NIC: flows and queues, FIFO, DMA, interrupts; and whose fault a drop is. */
#include "ensure.h"
#include "model_twin.h"

/* --- root causes --- */

static bool request_pending(const struct twin *twin, uint32_t pool) {
    for (uint32_t i = 0; i < twin->blocks; i++)
        if (twin->block[i].grown && twin->block[i].pool == pool && twin->block[i].state == TWIN_REQUESTED)
            return true;
    return false;
}

static enum twin_cause cause_of(const struct twin *twin, const struct twin_frame *frame) {
    const struct twin_queue *queue = &twin->queue[frame->queue];
    uint32_t pool = twin_pool_of(twin, frame->queue);
    uint64_t filled = 0, indicated = 0, usable = 0;
    bool room = twin_occupied(twin, frame->queue) < twin->config->nic_ring;
    if (twin_visible(twin, frame->queue) >= frame->needed)
        return TWIN_CAUSE_DMA;
    for (uint32_t i = 0; i < twin->buffers; i++) {
        const struct twin_buffer *buffer = &twin->buffer[i];
        if (!buffer->block)
            continue;
        usable += buffer->place == TWIN_FREE && buffer->pool == pool && room;
        usable += buffer->place == TWIN_POSTED && buffer->queue == frame->queue && !buffer->visible;
        indicated += buffer->place == TWIN_INDICATED && buffer->pool == pool;
        filled +=
            (buffer->place == TWIN_FILLED || buffer->place == TWIN_IN_DMA) && buffer->queue == frame->queue;
    }
    if (usable > 0)
        return queue->masked_episode ? TWIN_CAUSE_DISABLED : TWIN_CAUSE_REFILL;
    bool beside = twin->pool[pool].free.count > 0; /* free ones, and the ring is full of frames */
    if ((filled > indicated || beside) && !queue->waits) {
        if (queue->filled.count == 0)
            return TWIN_CAUSE_DMA;
        if (queue->masked_episode && !queue->masked_dpc)
            return TWIN_CAUSE_DISABLED;
        return queue->raised || queue->masked_dpc ? TWIN_CAUSE_CPU : TWIN_CAUSE_MODERATION;
    }
    if (request_pending(twin, pool))
        return TWIN_CAUSE_GROWTH_LATE;
    return twin->pool[pool].last_refused ? TWIN_CAUSE_REFUSED : TWIN_CAUSE_HELD;
}

static void refuse(struct twin *twin, struct twin_frame *frame, enum twin_fate fate) {
    const struct twin_queue *queue = &twin->queue[frame->queue];
    frame->fate = fate;
    if (queue->masked_episode)
        twin->episode[queue->episode].drops++;
    twin_frame_lost(twin, frame);
}

static void no_room(struct twin *twin, struct twin_frame *frame, enum twin_fate fate) {
    /* in a full FIFO it is the frame at the head that everybody waits for */
    struct twin_frame *head = twin->fifo.count > 0 ? twin->fifo.item[0] : frame;
    frame->cause = cause_of(twin, head);
    refuse(twin, frame, fate);
}

/* --- DMA --- */

/* The frame takes its buffers; the engine is busy with it for a while, and it is filled a latency after that.
 */
static void transfer(struct twin *twin, struct twin_frame *frame, bool from_fifo) {
    const struct config *config = twin->config;
    uint64_t engine = config->dma_frame_ps, bytes = frame->length;
    for (uint32_t i = 0; i < frame->needed; i++) {
        frame->buffer[i] = twin_take(&twin->queue[frame->queue].ring, 0);
        frame->buffer[i]->place = TWIN_IN_DMA;
    }
    frame->protocol = twin_choose_protocol(twin);
    if (config->dma_payload_bytes)
        for (uint64_t sent = 0; sent < frame->length; sent += config->dma_payload_bytes)
            bytes += config->dma_header_bytes;
    if (config->dma_Bps.numerator)
        engine +=
            (uint64_t)((u128)bytes * PS_PER_S * config->dma_Bps.denominator / config->dma_Bps.numerator);
    if (engine > 0) {
        twin->engine_busy = true;
        twin->engine_frame = from_fifo ? frame : NULL;
        twin_schedule(twin, twin->now + engine, TWIN_ENGINE, 0, NULL);
    }
    twin_schedule(twin, twin->now + engine + config->dma_latency_ps, TWIN_DMA, frame->number, frame);
}

uint64_t twin_fifo_bytes(const struct twin *twin) {
    uint64_t bytes = twin->engine_frame ? twin->engine_frame->length : 0;
    for (uint32_t i = 0; i < twin->fifo.count; i++)
        bytes += ((const struct twin_frame *)twin->fifo.item[i])->length;
    return bytes;
}

/* The head of the FIFO, as long as something becomes of it. */
void twin_pump(struct twin *twin) {
    while (twin->fifo.count > 0 && !twin->engine_busy) {
        struct twin_frame *frame = twin->fifo.item[0];
        if (twin_visible(twin, frame->queue) >= frame->needed) {
            transfer(twin, twin_take(&twin->fifo, 0), true);
        } else if (twin->config->nic_drop_enable) {
            twin->queue[frame->queue].found_none = true;
            no_room(twin, frame, TWIN_NO_DESCRIPTOR);
            twin_take(&twin->fifo, 0);
        } else {
            break;
        }
    }
    twin_look_at_fifo(twin);
}

static uint32_t queue_of(const struct twin *twin, const struct twin_frame *frame) {
    uint64_t hash = name_hash(twin->config->source[frame->source].name) ^ frame->flow;
    hash *= UINT64_C(0x9e3779b97f4a7c15);
    hash = (hash ^ hash >> 32) * UINT64_C(0x589965cc75374cc3);
    return (uint32_t)(hash >> 57) % twin->config->nic_queues;
}

/* A frame, or a unit of several, asks for its buffers. */
static void offer(struct twin *twin, struct twin_frame *frame) {
    const struct config *config = twin->config;
    uint64_t limit = twin_grows(twin) ? config->pool_limit : config->pool_initial;
    if (config->pool_per_processor && !twin_grows(twin))
        limit = limit * config->host_processors < config->pool_limit ? limit * config->host_processors
                                                                     : config->pool_limit;
    uint64_t most = config->nic_ring < limit ? config->nic_ring : limit;
    uint64_t needed = (frame->length + config->pool_buffer_bytes - 1) / config->pool_buffer_bytes;
    frame->needed = (uint32_t)needed;
    if (needed > most) {
        refuse(twin, frame, TWIN_TOO_LONG);
        return;
    }
    ensure(needed <= sizeof frame->buffer / sizeof *frame->buffer);
    bool descriptor = twin_visible(twin, frame->queue) >= needed;
    twin->queue[frame->queue].found_none |= !descriptor;
    bool first = twin->fifo.count == 0 && !twin->engine_busy;
    bool room = twin_fifo_bytes(twin) + frame->length <= config->nic_fifo_bytes;
    if (first && descriptor)
        transfer(twin, frame, false);
    else if (first && config->nic_drop_enable)
        no_room(twin, frame, TWIN_NO_DESCRIPTOR);
    else if (room)
        twin_push(&twin->fifo, frame);
    else
        no_room(twin, frame, descriptor ? TWIN_FIFO_OVERFLOW : TWIN_NO_DESCRIPTOR);
    twin_look_at_fifo(twin);
    const struct twin_frame *head = twin->fifo.count ? twin->fifo.item[0] : frame;
    twin->seen.blocked += descriptor && !twin->engine_busy && head->queue != frame->queue;
}

/* --- coalescing --- */

void twin_send_unit(struct twin *twin, uint32_t number) {
    struct twin_frame *unit = twin->queue[number].unit;
    twin->queue[number].unit = NULL;
    twin_cancel(twin, TWIN_COALESCE, number);
    offer(twin, unit);
}

static void coalesce(struct twin *twin, struct twin_frame *frame) {
    uint64_t most = twin->config->coalesce_bytes;
    struct twin_queue *queue = &twin->queue[frame->queue];
    struct twin_frame *unit = queue->unit;
    bool fits = unit && unit->source == frame->source && unit->flow == frame->flow &&
                unit->length + frame->length <= most;
    if (fits) {
        frame->fate = TWIN_COALESCED;
        unit->length += frame->length;
        unit->newest = frame->order;
        unit->merged++;
        twin->seen.merged++;
    } else {
        if (unit)
            twin_send_unit(twin, frame->queue);
        queue->unit = frame;
        twin_schedule(twin, time_add(twin->now, twin->config->coalesce_timeout_ps), TWIN_COALESCE,
                      frame->queue, NULL);
    }
    if (queue->unit->length + frame->length > most)
        twin_send_unit(twin, frame->queue);
}

void twin_arrival(struct twin *twin, struct twin_frame *frame) {
    frame->queue = queue_of(twin, frame);
    frame->newest = frame->order;
    if (twin->config->coalesce_bytes)
        coalesce(twin, frame);
    else
        offer(twin, frame);
}

void twin_engine(struct twin *twin) {
    twin->engine_busy = false;
    twin->engine_frame = NULL;
    twin_pump(twin);
}

void twin_dma_end(struct twin *twin, struct twin_frame *frame) {
    for (uint32_t i = 0; i < frame->needed; i++)
        frame->buffer[i]->place = TWIN_FILLED;
    frame->filled = twin->now;
    twin_push(&twin->queue[frame->queue].filled, frame);
    twin_cause(twin, frame->queue);
}

/* --- interrupts --- */

/* Works out afresh when the interrupt is due, from the frames that no interrupt has announced yet. */
void twin_cause(struct twin *twin, uint32_t number) {
    const struct config *config = twin->config;
    struct twin_queue *queue = &twin->queue[number];
    uint64_t first = TIME_NEVER, enough = TIME_NEVER, count = 0;
    twin_cancel(twin, TWIN_DUE, number);
    if (queue->raised || queue->masked_dpc || queue->masked_episode)
        return;
    for (uint32_t i = 0; i < queue->filled.count; i++) {
        const struct twin_frame *frame = queue->filled.item[i];
        if (frame->announced)
            continue;
        first = count++ == 0 ? frame->filled : first;
        enough = count == config->interrupt_frames ? frame->filled : enough;
    }
    if (count == 0)
        return;
    uint64_t due = time_add(first, config->interrupt_delay_ps);
    due = enough < due ? enough : due;
    if (queue->last_raise != TIME_NEVER && queue->last_raise + config->interrupt_moderation_ps > due)
        due = queue->last_raise + config->interrupt_moderation_ps;
    if (due > twin->now) {
        twin_schedule(twin, due, TWIN_DUE, number, NULL);
        return;
    }
    queue->raised = true;
    queue->last_raise = twin->now;
    for (uint32_t i = 0; i < queue->filled.count; i++)
        ((struct twin_frame *)queue->filled.item[i])->announced = true;
    uint64_t latency = sampler_draw(&twin->interrupt_law, &queue->interrupt_stream);
    twin_schedule(twin, time_add(twin->now, latency), TWIN_INTERRUPT, number, NULL);
}

void twin_unmasked(struct twin *twin, uint32_t number) {
    struct twin_queue *queue = &twin->queue[number];
    if (queue->masked_dpc || queue->masked_episode)
        return;
    for (uint32_t i = 0; i < queue->filled.count; i++)
        ((struct twin_frame *)queue->filled.item[i])->announced = false;
    twin_cause(twin, number);
}

void twin_interrupt(struct twin *twin, uint32_t number) {
    struct twin_queue *queue = &twin->queue[number];
    queue->raised = false;
    queue->masked_dpc = true;
    ensure(twin->interrupts < sizeof twin->interrupt / sizeof *twin->interrupt);
    twin->interrupt[twin->interrupts++] = (struct twin_interrupt){number, twin->now};
    twin_submit(twin, number % twin->config->cpu_count, TWIN_LEVEL_ISR, twin->config->cpu_isr_ps,
                (struct twin_event){0, number, TWIN_ISR, NULL});
}
