/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What scenarios say to policies: the settings a policy may need or use, and keys of its own.
 *
 * Which keys there are is not known before the policy is, so files and overrides keep `policy.KEY` aside
 * until pool.policy is resolved. Then the policy's table is a few more rows: the same parsing, ranges and
 * texts. */
#include <string.h>

#include "policy_registry.h"
#include "resolver.h"

#define GROW_HINT "for example grow: {below: 64, chunk: 64}"
const struct policy_setting policy_settings[] = {
    {RXPOOL_LIMIT, "pool.limit", "for example limit: 4096"},
    {RXPOOL_GROW_BELOW, "pool.grow.below", GROW_HINT},
    {RXPOOL_GROW_CHUNK, "pool.grow.chunk", GROW_HINT},
    {RXPOOL_GROW_IN_FLIGHT, "pool.grow.in_flight", "for example grow: {in_flight: 4}"},
    {RXPOOL_GROW_RETRY, "pool.grow.retry", "for example grow: {retry: 10 ms}"},
    {RXPOOL_GROW_EVERY, "pool.grow.every", "for example grow: {every: 1 ms}"},
    {RXPOOL_SHRINK_ABOVE, "pool.shrink.above", "for example shrink: {above: 192}"},
    {RXPOOL_SHRINK_IDLE, "pool.shrink.idle", "for example shrink: {idle: 100 ms}"},
    {RXPOOL_SHRINK_EVERY, "pool.shrink.every", "for example shrink: {every: 2 s}"},
    {RXPOOL_SHRINK_TICKS, "pool.shrink.ticks", "for example shrink: {ticks: 10}"},
    {RXPOOL_SHRINK_RECALL, "pool.shrink.recall", "for example shrink: {recall: true}"},
    {RXPOOL_SHRINK_BLOCKS, "pool.shrink.blocks", "for example shrink: {blocks: 2}"},
    {RXPOOL_PERIOD, "policy.period", "for example policy: {period: 1 ms}"},
};
const size_t policy_setting_count = sizeof policy_settings / sizeof *policy_settings;

const char *policy_key_of(const char *key) {
    static const char section[] = "policy.";
    if (strncmp(key, section, sizeof section - 1) != 0 || !param_is_entity_name(key + sizeof section - 1))
        return NULL;
    return param_find(key, NULL) == PARAM_NONE ? key + sizeof section - 1 : NULL;
}

/* A key that the policy does not have is a mistake, unless a later layer, or a sweep, changed the policy. */
static void unknown_key(const struct resolver *resolver, const struct entry *entry) {
    const struct entry *chosen = resolver_entry(resolver, "pool.policy", 0);
    if (resolver_swept(resolver, "pool.policy", 0) || (chosen != NULL && chosen->layer > entry->layer))
        return;
    const struct param *rows = NULL;
    size_t count = policy_rows(resolver->config->pool_policy, &rows);
    const char *names[CONFIG_POLICY_KEYS_MAX + 1] = {"period"};
    struct text hint = {0};
    for (size_t i = 0; i < count; i++)
        names[i + 1] = rows[i].key + strlen("policy.");
    const char *nearest = text_nearest(entry->entity, names, count + 1);
    if (nearest != NULL)
        text_format(&hint, "did you mean '%s'?", nearest);
    for (size_t i = 0; nearest == NULL && i < count; i++)
        text_format(&hint, "%s%s", i == 0 ? "it has: " : ", ", names[i + 1]);
    document_problem(entry->document, resolver->problems, PROBLEM_ERROR, entry->key_mark,
                     hint.length > 0 ? hint.at : "policies of shared objects may have keys of their own",
                     "policy %s has no key '%s'", policy_at(resolver->config->pool_policy)->name,
                     entry->entity);
    text_free(&hint);
}

static void read_key(const struct resolver *resolver, const struct entry *entry) {
    const struct param *rows = NULL;
    size_t count = policy_rows(resolver->config->pool_policy, &rows);
    size_t row = 0;
    while (row < count && strcmp(rows[row].key + strlen("policy."), entry->entity) != 0)
        row++;
    if (row == count) {
        unknown_key(resolver, entry);
        return;
    }
    uint8_t *origin = &resolver->config->origin[policy_key_slot(row)];
    struct value_error error = {0};
    *origin = ORIGIN_BAD;
    if (entry->node->kind != NODE_SCALAR)
        document_problem(entry->document, resolver->problems, PROBLEM_ERROR, entry->node->mark, NULL,
                         "a %s is expected here", param_type_words(&rows[row]));
    else if (!param_parse(&rows[row], entry->node->text, NULL, resolver->config, &error))
        resolver_value_problem(resolver, entry, entry->node, &error);
    else
        *origin = ORIGIN_ASSIGNED;
}

/* Does a later entry of the lists say the same key? */
static bool is_replaced(const struct assignments *const lists[2], size_t list, size_t at) {
    const struct entry *entry = &lists[list]->entry[at];
    for (; list < 2; list++, at = SIZE_MAX)
        for (size_t i = at + 1; i < lists[list]->count; i++)
            if (lists[list]->entry[i].param == PARAM_POLICY_KEY &&
                strcmp(lists[list]->entry[i].entity, entry->entity) == 0)
                return true;
    return false;
}

void resolve_policy_keys(const struct resolver *resolver, const struct assignments *extra) {
    const struct assignments *const lists[2] = {&resolver->scenario->assignments, extra};
    struct config *config = resolver->config;
    if (!SOUND(resolver, 0, "pool.policy"))
        return;
    const struct rxpool_policy *policy = policy_at(config->pool_policy);
    for (uint32_t i = 0; i < policy->key_count; i++)
        config->policy_key[i] = policy->keys[i].initial;
    for (size_t list = 0; list < 2; list++)
        for (size_t i = 0; i < lists[list]->count; i++)
            if (lists[list]->entry[i].param == PARAM_POLICY_KEY && !is_replaced(lists, list, i))
                read_key(resolver, &lists[list]->entry[i]);
}
