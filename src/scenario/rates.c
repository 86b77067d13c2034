/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many frames a source makes, roughly: for limits and warnings only, so doubles will do. The exact gaps
 * are the model's business. */
#include "resolver.h"

static double ratio(struct fraction fraction) {
    return fraction.denominator == 0 ? 0 : (double)fraction.numerator / (double)fraction.denominator;
}

double dist_rough_mean(const struct dist *dist) {
    double sum = 0;
    switch (dist->kind) {
    case DIST_UNIFORM:
        return ((double)dist->a + (double)dist->b) / 2;
    case DIST_MIXTURE:
        for (uint32_t i = 0; i < dist->count; i++)
            sum += dist_rough_mean(&dist->component[i]) * (double)dist->weight_e18[i] / 1e18;
        return sum;
    case DIST_EMPIRICAL:
        for (uint32_t i = 0; i < dist->count; i++)
            sum += (double)dist->table[i];
        return dist->count == 0 ? 0 : sum / dist->count;
    case DIST_CONSTANT:
    case DIST_EXPONENTIAL:
    case DIST_NORMAL:
    case DIST_LOGNORMAL:
    case DIST_PARETO:
    case DIST_WEIBULL:
    case DIST_GAMMA:
    case DIST_ERLANG:
    case DIST_HYPEREXPONENTIAL:
        break;
    }
    return (double)dist->a;
}

double source_mean_length(const struct source_config *source) {
    const struct size_config *size = &source->size;
    double sum = 0;
    double weight = 0;
    switch (size->kind) {
    case SIZE_FIXED:
        return size->low;
    case SIZE_UNIFORM:
        return ((double)size->low + size->high) / 2;
    case SIZE_LIST:
        for (uint32_t i = 0; i < size->count; i++) {
            sum += (double)size->bytes[i] * size->weight[i];
            weight += size->weight[i];
        }
        return weight > 0 ? sum / weight : 0;
    case SIZE_TRACE:
        break;
    }
    const struct trace_data *trace = source->trace;
    return trace == NULL || trace->count == 0 ? 64 : (double)trace->bytes / (double)trace->count;
}

static double rate_fps(const struct config *config, const struct source_config *source,
                       struct rate_config rate) {
    double length = source_mean_length(source);
    if (rate.kind == RATE_FRAMES)
        return ratio(rate.value);
    if (rate.kind == RATE_BITS)
        return length > 0 ? ratio(rate.value) / (8 * length) : 0;
    if (rate.kind == RATE_LOAD)
        return ratio(rate.value) * ratio(config->link_bps) /
               (8 * (length + source->fcs_bytes + config->link_overhead_bytes));
    return 0;
}

double source_peak_fps(const struct config *config, const struct source_config *source) {
    double peak =
        source->interval_ps > 0 ? 1e12 / (double)source->interval_ps : rate_fps(config, source, source->rate);
    for (uint32_t i = 0; i < source->state_count; i++) {
        double rate = rate_fps(config, source, source->state[i].rate);
        peak = rate > peak ? rate : peak;
    }
    for (uint32_t i = 0; i < source->step_count; i++) {
        double rate = rate_fps(config, source, source->step[i].rate);
        peak = rate > peak ? rate : peak;
    }
    return peak;
}

/* What the link lets through, frames per second; 0: there is none. */
static double link_fps(const struct config *config, const struct source_config *source) {
    double bytes = source_mean_length(source) + source->fcs_bytes + config->link_overhead_bytes;
    return bytes > 0 ? ratio(config->link_bps) / (8 * bytes) : 0;
}

/* A client makes one frame for each thought, a connection at most its window for each answer. */
static double source_most_fps(const struct config *config, const struct source_config *source) {
    double least_ps = source->arrival == ARRIVAL_CLOSED            ? dist_rough_mean(&source->think)
                      : source->round_trip_ps < source->timeout_ps ? (double)source->round_trip_ps
                                                                   : (double)source->timeout_ps;
    double at_once =
        source->arrival == ARRIVAL_CLOSED ? source->clients : (double)source->window * source->flows.count;
    double link = link_fps(config, source);
    double most = least_ps > 0 ? at_once / least_ps * 1e12 : link;
    return link > 0 && link < most ? link : most;
}

bool source_is_closed(const struct source_config *source) {
    return source->arrival == ARRIVAL_CLOSED || source->arrival == ARRIVAL_WINDOW;
}

double source_mean_fps(const struct config *config, const struct source_config *source) {
    if (source_is_closed(source))
        return source_most_fps(config, source);
    double rate = source_peak_fps(config, source);
    if (source->batched)
        rate *= dist_rough_mean(&source->batch);
    if (source->arrival != ARRIVAL_ON_OFF)
        return rate;
    double on = dist_rough_mean(&source->on);
    double off = dist_rough_mean(&source->off);
    return on + off > 0 ? rate * on / (on + off) : rate;
}
