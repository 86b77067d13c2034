/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The contract with NDIS: the table of rules, what a run notes of broken ones, and the faults that break
 * them. */
#include <stdio.h>

#include "model_hand.h"
#include "ndis_fault.h"
#include "state.h"

static struct hand hand;

static void every_rule_is_stated_and_stands_where_its_number_says(void **state) {
    (void)state;
    for (int i = 0; i < RULE_COUNT; i++) {
        const struct ndis_rule_row *row = &ndis_rule_table[i];
        char id[8];
        (void)snprintf(id, sizeof id, "R%d", i + 1);
        assert_string_equal(row->id, id);
        assert_int_equal(ndis_rule_find(id), i);
        id[0] = 'r';
        assert_int_equal(ndis_rule_find(id), i);
        assert_true(strlen(row->title) > 10 && strlen(row->text) > 20 && strlen(row->source) > 10);
        assert_null(strchr(row->title, '\n'));
    }
    const char *const none[] = {"", "R", "R0", "R37", "R07", "7", "X7", "R7 ", "rules"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(ndis_rule_find(none[i]), RULE_COUNT);
}

static void only_guidance_does_not_bind(void **state) {
    (void)state;
    assert_true(ndis_rule_binds(RULE_R3) && ndis_rule_binds(RULE_R7) && ndis_rule_binds(RULE_R8));
    assert_false(ndis_rule_binds(RULE_R12) || ndis_rule_binds(RULE_R13) || ndis_rule_binds(RULE_R14));
}

/* Six rules are about what no run has; each of the others is broken by a fault of its own, and no fault
 * breaks a rule that nobody checks. */
static void every_checkable_rule_has_a_fault(void **state) {
    (void)state;
    bool broken[RULE_COUNT] = {false};
    for (int i = 0; i < FAULT_COUNT; i++) {
        const struct ndis_fault_row *row = &ndis_fault_table[i];
        assert_non_null(row->name);
        assert_true(row->rule >= 1 && row->rule <= RULE_COUNT);
        assert_true(strlen(row->words) > 10 && strlen(row->effect) > 10);
        broken[row->rule - 1] = true;
        for (int j = 0; j < i; j++)
            assert_string_not_equal(row->name, ndis_fault_table[j].name);
    }
    for (int i = 0; i < RULE_COUNT; i++) {
        bool none = i == RULE_R2 || i == RULE_R6 || i == RULE_R10 || (i >= RULE_R27 && i <= RULE_R29);
        assert_int_equal(broken[i], !none);
        assert_int_equal(ndis_rule_table[i].unchecked != NULL, none);
        assert_int_equal(ndis_rule_table[i].check == NULL, none);
    }
}

static void faults_are_read_as_they_are_written(void **state) {
    static const struct {
        const char *text, *canonical;
        uint64_t bits;
    } good[] = {
        {"none", "none", 0},
        {"[]", "none", 0},
        {"free_twice", "free_twice", FAULT_BIT(FAULT_FREE_TWICE)},
        {"[free_twice]", "free_twice", FAULT_BIT(FAULT_FREE_TWICE)},
        {"[ overrun,free_twice ]", "[free_twice, overrun]",
         FAULT_BIT(FAULT_FREE_TWICE) | FAULT_BIT(FAULT_OVERRUN)},
    };
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        uint64_t bits = 12345;
        struct value_error error;
        struct text text = {0};
        assert_true(fault_value(good[i].text, &bits, &error));
        assert_int_equal(bits, good[i].bits);
        format_faults(&text, bits);
        assert_string_equal(text.at, good[i].canonical);
        text_free(&text);
    }
    uint64_t bits = 0;
    struct value_error error;
    assert_false(fault_value("free_twise", &bits, &error));
    assert_non_null(strstr(error.message, "did you mean 'free_twice'?"));
    assert_false(fault_value("[overrun, x]", &bits, &error));
    assert_int_equal(error.offset, 10);
    assert_int_equal(error.length, 1);
}

static void words_are(enum ndis_context context, uint64_t a, uint64_t b, const char *expected) {
    struct violation_note note = {.context = context, .a = a, .b = b};
    struct text text = {0};
    violation_words(&note, &text);
    assert_string_equal(text.at, expected);
    text_free(&text);
}

static void circumstances_are_told_in_words(void **state) {
    (void)state;
    words_are(CONTEXT_DPC_LASTED, 3, 10100 * MS, "the DPC of queue 3 lasted 10100 ms");
    words_are(CONTEXT_STEP, ADAPTER_RUNNING, ADAPTER_RESTARTING,
              "the adapter went from running to restarting");
    words_are(CONTEXT_FREED_PART, 2, 4096, "4096 bytes of block 2 were freed, not all of it");
    for (uint32_t i = 0; i < CONTEXT_COUNT; i++) { /* each has words, and no brace is left in them */
        struct violation_note note = {.context = i, .a = 1, .b = 2};
        struct text text = {0};
        violation_words(&note, &text);
        assert_true(text.length > 10);
        assert_null(strpbrk(text.at, "{}"));
        text_free(&text);
        assert_true(violation_queue(&note) == 1 || violation_queue(&note) == UINT32_MAX);
    }
}

/* One buffer, held for 1,000; a subordinate that grows by one for each of two frames, at 0 and 500; what it
 * asks for takes 100. */
static struct config *subordinate(void) {
    struct config *config = hand_start(&hand, 1);
    config->pool_policy = 1;
    config->pool_limit = config->nic_ring = 3;
    config->disable_at = CONFIG_NEVER;
    config->allocation_latency = constant(ns(100));
    config->nic_bus_master = false;
    hand.app->hold = constant(US);
    frame_at(&hand, 0, 64);
    frame_at(&hand, 500, 64);
    return config;
}

static void a_subordinate_that_grows_breaks_r7_at_every_request(void **state) {
    (void)state;
    struct run_result *r = fixture_run(subordinate());
    assert_int_equal(r->status, RUN_OK);
    assert_count(r, METRIC_ALLOCATIONS_REQUESTED, 2);
    assert_count(r, METRIC_CONTRACT_VIOLATIONS, 2);
    assert_count(r, METRIC_CONTRACT_VIOLATIONS_BUG, 0);
    assert_int_equal(r->violation_count, 1);
    assert_int_equal(r->violation[0].rule, RULE_R7);
    assert_int_equal(r->violation[0].count, 2);
    assert_int_equal(r->violation[0].first_ps, 0);
    assert_true(r->violation[0].queue == UINT32_MAX);
    assert_string_equal(r->violation[0].context,
                        "a subordinate device asked for 1 more buffers asynchronously");
    run_result_free(r);
}

static void the_same_bus_master_breaks_nothing_and_does_the_same(void **state) {
    (void)state;
    struct run_result *broken = fixture_run(subordinate());
    struct config *config = subordinate();
    config->nic_bus_master = true;
    struct run_result *sound = fixture_run(config);
    assert_int_equal(sound->violation_count, 0);
    assert_count(sound, METRIC_CONTRACT_VIOLATIONS, 0);
    assert_memory_equal(&sound->digest, &broken->digest, sizeof sound->digest);
    run_result_free(broken);
    run_result_free(sound);
}

/* One buffer, held for ever by the frame of 0; what is asked for takes 250 us; a run of 1 ms. */
static struct config *growing_slowly(const char *policy) {
    struct config *config = hand_start(&hand, 1);
    for (uint32_t i = 0; i < policy_count; i++)
        if (strcmp(policy_table[i]->name, policy) == 0)
            config->pool_policy = i;
    config->pool_limit = 4;
    config->allocation_latency = constant(250 * US);
    config->allocation_workers = 4;
    hand.app->hold = constant(2 * MS);
    frame_at(&hand, 0, 64);
    return config;
}

/* The only rule that the run breaks, so often and first then; NULL: none. */
static void breaks(struct config *config, const char *rule, uint64_t times, uint64_t first_ps,
                   const char *context) {
    struct run_result *r = fixture_run(config);
    assert_int_equal(r->status, RUN_OK);
    assert_int_equal(r->violation_count, rule != NULL);
    for (uint32_t i = 0; i < r->violation_count; i++) {
        assert_string_equal(ndis_rule_table[r->violation[i].rule].id, rule);
        assert_int_equal(r->violation[i].count, times);
        assert_int_equal(r->violation[i].first_ps, first_ps);
        assert_string_equal(r->violation[i].context, context);
        assert_count(r, METRIC_CONTRACT_VIOLATIONS, ndis_rule_binds(r->violation[i].rule) ? times : 0);
    }
    run_result_free(r);
}

/* Lazy asks every 100 us, whatever is pending: at 200 and 300 for the second and the third. The first has
 * come at 350. */
static void who_does_not_wait_for_answers_breaks_r8(void **state) {
    (void)state;
    struct config *config = growing_slowly("lazy");
    config->grow_every_ps = 100 * US;
    breaks(config, "R8", 2, 200 * US, "2 requests were pending; the driver's bound is 1");
    config->grow_in_flight = 8; /* lazy does not heed it, so it is no bound of lazy's */
    breaks(config, "R8", 2, 200 * US, "2 requests were pending; the driver's bound is 1");
    config->grow_every_ps = 250 * US; /* an answer comes before the next request of its instant */
    breaks(config, NULL, 0, 0, NULL);
    config = growing_slowly("watermark");
    config->grow_in_flight = 2; /* at once */
    breaks(config, NULL, 0, 0, NULL);
}

/* Low mark and initial size are both one, so watermark asks at the start, before the frame of 10 us. */
static void who_asks_before_the_first_frame_is_told_by_r12(void **state) {
    (void)state;
    struct config *config = growing_slowly("watermark");
    hand.time_ps[0] = 10 * US;
    breaks(config, NULL, 0, 0, NULL); /* the mark is 0 */
    config->grow_below = 1;
    breaks(config, "R12", 1, 0, "request 2 left 1 pages to be found after start-up");
    config->pool_initial = 2; /* and one buffer is ready after the first frame */
    breaks(config, NULL, 0, 0, NULL);
    config->pool_initial = 4;
    config->grow_below = 3;
    config->pool_limit = 8;
    breaks(config, NULL, 0, 0, NULL);
    config->host_memory_bytes = 2 * 4096; /* of six it gets three: what it lacks then it asks for again */
    config->pool_initial = 6;
    breaks(config, NULL, 0, 0, NULL);
}

/* The watchdog barks above 10 s, not at 10 s. The frame comes at 1 ns; ISR and latency take nothing. */
static void a_dpc_of_more_than_ten_seconds_is_a_bug_check(void **state) {
    (void)state;
    for (uint64_t over = 0; over < 2; over++) {
        struct config *config = hand_start(&hand, 2);
        config->duration_ps = 11 * PS_PER_S;
        config->dpc_fixed_ps = 10 * PS_PER_S + over;
        frame_at(&hand, 1, 64);
        struct run_result *r = fixture_run(config);
        assert_int_equal(r->violation_count, over);
        assert_count(r, METRIC_DPC_OVER_100_US, 1);
        assert_count(r, METRIC_CONTRACT_VIOLATIONS_BUG, over);
        if (over == 1) {
            assert_int_equal(r->violation[0].rule, RULE_R32);
            assert_int_equal(r->violation[0].queue, 0);
            assert_int_equal(r->violation[0].first_ps, ns(1) + 10 * PS_PER_S + 1);
            assert_string_equal(r->violation[0].context, "the DPC of queue 0 lasted 10000000000001 ps");
        }
        run_result_free(r);
    }
}

static void the_first_eight_times_are_kept_and_all_are_counted(void **state) {
    (void)state;
    const char *problem;
    struct plan *plan = plan_make(hand_start(&hand, 1), &problem);
    struct sim *sim = sim_create(plan);
    for (uint64_t i = 0; i < 10; i++) {
        sim->state->now_ps = 100 * i;
        ndis_violation(sim, RULE_R13, CONTEXT_TORN, 0, i);
        ndis_violation(sim, RULE_R16, CONTEXT_FREED_TWICE, i, 4096);
    }
    const struct violations *kept = &sim->state->violations;
    assert_int_equal(kept->count[RULE_R13], 10);
    assert_int_equal(kept->first[RULE_R13][7].time_ps, 700);
    assert_int_equal(kept->first[RULE_R13][7].b, 7);
    assert_int_equal(kept->first[RULE_R14][0].time_ps, 0); /* nothing ran over into the next rule */
    assert_int_equal(violations_binding(kept), 10);        /* guidance is not among them */
    assert_int_equal(violations_bug(kept), 10);
    sim_destroy(sim);
    plan_free(plan);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_is_stated_and_stands_where_its_number_says),
        cmocka_unit_test(only_guidance_does_not_bind),
        cmocka_unit_test(every_checkable_rule_has_a_fault),
        cmocka_unit_test(faults_are_read_as_they_are_written),
        cmocka_unit_test(circumstances_are_told_in_words),
        cmocka_unit_test(a_subordinate_that_grows_breaks_r7_at_every_request),
        cmocka_unit_test(the_same_bus_master_breaks_nothing_and_does_the_same),
        cmocka_unit_test(who_does_not_wait_for_answers_breaks_r8),
        cmocka_unit_test(who_asks_before_the_first_frame_is_told_by_r12),
        cmocka_unit_test(a_dpc_of_more_than_ten_seconds_is_a_bug_check),
        cmocka_unit_test(the_first_eight_times_are_kept_and_all_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
