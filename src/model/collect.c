/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the state of a finished run to a result of its own: rows in the order of their numbers, histograms
 * without their empty buckets, metrics, and a story when the run did not end well. */
#include "collect.h"

#include <stdlib.h>
#include <string.h>

#include "modules.h"
#include "text.h"

static int by_episode(const void *a, const void *b) {
    const struct episode_row *x = a, *y = b;
    return x->number < y->number ? -1 : x->number > y->number;
}

static int by_allocation(const void *a, const void *b) {
    const struct allocation_row *x = a, *y = b;
    return x->number < y->number ? -1 : x->number > y->number;
}

/* The first rows, then the longest later ones, in order of their numbers. */
static void collect_episodes(const struct sim *sim, struct run_result *result) {
    uint64_t numbered = sim->state->episodes;
    uint32_t limit = sim->plan->rows_limit, first = numbered < limit ? (uint32_t)numbered : limit;
    result->episode_count = first + sim->state->episode_rows.longest;
    result->episode = memory_alloc(result->episode_count * sizeof *result->episode + 1);
    for (uint32_t i = 0; i < result->episode_count; i++)
        result->episode[i] =
            episode_row(i < first ? &sim->episode_first[i] : &sim->episode_longest[i - first]);
    qsort(result->episode, result->episode_count, sizeof *result->episode, by_episode);
}

static void collect_allocations(const struct sim *sim, struct run_result *result) {
    uint64_t numbered = sim->state->host.requests;
    uint32_t limit = sim->plan->allocation_rows, first = numbered < limit ? (uint32_t)numbered : limit;
    result->allocation_count = first + sim->state->allocation_rows.longest;
    result->allocation = memory_alloc(result->allocation_count * sizeof *result->allocation + 1);
    for (uint32_t i = 0; i < result->allocation_count; i++) {
        const struct kept_allocation *kept =
            i < first ? &sim->allocation_first[i] : &sim->allocation_longest[i - first];
        result->allocation[i] = allocation_row(kept, plan_block_bytes(sim->plan, kept->buffers));
    }
    qsort(result->allocation, result->allocation_count, sizeof *result->allocation, by_allocation);
}

static struct bucket_rows buckets(const struct histogram *histogram) {
    struct bucket_rows rows = {0};
    uint32_t end = histogram->count > 0 ? histogram_bucket(histogram->max) + 1 : 0;
    for (uint32_t i = 0; i < end; i++)
        rows.count += histogram_in(histogram, i) > 0;
    rows.row = memory_alloc(rows.count * sizeof *rows.row + 1);
    uint32_t at = 0;
    for (uint32_t i = 0; at < rows.count; i++)
        if (histogram_in(histogram, i) > 0)
            rows.row[at++] =
                (struct bucket_row){histogram_low(i), histogram_high(i), histogram_in(histogram, i)};
    return rows;
}

static void violations(const struct violations *broken, struct run_result *result) {
    for (int i = 0; i < RULE_COUNT; i++) {
        if (broken->count[i] == 0)
            continue;
        const struct violation_note *first = &broken->first[i][0];
        struct text words = {0};
        violation_words(first, &words);
        run_result_violation(result, &(struct violation_row){(enum ndis_rule)i, violation_queue(first),
                                                             broken->count[i], first->time_ps, words.at});
        text_free(&words);
    }
}

static char *story(const struct sim *sim) {
    const struct state *state = sim->state;
    struct text text = {0};
    switch ((enum run_status)state->status) {
    case RUN_INIT_FAILED:
        return initialise_story(sim);
    case RUN_FAILED:
        if (growth_endless(sim)) {
            text_format(&text,
                        "policy %s was asked more than %u times in one instant, %llu ps after the start, and "
                        "would go on for ever",
                        sim->plan->policy->name, sim->plan->asked_limit, (unsigned long long)state->now_ps);
            break;
        }
        text_add(&text, "more than 2^36 frames in one run; make time.duration shorter");
        break;
    case RUN_TIMEOUT:
        text_add(&text, "the run took longer than the time allowed by --timeout");
        break;
    case RUN_STARVED:
        starve_story(sim, &text);
        break;
    case RUN_OK:
    case RUN_STOPPED:
        return NULL;
    }
    return text_take(&text);
}

/* A protocol that is alone did what all did together; only several count for themselves. */
static struct protocol_row protocol_row(const struct sim *sim, uint32_t number) {
    const struct protocol_state *state = &sim->protocol[number];
    const struct meter *meter = &sim->state->meter;
    const struct counters *count = &sim->state->count;
    bool alone = !sim->plan->protocol_rows;
    struct gauge held = gauge_ended(sim, &state->held);
    u128 integral = alone ? meter->integral[LEVEL_INDICATED] : held.integral;
    uint64_t window = sim->config->duration_ps - sim->config->warmup_ps;
    struct protocol_row row = {
        .indicated = alone ? count->indicated : state->indicated,
        .delivered = alone ? count->fate[FATE_DELIVERED] : state->delivered,
        .dropped = alone ? count->fate[FATE_PROTOCOL_BACKLOG] : state->dropped,
        .held_mean = window > 0 ? (double)integral / (double)window : 0,
        .held_max = alone ? meter->most[LEVEL_INDICATED] : held.most,
        .backlog_max = gauge_ended(sim, &state->backlog).most,
        .stalled_ps = state->stalled_ps,
    };
    memcpy(row.name, sim->plan->protocol[number].config->name, sizeof row.name);
    return row;
}

static void collect_protocols(const struct sim *sim, struct run_result *result) {
    if (result->status == RUN_INIT_FAILED)
        return;
    result->protocol_count = sim->plan->protocol_count;
    result->protocol = memory_alloc(result->protocol_count * sizeof *result->protocol);
    for (uint32_t i = 0; i < result->protocol_count; i++)
        result->protocol[i] = protocol_row(sim, i);
}

struct run_result *collect_result(const struct sim *sim) {
    const struct state *state = sim->state;
    struct run_result *result = memory_alloc(sizeof *result);
    result->status = (enum run_status)state->status;
    result->story = story(sim);
    result->seed = state->seed ^ sim->config->numbers_key;
    result->replication = (uint32_t)state->replication;
    if (sim->config->numbers == NUMBERS_ANTITHETIC)
        result->replication = result->replication * 2 + (uint32_t)(state->replication >> 63);
    result->events = state->events;
    if (result->status != RUN_OK && result->status != RUN_STARVED && result->status != RUN_INIT_FAILED)
        return result;
    result->digest = state->digest;
    outcome_metrics(sim, result);
    violations(&state->violations, result);
    collect_episodes(sim, result);
    result->episodes_left_out = state->episode_rows.seen - result->episode_count;
    collect_allocations(sim, result);
    result->allocations_left_out = state->allocation_rows.seen - result->allocation_count;
    collect_protocols(sim, result);
    result->sample_count = state->samples;
    result->sample = memory_alloc(state->samples * sizeof *result->sample + 1);
    if (state->samples > 0)
        memcpy(result->sample, sim->samples, state->samples * sizeof *result->sample);
    result->histogram[HISTOGRAM_LATENCY] = buckets(sim->latency);
    result->histogram[HISTOGRAM_RETURN] = buckets(sim->returns);
    result->histogram[HISTOGRAM_EPISODE] = buckets(sim->episodes);
    return result;
}
