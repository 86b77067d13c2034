/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A source's name is its stream, and nothing else.
 *
 * It decides what is drawn for the source, what its frames are called in facts, which queue a flow goes to
 * and who comes first within an instant. With one queue, and no two frames at the same instant, sources that
 * draw nothing may exchange their names without anybody noticing; sources that do draw carry their streams
 * with their names, wherever they stand and whoever else there is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>
#include <math.h>

#include "draft.h"

enum { WORLDS = 1000, SOURCES = 3 };

static const char traces[] = "tests/data/traces";
static struct draft draft;

/* The six orders of three. */
static const uint8_t order[6][SOURCES] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
static const char *const names[SOURCES] = {"alpha", "bravo", "delta"};

/* A source that draws nothing. The i-th sends at 1 + i ps beside multiples of 300 ns: no two at one instant.
 */
static struct source_config drawless(struct world *world, uint32_t i) {
    return (struct source_config){.arrival = ARRIVAL_CBR,
                                  .interval_ps = world_between(world, 1, 30) * 3000 * 100,
                                  .start_ps = world_below(world, 9) * 3000 * 100 + 1 + i,
                                  .stop_ps = TIME_NEVER,
                                  .frames =
                                      world_one_in(world, 3) ? world_below(world, 40) : CONFIG_UNLIMITED,
                                  .size = {.low = (uint32_t)world_between(world, 1, 20) * 100},
                                  .fcs_bytes = (uint32_t)world_below(world, 5),
                                  .time_scale = {1, 1},
                                  .loop = 1,
                                  .flows.count = 1,
                                  .window_start = 1};
}

/* Source `order[i]` of the list gets the i-th name; the list stays in the order of names. */
static void give_names(struct draft *to, const struct source_config *list, const uint8_t of[SOURCES]) {
    to->config.source_count = SOURCES;
    for (uint32_t i = 0; i < SOURCES; i++) {
        to->source[i] = list[of[i]];
        memcpy(to->source[i].name, names[i], strlen(names[i]) + 1);
    }
}

static void sources_that_draw_nothing_may_exchange_their_names(void **state) {
    uint64_t frames = 0, dropped = 0;
    (void)state;
    for (uint64_t n = 1; n <= WORLDS; n++) {
        struct world world;
        struct run_result *first = NULL;
        struct source_config list[SOURCES];
        assert_true(world_open(&world, n, traces, NULL));
        for (uint32_t i = 0; i < SOURCES; i++)
            list[i] = drawless(&world, i);
        draft_copy(&draft, world.config);
        draft.config.nic_queues = 1;         /* else the name decides which */
        draft.config.link_bps.numerator = 0; /* a wire lets those wait that come together */
        draft.config.pause_xoff_bytes = CONFIG_UNLIMITED;
        for (uint32_t i = 0; i < 6; i++) {
            give_names(&draft, list, order[i]);
            struct run_result *result = draft_run(&draft, n);
            for (int m = 0; m < METRIC_COUNT && first != NULL; m++)
                if (!same_metric(first, result, (enum metric)m))
                    fail_msg("world %llu: %s differs", (unsigned long long)n, metric_table[m].name);
            if (first != NULL) {
                assert_true(first->status == result->status);
                run_result_free(result);
            } else {
                first = result;
            }
        }
        frames += count_of(first, METRIC_FRAMES_OFFERED);
        dropped += count_of(first, METRIC_FRAMES_DROPPED);
        run_result_free(first);
        world_close(&world);
    }
    assert_true(frames > 20 * WORLDS && dropped > WORLDS && dropped < frames);
}

/* One that draws its gaps, its batches and its lengths. */
static struct source_config drawing(struct world *world) {
    static const enum arrival_kind kinds[] = {ARRIVAL_POISSON, ARRIVAL_ON_OFF};
    struct source_config source = drawless(world, 0);
    source.arrival = kinds[world_below(world, 2)];
    source.interval_ps = 0;
    source.rate = (struct rate_config){RATE_FRAMES, {world_between(world, 100000, 5000000), 1}};
    source.during = ARRIVAL_POISSON;
    source.on = (struct dist){.kind = DIST_EXPONENTIAL, .a = 3000000};
    source.off = (struct dist){.kind = DIST_WEIBULL, .a = 2000000, .shape_e9 = 700000000};
    source.batched = world_one_in(world, 2);
    source.batch = (struct dist){.kind = DIST_UNIFORM, .a = 1, .b = 4};
    source.size = (struct size_config){.kind = SIZE_UNIFORM, .low = 64, .high = 1518};
    return source;
}

/* Every frame is taken, served at once and back at once, and there are no interrupts: sources do not meet. */
static void make_roomy(struct draft *to) {
    struct config *config = &to->config;
    draft_without_costs(to);
    config->nic_queues = 1;
    config->nic_poll_ps = 100 * PS_PER_NS;
    config->link_bps.numerator = 0;
    config->pause_xoff_bytes = CONFIG_UNLIMITED;
    config->pool_policy = 0;
    config->pool_buffer_bytes = 4096;
    config->pool_initial = config->pool_limit = config->nic_ring = 4000;
    config->host_memory_bytes = config->host_nonpaged_bytes = CONFIG_UNLIMITED;
    config->host_failure_e18 = config->host_failure_every = config->host_fragmentation = 0;
    config->host_os = OS_CURRENT;
    config->allocation_latency = (struct dist){0};
    config->driver_faults = config->lifecycle_count = 0;
    config->protocol_count = 1;
    to->protocol[0] = (struct protocol_config){.name = "app",
                                               .share = 1,
                                               .servers = CONFIG_UNLIMITED,
                                               .backlog = CONFIG_UNLIMITED,
                                               .return_batch = 1,
                                               .return_timer_ps = TIME_NEVER};
}

/* The run of the first `count` sources of the list, so named. */
static struct run_result *run_of(uint64_t seed, uint32_t count, const struct source_config *list,
                                 const char *const *called) {
    draft.config.source_count = count;
    for (uint32_t i = 0; i < count; i++) {
        draft.source[i] = list[i];
        memcpy(draft.source[i].name, called[i], strlen(called[i]) + 1);
    }
    struct run_result *result = draft_run(&draft, seed);
    assert_int_equal(count_of(result, METRIC_FRAMES_DROPPED), 0);
    return result;
}

static long long bytes_offered(const struct run_result *result) {
    double window_s = (double)(draft.config.duration_ps - draft.config.warmup_ps) / 1e12;
    return llround(result->metric[METRIC_OFFERED_BPS].real * window_s / 8);
}

static void expect_sum(const struct run_result *both, const struct run_result *one,
                       const struct run_result *two, uint64_t number) {
    assert_true(both->sample_count > 10 && both->sample_count == one->sample_count);
    for (uint32_t i = 0; i < both->sample_count; i++)
        if (both->sample[i].frames_offered != one->sample[i].frames_offered + two->sample[i].frames_offered)
            fail_msg("world %llu: frames of two sources are not the sum of both", (unsigned long long)number);
    assert_true(bytes_offered(both) == bytes_offered(one) + bytes_offered(two));
}

static void a_source_draws_what_belongs_to_its_name_whoever_else_there_is(void **state) {
    uint64_t other = 0;
    (void)state;
    for (uint64_t n = 1; n <= WORLDS / 2; n++) {
        struct world world;
        assert_true(world_open(&world, n, traces, NULL));
        struct source_config list[2] = {drawing(&world), drawing(&world)};
        draft_copy(&draft, world.config);
        make_roomy(&draft);
        draft.config.sample_ps = 500 * PS_PER_NS;
        for (uint32_t turned = 0; turned < 2; turned++) { /* in both orders of names */
            struct source_config pair[2] = {list[turned], list[1 - turned]};
            struct run_result *one = run_of(n, 1, &pair[0], &names[0]);
            struct run_result *two = run_of(n, 1, &pair[1], &names[1]);
            struct run_result *renamed = run_of(n, 1, &pair[1], &names[2]);
            struct run_result *both = run_of(n, 2, pair, names);
            expect_sum(both, one, two, n);
            other += bytes_offered(two) != bytes_offered(renamed); /* another name, other draws */
            run_result_free(one);
            run_result_free(two);
            run_result_free(renamed);
            run_result_free(both);
        }
        world_close(&world);
    }
    assert_true(other > WORLDS * 3 / 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sources_that_draw_nothing_may_exchange_their_names),
        cmocka_unit_test(a_source_draws_what_belongs_to_its_name_whoever_else_there_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
