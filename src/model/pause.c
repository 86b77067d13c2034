/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pause frames (IEEE 802.3 annex 31B, reduced to stop and go): a NIC whose FIFO fills asks the link to stop.
 *
 * What the FIFO holds is looked at when it has settled: after a frame was admitted, and after the engine took
 * what it could. Stop and go take turns, so a pause frame under way is an instant and nothing else. They
 * reach the link in the order in which they were sent, `nic.pause.delay` later. */
#include "modules.h"

static void arm(struct sim *sim) {
    struct nic_state *nic = &sim->state->nic;
    struct event event = {sim->pause[nic->pause_head], event_order(EVENT_PAUSE, 0, 0)};
    timers_set(&sim->timers, timer_slot(sim, TIMER_PAUSE, 0), event);
}

void pause_look(struct sim *sim) {
    struct state *state = sim->state;
    struct nic_state *nic = &state->nic;
    bool turns = nic->asked_to_stop ? nic->fifo_bytes <= sim->config->pause_xon_bytes
                                    : nic->fifo_bytes >= sim->config->pause_xoff_bytes;
    if (!turns)
        return;
    nic->asked_to_stop = !nic->asked_to_stop;
    state->count.pauses += nic->asked_to_stop && in_window(sim);
    ensure(nic->pause_count < sim->plan->pause_limit);
    uint32_t at = nic->pause_head + nic->pause_count;
    sim->pause[at >= sim->plan->pause_limit ? at - sim->plan->pause_limit : at] =
        time_add(state->now_ps, sim->config->pause_delay_ps);
    if (nic->pause_count++ == 0)
        arm(sim);
}

void pause_reached(struct sim *sim) {
    struct nic_state *nic = &sim->state->nic;
    nic->pause_head = nic->pause_head + 1 == sim->plan->pause_limit ? 0 : nic->pause_head + 1;
    if (--nic->pause_count > 0)
        arm(sim);
    else
        timers_clear(&sim->timers, timer_slot(sim, TIMER_PAUSE, 0));
    wire_stop(sim, !sim->state->wire.stopped);
}
