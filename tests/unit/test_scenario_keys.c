/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every key of the card, the driver, the processors, the pool, the host and the protocols ends in the field
 * it is named after: each gets a value no other has. Then what follows from what, and values of two shapes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scenario.h"
#include "scenario_rule.h"
#include "simtime.h"

static struct config *resolved(const char *overrides, struct scenario **scenario) {
    *scenario = scenario_open_text("f", base, strlen(base), NULL);
    override_all(*scenario, overrides);
    struct config *config = scenario_resolve(*scenario, NULL, 0, NULL);
    if (config == NULL)
        problems_print(scenario_problems(*scenario), stderr, false);
    assert_non_null(config);
    return config;
}

static void done(struct config *config, struct scenario *scenario) {
    config_free(config);
    scenario_close(scenario);
}

static void keys_of_the_card_reach_their_fields(void **state) {
    struct scenario *scenario;
    (void)state;
    struct config *config =
        resolved("link.rate=1 Gbit/s;nic.queues=3;nic.fifo=9 kB;nic.poll=1 us;nic.rescue=2 us;"
                 "nic.pause={xoff: 8 kB, xon: 7 B, delay: 3 us};nic.coalesce={bytes: 6 kB, timeout: 4 us};"
                 "nic.dma={payload: 256 B, header: 24 B}",
                 &scenario);
    assert_int_equal(config->nic_queues, 3);
    assert_int_equal(config->nic_poll_ps, 1000000);
    assert_int_equal(config->nic_rescue_ps, 2000000);
    assert_int_equal(config->pause_xoff_bytes, 8000);
    assert_int_equal(config->pause_xon_bytes, 7);
    assert_int_equal(config->pause_delay_ps, 3000000);
    assert_int_equal(config->coalesce_bytes, 6000);
    assert_int_equal(config->coalesce_timeout_ps, 4000000);
    assert_int_equal(config->dma_payload_bytes, 256);
    assert_int_equal(config->dma_header_bytes, 24);
    done(config, scenario);
}

static void keys_of_processors_and_driver_reach_their_fields(void **state) {
    struct scenario *scenario;
    (void)state;
    struct config *config = resolved(
        "refill={batch: 5, flush_below: 6, timer: 1 us, retry: 2 us, threshold: 7, mode: replace_drop};"
        "cpu={count: 8, return: 3 us, tear: 4 us, poll: 5 us, dpc: {throttle: 9, requeue: 6 us}};"
        "low_resources={below: 10, memory: 11 B, per: slice};"
        "lifecycle=[[1 us, pause], [2 us, restart], [3 us, surprise_remove], [4 us, halt]]",
        &scenario);
    assert_int_equal(config->refill_batch, 5);
    assert_int_equal(config->refill_flush_below, 6);
    assert_int_equal(config->refill_timer_ps, 1000000);
    assert_int_equal(config->refill_retry_ps, 2000000);
    assert_int_equal(config->refill_threshold, 7);
    assert_int_equal(config->refill_mode, REFILL_REPLACE_DROP);
    assert_int_equal(config->cpu_count, 8);
    assert_int_equal(config->cpu_return_ps, 3000000);
    assert_int_equal(config->cpu_tear_ps, 4000000);
    assert_int_equal(config->cpu_poll_ps, 5000000);
    assert_int_equal(config->dpc_throttle, 9);
    assert_int_equal(config->dpc_requeue.a, 6000000);
    assert_int_equal(config->lowres_below, 10);
    assert_int_equal(config->lowres_per_cent, 0);
    assert_int_equal(config->lowres_memory_bytes, 11);
    assert_int_equal(config->lowres_per, LOWRES_SLICE);
    assert_int_equal(config->lifecycle_count, 4);
    assert_int_equal(config->lifecycle[1].at_ps, 2000000);
    assert_int_equal(config->lifecycle[1].event, LIFECYCLE_RESTART);
    assert_int_equal(config->lifecycle[2].event, LIFECYCLE_SURPRISE_REMOVE);
    assert_int_equal(config->lifecycle[3].event, LIFECYCLE_HALT);
    done(config, scenario);
}

static void keys_of_pool_and_host_reach_their_fields(void **state) {
    struct scenario *scenario;
    (void)state;
    struct config *config =
        resolved("pool={scope: shared, block: 2, per_processor: true, align: none, descriptor: 3 "
                 "B};policy.period=1 us;"
                 "pool.grow.every=2 us;pool.shrink.blocks=4;"
                 "host={memory: 1 GiB, nonpaged: 1 MB, processors: 5, os: xp_sp1, arch: arm};"
                 "host.allocation.cpu=3 us;host.free.deferred=true;host.pressure=[[0 s, 6 B], [1 us, 7 B]]",
                 &scenario);
    assert_int_equal(config->pool_scope, POOL_SHARED);
    assert_int_equal(config->pool_block, 2);
    assert_true(config->pool_per_processor);
    assert_int_equal(config->pool_align, ALIGN_NONE);
    assert_int_equal(config->pool_descriptor_bytes, 3);
    assert_int_equal(config->policy_period_ps, 1000000);
    assert_int_equal(config->grow_every_ps, 2000000);
    assert_int_equal(config->shrink_blocks, 4);
    assert_int_equal(config->host_nonpaged_bytes, 1000000);
    assert_int_equal(config->host_processors, 5);
    assert_int_equal(config->host_os, OS_XP_SP1);
    assert_int_equal(config->host_arch, ARCH_ARM);
    assert_int_equal(config->allocation_cpu.a, 3000000);
    assert_true(config->free_deferred);
    assert_int_equal(config->pressure_count, 2);
    assert_int_equal(config->pressure[1].at_ps, 1000000);
    assert_int_equal(config->pressure[1].bytes, 7);
    done(config, scenario);
}

static void keys_of_protocols_and_closed_sources_reach_their_fields(void **state) {
    struct scenario *scenario;
    (void)state;
    struct config *config = resolved(
        "protocol.q={mode: all, cpu: shared, servers: 2, stall: {every: 1 us, for: 2 us, service: finish},"
        " return: {batch: 3, timer: 4 us}};"
        "traffic.b={arrival: closed, clients: 5, think: 6 us, flows: 7};"
        "traffic.c={arrival: window, window: 8, window_start: 2, round_trip: 9 us, timeout: 10 us,"
        " flows: weights(3, 1)}",
        &scenario);
    const struct protocol_config *protocol = &config->protocol[1];
    assert_int_equal(protocol->mode, PROTOCOL_ALL);
    assert_int_equal(protocol->cpu, PROTOCOL_SHARED);
    assert_int_equal(protocol->stall_every.a, 1000000);
    assert_int_equal(protocol->stall_for.a, 2000000);
    assert_int_equal(protocol->stall_service, STALL_FINISH);
    assert_int_equal(protocol->return_batch, 3);
    assert_int_equal(protocol->return_timer_ps, 4000000);
    assert_int_equal(config->source[1].arrival, ARRIVAL_CLOSED);
    assert_int_equal(config->source[1].clients, 5);
    assert_int_equal(config->source[1].think.a, 6000000);
    assert_int_equal(config->source[1].flows.count, 7);
    assert_int_equal(config->source[1].flows.weights, 0);
    assert_int_equal(config->source[2].arrival, ARRIVAL_WINDOW);
    assert_int_equal(config->source[2].window, 8);
    assert_int_equal(config->source[2].window_start, 2);
    assert_int_equal(config->source[2].round_trip_ps, 9000000);
    assert_int_equal(config->source[2].timeout_ps, 10000000);
    assert_int_equal(config->source[2].flows.count, 2);
    assert_int_equal(config->source[2].flows.weights, 2);
    assert_int_equal(config->source[2].flows.weight[0], 3);
    assert_false(config->source[2].batched);
    done(config, scenario);
}

static void what_is_not_mentioned_is_switched_off(void **state) {
    struct scenario *scenario;
    (void)state;
    struct config *config = resolved("", &scenario);
    assert_true(config->nic_poll_ps == TIME_NEVER && config->nic_rescue_ps == TIME_NEVER);
    assert_true(config->pause_xoff_bytes == CONFIG_UNLIMITED && config->pause_xon_bytes == 0);
    assert_true(config->coalesce_bytes == 0 && config->dma_payload_bytes == 0);
    assert_true(config->refill_batch == 1 && config->refill_threshold == 1);
    assert_true(config->refill_timer_ps == TIME_NEVER && config->refill_retry_ps == TIME_NEVER);
    assert_true(config->dpc_throttle == CONFIG_UNLIMITED);
    assert_true(config->lowres_below == 0 && config->lowres_per_cent == 0);
    assert_int_equal(config->lowres_memory_bytes, 4194304);
    assert_int_equal(config->policy_period_ps, 1000000000);
    assert_true(config->pool_block == 0 && config->shrink_blocks == 1 && config->grow_every_ps == 0);
    assert_true(config->host_nonpaged_bytes == CONFIG_UNLIMITED && config->host_processors == 1);
    assert_true(config->host_os == OS_CURRENT && config->host_arch == ARCH_X64);
    assert_true(config->pressure_count == 0 && config->lifecycle_count == 0);
    assert_int_equal(config->source[0].flows.count, 1);
    assert_true(config->protocol[0].return_batch == 1 && config->protocol[0].return_timer_ps == TIME_NEVER);
    assert_true(config->protocol[0].stall_for.kind == DIST_CONSTANT && config->protocol[0].stall_for.a == 0);
    done(config, scenario);
}

static void defaults_follow_from_other_keys(void **state) {
    struct scenario *scenario;
    (void)state;
    struct config *config = resolved("cpu.count=6;pool.per_processor=true;nic.fifo=9 kB;link.rate=1 Gbit/s;"
                                     "nic.pause.xoff=4001 B;nic.queues=2;traffic.a.flows=2",
                                     &scenario);
    assert_int_equal(scenario_problems(scenario)->count, 0);
    assert_int_equal(config->host_processors, 6);
    assert_int_equal(config->pool_limit, 600);
    assert_int_equal(config->nic_ring, 600);
    assert_int_equal(config->pause_xon_bytes, 2000);
    assert_true(config->nic_drop_enable);
    done(config, scenario);
}

static void a_list_of_a_base_can_be_taken_back(void **state) {
    struct scenario *scenario;
    (void)state;
    struct config *config = resolved("lifecycle=[[1 ms, halt]];lifecycle=[];host.memory=1 MiB;"
                                     "host.pressure=[[1 ms, 1 B]];host.pressure=[]",
                                     &scenario);
    char *canonical = config_canonical(config);
    assert_int_equal(scenario_problems(scenario)->count, 0);
    assert_true(config->lifecycle_count == 0 && config->pressure_count == 0);
    assert_null(strstr(canonical, "lifecycle"));
    assert_null(strstr(canonical, "pressure"));
    free(canonical);
    done(config, scenario);
}

struct number {
    const char *text, *unit;
    int64_t integer;
};

static void visit(void *context, const struct parameter_value *value) {
    struct number *number = context;
    if (strcmp(value->key, "low_resources.below") != 0)
        return;
    assert_string_equal(value->text, number->text);
    assert_string_equal(value->unit, number->unit);
    assert_int_equal(value->type, PARAMETER_INTEGER);
    assert_int_equal(value->integer, number->integer);
    number->text = NULL;
}

static void a_shortage_is_buffers_or_per_cent(void **state) {
    static const struct {
        const char *override;
        uint32_t below, per_cent;
        struct number number;
    } rows[] = {{"low_resources.below=12", 12, 0, {"12", "1", 12}},
                {"low_resources.below=25 %", 0, 25, {"25 %", "%", 25}},
                {"low_resources.below=100%", 0, 100, {"100 %", "%", 100}},
                {"low_resources.below=25 %;low_resources.below=7", 7, 0, {"7", "1", 7}},
                {"low_resources.below=0 %", 0, 0, {"0", "1", 0}}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scenario *scenario;
        struct config *config = resolved(rows[i].override, &scenario);
        struct number number = rows[i].number;
        assert_int_equal(config->lowres_below, rows[i].below);
        assert_int_equal(config->lowres_per_cent, rows[i].per_cent);
        config_parameters(config, visit, &number);
        assert_null(number.text);
        done(config, scenario);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_of_the_card_reach_their_fields),
        cmocka_unit_test(keys_of_processors_and_driver_reach_their_fields),
        cmocka_unit_test(keys_of_pool_and_host_reach_their_fields),
        cmocka_unit_test(keys_of_protocols_and_closed_sources_reach_their_fields),
        cmocka_unit_test(what_is_not_mentioned_is_switched_off),
        cmocka_unit_test(defaults_follow_from_other_keys),
        cmocka_unit_test(a_list_of_a_base_can_be_taken_back),
        cmocka_unit_test(a_shortage_is_buffers_or_per_cent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
