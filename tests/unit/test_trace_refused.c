/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Traces that are refused: every faulty sample (tests/data/make_traces.py), in which words and at which
 * place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "trace.h"

static const struct fraction one = {1, 1};
static const struct mark named_here = {.file = "flood.yaml", .line = 9, .column = 12, .length = 4};

/* A file of tests/data/traces; tests run in the project's directory, or are told where it is. */
static const char *sample(const char *name) {
    static char path[4096];
    const char *root = getenv("RXPOOL_SOURCE_ROOT");
    int length = snprintf(path, sizeof path, "%s/tests/data/traces/%s", root == NULL ? "." : root, name);
    assert_true(length > 0 && (size_t)length < sizeof path);
    return path;
}

static const char as_text[] =
    "make a text trace of it: tshark -r IN -T fields -e frame.time_epoch -e frame.len > OUT.txt";
static const char as_pcap[] = "convert it first: editcap -F pcap IN OUT.pcap";
static const char whole[] = "keep the whole frames: tcpdump -r IN -w OUT.pcap";
static const char span[] = "a frame has from 1 B to 256 KiB";
static const struct {
    const char *name, *message, *hint;
    uint32_t line, column;
} faulty_files[] = {
    {"bad-empty.pcap", "the file is empty", NULL, 0, 0},
    {"bad-no-frame.pcap", "the capture holds no frame", NULL, 0, 0},
    {"bad-cut-header.pcap", "the file ends before its first frame does", NULL, 0, 0},
    {"bad-cut-first.pcap", "the file ends before its first frame does", NULL, 0, 0},
    {"bad-cut-frame.pcap", "the file ends within frame 4; 3 before it are whole", whole, 0, 0},
    {"bad-cut-block.pcapng", "the file ends within frame 8; 7 before it are whole", whole, 0, 0},
    {"bad-zero-length.pcap", "frame 2: a length of 0 B", span, 0, 0},
    {"bad-long-frame.pcap", "frame 1: a length of 262145 B", span, 0, 0},
    {"bad-kept-more.pcap", "frame 1: more bytes were kept than the frame has", "the file is damaged", 0, 0},
    {"bad-fraction.pcap", "frame 1: the stamp has more than a second of fractions", "the file is damaged", 0,
     0},
    {"bad-far-apart.pcap", "frame 2: the time is more than 106 days after the first frame's",
     "a trace spans at most 106 days", 0, 0},
    {"bad-link-types.pcapng",
     "frame 1: interfaces of different link types in one file, which libpcap cannot read", as_text, 0, 0},
    {"bad-snaplens.pcapng",
     "frame 1: interfaces of different snapshot lengths in one file, which libpcap cannot read", as_pcap, 0,
     0},
    {"bad-byte-orders.pcapng",
     "frame 2: a damaged block, or a section of another byte order, which libpcap cannot read", as_pcap, 0,
     0},
    {"bad-no-stamps.pcapng", "2 of 2 frames have no time stamp", "a trace needs a time for each frame", 0, 0},
    {"bad-no-interface.pcapng",
     "frame 1: the capture file has a packet block before any Interface Description Blocks", as_text, 0, 0},
    {"bad-compressed.pcap.gz", "it is compressed (gzip)", "unpack it first: gunzip", 0, 0},
    {"bad-snoop.cap", "it is a snoop capture",
     "convert it first, for example with: editcap -F pcap IN OUT.pcap", 0, 0},
    {"bad-binary.dat", "it is neither a capture nor text",
     "a trace is a pcap or pcapng capture, or text with a time and a length on each line", 0, 0},
    {"bad-nul.txt", "it is neither a capture nor text",
     "a trace is a pcap or pcapng capture, or text with a time and a length on each line", 0, 0},
    {"bad-only-comments.txt", "the trace holds no frame",
     "a line is a time in seconds and a length in bytes, for example '0.000125 1518'", 0, 0},
    {"bad-header-bits.txt", "'bits' is not understood as a column of lengths",
     "the second and last column is 'length', in bytes", 1, 6},
    {"bad-header-order.txt", "'length' is not understood as a column of times",
     "name it 'time' (in seconds), or 'time_ms', 'time_us', 'time_ns'", 1, 1},
};

static void a_faulty_file_is_refused_with_a_way_out(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof faulty_files / sizeof faulty_files[0]; i++) {
        struct problems problems;
        struct trace_data *trace;
        problems_init(&problems);
        if (trace_load(sample(faulty_files[i].name), "auto", one, &trace, &problems, named_here))
            fail_msg("%s is understood", faulty_files[i].name);
        assert_null(trace);
        assert_int_equal(problems.errors, 1);
        assert_int_equal(problems.exit_code, 65);
        assert_string_equal(problems.list[0].message, faulty_files[i].message);
        if (faulty_files[i].hint == NULL)
            assert_null(problems.list[0].hint);
        else
            assert_string_equal(problems.list[0].hint, faulty_files[i].hint);
        assert_string_equal(problems.list[0].mark.file, sample(faulty_files[i].name));
        assert_int_equal(problems.list[0].mark.line, faulty_files[i].line);
        assert_int_equal(problems.list[0].mark.column, faulty_files[i].column);
        problems_free(&problems);
    }
}

static void ten_faulty_lines_are_reported_at_once(void **state) {
    static const struct {
        uint32_t line, column;
        const char *message;
    } rows[] = {
        {2, 4, "the length is missing"},
        {3, 1, "'abc' is not a time"},
        {4, 1, "'-0.3' is negative"},
        {5, 5, "a length of 0 B"},
        {6, 8, "a third column"},
        {7, 5, "'sixty' is not a whole number"},
        {8, 1, "'0.0000000000001' is finer than 1 ps"},
        {9, 4, "unexpected 'ms' behind the time"},
        {10, 1, "the time is more than 106 days after the first frame's"},
        {11, 5, "a length of 300000 B"},
        {11, 5, "reading stops at the tenth fault"},
    };
    struct problems problems;
    struct trace_data *trace;
    (void)state;
    problems_init(&problems);
    assert_false(trace_load(sample("bad-lines.txt"), "auto", one, &trace, &problems, named_here));
    assert_int_equal(problems.count, sizeof rows / sizeof rows[0]);
    for (size_t i = 0; i < problems.count; i++) {
        assert_int_equal(problems.list[i].mark.line, rows[i].line);
        assert_int_equal(problems.list[i].mark.column, rows[i].column);
        assert_string_equal(problems.list[i].message, rows[i].message);
    }
    problems_free(&problems);
}

static void a_fault_is_shown_in_its_line(void **state) {
    struct problems problems;
    struct trace_data *trace;
    (void)state;
    problems_init(&problems);
    assert_false(trace_load(sample("bad-header-bits.txt"), "auto", one, &trace, &problems, named_here));
    char *text = problems_text(&problems);
    const char *behind = strstr(text, "bad-header-bits.txt:");
    assert_non_null(behind);
    assert_string_equal(behind,
                        "bad-header-bits.txt:1:6: error: 'bits' is not understood as a column of lengths\n"
                        "    time bits\n"
                        "         ^~~~\n"
                        "  hint: the second and last column is 'length', in bytes\n");
    free(text);
    problems_free(&problems);
}

static void a_missing_file_is_blamed_on_the_scenario(void **state) {
    static const struct {
        const char *path, *message;
        int exit_code;
    } rows[] = {{"/no/such.pcap", "cannot read '/no/such.pcap': No such file or directory", 66},
                {"/dev/null", "'/dev/null' is not a regular file", 65},
                {"/", "'/' is not a regular file", 65}};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct problems problems;
        struct trace_data *trace;
        problems_init(&problems);
        assert_false(trace_load(rows[i].path, "auto", one, &trace, &problems, named_here));
        assert_int_equal(problems.count, 1);
        assert_string_equal(problems.list[0].message, rows[i].message);
        assert_string_equal(problems.list[0].mark.file, "flood.yaml");
        assert_int_equal(problems.list[0].mark.line, 9);
        assert_int_equal(problems.exit_code, rows[i].exit_code);
        problems_free(&problems);
    }
}

static void a_format_that_the_file_is_not_is_refused(void **state) {
    struct problems problems;
    struct trace_data *trace;
    (void)state;
    problems_init(&problems);
    assert_false(trace_load(sample("ns-little.pcapng"), "pcap", one, &trace, &problems, named_here));
    assert_string_equal(problems.list[0].message, "it is pcapng, not pcap");
    assert_string_equal(problems.list[0].hint, "leave the format out, or set it to what the file is");
    problems_free(&problems);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_faulty_file_is_refused_with_a_way_out),
        cmocka_unit_test(ten_faulty_lines_are_reported_at_once),
        cmocka_unit_test(a_fault_is_shown_in_its_line),
        cmocka_unit_test(a_missing_file_is_blamed_on_the_scenario),
        cmocka_unit_test(a_format_that_the_file_is_not_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
