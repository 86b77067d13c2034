/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a frame was lost: every drop has one cause, the first in the order of enum drop_cause that holds. Only
 * a drop pays for finding out. */
#include "modules.h"

const struct cause_word cause_table[CAUSE_COUNT] = {
    [CAUSE_PAUSED] = {"paused", "the miniport was not running"},
    [CAUSE_DMA] = {"dma", "descriptors were visible: the DMA engine or the FIFO was too slow"},
    [CAUSE_INTERRUPTS_DISABLED] = {"interrupts_disabled", "receive interrupts were off for want of buffers"},
    [CAUSE_REFILL_LATE] = {"refill_late", "there were buffers the NIC had not been told of"},
    [CAUSE_MODERATION] = {"moderation", "frames were filled and no interrupt was raised yet"},
    [CAUSE_CPU_LATE] = {"cpu_late", "frames were filled and their DPC did not get to them"},
    [CAUSE_GROWTH_LATE] = {"growth_late", "a request for more buffers was still under way"},
    [CAUSE_GROWTH_REFUSED] = {"growth_refused", "the last request for more buffers was refused"},
    [CAUSE_HELD] = {"held", "the protocols had the buffers"},
    [CAUSE_PROTOCOL_BACKLOG] = {"protocol_backlog", "the protocol's backlog was full"},
    [CAUSE_LOWRES_COPY] = {"lowres_copy", "no room in protocol memory for a copy"},
    [CAUSE_NO_REPLACEMENT] = {"no_replacement", "no free buffer to take its place"},
    [CAUSE_TOO_LONG] = {"too_long", "more buffers than ring or pool can ever hold"},
};

/* Filled buffers wait for the driver: is the DPC late, or was nobody told? */
static enum drop_cause cause_of_filled(const struct queue_data *data) {
    if (data->filled_count == 0)
        return CAUSE_DMA; /* all of them are still in DMA */
    if (data->masked_dpc || data->raised)
        return CAUSE_CPU_LATE;
    return data->masked_episode ? CAUSE_INTERRUPTS_DISABLED : CAUSE_MODERATION;
}

enum drop_cause cause_at_nic(const struct sim *sim, uint32_t queue, uint32_t needed) {
    const struct queue_data *data = &sim->queue[queue];
    uint32_t number = pool_number(sim, queue);
    const struct pool_state *pool = &sim->pool[number];
    const struct growth_state *growth = &sim->growth[number];
    if (data->visible >= needed)
        return CAUSE_DMA;
    bool free = pool->free_count > 0 && data->occupied < sim->plan->ring;
    if (free || data->visible < data->ring_count)
        return data->masked_episode ? CAUSE_INTERRUPTS_DISABLED : CAUSE_REFILL_LATE;
    /* Free buffers beside a ring that is full of frames: however many are held, the pool is not at fault. */
    bool waiting = pool->free_count > 0 || data->occupied - data->ring_count > pool->indicated;
    if (waiting && !data->parked)
        return cause_of_filled(data);
    if (growth->pending > 0)
        return CAUSE_GROWTH_LATE;
    return growth->last_failed ? CAUSE_GROWTH_REFUSED : CAUSE_HELD;
}

void cause_counts(const struct sim *sim, uint64_t count[CAUSE_COUNT]) {
    const uint64_t *fate = sim->state->count.fate;
    for (int i = 0; i < CAUSE_COUNT; i++)
        count[i] = sim->state->count.cause[i];
    count[CAUSE_PAUSED] += fate[FATE_NOT_RUNNING];
    count[CAUSE_PROTOCOL_BACKLOG] += fate[FATE_PROTOCOL_BACKLOG];
    count[CAUSE_LOWRES_COPY] += fate[FATE_LOWRES_COPY_FAILED];
    count[CAUSE_NO_REPLACEMENT] += fate[FATE_NO_REPLACEMENT];
    count[CAUSE_TOO_LONG] += fate[FATE_TOO_LONG];
}
