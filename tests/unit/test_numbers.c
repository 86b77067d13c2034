/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the random numbers of points and replications hang together: common, independent, antithetic. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "result.h"
#include "scenario_rule.h"
#include "sim.h"

static const char queue[] = "schema: rxpool/1\nname: n\ntime: {duration: 2 ms}\n"
                            "traffic: {a: {arrival: poisson, rate: 900 kframe/s}}\n"
                            "pool: {initial: 5}\nprotocol: {p: {servers: 1, service: exp(mean=1 us)}}\n";

struct seen {
    uint64_t seed, offered, digest;
    uint32_t replication;
    double loss;
};

static struct seen look(const char *overrides, uint32_t replication) {
    struct scenario *scenario = scenario_open_text("f", queue, sizeof queue - 1, NULL);
    override_all(scenario, overrides);
    struct config *config = scenario_resolve(scenario, NULL, 0, NULL);
    assert_non_null(config);
    const char *problem = NULL;
    struct plan *plan = plan_make(config, &problem);
    assert_non_null(plan);
    struct sim *sim = sim_create(plan);
    struct run_result *result = sim_run(sim, config->seed, replication, NULL, NULL);
    struct seen seen = {result->seed, result->metric[METRIC_FRAMES_OFFERED].integer, result->digest.low,
                        result->replication, result->metric[METRIC_LOSS_RATIO].real};
    run_result_free(result);
    sim_destroy(sim);
    plan_free(plan);
    config_free(config);
    scenario_close(scenario);
    return seen;
}

static void points_have_the_same_arrivals_unless_told_otherwise(void **state) {
    (void)state;
    unsigned same = 0;
    for (uint32_t r = 0; r < 8; r++) {
        struct seen small = look("seed=7", r), large = look("seed=7;pool.initial=50", r);
        assert_int_equal(small.offered, large.offered);
        assert_true(small.loss > large.loss);
        assert_int_equal(small.digest, look("seed=7;replications.numbers=common", r).digest);
        struct seen own = look("seed=7;replications.numbers=independent", r);
        struct seen other = look("seed=7;pool.initial=50;replications.numbers=independent", r);
        same += own.offered == other.offered;
        assert_true(own.digest != small.digest);
        assert_true(own.seed == 7 && other.seed == 7 && own.replication == r);
    }
    assert_true(same <= 1);
}

/* What a point is called and what is kept of it are no part of it; neither is how often it is run. */
static void a_point_is_what_is_simulated(void **state) {
    (void)state;
    static const char *const same[] = {
        "name=other",       "description=words",   "store.episodes=3",
        "time.sample=1 us", "replications.min=40", "replications.precision=1 %",
        "time.warmup=0 s",  "pool.limit=5",        "cpu.isr=0 s"};
    static const char *const different[] = {"pool.initial=6", "time.duration=2001 us", "pool.limit=7",
                                            "traffic.a.size=65 B", "protocol.p.service=exp(mean=1001 ns)"};
    struct text overrides = {0};
    uint64_t offered = look("replications.numbers=independent", 0).offered;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        text_format(&overrides, "replications.numbers=independent;%s", same[i]);
        assert_int_equal(look(overrides.at, 0).offered, offered);
        text_free(&overrides);
    }
    for (size_t i = 0; i < sizeof different / sizeof *different; i++) {
        text_format(&overrides, "replications.numbers=independent;%s", different[i]);
        assert_true(look(overrides.at, 0).offered != offered);
        text_free(&overrides);
    }
    assert_true(look("replications.numbers=independent;seed=2", 0).offered != offered);
}

#define ANTITHETIC "replications.numbers=antithetic"

static void the_first_of_a_pair_is_what_it_is_without_pairs(void **state) {
    (void)state;
    for (uint32_t r = 0; r < 5; r++) {
        struct seen first = look(ANTITHETIC, 2 * r), second = look(ANTITHETIC, 2 * r + 1);
        assert_int_equal(first.digest, look("seed=1", r).digest);
        assert_true(first.digest != second.digest);
        assert_true(first.replication == 2 * r && second.replication == 2 * r + 1);
    }
}

/* Many arrivals in one mean few in the other; means of pairs scatter less than those of independent runs. The
 * laws are all that are inverted, and every stream there is. */
static void the_second_of_a_pair_goes_the_other_way(void **state) {
    (void)state;
    static const char *const ways[] = {
        ANTITHETIC,
        ANTITHETIC ";protocol.p.service=lognormal(mean=1 us, cv=1)",
        ANTITHETIC ";protocol.p.service=weibull(mean=1 us, shape=0.7);traffic.a.batch=uniform(1, 3)",
        ANTITHETIC ";traffic.a.arrival=on-off;traffic.a.on=exp(mean=50 us);traffic.a.off=exp(mean=50 us)",
        ANTITHETIC
        ";traffic.a.size=imix;traffic.a.flows=5;protocol.q={servers: 1, service: pareto(mean=1 us, "
        "shape=3)}",
    };
    enum { PAIRS = 150 };
    for (size_t way = 0; way < sizeof ways / sizeof *ways; way++) {
        double sum[2] = {0}, square[2] = {0}, product = 0;
        for (uint32_t k = 0; k < PAIRS; k++) {
            double value[2];
            for (uint32_t i = 0; i < 2; i++) {
                value[i] = (double)look(ways[way], 2 * k + i).offered;
                sum[i] += value[i] / PAIRS;
                square[i] += value[i] * value[i] / PAIRS;
            }
            product += value[0] * value[1] / PAIRS;
        }
        double variance = (square[0] - sum[0] * sum[0]) * (square[1] - sum[1] * sum[1]);
        double correlation = (product - sum[0] * sum[1]) / sqrt(variance);
        assert_true(correlation < -0.3);
        assert_true(fabs(sum[0] - sum[1]) < 0.05 * sum[0]); /* the same law both */
    }
}

static void laws_that_are_not_inverted_are_refused_where_they_stand(void **state) {
    (void)state;
    static const char numbers[] = "replications: {numbers: antithetic}\n";
    struct text text = {0};
    text_add(&text, base);
    text_add(&text, numbers);
    static const char no[] = "error: there are no antithetic numbers for this: ";
    static const struct {
        const char *override, *why;
    } cases[] = {
        {"protocol.p.hold=gamma(mean=1 us, shape=2)",
         "gamma is drawn by rejection, a random number of uniform numbers to a sample"},
        {"protocol.p.service=erlang(k=3, mean=1 us)",
         "erlang is drawn as a sum, a uniform number for each stage"},
        {"protocol.p.service=hyperexp(mean=1 us, cv=2)", "hyperexp draws a branch, then a sample"},
        {"host.allocation.latency=mix(50 %: 1 us, 50 %: exp(mean=1 us))",
         "mix draws a component, then a sample"},
        {"traffic.a={arrival: on-off, rate: 1 kframe/s, on: uniform(1 us, 2 us), off: 1 us}",
         "the phase an on-off source starts in is drawn with two uniform numbers, unless it is exponential "
         "or "
         "constant"},
        {"protocol.p.service=lognormal(mean=1 us, cv=1)", NULL},
        {"protocol.p.service=erlang(k=1, mean=1 us)", NULL},
        {"traffic.a={arrival: on-off, rate: 1 kframe/s, on: exp(mean=1 us), off: 1 us}", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text expected = {0};
        text_format(&expected, "%s%s", cases[i].why == NULL ? "" : no,
                    cases[i].why == NULL ? "" : cases[i].why);
        struct rule rule = {cases[i].override, expected.at};
        assert_rules(text.at, &rule, 1);
        text_free(&expected);
    }
    text_add(&text, "host: {allocation: {latency: gamma(mean=1 us, shape=2)}}\n");
    struct scenario *scenario = scenario_open_text("f", text.at, text.length, NULL);
    assert_null(scenario_resolve(scenario, NULL, 0, NULL));
    const struct mark *mark = &scenario_problems(scenario)->list[0].mark;
    assert_true(mark->line == 8 && mark->column == 30);
    scenario_close(scenario);
    text_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_have_the_same_arrivals_unless_told_otherwise),
        cmocka_unit_test(a_point_is_what_is_simulated),
        cmocka_unit_test(the_first_of_a_pair_is_what_it_is_without_pairs),
        cmocka_unit_test(the_second_of_a_pair_goes_the_other_way),
        cmocka_unit_test(laws_that_are_not_inverted_are_refused_where_they_stand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
