/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which model a scenario is. What it has decides whose needs are asked: clients that wait, a pool that grows,
 * rates that change, something that needs a chain, or none of that. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy_registry.h"
#include "reduction_inner.h"
#include "service_law.h"
#include "watermark_chain.h"

enum { MG1K_PLACES = 20000 };

static bool takes_time(const struct dist *law) {
    return law->kind != DIST_CONSTANT || law->a > 0;
}

/* As many servers as buffers, or none is needed. */
static bool serves_everybody(const struct config *config, const struct protocol_config *protocol) {
    return protocol->servers >= config->pool_limit || !takes_time(&protocol->service);
}

static bool grows(const struct config *config) {
    return strcmp(policy_at(config->pool_policy)->name, "watermark") == 0;
}

static uint32_t resume_of(const struct reduction *r) {
    const struct config *config = r->config;
    uint32_t most = config->pool_initial; /* the marks are clipped to what there is */
    if (config->disable_at == CONFIG_NEVER)
        return 1;
    return config->disable_resume < most ? config->disable_resume : most;
}

static void protocols_read(struct reduction *r) {
    const struct config *config = r->config;
    const struct protocol_config *p = r->protocol = &config->protocol[0];
    double shares = 0;
    r->buffers = config->pool_initial;
    r->servers = serves_everybody(config, p) ? POOL_CHAIN_INFINITE : (uint32_t)p->servers;
    r->waiting = p->backlog >= config->pool_limit ? POOL_CHAIN_INFINITE : (uint32_t)p->backlog;
    for (uint32_t i = 0; i < config->protocol_count; i++) {
        const struct protocol_config *each = &config->protocol[i];
        double share = config->protocol_count == 1 ? 1 : (double)each->share;
        r->mean_s += share * (service_law_mean_s(&each->service) + service_law_mean_s(&each->hold));
        shares += share;
        r->serves = r->serves || takes_time(&each->service);
        r->holds = r->holds || takes_time(&each->hold);
        r->stalls = r->stalls || takes_time(&each->stall_for);
    }
    r->mean_s /= shares > 0 ? shares : 1;
}

static void needs_one_protocol(struct reduction *r) {
    char count[16];
    (void)snprintf(count, sizeof count, "of %" PRIu32, r->config->protocol_count);
    need_said(r, r->config->protocol_count == 1, "protocol", count, "one protocol");
}

struct pool_chain reduction_chain(const struct reduction *r) {
    const struct protocol_config *p = r->protocol;
    struct pool_chain chain = {
        .buffers = r->buffers,
        .servers = r->servers,
        .waiting = r->stalls || r->servers == POOL_CHAIN_INFINITE ? POOL_CHAIN_INFINITE : r->waiting,
        .episodes = r->config->disable_at != CONFIG_NEVER,
        .resume = resume_of(r),
        .service_s = r->mean_s,
        .return_batch = (uint32_t)p->return_batch,
        .phases = r->phases,
        .batch_most = r->batch_most,
        .batch_share = r->batch_share,
        .stall_finishes = p->stall_service == STALL_FINISH || !r->serves,
    };
    memcpy(chain.rate, r->phase_rate, sizeof chain.rate);
    memcpy(chain.move, r->phase_move, sizeof chain.move);
    if (r->stalls) {
        chain.stall_every_s = service_law_mean_s(&p->stall_every);
        chain.stall_for_s = service_law_mean_s(&p->stall_for);
    }
    return chain;
}

/* "M/M/2/10", and what is added to it. */
static void name_of(const struct reduction *r, const char *arrivals, const char *service) {
    struct text *name = &r->theory->name;
    text_format(name, "%s/%s/", arrivals, service);
    if (r->servers == POOL_CHAIN_INFINITE)
        text_format(name, "%" PRIu32 "/%" PRIu32, r->buffers, r->buffers);
    else
        text_format(name, "%" PRIu32 "/%" PRIu32, r->servers, r->buffers);
    if (r->servers != POOL_CHAIN_INFINITE && r->waiting != POOL_CHAIN_INFINITE)
        text_format(name, ", at most %" PRIu32 " waiting", r->waiting);
    if (resume_of(r) > 1)
        text_format(name, ", resumed at %" PRIu32, resume_of(r));
    if (r->protocol->return_batch > 1)
        text_format(name, ", returned by %" PRIu64, r->protocol->return_batch);
    if (r->stalls)
        text_add(name, r->protocol->stall_service == STALL_FINISH || !r->serves ? ", stalls that finish"
                                                                                : ", stalls");
}

static void needs_of_chains(struct reduction *r) {
    const struct protocol_config *p = r->protocol;
    uint64_t batch = p->return_batch;
    needs_one_protocol(r);
    needs_exponential(r);
    need(r, r->buffers <= POOL_CHAIN_BUFFERS_MAX, "pool.initial", "at most 500000");
    need_of(r, batch <= r->buffers, "protocol", p->name, "return.batch", "at most pool.initial");
    need(r, batch > r->buffers || resume_of(r) + batch <= r->buffers + (uint64_t)1,
         "interrupt_disable.resume",
         "at most pool.initial + 1 - return.batch: a batch that waits keeps buffers");
    if (!r->stalls)
        return;
    need_of(r, service_law_is_exponential(&p->stall_every), "protocol", p->name, "stall.every",
            "exp(mean=...)");
    need_of(r, service_law_is_exponential(&p->stall_for), "protocol", p->name, "stall.for", "exp(mean=...)");
    need_of(r, r->waiting == POOL_CHAIN_INFINITE, "protocol", p->name, "backlog", "unlimited, as it stalls");
}

static void chain_reduce(struct reduction *r) {
    const char *section = r->stalls                       ? "stalls"
                          : r->protocol->return_batch > 1 ? "batched returns"
                          : r->batch_share != NULL        ? "batch arrivals"
                          : r->modulated != NULL          ? "modulated arrivals"
                                                          : "hysteresis";
    struct pool_answers found;
    r->model = r->theory->section = section;
    needs_of_chains(r);
    if (r->theory->obstacles > 0)
        return;
    struct pool_chain model = reduction_chain(r);
    char arrivals[24] = "M";
    if (r->modulated != NULL && r->modulated->arrival == ARRIVAL_ON_OFF)
        (void)snprintf(arrivals, sizeof arrivals, "%s", r->rate > 0 ? "M+IPP" : "IPP");
    else if (r->modulated != NULL)
        (void)snprintf(arrivals, sizeof arrivals, "MMPP(%" PRIu32 ")", r->phases);
    else if (r->batch_share != NULL)
        (void)snprintf(arrivals, sizeof arrivals, "M^X");
    name_of(r, arrivals, "M");
    if (need(r, pool_chain_solve(&model, &found), "pool.initial",
             "smaller: the chain has too many states, or no one law") &&
        need_of(r, found.offered > 0, "traffic", r->config->source[0].name, "rate", "more than 0"))
        answer_pool(r, &found);
}

/* Nothing but Poisson arrivals and one protocol, or several that serve everybody at once. */
static void crowd_reduce(struct reduction *r) {
    struct queue_law law;
    double load = r->rate * r->mean_s;
    r->model = r->theory->section = "M/G/c/c";
    for (uint32_t i = 1; i < r->config->protocol_count; i++)
        need_of(r, r->config->protocol[i].servers >= r->config->pool_limit, "protocol",
                r->config->protocol[i].name, "servers", "infinite");
    if (!need_of(r, r->mean_s > 0, "protocol", r->protocol->name, "hold", "longer than 0 s") ||
        r->theory->obstacles > 0)
        return;
    name_of(r, "M", "G");
    (void)mmck_solve(load, QUEUE_INFINITE, 0, r->buffers, &law);
    answer_law(r, &law, r->rate, r->rate * law.last);
}

static void line_reduce(struct reduction *r) {
    const struct protocol_config *p = r->protocol;
    struct queue_law law;
    struct service_counts counts;
    bool exponential = service_law_is_exponential(&p->service);
    uint64_t limit = (uint64_t)r->servers + r->waiting;
    uint32_t places = r->waiting != POOL_CHAIN_INFINITE && limit < r->buffers ? (uint32_t)limit : r->buffers;
    r->model = r->theory->section = exponential ? "M/M/c/K" : "M/G/1/K";
    needs_one_protocol(r);
    need_of(r, exponential || r->servers == 1, "protocol", p->name, "servers",
            "1 (M/G/1/K) or infinite (M/G/c/c), or the service exp(mean=...) (M/M/c/K)");
    need_of(r, takes_time(&p->service), "protocol", p->name, "service", "longer than 0 s");
    need_of(r, exponential || !r->holds, "protocol", p->name, "hold",
            "0 s, as the service is not exponential");
    need_of(r, !r->holds || places == r->buffers, "protocol", p->name, "hold",
            "0 s, as the backlog is limited");
    need(r, exponential || places <= MG1K_PLACES, "pool.initial", "at most 20000");
    need_of(r, r->rate > 0 || r->theory->obstacles > 0, "traffic", r->config->source[0].name, "rate",
            "more than 0");
    if (r->theory->obstacles > 0)
        return;
    name_of(r, "M", exponential ? "M" : service_law_is_constant(&p->service) ? "D" : "G");
    if (r->holds)
        text_add(&r->theory->name, ", held after service");
    if (exponential) {
        (void)mmck_solve(r->rate * service_law_mean_s(&p->service), r->servers,
                         r->rate * service_law_mean_s(&p->hold), places, &law);
    } else {
        service_law_counts(&p->service, r->rate, places, &counts);
        bool good = mg1k_solve(r->rate, &counts, places, &law);
        free(counts.during);
        if (!need_of(r, good, "protocol", p->name, "service", "shorter: hardly one ends without an arrival"))
            return;
    }
    answer_law(r, &law, r->rate, r->rate * law.last);
}

static void engset_reduce(struct reduction *r) {
    const struct source_config *source = r->closed;
    double think_s = service_law_mean_s(&source->think);
    struct queue_law law;
    r->model = r->theory->section = "Engset";
    needs_one_protocol(r);
    need_of(r, r->servers == POOL_CHAIN_INFINITE, "protocol", r->protocol->name, "servers", "infinite");
    need_of(r, think_s > 0, "traffic", source->name, "think", "longer than 0 s");
    need_of(r, r->mean_s > 0, "protocol", r->protocol->name, "hold", "longer than 0 s");
    need_of(r, r->protocol->return_batch == 1, "protocol", r->protocol->name, "return.batch", "1");
    need_of(r, !r->stalls, "protocol", r->protocol->name, "stall.for", "0 s");
    need(r, resume_of(r) == 1, "interrupt_disable.resume", "1");
    need(r, !grows(r->config), "pool.policy", "static");
    if (r->theory->obstacles > 0)
        return;
    text_format(&r->theory->name, "Engset, %" PRIu32 " clients, %" PRIu32 " buffers", source->clients,
                r->buffers);
    engset_solve(source->clients, r->mean_s / think_s, r->buffers, &law);
    double offered = law.inside / r->mean_s / (1 - law.loss);
    double free_clients = source->clients < r->buffers ? 0 : source->clients - r->buffers + 1.0;
    answer_law(r, &law, offered, law.last * free_clients / think_s);
}

void theory_of(const struct config *config, struct theory *theory) {
    struct reduction r = {.config = config, .theory = theory};
    *theory = (struct theory){0};
    needs_of_all(&r);
    arrivals_read(&r);
    protocols_read(&r);
    bool chain = r.modulated != NULL || r.batch_share != NULL || resume_of(&r) > 1 ||
                 r.protocol->return_batch > 1 || r.stalls;
    if (r.closed != NULL)
        engset_reduce(&r);
    else if (grows(config))
        watermark_reduce(&r);
    else if (r.steps > 0) {
        r.model = theory->section = "floods";
        theory->finite = true;
        needs_of_chains(&r);
        if (theory->obstacles == 0) {
            name_of(&r, "M(t)", "M");
            flood_reduce(&r);
        }
    } else if (chain)
        chain_reduce(&r);
    else if (r.servers == POOL_CHAIN_INFINITE)
        crowd_reduce(&r);
    else
        line_reduce(&r);
    theory->recognised = theory->obstacles == 0;
    free(r.batch_share);
    free(r.step);
}

void theory_free(struct theory *theory) {
    for (size_t i = 0; i < theory->obstacles; i++) {
        free(theory->obstacle[i].key);
        free(theory->obstacle[i].value);
        free(theory->obstacle[i].wanted);
    }
    free(theory->obstacle);
    text_free(&theory->name);
    *theory = (struct theory){0};
}
