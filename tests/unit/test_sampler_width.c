/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vectors of every width this processor has give the bits of the scalar definition, sampler_draw, for every
 * law that is drawn in batches: everyday parameters, random ones and extremes, and bits chosen to reach the
 * ends of every formula. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "digest.h"
#include "sampler.h"
#include "sampler_width.h"

#define E9 UINT64_C(1000000000)
#define WEIBULL_LEAST UINT64_C(6000000)    /* the least shape that sampler_init takes */
#define LARGE UINT64_C(144115188075855873) /* about 2^57: a sample shows every bit of its double */

static const enum dist_kind batched[] = {DIST_EXPONENTIAL, DIST_UNIFORM, DIST_NORMAL,   DIST_LOGNORMAL,
                                         DIST_PARETO,      DIST_WEIBULL, DIST_EMPIRICAL};
#define BATCHED (sizeof batched / sizeof *batched)

/* Every batch from a copy of the stream with that width, and sample by sample from the stream itself. */
static void expect_same_bits(const struct sampler *scalar, enum sampler_width width,
                             const struct stream *from, uint32_t batches) {
    struct sampler wide = *scalar;
    struct stream single = *from, eight = *from;
    assert_true(sampler_set_width(&wide, width));
    for (uint32_t i = 0; i < batches; i++) {
        uint64_t out[STREAM_LANES];
        sampler_draw_8(&wide, &eight, out);
        for (uint32_t lane = 0; lane < STREAM_LANES; lane++) {
            uint64_t value = sampler_draw(scalar, &single);
            if (out[lane] != value)
                fail_msg("law %d, %s, batch %u, lane %u: %016llx instead of %016llx", (int)scalar->kind,
                         sampler_width_name(width), i, lane, (unsigned long long)out[lane],
                         (unsigned long long)value);
        }
    }
    assert_true(stream_next(&single) == stream_next(&eight));
}

static void expect_same_bits_of_all_widths(const struct dist *dist, const struct stream *from,
                                           uint32_t batches) {
    struct sampler sampler;
    sampler_init(&sampler, dist);
    for (enum sampler_width width = SAMPLER_PLAIN; width < SAMPLER_WIDTHS; width++)
        if (sampler_is_batched(&sampler) && sampler_has_width(width))
            expect_same_bits(&sampler, width, from, batches);
    sampler_free(&sampler);
}

/* A number of any magnitude below 2^bits. */
static uint64_t any_below(struct stream *stream, uint32_t bits) {
    uint64_t x = stream_next(stream);
    return x >> (64 - 1 - stream_below(stream, bits));
}

/* A law of that kind with parameters of any magnitude a scenario can state. */
static struct dist any_law(struct stream *stream, enum dist_kind kind, uint64_t table[256]) {
    struct dist dist = {.kind = kind, .a = 1 + any_below(stream, 62), .shape_e9 = 1 + any_below(stream, 44)};
    if (kind == DIST_UNIFORM)
        dist.b = dist.a + any_below(stream, 63);
    if (kind == DIST_NORMAL)
        dist.b = 1 + any_below(stream, 62);
    if (kind == DIST_PARETO)
        dist.shape_e9 += E9;
    if (kind == DIST_WEIBULL)
        dist.shape_e9 += WEIBULL_LEAST;
    if (kind == DIST_EMPIRICAL) {
        dist.count = 1 + (uint32_t)stream_below(stream, 256);
        dist.table = table;
        for (uint32_t i = 0; i < dist.count; i++)
            table[i] = any_below(stream, 64);
    }
    return dist;
}

static void random_laws_have_the_same_bits_at_every_width(void **state) {
    (void)state;
    uint64_t table[256];
    struct stream choice, stream;
    stream_start(&choice, 1, 0, name_hash("choice"), STREAM_GAP);
    for (uint64_t i = 0; i < 700 * BATCHED; i++) {
        struct dist dist = any_law(&choice, batched[i % BATCHED], table);
        stream_start(&stream, i, 1, name_hash("width"), STREAM_SERVICE);
        expect_same_bits_of_all_widths(&dist, &stream, 40);
    }
}

static void laws_at_their_ends_have_the_same_bits_at_every_width(void **state) {
    (void)state;
    static uint64_t table[3] = {0, LARGE, UINT64_MAX};
    static const struct dist law[] = {
        {.kind = DIST_EXPONENTIAL, .a = 1},
        {.kind = DIST_EXPONENTIAL, .a = UINT64_C(1) << 47}, /* some samples above 2^52 */
        {.kind = DIST_EXPONENTIAL, .a = LARGE},
        {.kind = DIST_EXPONENTIAL, .a = UINT64_MAX},
        {.kind = DIST_UNIFORM, .a = 0, .b = 0},
        {.kind = DIST_UNIFORM, .a = 0, .b = UINT64_MAX},
        {.kind = DIST_NORMAL, .a = 0, .b = UINT64_MAX},
        {.kind = DIST_NORMAL, .a = LARGE, .b = LARGE / 4},
        {.kind = DIST_NORMAL, .a = 1000, .b = 1000}, /* many below 0 */
        {.kind = DIST_LOGNORMAL, .a = LARGE, .shape_e9 = 1},
        {.kind = DIST_LOGNORMAL, .a = LARGE, .shape_e9 = 1500000000},
        {.kind = DIST_LOGNORMAL, .a = UINT64_MAX, .shape_e9 = UINT64_MAX},
        {.kind = DIST_PARETO, .a = LARGE, .shape_e9 = E9 + 1},
        {.kind = DIST_PARETO, .a = LARGE, .shape_e9 = UINT64_MAX},
        {.kind = DIST_WEIBULL, .a = LARGE, .shape_e9 = WEIBULL_LEAST},
        {.kind = DIST_WEIBULL,
         .a = LARGE,
         .shape_e9 = 52631578}, /* the least shape but one that is clamped */
        {.kind = DIST_WEIBULL, .a = LARGE, .shape_e9 = 52631579},
        {.kind = DIST_WEIBULL, .a = LARGE, .shape_e9 = UINT64_MAX},
        {.kind = DIST_EMPIRICAL, .count = 3, .table = table},
    };
    struct stream stream;
    for (size_t i = 0; i < sizeof law / sizeof *law; i++) {
        stream_start(&stream, i, 2, name_hash("width"), STREAM_SERVICE);
        expect_same_bits_of_all_widths(&law[i], &stream, 20000);
    }
}

/* State words of a lane such that it draws x next: xoshiro256++ gives rotl(a + d, 23) + a. */
static void make_lane_draw(struct stream *stream, uint32_t lane, uint64_t x) {
    stream->lane[0][lane] = 0;
    stream->lane[3][lane] = x >> 23 | x << 41;
}

/* Uniform numbers at 0, 1, 1/2, where a logarithm changes its exponent, and where the normal quantile goes
 * from one piece to the next; each in every lane, among eight of its kind and among ordinary ones. */
static void chosen_bits_have_the_same_bits_at_every_width(void **state) {
    (void)state;
    uint64_t table[256];
    const double at[] = {0.0,   0.5,   1.0,     0x1.6a09e667f3bcdp-1,  0x1.6a09e667f3bcdp-2,       0.25,
                         0.075, 0.925, 0x1p-36, 1.388794386496402e-11, 1.0 - 1.388794386496402e-11};
    for (size_t i = 0; i < 13 * sizeof at / sizeof *at; i++) {
        double scaled = at[i / 13] * 0x1p52;
        uint64_t near = scaled < 0x1p52 ? (uint64_t)scaled : (UINT64_C(1) << 52) - 1;
        uint64_t x = (near + i % 13 - 6) << 12; /* wraps from 0 to 1 and back: ends as well */
        for (uint32_t lane = 0; lane <= STREAM_LANES; lane++)
            for (size_t law = 0; law < 2 * BATCHED; law++) {
                struct stream stream;
                stream_start(&stream, i, 3, name_hash("width"), STREAM_SERVICE);
                struct dist dist = any_law(&stream, batched[law % BATCHED], table);
                dist.a = law < BATCHED ? LARGE : 1000000;
                dist.b = dist.kind == DIST_UNIFORM ? 2 * LARGE : LARGE / 5;
                stream.next = STREAM_LANES;
                for (uint32_t j = 0; j < STREAM_LANES; j++)
                    if (j == lane || lane == STREAM_LANES)
                        make_lane_draw(&stream, j, x);
                expect_same_bits_of_all_widths(&dist, &stream, 2);
            }
    }
}

static void a_sampler_draws_with_the_best_width_there_is(void **state) {
    (void)state;
    struct sampler sampler, forced;
    const struct dist dist = {.kind = DIST_EXPONENTIAL, .a = 1000};
    sampler_init(&sampler, &dist);
    forced = sampler;
    enum sampler_width best = sampler_best_width();
    print_message("# widths:");
    for (enum sampler_width width = SAMPLER_PLAIN; width < SAMPLER_WIDTHS; width++) {
        bool has = sampler_has_width(width);
        print_message("%s %s", has ? "" : " no", sampler_width_name(width));
        assert_true(sampler_set_width(&forced, width) == has);
        assert_true(!has || width <= best);
        assert_true((forced.draw_8 == sampler.draw_8) == (width >= best));
    }
    print_message("\n");
    assert_true(sampler_has_width(SAMPLER_PLAIN));
}

static void a_law_of_several_draws_has_no_width(void **state) {
    (void)state;
    const struct dist gamma = {.kind = DIST_GAMMA, .a = 1000, .shape_e9 = E9 / 2};
    struct sampler sampler;
    sampler_init(&sampler, &gamma);
    assert_true(sampler_set_width(&sampler, SAMPLER_PLAIN));
    assert_false(sampler_is_batched(&sampler));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_laws_have_the_same_bits_at_every_width),
        cmocka_unit_test(laws_at_their_ends_have_the_same_bits_at_every_width),
        cmocka_unit_test(chosen_bits_have_the_same_bits_at_every_width),
        cmocka_unit_test(a_sampler_draws_with_the_best_width_there_is),
        cmocka_unit_test(a_law_of_several_draws_has_no_width),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
