/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Product forms and M/G/1/K against printed tables, closed formulas and chains. */
#include <stdlib.h>
#include <string.h>

#include "exact.h"
#include "markov.h"
#include "pool_chain.h"
#include "queue_forms.h"
#include "service_law.h"

#define US UINT64_C(1000000)

/* Erlang B as printed, for example in R. B. Cooper, "Introduction to Queueing Theory", and in the traffic
 * tables of ITU-D: offered traffic at which so many lines lose 1 %, to four digits; and losses of given
 * traffic. */
static void erlang_b_is_that_of_the_tables(void **state) {
    static const struct {
        uint32_t lines;
        double load, loss, within;
    } printed[] = {
        {1, 0.0101, 0.01, 0.001},  {2, 0.1526, 0.01, 0.001}, {5, 1.361, 0.01, 0.001},
        {10, 4.461, 0.01, 0.001},  {20, 12.03, 0.01, 0.004}, {50, 37.90, 0.01, 0.002},
        {100, 84.06, 0.01, 0.002}, {10, 5, 0.018385, 5e-5},  {10, 10, 0.214582, 5e-6},
        {2, 1, 0.2, 1e-15},
    };
    (void)state;
    for (size_t i = 0; i < sizeof printed / sizeof *printed; i++)
        assert_share(erlang_b(printed[i].load, printed[i].lines), printed[i].loss, printed[i].within);
}

/* A sum of positive terms: 1 / B = sum of n! / (n - k)! a^-k. */
static void erlang_b_of_a_rare_loss_is_right(void **state) {
    long double sum = 0, term = 1;
    (void)state;
    for (uint32_t k = 0; k <= 60; k++) {
        sum += term;
        term *= (long double)(60 - k) / 20;
    }
    double loss = erlang_b(20, 60);
    assert_true(loss > 1e-13 && loss < 1e-11);
    assert_share(loss, (double)(1 / sum), 1e-14);
}

static void mm1k_is_the_geometric_law(void **state) {
    static const double loads[] = {0.05, 0.5, 0.9, 0.999, 1, 1.25, 20};
    static const uint32_t places[] = {1, 2, 10, 100, 5000};
    (void)state;
    for (size_t i = 0; i < 7; i++)
        for (size_t j = 0; j < 5; j++) {
            struct queue_law law;
            uint32_t k = places[j];
            double a = loads[i];
            assert_true(mmck_solve(a, 1, 0, k, &law));
            double loss = a == 1 ? 1.0 / (k + 1) : expm1(log(a)) / expm1((k + 1) * log(a)) * pow(a, k);
            if (isfinite(loss) && loss > 1e-290)
                assert_exact(law.loss, loss);
            if (a == 20)
                assert_exact(law.loss, 1 - 1 / a +
                                           (k == 1   ? 1 / a - 1.0 / 21
                                            : k == 2 ? 1 / a - 21.0 / 421
                                                     : 0));
        }
}

/* One method is a product, the other the elimination of the chain. */
static void mmck_is_its_chain(void **state) {
    (void)state;
    for (uint32_t servers = 1; servers <= 12; servers += 3) {
        struct pool_chain model = {.buffers = 12,
                                   .servers = servers,
                                   .waiting = POOL_CHAIN_INFINITE,
                                   .episodes = true,
                                   .resume = 1,
                                   .service_s = 2e-6,
                                   .return_batch = 1,
                                   .phases = 1,
                                   .rate = {0.4e6 * servers}};
        struct pool_answers chain;
        struct queue_law law;
        assert_true(mmck_solve(0.8 * servers, servers, 0, 12, &law));
        assert_true(pool_chain_solve(&model, &chain));
        assert_exact(chain.loss, law.loss);
        assert_exact(chain.out, law.inside);
        assert_exact(chain.closed, law.full);
        assert_exact(chain.closings, 0.4e6 * servers * law.last);
    }
}

/* A tandem by hand: 1 server, 2 places, load 1, hold 1: weights 1; 1, 1; 1, 1, 1/2. */
static void what_is_held_after_service_takes_places(void **state) {
    struct queue_law law, erlang;
    (void)state;
    assert_true(mmck_solve(1, 1, 1, 2, &law));
    assert_exact(law.loss, 2.5 / 5.5);
    assert_exact(law.inside, 7.0 / 5.5);
    assert_true(mmck_solve(3, QUEUE_INFINITE, 2, 7, &erlang));
    assert_exact(erlang.loss, erlang_b(5, 7));
}

static void engset_is_its_recursion(void **state) {
    double lost = 1;
    struct queue_law law;
    (void)state;
    for (uint32_t m = 1; m <= 12; m++) /* E(m) = a (n - m) E(m - 1) / (m + a (n - m) E(m - 1)) */
        lost = 0.7 * (20 - m) * lost / (m + 0.7 * (20 - m) * lost);
    engset_solve(20, 0.7, 12, &law);
    assert_exact(law.loss, lost);
    engset_solve(5, 1, 5, &law);
    assert_true(law.loss == 0 && law.full == 1.0 / 32);
}

static struct queue_law mg1k(const struct dist *service, double rate, uint32_t places) {
    struct service_counts counts;
    struct queue_law law;
    service_law_counts(service, rate, places, &counts);
    assert_true(mg1k_solve(rate, &counts, places, &law));
    free(counts.during);
    return law;
}

static void exponential_services_are_mm1k(void **state) {
    const struct dist service = {.kind = DIST_EXPONENTIAL, .a = US};
    (void)state;
    for (uint32_t places = 1; places <= 400; places = 2 * places + 3)
        for (int i = 1; i <= 5; i++) {
            struct queue_law law = mg1k(&service, 0.31e6 * i, places), closed;
            assert_true(mmck_solve(0.31 * i, 1, 0, places, &closed));
            assert_exact(law.loss, closed.loss);
            assert_exact(law.inside, closed.inside);
            assert_exact(law.last, closed.last);
        }
}

/* O. Brun, J.-M. Garcia, "Analytical solution of finite capacity M/D/1 queues", J. Appl. Prob. 37 (2000); it
 * subtracts, so few places. */
static double brun_garcia(double load, uint32_t places) {
    long double b = 0;
    int n = (int)places - 1;
    for (int k = 0; k <= n; k++) {
        long double term = expl((n - k) * (long double)load);
        for (int i = 1; i <= k; i++)
            term *= -(n - k) * (long double)load / i;
        b += term;
    }
    return (double)(1 - b / (1 + (long double)load * b));
}

static void constant_services_are_md1k(void **state) {
    const struct dist service = {.kind = DIST_CONSTANT, .a = US};
    (void)state;
    for (uint32_t places = 1; places <= 12; places++)
        for (int i = 3; i <= 13; i += 2) {
            double closed = brun_garcia(0.1 * i, places);
            assert_share(mg1k(&service, 0.1e6 * i, places).loss, closed, fmax(EXACT, 1e-17 / closed));
        }
}

/* Services in phases, as a chain of (inside, phases left): Erlang's or a choice of two exponential ones. */
struct phases {
    uint32_t places, stages;
    double rate, stage_rate, rare, common_rate, rare_rate;
};

static void begin(const struct phases *model, uint64_t inside, double rate, struct markov_moves *moves) {
    if (model->stages > 0)
        markov_to(moves, inside << 8 | model->stages, rate);
    else {
        markov_to(moves, inside << 8 | 1, rate * (1 - model->rare));
        markov_to(moves, inside << 8 | 2, rate * model->rare);
    }
}

static void phase_rule(const void *context, uint64_t code, struct markov_moves *moves) {
    const struct phases *model = context;
    uint64_t inside = code >> 8, phase = code & 255;
    if (inside == 0) {
        begin(model, 1, model->rate, moves);
        return;
    }
    if (inside < model->places)
        markov_to(moves, code + 256, model->rate);
    if (model->stages > 0 && phase > 1) {
        markov_to(moves, code - 1, model->stage_rate);
        return;
    }
    double rate = model->stages > 0 ? model->stage_rate : phase == 1 ? model->common_rate : model->rare_rate;
    if (inside == 1)
        markov_to(moves, 0, rate);
    else
        begin(model, inside - 1, rate, moves);
}

static double full_of(const struct phases *model) {
    struct markov *chain = markov_explore(phase_rule, model, 0);
    assert_non_null(chain);
    double *law = calloc(chain->states, sizeof *law), full = 0;
    assert_true(markov_law(chain, law));
    for (size_t i = 0; i < chain->states; i++)
        full += chain->code[i] >> 8 == model->places ? law[i] : 0;
    free(law);
    markov_free(chain);
    return full;
}

static void erlang_services_are_their_phases(void **state) {
    (void)state;
    for (uint32_t stages = 2; stages <= 200; stages *= 4)
        for (uint32_t places = 2; places <= 40; places += 19) {
            struct dist service = {.kind = DIST_ERLANG, .a = US, .count = stages};
            struct phases model = {
                .places = places, .stages = stages, .rate = 0.85e6, .stage_rate = 1e6 * stages};
            assert_exact(mg1k(&service, 0.85e6, places).loss, full_of(&model));
            service = (struct dist){.kind = DIST_GAMMA, .a = US, .shape_e9 = stages * UINT64_C(1000000000)};
            assert_exact(mg1k(&service, 0.85e6, places).loss, full_of(&model));
        }
}

static void hyperexponential_services_are_their_branches(void **state) {
    (void)state;
    for (uint64_t cv_e9 = 1200000000; cv_e9 < UINT64_C(6000000000); cv_e9 *= 2) {
        struct dist service = {.kind = DIST_HYPEREXPONENTIAL, .a = US, .shape_e9 = cv_e9};
        double c = (double)cv_e9 / 1e9, p = (1 + sqrt((c * c - 1) / (c * c + 1))) / 2;
        struct phases model = {
            .places = 30, .rate = 0.6e6, .rare = 1 - p, .common_rate = 2e6 * p, .rare_rate = 2e6 * (1 - p)};
        assert_exact(mg1k(&service, 0.6e6, 30).loss, full_of(&model));
    }
}

/* Whatever the law: the server works a share of load * (1 - loss) of the time, and what is inside at most
 * sums to one; for one place the loss is load / (1 + load). */
static void every_law_keeps_what_is_put_in(void **state) {
    static const struct dist laws[] = {
        {.kind = DIST_UNIFORM, .a = 0, .b = 2 * US},
        {.kind = DIST_UNIFORM, .a = US, .b = 3 * US},
        {.kind = DIST_NORMAL, .a = US, .b = US / 2},
        {.kind = DIST_NORMAL, .a = US, .b = US / 1000},
        {.kind = DIST_LOGNORMAL, .a = US, .shape_e9 = 3000000000},
        {.kind = DIST_LOGNORMAL, .a = US, .shape_e9 = 50000000},
        {.kind = DIST_PARETO, .a = US, .shape_e9 = 2200000000},
        {.kind = DIST_PARETO, .a = US, .shape_e9 = 1300000000},
        {.kind = DIST_WEIBULL, .a = US, .shape_e9 = 500000000},
        {.kind = DIST_WEIBULL, .a = US, .shape_e9 = 4000000000},
        {.kind = DIST_GAMMA, .a = US, .shape_e9 = 300000000},
    };
    (void)state;
    for (size_t i = 0; i < sizeof laws / sizeof *laws; i++)
        for (uint32_t places = 1; places < 100; places = places * 3 + 1) {
            struct service_counts counts;
            struct queue_law law;
            double sum = 0, rate = 0.9e6, mean = service_law_mean_s(&laws[i]), load = rate * mean;
            service_law_counts(&laws[i], rate, places, &counts);
            for (uint32_t n = 0; n < places; n++)
                sum += counts.during[n];
            assert_share(sum + counts.rest, mean, 1e-11);
            assert_share(1 - rate * counts.during[0], counts.none, 1e-9);
            assert_true(mg1k_solve(rate, &counts, places, &law));
            if (places == 1)
                assert_exact(law.loss, load / (1 + load));
            free(counts.during);
        }
}

/* The transform where a complement would have nothing left, and by hand: gamma has a closed one. */
static void a_service_without_an_arrival_may_be_rare(void **state) {
    const struct dist gamma = {.kind = DIST_GAMMA, .a = 4000 * US, .shape_e9 = 2500000000};
    struct service_counts counts;
    (void)state;
    service_law_counts(&gamma, 1e6, 3, &counts);
    assert_exact(counts.none, pow(1 + 4000 / 2.5, -2.5));
    free(counts.during);
}

/* Tables are the mixture of their values. */
static void a_table_is_the_mixture_of_its_values(void **state) {
    uint64_t table[] = {US / 2, US, US, 5 * US / 2};
    struct dist component[] = {{.kind = DIST_CONSTANT, .a = US / 2},
                               {.kind = DIST_CONSTANT, .a = US},
                               {.kind = DIST_UNIFORM, .a = 5 * US / 2, .b = 5 * US / 2}};
    uint64_t weight[] = {UINT64_C(250000000000000000), UINT64_C(500000000000000000),
                         UINT64_C(250000000000000000)};
    const struct dist empirical = {.kind = DIST_EMPIRICAL, .count = 4, .table = table};
    const struct dist mixture = {
        .kind = DIST_MIXTURE, .count = 3, .component = component, .weight_e18 = weight};
    (void)state;
    assert_exact(mg1k(&empirical, 0.7e6, 9).loss, mg1k(&mixture, 0.7e6, 9).loss);
    assert_exact(service_law_mean_s(&empirical), 1.25e-6);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(erlang_b_is_that_of_the_tables),
        cmocka_unit_test(erlang_b_of_a_rare_loss_is_right),
        cmocka_unit_test(mm1k_is_the_geometric_law),
        cmocka_unit_test(mmck_is_its_chain),
        cmocka_unit_test(what_is_held_after_service_takes_places),
        cmocka_unit_test(engset_is_its_recursion),
        cmocka_unit_test(exponential_services_are_mm1k),
        cmocka_unit_test(constant_services_are_md1k),
        cmocka_unit_test(erlang_services_are_their_phases),
        cmocka_unit_test(hyperexponential_services_are_their_branches),
        cmocka_unit_test(every_law_keeps_what_is_put_in),
        cmocka_unit_test(a_service_without_an_arrival_may_be_rare),
        cmocka_unit_test(a_table_is_the_mixture_of_its_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
