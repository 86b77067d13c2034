/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of result.h as a run keeps them until it ends: as short as they can be, because there is room for
 * all of them before it begins. */
#ifndef RXP_KEPT_H
#define RXP_KEPT_H

#include "result.h"

struct kept_episode {
    uint64_t number : 40, queue : 16, cause : 8;
    uint64_t start_ps, end_ps, frames_dropped;
};

struct kept_allocation {
    uint64_t number : 37, buffers : 22, outcome : 4, synchronous : 1; /* its bytes follow from its buffers */
    uint64_t requested_ps, started_ps, completed_ps, freed_ps;
};

static inline struct kept_episode kept_episode(const struct episode_row *row) {
    return (struct kept_episode){
        .number = row->number & ((UINT64_C(1) << 40) - 1),
        .queue = row->queue & 0xffff,
        .cause = (uint64_t)row->cause & 0xff,
        .start_ps = row->start_ps,
        .end_ps = row->end_ps,
        .frames_dropped = row->frames_dropped,
    };
}

static inline struct episode_row episode_row(const struct kept_episode *kept) {
    return (struct episode_row){
        .number = kept->number,
        .queue = (uint32_t)kept->queue,
        .cause = (enum episode_cause)kept->cause,
        .start_ps = kept->start_ps,
        .end_ps = kept->end_ps,
        .frames_dropped = kept->frames_dropped,
    };
}

static inline struct kept_allocation kept_allocation(const struct allocation_row *row) {
    return (struct kept_allocation){
        .number = row->number & ((UINT64_C(1) << 37) - 1),
        .buffers = row->buffers & ((1u << 22) - 1),
        .outcome = (uint64_t)row->outcome & 0xf,
        .synchronous = row->synchronous,
        .requested_ps = row->requested_ps,
        .started_ps = row->started_ps,
        .completed_ps = row->completed_ps,
        .freed_ps = row->freed_ps,
    };
}

/* bytes: of a block of so many buffers. */
static inline struct allocation_row allocation_row(const struct kept_allocation *kept, uint64_t bytes) {
    return (struct allocation_row){
        .number = kept->number,
        .buffers = (uint32_t)kept->buffers,
        .bytes = bytes,
        .outcome = (enum allocation_outcome)kept->outcome,
        .synchronous = kept->synchronous,
        .requested_ps = kept->requested_ps,
        .started_ps = kept->started_ps,
        .completed_ps = kept->completed_ps,
        .freed_ps = kept->freed_ps,
    };
}

#endif
