/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The NIC: flows and their queues, a byte FIFO, descriptors, and one DMA engine.
 *
 * A frame that finds the FIFO empty, the engine free and enough visible descriptors starts at once; else it
 * waits in the FIFO if its bytes fit; else it is lost. Masked interrupts do not stop any of this: while a
 * descriptor is visible the NIC keeps filling it. A frame takes k = ceil(L / buffer) descriptors, all or
 * none. */
#include "express.h"
#include "ndis.h"
#include "nic_inner.h"

uint32_t nic_place(uint64_t name, uint32_t flow) {
    uint64_t hash = (name ^ flow) * DIGEST_KEY_0;
    hash = (hash ^ hash >> 32) * DIGEST_KEY_4;
    return (uint32_t)(hash >> 57);
}

/* The queue of a flow: a table of 128 entries, entry i naming queue i mod queues. */
static uint8_t queue_of(const struct sim *sim, uint32_t source, uint32_t flow) {
    if (sim->plan->queue_count == 1)
        return 0;
    return (uint8_t)(nic_place(sim->plan->source[source].name, flow) % sim->plan->queue_count);
}

static uint32_t buffers_needed(const struct sim *sim, uint32_t length) {
    uint32_t size = sim->config->pool_buffer_bytes;
    return length <= size ? 1 : (length + size - 1) / size;
}

/* head: the frame of whose want of descriptors this comes; NULL: it is too long. */
static void drop(struct sim *sim, const struct waiting *frame, enum fate fate, const struct waiting *head) {
    struct state *state = sim->state;
    struct queue_data *queue = &sim->queue[frame->queue];
    state->count.all_dropped++;
    queue->episode_drops += queue->masked_episode;
    if (measured(sim, frame->arrival_ps)) {
        state->count.fate[fate]++;
        if (head)
            state->count.cause[cause_at_nic(sim, head->queue, buffers_needed(sim, head->length))]++;
        state->count.episode_drops += queue->masked_episode;
    }
    fact_dropped(sim, frame, fate);
    if (sim->plan->answers)
        source_told(sim, SOURCE_LOST, frame->source, frame->flow, frame->merged + 1, frame->epoch);
}

/* Time the engine needs for so many bytes, and on a bus of packets for their headers. */
static uint64_t engine_time(const struct sim *sim, uint32_t length) {
    struct fraction rate = sim->config->dma_Bps;
    uint64_t time_ps = sim->config->dma_frame_ps;
    uint64_t bytes = length, payload = sim->config->dma_payload_bytes;
    if (payload)
        bytes += (length + payload - 1) / payload * sim->config->dma_header_bytes;
    if (rate.numerator)
        time_ps += (uint64_t)((u128)bytes * PS_PER_S * rate.denominator / rate.numerator);
    return time_ps;
}

static uint32_t take_posted(struct sim *sim, uint32_t number, uint32_t count) {
    struct queue_data *queue = &sim->queue[number];
    const uint32_t *ring = queue_ring(sim, number);
    uint32_t first = NO_BUFFER, last = NO_BUFFER;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t buffer = ring[queue->ring_head];
        queue->ring_head = queue->ring_head + 1 == sim->plan->ring ? 0 : queue->ring_head + 1;
        if (MODEL_CHECKS)
            address_dma(sim, buffer);
        sim->buffer_place[buffer] = BUFFER_DMA;
        sim->frame[buffer].buffers = 0; /* only the first one has a frame */
        if (sim->buffer_next)
            sim->buffer_next[buffer] = NO_BUFFER;
        if (last == NO_BUFFER)
            first = buffer;
        else
            sim->buffer_next[last] = buffer;
        last = buffer;
    }
    queue->ring_count -= count;
    queue->visible -= count;
    pool_of(sim, number)->filled += count;
    meter_move(sim, LEVEL_POSTED, -(int64_t)count);
    meter_move(sim, LEVEL_FILLED, count);
    return first;
}

/* The frame takes its buffers; returns the first of them. */
static inline uint32_t take_buffers(struct sim *sim, const struct waiting *frame, uint32_t needed) {
    uint32_t buffer = take_posted(sim, frame->queue, needed);
    frame_begin(sim, buffer, frame->number, frame->arrival_ps, frame->length, frame->source,
                protocol_choose(sim));
    sim->frame[buffer].buffers = needed & (EVENT_SUBJECT_LIMIT - 1);
    sim->frame[buffer].queue = frame->queue;
    if (sim->plan->answers)
        sim->origin[buffer] = (struct origin){frame->flow, frame->merged, frame->epoch};
    return buffer;
}

/* It takes the engine too; fifo_bytes: what it gives back to the FIFO when the engine is done. */
static void dma_start(struct sim *sim, const struct waiting *frame, uint32_t needed, uint32_t fifo_bytes) {
    struct state *state = sim->state;
    uint32_t buffer = take_buffers(sim, frame, needed);
    uint64_t engine = sim->plan->engine_free ? 0 : engine_time(sim, frame->length);
    uint64_t done = time_add(state->now_ps, engine);
    if (engine > 0) {
        state->nic.engine_busy = true;
        state->nic.engine_bytes = fifo_bytes;
        schedule(sim, done, EVENT_DMA_ENGINE, 0, 0);
    } else {
        state->nic.fifo_bytes -= fifo_bytes;
    }
    schedule_dma_end(sim, time_add(done, sim->config->dma_latency_ps), buffer);
}

static void fifo_push(struct sim *sim, const struct waiting *frame) {
    struct nic_state *nic = &sim->state->nic;
    uint32_t at = nic->fifo_head + nic->fifo_count;
    sim->fifo[at >= sim->plan->fifo_frames ? at - sim->plan->fifo_frames : at] = *frame;
    nic->fifo_count++;
    nic->fifo_bytes += frame->length;
}

static void fifo_pop(struct sim *sim) {
    struct nic_state *nic = &sim->state->nic;
    nic->fifo_head = nic->fifo_head + 1 == sim->plan->fifo_frames ? 0 : nic->fifo_head + 1;
    nic->fifo_count--;
}

void nic_lose(struct sim *sim, const struct waiting *frame) {
    drop(sim, frame, FATE_NOT_RUNNING, NULL);
}

/* To engine or FIFO, or dropped. */
static inline void admit(struct sim *sim, const struct waiting *frame) {
    struct nic_state *nic = &sim->state->nic;
    uint32_t needed = buffers_needed(sim, frame->length);
    if (needed > sim->plan->frame_buffers_max) {
        drop(sim, frame, FATE_TOO_LONG, NULL);
        return;
    }
    bool visible = sim->queue[frame->queue].visible >= needed;
    const struct waiting *first = nic->fifo_count > 0 ? &sim->fifo[nic->fifo_head] : frame;
    bool head = nic->fifo_count == 0 && !nic->engine_busy;
    if (head && visible && sim->plan->instant && instant_may(sim, frame->queue))
        instant_frame(sim, take_buffers(sim, frame, needed));
    else if (head && visible)
        dma_start(sim, frame, needed, 0);
    else if (head && sim->config->nic_drop_enable)
        drop(sim, frame, FATE_NO_DESCRIPTOR, first);
    else if (nic->fifo_bytes + frame->length <= sim->config->nic_fifo_bytes)
        fifo_push(sim, frame);
    else
        drop(sim, frame, visible ? FATE_FIFO_OVERFLOW : FATE_NO_DESCRIPTOR, first);
    if (!visible)
        starve_look(sim, frame->queue);
    if (sim->plan->pause)
        pause_look(sim);
}

void nic_admit(struct sim *sim, const struct waiting *frame) {
    admit(sim, frame);
}

void nic_receive_counted(struct sim *sim, const struct arrived *arrived) {
    struct state *state = sim->state;
    struct waiting frame = {.arrival_ps = state->now_ps,
                            .number = state->frames,
                            .length = (uint32_t)arrived->length,
                            .flow = (uint32_t)arrived->flow,
                            .source = (uint8_t)arrived->source,
                            .queue = queue_of(sim, (uint32_t)arrived->source, (uint32_t)arrived->flow),
                            .epoch = (uint16_t)arrived->epoch};
    if (sim->state->ndis.stopped)
        nic_lose(sim, &frame);
    else if (sim->plan->coalesces)
        coalesce_frame(sim, &frame);
    else
        admit(sim, &frame);
}

void nic_receive(struct sim *sim, const struct arrived *arrived) {
    nic_counts(sim, arrived);
    if (!sim->plan->admit_plain || sim->state->ndis.stopped || !nic_admit_plain(sim, arrived))
        nic_receive_counted(sim, arrived);
}

void nic_pump(struct sim *sim) {
    struct nic_state *nic = &sim->state->nic;
    while (nic->fifo_count > 0 && !nic->engine_busy) {
        struct waiting frame = sim->fifo[nic->fifo_head];
        uint32_t needed = buffers_needed(sim, frame.length);
        if (sim->queue[frame.queue].visible >= needed) {
            fifo_pop(sim);
            dma_start(sim, &frame, needed, frame.length);
        } else if (sim->config->nic_drop_enable) {
            fifo_pop(sim);
            nic->fifo_bytes -= frame.length;
            drop(sim, &frame, FATE_NO_DESCRIPTOR, &frame);
            starve_look(sim, frame.queue);
        } else {
            break;
        }
    }
    if (sim->plan->pause)
        pause_look(sim);
}

void nic_stop(struct sim *sim) {
    struct nic_state *nic = &sim->state->nic;
    while (nic->fifo_count > 0) {
        const struct waiting frame = sim->fifo[nic->fifo_head];
        fifo_pop(sim);
        nic->fifo_bytes -= frame.length;
        nic_lose(sim, &frame);
    }
    if (sim->plan->coalesces)
        coalesce_stop(sim);
    if (sim->plan->pause)
        pause_look(sim);
}

void nic_engine_free(struct sim *sim) {
    struct nic_state *nic = &sim->state->nic;
    nic->engine_busy = false;
    nic->fifo_bytes -= nic->engine_bytes;
    nic->engine_bytes = 0;
    nic_pump(sim);
}

void nic_filled(struct sim *sim, uint32_t buffer, uint64_t at_ps) {
    struct frame *frame = &sim->frame[buffer];
    struct queue_data *queue = &sim->queue[frame->queue];
    frame->stamp_ps = at_ps;
    for (uint32_t b = buffer; b != NO_BUFFER; b = buffer_after(sim, b))
        sim->buffer_place[b] = BUFFER_FILLED;
    filled_push(sim, queue, buffer);
    if (queue->unannounced++ == 0)
        queue->first_unannounced_ps = at_ps;
}

void nic_dma_end(struct sim *sim, uint32_t buffer) {
    struct frame *frame = &sim->frame[buffer];
    if (frame->flags & FRAME_DISCARD) {
        sim->state->ndis.discards--;
        stop_discard(sim, buffer);
        return;
    }
    nic_filled(sim, buffer, sim->state->now_ps);
    interrupt_cause(sim, frame->queue);
}
