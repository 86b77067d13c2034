/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random worlds: which keys are given, and what some of them must agree upon. */
#include "worlds.h"

#include <string.h>

#include "value.h"

enum { TRIES = 1000, PATH_MAX_TEXT = 4096 };

/* splitmix64 */
uint64_t world_bits(struct world *world) {
    uint64_t z = world->random += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

uint64_t world_below(struct world *world, uint64_t n) {
    return world_bits(world) % n;
}

bool world_one_in(struct world *world, uint64_t n) {
    return world_below(world, n) == 0;
}

uint64_t world_between(struct world *world, uint64_t low, uint64_t high) {
    return low + world_below(world, high - low + 1);
}

static bool is_stored(const struct param *param) {
    return param->type != PARAM_SCHEMA && param->type != PARAM_EXTENDS && param->type != PARAM_SWEEP &&
           param->type != PARAM_NAME && param->type != PARAM_TEXT && param->type != PARAM_FILE;
}

/* The key with the entity in the place of NAME, and its value. */
static void give(struct world *world, const char *key, const char *entity, const char *value) {
    struct text whole = {0};
    const char *name = strstr(key, "NAME");
    if (name != NULL)
        text_format(&whole, "%.*s%s%s", (int)(name - key), key, entity, name + 4);
    else
        text_add(&whole, key);
    scenario_override(world->scenario, whole.at, value);
    text_free(&whole);
}

static void give_number(struct world *world, const char *key, uint64_t number) {
    char value[24];
    (void)snprintf(value, sizeof value, "%llu", (unsigned long long)number);
    give(world, key, "", value);
}

static void give_row(struct world *world, const struct param *param, const char *entity) {
    struct text value = {0};
    world_value(world, param, &value);
    give(world, param->key, entity, value.at);
    text_free(&value);
}

/* Never the word that stands for none. */
static void give_key(struct world *world, const char *key, const char *entity) {
    struct param param = *param_at(param_find(key, NULL));
    param.word = NULL;
    give_row(world, &param, entity);
}

/* Keys that are given together with others, below. */
static bool is_paired(const char *key) {
    static const char *const paired[] = {"link.rate",
                                         "traffic.NAME.arrival",
                                         "traffic.NAME.rate",
                                         "traffic.NAME.load",
                                         "traffic.NAME.interval",
                                         "nic.queues",
                                         "nic.ring",
                                         "nic.fifo",
                                         "nic.pause.xoff",
                                         "nic.pause.xon",
                                         "nic.coalesce.bytes",
                                         "nic.coalesce.timeout",
                                         "nic.interrupt.frames",
                                         "interrupt_disable.at",
                                         "low_resources.memory",
                                         "interrupt_disable.resume",
                                         "pool.policy",
                                         "pool.initial",
                                         "pool.minimum",
                                         "pool.limit",
                                         "pool.shrink.idle",
                                         "pool.shrink.every",
                                         "host.memory",
                                         "host.failure",
                                         "driver.preset",
                                         "driver.faults",
                                         "lifecycle",
                                         "protocol.NAME.mode",
                                         "protocol.NAME.cpu",
                                         "protocol.NAME.stall.every",
                                         "protocol.NAME.stall.for"};
    for (size_t i = 0; i < sizeof paired / sizeof *paired; i++)
        if (strcmp(paired[i], key) == 0)
            return true;
    return strncmp(key, "pool.grow.", 10) == 0 || strncmp(key, "replications.", 13) == 0;
}

/* Some of the keys of a scope: few or many of them. */
static void give_some(struct world *world, enum param_scope scope, const char *entity, unsigned arrival) {
    uint64_t share = world_between(world, 2, 8);
    for (size_t i = 0; i < param_count(); i++) {
        const struct param *param = param_at(i);
        bool fits = param->arrivals == 0 || (param->arrivals & FOR(arrival)) != 0;
        if (param->scope == scope && fits && is_stored(param) && !is_paired(param->key) &&
            (param->mandatory || world_one_in(world, share)))
            give_row(world, param, entity);
    }
}

static void give_source(struct world *world, const char *name, const char *traces) {
    static const unsigned kinds[] = {ARRIVAL_POISSON, ARRIVAL_POISSON,  ARRIVAL_CBR,    ARRIVAL_CBR,
                                     ARRIVAL_ON_OFF,  ARRIVAL_MMPP,     ARRIVAL_CLOSED, ARRIVAL_WINDOW,
                                     ARRIVAL_TRACE,   ARRIVAL_SCHEDULE, ARRIVAL_ON_OFF};
    unsigned arrival = kinds[world_below(world, sizeof kinds / sizeof *kinds)];
    if (arrival == ARRIVAL_TRACE && traces == NULL)
        arrival = ARRIVAL_CBR;
    give(world, "traffic.NAME.arrival", name,
         param_at(param_find("traffic.NAME.arrival", NULL))->choices[arrival]);
    give_some(world, SCOPE_SOURCE, name, arrival);
    if (arrival == ARRIVAL_TRACE) {
        char path[PATH_MAX_TEXT];
        (void)snprintf(path, sizeof path, "%s/plain.txt", traces);
        give(world, "traffic.NAME.file", name, path);
        give(world, "traffic.NAME.format", name, "text");
        give(world, "traffic.NAME.size", name, "trace");
    }
    if (arrival > ARRIVAL_ON_OFF)
        return;
    bool interval = arrival == ARRIVAL_CBR && world_one_in(world, 2);
    bool load = world->wire && world_one_in(world, 3);
    give_key(world,
             interval ? "traffic.NAME.interval"
             : load   ? "traffic.NAME.load"
                      : "traffic.NAME.rate",
             name);
}

static void give_protocol(struct world *world, const char *name, bool first) {
    give_some(world, SCOPE_PROTOCOL, name, 0);
    if (first) /* somebody must own the frames */
        give(world, "protocol.NAME.share", name, world_one_in(world, 2) ? "1" : "3");
    else if (world_one_in(world, 3))
        give(world, "protocol.NAME.mode", name, "all");
    if (world_one_in(world, 3)) {
        give(world, "protocol.NAME.cpu", name, "shared");
        give_key(world, "protocol.NAME.servers", name);
    }
    if (world_one_in(world, 4)) {
        give_key(world, "protocol.NAME.stall.every", name);
        give_key(world, "protocol.NAME.stall.for", name);
    }
}

static void give_bytes(struct world *world, const char *key, uint64_t bytes) {
    struct text value = {0};
    format_bytes(&value, bytes);
    give(world, key, "", value.at);
    text_free(&value);
}

static void give_pool(struct world *world) {
    const char *names[PARAM_CHOICES_MAX];
    size_t count = param_choices(param_at(param_find("pool.policy", NULL)), names);
    give(world, "pool.policy", "", names[world_one_in(world, 3) ? 0 : world_below(world, count)]);
    give_number(world, "pool.initial", world->initial);
    give_number(world, "pool.limit", world->limit);
    give_number(world, "pool.minimum", world_between(world, 1, world->initial));
    give_number(world, "pool.grow.below", world_below(world, 6));
    give_number(world, "pool.grow.chunk", world_between(world, 1, 5));
    give_key(world, "pool.grow.every", "");
    if (world_one_in(world, 2))
        give_key(world, "pool.grow.in_flight", "");
    if (world_one_in(world, 2))
        give_key(world, "pool.grow.retry", "");
    if (world_one_in(world, 2))
        give_key(world, world_one_in(world, 3) ? "pool.shrink.every" : "pool.shrink.idle", "");
    uint64_t resume = world_between(world, 1, world->initial < 8 ? world->initial : 8);
    give_number(world, "interrupt_disable.resume", resume);
    give_number(world, "interrupt_disable.at", world_below(world, resume));
    if (world_one_in(world, 5))
        give(world, "interrupt_disable.at", "", "never");
}

static void give_host(struct world *world) {
    uint64_t needed = (uint64_t)world->initial * world->queues;
    if (world_one_in(world, 4)) /* enough for the beginning, most of the time */
        give_bytes(world, "host.memory", (needed + world_below(world, needed)) * 2048 + 8192);
    if (world_one_in(world, 8))
        give_key(world, "host.failure", "");
    give_key(world, "low_resources.memory", ""); /* a place for every copy: more are no small world */
}

static void give_card(struct world *world) {
    give_number(world, "nic.queues", world->queues);
    give_number(world, "nic.ring", world->ring);
    give_bytes(world, "nic.fifo", world->fifo_bytes);
    if (world->wire)
        give_key(world, "link.rate", "");
    if (world->wire && world->fifo_bytes > 1 && world_one_in(world, 2)) {
        uint64_t most = world_one_in(world, 2) && world->fifo_bytes > 200 ? 200 : world->fifo_bytes;
        uint64_t xoff = world_between(world, 1, most);
        give_bytes(world, "nic.pause.xoff", xoff);
        give_bytes(world, "nic.pause.xon", world_below(world, xoff));
    }
    if (world_one_in(world, 2))
        give_key(world, "nic.interrupt.frames", "");
    if (world_one_in(world, 4)) {
        give_key(world, "nic.coalesce.bytes", "");
        give_key(world, "nic.coalesce.timeout", "");
    }
}

static void fill(struct world *world, const char *traces) {
    static const char *const sources[] = {"alpha", "B-1", "flood"}, *const protocols[] = {"ipx", "tcp",
                                                                                          "udp"};
    world->initial = (uint32_t)world_between(world, 1, 16);
    world->limit = world->initial + (uint32_t)world_below(world, 24);
    world->queues = world_one_in(world, 3) ? (uint32_t)world_between(world, 2, 4) : 1;
    world->ring = (uint32_t)world_between(world, 1, 12);
    world->fifo_bytes = world_one_in(world, 2) ? 0 : world_below(world, 8192);
    world->wire = world_one_in(world, 2);
    if (world_one_in(world, 16))
        give_key(world, "driver.preset", "");
    give_some(world, SCOPE_CONFIG, "", 0);
    give_card(world);
    give_pool(world);
    give_host(world);
    if (world_one_in(world, 6))
        give_key(world, "driver.faults", "");
    if (world_one_in(world, 4))
        give_key(world, "lifecycle", "");
    for (uint64_t i = 0, count = world_between(world, 1, 3); i < count; i++)
        give_source(world, sources[i], traces);
    for (uint64_t i = 0, count = world_between(world, 1, 3); i < count; i++)
        give_protocol(world, protocols[i], i == 0);
}

bool world_open(struct world *world, uint64_t number, const char *traces, FILE *refused) {
    static const char frame[] = "schema: rxpool/1\nname: world\ntraffic: {}\nprotocol: {}\n";
    *world = (struct world){.random = number * UINT64_C(0xD1342543DE82EF95) + 1, .refused = refused};
    while (world->tries++ < TRIES) {
        world->scenario = scenario_open_text("world", frame, sizeof frame - 1, NULL);
        fill(world, traces);
        world->config = scenario_resolve(world->scenario, NULL, 0, NULL);
        if (world->config != NULL)
            return true;
        if (world->refused != NULL)
            problems_print(scenario_problems(world->scenario), world->refused, false);
        scenario_close(world->scenario);
    }
    return false;
}

void world_close(struct world *world) {
    config_free(world->config);
    scenario_close(world->scenario);
}
