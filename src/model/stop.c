/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is lost when a miniport stops, and what becomes of its queues.
 *
 * Frames in the FIFO and filled ones are dropped at once, those in DMA when they are complete; only a chain
 * that a DPC has begun is still indicated. Buffers are free again, posted ones stay posted. */
#include "ndis.h"

/* A frame that has buffers never reaches a protocol. */
static void lose(struct sim *sim, uint32_t buffer) {
    const struct frame *frame = &sim->frame[buffer];
    struct counters *count = &sim->state->count;
    count->all_dropped++;
    count->fate[FATE_NOT_RUNNING] += measured(sim, frame->arrival_ps);
    fact_frame(sim, frame, FATE_NOT_RUNNING, TIME_NEVER, TIME_NEVER);
    source_tell(sim, SOURCE_LOST, buffer);
}

void stop_discard(struct sim *sim, uint32_t buffer) {
    const struct frame *frame = &sim->frame[buffer];
    sim->queue[frame->queue].occupied -= frame->buffers;
    lose(sim, buffer);
    copy_buffers_back(sim, buffer);
}

void stop_filled(struct sim *sim, uint32_t queue, uint64_t keep) {
    struct queue_data *data = &sim->queue[queue];
    uint32_t count = data->filled_count, buffer = data->filled_head;
    for (uint64_t i = 0; i < keep; i++) {
        data->filled_tail = buffer;
        buffer = sim->frame[buffer].due.next;
    }
    data->filled_count = (uint32_t)keep;
    data->slice_left = keep;
    data->unannounced = 0;
    for (uint64_t i = keep; i < count; i++) {
        uint32_t next = sim->frame[buffer].due.next;
        stop_discard(sim, buffer);
        buffer = next;
    }
}

/* DMA cannot be called back: what is under way is lost when it is complete. */
static void mark_under_way(struct sim *sim) {
    for (uint32_t b = 0; b < sim->plan->buffer_limit; b++)
        if (sim->buffer_place[b] == BUFFER_DMA && sim->frame[b].buffers > 0 &&
            !(sim->frame[b].flags & FRAME_DISCARD)) {
            sim->frame[b].flags |= FRAME_DISCARD;
            sim->state->ndis.discards++;
        }
}

static void stop_queue(struct sim *sim, uint32_t queue) {
    struct queue_data *data = &sim->queue[queue];
    timers_clear(&sim->timers, timer_slot(sim, TIMER_INTERRUPT, queue));
    if (data->masked_episode)
        driver_close_episode(sim, queue);
    stop_filled(sim, queue, stop_chain(data));
    if (data->parked)
        data->parked = data->masked_dpc = false;
}

void stop_receiving(struct sim *sim) {
    sim->state->ndis.stopped = sim->state->ndis.attend = true;
    mark_under_way(sim);
    nic_stop(sim);
    for (uint32_t q = 0; q < sim->plan->queue_count; q++)
        stop_queue(sim, q);
}
