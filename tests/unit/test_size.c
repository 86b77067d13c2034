/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search against answers that are known: queueing formulas, and a scenario without chance. Goals lie
 * between two neighbours, so that exactly one size is right. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "size.h"

#define QUEUE                                                                                                \
    "schema: rxpool/1\nname: queue\ntime: {duration: 100 ms, warmup: 5 ms}\n"                                \
    "interrupt_disable: {at: never}\npool: {initial: 1}\n"
#define ONE_SERVER                                                                                           \
    QUEUE "traffic: {frames: {arrival: poisson, rate: 500 kframe/s}}\n"                                      \
          "protocol: {app: {servers: 1, service: exp(mean=1 us)}}\n"
#define MANY_HOLDERS                                                                                         \
    QUEUE "traffic: {frames: {arrival: poisson, rate: 800 kframe/s}}\n"                                      \
          "protocol: {app: {servers: infinite, hold: exp(mean=10 us)}}\n"
#define NO_CHANCE                                                                                            \
    QUEUE "traffic: {frames: {arrival: cbr, rate: 1 Mframe/s}}\n"                                            \
          "protocol: {app: {servers: infinite, hold: 20500 ns}}\n"

/* 5,000 frames a run */
#define SHORT(numbers)                                                                                       \
    "schema: rxpool/1\nname: queue\ntime: {duration: 12 ms, warmup: 2 ms}\n"                                 \
    "replications: {numbers: " numbers "}\n"                                                                 \
    "interrupt_disable: {at: never}\n"                                                                       \
    "traffic: {frames: {arrival: poisson, rate: 500 kframe/s}}\n"                                            \
    "protocol: {app: {servers: 1, service: exp(mean=1 us)}}\n"
#define POOL "pool: {initial: 1}\n"

struct search {
    struct scenario *scenario;
    struct problems problems;
    struct size_result result;
    uint64_t last; /* value shown last */
    uint32_t shown;
};

static void see(void *context, const struct size_result *result, const struct size_case *one,
                const struct size_trial *trial) {
    struct search *search = context;
    (void)result;
    assert_true(one->trials > 0);
    search->last = trial->value;
    search->shown++;
}

/* Searches the text's scenario; one key and one range, either may be NULL. */
static bool searched(struct search *search, const char *text, struct size_goals goal, const char *key,
                     const char *range, uint32_t jobs) {
    *search = (struct search){0};
    problems_init(&search->problems);
    search->scenario = scenario_open_text("test", text, strlen(text), NULL);
    const struct experiment_options run = {.jobs = jobs};
    const struct size_options options = {.of = &key,
                                         .of_count = key != NULL,
                                         .range = &range,
                                         .range_count = range != NULL,
                                         .goal = goal,
                                         .most = 32,
                                         .show = see,
                                         .context = search,
                                         .experiment = &run};
    return size_search(search->scenario, &options, &search->result, &search->problems);
}

static void finish(struct search *search) {
    size_free(&search->result);
    problems_free(&search->problems);
    scenario_close(search->scenario);
}

static struct size_goals loss_of(double loss) {
    return (struct size_goals){loss, -1, -1};
}

static const struct size_trial *tried(const struct search *search, uint64_t value) {
    const struct size_case *one = &search->result.at[0];
    for (size_t i = 0; i < one->trials; i++) {
        if (one->trial[i].value == value)
            return &one->trial[i];
    }
    return NULL;
}

static uint64_t answer(const struct search *search) {
    const struct size_case *one = &search->result.at[0];
    assert_true(search->result.totals.complete && one->met);
    return one->trial[one->answer].value;
}

/* The neighbour below was tried and does not meet the goal; the answer was confirmed with all runs. */
static void assert_answer(const struct search *search, uint64_t value) {
    assert_int_equal(answer(search), value);
    assert_int_equal(tried(search, value)->verdict, VERDICT_MET);
    assert_int_equal(tried(search, value)->n, 32);
    assert_int_equal(tried(search, value - 1)->verdict, VERDICT_MISSED);
}

/* (1 - a) a^N / (1 - a^(N + 1)) */
static double one_server_loss(double load, uint32_t buffers) {
    return (1 - load) * pow(load, buffers) / (1 - pow(load, buffers + 1));
}

static double erlang_b(double load, uint32_t buffers) {
    double loss = 1;
    for (uint32_t n = 1; n <= buffers; n++)
        loss = load * loss / (n + load * loss);
    return loss;
}

static void one_server_needs_as_many_as_the_formula_says(void **state) {
    (void)state;
    for (uint32_t right = 3; right <= 9; right += 3) {
        struct search search;
        double goal = sqrt(one_server_loss(0.5, right) * one_server_loss(0.5, right - 1));
        assert_true(searched(&search, ONE_SERVER, loss_of(goal), NULL, NULL, 2));
        assert_answer(&search, right);
        finish(&search);
    }
}

static void holders_need_as_many_as_erlang_says(void **state) {
    (void)state;
    static const uint32_t sizes[] = {8, 14, 17};
    for (size_t i = 0; i < 3; i++) {
        struct search search;
        double goal = sqrt(erlang_b(8, sizes[i]) * erlang_b(8, sizes[i] - 1));
        assert_true(searched(&search, MANY_HOLDERS, loss_of(goal), "pool.initial", "2..100", 2));
        assert_answer(&search, sizes[i]);
        finish(&search);
    }
}

/* A frame each microsecond, held for 20.5: 21 buffers lose nothing, 20 lose one of 21. */
static void without_chance_one_run_says_it_all(void **state) {
    (void)state;
    struct search search;
    assert_true(searched(&search, NO_CHANCE, loss_of(1e-12), NULL, NULL, 1));
    assert_int_equal(answer(&search), 21);
    assert_int_equal(tried(&search, 21)->n, 1);
    assert_true(tried(&search, 21)->lost == 0 && tried(&search, 20)->lost > 0);
    assert_int_equal(search.result.totals.runs_done, search.result.at[0].trials);
    finish(&search);
}

static void threads_change_nothing(void **state) {
    (void)state;
    struct search one, many;
    assert_true(searched(&one, ONE_SERVER, loss_of(0.01), NULL, NULL, 1));
    assert_true(searched(&many, ONE_SERVER, loss_of(0.01), NULL, NULL, 5));
    assert_int_equal(one.result.at[0].trials, many.result.at[0].trials);
    assert_true(one.shown == many.shown && one.last == many.last);
    for (size_t i = 0; i < one.result.at[0].trials; i++) {
        const struct size_trial *a = &one.result.at[0].trial[i], *b = &many.result.at[0].trial[i];
        assert_true(a->value == b->value && a->n == b->n && a->lost == b->lost);
        assert_true(a->loss.low == b->loss.low && a->loss.high == b->loss.high);
    }
    finish(&one);
    finish(&many);
}

static void a_range_that_ends_too_low_is_said_to(void **state) {
    (void)state;
    struct search search;
    assert_true(searched(&search, ONE_SERVER, loss_of(1e-3), NULL, "2..5", 2));
    const struct size_case *one = &search.result.at[0];
    assert_false(one->met);
    assert_int_equal(one->trial[one->answer].value, 5); /* the end itself was tried */
    assert_true(search.result.totals.complete);
    finish(&search);
}

static void the_low_end_is_the_answer_when_it_meets_the_goal(void **state) {
    (void)state;
    struct search search;
    assert_true(searched(&search, ONE_SERVER, loss_of(0.05), NULL, "10..5000", 2));
    assert_int_equal(answer(&search), 10);
    assert_int_equal(search.result.at[0].trials, 1);
    finish(&search);
}

/* The pool ends at its limit: a range that nobody gave ends there too. */
static void a_proposed_range_ends_where_the_scenario_does(void **state) {
    (void)state;
    struct search search;
    assert_true(searched(&search,
                         "schema: rxpool/1\nname: q\ntime: {duration: 20 ms}\npool: {initial: 1, limit: 6}\n"
                         "interrupt_disable: {at: never}\n"
                         "traffic: {f: {arrival: poisson, rate: 500 kframe/s}}\n"
                         "protocol: {app: {servers: 1, service: exp(mean=1 us)}}\n",
                         loss_of(1e-3), NULL, NULL, 2));
    const struct size_case *one = &search.result.at[0];
    assert_false(one->met);
    assert_int_equal(one->grid.high, 6);
    finish(&search);
}

/* 1e-5 is not rare enough for splitting, and more than 32 runs of 5,000 frames can show. */
static void a_goal_beyond_what_the_runs_can_show_is_refused(void **state) {
    (void)state;
    struct search search;
    assert_false(searched(&search, SHORT("common") POOL, loss_of(1e-5), NULL, NULL, 2));
    assert_int_equal(search.problems.errors, 1);
    assert_int_equal(search.problems.exit_code, 64);
    assert_non_null(strstr(search.problems.list[0].message, "cannot be shown with 32 runs"));
    assert_non_null(strstr(search.problems.list[0].message, "299573 frames"));
    assert_int_equal(search.result.totals.runs_done, 4); /* and not a night's */
    finish(&search);
}

/* 29 buffers lose 9.3e-10 and 28 lose 1.9e-9: the goal is between, and no run sees any of it. */
static void losses_that_no_run_sees_are_sized_by_splitting(void **state) {
    (void)state;
    struct search search;
    double goal = sqrt(one_server_loss(0.5, 29) * one_server_loss(0.5, 28));
    assert_true(searched(&search, SHORT("common") POOL, loss_of(goal), NULL, "28..30", 2));
    assert_answer(&search, 29);
    for (uint64_t buffers = 28; buffers <= 30; buffers++) {
        const struct size_trial *trial = tried(&search, buffers);
        double exact = one_server_loss(0.5, (uint32_t)buffers);
        assert_true(trial->lost == 0 && trial->split.used && trial->split.status == SPLITTING_DONE);
        assert_true(fabs(trial->loss.value / exact - 1) < 2 * trial->split.half);
        assert_true(trial->split.half <= (buffers == 29 ? 0.1 : 0.5));
    }
    assert_true(tried(&search, 28)->split.effort < tried(&search, 29)->split.effort); /* coarse, confirmed */
    finish(&search);
}

/* 1 of 3 frames is lost: runs say that, and splitting is not asked. */
static void what_runs_show_to_miss_a_rare_goal_needs_no_splitting(void **state) {
    (void)state;
    struct search search;
    assert_true(searched(&search, SHORT("common") POOL, loss_of(1e-9), NULL, "1..4", 2));
    assert_false(search.result.at[0].met);
    for (size_t i = 0; i < search.result.at[0].trials; i++) {
        assert_false(search.result.at[0].trial[i].split.used);
        assert_int_equal(search.result.at[0].trial[i].verdict, VERDICT_MISSED);
    }
    finish(&search);
}

static void a_rare_goal_is_refused_where_copies_cannot_be_made(void **state) {
    (void)state;
    struct search search;
    assert_false(searched(&search, SHORT("antithetic") POOL, loss_of(1e-9), NULL, "28..30", 2));
    assert_int_equal(search.problems.exit_code, 64);
    assert_non_null(strstr(search.problems.list[0].message, "cannot be shown with 32 runs"));
    assert_non_null(strstr(search.problems.list[0].hint, "splitting cannot help: replications.numbers"));
    finish(&search);
}

/* Copies are given back at once, so no buffer is ever out: what is never seen is not shown to be rare, and
 * the search does not climb to the end of the range for it. */
static void no_loss_seen_is_no_goal_met(void **state) {
    (void)state;
    struct search search;
    assert_true(searched(&search, SHORT("common") "pool: {initial: 1, policy: copy_always}\n", loss_of(1e-9),
                         NULL, "4..64", 2));
    const struct size_case *one = &search.result.at[0];
    assert_false(one->met);
    assert_int_equal(one->trials, 1);
    assert_true(size_unseen(&one->trial[0]) && one->trial[0].n == 32);
    assert_int_equal(one->trial[0].verdict, VERDICT_OPEN);
    assert_true(strlen(one->trial[0].split.refused) > 0);
    finish(&search);
}

/* M/M/c/20 at 2.6 erlang: p_n = 2.6^n / n! up to c, then 2.6 / c times the one before. */
static double servers_loss(uint32_t servers) {
    double p = 1, sum = 1;
    for (uint32_t n = 1; n <= 20; n++) {
        p *= 2.6 / (n < servers ? n : servers);
        sum += p;
    }
    return p / sum;
}

static void other_keys_can_be_searched_for(void **state) {
    (void)state;
    struct search search;
    double goal = sqrt(servers_loss(3) * servers_loss(4));
    assert_true(searched(&search,
                         "schema: rxpool/1\nname: q\ntime: {duration: 50 ms, warmup: 5 ms}\n"
                         "interrupt_disable: {at: never}\npool: {initial: 20}\n"
                         "traffic: {f: {arrival: poisson, rate: 2600 kframe/s}}\n"
                         "protocol: {app: {servers: 1, service: exp(mean=1 us)}}\n",
                         loss_of(goal), "protocol.app.servers", "1..16", 2));
    assert_answer(&search, 4);
    finish(&search);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_server_needs_as_many_as_the_formula_says),
        cmocka_unit_test(holders_need_as_many_as_erlang_says),
        cmocka_unit_test(without_chance_one_run_says_it_all),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(a_range_that_ends_too_low_is_said_to),
        cmocka_unit_test(the_low_end_is_the_answer_when_it_meets_the_goal),
        cmocka_unit_test(a_proposed_range_ends_where_the_scenario_does),
        cmocka_unit_test(a_goal_beyond_what_the_runs_can_show_is_refused),
        cmocka_unit_test(losses_that_no_run_sees_are_sized_by_splitting),
        cmocka_unit_test(what_runs_show_to_miss_a_rare_goal_needs_no_splitting),
        cmocka_unit_test(a_rare_goal_is_refused_where_copies_cannot_be_made),
        cmocka_unit_test(no_loss_seen_is_no_goal_met),
        cmocka_unit_test(other_keys_can_be_searched_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
