/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does a scenario draw any random number? If not, one run says all, and an interval around it would be a lie.
 */
#include "config.h"

static bool random_law(const struct dist *dist) {
    return dist->kind != DIST_CONSTANT && !(dist->kind == DIST_UNIFORM && dist->a == dist->b);
}

static bool random_size(const struct size_config *size) {
    return size->kind == SIZE_LIST ? size->count > 1 : size->kind == SIZE_UNIFORM && size->low != size->high;
}

/* Each frame draws its flow, but only queues and merging look at it; a connection is its flow. */
static bool random_flows(const struct config *config, const struct source_config *source) {
    bool drawn = source->flows.count > 1 && source->arrival != ARRIVAL_WINDOW;
    return drawn && (config->nic_queues > 1 || config->coalesce_bytes > 0);
}

/* on-off and mmpp start at a random point of their cycle, whatever the laws of their phases. */
static bool random_source(const struct source_config *source) {
    bool exact = source->arrival == ARRIVAL_CBR || source->arrival == ARRIVAL_TRACE ||
                 source->arrival == ARRIVAL_WINDOW ||
                 (source->arrival == ARRIVAL_SCHEDULE && source->during == ARRIVAL_CBR) ||
                 (source->arrival == ARRIVAL_CLOSED && !random_law(&source->think));
    return !exact || random_size(&source->size) || (source->batched && random_law(&source->batch));
}

bool config_is_deterministic(const struct config *config) {
    for (uint32_t i = 0; i < config->source_count; i++)
        if (random_source(&config->source[i]) || random_flows(config, &config->source[i]))
            return false;
    uint32_t shares = 0;
    for (uint32_t i = 0; i < config->protocol_count; i++) {
        const struct protocol_config *protocol = &config->protocol[i];
        shares += protocol->mode == PROTOCOL_SPLIT && protocol->share > 0;
        bool stalls = protocol->stall_for.kind != DIST_CONSTANT || protocol->stall_for.a > 0;
        if (random_law(&protocol->service) || random_law(&protocol->hold) ||
            (stalls && (random_law(&protocol->stall_every) || random_law(&protocol->stall_for))))
            return false;
    }
    return shares <= 1 && !random_law(&config->interrupt_latency) && !random_law(&config->dpc_latency) &&
           !random_law(&config->dpc_requeue) && !random_law(&config->allocation_cpu) &&
           !random_law(&config->shrink_idle) && !random_law(&config->allocation_delay) &&
           !random_law(&config->allocation_latency) && !random_law(&config->free_latency) &&
           (config->host_failure_e18 == 0 || config->host_failure_e18 == UINT64_C(1000000000000000000)) &&
           config->host_fragmentation == 0;
}
