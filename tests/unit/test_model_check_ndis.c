/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every ensure of check_ndis.c fires when what it demands of the adapter is broken, and a device that is told
 * a virtual address is caught at its first DMA. */
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

static void the_three_addresses_of_a_block_have_nothing_in_common(void **unused) {
    (void)unused;
    for (uint64_t i = 1; i < 20000; i++) {
        uint64_t virtual = ndis_address(ADDRESS_VIRTUAL, i), logical = ndis_address(ADDRESS_LOGICAL, i);
        uint64_t host = ndis_address(ADDRESS_HOST, i), page = 4095;
        assert_true(((virtual | logical | host) & page) == 0);
        assert_true(virtual >> 56 == 0xff && logical >> 52 == 0 && host >> 52 == 1);
        assert_true(virtual - logical !=
                    ndis_address(ADDRESS_VIRTUAL, i + 1) - ndis_address(ADDRESS_LOGICAL, i + 1));
        assert_true(logical != ndis_address(ADDRESS_LOGICAL, i + 1));
    }
}

/* All that is posted is told by the address at which the driver sees it. */
static void post_virtual(struct sim *sim) {
    for (uint32_t b = 0; b < sim->plan->buffer_limit; b++)
        if (sim->buffer_place[b] == BUFFER_POSTED)
            sim->address[b].posted = ndis_address(ADDRESS_VIRTUAL, sim->blocks[sim->buffer_block[b]].number);
}

static void dma_to_a_virtual_address_is_found(void **unused) {
    static struct fixture fixture;
    const char *problem;
    (void)unused;
    for (int told = 0; told < 2; told++) {
        int ends[2], status = 0;
        char said[1024] = {0};
        assert_int_equal(pipe(ends), 0);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            dup2(ends[1], STDERR_FILENO);
            signal(SIGABRT, SIG_DFL);
            struct sim *sim = sim_create(plan_make(fixture_textbook(&fixture), &problem));
            if (!sim_start(sim, 1, 0))
                _exit(1);
            if (told)
                post_virtual(sim);
            run_steps(sim, 100);
            _exit(0);
        }
        close(ends[1]);
        assert_true(waitpid(child, &status, 0) == child);
        ssize_t got = read(ends[0], said, sizeof said - 1);
        close(ends[0]);
        assert_int_equal(got > 0, told);
        assert_int_equal(WIFSIGNALED(status), told);
        assert_true(!told || strstr(said, "address->posted == address->logical"));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_check_of_the_adapter_fires),
        cmocka_unit_test(the_three_addresses_of_a_block_have_nothing_in_common),
        cmocka_unit_test(dma_to_a_virtual_address_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
