/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Presets of other drivers: Linux, VMware, DPDK. What NAPI does is a DPC with a budget that yields. */
#include "preset.h"

#define GOES_ON "interrupt_disable: {at: never}\n"
/* 64 frames a poll, then the others' turn (net.core.dev_weight). */
#define NAPI "cpu:\n  dpc: {budget: 64, throttle: 64}\n"

static const struct preset rows[] = {
    {"copy_always", "256 buffers of 16 KiB that never leave the driver: every frame is copied",
     "Linux, drivers/net/ethernet/realtek/r8169_main.c (NUM_RX_DESC 256, R8169_RX_BUF_SIZE 16 KiB); ReactOS, "
     "drivers/network/dd/e1000",
     "# ReactOS's e1000 does the same with 128.\n"
     "nic: {ring: 256}\n"
     "cpu:\n"
     "  dpc: {budget: 64, throttle: 64}\n"
     "  copy_frame: 1 us\n"
     "  copy: 0.3 ns/B\n" GOES_ON "pool: {policy: copy_always, initial: 256, buffer: 16 KiB}\n"},
    {"vmxnet3_split",
     "a ring of 512 and 1024 small buffers, two knobs: the ring for bursts, the buffers for slow receivers",
     "VMware, knowledge base articles 1010071 and 2039495 (Rx Ring #1 Size, Small Rx Buffers)",
     "# The ring can have 4096 descriptors, the driver 8192 small buffers.\n"
     "nic: {ring: 512}\n" GOES_ON "pool: {initial: 1024}\n"},
    {"intel_napi", "a ring of 512 refilled 16 at a time, 64 frames a poll, a software interrupt every 2 s",
     "Linux, drivers/net/ethernet/intel (ixgbe: IXGBE_DEFAULT_RXD 512, IXGBE_RX_BUFFER_WRITE 16; e1000, igb: "
     "watchdog)",
     "# The ring can have 64 to 4096 descriptors. A refill that fails keeps NAPI polling: here it is tried "
     "again\n"
     "# every 10 us. What the pages of the kernel are, 512 more buffers stand for.\n"
     "nic: {ring: 512, rescue: 2 s, interrupt: {moderation: 10 us}}\n"
     "refill: {threshold: 16, retry: 10 us}\n" NAPI GOES_ON "pool: {initial: 1024}\n"},
    {"ena_linux",
     "a ring of 1024 refilled when more than an eighth is missing, rescued after 2 s without any",
     "Linux, drivers/net/ethernet/amazon/ena (ENA_RX_REFILL_THRESH_DIVIDER 8, _PACKET 256, EMPTY_RX_REFILL "
     "2)",
     "# Refilled when more than min(ring / 8, 256) descriptors are missing. The timer service looks every "
     "second\n"
     "# and rescues a ring it found empty twice: at the latest 2 s after the refill that failed.\n"
     "nic: {ring: 1024, rescue: 2 s}\n"
     "refill: {threshold: 129, retry: 2 s}\n" NAPI GOES_ON "pool: {initial: 2048}\n"},
    {"virtio_linux",
     "refilled when half of what a poll can take is missing, tried again after 500 ms without memory",
     "Linux, drivers/net/virtio_net.c (virtnet_receive, refill_work)",
     "# More than min(64, ring) / 2 free descriptors: refill.\n"
     "nic: {ring: 256}\n"
     "refill: {threshold: 33, retry: 500 ms}\n" NAPI GOES_ON "pool: {initial: 512}\n"},
    {"dpdk_pmd", "polled without interrupts, 32 frames a poll; without buffers frames stay in the ring",
     "DPDK, drivers/net/ixgbe (rx_free_thresh 32), lib/mbuf (pool of 8192 in the examples)",
     "# The pool of an example: max(ports * queues * ring + ports * lcores * burst + ports * queues * tx "
     "ring +\n"
     "# lcores * cache, 8192). The driver takes the place of frames 32 at a time (rx_free_thresh), all or "
     "none;\n"
     "# here it is done one by one.\n"
     "nic: {ring: 1024, poll: 1 us}\n"
     "refill: {threshold: 32, mode: replace_wait}\n"
     "cpu:\n"
     "  dpc: {budget: 32}\n" GOES_ON "pool: {initial: 8192}\n"},
    {"page_pool", "a recycling pool: a cache of 128, 64 pages asked for at a time, 1024 more in its ring",
     "Linux, include/net/page_pool (PP_ALLOC_CACHE_SIZE 128, PP_ALLOC_CACHE_REFILL 64, ring of pool_size "
     "1024)",
     "# What returns is kept, up to 128 + 1024 pages. The kernel would ask for more at need and give back "
     "what\n"
     "# does not fit; here the limit is that of what is kept.\n"
     "nic: {ring: 1024}\n" NAPI GOES_ON "pool:\n"
     "  policy: watermark\n"
     "  initial: 128\n"
     "  limit: 1152\n"
     "  grow: {below: 64, chunk: 64}\n"},
};

const struct preset_list presets_unix = {rows, sizeof rows / sizeof *rows};
