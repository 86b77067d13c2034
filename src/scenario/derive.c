/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Defaults that follow from other keys, in the order in which they follow. The words for people are in the
 * table
 * (`derived`); the test of the canonical form sees to it that both agree. */
#include <string.h>

#include "policy_registry.h"
#include "resolver.h"
#include "simtime.h"

static bool given(const struct resolver *resolver, const char *key) {
    return resolver_origin(resolver, key, 0) != ORIGIN_DEFAULT;
}

static void derive_source(const struct resolver *resolver, size_t entity) {
    struct source_config *source = &resolver->config->source[entity];
    if (resolver_origin(resolver, "traffic.NAME.size", entity) == ORIGIN_DEFAULT) {
        bool trace = source->arrival == ARRIVAL_TRACE;
        struct value_error error;
        (void)value_size(trace ? "trace" : "64 B", &source->size, &error);
    }
    source->batched = source->batch.kind != DIST_CONSTANT || source->batch.a != 1;
}

uint64_t initial_buffers(const struct config *config) {
    return (uint64_t)config->pool_initial * (config->pool_per_processor ? config->host_processors : 1);
}

static void derive_interrupt(const struct resolver *resolver) {
    struct config *config = resolver->config;
    bool delay = given(resolver, "nic.interrupt.delay");
    bool frames = given(resolver, "nic.interrupt.frames");
    if (!delay)
        config->interrupt_delay_ps = frames ? TIME_NEVER : 0;
    if (!frames)
        config->interrupt_frames = delay ? CONFIG_UNLIMITED : 1;
}

/* A policy that grows must be told when, by how much, and how far; each says what it needs. */
static void derive_growth(const struct resolver *resolver) {
    struct config *config = resolver->config;
    uint64_t initial = initial_buffers(config);
    if (!given(resolver, "pool.limit"))
        config->pool_limit = initial < CONFIG_BUFFERS_MAX ? (uint32_t)initial : CONFIG_BUFFERS_MAX;
    if (!given(resolver, "pool.grow.chunk"))
        config->grow_chunk = 1;
    if (!SOUND(resolver, 0, "pool.policy"))
        return;
    const struct rxpool_policy *policy = policy_at(config->pool_policy);
    for (size_t i = 0; i < policy_setting_count; i++) {
        const char *key = policy_settings[i].key;
        if (!(policy->needs & policy_settings[i].bit) || given(resolver, key))
            continue;
        resolver_problem(resolver, PROBLEM_ERROR, AT("pool.policy"), 0, policy_settings[i].hint,
                         "policy %s %s, so %s must be given", policy->name,
                         policy->grows ? "grows the pool" : "asks for it", key);
        config->origin[param_slot(param_find(key, NULL), 0)] = ORIGIN_BAD;
    }
}

/* Ticks replace the idle timer when a later layer asks for them. */
static void derive_shrink(const struct resolver *resolver) {
    const struct entry *every = resolver_entry(resolver, "pool.shrink.every", 0);
    const struct entry *idle = resolver_entry(resolver, "pool.shrink.idle", 0);
    struct config *config = resolver->config;
    if (every == NULL || idle == NULL || config->shrink_every_ps == 0)
        return;
    const struct param *param = param_at(param_find("pool.shrink.idle", NULL));
    bool none = config->shrink_idle.kind == DIST_CONSTANT && config->shrink_idle.a == 0;
    if (none)
        return;
    if (every->layer == idle->layer) {
        resolver_problem(resolver, PROBLEM_ERROR, AT("pool.shrink.every"), 0, "give one of them",
                         "shrink.every and shrink.idle are two ways to decide the same");
        return;
    }
    if (every->layer > idle->layer) {
        param_release(param, config);
        config->shrink_idle = (struct dist){.kind = DIST_CONSTANT};
    } else {
        config->shrink_every_ps = 0;
    }
}

void resolve_derived(const struct resolver *resolver) {
    struct config *config = resolver->config;
    for (size_t i = 0; i < config->source_count; i++)
        derive_source(resolver, i);
    if (!given(resolver, "host.processors"))
        config->host_processors = config->cpu_count;
    derive_growth(resolver);
    if (!given(resolver, "nic.pause.xon"))
        config->pause_xon_bytes =
            config->pause_xoff_bytes == CONFIG_UNLIMITED ? 0 : config->pause_xoff_bytes / 2;
    if (!given(resolver, "nic.ring"))
        config->nic_ring = config->pool_limit;
    if (!given(resolver, "nic.drop_enable"))
        config->nic_drop_enable = config->nic_queues > 1;
    if (!given(resolver, "interrupt_disable.resume"))
        config->disable_resume = config->disable_at == CONFIG_NEVER ? 1 : config->disable_at + 1;
    derive_interrupt(resolver);
    derive_shrink(resolver);
}
