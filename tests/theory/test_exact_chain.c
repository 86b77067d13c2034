/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chain of the pool against linear algebra, cuts and closed formulas of unbounded queues. */
#include <stdlib.h>

#include "exact_chain.h"
#include "queue_forms.h"

static struct pool_answers solved(const struct pool_chain *model) {
    struct pool_answers answers;
    assert_true(pool_chain_solve(model, &answers));
    return answers;
}

static void check_by_algebra(const struct pool_chain *model) {
    struct markov *chain = pool_chain_make(model);
    assert_non_null(chain);
    double *law = calloc(chain->states, sizeof *law);
    by_algebra(chain, law);
    struct pool_answers one = solved(model), other = pool_chain_sum(model, chain, law, 1);
    assert_exact(one.loss, other.loss);
    assert_exact(one.out, other.out);
    assert_share(one.closings, other.closings, 1e-9);
    free(law);
    markov_free(chain);
}

static void everything_at_once_is_what_algebra_says(void **state) {
    static const double share[] = {0.5, 0.2, 0, 0.3};
    struct pool_chain model = plain(17, 3, 1.1);
    (void)state;
    model.resume = 5;
    model.return_batch = 3;
    check_by_algebra(&model);
    model.phases = 3;
    model.rate[1] = 4;
    model.rate[2] = 0;
    model.move[0][1] = 0.1;
    model.move[1][2] = 0.4;
    model.move[2][0] = 0.3;
    model.move[2][1] = 0.05;
    check_by_algebra(&model);
    model.batch_most = 4;
    model.batch_share = share;
    check_by_algebra(&model);
    model.stall_every_s = 5;
    model.stall_for_s = 2;
    check_by_algebra(&model);
    model.stall_finishes = true;
    check_by_algebra(&model);
}

/* Arrivals are refused from the instant the last buffer is taken until `resume` are back: by cuts between
 * levels (accepting a n + b n x, refusing x / busy; x is the flow into refusing). */
static double refused_by_cuts(double load, uint32_t servers, uint32_t buffers, uint32_t resume) {
    double a[64] = {1}, b[64] = {0}, total = 0, refused = 0;
    for (uint32_t n = 1; n < buffers; n++) {
        double busy = n < servers ? n : servers;
        a[n] = a[n - 1] * load / busy;
        b[n] = (b[n - 1] * load - (n > buffers - resume ? 1 : 0)) / busy;
    }
    double flow = a[buffers - 1] * load / (1 - b[buffers - 1] * load);
    for (uint32_t n = 0; n < buffers; n++)
        total += a[n] + b[n] * flow;
    for (uint32_t n = buffers; n > buffers - resume; n--)
        refused += flow / (n < servers ? n : servers);
    return refused / (total + refused);
}

static void hysteresis_is_its_cuts(void **state) {
    (void)state;
    for (uint32_t buffers = 2; buffers <= 14; buffers += 4)
        for (uint32_t resume = 1; resume <= buffers; resume += 3)
            for (uint32_t servers = 1; servers <= buffers; servers += buffers - 1) {
                struct pool_chain model = plain(buffers, servers, servers * 0.8);
                model.resume = resume;
                struct pool_answers got = solved(&model);
                assert_exact(got.loss, refused_by_cuts(servers * 0.8, servers, buffers, resume));
                assert_exact(got.closed, got.loss);
            }
}

/* An interrupted Poisson process is a renewal process: of the loss of IPP/M/1/1 the transform of its gaps is
 * all (Kuczura, "The interrupted Poisson process as an overflow process", Bell Syst. Tech. J. 52, 1973). */
static void ipp_on_one_line_is_kuczuras(void **state) {
    double rate = 3, off = 0.7, on = 0.4, mu = 1; /* leaves on, leaves off */
    struct pool_chain model = plain(1, 1, rate);
    (void)state;
    model.phases = 2;
    model.move[0][1] = off;
    model.move[1][0] = on;
    double gap =
        rate * (mu + on) / ((mu + on) * (mu + rate + off) - off * on); /* E[e^-mu gap] from an arrival */
    assert_exact(solved(&model).loss, gap);
}

/* For several lines: 1 / B(n) = sum of C(n, k) prod of (1 - f(j)) / f(j), the loss formula of GI/M/c/c (Palm;
 * Takacs). */
static void ipp_on_lines_is_takacs(void **state) {
    double rate = 5, off = 0.7, on = 0.4, inverse = 0, product = 1;
    uint32_t lines = 6;
    struct pool_chain model = plain(lines, lines, rate);
    (void)state;
    model.phases = 2;
    model.move[0][1] = off;
    model.move[1][0] = on;
    for (uint32_t k = 0; k <= lines; k++) {
        double gap = rate * (k + 1 + on) / ((k + 1 + on) * (k + 1 + rate + off) - off * on), choose = 1;
        for (uint32_t j = 0; j < k; j++)
            choose = choose * (lines - j) / (j + 1);
        inverse += choose * product;
        product *= (1 - gap) / gap;
    }
    assert_exact(solved(&model).loss, 1 / inverse);
}

/* Two phases alike are none. */
static void phases_that_do_not_differ_do_not_matter(void **state) {
    struct pool_chain one = plain(9, 2, 1.7), two = one;
    (void)state;
    two.phases = 2;
    two.rate[1] = 1.7;
    two.move[0][1] = 0.3;
    two.move[1][0] = 0.2;
    assert_exact(solved(&two).loss, solved(&one).loss);
    assert_exact(solved(&two).closings, solved(&one).closings);
}

/* M^X/M/1 without bound has rho (1 + E[X^2] / E[X]) / 2 / (1 - rho) inside (Gross and Harris, 3.1); 3000
 * places are as good as that. */
static void batches_fill_an_unbounded_queue_as_the_books_say(void **state) {
    static const double share[] = {0.5, 0.2, 0, 0.3};
    double mean = 0.5 + 0.4 + 1.2, square = 0.5 + 0.8 + 4.8, rate = 0.8 / mean;
    struct pool_chain model = plain(3000, 1, rate);
    (void)state;
    model.batch_most = 4;
    model.batch_share = share;
    struct pool_answers got = solved(&model);
    assert_exact(got.offered, 0.8);
    assert_exact(got.out, 0.8 * (1 + square / mean) / 2 / (1 - 0.8));
}

/* By hand: three frames at a time at one place. Of those that find it free two are lost, of the others three.
 */
static void frames_of_a_batch_are_lost_one_by_one(void **state) {
    static const double share[] = {0, 0, 1};
    struct pool_chain model = plain(1, 1, 2);
    (void)state;
    model.batch_most = 3;
    model.batch_share = share;
    assert_exact(solved(&model).loss, (2 * 1.0 / 3 + 3 * 2.0 / 3) / 3);
    assert_exact(solved(&model).closings, 2 * 1.0 / 3);
}

/* Places to wait are places, whatever else the pool has. */
static void a_backlog_is_as_good_as_a_pool_of_that_size(void **state) {
    struct pool_chain model = plain(20, 3, 2.5), small = plain(5, 3, 2.5);
    (void)state;
    model.waiting = 2;
    assert_exact(solved(&model).loss, solved(&small).loss);
    assert_exact(solved(&model).out, solved(&small).out);
    assert_true(solved(&model).closed == 0 && solved(&model).closings == 0);
}

/* A server that breaks down and is repaired, unbounded: H. White, L. S. Christie, "Queuing with preemptive
 * priorities or with breakdown", Operations Research 6 (1958). */
static void stalls_fill_an_unbounded_queue_as_breakdowns_do(void **state) {
    double rate = 0.4, breaks = 0.2, repairs = 0.7, mu = 1;
    struct pool_chain model = plain(3000, 1, rate);
    (void)state;
    model.stall_every_s = 1 / breaks;
    model.stall_for_s = 1 / repairs;
    double both = breaks + repairs;
    assert_exact(solved(&model).out,
                 rate * (both * both + breaks * mu) / (both * (repairs * mu - rate * both)));
}

/* Buffers that come back b at a time, unbounded: those of a batch that wait are 0 .. b - 1, each as often. */
static void batched_returns_keep_half_a_batch_more(void **state) {
    struct pool_chain model = plain(3000, 1, 0.5);
    (void)state;
    model.return_batch = 8;
    assert_exact(solved(&model).out, 1 + 3.5);
}

/* A pool the size of one batch: it fills, runs dry, and opens when all are back: a cycle of 3 arrivals and
 * ... */
static void a_batch_of_the_whole_pool_comes_back_as_one(void **state) {
    struct pool_chain model = plain(2, POOL_CHAIN_INFINITE, 1);
    (void)state;
    model.return_batch = 2;
    check_by_algebra(&model);
}

/* 1e-12: the elimination is right where algebra is not; M/M/1/40 at load 0.5. */
static void rare_losses_are_right_to_the_last_digits(void **state) {
    struct pool_chain model = plain(40, 1, 0.5);
    (void)state;
    assert_share(solved(&model).loss, 0.5 * pow(0.5, 40) / (1 - pow(0.5, 41)), 1e-13);
    model = plain(400, 1, 0.1); /* 1e-400 is no double, and none is made of it */
    assert_true(solved(&model).loss == 0);
    model = plain(4000, 1, 3); /* nearly always full */
    assert_exact(solved(&model).loss, 2.0 / 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_at_once_is_what_algebra_says),
        cmocka_unit_test(hysteresis_is_its_cuts),
        cmocka_unit_test(ipp_on_one_line_is_kuczuras),
        cmocka_unit_test(ipp_on_lines_is_takacs),
        cmocka_unit_test(phases_that_do_not_differ_do_not_matter),
        cmocka_unit_test(batches_fill_an_unbounded_queue_as_the_books_say),
        cmocka_unit_test(frames_of_a_batch_are_lost_one_by_one),
        cmocka_unit_test(a_backlog_is_as_good_as_a_pool_of_that_size),
        cmocka_unit_test(stalls_fill_an_unbounded_queue_as_breakdowns_do),
        cmocka_unit_test(batched_returns_keep_half_a_batch_more),
        cmocka_unit_test(a_batch_of_the_whole_pool_comes_back_as_one),
        cmocka_unit_test(rare_losses_are_right_to_the_last_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
