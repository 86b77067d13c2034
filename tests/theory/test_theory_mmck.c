/* SPDX-License-Identifier: GPL-3.0-or-later */
/* c exponential servers and N buffers are M/M/c/N: idle servers, then a backlog, then loss. */
#include "theory.h"

/* The textbook products: p_n / p_0 = a^n / n! up to c servers, then times a / c for each further frame. */
static void products(double load, uint32_t servers, uint32_t buffers, double *loss, double *mean) {
    double share = 1, sum = 1, first = 0;
    for (uint32_t n = 1; n <= buffers; n++) {
        share *= load / (n < servers ? n : servers);
        sum += share;
        first += n * share;
    }
    *loss = share / sum;
    *mean = first / sum;
}

static void chain_of(double load, uint32_t servers, uint32_t buffers, double *loss, double *mean) {
    double rate[32 * 32] = {0}, law[32];
    size_t n = buffers + 1;
    assert_true(n <= 32);
    for (size_t i = 0; i < buffers; i++) {
        rate[i * n + i + 1] = load;
        rate[(i + 1) * n + i] = (double)(i + 1 < servers ? i + 1 : servers);
    }
    chain_law(n, rate, law);
    *loss = law[buffers];
    *mean = 0;
    for (uint32_t i = 1; i <= buffers; i++)
        *mean += i * law[i];
}

static void check(double load, uint32_t servers, uint32_t buffers) {
    struct fixture fixture;
    struct config *config = theory_config(&fixture, load, buffers, 250);
    double loss, mean, other_loss, other_mean;
    char name[40];
    products(load, servers, buffers, &loss, &mean);
    chain_of(load, servers, buffers, &other_loss, &other_mean);
    assert_same_exact(loss, other_loss);
    assert_same_exact(mean, other_mean);
    config->protocol[0].servers = servers;
    config->protocol[0].service = exponential(US);
    snprintf(name, sizeof name, "M/M/%u/%u, load %.2f", (unsigned)servers, (unsigned)buffers, load);
    theory_check(name, config, 16, loss, mean);
}

static void two_servers_and_five_buffers(void **state) {
    (void)state;
    check(1.6, 2, 5);
}

static void four_servers_and_eight_buffers(void **state) {
    (void)state;
    check(3.6, 4, 8);
}

static void as_many_servers_as_buffers_are_erlangs_loss(void **state) {
    double loss, mean;
    (void)state;
    products(5, 10, 10, &loss, &mean);
    assert_true(fabs(loss - 0.018385) < 5e-7); /* Erlang B(10, 5), as tables print it */
    check(3, 4, 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_servers_and_five_buffers),
        cmocka_unit_test(four_servers_and_eight_buffers),
        cmocka_unit_test(as_many_servers_as_buffers_are_erlangs_loss),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
