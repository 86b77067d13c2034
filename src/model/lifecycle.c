/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of the miniport: NDIS tells it to pause, to restart, to halt; the hardware goes away; the system
 * goes down.
 *
 * What must wait (for protocols, for requests, for DMA) waits in a state, and whoever brings an end to it
 * says so (lifecycle_look). The step itself is an event of the same instant: it is not taken in the middle of
 * what set it off. */
#include "ndis.h"

static void schedule_row(struct sim *sim, uint32_t row) {
    if (row < sim->config->lifecycle_count)
        schedule(sim, sim->config->lifecycle[row].at_ps, EVENT_LIFECYCLE, row, 0);
}

void lifecycle_start(struct sim *sim) {
    ndis_step(sim, ADAPTER_PAUSED);
    ndis_step(sim, ADAPTER_RESTARTING);
    ndis_step(sim, ADAPTER_RUNNING);
    schedule_row(sim, 0);
}

static bool is_chain_begun(const struct sim *sim) {
    for (uint32_t q = 0; q < sim->plan->queue_count; q++)
        if (stop_chain(&sim->queue[q]) > 0)
            return true;
    return false;
}

static bool is_paused_now(const struct sim *sim) {
    const struct ndis_state *ndis = &sim->state->ndis;
    bool back = ndis->early || sim->state->meter.level[LEVEL_INDICATED] == 0;
    return ndis->adapter == ADAPTER_PAUSING && back && !is_chain_begun(sim);
}

/* Nothing of its memory is in use, nobody will bring it more. */
static bool may_halt(const struct sim *sim) {
    const struct ndis_state *ndis = &sim->state->ndis;
    const uint64_t *level = sim->state->meter.level;
    if (ndis->halt_ps == TIME_NEVER || ndis->adapter != ADAPTER_PAUSED || level[LEVEL_INDICATED] > 0 ||
        level[LEVEL_FILLED] > 0)
        return false;
    for (uint32_t pool = 0; pool < sim->plan->pool_count; pool++)
        if (sim->growth[pool].pending > 0)
            return false;
    return true;
}

void lifecycle_look(struct sim *sim) {
    struct ndis_state *ndis = &sim->state->ndis;
    if (ndis->due || !(is_paused_now(sim) || may_halt(sim)))
        return;
    ndis->due = true;
    schedule(sim, sim->state->now_ps, EVENT_LIFECYCLE, sim->config->lifecycle_count, 0);
}

static void pause_ended(struct sim *sim) {
    struct ndis_state *ndis = &sim->state->ndis;
    uint64_t waited = sim->state->now_ps - ndis->pause_ps;
    ndis->pause_wait_ps = waited > ndis->pause_wait_ps ? waited : ndis->pause_wait_ps;
    ndis->pauses++;
    ndis->early = false;
    ndis_step(sim, ADAPTER_PAUSED);
}

static void run_again(struct sim *sim) {
    struct ndis_state *ndis = &sim->state->ndis;
    ndis_step(sim, ADAPTER_RESTARTING);
    ndis->restart = ndis->stopped = ndis->attend = false;
    ndis_step(sim, ADAPTER_RUNNING);
    driver_fill(sim);
    for (uint32_t pool = 0; pool < sim->plan->pool_count; pool++)
        growth_ask(sim, pool, RXPOOL_POLICY_COUNTS);
}

static void cancel_timers(struct sim *sim) {
    for (uint32_t slot = sim->plan->timer[TIMER_IDLE]; slot < sim->plan->timer[TIMER_COALESCE]; slot++)
        timers_clear(&sim->timers, slot);
}

static void halted(struct sim *sim) {
    struct ndis_state *ndis = &sim->state->ndis;
    ndis->halt_wait_ps = sim->state->now_ps - ndis->halt_ps;
    if (sim->plan->faults)
        misbehave_halts(sim);
    cancel_timers(sim);
    block_free_all(sim);
    ndis_step(sim, ADAPTER_HALTED);
}

static void go_on(struct sim *sim) {
    if (is_paused_now(sim))
        pause_ended(sim);
    if (sim->state->ndis.adapter == ADAPTER_PAUSED && sim->state->ndis.restart)
        run_again(sim);
    if (may_halt(sim))
        halted(sim);
}

static void begin_pause(struct sim *sim) {
    struct ndis_state *ndis = &sim->state->ndis;
    if (ndis->adapter != ADAPTER_RUNNING)
        return;
    ndis_step(sim, ADAPTER_PAUSING);
    ndis->pause_ps = sim->state->now_ps;
    ndis->attend = true;
}

static void stop(struct sim *sim) {
    sim->state->ndis.restart = false;
    if (!sim->state->ndis.stopped)
        stop_receiving(sim);
}

static void miniport_pause(struct sim *sim) {
    struct ndis_state *ndis = &sim->state->ndis;
    if (has_fault(sim, FAULT_RESTART_WITHOUT_PAUSE)) {
        ndis_step(sim, ADAPTER_RESTARTING);
        ndis_step(sim, ADAPTER_RUNNING);
        return;
    }
    begin_pause(sim);
    uint64_t out = has_fault(sim, FAULT_PAUSE_TOO_EARLY) ? misbehave_frames_out(sim) : 0;
    ndis->early = out > 0;
    if (ndis->early)
        ndis_violation(sim, RULE_R22, CONTEXT_PAUSE_OUT, out, 0);
    if (!has_fault(sim, FAULT_INDICATE_WHEN_PAUSED))
        stop(sim);
}

static void miniport_restart(struct sim *sim) {
    sim->state->ndis.restart = sim->state->ndis.adapter != ADAPTER_RUNNING;
}

static void miniport_halt_ex(struct sim *sim) {
    sim->state->ndis.halt_ps = sim->state->now_ps;
    begin_pause(sim);
    stop(sim);
    if (sim->plan->faults)
        misbehave_halt_begins(sim);
}

static void miniport_surprise_removal(struct sim *sim) {
    begin_pause(sim);
    stop(sim);
}

static void miniport_shutdown_ex(struct sim *sim) {
    stop(sim);
    ndis_step(sim, ADAPTER_SHUTDOWN);
    if (sim->plan->faults)
        misbehave_shuts_down(sim);
}

static void told(struct sim *sim, enum lifecycle_event event) {
    switch (event) {
    case LIFECYCLE_PAUSE:
        miniport_pause(sim);
        break;
    case LIFECYCLE_RESTART:
        miniport_restart(sim);
        break;
    case LIFECYCLE_HALT:
        miniport_halt_ex(sim);
        break;
    case LIFECYCLE_SURPRISE_REMOVE:
        miniport_surprise_removal(sim);
        break;
    case LIFECYCLE_SHUTDOWN:
        miniport_shutdown_ex(sim);
        break;
    }
}

void lifecycle_event(struct sim *sim, uint32_t number) {
    if (number < sim->config->lifecycle_count) {
        told(sim, sim->config->lifecycle[number].event);
        schedule_row(sim, number + 1);
    } else {
        sim->state->ndis.due = false;
    }
    go_on(sim);
}

bool lifecycle_supplied(struct sim *sim) {
    lifecycle_look(sim);
    return sim->state->ndis.stopped;
}

bool lifecycle_chain_ended(struct sim *sim, uint32_t queue) {
    struct ndis_state *ndis = &sim->state->ndis;
    uint64_t frames = sim->queue[queue].chain;
    if (ndis->adapter == ADAPTER_PAUSED && frames > 0)
        ndis_violation(sim, RULE_R22, CONTEXT_NOT_RUNNING, queue, frames);
    if (ndis->stopped)
        stop_filled(sim, queue, 0);
    lifecycle_look(sim);
    return ndis->stopped;
}
