/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sanity walk of addresses: each buffer of a block lies where the block does, for the driver, the device
 * and the host, and the NIC knows of no other place than the device's. (With ideal placement buffers are of
 * any block, so that only the kinds can be told apart.) */
#include "ndis.h"

static void check_members(const struct sim *sim, const struct block *block) {
    uint64_t first[ADDRESS_KINDS], offset = 0;
    ndis_addresses(block->number, first);
    for (uint32_t b = block->first_member; b != NO_BUFFER; b = sim->buffer_member[b]) {
        for (int kind = 0; kind < ADDRESS_KINDS; kind++)
            ensure(sim->address[b].at[kind] == first[kind] + offset);
        offset += sim->plan->stride_bytes;
    }
}

static void check_kinds(const struct buffer_address *address) {
    const uint64_t *at = address->at;
    ensure(at[ADDRESS_VIRTUAL] != at[ADDRESS_LOGICAL]);
    ensure(at[ADDRESS_HOST] != at[ADDRESS_LOGICAL] && at[ADDRESS_HOST] != at[ADDRESS_VIRTUAL]);
}

void check_addresses(const struct sim *sim) {
    bool blocks = sim->config->pool_placement == PLACEMENT_BLOCKS;
    for (uint32_t i = 0; blocks && i < sim->plan->block_limit; i++)
        if (sim->blocks[i].state == BLOCK_LIVE || sim->blocks[i].state == BLOCK_DRAINING)
            check_members(sim, &sim->blocks[i]);
    for (uint32_t b = 0; b < sim->plan->buffer_limit; b++) {
        if (sim->buffer_place[b] == BUFFER_NONE)
            continue;
        check_kinds(&sim->address[b]);
        if (sim->buffer_place[b] == BUFFER_POSTED)
            ensure(sim->address[b].posted == sim->address[b].at[ADDRESS_LOGICAL]);
    }
}
