/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values that are more than a scalar: states of an mmpp, steps of a schedule, faults of a driver. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ndis_fault.h"
#include "resolver.h"

static bool read_rate(const struct resolver *resolver, const struct entry *entry, const struct node *node,
                      struct rate_config *rate) {
    struct value_error error = {0};
    if (node->kind == NODE_SCALAR && value_rate(node->text, rate, &error))
        return true;
    if (node->kind != NODE_SCALAR)
        return resolver_refuse(resolver, entry, node->mark, NULL, "a rate is expected here");
    resolver_value_problem(resolver, entry, node, &error);
    return false;
}

/* --- mmpp --- */

static size_t state_find(const struct source_config *source, const char *name) {
    size_t i = 0;
    while (i < source->state_count && strcmp(source->state[i].name, name) != 0)
        i++;
    return i;
}

static int compare_states(const void *a, const void *b) {
    return strcmp(((const struct state_config *)a)->name, ((const struct state_config *)b)->name);
}

static bool read_targets(const struct resolver *resolver, const struct entry *entry, const struct node *node,
                         const struct source_config *source, struct state_config *state) {
    if (node->kind != NODE_MAPPING)
        return resolver_refuse(resolver, entry, node->mark, "for example to: {busy: 10 ms}",
                               "states and mean times are expected here");
    bool good = true;
    for (size_t i = 0; i < node->count; i++) {
        const struct node *key = node->key[i];
        size_t target = state_find(source, key->text);
        uint64_t mean = 0;
        if (target == source->state_count) {
            const char *names[CONFIG_STATES_MAX];
            for (size_t j = 0; j < source->state_count; j++)
                names[j] = source->state[j].name;
            const char *nearest = text_nearest(key->text, names, source->state_count);
            good = resolver_refuse(resolver, entry, key->mark, NULL, "there is no state '%.63s'%s%s%s",
                                   key->text, nearest == NULL ? "" : "; did you mean '",
                                   nearest == NULL ? "" : nearest, nearest == NULL ? "" : "'?");
        } else if (&source->state[target] == state) {
            good = resolver_refuse(resolver, entry, key->mark, NULL, "a state cannot move to itself");
        } else if (!resolver_read_time(resolver, entry, node->item[i], &mean)) {
            good = false;
        } else if (mean == 0) {
            good = resolver_refuse(resolver, entry, node->item[i]->mark, NULL,
                                   "a mean time of 0: the state would never be seen");
        } else {
            state->mean_ps[target] = mean;
        }
    }
    return good;
}

static bool read_state(const struct resolver *resolver, const struct entry *entry, const struct node *key,
                       const struct node *node, const struct source_config *source,
                       struct state_config *state) {
    if (node->kind != NODE_MAPPING)
        return resolver_refuse(resolver, entry, node->mark,
                               "for example {rate: 1 kframe/s, to: {busy: 10 ms}}",
                               "a state is a section with rate and to");
    bool good = true;
    bool rated = false;
    for (size_t i = 0; i < node->count; i++) {
        const char *name = node->key[i]->text;
        if (strcmp(name, "rate") == 0) {
            rated = true;
            good = read_rate(resolver, entry, node->item[i], &state->rate) && good;
        } else if (strcmp(name, "to") == 0) {
            good = read_targets(resolver, entry, node->item[i], source, state) && good;
        } else {
            const char *const names[] = {"rate", "to"};
            const char *nearest = text_nearest(name, names, 2);
            good = resolver_refuse(
                resolver, entry, node->key[i]->mark, nearest == NULL ? "known here: rate, to" : NULL,
                "unknown key '%.63s'%s%s%s", name, nearest == NULL ? "" : "; did you mean '",
                nearest == NULL ? "" : nearest, nearest == NULL ? "" : "'?");
        }
    }
    if (!rated)
        good = resolver_refuse(resolver, entry, key->mark, "for example rate: 0 frame/s",
                               "'rate' is missing here");
    return good;
}

/* Every state can be reached from every other, or there is no one stationary law to start in. */
static bool check_connected(const struct resolver *resolver, const struct entry *entry,
                            const struct source_config *source) {
    bool reach[CONFIG_STATES_MAX][CONFIG_STATES_MAX] = {{false}};
    uint32_t count = source->state_count;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = 0; j < count; j++)
            reach[i][j] = i == j || source->state[i].mean_ps[j] > 0;
    for (uint32_t k = 0; k < count; k++)
        for (uint32_t i = 0; i < count; i++)
            for (uint32_t j = 0; j < count; j++)
                reach[i][j] = reach[i][j] || (reach[i][k] && reach[k][j]);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = 0; j < count; j++)
            if (!reach[i][j])
                return resolver_refuse(
                    resolver, entry, entry->node->mark, "give every state a way back with `to:`",
                    "state '%s' is never reached from '%s'", source->state[j].name, source->state[i].name);
    return true;
}

bool resolve_states(const struct resolver *resolver, const struct entry *entry,
                    struct source_config *source) {
    static const char example[] = "for example {calm: {rate: 1 kframe/s, to: {busy: 10 ms}}, busy: {...}}";
    const struct node *node = entry->node;
    if (node->kind != NODE_MAPPING || node->count == 0)
        return resolver_refuse(resolver, entry, node->mark, example, "a mapping of states is expected here");
    if (node->count > CONFIG_STATES_MAX)
        return resolver_refuse(resolver, entry, node->mark, NULL, "%zu states; at most %d fit", node->count,
                               CONFIG_STATES_MAX);
    source->state = memory_alloc(node->count * sizeof *source->state);
    bool good = true;
    for (size_t i = 0; i < node->count; i++) {
        const struct node *key = node->key[i];
        if (param_is_entity_name(key->text))
            (void)snprintf(source->state[source->state_count++].name, CONFIG_NAME_MAX + 1, "%s", key->text);
        else
            good = resolver_refuse(resolver, entry, key->mark, "a letter, then letters, digits, '_' and '-'",
                                   "'%.63s' is no name for a state", key->text);
    }
    qsort(source->state, source->state_count, sizeof *source->state, compare_states);
    bool sends = false;
    for (size_t i = 0; i < node->count; i++) {
        size_t at = state_find(source, node->key[i]->text);
        if (at == source->state_count)
            continue;
        good = read_state(resolver, entry, node->key[i], node->item[i], source, &source->state[at]) && good;
        sends = sends || source->state[at].rate.value.numerator > 0;
    }
    if (good && !sends)
        good = resolver_refuse(resolver, entry, node->mark, NULL, "no state sends anything");
    return good && check_connected(resolver, entry, source);
}

/* --- schedule --- */

static bool read_step(const struct resolver *resolver, const struct entry *entry, const struct node *node,
                      struct source_config *source) {
    struct step_config step = {0};
    if (node->kind != NODE_SEQUENCE || node->count != 2)
        return resolver_refuse(resolver, entry, node->mark, "for example [1 ms, 1 Mframe/s]",
                               "a step is [time, rate]");
    bool good = resolver_read_time(resolver, entry, node->item[0], &step.at_ps);
    good = read_rate(resolver, entry, node->item[1], &step.rate) && good;
    if (good && source->step_count > 0 && step.at_ps <= source->step[source->step_count - 1].at_ps)
        good =
            resolver_refuse(resolver, entry, node->item[0]->mark, "every step is later than the one before",
                            "'%.40s' is not ascending", node->item[0]->text);
    if (good)
        source->step[source->step_count++] = step;
    return good;
}

bool resolve_steps(const struct resolver *resolver, const struct entry *entry, struct source_config *source) {
    const struct node *node = entry->node;
    if (node->kind != NODE_SEQUENCE || node->count == 0)
        return resolver_refuse(resolver, entry, node->mark,
                               "for example [[0 s, 10 kframe/s], [1 ms, 1 Mframe/s]]",
                               "a list of steps is expected here");
    if (node->count > CONFIG_STEPS_MAX)
        return resolver_refuse(resolver, entry, node->mark, NULL, "%zu steps; at most %d fit", node->count,
                               CONFIG_STEPS_MAX);
    source->step = memory_alloc(node->count * sizeof *source->step);
    bool good = true;
    bool sends = false;
    for (size_t i = 0; i < node->count; i++) {
        good = read_step(resolver, entry, node->item[i], source) && good;
        sends = sends ||
                (source->step_count > 0 && source->step[source->step_count - 1].rate.value.numerator > 0);
    }
    return good && (sends || resolver_refuse(resolver, entry, node->mark, NULL, "no step sends anything"));
}

/* --- faults --- */

bool resolve_faults(const struct resolver *resolver, const struct entry *entry, struct config *config) {
    const struct node *node = entry->node;
    bool good = true;
    config->driver_faults = 0;
    for (size_t i = 0; i < node->count; i++) {
        const struct node *item = node->item[i];
        struct value_error error = {0};
        uint64_t bit = 0;
        if (item->kind != NODE_SCALAR) {
            good = resolver_refuse(resolver, entry, item->mark, NULL, "the name of a fault is expected here");
        } else if (!fault_value(item->text, &bit, &error)) {
            resolver_value_problem(resolver, entry, item, &error);
            good = false;
        }
        config->driver_faults |= bit;
    }
    return good;
}
