/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Window sources: connections that keep at most a window of frames under way, and learn from losses.
 *
 * Additive increase, multiplicative decrease, counted in frames: as many acknowledgements as the window holds
 * widen it by one, a loss halves it, once for all frames made before the halving. Which those are follows
 * from the number of halvings a frame carries (16 bits of it: a frame does not outlive 65,536 of them, since
 * frames of a connection are lost in the order in which they were made but for those few that meet a full
 * backlog). A sender learns nothing in the instant it happens: a picosecond at least passes. */
#include "modules.h"

#define CONNECTION_BITS 20
#define EPOCH_BITS 16
#define LOST (1u << EPOCH_BITS)

_Static_assert(CONFIG_SOURCES_MAX <= 1 << (EVENT_NUMBER_BITS - CONNECTION_BITS),
               "an event names a connection");
_Static_assert(EPOCH_BITS < EVENT_SUBJECT_BITS, "an event says what became of a frame made when");

static void windows_change(struct sim *sim, int64_t by) {
    struct window_state *windows = &sim->state->windows;
    uint64_t lasted = 0, now = sim->state->now_ps;
    meter_busy(sim, &lasted, windows->since_ps, now - windows->since_ps);
    windows->integral += (u128)windows->total * lasted;
    windows->since_ps = now;
    windows->total = (uint64_t)((int64_t)windows->total + by);
}

static struct connection *connection_of(struct sim *sim, uint32_t source, uint32_t number) {
    return &sim->connection[sim->plan->source[source].connection_first + number];
}

void source_window_start(struct sim *sim, uint32_t source) {
    const struct source_config *config = sim->plan->source[source].config;
    uint32_t window = config->window_start < config->window ? config->window_start : config->window;
    sim->source[source].next_ps = TIME_NEVER;
    for (uint32_t i = 0; i < config->flows.count; i++)
        *connection_of(sim, source, i) = (struct connection){.window = window};
    windows_change(sim, (int64_t)window * config->flows.count);
    schedule(sim, config->start_ps, EVENT_THINK, source, 0);
}

/* Makes frames while there is room, those that were lost first. */
static void fill(struct sim *sim, uint32_t source, uint32_t number) {
    struct connection *connection = connection_of(sim, source, number);
    while (connection->under_way < connection->window && upstream_may_make(sim, source)) {
        if (connection->repeats > 0) {
            connection->repeats--;
            sim->state->count.retransmissions += in_window(sim);
        }
        connection->under_way++;
        upstream_make(sim, source, number, connection->epoch & (LOST - 1));
    }
}

void source_window_open(struct sim *sim, uint32_t source) {
    for (uint32_t i = 0; i < sim->plan->source[source].config->flows.count; i++)
        fill(sim, source, i);
}

void source_window_news(struct sim *sim, enum source_news news, uint32_t source, uint32_t connection,
                        uint32_t frames, uint32_t epoch) {
    const struct source_config *config = sim->plan->source[source].config;
    if (news == SOURCE_RETURNED)
        return; /* its delivery was the news */
    uint64_t after = news == SOURCE_LOST ? config->timeout_ps : config->round_trip_ps;
    uint64_t at = time_add(sim->state->now_ps, after > 0 ? after : 1);
    sim->source[source].under_way -= frames;
    sim->source[source].answers += frames;
    for (uint32_t i = 0; i < frames; i++)
        schedule(sim, at, EVENT_ACKNOWLEDGE, (uint64_t)source << CONNECTION_BITS | connection,
                 news == SOURCE_LOST ? LOST | epoch : 0);
}

static void widen(struct sim *sim, struct connection *connection, uint32_t most) {
    if (++connection->acknowledged < connection->window)
        return;
    connection->acknowledged = 0;
    if (connection->window < most) {
        connection->window++;
        windows_change(sim, 1);
    }
}

static void halve(struct sim *sim, struct connection *connection) {
    uint32_t half = connection->window > 1 ? connection->window / 2 : 1;
    windows_change(sim, (int64_t)half - connection->window);
    connection->window = half;
    connection->acknowledged = 0;
    connection->epoch++;
}

void source_acknowledge(struct sim *sim, uint32_t number, uint32_t subject) {
    uint32_t source = number >> CONNECTION_BITS, which = number & ((1u << CONNECTION_BITS) - 1);
    struct connection *connection = connection_of(sim, source, which);
    sim->source[source].answers--;
    connection->under_way--;
    if (subject & LOST) {
        connection->repeats++;
        if ((connection->epoch & (LOST - 1)) == (subject & (LOST - 1)))
            halve(sim, connection);
    } else {
        widen(sim, connection, sim->plan->source[source].config->window);
    }
    fill(sim, source, which);
}
