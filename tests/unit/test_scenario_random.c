/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random scenarios, made from the table of parameters, survive the way to their canonical form and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "param.h"
#include "scenario.h"
#include "value.h"

static bool is_stored(const struct param *param) {
    return param->type != PARAM_SCHEMA && param->type != PARAM_EXTENDS && param->type != PARAM_SWEEP;
}

static uint64_t next_random(uint64_t *state) {
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

/* Any number in the range, small ones as likely as large ones. */
static uint64_t random_within(uint64_t *state, uint64_t low, uint64_t high) {
    uint64_t value = next_random(state) >> (next_random(state) % 64);
    if (value < low || value > high)
        value = high - low == UINT64_MAX ? value : low + value % (high - low + 1);
    return value;
}

static const char *pick(uint64_t *state, const char *const *list, size_t count) {
    return list[next_random(state) % count];
}
#define PICK(state, ...)                                                                                     \
    pick(state, (const char *const[]){__VA_ARGS__},                                                          \
         sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void random_value(uint64_t *state, const struct param *param, struct text *to) {
    const char *names[PARAM_CHOICES_MAX];
    unsigned long long small = (unsigned long long)random_within(state, 1, 999999);
    if (param->word != NULL && next_random(state) % 4 == 0)
        text_add(to, param->word);
    else if (param->type == PARAM_TIME)
        format_time(to, random_within(state, param->low, param->high));
    else if (param->type == PARAM_BYTES && param->power_of_two)
        format_bytes(to, UINT64_C(64) << (next_random(state) % 12));
    else if (param->type == PARAM_BYTES)
        format_bytes(to, random_within(state, param->low, param->high));
    else if (param->type == PARAM_COUNT)
        text_format(to, "%llu", (unsigned long long)random_within(state, param->low, param->high));
    else if (param->type == PARAM_BOOL)
        text_add(to, next_random(state) % 2 == 0 ? "true" : "false");
    else if (param->type == PARAM_ENUM || param->type == PARAM_WORD)
        text_add(to, names[next_random(state) % param_choices(param, names)]);
    else if (param->type == PARAM_DIST)
        text_format(to,
                    PICK(state, "exp(mean=%llu ns)", "%llu ps", "lognormal(mean=%llu us, cv=0.7)",
                         "mix(30 %%: exp(mean=%llu ns), 70 %%: 5 us)", "erlang(k=3, mean=%llu us)",
                         "pareto(mean=%llu ns, shape=1.5)", "uniform(0 s, %llu ms)",
                         "hyperexp(mean=%llu ns, cv=2)"),
                    small);
    else if (param->type == PARAM_DIST_COUNT)
        text_format(to, PICK(state, "uniform(1, %llu)", "%llu", "exp(mean=%llu)"), small);
    else if (param->type == PARAM_RATE)
        text_format(to, PICK(state, "%llu frame/s", "%llu kbit/s", "%llu.25 frame/s", "%llu/7 bit/s"), small);
    else if (param->type == PARAM_LOAD)
        text_format(to, "%llu.%02llu %%", small % 90 + 1, small % 100);
    else if (param->type == PARAM_BIT_RATE)
        text_format(to, PICK(state, "%llu Mbit/s", "%llu/3 Gbit/s", "%llu.5 kbit/s"), small);
    else if (param->type == PARAM_BYTE_RATE)
        text_format(to, PICK(state, "%llu MB/s", "%llu kB/s", "%llu/3 B/s"), small);
    else if (param->type == PARAM_TIME_PER_BYTE)
        text_format(to, PICK(state, "%llu ps/B", "0.%llu ns/B"), small);
    else if (param->type == PARAM_FRACTION)
        text_format(to, PICK(state, "1/%llu", "%llu", "0.%llu"), small);
    else if (param->type == PARAM_PROBABILITY)
        text_format(to, PICK(state, "0.%llu", "0.%llu %%"), small);
    else if (param->type == PARAM_SIZE)
        text_format(to, PICK(state, "%llu B", "imix", "list(64 B: %llu, 594 B: 4)", "uniform(64 B, 1518 B)"),
                    small % 2000 + 1);
    else if (param->type == PARAM_FLOWS)
        text_format(to, PICK(state, "%llu", "weights(%llu)", "weights(5, %llu, 1)"), small);
    else if (param->type == PARAM_SHORTAGE)
        text_format(to, PICK(state, "%llu", "%llu %%"), small % 100 + 1);
    else if (param->type == PARAM_PRESSURE)
        text_format(to, PICK(state, "[]", "[[%llu ns, 3 MiB]]", "[[0 s, 1 B], [%llu ps, 5 kB], [1 s, 0 B]]"),
                    small);
    else if (param->type == PARAM_LIFECYCLE)
        text_format(to,
                    PICK(state, "[]", "[[%llu ns, halt]]", "[[0 s, surprise_remove], [%llu ps, halt]]",
                         "[[0 s, pause], [%llu us, restart], [2 s, shutdown]]"),
                    small);
    else if (param->type == PARAM_TEXT)
        text_add(to, PICK(state, "\"a: \\\"b\\\", {c}\"", "plain", "'it''s (a, b)'",
                          "\"\\x01\\u2028\\uFEFF \xC3\xA4\""));
    else
        text_add(to, param->example);
}

/* Sets some optional keys of a scope, "" or an entity's, as overrides. */
static void random_overrides(uint64_t *state, struct scenario *scenario, enum param_scope scope,
                             const char *entity, unsigned arrival) {
    for (size_t i = 0; i < param_count(); i++) {
        const struct param *param = param_at(i);
        bool fits = param->arrivals == 0 || (param->arrivals & FOR(arrival)) != 0;
        bool rate = strstr(param->key, ".rate") != NULL || strstr(param->key, ".load") != NULL ||
                    strstr(param->key, ".interval") != NULL || strstr(param->key, ".arrival") != NULL;
        bool entity_rate = rate && scope == SCOPE_SOURCE;
        bool chosen = param->mandatory || next_random(state) % 3 == 0;
        if (param->scope != scope || !is_stored(param) || !fits || entity_rate || !chosen)
            continue;
        struct text key = {0};
        struct text value = {0};
        const char *name = strstr(param->key, "NAME");
        if (name != NULL)
            text_format(&key, "%.*s%s%s", (int)(name - param->key), param->key, entity, name + 4);
        else
            text_add(&key, param->key);
        random_value(state, param, &value);
        scenario_override(scenario, key.at, value.at);
        text_free(&key);
        text_free(&value);
    }
}

static void override_of(struct scenario *scenario, const char *section, const char *entity, const char *key,
                        const char *value) {
    struct text whole = {0};
    text_format(&whole, "%s.%s.%s", section, entity, key);
    scenario_override(scenario, whole.at, value);
    text_free(&whole);
}

/* Few enough frames, and a window that begins within its limit. */
static void settle_closed(uint64_t *state, struct scenario *scenario, const char *name, unsigned arrival) {
    if (arrival == ARRIVAL_CLOSED)
        override_of(scenario, "traffic", name, "think",
                    PICK(state, "exp(mean=1 s)", "uniform(0 s, 3 s)", "2 s"));
    if (arrival != ARRIVAL_WINDOW)
        return;
    override_of(scenario, "traffic", name, "window", "1000000");
    override_of(scenario, "traffic", name, "round_trip", PICK(state, "1 h", "90 min"));
    override_of(scenario, "traffic", name, "timeout", PICK(state, "1 h", "100 h"));
}

static void settle_protocol(uint64_t *state, struct scenario *scenario, const char *name) {
    static const char *const rows[] = {
        "{cpu: dedicated, stall: {every: exp(mean=1 s), for: 3 ms}}",
        "{cpu: shared, servers: 7, stall: {every: 1 s, for: exp(mean=3 ms), service: finish}}",
        "{cpu: shared, servers: 65536, stall: {for: 0 s}}", "{cpu: dedicated, stall: {for: 0 s}}"};
    struct text key = {0};
    text_format(&key, "protocol.%s", name);
    scenario_override(scenario, key.at, pick(state, rows, sizeof rows / sizeof *rows));
    text_free(&key);
}

/* What must agree with each other: one of two ways for each group. */
static void settle_devices(uint64_t *state, struct scenario *scenario) {
    bool many = next_random(state) % 2 == 0;
    scenario_override(scenario, "nic.queues", many ? "13" : "1");
    scenario_override(scenario, "nic.ring", many ? "512" : "4000000");
    scenario_override(scenario, "pool.limit", many ? "12345" : "4000000");
    scenario_override(scenario, "nic.pause",
                      PICK(state, "{xoff: never}", "{xoff: 401 B, xon: 100 B}", "{xoff: 1 kB, xon: 0 B}"));
    scenario_override(scenario, "nic.fifo", "1 kB");
    scenario_override(scenario, "link.rate", "1 Gbit/s");
    scenario_override(scenario, "nic.coalesce",
                      PICK(state, "{bytes: 0 B}", "{bytes: 9 KiB, timeout: 7 us}", "{timeout: 1 ps}"));
    scenario_override(scenario, "protocol.p.mode", "split");
}

static struct scenario *random_scenario(uint64_t *state) {
    static const char frame[] = "schema: rxpool/1\nname: random\ntraffic: {}\nprotocol: {}\n";
    struct scenario *scenario = scenario_open_text("f", frame, sizeof frame - 1, NULL);
    static const char *const names[] = {"a", "B-1", "flood"};
    for (size_t i = 0; i <= next_random(state) % 3; i++) {
        static const unsigned kinds[] = {ARRIVAL_CBR,      ARRIVAL_POISSON, ARRIVAL_ON_OFF, ARRIVAL_MMPP,
                                         ARRIVAL_SCHEDULE, ARRIVAL_CLOSED,  ARRIVAL_WINDOW};
        unsigned arrival = kinds[next_random(state) % 7]; /* no traces */
        const struct param *row = param_at(param_find("traffic.NAME.arrival", NULL));
        struct text key = {0};
        text_format(&key, "traffic.%s.arrival", names[i]);
        scenario_override(scenario, key.at, row->choices[arrival]);
        text_free(&key);
        if (arrival <= ARRIVAL_ON_OFF) {
            struct text value = {0};
            text_format(&key, "traffic.%s.rate", names[i]);
            random_value(state, param_at(param_find("traffic.NAME.rate", NULL)), &value);
            scenario_override(scenario, key.at, value.at);
            text_free(&value);
            text_free(&key);
        }
        random_overrides(state, scenario, SCOPE_SOURCE, names[i], arrival);
        settle_closed(state, scenario, names[i], arrival);
        scenario_override(scenario, "protocol.p", "{}");
        random_overrides(state, scenario, SCOPE_PROTOCOL, names[i], 0);
        settle_protocol(state, scenario, names[i]);
    }
    random_overrides(state, scenario, SCOPE_CONFIG, "", 0);
    return scenario;
}

static void assert_round_trip(const struct config *config) {
    char *canonical = config_canonical(config);
    struct scenario *again = scenario_open_text("canonical", canonical, strlen(canonical), NULL);
    struct config *same = scenario_resolve(again, NULL, 0, NULL);
    if (same == NULL)
        problems_print(scenario_problems(again), stderr, false);
    assert_non_null(same);
    char *text = config_canonical(same);
    assert_string_equal(text, canonical);
    free(text);
    free(canonical);
    config_free(same);
    scenario_close(again);
}

static void random_scenarios_survive_the_way_to_canonical_and_back(void **state) {
    /* Contradictions between random marks would leave little to test. */
    static const char *const settled[][2] = {{"interrupt_disable.at", "never"},
                                             {"pool.minimum", "1"},
                                             {"pool.initial", "10"},
                                             {"nic.interrupt.delay", "1 us"},
                                             {"pool.grow", "{below: 5, chunk: 7}"},
                                             {"time", "{duration: 10 s, warmup: 1 ns, sample: none}"},
                                             {"replications", "{min: 2, max: 9, confidence: 93.5 %}"}};
    enum { ROUNDS = 3000 };
    uint64_t random = 7;
    size_t resolved = 0;
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        struct scenario *scenario = random_scenario(&random);
        settle_devices(&random, scenario);
        settle_protocol(&random, scenario, "p");
        for (size_t i = 0; i < sizeof settled / sizeof *settled; i++)
            scenario_override(scenario, settled[i][0], settled[i][1]);
        struct config *config = scenario_resolve(scenario, NULL, 0, NULL);
        assert_int_equal(config == NULL, scenario_problems(scenario)->errors > 0);
        if (config != NULL)
            assert_round_trip(config);
        resolved += config != NULL;
        config_free(config);
        scenario_close(scenario);
    }
    assert_true(resolved > ROUNDS / 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_scenarios_survive_the_way_to_canonical_and_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
