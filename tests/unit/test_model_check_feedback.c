/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The walk of what answers the traffic fires: every check of check_feedback.c, and those of open units. */
#include "model_break.h"

/* The first source of that kind; the number of sources: none. */
static uint32_t find_source(const struct sim *sim, enum arrival_kind arrival) {
    uint32_t i = 0;
    while (i < sim->plan->source_count && sim->plan->source[i].config->arrival != arrival)
        i++;
    return i;
}

static struct source_state *source_of(struct sim *sim, enum arrival_kind arrival) {
    uint32_t source = find_source(sim, arrival);
    return source < sim->plan->source_count ? &sim->source[source] : NULL;
}

static bool break_under_way(struct sim *sim) {
    struct source_state *source = source_of(sim, ARRIVAL_CLOSED);
    if (source)
        source->under_way++;
    return source != NULL;
}

static bool break_answers(struct sim *sim) {
    struct source_state *source = source_of(sim, ARRIVAL_CLOSED);
    if (source)
        source->answers++;
    return source != NULL;
}

static bool break_upstream(struct sim *sim) {
    uint32_t source = find_source(sim, ARRIVAL_CLOSED);
    if (source == sim->plan->source_count || sim->source[source].upstream_count == 0)
        return false;
    timers_clear(&sim->sources, source);
    return true;
}

static bool break_acknowledgements(struct sim *sim) {
    struct source_state *source = source_of(sim, ARRIVAL_WINDOW);
    if (source)
        source->answers++;
    return source != NULL;
}

static bool break_connection_window(struct sim *sim) {
    if (sim->plan->connection_count > 0)
        sim->connection[0].window = 0;
    return sim->plan->connection_count > 0;
}

static bool break_connection_under_way(struct sim *sim) {
    if (sim->plan->connection_count > 0)
        sim->connection[0].under_way = 1000;
    return sim->plan->connection_count > 0;
}

static bool break_connection_acknowledged(struct sim *sim) {
    if (sim->plan->connection_count > 0)
        sim->connection[0].acknowledged = sim->connection[0].window;
    return sim->plan->connection_count > 0;
}

BREAKER(break_windows, sim->state->windows.total)

static bool break_stopped(struct sim *sim) {
    sim->state->wire.stopped = !sim->state->wire.stopped;
    return sim->plan->reactive;
}

/* Asked, and the frame that says so has not reached the link yet: so it seems. */
static bool break_asked(struct sim *sim) {
    struct nic_state *nic = &sim->state->nic;
    nic->asked_to_stop = !nic->asked_to_stop;
    nic->pause_count++;
    return sim->plan->pause;
}

static bool break_link(struct sim *sim) {
    bool carries = sim->plan->reactive && sim->state->arrival.time_ps != TIME_NEVER;
    sim->state->arrival = no_event;
    return carries;
}

static bool break_unit_timer(struct sim *sim) {
    if (!sim->plan->coalesces || sim->unit[0].frame.length == 0)
        return false;
    timers_clear(&sim->timers, timer_slot(sim, TIMER_COALESCE, 0));
    return true;
}

static bool break_unit_room(struct sim *sim) {
    if (!sim->plan->coalesces || sim->unit[0].frame.length == 0)
        return false;
    sim->unit[0].last = sim->config->coalesce_bytes;
    return true;
}

BREAKER(break_coalesced, sim->state->count.all_coalesced)

static const struct breaker breakers[] = {
    {break_under_way, "source->under_way == walk_frames(sim, number)"},
    {break_answers, "source->under_way + source->answers + source->retired"},
    {break_upstream, "source->upstream_count == 0"},
    {break_acknowledgements, "under_way == source->under_way + source->answers"},
    {break_connection_window, "connection->window >= 1"},
    {break_connection_under_way, "connection->under_way <= plan->config->window"},
    {break_connection_acknowledged, "connection->acknowledged < connection->window"},
    {break_windows, "total == sim->state->windows.total"},
    {break_stopped, "nic->asked_to_stop == (wire->stopped"},
    {break_asked, "nic->fifo_bytes"},
    {break_link, "waits == (sim->state->arrival.time_ps == "},
    {break_unit_timer, "timed == (unit->frame.length > 0)"},
    {break_unit_room, "<= sim->config->coalesce_bytes"},
    {break_coalesced, "count->all_coalesced + inside"},
};

static void every_check_fires_when_its_invariant_is_broken(void **unused) {
    (void)unused;
    each_fires(breakers, sizeof breakers / sizeof *breakers);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_check_fires_when_its_invariant_is_broken)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
