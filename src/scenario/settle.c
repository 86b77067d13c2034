/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who takes part, and who wins: the entities that any layer names, sorted by name (the index is the rank),
 * and for each key of each entity the last assignment. */
#include <stdlib.h>
#include <string.h>

#include "resolver.h"

enum { LISTS = 3 }; /* the preset's, the scenario's, the point's */

static int compare_sources(const void *a, const void *b) {
    return strcmp(((const struct source_config *)a)->name, ((const struct source_config *)b)->name);
}

static int compare_protocols(const void *a, const void *b) {
    return strcmp(((const struct protocol_config *)a)->name, ((const struct protocol_config *)b)->name);
}

static size_t entity_find(const struct config *config, enum param_scope scope, const char *name) {
    size_t count = scope == SCOPE_CONFIG ? 0 : resolver_entities(config, scope);
    for (size_t i = 0; i < count; i++)
        if (strcmp(scope == SCOPE_SOURCE ? config->source[i].name : config->protocol[i].name, name) == 0)
            return i;
    return SIZE_MAX;
}

/* Adds the entity when it is new; false when there are too many. */
static bool entity_note(const struct resolver *resolver, const struct entry *entry) {
    struct config *config = resolver->config;
    if (entry->scope == SCOPE_CONFIG || entity_find(config, entry->scope, entry->entity) != SIZE_MAX)
        return true;
    bool source = entry->scope == SCOPE_SOURCE;
    if ((source ? config->source_count : config->protocol_count) == ENTITIES_MAX) {
        document_problem(entry->document, resolver->problems, PROBLEM_ERROR, entry->key_mark, NULL,
                         "more than 64 %s", source ? "sources of traffic" : "protocols");
        return false;
    }
    char *name = source ? config->source[config->source_count++].name
                        : config->protocol[config->protocol_count++].name;
    memcpy(name, entry->entity, CONFIG_NAME_MAX + 1);
    return true;
}

static void note_winner(struct resolver *resolver, const struct entry *entry) {
    size_t entity =
        entry->scope == SCOPE_CONFIG ? 0 : entity_find(resolver->config, entry->scope, entry->entity);
    if (entity == SIZE_MAX)
        return;
    const struct entry **first =
        entry->scope == SCOPE_SOURCE ? resolver->source_entry : resolver->protocol_entry;
    if (entry->scope != SCOPE_CONFIG && first[entity] == NULL)
        first[entity] = entry;
    if (entry->param == PARAM_NONE || entry->param == PARAM_POLICY_KEY)
        return;
    const struct entry **winner = &resolver->winner[param_slot(entry->param, entity)];
    if (*winner != NULL && (*winner)->layer == entry->layer && entry->layer < LAYER_OVERRIDE)
        document_problem(entry->document, resolver->problems, PROBLEM_ERROR, entry->key_mark, NULL,
                         "%s is given twice under two names; the first is at %u:%u",
                         param_at(entry->param)->key, (unsigned)(*winner)->key_mark.line,
                         (unsigned)(*winner)->key_mark.column);
    *winner = entry;
}

/* An override may make a new entity, but a name close to one of the file's is more likely a slip. */
static void doubt_new(const struct resolver *resolver, enum param_scope scope) {
    const struct entry *const *first =
        scope == SCOPE_SOURCE ? resolver->source_entry : resolver->protocol_entry;
    const char *known[ENTITIES_MAX];
    size_t count = 0;
    size_t entities = resolver_entities(resolver->config, scope);
    for (size_t i = 0; i < entities; i++)
        if (first[i]->layer < LAYER_OVERRIDE)
            known[count++] = first[i]->entity;
    for (size_t i = 0; i < entities; i++) {
        const char *nearest = text_nearest(first[i]->entity, known, count);
        if (first[i]->layer >= LAYER_OVERRIDE && nearest != NULL)
            document_problem(first[i]->document, resolver->problems, PROBLEM_WARNING, first[i]->key_mark,
                             NULL, "this adds a %s '%s'; did you mean '%s'?",
                             scope == SCOPE_SOURCE ? "source" : "protocol", first[i]->entity, nearest);
    }
}

void resolver_settle(struct resolver *resolver, const struct assignments *extra) {
    struct config *config = resolver->config;
    static const struct assignments none;
    const struct assignments *lists[] = {&none, &resolver->scenario->assignments, extra};
    const struct assignments *preset = scenario_preset(resolver->scenario, lists + 1, 2);
    if (preset != NULL)
        lists[0] = preset;
    bool room = true;
    for (size_t list = 0; list < LISTS; list++)
        for (size_t i = 0; room && i < lists[list]->count; i++)
            room = entity_note(resolver, &lists[list]->entry[i]);
    qsort(config->source, config->source_count, sizeof *config->source, compare_sources);
    qsort(config->protocol, config->protocol_count, sizeof *config->protocol, compare_protocols);
    for (size_t list = 0; list < LISTS; list++)
        for (size_t i = 0; i < lists[list]->count; i++)
            note_winner(resolver, &lists[list]->entry[i]);
    doubt_new(resolver, SCOPE_SOURCE);
    doubt_new(resolver, SCOPE_PROTOCOL);
    if (config->source_count == 0)
        resolver_problem(resolver, PROBLEM_ERROR, AT(NULL), 0,
                         "for example `traffic: {frames: {arrival: poisson, rate: 900 kframe/s}}`",
                         "there is no source of traffic");
    if (config->protocol_count == 0)
        resolver_problem(resolver, PROBLEM_ERROR, AT(NULL), 0,
                         "for example `protocol: {app: {servers: 1, service: exp(mean=1 us)}}`",
                         "there is no protocol to take the frames");
}
