/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzzing the reader of scenarios: whatever comes in, it must end with problems or with a configuration whose
 * canonical form reads back to the same text.
 *
 * Input: a scenario, and after a byte 0xFF (which no UTF-8 text has) KEY=VALUE of an override, and after
 * another one a KEY=SPEC of a sweep. Two ways to run it, both with the sanitizers on:
 *
 *   fuzz_scenario ROUNDS SEED [FILE...]    mutates the templates and the given files, the same way for the
 * same SEED clang -fsanitize=fuzzer -DRXP_LIBFUZZER ...
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ensure.h"
#include "scenario.h"
#include "template.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static const char nowhere[] = "/nonexistent";

static void check_round_trip(const struct config *config) {
    char *canonical = config_canonical(config);
    struct scenario *again = scenario_open_text("canonical", canonical, strlen(canonical), nowhere);
    struct config *same = scenario_resolve(again, NULL, 0, NULL);
    if (same == NULL) {
        problems_print(scenario_problems(again), stderr, false);
        (void)fputs(canonical, stderr);
    }
    ensure(same != NULL);
    char *text = config_canonical(same);
    ensure(strcmp(text, canonical) == 0);
    free(text);
    config_free(same);
    scenario_close(again);
    free(canonical);
}

static void override(struct scenario *scenario, const char *option) {
    const char *equals = strchr(option, '=');
    if (equals == NULL)
        return;
    char *key = memory_copy_text(option);
    key[equals - option] = '\0';
    scenario_override(scenario, key, equals + 1);
    free(key);
}

/* The text from `at` to the next 0xFF or the end, as a string; moves on. */
static char *next_part(const unsigned char *data, size_t size, size_t *at) {
    const unsigned char *end = *at < size ? memchr(data + *at, 0xFF, size - *at) : NULL;
    size_t length = end == NULL ? size - *at : (size_t)(end - data) - *at;
    char *part = memory_alloc(length + 1);
    memcpy(part, data + *at, length);
    *at += length + (end != NULL);
    return part;
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size) {
    const unsigned char *end = size > 0 ? memchr(data, 0xFF, size) : NULL;
    size_t length = end == NULL ? size : (size_t)(end - data);
    size_t at = end == NULL ? size : length + 1;
    struct problems problems;
    problems_init(&problems);
    struct scenario *scenario =
        scenario_open_text("fuzz", length == 0 ? "" : (const char *)data, length, nowhere);
    char *option = next_part(data, size, &at);
    override(scenario, option);
    char *spec = next_part(data, size, &at);
    const char *const specs[] = {spec};
    struct design design;
    if (strlen(spec) < 100 && scenario_design(scenario, specs, spec[0] != '\0', &design, &problems)) {
        struct assignment *point = memory_alloc((design.count + 1) * sizeof *point);
        design_point(&design, design_points(&design) - 1, point);
        config_free(scenario_resolve(scenario, point, design.count, &problems));
        free(point);
        design_free(&design);
    }
    struct config *config = scenario_resolve(scenario, NULL, 0, NULL);
    ensure((config == NULL) == (scenario_problems(scenario)->errors > 0));
    if (config != NULL)
        check_round_trip(config);
    char *shown = problems_text(scenario_problems(scenario));
    free(shown);
    config_free(config);
    problems_free(&problems);
    free(spec);
    free(option);
    scenario_close(scenario);
    return 0;
}

#ifndef RXP_LIBFUZZER
static unsigned long long next_random(unsigned long long *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* A few edits: a byte changed, a stretch removed, doubled or taken from elsewhere, a piece of syntax put in.
 */
static size_t mutate(unsigned char *data, size_t size, size_t room, unsigned long long *state) {
    static const char *const pieces[] = {
        "{",        "}",    "[",    "]",    ": ",    ", ",      "\n",   "  ",
        "'",        "\"",   "#",    "|",    ">",     "&a ",     "*a",   "!x ",
        "---\n",    "exp(", ")",    "mix(", "0",     "1e18",    " us",  " Gbit/s",
        "%",        "\t",   "\r\n", "\xFF", "never", "999",     "NAME", "\xEE\x80\x80",
        "\xC2\x85", "? ",   "- ",   "0.5",  "pause", "weights("};
    unsigned edits = 1 + (unsigned)(next_random(state) % 4);
    for (unsigned i = 0; i < edits && size > 0; i++) {
        size_t at = (size_t)(next_random(state) % size);
        size_t length = 1 + (size_t)(next_random(state) % 12);
        if (length > size - at)
            length = size - at;
        unsigned kind = (unsigned)(next_random(state) % 4);
        const char *piece = pieces[next_random(state) % (sizeof pieces / sizeof *pieces)];
        size_t added = strlen(piece);
        if (kind == 0) {
            data[at] = (unsigned char)next_random(state);
        } else if (kind == 1) {
            memmove(data + at, data + at + length, size - at - length);
            size -= length;
        } else if (kind == 2 && size + length <= room) {
            size_t from = (size_t)(next_random(state) % (size - length + 1));
            unsigned char taken[16];
            memcpy(taken, data + from, length);
            memmove(data + at + length, data + at, size - at);
            memcpy(data + at, taken, length);
            size += length;
        } else if (size + added <= room) {
            memmove(data + at + added, data + at, size - at);
            memcpy(data + at, piece, added);
            size += added;
        }
    }
    return size;
}

static const char rich[] =
    "schema: rxpool/1\nname: rich\ntime: {duration: 1 s, warmup: 1 ms}\nlink: {rate: 1/3 Gbit/s}\ntraffic:\n"
    "  m: {arrival: mmpp, states: {calm: {rate: 1 kframe/s, to: {busy: 10 ms}}, busy: {rate: 1 Mbit/s, to: "
    "{calm: 1 "
    "ms}}}}\n"
    "  s: {arrival: schedule, steps: [[0 s, 10 kframe/s], [1 ms, 10 %], [2 ms, 0 frame/s]], size: list(64 B: "
    "7, 594 B: "
    "4)}\n"
    "  c: {arrival: cbr, interval: 125 us, batch: uniform(1, 16), size: uniform(64 B, 1518 B), fcs: 4 B, "
    "stop: 5 ms}\n"
    "pool: {initial: 10, minimum: 5, limit: 200, policy: watermark, grow: {below: 3, chunk: 5, retry: 1 "
    "ms},\n"
    "  shrink: {above: 30, every: 1 ms, ticks: 3, recall: true}, reuse: lifo, placement: ideal}\n"
    "host: {memory: 1 GiB, failure_every: 3, allocation: {delay: gamma(mean=1 us, shape=3), failure: 0.5}}\n"
    "nic: {dma: {rate: 3 GB/s}, interrupt: {delay: 1 us, frames: 32, latency: hyperexp(mean=1 us, cv=2)}}\n"
    "protocol:\n  a: {share: 3, backlog: 10, servers: 2, hold: mix(95 %: exp(mean=50 us), 5 %: uniform(0 s, "
    "1 s))}\n"
    "sweep: {pool.initial: [1, 2], protocol.a.servers: '1,2,infinite'}\n"
    "\xFFtraffic.m.states={a: {rate: 1 frame/s}}\xFFpool.limit=64..128:log2";

/* The rest of the keys, as far as they go together. */
static const char driver[] =
    "schema: rxpool/1\nname: driver\ntime: {duration: 1 s}\nlink: {rate: 1 Gbit/s}\ntraffic:\n"
    "  c: {arrival: closed, clients: 5, think: exp(mean=1 ms), flows: weights(5, 1, 1)}\n"
    "  w: {arrival: window, window: 64, window_start: 2, round_trip: 100 us, timeout: 1 ms, flows: 8}\n"
    "nic: {queues: 4, ring: 64, fifo: 9 kB, pause: {xoff: 8 kB, xon: 1 kB, delay: 1 us}, rescue: 1 ms,\n"
    "  coalesce: {bytes: 4 KiB, timeout: 5 us}, dma: {payload: 256 B, header: 24 B}}\n"
    "refill: {batch: 8, flush_below: 4, timer: 1 us, retry: 2 us, threshold: 3, mode: replace_copy}\n"
    "cpu: {count: 4, return: 1 ns, tear: 2 ns, copy: 1 ns/B, dpc: {throttle: 5, requeue: 1 us}}\n"
    "low_resources: {below: 25 %, memory: 1 MiB, per: frame}\n"
    "lifecycle: [[1 ms, pause], [2 ms, restart], [3 ms, surprise_remove], [4 ms, halt]]\n"
    "pool: {initial: 100, limit: 900, scope: shared, block: 10, per_processor: true, align: none,\n"
    "  descriptor: 400 B}\npolicy: {period: 2 ms}\n"
    "host: {memory: 1 GiB, nonpaged: 1 MB, processors: 3, os: xp_sp1, arch: arm64,\n"
    "  allocation: {cpu: 1 us}, free: {deferred: true}, pressure: [[1 ms, 5 MiB], [2 ms, 0 B]]}\n"
    "protocol:\n  a: {mode: all, return: {batch: 4, timer: 1 us}}\n"
    "  b: {cpu: shared, servers: 2, stall: {every: 1 ms, for: exp(mean=1 us), service: finish}}\n"
    "sweep: {low_resources.below: '5, 10 %'}\n"
    "\xFFhost.pressure=[[0 s, 1 B]]\xFFtraffic.w.flows=1..8:log2";

/* The seed of a round: a template, one of the rich ones, or a file. */
static size_t seed_text(unsigned long long round, int files, char **file, unsigned char *to, size_t room) {
    const char *const *names = NULL;
    size_t templates = template_names(&names);
    size_t which = (size_t)(round % (templates + 2 + (unsigned)files));
    if (which > templates + 1) {
        FILE *stream = fopen(file[which - templates - 2], "rb");
        ensure(stream != NULL);
        size_t size = fread(to, 1, room, stream);
        (void)fclose(stream);
        return size;
    }
    const char *text = which < templates ? template_text(names[which]) : which == templates ? rich : driver;
    memcpy(to, text, strlen(text));
    return strlen(text);
}

int main(int count, char **word) {
    enum { ROOM = 1 << 16 };
    if (count < 3)
        return 64;
    unsigned long long rounds = strtoull(word[1], NULL, 10);
    unsigned long long state = strtoull(word[2], NULL, 10) * 2 + 0x9E3779B97F4A7C15u;
    unsigned char *data = memory_alloc(ROOM);
    for (unsigned long long i = 0; i < rounds; i++) {
        size_t size = seed_text(i, count - 3, word + 3, data, ROOM / 2);
        size = mutate(data, size, ROOM, &state);
        (void)LLVMFuzzerTestOneInput(data, size);
    }
    free(data);
    (void)printf("%llu inputs\n", rounds);
    return 0;
}
#endif
