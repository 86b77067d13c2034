/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scenario as the chain of the watermark rule. */
#include <inttypes.h>

#include "reduction_inner.h"
#include "service_law.h"
#include "watermark_chain.h"

static void needs_of_growth(struct reduction *r) {
    const struct config *c = r->config;
    uint64_t given = (uint64_t)c->shrink_blocks * c->grow_chunk;
    need(r, c->pool_placement == PLACEMENT_IDEAL, "pool.placement", "ideal");
    need(r, c->shrink_above != CONFIG_NEVER, "pool.shrink.above",
         "a number: a pool that never shrinks has no long run");
    need(r, c->shrink_above == CONFIG_NEVER || c->shrink_above > c->grow_below + given, "pool.shrink.above",
         "more than pool.grow.below + pool.shrink.blocks * pool.grow.chunk");
    need(r, c->shrink_every_ps == 0, "pool.shrink.every", "none");
    need(r, service_law_is_exponential(&c->shrink_idle), "pool.shrink.idle", "exp(mean=...)");
    need(r, service_law_is_exponential(&c->allocation_latency), "host.allocation.latency", "exp(mean=...)");
    need(r, service_law_mean_s(&c->allocation_delay) <= 0, "host.allocation.delay", "0 s");
    need(r, c->allocation_per_block_ps == 0, "host.allocation.per_block", "0 s");
    need(r, service_law_mean_s(&c->allocation_cpu) <= 0, "host.allocation.cpu", "0 s");
    need(r, service_law_mean_s(&c->free_latency) <= 0, "host.free.latency", "0 s");
    need(r, c->disable_resume <= c->pool_initial || c->disable_at == CONFIG_NEVER, "interrupt_disable.resume",
         "at most pool.initial");
}

static void needs_of_traffic(struct reduction *r) {
    const struct protocol_config *p = r->protocol;
    const char *source = r->config->source[0].name;
    need_said(r, r->config->protocol_count == 1, "protocol", "of several", "one protocol");
    needs_exponential(r);
    need_of(r, r->modulated == NULL && r->steps == 0, "traffic", source, "arrival",
            "poisson, from the warm-up to the end");
    need_of(r, r->batch_share == NULL, "traffic", source, "batch", "1");
    need_of(r, p->return_batch == 1, "protocol", p->name, "return.batch", "1");
    need_of(r, !r->stalls, "protocol", p->name, "stall.for", "0 s");
    need_of(r, r->servers == POOL_CHAIN_INFINITE || r->waiting == POOL_CHAIN_INFINITE, "protocol", p->name,
            "backlog", "unlimited");
}

void watermark_reduce(struct reduction *r) {
    const struct config *c = r->config;
    struct watermark_answers found;
    r->model = r->theory->section = "watermark growth";
    needs_of_growth(r);
    needs_of_traffic(r);
    if (r->theory->obstacles > 0)
        return;
    const struct watermark_chain model = {
        .rate = r->rate,
        .service_s = r->mean_s,
        .servers = r->servers,
        .episodes = c->disable_at != CONFIG_NEVER,
        .resume = c->disable_at == CONFIG_NEVER ? 1 : c->disable_resume,
        .initial = c->pool_initial,
        .limit = c->pool_limit,
        .below = c->grow_below,
        .chunk = c->grow_chunk,
        .in_flight = c->grow_in_flight,
        .workers = c->allocation_workers,
        .latency_s = service_law_mean_s(&c->allocation_latency),
        .idle_s = service_law_mean_s(&c->shrink_idle),
        .above = c->shrink_above,
        .give = c->shrink_blocks,
    };
    text_format(&r->theory->name, "watermark growth of %" PRIu32 " to %" PRIu32 " buffers", c->pool_initial,
                c->pool_limit);
    if (!need(r, watermark_chain_solve(&model, &found), "pool.limit",
              "smaller: the chain has too many states, or no one law") ||
        !need_of(r, r->rate > 0, "traffic", c->source[0].name, "rate", "more than 0"))
        return;
    answer_pool(r, &found.pool);
    answer_add(r->theory, "buffers_total_mean", found.total);
    answer_add(r->theory, "allocations_requested", found.requests * window_s(c));
    answer_add(r->theory, "blocks_freed", found.freed * window_s(c));
}
