/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Queues whose loss is known to all digits however rare it is, and what splitting says of them.
 *
 * Chains are solved by the elimination of Grassmann, Taksar and Heyman ("Regenerative analysis and steady
 * state distributions for Markov chains", Operations Research 33, 1985): it never subtracts, so a share of
 * 1e-12 has as many true digits as one of a half. */
#ifndef RXP_TEST_RARE_H
#define RXP_TEST_RARE_H

#include <stdlib.h>

#include "splitting.h"
#include "theory.h"

/* The stationary law from rates, rate[i * n + j] from i to j, which are used up. */
static inline void gth_law(size_t n, double *rate, double *law) {
    for (size_t k = n - 1; k > 0; k--) {
        double out = 0;
        for (size_t j = 0; j < k; j++)
            out += rate[k * n + j];
        for (size_t i = 0; i < k; i++)
            rate[i * n + k] /= out;
        for (size_t i = 0; i < k; i++)
            for (size_t j = 0; j < k; j++)
                if (i != j)
                    rate[i * n + j] += rate[i * n + k] * rate[k * n + j];
    }
    double sum = law[0] = 1;
    for (size_t k = 1; k < n; k++) {
        law[k] = 0;
        for (size_t i = 0; i < k; i++)
            law[k] += law[i] * rate[i * n + k];
        sum += law[k];
    }
    for (size_t k = 0; k < n; k++)
        law[k] /= sum;
}

struct rare_case {
    struct fixture fixture;
    struct state_config states[2];
    struct config *config;
    double loss;
};

/* 1 Mframe/s times the load, servers of 1 us. */
static inline struct config *rare_start(struct rare_case *rare, double load, uint32_t buffers,
                                        uint32_t servers, uint64_t window_ms) {
    rare->config = theory_config(&rare->fixture, load, buffers, window_ms);
    rare->config->warmup_ps = 2 * MS;
    rare->config->duration_ps = (2 + window_ms) * MS;
    rare->fixture.protocol[0].servers = servers;
    rare->fixture.protocol[0].service = exponential(US);
    return rare->config;
}

static inline void rare_mm1k(struct rare_case *rare, double load, uint32_t buffers) {
    (void)rare_start(rare, load, buffers, 1, 10);
    rare->loss = (1 - load) * pow(load, buffers) / (1 - pow(load, buffers + 1));
}

/* Erlang B: so many arrivals per mean hold. */
static inline void rare_erlang(struct rare_case *rare, double load, uint32_t lines) {
    struct config *config = rare_start(rare, load / 10, lines, 1, 10);
    config->protocol[0].servers = CONFIG_UNLIMITED;
    config->protocol[0].service = constant(0);
    config->protocol[0].hold = exponential(10 * US);
    rare->loss = 1;
    for (uint32_t n = 1; n <= lines; n++)
        rare->loss = load * rare->loss / (n + load * rare->loss);
}

/* Poisson at 0.2 for 40 us or at 0.8 for 10 us in the mean, by turns; one server. */
static inline void rare_mmpp(struct rare_case *rare, uint32_t buffers) {
    static const double load[2] = {0.2, 0.8}, leave[2] = {1 / 40.0, 1 / 10.0};
    struct config *config = rare_start(rare, 1, buffers, 1, 20);
    struct source_config *source = &config->source[0];
    source->arrival = ARRIVAL_MMPP;
    source->rate = (struct rate_config){0};
    source->state = rare->states;
    source->state_count = 2;
    rare->states[0] = (struct state_config){"calm", per_second(200000), {0, 40 * US}};
    rare->states[1] = (struct state_config){"busy", per_second(800000), {10 * US, 0}};
    size_t n = 2 * (buffers + 1);
    double *rate = calloc(n * n, sizeof *rate), *law = calloc(n, sizeof *law), lost = 0, offered = 0;
    for (size_t out = 0; out <= buffers; out++)
        for (size_t phase = 0; phase < 2; phase++) {
            size_t at = 2 * out + phase;
            rate[at * n + (2 * out + 1 - phase)] = leave[phase];
            if (out < buffers)
                rate[at * n + at + 2] = load[phase];
            if (out > 0)
                rate[at * n + at - 2] = 1;
        }
    gth_law(n, rate, law);
    for (size_t out = 0; out <= buffers; out++)
        for (size_t phase = 0; phase < 2; phase++) {
            offered += load[phase] * law[2 * out + phase];
            lost += out == buffers ? load[phase] * law[2 * out + phase] : 0;
        }
    rare->loss = lost / offered;
    free(rate);
    free(law);
}

/* Interrupts off when the last buffer is taken, on again when `resume` are free: test_theory_hysteresis.c. */
static inline void rare_hysteresis(struct rare_case *rare, double load, uint32_t buffers, uint32_t resume) {
    struct config *config = rare_start(rare, load, buffers, 1, 10);
    config->disable_resume = resume;
    size_t n = buffers + resume;
    double *rate = calloc(n * n, sizeof *rate), *law = calloc(n, sizeof *law);
    for (size_t out = 0; out < buffers; out++) {
        rate[out * n + out + 1] = load; /* the one after the last: refusing, all of them out */
        if (out > 0)
            rate[out * n + out - 1] = 1;
    }
    for (size_t out = buffers; out > buffers - resume; out--) {
        size_t at = 2 * buffers - out;
        rate[at * n + (out == buffers - resume + 1 ? out - 1 : at + 1)] = 1;
    }
    gth_law(n, rate, law);
    rare->loss = 0;
    for (size_t at = buffers; at < n; at++)
        rare->loss += law[at];
    free(rate);
    free(law);
}

enum { GROW_CHUNK = 4, GROW_STEPS = 5 };
#define GROW_LATENCY_US 2.0
#define SHRINK_IDLE_US 5.0

/* Where a step up or down leads, in the chain of rare_growth(). */
struct growth_chain {
    size_t initial, below, width;
    double *rate;
    size_t states;
};

static inline size_t growth_state(const struct growth_chain *chain, size_t step, size_t out, size_t pending) {
    return (step * chain->width + out) * 2 + pending;
}

static inline void growth_rates(const struct growth_chain *chain, double load, size_t step, size_t out,
                                size_t pending) {
    size_t total = chain->initial + step * GROW_CHUNK;
    bool last = step + 1 == GROW_STEPS;
    double *rate = chain->rate + growth_state(chain, step, out, pending) * chain->states;
    if (out > total || (pending && last)) {
        rate[0] = 1; /* is never reached */
        return;
    }
    if (out < total) { /* an arrival; it may make the pool ask */
        size_t asks = total - out - 1 <= chain->below && !last;
        rate[growth_state(chain, step, out + 1, pending | asks)] = load;
    }
    if (out > 0)
        rate[growth_state(chain, step, out - 1, pending)] = 1;
    if (pending) { /* the answer; it may not be enough */
        size_t asks = total + GROW_CHUNK - out <= chain->below && step + 2 < GROW_STEPS;
        rate[growth_state(chain, step + 1, out, asks)] = 1 / GROW_LATENCY_US;
    }
    if (step > 0 && total - out >= chain->initial + GROW_CHUNK)
        rate[growth_state(chain, step - 1, out, pending)] = 1 / SHRINK_IDLE_US;
}

/* A watermark pool of interchangeable buffers that asks with `below` ready, one request of exponential
 * latency at a time, and gives back after an exponential time with a chunk more ready than it began with: a
 * chain of (blocks grown, buffers out, request pending). It loses what comes before the answer does. */
static inline void rare_growth(struct rare_case *rare, double load, uint32_t below) {
    uint32_t initial = below + GROW_CHUNK, limit = initial + (GROW_STEPS - 1) * GROW_CHUNK;
    struct config *config = rare_start(rare, load, limit, 1, 10);
    for (uint32_t i = 0; i < policy_count; i++)
        if (strcmp(policy_table[i]->name, "watermark") == 0)
            config->pool_policy = i;
    config->pool_placement = PLACEMENT_IDEAL;
    config->pool_initial = initial;
    config->grow_below = below;
    config->grow_chunk = GROW_CHUNK;
    config->shrink_above = initial + GROW_CHUNK;
    config->allocation_latency = exponential((uint64_t)(GROW_LATENCY_US * US));
    config->shrink_idle = exponential((uint64_t)(SHRINK_IDLE_US * US));
    struct growth_chain chain = {.initial = initial, .below = below, .width = limit + 1};
    chain.states = GROW_STEPS * chain.width * 2;
    chain.rate = calloc(chain.states * chain.states, sizeof *chain.rate);
    double *law = calloc(chain.states, sizeof *law);
    for (size_t at = 0; at < chain.states; at++)
        growth_rates(&chain, load, at / 2 / chain.width, at / 2 % chain.width, at % 2);
    gth_law(chain.states, chain.rate, law);
    rare->loss = 0;
    for (size_t step = 0; step < GROW_STEPS; step++)
        for (size_t pending = 0; pending < 2; pending++)
            rare->loss += law[growth_state(&chain, step, initial + step * GROW_CHUNK, pending)];
    free(chain.rate);
    free(law);
}

/* What splitting says: one thread, so that seconds are those of one core. */
static inline struct splitting_result rare_run(const struct config *config, double precision,
                                               uint32_t effort) {
    static struct splitting_result result;
    struct problems problems;
    problems_init(&problems);
    const struct splitting_options options = {.precision = precision, .effort = effort, .jobs = 1};
    bool good = splitting_estimate(config, &options, &result, &problems);
    if (!good) {
        char *text = problems_text(&problems);
        print_message("# %s\n", text);
        free(text);
    }
    assert_true(good);
    problems_free(&problems);
    return result;
}

static inline bool rare_agrees(const char *name, const struct splitting_result *result, double exact) {
    double error = result->relative_error * result->loss, z = (result->loss - exact) / error;
    print_message("# %-30s exact %.4e splitting %.4e +- %4.1f %% z %+5.2f share %+6.2f %% batches %u\n", name,
                  exact, result->loss, 100 * (result->high / result->loss - 1), z,
                  100 * (result->loss / exact - 1), (unsigned)result->batches);
    return fabs(z) <= THEORY_ERRORS && result->status == SPLITTING_DONE;
}

#endif
