/* SPDX-License-Identifier: GPL-3.0-or-later */
/* More buffers: never more losses where a frame is accepted or not and that is all; seldom more elsewhere.
 *
 * Why never: let the k-th frame accepted with c buffers be accepted at A(k), and hold its buffer for H(k),
 * which is drawn for the k-th. With c + 1 buffers it is accepted at or before A(k): if the k - 1 before it
 * were earlier, no more of them hold a buffer at A(k) than with c buffers, and there is one buffer more. So
 * by any time no fewer frames are accepted. The argument needs a frame to take one buffer, an episode to end
 * with the first buffer that returns, no backlog (which drops for reasons of its own) and nothing that takes
 * time between arrival and acceptance. Where it does not hold, losses move in time: a frame that is taken may
 * be the reason why two later ones are not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "draft.h"

enum { WORLDS = 2000 };

static const char traces[] = "tests/data/traces";
static struct draft draft;

static void plenty_of_memory(struct config *config) {
    config->host_memory_bytes = config->host_nonpaged_bytes = CONFIG_UNLIMITED;
    config->host_failure_e18 = config->host_failure_every = config->host_fragmentation = 0;
    config->host_os = OS_CURRENT;
}

/* What waits for its frames sends others when fewer are lost. */
static void open_traffic(struct draft *open) {
    for (uint32_t i = 0; i < open->config.source_count; i++) {
        struct source_config *source = &open->source[i];
        if (source->arrival != ARRIVAL_CLOSED && source->arrival != ARRIVAL_WINDOW)
            continue;
        source->arrival = ARRIVAL_POISSON;
        source->rate = (struct rate_config){RATE_FRAMES, {2000000, 1}};
    }
}

static void give_pool(struct draft *to, uint32_t buffers) {
    struct config *config = &to->config;
    config->pool_initial = config->pool_limit = buffers;
    config->pool_minimum = 1;
}

/* The premises of the argument. */
static void make_loss_system(struct draft *to) {
    struct config *config = &to->config;
    draft_without_costs(to);
    plenty_of_memory(config);
    open_traffic(to);
    config->nic_queues = 1;
    config->pool_policy = 0;
    config->pool_block = 0;
    config->pool_per_processor = false;
    config->pool_buffer_bytes = 4096;
    config->pause_xoff_bytes = CONFIG_UNLIMITED;
    config->refill_timer_ps = config->refill_retry_ps = TIME_NEVER;
    config->disable_at = 0;
    config->disable_resume = 1;
    config->driver_faults = config->lifecycle_count = 0;
    config->warmup_ps = 0;
    for (uint32_t i = 0; i < config->protocol_count; i++) {
        struct protocol_config *protocol = &to->protocol[i];
        protocol->servers = protocol->backlog = CONFIG_UNLIMITED;
        protocol->cpu = PROTOCOL_DEDICATED;
        protocol->service = (struct dist){0}; /* else the k-th hold would not be that of the k-th frame */
        protocol->stall_for = (struct dist){0};
        protocol->return_batch = 1;
    }
}

static uint64_t dropped_with(uint32_t buffers, uint64_t seed, uint64_t *offered) {
    give_pool(&draft, buffers);
    struct run_result *result = draft_run(&draft, seed);
    uint64_t dropped = count_of(result, METRIC_FRAMES_DROPPED);
    *offered = count_of(result, METRIC_FRAMES_OFFERED);
    assert_int_equal(result->status, RUN_OK);
    run_result_free(result);
    return dropped;
}

static void more_buffers_never_lose_more(void **state) {
    static const uint32_t pools[] = {1, 2, 3, 5, 8, 13, 21, 34};
    uint64_t fell = 0, compared = 0;
    (void)state;
    for (uint64_t n = 1; n <= WORLDS; n++) {
        struct world world;
        assert_true(world_open(&world, n, traces, NULL));
        draft_copy(&draft, world.config);
        make_loss_system(&draft);
        draft.config.nic_ring = 34;
        uint64_t offered, before = dropped_with(pools[0], n, &offered);
        for (size_t i = 1; i < sizeof pools / sizeof *pools; i++) {
            uint64_t again, after = dropped_with(pools[i], n, &again);
            assert_int_equal(again, offered); /* common random numbers */
            if (after > before)
                fail_msg("world %llu: %u buffers lose %llu frames, %u lose %llu", (unsigned long long)n,
                         pools[i - 1], (unsigned long long)before, pools[i], (unsigned long long)after);
            fell += after < before;
            compared++;
            before = after;
        }
        world_close(&world);
    }
    printf("# a loss system: of %llu pairs of pools the larger lost less in %llu, more in 0\n",
           (unsigned long long)compared, (unsigned long long)fell);
    assert_true(fell > compared / 10);
}

/* Worlds as they come, with open traffic and memory enough; both pools keep their policy and marks. */
static void more_buffers_seldom_lose_more_elsewhere(void **state) {
    uint64_t more = 0, less = 0, compared = 0;
    (void)state;
    for (uint64_t n = 1; n <= WORLDS; n++) {
        struct world world;
        uint64_t dropped[2] = {0};
        assert_true(world_open(&world, n, traces, NULL));
        for (uint32_t i = 0; i < 2; i++) {
            draft_copy(&draft, world.config);
            plenty_of_memory(&draft.config);
            open_traffic(&draft);
            draft.config.pool_initial += i;
            draft.config.pool_limit += i;
            draft.config.nic_ring += i;
            struct run_result *result = draft_run(&draft, n);
            dropped[i] = count_of(result, METRIC_FRAMES_DROPPED);
            run_result_free(result);
        }
        more += dropped[1] > dropped[0];
        less += dropped[1] < dropped[0];
        compared++;
        world_close(&world);
    }
    printf("# elsewhere: of %llu worlds one buffer and descriptor more lost less in %llu (%.1f %%), more in "
           "%llu (%.1f "
           "%%)\n",
           (unsigned long long)compared, (unsigned long long)less, 100.0 * (double)less / (double)compared,
           (unsigned long long)more, 100.0 * (double)more / (double)compared);
    assert_true(less > 2 * more);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(more_buffers_never_lose_more),
        cmocka_unit_test(more_buffers_seldom_lose_more_elsewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
