/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quantities: what is understood, what is refused in which words, and that every canonical text is read back.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "decimal.h"
#include "value.h"

enum kind { TIME, BYTES, RATE, BIT_RATE, BYTE_RATE, PER_BYTE, PROBABILITY, FRACTION, COUNT, BOOL, SIZE };

/* Parses and formats again; false leaves the error. */
static bool canonical(enum kind kind, const char *text, struct text *to, struct value_error *error) {
    uint64_t whole;
    bool flag;
    struct fraction ratio;
    struct rate_config rate;
    struct size_config size;
    bool good = false;
    switch (kind) {
    case TIME:
        if ((good = value_time(text, &whole, error)))
            format_time(to, whole);
        break;
    case BYTES:
        if ((good = value_bytes(text, &whole, error)))
            format_bytes(to, whole);
        break;
    case RATE:
        if ((good = value_rate(text, &rate, error)))
            format_rate(to, &rate);
        break;
    case BIT_RATE:
        if ((good = value_bit_rate(text, &ratio, error)))
            format_bit_rate(to, ratio);
        break;
    case BYTE_RATE:
        if ((good = value_byte_rate(text, &ratio, error)))
            format_byte_rate(to, ratio);
        break;
    case PER_BYTE:
        if ((good = value_time_per_byte(text, &ratio, error)))
            format_time_per_byte(to, ratio);
        break;
    case PROBABILITY:
        if ((good = value_probability(text, &whole, error)))
            format_probability(to, whole);
        break;
    case FRACTION:
        if ((good = value_fraction(text, &ratio, error)))
            format_fraction(to, ratio);
        break;
    case COUNT:
        if ((good = value_count(text, 1, 1000000, &whole, error)))
            decimal_write_whole(to, whole);
        break;
    case BOOL:
        if ((good = value_bool(text, &flag, error)))
            text_add(to, flag ? "true" : "false");
        break;
    case SIZE:
        if ((good = value_size(text, &size, error)))
            format_size(to, &size);
        break;
    }
    return good;
}

static void values_become_canonical(void **state) {
    static const struct {
        enum kind kind;
        const char *text, *expected;
    } rows[] = {
        {TIME, "1.5 us", "1500 ns"},
        {TIME, "1.5us", "1500 ns"},
        {TIME, "  1500   ns\t", "1500 ns"},
        {TIME, "0 ps", "0 s"},
        {TIME, "60 s", "1 min"},
        {TIME, "90 s", "90 s"},
        {TIME, "1e3 ms", "1 s"},
        {TIME, "18446744073709551614 ps", "18446744073709551614 ps"},
        {BYTES, "4096 B", "4 KiB"},
        {BYTES, "1024 kB", "1000 KiB"},
        {BYTES, "1.5 KiB", "1536 B"},
        {BYTES, "64 MB", "64 MB"},
        {BYTES, "0 GiB", "0 B"},
        {RATE, "150 kframe/s", "150 kframe/s"},
        {RATE, "0.3 frame/s", "0.3 frame/s"},
        {RATE, "2/6 frame/s", "1/3 frame/s"},
        {RATE, "10000 Mbit/s", "10 Gbit/s"},
        {RATE, "95%", "95 %"},
        {RATE, "100/3 %", "100/3 %"},
        {RATE, "0.000 Gframe/s", "0 frame/s"},
        {BIT_RATE, "2.5 Gbit/s", "2500 Mbit/s"},
        {BYTE_RATE, "10 Gbit/s", "1250 MB/s"},
        {BYTE_RATE, "1 bit/s", "0.125 B/s"},
        {BYTE_RATE, "1 KiB/s", "1 KiB/s"},
        {PER_BYTE, "0.3 ns/B", "300 ps/B"},
        {PER_BYTE, "1/7 ns/B", "1000/7 ps/B"},
        {PROBABILITY, "1 %", "1 %"},
        {PROBABILITY, "0.01", "1 %"},
        {PROBABILITY, "0.5 %", "0.005"},
        {PROBABILITY, "1e-18", "0.000000000000000001"},
        {PROBABILITY, "1", "100 %"},
        {FRACTION, "0.001", "1/1000"},
        {FRACTION, "2 / 6", "1/3"},
        {FRACTION, "2", "2"},
        {COUNT, "1e6", "1000000"},
        {COUNT, "1.5e3", "1500"},
        {BOOL, " true", "true"},
        {BOOL, "false", "false"},
        {SIZE, "64 B", "64 B"},
        {SIZE, "imix", "imix"},
        {SIZE, "list( 64 B:7 , 594 B : 4,1518 B: 1)", "imix"},
        {SIZE, "list(1518 B: 1, 64 B: 7)", "list(1518 B: 1, 64 B: 7)"},
        {SIZE, "uniform(64 B, 9 kB)", "uniform(64 B, 9 kB)"},
        {SIZE, "trace", "trace"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct text text = {0};
        struct value_error error = {.message = ""};
        if (!canonical(rows[i].kind, rows[i].text, &text, &error))
            fail_msg("%s: %s", rows[i].text, error.message);
        assert_string_equal(text.at, rows[i].expected);
        text_free(&text);
    }
}

static const struct {
    enum kind kind;
    const char *text, *message, *hint;
    uint32_t offset, length;
} faults[] = {
    {TIME, "5", "missing unit", "write for example '5 us'", 0, 1},
    {BYTES, "64", "missing unit", "write for example '64 B'", 0, 2},
    {TIME, "", "a time is missing", "write for example '5 us'", 0, 0},
    {TIME, "-5 us", "'-5 us' is negative", "a time is 0 or more", 0, 5},
    {TIME, ".5 s", "'.5 s' does not begin with a digit", "write '0.5 s'", 0, 4},
    {TIME, "+5 s", "'+5 s' does not begin with a digit", "write '5 s'", 0, 4},
    {TIME, "soon", "'soon' is not a time", "write for example '5 us'", 0, 4},
    {TIME, "0.3 ps", "'0.3 ps' is finer than 1 ps", "a time is a whole multiple of 1 ps", 0, 6},
    {TIME, "5 MS", "unknown unit 'MS'", "did you mean 'ms'?", 2, 2},
    {TIME, "5 usec", "unknown unit 'usec'", "did you mean 'us'?", 2, 4},
    {TIME, "5 \xC2\xB5", "unknown unit '\xC2\xB5'", "units are ps, ns, us, ms, s, min or h", 2, 2},
    {RATE, "5 \xC2\xB5s", "'\xC2\xB5s' measures a time, not a rate",
     "units are frame/s, kframe/s, Mframe/s, Gframe/s, bit/s, kbit/s, Mbit/s, Gbit/s, Tbit/s or %", 2, 3},
    {TIME, "5 m", "unknown unit 'm'", "did you mean 'ms' or 'min'?", 2, 1},
    {TIME, "5 parsec", "unknown unit 'parsec'", "units are ps, ns, us, ms, s, min or h", 2, 6},
    {TIME, "5 B", "'B' measures a size, not a time", "units are ps, ns, us, ms, s, min or h", 2, 1},
    {TIME, "18446744073709551615 ps", "'18446744073709551615 ps' is too large",
     "a time is at most 18446744073709551614 ps", 0, 23},
    {TIME, "1,000 us", "unexpected ',000 us' after the number",
     "write one thousand as 1000 and a half as 0.5", 1, 7},
    {TIME, "1 000 us", "unexpected '000 us' after the number", "write one thousand as 1000 and a half as 0.5",
     2, 6},
    {TIME, "12345678901234567890123456789012345678901 s", "the number has too many digits",
     "at most 38 significant digits are kept", 0, 41},
    {BYTES, "64 KB", "unknown unit 'KB'", "did you mean 'kB' (1000 B) or 'KiB' (1024 B)?", 3, 2},
    {BYTES, "64k", "unknown unit 'k'", "did you mean 'kB' (1000 B) or 'KiB' (1024 B)?", 2, 1},
    {BYTES, "0.3 B", "'0.3 B' is finer than 1 B", "a size is a whole multiple of 1 B", 0, 5},
    {RATE, "10 Gbps", "unknown unit 'Gbps'", "did you mean 'Gbit/s'?", 3, 4},
    {RATE, "1 GB/s", "unknown unit 'GB/s'", "did you mean 'Gbit/s' (1 GB/s is 8 Gbit/s)?", 2, 4},
    {RATE, "5 Mpps", "unknown unit 'Mpps'", "did you mean 'Mframe/s'?", 2, 4},
    {RATE, "5 us", "'us' measures a time, not a rate",
     "units are frame/s, kframe/s, Mframe/s, Gframe/s, bit/s, kbit/s, Mbit/s, Gbit/s, Tbit/s or %", 2, 2},
    {RATE, "1/0 %", "division by zero", "", 2, 1},
    {RATE, "1e-30 %", "'1e-30 %' cannot be kept exactly",
     "numerator and denominator of the reduced fraction have at most 64 bits", 0, 7},
    {BYTE_RATE, "5 KB/s", "unknown unit 'KB/s'", "did you mean 'kB/s' or 'KiB/s'?", 2, 4},
    {PER_BYTE, "0.3 ns", "unknown unit 'ns'", "did you mean 'ns/B'?", 4, 2},
    {PROBABILITY, "101 %", "'101 %' is above 1", "a probability is from 0 to 1, or from 0 % to 100 %", 0, 5},
    {PROBABILITY, "1e-19", "'1e-19' is finer than 1e-18",
     "a probability has at most 18 decimals, in percent 16", 0, 5},
    {PROBABILITY, "5 ppm", "unknown unit 'ppm'", "write for example '1 %' or '0.01'", 2, 3},
    {FRACTION, "half", "'half' is not a fraction", "write for example '1/1000' or '0.001'", 0, 4},
    {FRACTION, "1/0", "'0' is out of range", "give a whole number of at least 1", 2, 1},
    {COUNT, "64k", "'k' behind the number: a whole number has no unit", "write for example '65536' or '1e6'",
     2, 1},
    {COUNT, "1.5", "'1.5' is not a whole number", "", 0, 3},
    {COUNT, "0", "'0' is out of range", "give a whole number from 1 to 1000000", 0, 1},
    {BOOL, "yes", "'yes' is neither true nor false", "write 'true'", 0, 3},
    {BOOL, "maybe", "'maybe' is neither true nor false", "write 'true' or 'false'", 0, 5},
    {SIZE, "imixx", "'imixx' is no frame size", "did you mean 'imix'?", 0, 5},
    {SIZE, "0 B", "'0 B' is no length of a frame", "a frame has from 1 B to 256 KiB", 0, 3},
    {SIZE, "list(64 B:1, 64 B: 2)", "'64 B' is given twice", "give it once, with the sum of the weights", 13,
     4},
    {SIZE, "list(64 B)", "'64 B' has no weight", "write for example 'list(64 B: 7, 594 B: 4, 1518 B: 1)'", 5,
     4},
    {SIZE, "uniform(2 B, 1 B)", "the least length is above the greatest",
     "write for example 'uniform(64 B, 1518 B)'", 8, 8},
};

static void faults_are_named_with_a_way_out(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        struct text text = {0};
        struct value_error error = {.message = ""};
        if (canonical(faults[i].kind, faults[i].text, &text, &error))
            fail_msg("%s is read as %s", faults[i].text, text.at);
        assert_string_equal(error.message, faults[i].message);
        assert_string_equal(error.hint, faults[i].hint);
        assert_int_equal(error.offset, faults[i].offset);
        assert_int_equal(error.length, faults[i].length);
        text_free(&text);
    }
}

static void people_see_three_digits(void **state) {
    static const struct {
        double value;
        const char *unit, *expected;
    } rows[] = {
        {1234567, "ps", "1.23 us"},
        {999700000, "ps", "1 ms"},
        {0, "ns", "0 ns"},
        {1.5e9, "ns", "1.5 s"},
        {64, "B", "64 B"},
        {4096, "B", "4.1 kB"},
        {12345.6, "frame/s", "12.3 kframe/s"},
        {999999, "frame/s", "1 Mframe/s"},
        {9.5e9, "bit/s", "9.5 Gbit/s"},
        {4096, "1", "4096"},
        {0.123456, "1", "0.123"},
        {0.00012, "1", "1.2e-4"},
        {1e-9, "1", "1e-9"},
        {-1234567, "ps", "-1.23 us"},
        {17, "buffers", "17 buffers"},
        {3.14159, "buffers", "3.14 buffers"},
        {-0.0, "1", "0"},
        {123456.7, "1", "123457"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct text text = {0};
        format_scaled(&text, rows[i].value, rows[i].unit);
        assert_string_equal(text.at, rows[i].expected);
        text_free(&text);
    }
    struct text text = {0};
    double zero = 0.0;
    format_scaled(&text, zero / zero, "ns");
    assert_string_equal(text.at, "n/a");
    text_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_become_canonical),
        cmocka_unit_test(faults_are_named_with_a_way_out),
        cmocka_unit_test(people_see_three_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
