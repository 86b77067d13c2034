/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Growth in time, to the frame (docs/experiments.md): frames at a constant distance g, nothing returned,
 * requests of a constant latency L, f of them pending at most, of c buffers each.
 *
 * An answer comes before the frame of its own instant, and the policy asks when an instant is over. So
 * between the question and the answer ceil(L / g) - 1 frames arrive, and that is the least grow.below; and f
 * * c must be at least L / g, if there are workers for f requests. */
#include "scenario_runs.h"

enum { FRAMES = 10000, INITIAL = 200, ROUNDS = 98 }; /* answers at 200 us, 300 us, ..., 9900 us */

static char *number(char *text, unsigned value) {
    snprintf(text, 16, "%u", value);
    return text;
}

static double lost(const char *latency, unsigned below, unsigned chunk, unsigned in_flight,
                   unsigned workers) {
    char text[4][16];
    struct run run =
        run_of("growth-in-time", "host.allocation.latency", latency, "pool.grow.below",
               number(text[0], below), "pool.grow.chunk", number(text[1], chunk), "pool.grow.in_flight",
               number(text[2], in_flight), "host.allocation.workers", number(text[3], workers), NULL);
    assert_true(metric(run, "frames_offered") == FRAMES);
    return metric_of(run, "frames_dropped");
}

static void the_file_loses_nothing(void **state) {
    (void)state;
    assert_true(metric_of(run_of("growth-in-time", NULL), "frames_dropped") == 0);
}

/* With 98 left, a round is 101 frames: one finds nothing. The first is asked for when frame 101 has taken
 * one. */
static void one_buffer_less_at_the_mark_loses_a_frame_a_round(void **state) {
    (void)state;
    assert_true(lost("100 us", 99, 25, 4, 4) == 0);
    assert_true(lost("100 us", 98, 25, 4, 4) == (FRAMES - 200 + 100) / 101); /* frames 200, 301, 402, ... */
    assert_true(lost("100 us", 99, 100, 1, 1) == 0);
    assert_true(lost("100 us", 98, 100, 1, 1) == (FRAMES - 200 + 100) / 101);
}

/* A round of 100 us takes 100 frames: what the requests bring less is lost. */
static void a_buffer_less_a_round_is_a_frame_less_a_round(void **state) {
    (void)state;
    assert_true(lost("100 us", 99, 99, 1, 1) == FRAMES - INITIAL - ROUNDS * 99);
    assert_true(lost("100 us", 99, 34, 3, 3) == 0);
    assert_true(lost("100 us", 99, 33, 3, 3) == FRAMES - INITIAL - ROUNDS * 3 * 33);
    assert_true(lost("100 us", 99, 24, 4, 4) == FRAMES - INITIAL - ROUNDS * 4 * 24);
    assert_true(lost("100 us", 99, 2, 50, 50) == 0);
    assert_true(lost("100 us", 99, 2, 49, 50) == FRAMES - INITIAL - ROUNDS * 2 * 49);
}

static void one_worker_makes_requests_in_flight_useless(void **state) {
    (void)state;
    double chunk_a_round = FRAMES - INITIAL - ROUNDS * 25;
    for (unsigned in_flight = 1; in_flight <= 64; in_flight *= 4)
        assert_true(lost("100 us", 99, 25, in_flight, 1) == chunk_a_round);
    assert_true(lost("100 us", 99, 25, 8, 2) == chunk_a_round - ROUNDS * 25); /* two: twice as much */
    assert_true(lost("100 us", 99, 100, 4, 1) == 0);
}

static void the_least_mark_and_the_least_chunk_follow_from_the_latency(void **state) {
    static const struct {
        const char *latency;
        unsigned frames; /* ceil(L / g) */
    } row[] = {{"1 us", 1},      {"1500 ns", 2},    {"37 us", 37},
               {"37250 ns", 38}, {"99999 ns", 100}, {"180 us", 180}};
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        unsigned below = row[i].frames - 1, chunk = row[i].frames;
        if (lost(row[i].latency, below, chunk, 1, 1) != 0)
            fail_msg("%s: lost with the least mark and chunk", row[i].latency);
        if (below > 0 && lost(row[i].latency, below - 1, chunk, 1, 1) == 0)
            fail_msg("%s: nothing lost with a mark too low", row[i].latency);
        if (chunk > 1 && lost(row[i].latency, below, chunk - 1, 1, 1) == 0)
            fail_msg("%s: nothing lost with a chunk too small", row[i].latency);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_file_loses_nothing),
        cmocka_unit_test(one_buffer_less_at_the_mark_loses_a_frame_a_round),
        cmocka_unit_test(a_buffer_less_a_round_is_a_frame_less_a_round),
        cmocka_unit_test(one_worker_makes_requests_in_flight_useless),
        cmocka_unit_test(the_least_mark_and_the_least_chunk_follow_from_the_latency),
    };
    return cmocka_run_group_tests_name("experiments: growth in time", tests, NULL, NULL);
}
