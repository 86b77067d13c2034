/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all files that resolve need: finding the winner of a key, and pointing at it. */
#include "resolver.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "ensure.h"

void *resolver_base(const struct resolver *resolver, const struct param *param, size_t entity) {
    if (param->scope == SCOPE_SOURCE)
        return &resolver->config->source[entity];
    if (param->scope == SCOPE_PROTOCOL)
        return &resolver->config->protocol[entity];
    return resolver->config;
}

size_t resolver_entities(const struct config *config, enum param_scope scope) {
    return scope == SCOPE_SOURCE     ? config->source_count
           : scope == SCOPE_PROTOCOL ? config->protocol_count
                                     : 1;
}

const struct entry *resolver_entry(const struct resolver *resolver, const char *key, size_t entity) {
    size_t row = param_find(key, NULL);
    ensure(row != PARAM_NONE);
    return resolver->winner[param_slot(row, entity)];
}

enum origin resolver_origin(const struct resolver *resolver, const char *key, size_t entity) {
    size_t row = param_find(key, NULL);
    ensure(row != PARAM_NONE);
    return (enum origin)resolver->config->origin[param_slot(row, entity)];
}

bool resolver_sound(const struct resolver *resolver, const char *const *keys, size_t entity) {
    for (; *keys != NULL; keys++) {
        bool named = strstr(*keys, ".NAME.") != NULL;
        if (resolver_origin(resolver, *keys, named ? entity : 0) == ORIGIN_BAD)
            return false;
    }
    return true;
}

void resolver_problem(const struct resolver *resolver, enum problem_level level, const char *const *keys,
                      size_t entity, const char *hint, const char *format, ...) {
    char message[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    const struct entry *entry = NULL;
    for (size_t i = 0; entry == NULL && keys[i] != NULL; i++) {
        bool named = strstr(keys[i], ".NAME.") != NULL;
        entry = resolver_entry(resolver, keys[i], named ? entity : 0);
        if (entry != NULL && keys[i + 1] == NULL && named && entry->node == NULL)
            entry = NULL;
    }
    struct mark mark = {.file = resolver->scenario->path};
    if (entry == NULL && keys[0] != NULL && strncmp(keys[0], "traffic.NAME", 12) == 0)
        entry = resolver->source_entry[entity];
    else if (entry == NULL && keys[0] != NULL && strncmp(keys[0], "protocol.NAME", 13) == 0)
        entry = resolver->protocol_entry[entity];
    if (entry != NULL && entry->layer == LAYER_PRESET && level == PROBLEM_WARNING)
        return; /* nobody wrote that: what a preset has and a scenario does not need is no slip */
    if (entry != NULL)
        mark = entry->node != NULL && entry->param != PARAM_NONE ? entry->node->mark : entry->key_mark;
    document_problem(entry == NULL ? NULL : entry->document, resolver->problems, level, mark, hint, "%s",
                     message);
}

void resolver_value_problem(const struct resolver *resolver, const struct entry *entry,
                            const struct node *node, const struct value_error *error) {
    document_problem(entry->document, resolver->problems, PROBLEM_ERROR,
                     node_mark_within(node, error->offset, error->length),
                     error->hint[0] == '\0' ? NULL : error->hint, "%s", error->message);
}

bool resolver_refuse(const struct resolver *resolver, const struct entry *entry, struct mark mark,
                     const char *hint, const char *format, ...) {
    char message[256];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    document_problem(entry->document, resolver->problems, PROBLEM_ERROR, mark, hint, "%s", message);
    return false;
}

bool resolver_read_time(const struct resolver *resolver, const struct entry *entry, const struct node *node,
                        uint64_t *ps) {
    struct value_error error = {0};
    if (node->kind != NODE_SCALAR)
        return resolver_refuse(resolver, entry, node->mark, NULL, "a time is expected here");
    if (!value_time(node->text, ps, &error)) {
        resolver_value_problem(resolver, entry, node, &error);
        return false;
    }
    return *ps <= PARAM_TIME_MAX ||
           resolver_refuse(resolver, entry, node->mark, NULL, "a time is at most 2400 h");
}

bool resolver_swept(const struct resolver *resolver, const char *key, size_t entity) {
    const struct config *config = resolver->config;
    const struct entry *entry = resolver_entry(resolver, key, entity);
    const char *rest = strstr(key, ".NAME.");
    struct text whole = {0};
    if (rest == NULL)
        text_add(&whole, key);
    else
        text_format(&whole, "%.*s.%s.%s", (int)(rest - key), key,
                    key[0] == 't' ? config->source[entity].name : config->protocol[entity].name, rest + 6);
    bool swept =
        scenario_sweeps(resolver->scenario, whole.at) || (entry != NULL && entry->layer == LAYER_POINT);
    text_free(&whole);
    return swept;
}

bool resolver_changed(const struct resolver *resolver, const char *key, size_t entity) {
    size_t row = param_find(key, NULL);
    ensure(row != PARAM_NONE);
    const struct param *param = param_at(row);
    return resolver_origin(resolver, key, entity) == ORIGIN_ASSIGNED &&
           !param_is_initial(param, resolver_base(resolver, param, entity));
}

bool resolver_swept_below(const struct resolver *resolver, const char *prefix) {
    size_t rows = param_count();
    for (size_t row = 0; row < rows; row++) {
        const struct param *param = param_at(row);
        if (strncmp(param->key, prefix, strlen(prefix)) != 0)
            continue;
        size_t entities = resolver_entities(resolver->config, param->scope);
        for (size_t i = 0; i < entities; i++)
            if (resolver_swept(resolver, param->key, i))
                return true;
    }
    return false;
}
