/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every ensure of check_host.c fires when what it demands of the host's memory and workers is broken. */
#include "model_break.h"

static bool break_pages(struct sim *sim) {
    sim->state->host.pages_used++;
    return true;
}

static bool break_nonpaged(struct sim *sim) {
    sim->state->host.nonpaged_used++;
    return true;
}

static bool break_nonpaged_level(struct sim *sim) {
    sim->state->meter.level[LEVEL_NONPAGED]++;
    return true;
}

static bool break_torn_level(struct sim *sim) {
    sim->state->meter.level[LEVEL_TORN]++;
    return true;
}

static bool break_torn_buffer(struct sim *sim) {
    uint32_t live = find_block(sim, BLOCK_LIVE);
    if (!sim->buffer_torn || live == NO_BLOCK)
        return false;
    uint8_t *torn = &sim->buffer_torn[sim->blocks[live].first_member];
    *torn = *torn == 0;
    return sim->config->pool_placement == PLACEMENT_BLOCKS;
}

static bool break_line(struct sim *sim) {
    uint32_t head = sim->state->host.head;
    if (head == NO_BLOCK || sim->blocks[head].state != BLOCK_REQUESTED)
        return false;
    sim->blocks[head].started_ps = 0;
    return true;
}

static bool break_busy(struct sim *sim) {
    sim->state->host.busy++;
    return true;
}

/* A request whose delay is not over, put in line while a worker is idle. */
static bool break_idle(struct sim *sim) {
    struct host_state *host = &sim->state->host;
    uint32_t block = find_block(sim, BLOCK_REQUESTED);
    if (host->head != NO_BLOCK || host->busy == sim->config->allocation_workers || block == NO_BLOCK ||
        sim->blocks[block].started_ps != TIME_NEVER)
        return false;
    sim->blocks[block].newer = NO_BLOCK;
    host->head = block;
    return true;
}

static bool break_worker(struct sim *sim) {
    if (!sim->plan->work_paid)
        return false;
    sim->worker_busy[0] ^= 1;
    return true;
}

static const struct breaker breakers[] = {
    {break_pages, "pages_used == census->pages"},
    {break_nonpaged, "nonpaged_used == census->buffers * descriptor"},
    {break_nonpaged_level, "level[LEVEL_NONPAGED] == census->held * descriptor"},
    {break_torn_level, "level[LEVEL_TORN] == torn"},
    {break_torn_buffer, "level[LEVEL_TORN] == torn"},
    {break_line, "block->started_ps == TIME_NEVER"},
    {break_busy, "host->busy == census->served - waiting_frees"},
    {break_idle, "host->busy == sim->config->allocation_workers"},
    {break_worker, "busy_bits(sim) == host->busy"},
};

static void every_check_of_the_host_fires(void **unused) {
    (void)unused;
    each_fires(breakers, sizeof breakers / sizeof *breakers);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_check_of_the_host_fires)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
