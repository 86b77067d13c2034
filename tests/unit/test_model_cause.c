/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Root causes: one run worked out by hand for each, in which one frame is lost for that reason and no other.
 */
#include "model_hand.h"
#include "modules.h"

static struct hand hand;

/* Buffers held for so long; frames of 64 B at these times (0 ends the list, but for the first). */
static struct config *flow(uint32_t buffers, uint64_t hold_ns, const uint64_t *at) {
    struct config *config = hand_start(&hand, buffers);
    hand.app->hold = constant(ns(hold_ns));
    for (int i = 0; i == 0 || at[i] > 0; i++)
        frame_at(&hand, at[i], 64);
    return config;
}

static void one_is_lost_because(enum metric cause) {
    struct run_result *result = fixture_run(hand.config);
    assert_count(result, METRIC_FRAMES_DROPPED, 1);
    for (int i = 0; i < CAUSE_COUNT; i++) {
        enum metric metric = (enum metric)(METRIC_CAUSE_PAUSED + i);
        assert_count(result, metric, metric == cause);
    }
    run_result_free(result);
}

static void the_engine_is_busy_with_the_frame_before(void **state) {
    (void)state;
    flow(4, 0, (const uint64_t[]){0, 100, 0})->dma_frame_ps = ns(3000);
    one_is_lost_because(METRIC_CAUSE_DMA);
}

/* The only buffer is in DMA, 3,000 long: filled, as counts go, and nobody could have fetched it. */
static void the_buffers_are_still_in_dma(void **state) {
    (void)state;
    flow(1, 0, (const uint64_t[]){0, 100, 0})->dma_latency_ps = ns(3000);
    one_is_lost_because(METRIC_CAUSE_DMA);
}

/* Two out from 10: an episode until both are back, at 1010. At 1005 one is, but nobody posts it. */
static void a_free_buffer_waits_for_the_end_of_an_episode(void **state) {
    (void)state;
    flow(2, 1000, (const uint64_t[]){0, 10, 1005, 0})->disable_resume = 2;
    one_is_lost_because(METRIC_CAUSE_INTERRUPTS_DISABLED);
}

/* The first frame makes an episode (3 of 4 ready); three more are filled and no interrupt fetches them. */
static void filled_frames_wait_for_the_end_of_an_episode(void **state) {
    (void)state;
    struct config *config = flow(4, 1000, (const uint64_t[]){0, 10, 20, 30, 40, 0});
    config->disable_at = 3;
    config->disable_resume = 4;
    one_is_lost_because(METRIC_CAUSE_INTERRUPTS_DISABLED);
}

/* Both are back at 40, posted at 100. */
static void free_buffers_are_not_posted_yet(void **state) {
    (void)state;
    struct config *config = flow(2, 30, (const uint64_t[]){0, 10, 50, 0});
    config->disable_at = CONFIG_NEVER;
    config->refill_retry_ps = ns(100);
    one_is_lost_because(METRIC_CAUSE_REFILL_LATE);
}

static void posted_buffers_are_not_visible_yet(void **state) {
    (void)state;
    struct config *config = flow(2, 0, (const uint64_t[]){0, 10, 50, 0});
    config->refill_batch = 3;
    config->refill_timer_ps = ns(100);
    one_is_lost_because(METRIC_CAUSE_REFILL_LATE);
}

/* The interrupt of 0 lets the next come at 1000; the frames of 10 and 20 have both buffers. */
static void no_interrupt_is_raised_yet(void **state) {
    (void)state;
    flow(2, 0, (const uint64_t[]){0, 10, 20, 30, 0})->interrupt_moderation_ps = US;
    one_is_lost_because(METRIC_CAUSE_MODERATION);
}

static void the_dpc_is_at_work_on_the_frames_before(void **state) {
    (void)state;
    flow(2, 0, (const uint64_t[]){0, 10, 20, 0})->dpc_fixed_ps = US;
    one_is_lost_because(METRIC_CAUSE_CPU_LATE);
}

/* A ring of 1. The frames of 0 and 500 are held, that of 1000 waits for the DPC, and one buffer is free: the
 * ring has no room for it. More are held than filled, yet a fifth buffer would have saved nobody. */
static void a_full_ring_beside_free_buffers_is_not_the_fault_of_who_holds_some(void **state) {
    (void)state;
    struct config *config = flow(4, 9000, (const uint64_t[]){0, 500, 1000, 1100, 0});
    config->nic_ring = 1;
    config->dpc_fixed_ps = ns(200);
    one_is_lost_because(METRIC_CAUSE_CPU_LATE);
}

static struct config *growing(uint64_t latency_ns) {
    struct config *config = flow(2, 5000, (const uint64_t[]){0, 10, 20, 0});
    config->pool_policy = 1;
    config->pool_limit = config->nic_ring = 4;
    config->grow_chunk = 2;
    config->allocation_latency = constant(ns(latency_ns));
    return config;
}

static void the_block_asked_for_at_10_comes_too_late(void **state) {
    (void)state;
    growing(1000);
    one_is_lost_because(METRIC_CAUSE_GROWTH_LATE);
}

/* Request 2 is refused at 15 and looked at again 1,000 later. */
static void the_block_asked_for_was_refused(void **state) {
    (void)state;
    struct config *config = growing(5);
    config->host_failure_every = 2;
    config->grow_retry_ps = US;
    one_is_lost_because(METRIC_CAUSE_GROWTH_REFUSED);
}

static void the_protocol_has_the_only_buffer(void **state) {
    (void)state;
    flow(1, 1000, (const uint64_t[]){0, 500, 0});
    one_is_lost_because(METRIC_CAUSE_HELD);
}

static void what_is_not_of_the_nic_has_its_reason_as_its_cause(void **state) {
    (void)state;
    flow(4, 0, (const uint64_t[]){0, 10, 0});
    hand.app->servers = 1;
    hand.app->backlog = 0;
    hand.app->service = constant(US);
    one_is_lost_because(METRIC_CAUSE_PROTOCOL_BACKLOG);
    struct config *config = flow(4, 1000, (const uint64_t[]){0, 10, 0});
    config->lowres_below = 10;
    config->lowres_memory_bytes = 100;
    one_is_lost_because(METRIC_CAUSE_LOWRES_COPY);
    flow(2, 0, (const uint64_t[]){0, 0})->refill_mode = REFILL_REPLACE_DROP;
    one_is_lost_because(METRIC_CAUSE_NO_REPLACEMENT);
    flow(2, 0, (const uint64_t[]){0, 0});
    hand.length[0] = hand.trace.greatest_length = 5000;
    one_is_lost_because(METRIC_CAUSE_TOO_LONG);
}

/* Room in the FIFO is wanting because the engine is busy: looked at for the frame at the head, which has a
 * descriptor, not for the one that is lost. */
static void a_full_fifo_is_looked_at_for_its_head(void **state) {
    (void)state;
    struct config *config = flow(2, 0, (const uint64_t[]){0, 100, 200, 0});
    config->dma_frame_ps = ns(3000);
    config->nic_fifo_bytes = 100;
    one_is_lost_because(METRIC_CAUSE_DMA);
}

static void every_cause_has_a_metric_of_its_name_and_words(void **state) {
    const char *problem;
    uint64_t count[CAUSE_COUNT];
    (void)state;
    for (int i = 0; i < CAUSE_COUNT; i++) {
        const char *name = metric_table[METRIC_CAUSE_PAUSED + i].name;
        assert_memory_equal(name, "cause_", 6);
        assert_string_equal(name + 6, cause_table[i].name);
        assert_true(strlen(cause_table[i].words) > 10);
    }
    struct plan *plan = plan_make(hand_start(&hand, 1), &problem);
    struct sim *sim = sim_create(plan);
    sim->state->count.fate[FATE_NOT_RUNNING] = 3; /* a paused miniport's */
    cause_counts(sim, count);
    assert_int_equal(count[CAUSE_PAUSED], 3);
    sim_destroy(sim);
    plan_free(plan);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_engine_is_busy_with_the_frame_before),
        cmocka_unit_test(the_buffers_are_still_in_dma),
        cmocka_unit_test(a_free_buffer_waits_for_the_end_of_an_episode),
        cmocka_unit_test(filled_frames_wait_for_the_end_of_an_episode),
        cmocka_unit_test(free_buffers_are_not_posted_yet),
        cmocka_unit_test(posted_buffers_are_not_visible_yet),
        cmocka_unit_test(no_interrupt_is_raised_yet),
        cmocka_unit_test(the_dpc_is_at_work_on_the_frames_before),
        cmocka_unit_test(a_full_ring_beside_free_buffers_is_not_the_fault_of_who_holds_some),
        cmocka_unit_test(the_block_asked_for_at_10_comes_too_late),
        cmocka_unit_test(the_block_asked_for_was_refused),
        cmocka_unit_test(the_protocol_has_the_only_buffer),
        cmocka_unit_test(what_is_not_of_the_nic_has_its_reason_as_its_cause),
        cmocka_unit_test(a_full_fifo_is_looked_at_for_its_head),
        cmocka_unit_test(every_cause_has_a_metric_of_its_name_and_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
