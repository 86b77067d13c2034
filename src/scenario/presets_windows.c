/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Presets of Windows (NDIS) drivers. Every number says where it comes from: `source` names the place, the
 * comment what it is there; what is nobody's but ours says so. */
#include "preset.h"

/* Copying under low resources. */
#define COPY                                                                                                 \
    "  copy_frame: 1 us # our choice: NetKVM took 3.6 us for a frame of 2.7 KB, which this\n"                \
    "  copy: 0.3 ns/B   # and this make\n"
/* None of these turns receive interrupts off for want of buffers. */
#define GOES_ON "interrupt_disable: {at: never}\n"
#define NETKVM                                                                                               \
    "cpu:\n"                                                                                                 \
    "  dpc:\n"                                                                                               \
    "    budget: 1000   # frames of a DPC\n"                                                                 \
    "    throttle: 1000 # it then queues itself again\n"

static const struct preset rows[] = {
    {"e100bex_grow1",
     "32 buffers, one more at a time up to 128 when fewer than 4 would be left; one back every 20 s",
     "Microsoft, Windows driver samples, general/pcidrv/kmdf/HW (the e100bex sample)",
     "# A frame that would leave fewer than 4 buffers is indicated with RESOURCES, and one buffer is asked "
     "for, one\n"
     "# request at a time. The flagged frame's own buffer is back at once. CheckForHang comes every 2 s and "
     "frees one\n"
     "# grown buffer when it has come 10 times since the last one freed or the last shortage, so that 96 "
     "take 32\n"
     "# minutes to go.\n"
     "cpu:\n"
     "  dpc: {chain: 20} # frames of an indication\n" COPY GOES_ON
     "low_resources: {below: 4, per: frame} # NIC_MIN_RFDS, tested frame by frame\n"
     "pool:\n"
     "  policy: one_by_one\n"
     "  initial: 32 # receive buffers of the sample\n"
     "  limit: 128 # NIC_MAX_GROW_RFDS; it can be 1024 (NIC_MAX_RFDS)\n"
     "  grow: {below: 4} # NIC_MIN_RFDS: so many are left when the flagged buffer is back\n"
     "  shrink:\n"
     "    every: 2 s # CheckForHang\n"
     "    ticks: 10 # NIC_RFD_SHRINK_THRESHOLD\n"
     "    recall: true\n"},
    {"netvmini_fixed", "256 buffers for ever, 64 frames a DPC, dropped when there is none",
     "Microsoft, Windows driver samples, network/ndis/netvmini/6x",
     "cpu:\n"
     "  dpc:\n"
     "    budget: 64 # frames of a receive DPC\n"
     "    throttle: 64 # it queues itself again for the rest\n" GOES_ON
     "pool: {initial: 256} # receive buffers of the sample\n"},
    {"netkvm_fixed", "a pool of 256 for each queue, 1000 frames a DPC, the device told after 65 returns",
     "virtio-win, kvm-guest-drivers-windows, NetKVM/Common (ParaNdis-RX.cpp, ParaNdis-VirtQueue.h)",
     "# With another number N of buffers set nic.ring, pool.initial and refill.batch.\n"
     "nic: {ring: 256} # as many descriptors as buffers\n"
     "refill: {batch: 65} # the device is kicked every N / 4 + 1 returns\n" NETKVM GOES_ON
     "pool: {scope: per_queue, initial: 256} # N: 256 in the code, 1024 by the INF file, at most 4096\n"},
    {"netkvm_lazy", "16 buffers a queue at first, one more every millisecond up to 256, never fewer",
     "virtio-win, kvm-guest-drivers-windows, NetKVM/Common/ParaNdis_Util.cpp (FastInit)",
     "# Initialisation is quick, a passive thread does the rest.\n"
     "nic: {ring: 256} # as many descriptors as buffers, in the end\n"
     "refill: {batch: 5} # 16 / 4 + 1: by what the queue began with\n" NETKVM GOES_ON "pool:\n"
     "  scope: per_queue\n"
     "  policy: lazy\n"
     "  initial: 16 # for each queue, at initialisation\n"
     "  limit: 256 # the capacity in the code\n"
     "  grow: {chunk: 1, every: 1 ms} # the thread adds one buffer to each queue in a millisecond\n"},
    {"netkvm_lowres", "as netkvm_fixed, but with fewer than half the buffers left the whole batch is copied",
     "virtio-win, kvm-guest-drivers-windows, commits 00d20379 and 68d4c755 (MinRxBufferPercent), pull "
     "request 1028",
     "# When fewer would be left, the batch of a DPC is indicated with RESOURCES and the device is told of "
     "returned\n"
     "# buffers at once. With another percentage set refill.flush_below as well, to as many buffers and a "
     "batch.\n"
     "nic: {ring: 256} # as many descriptors as buffers\n"
     "refill:\n"
     "  batch: 65 # 256 / 4 + 1, as in netkvm_fixed\n"
     "  flush_below: 193 # 50 % of 256 and a batch, since the copied ones are back at once\n" NETKVM COPY
         GOES_ON "low_resources: {below: 50 %, per: slice} # MinRxBufferPercent: 0 (off), 25, 50, 75, 100; "
     "our choice: 50\n"
     "pool: {scope: per_queue, initial: 256} # as in netkvm_fixed\n"},
    {"netkvm_async",
     "growth by NdisMAllocateSharedMemoryAsyncEx below a quarter: what was tried and not merged",
     "virtio-win, kvm-guest-drivers-windows, issue 1012",
     "# The worker of NDIS searched long for contiguous pages while memory was there: set "
     "host.allocation.latency and\n"
     "# host.allocation.cpu.\n"
     "nic: {ring: 1024} # the INF file's number of buffers\n"
     "refill:\n"
     "  batch: 65 # 256 / 4 + 1, as in netkvm_fixed\n"
     "  flush_below: 64 # our choice: the device is told at once where growth begins\n" NETKVM GOES_ON
     "pool:\n"
     "  scope: per_queue\n"
     "  policy: watermark\n"
     "  initial: 256 # as in netkvm_fixed\n"
     "  limit: 1024 # the INF file's number of buffers\n"
     "  grow:\n"
     "    below: 64 # our choice: a quarter of 256, the least MinRxBufferPercent that is not off\n"
     "    chunk: 64 # our choice: as many at a time\n"
     "    in_flight: 4 # our choice: requests under way were bounded, the number is not told\n"},
    {"dc21x4_spare",
     "64 descriptors and 16 spare buffers; a frame is handed over only if a spare takes its place",
     "ReactOS, drivers/network/dd/dc21x4",
     "# No spare: the frame is indicated with RESOURCES and copied.\n"
     "nic: {ring: 64} # DC_RECEIVE_BUFFERS_DEFAULT\n"
     "refill: {mode: replace_copy}\n"
     "cpu:\n"
     "  dpc:\n"
     "    chain: 16 # DC_RECEIVE_ARRAY_SIZE: frames of an indication\n"
     "    budget: 16 # a round harvests one indication\n"
     "    throttle: 128 # 8 rounds of 16 (DC_INTERRUPT_PROCESSING_LIMIT)\n" COPY GOES_ON
     "pool: {initial: 80} # 64 and DC_RECEIVE_BUFFERS_EXTRA, 16\n"},
};

const struct preset_list presets_windows = {rows, sizeof rows / sizeof *rows};
