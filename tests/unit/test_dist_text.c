/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Laws as text: what is understood, what is refused in which words, and random laws through text and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "value.h"

#define E9 UINT64_C(1000000000)
#define US UINT64_C(1000000)

static uint64_t next_random(uint64_t *state) {
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static uint64_t between(uint64_t *state, uint64_t low, uint64_t high) {
    return low + (next_random(state) >> next_random(state) % 64) % (high - low + 1);
}

/* Tests run in the project's directory, or are told where it is. */
static const char *data_dir(void) {
    static char path[4096];
    const char *root = getenv("RXPOOL_SOURCE_ROOT");
    int length = snprintf(path, sizeof path, "%s/tests/data/traces", root == NULL ? "." : root);
    assert_true(length > 0 && (size_t)length < sizeof path);
    return path;
}

static void laws_become_canonical(void **state) {
    static const struct {
        bool counts;
        const char *text, *expected;
    } rows[] = {
        {false, "30us", "30 us"},
        {false, "0 s", "0 s"},
        {false, "exp( mean = 50us )", "exp(mean=50 us)"},
        {false, "exp (mean=50 us)", "exp(mean=50 us)"},
        {false, "uniform(0 s,1000 ms)", "uniform(0 s, 1 s)"},
        {false, "normal(sd=1 us, mean=5 us)", "normal(mean=5 us, sd=1 us)"},
        {false, "lognormal(mean=300 us, cv=1.50)", "lognormal(mean=300 us, cv=1.5)"},
        {false, "pareto(mean=1 ms, shape=1.000000001)", "pareto(mean=1 ms, shape=1.000000001)"},
        {false, "weibull(mean=1 ms, shape=5e-1)", "weibull(mean=1 ms, shape=0.5)"},
        {false, "gamma(mean=1 ms, shape=4)", "gamma(mean=1 ms, shape=4)"},
        {false, "gamma(mean=1 ms, cv=0.5)", "gamma(mean=1 ms, shape=4)"},
        {false, "erlang(mean=1 ms, k=4)", "erlang(k=4, mean=1 ms)"},
        {false, "hyperexp(mean=1 ms, cv=1)", "hyperexp(mean=1 ms, cv=1)"},
        {false, "mix(95 %: exp(mean=50 us), 0.05: uniform(0 s, 1 s))",
         "mix(95 %: exp(mean=50 us), 5 %: uniform(0 s, 1 s))"},
        {false, "mix(0.999:1us,0.1%:2us)", "mix(0.999: 1 us, 0.001: 2 us)"},
        {true, "8", "8"},
        {true, "1e3", "1000"},
        {true, "uniform(1, 8)", "uniform(1, 8)"},
        {true, "mix(50 %: 1, 50 %: erlang(k=2, mean=8))", "mix(50 %: 1, 50 %: erlang(k=2, mean=8))"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct text text = {0};
        struct value_error error = {.message = ""};
        struct dist dist;
        if (!value_dist(rows[i].text, rows[i].counts, NULL, &dist, &error))
            fail_msg("%s: %s", rows[i].text, error.message);
        format_dist(&text, &dist, rows[i].counts);
        assert_string_equal(text.at, rows[i].expected);
        text_free(&text);
        dist_free(&dist);
    }
}

static void faults_are_named_with_a_way_out(void **state) {
    static const struct {
        bool counts;
        const char *text, *message, *hint;
        uint32_t offset, length;
    } rows[] = {
        {false, "5", "missing unit", "write for example '5 us'", 0, 1},
        {false, "expo(mean=1 us)", "unknown distribution 'expo'", "did you mean 'exp'?", 0, 4},
        {false, "zipf(mean=1 us)", "unknown distribution 'zipf'",
         "there are exp, uniform, normal, lognormal, pareto, weibull, gamma, erlang, hyperexp, mix and "
         "empirical",
         0, 4},
        {false, "exp", "exp needs arguments", "write for example 'exp(mean=50 us)'", 0, 3},
        {false, "exp(mean=1 us", "the closing ')' of exp is missing", "write for example 'exp(mean=50 us)'",
         0, 13},
        {false, "exp(mean=1 us) ms", "unexpected 'ms' after ')'", "write for example 'exp(mean=50 us)'", 15,
         2},
        {false, "exp()", "exp needs mean=", "write for example 'exp(mean=50 us)'", 4, 0},
        {false, "exp(50 us)", "argument '50 us' of exp needs its name", "write for example 'exp(mean=50 us)'",
         4, 5},
        {true, "exp(5)", "argument '5' of exp needs its name", "write for example 'exp(mean=8)'", 4, 1},
        {false, "exp(maen=1 us)", "unknown argument 'maen' of exp", "did you mean 'mean'?", 4, 4},
        {false, "exp(mean=1 us, mean=2 us)", "'mean' is given twice", "", 15, 4},
        {false, "exp(mean=1 us,)", "an argument of exp is missing", "write for example 'exp(mean=50 us)'", 14,
         0},
        {false, "exp(mean=1)", "missing unit", "write for example '1 us'", 9, 1},
        {false, "exp(mean=0 s)", "mean '0 s' is out of range",
         "a mean is above 0; a constant is written '0 s'", 9, 3},
        {false, "uniform(1 us)", "uniform takes two arguments", "write for example 'uniform(10 us, 50 us)'",
         8, 4},
        {false, "uniform(2 us, 1 us)", "the lower bound is above the upper bound",
         "write the lower one first", 8, 10},
        {false, "pareto(mean=1 us, shape=1)", "shape '1' is out of range",
         "shape is above 1 (at 1 and below the mean is infinite) and at most 1000", 24, 1},
        {false, "hyperexp(mean=1 us, cv=0.5)", "cv '0.5' is out of range",
         "cv is from 1 to 1000; below 1 write gamma or erlang", 23, 3},
        {false, "erlang(k=0, mean=1 us)", "'0' is out of range", "give a whole number from 1 to 1000000", 9,
         1},
        {false, "gamma(mean=1 us)", "gamma needs shape=", "write for example 'gamma(mean=50 us, shape=4)'", 6,
         9},
        {false, "gamma(mean=1 us, cv=1, shape=1)", "gamma takes shape or cv, not both", "", 6, 24},
        {false, "gamma(mean=1 ms, cv=0.3)", "a gamma law of cv '0.3' has no exact shape",
         "shape is 1/cv^2: write for example 'shape=11.111111111'", 20, 3},
        {false, "gamma(mean=1 us, cv=40)", "cv '40' is out of range", "cv is from 0.001 to 31.622776601", 20,
         2},
        {false, "mix(95 %: 1 us, 4 %: 2 us)", "the weights add up to 99 %", "weights add up to 100 % exactly",
         4, 21},
        {false, "mix(exp(mean=1 us))", "component 'exp(mean=1 us)' has no weight",
         "write for example '5 %: 50 us'", 4, 14},
        {false, "mix(50 %: 1 us, 50 %: mix(100 %: 2 us))", "a mixture stands within a mixture",
         "multiply the weights and write one mixture", 26, 11},
        {false, "mix(50 %: 1 us, 50 %: exp(mean=2 KB))", "unknown unit 'KB'",
         "units are ps, ns, us, ms, s, min or h", 33, 2},
        {false, "empirical()", "empirical needs a file", "write for example 'empirical(times.txt)'", 10, 0},
        {false, "empirical(/no/such)", "cannot read '/no/such': No such file or directory", "", 10, 8},
        {true, "8 us", "'us' behind the number: a whole number has no unit",
         "write for example '65536' or '1e6'", 2, 2},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct value_error error = {.message = ""};
        struct dist dist;
        if (value_dist(rows[i].text, rows[i].counts, NULL, &dist, &error))
            fail_msg("%s is understood", rows[i].text);
        assert_string_equal(error.message, rows[i].message);
        assert_string_equal(error.hint, rows[i].hint);
        assert_int_equal(error.offset, rows[i].offset);
        assert_int_equal(error.length, rows[i].length);
    }
}

static void random_law(uint64_t *seed, bool within_mix, struct dist *dist) {
    *dist = (struct dist){.kind = (enum dist_kind)(next_random(seed) % (within_mix ? 10 : 11))};
    dist->a = between(seed, 1, UINT64_MAX - 2);
    switch (dist->kind) {
    case DIST_CONSTANT:
        dist->a--;
        break;
    case DIST_UNIFORM:
        dist->b = dist->a + between(seed, 0, UINT64_MAX - 2 - dist->a);
        break;
    case DIST_NORMAL:
        dist->b = between(seed, 0, UINT64_MAX - 2);
        break;
    case DIST_LOGNORMAL:
        dist->shape_e9 = between(seed, 1, 1000 * E9);
        break;
    case DIST_PARETO:
        dist->shape_e9 = between(seed, E9 + 1, 1000 * E9);
        break;
    case DIST_WEIBULL:
    case DIST_GAMMA:
    case DIST_HYPEREXPONENTIAL:
        dist->shape_e9 = between(seed, E9, 1000 * E9);
        break;
    case DIST_ERLANG:
        dist->count = (uint32_t)between(seed, 1, 1000000);
        break;
    case DIST_MIXTURE: {
        uint64_t left = E9 * E9;
        dist->a = 0;
        dist->count = (uint32_t)between(seed, 1, 64);
        dist->component = memory_alloc(dist->count * sizeof *dist->component);
        dist->weight_e18 = memory_alloc(dist->count * sizeof *dist->weight_e18);
        for (uint32_t i = 0; i < dist->count; i++) {
            random_law(seed, true, &dist->component[i]);
            dist->weight_e18[i] = i + 1 == dist->count ? left : between(seed, 0, left);
            left -= dist->weight_e18[i];
        }
        break;
    }
    case DIST_EXPONENTIAL:
    case DIST_EMPIRICAL:
        break;
    }
}

static void assert_same_law(const struct dist *a, const struct dist *b) {
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->count, b->count);
    assert_true(a->a == b->a && a->b == b->b && a->shape_e9 == b->shape_e9);
    for (uint32_t i = 0; a->kind == DIST_MIXTURE && i < a->count; i++) {
        assert_true(a->weight_e18[i] == b->weight_e18[i]);
        assert_same_law(&a->component[i], &b->component[i]);
    }
}

static void random_laws_come_back_from_their_text(void **state) {
    uint64_t seed = 1;
    (void)state;
    for (int round = 0; round < 20000; round++) {
        struct text text = {0};
        struct value_error error = {.message = ""};
        struct dist law;
        struct dist back;
        bool counts = round % 2 == 0;
        random_law(&seed, false, &law);
        format_dist(&text, &law, counts);
        if (!value_dist(text.at, counts, NULL, &back, &error))
            fail_msg("%s: %s", text.at, error.message);
        assert_same_law(&law, &back);
        dist_free(&law);
        dist_free(&back);
        text_free(&text);
    }
}

static void a_table_is_read_beside_its_scenario_and_sorted(void **state) {
    struct value_error error = {.message = ""};
    struct text text = {0};
    struct dist dist;
    (void)state;
    if (!value_dist("empirical( table.txt )", false, data_dir(), &dist, &error))
        fail_msg("%s", error.message);
    assert_int_equal(dist.kind, DIST_EMPIRICAL);
    assert_int_equal(dist.count, 4);
    assert_true(dist.table[0] == 3 * US / 2 && dist.table[1] == 3 * US / 2);
    assert_true(dist.table[2] == 30 * US && dist.table[3] == 2000 * US);
    format_dist(&text, &dist, false);
    assert_string_equal(text.at, "empirical(table.txt)");
    dist_free(&dist);
    text_free(&text);
}

/* Writes a table and says what reading it gives. */
static void try_table(const char *bytes, size_t length, bool counts, struct value_error *error,
                      struct dist *dist, bool *good) {
    char path[] = "/tmp/rxpool-table-XXXXXX";
    char text[64];
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, bytes, length), (ssize_t)length);
    assert_int_equal(close(file), 0);
    int written = snprintf(text, sizeof text, "empirical(%s)", path);
    assert_true(written > 0);
    *good = value_dist(text, counts, NULL, dist, error);
    assert_int_equal(unlink(path), 0);
    /* the path is random: keep what stands behind it */
    char *behind = strstr(error->message, path);
    if (!*good && behind != NULL)
        memmove(error->message, behind + strlen(path), strlen(behind + strlen(path)) + 1);
}

static void a_faulty_table_is_refused_with_its_line_and_column(void **state) {
    static const struct {
        bool counts;
        const char *text;
        size_t length; /* 0: up to the NUL */
        const char *message, *hint;
    } rows[] = {
        {false, "1 us\n 2\n", 0, ":2:2: missing unit",
         "write a line 'unit: us' before the first value, or a unit behind each"},
        {false, "1 us\nunit: us\n", 0, ":2:1: the unit is named once, before the first value", ""},
        {false, "unit: usec\n", 0, ":1:7: unknown unit 'usec'", "did you mean 'us'?"},
        {false, "unit: us\n-1\n", 0, ":2:1: '-1' is negative", "a time is 0 or more"},
        {false, "unit: us\n0.0000001\n", 0, ":2:1: '0.0000001' is finer than 1 ps",
         "a time is a whole multiple of 1 ps"},
        {false, "\n# nothing\n", 0, "' holds no value", "write one value with its unit on each line"},
        {false, "1 us\n2\0 us\n3 us", 16, ":2:1: a NUL byte: this is no text", ""},
        {true, "8\n9 us\n", 0, ":2:3: 'us' behind the number: a whole number has no unit",
         "write for example '65536' or '1e6'"},
        {true, "unit: us\n", 0, ":1:1: counts have no unit", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct value_error error = {.message = ""};
        struct dist dist;
        bool good;
        try_table(rows[i].text, rows[i].length == 0 ? strlen(rows[i].text) : rows[i].length, rows[i].counts,
                  &error, &dist, &good);
        assert_false(good);
        assert_string_equal(error.message, rows[i].message);
        assert_string_equal(error.hint, rows[i].hint);
        assert_int_equal(error.offset, 10);
    }
}

static void a_table_has_at_most_a_million_values(void **state) {
    enum { MOST = 1000000 };
    struct value_error error = {.message = ""};
    struct dist dist;
    struct text text = {0};
    bool good;
    (void)state;
    for (int i = 0; i < MOST; i++)
        text_add(&text, "7\n");
    try_table(text.at, text.length, true, &error, &dist, &good);
    assert_true(good);
    assert_int_equal(dist.count, MOST);
    dist_free(&dist);
    text_add(&text, "8\n");
    try_table(text.at, text.length, true, &error, &dist, &good);
    assert_false(good);
    assert_string_equal(error.message, ":1000001:1: more than 1000000 values");
    text_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(laws_become_canonical),
        cmocka_unit_test(faults_are_named_with_a_way_out),
        cmocka_unit_test(random_laws_come_back_from_their_text),
        cmocka_unit_test(a_table_is_read_beside_its_scenario_and_sorted),
        cmocka_unit_test(a_faulty_table_is_refused_with_its_line_and_column),
        cmocka_unit_test(a_table_has_at_most_a_million_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
