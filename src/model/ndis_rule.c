/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules, in the order in which a driver meets them: initialisation, growth, freeing, halt, receiving,
 * interrupts. */
#include "ndis_rule.h"

#include <string.h>

#include "ensure.h"

#define PAGE(name) "Windows driver documentation: " name
#define SAMPLE "Windows driver samples: "

const struct ndis_rule_row ndis_rule_table[RULE_COUNT] = {
    {"R1", RULE_DOC, "MiniportInitializeEx has an order: attributes, then DMA, then memory",
     "NdisMSetMiniportAttributes comes first. Then a bus master calls NdisMRegisterScatterGatherDma, a "
     "subordinate NdisMRegisterDmaChannel. Only then may it ask for NdisMGetDmaAlignment and for shared "
     "memory.",
     PAGE("MINIPORT_INITIALIZE callback function (ndis.h)"), NULL,
     "each request of initialisation comes after DMA was registered", true},
    {"R2", RULE_DOC, "DMA is registered at PASSIVE_LEVEL, with a handler if memory is to grow",
     "NdisMRegisterScatterGatherDma returns success, resources, not supported or bad version; each but the "
     "first "
     "fails initialisation. A driver that calls the asynchronous allocator must have given it "
     "MiniportSharedMemoryAllocateComplete.",
     PAGE("NdisMRegisterScatterGatherDma function (ndis.h)"),
     "the calls of a run are made at PASSIVE_LEVEL, with a handler, and never refused", NULL, false},
    {"R3", RULE_BUG, "NdisMAllocateSharedMemory only at PASSIVE_LEVEL",
     "The synchronous call may wait for the memory manager. At a higher level it is bug check 0x7C, subcode "
     "1.",
     PAGE("Bug Check 0x7C: BUGCODE_NDIS_DRIVER"), NULL, "each synchronous request is made at PASSIVE_LEVEL",
     true},
    {"R4", RULE_DOC, "NdisMAllocateSharedMemory only within MiniportInitializeEx",
     "Memory of later comes from the asynchronous call. A virtual NIC's driver is known to allocate from a "
     "thread "
     "at PASSIVE_LEVEL after initialisation: the documentation does not allow it, but nothing stops (see "
     "R3).",
     PAGE("NdisMAllocateSharedMemory function (ndis.h)") "; NetKVM (kvm-guest-drivers-windows)", NULL,
     "each synchronous request is made within initialisation", true},
    {"R5", RULE_DOC, "A NULL virtual address is a refusal: retry smaller or give up cleanly",
     "The synchronous call has no status: failure is a NULL address. The driver asks for less, or releases "
     "all it "
     "has and fails initialisation with NDIS_STATUS_RESOURCES.",
     PAGE("NdisMAllocateSharedMemory function (ndis.h)"), NULL,
     "no refused request is used as if it had been granted", false},
    {"R6", RULE_DOC, "Each allocator has its own handle",
     "The synchronous call takes the handle of the adapter, the asynchronous one that of scatter/gather DMA.",
     PAGE("NdisMAllocateSharedMemoryAsyncEx function (ndis.h)"),
     "a run has no handles that could be mixed up", NULL, false},
    {"R7", RULE_DOC, "The asynchronous call: bus masters, up to DISPATCH_LEVEL, one completion each",
     "It returns only pending or failure. After a failure no completion comes; the same call may succeed "
     "later. "
     "After pending MiniportSharedMemoryAllocateComplete runs exactly once, at PASSIVE_LEVEL, with NULL "
     "addresses "
     "if there was no memory. A subordinate device must not call it.",
     PAGE("NdisMAllocateSharedMemoryAsyncEx function (ndis.h)"), NULL,
     "an asynchronous request is made by a bus master only, and its completion finds it pending", true},
    {"R8", RULE_INF, "The driver bounds its requests in flight",
     "Nothing else does. The sample driver keeps at most one pending and asks again when it has ended. The "
     "bound is grow.in_flight; of a policy that does not use that setting it is one.",
     SAMPLE "e100bex (general/pcidrv)", NULL,
     "no request of a pool is made while as many of that pool are pending as its bound allows", true},
    {"R9", RULE_INF, "Halt does not return while a request is pending",
     "The completion would come to a driver that is gone.",
     PAGE("MINIPORT_HALT callback function (ndis.h)") "; " SAMPLE "e100bex (general/pcidrv)", NULL,
     "no request is pending when halt goes on", false},
    {"R10", RULE_DOC, "Cached means nothing on x86 and x64",
     "There DMA is coherent and the argument is ignored. For ARM and ARM64 the documentation recommends the "
     "DMA "
     "of WDF or WDM instead of NDIS shared memory.",
     PAGE("NdisMAllocateSharedMemory function (ndis.h)"),
     "what is cached changes costs only, and those are in the scenario (cpu.flush)", NULL, false},
    {"R11", RULE_DOC, "After start-up only small requests may be expected to succeed",
     "Every allocation takes at least a page. Contiguous memory gets scarce once the system has run for a "
     "while, so that requests of one page may be all that succeed. To ask for more is no mistake, it may be "
     "granted; to rely on it is, and no run shows what a driver relies on: only the fault says so.",
     PAGE("NdisMAllocateSharedMemory function (ndis.h)"), NULL,
     "a request after start-up that the driver calls for in one piece is for one page", false},
    {"R12", RULE_WARN, "Contiguous memory is dear: take it at initialisation",
     "The call may have to search, move or write out pages. What is surely needed belongs to initialisation. "
     "A request before the first frame follows no demand: what it is for was known, unless initialisation "
     "was "
     "refused a part of pool.initial.",
     PAGE("NdisMAllocateSharedMemory function (ndis.h)"), NULL,
     "initialisation asks for pool.initial, not for less, and no more is asked for before the first frame",
     true},
    {"R13", RULE_WARN, "Buffers are aligned and rounded to NdisMGetDmaAlignment",
     "Two buffers in one cache line tear it: the CPU writes back what it has of one over what the device "
     "wrote "
     "into the other, unless the driver flushes and copies.",
     PAGE("NdisMGetDmaAlignment function (ndis.h)"), NULL,
     "no indicated frame has buffers that share a cache line with another", true},
    {"R14", RULE_WARN, "A hard cap, a low mark that grows, a high mark that frees",
     "A pool without a cap lets a flood take the memory of the whole system. The block of initialisation "
     "stays, so "
     "that freeing it is never followed by a refusal.",
     PAGE("NdisMAllocateSharedMemoryAsyncEx function (ndis.h)") "; " SAMPLE "e100bex (general/pcidrv)", NULL,
     "a pool does not exceed pool.limit", false},
    {"R15", RULE_DOC, "NdisMFreeSharedMemory takes a whole block, as it was given",
     "At or below DISPATCH_LEVEL, with the very length and both addresses of the allocation; a part of a "
     "block "
     "cannot be freed. At DISPATCH_LEVEL the work itself is put off to a worker.",
     PAGE("NdisMFreeSharedMemory function (ndis.h)") "; ReactOS, drivers/network/ndis", NULL,
     "each block is freed with the length and the addresses it was given with", true},
    {"R16", RULE_BUG, "No block is freed twice, nothing is written past its end",
     "Freeing what is free is bug check 0x7C, subcode 3; an overrun, found when the block is freed, subcode "
     "2.",
     PAGE("Bug Check 0x7C: BUGCODE_NDIS_DRIVER"), NULL,
     "no block is freed that is being freed, none was written to beyond its end", true},
    {"R17", RULE_DOC, "Nothing is freed in MiniportShutdownEx",
     "The system is going down, perhaps by a bug check. The handler quiets the device, and no more.",
     PAGE("MINIPORT_SHUTDOWN callback function (ndis.h)"), NULL, "nothing is freed after a shutdown", true},
    {"R18", RULE_INF, "No block is freed while one of its buffers is posted, in DMA or indicated",
     "The device or a protocol would write to or read from memory that belongs to somebody else.",
     PAGE("NdisMFreeSharedMemory function (ndis.h)"), NULL,
     "all buffers of a block are home when it is freed", true},
    {"R19", RULE_DOC, "Memory goes back: failed initialisation, removal, unload, demand that is over",
     "Nobody else frees it. What growth brought is given back when the demand has subsided.",
     PAGE("NdisMFreeSharedMemory function (ndis.h)"), NULL, "a shrink that the policy asks for is made",
     false},
    {"R20", RULE_BUG, "Halt leaves nothing behind",
     "It deregisters the interrupt (else bug check 0x7C, subcode 8), cancels the timers (else subcode 9), "
     "frees "
     "every block and deregisters DMA.",
     PAGE("Bug Check 0x7C: BUGCODE_NDIS_DRIVER"), NULL,
     "halt leaves no block, no interrupt and no timer of the driver", false},
    {"R21", RULE_BUG, "Halt waits for every net buffer list",
     "One that never comes back is bug check 0x7C, subcode 0x27; waiting too long for one, subcode 0x25.",
     PAGE("Bug Check 0x7C: BUGCODE_NDIS_DRIVER"), NULL,
     "halt waits for what is with protocols, and all of it comes back", false},
    {"R22", RULE_DOC, "Pause cannot fail: it waits for what is out and keeps what initialisation got",
     "Until every net buffer list is back the miniport is pausing. A paused miniport indicates nothing.",
     PAGE("MINIPORT_PAUSE callback function (ndis.h)"), NULL,
     "a pause ends with nothing out, and nothing is indicated until the restart", true},
    {"R23", RULE_DOC, "The states of an adapter follow each other",
     "Halted, initializing, paused, restarting, running, pausing, and paused again; halting from paused.",
     PAGE("Miniport Adapter States and Operations"), NULL,
     "each state of the adapter may follow the one before", true},
    {"R24", RULE_DOC, "What is indicated is the protocol's until it is returned",
     "Without NDIS_RECEIVE_FLAGS_RESOURCES the driver touches neither list nor buffer before "
     "MiniportReturnNetBufferLists.",
     PAGE("NdisMIndicateReceiveNetBufferLists function (ndis.h)"), NULL,
     "no buffer is posted while a protocol has it", false},
    {"R25", RULE_DOC, "With NDIS_RECEIVE_FLAGS_RESOURCES the buffers are back when the call returns",
     "Protocols copy what they need; MiniportReturnNetBufferLists is never called for them. The flag covers "
     "the "
     "whole chain of the call.",
     PAGE("NdisMIndicateReceiveNetBufferLists function (ndis.h)"), NULL,
     "the buffers of a flagged chain are the driver's when the call returns", false},
    {"R26", RULE_DOC, "Returns come at any level up to DISPATCH_LEVEL, in any order",
     "One call may return lists of several indications, and not all of one. A driver must not count on an "
     "order.",
     PAGE("MINIPORT_RETURN_NET_BUFFER_LISTS callback function (ndis.h)"), NULL,
     "a buffer that is back is free, whatever else is out", false},
    {"R27", RULE_DOC, "Enough net buffer lists are allocated beforehand",
     "A driver that has a buffer but no list for it loses the frame all the same.",
     PAGE("NdisAllocateNetBufferListPool function (ndis.h)"),
     "a buffer comes with its list here; what lists cost is part of pool.descriptor", NULL, false},
    {"R28", RULE_DOC, "NdisAllocateMdl describes nonpaged memory", "Shared memory always is.",
     PAGE("NdisAllocateMdl function (ndis.h)"), "all memory of a run is nonpaged", NULL, false},
    {"R29", RULE_DOC, "KeFlushIoBuffers for each MDL before the CPU reads a cached buffer",
     "It costs nothing where DMA is coherent, as on x86 and x64.", PAGE("KeFlushIoBuffers function (wdm.h)"),
     "frames have no content that could be stale; the cost is cpu.flush", NULL, false},
    {"R30", RULE_DOC, "The ISR masks, the DPC works, its end unmasks",
     "The source is enabled again after the last DPC of the batch, not while one is at work.",
     PAGE("MINIPORT_INTERRUPT_DPC callback function (ndis.h)"), NULL,
     "a queue is masked as long as its DPC works", false},
    {"R31", RULE_DOC, "A DPC keeps to MaxNblsToIndicate",
     "With more left it sets MoreNblsPending and leaves interrupts masked. How long it takes until NDIS "
     "queues the "
     "next DPC is not defined.",
     PAGE("NDIS_RECEIVE_THROTTLE_PARAMETERS structure (ndis.h)"), NULL,
     "a DPC indicates no more than cpu.dpc.throttle frames", false},
    {"R32", RULE_BUG, "DPCs and ISRs are short",
     "A DPC of 100 us and an ISR of 25 us are the guidance. Longer DPCs are counted in dpc_over_100_us and "
     "are no violation; ISRs are not measured. The watchdog is one: a DPC of more than 10 s is bug check "
     "0x133.",
     PAGE("Guidelines for Writing DPC Routines") "; " PAGE("Bug Check 0x133: DPC_WATCHDOG_VIOLATION"), NULL,
     "the time from the start of a DPC to its end or its yielding", true},
    {"R33", RULE_DOC, "A poll handler does not unmask",
     "In poll mode (NDIS 6.85) interrupts are turned on in the driver's NdisSetPollNotification callback, "
     "when NDIS "
     "says so, and nowhere else.",
     PAGE("NDIS_SET_POLL_NOTIFICATION callback function (poll.h)"), NULL,
     "a queue that is polled stays masked", false},
    {"R34", RULE_DOC, "Interrupt moderation is on by default",
     "A driver may offer to turn it off, but does not do so by itself.", PAGE("Interrupt Moderation"), NULL,
     "interrupts come no closer than nic.interrupt.moderation", false},
    {"R35", RULE_DOC, "Processors are counted by the call of the right version",
     "NdisSystemProcessorCount is for NDIS 6.0 and 6.1 and knows one group; later drivers ask "
     "NdisGroupMaxProcessorCount. At most 16 RSS queues unless asked for more.",
     PAGE("NdisSystemProcessorCount function (ndis.h)"), NULL,
     "pool.per_processor counts all of host.processors", false},
    {"R36", RULE_DOC, "MiniportCheckForHangEx comes every 2 s and returns at once",
     "Unless the driver asked for another interval. It is the natural tick to give surplus blocks back.",
     PAGE("MINIPORT_CHECK_FOR_HANG callback function (ndis.h)") "; " SAMPLE "e100bex (general/pcidrv)", NULL,
     "the ticks of the policy come, and are over at once", false},
};

enum ndis_rule ndis_rule_find(const char *id) {
    int i = 0;
    bool prefixed = id[0] == 'R' || id[0] == 'r';
    while (i < RULE_COUNT && (!prefixed || strcmp(ndis_rule_table[i].id + 1, id + 1) != 0))
        i++;
    return (enum ndis_rule)i;
}

const char *rule_severity_text(enum rule_severity severity) {
    switch (severity) {
    case RULE_BUG:
        return "bug_check";
    case RULE_DOC:
        return "documented";
    case RULE_INF:
        return "inferred";
    case RULE_WARN:
        return "guidance";
    case RULE_SEVERITIES:
        break;
    }
    ensure_never("a severity without a word");
}

bool ndis_rule_binds(enum ndis_rule rule) {
    return ndis_rule_table[rule].severity != RULE_WARN;
}
