/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sources, worked out: from rates as people write them to exact gaps and laws.
 *
 * A constant-rate source keeps its gap as an exact fraction of a picosecond and carries the remainder, so a
 * hundred hours at 14,880,952.38 frames/s end on the frame they should. Floating point appears only in the
 * constants of random laws, computed once with + - * / (no libm), so every machine derives the same. */
#include <stdlib.h>

#include "digest.h"
#include "plan.h"
#include "simtime.h"
#include "text.h"
#include "wide.h"

static u128 greatest_common(u128 a, u128 b) {
    while (b) {
        u128 rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* a * b, or false when it does not fit 128 bits. */
static bool wide_multiply(u128 a, u128 b, u128 *product) {
    return !__builtin_mul_overflow(a, b, product);
}

/* Mean frame length as a fraction of bytes. */
static struct fraction mean_length(const struct size_config *size) {
    if (size->kind == SIZE_UNIFORM)
        return (struct fraction){(uint64_t)size->low + size->high, 2};
    if (size->kind == SIZE_LIST) {
        struct fraction mean = {0, 0};
        for (uint32_t i = 0; i < size->count; i++) {
            mean.numerator += (uint64_t)size->bytes[i] * size->weight[i];
            mean.denominator += size->weight[i];
        }
        return mean;
    }
    return (struct fraction){size->low, 1};
}

/* Seconds between frames as num/den: the rate's meaning decides. */
static bool gap_seconds(const struct config *config, const struct source_config *source,
                        const struct rate_config *rate, u128 *num, u128 *den) {
    struct fraction value = rate->value;
    if (rate->kind == RATE_FRAMES) {
        *num = value.denominator;
        *den = value.numerator;
        return true;
    }
    struct fraction length = mean_length(&source->size);
    u128 bits = (u128)length.numerator * 8;
    if (rate->kind == RATE_LOAD) {
        u128 extra = (u128)(source->fcs_bytes + config->link_overhead_bytes) * length.denominator * 8;
        u128 a, b;
        /* gap = (L + fcs + overhead) * 8 / (link * load) */
        return wide_multiply(bits + extra, config->link_bps.denominator, &a) &&
               wide_multiply(a, value.denominator, num) &&
               wide_multiply(config->link_bps.numerator, length.denominator, &b) &&
               wide_multiply(b, value.numerator, den);
    }
    return wide_multiply(bits, value.denominator, num) &&
           wide_multiply(length.denominator, value.numerator, den);
}

static void rate_from_gap(u128 num, u128 den, struct plan_rate *out) {
    out->gap.whole_ps = (uint64_t)(num / den);
    out->gap.part = (uint64_t)(num % den);
    out->gap.denominator = (uint64_t)den;
    double mean = (double)out->gap.whole_ps + (double)out->gap.part / (double)out->gap.denominator;
    sampler_init_exponential(&out->gap_law, mean);
}

const char *plan_rate_make(const struct config *config, const struct source_config *source,
                           const struct rate_config *rate, struct plan_rate *out) {
    *out = (struct plan_rate){0};
    if (rate->kind == RATE_NONE || rate->value.numerator == 0)
        return NULL;
    u128 num = 0, den = 0;
    if (!gap_seconds(config, source, rate, &num, &den) || den == 0)
        return "traffic rate: the fraction is too fine to be kept exactly";
    u128 common = greatest_common(num, den);
    num /= common;
    den /= common;
    u128 scale = greatest_common(PS_PER_S, den);
    den /= scale;
    if (!wide_multiply(num, PS_PER_S / scale, &num) || den > UINT64_MAX)
        return "traffic rate: the fraction is too fine to be kept exactly";
    if (num / den >= TIME_NEVER / 2)
        return NULL; /* slower than a frame in a hundred days: no frame within any run */
    if (num < den)
        return "traffic rate: more than one frame in a picosecond";
    rate_from_gap(num, den, out);
    return NULL;
}

/* A probability as a threshold on 64 random bits. */
static uint64_t threshold_of(double probability) {
    double scaled = probability * 0x1p64;
    return scaled >= 0x1p64 ? UINT64_MAX : (uint64_t)scaled;
}

/* The stationary law of the states: Grassmann, Taksar and Heyman's elimination, which subtracts nothing. */
static void stationary_law(uint32_t n, double q[CONFIG_STATES_MAX][CONFIG_STATES_MAX], double *law) {
    for (uint32_t k = n - 1; k > 0; k--) {
        double sum = 0;
        for (uint32_t j = 0; j < k; j++)
            sum += q[k][j];
        for (uint32_t i = 0; i < k; i++)
            q[i][k] = sum > 0 ? q[i][k] / sum : 0;
        for (uint32_t i = 0; i < k; i++)
            for (uint32_t j = 0; j < k; j++)
                if (i != j)
                    q[i][j] += q[i][k] * q[k][j];
    }
    double total = law[0] = 1;
    for (uint32_t k = 1; k < n; k++) {
        law[k] = 0;
        for (uint32_t i = 0; i < k; i++)
            law[k] += law[i] * q[i][k];
        total += law[k];
    }
    for (uint32_t k = 0; k < n; k++)
        law[k] /= total;
}

static void state_make(const struct state_config *config, uint32_t count, struct plan_state *out) {
    double total = 0;
    for (uint32_t i = 0; i < count; i++)
        total += config->mean_ps[i] ? 1.0 / (double)config->mean_ps[i] : 0;
    out->absorbing = total <= 0;
    if (out->absorbing)
        return;
    sampler_init_exponential(&out->sojourn, 1.0 / total);
    double sum = 0;
    uint32_t last = 0;
    for (uint32_t i = 0; i < count; i++) {
        sum += config->mean_ps[i] ? 1.0 / (double)config->mean_ps[i] : 0;
        out->threshold[i] = threshold_of(sum / total);
        last = config->mean_ps[i] ? i : last;
    }
    for (uint32_t i = last; i < count; i++)
        out->threshold[i] = UINT64_MAX;
}

static const char *states_make(const struct config *config, const struct source_config *source,
                               struct plan_source *out) {
    double q[CONFIG_STATES_MAX][CONFIG_STATES_MAX] = {{0}};
    double law[CONFIG_STATES_MAX];
    out->state = memory_alloc(source->state_count * sizeof *out->state);
    for (uint32_t i = 0; i < source->state_count; i++) {
        const char *wrong = plan_rate_make(config, source, &source->state[i].rate, &out->state[i].rate);
        if (wrong)
            return wrong;
        state_make(&source->state[i], source->state_count, &out->state[i]);
        for (uint32_t j = 0; j < source->state_count; j++)
            q[i][j] = source->state[i].mean_ps[j] ? 1.0 / (double)source->state[i].mean_ps[j] : 0;
    }
    stationary_law(source->state_count, q, law);
    double sum = 0;
    for (uint32_t i = 0; i < source->state_count; i++) {
        sum += law[i];
        out->initial_threshold[i] = threshold_of(sum);
    }
    out->initial_threshold[source->state_count - 1] = UINT64_MAX;
    return NULL;
}

static const char *steps_make(const struct config *config, const struct source_config *source,
                              struct plan_source *out) {
    out->step = memory_alloc(source->step_count * sizeof *out->step);
    for (uint32_t i = 0; i < source->step_count; i++) {
        const char *wrong = plan_rate_make(config, source, &source->step[i].rate, &out->step[i]);
        if (wrong)
            return wrong;
    }
    return NULL;
}

static const char *phases_make(const struct source_config *source, struct plan_source *out) {
    sampler_init(&out->on, &source->on);
    sampler_init(&out->off, &source->off);
    double cycle = out->on.mean + out->off.mean;
    if (cycle <= 0)
        return "traffic on and off: both phases last no time";
    out->start_on_threshold = threshold_of(out->on.mean / cycle);
    return NULL;
}

static enum source_simple simple(const struct source_config *source, const struct plan_rate *rate) {
    bool single = source->flows.count <= 1 && !source->batched;
    if (single && source->arrival == ARRIVAL_TRACE && source->size.kind == SIZE_TRACE)
        return SOURCE_TRACE;
    if (!single || source->size.kind != SIZE_FIXED || rate->gap.denominator == 0)
        return SOURCE_NOT_SIMPLE;
    if (source->arrival == ARRIVAL_POISSON && sampler_is_batched(&rate->gap_law))
        return SOURCE_POISSON;
    bool phases = source->arrival == ARRIVAL_ON_OFF && source->during == ARRIVAL_CBR;
    return phases ? SOURCE_CBR_PHASES : source->arrival == ARRIVAL_CBR ? SOURCE_CBR : SOURCE_NOT_SIMPLE;
}

const char *plan_source_make(const struct config *config, const struct source_config *source,
                             struct plan_source *out) {
    out->config = source;
    out->name = name_hash(source->name);
    out->end_ps = source->stop_ps < config->duration_ps ? source->stop_ps : config->duration_ps;
    for (uint32_t i = 0; i < source->size.count; i++)
        out->size_total += source->size.weight[i];
    for (uint32_t i = 0; i < source->flows.weights; i++)
        out->flow_total += source->flows.weight[i];
    out->waits = source->arrival == ARRIVAL_CLOSED || source->arrival == ARRIVAL_WINDOW;
    if (source->arrival == ARRIVAL_CLOSED)
        sampler_init(&out->think, &source->think);
    if (source->batched)
        sampler_init(&out->batch, &source->batch);
    if (source->interval_ps)
        rate_from_gap(source->interval_ps, 1, &out->rate);
    else {
        const char *wrong = plan_rate_make(config, source, &source->rate, &out->rate);
        if (wrong)
            return wrong;
    }
    out->simple = simple(source, &out->rate);
    if (source->arrival == ARRIVAL_ON_OFF)
        return phases_make(source, out);
    if (source->arrival == ARRIVAL_TRACE) {
        const struct trace_data *trace = source->trace;
        uint64_t span = trace->time_ps[trace->count - 1];
        out->trace_period_ps = time_add(span, trace->count > 1 ? span / (trace->count - 1) : PS_PER_S);
        out->trace_period_ps += out->trace_period_ps == 0;
    }
    if (source->arrival == ARRIVAL_MMPP)
        return states_make(config, source, out);
    if (source->arrival == ARRIVAL_SCHEDULE)
        return steps_make(config, source, out);
    return NULL;
}

void plan_source_free(struct plan_source *source) {
    sampler_free(&source->on);
    sampler_free(&source->off);
    sampler_free(&source->batch);
    sampler_free(&source->think);
    free(source->state);
    free(source->step);
}
