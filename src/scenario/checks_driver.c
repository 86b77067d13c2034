/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules across keys of the miniport driver: refilling, copying, what happens to it. */
#include <string.h>

#include "policy_registry.h"
#include "resolver.h"
#include "simtime.h"

bool config_copies(const struct config *config) {
    return config->lowres_below > 0 || config->lowres_per_cent > 0 ||
           config->refill_mode == REFILL_REPLACE_COPY ||
           (policy_at(config->pool_policy)->uses & RXPOOL_COPIES) != 0;
}

/* Descriptors that a queue can have posted at most, and which key says so. */
static uint32_t most_posted(const struct config *config, const char **key) {
    bool ring = config->nic_ring <= config->pool_limit;
    *key = ring ? "nic.ring" : "pool.limit";
    return ring ? config->nic_ring : config->pool_limit;
}

/* A published deadlock: the driver waits for a batch that cannot come together, the NIC for a descriptor. It
 * is warned of only, since seeing it is a reason to simulate. */
static void check_batch(const struct resolver *resolver) {
    const struct config *config = resolver->config;
    const char *key = NULL;
    if (!SOUND(resolver, 0, "refill.batch", "refill.flush_below", "refill.timer", "nic.rescue", "nic.ring",
               "pool.limit", "pool.initial") ||
        config->refill_batch == 1)
        return;
    uint32_t most = most_posted(config, &key);
    bool flushed = config->refill_flush_below > 0 || config->refill_timer_ps != TIME_NEVER ||
                   config->nic_rescue_ps != TIME_NEVER;
    if (config->refill_batch > most && !flushed)
        resolver_problem(resolver, PROBLEM_WARNING, AT("refill.batch"), 0,
                         "give refill.flush_below, refill.timer or nic.rescue, or the ring starves",
                         "%s is %u, refill.batch %llu: the NIC is never told", key, (unsigned)most,
                         (unsigned long long)config->refill_batch);
    if (config->refill_flush_below > config->pool_limit)
        resolver_problem(resolver, PROBLEM_WARNING, AT("refill.flush_below"), 0, NULL,
                         "refill.flush_below (%u) is above pool.limit (%u): refill.batch has no effect",
                         (unsigned)config->refill_flush_below, (unsigned)config->pool_limit);
}

static void check_threshold(const struct resolver *resolver) {
    const struct config *config = resolver->config;
    if (SOUND(resolver, 0, "refill.threshold", "nic.ring", "pool.limit", "pool.initial") &&
        config->refill_threshold > config->nic_ring)
        resolver_problem(resolver, PROBLEM_WARNING, AT("refill.threshold"), 0,
                         "so many descriptors are never missing",
                         "refill.threshold (%u) is above nic.ring (%u): the ring is never refilled",
                         (unsigned)config->refill_threshold, (unsigned)config->nic_ring);
}

/* Only buffers that are on no ring can take the place of a frame's. */
static void check_replacement(const struct resolver *resolver) {
    static const char *const fate[] = {"", "waits", "is dropped", "is copied"};
    const struct config *config = resolver->config;
    if (!SOUND(resolver, 0, "refill.mode", "refill.threshold", "refill.retry", "nic.ring", "nic.queues",
               "pool.scope", "pool.limit", "pool.initial") ||
        config->refill_mode == REFILL_AFTER || config->refill_threshold > 1 ||
        config->refill_retry_ps != TIME_NEVER)
        return;
    uint64_t rings =
        (uint64_t)config->nic_ring * (config->pool_scope == POOL_SHARED ? config->nic_queues : 1);
    if (rings >= config->pool_limit)
        resolver_problem(resolver, PROBLEM_WARNING, AT("refill.mode"), 0,
                         "give a nic.ring below pool.initial",
                         "nic.ring takes all %u buffers, so none is free for a frame's place: every frame %s",
                         (unsigned)config->pool_limit, fate[config->refill_mode]);
}

static void check_low_resources(const struct resolver *resolver) {
    const struct config *config = resolver->config;
    if (SOUND(resolver, 0, "low_resources.below", "pool.limit", "pool.initial") &&
        config->lowres_below > config->pool_limit)
        resolver_problem(resolver, PROBLEM_WARNING, AT("low_resources.below"), 0, NULL,
                         "low_resources.below (%u) is above pool.limit (%u): every frame is copied",
                         (unsigned)config->lowres_below, (unsigned)config->pool_limit);
}

static void check_lifecycle(const struct resolver *resolver) {
    const struct config *config = resolver->config;
    if (SOUND(resolver, 0, "lifecycle", "time.duration") && config->lifecycle_count > 0 &&
        config->lifecycle[config->lifecycle_count - 1].at_ps >= config->duration_ps)
        resolver_problem(resolver, PROBLEM_WARNING, AT("lifecycle"), 0, NULL,
                         "the last event of lifecycle is after the end of the run");
}

void check_driver(const struct resolver *resolver) {
    check_batch(resolver);
    check_threshold(resolver);
    check_replacement(resolver);
    check_low_resources(resolver);
    check_lifecycle(resolver);
    check_faults(resolver);
    check_idle(resolver);
    check_long(resolver);
}
