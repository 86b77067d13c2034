/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model against its naive twin: whatever the configuration, both say the same about every frame,
 * interrupt, episode, allocation and freed block (the digest), and integrate the same levels over time.
 *
 * The two share no list, no order of events and no arithmetic of time, so a difference is a defect of one of
 * them or a rule that can be read in two ways. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "model_random.h"
#include "model_twin.h"
#include "modules.h"

static struct twin twin;
static struct random_model model;

static bool same_levels(const struct sim *sim) {
    const u128 *real = sim->state->meter.integral;
    return real[LEVEL_FREE] == twin.integral[TWIN_FREE] && real[LEVEL_POSTED] == twin.integral[TWIN_POSTED] &&
           real[LEVEL_FILLED] == twin.integral[TWIN_IN_DMA] + twin.integral[TWIN_FILLED] &&
           real[LEVEL_INDICATED] == twin.integral[TWIN_INDICATED] &&
           real[LEVEL_HOME] == twin.integral[TWIN_HOME] && real[LEVEL_READY] == twin.ready_integral &&
           real[LEVEL_BYTES] == twin.byte_integral && real[LEVEL_DISABLED] == twin.disabled_integral;
}

static uint64_t frames_with(const struct config *config, enum twin_fate fate) {
    uint64_t count = 0;
    for (uint64_t i = 0; i < twin.arrived; i++)
        count += twin.frame[i].fate == fate && twin.frame[i].arrival >= config->warmup_ps;
    return count;
}

static bool same_counts(const struct config *config, const struct run_result *result) {
    return result->status == RUN_INIT_FAILED ||
           (count_of(result, METRIC_FRAMES_DELIVERED) == frames_with(config, TWIN_DELIVERED) &&
            count_of(result, METRIC_FRAMES_INSIDE) == frames_with(config, TWIN_INSIDE) &&
            count_of(result, METRIC_DROP_NO_DESCRIPTOR) == frames_with(config, TWIN_NO_DESCRIPTOR) &&
            count_of(result, METRIC_DROP_FIFO_OVERFLOW) == frames_with(config, TWIN_FIFO_OVERFLOW) &&
            count_of(result, METRIC_DROP_PROTOCOL_BACKLOG) == frames_with(config, TWIN_BACKLOG) &&
            count_of(result, METRIC_DROP_TOO_LONG) == frames_with(config, TWIN_TOO_LONG));
}

/* What a program made happen, so that a campaign that tests nothing is noticed. */
struct reach {
    uint64_t frames, no_descriptor, overflow, backlog, too_long, long_frames, episodes, grown, failed, freed,
        inside, init_failed;
};

static void note(struct reach *reach, const struct config *config) {
    reach->frames += twin.arrived;
    reach->no_descriptor += frames_with(config, TWIN_NO_DESCRIPTOR);
    reach->overflow += frames_with(config, TWIN_FIFO_OVERFLOW);
    reach->backlog += frames_with(config, TWIN_BACKLOG);
    reach->too_long += frames_with(config, TWIN_TOO_LONG);
    reach->inside += frames_with(config, TWIN_INSIDE);
    for (uint64_t i = 0; i < twin.arrived; i++)
        reach->long_frames += twin.frame[i].needed > 1 && twin.frame[i].fate == TWIN_DELIVERED;
    reach->episodes += twin.episodes;
    for (uint32_t i = 0; i < twin.blocks; i++) {
        reach->grown += twin.block[i].grown && twin.block[i].outcome == 1;
        reach->failed += twin.block[i].outcome > 1;
        reach->freed += twin.block[i].freed != TIME_NEVER;
    }
    reach->init_failed += twin.buffers == 0;
}

static void compare(uint64_t seed, struct reach *reach) {
    const char *problem;
    const struct config *config = random_config(&model, seed, true);
    struct plan *plan = plan_make(config, &problem);
    struct sim *sim = sim_create(plan);
    struct run_result *result = sim_run(sim, seed, (uint32_t)(seed % 3), NULL, NULL);
    struct config cut = *config;
    if (result->status == RUN_STARVED) /* it ended then; the twin knows nothing of that */
        cut.duration_ps = sim->state->end_ps;
    twin_run(&twin, &cut, seed, seed % 3);
    bool same = result->digest.low == twin.digest.low && result->digest.high == twin.digest.high;
    bool levels = same_levels(sim) || result->status == RUN_STARVED; /* the twin's window is 1 ps longer */
    if (!same || !levels || !same_counts(config, result))
        fail_msg("program %llu: digest %s, levels %s, counts %s", (unsigned long long)seed,
                 same ? "same" : "different", levels ? "same" : "different",
                 same_counts(config, result) ? "same" : "different");
    note(reach, config);
    twin_free(&twin);
    run_result_free(result);
    sim_destroy(sim);
    plan_free(plan);
}

static void the_model_and_its_twin_agree_on_every_fact(void **state) {
    struct reach reach = {0};
    (void)state;
    for (uint64_t seed = 1; seed <= 3000; seed++)
        compare(seed, &reach);
    assert_true(reach.frames > 100000);
    assert_true(reach.no_descriptor > 10000 && reach.overflow > 1000 && reach.backlog > 1000);
    assert_true(reach.too_long > 1000 && reach.long_frames > 1000 && reach.inside > 1000);
    assert_true(reach.episodes > 1000 && reach.grown > 1000 && reach.failed > 1000 && reach.freed > 500);
    assert_true(reach.init_failed > 10);
}

/* Most coincidences cannot be told apart by any fact, so the order itself is held against the twin's, kind by
 * kind. */
static void both_have_one_order_within_an_instant(void **state) {
    const enum event_kind kinds[] = {
        [TWIN_RETURN] = EVENT_RETURN,       [TWIN_SERVED] = EVENT_SERVICE_END,
        [TWIN_ALLOCATED] = EVENT_ALLOCATED, [TWIN_FREED] = EVENT_FREED,
        [TWIN_QUEUED] = EVENT_ALLOC_QUEUED, [TWIN_IDLE] = EVENT_SHRINK_IDLE,
        [TWIN_TICK] = EVENT_POLICY_TICK,    [TWIN_ENGINE] = EVENT_DMA_ENGINE,
        [TWIN_DMA] = EVENT_DMA_END,         [TWIN_DUE] = EVENT_INTERRUPT_DUE,
        [TWIN_INTERRUPT] = EVENT_INTERRUPT, [TWIN_ISR] = EVENT_ISR_END,
        [TWIN_DPC] = EVENT_DPC_START,       [TWIN_CHAIN] = EVENT_DPC_CHAIN,
        [TWIN_ARRIVAL] = EVENT_ARRIVAL,     [TWIN_ARRIVAL + 1] = EVENT_SAMPLE,
    };
    (void)state;
    for (size_t i = 1; i < sizeof kinds / sizeof *kinds; i++)
        assert_true(kinds[i - 1] < kinds[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_have_one_order_within_an_instant),
        cmocka_unit_test(the_model_and_its_twin_agree_on_every_fact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
