/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Growth by the watermark policy, by hand: when it asks, how often, what it does with a refusal, what comes
 * late. */
#include "model_hand.h"
#include "modules.h"

static struct hand hand;

/* No interrupt disabling, frames held for 100 us: longer than anything here lasts, unless a test says
 * otherwise. */
static struct config *growing(uint32_t initial, uint32_t limit, uint32_t chunk, uint32_t below) {
    struct config *config = hand_start(&hand, initial);
    config->pool_policy = 1;
    config->pool_limit = limit;
    config->grow_chunk = chunk;
    config->grow_below = below;
    config->nic_ring = limit;
    config->disable_at = CONFIG_NEVER;
    config->duration_ps = 50 * US;
    hand.app->hold = constant(100 * US);
    return config;
}

static void out_from(uint64_t number, uint64_t at_ns) {
    frame_at(&hand, at_ns, 64);
    frame_is(&hand, number, DELIVERED, at_ns, never);
    interrupt_at(&hand, at_ns);
}

/* Four buffers, mark 2, blocks of 2, 1,000 ns each, one in flight. 2 at 10 leaves 2 ready: request 2 at 10,
 * done at 1010 (ready 4). 3 and 4 at 1500 and 1510: ready 2 again, request 3, done at 2510. */
static void a_block_is_asked_for_at_the_low_mark(void **state) {
    (void)state;
    growing(4, 12, 2, 2)->allocation_latency = constant(US);
    out_from(1, 0);
    out_from(2, 10);
    out_from(3, 1500);
    out_from(4, 1510);
    allocation_is(&hand, 1, 4, 0, 1000, ALLOCATION_DONE);
    allocation_is(&hand, 2, 2, 10, 1010, ALLOCATION_DONE);
    allocation_is(&hand, 3, 2, 1510, 2510, ALLOCATION_DONE);
    goes_exactly_as_stated(&hand);
}

/* The rule is looked at again when a request ends: 1 ready and a mark of 6, blocks of 2: 1000, 2000, 3000
 * make 7. */
static void one_in_flight_is_followed_by_the_next_while_the_shortage_lasts(void **state) {
    (void)state;
    growing(1, 20, 2, 6)->allocation_latency = constant(US);
    allocation_is(&hand, 1, 1, 0, 1000, ALLOCATION_DONE);
    for (uint64_t i = 0; i < 3; i++)
        allocation_is(&hand, 2 + i, 2, 1000 * i, 1000 * (i + 1), ALLOCATION_DONE);
    goes_exactly_as_stated(&hand);
}

/* Five may be in flight, but 4 + 2 + 2 = 8 and another 2 would be over the limit of 9: a chunk is not
 * trimmed. */
static void requests_stop_at_the_limit(void **state) {
    (void)state;
    struct config *config = growing(4, 9, 2, 100);
    config->grow_in_flight = 5;
    config->allocation_latency = constant(US);
    config->allocation_workers = 5;
    allocation_is(&hand, 1, 4, 0, 1000, ALLOCATION_DONE);
    allocation_is(&hand, 2, 2, 0, 1000, ALLOCATION_DONE);
    allocation_is(&hand, 3, 2, 0, 1000, ALLOCATION_DONE);
    struct run_result *result = goes_as_stated(&hand);
    assert_count(result, METRIC_BUFFERS_TOTAL_MAX, 8);
    run_result_free(result);
}

/* Memory for the first block only; 100 ns a request. Refused at 100 and asked for again at once, at 200, 300
 * ... */
static void a_refused_request_is_repeated_at_once(void **state) {
    (void)state;
    struct config *config = growing(4, 8, 2, 4);
    config->duration_ps = ns(350);
    config->host_memory_bytes = 8192;
    config->allocation_latency = constant(ns(100));
    allocation_is(&hand, 1, 4, 0, 100, ALLOCATION_DONE);
    for (uint64_t i = 0; i < 3; i++)
        allocation_is(&hand, 2 + i, 2, 100 * i, 100 * (i + 1), ALLOCATION_NO_MEMORY);
    allocation_is(&hand, 5, 2, 300, never, ALLOCATION_PENDING);
    struct run_result *result = goes_as_stated(&hand);
    assert_count(result, METRIC_ALLOCATIONS_FAILED, 3);
    run_result_free(result);
}

/* ... or grow.retry later: refused at 100, asked for at 600, refused at 700, asked for at 1200. A frame of
 * 300 changes the counts and nothing else. */
static void a_retry_time_spaces_the_requests(void **state) {
    (void)state;
    struct config *config = growing(4, 8, 2, 4);
    config->duration_ps = ns(1500);
    config->host_memory_bytes = 8192;
    config->allocation_latency = constant(ns(100));
    config->grow_retry_ps = ns(500);
    out_from(1, 300);
    allocation_is(&hand, 1, 4, 0, 100, ALLOCATION_DONE);
    for (uint64_t i = 0; i < 3; i++)
        allocation_is(&hand, 2 + i, 2, 600 * i, 600 * i + 100, ALLOCATION_NO_MEMORY);
    goes_exactly_as_stated(&hand);
}

/* Without latency a refusal comes in the instant of the request (0); nothing is repeated until time has moved
 * and the counts have changed: two frames at 50 make one new request, their returns at 150 another. */
static void what_is_refused_at_once_waits_for_time_and_counts_to_move(void **state) {
    (void)state;
    struct config *config = growing(4, 8, 2, 4);
    config->host_memory_bytes = 8192;
    hand.app->hold = constant(ns(100));
    frame_at(&hand, 50, 64);
    frame_at(&hand, 50, 64);
    initial_block(&hand);
    for (uint64_t i = 1; i <= 2; i++) {
        frame_is(&hand, i, DELIVERED, 50, 150);
        interrupt_at(&hand, 50);
    }
    allocation_is(&hand, 2, 2, 0, 0, ALLOCATION_NO_MEMORY);
    allocation_is(&hand, 3, 2, 50, 50, ALLOCATION_NO_MEMORY);
    allocation_is(&hand, 4, 2, 150, 150, ALLOCATION_NO_MEMORY);
    goes_exactly_as_stated(&hand);
}

/* Two buffers, both out at 10: an episode (disabled at 0), and a request that is done at 1010, which ends it.
 * 3 at 500 is lost; 4 at 1020 is not. */
static void a_completed_allocation_ends_an_episode(void **state) {
    (void)state;
    struct config *config = growing(2, 4, 2, 0);
    config->disable_at = 0;
    config->allocation_latency = constant(US);
    out_from(1, 0);
    out_from(2, 10);
    frame_at(&hand, 500, 64);
    frame_is(&hand, 3, NO_DESCRIPTOR, never, never);
    out_from(4, 1020);
    allocation_is(&hand, 1, 2, 0, 1000, ALLOCATION_DONE);
    allocation_is(&hand, 2, 2, 10, 1010, ALLOCATION_DONE);
    episode_is(&hand, 10, 1010, 1);
    goes_exactly_as_stated(&hand);
}

/* An episode says why it was: a request pending (mark 1 is met at 0, the pool is dry at 10), or refused (at
 * 5). */
static void an_episode_knows_whether_growth_was_pending_or_refused(void **state) {
    (void)state;
    for (int refused = 0; refused < 2; refused++) {
        struct config *config = growing(2, 4, 2, 1);
        config->disable_at = 0;
        config->allocation_latency = constant(ns(refused ? 5 : 1000));
        config->grow_retry_ps = US;
        if (refused)
            config->host_memory_bytes = 4096;
        out_from(1, 0);
        out_from(2, 10);
        struct run_result *result = fixture_run(config);
        assert_int_equal(result->episode_count, 1);
        assert_int_equal(result->episode[0].cause, refused ? EPISODE_GROWTH_REFUSED : EPISODE_GROWTH_PENDING);
        run_result_free(result);
    }
}

/* Two buffers, mark 0: both out at 0 and 10, so the request of 10 is made in a shortage. 1 returns at 100,
 * which ends the shortage: an answer at 1010 is late, one at 100 (in the same instant) or at 90 is not. */
static void an_answer_after_the_shortage_is_late(void **state) {
    (void)state;
    const uint64_t latency[] = {1000, 90, 80};
    const uint64_t late[] = {1, 0, 0};
    for (int i = 0; i < 3; i++) {
        struct config *config = growing(2, 4, 2, 0);
        config->allocation_latency = constant(ns(latency[i]));
        hand.app->hold = constant(ns(100));
        frame_at(&hand, 0, 64);
        frame_at(&hand, 10, 64);
        struct run_result *result = fixture_run(config);
        assert_count(result, METRIC_ALLOCATIONS_REQUESTED, 1);
        assert_count(result, METRIC_ALLOCATIONS_COMPLETED, 1);
        assert_count(result, METRIC_ALLOCATIONS_LATE, late[i]);
        run_result_free(result);
    }
}

/* A sample sees its instant last, the policy's answer included: the request of 10 is pending in the row
 * of 10. */
static void a_sample_shows_what_was_asked_for_in_its_instant(void **state) {
    (void)state;
    struct config *config = growing(2, 4, 2, 0);
    config->allocation_latency = constant(US);
    config->sample_ps = ns(10);
    config->duration_ps = ns(30);
    out_from(1, 0);
    out_from(2, 10);
    struct run_result *result = fixture_run(config);
    assert_int_equal(result->sample_count, 3);
    const uint32_t pending[] = {0, 1, 1}, ready[] = {1, 0, 0}, offered[] = {1, 2, 2};
    for (uint32_t i = 0; i < 3; i++) {
        const struct sample_row *row = &result->sample[i];
        assert_true(row->time_ps == ns(10 * i) && row->pool_bytes == 4096 && row->total == 2);
        assert_true(row->pending == pending[i] && row->ready == ready[i] && row->indicated == 2 - ready[i]);
        assert_true(row->frames_offered == offered[i] && row->frames_delivered == offered[i]);
    }
    run_result_free(result);
}

/* --- what a policy sees, with one that writes it down and asks although there is no shortage --- */

static struct rxpool_policy_view seen[8];
static uint32_t calls;

static void look(void *memory, const struct rxpool_policy_view *view,
                 struct rxpool_policy_decision *decision) {
    (void)memory;
    if (calls < sizeof seen / sizeof *seen)
        seen[calls++] = *view;
    decision->watch_low = 3; /* of 4 */
    decision->watch_high = -1;
    decision->requests = view->reason & RXPOOL_POLICY_START ? 1 : 0;
    decision->request_buffers = 2;
}

/* Four buffers: a request at 0 that ends at 1000. The frame of 90 is indicated at 150 (ISR 50, DPC 10), ready
 * 3: asked; that of 140 is filled by then and indicated at 160: asked again. Not asked at 90 and 140, when no
 * watched count changed. Ready was never at the mark of 0, so the answer is not late. */
static void a_policy_is_asked_by_its_marks_and_sees_the_counts(void **state) {
    static const struct rxpool_policy probe = {
        .abi = RXPOOL_POLICY_ABI, .name = "probe", .grows = 1, .decide = look};
    const char *problem;
    (void)state;
    struct config *config = growing(4, 8, 2, 0);
    config->allocation_latency = constant(US);
    config->cpu_isr_ps = ns(50);
    config->dpc_budget = 1;
    config->dpc_fixed_ps = ns(10);
    calls = 0;
    frame_at(&hand, 90, 64);
    frame_at(&hand, 140, 64);
    struct plan *plan = plan_make(config, &problem);
    plan->policy = &probe;
    struct sim *sim = sim_create(plan);
    struct run_result *result = sim_run(sim, 1, 0, NULL, NULL);
    assert_int_equal(calls, 4); /* start, 1 indicated at 150, 2 at 160, the request's end */
    const uint64_t now[] = {0, 150, 160, 1000};
    const uint32_t ready[] = {4, 3, 2, 4}, filled[] = {0, 1, 0, 0}, indicated[] = {0, 1, 2, 2};
    const uint32_t reason[] = {RXPOOL_POLICY_START, RXPOOL_POLICY_COUNTS, RXPOOL_POLICY_COUNTS,
                               RXPOOL_POLICY_REQUEST_ENDED};
    for (uint32_t i = 0; i < 4; i++) {
        const struct rxpool_policy_view *view = &seen[i];
        assert_true(view->now_ps == ns(now[i]) && view->reason == reason[i]);
        assert_true(view->ready == ready[i] && view->filled == filled[i] && view->indicated == indicated[i]);
        assert_true(view->total == (i > 0 ? 6u : 4u) && view->pending == (i == 1 || i == 2));
        assert_true(view->live == (i == 3 ? 6u : 4u) && view->grown_blocks == (i == 3));
        assert_true(view->ended_failed == 0 && view->settings->limit == 8 && view->settings->initial == 4);
    }
    assert_count(result, METRIC_ALLOCATIONS_LATE, 0);
    run_result_free(result);
    sim_destroy(sim);
    plan_free(plan);
}

/* The pool of initialisation, nothing else, whatever the shortage. */
static void the_static_policy_asks_for_nothing(void **state) {
    (void)state;
    growing(2, 4, 2, 2)->pool_policy = 0;
    hand.config->nic_ring = 2;
    out_from(1, 0);
    out_from(2, 10);
    initial_block(&hand);
    goes_exactly_as_stated(&hand);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_is_asked_for_at_the_low_mark),
        cmocka_unit_test(one_in_flight_is_followed_by_the_next_while_the_shortage_lasts),
        cmocka_unit_test(requests_stop_at_the_limit),
        cmocka_unit_test(a_refused_request_is_repeated_at_once),
        cmocka_unit_test(a_retry_time_spaces_the_requests),
        cmocka_unit_test(what_is_refused_at_once_waits_for_time_and_counts_to_move),
        cmocka_unit_test(a_completed_allocation_ends_an_episode),
        cmocka_unit_test(an_episode_knows_whether_growth_was_pending_or_refused),
        cmocka_unit_test(an_answer_after_the_shortage_is_late),
        cmocka_unit_test(a_sample_shows_what_was_asked_for_in_its_instant),
        cmocka_unit_test(a_policy_is_asked_by_its_marks_and_sees_the_counts),
        cmocka_unit_test(the_static_policy_asks_for_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
