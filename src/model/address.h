/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses, in the checking build: every block is at unrelated addresses for the driver (virtual), the
 * device (logical) and the host (physical), posting tells the NIC the logical one, and DMA demands it.
 *
 * A driver that hands the device a virtual or a physical address, or one of a block that is gone, corrupts
 * memory; a model in which buffers are numbers would never notice. Elsewhere none of this exists. */
#ifndef RXP_ADDRESS_H
#define RXP_ADDRESS_H

#include "state.h"

#ifdef RXP_MODEL_CHECKS
enum { MODEL_CHECKS = 1 };
#else
enum { MODEL_CHECKS = 0 };
#endif

enum ndis_address_kind { ADDRESS_VIRTUAL, ADDRESS_LOGICAL, ADDRESS_HOST };
enum { ADDRESS_KINDS = ADDRESS_HOST + 1 };

struct buffer_address {
    uint64_t at[ADDRESS_KINDS]; /* where the driver, the device and the host find it */
    uint64_t posted;            /* what the NIC was told when it was posted last; 0: it has used it */
};

/* A new block's buffers lie behind each other, from each of its addresses on. */
static inline void address_block(struct sim *sim, uint32_t block, const uint64_t first[ADDRESS_KINDS]) {
    uint64_t offset = 0;
    for (uint32_t b = sim->blocks[block].first_member; b != NO_BUFFER; b = sim->buffer_member[b]) {
        for (int kind = 0; kind < ADDRESS_KINDS; kind++)
            sim->address[b].at[kind] = first[kind] + offset;
        sim->address[b].posted = 0;
        offset += sim->plan->stride_bytes;
    }
}

static inline void address_posted(struct sim *sim, uint32_t buffer) {
    sim->address[buffer].posted = sim->address[buffer].at[ADDRESS_LOGICAL];
}

/* The NIC writes to what it was told. */
static inline void address_dma(struct sim *sim, uint32_t buffer) {
    struct buffer_address *address = &sim->address[buffer];
    ensure(sim->buffer_place[buffer] == BUFFER_POSTED);
    ensure(address->posted == address->at[ADDRESS_LOGICAL]);
    address->posted = 0;
}

#endif
