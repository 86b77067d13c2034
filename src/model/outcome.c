/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From counters and integrals to the metrics of a run. Integers stay integers; each ratio is one division of
 * exact numbers, so its last bit is the same everywhere. What is undefined has no value: never NaN, never a
 * made-up 0. */
#include "modules.h"

static void whole(struct run_result *result, enum metric metric, uint64_t value) {
    result->metric[metric] = (struct metric_value){.defined = true, .integer = value};
}

static void real(struct run_result *result, enum metric metric, double value) {
    result->metric[metric] = (struct metric_value){.defined = true, .real = value};
}

static void ratio(struct run_result *result, enum metric metric, double above, double below) {
    if (below > 0)
        real(result, metric, above / below);
}

static void frames(const struct sim *sim, struct run_result *result) {
    const struct counters *count = &sim->state->count;
    uint64_t dropped = 0;
    for (int fate = FATE_DROPPED_FIRST; fate <= FATE_DROPPED_LAST; fate++)
        dropped += count->fate[fate];
    uint64_t delivered = count->fate[FATE_DELIVERED];
    whole(result, METRIC_FRAMES_OFFERED, count->offered);
    whole(result, METRIC_FRAMES_INDICATED, count->indicated);
    whole(result, METRIC_FRAMES_DELIVERED, delivered);
    whole(result, METRIC_FRAMES_DROPPED, dropped);
    whole(result, METRIC_FRAMES_INSIDE, count->offered - delivered - dropped - count->fate[FATE_COALESCED]);
    whole(result, METRIC_FRAMES_COALESCED, count->fate[FATE_COALESCED]);
    whole(result, METRIC_DROP_NO_DESCRIPTOR, count->fate[FATE_NO_DESCRIPTOR]);
    whole(result, METRIC_DROP_FIFO_OVERFLOW, count->fate[FATE_FIFO_OVERFLOW]);
    whole(result, METRIC_DROP_PROTOCOL_BACKLOG, count->fate[FATE_PROTOCOL_BACKLOG]);
    whole(result, METRIC_DROP_TOO_LONG, count->fate[FATE_TOO_LONG]);
    whole(result, METRIC_DROP_LOWRES_COPY_FAILED, count->fate[FATE_LOWRES_COPY_FAILED]);
    whole(result, METRIC_DROP_NO_REPLACEMENT, count->fate[FATE_NO_REPLACEMENT]);
    uint64_t cause[CAUSE_COUNT];
    cause_counts(sim, cause);
    for (int i = 0; i < CAUSE_COUNT; i++)
        whole(result, (enum metric)(METRIC_CAUSE_PAUSED + i), cause[i]);
    whole(result, METRIC_FRAMES_COPIED, count->copied);
    whole(result, METRIC_BYTES_COPIED, count->copied_bytes);
    whole(result, METRIC_LOWRES_MEMORY_PEAK, copy_peak(sim));
    whole(result, METRIC_DROP_NOT_RUNNING, count->fate[FATE_NOT_RUNNING]);
    ratio(result, METRIC_LOSS_RATIO, (double)dropped, (double)(delivered + dropped));
    whole(result, METRIC_INTERRUPT_DISABLE_DROPS, count->episode_drops);
}

static void rates(const struct sim *sim, struct run_result *result) {
    const struct counters *count = &sim->state->count;
    double window = (double)window_ps(sim) / 1e12;
    ratio(result, METRIC_OFFERED_FPS, (double)count->offered, window);
    ratio(result, METRIC_OFFERED_BPS, 8.0 * (double)count->offered_bytes, window);
    ratio(result, METRIC_THROUGHPUT_FPS, (double)count->delivered_window, window);
    ratio(result, METRIC_GOODPUT_BPS, 8.0 * (double)count->delivered_bytes, window);
    whole(result, METRIC_INTERRUPTS, count->interrupts);
    ratio(result, METRIC_INTERRUPTS_PER_S, (double)count->interrupts, window);
    double cpu = (double)window_ps(sim) * sim->config->cpu_count;
    ratio(result, METRIC_CPU_ISR_RATIO, (double)count->busy_ps[CPU_ISR], cpu);
    ratio(result, METRIC_CPU_DPC_RATIO, (double)count->busy_ps[CPU_DPC], cpu);
    ratio(result, METRIC_CPU_PASSIVE_RATIO, (double)count->busy_ps[CPU_PASSIVE], cpu);
    ratio(result, METRIC_CPU_APPLICATION_RATIO, (double)count->busy_ps[CPU_APPLICATION], cpu);
    whole(result, METRIC_DPC_YIELDS, count->dpc_yields);
    whole(result, METRIC_DPC_OVER_100_US, count->dpc_long);
}

static void feedback(const struct sim *sim, struct run_result *result) {
    const struct counters *count = &sim->state->count;
    const struct wire_state *wire = &sim->state->wire;
    const struct window_state *windows = &sim->state->windows;
    double window = (double)(sim->config->duration_ps - sim->config->warmup_ps);
    uint64_t stopped = count->stopped_ps, lasted = 0;
    if (wire->stopped)
        meter_busy(sim, &stopped, wire->stopped_at_ps, sim->config->duration_ps - wire->stopped_at_ps);
    whole(result, METRIC_PAUSES, count->pauses);
    if (sim->plan->wire)
        ratio(result, METRIC_PAUSE_RATIO, (double)stopped, window);
    whole(result, METRIC_RETRANSMISSIONS, count->retransmissions);
    meter_busy(sim, &lasted, windows->since_ps, sim->config->duration_ps - windows->since_ps);
    ratio(result, METRIC_WINDOW_MEAN, (double)(windows->integral + (u128)windows->total * lasted),
          window * (double)sim->plan->connection_count);
}

static void mean_and_max(struct run_result *result, enum metric mean, enum metric max,
                         const struct histogram *histogram) {
    ratio(result, mean, (double)histogram->sum / 1e3, (double)histogram->count);
    if (histogram->count > 0)
        real(result, max, (double)histogram->max / 1e3);
}

static void percentile(struct run_result *result, enum metric metric, const struct histogram *histogram,
                       uint64_t numerator, uint64_t denominator) {
    if (histogram->count > 0)
        real(result, metric, (double)histogram_percentile(histogram, numerator, denominator) / 1e3);
}

static void times(const struct sim *sim, struct run_result *result) {
    const struct counters *count = &sim->state->count;
    mean_and_max(result, METRIC_LATENCY_MEAN_NS, METRIC_LATENCY_MAX_NS, sim->latency);
    percentile(result, METRIC_LATENCY_P50_NS, sim->latency, 50, 100);
    percentile(result, METRIC_LATENCY_P99_NS, sim->latency, 99, 100);
    percentile(result, METRIC_LATENCY_P999_NS, sim->latency, 999, 1000);
    mean_and_max(result, METRIC_RETURN_MEAN_NS, METRIC_RETURN_MAX_NS, sim->returns);
    percentile(result, METRIC_RETURN_P50_NS, sim->returns, 50, 100);
    percentile(result, METRIC_RETURN_P99_NS, sim->returns, 99, 100);
    ratio(result, METRIC_WIRE_WAIT_MEAN_NS, (double)count->wire_wait_ps / 1e3, (double)count->offered);
    if (count->offered > 0)
        real(result, METRIC_WIRE_WAIT_MAX_NS, (double)count->wire_wait_most_ps / 1e3);
    mean_and_max(result, METRIC_INTERRUPT_DISABLE_MEAN_NS, METRIC_INTERRUPT_DISABLE_MAX_NS, sim->episodes);
    percentile(result, METRIC_INTERRUPT_DISABLE_P99_NS, sim->episodes, 99, 100);
}

static void extremes(const struct sim *sim, struct run_result *result) {
    const struct meter *meter = &sim->state->meter;
    whole(result, METRIC_BUFFERS_READY_MIN, meter->least[LEVEL_READY]);
    whole(result, METRIC_BUFFERS_FREE_MIN, meter->least[LEVEL_FREE]);
    whole(result, METRIC_BUFFERS_FILLED_MAX, meter->most[LEVEL_FILLED]);
    whole(result, METRIC_BUFFERS_INDICATED_MAX, meter->most[LEVEL_INDICATED]);
    whole(result, METRIC_BUFFERS_TOTAL_MAX, meter->most[LEVEL_TOTAL]);
    whole(result, METRIC_POOL_BYTES_PEAK, meter->most[LEVEL_BYTES]);
    whole(result, METRIC_NONPAGED_BYTES_PEAK, meter->most[LEVEL_NONPAGED]);
}

static void levels(const struct sim *sim, struct run_result *result) {
    static const struct {
        enum metric metric;
        enum level level;
    } mean[] = {
        {METRIC_BUFFERS_READY_MEAN, LEVEL_READY},
        {METRIC_BUFFERS_FREE_MEAN, LEVEL_FREE},
        {METRIC_BUFFERS_POSTED_MEAN, LEVEL_POSTED},
        {METRIC_BUFFERS_FILLED_MEAN, LEVEL_FILLED},
        {METRIC_BUFFERS_INDICATED_MEAN, LEVEL_INDICATED},
        {METRIC_BUFFERS_TOTAL_MEAN, LEVEL_TOTAL},
        {METRIC_POOL_BYTES_MEAN, LEVEL_BYTES},
        {METRIC_NONPAGED_BYTES_MEAN, LEVEL_NONPAGED},
        {METRIC_BUFFERS_TORN_MEAN, LEVEL_TORN},
    };
    const struct meter *meter = &sim->state->meter;
    double window = (double)window_ps(sim);
    double stride = (double)sim->plan->stride_bytes;
    for (size_t i = 0; i < sizeof mean / sizeof *mean; i++)
        ratio(result, mean[i].metric, (double)meter->integral[mean[i].level], window);
    if (window > 0) /* a run that starved in the warm-up has none */
        extremes(sim, result);
    real(result, METRIC_POOL_BYTE_SECONDS, (double)meter->integral[LEVEL_BYTES] / 1e12);
    u128 used = meter->integral[LEVEL_FILLED] + meter->integral[LEVEL_INDICATED];
    ratio(result, METRIC_POOL_UTILISATION, stride * (double)used, (double)meter->integral[LEVEL_BYTES]);
    ratio(result, METRIC_POOL_STRANDED_BYTES_MEAN, stride * (double)meter->integral[LEVEL_HOME], window);
    ratio(result, METRIC_INTERRUPT_DISABLED_RATIO, (double)meter->integral[LEVEL_DISABLED],
          window * (double)sim->plan->queue_count);
}

static void growth(const struct sim *sim, struct run_result *result) {
    const struct counters *count = &sim->state->count;
    whole(result, METRIC_INTERRUPT_DISABLE_EPISODES, count->episodes);
    whole(result, METRIC_INTERRUPT_DISABLE_OPEN, sim->state->meter.level[LEVEL_DISABLED]);
    whole(result, METRIC_ALLOCATIONS_REQUESTED, count->requested);
    whole(result, METRIC_ALLOCATIONS_COMPLETED, count->completed);
    whole(result, METRIC_ALLOCATIONS_FAILED, count->failed);
    whole(result, METRIC_ALLOCATIONS_LATE, count->late);
    whole(result, METRIC_BLOCKS_FREED, count->blocks_freed);
    whole(result, METRIC_GROW_SHRINK_OSCILLATIONS, count->oscillations);
}

static void protocols(const struct sim *sim, struct run_result *result) {
    uint64_t most = 0, stalled_ps = 0;
    for (uint32_t i = 0; i < sim->plan->protocol_count; i++) {
        struct gauge backlog = gauge_ended(sim, &sim->protocol[i].backlog);
        most = backlog.most > most ? backlog.most : most;
        stalled_ps += sim->protocol[i].stalled_ps;
    }
    double window = (double)(sim->config->duration_ps - sim->config->warmup_ps);
    whole(result, METRIC_BACKLOG_MAX, most);
    ratio(result, METRIC_PROTOCOL_STALLED_RATIO, (double)stalled_ps, window * sim->plan->protocol_count);
    whole(result, METRIC_PROTOCOL_MISSED, sim->state->count.missed);
}

static void lifecycle(const struct sim *sim, struct run_result *result) {
    const struct ndis_state *ndis = &sim->state->ndis;
    if (ndis->pauses > 0)
        real(result, METRIC_PAUSE_WAIT_NS, (double)ndis->pause_wait_ps / 1e3);
    if (ndis->halt_wait_ps != TIME_NEVER)
        real(result, METRIC_HALT_WAIT_NS, (double)ndis->halt_wait_ps / 1e3);
}

void outcome_metrics(const struct sim *sim, struct run_result *result) {
    real(result, METRIC_INIT_NS, (double)sim->state->init_ps / 1e3);
    whole(result, METRIC_INIT_BUFFERS, sim->state->init_buffers);
    whole(result, METRIC_CONTRACT_VIOLATIONS, violations_binding(&sim->state->violations));
    whole(result, METRIC_CONTRACT_VIOLATIONS_BUG, violations_bug(&sim->state->violations));
    whole(result, METRIC_INIT_BUFFERS_ASKED, (uint64_t)sim->plan->init_buffers * sim->plan->pool_count);
    if (sim->state->status == RUN_INIT_FAILED)
        return;
    if (sim->state->starved_queues > 0)
        real(result, METRIC_STARVED_AT_NS, (double)sim->state->starved_ps / 1e3);
    const struct recovery *recovery = &sim->state->recovery;
    if (recovery->at_ps != TIME_NEVER && recovery->before_ps > 0)
        real(result, METRIC_RECOVERY_NS, (double)(recovery->at_ps - sim->plan->flood_end_ps) / 1e3);
    frames(sim, result);
    rates(sim, result);
    feedback(sim, result);
    times(sim, result);
    levels(sim, result);
    growth(sim, result);
    protocols(sim, result);
    lifecycle(sim, result);
}
