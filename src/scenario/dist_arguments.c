/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of laws and their named arguments: it drives parsing and every message.
 *
 * Arguments carry names because nobody remembers whether a Weibull's scale or shape comes first. All laws are
 * given by their mean, so that a sweep over the law keeps the load. */
#include <string.h>

#include "dist_law.h"
#include "ensure.h"

#define MEAN                                                                                                 \
    { "mean", SLOT_MEAN, 0, 0, NULL }
#define CV_RANGE "cv is above 0 and at most 1000"
static const struct law laws[] = {
    {"exp",
     DIST_EXPONENTIAL,
     "exp(mean=50 us)",
     "exp(mean=8)",
     "exponential: gaps of a Poisson process, service without memory",
     {MEAN}},
    {"uniform",
     DIST_UNIFORM,
     "uniform(10 us, 50 us)",
     "uniform(1, 8)",
     "any value from the first to the second alike; the arguments have no names",
     {{0}}},
    {"normal",
     DIST_NORMAL,
     "normal(mean=50 us, sd=5 us)",
     "normal(mean=8, sd=2)",
     "normal of standard deviation sd; what falls below 0 becomes 0, so the mean is a little higher",
     {MEAN, {"sd", SLOT_DEVIATION, 0, 0, NULL}}},
    {"lognormal",
     DIST_LOGNORMAL,
     "lognormal(mean=50 us, cv=2)",
     "lognormal(mean=8, cv=2)",
     "right-skewed: latencies of software; cv is standard deviation over mean",
     {MEAN, {"cv", SLOT_SHAPE, 1, 1000 * LAW_E9, CV_RANGE}}},
    {"pareto",
     DIST_PARETO,
     "pareto(mean=50 us, shape=1.5)",
     "pareto(mean=8, shape=1.5)",
     "heavy tail: bursts on every time scale; infinite variance up to shape 2",
     {MEAN,
      {"shape", SLOT_SHAPE, LAW_E9 + 1, 1000 * LAW_E9,
       "shape is above 1 (at 1 and below the mean is infinite) and at most 1000"}}},
    {"weibull",
     DIST_WEIBULL,
     "weibull(mean=50 us, shape=0.5)",
     "weibull(mean=8, shape=0.5)",
     "heavy tail below shape 1, exponential at 1, steady above",
     {MEAN, {"shape", SLOT_SHAPE, LAW_E9 / 100, 1000 * LAW_E9, "shape is from 0.01 to 1000"}}},
    {"gamma",
     DIST_GAMMA,
     "gamma(mean=50 us, shape=4)",
     "gamma(mean=8, shape=4)",
     "between exponential (shape 1) and constant (large shape); shape or cv, not both",
     {MEAN,
      {"shape", SLOT_SHAPE, LAW_E9 / 1000, 1000000 * LAW_E9, "shape is from 0.001 to 1000000"},
      {"cv", SLOT_CV_AS_SHAPE, LAW_E9 / 1000, UINT64_C(31622776601), "cv is from 0.001 to 31.622776601"}}},
    {"erlang",
     DIST_ERLANG,
     "erlang(k=4, mean=50 us)",
     "erlang(k=4, mean=8)",
     "sum of k exponential stages",
     {{"k", SLOT_STAGES, 0, 0, NULL}, MEAN}},
    {"hyperexp",
     DIST_HYPEREXPONENTIAL,
     "hyperexp(mean=50 us, cv=2)",
     "hyperexp(mean=8, cv=2)",
     "two exponential phases with balanced means: more variable than exp",
     {MEAN,
      {"cv", SLOT_SHAPE, LAW_E9, 1000 * LAW_E9, "cv is from 1 to 1000; below 1 write gamma or erlang"}}},
    {"mix",
     DIST_MIXTURE,
     "mix(95 %: exp(mean=50 us), 5 %: uniform(0 s, 1 s))",
     "mix(95 %: 1, 5 %: uniform(2, 8))",
     "one of several by weight; weights add up to 100 %, at most 64 laws, none of them a mix",
     {{0}}},
    {"empirical",
     DIST_EMPIRICAL,
     "empirical(times.txt)",
     "empirical(counts.txt)",
     "a file of measured values, one a line with its unit, each as likely as any other",
     {{0}}},
};
enum { LAWS = sizeof laws / sizeof laws[0] };

const struct law *law_at(size_t index) {
    return index < LAWS ? &laws[index] : NULL;
}

static void hint_laws(struct value_error *error, const char *const names[LAWS]) {
    struct text list = {0};
    for (size_t i = 0; i < LAWS; i++)
        text_format(&list, "%s%s", i == 0 ? "" : i + 1 < LAWS ? ", " : " and ", names[i]);
    value_hint(error, "there are %s", list.at);
    text_free(&list);
}

const struct law *law_find(struct slice name, struct value_error *error) {
    const char *names[LAWS];
    char quote[QUOTE_MAX];
    char word[QUOTE_MAX] = "";
    for (size_t i = 0; i < LAWS; i++) {
        if (slice_is(name, laws[i].name))
            return &laws[i];
        names[i] = laws[i].name;
    }
    size_t length = name.end - name.begin;
    if (length < sizeof word)
        memcpy(word, name.text + name.begin, length);
    value_fail(error, name, "unknown distribution %s", slice_quote(name, quote));
    const char *nearest = text_nearest(word, names, LAWS);
    if (nearest != NULL)
        value_hint(error, "did you mean '%s'?", nearest);
    else
        hint_laws(error, names);
    return NULL;
}

bool law_hint_example(const struct law_reader *reader, const struct law *law) {
    return value_hint(reader->error, "write for example '%s'",
                      reader->count_unit ? law->count_example : law->example);
}

bool law_value(struct slice slice, const struct law_reader *reader, uint64_t *value) {
    if (reader->count_unit)
        return read_count(slice, 0, UINT64_MAX - 1, value, reader->error);
    return read_time(slice, value, reader->error);
}

bool law_piece(struct slice *inside, bool *more, struct slice *piece) {
    if (!*more)
        return false;
    *piece = *inside;
    piece->end = slice_comma(*inside);
    *more = piece->end < inside->end;
    inside->begin = piece->end + *more;
    *piece = slice_trim(*piece);
    return true;
}

/* shape = 1 / cv^2 in units of 1e-9, if that is exact. */
static bool shape_of_cv(struct slice slice, uint64_t cv_e9, const struct law_reader *reader,
                        uint64_t *shape_e9) {
    u128 square = (u128)cv_e9 * cv_e9;
    u128 scale = (u128)LAW_E9 * LAW_E9 * LAW_E9;
    char quote[QUOTE_MAX];
    *shape_e9 = (uint64_t)(scale / square); /* from 0.001 to 1000000: the range of cv sees to that */
    if (scale % square == 0)
        return true;
    struct text near = {0};
    uint64_t shown = *shape_e9 + (scale % square * 2 >= square);
    ensure(decimal_write(&near, shown, LAW_E9));
    value_fail(reader->error, slice, "a gamma law of cv %s has no exact shape", slice_quote(slice, quote));
    value_hint(reader->error, "shape is 1/cv^2: write for example 'shape=%s'", near.at);
    text_free(&near);
    return false;
}

static bool refuse_range(struct slice slice, const char *name, const char *hint, struct value_error *error) {
    char quote[QUOTE_MAX];
    value_fail(error, slice, "%s %s is out of range", name, slice_quote(slice, quote));
    return value_hint(error, "%s", hint);
}

static bool read_argument(struct slice slice, const struct argument *argument,
                          const struct law_reader *reader, struct dist *dist) {
    uint64_t value = 0;
    switch (argument->slot) {
    case SLOT_MEAN:
        if (!law_value(slice, reader, &dist->a))
            return false;
        if (dist->a != 0)
            return true;
        return refuse_range(slice, "mean",
                            reader->count_unit ? "a mean is above 0; a constant is written '0'"
                                               : "a mean is above 0; a constant is written '0 s'",
                            reader->error);
    case SLOT_DEVIATION:
        return law_value(slice, reader, &dist->b);
    case SLOT_STAGES:
        if (!read_count(slice, 1, LAW_STAGES_MAX, &value, reader->error))
            return false;
        dist->count = (uint32_t)value;
        return true;
    case SLOT_SHAPE:
    case SLOT_CV_AS_SHAPE:
        if (!read_scaled(slice, LAW_E9, &value, reader->error))
            return false;
        if (value < argument->low_e9 || value > argument->high_e9)
            return refuse_range(slice, argument->name, argument->range, reader->error);
        if (argument->slot == SLOT_CV_AS_SHAPE)
            return shape_of_cv(slice, value, reader, &dist->shape_e9);
        dist->shape_e9 = value;
        return true;
    case SLOT_NONE:
        break;
    }
    ensure(false);
}

static bool refuse_argument(struct slice name, const struct law *law, const struct law_reader *reader) {
    const char *names[LAW_ARGUMENTS_MAX];
    size_t count = 0;
    char quote[QUOTE_MAX];
    char word[QUOTE_MAX] = "";
    size_t length = name.end - name.begin;
    for (size_t i = 0; i < LAW_ARGUMENTS_MAX && law->argument[i].slot != SLOT_NONE; i++)
        names[count++] = law->argument[i].name;
    if (length < sizeof word)
        memcpy(word, name.text + name.begin, length);
    value_fail(reader->error, name, "unknown argument %s of %s", slice_quote(name, quote), law->name);
    const char *nearest = text_nearest(word, names, count);
    if (nearest != NULL)
        return value_hint(reader->error, "did you mean '%s'?", nearest);
    return law_hint_example(reader, law);
}

/* One NAME=VALUE; *given is the set of arguments seen. */
static bool read_named(struct slice piece, const struct law *law, const struct law_reader *reader,
                       struct dist *dist, unsigned *given) {
    char quote[QUOTE_MAX];
    size_t length = piece.end - piece.begin;
    const char *equals = length > 0 ? memchr(piece.text + piece.begin, '=', length) : NULL;
    if (equals == NULL) {
        if (length == 0)
            value_fail(reader->error, piece, "an argument of %s is missing", law->name);
        else
            value_fail(reader->error, piece, "argument %s of %s needs its name", slice_quote(piece, quote),
                       law->name);
        return law_hint_example(reader, law);
    }
    struct slice name = piece;
    struct slice value = piece;
    name.end = (size_t)(equals - piece.text);
    value.begin = name.end + 1;
    name = slice_trim(name);
    for (unsigned i = 0; i < LAW_ARGUMENTS_MAX && law->argument[i].slot != SLOT_NONE; i++) {
        if (!slice_is(name, law->argument[i].name))
            continue;
        if ((*given & 1u << i) != 0)
            return value_fail(reader->error, name, "%s is given twice", slice_quote(name, quote));
        *given |= 1u << i;
        return read_argument(slice_trim(value), &law->argument[i], reader, dist);
    }
    return refuse_argument(name, law, reader);
}

bool law_arguments(struct slice inside, const struct law *law, const struct law_reader *reader,
                   struct dist *dist) {
    struct slice all = inside;
    struct slice piece;
    unsigned given = 0;
    bool more = inside.begin < inside.end;
    while (law_piece(&inside, &more, &piece)) {
        if (!read_named(piece, law, reader, dist, &given))
            return false;
    }
    bool shape_or_cv = law->kind == DIST_GAMMA;
    if (shape_or_cv && (given & 6u) == 6u)
        return value_fail(reader->error, all, "gamma takes shape or cv, not both");
    if (shape_or_cv && (given & 6u) != 0)
        given |= 6u;
    for (unsigned i = 0; i < LAW_ARGUMENTS_MAX && law->argument[i].slot != SLOT_NONE; i++) {
        if ((given & 1u << i) == 0) {
            value_fail(reader->error, all, "%s needs %s=", law->name, law->argument[i].name);
            return law_hint_example(reader, law);
        }
    }
    return true;
}
