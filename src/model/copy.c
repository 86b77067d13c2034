/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies: frames indicated with the RESOURCES flag. The protocol copies such a frame before it returns from
 * its receive handler, so its buffers are back with the driver at once, and it lives on in protocol memory,
 * in a slot behind those of the frames that have buffers. With no room there it is lost. */
#include "ndis.h"

/* Before the bytes change: what they were until now lasted, and may have been the most of the window. */
static void note_peak(struct sim *sim) {
    struct copies_state *copies = &sim->state->copies;
    uint64_t now = sim->state->now_ps;
    if (now > copies->since_ps && now > sim->config->warmup_ps && copies->bytes > copies->peak)
        copies->peak = copies->bytes;
    copies->since_ps = now;
}

uint64_t copy_peak(const struct sim *sim) {
    const struct copies_state *copies = &sim->state->copies;
    bool lasted = sim->state->meter.stamp_ps > copies->since_ps;
    return lasted && copies->bytes > copies->peak ? copies->bytes : copies->peak;
}

/* The frame leaves its buffers for a slot of its own; NO_BUFFER: there is no room. */
static uint32_t copy_made(struct sim *sim, const struct frame *frame, uint32_t buffer) {
    struct copies_state *copies = &sim->state->copies;
    uint64_t bytes = (uint64_t)frame->length * (sim->plan->all_count + 1);
    if (bytes > sim->config->lowres_memory_bytes - copies->bytes)
        return NO_BUFFER;
    uint32_t slot = copies->spare;
    if (slot == NO_BUFFER)
        slot = sim->plan->buffer_limit + copies->made++;
    else
        copies->spare = sim->frame[slot].due.next;
    ensure(slot < sim->plan->frame_slots);
    note_peak(sim);
    copies->bytes += bytes;
    struct frame *copy = &sim->frame[slot];
    *copy = *frame;
    copy->flags = FRAME_RESOURCES | FRAME_COPIED;
    copy->buffers = 0;
    copy->hold_ps = 0;
    copy->stage = CLAIM_BACK;
    if (sim->plan->answers)
        sim->origin[slot] = sim->origin[buffer];
    if (measured(sim, frame->arrival_ps)) {
        sim->state->count.copied++;
        sim->state->count.copied_bytes += bytes;
    }
    return slot;
}

/* A filled frame's buffers are the driver's again without ever having been a protocol's. */
void copy_buffers_back(struct sim *sim, uint32_t buffer) {
    uint32_t queue = sim->frame[buffer].queue, number = pool_number(sim, queue);
    for (uint32_t next, b = buffer; b != NO_BUFFER; b = next) {
        next = buffer_after(sim, b);
        bool live = !buffer_drains(sim, b);
        meter_move(sim, LEVEL_FILLED, -1);
        meter_move(sim, LEVEL_READY, -(int64_t)live);
        sim->pool[number].filled--;
        sim->pool[number].ready -= live;
        sim->queue[queue].taken -= live;
        pool_put(sim, b);
    }
    ready_changed(sim, number);
    driver_supplied(sim, queue);
}

void copy_indicate(struct sim *sim, uint32_t buffer) {
    struct state *state = sim->state;
    struct frame frame = sim->frame[buffer];
    frame.stamp_ps = state->now_ps;
    struct origin origin = sim->plan->answers ? sim->origin[buffer] : (struct origin){0, 0, 0};
    uint32_t slot = copy_made(sim, &frame, buffer);
    copy_buffers_back(sim, buffer);
    protocol_seen(sim, &frame);
    if (measured(sim, frame.arrival_ps))
        histogram_add(sim->returns, state->now_ps - frame.arrival_ps);
    if (slot != NO_BUFFER) {
        protocol_hand_over(sim, slot);
        return;
    }
    state->count.all_dropped++;
    state->count.fate[FATE_LOWRES_COPY_FAILED] += measured(sim, frame.arrival_ps);
    if (sim->plan->answers) /* its buffers may be another frame's by now */
        source_told(sim, SOURCE_LOST, frame.source, origin.flow, origin.merged + 1, origin.epoch);
    fact_frame(sim, &frame, FATE_LOWRES_COPY_FAILED, state->now_ps, state->now_ps);
}

void copy_left(struct sim *sim, const struct frame *frame) {
    note_peak(sim);
    sim->state->copies.bytes -= frame->length;
}

void copy_free(struct sim *sim, uint32_t slot) {
    struct copies_state *copies = &sim->state->copies;
    sim->frame[slot].flags = 0;
    sim->frame[slot].due.next = copies->spare;
    copies->spare = slot;
}
