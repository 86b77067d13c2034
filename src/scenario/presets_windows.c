/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Presets of Windows (NDIS) drivers. */
#include "preset.h"

/* Copying under low resources: 3.6 us for a frame of 2.7 KB (NetKVM), split as 1 us and 0.3 ns for each byte.
 */
#define COPY "  copy_frame: 1 us\n  copy: 0.3 ns/B\n"
/* None of these turns receive interrupts off for want of buffers. */
#define GOES_ON "interrupt_disable: {at: never}\n"
/* 1000 frames a DPC, which then queues itself again. */
#define NETKVM "cpu:\n  dpc: {budget: 1000, throttle: 1000}\n"

static const struct preset rows[] = {
    {"e100bex_grow1",
     "32 buffers, one more at a time up to 128 when fewer than 4 would be left; one back every 20 s",
     "Microsoft, Windows driver samples, general/pcidrv/kmdf/HW (the e100bex sample)",
     "# A frame that would leave fewer than 4 buffers is indicated with RESOURCES, 20 frames at a time, and "
     "one\n"
     "# buffer is asked for, one request at a time. The flagged frame's own buffer is back at once, so that "
     "4 are\n"
     "# left: hence grow.below. limit can be 1024. CheckForHang comes every 2 s and frees one grown buffer "
     "when it\n"
     "# has come 10 times since the last one freed or the last shortage, so that 96 take 32 minutes to go.\n"
     "cpu:\n"
     "  dpc: {chain: 20}\n" COPY GOES_ON "low_resources: {below: 4, per: frame}\n"
     "pool:\n"
     "  policy: one_by_one\n"
     "  initial: 32\n"
     "  limit: 128\n"
     "  grow: {below: 4}\n"
     "  shrink: {every: 2 s, ticks: 10, recall: true}\n"},
    {"netvmini_fixed", "256 buffers for ever, 64 frames a DPC, dropped when there is none",
     "Microsoft, Windows driver samples, network/ndis/netvmini/6x",
     "# A DPC receives 64 frames at most and queues itself again for the rest.\n"
     "cpu:\n"
     "  dpc: {budget: 64, throttle: 64}\n" GOES_ON "pool: {initial: 256}\n"},
    {"netkvm_fixed", "a pool of 256 for each queue, 1000 frames a DPC, the device told after 65 returns",
     "virtio-win, kvm-guest-drivers-windows, NetKVM/Common (ParaNdis-RX.cpp, ParaNdis-VirtQueue.h)",
     "# N = 256 buffers in the code, 1024 by the INF file, at most 4096. The device is kicked every N / 4 + "
     "1\n"
     "# returns: with another N set nic.ring, pool.initial and refill.batch.\n"
     "nic: {ring: 256}\n"
     "refill: {batch: 65}\n" NETKVM GOES_ON "pool: {scope: per_queue, initial: 256}\n"},
    {"netkvm_lazy", "16 buffers a queue at first, one more every millisecond up to 256, never fewer",
     "virtio-win, kvm-guest-drivers-windows, NetKVM/Common/ParaNdis_Util.cpp (FastInit)",
     "# Initialisation is quick, a passive thread does the rest. The device is told after a quarter of what "
     "the\n"
     "# queue began with, and one, has returned.\n"
     "nic: {ring: 256}\n"
     "refill: {batch: 5}\n" NETKVM GOES_ON "pool:\n"
     "  scope: per_queue\n"
     "  policy: lazy\n"
     "  initial: 16\n"
     "  limit: 256\n"
     "  grow: {chunk: 1, every: 1 ms}\n"},
    {"netkvm_lowres", "as netkvm_fixed, but with fewer than half the buffers left the whole batch is copied",
     "virtio-win, kvm-guest-drivers-windows, commits 00d20379 and 68d4c755 (MinRxBufferPercent), pull "
     "request 1028",
     "# MinRxBufferPercent: 0 (off), 25, 50, 75 or 100 per cent of the buffers. When fewer would be left, "
     "the batch\n"
     "# of a DPC is indicated with RESOURCES and the device is told of returned buffers at once: with "
     "another\n"
     "# percentage set refill.flush_below as well, to as many buffers and a batch: the copied ones are back "
     "at once.\n"
     "nic: {ring: 256}\n"
     "refill: {batch: 65, flush_below: 193}\n" NETKVM COPY GOES_ON
     "low_resources: {below: 50 %, per: slice}\n"
     "pool: {scope: per_queue, initial: 256}\n"},
    {"netkvm_async",
     "growth by NdisMAllocateSharedMemoryAsyncEx below a quarter: what was tried and not merged",
     "virtio-win, kvm-guest-drivers-windows, issue 1012",
     "# At most four requests are under way. The worker of NDIS searched long for contiguous pages while "
     "memory\n"
     "# was there: set host.allocation.latency and host.allocation.cpu.\n"
     "nic: {ring: 1024}\n"
     "refill: {batch: 65, flush_below: 64}\n" NETKVM GOES_ON "pool:\n"
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
