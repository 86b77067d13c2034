/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of a plan that is about the driver: which of its rules are off and need not be looked at, and room
 * for the frames that are copied. */
#include "event.h"
#include "plan.h"
#include "simtime.h"

/* May a frame be copied? */
static bool copies(const struct plan *plan) {
    const struct config *config = plan->config;
    return config->lowres_below > 0 || config->lowres_per_cent > 0 ||
           config->refill_mode == REFILL_REPLACE_COPY || plan->policy_copies;
}

const char *plan_frames_limit(struct plan *plan, uint32_t least_length) {
    uint64_t slots = plan->buffer_limit;
    if (copies(plan))
        slots += plan->config->lowres_memory_bytes / (least_length > 0 ? least_length : 1);
    if (slots > EVENT_SUBJECT_LIMIT)
        return "low_resources.memory: more than 4,000,000 frames in buffers and in protocol memory";
    plan->frame_slots = (uint32_t)slots;
    return NULL;
}

static bool never_takes_time(const struct sampler *law) {
    return law->kind == DIST_CONSTANT && law->a == 0;
}

/* Is a frame that is in memory, and finds its queue idle, with its protocol at once? */
static bool instant_dpc(const struct plan *plan) {
    const struct config *config = plan->config;
    bool interrupt = config->interrupt_moderation_ps == 0 &&
                     (config->interrupt_delay_ps == 0 || config->interrupt_frames <= 1) &&
                     never_takes_time(&plan->interrupt_latency);
    bool dpc = config->cpu_isr_ps + config->dpc_fixed_ps + config->dpc_frame_ps + config->cpu_flush_ps == 0 &&
               never_takes_time(&plan->dpc_latency);
    bool reacts = plan->cpu_contended || plan->reactive || plan->answers || plan->pause || plan->coalesces;
    return interrupt && dpc && !reacts && config->nic_poll_ps == TIME_NEVER && plan->refill_plain &&
           plan->harvest_plain && plan->inline_cost_same && plan->inline_cost_ps == 0;
}

static uint32_t most_length(const struct source_config *source) {
    const struct size_config *size = &source->size;
    uint32_t most = size->kind == SIZE_TRACE     ? source->trace->greatest_length
                    : size->kind == SIZE_UNIFORM ? size->high
                                                 : size->low;
    for (uint32_t i = 0; size->kind == SIZE_LIST && i < size->count; i++)
        most = size->bytes[i] > most ? size->bytes[i] : most;
    return most;
}

static bool lone(const struct plan *plan) {
    const struct plan_protocol *protocol = &plan->protocol[0];
    bool usual = !protocol->stalls && !protocol->collects && !protocol->shared;
    return plan->protocol_count == 1 && plan->all_count == 0 && usual && !plan->answers && !copies(plan) &&
           plan->faults == 0;
}

/* Has every frame room in one buffer? */
static bool whole(const struct plan *plan) {
    bool whole = true;
    for (uint32_t i = 0; i < plan->source_count; i++)
        whole &= most_length(plan->source[i].config) <= plan->config->pool_buffer_bytes;
    return whole;
}

/* No two frames arrive in less time. */
static uint64_t arrivals_apart(const struct plan *plan) {
    if (plan->wire)
        return plan_least_transfer(plan);
    bool constant = plan->source_count == 1 && plan->source[0].simple == SOURCE_CBR;
    return constant ? plan->source[0].rate.gap.whole_ps : 0;
}

/* The short ways that the plan allows; each has its reasons where it is taken. */
static void make_short_ways(struct plan *plan) {
    bool one = plan->queue_count == 1 && plan->pool_count == 1 && whole(plan);
    plan->chained = !whole(plan) || plan->coalesces;
    plan->frequent = !plan->cpu_contended && !plan->reactive;
    plan->lone = lone(plan);
    plan->lone_chain = plan->lone && plan->harvest_plain && !plan->chained;
    plan->instant_dpc = instant_dpc(plan);
    plan->instant = plan->instant_dpc && plan->engine_free && plan->config->dma_latency_ps == 0;
    plan->admit_plain = one && plan->engine_free && !plan->coalesces && !plan->pause && !plan->instant;
    plan->dma_waits = plan->admit_plain && plan->faults == 0 && plan->config->nic_poll_ps == TIME_NEVER;
    plan->apart_ps = plan->dma_waits && plan->lone && !plan->watches_time ? arrivals_apart(plan) : 0;
    plan->express = plan->instant && plan->lone && one && plan->buffer_limit <= plan->ring &&
                    !plan->policy_watches && !plan->watches_time;
}

void plan_stepwise(struct plan *plan) {
    plan->frequent = plan->lone = plan->admit_plain = plan->dma_waits = false;
    plan->instant = plan->instant_dpc = plan->lone_chain = plan->express = false;
    plan->apart_ps = 0;
}

void plan_driver_make(struct plan *plan) {
    const struct config *config = plan->config;
    bool paid = false;
    plan->engine_free = config->dma_frame_ps == 0 && config->dma_Bps.numerator == 0;
    plan->free_by_block =
        config->pool_reuse == REUSE_OLDEST_BLOCK && config->pool_placement == PLACEMENT_BLOCKS;
    plan->retry_ps = config->refill_retry_ps > 0 ? config->refill_retry_ps : TIME_NEVER;
    plan->rescue_ps = config->nic_rescue_ps > 0 ? config->nic_rescue_ps : TIME_NEVER;
    plan->refill_plain =
        config->refill_batch <= 1 && config->refill_threshold <= 1 && plan->retry_ps == TIME_NEVER;
    plan->supply_plain = plan->refill_plain && plan->pool_count == plan->queue_count &&
                         config->refill_mode != REFILL_REPLACE_WAIT;
    for (uint32_t i = 0; i < plan->protocol_count; i++)
        paid |= plan->protocol[i].pays_in_dpc && config->cpu_return_ps > 0;
    bool tears = plan->torn && config->cpu_tear_ps > 0;
    plan->harvest_plain =
        plan->faults == 0 && !copies(plan) && config->refill_mode == REFILL_AFTER && !paid && !tears;
    make_short_ways(plan);
}
