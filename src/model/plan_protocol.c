/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who sees which frames, and what each protocol needs: room is made only for what a scenario asks for, so
 * that a plain one pays for nothing. */
#include <stdlib.h>

#include "digest.h"
#include "event.h"
#include "plan.h"
#include "simtime.h"
#include "text.h"

static bool takes_none(const struct dist *law) {
    return law->kind == DIST_CONSTANT && law->a == 0;
}

/* Frames are divided among the owners; protocols with `mode: all` see those of all of them. */
static void divide(struct plan *plan) {
    for (uint32_t i = 0; i < plan->protocol_count; i++) {
        const struct protocol_config *config = plan->protocol[i].config;
        if (config->mode == PROTOCOL_ALL) {
            plan->all[plan->all_count++] = (uint8_t)i;
        } else {
            plan->owner[plan->owner_count++] = (uint8_t)i;
            plan->share_total += config->share;
        }
    }
}

static void make_costs(struct plan *plan) {
    uint64_t all_ps = 0;
    for (uint32_t k = 0; k < plan->all_count; k++)
        all_ps = time_add(all_ps, plan->protocol[plan->all[k]].config->inline_cost_ps);
    plan->inline_cost_same = true;
    plan->inline_cost_ps = time_add(plan->protocol[plan->owner[0]].config->inline_cost_ps, all_ps);
    for (uint32_t i = 0; i < plan->owner_count; i++) {
        struct plan_protocol *protocol = &plan->protocol[plan->owner[i]];
        protocol->inline_cost_ps = time_add(protocol->config->inline_cost_ps, all_ps);
        plan->inline_cost_same &= protocol->inline_cost_ps == plan->inline_cost_ps;
    }
}

static void make_ways(struct plan *plan, struct plan_protocol *protocol) {
    const struct protocol_config *config = protocol->config;
    protocol->shared = config->cpu == PROTOCOL_SHARED;
    protocol->stalls = !takes_none(&config->stall_for);
    protocol->suspends = protocol->stalls && config->stall_service == STALL_SUSPEND;
    protocol->pays_in_dpc = plan->all_count == 0 && takes_none(&config->service) &&
                            takes_none(&config->hold) && config->return_batch == 1;
    protocol->return_ps = protocol->pays_in_dpc ? 0 : plan->config->cpu_return_ps;
    protocol->collects = config->return_batch > 1 || protocol->return_ps > 0;
    protocol->untimed = config->return_batch > 1 && config->return_timer_ps == TIME_NEVER;
    plan->untimed |= protocol->untimed;
    plan->stalls |= protocol->stalls;
    plan->suspends |= protocol->suspends;
}

const char *plan_protocols_make(struct plan *plan) {
    const struct config *config = plan->config;
    plan->protocol_count = config->protocol_count;
    plan->protocol_rows = plan->protocol_count > 1;
    plan->protocol = memory_alloc(plan->protocol_count * sizeof *plan->protocol);
    for (uint32_t i = 0; i < plan->protocol_count; i++) {
        struct plan_protocol *protocol = &plan->protocol[i];
        protocol->config = &config->protocol[i];
        protocol->name = name_hash(protocol->config->name);
        sampler_init(&protocol->service, &protocol->config->service);
        sampler_init(&protocol->hold, &protocol->config->hold);
        sampler_init(&protocol->stall_every, &protocol->config->stall_every);
        sampler_init(&protocol->stall_for, &protocol->config->stall_for);
    }
    divide(plan);
    if (plan->owner_count == 0)
        return "protocol: all have mode: all; at least one must own frames (mode: split)";
    make_costs(plan);
    for (uint32_t i = 0; i < plan->protocol_count; i++)
        make_ways(plan, &plan->protocol[i]);
    return NULL;
}

const char *plan_protocols_limit(struct plan *plan) {
    uint64_t claims = (uint64_t)plan->frame_slots * (plan->all_count + 1), servers = 0;
    if (claims > EVENT_SUBJECT_LIMIT)
        return "pool.limit: the frames of all pools, times 1 + the protocols with mode: all, are more than "
               "4,194,304";
    plan->claim_slots = (uint32_t)claims;
    for (uint32_t i = 0; i < plan->protocol_count; i++) {
        struct plan_protocol *protocol = &plan->protocol[i];
        if (!protocol->shared)
            continue;
        uint64_t most = protocol->config->servers;
        protocol->servers = most < plan->frame_slots ? (uint32_t)most : plan->frame_slots;
        protocol->server_first = (uint32_t)servers;
        servers += protocol->servers;
    }
    plan->server_count = (uint32_t)servers; /* at most 64 * 2^22 */
    return NULL;
}

void plan_protocols_free(struct plan *plan) {
    for (uint32_t i = 0; plan->protocol && i < plan->protocol_count; i++) {
        struct plan_protocol *protocol = &plan->protocol[i];
        sampler_free(&protocol->service);
        sampler_free(&protocol->hold);
        sampler_free(&protocol->stall_every);
        sampler_free(&protocol->stall_for);
    }
    free(plan->protocol);
}
