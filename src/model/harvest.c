/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Harvesting: what a chain of filled frames costs the DPC, and its indication when that cost has elapsed. */
#include "modules.h"

uint64_t harvest_begin(struct sim *sim, uint32_t queue) {
    const struct plan *plan = sim->plan;
    const struct queue_data *data = &sim->queue[queue];
    uint64_t frame_ps = plan->config->dpc_frame_ps + plan->config->cpu_flush_ps;
    if (plan->inline_cost_same)
        return data->chain * (frame_ps + plan->inline_cost_ps);
    const uint32_t *filled = queue_filled(sim, queue);
    uint64_t cost = data->chain * frame_ps;
    for (uint64_t i = 0; i < data->chain; i++) {
        uint64_t at = data->filled_head + i;
        uint32_t buffer = filled[at >= plan->ring ? at - plan->ring : at];
        cost += plan->protocol[sim->frame[buffer].protocol].inline_cost_ps;
    }
    return cost;
}

static void indicate(struct sim *sim, uint32_t queue) {
    struct queue_data *data = &sim->queue[queue];
    uint32_t buffer = queue_filled(sim, queue)[data->filled_head];
    data->filled_head = data->filled_head + 1 == sim->plan->ring ? 0 : data->filled_head + 1;
    data->filled_count--;
    data->occupied -= sim->frame[buffer].buffers;
    protocol_indicate(sim, buffer);
}

void harvest_end(struct sim *sim, uint32_t queue) {
    for (uint64_t i = 0; i < sim->queue[queue].chain; i++)
        indicate(sim, queue);
}
