/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Buffers that a protocol only holds are the lines of Erlang's telephone exchange: the loss depends on the
 * mean of the holding time and on nothing else of its law. */
#include <gsl/gsl_sf_gamma.h>

#include "theory.h"

#define BUFFERS 12
#define LOAD 10.0 /* arrivals per mean hold */

static double recursion(double load, uint32_t lines) {
    double blocking = 1;
    for (uint32_t n = 1; n <= lines; n++)
        blocking = load * blocking / (n + load * blocking);
    return blocking;
}

/* B = (a^n e^-a / n!) / Q(n + 1, a), with the incomplete gamma function of GSL. */
static double by_gamma(double load, uint32_t lines) {
    double term = exp(-load);
    for (uint32_t n = 1; n <= lines; n++)
        term *= load / n;
    return term / gsl_sf_gamma_inc_Q(lines + 1.0, load);
}

static void check(const char *name, struct dist hold, uint32_t replications) {
    struct fixture fixture;
    struct config *config = theory_config(&fixture, 1, BUFFERS, 250);
    double loss = recursion(LOAD, BUFFERS);
    config->protocol[0].hold = hold;
    theory_check(name, config, replications, loss, LOAD * (1 - loss));
}

static void the_formula_is_erlangs(void **state) {
    (void)state;
    assert_same_exact(recursion(LOAD, BUFFERS), by_gamma(LOAD, BUFFERS));
    assert_true(fabs(recursion(5, 10) - 0.018385) < 5e-7); /* as tables print it */
    assert_true(fabs(recursion(10, 10) - 0.214582) < 5e-7);
}

static void exponential_holds(void **state) {
    (void)state;
    check("Erlang B, exponential hold", exponential(10 * US), 32);
}

static void constant_holds(void **state) {
    (void)state;
    check("Erlang B, constant hold", constant(10 * US), 32);
}

static void lognormal_holds(void **state) {
    (void)state;
    check("Erlang B, lognormal hold",
          (struct dist){.kind = DIST_LOGNORMAL, .a = 10 * US, .shape_e9 = 1500000000}, 32);
}

static void pareto_holds(void **state) {
    (void)state;
    check("Erlang B, Pareto hold", (struct dist){.kind = DIST_PARETO, .a = 10 * US, .shape_e9 = 2500000000},
          32);
}

/* What is served by as many servers as there are frames is held just as well. */
static void exponential_service_with_infinite_servers(void **state) {
    struct fixture fixture;
    (void)state;
    struct config *config = theory_config(&fixture, 1, BUFFERS, 250);
    double loss = recursion(LOAD, BUFFERS);
    config->protocol[0].service = exponential(10 * US);
    theory_check("Erlang B, infinite servers", config, 32, loss, LOAD * (1 - loss));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_formula_is_erlangs), cmocka_unit_test(exponential_holds),
        cmocka_unit_test(constant_holds),         cmocka_unit_test(lognormal_holds),
        cmocka_unit_test(pareto_holds),           cmocka_unit_test(exponential_service_with_infinite_servers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
