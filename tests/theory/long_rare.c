/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rarest losses, by one thread and with its seconds: 1e-9 within 5 % and 1e-12 within 10 % in a minute
 * each. `meson test -C build --suite long`; docs/rare.md has the table. With a name as argument only tests
 * that match it: `build/tests/theory/long_rare 'traffic*'`.
 *
 * Exact values come twice: from rare.h, and from the chains and forms of src/theory. */
#include <time.h>

#include "queue_forms.h"
#include "rare.h"
#include "watermark_chain.h"

#define SECONDS 60
#define CLOSE 1e-9 /* of two ways to the same number */

static double cpu_seconds(void) {
    struct timespec now;
    assert_int_equal(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now), 0);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void check(const char *name, const struct rare_case *rare, double theory, double precision) {
    assert_true(fabs(theory - rare->loss) <= CLOSE * theory);
    double began = cpu_seconds();
    struct splitting_result result = rare_run(rare->config, precision, 0);
    double seconds = cpu_seconds() - began;
    assert_true(rare_agrees(name, &result, rare->loss));
    print_message("#   %.1f s of one core, %.3g copies of %zu bytes, %.3g events\n", seconds,
                  (double)result.copies, (size_t)result.state_bytes, (double)result.events);
    assert_true(seconds <= SECONDS);
}

/* Of a pool of buffers with one server of 1 us. */
static double pool_loss(struct pool_chain model) {
    struct pool_answers answers;
    model.servers = 1;
    model.waiting = POOL_CHAIN_INFINITE;
    model.service_s = 1e-6;
    model.return_batch = 1;
    assert_true(pool_chain_solve(&model, &answers));
    return answers.loss;
}

static double poisson_loss(double load, uint32_t buffers, uint32_t resume) {
    return pool_loss((struct pool_chain){.buffers = buffers,
                                         .episodes = resume > 0,
                                         .resume = resume > 0 ? resume : 1,
                                         .phases = 1,
                                         .rate = {load * 1e6}});
}

/* The two states of rare_mmpp(). */
static double modulated_loss(uint32_t buffers) {
    return pool_loss((struct pool_chain){.buffers = buffers,
                                         .resume = 1,
                                         .phases = 2,
                                         .rate = {0.2e6, 0.8e6},
                                         .move = {{0, 1 / 40e-6}, {1 / 10e-6, 0}}});
}

static double growth_loss(double load, uint32_t below) {
    uint32_t initial = below + GROW_CHUNK;
    struct watermark_chain model = {.rate = load * 1e6,
                                    .service_s = 1e-6,
                                    .servers = 1,
                                    .resume = 1,
                                    .initial = initial,
                                    .limit = initial + (GROW_STEPS - 1) * GROW_CHUNK,
                                    .below = below,
                                    .chunk = GROW_CHUNK,
                                    .in_flight = 1,
                                    .workers = 1,
                                    .latency_s = GROW_LATENCY_US * 1e-6,
                                    .idle_s = SHRINK_IDLE_US * 1e-6,
                                    .above = initial + GROW_CHUNK,
                                    .give = 1};
    struct watermark_answers answers;
    assert_true(watermark_chain_solve(&model, &answers));
    return answers.pool.loss;
}

static void one_server_9(void **state) {
    struct rare_case rare;
    (void)state;
    rare_mm1k(&rare, 0.5, 29);
    check("M/M/1/29", &rare, poisson_loss(0.5, 29, 0), 0.05);
}

static void one_server_12(void **state) {
    struct rare_case rare;
    (void)state;
    rare_mm1k(&rare, 0.5, 39);
    check("M/M/1/39", &rare, poisson_loss(0.5, 39, 0), 0.1);
}

static void one_busy_server_9(void **state) {
    struct rare_case rare;
    (void)state;
    rare_mm1k(&rare, 0.8, 86);
    check("M/M/1/86 at 0.8", &rare, poisson_loss(0.8, 86, 0), 0.05);
}

static void one_busy_server_12(void **state) {
    struct rare_case rare;
    (void)state;
    rare_mm1k(&rare, 0.8, 117);
    check("M/M/1/117 at 0.8", &rare, poisson_loss(0.8, 117, 0), 0.1);
}

static void buffers_that_are_held_9(void **state) {
    struct rare_case rare;
    (void)state;
    rare_erlang(&rare, 5, 23);
    check("Erlang B, 23 lines", &rare, erlang_b(5, 23), 0.05);
}

static void buffers_that_are_held_12(void **state) {
    struct rare_case rare;
    (void)state;
    rare_erlang(&rare, 5, 28);
    check("Erlang B, 28 lines", &rare, erlang_b(5, 28), 0.1);
}

static void traffic_that_changes_9(void **state) {
    struct rare_case rare;
    (void)state;
    rare_mmpp(&rare, 46);
    check("MMPP/M/1/46", &rare, modulated_loss(46), 0.05);
}

static void traffic_that_changes_12(void **state) {
    struct rare_case rare;
    (void)state;
    rare_mmpp(&rare, 59);
    check("MMPP/M/1/59", &rare, modulated_loss(59), 0.1);
}

static void interrupts_off_until_four_are_back_9(void **state) {
    struct rare_case rare;
    (void)state;
    rare_hysteresis(&rare, 0.5, 31, 4);
    check("M/M/1/31, resume 4", &rare, poisson_loss(0.5, 31, 4), 0.05);
}

static void interrupts_off_until_four_are_back_12(void **state) {
    struct rare_case rare;
    (void)state;
    rare_hysteresis(&rare, 0.5, 41, 4);
    check("M/M/1/41, resume 4", &rare, poisson_loss(0.5, 41, 4), 0.1);
}

static void a_pool_that_grows_and_shrinks_9(void **state) {
    struct rare_case rare;
    (void)state;
    rare_growth(&rare, 0.5, 13);
    check("growth below 13", &rare, growth_loss(0.5, 13), 0.05);
}

static void a_pool_that_grows_and_shrinks_12(void **state) {
    struct rare_case rare;
    (void)state;
    rare_growth(&rare, 0.5, 20);
    check("growth below 20", &rare, growth_loss(0.5, 20), 0.1);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_server_9),
        cmocka_unit_test(one_server_12),
        cmocka_unit_test(one_busy_server_9),
        cmocka_unit_test(one_busy_server_12),
        cmocka_unit_test(buffers_that_are_held_9),
        cmocka_unit_test(buffers_that_are_held_12),
        cmocka_unit_test(traffic_that_changes_9),
        cmocka_unit_test(traffic_that_changes_12),
        cmocka_unit_test(interrupts_off_until_four_are_back_9),
        cmocka_unit_test(interrupts_off_until_four_are_back_12),
        cmocka_unit_test(a_pool_that_grows_and_shrinks_9),
        cmocka_unit_test(a_pool_that_grows_and_shrinks_12),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
