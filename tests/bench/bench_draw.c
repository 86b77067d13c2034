/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a batch of eight draws costs with each vector width this processor has: ns per draw, and the ratio to
 * the plain width of the same run. Widths take turns and the least of many rounds counts, so that what else
 * the machine does falls on none of them. Not a test: nothing here can fail.
 *
 *   bench_draw [LAW]...     exponential, uniform, normal, lognormal, pareto, weibull, empirical */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "digest.h"
#include "sampler_width.h"

#define ROUNDS 200
#define BATCHES 4000

static uint64_t table[1000];
static const struct {
    const char *name;
    struct dist dist;
} law[] = {
    {"exponential", {.kind = DIST_EXPONENTIAL, .a = UINT64_C(1000000)}},
    {"uniform", {.kind = DIST_UNIFORM, .a = UINT64_C(1000), .b = UINT64_C(1000000)}},
    {"normal", {.kind = DIST_NORMAL, .a = UINT64_C(1000000), .b = UINT64_C(100000)}},
    {"lognormal", {.kind = DIST_LOGNORMAL, .a = UINT64_C(1000000), .shape_e9 = UINT64_C(1500000000)}},
    {"pareto", {.kind = DIST_PARETO, .a = UINT64_C(1000000), .shape_e9 = UINT64_C(1500000000)}},
    {"weibull", {.kind = DIST_WEIBULL, .a = UINT64_C(1000000), .shape_e9 = UINT64_C(700000000)}},
    {"empirical", {.kind = DIST_EMPIRICAL, .count = 1000, .table = table}},
};

static double now_ns(void) {
    struct timespec at;
    (void)clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec * 1e9 + (double)at.tv_nsec;
}

/* ns per draw of one round; what was drawn goes into sum, so that it must be. */
static double round_of(const struct sampler *sampler, struct stream *stream, uint64_t *sum) {
    uint64_t out[STREAM_LANES];
    double begin = now_ns();
    for (uint32_t i = 0; i < BATCHES; i++) {
        sampler_draw_8(sampler, stream, out);
        for (uint32_t lane = 0; lane < STREAM_LANES; lane++)
            *sum += out[lane];
    }
    return (now_ns() - begin) / (BATCHES * STREAM_LANES);
}

static void measure(const char *name, const struct dist *dist) {
    struct sampler sampler;
    struct stream stream;
    uint64_t sum = 0;
    double least[SAMPLER_WIDTHS];
    sampler_init(&sampler, dist);
    stream_start(&stream, 1, 1, name_hash("bench"), STREAM_GAP);
    for (uint32_t i = 0; i < ROUNDS * SAMPLER_WIDTHS; i++) {
        uint32_t width = i % SAMPLER_WIDTHS;
        if (!sampler_set_width(&sampler, width))
            continue;
        double took = round_of(&sampler, &stream, &sum);
        least[width] = i < SAMPLER_WIDTHS || took < least[width] ? took : least[width];
    }
    printf("%-12s", name);
    for (uint32_t width = 0; width < SAMPLER_WIDTHS; width++)
        if (sampler_has_width(width))
            printf("  %s %.2f ns (%.2f)", sampler_width_name(width), least[width],
                   least[width] / least[SAMPLER_PLAIN]);
    printf("  checksum %016llx\n", (unsigned long long)sum);
    sampler_free(&sampler);
}

static bool wanted(int count, char **names, const char *name) {
    for (int i = 1; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return count <= 1;
}

int main(int count, char **names) {
    for (uint32_t i = 0; i < 1000; i++)
        table[i] = i * UINT64_C(1000);
    for (size_t i = 0; i < sizeof law / sizeof *law; i++)
        if (wanted(count, names, law[i].name))
            measure(law[i].name, &law[i].dist);
    return 0;
}
