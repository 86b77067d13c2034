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
        count += twin.frame[i]->fate == fate && twin.frame[i]->arrival >= config->warmup_ps;
    return count;
}

static uint64_t caused_by(const struct config *config, enum twin_cause cause) {
    uint64_t count = 0;
    for (uint64_t i = 0; i < twin.arrived; i++) {
        const struct twin_frame *frame = twin.frame[i];
        count += (frame->fate == TWIN_NO_DESCRIPTOR || frame->fate == TWIN_FIFO_OVERFLOW) &&
                 frame->cause == cause && frame->arrival >= config->warmup_ps;
    }
    return count;
}

/* Every drop at the NIC has one cause; those of the other drops are their reasons. */
static bool same_causes(const struct config *config, const struct run_result *result) {
    static const enum metric metric[TWIN_CAUSES] = {
        [TWIN_CAUSE_DMA] = METRIC_CAUSE_DMA,
        [TWIN_CAUSE_DISABLED] = METRIC_CAUSE_INTERRUPTS_DISABLED,
        [TWIN_CAUSE_REFILL] = METRIC_CAUSE_REFILL_LATE,
        [TWIN_CAUSE_MODERATION] = METRIC_CAUSE_MODERATION,
        [TWIN_CAUSE_CPU] = METRIC_CAUSE_CPU_LATE,
        [TWIN_CAUSE_GROWTH_LATE] = METRIC_CAUSE_GROWTH_LATE,
        [TWIN_CAUSE_REFUSED] = METRIC_CAUSE_GROWTH_REFUSED,
        [TWIN_CAUSE_HELD] = METRIC_CAUSE_HELD,
    };
    for (enum twin_cause cause = 0; cause < TWIN_CAUSES; cause++)
        if (count_of(result, metric[cause]) != caused_by(config, cause))
            return false;
    return true;
}

static bool same_counts(const struct config *config, const struct run_result *result) {
    return result->status == RUN_INIT_FAILED ||
           (count_of(result, METRIC_FRAMES_DELIVERED) == frames_with(config, TWIN_DELIVERED) &&
            count_of(result, METRIC_FRAMES_INSIDE) == frames_with(config, TWIN_INSIDE) &&
            count_of(result, METRIC_DROP_NO_DESCRIPTOR) == frames_with(config, TWIN_NO_DESCRIPTOR) &&
            count_of(result, METRIC_DROP_FIFO_OVERFLOW) == frames_with(config, TWIN_FIFO_OVERFLOW) &&
            count_of(result, METRIC_DROP_PROTOCOL_BACKLOG) == frames_with(config, TWIN_BACKLOG) &&
            count_of(result, METRIC_DROP_TOO_LONG) == frames_with(config, TWIN_TOO_LONG) &&
            same_causes(config, result) &&
            count_of(result, METRIC_DROP_LOWRES_COPY_FAILED) == frames_with(config, TWIN_COPY_FAILED) &&
            count_of(result, METRIC_DROP_NO_REPLACEMENT) == frames_with(config, TWIN_NO_REPLACEMENT));
}

/* What a program made happen, so that a campaign that tests nothing is noticed. */
/* clang-format off */
#define SEEN(X) \
    X(blocked) X(copied) X(torn) X(yielded) X(waited) X(replaced) X(retried) X(rescued) X(hidden) X(stalled) \
    X(together) X(preempted) X(deferred) X(paused) X(acknowledged) X(halved) X(merged) X(starved) \
    X(kept)
#define REACH(X) \
    X(frames) X(delivered) X(no_descriptor) X(overflow) X(backlog) X(too_long) X(no_replacement) X(copy_failed) \
    X(long_frames) X(episodes) X(grown) X(failed) X(freed) X(inside) X(init_failed) X(queues) X(shared) \
    SEEN(X)
/* clang-format on */
struct reach {
#define FIELD(name) uint64_t name;
    REACH(FIELD)
    uint64_t cause[TWIN_CAUSES];
};

static void note(struct reach *reach, const struct config *config) {
    reach->frames += twin.arrived;
    reach->delivered += frames_with(config, TWIN_DELIVERED);
    reach->no_descriptor += frames_with(config, TWIN_NO_DESCRIPTOR);
    reach->overflow += frames_with(config, TWIN_FIFO_OVERFLOW);
    reach->backlog += frames_with(config, TWIN_BACKLOG);
    reach->too_long += frames_with(config, TWIN_TOO_LONG);
    reach->no_replacement += frames_with(config, TWIN_NO_REPLACEMENT);
    reach->copy_failed += frames_with(config, TWIN_COPY_FAILED);
    reach->inside += frames_with(config, TWIN_INSIDE);
    for (uint64_t i = 0; i < twin.arrived; i++)
        reach->long_frames += twin.frame[i]->needed > 1 && twin.frame[i]->fate == TWIN_DELIVERED;
    reach->episodes += twin.episodes;
    for (uint32_t i = 0; i < twin.blocks; i++) {
        reach->grown += twin.block[i].grown && twin.block[i].outcome == 1;
        reach->failed += twin.block[i].outcome > 1;
        reach->freed += twin.block[i].freed != TIME_NEVER;
    }
    reach->init_failed += twin.buffers == 0;
    reach->queues += config->nic_queues > 1;
    reach->shared += twin_shared(&twin);
    for (enum twin_cause cause = 0; cause < TWIN_CAUSES; cause++)
        reach->cause[cause] += caused_by(config, cause);
#define ADD(name) reach->name += twin.seen.name;
    SEEN(ADD)
}

/* False: they differ; says how. */
static bool compare(uint64_t seed, struct reach *reach) {
    const char *problem;
    const struct config *config = random_config(&model, seed, true);
    struct plan *plan = plan_make(config, &problem);
    struct sim *sim = sim_create(plan);
    struct run_result *result = sim_run(sim, seed, (uint32_t)(seed % 3), NULL, NULL);
    twin_run(&twin, config, seed, seed % 3);
    bool same = result->digest.low == twin.digest.low && result->digest.high == twin.digest.high;
    bool agree = same && same_levels(sim) && same_counts(config, result);
    if (!agree)
        print_message("program %llu: digest %s, levels %s, counts %s\n", (unsigned long long)seed,
                      same ? "same" : "different", same_levels(sim) ? "same" : "different",
                      same_counts(config, result) ? "same" : "different");
    note(reach, config);
    twin_free(&twin);
    run_result_free(result);
    sim_destroy(sim);
    plan_free(plan);
    return agree;
}

static void the_model_and_its_twin_agree_on_every_fact(void **state) {
    struct reach reach = {0};
    (void)state;
    for (uint64_t seed = 1; seed <= 4000; seed++)
        assert_true(compare(seed, &reach));
    assert_true(reach.frames > 100000 && reach.delivered > 10000 && reach.inside > 1000);
    assert_true(reach.no_descriptor > 10000 && reach.overflow > 1000 && reach.backlog > 1000);
    assert_true(reach.too_long > 1000 && reach.long_frames > 1000 && reach.no_replacement > 300);
    assert_true(reach.copied > 1000 && reach.copy_failed > 100 && reach.replaced > 1000 &&
                reach.waited > 100);
    assert_true(reach.episodes > 1000 && reach.grown > 1000 && reach.failed > 1000 && reach.freed > 500);
    assert_true(reach.init_failed > 10 && reach.deferred > 50 && reach.torn > 300);
    assert_true(reach.queues > 1000 && reach.shared > 500 && reach.blocked > 1000);
    assert_true(reach.hidden > 1000 && reach.retried > 1000 && reach.rescued > 300 && reach.starved > 20);
    assert_true(reach.preempted > 1000 && reach.yielded > 1000);
    assert_true(reach.stalled > 1000 && reach.together > 1000 && reach.kept > 20);
    assert_true(reach.paused > 100 && reach.merged > 1000 && reach.acknowledged > 1000 &&
                reach.halved > 1000);
    for (int cause = 0; cause < TWIN_CAUSES; cause++)
        assert_true(reach.cause[cause] > 100);
}

/* Most coincidences cannot be told apart by any fact, so the order itself is held against the twin's, kind by
 * kind. */
static void both_have_one_order_within_an_instant(void **state) {
    const enum event_kind kinds[] = {
        [TWIN_RETURN] = EVENT_RETURN,
        [TWIN_RETURN_TIMER] = EVENT_RETURN_TIMER,
        [TWIN_SERVED] = EVENT_SERVICE_END,
        [TWIN_STALL] = EVENT_STALL,
        [TWIN_ALLOCATED] = EVENT_ALLOCATED,
        [TWIN_PAID] = EVENT_ALLOC_PAID,
        [TWIN_FREED] = EVENT_FREED,
        [TWIN_QUEUED] = EVENT_ALLOC_QUEUED,
        [TWIN_IDLE] = EVENT_SHRINK_IDLE,
        [TWIN_TICK] = EVENT_POLICY_TICK,
        [TWIN_FLUSH] = EVENT_REFILL_TIMER,
        [TWIN_RETRY] = EVENT_REFILL_RETRY,
        [TWIN_RESCUE] = EVENT_RESCUE,
        [TWIN_ENGINE] = EVENT_DMA_ENGINE,
        [TWIN_DMA] = EVENT_DMA_END,
        [TWIN_COALESCE] = EVENT_COALESCE_TIMEOUT,
        [TWIN_DUE] = EVENT_INTERRUPT_DUE,
        [TWIN_INTERRUPT] = EVENT_INTERRUPT,
        [TWIN_ISR] = EVENT_ISR_END,
        [TWIN_DPC] = EVENT_DPC_START,
        [TWIN_CHAIN] = EVENT_DPC_CHAIN,
        [TWIN_PAUSE] = EVENT_PAUSE,
        [TWIN_ACKNOWLEDGE] = EVENT_ACKNOWLEDGE,
        [TWIN_THINK] = EVENT_THINK,
        [TWIN_MADE] = EVENT_MADE,
        [TWIN_ARRIVAL] = EVENT_ARRIVAL,
        [TWIN_ARRIVAL + 1] = EVENT_SAMPLE,
    };
    (void)state;
    for (size_t i = 1; i < sizeof kinds / sizeof *kinds; i++)
        assert_true(kinds[i - 1] < kinds[i]);
}

/* With two arguments it hunts: the programs of these seeds, all that differ. */
static int hunt(uint64_t first, uint64_t last) {
    struct reach reach = {0};
    uint64_t different = 0;
    for (uint64_t seed = first; seed <= last; seed++)
        different += !compare(seed, &reach);
    printf("%llu of %llu programs differ\n", (unsigned long long)different,
           (unsigned long long)(last - first + 1));
    return different > 0;
}

int main(int count, char **word) {
    if (count == 3)
        return hunt(strtoull(word[1], NULL, 10), strtoull(word[2], NULL, 10));
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_have_one_order_within_an_instant),
        cmocka_unit_test(the_model_and_its_twin_agree_on_every_fact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
