/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A configuration as text: the canonical scenario, its parameters one by one, and what was left at its
 * default.
 *
 * All walk the table, so a new row is in all of them. Two scenarios that mean the same give the same text;
 * what is in it but not in the configuration (the digest of a trace) stands in a comment. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "digest.h"
#include "ensure.h"
#include "param.h"
#include "policy_registry.h"
#include "resolver.h"
#include "simtime.h"

/* Calls `each` for every key the configuration has, in table order, entities within rows of a section by
 * name. */
struct walk {
    const struct config *config;
    void (*each)(struct walk *walk, const struct param *param, const char *key, const void *base,
                 enum origin origin);
    void *context;
};

static const void *base_of(const struct config *config, enum param_scope scope, size_t entity) {
    if (scope == SCOPE_SOURCE)
        return &config->source[entity];
    return scope == SCOPE_PROTOCOL ? (const void *)&config->protocol[entity] : config;
}

static const char *entity_name(const struct config *config, enum param_scope scope, size_t entity) {
    return scope == SCOPE_SOURCE ? config->source[entity].name : config->protocol[entity].name;
}

static void walk_row(struct walk *walk, size_t row, size_t entity) {
    const struct param *param = param_at(row);
    const struct config *config = walk->config;
    const void *base = base_of(config, param->scope, entity);
    if (!param_present(param, base))
        return;
    char key[256];
    const char *name = strstr(param->key, ".NAME.");
    if (name == NULL)
        (void)snprintf(key, sizeof key, "%s", param->key);
    else
        (void)snprintf(key, sizeof key, "%.*s.%s.%s", (int)(name - param->key), param->key,
                       entity_name(config, param->scope, entity), name + 6);
    enum origin origin =
        config->origin == NULL ? ORIGIN_ASSIGNED : (enum origin)config->origin[param_slot(row, entity)];
    walk->each(walk, param, key, base, origin);
}

/* The policy's own keys follow the row policy.period, the last of its section. */
static void walk_policy_keys(struct walk *walk) {
    const struct config *config = walk->config;
    const struct param *own = NULL;
    size_t count = policy_rows(config->pool_policy, &own);
    for (size_t i = 0; i < count; i++) {
        size_t slot = policy_key_slot(i);
        enum origin origin = config->origin == NULL ? ORIGIN_ASSIGNED : (enum origin)config->origin[slot];
        walk->each(walk, &own[i], own[i].key, config, origin);
    }
}

static void walk_keys(struct walk *walk) {
    size_t row = 0;
    for (size_t section = 0; section < PARAM_SECTIONS; section++) {
        size_t rows = param_section(section)->count;
        size_t entities = resolver_entities(walk->config, param_at(row)->scope);
        for (size_t entity = 0; entity < entities; entity++)
            for (size_t i = 0; i < rows; i++)
                walk_row(walk, row + i, entity);
        row += rows;
        if (param_section(section) == &params_pool)
            walk_policy_keys(walk);
    }
}

/* --- canonical --- */

struct writer {
    struct text *to;
    char last[256]; /* the key before */
};

/* Opens the sections of `key` that the key before was not in; returns the last part of the key. */
static const char *write_sections(struct writer *writer, const char *key) {
    size_t start = 0;
    unsigned depth = 0;
    bool same = true;
    for (size_t at = 0; key[at] != '\0'; at++) {
        if (key[at] != '.')
            continue;
        same = same && strncmp(key, writer->last, at + 1) == 0;
        if (!same) {
            text_format(writer->to, "%*s", (int)depth * 2, "");
            text_add_bytes(writer->to, key + start, at - start);
            text_add(writer->to, ":\n");
        }
        start = at + 1;
        depth++;
    }
    text_format(writer->to, "%*s", (int)depth * 2, "");
    (void)snprintf(writer->last, sizeof writer->last, "%s", key);
    return key + start;
}

static void write_key(struct walk *walk, const struct param *param, const char *key, const void *base,
                      enum origin origin) {
    struct writer *writer = walk->context;
    (void)origin;
    if (param->apart)
        return;
    text_format(writer->to, "%s: ", write_sections(writer, key));
    param_format(param, base, writer->to);
    if (param->type == PARAM_ENUM && param->choices == NULL &&
        policy_digest(walk->config->pool_policy) != NULL)
        text_format(writer->to, " # XXH3-128 %s", policy_digest(walk->config->pool_policy));
    if (param->type == PARAM_FILE && ((const struct source_config *)base)->trace != NULL)
        text_format(writer->to, " # XXH3-128 %s", ((const struct source_config *)base)->trace->digest);
    text_add(writer->to, "\n");
}

char *config_canonical(const struct config *config) {
    struct text text = {0};
    struct writer writer = {.to = &text};
    struct walk walk = {config, write_key, &writer};
    walk_keys(&walk);
    return text_take(&text);
}

/* --- the point, for its random numbers --- */

/* What is kept and measured, how often it is run and what it is called make no other point; nor does a key
 * that is left at its plain default, so that a key that is added one day changes no numbers. */
static void add_to_point(struct walk *walk, const struct param *param, const char *key, const void *base,
                         enum origin origin) {
    static const char *const left_out[] = {"name",   "description", "seed",       "replications.",
                                           "store.", "time.sample", "time.warmup"};
    (void)origin;
    for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++)
        if (strncmp(key, left_out[i], strlen(left_out[i])) == 0)
            return;
    if (param->type == PARAM_SCHEMA || param_is_initial(param, base))
        return;
    text_format(walk->context, "%s: ", key);
    param_format(param, base, walk->context);
    text_add(walk->context, "\n");
}

uint64_t config_point_key(const struct config *config) {
    struct text text = {0};
    text_add(&text, "");
    struct walk walk = {config, add_to_point, &text};
    walk_keys(&walk);
    uint64_t key = name_hash(text.at);
    text_free(&text);
    return key;
}

/* --- parameters --- */

struct visitor {
    parameter_visit *visit;
    void *context;
};

static double ratio(struct fraction fraction) {
    return fraction.denominator == 0 ? 0 : (double)fraction.numerator / (double)fraction.denominator;
}

static void set_integer(struct parameter_value *value, uint64_t number) {
    value->type = PARAMETER_INTEGER;
    value->integer = (int64_t)number;
    if (number > INT64_MAX) {
        value->type = PARAMETER_REAL;
        value->real = (double)number;
    }
}

/* The number behind the text, if there is one: words such as `unlimited` have none. */
static void set_number(struct parameter_value *value, const struct param *param, const void *base) {
    const void *field = (const char *)base + param->offset;
    const struct dist *dist = field;
    const struct size_config *size = field;
    bool unsigned_type =
        param->type == PARAM_TIME || param->type == PARAM_BYTES || param->type == PARAM_COUNT;
    bool law = param->type == PARAM_DIST || param->type == PARAM_DIST_COUNT;
    bool fraction = param->type == PARAM_BIT_RATE || param->type == PARAM_BYTE_RATE ||
                    param->type == PARAM_TIME_PER_BYTE || param->type == PARAM_FRACTION;
    if (unsigned_type) {
        if (param->word == NULL || param_unsigned(param, base) != param->word_value)
            set_integer(value, param_unsigned(param, base));
    } else if (param->type == PARAM_BOOL) {
        set_integer(value, *(const bool *)field);
    } else if (law && dist->kind == DIST_CONSTANT) {
        set_integer(value, dist->a);
    } else if (param->type == PARAM_FLOWS && ((const struct flows_config *)field)->weights == 0) {
        set_integer(value, ((const struct flows_config *)field)->count);
    } else if (param->type == PARAM_SHORTAGE) {
        const struct config *config = base;
        bool share = config->lowres_per_cent > 0;
        set_integer(value, share ? config->lowres_per_cent : config->lowres_below);
        value->unit = share ? "%" : param_unit(param);
    } else if (param->type == PARAM_SIZE && size->kind == SIZE_FIXED) {
        set_integer(value, size->low);
    } else if (fraction && (param->word == NULL || ((const struct fraction *)field)->numerator > 0)) {
        value->type = PARAMETER_REAL;
        value->real = ratio(*(const struct fraction *)field);
    } else if (param->type == PARAM_RATE || param->type == PARAM_LOAD) {
        const struct rate_config *rate = field;
        value->type = PARAMETER_REAL;
        value->real = ratio(rate->value);
        value->unit = rate->kind == RATE_BITS ? "bit/s" : param_unit(param);
    } else if (param->type == PARAM_PROBABILITY) {
        value->type = PARAMETER_REAL;
        value->real = (double)*(const uint64_t *)field / 1e18;
    }
    bool whole = value->type == PARAMETER_REAL && value->real >= 0 && value->real < 9e15 &&
                 value->real == (double)(int64_t)value->real;
    if (whole)
        set_integer(value, (uint64_t)value->real);
}

static void visit_key(struct walk *walk, const struct param *param, const char *key, const void *base,
                      enum origin origin) {
    const struct visitor *visitor = walk->context;
    if (param->type == PARAM_SCHEMA || param->apart)
        return;
    struct text text = {0};
    if (param->type == PARAM_ENUM && param->choices == NULL)
        text_add(&text, policy_label(walk->config->pool_policy));
    else if (param->type == PARAM_TEXT || param->type == PARAM_FILE)
        text_add(&text, *(char *const *)((const char *)base + param->offset));
    else
        param_format(param, base, &text);
    struct parameter_value value = {.key = key,
                                    .text = text.at,
                                    .type = PARAMETER_TEXT,
                                    .unit = param_unit(param),
                                    .defaulted = origin == ORIGIN_DEFAULT};
    set_number(&value, param, base);
    visitor->visit(visitor->context, &value);
    text_free(&text);
}

void config_parameters(const struct config *config, parameter_visit *visit, void *context) {
    struct visitor visitor = {visit, context};
    struct walk walk = {config, visit_key, &visitor};
    walk_keys(&walk);
}

/* --- defaults --- */

static void write_default(struct walk *walk, const struct param *param, const char *key, const void *base,
                          enum origin origin) {
    struct text *to = walk->context;
    if (origin != ORIGIN_DEFAULT)
        return;
    text_format(to, "%s: ", key);
    param_format(param, base, to);
    text_add(to, "\n");
}

void defaults_write(const struct config *config, struct text *to) {
    struct walk walk = {config, write_default, to};
    walk_keys(&walk);
}

/* --- columns of the database --- */

size_t parameter_keys(const char *const **keys) {
    size_t rows = param_count();
    const char **list = memory_grow(NULL, rows, sizeof *list);
    size_t count = 0;
    for (size_t row = 0; row < rows; row++) {
        const struct param *param = param_at(row);
        bool stored = param->type != PARAM_SCHEMA && param->type != PARAM_EXTENDS &&
                      param->type != PARAM_SWEEP && !param->apart;
        if (stored && param->scope == SCOPE_CONFIG)
            list[count++] = param->key;
    }
    *keys = list;
    return count;
}
