/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules across keys of the pool, the card and the processor. Errors are contradictions; warnings are settings
 * that do nothing, or hardly what their author meant. */
#include <string.h>

#include "policy_table.h"
#include "resolver.h"
#include "simtime.h"

static bool grows(const struct config *config) {
    return policy_table[config->pool_policy]->grows != 0;
}

static void check_marks(const struct resolver *resolver) {
    const struct config *config = resolver->config;
    if (config->pool_initial > config->pool_limit)
        resolver_problem(resolver, PROBLEM_ERROR, AT("pool.limit", "pool.initial"), 0,
                         "the limit counts the initial buffers too",
                         "pool.initial (%u) is above pool.limit (%u)", (unsigned)config->pool_initial,
                         (unsigned)config->pool_limit);
    if (SOUND(resolver, 0, "pool.minimum") && config->pool_minimum > config->pool_initial)
        resolver_problem(resolver, PROBLEM_ERROR, AT("pool.minimum", "pool.initial"), 0, NULL,
                         "pool.minimum (%u) is above pool.initial (%u)", (unsigned)config->pool_minimum,
                         (unsigned)config->pool_initial);
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
    else if (config->disable_resume >
             config->pool_initial) /* a pool that grows need not have grown by then */
        resolver_problem(resolver, PROBLEM_ERROR, AT("interrupt_disable.resume", "interrupt_disable.at"), 0,
                         "an episode might never end",
                         "interrupt_disable.resume (%u) is above pool.initial (%u)",
                         (unsigned)config->disable_resume, (unsigned)config->pool_initial);
}

/* Is the policy the subject of a sweep? Then keys without effect on one policy have it on another. */
static bool policy_is_swept(const struct resolver *resolver) {
    const struct entry *entry = resolver_entry(resolver, "pool.policy", 0);
    return scenario_sweeps(resolver->scenario, "pool.policy") ||
           (entry != NULL && entry->layer == LAYER_POINT);
}

static void check_static(const struct resolver *resolver) {
    static const char *const keys[] = {"pool.grow.below",   "pool.grow.chunk",   "pool.grow.in_flight",
                                       "pool.grow.retry",   "pool.shrink.above", "pool.shrink.idle",
                                       "pool.shrink.every", "pool.shrink.ticks", "pool.shrink.recall"};
    const struct config *config = resolver->config;
    const char *name = policy_table[config->pool_policy]->name;
    if (policy_is_swept(resolver))
        return;
    if (config->pool_limit > config->pool_initial)
        resolver_problem(resolver, PROBLEM_WARNING, AT("pool.limit"), 0, NULL,
                         "pool.limit is above pool.initial, but policy %s never grows", name);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct entry *entry = resolver_entry(resolver, keys[i], 0);
        if (entry == NULL || entry->node->kind != NODE_SCALAR)
            continue;
        const struct param *param = param_at(entry->param);
        struct text now = {0};
        param_format(param, config, &now);
        bool harmless = strcmp(now.at, param->initial != NULL ? param->initial : "0") == 0 ||
                        (strcmp(keys[i], "pool.grow.chunk") == 0 && config->grow_chunk == 1) ||
                        strcmp(keys[i], "pool.grow.below") == 0;
        text_free(&now);
        if (!harmless)
            resolver_problem(resolver, PROBLEM_WARNING, AT(keys[i]), 0, NULL,
                             "%s has no effect with policy %s", keys[i], name);
    }
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
        config->grow_chunk > config->pool_limit - config->pool_initial)
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
    if (grows(resolver->config))
        check_growing(resolver);
    else
        check_static(resolver);
}

static void check_interrupt(const struct resolver *resolver) {
    const struct config *config = resolver->config;
    if (!SOUND(resolver, 0, "nic.interrupt.delay", "nic.interrupt.frames") ||
        config->interrupt_delay_ps != TIME_NEVER || config->interrupt_frames == 1)
        return;
    if (config->interrupt_frames == CONFIG_UNLIMITED)
        resolver_problem(resolver, PROBLEM_ERROR, AT("nic.interrupt.frames", "nic.interrupt.delay"), 0,
                         "give one of them",
                         "interrupt.delay and interrupt.frames are both never: no interrupt comes");
    else
        resolver_problem(resolver, PROBLEM_WARNING, AT("nic.interrupt.frames"), 0, "give interrupt.delay too",
                         "fewer than %llu frames may wait for ever",
                         (unsigned long long)config->interrupt_frames);
}

void check_devices(const struct resolver *resolver) {
    const struct config *config = resolver->config;
    check_interrupt(resolver);
    if (SOUND(resolver, 0, "nic.interrupt.moderation", "time.duration") &&
        config->interrupt_moderation_ps > config->duration_ps)
        resolver_problem(resolver, PROBLEM_WARNING, AT("nic.interrupt.moderation"), 0, NULL,
                         "the moderation time is longer than the run");
    if (SOUND(resolver, 0, "cpu.copy_frame") && config->cpu_copy_frame_ps > 0)
        resolver_problem(resolver, PROBLEM_WARNING, AT("cpu.copy_frame"), 0, NULL,
                         "cpu.copy_frame has no effect: nothing copies");
    if (SOUND(resolver, 0, "cpu.copy") && config->cpu_copy_ps_per_byte.numerator > 0)
        resolver_problem(resolver, PROBLEM_WARNING, AT("cpu.copy"), 0, NULL,
                         "cpu.copy has no effect: nothing copies");
}
