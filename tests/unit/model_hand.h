/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Floods worked out by hand: frames at given nanoseconds, constant costs, and every fact of the run stated in
 * advance.
 *
 * The stated facts are summed into a digest of their own; if it is the run's, the run did exactly that and
 * nothing else. All times are whole nanoseconds, written as such; `never` is a time that does not come within
 * the run. */
#ifndef RXP_MODEL_HAND_H
#define RXP_MODEL_HAND_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "model_fixture.h"

#define HAND_FRAMES 64

static const uint64_t never = TIME_NEVER;

enum hand_fate {
    INSIDE,
    DELIVERED,
    NO_DESCRIPTOR,
    FIFO_OVERFLOW,
    BACKLOG,
    TOO_LONG,
    NOT_RUNNING = 8,
    COALESCED
};

struct hand {
    struct fixture fixture;
    struct config *config;
    struct protocol_config *app;
    struct trace_data trace;
    uint64_t time_ps[HAND_FRAMES];
    uint32_t length[HAND_FRAMES];
    struct digest expected;
};

static inline uint64_t ns(uint64_t time) {
    return time == never ? never : time * PS_PER_NS;
}

/* The source "frames" makes none yet; protocol "app" holds nothing; a pool and a ring of so many buffers; 1
 * ms. */
static inline struct config *hand_start(struct hand *hand, uint32_t buffers) {
    memset(hand, 0, sizeof *hand);
    hand->config = fixture_textbook(&hand->fixture);
    hand->app = hand->config->protocol;
    hand->config->duration_ps = MS;
    fixture_pool(hand->config, buffers);
    struct source_config *source = hand->config->source;
    source->arrival = ARRIVAL_CBR;
    source->rate = (struct rate_config){0};
    source->trace = &hand->trace;
    hand->trace.time_ps = hand->time_ps;
    hand->trace.length = hand->length;
    hand->trace.least_length = 64;
    return hand->config;
}

/* A frame, later than or at the same time as the one before. */
static inline void frame_at(struct hand *hand, uint64_t time_ns, uint32_t length) {
    assert_true(hand->trace.count < HAND_FRAMES);
    hand->config->source->arrival = ARRIVAL_TRACE;
    hand->config->source->size.kind = SIZE_TRACE;
    hand->time_ps[hand->trace.count] = ns(time_ns);
    hand->length[hand->trace.count++] = length;
    if (length > hand->trace.greatest_length)
        hand->trace.greatest_length = length;
}

static inline void state_fact(struct hand *hand, enum fact_kind kind, const uint64_t word[FACT_WORDS]) {
    digest_add_words(&hand->expected, word, kind);
}

/* The same of any source and queue, with every word. */
static inline void frame_of(struct hand *hand, const char *source, uint64_t number, uint64_t length,
                            uint64_t arrival_ns, enum hand_fate fate, uint64_t indicated_ns,
                            uint64_t returned_ns) {
    const uint64_t word[FACT_WORDS] = {name_hash(source), number,           length,         ns(arrival_ns),
                                       (uint64_t)fate,    ns(indicated_ns), ns(returned_ns)};
    state_fact(hand, FACT_FRAME, word);
}

static inline void interrupt_on(struct hand *hand, uint64_t queue, uint64_t time_ns) {
    state_fact(hand, FACT_INTERRUPT, (const uint64_t[FACT_WORDS]){queue, ns(time_ns)});
}

/* The n-th source, names in order: so many frames of 64 B, the first at start, then at every interval. */
static inline void sends(struct hand *hand, uint32_t n, const char *name, uint64_t start_ns,
                         uint64_t interval_ns, uint64_t frames) {
    struct source_config *source = &hand->config->source[n];
    hand->config->source_count = n + 1;
    memset(source->name, 0, sizeof source->name);
    memcpy(source->name, name, strlen(name));
    source->arrival = ARRIVAL_CBR;
    source->rate = (struct rate_config){0};
    source->start_ps = ns(start_ns);
    source->interval_ps = ns(interval_ns);
    source->frames = frames;
}

/* What becomes of frame `number` (from 1, in the order of arrival). */
static inline void frame_is(struct hand *hand, uint64_t number, enum hand_fate fate, uint64_t indicated_ns,
                            uint64_t returned_ns) {
    const uint64_t word[FACT_WORDS] = {
        name_hash("frames"), number,           hand->length[number - 1], hand->time_ps[number - 1],
        (uint64_t)fate,      ns(indicated_ns), ns(returned_ns)};
    state_fact(hand, FACT_FRAME, word);
}

static inline void interrupt_at(struct hand *hand, uint64_t time_ns) {
    state_fact(hand, FACT_INTERRUPT, (const uint64_t[FACT_WORDS]){0, ns(time_ns)});
}

static inline void episode_is(struct hand *hand, uint64_t start_ns, uint64_t end_ns, uint64_t drops) {
    state_fact(hand, FACT_EPISODE, (const uint64_t[FACT_WORDS]){0, ns(start_ns), ns(end_ns), drops});
}

/* Buffers of 2 KiB, pages of 4 KiB: an odd number of buffers is rounded up by half a page. */
static inline void allocation_is(struct hand *hand, uint64_t number, uint64_t buffers, uint64_t requested_ns,
                                 uint64_t completed_ns, enum allocation_outcome outcome) {
    const uint64_t word[FACT_WORDS] = {number, ns(requested_ns), ns(completed_ns), (buffers + 1) / 2 * 4096,
                                       outcome};
    state_fact(hand, FACT_ALLOCATION, word);
}

static inline void freed_at(struct hand *hand, uint64_t number, uint64_t time_ns) {
    state_fact(hand, FACT_BLOCK_FREED, (const uint64_t[FACT_WORDS]){number, ns(time_ns)});
}

/* The block of initialisation, had at once. */
static inline void initial_block(struct hand *hand) {
    allocation_is(hand, 1, hand->config->pool_initial, 0, 0, ALLOCATION_DONE);
}

/* Short frames where nothing costs time up to the protocol: each is indicated as it arrives, by an interrupt
 * of its own. With the block of initialisation. */
static inline void frames_come_at(struct hand *hand, const uint64_t *at_ns, size_t count) {
    for (size_t i = 0; i < count; i++) {
        frame_at(hand, at_ns[i], 64);
        interrupt_at(hand, at_ns[i]);
    }
    initial_block(hand);
}

/* Runs, and demands that it went as stated. The result is for further questions: run_result_free() it. */
static inline struct run_result *goes_as_stated(struct hand *hand) {
    struct run_result *result = fixture_run(hand->config);
    char got[DIGEST_TEXT], stated[DIGEST_TEXT];
    digest_text(&result->digest, got);
    digest_text(&hand->expected, stated);
    assert_string_equal(got, stated);
    return result;
}

static inline void goes_exactly_as_stated(struct hand *hand) {
    run_result_free(goes_as_stated(hand));
}

static inline void assert_count(const struct run_result *result, enum metric metric, uint64_t expected) {
    if (!result->metric[metric].defined || result->metric[metric].integer != expected)
        fail_msg("%s is %llu, not %llu", metric_table[metric].name,
                 (unsigned long long)result->metric[metric].integer, (unsigned long long)expected);
}

#endif
