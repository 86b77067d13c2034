/* SPDX-License-Identifier: GPL-3.0-or-later */
/* As many clients as there are, and no more: buffers that are only held, by frames of clients that wait for
 * them, are Engset's lines. A call meets what its client would see if it were not there, and neither the law
 * of the holding times nor that of the thinking matters, only their means. */
#include "theory.h"

#define CLIENTS 20
#define BUFFERS 12
#define THINK (10 * US)
#define HOLD (10 * US)

/* The share of time in which all lines are taken by n clients, when each offers a to a free line. */
static double time_congestion(uint32_t n, uint32_t lines, double a) {
    double term = 1, sum = 1;
    for (uint32_t k = 1; k <= lines && k <= n; k++) {
        term *= a * (n - k + 1) / k;
        sum += term;
    }
    return lines > n ? 0 : term / sum;
}

/* The share of calls that are lost: what the others, one less, do to the lines. */
static double call_congestion(uint32_t n, uint32_t lines, double a) {
    return time_congestion(n - 1, lines, a);
}

/* The recursion E(0) = 1, E(m) = a (n - m) E(m - 1) / (m + a (n - m) E(m - 1)). */
static double by_recursion(uint32_t n, uint32_t lines, double a) {
    double lost = 1;
    for (uint32_t m = 1; m <= lines; m++)
        lost = a * (n - m) * lost / (m + a * (n - m) * lost);
    return lost;
}

/* The stationary law of the number of lines taken, by linear algebra: lost calls by all calls, and the mean.
 */
static void by_chain(uint32_t n, uint32_t lines, double a, double *lost, double *taken) {
    double rate[(BUFFERS + 1) * (BUFFERS + 1)] = {0}, law[BUFFERS + 1], calls = 0;
    size_t states = lines + 1u;
    assert_true(lines <= BUFFERS);
    for (uint32_t k = 0; k < lines; k++) {
        rate[k * states + k + 1] = (n - k) * a;
        rate[(k + 1) * states + k] = k + 1;
    }
    chain_law(states, rate, law);
    *taken = 0;
    for (uint32_t k = 0; k <= lines; k++) {
        calls += law[k] * (n - k);
        *taken += law[k] * k;
    }
    *lost = law[lines] * (n - lines) / calls;
}

static void the_formula_is_engsets(void **state) {
    double lost, taken, a = (double)THINK / HOLD;
    (void)state;
    by_chain(CLIENTS, BUFFERS, a, &lost, &taken);
    assert_same_exact(call_congestion(CLIENTS, BUFFERS, a), lost);
    assert_same_exact(call_congestion(CLIENTS, BUFFERS, a), by_recursion(CLIENTS, BUFFERS, a));
    /* one line, two clients that each ask half of the time they could: 1 of 1 + 1 for the other */
    assert_true(call_congestion(2, 1, 1) == 0.5);
}

static struct config *closed(struct fixture *fixture, struct dist think, struct dist hold, uint32_t buffers) {
    struct config *config = theory_config(fixture, 1, buffers, 250);
    config->source[0].rate = (struct rate_config){0};
    config->source[0].arrival = ARRIVAL_CLOSED;
    config->source[0].clients = CLIENTS;
    config->source[0].think = think;
    config->protocol[0].hold = hold;
    config->disable_at = CONFIG_NEVER;
    return config;
}

static void check(const char *name, struct dist think, struct dist hold) {
    struct fixture fixture;
    double lost, taken;
    by_chain(CLIENTS, BUFFERS, (double)HOLD / THINK, &lost, &taken);
    theory_check(name, closed(&fixture, think, hold, BUFFERS), 32, lost, taken);
}

static void exponential_think_and_hold(void **state) {
    (void)state;
    check("Engset, exponential", exponential(THINK), exponential(HOLD));
}

static void constant_holds(void **state) {
    (void)state;
    check("Engset, constant hold", exponential(THINK), constant(HOLD));
}

static void lognormal_holds(void **state) {
    (void)state;
    check("Engset, lognormal hold", exponential(THINK),
          (struct dist){.kind = DIST_LOGNORMAL, .a = HOLD, .shape_e9 = 1500000000});
}

static void gamma_thinking(void **state) {
    (void)state;
    check("Engset, gamma think", (struct dist){.kind = DIST_GAMMA, .a = THINK, .shape_e9 = 2500000000},
          exponential(HOLD));
}

static void infinite_servers(void **state) {
    struct fixture fixture;
    double lost, taken;
    (void)state;
    by_chain(CLIENTS, BUFFERS, (double)HOLD / THINK, &lost, &taken);
    struct config *config = closed(&fixture, exponential(THINK), constant(0), BUFFERS);
    config->protocol[0].service = exponential(HOLD);
    theory_check("Engset, infinite servers", config, 32, lost, taken);
}

/* With a line for everybody nothing is lost and N / (think + hold) get through. */
static void a_buffer_for_every_client(void **state) {
    struct fixture fixture;
    double through[32];
    (void)state;
    struct config *config = closed(&fixture, exponential(THINK), exponential(HOLD), CLIENTS);
    for (uint32_t i = 0; i < 32; i++) {
        config->seed = THEORY_SEED + i;
        struct run_result *result = fixture_run(config);
        assert_true(count_of(result, METRIC_FRAMES_DROPPED) == 0);
        through[i] = value_of(result, METRIC_THROUGHPUT_FPS);
        run_result_free(result);
    }
    struct estimate estimate = estimate_of(through, 32);
    double exact = CLIENTS / ((double)(THINK + HOLD) / PS_PER_S);
    assert_true(theory_agrees("Engset, no loss, throughput", estimate, exact));
    assert_false(theory_agrees("one client more", estimate, exact * (CLIENTS + 1) / CLIENTS));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_formula_is_engsets),
        cmocka_unit_test(exponential_think_and_hold),
        cmocka_unit_test(constant_holds),
        cmocka_unit_test(lognormal_holds),
        cmocka_unit_test(gamma_thinking),
        cmocka_unit_test(infinite_servers),
        cmocka_unit_test(a_buffer_for_every_client),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
