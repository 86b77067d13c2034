/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rarest losses, by one thread and with its seconds: 1e-9 within 5 % and 1e-12 within 10 % in a minute
 * each. `meson test -C build --suite long`; docs/rare.md has the table. */
#include <time.h>

#include "rare.h"

#define SECONDS 60

static double cpu_seconds(void) {
    struct timespec now;
    assert_int_equal(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now), 0);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void check(const char *name, const struct rare_case *rare, double precision) {
    double began = cpu_seconds();
    struct splitting_result result = rare_run(rare->config, precision, 0);
    double seconds = cpu_seconds() - began;
    assert_true(rare_agrees(name, &result, rare->loss));
    print_message("#   %.1f s of one core, %.3g copies of %zu bytes, %.3g events\n", seconds,
                  (double)result.copies, (size_t)result.state_bytes, (double)result.events);
    assert_true(seconds <= SECONDS);
}

static void one_server(void **state) {
    struct rare_case rare;
    (void)state;
    rare_mm1k(&rare, 0.5, 29);
    check("M/M/1/29", &rare, 0.05);
    rare_mm1k(&rare, 0.5, 39);
    check("M/M/1/39", &rare, 0.1);
}

static void one_busy_server(void **state) {
    struct rare_case rare;
    (void)state;
    rare_mm1k(&rare, 0.8, 86);
    check("M/M/1/86 at 0.8", &rare, 0.05);
    rare_mm1k(&rare, 0.8, 117);
    check("M/M/1/117 at 0.8", &rare, 0.1);
}

static void buffers_that_are_held(void **state) {
    struct rare_case rare;
    (void)state;
    rare_erlang(&rare, 5, 23);
    check("Erlang B, 23 lines", &rare, 0.05);
    rare_erlang(&rare, 5, 28);
    check("Erlang B, 28 lines", &rare, 0.1);
}

static void traffic_that_changes(void **state) {
    struct rare_case rare;
    (void)state;
    rare_mmpp(&rare, 46);
    check("MMPP/M/1/46", &rare, 0.05);
    rare_mmpp(&rare, 59);
    check("MMPP/M/1/59", &rare, 0.1);
}

static void interrupts_off_until_four_are_back(void **state) {
    struct rare_case rare;
    (void)state;
    rare_hysteresis(&rare, 0.5, 31, 4);
    check("M/M/1/31, resume 4", &rare, 0.05);
    rare_hysteresis(&rare, 0.5, 41, 4);
    check("M/M/1/41, resume 4", &rare, 0.1);
}

static void a_pool_that_grows_and_shrinks(void **state) {
    struct rare_case rare;
    (void)state;
    rare_growth(&rare, 0.5, 13);
    check("growth below 13", &rare, 0.05);
    rare_growth(&rare, 0.5, 20);
    check("growth below 20", &rare, 0.1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_server),
        cmocka_unit_test(one_busy_server),
        cmocka_unit_test(buffers_that_are_held),
        cmocka_unit_test(traffic_that_changes),
        cmocka_unit_test(interrupts_off_until_four_are_back),
        cmocka_unit_test(a_pool_that_grows_and_shrinks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
