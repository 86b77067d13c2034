/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules across keys of the network card. */
#include "resolver.h"
#include "simtime.h"

static void check_interrupt(const struct resolver *resolver) {
    const struct config *config = resolver->config;
    bool fetched = config->nic_poll_ps != TIME_NEVER || config->nic_rescue_ps != TIME_NEVER;
    if (!SOUND(resolver, 0, "nic.interrupt.delay", "nic.interrupt.frames", "nic.poll", "nic.rescue") ||
        fetched || config->interrupt_delay_ps != TIME_NEVER || config->interrupt_frames == 1)
        return;
    if (config->interrupt_frames == CONFIG_UNLIMITED)
        resolver_problem(resolver, PROBLEM_ERROR, AT("nic.interrupt.frames", "nic.interrupt.delay"), 0,
                         "give one of them, or nic.poll",
                         "interrupt.delay and interrupt.frames are both never: no interrupt comes");
    else
        resolver_problem(resolver, PROBLEM_WARNING, AT("nic.interrupt.frames"), 0, "give interrupt.delay too",
                         "fewer than %llu frames may wait for ever",
                         (unsigned long long)config->interrupt_frames);
}

/* What the canonical form says of a scenario that polls is no mistake of anybody. */
static void check_poll(const struct resolver *resolver) {
    static const char *const keys[] = {"nic.interrupt.moderation", "nic.interrupt.delay",
                                       "nic.interrupt.frames", "nic.interrupt.latency", "cpu.isr"};
    const struct config *config = resolver->config;
    if (!SOUND(resolver, 0, "nic.poll") || config->nic_poll_ps == TIME_NEVER ||
        resolver_swept(resolver, "nic.poll", 0))
        return;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        bool plain = i == 1 ? config->interrupt_delay_ps == 0 : i == 2 && config->interrupt_frames == 1;
        if (!plain && resolver_changed(resolver, keys[i], 0))
            resolver_problem(resolver, PROBLEM_WARNING, AT(keys[i]), 0,
                             "a card that is polled raises no interrupts", "%s has no effect with nic.poll",
                             keys[i]);
    }
}

static void check_pause(const struct resolver *resolver) {
    const struct config *config = resolver->config;
    if (!SOUND(resolver, 0, "nic.pause.xoff", "nic.pause.xon", "nic.fifo", "link.rate") ||
        config->pause_xoff_bytes == CONFIG_UNLIMITED)
        return;
    if (config->link_bps.numerator == 0)
        resolver_problem(resolver, PROBLEM_ERROR, AT("nic.pause.xoff"), 0,
                         "for example link: {rate: 10 Gbit/s}",
                         "pause frames stop the link, but link.rate is not given");
    if (config->pause_xoff_bytes > config->nic_fifo_bytes)
        resolver_problem(
            resolver, PROBLEM_ERROR, AT("nic.pause.xoff", "nic.fifo"), 0,
            "leave room for what comes until the link heeds it",
            "nic.pause.xoff (%llu B) is above nic.fifo (%llu B): the link would never be stopped",
            (unsigned long long)config->pause_xoff_bytes, (unsigned long long)config->nic_fifo_bytes);
    if (config->pause_xon_bytes >= config->pause_xoff_bytes)
        resolver_problem(resolver, PROBLEM_ERROR, AT("nic.pause.xon", "nic.pause.xoff"), 0,
                         "the link goes on when the FIFO has room again, so it lies below",
                         "nic.pause.xon (%llu B) is not below nic.pause.xoff (%llu B)",
                         (unsigned long long)config->pause_xon_bytes,
                         (unsigned long long)config->pause_xoff_bytes);
}

static uint32_t least_length(const struct source_config *source) {
    if (source->size.kind == SIZE_TRACE)
        return source->trace == NULL ? 0 : source->trace->least_length;
    return source->size.low;
}

static void check_coalescing(const struct resolver *resolver) {
    const struct config *config = resolver->config;
    if (!SOUND(resolver, 0, "nic.coalesce.bytes", "nic.coalesce.timeout") || config->coalesce_bytes == 0)
        return;
    if (config->coalesce_timeout_ps == 0)
        resolver_problem(resolver, PROBLEM_ERROR, AT("nic.coalesce.bytes", "nic.coalesce.timeout"), 0,
                         "for example coalesce: {bytes: 64 KiB, timeout: 50 us}",
                         "nic.coalesce.bytes without nic.coalesce.timeout");
    bool merges = config->source_count == 0;
    for (size_t i = 0; i < config->source_count; i++) {
        if (!SOUND(resolver, i, "traffic.NAME.size", "traffic.NAME.arrival"))
            return;
        merges = merges || 2 * (uint64_t)least_length(&config->source[i]) <= config->coalesce_bytes;
    }
    if (!merges)
        resolver_problem(resolver, PROBLEM_WARNING, AT("nic.coalesce.bytes"), 0, NULL,
                         "nic.coalesce.bytes (%u B) has no room for two frames: none are merged",
                         (unsigned)config->coalesce_bytes);
    if (!SOUND(resolver, 0, "pool.buffer", "pool.limit", "pool.initial", "nic.ring"))
        return;
    uint32_t least = config->nic_ring < config->pool_limit ? config->nic_ring : config->pool_limit;
    uint64_t needed =
        ((uint64_t)config->coalesce_bytes + config->pool_buffer_bytes - 1) / config->pool_buffer_bytes;
    if (merges && needed > least)
        resolver_problem(resolver, PROBLEM_WARNING, AT("nic.coalesce.bytes"), 0,
                         "such units are dropped as too_long",
                         "a unit of %u B takes %llu buffers, more than %s (%u)",
                         (unsigned)config->coalesce_bytes, (unsigned long long)needed,
                         least < config->pool_limit ? "nic.ring" : "pool.limit", (unsigned)least);
}

/* A flow has one queue. */
static void check_flows(const struct resolver *resolver) {
    const struct config *config = resolver->config;
    uint64_t flows = 0;
    if (!SOUND(resolver, 0, "nic.queues") || resolver_swept(resolver, "nic.queues", 0))
        return;
    for (size_t i = 0; i < config->source_count; i++) {
        if (!SOUND(resolver, i, "traffic.NAME.flows") || resolver_swept(resolver, "traffic.NAME.flows", i))
            return;
        flows += config->source[i].flows.count;
    }
    if (flows > 0 && flows < config->nic_queues)
        resolver_problem(
            resolver, PROBLEM_WARNING, AT("nic.queues"), 0, "give the sources more `flows`",
            "nic.queues is %u, but all sources together have %llu flow%s: the other queues stay empty",
            (unsigned)config->nic_queues, (unsigned long long)flows, flows == 1 ? "" : "s");
}

/* What a flow is for: to pick a queue, to be merged, or to be a connection. */
static void check_idle_flows(const struct resolver *resolver, size_t source) {
    const struct config *config = resolver->config;
    if (!SOUND(resolver, source, "nic.queues", "nic.coalesce.bytes", "traffic.NAME.arrival",
               "traffic.NAME.flows") ||
        resolver_swept(resolver, "nic.queues", 0) || resolver_swept(resolver, "nic.coalesce.bytes", 0) ||
        resolver_swept(resolver, "traffic.NAME.arrival", source))
        return;
    bool idle = config->nic_queues == 1 && config->coalesce_bytes == 0 &&
                config->source[source].arrival != ARRIVAL_WINDOW;
    if (idle && resolver_changed(resolver, "traffic.NAME.flows", source))
        resolver_problem(resolver, PROBLEM_WARNING, AT("traffic.NAME.flows"), source,
                         "give nic.queues or nic.coalesce.bytes",
                         "flows of '%s' have no effect with one queue that merges nothing",
                         config->source[source].name);
}

void check_card(const struct resolver *resolver) {
    check_interrupt(resolver);
    check_poll(resolver);
    check_pause(resolver);
    check_coalescing(resolver);
    check_flows(resolver);
    for (size_t i = 0; i < resolver->config->source_count; i++)
        check_idle_flows(resolver, i);
}
