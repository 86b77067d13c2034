/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Presets of Windows (NDIS) drivers. */
#include "preset.h"

/* Copying under low resources: 3.6 us for a frame of 2.7 KB (NetKVM), split as 1 us and 0.3 ns for each byte.
 */
#define COPY "  copy_frame: 1 us\n  copy: 0.3 ns/B\n"
/* None of these turns receive interrupts off for want of buffers. */
#define GOES_ON "interrupt_disable: {at: never}\n"

static const struct preset rows[] = {
    {"e100bex_grow1",
     "32 buffers, one more at a time up to 128 when fewer than 4 are left; one back every 20 s",
     "Microsoft, Windows driver samples, general/pcidrv/kmdf/HW (the e100bex sample)",
     "# Fewer than 4 ready: this frame is indicated with RESOURCES, and one buffer is asked for, one request "
     "at a\n"
     "# time. CheckForHang comes every 2 s; after 10 of them without a shortage one grown buffer is freed, "
     "so 96\n"
     "# take 32 minutes to go.\n"
     "cpu:\n"
     "  dpc: {chain: 20}\n" COPY GOES_ON "low_resources: {below: 4, per: frame}\n"
     "pool:\n"
     "  policy: one_by_one\n"
     "  initial: 32\n"
     "  limit: 128\n"
     "  grow: {below: 3}\n"
     "  shrink: {every: 2 s, ticks: 10}\n"},
    {"netvmini_fixed", "256 buffers for ever, 64 frames a DPC, dropped when there is none",
     "Microsoft, Windows driver samples, network/ndis/netvmini/6x",
     "# A DPC receives 64 frames at most and queues itself again for the rest.\n"
     "cpu:\n"
     "  dpc: {budget: 64, throttle: 64}\n" GOES_ON "pool: {initial: 256}\n"},
    {"netkvm_fixed", "a pool of 256 for each queue, 1000 frames a DPC, the device told after 65 returns",
     "virtio-win, kvm-guest-drivers-windows, NetKVM/Common (ParaNdis-RX.cpp, ParaNdis-VirtQueue.h)",
     "# 256 buffers in the code, 1024 by the INF file, at most 4096. The device is kicked every N / 4 + 1 "
     "returns.\n"
     "nic: {ring: 256}\n"
     "refill: {batch: 65}\n"
     "cpu:\n"
     "  dpc: {budget: 1000}\n" GOES_ON "pool: {scope: per_queue, initial: 256}\n"},
    {"netkvm_lazy", "16 buffers a queue at first, one more every millisecond up to 256, never fewer",
     "virtio-win, kvm-guest-drivers-windows, NetKVM/Common/ParaNdis_Util.cpp (FastInit)",
     "# Initialisation is quick, a passive thread does the rest. The device is told after a quarter of what "
     "the\n"
     "# queue began with has returned.\n"
     "nic: {ring: 256}\n"
     "refill: {batch: 5}\n"
     "cpu:\n"
     "  dpc: {budget: 1000}\n" GOES_ON "pool:\n"
     "  scope: per_queue\n"
     "  policy: lazy\n"
     "  initial: 16\n"
     "  limit: 256\n"
     "  grow: {chunk: 1, every: 1 ms}\n"},
    {"netkvm_lowres", "as netkvm_fixed, but with fewer than half the buffers left the whole batch is copied",
     "virtio-win, kvm-guest-drivers-windows, commits 00d20379 and 68d4c755 (MinRxBufferPercent), pull "
     "request 1028",
     "# MinRxBufferPercent: 0 (off), 25, 50, 75 or 100 per cent of the ring. Below it the batch of a DPC is\n"
     "# indicated with RESOURCES and the device is told of returned buffers at once.\n"
     "nic: {ring: 256}\n"
     "refill: {batch: 65, flush_below: 128}\n"
     "cpu:\n"
     "  dpc: {budget: 1000}\n" COPY GOES_ON "low_resources: {below: 50 %, per: slice}\n"
     "pool: {scope: per_queue, initial: 256}\n"},
    {"netkvm_async",
     "growth by NdisMAllocateSharedMemoryAsyncEx below a quarter: what was tried and not merged",
     "virtio-win, kvm-guest-drivers-windows, issue 1012",
     "# The worker of NDIS searched long for contiguous pages while memory was there: set "
     "host.allocation.latency\n"
     "# and host.allocation.cpu.\n"
     "nic: {ring: 1024}\n"
     "refill: {batch: 65, flush_below: 64}\n"
     "cpu:\n"
     "  dpc: {budget: 1000}\n" GOES_ON "pool:\n"
     "  scope: per_queue\n"
     "  policy: watermark\n"
     "  initial: 256\n"
     "  limit: 1024\n"
     "  grow: {below: 64, chunk: 64, in_flight: 4}\n"},
    {"dc21x4_spare",
     "64 descriptors and 16 spare buffers; a frame is handed over only if a spare takes its place",
     "ReactOS, drivers/network/dd/dc21x4",
     "# No spare: the frame is indicated with RESOURCES and copied. 16 frames an indication, 8 rounds a "
     "DPC.\n"
     "nic: {ring: 64}\n"
     "refill: {mode: replace_copy}\n"
     "cpu:\n"
     "  dpc: {chain: 16, budget: 16, throttle: 128}\n" COPY GOES_ON "pool: {initial: 80}\n"},
};

const struct preset_list presets_windows = {rows, sizeof rows / sizeof *rows};
