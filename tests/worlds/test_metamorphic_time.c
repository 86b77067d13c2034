/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time has no unit of its own: in a world where everything takes 2^k times as long, and every rate is 2^k
 * times lower, the same happens, 2^k times as late. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>
#include <math.h>

#include "draft.h"
#include "sampler.h"

enum { WORLDS = 2000 };

#define STEP (250 * PS_PER_NS)

static const char traces[] = "tests/data/traces";
static struct draft draft;
static uint32_t power; /* k */

/* --- the same, slower --- */

static void slow_law(struct dist *dist) {
    dist->a <<= power;
    dist->b <<= power;
    for (uint32_t i = 0; dist->kind == DIST_MIXTURE && i < dist->count; i++)
        slow_law(&dist->component[i]);
}

static void slow_rate(struct rate_config *rate) {
    if (rate->kind != RATE_LOAD) /* a share of a link that is slower itself */
        rate->value.denominator <<= power;
}

static void slow_source(struct source_config *source) {
    for (uint32_t i = 0; i < source->state_count; i++) {
        slow_rate(&source->state[i].rate);
        for (uint32_t j = 0; j < source->state_count; j++)
            source->state[i].mean_ps[j] <<= power;
    }
    for (uint32_t i = 0; i < source->step_count; i++) {
        slow_rate(&source->step[i].rate);
        source->step[i].at_ps <<= power;
    }
    for (uint64_t i = 0; source->trace != NULL && i < source->trace->count; i++)
        source->trace->time_ps[i] <<= power;
}

/* By the type of the row: a time that comes to the table later is scaled too. */
static void slow_field(struct draft *slow, const struct param *param, void *field) {
    uint64_t time;
    (void)slow;
    if (param->type == PARAM_TIME) {
        assert_int_equal(param->bytes, sizeof time);
        memcpy(&time, field, sizeof time);
        time = time == TIME_NEVER ? time : time << power;
        memcpy(field, &time, sizeof time);
    } else if (param->type == PARAM_DIST) {
        slow_law(field);
    } else if (param->type == PARAM_RATE) {
        slow_rate(field);
    } else if (param->type == PARAM_BIT_RATE || param->type == PARAM_BYTE_RATE) {
        ((struct fraction *)field)->denominator <<= power;
    } else if (param->type == PARAM_TIME_PER_BYTE) {
        ((struct fraction *)field)->numerator <<= power;
    }
}

static void slow_down(struct draft *slow) {
    draft_each(slow, slow_field);
    for (uint32_t i = 0; i < slow->config.source_count; i++)
        slow_source(&slow->source[i]);
    for (uint32_t i = 0; i < slow->config.pressure_count; i++)
        slow->pressure[i].at_ps <<= power;
    for (uint32_t i = 0; i < slow->config.lifecycle_count; i++)
        slow->lifecycle[i].at_ps <<= power;
}

/* --- a lattice --- */

static uint64_t on_lattice(uint64_t time) {
    return time == TIME_NEVER || time == 0 ? time : time < STEP ? STEP : time / STEP * STEP;
}

static void tame_rate(struct rate_config *rate) {
    if (rate->value.numerator > 0)
        *rate = (struct rate_config){RATE_FRAMES, {1000000, 1}};
}

/* Times become constants and multiples of STEP, rates whole numbers of picoseconds a byte or a frame. */
static void tame_field(struct draft *tame, const struct param *param, void *field) {
    uint64_t time;
    (void)tame;
    if (param->type == PARAM_TIME) {
        memcpy(&time, field, sizeof time);
        time = on_lattice(time);
        memcpy(field, &time, sizeof time);
    } else if (param->type == PARAM_DIST) {
        struct dist *dist = field;
        uint64_t mean = dist->kind == DIST_MIXTURE   ? 2 * STEP
                        : dist->kind == DIST_UNIFORM ? dist->b
                                                     : dist->a;
        *dist = (struct dist){.kind = DIST_CONSTANT, .a = on_lattice(mean)};
    } else if (param->type == PARAM_RATE) {
        tame_rate(field);
    } else if (param->type == PARAM_BIT_RATE || param->type == PARAM_BYTE_RATE) {
        struct fraction *rate = field;
        if (rate->numerator > 0) /* a nanosecond a byte */
            *rate = (struct fraction){param->type == PARAM_BIT_RATE ? 8000000000u : 1000000000u, 1};
    } else if (param->type == PARAM_TIME_PER_BYTE) {
        struct fraction *cost = field;
        cost->numerator = cost->numerator > 0 ? 1000 : 0;
        cost->denominator = 1;
    }
}

/* What draws its times becomes what does not. */
static void tame_source(struct source_config *source) {
    if (source->arrival == ARRIVAL_POISSON || source->arrival == ARRIVAL_ON_OFF ||
        source->arrival == ARRIVAL_MMPP) {
        source->arrival = ARRIVAL_CBR;
        source->state_count = 0;
    }
    source->during = ARRIVAL_CBR;
    if (source->arrival == ARRIVAL_CBR && source->interval_ps == 0)
        source->rate = (struct rate_config){RATE_FRAMES, {1000000, 1}};
    for (uint32_t i = 0; i < source->step_count; i++) {
        tame_rate(&source->step[i].rate);
        source->step[i].at_ps = on_lattice(source->step[i].at_ps);
    }
    if (source->arrival == ARRIVAL_TRACE)
        source->loop = 1; /* the gap between rounds is a mean */
}

static void tame(struct draft *tame) {
    draft_each(tame, tame_field);
    for (uint32_t i = 0; i < tame->config.source_count; i++)
        tame_source(&tame->source[i]);
    for (uint32_t i = 0; i < tame->config.lifecycle_count; i++)
        tame->lifecycle[i].at_ps = (i + 1) * 8 * STEP;
    tame->config.driver_faults = 0; /* some act after times of their own */
}

/* --- what is expected --- */

static bool is_percentile(const struct metric_row *row) {
    return strncmp(row->formula, "nearest rank", 12) == 0;
}

/* How often 2 goes into it. */
static int power_of(const struct metric_row *row) {
    if (strcmp(row->unit, "ns") == 0 || strcmp(row->unit, "B s") == 0)
        return (int)power;
    bool rate = strlen(row->unit) > 2 && strcmp(row->unit + strlen(row->unit) - 2, "/s") == 0;
    return rate ? -(int)power : 0;
}

/* A percentile is the last picosecond of its bucket, the others scale exactly. */
static bool scaled(const struct metric_row *row, double before, double after) {
    double exact = ldexp(before, power_of(row));
    if (!is_percentile(row))
        return after == exact;
    double more_ps = (after - exact) * 1000;
    return more_ps > -0.5 && more_ps < ldexp(1, (int)power) - 0.5;
}

static void expect_scaled(const struct run_result *before, const struct run_result *after, uint64_t number) {
    if (before->status != after->status)
        fail_msg("world %llu: another end", (unsigned long long)number);
    for (int i = 0; i < METRIC_COUNT; i++) {
        const struct metric_row *row = &metric_table[i];
        const struct metric_value *a = &before->metric[i], *b = &after->metric[i];
        if (i == METRIC_DPC_OVER_100_US) /* guidance in microseconds */
            continue;
        if (a->defined != b->defined || a->integer != b->integer ||
            (a->defined && !scaled(row, a->real, b->real)))
            fail_msg("world %llu, 2^%u: %s is %.17g (%llu), then %.17g (%llu)", (unsigned long long)number,
                     power, row->name, a->real, (unsigned long long)a->integer, b->real,
                     (unsigned long long)b->integer);
    }
}

static void constant_and_lattice_times_scale_exactly(void **state) {
    uint64_t frames = 0, dropped = 0;
    (void)state;
    for (uint64_t n = 1; n <= WORLDS; n++) {
        struct world world;
        assert_true(world_open(&world, n, traces, NULL));
        draft_copy(&draft, world.config);
        tame(&draft);
        power = 1 + (uint32_t)(n % 8);
        struct run_result *before = draft_run(&draft, n);
        slow_down(&draft);
        struct run_result *after = draft_run(&draft, n);
        expect_scaled(before, after, n);
        frames += count_of(before, METRIC_FRAMES_OFFERED);
        dropped += count_of(before, METRIC_FRAMES_DROPPED);
        run_result_free(before);
        run_result_free(after);
        world_close(&world);
    }
    assert_true(frames > 10 * WORLDS && dropped > WORLDS && dropped < frames);
}

/* Two draws of the same random bits. */
static void expect_draws(const struct dist *dist, uint64_t seed) {
    struct dist slow = *dist;
    struct dist component[2];
    struct sampler sampler, slower;
    struct stream stream, other;
    if (dist->kind == DIST_MIXTURE) {
        memcpy(component, dist->component, sizeof component);
        slow.component = component;
    }
    slow_law(&slow);
    sampler_init(&sampler, dist);
    sampler_init(&slower, &slow);
    stream_start(&stream, seed, 0, 1, STREAM_SERVICE);
    other = stream;
    for (int i = 0; i < 400; i++) {
        bool residual = i >= 200;
        uint64_t a = residual ? sampler_draw_residual(&sampler, &stream) : sampler_draw(&sampler, &stream);
        uint64_t b = residual ? sampler_draw_residual(&slower, &other) : sampler_draw(&slower, &other);
        uint64_t distance = b > a << power ? b - (a << power) : (a << power) - b;
        if (distance > UINT64_C(1) << power)
            fail_msg("law %d: %llu ps, then %llu ps", (int)dist->kind, (unsigned long long)a,
                     (unsigned long long)b);
    }
    sampler_free(&sampler);
    sampler_free(&slower);
}

static uint64_t laws_seen;

static void expect_law(struct draft *of, const struct param *param, void *field) {
    (void)of;
    if (param->type == PARAM_DIST)
        expect_draws(field, ++laws_seen);
}

static void drawn_times_scale_within_a_picosecond_a_draw(void **state) {
    (void)state;
    laws_seen = 0;
    for (uint64_t n = 1; n <= WORLDS / 5; n++) {
        struct world world;
        assert_true(world_open(&world, n, traces, NULL));
        draft_copy(&draft, world.config);
        power = 1 + (uint32_t)(n % 8);
        draft_each(&draft, expect_law);
        world_close(&world);
    }
    assert_true(laws_seen > WORLDS);
}

/* Poisson traffic that loses nothing: the arrival of a frame is the sum of its gaps, and what a buffer is
 * away is the sum of a latency, a service and a hold. */
static void prepare_open(struct world *world) {
    static const enum dist_kind kinds[] = {DIST_EXPONENTIAL, DIST_UNIFORM, DIST_LOGNORMAL, DIST_GAMMA,
                                           DIST_WEIBULL};
    struct config *config = &draft.config;
    struct source_config *source = &draft.source[0];
    struct protocol_config *protocol = &draft.protocol[0];
    config->source_count = config->protocol_count = 1;
    config->driver_faults = config->lifecycle_count = 0;
    config->link_bps.numerator = 0;
    config->pause_xoff_bytes = CONFIG_UNLIMITED;
    config->pool_policy = 0;
    config->pool_initial = config->pool_limit = config->nic_ring = 4000;
    config->host_memory_bytes = config->host_nonpaged_bytes = CONFIG_UNLIMITED;
    config->host_failure_e18 = config->host_failure_every = config->host_fragmentation = 0;
    config->warmup_ps = 0;
    source->arrival = ARRIVAL_POISSON;
    source->batched = false;
    source->size = (struct size_config){.low = 64};
    source->rate = (struct rate_config){RATE_FRAMES, {1 + world_below(world, 9000000), 1}};
    protocol->mode = PROTOCOL_SPLIT;
    protocol->share = 1;
    protocol->servers = protocol->backlog = CONFIG_UNLIMITED;
    protocol->cpu = PROTOCOL_DEDICATED;
    protocol->stall_for = (struct dist){0};
    protocol->return_batch = 1;
    for (int i = 0; i < 2; i++)
        *(i == 0 ? &protocol->service : &protocol->hold) =
            (struct dist){.kind = kinds[world_below(world, 5)],
                          .a = world_between(world, 1, 3000) * PS_PER_NS,
                          .b = 4000 * PS_PER_NS,
                          .shape_e9 = 1300000000};
}

static void time_metrics_of_drawn_times_scale_within_a_picosecond_a_draw(void **state) {
    uint64_t frames = 0;
    (void)state;
    for (uint64_t n = 1; n <= WORLDS / 2; n++) {
        struct world world;
        assert_true(world_open(&world, n, traces, NULL));
        draft_copy(&draft, world.config);
        prepare_open(&world);
        draft_without_costs(&draft);
        power = 1 + (uint32_t)(n % 8);
        struct run_result *before = draft_run(&draft, n);
        slow_down(&draft);
        struct run_result *after = draft_run(&draft, n);
        uint64_t offered = count_of(before, METRIC_FRAMES_OFFERED);
        /* a frame within a picosecond of the end may be on either side of it */
        uint64_t returned = count_of(before, METRIC_FRAMES_INSIDE);
        if (offered == count_of(after, METRIC_FRAMES_OFFERED) &&
            returned == count_of(after, METRIC_FRAMES_INSIDE)) {
            assert_int_equal(count_of(before, METRIC_FRAMES_DROPPED), 0);
            const struct metric_value *a = &before->metric[METRIC_RETURN_MAX_NS],
                                      *b = &after->metric[METRIC_RETURN_MAX_NS];
            double draws = 2 * ldexp(1, (int)power) / 1000;
            if (a->defined && fabs(b->real - ldexp(a->real, (int)power)) > draws * 1.0001)
                fail_msg("world %llu: %.9g ns, then %.9g ns", (unsigned long long)n, a->real, b->real);
            a = &before->metric[METRIC_RETURN_MEAN_NS], b = &after->metric[METRIC_RETURN_MEAN_NS];
            if (a->defined && fabs(b->real - ldexp(a->real, (int)power)) > draws * 1.0001)
                fail_msg("world %llu: a mean of %.9g ns, then %.9g ns", (unsigned long long)n, a->real,
                         b->real);
            frames += offered;
        }
        run_result_free(before);
        run_result_free(after);
        world_close(&world);
    }
    assert_true(frames > 10 * WORLDS);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(constant_and_lattice_times_scale_exactly),
        cmocka_unit_test(drawn_times_scale_within_a_picosecond_a_draw),
        cmocka_unit_test(time_metrics_of_drawn_times_scale_within_a_picosecond_a_draw),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
