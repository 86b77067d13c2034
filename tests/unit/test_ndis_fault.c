/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every fault a driver can be told to have breaks its rule and no other, as often as its occasion comes; the
 * same flood under a driver that behaves breaks none. */
#include "model_hand.h"
#include "ndis_fault.h"

static struct hand hand;
static struct lifecycle_config life[3];

static void told(uint64_t time_ns, enum lifecycle_event event) {
    hand.config->lifecycle = life;
    life[hand.config->lifecycle_count++] = (struct lifecycle_config){ns(time_ns), event};
}

/* Three buffers, frames at 1000 and 2000, each held for 500. */
static void two_frames(void) {
    hand_start(&hand, 3);
    hand.app->hold = constant(ns(500));
    frame_at(&hand, 1000, 64);
    frame_at(&hand, 2000, 64);
}

/* One buffer, a frame that takes it at 1000, and a request for another at once, answered at 1500. */
static void growing(void) {
    struct config *config = hand_start(&hand, 1);
    config->nic_ring = 4;
    config->pool_policy = 1; /* watermark */
    config->pool_limit = 2;
    config->allocation_delay = constant(ns(500));
    hand.app->hold = constant(ns(1000));
    frame_at(&hand, 1000, 64);
}

/* As above; what was brought is given back at 3000, when two have been ready for 1000. */
static void shrinking(void) {
    growing();
    hand.config->shrink_above = 2;
    hand.config->shrink_idle = constant(ns(1000));
    hand.config->shrink_recall = true;
}

/* Paused at 1200 with a frame out until 1500; the second comes while it is paused. */
static void paused(void) {
    two_frames();
    told(1200, LIFECYCLE_PAUSE);
    told(3000, LIFECYCLE_RESTART);
}

static void refused_once(void) {
    growing();
    hand.config->host_failure_every = 2;
}

/* Room for three more, two of which no driver with one request in flight would ask for by now. */
static void room_for_three(void) {
    growing();
    hand.config->pool_limit = 4;
}

static void never_answered(void) {
    growing();
    hand.config->allocation_delay = constant(2 * MS);
}

static void two_pages(void) {
    growing();
    hand.config->pool_limit = 5;
    hand.config->grow_chunk = 4;
}

static void little_needed(void) {
    two_frames();
    hand.config->pool_minimum = 1;
}

/* 100 bytes: packed, each of three has a line in common with a neighbour. */
static void odd_buffers(void) {
    two_frames();
    hand.config->pool_buffer_bytes = 100;
}

/* The limit is reached at 1500, and all are out from 1600 on. */
static void no_room(void) {
    growing();
    hand.app->hold = constant(2 * MS);
    frame_at(&hand, 1600, 64);
}

static void going_down(void) {
    two_frames();
    told(5000, LIFECYCLE_SHUTDOWN);
}

static void shrinking_late(void) {
    shrinking();
    hand.config->shrink_recall = false;
}

/* Halted while the idle time runs. */
static void halted_at_2500(void) {
    shrinking();
    told(2500, LIFECYCLE_HALT);
}

static void held_for_ever(void) {
    two_frames();
    hand.app->hold = constant(2 * MS);
}

static void always_short(void) {
    two_frames();
    hand.config->lowres_below = 4;
}

/* The second finds no room with the protocol and is back at once, the first at 2000. */
static void overtaken(void) {
    hand_start(&hand, 3);
    hand.app->servers = 1;
    hand.app->backlog = 0;
    hand.app->service = constant(ns(1000));
    frame_at(&hand, 1000, 64);
    frame_at(&hand, 1100, 64);
}

/* Two frames for a DPC that may take one. */
static void throttled(void) {
    hand_start(&hand, 3);
    hand.config->dpc_throttle = 1;
    hand.config->dpc_latency = constant(ns(100));
    frame_at(&hand, 1000, 64);
    frame_at(&hand, 1050, 64);
}

static void eleven_seconds(void) {
    two_frames();
    hand.config->duration_ps = 11 * PS_PER_S;
}

static void polled(void) {
    two_frames();
    hand.config->nic_poll_ps = ns(700); /* 1400 and 2100 find one each */
}

static void moderated(void) {
    two_frames();
    hand.config->interrupt_moderation_ps = ns(1500);
}

static void many_processors(void) {
    two_frames();
    hand.config->pool_per_processor = true;
    hand.config->host_processors = 100;
    hand.config->pool_limit = 400;
}

static void ticking(void) {
    growing();
    for (uint32_t i = 0; i < policy_count; i++)
        if (strcmp(policy_table[i]->name, "lazy") == 0)
            hand.config->pool_policy = i;
    hand.config->grow_every_ps = MS;
    hand.config->duration_ps = 3 * PS_PER_S;
}

static const struct trial {
    void (*flood)(void);
    uint64_t times;
    bool changes; /* more than that it is noted */
} trials[FAULT_COUNT] = {
    [FAULT_ORDER_AT_INIT] = {two_frames, 1, false},
    [FAULT_ALLOC_AT_DISPATCH] = {growing, 1, false},
    [FAULT_ALLOC_AFTER_INIT] = {growing, 1, false},
    [FAULT_IGNORE_NULL] = {refused_once, 1, false},
    [FAULT_COMPLETE_TWICE] = {growing, 1, false},
    [FAULT_UNBOUNDED_REQUESTS] = {room_for_three, 2, true},
    [FAULT_HALT_WITH_REQUESTS] = {never_answered, 1, false},
    [FAULT_MANY_PAGES_AFTER_START] = {two_pages, 1, false},
    [FAULT_ALLOC_WHEN_NEEDED] = {little_needed, 1, true},
    [FAULT_NO_ALIGNMENT] = {odd_buffers, 2, false},
    [FAULT_NO_CAP] = {no_room, 1, true},
    [FAULT_FREE_PART] = {shrinking, 1, false},
    [FAULT_FREE_TWICE] = {shrinking, 1, false},
    [FAULT_OVERRUN] = {shrinking, 2, false}, /* the block of initialisation at halt */
    [FAULT_FREE_IN_SHUTDOWN] = {going_down, 1, false},
    [FAULT_FREE_WHILE_OUT] = {shrinking_late, 1, false},
    [FAULT_NEVER_FREE] = {shrinking, 1, true},
    [FAULT_LEAVE_BLOCKS] = {two_frames, 1, false},
    [FAULT_LEAVE_INTERRUPT] = {two_frames, 1, false},
    [FAULT_LEAVE_TIMER] = {halted_at_2500, 1, false},
    [FAULT_HALT_TOO_EARLY] = {held_for_ever, 1, false},
    [FAULT_LEAK_NBL] = {two_frames, 1, true},
    [FAULT_INDICATE_WHEN_PAUSED] = {paused, 1, true},
    [FAULT_PAUSE_TOO_EARLY] = {paused, 1, false},
    [FAULT_RESTART_WITHOUT_PAUSE] = {paused, 1, true},
    [FAULT_TOUCH_AFTER_INDICATE] = {two_frames, 2, false},
    [FAULT_RETURN_RESOURCES] = {always_short, 2, true},
    [FAULT_RETURN_IN_ORDER] = {overtaken, 1, true},
    [FAULT_UNMASK_TOO_EARLY] = {two_frames, 2, true},
    [FAULT_OVER_THROTTLE] = {throttled, 1, false},
    [FAULT_SLOW_DPC] = {eleven_seconds, 1, true},
    [FAULT_UNMASK_IN_POLL] = {polled, 2, false},
    [FAULT_NO_MODERATION] = {moderated, 1, true},
    [FAULT_WRONG_PROCESSOR_COUNT] = {many_processors, 1, true},
    [FAULT_HANG_CHECK_HANGS] = {ticking, 1, true},
};

static struct run_result *run_of(int i, uint64_t faults) {
    trials[i].flood();
    hand.config->driver_faults = faults;
    return fixture_run(hand.config);
}

/* What is wrong with a run that must break one rule so often; false: nothing. */
static bool breaks_otherwise(const struct run_result *broken, int i) {
    const struct ndis_fault_row *fault = &ndis_fault_table[i];
    const struct violation_row *row = broken->violation;
    uint64_t binding = broken->metric[METRIC_CONTRACT_VIOLATIONS].integer;
    bool as_stated = broken->violation_count == 1 && row->rule + 1 == fault->rule &&
                     row->count == trials[i].times &&
                     binding == (ndis_rule_binds(row->rule) ? row->count : 0);
    if (as_stated)
        return false;
    print_error("%s:\n", fault->name);
    for (uint32_t j = 0; j < broken->violation_count; j++)
        print_error("  breaks %s %llu times: %s\n", ndis_rule_table[row[j].rule].id,
                    (unsigned long long)row[j].count, row[j].context);
    return true;
}

static void each_fault_breaks_its_rule_and_no_other(void **state) {
    int wrong = 0;
    (void)state;
    for (int i = 0; i < FAULT_COUNT; i++) {
        struct run_result *broken = run_of(i, FAULT_BIT(i));
        wrong += breaks_otherwise(broken, i);
        run_result_free(broken);
    }
    assert_int_equal(wrong, 0);
}

static void without_the_fault_no_rule_is_broken(void **state) {
    (void)state;
    for (int i = 0; i < FAULT_COUNT; i++) {
        struct run_result *clean = run_of(i, 0);
        if (clean->violation_count != 0)
            fail_msg("%s: %s", ndis_fault_table[i].name, clean->violation[0].context);
        run_result_free(clean);
    }
}

/* What a row does not say does not happen: most faults leave every fact as it was. */
static void a_fault_changes_the_run_only_where_its_row_says_so(void **state) {
    int wrong = 0;
    (void)state;
    for (int i = 0; i < FAULT_COUNT; i++) {
        struct run_result *broken = run_of(i, FAULT_BIT(i)), *clean = run_of(i, 0);
        bool changed = broken->digest.low != clean->digest.low || broken->digest.high != clean->digest.high;
        if (changed != trials[i].changes)
            print_error("%s: the facts are %s\n", ndis_fault_table[i].name, changed ? "others" : "the same");
        wrong += changed != trials[i].changes;
        run_result_free(broken);
        run_result_free(clean);
    }
    assert_int_equal(wrong, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_fault_breaks_its_rule_and_no_other),
        cmocka_unit_test(without_the_fault_no_rule_is_broken),
        cmocka_unit_test(a_fault_changes_the_run_only_where_its_row_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
