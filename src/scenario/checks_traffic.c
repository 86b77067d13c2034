/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules across keys of time and traffic. */
#include "event.h"
#include "resolver.h"
#include "simtime.h"

enum { SAMPLES_MAX = 1000000 };

void check_time(const struct resolver *resolver) {
    const struct config *config = resolver->config;
    if (!SOUND(resolver, 0, "time.duration", "time.warmup", "time.sample"))
        return;
    if (config->warmup_ps != CONFIG_WARMUP_AUTO && config->warmup_ps >= config->duration_ps)
        resolver_problem(resolver, PROBLEM_ERROR, AT("time.warmup", "time.duration"), 0,
                         "duration includes warmup; what is measured is what lies between",
                         "the warm-up leaves nothing of the run");
    if (config->sample_ps > 0 && config->duration_ps / config->sample_ps > SAMPLES_MAX)
        resolver_problem(resolver, PROBLEM_ERROR, AT("time.sample", "time.duration"), 0,
                         "take a longer time.sample", "more than a million samples");
    if (config->sample_ps > config->duration_ps)
        resolver_problem(resolver, PROBLEM_WARNING, AT("time.sample"), 0, NULL,
                         "the first sample would be after the end of the run");
}

static void check_span(const struct resolver *resolver, size_t entity) {
    const struct source_config *source = &resolver->config->source[entity];
    if (!SOUND(resolver, entity, "traffic.NAME.start", "traffic.NAME.stop"))
        return;
    if (source->start_ps >= source->stop_ps)
        resolver_problem(resolver, PROBLEM_ERROR, AT("traffic.NAME.stop", "traffic.NAME.start"), entity, NULL,
                         "'%s' stops before it starts", source->name);
    else if (SOUND(resolver, 0, "time.duration") && source->start_ps >= resolver->config->duration_ps)
        resolver_problem(resolver, PROBLEM_WARNING, AT("traffic.NAME.start"), entity, NULL,
                         "'%s' starts after the end of the run", source->name);
}

/* What a mark as a flood is for begins at its end. */
static void check_flood(const struct resolver *resolver, size_t entity) {
    const struct source_config *source = &resolver->config->source[entity];
    if (SOUND(resolver, entity, "traffic.NAME.flood", "traffic.NAME.stop") && source->flood &&
        source->stop_ps == TIME_NEVER)
        resolver_problem(resolver, PROBLEM_WARNING, AT("traffic.NAME.flood"), entity,
                         "give it a `stop`, or leave `flood` out",
                         "'%s' is a flood that never stops: there is no recovery time to measure",
                         source->name);
}

static bool uses_load(const struct source_config *source) {
    bool load = source->rate.kind == RATE_LOAD;
    for (uint32_t i = 0; i < source->state_count; i++)
        load = load || source->state[i].rate.kind == RATE_LOAD;
    for (uint32_t i = 0; i < source->step_count; i++)
        load = load || source->step[i].rate.kind == RATE_LOAD;
    return load;
}

static bool rates_sound(const struct resolver *resolver, size_t entity) {
    return SOUND(resolver, entity, "link.rate", "link.overhead", "traffic.NAME.arrival", "traffic.NAME.rate",
                 "traffic.NAME.load", "traffic.NAME.interval", "traffic.NAME.states", "traffic.NAME.steps",
                 "traffic.NAME.size", "traffic.NAME.fcs", "traffic.NAME.batch", "traffic.NAME.on",
                 "traffic.NAME.off", "traffic.NAME.frames", "traffic.NAME.flows", "traffic.NAME.clients",
                 "traffic.NAME.think", "traffic.NAME.window", "traffic.NAME.round_trip",
                 "traffic.NAME.timeout");
}

/* Numbers of frames are part of the order of events: 36 bits. The estimate is checked against half of them.
 */
static void check_frames(const struct resolver *resolver, size_t entity) {
    const struct source_config *source = &resolver->config->source[entity];
    const struct config *config = resolver->config;
    uint64_t end = source->stop_ps < config->duration_ps ? source->stop_ps : config->duration_ps;
    double seconds = source->start_ps < end ? (double)(end - source->start_ps) / 1e12 : 0;
    double frames = source_mean_fps(config, source) * seconds;
    if (source->frames != CONFIG_UNLIMITED && frames > (double)source->frames)
        frames = (double)source->frames;
    bool closed = source_is_closed(source);
    if (frames > (double)(EVENT_NUMBER_LIMIT / 2))
        resolver_problem(resolver, PROBLEM_ERROR,
                         closed ? AT("traffic.NAME.clients", "traffic.NAME.window")
                                : AT("traffic.NAME.rate", "traffic.NAME.load", "traffic.NAME.interval",
                                     "traffic.NAME.states", "traffic.NAME.steps"),
                         entity,
                         closed ? "shorten time.duration, or let fewer send, or less often"
                                : "shorten time.duration or lower the rate",
                         "'%s' %s about %.2g frames; a run counts at most %llu", source->name,
                         closed ? "may make" : "makes", frames, (unsigned long long)(EVENT_NUMBER_LIMIT / 2));
}

static void check_size(const struct resolver *resolver, size_t entity) {
    const struct source_config *source = &resolver->config->source[entity];
    const struct config *config = resolver->config;
    if (!SOUND(resolver, entity, "traffic.NAME.arrival", "traffic.NAME.size", "pool.buffer", "pool.limit",
               "pool.initial", "nic.ring"))
        return;
    if (source->size.kind == SIZE_TRACE && source->arrival != ARRIVAL_TRACE) {
        resolver_problem(resolver, PROBLEM_ERROR, AT("traffic.NAME.size"), entity, "for example 64 B or imix",
                         "only a trace has frame lengths of its own");
        return;
    }
    bool fixed = source->size.kind == SIZE_FIXED;
    uint32_t longest = source->size.high;
    if (fixed)
        longest = source->size.low;
    else if (source->size.kind == SIZE_TRACE)
        longest = source->trace == NULL ? 0 : source->trace->greatest_length;
    uint32_t needed = longest / config->pool_buffer_bytes + (longest % config->pool_buffer_bytes != 0);
    bool ring = config->nic_ring < config->pool_limit;
    if (needed > (ring ? config->nic_ring : config->pool_limit))
        resolver_problem(
            resolver, fixed ? PROBLEM_ERROR : PROBLEM_WARNING, AT("traffic.NAME.size"), entity,
            fixed ? "take longer buffers or more of them" : "such frames are dropped as too_long",
            "a frame of %u B takes %u buffers, more than %s (%u)", (unsigned)longest, (unsigned)needed,
            ring ? "nic.ring" : "pool.limit", (unsigned)(ring ? config->nic_ring : config->pool_limit));
}

/* A capture that the run is too short for. */
static void check_trace(const struct resolver *resolver, size_t entity) {
    const struct source_config *source = &resolver->config->source[entity];
    const struct trace_data *trace = source->trace;
    if (trace == NULL || !SOUND(resolver, entity, "time.duration", "traffic.NAME.start", "traffic.NAME.stop"))
        return;
    uint64_t duration_ps = resolver->config->duration_ps;
    uint64_t end_ps = source->stop_ps < duration_ps ? source->stop_ps : duration_ps;
    uint64_t left_ps = end_ps > source->start_ps ? end_ps - source->start_ps : 0;
    uint64_t low = 0, high = trace->count; /* the first frame that comes too late */
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (trace->time_ps[middle] < left_ps)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < trace->count)
        resolver_problem(resolver, PROBLEM_NOTE, AT("time.duration", "traffic.NAME.file"), entity,
                         "a longer time.duration, or a smaller time_scale",
                         "the run ends within the capture of '%s': %llu of its %llu frames are replayed",
                         source->name, (unsigned long long)low, (unsigned long long)trace->count);
}

static void check_phases(const struct resolver *resolver, size_t entity) {
    const struct source_config *source = &resolver->config->source[entity];
    if (source->arrival != ARRIVAL_ON_OFF || !SOUND(resolver, entity, "traffic.NAME.on", "traffic.NAME.off"))
        return;
    if (dist_rough_mean(&source->on) <= 0)
        resolver_problem(resolver, PROBLEM_ERROR, AT("traffic.NAME.on"), entity,
                         "leave the source out instead", "on-phases without length: '%s' never sends",
                         source->name);
}

/* A source that waits for its frames must need time for each, or it makes them without end in one instant. */
static void check_closed(const struct resolver *resolver, size_t entity) {
    const struct source_config *source = &resolver->config->source[entity];
    if (!rates_sound(resolver, entity) || !SOUND(resolver, entity, "traffic.NAME.window_start"))
        return;
    if (source->arrival == ARRIVAL_CLOSED && dist_rough_mean(&source->think) <= 0)
        resolver_problem(
            resolver, PROBLEM_ERROR, AT("traffic.NAME.think"), entity, "for example exp(mean=1 ms)",
            "clients of '%s' that do not think would send without end in one instant", source->name);
    if (source->arrival != ARRIVAL_WINDOW)
        return;
    if (source->window_start > source->window)
        resolver_problem(resolver, PROBLEM_ERROR, AT("traffic.NAME.window_start", "traffic.NAME.window"),
                         entity, "a window only grows up to its limit",
                         "window_start (%u) is above window (%u)", (unsigned)source->window_start,
                         (unsigned)source->window);
    if (source->round_trip_ps == 0 && resolver->config->link_bps.numerator == 0)
        resolver_problem(resolver, PROBLEM_ERROR, AT("traffic.NAME.round_trip"), entity,
                         "give a longer one, or link.rate",
                         "without a round trip '%s' would send without end in one instant", source->name);
    if (source->flows.weights > 0)
        resolver_problem(resolver, PROBLEM_WARNING, AT("traffic.NAME.flows"), entity,
                         "give their number instead",
                         "weights have no effect: each of the %u flows of '%s' is one connection",
                         (unsigned)source->flows.count, source->name);
}

/* The share of the link that all sources together ask for, when it can be said. */
static void check_link(const struct resolver *resolver) {
    const struct config *config = resolver->config;
    double capacity = config->link_bps.denominator == 0
                          ? 0
                          : (double)config->link_bps.numerator / (double)config->link_bps.denominator;
    double bits = 0;
    for (size_t i = 0; i < config->source_count; i++) {
        const struct source_config *source = &config->source[i];
        if (!rates_sound(resolver, i))
            return;
        bool known = source->arrival != ARRIVAL_MMPP && source->arrival != ARRIVAL_SCHEDULE;
        if (known && !source_is_closed(source))
            bits += source_mean_fps(config, source) * 8 *
                    (source_mean_length(source) + source->fcs_bytes + config->link_overhead_bytes);
    }
    if (capacity > 0 && bits > capacity * 1.0000001)
        resolver_problem(resolver, PROBLEM_WARNING, AT("link.rate"), 0,
                         "what the link cannot carry waits upstream and reaches the NIC later",
                         "the sources ask for %.0f %% of the link", bits / capacity * 100);
}

void check_traffic(const struct resolver *resolver) {
    const struct config *config = resolver->config;
    for (size_t i = 0; i < config->source_count; i++) {
        check_span(resolver, i);
        check_flood(resolver, i);
        check_size(resolver, i);
        check_trace(resolver, i);
        check_phases(resolver, i);
        check_closed(resolver, i);
        if (!rates_sound(resolver, i))
            continue;
        if (uses_load(&config->source[i]) && config->link_bps.numerator == 0)
            resolver_problem(
                resolver, PROBLEM_ERROR,
                AT("traffic.NAME.load", "traffic.NAME.rate", "traffic.NAME.states", "traffic.NAME.steps"), i,
                "for example link: {rate: 10 Gbit/s}", "a load is a share of link.rate, which is not given");
        else if (SOUND(resolver, i, "time.duration", "traffic.NAME.start", "traffic.NAME.stop"))
            check_frames(resolver, i);
    }
    check_link(resolver);
}
