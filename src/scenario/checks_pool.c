/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules across keys of the pool. Errors are contradictions; warnings are settings
 * that do nothing, or hardly what their author meant. */
#include <string.h>

#include "policy_registry.h"
#include "resolver.h"

/* Does the policy look at what the bit stands for? */
static bool uses(const struct config *config, uint32_t setting) {
    const struct rxpool_policy *policy = policy_at(config->pool_policy);
    return ((policy->needs | policy->uses) & setting) != 0;
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

static void check_unused(const struct resolver *resolver) {
    const struct config *config = resolver->config;
    const struct rxpool_policy *policy = policy_at(config->pool_policy);
    if (resolver_swept(resolver, "pool.policy", 0))
        return;
    if (!policy->grows && config->pool_limit > initial_buffers(config))
        resolver_problem(resolver, PROBLEM_WARNING, AT("pool.limit"), 0, NULL,
                         "pool.limit is above pool.initial, but policy %s never grows", policy->name);
    for (size_t i = 0; i < policy_setting_count; i++) {
        const char *key = policy_settings[i].key;
        uint32_t bit = policy_settings[i].bit;
        bool elsewhere = bit == RXPOOL_LIMIT || bit == RXPOOL_GROW_BELOW; /* it also says what is late */
        bool one = bit == RXPOOL_GROW_CHUNK && config->grow_chunk == 1;   /* the derived default */
        if (!elsewhere && !one && !uses(config, bit) && resolver_changed(resolver, key, 0))
            resolver_problem(resolver, PROBLEM_WARNING, AT(key), 0, NULL, "%s has no effect with policy %s",
                             key, policy->name);
    }
}

/* Blocks larger than all that is asked for. */
static void check_block(const struct resolver *resolver) {
    const struct config *config = resolver->config;
    static const char *const keys[] = {"pool.block", "pool.initial", "pool.limit", "pool.per_processor",
                                       "host.processors"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (!SOUND(resolver, 0, keys[i]) || resolver_swept(resolver, keys[i], 0))
            return;
    if (config->pool_block > initial_of(config))
        resolver_problem(resolver, PROBLEM_WARNING, AT("pool.block"), 0, NULL,
                         "pool.block (%u) is above pool.initial (%u): no block is larger than that",
                         (unsigned)config->pool_block, (unsigned)initial_of(config));
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

static void check_high_mark(const struct resolver *resolver) {
    const struct config *config = resolver->config;
    uint64_t granted = (uint64_t)config->grow_below + config->grow_chunk;
    if (uses(config, RXPOOL_GROW_CHUNK) && config->shrink_above <= granted)
        resolver_problem(resolver, PROBLEM_WARNING, AT("pool.shrink.above"), 0,
                         "set it above grow.below + grow.chunk, or a block goes as soon as it has come",
                         "shrink.above (%u) is not above grow.below + grow.chunk (%llu)",
                         (unsigned)config->shrink_above, (unsigned long long)granted);
    if (config->shrink_above > config->pool_limit)
        resolver_problem(resolver, PROBLEM_WARNING, AT("pool.shrink.above"), 0, NULL,
                         "shrink.above (%u) is above pool.limit (%u): the pool never shrinks",
                         (unsigned)config->shrink_above, (unsigned)config->pool_limit);
}

static void check_shrinking(const struct resolver *resolver) {
    const struct config *config = resolver->config;
    if (uses(config, RXPOOL_SHRINK_ABOVE)) {
        if (config->shrink_above == CONFIG_NEVER)
            return;
        check_high_mark(resolver);
    }
    bool ticks = config->shrink_every_ps > 0;
    if (uses(config, RXPOOL_SHRINK_EVERY) && ticks && SOUND(resolver, 0, "time.duration") &&
        config->shrink_every_ps > config->duration_ps)
        resolver_problem(resolver, PROBLEM_WARNING, AT("pool.shrink.every"), 0, NULL,
                         "the first tick would be after the end of the run");
    if (uses(config, RXPOOL_SHRINK_IDLE) && !ticks && SOUND(resolver, 0, "time.duration") &&
        config->shrink_idle.kind == DIST_CONSTANT && config->shrink_idle.a >= config->duration_ps)
        resolver_problem(resolver, PROBLEM_WARNING, AT("pool.shrink.idle"), 0, NULL,
                         "the idle time is longer than the run: the pool never shrinks");
    if (uses(config, RXPOOL_SHRINK_TICKS) && !ticks && config->shrink_ticks != 1)
        resolver_problem(resolver, PROBLEM_WARNING, AT("pool.shrink.ticks"), 0, "give shrink.every",
                         "shrink.ticks has no effect without shrink.every");
}

static void check_growing(const struct resolver *resolver) {
    const struct config *config = resolver->config;
    if (!SOUND(resolver, 0, "pool.grow.below", "pool.grow.chunk", "pool.shrink.above", "pool.shrink.every",
               "pool.shrink.idle", "pool.shrink.ticks"))
        return;
    if (uses(config, RXPOOL_GROW_CHUNK) && config->pool_limit >= config->pool_initial &&
        config->grow_chunk > config->pool_limit - initial_of(config))
        resolver_problem(resolver, PROBLEM_WARNING, AT("pool.grow.chunk"), 0,
                         "a chunk that does not fit is not trimmed",
                         "pool.initial + grow.chunk is above pool.limit (%u): the pool never grows",
                         (unsigned)config->pool_limit);
    if (SOUND(resolver, 0, "nic.bus_master") && !config->nic_bus_master)
        resolver_problem(resolver, PROBLEM_WARNING, AT("nic.bus_master"), 0,
                         "asynchronous allocation is for bus masters; the run counts each as a violation",
                         "policy %s breaks the NDIS contract without a bus master",
                         policy_at(config->pool_policy)->name);
    check_shrinking(resolver);
}

void check_pool(const struct resolver *resolver) {
    if (!SOUND(resolver, 0, "pool.initial", "pool.limit", "pool.policy"))
        return;
    check_marks(resolver);
    check_disable(resolver);
    check_block(resolver);
    check_queues(resolver);
    if (policy_at(resolver->config->pool_policy)->grows)
        check_growing(resolver);
    check_unused(resolver);
}
