/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sanity walk fires: a check that cannot fail protects nobody. For every invariant of model_check a
 * running sim is broken on purpose, in a child process, and the child must die naming that very invariant. A
 * breaker that does not find in a state what it wants to break says so, and another state is looked for. */
#include "model_break.h"
#include "model_break_driver.h"

static uint32_t find_place(const struct sim *sim, enum buffer_place place, enum block_state block) {
    for (uint32_t b = 0; b < sim->plan->buffer_limit; b++)
        if (sim->buffer_place[b] == place && sim->blocks[sim->frame[b].block].state == block)
            return b;
    return NO_BUFFER;
}

static bool in_blocks(const struct sim *sim) {
    return sim->config->pool_placement == PLACEMENT_BLOCKS;
}

static bool unmasked(const struct sim *sim) {
    return !sim->queue[0].masked_dpc && !sim->queue[0].masked_episode;
}

static bool break_block_state(struct sim *sim) {
    uint32_t buffer = find_place(sim, BUFFER_POSTED, BLOCK_LIVE);
    if (!in_blocks(sim) || buffer == NO_BUFFER)
        return false;
    sim->blocks[sim->frame[buffer].block].state = BLOCK_FREEING;
    return true;
}

static bool break_home_place(struct sim *sim) {
    uint32_t buffer = find_place(sim, BUFFER_POSTED, BLOCK_LIVE);
    if (!in_blocks(sim) || buffer == NO_BUFFER)
        return false;
    sim->buffer_place[buffer] = BUFFER_HOME;
    return true;
}

static bool break_free_place(struct sim *sim) {
    uint32_t buffer = find_place(sim, BUFFER_INDICATED, BLOCK_DRAINING);
    if (!in_blocks(sim) || buffer == NO_BUFFER)
        return false;
    sim->buffer_place[buffer] = BUFFER_FREE;
    return true;
}

static bool break_home_count(struct sim *sim) {
    uint32_t block = find_block(sim, BLOCK_DRAINING);
    if (block == NO_BLOCK)
        return false;
    sim->blocks[block].home = sim->blocks[block].buffers;
    return true;
}

static bool break_total_limit(struct sim *sim) {
    uint32_t block = find_block(sim, BLOCK_REQUESTED);
    if (block == NO_BLOCK)
        return false;
    sim->blocks[block].buffers += 1000;
    sim->growth[0].total += 1000;
    sim->growth[0].pending_buffers += 1000;
    return true;
}

static bool break_members(struct sim *sim) {
    uint32_t block = find_block(sim, BLOCK_LIVE);
    if (block == NO_BLOCK || sim->growth[0].total == sim->plan->buffer_limit)
        return false;
    sim->blocks[block].buffers++;
    sim->growth[0].live++;
    sim->growth[0].total++;
    sim->state->meter.level[LEVEL_TOTAL]++;
    return true;
}

static bool break_ring_entry(struct sim *sim) {
    uint32_t buffer = find_place(sim, BUFFER_INDICATED, BLOCK_LIVE);
    if (sim->queue[0].ring_count == 0 || buffer == NO_BUFFER)
        return false;
    sim->ring[sim->queue[0].ring_head] = buffer;
    return true;
}

static bool break_filled_entry(struct sim *sim) {
    uint32_t buffer = find_place(sim, BUFFER_POSTED, BLOCK_LIVE);
    if (sim->queue[0].filled_count == 0 || buffer == NO_BUFFER)
        return false;
    sim->queue[0].filled_head = buffer;
    return true;
}

static bool break_filled_tail(struct sim *sim) {
    if (sim->queue[0].filled_count < 2)
        return false;
    sim->queue[0].filled_tail = sim->queue[0].filled_head;
    return true;
}

static bool break_dma_entry(struct sim *sim) {
    uint32_t buffer = find_place(sim, BUFFER_POSTED, BLOCK_LIVE);
    if (sim->state->dma.count == 0 || buffer == NO_BUFFER)
        return false;
    sim->state->dma.head = buffer;
    return true;
}

static bool break_dma_order(struct sim *sim) {
    sim->frame[sim->state->dma.head].stamp_ps = TIME_NEVER - 1;
    sim->state->dma.next_ps = TIME_NEVER - 1;
    return sim->state->dma.count > 1;
}

static bool break_dma_next(struct sim *sim) {
    sim->state->dma.next_ps++;
    return sim->state->dma.count > 0;
}

static bool break_dma_tail(struct sim *sim) {
    sim->state->dma.tail = sim->state->dma.head;
    return sim->state->dma.count > 1;
}

static bool break_resume(struct sim *sim) {
    sim->pool[0].disable_resume = 0;
    return sim->queue[0].masked_episode;
}

static bool break_disabled(struct sim *sim) {
    sim->state->meter.level[LEVEL_DISABLED]++;
    return true;
}

static bool break_unannounced(struct sim *sim) {
    sim->queue[0].unannounced = sim->queue[0].filled_count + 1;
    return unmasked(sim);
}

static bool one_free_list(const struct sim *sim) {
    return sim->pool[0].free_head != NO_BUFFER && sim->pool[0].free_head != sim->pool[0].free_tail;
}

static bool break_free_member(struct sim *sim) {
    uint32_t buffer = find_place(sim, BUFFER_INDICATED, BLOCK_LIVE);
    if (!one_free_list(sim) || buffer == NO_BUFFER)
        return false;
    sim->frame[sim->pool[0].free_tail].due.next = buffer;
    return true;
}

static bool break_free_back(struct sim *sim) {
    if (!one_free_list(sim))
        return false;
    sim->frame[sim->pool[0].free_tail].due.far = NO_BUFFER;
    return true;
}

static bool break_free_tail(struct sim *sim) {
    if (!one_free_list(sim))
        return false;
    sim->pool[0].free_tail = sim->pool[0].free_head;
    return true;
}

/* The list is sound but lacks its head, which still counts as free. */
static bool break_free_count(struct sim *sim) {
    if (!one_free_list(sim))
        return false;
    sim->pool[0].free_head = sim->frame[sim->pool[0].free_head].due.next;
    sim->frame[sim->pool[0].free_head].due.far = NO_BUFFER;
    return true;
}

static bool break_own_list(struct sim *sim) {
    for (uint32_t b = sim->pool[0].oldest; b != NO_BLOCK; b = sim->blocks[b].newer)
        if (sim->blocks[b].free_count > 0) {
            sim->blocks[b].free_head = sim->blocks[b].free_tail = NO_BUFFER;
            return true;
        }
    return false;
}

static bool break_fifo_limit(struct sim *sim) {
    struct nic_state *nic = &sim->state->nic;
    if (nic->fifo_count == 0)
        return false;
    sim->fifo[nic->fifo_head].length += 100000;
    nic->fifo_bytes += 100000;
    return true;
}

BREAKER(break_total, sim->growth[0].total)
BREAKER(break_live, sim->growth[0].live)
BREAKER(break_grown, sim->growth[0].grown_blocks)
BREAKER(break_pending, sim->growth[0].pending_buffers)
BREAKER(break_draining, sim->pool[0].draining)
BREAKER(break_peak, sim->growth[0].peak)
BREAKER(break_policy_copy, sim->growth[0].copy)
BREAKER(break_free, sim->state->meter.level[LEVEL_FREE])
BREAKER(break_posted, sim->state->meter.level[LEVEL_POSTED])
BREAKER(break_filled, sim->state->meter.level[LEVEL_FILLED])
BREAKER(break_indicated, sim->state->meter.level[LEVEL_INDICATED])
BREAKER(break_home, sim->state->meter.level[LEVEL_HOME])
BREAKER(break_ready, sim->state->meter.level[LEVEL_READY])
BREAKER(break_bytes, sim->state->meter.level[LEVEL_BYTES])
BREAKER(break_level_total, sim->state->meter.level[LEVEL_TOTAL])
BREAKER(break_pool_ready, sim->pool[0].ready)
BREAKER(break_pool_filled, sim->pool[0].filled)
BREAKER(break_pool_indicated, sim->pool[0].indicated)
BREAKER(break_offered, sim->state->frames)
BREAKER(break_delivered, sim->state->count.all_delivered)
BREAKER(break_fifo_bytes, sim->state->nic.fifo_bytes)

/* One more ready than there is; in an episode that would be noticed as one that should have ended. */
static bool one_more_ready(struct sim *sim, uint32_t *field) {
    for (uint32_t q = 0; q < sim->plan->queue_count; q++)
        if (sim->queue[q].masked_episode)
            return false;
    (*field)++;
    return true;
}

static bool break_taken(struct sim *sim) {
    return one_more_ready(sim, &sim->queue[0].taken);
}

static bool break_pool_free(struct sim *sim) {
    return one_more_ready(sim, &sim->pool[0].free_count);
}

static bool break_occupied(struct sim *sim) {
    sim->queue[0].occupied = sim->plan->ring + 1;
    return true;
}

static bool break_occupied_less(struct sim *sim) {
    sim->queue[0].occupied--;
    return sim->queue[0].occupied < sim->plan->ring;
}

/* Every ensure of check.c (those of open units are in test_model_check_feedback.c) but one: the count within
 * the walk of a free list ends a walk that goes round in circles, and the link backwards, looked at just
 * before, is wrong in every circle. */
static const struct breaker breakers[] = {
    {break_block_state, "== BLOCK_LIVE"},
    {break_home_place, "place != BUFFER_HOME || draining"},
    {break_free_place, "place != BUFFER_FREE || !draining"},
    {break_home_count, "block->home < block->buffers"},
    {break_total, "sum.total == requested + census->live + census->draining + freeing"},
    {break_live, "sum.live == census->live"},
    {break_grown, "sum.grown_blocks == grown"},
    {break_pending, "sum.pending_buffers == requested"},
    {break_draining, "pools_draining == draining"},
    {break_total_limit, "most <= sim->plan->pool_limit"},
    {break_peak, "growth->peak <= (sim->plan->policy_peak"},
    {break_policy_copy, "growth->copy <= sim->plan->policy_copies"},
    {break_free, "level[LEVEL_FREE] == place[BUFFER_FREE]"},
    {break_posted, "level[LEVEL_POSTED] == place[BUFFER_POSTED]"},
    {break_filled, "level[LEVEL_FILLED] == place[BUFFER_DMA] + place[BUFFER_FILLED]"},
    {break_indicated, "level[LEVEL_INDICATED] == place[BUFFER_INDICATED]"},
    {break_home, "level[LEVEL_HOME] == place[BUFFER_HOME]"},
    {break_ready, "level[LEVEL_READY] == census->ready"},
    {break_bytes, "level[LEVEL_BYTES] == census->bytes"},
    {break_level_total, "level[LEVEL_TOTAL] == census->live + census->draining"},
    {break_members, "out == census->live + census->draining"},
    {break_ring_count, "sum.posted == level[LEVEL_POSTED]"},
    DRIVER_BREAKERS{break_occupied, "queue->occupied <= sim->plan->ring"},
    {break_occupied_less, "sum.occupied == "},
    {break_ring_entry, "== BUFFER_POSTED"},
    {break_filled_entry, "sim->buffer_place[b] == BUFFER_FILLED"},
    {break_filled_tail, "last == queue->filled_tail"},
    {break_dma_entry, "sim->buffer_place[b] == BUFFER_DMA"},
    {break_dma_order, "frame->stamp_ps >= before_ps"},
    {break_dma_next, "dma->next_ps == "},
    {break_dma_tail, "last == dma->tail"},
    {break_resume, "queue_ready(sim, number) < "},
    {break_disabled, "sum.disabled == level[LEVEL_DISABLED]"},
    {break_unannounced, "queue->unannounced <= queue->filled_count"},
    {break_taken, "taken == 0"},
    {break_pool_free, "free == pool->free_count"},
    {break_pool_ready, "pool->ready == ready + free"},
    {break_pool_filled, "filled == pool->filled"},
    {break_pool_indicated, "indicated == pool->indicated"},
    {break_free_member, "sim->buffer_place[b] == BUFFER_FREE"},
    {break_free_back, "sim->frame[b].due.far == previous"},
    {break_free_tail, "tail == previous"},
    {break_free_count, "count == sim->state->meter.level[LEVEL_FREE]"},
    {break_own_list, "count == sim->state->meter.level[LEVEL_FREE]"},
    {break_offered, "count->all_delivered + count->all_dropped + count->all_coalesced + inside"},
    {break_delivered, "count->all_delivered + count->all_dropped + count->all_coalesced + inside"},
    {break_fifo_bytes, "bytes == sim->state->nic.fifo_bytes"},
    {break_fifo_limit, "bytes <= sim->config->nic_fifo_bytes"},
};

static void every_check_fires_when_its_invariant_is_broken(void **unused) {
    (void)unused;
    each_fires(breakers, sizeof breakers / sizeof *breakers);
}

static void a_sound_state_passes_the_walk(void **unused) {
    char said[1024];
    const char *problem;
    (void)unused;
    struct config *config = random_config(&break_model, 7, false);
    config->host_memory_bytes = CONFIG_UNLIMITED;
    config->host_failure_e18 = config->host_failure_every = config->host_fragmentation = 0;
    config->host_nonpaged_bytes = CONFIG_UNLIMITED;
    config->host_os = OS_CURRENT;
    struct plan *plan = plan_make(config, &problem);
    struct sim *sim = sim_create(plan);
    assert_true(sim_start(sim, 7, 0));
    run_steps(sim, 200);
    assert_int_equal(outcome_of_walk(sim, said, sizeof said), 0);
    assert_string_equal(said, "");
    sim_destroy(sim);
    plan_free(plan);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_check_fires_when_its_invariant_is_broken),
        cmocka_unit_test(a_sound_state_passes_the_walk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
