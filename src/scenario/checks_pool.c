/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules across keys of the pool. Errors are contradictions; warnings are settings
 * that do nothing, or hardly what their author meant. */
#include <string.h>

#include "policy_table.h"
#include "resolver.h"

static bool grows(const struct config *config) {
    return policy_table[config->pool_policy]->grows != 0;
}

/* What initialisation asks for. */
static uint32_t initial_of(const struct config *config) {
    uint64_t initial = initial_buffers(config);
    return initial < config->pool_limit ? (uint32_t)initial : config->pool_limit;
}

static void check_marks(const struct resolver *resolver) {
    const struct config *config = resolver->config;
    if (config->pool_initial > config->pool_limit)
        resolver_problem(resolver, PROBLEM_ERROR, AT("pool.limit", "pool.initial"), 0,
                         "the limit counts the initial buffers too",
                         "pool.initial (%u) is above pool.limit (%u)", (unsigned)config->pool_initial,
                         (unsigned)config->pool_limit);
    else if (SOUND(resolver, 0, "pool.per_processor", "host.processors", "cpu.count") &&
             initial_buffers(config) > config->pool_limit)
        resolver_problem(resolver, PROBLEM_WARNING, AT("pool.limit", "pool.per_processor"), 0,
                         "the limit counts the initial buffers too",
                         "pool.initial (%u) for each of %u processors is cut to pool.limit (%u)",
                         (unsigned)config->pool_initial, (unsigned)config->host_processors,
                         (unsigned)config->pool_limit);
    if (SOUND(resolver, 0, "pool.minimum") && config->pool_minimum > initial_of(config))
        resolver_problem(resolver, PROBLEM_ERROR, AT("pool.minimum", "pool.initial"), 0, NULL,
                         "pool.minimum (%u) is above pool.initial (%u)", (unsigned)config->pool_minimum,
                         (unsigned)initial_of(config));
}

static void check_disable(const struct resolver *resolver) {
    const struct config *config = resolver->config;
    if (config->disable_at == CONFIG_NEVER ||
        !SOUND(resolver, 0, "interrupt_disable.at", "interrupt_disable.resume"))
        return;
    if (config->disable_resume <= config->disable_at)
        resolver_problem(resolver, PROBLEM_ERROR, AT("interrupt_disable.resume", "interrupt_disable.at"), 0,
                         "resume is where the episode ends, so it lies above",
                         "interrupt_disable.resume (%u) is not above interrupt_disable.at (%u)",
                         (unsigned)config->disable_resume, (unsigned)config->disable_at);
    else if (config->disable_resume > initial_of(config)) /* a pool that grows need not have grown by then */
        resolver_problem(resolver, PROBLEM_ERROR, AT("interrupt_disable.resume", "interrupt_disable.at"), 0,
                         "an episode might never end",
                         "interrupt_disable.resume (%u) is above pool.initial (%u)",
                         (unsigned)config->disable_resume, (unsigned)initial_of(config));
}

static void check_static(const struct resolver *resolver) {
    static const char *const keys[] = {"pool.grow.chunk",   "pool.grow.in_flight", "pool.grow.retry",
                                       "pool.grow.every",   "pool.shrink.above",   "pool.shrink.idle",
                                       "pool.shrink.every", "pool.shrink.ticks",   "pool.shrink.recall",
                                       "pool.shrink.blocks"};
    const struct config *config = resolver->config;
    const char *name = policy_table[config->pool_policy]->name;
    if (resolver_swept(resolver, "pool.policy", 0))
        return;
    if (config->pool_limit > initial_buffers(config))
        resolver_problem(resolver, PROBLEM_WARNING, AT("pool.limit"), 0, NULL,
                         "pool.limit is above pool.initial, but policy %s never grows", name);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        bool one =
            strcmp(keys[i], "pool.grow.chunk") == 0 && config->grow_chunk == 1; /* the derived default */
        if (resolver_changed(resolver, keys[i], 0) && !one)
            resolver_problem(resolver, PROBLEM_WARNING, AT(keys[i]), 0, NULL,
                             "%s has no effect with policy %s", keys[i], name);
    }
}

/* Keys that some of the policies that come with rxpool do not look at; what others do is their business. */
static void check_timed(const struct resolver *resolver) {
    static const struct {
        const char *key;
        const char *idle[7]; /* policies, up to the first NULL */
    } rows[] = {{"pool.grow.every", {"watermark", "doubling", "proportional", "predictive", "one_by_one"}},
                {"policy.period", {"static", "watermark", "doubling", "one_by_one", "lazy", "copy_always"}}};
    const char *name = policy_table[resolver->config->pool_policy]->name;
    for (size_t i = 0; !resolver_swept(resolver, "pool.policy", 0) && i < sizeof rows / sizeof *rows; i++)
        for (size_t j = 0; rows[i].idle[j] != NULL; j++)
            if (strcmp(name, rows[i].idle[j]) == 0 && resolver_changed(resolver, rows[i].key, 0))
                resolver_problem(resolver, PROBLEM_WARNING, AT(rows[i].key), 0, NULL,
                                 "%s has no effect with policy %s", rows[i].key, name);
}

/* Every queue has buffers and descriptors; a run numbers all of them. */
static void check_queues(const struct resolver *resolver) {
    const struct config *config = resolver->config;
    if (!SOUND(resolver, 0, "nic.queues", "nic.ring", "pool.scope") || config->nic_queues == 1)
        return;
    uint64_t buffers = (uint64_t)config->nic_queues * config->pool_limit;
    uint64_t descriptors = (uint64_t)config->nic_queues * config->nic_ring;
    if (config->pool_scope == POOL_PER_QUEUE && buffers > CONFIG_BUFFERS_MAX)
        resolver_problem(resolver, PROBLEM_ERROR, AT("pool.limit", "nic.queues", "pool.initial"), 0,
                         "a pool for each queue: lower one of them, or give pool.scope: shared",
                         "pool.limit (%u) times nic.queues (%u) is %llu buffers; at most %u fit",
                         (unsigned)config->pool_limit, (unsigned)config->nic_queues,
                         (unsigned long long)buffers, CONFIG_BUFFERS_MAX);
    else if (descriptors > CONFIG_BUFFERS_MAX)
        resolver_problem(resolver, PROBLEM_ERROR, AT("nic.ring", "nic.queues"), 0, "give a smaller nic.ring",
                         "nic.ring (%u) times nic.queues (%u) is %llu descriptors; at most %u fit",
                         (unsigned)config->nic_ring, (unsigned)config->nic_queues,
                         (unsigned long long)descriptors, CONFIG_BUFFERS_MAX);
}

static void check_shrinking(const struct resolver *resolver) {
    const struct config *config = resolver->config;
    if (config->shrink_above == CONFIG_NEVER)
        return;
    uint64_t granted = (uint64_t)config->grow_below + config->grow_chunk;
    if (config->shrink_above <= granted)
        resolver_problem(resolver, PROBLEM_WARNING, AT("pool.shrink.above"), 0,
                         "set it above grow.below + grow.chunk, or a block goes as soon as it has come",
                         "shrink.above (%u) is not above grow.below + grow.chunk (%llu)",
                         (unsigned)config->shrink_above, (unsigned long long)granted);
    if (config->shrink_above > config->pool_limit)
        resolver_problem(resolver, PROBLEM_WARNING, AT("pool.shrink.above"), 0, NULL,
                         "shrink.above (%u) is above pool.limit (%u): the pool never shrinks",
                         (unsigned)config->shrink_above, (unsigned)config->pool_limit);
    bool ticks = config->shrink_every_ps > 0;
    if (ticks && SOUND(resolver, 0, "time.duration") && config->shrink_every_ps > config->duration_ps)
        resolver_problem(resolver, PROBLEM_WARNING, AT("pool.shrink.every"), 0, NULL,
                         "the first tick would be after the end of the run");
    if (!ticks && SOUND(resolver, 0, "time.duration") && config->shrink_idle.kind == DIST_CONSTANT &&
        config->shrink_idle.a >= config->duration_ps)
        resolver_problem(resolver, PROBLEM_WARNING, AT("pool.shrink.idle"), 0, NULL,
                         "the idle time is longer than the run: the pool never shrinks");
    if (!ticks && config->shrink_ticks != 1)
        resolver_problem(resolver, PROBLEM_WARNING, AT("pool.shrink.ticks"), 0, "give shrink.every",
                         "shrink.ticks has no effect without shrink.every");
}

static void check_growing(const struct resolver *resolver) {
    const struct config *config = resolver->config;
    if (!SOUND(resolver, 0, "pool.grow.below", "pool.grow.chunk", "pool.shrink.above", "pool.shrink.every",
               "pool.shrink.idle", "pool.shrink.ticks"))
        return;
    if (config->pool_limit >= config->pool_initial &&
        config->grow_chunk > config->pool_limit - initial_of(config))
        resolver_problem(resolver, PROBLEM_WARNING, AT("pool.grow.chunk"), 0,
                         "a chunk that does not fit is not trimmed",
                         "pool.initial + grow.chunk is above pool.limit (%u): the pool never grows",
                         (unsigned)config->pool_limit);
    if (SOUND(resolver, 0, "nic.bus_master") && !config->nic_bus_master)
        resolver_problem(resolver, PROBLEM_WARNING, AT("nic.bus_master"), 0,
                         "asynchronous allocation is for bus masters; the run counts each as a violation",
                         "policy %s breaks the NDIS contract without a bus master",
                         policy_table[config->pool_policy]->name);
    check_shrinking(resolver);
}

void check_pool(const struct resolver *resolver) {
    if (!SOUND(resolver, 0, "pool.initial", "pool.limit", "pool.policy"))
        return;
    check_marks(resolver);
    check_disable(resolver);
    check_queues(resolver);
    check_timed(resolver);
    if (grows(resolver->config))
        check_growing(resolver);
    else
        check_static(resolver);
}
