/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every ensure of check_ndis.c fires when what it demands of the adapter is broken. */
#include "model_break.h"
#include "ndis.h"

static bool break_attend(struct sim *sim) {
    sim->state->ndis.attend = true;
    return true;
}

static bool break_stopped(struct sim *sim) {
    sim->state->ndis.stopped = true;
    return true;
}

static bool break_state(struct sim *sim) {
    sim->state->ndis.adapter = ADAPTER_STATES;
    return true;
}

static bool break_due(struct sim *sim) {
    sim->state->ndis.due = true;
    return sim->config->lifecycle_count == 0;
}

/* As if it had been stopped, and everything forgotten that comes with it. */
static void say_paused(struct sim *sim) {
    sim->state->ndis.adapter = ADAPTER_PAUSED;
    sim->state->ndis.stopped = sim->state->ndis.attend = true;
}

static bool is_clear(const struct sim *sim) {
    bool clear = sim->state->nic.fifo_count == 0 && sim->state->meter.level[LEVEL_DISABLED] == 0;
    for (uint32_t q = 0; q < sim->plan->queue_count; q++) {
        clear &= sim->queue[q].filled_count <= stop_chain(&sim->queue[q]);
        clear &= !sim->plan->coalesces || sim->unit[q].frame.length == 0;
    }
    return clear;
}

static bool break_fifo(struct sim *sim) {
    say_paused(sim);
    return sim->state->nic.fifo_count > 0;
}

static bool break_filled(struct sim *sim) {
    say_paused(sim);
    return sim->state->nic.fifo_count == 0 && sim->state->meter.level[LEVEL_DISABLED] == 0 &&
           sim->queue[0].filled_count > stop_chain(&sim->queue[0]);
}

static bool break_unit(struct sim *sim) {
    say_paused(sim);
    if (!sim->plan->coalesces || sim->unit[0].frame.length == 0)
        return false;
    uint32_t length = sim->unit[0].frame.length;
    sim->unit[0].frame.length = 0;
    bool clear = is_clear(sim);
    sim->unit[0].frame.length = length;
    return clear;
}

static bool break_halt(struct sim *sim) {
    const uint64_t *level = sim->state->meter.level;
    say_paused(sim);
    sim->state->ndis.halt_ps = 0;
    for (uint32_t pool = 0; pool < sim->plan->pool_count; pool++)
        if (sim->growth[pool].pending > 0)
            return false;
    return is_clear(sim) && level[LEVEL_INDICATED] + level[LEVEL_FILLED] == 0;
}

static bool break_restart(struct sim *sim) {
    say_paused(sim);
    sim->state->ndis.restart = true;
    return is_clear(sim);
}

static bool break_paused(struct sim *sim) {
    say_paused(sim);
    return is_clear(sim) && sim->state->meter.level[LEVEL_INDICATED] > 0;
}

static bool break_halted(struct sim *sim) {
    say_paused(sim);
    sim->state->ndis.adapter = ADAPTER_HALTED;
    return is_clear(sim);
}

static bool break_freed(struct sim *sim) {
    sim->state->ndis.halt_wait_ps = 0;
    return break_halted(sim);
}

static const struct breaker breakers[] = {
    {break_attend, "ndis->attend == !runs"},
    {break_stopped, "ndis->stopped == !runs"},
    {break_state, "ndis->adapter < ADAPTER_STATES"},
    {break_due, "!ndis->due || sim->config->lifecycle_count > 0"},
    {break_fifo, "nic->fifo_count == 0"},
    {break_filled, "queue->filled_count <= stop_chain(queue)"},
    {break_unit, "sim->unit[q].frame.length == 0"},
    {break_halt, "!halting || ndis->due"},
    {break_restart, "!ndis->restart"},
    {break_paused, "ndis->adapter != ADAPTER_PAUSED || out == 0"},
    {break_halted, "(ndis->adapter == ADAPTER_HALTED) == (ndis->halt_wait_ps != TIME_NEVER)"},
    {break_freed, "sim->state->host.live_blocks == 0"},
};

static void every_check_of_the_adapter_fires(void **unused) {
    (void)unused;
    each_fires(breakers, sizeof breakers / sizeof *breakers);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_check_of_the_adapter_fires),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
