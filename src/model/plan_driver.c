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
    for (uint32_t i = 0; i < plan->protocol_count; i++)
        paid |= plan->protocol[i].pays_in_dpc && config->cpu_return_ps > 0;
    bool tears = plan->torn && config->cpu_tear_ps > 0;
    plan->harvest_plain =
        plan->faults == 0 && !copies(plan) && config->refill_mode == REFILL_AFTER && !paid && !tears;
}
