/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scenario of each family, recognised, and simulated beside its exact answers. The check is the same for
 * all: seed 20260801, 16 replications, every answer within 4.5 standard errors; and the loss of the same
 * scenario with one buffer more must not pass. */
#include <stdlib.h>
#include <string.h>

#include "exact.h"
#include "metric.h"
#include "reduction.h"
#include "result.h"
#include "scenario.h"
#include "sim.h"

enum { RUNS = 16, SETTINGS = 12 };

static const char base[] = "schema: rxpool/1\n"
                           "name: known\n"
                           "seed: 20260801\n"
                           "time: {duration: 42 ms, warmup: 2 ms}\n"
                           "traffic: {x: {arrival: poisson, rate: 900 kframe/s}}\n"
                           "pool: {initial: 10}\n"
                           "protocol: {p: {servers: 1, service: exp(mean=1 us)}}\n";

struct family {
    const char *name;  /* as it is recognised */
    const char *wrong; /* the key that is 4 in the scenario that must not pass; NULL: one buffer more */
    const char *set[SETTINGS][2];
};

#define IPP                                                                                                  \
    {"traffic.x.arrival", "on-off"}, {"traffic.x.on", "exp(mean=20 us)"},                                    \
        {"traffic.x.off", "exp(mean=30 us)"}, {                                                              \
        "traffic.x.during", "poisson"                                                                        \
    }
#define STALLS                                                                                               \
    {"protocol.p.stall.every", "exp(mean=20 us)"}, {                                                         \
        "protocol.p.stall.for", "exp(mean=5 us)"                                                             \
    }
#define GROWTH                                                                                               \
    {"pool.policy", "watermark"}, {"pool.limit", "26"}, {"pool.grow.below", "3"}, {"pool.grow.chunk", "4"},  \
        {"pool.shrink.above", "12"}, {"pool.shrink.idle", "exp(mean=20 us)"}, {"pool.placement", "ideal"},   \
        {"host.allocation.latency", "exp(mean=8 us)"}, {                                                     \
        "pool.grow.in_flight", "3"                                                                           \
    }

static const struct family families[] = {
    {"M/M/3/10", NULL, {{"protocol.p.servers", "3"}, {"traffic.x.rate", "2.7 Mframe/s"}}},
    {"M/M/1/10, held after service", NULL, {{"protocol.p.hold", "lognormal(mean=3 us, cv=2)"}}},
    {"M/M/1/10, at most 3 waiting", "protocol.p.backlog", {{"protocol.p.backlog", "3"}}},
    {"M/D/1/10", NULL, {{"protocol.p.service", "1 us"}, {"traffic.x.rate", "1 Mframe/s"}}},
    {"M/G/1/10", NULL, {{"protocol.p.service", "weibull(mean=1 us, shape=0.7)"}}},
    {"M/G/10/10",
     NULL,
     {{"protocol.p.servers", "infinite"}, {"protocol.p.service", "pareto(mean=10 us, shape=2.5)"}}},
    {"Engset, 15 clients, 10 buffers",
     NULL,
     {{"traffic.x.arrival", "closed"},
      {"traffic.x.clients", "15"},
      {"traffic.x.think", "gamma(mean=1 us, shape=2)"},
      {"protocol.p.servers", "infinite"}}},
    {"M/M/1/10, resumed at 4", NULL, {{"interrupt_disable.resume", "4"}}},
    {"M/M/10/10, resumed at 6",
     NULL,
     {{"interrupt_disable.resume", "6"},
      {"protocol.p.servers", "infinite"},
      {"traffic.x.rate", "8 Mframe/s"}}},
    {"IPP/M/1/10", NULL, {IPP, {"traffic.x.rate", "2 Mframe/s"}}},
    {"IPP/M/10/10", NULL, {IPP, {"traffic.x.rate", "12 Mframe/s"}, {"protocol.p.servers", "infinite"}}},
    {"MMPP(2)/M/1/10",
     NULL,
     {{"traffic.x.arrival", "mmpp"},
      {"traffic.x.states",
       "{low: {rate: 300 kframe/s, to: {high: 20 us}}, high: {rate: 1800 kframe/s, to: {low: 10 us}}}"}}},
    {"M^X/M/1/10", NULL, {{"traffic.x.batch", "uniform(1, 5)"}, {"traffic.x.rate", "300 kframe/s"}}},
    {"M/M/1/10, returned by 4", NULL, {{"protocol.p.return.batch", "4"}}},
    {"M/M/1/10, resumed at 6, returned by 4",
     NULL,
     {{"protocol.p.return.batch", "4"}, {"interrupt_disable.resume", "6"}}},
    {"M/M/1/10, stalls", NULL, {STALLS, {"traffic.x.rate", "600 kframe/s"}}},
    {"M/M/3/10, stalls that finish",
     NULL,
     {STALLS, {"protocol.p.servers", "3"}, {"protocol.p.stall.service", "finish"}}},
    {"watermark growth of 10 to 26 buffers", NULL, {GROWTH, {"traffic.x.rate", "940 kframe/s"}}},
    {"watermark growth of 10 to 26 buffers",
     NULL,
     {GROWTH,
      {"interrupt_disable.resume", "4"},
      {"host.allocation.workers", "1"},
      {"traffic.x.rate", "940 kframe/s"}}},
    {"M(t)/M/1/10", NULL, {{"traffic.x.start", "5 ms"}, {"traffic.x.stop", "40 ms"}}},
};

static struct config *resolved(struct scenario **scenario, const struct family *family, bool wrong) {
    *scenario = scenario_open_text("known.yaml", base, strlen(base), ".");
    for (size_t i = 0; i < SETTINGS && family->set[i][0] != NULL; i++)
        scenario_override(*scenario, family->set[i][0], family->set[i][1]);
    if (wrong)
        scenario_override(*scenario, family->wrong == NULL ? "pool.initial" : family->wrong,
                          family->wrong == NULL ? "11" : "4");
    struct config *config = scenario_resolve(*scenario, NULL, 0, NULL);
    if (config == NULL) {
        char *text = problems_text(scenario_problems(*scenario));
        fail_msg("%s", text);
    }
    return config;
}

struct seen {
    double z[THEORY_ANSWERS_MAX];
};

static struct seen simulate(const struct config *config, const struct theory *theory) {
    double value[THEORY_ANSWERS_MAX][RUNS];
    const char *problem;
    struct seen seen;
    struct plan *plan = plan_make(config, &problem);
    assert_non_null(plan);
    struct sim *sim = sim_create(plan);
    for (uint32_t run = 0; run < RUNS; run++) {
        struct run_result *result = sim_run(sim, config->seed, run, NULL, NULL);
        for (size_t i = 0; i < theory->answers; i++) {
            enum metric metric = metric_find(theory->answer[i].metric);
            assert_true(metric != METRIC_COUNT && result->metric[metric].defined);
            value[i][run] = metric_real(metric, result->metric[metric]);
        }
        run_result_free(result);
    }
    sim_destroy(sim);
    plan_free(plan);
    for (size_t i = 0; i < theory->answers; i++) {
        double sum = 0, squares = 0;
        for (uint32_t run = 0; run < RUNS; run++)
            sum += value[i][run];
        for (uint32_t run = 0; run < RUNS; run++)
            squares += (value[i][run] - sum / RUNS) * (value[i][run] - sum / RUNS);
        seen.z[i] = (sum / RUNS - theory->answer[i].exact) / sqrt(squares / (RUNS - 1) / RUNS);
    }
    return seen;
}

static void check(const struct family *family) {
    struct scenario *scenario, *other;
    struct config *config = resolved(&scenario, family, false), *more = resolved(&other, family, true);
    struct theory theory;
    theory_of(config, &theory);
    for (size_t i = 0; i < theory.obstacles; i++)
        print_message("# %s: %s is %s, not %s\n", family->name, theory.obstacle[i].key,
                      theory.obstacle[i].value, theory.obstacle[i].wanted);
    assert_true(theory.recognised);
    assert_string_equal(theory.name.at, family->name);
    struct seen seen = simulate(config, &theory);
    for (size_t i = 0; i < theory.answers; i++) {
        print_message("# %-40s %-28s %14.8g z %+.2f\n", family->name, theory.answer[i].metric,
                      theory.answer[i].exact, seen.z[i]);
        assert_true(fabs(seen.z[i]) <= 4.5);
    }
    double worst = 0;
    struct seen wrong = simulate(more, &theory);
    for (size_t i = 0; i < theory.answers; i++)
        worst = fmax(worst, fabs(wrong.z[i]));
    assert_true(worst > 4.5);
    theory_free(&theory);
    config_free(config);
    config_free(more);
    scenario_close(scenario);
    scenario_close(other);
}

static void every_family_is_recognised_and_agrees_with_its_simulation(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        check(&families[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_family_is_recognised_and_agrees_with_its_simulation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
