/* SPDX-License-Identifier: GPL-3.0-or-later */
/* time.warmup: auto. MSER-5 on series whose cut is plain, against the definition, and on scenarios. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "scenario_rule.h"
#include "stream.h"
#include "warmup.h"

/* The definition: the least of the sum of squared distances over the square of their number. */
static size_t by_definition(const uint64_t *batch, size_t count) {
    double least = 0;
    size_t best = 0;
    for (size_t cut = 0; cut + 5 <= count; cut++) {
        double n = (double)(count - cut), mean = 0, squares = 0;
        for (size_t i = cut; i < count; i++)
            mean += (double)batch[i] / n;
        for (size_t i = cut; i < count; i++)
            squares += ((double)batch[i] - mean) * ((double)batch[i] - mean);
        if (cut == 0 || squares / (n * n) < least * (1 - 1e-12)) {
            least = squares / (n * n);
            best = cut;
        }
    }
    return best;
}

static void the_cut_is_where_the_start_stops_showing(void **state) {
    (void)state;
    uint64_t batch[WARMUP_BATCHES];
    for (size_t i = 0; i < WARMUP_BATCHES; i++)
        batch[i] = 7;
    assert_int_equal(warmup_mser(batch, WARMUP_BATCHES), 0);
    for (size_t i = 0; i < WARMUP_BATCHES; i++)
        batch[i] = i < 37 ? 0 : 100 + i % 2;
    assert_int_equal(warmup_mser(batch, WARMUP_BATCHES), 37);
    for (size_t i = 0; i < WARMUP_BATCHES; i++)
        batch[i] = i * i * 400; /* never steady: as much as may be is cut, and no overflow */
    assert_int_equal(warmup_mser(batch, WARMUP_BATCHES), WARMUP_BATCHES - 5);
}

static void it_is_mser_as_defined(void **state) {
    (void)state;
    struct stream stream;
    uint64_t batch[200];
    for (uint32_t round = 0; round < 300; round++) {
        stream_start(&stream, round, 0, 1, STREAM_GAP);
        uint64_t start = stream_below(&stream, 3000), level = 0;
        for (size_t i = 0; i < 200; i++) {
            level = level * 9 / 10 + stream_below(&stream, 500);
            batch[i] = 10000 + level - start * (200 - i) * (i < 60 ? 1 : 0) / 400;
        }
        assert_int_equal(warmup_mser(batch, 200), by_definition(batch, 200));
    }
}

static const char slow[] = "schema: rxpool/1\nname: n\ntime: {duration: 10 ms, warmup: auto}\n"
                           "traffic: {a: {arrival: poisson, rate: 1 Mframe/s}}\n"
                           "pool: {initial: 2000}\nprotocol: {p: {hold: \"uniform(400 us, 600 us)\"}}\n";

struct shown { /* the last that was */
    uint64_t done, all, events;
};

static void show(void *context, uint64_t done, uint64_t all, uint64_t events) {
    struct shown *shown = context;
    assert_true(done >= shown->done && done <= all && events >= shown->events);
    *shown = (struct shown){done, all, events};
}

static struct warmup_found settle(const char *overrides, uint32_t jobs, uint64_t *warmup_ps) {
    struct scenario *scenario = scenario_open_text("f", slow, sizeof slow - 1, NULL);
    override_all(scenario, overrides);
    struct config *config = scenario_resolve(scenario, NULL, 0, NULL);
    assert_non_null(config);
    struct problems problems;
    struct warmup_found found;
    problems_init(&problems);
    struct shown shown = {0, 0, 0};
    const struct warmup_work work = {.jobs = jobs, .show = show, .context = &shown};
    assert_true(warmup_settle(&config, 1, &work, &found, &problems));
    assert_int_equal(shown.done, shown.all); /* the pilot runs were seen, to the last */
    assert_true(!found.asked || shown.all == found.pilots);
    *warmup_ps = config->warmup_ps;
    problems_free(&problems);
    config_free(config);
    scenario_close(scenario);
    return found;
}

/* The holds fill up within 600 us and are steady from then on. */
static void a_filling_pool_is_cut_where_it_is_full(void **state) {
    (void)state;
    uint64_t cut, again;
    struct warmup_found found = settle("seed=1", 1, &cut);
    assert_true(found.asked && !found.late);
    assert_int_equal(found.pilots, WARMUP_PILOTS);
    assert_in_range(cut, 450000000, 800000000);
    (void)settle("seed=1", 7, &again); /* whoever ran ahead */
    assert_int_equal(cut, again);
    assert_int_equal(cut % (5 * 2000000), 0); /* whole batches of five samples of a 5000th */
}

static void what_grows_to_the_end_is_told(void **state) {
    (void)state;
    uint64_t cut;
    struct warmup_found found = settle("protocol.p.hold=1 s;pool.initial=50000", 2, &cut);
    assert_true(found.asked && found.late);
    assert_in_range(cut, 5000000000, 9999999999);
}

static void a_time_that_is_given_is_left_alone(void **state) {
    (void)state;
    uint64_t cut;
    struct warmup_found found = settle("time.warmup=3 ms", 2, &cut);
    assert_false(found.asked);
    assert_int_equal(cut, 3000000000);
    found = settle("traffic.a.arrival=cbr;protocol.p.hold=1 us", 2, &cut); /* nothing random: one pilot */
    assert_int_equal(found.pilots, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cut_is_where_the_start_stops_showing),
        cmocka_unit_test(it_is_mser_as_defined),
        cmocka_unit_test(a_filling_pool_is_cut_where_it_is_full),
        cmocka_unit_test(what_grows_to_the_end_is_told),
        cmocka_unit_test(a_time_that_is_given_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
