/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One server of constant time and N buffers are M/D/1/N.
 *
 * Exact by the chain of what a departing frame leaves behind: k arrivals during a service have a Poisson law.
 * From its law d the loss is 1 - 1 / (d_0 + load): the server is busy a share of 1 - (1 - load (1 - loss)) of
 * the time, and every busy period ends with a departure that leaves nobody. Second method: the closed form of
 * Brun and Garcia, "Analytical solution of finite capacity M/D/1 queues", J. Appl. Prob. 37 (2000). */
#include "theory.h"

#define STATES 32

static double poisson(double load, uint32_t k) {
    double share = exp(-load);
    for (uint32_t i = 1; i <= k; i++)
        share *= load / i;
    return share;
}

/* Departures leave 0 .. N - 1 behind; p[i][j]: from i to j by one service. */
static double loss_by_departures(double load, uint32_t buffers) {
    double left[STATES] = {1}, sum = 1;
    assert_true(buffers >= 2 && buffers < STATES);
    /* law of j from the balance of all up to j - 1: left[j] = (left[j-1] - left[0] a(j-1) - sum left[i]
     * a(j-i)) / a(0) */
    for (uint32_t j = 1; j < buffers; j++) {
        double rest = left[j - 1] - left[0] * poisson(load, j - 1);
        for (uint32_t i = 1; i < j; i++)
            rest -= left[i] * poisson(load, j - i);
        left[j] = rest / poisson(load, 0);
        sum += left[j];
    }
    return 1 - 1 / (left[0] / sum + load);
}

static double brun_garcia(double load, int n) {
    double sum = 0;
    for (int k = 0; k <= n; k++) {
        double term = exp((n - k) * load);
        for (int i = 1; i <= k; i++)
            term *= -(n - k) * load / i;
        sum += term;
    }
    return sum;
}

static double loss_by_closed_form(double load, uint32_t buffers) {
    double b = brun_garcia(load, (int)buffers - 1);
    return 1 - b / (1 + load * b);
}

static double mean_by_departures(double load, uint32_t buffers);

static void check(double load, uint32_t buffers) {
    struct fixture fixture;
    struct config *config = theory_config(&fixture, load, buffers, 500);
    double loss = loss_by_departures(load, buffers);
    char name[40];
    assert_same_exact(loss, loss_by_closed_form(load, buffers));
    config->protocol[0].servers = 1;
    config->protocol[0].service = constant(US);
    snprintf(name, sizeof name, "M/D/1/%u, load %.2f", (unsigned)buffers, load);
    theory_check(name, config, 16, loss, mean_by_departures(load, buffers));
}

/* Time averages: p_j = d_j / (d_0 + load) for j < N, p_N the loss (Cooper, "Introduction to Queueing
 * Theory", 5.9). */
static double mean_by_departures(double load, uint32_t buffers) {
    double left[STATES] = {1}, sum = 1, mean = 0;
    for (uint32_t j = 1; j < buffers; j++) {
        double rest = left[j - 1] - left[0] * poisson(load, j - 1);
        for (uint32_t i = 1; i < j; i++)
            rest -= left[i] * poisson(load, j - i);
        left[j] = rest / poisson(load, 0);
        sum += left[j];
    }
    for (uint32_t j = 1; j < buffers; j++)
        mean += j * left[j] / sum;
    return (mean + buffers * (left[0] / sum + load - 1)) / (left[0] / sum + load);
}

static void a_moderate_load_meets_three_buffers(void **state) {
    (void)state;
    check(0.8, 3);
}

static void a_full_load_meets_five_buffers(void **state) {
    (void)state;
    check(1, 5);
}

static void an_overload_meets_four_buffers(void **state) {
    (void)state;
    check(1.3, 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_moderate_load_meets_three_buffers),
        cmocka_unit_test(a_full_load_meets_five_buffers),
        cmocka_unit_test(an_overload_meets_four_buffers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
