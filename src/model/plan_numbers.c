/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Antithetic numbers are complemented where a stream is refilled one draw at a time (stream.c). Batches go
 * from the state of a stream to samples in one piece and would pay for the question at every draw of every
 * run, so where numbers are antithetic there are none: the samples are the same, and a run takes longer. */
#include "plan.h"

static void single(struct sampler *sampler) {
    sampler->draw_8 = NULL;
}

static void single_source(struct plan_source *source) {
    single(&source->rate.gap_law);
    single(&source->on);
    single(&source->off);
    single(&source->batch);
    single(&source->think);
    for (uint32_t i = 0; source->state && i < source->config->state_count; i++) {
        single(&source->state[i].rate.gap_law);
        single(&source->state[i].sojourn);
    }
    for (uint32_t i = 0; source->step && i < source->config->step_count; i++)
        single(&source->step[i].gap_law);
}

void plan_single_draws(struct plan *plan) {
    for (uint32_t i = 0; i < plan->source_count; i++)
        single_source(&plan->source[i]);
    for (uint32_t i = 0; i < plan->protocol_count; i++) {
        single(&plan->protocol[i].service);
        single(&plan->protocol[i].hold);
        single(&plan->protocol[i].stall_every);
        single(&plan->protocol[i].stall_for);
    }
    single(&plan->interrupt_latency);
    single(&plan->dpc_latency);
    single(&plan->dpc_requeue);
    single(&plan->shrink_idle);
    single(&plan->allocation_delay);
    single(&plan->allocation_latency);
    single(&plan->allocation_cpu);
    single(&plan->free_latency);
}
