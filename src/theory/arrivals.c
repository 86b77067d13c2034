/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sources as arrivals. Poisson streams add up; one may be modulated; batches mix; a rate that changes at
 * known times is a staircase. What is none of this is an obstacle. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reduction_inner.h"
#include "service_law.h"
#include "simtime.h"

enum { BATCH_MAX = 4096 };

static double ratio(struct fraction fraction) {
    return fraction.denominator == 0 ? 0 : (double)fraction.numerator / (double)fraction.denominator;
}

static double mean_length(const struct size_config *size) {
    double bytes = 0, weight = 0;
    if (size->kind == SIZE_UNIFORM)
        return 0.5 * ((double)size->low + size->high);
    for (uint32_t i = 0; size->kind == SIZE_LIST && i < size->count; i++) {
        bytes += (double)size->bytes[i] * size->weight[i];
        weight += size->weight[i];
    }
    return size->kind == SIZE_LIST ? bytes / weight : size->low;
}

/* A load is one of a link, which no model has. */
static double per_second(const struct source_config *source, const struct rate_config *rate) {
    double value = ratio(rate->value);
    return rate->kind == RATE_FRAMES ? value
           : rate->kind == RATE_BITS ? value / (8 * mean_length(&source->size))
                                     : 0;
}

/* Does it go on as it is, as far as the measurement sees? */
static bool lasts(const struct config *config, const struct source_config *source) {
    return source->start_ps <= config->warmup_ps && source->stop_ps >= config->duration_ps;
}

/* The probability of each number of frames; a draw rounds half to even and is at least 1. Returns the most
 * there are; 0: too many. */
static uint32_t batch_shares(const struct dist *law, double weight, double *share) {
    uint32_t most = 0;
    if (law->kind == DIST_MIXTURE || law->kind == DIST_EMPIRICAL) {
        for (uint32_t i = 0; i < law->count; i++) {
            struct dist one = {.kind = DIST_CONSTANT, .a = law->kind == DIST_EMPIRICAL ? law->table[i] : 0};
            double part = law->kind == DIST_MIXTURE ? (double)law->weight_e18[i] * 1e-18 : 1.0 / law->count;
            uint32_t more =
                batch_shares(law->kind == DIST_MIXTURE ? &law->component[i] : &one, weight * part, share);
            if (more == 0)
                return 0;
            most = more > most ? more : most;
        }
        return most;
    }
    if (service_law_is_constant(law) || law->kind == DIST_UNIFORM) {
        uint64_t low = law->a, high = law->kind == DIST_UNIFORM ? law->b : low;
        if (high > BATCH_MAX)
            return 0;
        for (uint64_t n = low; n <= high; n++)
            share[n > 0 ? n - 1 : 0] += weight / (double)(high - low + 1);
        return high > 0 ? (uint32_t)high : 1;
    }
    double above = 1;
    for (uint32_t n = 1; n <= BATCH_MAX; n++) { /* n: from n - 1/2 to n + 1/2 */
        double more = service_law_longer(law, n + 0.5);
        share[n - 1] += weight * (above - more);
        above = more;
        if (above < 1e-17)
            return n;
    }
    return 0;
}

static void add_batches(struct reduction *r, const struct source_config *source, double rate) {
    if (r->batch_share == NULL)
        r->batch_share = memory_alloc(BATCH_MAX * sizeof *r->batch_share);
    const struct dist one = {.kind = DIST_CONSTANT, .a = 1};
    uint32_t most = batch_shares(source->batched ? &source->batch : &one, rate, r->batch_share);
    need_of(r, most > 0, "traffic", source->name, "batch", "a law of at most 4096 frames");
    r->batch_most = most > r->batch_most ? most : r->batch_most;
}

static void add_step(struct reduction *r, double at_s, double change) {
    r->step = memory_grow(r->step, r->steps + 1, sizeof *r->step);
    r->step[r->steps++] = (struct flood_step){at_s, change};
}

/* Changes of the rate, at their times; steps_join adds them up. */
static void add_steps(struct reduction *r, const struct source_config *source) {
    double end = SECONDS(source->stop_ps < r->config->duration_ps ? source->stop_ps : r->config->duration_ps);
    uint32_t steps = source->arrival == ARRIVAL_SCHEDULE ? source->step_count : 1;
    for (uint32_t i = 0; i < steps; i++) {
        bool whole = source->arrival != ARRIVAL_SCHEDULE;
        double rate = per_second(source, whole ? &source->rate : &source->step[i].rate);
        double from = SECONDS(source->start_ps) + (whole ? 0 : SECONDS(source->step[i].at_ps));
        double to = i + 1 < steps ? SECONDS(source->start_ps) + SECONDS(source->step[i + 1].at_ps) : end;
        to = to < end ? to : end;
        if (from < to) {
            add_step(r, from, rate);
            add_step(r, to, -rate);
        }
    }
}

static int compare_step(const void *a, const void *b) {
    const struct flood_step *first = a, *second = b;
    return (first->at_s > second->at_s) - (first->at_s < second->at_s);
}

static void steps_join(struct reduction *r) {
    size_t kept = 0;
    double rate = 0;
    qsort(r->step, r->steps, sizeof *r->step, compare_step);
    for (size_t i = 0; i < r->steps; i++) {
        rate += r->step[i].rate;
        if (fabs(rate) < 1e-9) /* what is left of a sum of differences */
            rate = 0;
        if (kept > 0 && r->step[kept - 1].at_s >= r->step[i].at_s)
            kept--;
        r->step[kept++] = (struct flood_step){r->step[i].at_s, rate};
    }
    r->steps = kept;
}

static void modulated(struct reduction *r, const struct source_config *source) {
    bool on_off = source->arrival == ARRIVAL_ON_OFF;
    r->modulated = source;
    r->phases = on_off ? 2 : source->state_count;
    if (on_off) {
        need_of(r, source->during == ARRIVAL_POISSON, "traffic", source->name, "during", "poisson");
        need_of(r, service_law_is_exponential(&source->on), "traffic", source->name, "on", "exp(mean=...)");
        need_of(r, service_law_is_exponential(&source->off), "traffic", source->name, "off", "exp(mean=...)");
        r->phase_rate[0] = per_second(source, &source->rate);
        r->phase_move[0][1] = 1 / service_law_mean_s(&source->on);
        r->phase_move[1][0] = 1 / service_law_mean_s(&source->off);
        return;
    }
    for (uint32_t i = 0; i < source->state_count; i++) {
        r->phase_rate[i] = per_second(source, &source->state[i].rate);
        for (uint32_t j = 0; j < source->state_count; j++)
            r->phase_move[i][j] = source->state[i].mean_ps[j] ? 1 / SECONDS(source->state[i].mean_ps[j]) : 0;
    }
}

static void read_source(struct reduction *r, const struct source_config *source, bool changes, bool batches) {
    const struct config *config = r->config;
    bool alone = config->source_count == 1;
    need_of(r, source->frames == CONFIG_UNLIMITED, "traffic", source->name, "frames", "unlimited");
    switch (source->arrival) {
    case ARRIVAL_POISSON:
    case ARRIVAL_SCHEDULE:
        need_of(r, source->arrival == ARRIVAL_POISSON || source->during == ARRIVAL_POISSON, "traffic",
                source->name, "during", "poisson");
        need_of(r, !changes || !source->batched, "traffic", source->name, "batch",
                "1, as the rate changes at given times");
        if (changes)
            add_steps(r, source);
        else
            r->rate += per_second(source, &source->rate);
        if (batches && !changes)
            add_batches(r, source, per_second(source, &source->rate));
        return;
    case ARRIVAL_ON_OFF:
    case ARRIVAL_MMPP:
        need_of(r, !source->batched, "traffic", source->name, "batch", "1, as the source is modulated");
        need_of(r, lasts(config, source), "traffic", source->name, "stop",
                "never, and its start in the warm-up");
        need_of(r, r->modulated == NULL, "traffic", source->name, "arrival",
                "poisson, as another one is modulated");
        modulated(r, source);
        return;
    case ARRIVAL_CLOSED:
        need_of(r, alone, "traffic", source->name, "arrival", "poisson, or of the only source");
        need_of(r, lasts(config, source), "traffic", source->name, "stop",
                "never, and its start in the warm-up");
        r->closed = source;
        return;
    case ARRIVAL_CBR:
    case ARRIVAL_TRACE:
    case ARRIVAL_WINDOW:
        break;
    }
    need_of(r, false, "traffic", source->name, "arrival", "poisson, on-off, mmpp, schedule or closed");
}

void arrivals_read(struct reduction *r) {
    const struct config *config = r->config;
    bool changes = false, batches = false;
    r->phases = 1;
    for (uint32_t i = 0; i < config->source_count; i++) {
        const struct source_config *source = &config->source[i];
        bool poisson = source->arrival == ARRIVAL_POISSON;
        changes = changes || source->arrival == ARRIVAL_SCHEDULE || (poisson && !lasts(config, source));
        batches = batches || source->batched;
    }
    for (uint32_t i = 0; i < config->source_count; i++)
        read_source(r, &config->source[i], changes, batches);
    if (r->modulated != NULL)
        need_of(r, !changes, "traffic", r->modulated->name, "arrival",
                "poisson, as other rates change at given times");
    if (r->steps > 0)
        steps_join(r);
    for (uint32_t i = 0; i < r->batch_most; i++)
        r->batch_share[i] /= r->rate;
    for (uint32_t i = 0; i < r->phases; i++)
        r->phase_rate[i] += r->rate;
}
