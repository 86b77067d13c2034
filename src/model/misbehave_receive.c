/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scripted faults about frames and their buffers: the driver touches what it has given away, waits for what
 * is back, forgets, or counts on an order. Nothing of this runs where plan.faults is 0. */
#include "ndis.h"

/* Packed buffers: the device wrote where the driver reads (no_alignment, pool.align: none). */
static void note_torn(struct sim *sim, uint32_t queue, uint32_t buffer) {
    uint64_t lines = 0;
    for (uint32_t b = buffer; sim->plan->torn && b != NO_BUFFER; b = buffer_after(sim, b))
        lines += sim->buffer_torn[b];
    if (lines > 0)
        ndis_violation(sim, RULE_R13, CONTEXT_TORN, queue, lines);
}

void misbehave_indicates(struct sim *sim, uint32_t queue, uint32_t buffer) {
    struct ndis_state *ndis = &sim->state->ndis;
    uint64_t number = frame_number(&sim->frame[buffer]);
    note_torn(sim, queue, buffer);
    ndis_m_indicate_receive_net_buffer_lists(sim, buffer);
    bool out = sim->buffer_place[buffer] == BUFFER_INDICATED && frame_number(&sim->frame[buffer]) == number;
    if (!out || ndis->touched || !has_fault(sim, FAULT_TOUCH_AFTER_INDICATE))
        return;
    ndis->touched = true;
    ndis_violation(sim, RULE_R24, CONTEXT_TOUCHED, queue, number);
}

/* The frame stays in its buffers until the protocols are done with it, as one without the flag does. */
void misbehave_indicates_flagged(struct sim *sim, uint32_t queue, uint32_t buffer) {
    if (!has_fault(sim, FAULT_RETURN_RESOURCES)) {
        note_torn(sim, queue, buffer);
        copy_indicate(sim, buffer);
        return;
    }
    sim->state->ndis.flagged_buffers += sim->frame[buffer].buffers;
    sim->frame[buffer].flags &= FRAME_FLAGS & ~FRAME_RESOURCES;
    misbehave_indicates(sim, queue, buffer);
}

void misbehave_chain_over(struct sim *sim, uint32_t queue) {
    struct ndis_state *ndis = &sim->state->ndis;
    if (ndis->flagged_buffers > 0)
        ndis_violation(sim, RULE_R25, CONTEXT_LOWRES_KEPT, queue, ndis->flagged_buffers);
    ndis->flagged_buffers = 0;
    ndis->touched = false;
}

static bool is_out(const struct sim *sim, uint32_t buffer, uint32_t queue) {
    const struct frame *frame = &sim->frame[buffer];
    return sim->buffer_place[buffer] == BUFFER_INDICATED && frame->buffers > 0 && frame->queue == queue;
}

static uint64_t earlier_out(const struct sim *sim, const struct frame *frame) {
    uint64_t count = 0;
    for (uint32_t b = 0; b < sim->plan->buffer_limit; b++)
        count += is_out(sim, b, frame->queue) && frame_number(&sim->frame[b]) < frame_number(frame);
    return count;
}

/* The driver does not take it back, now or ever. */
static bool keeps(struct sim *sim, uint32_t buffer) {
    struct ndis_state *ndis = &sim->state->ndis;
    struct frame *frame = &sim->frame[buffer];
    if (has_fault(sim, FAULT_LEAK_NBL) && ndis->leaked == NO_BUFFER) {
        ndis->leaked = buffer;
        return true;
    }
    uint64_t earlier = has_fault(sim, FAULT_RETURN_IN_ORDER) ? earlier_out(sim, frame) : 0;
    if (earlier == 0)
        return false;
    frame->flags |= FRAME_KEPT;
    ndis_violation(sim, RULE_R26, CONTEXT_OUT_OF_ORDER, frame->queue, earlier);
    return true;
}

/* The frame of the queue that has been out longest. */
static uint32_t oldest_out(const struct sim *sim, uint32_t queue) {
    uint32_t oldest = NO_BUFFER;
    for (uint32_t b = 0; b < sim->plan->buffer_limit; b++)
        if (is_out(sim, b, queue) &&
            (oldest == NO_BUFFER || frame_number(&sim->frame[b]) < frame_number(&sim->frame[oldest])))
            oldest = b;
    return oldest;
}

/* The kept frames of the queue whose turn it is. */
static void follow(struct sim *sim, uint32_t queue) {
    for (;;) {
        uint32_t oldest = oldest_out(sim, queue);
        if (oldest == NO_BUFFER || !(sim->frame[oldest].flags & FRAME_KEPT))
            return;
        sim->frame[oldest].flags &= FRAME_FLAGS & ~FRAME_KEPT;
        miniport_return_net_buffer_lists(sim, oldest);
    }
}

bool misbehave_returned(struct sim *sim, uint32_t buffer) {
    struct ndis_state *ndis = &sim->state->ndis;
    const struct frame *frame = &sim->frame[buffer];
    uint32_t queue = frame->queue;
    if (ndis->following || (frame->flags & FRAME_COPIED))
        return false;
    if (keeps(sim, buffer))
        return true;
    if (!has_fault(sim, FAULT_RETURN_IN_ORDER))
        return false;
    ndis->following = true; /* it and what follows have nothing to wait for */
    miniport_return_net_buffer_lists(sim, buffer);
    follow(sim, queue);
    ndis->following = false;
    return true;
}
