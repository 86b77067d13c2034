/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chain of the watermark rule against one written out by hand and against pools that do not grow. */
#include "exact_chain.h"
#include "queue_forms.h"
#include "watermark_chain.h"

static struct watermark_chain growing(double rate) {
    return (struct watermark_chain){.rate = rate,
                                    .service_s = 1,
                                    .servers = 1,
                                    .episodes = true,
                                    .resume = 1,
                                    .initial = 1,
                                    .limit = 2,
                                    .below = 0,
                                    .chunk = 1,
                                    .in_flight = 1,
                                    .workers = 1,
                                    .latency_s = 2,
                                    .idle_s = 4,
                                    .above = 2,
                                    .give = 1};
}

/* A pool of one buffer that may have two, as a table of six states: nothing out; one out and another asked
 * for; nothing out, one asked for; two there and one, none, two out. */
static const double six_states[6][6] = {
    {0, 0.7, 0, 0, 0, 0}, {0, 0, 1, 0.5, 0, 0},    {0, 0.7, 0, 0, 0.5, 0},
    {0, 0, 0, 0, 1, 0.7}, {0.25, 0, 0, 0.7, 0, 0}, {0, 0, 0, 1, 0, 0},
};

static void six_rule(const void *model, uint64_t code, struct markov_moves *moves) {
    (void)model;
    for (uint64_t to = 0; to < 6; to++)
        markov_to(moves, to, six_states[code][to]);
}

static void a_pool_that_grows_by_one_is_six_states(void **state) {
    struct watermark_chain model = growing(0.7);
    struct watermark_answers got;
    struct markov *chain = markov_explore(six_rule, NULL, 0);
    double law[6];
    (void)state;
    by_algebra(chain, law);
    assert_true(watermark_chain_solve(&model, &got));
    assert_exact(got.pool.loss, law[1] + law[5]);
    assert_exact(got.pool.out, law[1] + law[3] + 2 * law[5]);
    assert_exact(got.total, 1 + law[3] + law[4] + law[5]);
    assert_exact(got.requests, 0.7 * law[0]);
    assert_exact(got.freed, 0.25 * law[4]);
    assert_exact(got.pool.closings, 0.7 * (law[0] + law[2] + law[3]));
    markov_free(chain);
}

/* Without room to grow it is M/M/c/K; what is asked for early, comes at once and hardly ever goes is there.
 */
static void growth_lies_between_the_pool_it_has_and_the_one_it_may_have(void **state) {
    struct watermark_chain model = growing(0.9);
    struct watermark_answers got;
    struct queue_law small, large;
    (void)state;
    assert_true(mmck_solve(0.9, 1, 0, 6, &small) && mmck_solve(0.9, 1, 0, 14, &large));
    model.initial = 6;
    model.limit = 7;
    model.chunk = 4;
    model.above = 6;
    assert_true(watermark_chain_solve(&model, &got));
    assert_exact(got.pool.loss, small.loss);
    assert_true(got.total == 6 && got.requests == 0 && got.freed == 0);
    model.limit = 14;
    model.below = 3;
    model.above = 8;
    model.in_flight = 2;
    assert_true(watermark_chain_solve(&model, &got));
    assert_true(got.pool.loss < small.loss && got.pool.loss > large.loss);
    assert_exact(got.requests, got.freed);
    model.latency_s = 1e-9;
    model.idle_s = 1e9;
    assert_true(watermark_chain_solve(&model, &got));
    assert_share(got.pool.loss, large.loss, 1e-6);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pool_that_grows_by_one_is_six_states),
        cmocka_unit_test(growth_lies_between_the_pool_it_has_and_the_one_it_may_have),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
