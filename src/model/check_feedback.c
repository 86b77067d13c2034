/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sanity walk of what runs against the stream of frames: nobody who waits for an answer is forgotten, the
 * link does what it was told. */
#include "modules.h"

/* Frames of the source that are somewhere between being made and its hearing of them. */
static uint64_t walk_frames(const struct sim *sim, uint32_t source) {
    const struct wire_state *wire = &sim->state->wire;
    const struct nic_state *nic = &sim->state->nic;
    bool closed = sim->plan->source[source].config->arrival == ARRIVAL_CLOSED;
    uint64_t frames = sim->source[source].upstream_count + (wire->busy && wire->source == source);
    for (uint32_t i = 0; i < nic->fifo_count; i++) {
        const struct waiting *waiting = &sim->fifo[((uint64_t)nic->fifo_head + i) % sim->plan->fifo_frames];
        frames += waiting->source == source ? waiting->merged + 1u : 0;
    }
    for (uint32_t q = 0; sim->plan->coalesces && q < sim->plan->queue_count; q++) {
        const struct waiting *open = &sim->unit[q].frame;
        frames += open->length > 0 && open->source == source ? open->merged + 1u : 0;
    }
    for (uint32_t i = 0; i < sim->plan->buffer_limit + sim->state->copies.made; i++) {
        const struct frame *frame = &sim->frame[i];
        bool copy = i >= sim->plan->buffer_limit;
        enum buffer_place place = copy ? BUFFER_NONE : sim->buffer_place[i];
        bool out = place == BUFFER_DMA || place == BUFFER_FILLED || place == BUFFER_INDICATED;
        bool lives = copy ? frame->flags & FRAME_COPIED : out && frame->buffers > 0;
        if (!lives || frame->source != source)
            continue;
        bool waited_for = frame->fate == FATE_INSIDE || (closed && frame->fate == FATE_DELIVERED);
        frames += waited_for ? sim->origin[i].merged + 1u : 0;
    }
    return frames;
}

static void check_waiting(const struct sim *sim, uint32_t number) {
    const struct plan_source *plan = &sim->plan->source[number];
    const struct source_state *source = &sim->source[number];
    ensure(source->under_way == walk_frames(sim, number));
    ensure((source->upstream_count == 0) == (sim->sources.slot[number].time_ps == TIME_NEVER));
    if (plan->config->arrival == ARRIVAL_CLOSED) {
        ensure(source->under_way + source->answers + source->retired == plan->config->clients);
        return;
    }
    uint64_t under_way = 0;
    for (uint32_t i = 0; i < plan->config->flows.count; i++) {
        const struct connection *connection = &sim->connection[plan->connection_first + i];
        ensure(connection->window >= 1 && connection->window <= plan->config->window);
        ensure(connection->under_way <= plan->config->window);
        ensure(connection->acknowledged < connection->window);
        under_way += connection->under_way;
    }
    ensure(under_way == source->under_way + source->answers);
}

static void check_windows(const struct sim *sim) {
    uint64_t total = 0;
    for (uint32_t i = 0; i < sim->plan->connection_count; i++)
        total += sim->connection[i].window;
    ensure(total == sim->state->windows.total);
}

static void check_link(const struct sim *sim) {
    const struct nic_state *nic = &sim->state->nic;
    const struct wire_state *wire = &sim->state->wire;
    ensure(nic->asked_to_stop == (wire->stopped ^ (nic->pause_count & 1)));
    ensure(nic->asked_to_stop ? nic->fifo_bytes > sim->config->pause_xon_bytes
                              : nic->fifo_bytes < sim->config->pause_xoff_bytes);
    bool waits = !wire->busy && (wire->stopped || timers_peek(&sim->sources).time_ps == TIME_NEVER);
    ensure(waits == (sim->state->arrival.time_ps == TIME_NEVER));
}

void check_feedback(const struct sim *sim) {
    for (uint32_t i = 0; i < sim->plan->source_count; i++)
        if (sim->plan->source[i].waits)
            check_waiting(sim, i);
    check_windows(sim);
    if (sim->plan->reactive)
        check_link(sim);
}
