/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random programs: thousands of small configurations with every feature mixed, run in the checking build,
 * which walks all state after every event. And what must not matter: how often a room to run in was used,
 * which one it is, whether the run was copied in the middle, whether it was watched. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "model_random_life.h"
#include "model_steps.h"

#define PROGRAMS 2500

static struct random_model model;
static struct random_life life;

static void assert_same_digest(const struct run_result *a, const struct run_result *b, uint64_t seed) {
    if (a->digest.low != b->digest.low || a->digest.high != b->digest.high)
        fail_msg("program %llu: two digests", (unsigned long long)seed);
}

static void assert_same_metrics(const struct run_result *a, const struct run_result *b) {
    for (int i = 0; i < METRIC_COUNT; i++) {
        assert_int_equal(a->metric[i].defined, b->metric[i].defined);
        assert_true(a->metric[i].integer == b->metric[i].integer);
        assert_memory_equal(&a->metric[i].real, &b->metric[i].real, sizeof(double)); /* every bit */
    }
}

/* Every lost frame has one cause. */
static void assert_causes_add_up(const struct run_result *result) {
    uint64_t sum = 0;
    for (int i = METRIC_CAUSE_PAUSED; i <= METRIC_CAUSE_TOO_LONG; i++)
        sum += count_of(result, (enum metric)i);
    assert_true(sum == count_of(result, METRIC_FRAMES_DROPPED));
}

static struct plan *make(uint64_t seed) {
    const char *problem = "";
    random_config(&model, seed, false);
    if (seed % 3 == 0)
        random_life(&model, &life);
    struct plan *plan = plan_make(&model.fixture.config, &problem);
    if (!plan)
        fail_msg("program %llu: %s", (unsigned long long)seed, problem);
    return plan;
}

static void every_program_keeps_every_invariant_and_repeats_itself(void **unused) {
    const enum metric busy[] = {METRIC_PAUSES, METRIC_RETRANSMISSIONS, METRIC_FRAMES_COALESCED};
    uint64_t frames = 0, failed = 0, starved = 0, sum[3] = {0};
    (void)unused;
    for (uint64_t seed = 1; seed <= PROGRAMS; seed++) {
        struct plan *plan = make(seed);
        struct sim *sim = sim_create(plan), *other = sim_create(plan);
        struct run_result *first = sim_run(sim, seed, 1, NULL, NULL);
        struct run_result *between = sim_run(sim, seed, 2, NULL, NULL);
        struct run_result *again = sim_run(sim, seed, 1, NULL, NULL);
        struct run_result *elsewhere = sim_run(other, seed, 1, NULL, NULL);
        assert_same_digest(first, again, seed);
        assert_same_digest(first, elsewhere, seed);
        assert_same_metrics(first, again);
        assert_true(first->status == RUN_OK || first->status == RUN_INIT_FAILED ||
                    first->status == RUN_STARVED);
        frames += count_of(first, METRIC_FRAMES_OFFERED);
        failed += first->status == RUN_INIT_FAILED;
        for (int i = 0; i < 3; i++)
            sum[i] += count_of(first, busy[i]);
        starved += first->status == RUN_STARVED;
        assert_causes_add_up(first);
        run_result_free(first);
        run_result_free(between);
        run_result_free(again);
        run_result_free(elsewhere);
        sim_destroy(sim);
        sim_destroy(other);
        plan_free(plan);
    }
    assert_true(frames > 100000);
    for (int i = 0; i < 3; i++)
        if (sum[i] < 100)
            fail_msg("%s: only %llu in all", metric_table[busy[i]].name, (unsigned long long)sum[i]);
    assert_true(starved > 10 && starved < PROGRAMS / 2);
    assert_true(failed > 10 && failed < PROGRAMS / 2);
}

/* The original goes on to its end first; the copy must not feel it. */
static void a_copy_of_the_bytes_goes_on_to_the_same_end(void **unused) {
    uint64_t copied = 0;
    (void)unused;
    for (uint64_t seed = 1; seed <= PROGRAMS; seed += 2) {
        struct plan *plan = make(seed);
        struct sim *sim = sim_create(plan), *copy = sim_create(plan);
        if (sim_start(sim, seed, 0) && run_steps(sim, 1 + seed * 7 % 500)) {
            memcpy(copy->block, sim->block, plan->at.bytes);
            struct run_result *first = run_out(sim), *second = run_out(copy);
            struct run_result *whole = sim_run(sim, seed, 0, NULL, NULL);
            assert_same_digest(first, second, seed);
            assert_same_digest(first, whole, seed);
            assert_same_metrics(first, second);
            run_result_free(first);
            run_result_free(second);
            run_result_free(whole);
            copied++;
        }
        sim_destroy(sim);
        sim_destroy(copy);
        plan_free(plan);
    }
    assert_true(copied > PROGRAMS / 5);
}

/* No byte of a block says where it lies: original and copy end in the same bytes. (The rows of allocations
 * apart: a row is a struct with room after its bool, which nobody reads.) */
static void original_and_copy_end_byte_for_byte_alike(void **unused) {
    (void)unused;
    for (uint64_t seed = 1; seed <= PROGRAMS; seed += 10) {
        struct plan *plan = make(seed);
        struct sim *sim = sim_create(plan), *copy = sim_create(plan);
        if (sim_start(sim, seed, 0) && run_steps(sim, 100)) {
            memcpy(copy->block, sim->block, plan->at.bytes);
            run_result_free(run_out(sim));
            run_result_free(run_out(copy));
            assert_memory_equal(sim->block, copy->block, plan->at.allocation_first);
        }
        sim_destroy(sim);
        sim_destroy(copy);
        plan_free(plan);
    }
}

static void watching_a_run_does_not_change_it(void **unused) {
    (void)unused;
    for (uint64_t seed = 1; seed <= PROGRAMS; seed += 3) {
        struct config *config = random_config(&model, seed, false);
        struct run_result *result[3];
        for (uint64_t i = 0; i < 3; i++) {
            config->sample_ps = i * 770 * PS_PER_NS;
            config->store_episodes = i == 2 ? 1 : 1000;
            result[i] = fixture_run(config);
        }
        assert_same_digest(result[0], result[1], seed);
        assert_same_digest(result[0], result[2], seed);
        assert_same_metrics(result[0], result[1]);
        assert_same_metrics(result[0], result[2]);
        for (int i = 0; i < 3; i++)
            run_result_free(result[i]);
    }
}

/* A digest that never changes would pass every test above. */
static void another_seed_or_replication_is_another_run(void **unused) {
    const char *problem;
    (void)unused;
    struct plan *plan = plan_make(fixture_textbook(&model.fixture), &problem);
    struct sim *sim = sim_create(plan);
    struct run_result *a = sim_run(sim, 1, 0, NULL, NULL), *b = sim_run(sim, 1, 1, NULL, NULL);
    struct run_result *c = sim_run(sim, 2, 0, NULL, NULL);
    assert_true(a->digest.low != b->digest.low && a->digest.low != c->digest.low &&
                b->digest.low != c->digest.low);
    assert_true(a->digest.high != b->digest.high && a->digest.high != c->digest.high);
    run_result_free(a);
    run_result_free(b);
    run_result_free(c);
    sim_destroy(sim);
    plan_free(plan);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_program_keeps_every_invariant_and_repeats_itself),
        cmocka_unit_test(a_copy_of_the_bytes_goes_on_to_the_same_end),
        cmocka_unit_test(original_and_copy_end_byte_for_byte_alike),
        cmocka_unit_test(watching_a_run_does_not_change_it),
        cmocka_unit_test(another_seed_or_replication_is_another_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
