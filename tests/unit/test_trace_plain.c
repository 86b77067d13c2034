/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The short way of reading captures against libpcap's: on whole files and on damaged ones, whatever it takes
 * comes out alike, and it takes nothing that libpcap refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "trace_build.h"

static uint64_t next_random(uint64_t *state) {
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static uint64_t below(uint64_t *state, uint64_t bound) {
    return next_random(state) % bound;
}

static void write_word(char *at, uint32_t value, bool swapped) {
    value = swapped ? __builtin_bswap32(value) : value;
    memcpy(at, &value, sizeof value);
}

static void put(struct text *text, uint32_t value, bool swapped) {
    char bytes[sizeof value];
    write_word(bytes, value, swapped);
    text_add_bytes(text, bytes, sizeof bytes);
}

struct shape {
    bool swapped, nanoseconds;
    uint64_t frames, kept_max;
};

/* A capture with nothing odd about it; its stamps wander, also backwards. */
static void write_capture(struct text *text, struct shape shape, uint64_t *seed) {
    const uint32_t per_second = shape.nanoseconds ? 1000000000 : 1000000;
    uint64_t now = UINT64_C(1700000000) * per_second;
    uint16_t version[2] = {2, 4};
    text->length = 0;
    if (shape.swapped)
        version[0] = 0x200, version[1] = 0x400;
    put(text, shape.nanoseconds ? 0xA1B23C4D : 0xA1B2C3D4, shape.swapped);
    text_add_bytes(text, (const char *)version, sizeof version);
    put(text, 0, shape.swapped);
    put(text, 0, shape.swapped);
    put(text, 262144, shape.swapped);
    put(text, 1, shape.swapped);
    for (uint64_t i = 0; i < shape.frames; i++) {
        static const char payload[4096] = {1, 2, 3};
        uint32_t kept = (uint32_t)below(seed, shape.kept_max);
        uint32_t whole = 1 + kept + (uint32_t)below(seed, 1500);
        now += below(seed, 3000);
        now -= below(seed, 1000);
        put(text, (uint32_t)(now / per_second), shape.swapped);
        put(text, (uint32_t)(now % per_second), shape.swapped);
        put(text, kept, shape.swapped);
        put(text, whole, shape.swapped);
        text_add_bytes(text, payload, kept);
    }
}

static bool read_one_way(FILE *file, bool plain, struct trace_data *trace, struct problems *problems) {
    struct trace_build build = {.path = "capture", .problems = problems};
    bool good = plain ? trace_read_plain(&build, file, trace->digest) : trace_read_pcap(&build, file, false);
    if (good)
        assert_true(trace_finish(&build, (struct fraction){1, 1}, trace));
    free(build.time_ps);
    free(build.length);
    return good;
}

/* Both ways on these bytes; true when the short one took them. */
static bool compare(const struct text *bytes) {
    struct trace_data *trace[2] = {memory_alloc(sizeof *trace[0]), memory_alloc(sizeof *trace[1])};
    struct problems problems;
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_int_equal(fwrite(bytes->at, 1, bytes->length, file), bytes->length);
    rewind(file);
    problems_init(&problems);
    bool taken = read_one_way(file, true, trace[0], &problems);
    assert_int_equal(problems.count, 0);
    if (!taken)
        assert_int_equal(ftell(file), 0);
    rewind(file);
    bool good = read_one_way(file, false, trace[1], &problems); /* closes the file */
    if (taken) {
        char digest[FILEHASH_TEXT];
        filehash_bytes(bytes->at, bytes->length, digest);
        assert_string_equal(trace[0]->digest, digest);
        assert_true(good);
        assert_int_equal(problems.count, 0);
        assert_int_equal(trace[0]->count, trace[1]->count);
        assert_int_equal(trace[0]->bytes, trace[1]->bytes);
        assert_int_equal(trace[0]->backward_steps, trace[1]->backward_steps);
        assert_memory_equal(trace[0]->time_ps, trace[1]->time_ps, trace[0]->count * sizeof(uint64_t));
        assert_memory_equal(trace[0]->length, trace[1]->length, trace[0]->count * sizeof(uint32_t));
    }
    problems_free(&problems);
    trace_free(trace[0]);
    trace_free(trace[1]);
    return taken;
}

static void whole_captures_come_out_alike(void **state) {
    struct text text = {0};
    uint64_t seed = 1;
    (void)state;
    for (unsigned i = 0; i < 60; i++) {
        /* the larger ones span several pieces, with frames and their headers across the seams */
        struct shape shape = {i % 2, i / 2 % 2, 1 + below(&seed, i < 20 ? 3 : 3000), 1 + below(&seed, 4000)};
        write_capture(&text, shape, &seed);
        assert_true(compare(&text));
    }
    text_free(&text);
}

static void damage_is_never_taken_for_frames(void **state) {
    static const uint32_t odd[] = {0,          1,          53,        262144,     262145,
                                   999999,     1000000,    999999999, 1000000000, 0x7FFFFFFF,
                                   0x80000000, 0xFFFFFFFF, 1690000000};
    struct text text = {0};
    uint64_t seed = 2, taken = 0;
    enum { ROUNDS = 4000 };
    (void)state;
    for (unsigned i = 0; i < ROUNDS; i++) {
        struct shape shape = {i % 2, i / 2 % 2, 1 + below(&seed, 4), 1 + below(&seed, 60)};
        write_capture(&text, shape, &seed);
        size_t at = below(&seed, text.length);
        switch (i / 4 % 3) {
        case 0: /* a byte anywhere */
            text.at[at] = (char)next_random(&seed);
            break;
        case 1: /* a field of the head or of the first frame */
            at = 4 * below(&seed, 10);
            write_word(text.at + at, odd[below(&seed, sizeof odd / sizeof odd[0])], shape.swapped);
            break;
        default: /* the end is missing */
            text.length = at;
        }
        taken += compare(&text);
    }
    assert_in_range(taken, ROUNDS / 20, ROUNDS - ROUNDS / 20);
    text_free(&text);
}

static void what_is_not_a_plain_capture_is_left_alone(void **state) {
    static const char *const heads[] = {"", "\xD4", "no capture at all, but a text of more than a header\n"};
    (void)state;
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        struct text text = {0};
        text_add(&text, heads[i]);
        assert_false(compare(&text));
        text_free(&text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_captures_come_out_alike),
        cmocka_unit_test(damage_is_never_taken_for_frames),
        cmocka_unit_test(what_is_not_a_plain_capture_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
