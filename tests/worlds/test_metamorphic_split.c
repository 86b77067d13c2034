/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run that is split by snapshot and resume is the whole run; and what nobody uses changes nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "draft.h"

enum { WORLDS = 2000 };

static const char traces[] = "tests/data/traces";
static struct draft draft;

static void assert_same_run(const struct run_result *a, const struct run_result *b, uint64_t number) {
    if (!same_digest(a, b))
        fail_msg("world %llu: two digests", (unsigned long long)number);
    for (int i = 0; i < METRIC_COUNT; i++)
        if (!same_metric(a, b, (enum metric)i))
            fail_msg("world %llu: %s differs", (unsigned long long)number, metric_table[i].name);
}

/* Up to eight snapshots, each a simulator of its own; the one before it is destroyed, or scribbled over
 * first. */
static struct run_result *run_in_pieces(const struct plan *plan, struct world *world) {
    struct sim *sim = sim_create(plan);
    if (sim_start(sim, world->config->seed, 0)) {
        uint64_t at = 0, duration = world->config->duration_ps;
        for (uint64_t i = world_between(world, 1, 8); i > 0 && at < duration; i--) {
            at += world_one_in(world, 4) ? world_below(world, 3) : world_below(world, duration / 2);
            (void)sim_run_until(sim, at < duration ? at : duration, NULL, NULL);
            struct sim *resumed = sim_clone(sim);
            sim_scramble(sim, 0xA5);
            sim_destroy(sim);
            sim = resumed;
        }
    }
    struct run_result *result = sim_finish(sim, NULL, NULL);
    sim_destroy(sim);
    return result;
}

static void a_run_split_by_snapshots_is_the_whole_run(void **state) {
    (void)state;
    for (uint64_t n = 1; n <= WORLDS; n++) {
        struct world world;
        const char *problem = "";
        assert_true(world_open(&world, n, traces, NULL));
        struct plan *plan = plan_make(world.config, &problem);
        assert_non_null(plan);
        struct sim *sim = sim_create(plan);
        struct run_result *whole = sim_run(sim, world.config->seed, 0, NULL, NULL);
        struct run_result *pieces = run_in_pieces(plan, &world);
        assert_same_run(whole, pieces, n);
        run_result_free(whole);
        run_result_free(pieces);
        sim_destroy(sim);
        plan_free(plan);
        world_close(&world);
    }
}

/* Where it goes in the order of names: before the first, between, after the last. */
static void add_source(struct world *world, struct draft *to) {
    static const char *const names[] = {"A", "c", "z"};
    const char *name = names[world_below(world, 3)];
    struct source_config idle = {.arrival = ARRIVAL_POISSON,
                                 .rate = {RATE_FRAMES, {1000000, 1}},
                                 .stop_ps = TIME_NEVER,
                                 .size.low = 64,
                                 .time_scale = {1, 1},
                                 .loop = 1,
                                 .flows.count = 1,
                                 .window_start = 1};
    if (world_one_in(world, 2)) { /* it sends no frame, or none in time */
        idle.frames = CONFIG_UNLIMITED;
        idle.start_ps = to->config.duration_ps;
    }
    (void)snprintf(idle.name, sizeof idle.name, "%s", name);
    uint32_t at = to->config.source_count;
    for (; at > 0 && strcmp(to->source[at - 1].name, name) > 0; at--)
        to->source[at] = to->source[at - 1];
    to->source[at] = idle;
    to->config.source_count++;
}

static void add_protocol(struct world *world, struct draft *to) {
    static const char *const names[] = {"arp", "sna", "xns"};
    const char *name = names[world_below(world, 3)];
    struct protocol_config idle = {.servers = world_one_in(world, 2) ? CONFIG_UNLIMITED : 1,
                                   .backlog = CONFIG_UNLIMITED,
                                   .service = {.kind = DIST_EXPONENTIAL, .a = 1000000},
                                   .hold = {.kind = DIST_EXPONENTIAL, .a = 1000000},
                                   .return_batch = 1,
                                   .return_timer_ps = TIME_NEVER};
    (void)snprintf(idle.name, sizeof idle.name, "%s", name);
    uint32_t at = to->config.protocol_count;
    for (; at > 0 && strcmp(to->protocol[at - 1].name, name) > 0; at--)
        to->protocol[at] = to->protocol[at - 1];
    to->protocol[at] = idle;
    to->config.protocol_count++;
}

static void assert_changes_nothing(void (*add)(struct world *, struct draft *)) {
    for (uint64_t n = 1; n <= WORLDS; n++) {
        struct world world;
        assert_true(world_open(&world, n, traces, NULL));
        draft_copy(&draft, world.config);
        struct run_result *before = draft_run(&draft, n);
        add(&world, &draft);
        struct run_result *after = draft_run(&draft, n);
        if (!same_digest(before, after))
            fail_msg("world %llu: another digest", (unsigned long long)n);
        for (int i = METRIC_FRAMES_OFFERED; i <= METRIC_DROP_NOT_RUNNING; i++)
            if (!same_metric(before, after, (enum metric)i))
                fail_msg("world %llu: %s differs", (unsigned long long)n, metric_table[i].name);
        run_result_free(before);
        run_result_free(after);
        world_close(&world);
    }
}

static void a_source_that_sends_nothing_changes_nothing(void **state) {
    (void)state;
    assert_changes_nothing(add_source);
}

static void a_protocol_without_a_share_changes_nothing(void **state) {
    (void)state;
    assert_changes_nothing(add_protocol);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_split_by_snapshots_is_the_whole_run),
        cmocka_unit_test(a_source_that_sends_nothing_changes_nothing),
        cmocka_unit_test(a_protocol_without_a_share_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
