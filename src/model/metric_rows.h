/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the metrics table (metric.h). Names and units are promises to users. */
#ifndef RXP_METRIC_ROWS_H
#define RXP_METRIC_ROWS_H

/* clang-format off */
#define METRIC_ROWS(X) \
    X(FRAMES_OFFERED, "frames_offered", "frame", METRIC_INTEGER, "frames", "frames whose last bit reached the NIC", "count") \
    X(FRAMES_INDICATED, "frames_indicated", "frame", METRIC_INTEGER, "frames", "frames handed to a protocol", "count") \
    X(FRAMES_DELIVERED, "frames_delivered", "frame", METRIC_INTEGER, "frames", "frames whose protocol service ended (without service: accepted at indication)", "count") \
    X(FRAMES_DROPPED, "frames_dropped", "frame", METRIC_INTEGER, "frames", "frames lost, for whatever reason", "sum of drop_*") \
    X(FRAMES_INSIDE, "frames_inside", "frame", METRIC_INTEGER, "frames", "frames neither delivered nor dropped when the run ended", "frames_offered - frames_delivered - frames_dropped - frames_coalesced") \
    X(FRAMES_COALESCED, "frames_coalesced", "frame", METRIC_INTEGER, "frames", "frames that went on within another one (receive coalescing): neither delivered nor dropped", "count") \
    X(DROP_NO_DESCRIPTOR, "drop_no_descriptor", "frame", METRIC_INTEGER, "frames", "dropped at the NIC: no descriptor was visible and the FIFO had no room (or dropping is enabled)", "count") \
    X(DROP_FIFO_OVERFLOW, "drop_fifo_overflow", "frame", METRIC_INTEGER, "frames", "dropped at the NIC: a descriptor was visible, but the DMA engine was busy and the FIFO full", "count") \
    X(DROP_PROTOCOL_BACKLOG, "drop_protocol_backlog", "frame", METRIC_INTEGER, "frames", "dropped by a protocol whose backlog was full", "count") \
    X(DROP_TOO_LONG, "drop_too_long", "frame", METRIC_INTEGER, "frames", "dropped at the NIC: needs more buffers than ring or pool can ever hold", "count") \
    X(DROP_LOWRES_COPY_FAILED, "drop_lowres_copy_failed", "frame", METRIC_INTEGER, "frames", "dropped by a protocol that was to copy it (RESOURCES flag): no room in low_resources.memory", "count") \
    X(DROP_NO_REPLACEMENT, "drop_no_replacement", "frame", METRIC_INTEGER, "frames", "dropped by the driver: no free buffer to take its place on the ring (refill.mode replace_drop)", "count") \
    X(CAUSE_PAUSED, "cause_paused", "frame", METRIC_INTEGER, "frames", "frames dropped because the miniport was not running", "count") \
    X(CAUSE_DMA, "cause_dma", "frame", METRIC_INTEGER, "frames", "frames dropped because the DMA engine or the FIFO was too slow", "count") \
    X(CAUSE_INTERRUPTS_DISABLED, "cause_interrupts_disabled", "frame", METRIC_INTEGER, "frames", "frames dropped in an episode while buffers were free, hidden, or filled and unannounced", "count") \
    X(CAUSE_REFILL_LATE, "cause_refill_late", "frame", METRIC_INTEGER, "frames", "frames dropped while there were buffers the NIC had not been told of", "count") \
    X(CAUSE_MODERATION, "cause_moderation", "frame", METRIC_INTEGER, "frames", "frames dropped while most buffers were filled and no interrupt was raised yet", "count") \
    X(CAUSE_CPU_LATE, "cause_cpu_late", "frame", METRIC_INTEGER, "frames", "frames dropped while most buffers were filled and their DPC had not come to them", "count") \
    X(CAUSE_GROWTH_LATE, "cause_growth_late", "frame", METRIC_INTEGER, "frames", "frames dropped while a request for buffers was under way", "count") \
    X(CAUSE_GROWTH_REFUSED, "cause_growth_refused", "frame", METRIC_INTEGER, "frames", "frames dropped after the last request for buffers was refused", "count") \
    X(CAUSE_HELD, "cause_held", "frame", METRIC_INTEGER, "frames", "frames dropped because protocols had the buffers", "count") \
    X(CAUSE_PROTOCOL_BACKLOG, "cause_protocol_backlog", "frame", METRIC_INTEGER, "frames", "frames dropped because a protocol's backlog was full", "count") \
    X(CAUSE_LOWRES_COPY, "cause_lowres_copy", "frame", METRIC_INTEGER, "frames", "frames dropped for want of protocol memory", "count") \
    X(CAUSE_NO_REPLACEMENT, "cause_no_replacement", "frame", METRIC_INTEGER, "frames", "frames dropped for want of a buffer to replace theirs", "count") \
    X(CAUSE_TOO_LONG, "cause_too_long", "frame", METRIC_INTEGER, "frames", "frames dropped because ring or pool can never hold them", "count") \
    X(FRAMES_COPIED, "frames_copied", "frame", METRIC_INTEGER, "frames", "frames indicated with the RESOURCES flag and copied into protocol memory", "count") \
    X(BYTES_COPIED, "bytes_copied", "B", METRIC_INTEGER, "frames", "bytes copied for them, once for each protocol", "count") \
    X(LOWRES_MEMORY_PEAK, "lowres_memory_peak", "B", METRIC_INTEGER, "time", "most protocol memory in use for copies", "maximum") \
    X(DROP_NOT_RUNNING, "drop_not_running", "frame", METRIC_INTEGER, "frames", "dropped because the miniport was not running (lifecycle)", "count") \
    X(LOSS_RATIO, "loss_ratio", "1", METRIC_REAL, "frames", "share of the frames with a known fate that were lost", "frames_dropped / (frames_delivered + frames_dropped)") \
    X(OFFERED_FPS, "offered_fps", "frame/s", METRIC_REAL, "time", "offered load in frames", "frames offered in the window / window") \
    X(OFFERED_BPS, "offered_bps", "bit/s", METRIC_REAL, "time", "offered load in bits of frame length", "8 * bytes offered in the window / window") \
    X(THROUGHPUT_FPS, "throughput_fps", "frame/s", METRIC_REAL, "time", "frames delivered per second", "frames delivered in the window / window") \
    X(GOODPUT_BPS, "goodput_bps", "bit/s", METRIC_REAL, "time", "bits of frame length delivered per second", "8 * bytes delivered in the window / window") \
    X(LATENCY_MEAN_NS, "latency_mean_ns", "ns", METRIC_REAL, "frames", "mean time from arrival at the NIC to indication", "sum / count") \
    X(LATENCY_P50_NS, "latency_p50_ns", "ns", METRIC_REAL, "frames", "median time from arrival at the NIC to indication", "nearest rank, upper bucket edge, error < 0.8 %") \
    X(LATENCY_P99_NS, "latency_p99_ns", "ns", METRIC_REAL, "frames", "99th percentile of the same", "nearest rank, upper bucket edge, error < 0.8 %") \
    X(LATENCY_P999_NS, "latency_p999_ns", "ns", METRIC_REAL, "frames", "99.9th percentile of the same", "nearest rank, upper bucket edge, error < 0.8 %") \
    X(LATENCY_MAX_NS, "latency_max_ns", "ns", METRIC_REAL, "frames", "longest of the same", "exact") \
    X(RETURN_MEAN_NS, "return_mean_ns", "ns", METRIC_REAL, "frames", "mean time from arrival to the return of the buffer", "sum / count") \
    X(RETURN_P50_NS, "return_p50_ns", "ns", METRIC_REAL, "frames", "median time from arrival to the return of the buffer", "nearest rank, upper bucket edge, error < 0.8 %") \
    X(RETURN_P99_NS, "return_p99_ns", "ns", METRIC_REAL, "frames", "99th percentile of the same", "nearest rank, upper bucket edge, error < 0.8 %") \
    X(RETURN_MAX_NS, "return_max_ns", "ns", METRIC_REAL, "frames", "longest of the same", "exact") \
    X(WIRE_WAIT_MEAN_NS, "wire_wait_mean_ns", "ns", METRIC_REAL, "frames", "mean time a frame waited upstream for the link", "sum / count") \
    X(WIRE_WAIT_MAX_NS, "wire_wait_max_ns", "ns", METRIC_REAL, "frames", "longest such wait", "exact") \
    X(PAUSES, "pauses", "1", METRIC_INTEGER, "time", "times the NIC asked the link to stop", "count") \
    X(PAUSE_RATIO, "pause_ratio", "1", METRIC_REAL, "time", "share of time the link was stopped by pause frames (it may have finished a frame meanwhile)", "stopped time / window") \
    X(RETRANSMISSIONS, "retransmissions", "frame", METRIC_INTEGER, "time", "frames of window sources that were made again after a loss", "count") \
    X(WINDOW_MEAN, "window_mean", "frame", METRIC_REAL, "time", "time average of the window of a connection, over all connections of window sources", "integral of the windows / (connections * window)") \
    X(BUFFERS_READY_MEAN, "buffers_ready_mean", "buffer", METRIC_REAL, "time", "time average of the buffers not with a protocol and not draining", "integral / window") \
    X(BUFFERS_READY_MIN, "buffers_ready_min", "buffer", METRIC_INTEGER, "time", "least number of ready buffers", "minimum") \
    X(BUFFERS_FREE_MEAN, "buffers_free_mean", "buffer", METRIC_REAL, "time", "time average of the driver's free list", "integral / window") \
    X(BUFFERS_FREE_MIN, "buffers_free_min", "buffer", METRIC_INTEGER, "time", "least length of the free list", "minimum") \
    X(BUFFERS_POSTED_MEAN, "buffers_posted_mean", "buffer", METRIC_REAL, "time", "time average of the buffers posted on rings", "integral / window") \
    X(BUFFERS_FILLED_MEAN, "buffers_filled_mean", "buffer", METRIC_REAL, "time", "time average of the buffers in DMA or filled and not yet indicated", "integral / window") \
    X(BUFFERS_FILLED_MAX, "buffers_filled_max", "buffer", METRIC_INTEGER, "time", "most of them", "maximum") \
    X(BUFFERS_INDICATED_MEAN, "buffers_indicated_mean", "buffer", METRIC_REAL, "time", "time average of the buffers a protocol owns", "integral / window") \
    X(BUFFERS_INDICATED_MAX, "buffers_indicated_max", "buffer", METRIC_INTEGER, "time", "most of them", "maximum") \
    X(BUFFERS_TOTAL_MEAN, "buffers_total_mean", "buffer", METRIC_REAL, "time", "time average of the buffers of live and draining blocks", "integral / window") \
    X(BUFFERS_TOTAL_MAX, "buffers_total_max", "buffer", METRIC_INTEGER, "time", "most of them", "maximum") \
    X(POOL_BYTES_MEAN, "pool_bytes_mean", "B", METRIC_REAL, "time", "time average of the shared memory held, page-rounded", "integral / window") \
    X(POOL_BYTES_PEAK, "pool_bytes_peak", "B", METRIC_INTEGER, "time", "most shared memory held at once", "maximum") \
    X(POOL_BYTE_SECONDS, "pool_byte_seconds", "B s", METRIC_REAL, "time", "shared memory held, times how long", "integral") \
    X(POOL_UTILISATION, "pool_utilisation", "1", METRIC_REAL, "time", "share of the memory held whose buffers were in use (in DMA, filled or indicated)", "stride * integral of buffers in use / byte integral") \
    X(POOL_STRANDED_BYTES_MEAN, "pool_stranded_bytes_mean", "B", METRIC_REAL, "time", "time average of the idle buffers of draining blocks that cannot be freed because another buffer of the block is out", "stride * integral / window") \
    X(INTERRUPT_DISABLED_RATIO, "interrupt_disabled_ratio", "1", METRIC_REAL, "time", "share of time with receive interrupts disabled for want of buffers", "disabled time of all queues / (queues * window)") \
    X(INTERRUPT_DISABLE_EPISODES, "interrupt_disable_episodes", "1", METRIC_INTEGER, "time", "episodes that began in the window", "count") \
    X(INTERRUPT_DISABLE_OPEN, "interrupt_disable_open", "1", METRIC_INTEGER, "time", "episodes still open when the run ended", "count") \
    X(INTERRUPT_DISABLE_MEAN_NS, "interrupt_disable_mean_ns", "ns", METRIC_REAL, "time", "mean duration of the episodes that began and ended in the window", "sum / count") \
    X(INTERRUPT_DISABLE_P99_NS, "interrupt_disable_p99_ns", "ns", METRIC_REAL, "time", "99th percentile of the same", "nearest rank, upper bucket edge, error < 0.8 %") \
    X(INTERRUPT_DISABLE_MAX_NS, "interrupt_disable_max_ns", "ns", METRIC_REAL, "time", "longest of the same", "exact") \
    X(INTERRUPT_DISABLE_DROPS, "interrupt_disable_drops", "frame", METRIC_INTEGER, "frames", "frames dropped at the NIC while interrupts were disabled", "count") \
    X(ALLOCATIONS_REQUESTED, "allocations_requested", "1", METRIC_INTEGER, "time", "asynchronous requests for a block", "count") \
    X(ALLOCATIONS_COMPLETED, "allocations_completed", "1", METRIC_INTEGER, "time", "requests that ended with a block", "count") \
    X(ALLOCATIONS_FAILED, "allocations_failed", "1", METRIC_INTEGER, "time", "requests that ended with NULL", "count") \
    X(ALLOCATIONS_LATE, "allocations_late", "1", METRIC_INTEGER, "time", "requests made in a shortage that was over before they ended", "count") \
    X(BLOCKS_FREED, "blocks_freed", "1", METRIC_INTEGER, "time", "grown blocks given back", "count") \
    X(GROW_SHRINK_OSCILLATIONS, "grow_shrink_oscillations", "1", METRIC_INTEGER, "time", "times the pool grew again after it had shrunk", "count of requests that follow a shrink") \
    X(INTERRUPTS, "interrupts", "1", METRIC_INTEGER, "time", "receive interrupts delivered", "count") \
    X(INTERRUPTS_PER_S, "interrupts_per_s", "1/s", METRIC_REAL, "time", "receive interrupts per second", "interrupts / window") \
    X(CPU_ISR_RATIO, "cpu_isr_ratio", "1", METRIC_REAL, "time", "share of CPU time in interrupt service routines", "busy time / (CPUs * window)") \
    X(CPU_DPC_RATIO, "cpu_dpc_ratio", "1", METRIC_REAL, "time", "share of CPU time in DPCs", "busy time / (CPUs * window)") \
    X(CPU_PASSIVE_RATIO, "cpu_passive_ratio", "1", METRIC_REAL, "time", "share of CPU time in passive-level work of allocations", "busy time / (CPUs * window)") \
    X(CPU_APPLICATION_RATIO, "cpu_application_ratio", "1", METRIC_REAL, "time", "share of CPU time in the work of protocols that share the CPUs", "busy time / (CPUs * window)") \
    X(DPC_YIELDS, "dpc_yields", "1", METRIC_INTEGER, "time", "DPCs that took all the frames dpc.throttle allows and left some (MoreNblsPending)", "count") \
    X(DPC_OVER_100_US, "dpc_over_100_us", "1", METRIC_INTEGER, "time", "DPCs that took longer than the 100 us of the driver guidance, from their first slice until they ended or yielded, interruptions included", "count") \
    X(BACKLOG_MAX, "backlog_max", "frame", METRIC_INTEGER, "time", "most frames that waited in the backlog of one protocol", "maximum") \
    X(PROTOCOL_STALLED_RATIO, "protocol_stalled_ratio", "1", METRIC_REAL, "time", "share of time protocols stood still", "stalled time of all protocols / (protocols * window)") \
    X(PROTOCOL_MISSED, "protocol_missed", "frame", METRIC_INTEGER, "frames", "times a protocol that sees every frame (mode: all) had no room for one; the frame itself is not lost by that", "count") \
    X(STARVED_AT_NS, "starved_at_ns", "ns", METRIC_REAL, "run", "when the first queue was found to have no way of ever receiving another frame (status starved)", "exact") \
    X(RECOVERY_NS, "recovery_ns", "ns", METRIC_REAL, "run", "time from the end of the floods (sources marked flood: true that have a stop) until as many buffers are ready as on average before they began", "exact") \
    X(INIT_NS, "init_ns", "ns", METRIC_REAL, "run", "time the allocations of initialisation took", "sum of latencies") \
    X(INIT_BUFFERS, "init_buffers", "buffer", METRIC_INTEGER, "run", "buffers obtained at initialisation", "count") \
    X(INIT_BUFFERS_ASKED, "init_buffers_asked", "buffer", METRIC_INTEGER, "run", "buffers the driver asked for at initialisation, of all pools", "pools * min(pool.initial * processors counted, pool.limit)") \
    X(NONPAGED_BYTES_MEAN, "nonpaged_bytes_mean", "B", METRIC_REAL, "time", "time average of the other memory that came with the buffers held (pool.descriptor)", "integral / window") \
    X(NONPAGED_BYTES_PEAK, "nonpaged_bytes_peak", "B", METRIC_INTEGER, "time", "most of it held at once", "maximum") \
    X(BUFFERS_TORN_MEAN, "buffers_torn_mean", "buffer", METRIC_REAL, "time", "time average of the buffers of live and draining blocks that share a cache line with a neighbour (pool.align: none)", "integral / window") \
    X(PAUSE_WAIT_NS, "pause_wait_ns", "ns", METRIC_REAL, "run", "longest wait of a pause of the miniport that ended: until nothing was with a protocol and no chain under way", "max") \
    X(HALT_WAIT_NS, "halt_wait_ns", "ns", METRIC_REAL, "run", "from the halt of the lifecycle until it freed everything", "time") \
    X(CONTRACT_VIOLATIONS, "contract_violations", "1", METRIC_INTEGER, "run", "times the driver broke a rule of its contract with NDIS (guidance not counted)", "count") \
    X(CONTRACT_VIOLATIONS_BUG, "contract_violations_bug", "1", METRIC_INTEGER, "run", "those of them that are a bug check", "count")
/* clang-format on */

#endif
