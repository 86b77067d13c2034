/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sweep specs: the values they stand for, exactly as texts, and what is refused in which words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "axis.h"
#include "value.h"

static uint64_t next_random(uint64_t *state) {
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static void specs_expand_to_texts(void **state) {
    static const struct {
        const char *spec, *expected;
    } rows[] = {
        {"1,2,5 Gbit/s", "1 Gbit/s|2 Gbit/s|5 Gbit/s"},
        {"64..8192:log2", "64|128|256|512|1024|2048|4096|8192"},
        {"100..1000:log2", "100|200|400|800"},
        {"1..10:lin/10", "1|2|3|4|5|6|7|8|9|10"},
        {"1us..1ms:log/13",
         "1 us|1.778 us|3.162 us|5.623 us|10 us|17.78 us|31.62 us|56.23 us|100 us|177.8 us|"
         "316.2 us|562.3 us|1 ms"},
        {"static,watermark", "static|watermark"},
        {" static , watermark ", "static|watermark"},
        {"never, 1, 2", "never|1|2"},
        {"64 B, 1, 2 KiB", "64 B|1 KiB|2 KiB"},
        {"1, 2, 5 Gbps", "1 Gbps|2 Gbps|5 Gbps"},
        {"64, 128, 512..4096 B:log2", "64 B|128 B|512 B|1024 B|2048 B|4096 B"},
        {"1..10 us:lin/4", "1 us|4 us|7 us|10 us"},
        {"1 us..2 us:lin/4", "1 us|1.333 us|1.667 us|2 us"},
        {"1..100:lin/7", "1|18|34|51|67|84|100"},
        {"0..1:lin/5", "0|0.25|0.5|0.75|1"},
        {"0..1:lin/4", "0|0.3333|0.6667|1"},
        {"1e-6..1e-2:log/5", "1e-6|0.00001|0.0001|0.001|1e-2"},
        {"50 %..100 %:log/4", "50 %|63 %|79.37 %|100 %"},
        {"512 B..4 KiB:log2", "512 B|1 KiB|2 KiB|4 KiB"},
        {"64 KiB..1 GiB:log/5", "64 KiB|741.5 kB|8.389 MB|94.91 MB|1 GiB"},
        {"1 min..10 min:lin/4", "1 min|4 min|7 min|10 min"},
        {"1..3:log/100", "1|2|3"},
        {"5..5:lin/3", "5"},
        {"1 ps..10 ps:log/5", "1 ps|2 ps|3 ps|6 ps|10 ps"},
        {"1..1e18:log/4", "1|1000000|1000000000000|1e18"},
        {"exp(mean=50 us), uniform(0 s, 1 s)", "exp(mean=50 us)|uniform(0 s, 1 s)"},
        {"../a.pcap,b/../c.pcap,1/../d.pcap", "../a.pcap|b/../c.pcap|1/../d.pcap"},
        {"1/3, 0.5", "1/3|0.5"},
        {"1, 2 \xC2\xB5s", "1 \xC2\xB5s|2 \xC2\xB5s"},
        {"1..3 \xCE\xBCs:lin/3", "1 us|2 us|3 us"},
        {"7", "7"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct value_error error = {.message = ""};
        struct text joined = {0};
        char **values;
        size_t count;
        if (!axis_expand(rows[i].spec, &values, &count, &error))
            fail_msg("%s: %s", rows[i].spec, error.message);
        for (size_t j = 0; j < count; j++)
            text_format(&joined, "%s%s", j == 0 ? "" : "|", values[j]);
        assert_string_equal(joined.at, rows[i].expected);
        axis_free_values(values, count);
        text_free(&joined);
    }
}

static void faults_are_named_with_a_way_out(void **state) {
    static const char example[] = "write for example 64..8192:log2, 1..10:lin/10 or 1 us..1 ms:log/13";
    static const struct {
        const char *spec, *message, *hint;
        uint32_t offset, length;
    } rows[] = {
        {"", "a value is missing", "write for example '1,2,5 Gbit/s'", 0, 0},
        {"1,,2", "a value is missing", "write for example '1,2,5 Gbit/s'", 2, 0},
        {"1,2,", "a value is missing", "write for example '1,2,5 Gbit/s'", 4, 0},
        {"1, 2, 1", "the value '1' is given twice", "", 0, 7},
        {"1..10", "the range has no step", example, 0, 5},
        {"1..10:lgo/3", "unknown step 'lgo/3'", "a range ends in ':log2', ':lin/N' or ':log/N'", 6, 5},
        {"1..10:log2/3", "unknown step 'log2/3'", "a range ends in ':log2', ':lin/N' or ':log/N'", 6, 6},
        {"1..10:lin", "lin needs a number of values", "write for example 'lin/10'", 6, 3},
        {"1..10:log/", "log needs a number of values", "write for example 'log/10'", 6, 4},
        {"1..10:lin/1", "'1' is out of range", "give a whole number from 2 to 100000", 10, 1},
        {"1..10:log/100001", "'100001' is out of range", "give a whole number from 2 to 100000", 10, 6},
        {"10..1ms:log/5", "the range goes down: 10 ms..1 ms", "write the lower end first", 0, 13},
        {"10..1:log2", "the range goes down: 10..1", "write the lower end first", 0, 10},
        {"0..5:log/4", "a range of equal ratios cannot begin at 0", "begin above 0, or use lin/N", 0, 10},
        {"1us..10 B:log2", "the ends are a time and a size", "", 0, 9},
        {"1us..10:log2", "the end of the range lacks a unit", example, 5, 2},
        {"1usec..1ms:log2", "unknown unit 'usec'", "did you mean 'us'?", 1, 4},
        {"-1..5:lin/3", "'-1' is negative", "the end of a range is 0 or more", 0, 2},
        {"0.1 ps..1 ps:log2", "an end of the range is finer than 1 ps", "", 0, 17},
        {"1e-40..1:log2", "the ends have too many digits for a range",
         "list the values instead, with commas between them", 0, 13},
        {"1..100000:lin/100000, 7.5", "more than 100000 values", "an axis has at most 100000 values", 22, 3},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct value_error error = {.message = ""};
        char **values;
        size_t count;
        if (axis_expand(rows[i].spec, &values, &count, &error))
            fail_msg("%s is understood", rows[i].spec);
        assert_null(values);
        assert_string_equal(error.message, rows[i].message);
        assert_string_equal(error.hint, rows[i].hint);
        assert_int_equal(error.offset, rows[i].offset);
        assert_int_equal(error.length, rows[i].length);
    }
}

/* Random ranges of times: every value is read by value_time, they ascend, the ends are exact, equal distances
 * are within half of the last of four digits and equal ratios too. */
static void ranges_ascend_between_exact_ends(void **state) {
    static const char *const steps[] = {"log2", "lin", "log"};
    uint64_t seed = 1;
    (void)state;
    for (int round = 0; round < 3000; round++) {
        uint64_t first = 1 + (next_random(&seed) >> (next_random(&seed) % 50 + 12));
        uint64_t last = first + (next_random(&seed) >> (next_random(&seed) % 50 + 12));
        uint64_t points = 2 + next_random(&seed) % 50;
        size_t step = next_random(&seed) % 3;
        struct value_error error = {.message = ""};
        struct text spec = {0};
        char **values;
        size_t count;
        format_time(&spec, first);
        text_add(&spec, "..");
        format_time(&spec, last);
        text_format(&spec, ":%s", steps[step]);
        if (step > 0)
            text_format(&spec, "/%u", (unsigned)points);
        if (!axis_expand(spec.at, &values, &count, &error))
            fail_msg("%s: %s", spec.at, error.message);
        uint64_t before = 0;
        for (size_t i = 0; i < count; i++) {
            uint64_t ps;
            if (!value_time(values[i], &ps, &error))
                fail_msg("%s: %s: %s", spec.at, values[i], error.message);
            assert_true(ps > before && ps <= last && (i > 0 || ps == first));
            if (step == 0)
                assert_true(i == 0 || ps == before * 2);
            before = ps;
        }
        assert_true(step == 0 ? before > last / 2 : before == last && count <= points);
        axis_free_values(values, count);
        text_free(&spec);
    }
}

static void equal_distances_are_exact_where_they_have_an_end(void **state) {
    uint64_t seed = 2;
    (void)state;
    for (int round = 0; round < 2000; round++) {
        uint64_t first = next_random(&seed) % 1000;
        uint64_t step = 1 + next_random(&seed) % 1000;
        uint64_t points = 2 + next_random(&seed) % 100;
        struct value_error error = {.message = ""};
        struct text spec = {0};
        char **values;
        size_t count;
        text_format(&spec, "%u..%u ns:lin/%u", (unsigned)first, (unsigned)(first + step * (points - 1)),
                    (unsigned)points);
        if (!axis_expand(spec.at, &values, &count, &error))
            fail_msg("%s: %s", spec.at, error.message);
        assert_int_equal(count, points);
        for (size_t i = 0; i < count; i++) {
            uint64_t ps;
            assert_true(value_time(values[i], &ps, &error));
            assert_true(ps == (first + step * i) * 1000);
        }
        axis_free_values(values, count);
        text_free(&spec);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(specs_expand_to_texts),
        cmocka_unit_test(faults_are_named_with_a_way_out),
        cmocka_unit_test(ranges_ascend_between_exact_ends),
        cmocka_unit_test(equal_distances_are_exact_where_they_have_an_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
