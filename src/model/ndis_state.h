/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run knows of its adapter: the state NDIS sees, waits that are under way, and what scripted faults
 * have to remember. Part of the flat state: no pointers. */
#ifndef RXP_NDIS_STATE_H
#define RXP_NDIS_STATE_H

#include <stdbool.h>
#include <stdint.h>

struct ndis_state {
    uint64_t pause_ps;        /* the pause under way began */
    uint64_t pause_wait_ps;   /* the longest wait of a pause that ended */
    uint64_t pauses;          /* that ended */
    uint64_t halt_ps;         /* halt was asked for; TIME_NEVER: not yet */
    uint64_t halt_wait_ps;    /* TIME_NEVER: the lifecycle has not halted it */
    uint64_t kept_pages;      /* free_part: of blocks that are gone, not given back */
    uint64_t once;            /* faults that act once and have: bits of enum ndis_fault */
    uint32_t adapter;         /* enum adapter_state */
    uint32_t leaked;          /* leak_nbl: the frame that was forgotten, by its first buffer; NO_BUFFER */
    uint32_t discards;        /* frames in DMA that will be lost (FRAME_DISCARD) */
    bool registered;          /* DMA is */
    bool stopped;             /* neither the NIC nor the driver takes frames */
    bool attend;              /* stopped or pausing: who returns buffers or ends a chain says so */
    bool restart;             /* wanted as soon as it is paused */
    bool due;                 /* a step of the lifecycle is scheduled for this instant */
    bool early;               /* pause_too_early: the pause under way waits for no protocol */
    bool touched;             /* touch_after_indicate: in the chain under way */
    bool slow;                /* slow_dpc: done */
    bool shrink_due;          /* never_free: a shrink was ignored */
    bool following;           /* return_in_order: what was kept back goes now */
    uint32_t flagged_buffers; /* return_resources: in the chain under way */
    uint64_t hung_ps;         /* hang_check_hangs: since then */
};

#endif
