/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The twin's sources that wait for answers: clients who think, connections with a window. */
#include "ensure.h"
#include "model_twin.h"

static uint64_t at_least_1(uint64_t time) {
    return time > 0 ? time : 1;
}

static void think(struct twin *twin, uint32_t rank, uint64_t from) {
    struct twin_source *source = &twin->source[rank];
    uint64_t time = sampler_draw(&source->think_law, &source->gaps);
    twin_schedule(twin, time_add(from, at_least_1(time)), TWIN_THINK, rank, NULL);
}

void twin_start_feedback(struct twin *twin, uint32_t rank) {
    const struct source_config *config = &twin->config->source[rank];
    struct twin_source *source = &twin->source[rank];
    sampler_init(&source->think_law, &config->think);
    for (uint32_t i = 0; i < config->clients && config->arrival == ARRIVAL_CLOSED; i++)
        think(twin, rank, config->start_ps);
    if (config->arrival == ARRIVAL_CLOSED)
        return;
    ensure(config->flows.count <= TWIN_CONNECTIONS);
    for (uint32_t i = 0; i < config->flows.count; i++)
        source->connection[i].window = config->window_start;
    twin_schedule(twin, config->start_ps, TWIN_THINK, rank, NULL);
}

/* As many frames as there is room for. */
static void fill_window(struct twin *twin, uint32_t rank, uint64_t number) {
    struct twin_connection *connection = &twin->source[rank].connection[number];
    while (connection->under_way < connection->window && twin_make(twin, rank, twin->now, number))
        connection->under_way++;
}

void twin_think(struct twin *twin, uint32_t rank) {
    const struct source_config *config = &twin->config->source[rank];
    if (config->arrival == ARRIVAL_CLOSED)
        twin_make(twin, rank, twin->now, 0);
    for (uint32_t i = 0; i < config->flows.count && config->arrival == ARRIVAL_WINDOW; i++)
        fill_window(twin, rank, i);
}

/* Of those that reach the sender in one instant: connection by connection, acknowledgements before losses, in
 * the order in which the frames were made. */
static void send(struct twin *twin, const struct twin_frame *frame, uint64_t after, bool lost) {
    const struct source_config *config = &twin->config->source[frame->source];
    uint64_t number = (frame->source * TWIN_CONNECTIONS + frame->flow) * 2 + lost;
    number = number << 32 | frame->newest;
    if (config->arrival == ARRIVAL_WINDOW)
        twin_schedule(twin, time_add(twin->now, at_least_1(after)), TWIN_ACKNOWLEDGE, number, (void *)frame);
}

/* A frame that stands for several (coalescing) answers for each. */
void twin_frame_lost(struct twin *twin, struct twin_frame *frame) {
    const struct source_config *config = &twin->config->source[frame->source];
    for (uint64_t i = 0; i <= frame->merged; i++) {
        if (config->arrival == ARRIVAL_CLOSED && !frame->answered)
            think(twin, (uint32_t)frame->source, twin->now);
        send(twin, frame, config->timeout_ps, true);
    }
    frame->answered = true;
}

void twin_frame_delivered(struct twin *twin, struct twin_frame *frame) {
    for (uint64_t i = 0; i <= frame->merged; i++)
        send(twin, frame, twin->config->source[frame->source].round_trip_ps, false);
}

void twin_frame_back(struct twin *twin, struct twin_frame *frame) {
    if (twin->config->source[frame->source].arrival != ARRIVAL_CLOSED || frame->answered)
        return;
    frame->answered = true;
    for (uint64_t i = 0; i <= frame->merged; i++)
        think(twin, (uint32_t)frame->source, twin->now);
}

void twin_acknowledge(struct twin *twin, struct twin_event event) {
    const struct twin_frame *frame = event.what;
    const struct source_config *config = &twin->config->source[frame->source];
    struct twin_source *source = &twin->source[frame->source];
    struct twin_connection *connection = &source->connection[frame->flow];
    bool lost = event.number >> 32 & 1;
    connection->under_way--;
    twin->seen.acknowledged += !lost;
    if (!lost && ++connection->acknowledged == connection->window && connection->window < config->window) {
        connection->window++;
        connection->acknowledged = 0;
    }
    if (lost && frame->newest >= connection->halved_at) { /* made after the last halving */
        connection->window = connection->window > 1 ? connection->window / 2 : 1;
        connection->acknowledged = 0;
        connection->halved_at = source->made;
        twin->seen.halved++;
    }
    fill_window(twin, (uint32_t)frame->source, frame->flow);
}
