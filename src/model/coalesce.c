/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Receive coalescing: frames of one flow that come close together go on as one.
 *
 * Each queue keeps one unit open, as a NIC with a single context per queue does. What a unit has taken in is
 * settled there and then (fate `coalesced`); the rest of its way it is a frame like any other, with the
 * number and the arrival of its first. */
#include "ndis.h"

static void go_on(struct sim *sim, uint32_t queue) {
    struct waiting frame = sim->unit[queue].frame;
    sim->unit[queue].frame.length = 0;
    timers_clear(&sim->timers, timer_slot(sim, TIMER_COALESCE, queue));
    nic_admit(sim, &frame);
}

static void absorb(struct sim *sim, struct unit *unit, const struct waiting *frame) {
    struct counters *count = &sim->state->count;
    unit->frame.length += frame->length;
    unit->frame.merged++;
    unit->frame.epoch = frame->epoch; /* a loss is noticed for the newest of them */
    count->all_coalesced++;
    count->fate[FATE_COALESCED] += measured(sim, frame->arrival_ps);
    fact_dropped(sim, frame, FATE_COALESCED);
}

static bool has_room(const struct sim *sim, const struct unit *unit, uint32_t length) {
    return (uint64_t)unit->frame.length + length <= sim->config->coalesce_bytes;
}

void coalesce_frame(struct sim *sim, const struct waiting *frame) {
    uint32_t queue = frame->queue;
    struct unit *unit = &sim->unit[queue];
    bool open = unit->frame.length > 0;
    bool same = open && unit->frame.source == frame->source && unit->frame.flow == frame->flow;
    if (same && has_room(sim, unit, frame->length)) {
        absorb(sim, unit, frame);
    } else {
        if (open)
            go_on(sim, queue);
        unit->frame = *frame;
        uint64_t at = time_add(sim->state->now_ps, sim->config->coalesce_timeout_ps);
        timers_set(&sim->timers, timer_slot(sim, TIMER_COALESCE, queue),
                   (struct event){at, event_order(EVENT_COALESCE_TIMEOUT, queue, 0)});
    }
    unit->last = frame->length;
    if (!has_room(sim, unit, unit->last))
        go_on(sim, queue);
}

void coalesce_stop(struct sim *sim) {
    for (uint32_t queue = 0; queue < sim->plan->queue_count; queue++) {
        struct waiting *frame = &sim->unit[queue].frame;
        if (frame->length == 0)
            continue;
        timers_clear(&sim->timers, timer_slot(sim, TIMER_COALESCE, queue));
        nic_lose(sim, frame);
        frame->length = 0;
    }
}

void coalesce_timeout(struct sim *sim, uint32_t queue) {
    go_on(sim, queue);
}
