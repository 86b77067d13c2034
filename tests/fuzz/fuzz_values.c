/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hostile values, sweep specs, tables and traces.
 *
 * What is understood must be understood again, alike, from its canonical text; what is refused must say why.
 * Two ways to run it, both with the sanitizers on:
 *
 *   fuzz_values ROUNDS SEED [FILE...]    mutates built-in texts and the given captures, the same way for the
 * same SEED clang -fsanitize=fuzzer -DRXP_LIBFUZZER ...    the first byte of an input chooses what reads the
 * rest */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "axis.h"
#include "ensure.h"
#include "trace.h"
#include "value.h"

enum target {
    TIME,
    BYTES,
    RATE,
    BYTE_RATE,
    PER_BYTE,
    PROBABILITY,
    FRACTION,
    TIMES,
    COUNTS,
    SIZE,
    AXIS,
    TABLE,
    TRACE,
    FLOWS,
    SHORTAGE,
    TARGETS
};

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

/* Reads a value and writes its canonical form. */
static bool understand(enum target target, const char *text, struct text *to, struct value_error *error) {
    uint64_t whole;
    struct fraction ratio;
    struct rate_config rate;
    struct dist dist;
    struct size_config length;
    struct flows_config flows;
    uint32_t buffers, per_cent;
    if (target == TIME && value_time(text, &whole, error))
        format_time(to, whole);
    else if (target == BYTES && value_bytes(text, &whole, error))
        format_bytes(to, whole);
    else if (target == RATE && value_rate(text, &rate, error))
        format_rate(to, &rate);
    else if (target == BYTE_RATE && value_byte_rate(text, &ratio, error))
        format_byte_rate(to, ratio);
    else if (target == PER_BYTE && value_time_per_byte(text, &ratio, error))
        format_time_per_byte(to, ratio);
    else if (target == PROBABILITY && value_probability(text, &whole, error))
        format_probability(to, whole);
    else if (target == FRACTION && value_fraction(text, &ratio, error))
        format_fraction(to, ratio);
    else if (target == SIZE && value_size(text, &length, error))
        format_size(to, &length);
    else if (target == FLOWS && value_flows(text, &flows, error))
        format_flows(to, &flows);
    else if (target == SHORTAGE && value_shortage(text, &buffers, &per_cent, error))
        format_shortage(to, buffers, per_cent);
    else if ((target == TIMES || target == COUNTS) &&
             value_dist(text, target == COUNTS, NULL, &dist, error)) {
        format_dist(to, &dist, target == COUNTS);
        dist_free(&dist);
    } else
        return false;
    return true;
}

/* Prints what went wrong before it aborts. */
static void demand(bool condition, const char *what, const char *text) {
    if (condition)
        return;
    fprintf(stderr, "fuzz_values: %s: %s\n", what, text);
    abort();
}

static void try_value(enum target target, const char *text) {
    struct value_error error = {.message = ""};
    struct value_error again_error = {.message = ""};
    struct text first = {0};
    struct text second = {0};
    if (understand(target, text, &first, &error)) {
        demand(understand(target, first.at, &second, &again_error), again_error.message, first.at);
        demand(strcmp(first.at, second.at) == 0, "two canonical forms", first.at);
    } else {
        demand(error.message[0] != '\0', "refused without a word", text);
        demand(error.offset <= strlen(text) && error.length <= strlen(text) - error.offset,
               "a fault outside of", text);
    }
    text_free(&first);
    text_free(&second);
}

static void try_axis(const char *text) {
    struct value_error error = {.message = ""};
    char **values;
    size_t count;
    if (!axis_expand(text, &values, &count, &error)) {
        demand(error.message[0] != '\0' && error.offset <= strlen(text), "refused without a word or place",
               text);
        return;
    }
    demand(count > 0 && count <= AXIS_VALUES_MAX, "no values or too many", text);
    for (size_t i = 0; i < count; i++)
        demand(values[i][0] != '\0', "an empty value", text);
    axis_free_values(values, count);
}

static void try_trace(const char *path) {
    static const struct fraction scales[] = {{1, 1}, {1, 1000}, {UINT64_MAX, 1}, {1, UINT64_MAX}};
    struct mark mark = {.file = "fuzz"};
    for (size_t i = 0; i < 4; i++) {
        struct problems problems;
        struct trace_data *trace;
        problems_init(&problems);
        bool good = trace_load(path, "auto", scales[i], &trace, &problems, mark);
        demand(good == (problems.errors == 0) && good == (trace != NULL), "refused without a word", path);
        char *text = problems_text(&problems);
        for (uint64_t j = 0; good && j < trace->count; j++) {
            demand(j == 0 || trace->time_ps[j] >= trace->time_ps[j - 1], "not sorted", path);
            demand(trace->length[j] >= trace->least_length && trace->length[j] <= trace->greatest_length,
                   "a length outside of its bounds", path);
        }
        free(text);
        trace_free(trace);
        problems_free(&problems);
    }
}

static void try_file(enum target target, const unsigned char *data, size_t size) {
    char path[] = "/tmp/rxpool-fuzz-XXXXXX";
    char law[64];
    int file = mkstemp(path);
    ensure(file >= 0);
    ensure(write(file, data, size) == (ssize_t)size);
    ensure(close(file) == 0);
    ensure(snprintf(law, sizeof law, "empirical(%s)", path) > 0);
    if (target == TRACE) {
        try_trace(path);
    } else {
        try_value(TIMES, law);
        try_value(COUNTS, law);
    }
    ensure(unlink(path) == 0);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size) {
    if (size == 0)
        return 0;
    enum target target = (enum target)(data[0] % TARGETS);
    if (target == TABLE || target == TRACE) {
        try_file(target, data + 1, size - 1);
        return 0;
    }
    struct text text = {0};
    text_add_bytes(&text, (const char *)data + 1, size - 1);
    if (target == AXIS)
        try_axis(text.at);
    else
        try_value(target, text.at);
    text_free(&text);
    return 0;
}

#ifndef RXP_LIBFUZZER
enum { INPUT_MAX = 4096, MUTATIONS_MAX = 8 };

/* The first character is the target. */
static const char *const seeds[] = {
    "\0"
    "1.5 us",
    "\0"
    "18446744073709551614 ps",
    "\1"
    "64 KiB",
    "\2"
    "150 kframe/s",
    "\2"
    "95.5 %",
    "\2"
    "1/3 Gbit/s",
    "\3"
    "12.5 GB/s",
    "\4"
    "0.3 ns/B",
    "\5"
    "0.000000000000000001",
    "\6"
    "1/1000",
    "\7"
    "mix(95 %: exp(mean=50 us), 5 %: uniform(0 s, 1 s))",
    "\7"
    "lognormal(mean=300 us, cv=1)",
    "\7"
    "gamma(mean=1 ms, cv=0.5)",
    "\15"
    "weights(5, 1, 1)",
    "\15"
    "1000000",
    "\16"
    "25 %",
    "\16"
    "4000000",
    "\10"
    "erlang(k=4, mean=8)",
    "\11"
    "list(64 B: 7, 594 B: 4, 1518 B: 1)",
    "\11"
    "uniform(64 B, 1518 B)",
    "\12"
    "1us..1ms:log/13",
    "\12"
    "64..8192:log2, 9000",
    "\12"
    "1,2,5 Gbit/s",
    "\12"
    "0 %..100 %:lin/7",
    "\13"
    "unit: us\n1.5\n2 ms # comment\n30\n",
    "\14"
    "time (us),length\n0.5,64\n# comment\n1.25e1 1518\n",
};
enum { SEEDS = sizeof seeds / sizeof seeds[0] };

static uint64_t next_random(uint64_t *state) {
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

/* One small change; the first byte (the target) stays. */
static size_t mutate(unsigned char *data, size_t size, uint64_t *state) {
    static const char useful[] = "0123456789.eE+-/%:,()= \n#;usmhBKMGkitframe\0\xFF\x80\x7F";
    size_t at = 1 + next_random(state) % size;
    unsigned char byte = (unsigned char)useful[next_random(state) % (sizeof useful - 1)];
    size_t length = 1 + next_random(state) % 8;
    switch (next_random(state) % 6) {
    case 0: /* change */
        data[at < size ? at : size - 1] = size > 1 ? byte : data[0];
        break;
    case 1: /* flip */
        if (at < size)
            data[at] ^= (unsigned char)(1u << next_random(state) % 8);
        break;
    case 2: /* insert */
        if (size < INPUT_MAX) {
            memmove(data + at + (at < size), data + at, size - at);
            data[at] = byte;
            size++;
        }
        break;
    case 3: /* delete */
        length = at + length > size ? size - at : length;
        memmove(data + at, data + at + length, size - at - length);
        size -= length;
        break;
    case 4: /* repeat */
        if (at + length <= size && size + length <= INPUT_MAX) {
            memmove(data + at + length, data + at, size - at);
            size += length;
        }
        break;
    default: /* cut, rarely */
        if (next_random(state) % 8 == 0 && at < size)
            size = at;
        break;
    }
    return size;
}

static size_t read_seed(const char *path, unsigned char *data) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    data[0] = TRACE;
    size_t size = 1 + fread(data + 1, 1, INPUT_MAX / 2, file);
    ensure(fclose(file) == 0);
    return size;
}

int main(int argc, char **argv) {
    static unsigned char data[INPUT_MAX + 16];
    uint64_t rounds = argc > 1 ? strtoull(argv[1], NULL, 10) : 100000;
    uint64_t state = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    uint64_t files = argc > 3 ? (uint64_t)argc - 3 : 0;
    for (uint64_t i = 0; i < rounds; i++) {
        size_t size;
        uint64_t choice = next_random(&state) % (SEEDS + files);
        if (choice < SEEDS) {
            size = 1 + strlen(seeds[choice] + 1);
            memcpy(data, seeds[choice], size);
        } else {
            size = read_seed(argv[3 + choice - SEEDS], data);
        }
        for (uint64_t j = next_random(&state) % MUTATIONS_MAX; j > 0; j--)
            size = mutate(data, size, &state);
        LLVMFuzzerTestOneInput(data, size);
    }
    printf("%llu inputs\n", (unsigned long long)rounds);
    return 0;
}
#endif
