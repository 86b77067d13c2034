/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Presets of other drivers: Linux, VMware, DPDK. What NAPI does is a DPC with a budget that yields. Every
 * number says where it comes from: `source` names the place, the comment what it is there; what is nobody's
 * but ours says so. */
#include "preset.h"

#define GOES_ON "interrupt_disable: {at: never}\n"
#define NAPI                                                                                                 \
    "cpu:\n"                                                                                                 \
    "  dpc:\n"                                                                                               \
    "    budget: 64   # NAPI_POLL_WEIGHT: frames of a poll\n"                                                \
    "    throttle: 64 # net.core.dev_weight: then it is the others' turn\n"

static const struct preset rows[] = {
    {"copy_always", "256 buffers of 16 KiB that never leave the driver: every frame is copied",
     "Linux, drivers/net/ethernet/realtek/r8169_main.c (NUM_RX_DESC 256, R8169_RX_BUF_SIZE 16 KiB); ReactOS, "
     "drivers/network/dd/e1000",
     "# ReactOS's e1000 does the same with 128.\n"
     "nic: {ring: 256} # NUM_RX_DESC\n" NAPI
     "  copy_frame: 1 us # our choice: what copying costs NetKVM's driver,\n"
     "  copy: 0.3 ns/B # 3.6 us for a frame of 2.7 KB\n" GOES_ON "pool:\n"
     "  policy: copy_always\n"
     "  initial: 256 # one for each descriptor\n"
     "  buffer: 16 KiB # R8169_RX_BUF_SIZE\n"},
    {"vmxnet3_split",
     "a ring of 512 and 1024 small buffers, two knobs: the ring for bursts, the buffers for slow receivers",
     "VMware, knowledge base articles 1010071 and 2039495 (Rx Ring #1 Size, Small Rx Buffers)",
     "nic: {ring: 512} # Rx Ring #1 Size; at most 4096\n" GOES_ON
     "pool: {initial: 1024} # Small Rx Buffers; at most 8192\n"},
    {"intel_napi", "a ring of 512 refilled 16 at a time, 64 frames a poll, a software interrupt every 2 s",
     "Linux, drivers/net/ethernet/intel (ixgbe: IXGBE_DEFAULT_RXD 512, IXGBE_RX_BUFFER_WRITE 16; e1000, igb: "
     "watchdog)",
     "nic:\n"
     "  ring: 512 # IXGBE_DEFAULT_RXD; 64 to 4096 (IXGBE_MIN_RXD, IXGBE_MAX_RXD)\n"
     "  rescue: 2 s # the watchdog of e1000 and igb raises a software interrupt\n"
     "  interrupt: {moderation: 10 us} # the shortest of ixgbe's 10, 50 and 84 us; our choice among them\n"
     "refill:\n"
     "  threshold: 16 # IXGBE_RX_BUFFER_WRITE\n"
     "  retry: 10 us # our choice: a refill that fails keeps NAPI polling, here it is tried again so "
     "often\n" NAPI GOES_ON "pool: {initial: 1024} # our choice: the ring and as many more, which stand for "
     "the pages of the kernel\n"},
    {"ena_linux",
     "a ring of 1024 refilled when more than an eighth is missing, rescued after 2 s without any",
     "Linux, drivers/net/ethernet/amazon/ena (ENA_RX_REFILL_THRESH_DIVIDER 8, _PACKET 256, EMPTY_RX_REFILL "
     "2)",
     "nic:\n"
     "  ring: 1024 # ENA_DEFAULT_RING_SIZE\n"
     "  rescue: 2 s # the timer service looks every second; a ring found empty EMPTY_RX_REFILL times, 2, is "
     "rescued\n"
     "refill:\n"
     "  threshold: 129 # more than min(ring / ENA_RX_REFILL_THRESH_DIVIDER, ENA_RX_REFILL_THRESH_PACKET) "
     "missing\n"
     "  retry: 2 s # a refill that fails is left to the rescue: at the latest so long after\n" NAPI GOES_ON
     "pool: {initial: 2048} # our choice: the ring and as many more, which stand for the pages of the "
     "kernel\n"},
    {"virtio_linux",
     "refilled when half of what a poll can take is missing, tried again after 500 ms without memory",
     "Linux, drivers/net/virtio_net.c (virtnet_receive, refill_work); QEMU, hw/net/virtio-net.c "
     "(rx_queue_size)",
     "nic: {ring: 256} # QEMU's default of rx_queue_size: the device says how long its queue is\n"
     "refill:\n"
     "  threshold: 33 # virtnet_receive: more than min(64, ring) / 2 descriptors free\n"
     "  retry: 500 ms # refill_work: HZ / 2\n" NAPI GOES_ON
     "pool: {initial: 512} # our choice: the ring and as many more, which stand for the pages of the "
     "kernel\n"},
    {"dpdk_pmd", "polled without interrupts, 32 frames a poll; without buffers frames stay in the ring",
     "DPDK, drivers/net/ixgbe (rx_free_thresh 32), examples/l3fwd (RX_DESC_DEFAULT 1024, MAX_PKT_BURST 32, a "
     "pool of 8192)",
     "# The driver takes the place of frames 32 at a time, all or none; here it is done one by one.\n"
     "nic:\n"
     "  ring: 1024 # RX_DESC_DEFAULT of the example\n"
     "  poll: 1 us # our choice: it polls all the time\n"
     "refill:\n"
     "  threshold: 32 # rx_free_thresh\n"
     "  mode: replace_wait\n"
     "cpu:\n"
     "  dpc: {budget: 32} # MAX_PKT_BURST of the example\n" GOES_ON
     "# The example's pool: max(ports * queues * ring + ports * lcores * burst + ports * queues * tx ring +\n"
     "# lcores * cache, 8192).\n"
     "pool: {initial: 8192} # the least of that\n"},
    {"page_pool", "a recycling pool: a cache of 128, 64 pages asked for at a time, 1024 more in its ring",
     "Linux, include/net/page_pool (PP_ALLOC_CACHE_SIZE 128, PP_ALLOC_CACHE_REFILL 64, ring of pool_size "
     "1024)",
     "# What returns is kept. The kernel would ask for more at need and give back what does not fit.\n"
     "nic: {ring: 1024} # our choice: as long as the pool's own ring\n" NAPI GOES_ON "pool:\n"
     "  policy: watermark\n"
     "  initial: 128 # PP_ALLOC_CACHE_SIZE\n"
     "  limit: 1152 # 128 and the pool's ring, pool_size 1024: what is kept\n"
     "  grow:\n"
     "    below: 64 # our choice: a batch before the cache is empty\n"
     "    chunk: 64 # PP_ALLOC_CACHE_REFILL\n"},
};

const struct preset_list presets_unix = {rows, sizeof rows / sizeof *rows};
