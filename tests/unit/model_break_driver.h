/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What breaks the state of the driver (refilling, copies, causes, starvation), for test_model_check.c. */
#ifndef RXP_MODEL_BREAK_DRIVER_H
#define RXP_MODEL_BREAK_DRIVER_H

#include "modules.h"

static bool break_ring_count(struct sim *sim) {
    if (sim->queue[0].visible == 0)
        return false;
    sim->queue[0].ring_count--; /* one more might name a buffer that is not posted */
    sim->queue[0].visible--;
    return true;
}

static bool break_visible(struct sim *sim) {
    sim->queue[0].visible = sim->queue[0].ring_count + 1;
    return true;
}

static bool break_hidden(struct sim *sim) {
    if (sim->queue[0].ring_count < sim->config->refill_batch)
        return false;
    sim->queue[0].visible = sim->queue[0].ring_count - (uint32_t)sim->config->refill_batch;
    return true;
}

static bool break_refill_timer(struct sim *sim) {
    struct queue_data *queue = &sim->queue[0];
    if (sim->config->refill_timer_ps == TIME_NEVER || queue->visible == queue->ring_count)
        return false;
    queue->visible = queue->ring_count;
    return true;
}

/* A slot that holds a copy; NO_BUFFER: none does. */
static uint32_t find_copy(const struct sim *sim) {
    for (uint32_t i = 0; i < sim->state->copies.made; i++)
        if (sim->frame[sim->plan->buffer_limit + i].flags & FRAME_COPIED)
            return sim->plan->buffer_limit + i;
    return NO_BUFFER;
}

static bool break_copy(struct sim *sim) {
    uint32_t slot = find_copy(sim);
    if (slot == NO_BUFFER)
        return false;
    sim->frame[slot].buffers = 1;
    return true;
}

static bool break_copied_bytes(struct sim *sim) {
    sim->state->copies.bytes++;
    return true;
}

static bool break_copy_memory(struct sim *sim) {
    uint32_t slot = find_copy(sim);
    if (slot == NO_BUFFER)
        return false;
    sim->frame[slot].length += 2000000;
    sim->state->copies.bytes += 2000000;
    return true;
}

static bool break_cause(struct sim *sim) {
    sim->state->count.cause[CAUSE_HELD]++;
    return true;
}

static bool break_starved(struct sim *sim) {
    sim->queue[0].starved = true;
    return sim->queue[0].visible > 0;
}

static bool break_parked(struct sim *sim) {
    sim->queue[0].parked = true;
    return !sim->queue[0].masked_dpc;
}

/* clang-format off */
#define DRIVER_BREAKERS \
    {break_visible, "queue->visible <= queue->ring_count"}, \
    {break_hidden, "< sim->config->refill_batch"}, \
    {break_refill_timer, "(queue->visible < queue->ring_count)"}, \
    {break_copy, "frame->holders > 0 && frame->buffers == 0"}, \
    {break_copied_bytes, "copied == copies->bytes"}, \
    {break_copy_memory, "copied <= sim->config->lowres_memory_bytes"}, \
    {break_cause, "sum == count->fate[FATE_NO_DESCRIPTOR] + count->fate[FATE_FIFO_OVERFLOW]"}, \
    {break_starved, "!queue->starved || queue->visible == 0"}, \
    {break_parked, "!queue->parked || (queue->masked_dpc"},
/* clang-format on */

#endif
