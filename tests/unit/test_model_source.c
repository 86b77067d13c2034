/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sources and the link: when frames are made and when their last bit arrives. Sources are asked directly, as
 * the link asks them; what is random is held against its law within 4.5 standard errors, at seeds fixed in
 * advance. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "model_fixture.h"
#include "source_simple.h"

static struct fixture fixture;

struct asked { /* a source of its own */
    struct plan *plan;
    struct sim *sim;
};

static struct source_config *one_source(enum arrival_kind arrival, uint64_t frames_per_s) {
    struct config *config = fixture_textbook(&fixture);
    config->duration_ps = UINT64_C(1000) * PS_PER_S;
    config->source->arrival = arrival;
    config->source->rate = per_second(frames_per_s);
    return config->source;
}

static struct asked ask(uint32_t replication) {
    const char *problem;
    struct asked asked = {.plan = plan_make(&fixture.config, &problem)};
    assert_non_null(asked.plan);
    asked.sim = sim_create(asked.plan);
    asked.sim->state->seed = 20260801;
    asked.sim->state->replication = replication;
    timers_init(&asked.sim->sources);
    streams_start(asked.sim);
    source_start(asked.sim, 0);
    return asked;
}

static void answered(struct asked asked) {
    sim_destroy(asked.sim);
    plan_free(asked.plan);
}

/* The instant of the frame that is next, and then the one after it is. */
static uint64_t take(struct asked asked) {
    uint64_t at = asked.sim->source[0].next_ps;
    if (at != TIME_NEVER)
        source_advance(asked.sim, 0);
    return at;
}

static void instants_are(struct asked asked, const uint64_t *ns, size_t count) {
    for (size_t i = 0; i < count; i++)
        assert_true(take(asked) == ns[i] * PS_PER_NS);
    answered(asked);
}

static uint64_t frames_before(struct asked asked, uint64_t end_ps) {
    uint64_t count = 0;
    while (take(asked) < end_ps)
        count++;
    answered(asked);
    return count;
}

/* 14,880,952.38 frames/s: the k-th frame after the first is made at floor(k * 10^14 / 1488095238) ps. */
static void a_constant_rate_never_drifts(void **state) {
    (void)state;
    struct source_config *source = one_source(ARRIVAL_CBR, 0);
    source->rate = (struct rate_config){RATE_FRAMES, {1488095238, 100}};
    source->start_ps = 12345;
    struct asked asked = ask(0);
    for (uint64_t k = 0; k <= 10000000; k++) {
        uint64_t at = take(asked), exact = 12345 + (uint64_t)((u128)k * 100 * PS_PER_S / 1488095238);
        if (at != exact)
            fail_msg("frame %llu at %llu, not %llu", (unsigned long long)k, (unsigned long long)at,
                     (unsigned long long)exact);
    }
    answered(asked);
}

static void an_interval_is_kept_to_the_picosecond(void **state) {
    (void)state;
    one_source(ARRIVAL_CBR, 0)->interval_ps = 67200;
    struct asked asked = ask(0);
    for (uint64_t k = 0; k < 1000; k++)
        assert_true(take(asked) == k * 67200);
    answered(asked);
}

static void poisson_gaps_have_the_mean_and_variance_of_their_law(void **state) {
    const double n = 2000000, mean = 1e12 / 900000;
    double sum = 0, squares = 0;
    (void)state;
    one_source(ARRIVAL_POISSON, 900000);
    struct asked asked = ask(0);
    assert_true(asked.sim->source[0].next_ps > 0); /* the first one gap after the start */
    for (uint64_t i = 0, last = 0; i < (uint64_t)n; i++) {
        uint64_t at = take(asked);
        double gap = (double)(at - last);
        last = at;
        sum += gap;
        squares += gap * gap;
    }
    double variance = squares / n - (sum / n) * (sum / n);
    assert_true(fabs(sum / n - mean) < 4.5 * mean / sqrt(n));
    assert_true(fabs(variance - mean * mean) < 4.5 * sqrt(8 / n) * mean * mean);
    answered(asked);
}

/* On 10 us, off 30 us, constant: from the second on-phase on, ten frames 1 us apart from its beginning, every
 * 40 us. */
static void a_constant_rate_starts_every_on_phase(void **state) {
    (void)state;
    struct source_config *source = one_source(ARRIVAL_ON_OFF, 1000000);
    source->during = ARRIVAL_CBR;
    source->on = constant(10 * US);
    source->off = constant(30 * US);
    struct asked asked = ask(1);
    uint64_t begin = take(asked), before;
    do { /* to the beginning of a phase: the first frame after a gap */
        before = begin;
        begin = take(asked);
    } while (begin - before <= US);
    for (uint64_t phase = 0; phase < 100; phase++)
        for (uint64_t i = phase == 0; i < 10; i++)
            assert_true(take(asked) == begin + phase * 40 * US + i * US);
    answered(asked);
}

/* The start: on with probability 10 / (10 + 30), and then a rest uniform in 0 .. 10 us. A gap of 1 ns tells:
 * the first frame comes within 100 ns when on (or when off ends within 100 ns: 3/4 * 1/300). */
static void on_off_starts_as_a_random_observer_would_meet_it(void **state) {
    const double n = 4000;
    double on = 0, rest = 0;
    (void)state;
    struct source_config *source = one_source(ARRIVAL_ON_OFF, 1000000000);
    source->during = ARRIVAL_POISSON;
    source->on = constant(10 * US);
    source->off = constant(30 * US);
    for (uint32_t i = 0; i < (uint32_t)n; i++) {
        struct asked asked = ask(i);
        if (asked.sim->source[0].next_ps < 100 * PS_PER_NS && asked.sim->source[0].phase_end_ps <= 10 * US) {
            on++;
            rest += (double)asked.sim->source[0].phase_end_ps;
        }
        answered(asked);
    }
    assert_true(fabs(on / n - 0.25) < 4.5 * sqrt(0.25 * 0.75 / n));
    assert_true(fabs(rest / on - 5e6) < 4.5 * 10e6 / sqrt(12 * on));
}

/* On 10 us, off 30 us, exponential: the mean rate is a quarter of the rate, within and without Poisson gaps.
 * Constant gaps give one frame more for each phase that is cut: 1 / (1 - exp(-1/10)) = 10.508 frames a phase
 * of 40 us. */
static void the_duty_cycle_is_the_share_of_time_on(void **state) {
    (void)state;
    struct source_config *source = one_source(ARRIVAL_ON_OFF, 1000000);
    source->on = exponential(10 * US);
    source->off = exponential(30 * US);
    for (int poisson = 0; poisson < 2; poisson++) {
        source->during = poisson ? ARRIVAL_POISSON : ARRIVAL_CBR;
        double expected = (poisson ? 10 : 1 / (1 - exp(-0.1))) / 40e-6 * 10;
        double got = (double)frames_before(ask(3), 10 * PS_PER_S); /* 250,000 cycles: 0.3 % */
        assert_true(fabs(got / expected - 1) < 0.0125);
    }
}

/* A -> B after 10 us; B -> A or C after 20 us each; C -> A after 30 us. Balance: (2, 2, 3) / 7. Rates 1, 0
 * and 2 Mframe/s: 8/7 Mframe/s. */
static void a_modulated_source_follows_its_stationary_law(void **state) {
    static struct state_config states[3];
    (void)state;
    struct source_config *source = one_source(ARRIVAL_MMPP, 0);
    source->state = states;
    source->state_count = 3;
    for (uint64_t i = 0; i < 3; i++)
        states[i].rate = per_second((const uint64_t[]){1000000, 0, 2000000}[i]);
    states[0].mean_ps[1] = 10 * US;
    states[1].mean_ps[0] = states[1].mean_ps[2] = 20 * US;
    states[2].mean_ps[0] = 30 * US;
    struct asked asked = ask(0);
    const uint64_t *threshold = asked.plan->source[0].initial_threshold;
    assert_true(fabs((double)threshold[0] / 0x1p64 - 2.0 / 7) < 1e-12);
    assert_true(fabs((double)threshold[1] / 0x1p64 - 4.0 / 7) < 1e-12);
    double got = (double)frames_before(asked, 5 * PS_PER_S); /* some 80,000 cycles: 0.5 % */
    assert_true(fabs(got / (5 * 8e6 / 7) - 1) < 0.0225);
}

/* 1 Mframe/s from 0, nothing from 10 us, 2 Mframe/s from 20 us; the step starts with a frame. */
static void a_schedule_changes_its_rate_at_its_steps(void **state) {
    static struct step_config steps[3];
    (void)state;
    struct source_config *source = one_source(ARRIVAL_SCHEDULE, 0);
    source->step = steps;
    source->step_count = 3;
    for (uint64_t i = 0; i < 3; i++)
        steps[i] = (struct step_config){i * 10 * US, per_second((const uint64_t[]){1000000, 0, 2000000}[i])};
    source->start_ps = 5 * US;
    struct asked asked = ask(0);
    for (uint64_t i = 0; i < 10; i++)
        assert_true(take(asked) == (5 + i) * US);
    for (uint64_t i = 0; i < 1000; i++)
        assert_true(take(asked) == 25 * US + i * US / 2);
    answered(asked);
}

static void a_batch_comes_at_one_instant(void **state) {
    (void)state;
    struct source_config *source = one_source(ARRIVAL_CBR, 1000000);
    source->batched = true;
    source->batch = constant(3);
    source->frames = 7; /* counts frames, not batches */
    instants_are(ask(0), (const uint64_t[]){0, 0, 0, 1000, 1000, 1000, 2000}, 7);
    assert_true(frames_before(ask(0), TIME_NEVER) == 7);
    source->batch = constant(0); /* at least one */
    instants_are(ask(0), (const uint64_t[]){0, 1000, 2000}, 3);
    struct trace_data trace = {
        .count = 3, .time_ps = (uint64_t[]){0, US, 2 * US}, .length = (uint32_t[3]){64}};
    source->arrival = ARRIVAL_TRACE;
    source->trace = &trace;
    source->batch = constant(2); /* of each record */
    instants_are(ask(0), (const uint64_t[]){0, 0, 1000, 1000, 2000, 2000}, 6);
}

/* Stamps 0, 100, 300 from 1000 on; a round takes 300 and the mean gap of 150. */
static void a_trace_is_repeated_after_a_mean_gap(void **state) {
    uint64_t time[] = {0, 100 * PS_PER_NS, 300 * PS_PER_NS};
    uint32_t length[] = {64, 100, 1500};
    struct trace_data trace = {
        .count = 3, .time_ps = time, .length = length, .least_length = 64, .greatest_length = 1500};
    (void)state;
    struct source_config *source = one_source(ARRIVAL_TRACE, 0);
    source->size.kind = SIZE_TRACE;
    source->trace = &trace;
    source->loop = 2;
    source->start_ps = US;
    struct asked asked = ask(0);
    assert_int_equal(asked.sim->source[0].length, 64);
    instants_are(asked, (const uint64_t[]){1000, 1100, 1300, 1450, 1550, 1750}, 6);
    asked = ask(0);
    struct asked inlined = ask(0);
    const struct source_state *twin = inlined.sim->source;
    assert_true(inlined.plan->source->simple == SOURCE_TRACE);
    for (int i = 0; i <= 6; i++) {
        assert_int_equal(asked.sim->source->length, twin->length);
        assert_true(take(asked) == twin->next_ps);
        if (twin->next_ps != TIME_NEVER && !source_simple_advance(inlined.sim, 0))
            source_advance(inlined.sim, 0);
    }
    answered(asked);
    answered(inlined);
    assert_true(frames_before(ask(0), TIME_NEVER) == 6);
    source->loop = CONFIG_UNLIMITED;
    source->stop_ps = 10 * US; /* rounds begin at 1000 + 450 k: 20 before the stop, the last at 9550 */
    assert_true(frames_before(ask(0), TIME_NEVER) == 60);
}

static void a_source_ends_at_its_stop_or_its_number_of_frames(void **state) {
    (void)state;
    struct source_config *source = one_source(ARRIVAL_CBR, 1000000);
    source->stop_ps = 3 * US;
    assert_true(frames_before(ask(0), TIME_NEVER) == 3); /* 0, 1, 2: nothing at or after the stop */
    source->stop_ps = 3 * US + 1;
    assert_true(frames_before(ask(0), TIME_NEVER) == 4);
    source->frames = 2;
    assert_true(frames_before(ask(0), TIME_NEVER) == 2);
    source->frames = 0;
    assert_true(frames_before(ask(0), TIME_NEVER) == 0);
}

/* imix is 64:7, 594:4, 1518:1; a uniform length has both ends. */
static void lengths_follow_their_law(void **state) {
    double count[3] = {0};
    bool low = false, high = false;
    (void)state;
    struct source_config *source = one_source(ARRIVAL_CBR, 1000000);
    source->size =
        (struct size_config){.kind = SIZE_LIST, .count = 3, .bytes = {64, 594, 1518}, .weight = {7, 4, 1}};
    struct asked asked = ask(0);
    for (int i = 0; i < 120000; i++, take(asked))
        count[asked.sim->source[0].length == 64 ? 0 : asked.sim->source[0].length == 594 ? 1 : 2]++;
    answered(asked);
    for (int i = 0; i < 3; i++) {
        double p = (const double[]){7, 4, 1}[i] / 12;
        assert_true(fabs(count[i] - 120000 * p) < 4.5 * sqrt(120000 * p * (1 - p)));
    }
    source->size = (struct size_config){.kind = SIZE_UNIFORM, .low = 100, .high = 103};
    asked = ask(0);
    for (int i = 0; i < 1000; i++, take(asked)) {
        assert_in_range(asked.sim->source[0].length, 100, 103);
        low |= asked.sim->source[0].length == 100;
        high |= asked.sim->source[0].length == 103;
    }
    assert_true(low && high);
    answered(asked);
}

/* What a rate counts: bits of the frame's own length, or the whole of what it occupies on the link. 125 B at
 * 1 Gbit/s: 1 us. A full load of 100 + 4 + 20 B at 10 Gbit/s: 99.2 ns; of imix, by its mean of 361.83 B,
 * 308.67 ns. */
static void a_rate_in_bits_counts_the_frame_and_a_load_what_it_occupies(void **state) {
    (void)state;
    struct source_config *source = one_source(ARRIVAL_CBR, 0);
    source->size.low = 125;
    source->rate = (struct rate_config){RATE_BITS, {1000000000, 1}};
    instants_are(ask(0), (const uint64_t[]){0, 1000, 2000}, 3);
    fixture.config.link_bps = (struct fraction){UINT64_C(10000000000), 1};
    source->size.low = 100;
    source->fcs_bytes = 4;
    source->rate = (struct rate_config){RATE_LOAD, {1, 1}};
    struct asked asked = ask(0);
    take(asked);
    assert_true(take(asked) == 99200);
    answered(asked);
    source->size =
        (struct size_config){.kind = SIZE_LIST, .count = 3, .bytes = {64, 594, 1518}, .weight = {7, 4, 1}};
    asked = ask(0);
    take(asked);
    assert_true(take(asked) == 308666); /* (4342 / 12 + 24) * 0.8 ns = 308.666.. */
    answered(asked);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_constant_rate_never_drifts),
        cmocka_unit_test(an_interval_is_kept_to_the_picosecond),
        cmocka_unit_test(poisson_gaps_have_the_mean_and_variance_of_their_law),
        cmocka_unit_test(a_constant_rate_starts_every_on_phase),
        cmocka_unit_test(on_off_starts_as_a_random_observer_would_meet_it),
        cmocka_unit_test(the_duty_cycle_is_the_share_of_time_on),
        cmocka_unit_test(a_modulated_source_follows_its_stationary_law),
        cmocka_unit_test(a_schedule_changes_its_rate_at_its_steps),
        cmocka_unit_test(a_batch_comes_at_one_instant),
        cmocka_unit_test(a_trace_is_repeated_after_a_mean_gap),
        cmocka_unit_test(a_source_ends_at_its_stop_or_its_number_of_frames),
        cmocka_unit_test(lengths_follow_their_law),
        cmocka_unit_test(a_rate_in_bits_counts_the_frame_and_a_load_what_it_occupies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
