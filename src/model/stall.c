/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stalls: a protocol that stands still for a while, as one does whose process is not scheduled or whose lock
 * is held.
 *
 * No service starts in a stall; frames wait, however many servers there are. A service that is suspended ends
 * later by exactly the stalls that began while it was under way. How long a stall lasts is known when it
 * begins, so nothing is searched for: the end of a service that comes finds out by how much it is too early
 * and comes again. */
#include "modules.h"

static void turn_after(struct sim *sim, uint32_t protocol, uint64_t delay_ps) {
    uint64_t due = time_add(sim->state->now_ps, delay_ps);
    uint32_t slot = timer_slot(sim, TIMER_STALL, protocol);
    if (due < sim->config->duration_ps)
        timers_set(&sim->timers, slot, (struct event){due, event_order(EVENT_STALL, protocol, 0)});
    else
        timers_clear(&sim->timers, slot);
}

void stall_start(struct sim *sim) {
    for (uint32_t i = 0; i < sim->plan->protocol_count; i++) {
        const struct plan_protocol *plan = &sim->plan->protocol[i];
        if (plan->stalls)
            turn_after(sim, i, draw_next(&sim->stall[i].every, &plan->stall_every));
    }
}

static void begin(struct sim *sim, uint32_t protocol) {
    struct stall_state *stall = &sim->stall[protocol];
    uint64_t now = sim->state->now_ps, left = sim->config->duration_ps - now;
    uint64_t lasts = draw_next(&stall->lasts, &sim->plan->protocol[protocol].stall_for);
    lasts = lasts < left ? lasts : left; /* so that their sum is a time of the run */
    stall->begun_ps += lasts;
    meter_busy(sim, &sim->protocol[protocol].stalled_ps, now, lasts);
    turn_after(sim, protocol, lasts);
}

void stall_turn(struct sim *sim, uint32_t protocol) {
    struct protocol_state *state = &sim->protocol[protocol];
    struct stall_state *stall = &sim->stall[protocol];
    state->stalled = !state->stalled;
    if (state->stalled) {
        begin(sim, protocol);
        return;
    }
    turn_after(sim, protocol, draw_next(&stall->every, &sim->plan->protocol[protocol].stall_every));
    protocol_serve_waiting(sim, protocol);
}

bool stall_delays(struct sim *sim, uint32_t claim) {
    uint64_t begun = sim->stall[claim_protocol(sim, claim)].begun_ps;
    uint64_t lost = begun - sim->claim_lost[claim];
    if (lost == 0)
        return false;
    sim->claim_lost[claim] = begun;
    schedule(sim, time_add(sim->state->now_ps, lost), EVENT_SERVICE_END,
             frame_number(&sim->frame[claim_frame(sim, claim)]), claim);
    return true;
}
