/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Traces: every committed capture (tests/data/make_traces.py) and, where they are, real ones, down to the
 * frame; what is refused in which words; sorting and scaling against naive twins. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "filehash.h"
#include "text.h"
#include "trace.h"
#include "wide.h"

#define NS UINT64_C(1000)
#define US UINT64_C(1000000)
#define S UINT64_C(1000000000000)

static const struct fraction one = {1, 1};
static const struct mark named_here = {.file = "flood.yaml", .line = 9, .column = 12, .length = 4};

static uint64_t next_random(uint64_t *state) {
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

/* A file of tests/data/traces; tests run in the project's directory, or are told where it is. */
static const char *sample(const char *name) {
    static char path[4096];
    const char *root = getenv("RXPOOL_SOURCE_ROOT");
    int length = snprintf(path, sizeof path, "%s/tests/data/traces/%s", root == NULL ? "." : root, name);
    assert_true(length > 0 && (size_t)length < sizeof path);
    return path;
}

static struct trace_data *load(const char *path, const char *format, struct fraction scale) {
    struct problems problems;
    struct trace_data *trace;
    problems_init(&problems);
    if (!trace_load(path, format, scale, &trace, &problems, named_here))
        fail_msg("%s", problems_text(&problems));
    problems_free(&problems);
    return trace;
}

static void every_format_gives_the_same_frames(void **state) {
    static const struct {
        const char *name, *format;
    } files[] = {
        {"us-little.pcap", "pcap"},      {"us-big.pcap", "auto"},        {"ns-little.pcap", "auto"},
        {"ns-big.pcap", "pcap"},         {"us-little.pcapng", "pcapng"}, {"us-big.pcapng", "auto"},
        {"ns-little.pcapng", "auto"},    {"ns-big.pcapng", "pcapng"},    {"two-resolutions.pcapng", "auto"},
        {"two-sections.pcapng", "auto"}, {"plain.txt", "text"},          {"plain.txt", "auto"},
    };
    /* sorted: the frame of 3 us stood behind that of 5 us */
    static const uint64_t times[] = {0, US, 3 * US, 5 * US, 10 * US, 10 * US, 2 * S, 2 * S + US};
    static const uint32_t lengths[] = {64, 1518, 594, 64, 60, 61, 9000, 262144};
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct trace_data *trace = load(sample(files[i].name), files[i].format, one);
        char digest[FILEHASH_TEXT];
        assert_int_equal(trace->count, 8);
        assert_memory_equal(trace->time_ps, times, sizeof times);
        assert_memory_equal(trace->length, lengths, sizeof lengths);
        assert_int_equal(trace->least_length, 60);
        assert_int_equal(trace->greatest_length, 262144);
        assert_int_equal(trace->bytes, 273505);
        assert_int_equal(trace->backward_steps, 1);
        assert_int_equal(trace->largest_step_ps, 2 * US);
        assert_true(filehash_file(sample(files[i].name), digest));
        assert_string_equal(trace->digest, digest);
        trace_free(trace);
    }
}

static void a_header_says_the_unit_of_time(void **state) {
    struct trace_data *trace = load(sample("header.csv"), "auto", one);
    (void)state;
    assert_int_equal(trace->count, 2);
    assert_int_equal(trace->time_ps[0], 0);
    assert_int_equal(trace->time_ps[1], 12 * US);
    assert_int_equal(trace->length[1], 1518);
    trace_free(trace);
}

static void another_link_type_is_warned_of(void **state) {
    struct problems problems;
    struct trace_data *trace;
    (void)state;
    problems_init(&problems);
    assert_true(trace_load(sample("raw-ip.pcap"), "auto", one, &trace, &problems, named_here));
    assert_int_equal(problems.count, 1);
    assert_int_equal(problems.list[0].level, PROBLEM_WARNING);
    assert_string_equal(problems.list[0].message, "link type RAW, not Ethernet");
    trace_free(trace);
    problems_free(&problems);
}

static void times_are_scaled_exactly_with_ties_to_even(void **state) {
    static const char text[] =
        "0 64\n0.000000000001 64\n0.000000000002 64\n0.000000000003 64\n0.000000000005 64\n"
        "9000000 64\n";
    static const uint64_t halves[] = {0, 0, 1, 2, 2, UINT64_C(4500000000000000000)};
    static const uint64_t thirds[] = {0, 0, 1, 1, 2, UINT64_C(3000000000000000000)};
    static const struct fraction scales[] = {{1, 2}, {1, 3}};
    static const uint64_t *const expected[] = {halves, thirds};
    char path[] = "/tmp/rxpool-trace-XXXXXX";
    int file = mkstemp(path);
    (void)state;
    assert_true(file >= 0);
    assert_int_equal(write(file, text, sizeof text - 1), (ssize_t)sizeof text - 1);
    assert_int_equal(close(file), 0);
    for (size_t i = 0; i < 2; i++) {
        struct trace_data *trace = load(path, "text", scales[i]);
        assert_memory_equal(trace->time_ps, expected[i], sizeof halves);
        trace_free(trace);
    }
    struct problems problems;
    struct trace_data *trace;
    problems_init(&problems);
    assert_false(trace_load(path, "text", (struct fraction){2, 1}, &trace, &problems, named_here));
    assert_non_null(strstr(problems.list[0].message, "spans more than 106 days after scaling"));
    assert_string_equal(problems.list[0].hint, "use a smaller time_scale");
    problems_free(&problems);
    assert_int_equal(unlink(path), 0);
}

/* Random stamps in any order, the length saying which frame it is: sorted by insertion. */
static void sorting_is_stable_like_its_naive_twin(void **state) {
    enum { MOST = 300 };
    uint64_t seed = 1;
    (void)state;
    for (int round = 0; round < 200; round++) {
        uint64_t time[MOST];
        uint32_t length[MOST];
        uint64_t count = 1 + next_random(&seed) % MOST;
        uint64_t range = 1 + next_random(&seed) % 1000;
        uint64_t steps = 0;
        struct text text = {0};
        uint64_t before = 0;
        for (uint64_t i = 0; i < count; i++) {
            uint64_t ns = round % 2 == 0 ? next_random(&seed) % range : i * 10 + next_random(&seed) % 30;
            text_format(&text, "1700000000.%09u\t%u\n", (unsigned)ns, (unsigned)i + 1);
            steps += i > 0 && ns < before;
            before = ns;
            uint64_t place = i;
            for (; place > 0 && time[place - 1] > ns; place--) {
                time[place] = time[place - 1];
                length[place] = length[place - 1];
            }
            time[place] = ns;
            length[place] = (uint32_t)i + 1;
        }
        char path[] = "/tmp/rxpool-trace-XXXXXX";
        int file = mkstemp(path);
        assert_true(file >= 0);
        assert_int_equal(write(file, text.at, text.length), (ssize_t)text.length);
        assert_int_equal(close(file), 0);
        struct trace_data *trace = load(path, "auto", one);
        assert_int_equal(unlink(path), 0);
        assert_int_equal(trace->count, count);
        assert_int_equal(trace->backward_steps, steps);
        for (uint64_t i = 0; i < count; i++) {
            assert_int_equal(trace->time_ps[i], (time[i] - time[0]) * NS);
            assert_int_equal(trace->length[i], length[i]);
        }
        trace_free(trace);
        text_free(&text);
    }
}

/* The same frames as plain numbers, which are read a short way, and in words that only the general one has.
 */
static void plain_numbers_are_read_like_any_other(void **state) {
    static const char *const heads[] = {"", "time_ns length\n", "time_us, length\n", "time (min) length\n"};
    static const char *const gaps[] = {" ", "\t", ",", " ; ", ",\t"};
    uint64_t seed = 3;
    (void)state;
    for (size_t round = 0; round < 200; round++) {
        struct text text[2] = {0};
        struct trace_data *trace[2];
        text_add(&text[0], heads[round % 4]);
        text_add(&text[1], heads[round % 4]);
        for (int i = 0; i < 40; i++) {
            int digits = (int)(next_random(&seed) % (round % 4 == 1 ? 4 : 7));
            unsigned whole = (unsigned)(next_random(&seed) % 100000);
            unsigned part = (unsigned)(next_random(&seed) % 1000000);
            const char *gap = gaps[next_random(&seed) % 5];
            char time[32];
            for (int cut = digits; cut < 6; cut++)
                part /= 10;
            if (digits == 0)
                assert_true(snprintf(time, sizeof time, "%u", whole) > 0);
            else
                assert_true(snprintf(time, sizeof time, "%u.%0*u", whole, digits, part) > 0);
            text_format(&text[0], "%s%s%d\n", time, gap, i + 1);
            text_format(&text[1], "%se0%s%d # %d\n", time, gap, i + 1, i);
        }
        for (size_t i = 0; i < 2; i++) {
            char path[] = "/tmp/rxpool-trace-XXXXXX";
            int file = mkstemp(path);
            assert_true(file >= 0);
            assert_int_equal(write(file, text[i].at, text[i].length), (ssize_t)text[i].length);
            assert_int_equal(close(file), 0);
            trace[i] = load(path, "auto", one);
            assert_int_equal(unlink(path), 0);
            text_free(&text[i]);
        }
        assert_int_equal(trace[0]->count, trace[1]->count);
        assert_memory_equal(trace[0]->time_ps, trace[1]->time_ps, trace[0]->count * sizeof(uint64_t));
        assert_memory_equal(trace[0]->length, trace[1]->length, trace[0]->count * sizeof(uint32_t));
        trace_free(trace[0]);
        trace_free(trace[1]);
    }
}

static void real_captures_give_the_frames_that_others_count(void **state) {
    static const struct {
        const char *name;
        uint64_t count, last_ps, bytes, steps, largest_ps;
        uint32_t first_length, last_length, least, greatest;
    } rows[] = {
        {"bc-pAug89-first100001.TL", 100001, UINT64_C(252081096000000), 46417808, 0, 0, 1090, 1090, 64, 1518},
        {"smb2-read-burst-2211.pcap", 2211, UINT64_C(44771000000), 3311722, 0, 0, 74, 66, 66, 1514},
        {"stopddos-bacnet-reflection-9617.pcap", 9617, UINT64_C(24799000000), 2834693, 382, 6000000, 803, 138,
         60, 909},
        {"formats/nprint-port443-2500-bigendian.pcap", 2500, UINT64_C(410510000000), 2345749, 0, 0, 1115, 54,
         54, 1448},
        {"formats/det6g-tsn-789-ns.pcap", 789, UINT64_C(5266090873000), 1088922, 2, 50475000, 78, 70, 46,
         1494},
        {"formats/zeek-ldap-143-ns.pcapng", 143, UINT64_C(10078433215000), 11735, 0, 0, 74, 66, 66, 184},
        {"formats/ebu-st2022-7-audio-first2000-ns.pcapng", 2000, UINT64_C(125000008000), 144000, 0, 0, 72, 72,
         72, 72},
    };
    static const char *const refused[] = {"formats/hadrielk-test202-bigendian.pcapng",
                                          "formats/hadrielk-test202-littleendian.pcapng"};
    const char *dir = getenv("RXPOOL_TEST_DATA");
    char path[4096];
    (void)state;
    if (dir == NULL || access(dir, R_OK) != 0) {
        print_message("# skipped: RXPOOL_TEST_DATA is not set: it may name a directory of real captures\n");
        return;
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_true(snprintf(path, sizeof path, "%s/%s", dir, rows[i].name) < (int)sizeof path);
        struct trace_data *trace = load(path, "auto", one);
        assert_int_equal(trace->count, rows[i].count);
        assert_int_equal(trace->time_ps[0], 0);
        assert_int_equal(trace->time_ps[trace->count - 1], rows[i].last_ps);
        assert_int_equal(trace->bytes, rows[i].bytes);
        assert_int_equal(trace->backward_steps, rows[i].steps);
        assert_int_equal(trace->largest_step_ps, rows[i].largest_ps);
        assert_int_equal(trace->length[0], rows[i].first_length);
        assert_int_equal(trace->length[trace->count - 1], rows[i].last_length);
        assert_int_equal(trace->least_length, rows[i].least);
        assert_int_equal(trace->greatest_length, rows[i].greatest);
        trace_free(trace);
    }
    for (size_t i = 0; i < 2; i++) {
        struct problems problems;
        struct trace_data *trace;
        problems_init(&problems);
        assert_true(snprintf(path, sizeof path, "%s/%s", dir, refused[i]) < (int)sizeof path);
        assert_false(trace_load(path, "auto", one, &trace, &problems, named_here));
        assert_non_null(strstr(problems.list[0].message, "interfaces of different link types"));
        problems_free(&problems);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_gives_the_same_frames),
        cmocka_unit_test(a_header_says_the_unit_of_time),
        cmocka_unit_test(another_link_type_is_warned_of),
        cmocka_unit_test(times_are_scaled_exactly_with_ties_to_even),
        cmocka_unit_test(sorting_is_stable_like_its_naive_twin),
        cmocka_unit_test(plain_numbers_are_read_like_any_other),
        cmocka_unit_test(real_captures_give_the_frames_that_others_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
