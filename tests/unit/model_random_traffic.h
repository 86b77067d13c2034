/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What model_random.h draws with, and the traffic it draws. */
#ifndef RXP_MODEL_RANDOM_TRAFFIC_H
#define RXP_MODEL_RANDOM_TRAFFIC_H

#include "model_fixture.h"

struct random_model {
    struct fixture fixture;
    uint64_t random;
    struct state_config states[3];
    struct step_config steps[3];
    struct trace_data trace;
    uint64_t trace_time[6];
    uint32_t trace_length[6];
    struct pressure_config pressure[3];
};

static inline uint64_t below(struct random_model *model, uint64_t n) {
    model->random ^= model->random << 13;
    model->random ^= model->random >> 7;
    model->random ^= model->random << 17;
    return (model->random * UINT64_C(0x2545f4914f6cdd1d) >> 11) % n;
}

static inline bool one_in(struct random_model *model, uint64_t n) {
    return below(model, n) == 0;
}

/* 0 half of the time, else a few steps of the lattice. */
static inline uint64_t lattice(struct random_model *model, uint64_t step_ns, uint64_t steps) {
    return one_in(model, 2) ? 0 : (1 + below(model, steps)) * step_ns * PS_PER_NS;
}

static inline struct dist random_law(struct random_model *model, uint64_t mean_ns) {
    uint64_t mean = mean_ns * PS_PER_NS;
    switch (below(model, 8)) {
    case 0:
        return exponential(mean);
    case 1:
        return (struct dist){.kind = DIST_UNIFORM, .a = mean / 2, .b = 2 * mean};
    case 2:
        return (struct dist){.kind = DIST_LOGNORMAL, .a = mean, .shape_e9 = 1500000000};
    case 3:
        return (struct dist){.kind = DIST_GAMMA, .a = mean, .shape_e9 = 700000000};
    case 4:
        return constant(0);
    default:
        return constant((1 + below(model, 4)) * mean / 2);
    }
}

static inline struct size_config random_size(struct random_model *model) {
    switch (below(model, 4)) {
    case 0:
        return (struct size_config){
            .kind = SIZE_LIST, .count = 3, .bytes = {64, 594, 1518}, .weight = {7, 4, 1}};
    case 1:
        return (struct size_config){.kind = SIZE_UNIFORM, .low = 64, .high = 3000};
    default:
        return (struct size_config){.kind = SIZE_FIXED, .low = one_in(model, 3) ? 1518 : 64};
    }
}

static inline void random_states(struct random_model *model, struct source_config *source) {
    source->state_count = 2 + (uint32_t)below(model, 2);
    source->state = model->states;
    for (uint32_t i = 0; i < source->state_count; i++) {
        model->states[i].rate = per_second(i == 1 && one_in(model, 2) ? 0 : 500000 * (1 + below(model, 8)));
        for (uint32_t j = 0; j < source->state_count; j++)
            model->states[i].mean_ps[j] = i == j ? 0 : (5 + below(model, 20)) * US;
    }
}

static inline void random_steps(struct random_model *model, struct source_config *source) {
    source->step_count = 1 + (uint32_t)below(model, 3);
    source->step = model->steps;
    for (uint32_t i = 0; i < source->step_count; i++) {
        model->steps[i].at_ps = i * 30 * US + lattice(model, 1000, 20);
        model->steps[i].rate = per_second(one_in(model, 4) ? 0 : 1000000 * (1 + below(model, 4)));
    }
    source->during = one_in(model, 2) ? ARRIVAL_POISSON : ARRIVAL_CBR;
}

static inline void random_trace(struct random_model *model, struct source_config *source) {
    struct trace_data *trace = &model->trace;
    trace->count = 1 + below(model, 6);
    trace->time_ps = model->trace_time;
    trace->length = model->trace_length;
    trace->least_length = UINT32_MAX;
    for (uint64_t i = 0; i < trace->count; i++) {
        trace->time_ps[i] = i == 0 ? 0 : trace->time_ps[i - 1] + lattice(model, 500, 6);
        trace->length[i] = one_in(model, 2) ? 64 : 64 + (uint32_t)below(model, 2000);
        if (trace->length[i] < trace->least_length)
            trace->least_length = trace->length[i];
    }
    source->trace = trace;
    source->size.kind = SIZE_TRACE;
    source->batched = false;
    source->loop = trace->time_ps[trace->count - 1] == 0 ? 1
                   : one_in(model, 3)                    ? CONFIG_UNLIMITED
                                                         : 1 + below(model, 9);
}

/* Only what the twin knows too: cbr and Poisson, batches. */
static inline void random_plain_source(struct random_model *model, struct source_config *source) {
    source->arrival = one_in(model, 2) ? ARRIVAL_CBR : ARRIVAL_POISSON;
    if (source->arrival == ARRIVAL_CBR && one_in(model, 2))
        source->interval_ps = (1 + below(model, 8)) * 250 * PS_PER_NS;
    source->rate =
        (struct rate_config){RATE_FRAMES, {(1 + below(model, 9)) * 1000000 / source->size.low * 64, 3}};
    source->start_ps = lattice(model, 1000, 10);
    source->stop_ps = one_in(model, 4) ? (20 + below(model, 60)) * US : TIME_NEVER;
    source->frames = one_in(model, 4) ? below(model, 40) : CONFIG_UNLIMITED;
    source->fcs_bytes = one_in(model, 2) ? 4 : 0;
    source->batched = one_in(model, 4);
    source->batch = one_in(model, 2) ? constant(3) : (struct dist){.kind = DIST_UNIFORM, .a = 0, .b = 6};
}

static inline void random_modulated(struct random_model *model, struct source_config *source, uint32_t rank) {
    switch (below(model, 6)) {
    case 0:
        source->arrival = ARRIVAL_ON_OFF;
        source->during = one_in(model, 2) ? ARRIVAL_POISSON : ARRIVAL_CBR;
        source->on = random_law(model, 10000);
        source->off = random_law(model, 20000);
        if (source->off.kind == DIST_CONSTANT && source->off.a == 0)
            source->off.a = US; /* else a frame every other picosecond */
        break;
    case 1:
        if (rank == 0)
            source->arrival = ARRIVAL_MMPP, random_states(model, source);
        break;
    case 2:
        if (rank == 1)
            source->arrival = ARRIVAL_SCHEDULE, random_steps(model, source);
        break;
    case 3:
        if (rank == 2)
            source->arrival = ARRIVAL_TRACE, random_trace(model, source);
        break;
    default:
        break;
    }
}

static inline void random_traffic(struct random_model *model, bool plain) {
    struct config *config = &model->fixture.config;
    config->source_count = 1 + (uint32_t)below(model, 4);
    for (uint32_t i = 0; i < config->source_count; i++) {
        struct source_config *source = &config->source[i];
        memcpy(source->name, (const char *[]){"alpha", "bravo", "delta", "foxes"}[i], 6);
        source->size = random_size(model);
        if (source->size.kind != SIZE_FIXED)
            source->size.low = 64; /* the rate above is worked out from it */
        random_plain_source(model, source);
        if (!plain)
            random_modulated(model, source, i);
        if (!plain && one_in(model, 2))
            source->flows = (struct flows_config){3, one_in(model, 2) ? 3 : 0, {5, 1, 2}};
    }
    if (one_in(model, 2))
        config->link_bps =
            (struct fraction){one_in(model, 2) ? 10000000000 : 3000000001, one_in(model, 2) ? 1 : 3};
}

/* Sources that wait for answers. */
static inline void random_feedback(struct random_model *model, struct source_config *source) {
    if (source->arrival == ARRIVAL_TRACE)
        return;
    source->batched = false;
    if (one_in(model, 2)) {
        source->arrival = ARRIVAL_CLOSED;
        source->clients = 1 + (uint32_t)below(model, 40);
        source->think = random_law(model, 4000);
        if (source->think.kind == DIST_CONSTANT && source->think.a == 0)
            source->think.a = 100 * PS_PER_NS; /* else a loss every picosecond */
    } else {
        source->arrival = ARRIVAL_WINDOW;
        source->window = 1 + (uint32_t)below(model, 12);
        source->window_start = 1 + (uint32_t)below(model, source->window);
        source->round_trip_ps = lattice(model, 500, 10) + 250 * PS_PER_NS;
        source->timeout_ps = lattice(model, 1000, 10) + 250 * PS_PER_NS;
    }
}

#endif
