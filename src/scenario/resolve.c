/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From assignments to a configuration, row by row of the table.
 *
 * A value that is not understood is a problem and leaves its key bad, so that rules across keys do not
 * complain about its consequences. A key that belongs to another arrival process is refused, unless a later
 * layer changed the process: then the base's keys are simply no longer asked for. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ensure.h"
#include "policy_registry.h"
#include "resolver.h"

/* empirical(FILE) in a base's directory, or on a command line: the name as seen from the scenario's. */
static void relocate(struct dist *dist, const char *directory) {
    if (dist->file != NULL && directory[0] != '\0') {
        char *path = path_join(directory, dist->file);
        free((char *)dist->file);
        dist->file = path;
    }
    for (uint32_t i = 0; dist->component != NULL && i < dist->count; i++)
        relocate(&dist->component[i], directory);
}

/* The same for the shared object of a policy. */
static void relocate_policy(struct config *config, const char *directory) {
    char *path = path_join(directory, policy_label(config->pool_policy));
    config->pool_policy = policy_relabel(config->pool_policy, path);
    free(path);
}

static bool parse_entry(const struct resolver *resolver, const struct param *param, const struct entry *entry,
                        void *base) {
    if (param->type == PARAM_STATES)
        return resolve_states(resolver, entry, base);
    if (param->type == PARAM_STEPS)
        return resolve_steps(resolver, entry, base);
    if (param->type == PARAM_PRESSURE)
        return resolve_pressure(resolver, entry, base);
    if (param->type == PARAM_LIFECYCLE)
        return resolve_lifecycle(resolver, entry, base);
    if (param->type == PARAM_FAULTS && entry->node->kind == NODE_SEQUENCE)
        return resolve_faults(resolver, entry, base);
    if (entry->node->kind != NODE_SCALAR) {
        document_problem(entry->document, resolver->problems, PROBLEM_ERROR, entry->node->mark, NULL,
                         "a %s is expected here, not a %s", param_type_words(param),
                         entry->node->kind == NODE_MAPPING ? "section" : "list");
        return false;
    }
    if (resolver->scenario->foreign && param->type == PARAM_ENUM && param->choices == NULL &&
        policy_is_path(entry->node->text)) {
        document_problem(entry->document, resolver->problems, PROBLEM_ERROR, entry->node->mark,
                         "--policies loads what a database names",
                         "the shared object %.200s is code: not loaded", entry->node->text);
        return false;
    }
    struct value_error error = {0};
    char *directory = path_join(resolver->scenario->directory, entry->directory);
    bool good = param_parse(param, entry->node->text, directory[0] == '\0' ? NULL : directory, base, &error);
    free(directory);
    if (!good) {
        bool first = resolver->problems->exit_code == 0;
        resolver_value_problem(resolver, entry, entry->node, &error);
        if (first && error.exit_code != 0)
            resolver->problems->exit_code = error.exit_code;
        return false;
    }
    if (param->type == PARAM_ENUM && param->choices == NULL && policy_is_path(entry->node->text))
        relocate_policy(base, entry->directory);
    if (param->type == PARAM_DIST || param->type == PARAM_DIST_COUNT)
        relocate((struct dist *)((char *)base + param->offset), entry->directory);
    if (param->type == PARAM_FILE) {
        char **file = (char **)((char *)base + param->offset);
        char *moved = path_join(entry->directory, *file);
        free(*file);
        *file = moved;
    }
    return true;
}

static void store_default(const struct param *param, void *base) {
    struct value_error error = {0};
    if (param->initial != NULL)
        ensure(param_parse(param, param->initial, NULL, base, &error));
}

static void missing(const struct resolver *resolver, const struct param *param, size_t entity) {
    const char *key = param->key;
    const char *rest = strstr(key, ".NAME.");
    char hint[160];
    (void)snprintf(hint, sizeof hint, "for example %s", param->example);
    if (rest == NULL)
        resolver_problem(resolver, PROBLEM_ERROR, AT(key), entity, hint, "%s is missing: %s", key,
                         param->doc);
    else
        resolver_problem(resolver, PROBLEM_ERROR, AT(key), entity, hint, "'%s' is missing here: %s", rest + 6,
                         param->doc);
}

/* True when the key belongs to the source's arrival process; if not and it is assigned, says so. */
static bool applies(const struct resolver *resolver, const struct param *param, size_t entity,
                    const struct entry *entry) {
    if (param->scope != SCOPE_SOURCE || param->arrivals == 0)
        return true;
    const struct source_config *source = &resolver->config->source[entity];
    const char *arrival_key = "traffic.NAME.arrival";
    if (resolver_origin(resolver, arrival_key, entity) == ORIGIN_BAD ||
        (param->arrivals & FOR(source->arrival)) != 0)
        return resolver_origin(resolver, arrival_key, entity) != ORIGIN_BAD;
    const struct entry *arrival = resolver_entry(resolver, arrival_key, entity);
    if (entry == NULL || arrival == NULL || arrival->layer > entry->layer)
        return false;
    const struct param *row = param_at(param_find(arrival_key, NULL));
    struct text owners = {0};
    for (unsigned kind = 0; row->choices[kind] != NULL; kind++)
        if ((param->arrivals & FOR(kind)) != 0)
            text_format(&owners, "%s%s", owners.length == 0 ? "" : " or ", row->choices[kind]);
    document_problem(entry->document, resolver->problems, PROBLEM_ERROR, entry->key_mark, NULL,
                     "'%s' belongs to arrival %s; '%s' is %s", strrchr(param->key, '.') + 1, owners.at,
                     source->name, row->choices[source->arrival]);
    text_free(&owners);
    return false;
}

static void resolve_row(const struct resolver *resolver, size_t row, size_t entity) {
    const struct param *param = param_at(row);
    if (param->type == PARAM_EXTENDS || param->type == PARAM_SWEEP)
        return;
    size_t slot = param_slot(row, entity);
    uint8_t *origin = &resolver->config->origin[slot];
    void *base = resolver_base(resolver, param, entity);
    const struct entry *entry = resolver->winner[slot];
    *origin = ORIGIN_DEFAULT;
    if (!applies(resolver, param, entity, entry)) {
        if (param->type != PARAM_LOAD && param->type != PARAM_RATE)
            store_default(param, base);
        return;
    }
    if (entry != NULL) {
        *origin = ORIGIN_ASSIGNED;
        if (parse_entry(resolver, param, entry, base))
            return;
        *origin = ORIGIN_BAD;
    }
    if (param->mandatory) {
        if (entry == NULL)
            missing(resolver, param, entity);
        *origin = ORIGIN_BAD;
    }
    bool shared = param->type == PARAM_LOAD || param->type == PARAM_RATE;
    if (!shared || entry != NULL)
        store_default(param, base);
}

/* Of rate, load and interval only the latest layer counts, and it may give one. */
static void resolve_rate_family(const struct resolver *resolver, size_t entity) {
    static const char *const family[] = {"traffic.NAME.rate", "traffic.NAME.load", "traffic.NAME.interval"};
    const struct source_config *source = &resolver->config->source[entity];
    bool steady = source->arrival == ARRIVAL_CBR || source->arrival == ARRIVAL_POISSON ||
                  source->arrival == ARRIVAL_ON_OFF;
    if (!steady || resolver_origin(resolver, "traffic.NAME.arrival", entity) == ORIGIN_BAD)
        return;
    unsigned top = 0;
    size_t given = 0;
    size_t members = source->arrival == ARRIVAL_CBR ? 3 : 2; /* interval is cbr's own */
    for (size_t i = 0; i < members; i++) {
        const struct entry *entry = resolver_entry(resolver, family[i], entity);
        if (entry != NULL && entry->layer > top)
            top = entry->layer;
    }
    for (size_t i = 0; i < members; i++) {
        size_t slot = param_slot(param_find(family[i], NULL), entity);
        const struct entry *entry = resolver->winner[slot];
        if (entry == NULL)
            continue;
        if (entry->layer < top) {
            resolver->winner[slot] = NULL;
        } else if (given++ > 0) {
            document_problem(entry->document, resolver->problems, PROBLEM_ERROR, entry->key_mark, NULL,
                             "only one of rate, load and interval can be given");
            resolver->winner[slot] = NULL;
        }
    }
    if (given == 0)
        resolver_problem(resolver, PROBLEM_ERROR, AT(family[0]), entity, "for example rate: 150 kframe/s",
                         "'%s' is missing here",
                         source->arrival == ARRIVAL_CBR ? "rate, load or interval" : "rate or load");
}

static void resolve_rows(const struct resolver *resolver) {
    size_t rows = param_count();
    size_t arrival = param_find("traffic.NAME.arrival", NULL);
    for (size_t i = 0; i < resolver->config->source_count; i++) {
        resolve_row(resolver, arrival, i);
        resolve_rate_family(resolver, i);
    }
    for (size_t row = 0; row < rows; row++) {
        size_t entities = resolver_entities(resolver->config, param_at(row)->scope);
        for (size_t entity = 0; row != arrival && entity < entities; entity++)
            resolve_row(resolver, row, entity);
    }
}

static void resolve_trace(const struct resolver *resolver, size_t entity) {
    struct source_config *source = &resolver->config->source[entity];
    if (source->arrival != ARRIVAL_TRACE ||
        !SOUND(resolver, entity, "traffic.NAME.arrival", "traffic.NAME.file", "traffic.NAME.format",
               "traffic.NAME.time_scale"))
        return;
    const struct entry *entry = resolver_entry(resolver, "traffic.NAME.file", entity);
    source->trace = scenario_trace(resolver->scenario, source, entry, resolver->problems);
}

static void resolve_all(struct resolver *resolver, const struct assignments *extra) {
    resolver_settle(resolver, extra);
    resolve_rows(resolver);
    resolve_policy_keys(resolver, extra);
    resolve_derived(resolver);
    for (size_t i = 0; i < resolver->config->source_count; i++)
        resolve_trace(resolver, i);
    check_time(resolver);
    check_traffic(resolver);
    check_protocols(resolver);
    check_card(resolver);
    check_driver(resolver);
    check_pool(resolver);
    check_host(resolver);
    check_runs(resolver);
}

static struct config *config_new(void) {
    struct config *config = memory_alloc(sizeof *config);
    config->source = memory_alloc(ENTITIES_MAX * sizeof *config->source);
    config->protocol = memory_alloc(ENTITIES_MAX * sizeof *config->protocol);
    config->origin = memory_alloc(policy_key_slot(CONFIG_POLICY_KEYS_MAX));
    return config;
}

/* A sweep keeps the configurations of all its points: without the room for 64 entities of each kind one takes
 * a tenth of the memory. */
static void config_shrink(struct config *config) {
    config->source = memory_grow(config->source, config->source_count, sizeof *config->source);
    config->protocol = memory_grow(config->protocol, config->protocol_count, sizeof *config->protocol);
}

struct config *scenario_resolve(struct scenario *scenario, const struct assignment *extra, size_t count,
                                struct problems *problems) {
    if (problems == NULL) {
        problems = &scenario->problems;
        problems_free(problems);
    }
    size_t errors = problems->errors;
    problems_append(problems, &scenario->read);
    if (scenario->broken)
        return NULL;
    struct assignments point = {0};
    struct document *document = memory_alloc((count + 1) * sizeof *document);
    for (size_t i = 0; i < count; i++) {
        const char *directory = extra[i].directory == NULL ? "" : extra[i].directory;
        struct gather gather = {&point, problems, NULL, LAYER_POINT, directory};
        gather_override(&gather, &document[i], "sweep", extra[i].key, extra[i].value);
    }
    struct resolver resolver = {.scenario = scenario, .problems = problems, .config = config_new()};
    resolver.winner = memory_alloc(param_slot(param_count(), 0) * sizeof *resolver.winner);
    resolve_all(&resolver, &point);
    bool good = problems->errors == errors;
    free(resolver.winner);
    assignments_free(&point);
    for (size_t i = 0; i < count; i++)
        document_free(&document[i]);
    free(document);
    if (good) {
        config_shrink(resolver.config);
        if (resolver.config->numbers == NUMBERS_INDEPENDENT)
            resolver.config->numbers_key = config_point_key(resolver.config);
        return resolver.config;
    }
    config_free(resolver.config);
    return NULL;
}

void config_free(struct config *config) {
    if (config == NULL)
        return;
    size_t rows = param_count();
    for (size_t row = 0; row < rows; row++) {
        const struct param *param = param_at(row);
        struct resolver resolver = {.config = config};
        size_t entities = resolver_entities(config, param->scope);
        for (size_t i = 0; i < entities; i++)
            param_release(param, resolver_base(&resolver, param, i));
    }
    for (size_t i = 0; i < config->source_count; i++) {
        free(config->source[i].state);
        free(config->source[i].step);
    }
    free(config->pressure);
    free(config->lifecycle);
    free(config->source);
    free(config->protocol);
    free(config->origin);
    free(config);
}
