/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of a run: what is still inside becomes facts, and halt gives everything back.
 *
 * The simulated machine stops at the duration. The driver's halt handler then waits for every buffer and
 * every request and frees every block; that takes no simulated time and is done here on the books: a buffer
 * or a page that cannot be accounted for is a leak, and a leak is a defect of the simulator. */
#include "ndis.h"

static void frame_inside(struct sim *sim, uint32_t buffer) {
    struct frame *frame = &sim->frame[buffer];
    bool indicated = sim->buffer_place[buffer] == BUFFER_INDICATED;
    fact_frame(sim, frame, frame->fate, indicated ? frame->stamp_ps : TIME_NEVER, TIME_NEVER);
}

static void frames_inside(struct sim *sim) {
    for (uint32_t b = 0; b < sim->plan->buffer_limit; b++) {
        enum buffer_place place = sim->buffer_place[b];
        bool out = place == BUFFER_DMA || place == BUFFER_FILLED || place == BUFFER_INDICATED;
        if (out && sim->frame[b].buffers > 0)
            frame_inside(sim, b);
    }
    for (uint32_t i = 0; i < sim->state->copies.made; i++) {
        const struct frame *frame = &sim->frame[sim->plan->buffer_limit + i];
        if (frame->flags & FRAME_COPIED)
            fact_frame(sim, frame, frame->fate, frame->stamp_ps, frame->stamp_ps);
    }
}

static void waiting_inside(struct sim *sim) {
    const struct nic_state *nic = &sim->state->nic;
    for (uint32_t i = 0; i < nic->fifo_count; i++) {
        uint64_t at = (uint64_t)nic->fifo_head + i;
        fact_dropped(sim, &sim->fifo[at % sim->plan->fifo_frames], FATE_INSIDE);
    }
    for (uint32_t q = 0; sim->plan->coalesces && q < sim->plan->queue_count; q++)
        if (sim->unit[q].frame.length > 0)
            fact_dropped(sim, &sim->unit[q].frame, FATE_INSIDE);
}

static void episodes_open(struct sim *sim) {
    for (uint32_t q = 0; q < sim->plan->queue_count; q++) {
        const struct queue_data *data = &sim->queue[q];
        if (!data->masked_episode)
            continue;
        struct episode_row row = {
            .queue = q,
            .cause = data->episode_cause,
            .number = data->episode_number,
            .start_ps = data->episode_start_ps,
            .end_ps = TIME_NEVER,
            .frames_dropped = data->episode_drops,
        };
        fact_episode(sim, &row);
        record_episode(sim, &row);
    }
}

static void block_at_end(struct sim *sim, struct block *block) {
    struct allocation_row row = block_row(block, TIME_NEVER);
    if (block->state == BLOCK_REQUESTED)
        fact_allocation(sim, &row);
    if (block->state == BLOCK_FREEING)
        fact_block_freed(sim, block->number, TIME_NEVER);
    record_allocation(sim, &row);
    bool pages = block->state != BLOCK_REQUESTED ||
                 (block->started_ps != TIME_NEVER && block->outcome == ALLOCATION_DONE);
    if (pages)
        host_release(sim, block);
}

void halt(struct sim *sim) {
    struct state *state = sim->state;
    cpu_settle(sim);
    frames_inside(sim);
    waiting_inside(sim);
    episodes_open(sim);
    if (sim->plan->faults && state->ndis.adapter != ADAPTER_HALTED && state->ndis.adapter != ADAPTER_SHUTDOWN)
        misbehave_halts_at_end(sim);
    uint64_t buffers = 0, found = 0;
    for (uint32_t b = 0; b < sim->plan->block_limit; b++) {
        struct block *block = &sim->blocks[b];
        if (block->state == BLOCK_UNUSED)
            continue;
        buffers += block->state == BLOCK_LIVE || block->state == BLOCK_DRAINING ? block->buffers : 0;
        block_at_end(sim, block);
    }
    for (uint32_t b = 0; b < sim->plan->buffer_limit; b++)
        found += sim->buffer_place[b] != BUFFER_NONE;
    state->host.pages_used -= state->ndis.kept_pages; /* free_part, with no halt before */
    ensure(found == buffers);
    ensure(state->host.pages_used == 0 && state->host.nonpaged_used == 0);
}
