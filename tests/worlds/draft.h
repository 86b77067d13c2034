/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A copy of a world that a test may change before it runs. */
#ifndef RXP_TEST_DRAFT_H
#define RXP_TEST_DRAFT_H

#include <string.h>

#include "ensure.h"
#include "sim.h"
#include "simtime.h"
#include "worlds.h"

#define DRAFT_ENTITIES 5 /* worlds have three at most */
#define DRAFT_LIST 8
#define DRAFT_LAWS 48

struct draft {
    struct config config;
    struct source_config source[DRAFT_ENTITIES];
    struct protocol_config protocol[DRAFT_ENTITIES];
    struct state_config state[DRAFT_ENTITIES][2];
    struct step_config step[DRAFT_ENTITIES][3];
    struct pressure_config pressure[DRAFT_LIST];
    struct lifecycle_config lifecycle[DRAFT_LIST];
    struct dist component[DRAFT_LAWS][2];
    size_t laws;
    struct trace_data trace[DRAFT_ENTITIES];
    uint64_t trace_time[DRAFT_ENTITIES][DRAFT_LIST];
};

static inline void draft_law(struct draft *draft, struct dist *dist) {
    if (dist->kind != DIST_MIXTURE)
        return;
    ensure(draft->laws < DRAFT_LAWS && dist->count == 2);
    memcpy(draft->component[draft->laws], dist->component, sizeof draft->component[0]);
    dist->component = draft->component[draft->laws++];
}

static inline void draft_source(struct draft *draft, uint32_t i) {
    struct source_config *source = &draft->source[i];
    ensure(source->state_count <= 2 && source->step_count <= 3);
    if (source->state_count > 0)
        memcpy(draft->state[i], source->state, source->state_count * sizeof *source->state);
    if (source->step_count > 0)
        memcpy(draft->step[i], source->step, source->step_count * sizeof *source->step);
    source->state = draft->state[i];
    source->step = draft->step[i];
    if (source->trace == NULL)
        return;
    ensure(source->trace->count <= DRAFT_LIST);
    draft->trace[i] = *source->trace;
    memcpy(draft->trace_time[i], source->trace->time_ps, source->trace->count * sizeof(uint64_t));
    draft->trace[i].time_ps = draft->trace_time[i];
    source->trace = &draft->trace[i];
}

/* The fields of every row of the scope, in that struct of the draft. */
typedef void draft_visit(struct draft *draft, const struct param *param, void *field);

static inline void draft_each(struct draft *draft, draft_visit *visit) {
    for (size_t row = 0; row < param_count(); row++) {
        const struct param *param = param_at(row);
        uint32_t count = param->scope == SCOPE_SOURCE     ? draft->config.source_count
                         : param->scope == SCOPE_PROTOCOL ? draft->config.protocol_count
                                                          : 1;
        for (uint32_t i = 0; i < count; i++) {
            char *base = param->scope == SCOPE_SOURCE     ? (char *)&draft->source[i]
                         : param->scope == SCOPE_PROTOCOL ? (char *)&draft->protocol[i]
                                                          : (char *)&draft->config;
            visit(draft, param, base + param->offset);
        }
    }
}

static inline void draft_own_law(struct draft *draft, const struct param *param, void *field) {
    if (param->type == PARAM_DIST)
        draft_law(draft, field);
}

static inline void draft_copy(struct draft *draft, const struct config *config) {
    ensure(config->source_count < DRAFT_ENTITIES && config->protocol_count < DRAFT_ENTITIES);
    ensure(config->pressure_count <= DRAFT_LIST && config->lifecycle_count <= DRAFT_LIST);
    *draft = (struct draft){.config = *config};
    memcpy(draft->source, config->source, config->source_count * sizeof *config->source);
    memcpy(draft->protocol, config->protocol, config->protocol_count * sizeof *config->protocol);
    if (config->pressure_count > 0)
        memcpy(draft->pressure, config->pressure, config->pressure_count * sizeof *config->pressure);
    if (config->lifecycle_count > 0)
        memcpy(draft->lifecycle, config->lifecycle, config->lifecycle_count * sizeof *config->lifecycle);
    draft->config.source = draft->source;
    draft->config.protocol = draft->protocol;
    draft->config.pressure = draft->pressure;
    draft->config.lifecycle = draft->lifecycle;
    for (uint32_t i = 0; i < config->source_count; i++)
        draft_source(draft, i);
    draft_each(draft, draft_own_law);
}

/* Frames one by one: with no cost and no latency before the protocol, a return is one service and one hold.
 */
static inline void draft_without_costs(struct draft *draft) {
    struct config *config = &draft->config;
    const struct config nothing = {0};
    config->nic_fifo_bytes = config->dma_frame_ps = config->dma_latency_ps = config->interrupt_moderation_ps =
        0;
    config->dma_Bps = (struct fraction){0, 1};
    config->interrupt_delay_ps = config->cpu_isr_ps = config->dpc_fixed_ps = config->dpc_frame_ps = 0;
    config->interrupt_frames = 1;
    config->cpu_flush_ps = config->cpu_copy_frame_ps = config->cpu_return_ps = config->cpu_tear_ps = 0;
    config->nic_poll_ps = config->nic_rescue_ps = TIME_NEVER;
    config->coalesce_bytes = config->lowres_below = config->lowres_per_cent = 0;
    config->interrupt_latency = config->dpc_latency = config->dpc_requeue = nothing.dpc_latency;
    config->dpc_throttle = config->dpc_budget = config->dpc_chain = CONFIG_UNLIMITED;
    config->refill_batch = config->refill_threshold = 1;
    config->refill_mode = REFILL_AFTER;
    config->disable_at = CONFIG_NEVER;
    for (uint32_t i = 0; i < config->protocol_count; i++)
        draft->protocol[i].inline_cost_ps = 0;
}

/* The caller's to free. */
static inline struct run_result *draft_run(const struct draft *draft, uint64_t seed) {
    const char *problem = "";
    struct plan *plan = plan_make(&draft->config, &problem);
    ensure(plan != NULL);
    struct sim *sim = sim_create(plan);
    struct run_result *result = sim_run(sim, seed, 0, NULL, NULL);
    sim_destroy(sim);
    plan_free(plan);
    return result;
}

static inline bool same_digest(const struct run_result *a, const struct run_result *b) {
    return a->status == b->status && a->digest.low == b->digest.low && a->digest.high == b->digest.high;
}

/* Bit for bit. */
static inline bool same_metric(const struct run_result *a, const struct run_result *b, enum metric metric) {
    const struct metric_value *x = &a->metric[metric], *y = &b->metric[metric];
    return x->defined == y->defined && x->integer == y->integer &&
           memcmp(&x->real, &y->real, sizeof x->real) == 0;
}

static inline uint64_t count_of(const struct run_result *result, enum metric metric) {
    return result->metric[metric].integer;
}

#endif
