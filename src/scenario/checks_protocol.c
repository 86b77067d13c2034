/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules across keys of protocols. */
#include "resolver.h"
#include "simtime.h"

enum { SHARED_SERVERS_MAX = 65536 }; /* each is work that a processor may have begun */

static bool no_time(const struct dist *dist) {
    return dist->kind == DIST_CONSTANT && dist->a == 0;
}

static void check_servers(const struct resolver *resolver, size_t entity) {
    const struct protocol_config *protocol = &resolver->config->protocol[entity];
    if (!SOUND(resolver, entity, "protocol.NAME.backlog", "protocol.NAME.servers", "protocol.NAME.cpu"))
        return;
    if (protocol->backlog != CONFIG_UNLIMITED && protocol->servers == CONFIG_UNLIMITED)
        resolver_problem(resolver, PROBLEM_WARNING, AT("protocol.NAME.backlog"), entity, NULL,
                         "a backlog has no effect when the servers are infinite");
    if (protocol->cpu == PROTOCOL_SHARED && protocol->servers > SHARED_SERVERS_MAX)
        resolver_problem(resolver, PROBLEM_ERROR, AT("protocol.NAME.cpu", "protocol.NAME.servers"), entity,
                         "for example servers: 4: that many threads that work on the driver's processors",
                         "cpu: shared needs a finite number of servers, at most %d", SHARED_SERVERS_MAX);
}

static void check_stalls(const struct resolver *resolver, size_t entity) {
    const struct protocol_config *protocol = &resolver->config->protocol[entity];
    if (!SOUND(resolver, entity, "protocol.NAME.stall.every", "protocol.NAME.stall.for",
               "protocol.NAME.stall.service", "protocol.NAME.cpu"))
        return;
    bool off = no_time(&protocol->stall_for);
    if (off && !no_time(&protocol->stall_every) &&
        resolver_origin(resolver, "protocol.NAME.stall.for", entity) == ORIGIN_DEFAULT)
        resolver_problem(resolver, PROBLEM_ERROR, AT("protocol.NAME.stall.every"), entity,
                         "for example stall: {every: 100 ms, for: 10 ms}", "stall.every without stall.for");
    if (off && resolver_changed(resolver, "protocol.NAME.stall.service", entity) &&
        !resolver_swept(resolver, "protocol.NAME.stall.for", entity))
        resolver_problem(resolver, PROBLEM_WARNING, AT("protocol.NAME.stall.service"), entity, NULL,
                         "stall.service has no effect without stall.for");
    if (off)
        return;
    if (dist_rough_mean(&protocol->stall_every) <= 0)
        resolver_problem(resolver, PROBLEM_ERROR, AT("protocol.NAME.stall.for", "protocol.NAME.stall.every"),
                         entity, "for example stall: {every: 100 ms, for: 10 ms}",
                         "stall.for without stall.every: '%s' would never serve", protocol->name);
}

static void check_returns(const struct resolver *resolver, size_t entity) {
    const struct protocol_config *protocol = &resolver->config->protocol[entity];
    if (!SOUND(resolver, entity, "protocol.NAME.return.batch", "protocol.NAME.return.timer"))
        return;
    bool timer = protocol->return_timer_ps != TIME_NEVER;
    if (timer && protocol->return_batch == 1 &&
        !resolver_swept(resolver, "protocol.NAME.return.batch", entity))
        resolver_problem(resolver, PROBLEM_WARNING, AT("protocol.NAME.return.timer"), entity, NULL,
                         "return.timer has no effect without return.batch");
    if (!timer && protocol->return_batch > 1 &&
        !resolver_swept(resolver, "protocol.NAME.return.timer", entity))
        resolver_problem(resolver, PROBLEM_WARNING, AT("protocol.NAME.return.batch"), entity,
                         "give return.timer too", "fewer than %llu frames may be kept for ever",
                         (unsigned long long)protocol->return_batch);
}

/* Every frame has one owner, drawn among the protocols that split them. */
static void check_owners(const struct resolver *resolver) {
    const struct config *config = resolver->config;
    uint64_t total = 0;
    size_t owners = 0;
    for (size_t i = 0; i < config->protocol_count; i++) {
        if (!SOUND(resolver, i, "protocol.NAME.share", "protocol.NAME.mode"))
            return;
        bool owner = config->protocol[i].mode == PROTOCOL_SPLIT;
        total += owner ? config->protocol[i].share : 0;
        owners += owner;
        if (!owner && resolver_changed(resolver, "protocol.NAME.share", i) &&
            !resolver_swept(resolver, "protocol.NAME.mode", i))
            resolver_problem(resolver, PROBLEM_WARNING, AT("protocol.NAME.share"), i, NULL,
                             "a share has no effect with mode: all, which sees every frame");
    }
    if (config->protocol_count > 0 && owners == 0)
        resolver_problem(resolver, PROBLEM_ERROR, AT("protocol.NAME.mode"), 0, "give one of them mode: split",
                         "all protocols are mode: all, so nobody owns the frames");
    else if (config->protocol_count > 0 && total == 0)
        resolver_problem(resolver, PROBLEM_ERROR, AT("protocol.NAME.share"), 0, NULL,
                         "no protocol has a share of the frames");
}

void check_protocols(const struct resolver *resolver) {
    for (size_t i = 0; i < resolver->config->protocol_count; i++) {
        check_servers(resolver, i);
        check_stalls(resolver, i);
        check_returns(resolver, i);
    }
    check_owners(resolver);
}
