/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules across keys of the host: its memory, its operating system, its processor. */
#include "resolver.h"

static void check_system(const struct resolver *resolver) {
    const struct config *config = resolver->config;
    if (SOUND(resolver, 0, "host.os", "nic.bus_master") && config->host_os == OS_XP &&
        !config->nic_bus_master)
        resolver_problem(resolver, PROBLEM_WARNING, AT("host.os", "nic.bus_master"), 0,
                         "take host.os: xp_sp1, or a bus master",
                         "before Windows XP SP1 a driver that is no bus master gets NULL from "
                         "NdisMAllocateSharedMemory: initialisation fails");
    if (SOUND(resolver, 0, "host.arch") && (config->host_arch == ARCH_ARM || config->host_arch == ARCH_ARM64))
        resolver_problem(resolver, PROBLEM_NOTE, AT("host.arch"), 0,
                         "use WDF DMA or WDM DMA functions instead (Microsoft, NdisMAllocateSharedMemory)",
                         "for ARM and ARM64 NDIS's own DMA functions are advised against");
}

static void check_pressure(const struct resolver *resolver) {
    const struct config *config = resolver->config;
    if (!SOUND(resolver, 0, "host.pressure", "host.memory", "time.duration") || config->pressure_count == 0)
        return;
    if (config->host_memory_bytes == CONFIG_UNLIMITED && !resolver_swept(resolver, "host.memory", 0))
        resolver_problem(resolver, PROBLEM_WARNING, AT("host.pressure"), 0, NULL,
                         "host.pressure has no effect while host.memory is unlimited");
    if (config->pressure[config->pressure_count - 1].at_ps >= config->duration_ps)
        resolver_problem(resolver, PROBLEM_WARNING, AT("host.pressure"), 0, NULL,
                         "the last entry of host.pressure is after the end of the run");
}

/* Memory for descriptors that runs out at initialisation already. */
static void check_nonpaged(const struct resolver *resolver) {
    const struct config *config = resolver->config;
    if (!SOUND(resolver, 0, "host.nonpaged", "pool.descriptor", "pool.initial", "pool.limit", "pool.minimum",
               "pool.scope", "nic.queues", "pool.per_processor", "host.processors") ||
        config->pool_descriptor_bytes == 0 || config->host_nonpaged_bytes == CONFIG_UNLIMITED)
        return;
    uint64_t initial = initial_buffers(config);
    initial = initial < config->pool_limit ? initial : config->pool_limit;
    uint64_t pools = config->pool_scope == POOL_PER_QUEUE ? config->nic_queues : 1;
    uint64_t wanted = initial * pools * config->pool_descriptor_bytes;
    uint64_t least = pools * config->pool_minimum * config->pool_descriptor_bytes;
    if (wanted > config->host_nonpaged_bytes)
        resolver_problem(resolver, PROBLEM_WARNING, AT("host.nonpaged", "pool.descriptor"), 0,
                         least > config->host_nonpaged_bytes ? "initialisation fails"
                                                             : "initialisation gets fewer buffers",
                         "descriptors of the initial buffers take %llu B, more than host.nonpaged (%llu B)",
                         (unsigned long long)wanted, (unsigned long long)config->host_nonpaged_bytes);
}

/* Chance refuses what initialisation asks for as well: such runs are another case, and a few runs may not
 * show it. */
static void check_failure(const struct resolver *resolver) {
    const struct config *config = resolver->config;
    if (!SOUND(resolver, 0, "host.failure", "pool.initial", "pool.block", "pool.scope", "nic.queues",
               "pool.per_processor", "host.processors") ||
        config->host_failure_e18 == 0)
        return;
    uint64_t initial = initial_buffers(config), block = config->pool_block;
    uint64_t requests = block == 0 ? 1 : (initial + block - 1) / block;
    requests *= config->pool_scope == POOL_PER_QUEUE ? config->nic_queues : 1;
    double once = (double)config->host_failure_e18 / 1e18, none = 1;
    for (uint64_t i = 0; i < requests && none > 1e-9; i++)
        none *= 1 - once;
    resolver_problem(resolver, PROBLEM_NOTE, AT("host.failure"), 0,
                     "a few runs may all get what they ask for: make many, or set it to 0",
                     "it refuses requests of initialisation too: about %.2g %% of the runs start with fewer "
                     "buffers than asked for",
                     100 * (1 - none));
}

void check_host(const struct resolver *resolver) {
    check_system(resolver);
    check_pressure(resolver);
    check_nonpaged(resolver);
    check_failure(resolver);
}
