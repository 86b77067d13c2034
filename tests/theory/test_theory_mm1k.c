/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One exponential server and N buffers are M/M/1/N: arrivals are lost while N frames are with the protocol.
 */
#include "theory.h"

/* The textbook formula: p_n = (1 - a) a^n / (1 - a^(N + 1)), or 1 / (N + 1) for a = 1. */
static double share_of(double load, uint32_t buffers, uint32_t n) {
    if (load == 1)
        return 1.0 / (buffers + 1);
    return (1 - load) * pow(load, n) / (1 - pow(load, buffers + 1));
}

static double mean_of(double load, uint32_t buffers) {
    double sum = 0;
    for (uint32_t n = 1; n <= buffers; n++)
        sum += n * share_of(load, buffers, n);
    return sum;
}

/* The second method: the chain's rates and linear algebra. */
static void chain_of(double load, uint32_t buffers, double *loss, double *mean) {
    double rate[32 * 32] = {0}, law[32];
    size_t n = buffers + 1;
    assert_true(n <= 32);
    for (size_t i = 0; i < buffers; i++) {
        rate[i * n + i + 1] = load;
        rate[(i + 1) * n + i] = 1;
    }
    chain_law(n, rate, law);
    *loss = law[buffers];
    *mean = 0;
    for (uint32_t i = 1; i <= buffers; i++)
        *mean += i * law[i];
}

static void check(double load, uint32_t buffers) {
    struct fixture fixture;
    struct config *config = theory_config(&fixture, load, buffers, 500);
    double loss, mean;
    char name[40];
    chain_of(load, buffers, &loss, &mean);
    assert_same_exact(share_of(load, buffers, buffers), loss);
    assert_same_exact(mean_of(load, buffers), mean);
    config->protocol[0].servers = 1;
    config->protocol[0].service = exponential(US);
    snprintf(name, sizeof name, "M/M/1/%u, load %.2f", (unsigned)buffers, load);
    theory_check(name, config, 16, loss, mean);
}

static void one_buffer_loses_what_erlang_says(void **state) {
    (void)state;
    assert_same_exact(share_of(1, 1, 1), 0.5);
    check(1, 1);
}

static void a_moderate_load_meets_few_buffers(void **state) {
    (void)state;
    check(0.7, 4);
}

static void a_high_load_meets_ten_buffers(void **state) {
    (void)state;
    assert_same_exact(share_of(0.9, 10, 10), 0.05081373132741241); /* 0.1 * 0.9^10 / (1 - 0.9^11) */
    check(0.9, 10);
}

static void an_overload_is_lost_whatever_the_buffers(void **state) {
    (void)state;
    check(1.25, 6);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_buffer_loses_what_erlang_says),
        cmocka_unit_test(a_moderate_load_meets_few_buffers),
        cmocka_unit_test(a_high_load_meets_ten_buffers),
        cmocka_unit_test(an_overload_is_lost_whatever_the_buffers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
