/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small parts against naive twins: the free lists under random programs of gives and takes, and the timers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "model_random.h"
#include "modules.h"

static struct random_model model;

#define BUFFERS 24u
#define BLOCKS 4u

/* An array in the order in which buffers became free, each with the number of its block. */
struct naive {
    uint32_t buffer[BUFFERS];
    uint32_t count;
};

static uint32_t naive_next(const struct naive *naive, const struct sim *sim) {
    uint32_t at = 0;
    if (sim->config->pool_reuse == REUSE_LIFO)
        return naive->count - 1;
    if (sim->config->pool_reuse == REUSE_FIFO)
        return 0;
    for (uint32_t i = 1; i < naive->count; i++)
        if (sim->blocks[sim->frame[naive->buffer[i]].block].number <
            sim->blocks[sim->frame[naive->buffer[at]].block].number)
            at = i;
    return at;
}

static uint32_t naive_take(struct naive *naive, uint32_t at) {
    uint32_t buffer = naive->buffer[at];
    for (naive->count--; at < naive->count; at++)
        naive->buffer[at] = naive->buffer[at + 1];
    return buffer;
}

/* Four live blocks of six buffers each; all buffers are out at first. */
static struct sim *four_blocks(enum pool_reuse reuse, struct plan **plan) {
    const char *problem;
    struct config *config = fixture_textbook(&model.fixture);
    config->pool_policy = 1;
    config->pool_initial = BUFFERS / BLOCKS;
    config->pool_limit = BUFFERS;
    config->grow_chunk = BUFFERS / BLOCKS;
    config->pool_reuse = reuse;
    *plan = plan_make(config, &problem);
    struct sim *sim = sim_create(*plan);
    struct run_result *unused = sim_run(sim, 1, 0, NULL, NULL);
    run_result_free(unused);
    memset(sim->block, 0, (*plan)->at.zeroed);
    queue_init(&sim->events);
    pool_init(sim);
    for (uint32_t i = 0; i < BLOCKS; i++) {
        uint32_t buffer, block = block_new(sim, 0, BUFFERS / BLOCKS);
        block_live(sim, block);
        for (uint32_t j = 0; j < BUFFERS / BLOCKS; j++)
            assert_true(pool_take_free(sim, 0, &buffer));
    }
    return sim;
}

static void any_program(struct sim *sim, uint64_t seed) {
    struct naive naive = {.count = 0}, out = {.count = BUFFERS};
    model.random = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
    for (uint32_t i = 0; i < BUFFERS; i++)
        out.buffer[i] = i;
    for (int step = 0; step < 3000; step++) {
        uint64_t what = below(&model, 5);
        uint32_t buffer;
        if (what < 2 && out.count > 0) {
            buffer = naive_take(&out, (uint32_t)below(&model, out.count));
            pool_link_free(sim, buffer);
            naive.buffer[naive.count++] = buffer;
        } else if (what == 2 && naive.count > 0) { /* from anywhere, as draining does */
            buffer = naive_take(&naive, (uint32_t)below(&model, naive.count));
            pool_unlink_free(sim, buffer);
            out.buffer[out.count++] = buffer;
        } else {
            bool any = pool_take_free(sim, 0, &buffer);
            assert_int_equal(any, naive.count > 0);
            if (any) {
                assert_int_equal(buffer, naive_take(&naive, naive_next(&naive, sim)));
                out.buffer[out.count++] = buffer;
            }
        }
        assert_true(sim->state->meter.level[LEVEL_FREE] == naive.count);
    }
}

static void free_buffers_are_reused_in_the_order_of_the_rule(void **state) {
    const enum pool_reuse rules[] = {REUSE_FIFO, REUSE_LIFO, REUSE_OLDEST_BLOCK};
    (void)state;
    for (int i = 0; i < 3; i++)
        for (uint64_t seed = 1; seed <= 20; seed++) {
            struct plan *plan;
            struct sim *sim = four_blocks(rules[i], &plan);
            any_program(sim, seed);
            sim_destroy(sim);
            plan_free(plan);
        }
}

/* Blocks come alive out of order and die anywhere: the list of the living stays sorted by request number. */
static void live_blocks_stand_in_the_order_of_their_requests(void **state) {
    struct plan *plan;
    (void)state;
    struct sim *sim = four_blocks(REUSE_FIFO, &plan);
    memset(sim->block, 0, plan->at.zeroed);
    pool_init(sim);
    const uint32_t order[] = {2, 0, 3, 1};
    uint32_t block[BLOCKS];
    for (uint32_t i = 0; i < BLOCKS; i++)
        block[i] = block_new(sim, 0, 1);
    for (uint32_t i = 0; i < BLOCKS; i++)
        block_live(sim, block[order[i]]);
    uint32_t at = sim->pool[0].oldest;
    for (uint64_t number = 1; number <= BLOCKS; number++, at = sim->blocks[at].newer)
        assert_true(sim->blocks[at].number == number);
    assert_int_equal(at, NO_BLOCK);
    at = sim->pool[0].newest;
    for (uint64_t number = BLOCKS; number > 0; number--, at = sim->blocks[at].older)
        assert_true(sim->blocks[at].number == number);
    assert_int_equal(at, NO_BLOCK);
    sim_destroy(sim);
    plan_free(plan);
}

/* --- timers --- */

static void a_timer_is_set_moved_and_cancelled_as_in_an_array(void **state) {
    enum { TIMERS_MAX = 700 };
    static struct event room[1024];
    static uint16_t winner[1024];
    struct event slot[TIMERS_MAX];
    const struct event none = {TIME_NEVER, UINT64_MAX};
    (void)state;
    for (uint32_t count = 1; count <= TIMERS_MAX; count = count * 3 / 2 + 1) {
        struct timers timers = {timers_leaves(count), winner, room};
        timers_init(&timers);
        for (uint32_t i = 0; i < count; i++)
            slot[i] = none;
        model.random = count + 99;
        for (int step = 0; step < 4000; step++) {
            uint32_t at = (uint32_t)below(&model, count), least = 0;
            /* few instants, so that equal times are common; the order tells them apart */
            struct event event = {below(&model, 50), event_order(1 + (uint32_t)below(&model, 3), at, 0)};
            if (one_in(&model, 3))
                timers_clear(&timers, at), slot[at] = none;
            else
                timers_set(&timers, at, event), slot[at] = event;
            for (uint32_t i = 1; i < count; i++)
                least = event_before(slot[i], slot[least]) ? i : least;
            struct event got = timers_peek(&timers);
            assert_true(got.time_ps == slot[least].time_ps && got.order == slot[least].order);
            if (got.time_ps != TIME_NEVER)
                assert_int_equal(timers_least(&timers), least);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(free_buffers_are_reused_in_the_order_of_the_rule),
        cmocka_unit_test(live_blocks_stand_in_the_order_of_their_requests),
        cmocka_unit_test(a_timer_is_set_moved_and_cancelled_as_in_an_array),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
