/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bits.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "digest.h"
#include "dmath.h"
#include "ensure.h"
#include "sampler.h"
#include "sim.h"

/* About 2^57: a sample shows every bit of its double. */
#define LARGE UINT64_C(144115188075855873)
#define DRAWS 100000

static uint64_t mix(uint64_t hash, uint64_t value) {
    hash = (hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 32;
}

static uint64_t bits_of(double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static const uint64_t table[5] = {LARGE / 7, LARGE / 3, LARGE, LARGE + 12345, 3 * LARGE};
static uint64_t weight[3] = {UINT64_C(500000000000000000), UINT64_C(300000000000000001),
                             UINT64_C(199999999999999999)};
static struct dist component[3] = {
    {.kind = DIST_EXPONENTIAL, .a = LARGE},
    {.kind = DIST_UNIFORM, .a = LARGE / 2, .b = 2 * LARGE},
    {.kind = DIST_CONSTANT, .a = LARGE / 5},
};

struct law {
    const char *name;
    struct dist dist;
};

static const struct law laws[] = {
    {"constant", {.kind = DIST_CONSTANT, .a = LARGE}},
    {"exponential", {.kind = DIST_EXPONENTIAL, .a = LARGE}},
    {"uniform", {.kind = DIST_UNIFORM, .a = LARGE / 3, .b = 2 * LARGE}},
    {"normal", {.kind = DIST_NORMAL, .a = LARGE, .b = LARGE / 4}},
    {"normal-cut", {.kind = DIST_NORMAL, .a = LARGE / 4, .b = LARGE}},
    {"lognormal", {.kind = DIST_LOGNORMAL, .a = LARGE, .shape_e9 = 1500000000}},
    {"pareto", {.kind = DIST_PARETO, .a = LARGE, .shape_e9 = 1400000000}},
    {"weibull", {.kind = DIST_WEIBULL, .a = LARGE, .shape_e9 = 700000000}},
    {"gamma", {.kind = DIST_GAMMA, .a = LARGE, .shape_e9 = 2500000000}},
    {"gamma-below-1", {.kind = DIST_GAMMA, .a = LARGE, .shape_e9 = 300000000}},
    {"erlang-3", {.kind = DIST_ERLANG, .a = LARGE, .count = 3}},
    {"erlang-100", {.kind = DIST_ERLANG, .a = LARGE, .count = 100}},
    {"hyperexponential", {.kind = DIST_HYPEREXPONENTIAL, .a = LARGE, .shape_e9 = 3000000000}},
    {"mixture", {.kind = DIST_MIXTURE, .count = 3, .component = component, .weight_e18 = weight}},
    {"empirical", {.kind = DIST_EMPIRICAL, .count = 5, .table = (uint64_t *)table}},
};

static void start(struct stream *stream) {
    stream_start(stream, 42, 3, name_hash("cross"), STREAM_SERVICE);
}

void bits_samplers(void) {
    for (size_t i = 0; i < sizeof laws / sizeof *laws; i++) {
        struct sampler sampler;
        struct stream stream;
        uint64_t single = 0, eights = 0, residual = 0;
        sampler_init(&sampler, &laws[i].dist);
        start(&stream);
        for (uint32_t n = 0; n < DRAWS; n++)
            single = mix(single, sampler_draw(&sampler, &stream));
        start(&stream);
        for (uint32_t n = 0; n < DRAWS; n += STREAM_LANES) {
            uint64_t out[STREAM_LANES];
            for (uint32_t lane = 0; !sampler_is_batched(&sampler) && lane < STREAM_LANES; lane++)
                out[lane] = sampler_draw(&sampler, &stream);
            if (sampler_is_batched(&sampler))
                sampler_draw_8(&sampler, &stream, out);
            for (uint32_t lane = 0; lane < STREAM_LANES; lane++)
                eights = mix(eights, out[lane]);
        }
        ensure(single == eights);
        for (uint32_t n = 0; n < DRAWS; n++)
            residual = mix(residual, sampler_draw_residual(&sampler, &stream));
        printf("law %s %016" PRIx64 " %016" PRIx64 "\n", laws[i].name, single, residual);
        sampler_free(&sampler);
    }
}

void bits_dmath(void) {
    struct stream stream;
    uint64_t log = 0, exp = 0, pow = 0, quantile = 0;
    start(&stream);
    for (uint32_t n = 0; n < DRAWS; n++) {
        double x = (double)(stream_next(&stream) >> 11) * 0x1p-53 + 0x1p-60;
        log = mix(log, bits_of(dmath_log(x)));
        exp = mix(exp, bits_of(dmath_exp(60 * x - 30)));
        pow = mix(pow, bits_of(dmath_pow(1e6 * x, 3 * x - 1)));
        quantile = mix(quantile, bits_of(dmath_normal_quantile(x)));
    }
    printf("dmath log %016" PRIx64 " exp %016" PRIx64 " pow %016" PRIx64 " quantile %016" PRIx64 "\n", log,
           exp, pow, quantile);
}

void bits_run(uint64_t number, const struct config *config, bool all) {
    const char *problem = "";
    struct plan *plan = plan_make(config, &problem);
    ensure(plan != NULL);
    struct sim *sim = sim_create(plan);
    struct run_result *result = sim_run(sim, config->seed, 0, NULL, NULL);
    uint64_t integers = 0, reals = 0;
    for (int i = 0; i < METRIC_COUNT; i++) {
        const struct metric_value *value = &result->metric[i];
        integers = mix(integers, value->defined ? value->integer : UINT64_MAX);
        reals = mix(reals, value->defined ? bits_of(value->real) : UINT64_MAX);
    }
    char text[DIGEST_TEXT];
    digest_text(&result->digest, text);
    printf("world %" PRIu64 " %s %s %016" PRIx64 " %016" PRIx64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n",
           number, run_status_text(result->status), text, integers, reals,
           result->metric[METRIC_FRAMES_OFFERED].integer, result->metric[METRIC_FRAMES_DELIVERED].integer,
           result->metric[METRIC_FRAMES_DROPPED].integer);
    for (int i = 0; i < METRIC_COUNT && all; i++) {
        const struct metric_value *value = &result->metric[i];
        printf("  %s %s %" PRIu64 " %016" PRIx64 "\n", metric_table[i].name, value->defined ? "is" : "null",
               value->integer, bits_of(value->real));
    }
    run_result_free(result);
    sim_destroy(sim);
    plan_free(plan);
}
