/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Interrupts disabled at 0 and enabled again at r buffers are a chain with hysteresis: arrivals are lost from
 * the instant the last of N buffers is taken until r are free. With r = 1 it is M/M/1/N.
 *
 * States: accepting with n = 0 .. N - 1 buffers out, refusing with n = N .. N - r + 1 out. All shares follow
 * from cuts; the second method is linear algebra. */
#include "theory.h"

#define STATES 64

static size_t refusing(uint32_t buffers, uint32_t out) {
    return buffers + (buffers - out); /* after the N accepting states */
}

static double service_of(uint32_t out, uint32_t servers) {
    return out < servers ? out : servers;
}

static void by_algebra(double load, uint32_t servers, uint32_t buffers, uint32_t resume, double *loss,
                       double *mean) {
    double rate[STATES * STATES] = {0}, law[STATES];
    size_t n = buffers + resume;
    assert_true(n <= STATES);
    for (uint32_t out = 0; out < buffers; out++) {
        size_t up = out + 1 < buffers ? out + 1 : refusing(buffers, buffers);
        rate[out * n + up] = load;
        if (out > 0)
            rate[out * n + out - 1] = service_of(out, servers);
    }
    for (uint32_t out = buffers; out > buffers - resume; out--) {
        size_t down = out == buffers - resume + 1 ? out - 1 : refusing(buffers, out - 1);
        rate[refusing(buffers, out) * n + down] = service_of(out, servers);
    }
    chain_law(n, rate, law);
    *loss = *mean = 0;
    for (uint32_t out = 0; out < buffers; out++)
        *mean += out * law[out];
    for (uint32_t out = buffers; out > buffers - resume; out--) {
        *loss += law[refusing(buffers, out)];
        *mean += out * law[refusing(buffers, out)];
    }
}

/* Cuts. f(n): accepting with n out, g(n): refusing with n out, f(0) = 1, x = flow into refusing. All g(n)
 * s(n) = x. Between n - 1 and n: f(n-1) load = f(n) s(n) + (n > N - r ? x : 0), and x = f(N-1) load. */
static void by_cuts(double load, uint32_t servers, uint32_t buffers, uint32_t resume, double *loss,
                    double *mean) {
    /* each f(n) is a(n) + b(n) x; the last equation gives x */
    double a[STATES] = {1}, b[STATES] = {0}, total, refused = 0, first = 0;
    for (uint32_t n = 1; n < buffers; n++) {
        a[n] = a[n - 1] * load / service_of(n, servers);
        b[n] = (b[n - 1] * load - (n > buffers - resume ? 1 : 0)) / service_of(n, servers);
    }
    double flow = a[buffers - 1] * load / (1 - b[buffers - 1] * load);
    total = 0;
    for (uint32_t n = 0; n < buffers; n++) {
        total += a[n] + b[n] * flow;
        first += n * (a[n] + b[n] * flow);
    }
    for (uint32_t n = buffers; n > buffers - resume; n--) {
        refused += flow / service_of(n, servers);
        first += n * flow / service_of(n, servers);
    }
    *loss = refused / (total + refused);
    *mean = first / (total + refused);
}

static void check(double load, uint32_t servers, uint32_t buffers, uint32_t resume, uint64_t duration_ms) {
    struct fixture fixture;
    struct config *config = theory_config(&fixture, load, buffers, duration_ms);
    double loss, mean, other_loss, other_mean;
    char name[40];
    by_algebra(load, servers, buffers, resume, &loss, &mean);
    by_cuts(load, servers, buffers, resume, &other_loss, &other_mean);
    assert_same_exact(loss, other_loss);
    assert_same_exact(mean, other_mean);
    config->protocol[0].servers = servers;
    config->protocol[0].service = exponential(US);
    config->disable_resume = resume;
    snprintf(name, sizeof name, "M/M/%u/%u, resume %u", (unsigned)servers, (unsigned)buffers,
             (unsigned)resume);
    theory_check(name, config, 16, loss, mean);
}

static void resuming_at_one_buffer_is_the_plain_queue(void **state) {
    double loss, mean;
    (void)state;
    by_algebra(0.9, 1, 6, 1, &loss, &mean);
    assert_same_exact(loss, 0.1 * pow(0.9, 6) / (1 - pow(0.9, 7)));
    check(0.9, 1, 6, 1, 400);
}

static void resuming_at_four_of_ten_loses_more(void **state) {
    (void)state;
    check(0.9, 1, 10, 4, 600);
}

static void resuming_at_the_whole_pool_lets_it_run_dry(void **state) {
    (void)state;
    check(0.8, 1, 5, 5, 400);
}

static void three_servers_resume_at_half(void **state) {
    (void)state;
    check(2.7, 3, 8, 4, 250);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(resuming_at_one_buffer_is_the_plain_queue),
        cmocka_unit_test(resuming_at_four_of_ten_loses_more),
        cmocka_unit_test(resuming_at_the_whole_pool_lets_it_run_dry),
        cmocka_unit_test(three_servers_resume_at_half),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
