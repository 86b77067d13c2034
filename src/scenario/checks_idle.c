/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings that do nothing because what they belong to is switched off, and times that are longer than the
 * run: a table each. Nobody is warned of a default that a file repeats (the canonical form repeats all), nor
 * where a sweep switches on and off. */
#include "policy_table.h"
#include "resolver.h"
#include "simtime.h"

static bool pauses(const struct config *config) {
    return config->pause_xoff_bytes != CONFIG_UNLIMITED;
}
static bool resumes(const struct config *config) {
    return pauses(config) || config->pause_xon_bytes == 0; /* the derived default */
}
static bool merges(const struct config *config) {
    return config->coalesce_bytes > 0;
}
static bool has_packets(const struct config *config) {
    return config->dma_payload_bytes > 0;
}
static bool batches(const struct config *config) {
    return config->refill_batch > 1;
}
static bool throttles(const struct config *config) {
    return config->dpc_throttle != CONFIG_UNLIMITED;
}
static bool polls(const struct config *config) {
    return config->nic_poll_ps != TIME_NEVER;
}
static bool tears(const struct config *config) {
    return config->pool_align == ALIGN_NONE;
}
static bool flags(const struct config *config) {
    return config->lowres_below > 0 || config->lowres_per_cent > 0;
}
static bool describes(const struct config *config) {
    return config->pool_descriptor_bytes > 0;
}
static bool has_queues(const struct config *config) {
    return config->nic_queues > 1;
}
static bool is_subordinate(const struct config *config) {
    return !config->nic_bus_master;
}
static bool takes_time(const struct dist *law) {
    return law->kind != DIST_CONSTANT || law->a > 0;
}
static bool workers_are_busy(const struct config *config) {
    return takes_time(&config->free_latency) || takes_time(&config->allocation_latency) ||
           config->allocation_per_block_ps > 0 || takes_time(&config->allocation_cpu);
}
static bool counts_processors(const struct config *config) {
    return config->pool_per_processor ||
           config->host_processors == config->cpu_count; /* the derived default */
}

/* `works` tells whether the key has an effect; `swept` are keys whose sweep may give it one. */
static const struct {
    const char *key;
    bool (*works)(const struct config *config);
    const char *why;
    const char *swept[3];
} idle[] = {
    {"nic.pause.xon", resumes, " without nic.pause.xoff", {"nic.pause.xoff"}},
    {"nic.pause.delay", pauses, " without nic.pause.xoff", {"nic.pause.xoff"}},
    {"nic.coalesce.timeout", merges, " without nic.coalesce.bytes", {"nic.coalesce.bytes"}},
    {"nic.dma.header", has_packets, " without nic.dma.payload", {"nic.dma.payload"}},
    {"refill.flush_below", batches, " without refill.batch", {"refill.batch"}},
    {"refill.timer", batches, " without refill.batch", {"refill.batch"}},
    {"cpu.dpc.requeue", throttles, " without cpu.dpc.throttle", {"cpu.dpc.throttle"}},
    {"cpu.poll", polls, " without nic.poll", {"nic.poll"}},
    {"cpu.tear", tears, " without pool.align: none", {"pool.align"}},
    {"low_resources.per", flags, " without low_resources.below", {"low_resources.below"}},
    {"low_resources.memory",
     config_copies,
     ": nothing copies",
     {"low_resources.below", "refill.mode", "pool.policy"}},
    {"cpu.copy_frame",
     config_copies,
     ": nothing copies",
     {"low_resources.below", "refill.mode", "pool.policy"}},
    {"cpu.copy", config_copies, ": nothing copies", {"low_resources.below", "refill.mode", "pool.policy"}},
    {"host.nonpaged", describes, " without pool.descriptor", {"pool.descriptor"}},
    {"pool.scope", has_queues, " with one queue", {"nic.queues"}},
    {"host.os", is_subordinate, " with a bus master", {"nic.bus_master"}},
    {"host.free.deferred",
     workers_are_busy,
     ": no worker of the host is ever busy (host.free.latency)",
     {"host.free.latency", "host.allocation.latency", "host.allocation.cpu"}},
    {"host.processors",
     counts_processors,
     " without pool.per_processor",
     {"pool.per_processor", "cpu.count"}},
};

void check_idle(const struct resolver *resolver) {
    for (size_t i = 0; i < sizeof idle / sizeof *idle; i++) {
        bool silent = !SOUND(resolver, 0, "pool.policy");
        for (size_t j = 0; j < 3 && idle[i].swept[j] != NULL; j++)
            silent = silent || resolver_swept(resolver, idle[i].swept[j], 0) ||
                     !SOUND(resolver, 0, idle[i].swept[j]);
        if (!silent && !idle[i].works(resolver->config) && resolver_changed(resolver, idle[i].key, 0))
            resolver_problem(resolver, PROBLEM_WARNING, AT(idle[i].key), 0, NULL, "%s has no effect%s",
                             idle[i].key, idle[i].why);
    }
}

void check_long(const struct resolver *resolver) {
    const struct config *config = resolver->config;
    const struct {
        const char *key;
        uint64_t ps;
        const char *name;
    } rows[] = {
        {"nic.interrupt.moderation", config->interrupt_moderation_ps, "the moderation time"},
        {"nic.poll", config->nic_poll_ps, "nic.poll"},
        {"nic.rescue", config->nic_rescue_ps, "nic.rescue"},
        {"nic.pause.delay", config->pause_delay_ps, "nic.pause.delay"},
        {"nic.coalesce.timeout", config->coalesce_timeout_ps, "nic.coalesce.timeout"},
        {"refill.timer", config->refill_timer_ps, "refill.timer"},
        {"refill.retry", config->refill_retry_ps, "refill.retry"},
        {"pool.grow.every", config->grow_every_ps, "pool.grow.every"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (SOUND(resolver, 0, rows[i].key, "time.duration") && rows[i].ps != TIME_NEVER &&
            rows[i].ps > config->duration_ps)
            resolver_problem(resolver, PROBLEM_WARNING, AT(rows[i].key), 0, NULL, "%s is longer than the run",
                             rows[i].name);
}
