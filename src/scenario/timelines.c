/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens when: lists of [time, what], ascending. Memory that others take from the host, and what
 * becomes of the miniport, which NDIS allows in some orders only. An empty list is nothing: an override with
 * [] takes back what a base says. */
#include <stdlib.h>
#include <string.h>

#include "resolver.h"

enum { ENTRIES_MAX = 4096 };
static const uint64_t pressure_max = UINT64_C(1) << 50;

/* Is it a list of a length that can be? */
static bool is_list(const struct resolver *resolver, const struct entry *entry, const char *example) {
    const struct node *node = entry->node;
    if (node->kind != NODE_SEQUENCE)
        return resolver_refuse(resolver, entry, node->mark, example, "a list is expected here");
    return node->count <= ENTRIES_MAX ||
           resolver_refuse(resolver, entry, node->mark, NULL, "%zu entries; at most %d fit", node->count,
                           ENTRIES_MAX);
}

/* The time and the rest of one entry; `before` is the time of the one before it, if there is one. */
static bool read_pair(const struct resolver *resolver, const struct entry *entry, const struct node *node,
                      const char *example, const uint64_t *before, uint64_t *at_ps) {
    if (node->kind != NODE_SEQUENCE || node->count != 2 || node->item[1]->kind != NODE_SCALAR)
        return resolver_refuse(resolver, entry, node->mark, example, "two values in brackets are expected");
    if (!resolver_read_time(resolver, entry, node->item[0], at_ps))
        return false;
    return before == NULL || *at_ps > *before ||
           resolver_refuse(resolver, entry, node->item[0]->mark, "every entry is later than the one before",
                           "'%.40s' is not ascending", node->item[0]->text);
}

bool resolve_pressure(const struct resolver *resolver, const struct entry *entry, struct config *config) {
    static const char example[] = "for example [[1 s, 48 MiB], [2 s, 0 B]]";
    const struct node *node = entry->node;
    if (!is_list(resolver, entry, example))
        return false;
    config->pressure = memory_alloc((node->count + 1) * sizeof *config->pressure);
    bool good = true;
    for (size_t i = 0; i < node->count; i++) {
        struct pressure_config *next = &config->pressure[config->pressure_count];
        const uint64_t *before = config->pressure_count > 0 ? &next[-1].at_ps : NULL;
        struct value_error error = {0};
        if (!read_pair(resolver, entry, node->item[i], example, before, &next->at_ps)) {
            good = false;
            continue;
        }
        const struct node *bytes = node->item[i]->item[1];
        if (!value_bytes(bytes->text, &next->bytes, &error)) {
            resolver_value_problem(resolver, entry, bytes, &error);
            good = false;
        } else if (next->bytes > pressure_max) {
            good = resolver_refuse(resolver, entry, bytes->mark, "at most 1048576 GiB",
                                   "'%.40s' is out of range", bytes->text);
        } else {
            config->pressure_count++;
        }
    }
    return good;
}

static bool find_event(const struct resolver *resolver, const struct entry *entry, const struct node *node,
                       enum lifecycle_event *event) {
    size_t count = 0;
    struct text all = {0};
    for (; lifecycle_names[count] != NULL; count++) {
        if (strcmp(lifecycle_names[count], node->text) == 0) {
            *event = (enum lifecycle_event)count;
            text_free(&all);
            return true;
        }
        text_format(&all, "%s%s", count == 0 ? "one of: " : ", ", lifecycle_names[count]);
    }
    const char *nearest = text_nearest(node->text, lifecycle_names, count);
    resolver_refuse(resolver, entry, node->mark, all.at, "'%.60s' does not happen to a miniport%s%s%s",
                    node->text, nearest == NULL ? "" : "; did you mean '", nearest == NULL ? "" : nearest,
                    nearest == NULL ? "" : "'?");
    text_free(&all);
    return false;
}

/* Why `next` cannot follow `before` (NULL: it is the first), or NULL when it can. */
static const char *out_of_order(const enum lifecycle_event *before, enum lifecycle_event next) {
    if (before != NULL && *before == LIFECYCLE_SURPRISE_REMOVE)
        return next == LIFECYCLE_HALT ? NULL : "after surprise_remove only halt may come";
    if (before != NULL && (*before == LIFECYCLE_HALT || *before == LIFECYCLE_SHUTDOWN))
        return *before == LIFECYCLE_HALT ? "nothing comes after halt" : "nothing comes after shutdown";
    bool paused = before != NULL && *before == LIFECYCLE_PAUSE;
    if (next == LIFECYCLE_RESTART && !paused)
        return "restart comes after pause only";
    if (next == LIFECYCLE_PAUSE && paused)
        return "after pause come restart, halt, surprise_remove or shutdown";
    return NULL;
}

bool resolve_lifecycle(const struct resolver *resolver, const struct entry *entry, struct config *config) {
    static const char example[] = "for example [[1 s, pause], [1200 ms, restart]]";
    const struct node *node = entry->node;
    if (!is_list(resolver, entry, example))
        return false;
    config->lifecycle = memory_alloc((node->count + 1) * sizeof *config->lifecycle);
    for (size_t i = 0; i < node->count; i++) {
        struct lifecycle_config *next = &config->lifecycle[i];
        const struct node *pair = node->item[i];
        if (!read_pair(resolver, entry, pair, example, i > 0 ? &next[-1].at_ps : NULL, &next->at_ps) ||
            !find_event(resolver, entry, pair->item[1], &next->event))
            return false; /* what follows a step that is not understood cannot be judged */
        const char *why = out_of_order(i > 0 ? &next[-1].event : NULL, next->event);
        if (why != NULL)
            return resolver_refuse(resolver, entry, pair->item[1]->mark, why, "'%s' cannot come here",
                                   pair->item[1]->text);
        config->lifecycle_count++;
    }
    return true;
}
