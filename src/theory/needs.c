/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Obstacles: settings that keep a scenario from being a known model, each with what it is and what it would
 * have to be. */
#include <stdlib.h>
#include <string.h>

#include "policy_registry.h"
#include "reduction_inner.h"
#include "scenario.h"
#include "service_law.h"
#include "simtime.h"

struct look_up {
    const char *key;
    char *text;
};

static void see_parameter(void *context, const struct parameter_value *value) {
    struct look_up *look = context;
    if (look->text == NULL && strcmp(value->key, look->key) == 0)
        look->text = memory_copy_text(value->text);
}

bool need_said(struct reduction *reduction, bool holds, const char *key, const char *value,
               const char *wanted) {
    struct theory *theory = reduction->theory;
    if (holds)
        return true;
    theory->obstacle = memory_grow(theory->obstacle, theory->obstacles + 1, sizeof *theory->obstacle);
    theory->obstacle[theory->obstacles++] = (struct theory_obstacle){
        reduction->model, memory_copy_text(key), memory_copy_text(value), memory_copy_text(wanted)};
    return false;
}

bool need(struct reduction *reduction, bool holds, const char *key, const char *wanted) {
    struct look_up look = {.key = key};
    if (holds)
        return true;
    config_parameters(reduction->config, see_parameter, &look);
    (void)need_said(reduction, false, key, look.text == NULL ? "" : look.text, wanted);
    free(look.text);
    return false;
}

bool need_of(struct reduction *reduction, bool holds, const char *section, const char *name,
             const char *field, const char *wanted) {
    struct text key = {0};
    if (holds)
        return true;
    text_format(&key, "%s.%s.%s", section, name, field);
    (void)need(reduction, false, key.at, wanted);
    text_free(&key);
    return false;
}

static bool no_time(const struct dist *law) {
    return law->kind == DIST_CONSTANT && law->a == 0;
}

static void needs_of_the_card(struct reduction *r) {
    const struct config *c = r->config;
    need(r, c->link_bps.numerator == 0, "link.rate", "none: a link makes frames wait for each other");
    need(r, c->nic_queues == 1, "nic.queues", "1");
    need(r, c->nic_fifo_bytes == 0, "nic.fifo", "0 B");
    need(r, c->dma_frame_ps == 0, "nic.dma.frame", "0 s");
    need(r, c->dma_latency_ps == 0, "nic.dma.latency", "0 s");
    need(r, c->dma_Bps.numerator == 0, "nic.dma.rate", "unlimited");
    need(r, c->interrupt_moderation_ps == 0, "nic.interrupt.moderation", "0 s");
    bool at_once = c->interrupt_delay_ps == 0 || c->interrupt_frames == 1;
    need(r, at_once || c->interrupt_frames != CONFIG_UNLIMITED, "nic.interrupt.delay", "0 s");
    need(r, at_once || c->interrupt_frames == CONFIG_UNLIMITED, "nic.interrupt.frames", "1");
    need(r, no_time(&c->interrupt_latency), "nic.interrupt.latency", "0 s");
    need(r, c->nic_poll_ps == TIME_NEVER, "nic.poll", "none");
    need(r, c->nic_rescue_ps == TIME_NEVER, "nic.rescue", "none");
    need(r, c->pause_xoff_bytes == CONFIG_UNLIMITED, "nic.pause.xoff", "never");
    need(r, c->coalesce_bytes == 0, "nic.coalesce.bytes", "0 B");
}

static void needs_of_the_driver(struct reduction *r) {
    const struct config *c = r->config;
    need(r, c->cpu_isr_ps == 0, "cpu.isr", "0 s");
    need(r, no_time(&c->dpc_latency), "cpu.dpc.latency", "0 s");
    need(r, c->dpc_fixed_ps == 0, "cpu.dpc.fixed", "0 s");
    need(r, c->dpc_frame_ps == 0, "cpu.dpc.frame", "0 s");
    need(r, c->dpc_throttle == CONFIG_UNLIMITED, "cpu.dpc.throttle", "unlimited");
    need(r, c->cpu_flush_ps == 0, "cpu.flush", "0 s");
    need(r, c->cpu_return_ps == 0, "cpu.return", "0 s");
    need(r, c->refill_batch == 1, "refill.batch", "1");
    need(r, c->refill_threshold <= 1, "refill.threshold", "1");
    need(r, c->refill_retry_ps == TIME_NEVER, "refill.retry", "none");
    need(r, c->refill_mode == REFILL_AFTER, "refill.mode", "after");
    need(r, c->lowres_below == 0 && c->lowres_per_cent == 0, "low_resources.below", "0");
    need(r, c->disable_at == 0 || c->disable_at == CONFIG_NEVER, "interrupt_disable.at", "0, or never");
    need(r, c->driver_faults == 0, "driver.faults", "none");
    need(r, c->lifecycle_count == 0, "lifecycle", "empty");
}

static uint32_t longest(const struct source_config *source) {
    uint32_t most = source->size.kind == SIZE_UNIFORM ? source->size.high : source->size.low;
    for (uint32_t i = 0; source->size.kind == SIZE_LIST && i < source->size.count; i++)
        most = source->size.bytes[i] > most ? source->size.bytes[i] : most;
    if (source->size.kind == SIZE_TRACE)
        most = source->trace == NULL ? UINT32_MAX : source->trace->greatest_length;
    return most;
}

static void needs_of_the_host(struct reduction *r) {
    const struct config *c = r->config;
    bool fits = true;
    for (uint32_t i = 0; i < c->source_count; i++)
        fits = fits && longest(&c->source[i]) <= c->pool_buffer_bytes;
    need(r, fits, "pool.buffer", "as long as the longest frame, so that a frame takes one buffer");
    need(r, !c->pool_per_processor, "pool.per_processor", "false");
    need(r, c->pool_align == ALIGN_DMA || c->cpu_tear_ps == 0, "cpu.tear", "0 s");
    need(r, c->host_memory_bytes == CONFIG_UNLIMITED, "host.memory", "unlimited");
    need(r, c->host_nonpaged_bytes == CONFIG_UNLIMITED || c->pool_descriptor_bytes == 0, "host.nonpaged",
         "unlimited");
    need(r, c->pressure_count == 0, "host.pressure", "empty");
    need(r, c->host_failure_e18 == 0, "host.failure", "0 %");
    need(r, c->host_failure_every == 0, "host.failure_every", "none");
    need(r, c->host_fragmentation == 0, "host.fragmentation", "none");
    bool known = strcmp(policy_at(c->pool_policy)->name, "static") == 0 ||
                 strcmp(policy_at(c->pool_policy)->name, "watermark") == 0;
    need(r, known, "pool.policy", "static, or watermark");
}

static void needs_of_the_protocols(struct reduction *r) {
    const struct config *c = r->config;
    for (uint32_t i = 0; i < c->protocol_count; i++) {
        const struct protocol_config *p = &c->protocol[i];
        need_of(r, p->mode == PROTOCOL_SPLIT, "protocol", p->name, "mode", "split");
        need_of(r, p->inline_cost_ps == 0, "protocol", p->name, "inline_cost", "0 s");
        need_of(r, p->cpu == PROTOCOL_DEDICATED, "protocol", p->name, "cpu", "dedicated");
        need_of(r, p->return_batch == 1 || p->return_timer_ps == TIME_NEVER, "protocol", p->name,
                "return.timer", "none");
    }
}

void needs_of_all(struct reduction *reduction) {
    needs_of_the_card(reduction);
    needs_of_the_driver(reduction);
    needs_of_the_host(reduction);
    needs_of_the_protocols(reduction);
}

bool needs_exponential(struct reduction *r) {
    const struct protocol_config *p = r->protocol;
    bool by_service = r->servers != POOL_CHAIN_INFINITE || (r->serves && !r->holds);
    const char *takes = by_service ? "service" : "hold", *other = by_service ? "hold" : "service";
    bool exponential = need_of(r, service_law_is_exponential(by_service ? &p->service : &p->hold), "protocol",
                               p->name, takes, "exp(mean=...)");
    bool alone = need_of(r, by_service ? !r->holds : !r->serves, "protocol", p->name, other, "0 s");
    return exponential && alone;
}
