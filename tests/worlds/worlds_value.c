/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of random worlds: by type, with some rows narrowed. */
#include <string.h>

#include "ndis_fault.h"
#include "simtime.h"
#include "value.h"
#include "worlds.h"

#define US (PS_PER_NS * 1000)

/* Where the range of the row is too wide for a short run, or what it would give seldom does anything. */
struct narrow {
    const char *key;
    uint64_t low, high; /* in the row's canonical unit */
};

static const struct narrow narrow[] = {
    {"time.duration", 10 * US, 45 * US},
    {"time.warmup", 0, 9 * US},
    {"time.sample", 500 * PS_PER_NS, 20 * US},
    {"link.overhead", 0, 40},
    {"traffic.NAME.interval", 100 * PS_PER_NS, 3 * US},
    {"traffic.NAME.stop", 8 * US, 60 * US},
    {"traffic.NAME.frames", 0, 60},
    {"traffic.NAME.loop", 1, 9},
    {"traffic.NAME.clients", 1, 24},
    {"traffic.NAME.window", 4, 12},
    {"traffic.NAME.window_start", 1, 4},
    {"traffic.NAME.round_trip", 250 * PS_PER_NS, 5 * US},
    {"traffic.NAME.timeout", 250 * PS_PER_NS, 9 * US},
    {"nic.dma.payload", 32, 512},
    {"nic.dma.header", 0, 32},
    {"nic.coalesce.bytes", 64, 4000},
    {"nic.coalesce.timeout", 250 * PS_PER_NS, 4 * US},
    {"nic.interrupt.moderation", 0, 8 * US},
    {"nic.interrupt.delay", 0, 5 * US},
    {"nic.poll", 250 * PS_PER_NS, 4 * US},
    {"nic.rescue", US, 9 * US},
    {"cpu.count", 1, 3},
    {"low_resources.memory", 0, 16384},
    {"pool.descriptor", 0, 100},
    {"pool.shrink.every", US, 9 * US},
    {"pool.shrink.ticks", 1, 4},
    {"pool.grow.in_flight", 1, 3},
    {"pool.grow.every", 500 * PS_PER_NS, 9 * US},
    {"policy.period", 500 * PS_PER_NS, 9 * US},
    {"host.nonpaged", 1500, 9000},
    {"host.allocation.workers", 1, 3},
    {"host.processors", 1, 4},
    {"host.allocation.latency", 0, 9 * US},
    {"protocol.NAME.share", 0, 3},
    {"protocol.NAME.backlog", 0, 5},
    {"protocol.NAME.servers", 1, 3},
    {"protocol.NAME.hold", 0, 9 * US},
    {"protocol.NAME.stall.every", US, 9 * US},
    {"protocol.NAME.stall.for", 250 * PS_PER_NS, 5 * US},
    {"store.episodes", 0, 6},
};

/* Types whose values are one of a few texts. */
struct words {
    enum param_type type;
    const char *text[6];
};

static const struct words words[] = {
    {PARAM_BOOL, {"true", "false"}},
    {PARAM_DIST_COUNT, {"1", "3", "uniform(1, 6)", "exp(mean=2)"}},
    {PARAM_RATE, {"1 Mframe/s", "3 Mframe/s", "400 kframe/s", "10000001/3 frame/s", "2 Gbit/s"}},
    {PARAM_LOAD, {"3.5 %", "20 %", "70 %"}},
    {PARAM_BIT_RATE, {"10 Gbit/s", "1 Gbit/s", "3000000001/3 bit/s", "2.5 Gbit/s"}},
    {PARAM_BYTE_RATE, {"2 GB/s", "7.88 GB/s", "300 MB/s", "1 GiB/s"}},
    {PARAM_TIME_PER_BYTE, {"0 ns/B", "0.3 ns/B", "5 ps/B"}},
    {PARAM_FRACTION, {"1/10", "0.7", "1/3", "2"}},
    {PARAM_PROBABILITY, {"1 %", "20 %", "50 %", "0.3"}},
    {PARAM_SIZE,
     {"64 B", "64 B", "1518 B", "imix", "list(64 B: 7, 594 B: 4, 3000 B: 1)", "uniform(64 B, 1518 B)"}},
    {PARAM_FLOWS, {"1", "3", "17", "weights(5, 1, 2)"}},
    {PARAM_SHORTAGE, {"0", "1", "3", "25 %", "50 %", "8"}},
};

static bool word_of(struct world *world, const struct param *param, struct text *to) {
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (words[i].type != param->type)
            continue;
        uint64_t count = 0;
        while (count < 6 && words[i].text[count] != NULL)
            count++;
        text_add(to, words[i].text[world_below(world, count)]);
        return true;
    }
    return false;
}

static const struct narrow *narrow_of(const struct param *param) {
    for (size_t i = 0; i < sizeof narrow / sizeof *narrow; i++)
        if (strcmp(narrow[i].key, param->key) == 0)
            return &narrow[i];
    return NULL;
}

/* The range of the row, narrowed to [low, high] at most. */
static uint64_t number_of(struct world *world, const struct param *param, uint64_t low, uint64_t high) {
    const struct narrow *own = narrow_of(param);
    if (own != NULL)
        low = own->low, high = own->high;
    low = low < param->low ? param->low : low;
    high = param->high > 0 && high > param->high ? param->high : high;
    return world_between(world, low, high < low ? low : high);
}

/* Half of all times lie on a lattice, so that much happens at the same instant: the order within an instant
 * is where mistakes are. */
static uint64_t time_of(struct world *world, const struct param *param, uint64_t high) {
    uint64_t time = number_of(world, param, 0, high), step = 250 * PS_PER_NS;
    return world_one_in(world, 2) || time < step ? time : time / step * step;
}

static void law_of(struct world *world, const struct param *param, struct text *to) {
    uint64_t mean = time_of(world, param, 3 * US) / PS_PER_NS + 1;
    static const char *const form[] = {"exp(mean=%llu ns)",
                                       "uniform(0 s, %llu ns)",
                                       "normal(mean=%llu ns, sd=900 ns)",
                                       "lognormal(mean=%llu ns, cv=0.7)",
                                       "pareto(mean=%llu ns, shape=1.5)",
                                       "weibull(mean=%llu ns, shape=0.6)",
                                       "gamma(mean=%llu ns, shape=2.5)",
                                       "erlang(k=3, mean=%llu ns)",
                                       "hyperexp(mean=%llu ns, cv=2)",
                                       "mix(30 %%: exp(mean=%llu ns), 70 %%: 500 ns)"};
    if (world_one_in(world, 2)) {
        format_time(to, time_of(world, param, 3 * US));
        return;
    }
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    text_format(to, form[world_below(world, sizeof form / sizeof *form)], (unsigned long long)mean);
#pragma GCC diagnostic pop
}

static void faults_of(struct world *world, struct text *to) {
    uint64_t bits = 0;
    for (uint64_t i = world_one_in(world, 2) ? 1 : world_between(world, 1, 4); i > 0; i--)
        bits |= FAULT_BIT(world_below(world, FAULT_COUNT));
    format_faults(to, bits);
}

static void lifecycle_of(struct world *world, struct text *to) {
    uint64_t at = 0;
    bool paused = false;
    text_add(to, "[");
    for (uint64_t pauses = world_below(world, 3); pauses > 0 && !paused; pauses--) {
        text_format(to, "[%llu ns, pause], ", (unsigned long long)(at += world_between(world, 1, 8000)));
        paused = world_one_in(world, 6);
        if (!paused)
            text_format(to, "[%llu ns, restart], ",
                        (unsigned long long)(at += world_between(world, 1, 4000)));
    }
    bool removed = world_one_in(world, 4);
    if (removed)
        text_format(to, "[%llu ns, surprise_remove], ",
                    (unsigned long long)(at += world_between(world, 1, 9000)));
    if (world_one_in(world, 2)) {
        bool halt = removed || world_one_in(world, 2); /* drawn first: arguments have no order */
        at += world_between(world, 1, 9000);
        text_format(to, "[%llu ns, %s]", (unsigned long long)at, halt ? "halt" : "shutdown");
    }
    text_add(to, "]");
}

static void timeline_of(struct world *world, const struct param *param, struct text *to) {
    unsigned long long small = world_between(world, 1, 9), ns = 100 * small;
    if (param->type == PARAM_STATES)
        text_format(to,
                    "{calm: {rate: %llu kframe/s, to: {busy: 5 us}}, busy: {rate: %llu Mframe/s, to: {calm: "
                    "%llu ns}}}",
                    ns, small, 20 * ns);
    else if (param->type == PARAM_STEPS)
        text_format(to, "[[0 s, %llu kframe/s], [%llu ns, 5 Mframe/s], [%llu ns, 1/3 Mframe/s]]", 5 * ns,
                    9 * ns, 30 * ns);
    else if (param->type == PARAM_PRESSURE)
        text_format(to, "[[%llu ns, %llu KiB], [9 us, 3 kB], [%llu ns, 0 B]]", ns, small, 9000 + 20 * ns);
    else if (param->type == PARAM_LIFECYCLE)
        lifecycle_of(world, to);
    else if (param->type == PARAM_FAULTS)
        faults_of(world, to);
    else
        text_add(to, param->example);
}

void world_value(struct world *world, const struct param *param, struct text *to) {
    const char *names[PARAM_CHOICES_MAX];
    /* auto is found by pilot runs: no run of a model knows it */
    if (param->word != NULL && strcmp(param->word, "auto") != 0 && world_one_in(world, 4))
        text_add(to, param->word);
    else if (word_of(world, param, to))
        return;
    else if (param->type == PARAM_TIME)
        format_time(to, time_of(world, param, US));
    else if (param->type == PARAM_BYTES && param->power_of_two)
        format_bytes(to, param->low << world_below(world, 8));
    else if (param->type == PARAM_BYTES)
        format_bytes(to, number_of(world, param, 0, 3000));
    else if (param->type == PARAM_COUNT)
        text_format(to, "%llu", (unsigned long long)number_of(world, param, 0, 10));
    else if (param->type == PARAM_ENUM || param->type == PARAM_WORD)
        text_add(to, names[world_below(world, param_choices(param, names))]);
    else if (param->type == PARAM_DIST)
        law_of(world, param, to);
    else
        timeline_of(world, param, to);
}
