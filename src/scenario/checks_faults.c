/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Faults of the driver that the scenario gives no occasion: nothing is said of one unless it is certain that
 * its rule cannot be broken. Nobody is warned where a sweep may bring the occasion. */
#include <string.h>

#include "ndis_fault.h"
#include "policy_registry.h"
#include "policy_table.h"
#include "resolver.h"
#include "simtime.h"

static bool has(const struct config *config, enum ndis_fault fault) {
    return config->driver_faults & FAULT_BIT(fault);
}

static bool takes_time(const struct dist *law) {
    return law->kind != DIST_CONSTANT || law->a > 0;
}

/* What a policy of a shared object does is not known beyond what it says of itself. */
static bool foreign(const struct config *config) {
    return config->pool_policy >= policy_count;
}

/* alloc_when_needed leaves a request for later. */
static bool requests(const struct config *config) {
    return foreign(config) || policy_at(config->pool_policy)->grows || has(config, FAULT_ALLOC_WHEN_NEEDED);
}

static bool leaves_some(const struct config *config) {
    return config->pool_minimum < config->pool_initial || config->pool_per_processor;
}

static bool grows(const struct config *config) {
    return foreign(config) || policy_at(config->pool_policy)->grows;
}

static bool shrinks(const struct config *config) {
    const struct rxpool_policy *policy = policy_at(config->pool_policy);
    uint32_t known = policy->needs | policy->uses;
    if (foreign(config))
        return true;
    if (known & RXPOOL_SHRINK_ABOVE)
        return config->shrink_above != CONFIG_NEVER;
    if (known & RXPOOL_SHRINK_EVERY)
        return config->shrink_every_ps > 0;
    return known & RXPOOL_SHRINK_RECALL;
}

static bool drains(const struct config *config) {
    return shrinks(config) && config->pool_placement == PLACEMENT_BLOCKS;
}

static bool told(const struct config *config, enum lifecycle_event event) {
    for (uint32_t i = 0; i < config->lifecycle_count; i++)
        if (config->lifecycle[i].event == event && config->lifecycle[i].at_ps < config->duration_ps)
            return true;
    return false;
}

static bool frees(const struct config *config) {
    return shrinks(config) || told(config, LIFECYCLE_HALT);
}

static bool pauses(const struct config *config) {
    return told(config, LIFECYCLE_PAUSE);
}

static bool shuts_down(const struct config *config) {
    return told(config, LIFECYCLE_SHUTDOWN);
}

/* May a frame be out when the call that indicates it returns? */
static bool holds(const struct config *config) {
    bool holds = has(config, FAULT_LEAK_NBL), all = false;
    for (uint32_t i = 0; i < config->protocol_count; i++) {
        const struct protocol_config *protocol = &config->protocol[i];
        holds = holds || takes_time(&protocol->service) || takes_time(&protocol->hold) ||
                takes_time(&protocol->stall_for) || protocol->return_batch > 1 ||
                protocol->cpu == PROTOCOL_SHARED;
        all = all || protocol->mode == PROTOCOL_ALL;
    }
    return holds || (all && config->cpu_return_ps > 0);
}

static bool pauses_with_frames_out(const struct config *config) {
    return pauses(config) && holds(config);
}

static bool refuses(const struct config *config) {
    return config->host_memory_bytes != CONFIG_UNLIMITED || config->host_nonpaged_bytes != CONFIG_UNLIMITED ||
           config->host_failure_e18 > 0 || config->host_failure_every > 0 || config->host_fragmentation > 0 ||
           (config->host_os == OS_XP && !config->nic_bus_master);
}

static bool tears(const struct config *config) {
    return config->pool_buffer_bytes % config->host_alignment_bytes != 0;
}

static bool sets_timers(const struct config *config) {
    return grows(config) || (config->refill_timer_ps != TIME_NEVER && config->refill_batch > 1) ||
           config->refill_retry_ps != TIME_NEVER || config->nic_rescue_ps != TIME_NEVER;
}

static bool interrupts(const struct config *config) {
    return config->nic_poll_ps == TIME_NEVER;
}

static bool polls(const struct config *config) {
    return config->nic_poll_ps != TIME_NEVER;
}

static bool moderates(const struct config *config) {
    return interrupts(config) && config->interrupt_moderation_ps > 0;
}

static bool throttles(const struct config *config) {
    return config->dpc_throttle != CONFIG_UNLIMITED;
}

static bool is_long(const struct config *config) {
    return config->duration_ps > 10 * PS_PER_S;
}

static bool has_groups(const struct config *config) {
    return config->pool_per_processor && config->host_processors > 64;
}

static bool hangs(const struct config *config) {
    return grows(config) && config->duration_ps > 2 * PS_PER_S;
}

#define A_GROWING_POOL                                                                                       \
    "a policy that grows", {                                                                                 \
        "pool.policy"                                                                                        \
    }
#define A_SHRINKING_POOL                                                                                     \
    "a policy that shrinks", {                                                                               \
        "pool."                                                                                              \
    }
#define FRAMES_OUT                                                                                           \
    "a protocol that keeps frames", {                                                                        \
        "protocol.NAME.", "cpu.return"                                                                       \
    }

/* `swept`: what keys begin with whose sweep may bring the occasion. */
static const struct {
    enum ndis_fault fault;
    bool (*acts)(const struct config *config);
    const char *needs;
    const char *swept[3];
} rows[] = {
    {FAULT_ALLOC_AT_DISPATCH, requests, A_GROWING_POOL},
    {FAULT_ALLOC_AFTER_INIT, requests, A_GROWING_POOL},
    {FAULT_IGNORE_NULL, refuses, "a host that may refuse memory", {"host.", "nic.bus_master"}},
    {FAULT_COMPLETE_TWICE, requests, A_GROWING_POOL},
    {FAULT_UNBOUNDED_REQUESTS, grows, A_GROWING_POOL},
    {FAULT_HALT_WITH_REQUESTS, requests, A_GROWING_POOL},
    {FAULT_MANY_PAGES_AFTER_START, requests, A_GROWING_POOL},
    {FAULT_ALLOC_WHEN_NEEDED, leaves_some, "pool.minimum below pool.initial", {"pool."}},
    {FAULT_NO_ALIGNMENT,
     tears,
     "a pool.buffer that is no multiple of host.alignment",
     {"pool.buffer", "host.alignment"}},
    {FAULT_NO_CAP, grows, A_GROWING_POOL},
    {FAULT_FREE_PART, frees, "a policy that shrinks, or a halt in lifecycle", {"pool.", "lifecycle"}},
    {FAULT_FREE_IN_SHUTDOWN, shuts_down, "a shutdown in lifecycle", {"lifecycle", "time.duration"}},
    {FAULT_FREE_WHILE_OUT, drains, "a policy that shrinks, block by block", {"pool."}},
    {FAULT_NEVER_FREE, shrinks, A_SHRINKING_POOL},
    {FAULT_LEAVE_TIMER,
     sets_timers,
     "a policy that grows, refill.timer, refill.retry or nic.rescue",
     {"pool.policy", "refill.", "nic.rescue"}},
    {FAULT_HALT_TOO_EARLY, holds, FRAMES_OUT},
    {FAULT_INDICATE_WHEN_PAUSED, pauses, "a pause in lifecycle", {"lifecycle", "time.duration"}},
    {FAULT_PAUSE_TOO_EARLY,
     pauses_with_frames_out,
     "a pause in lifecycle and a protocol that keeps frames",
     {"lifecycle", "time.duration", "protocol.NAME."}},
    {FAULT_RESTART_WITHOUT_PAUSE, pauses, "a pause in lifecycle", {"lifecycle", "time.duration"}},
    {FAULT_TOUCH_AFTER_INDICATE, holds, FRAMES_OUT},
    {FAULT_RETURN_RESOURCES,
     config_copies,
     "frames that are copied (low_resources.below)",
     {"low_resources.below", "refill.mode", "pool.policy"}},
    {FAULT_RETURN_IN_ORDER, holds, FRAMES_OUT},
    {FAULT_UNMASK_TOO_EARLY, interrupts, "interrupts: no nic.poll", {"nic.poll"}},
    {FAULT_OVER_THROTTLE, throttles, "cpu.dpc.throttle", {"cpu.dpc.throttle"}},
    {FAULT_SLOW_DPC, is_long, "a run of more than 10 s", {"time.duration"}},
    {FAULT_UNMASK_IN_POLL, polls, "nic.poll", {"nic.poll"}},
    {FAULT_NO_MODERATION,
     moderates,
     "nic.interrupt.moderation, and no nic.poll",
     {"nic.interrupt.moderation", "nic.poll"}},
    {FAULT_WRONG_PROCESSOR_COUNT,
     has_groups,
     "pool.per_processor and more than 64 host.processors",
     {"pool.per_processor", "host.processors", "cpu.count"}},
    {FAULT_HANG_CHECK_HANGS,
     hangs,
     "a policy with ticks and a run of more than 2 s",
     {"pool.", "time.duration", "policy."}},
};

/* Where the value of driver.faults has that name; a text in quotes is pointed at as a whole. */
static struct mark place_of(const struct node *node, const char *name) {
    for (size_t i = 0; node->kind == NODE_SEQUENCE && i < node->count; i++)
        if (strcmp(node->item[i]->text, name) == 0)
            return node->item[i]->mark;
    return node->mark;
}

static bool lists_none(const struct node *node) {
    for (size_t i = 0; node->kind == NODE_SEQUENCE && i < node->count; i++)
        if (strcmp(node->item[i]->text, "none") == 0)
            return true;
    return false;
}

void check_faults(const struct resolver *resolver) {
    const struct config *config = resolver->config;
    const struct entry *entry = resolver_entry(resolver, "driver.faults", 0);
    if (entry == NULL || !SOUND(resolver, 0, "driver.faults", "pool.policy") || config->driver_faults == 0)
        return;
    if (lists_none(entry->node))
        document_problem(entry->document, resolver->problems, PROBLEM_WARNING, place_of(entry->node, "none"),
                         NULL, "'none' has no effect beside other faults");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct ndis_fault_row *fault = &ndis_fault_table[rows[i].fault];
        bool silent = !has(config, rows[i].fault) || rows[i].acts(config);
        for (size_t j = 0; j < 3 && rows[i].swept[j] != NULL; j++)
            silent = silent || resolver_swept_below(resolver, rows[i].swept[j]);
        if (!silent)
            document_problem(entry->document, resolver->problems, PROBLEM_WARNING,
                             place_of(entry->node, fault->name), NULL, "%s breaks no rule here: it needs %s",
                             fault->name, rows[i].needs);
    }
}
