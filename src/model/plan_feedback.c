/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What runs against the stream of frames: answers to the sources that wait for them, and pause frames. How
 * many can be under way is known before the run, so that nothing is allocated within it. */
#include "plan.h"
#include "simtime.h"
#include "state.h"
#include "wide.h"

#define UPSTREAM_MAX (UINT64_C(1) << 24)
#define CONNECTIONS_MAX (UINT64_C(1) << 20) /* the 20 bits of an acknowledgement */
#define PAUSES_MAX (UINT64_C(1) << 24)

/* Places for the frames and connections of the sources that wait. */
static const char *make_answers(struct plan *plan) {
    uint64_t upstream = 0, connections = 0;
    for (uint32_t i = 0; i < plan->source_count; i++) {
        struct plan_source *source = &plan->source[i];
        const struct source_config *config = source->config;
        bool window = config->arrival == ARRIVAL_WINDOW;
        if (!source->waits)
            continue;
        plan->answers = true;
        uint64_t frames = window ? (uint64_t)config->flows.count * config->window : config->clients;
        if (window && config->flows.count > CONNECTIONS_MAX)
            return "traffic flows: more than 1,048,576 connections of a window source";
        if (frames > UPSTREAM_MAX || upstream + frames > UPSTREAM_MAX)
            return "traffic clients, flows and window: more than 16,777,216 frames can be under way";
        source->upstream_first = (uint32_t)upstream;
        source->upstream_limit = (uint32_t)frames;
        source->connection_first = (uint32_t)connections;
        upstream += frames;
        connections += window ? config->flows.count : 0;
    }
    plan->upstream_limit = (uint32_t)upstream;
    plan->connection_count = (uint32_t)connections;
    /* a frame under way has one event at a time, and is thought about or answered by one; and each source
     * starts */
    plan->event_limit += plan->upstream_limit + plan->source_count;
    return NULL;
}

uint64_t plan_least_transfer(const struct plan *plan) {
    const struct config *config = plan->config;
    struct fraction rate = config->link_bps;
    uint64_t least = UINT64_MAX;
    for (uint32_t i = 0; i < config->source_count; i++) {
        uint64_t bytes = (uint64_t)plan_least_length(&config->source[i]) + config->source[i].fcs_bytes;
        least = bytes < least ? bytes : least;
    }
    u128 bits = (u128)(least + config->link_overhead_bytes) * 8;
    return (uint64_t)(bits * PS_PER_S * rate.denominator / rate.numerator);
}

/* Between two requests to stop the FIFO took in a frame; a queue's open unit may be an older one. */
static const char *make_pause(struct plan *plan) {
    const struct config *config = plan->config;
    /* 0 bytes are always there: no mark */
    plan->pause = plan->wire && config->pause_xoff_bytes > 0 && config->pause_xoff_bytes != CONFIG_UNLIMITED;
    if (!plan->pause)
        return NULL;
    if (config->pause_xon_bytes >= config->pause_xoff_bytes)
        return "nic.pause.xon: must be less than nic.pause.xoff";
    uint64_t least_ps = plan_least_transfer(plan);
    uint64_t stops = config->pause_delay_ps / (least_ps > 0 ? least_ps : 1) + 2 + plan->queue_count;
    if (stops > PAUSES_MAX / 2)
        return "nic.pause.delay: more than 16,777,216 pause frames can be under way";
    plan->pause_limit = (uint32_t)(2 * (stops + plan->config->lifecycle_count));
    return NULL;
}

const char *plan_feedback(struct plan *plan) {
    const char *wrong = make_answers(plan);
    if (!wrong)
        wrong = make_pause(plan);
    plan->coalesces = plan->config->coalesce_bytes > 0;
    plan->reactive = plan->wire && (plan->answers || plan->pause);
    return wrong;
}
