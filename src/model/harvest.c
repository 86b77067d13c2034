/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Harvesting: what a chain of filled frames costs the DPC, and its indication when that cost has elapsed.
 *
 * With buffers short a frame may be flagged RESOURCES (low_resources), or be harvested only against free
 * buffers that take its place on the ring (refill.mode). What a frame costs is settled when its chain starts;
 * whether there is something to replace it with, when the chain ends. */
#include "lone.h"
#include "ndis.h"

/* How many of a frame's buffers are ready ones: all but those of draining blocks. */
static uint32_t ready_of(const struct sim *sim, uint32_t buffer) {
    uint32_t count = 0;
    for (uint32_t b = buffer; b != NO_BUFFER; b = buffer_after(sim, b))
        count += !buffer_drains(sim, b);
    return count;
}

/* Buffers are short when so many are left. */
static bool is_short(const struct sim *sim, uint32_t pool, uint64_t left) {
    const struct config *config = sim->config;
    return config->lowres_per_cent > 0
               ? 100 * left < (uint64_t)config->lowres_per_cent * sim->growth[pool].live
               : left < config->lowres_below;
}

/* Is short when the next `frames` frames have gone. */
static bool short_after(const struct sim *sim, uint32_t queue, uint64_t frames) {
    uint64_t ready = queue_ready(sim, queue);
    uint32_t buffer = sim->queue[queue].filled_head;
    for (uint64_t i = 0; i < frames; i++, buffer = sim->frame[buffer].due.next)
        ready -= ready_of(sim, buffer);
    return is_short(sim, pool_number(sim, queue), ready);
}

/* Sets the RESOURCES flag of every frame of the chain to come. */
static void flag_chain(struct sim *sim, uint32_t queue) {
    struct queue_data *data = &sim->queue[queue];
    uint32_t pool = pool_number(sim, queue);
    enum lowres_per per = sim->config->lowres_per;
    if (per == LOWRES_SLICE && !data->slice_known) {
        data->slice_known = true;
        data->slice_flagged = short_after(sim, queue, data->slice_left);
    }
    bool all = per == LOWRES_SLICE   ? data->slice_flagged
               : per == LOWRES_CHAIN ? short_after(sim, queue, data->chain)
                                     : false;
    uint64_t left = queue_ready(sim, queue);
    uint32_t buffer = data->filled_head;
    for (uint64_t i = 0; i < data->chain; i++, buffer = sim->frame[buffer].due.next) {
        left -= ready_of(sim, buffer);
        bool flagged = all || sim->growth[pool].copy || (per == LOWRES_FRAME && is_short(sim, pool, left));
        sim->frame[buffer].flags = flagged ? FRAME_RESOURCES : 0;
    }
}

static uint64_t copy_cost(const struct sim *sim, const struct frame *frame) {
    struct fraction rate = sim->config->cpu_copy_ps_per_byte;
    uint64_t bytes_ps = (uint64_t)((u128)frame->length * rate.numerator / rate.denominator);
    return (sim->plan->all_count + 1) * (sim->config->cpu_copy_frame_ps + bytes_ps);
}

/* What a frame costs besides dpc.frame and the flush when it is indicated. */
static uint64_t frame_cost(const struct sim *sim, uint32_t buffer, bool copied) {
    const struct frame *frame = &sim->frame[buffer];
    const struct plan_protocol *protocol = &sim->plan->protocol[frame->protocol];
    uint64_t cost = protocol->inline_cost_ps;
    if (copied)
        cost += copy_cost(sim, frame);
    else if (protocol->pays_in_dpc)
        cost += frame->buffers * sim->config->cpu_return_ps;
    for (uint32_t b = buffer; sim->plan->torn && b != NO_BUFFER; b = buffer_after(sim, b))
        cost += sim->buffer_torn[b] * sim->config->cpu_tear_ps;
    return cost;
}

/* Settles what a chain costs frame by frame, and cuts it where frames must wait for buffers. */
static uint64_t settle(struct sim *sim, uint32_t queue, uint64_t frame_ps) {
    struct queue_data *data = &sim->queue[queue];
    enum refill_mode mode = sim->config->refill_mode;
    uint64_t left = pool_of(sim, queue)->free_count, cost = 0;
    flag_chain(sim, queue);
    uint32_t buffer = data->filled_head;
    for (uint64_t i = 0; i < data->chain; i++, buffer = sim->frame[buffer].due.next) {
        const struct frame *frame = &sim->frame[buffer];
        bool flagged = frame->flags & FRAME_RESOURCES;
        bool replaced = mode == REFILL_AFTER || flagged || left >= frame->buffers;
        if (!replaced && mode == REFILL_REPLACE_WAIT) {
            data->chain = i;
            break;
        }
        cost += frame_ps;
        if (replaced || mode == REFILL_REPLACE_COPY)
            cost += frame_cost(sim, buffer, flagged || !replaced);
        if (replaced && !flagged && mode != REFILL_AFTER)
            left -= frame->buffers;
    }
    return cost;
}

uint64_t harvest_begin(struct sim *sim, uint32_t queue) {
    const struct plan *plan = sim->plan;
    const struct queue_data *data = &sim->queue[queue];
    uint64_t frame_ps = plan->config->dpc_frame_ps + plan->config->cpu_flush_ps;
    if (!plan->harvest_plain)
        return settle(sim, queue, frame_ps);
    if (plan->inline_cost_same)
        return data->chain * (frame_ps + plan->inline_cost_ps);
    uint64_t cost = data->chain * frame_ps;
    uint32_t buffer = data->filled_head;
    for (uint64_t i = 0; i < data->chain; i++, buffer = sim->frame[buffer].due.next)
        cost += plan->protocol[sim->frame[buffer].protocol].inline_cost_ps;
    return cost;
}

/* The oldest filled frame leaves its descriptors. */
static inline uint32_t take_filled(struct sim *sim, uint32_t queue) {
    struct queue_data *data = &sim->queue[queue];
    uint32_t buffer = filled_pop(sim, data);
    data->occupied -= sim->frame[buffer].buffers;
    return buffer;
}

/* Nothing takes its place: its buffers go back on the ring, those of a draining block home. */
static void drop_filled(struct sim *sim, uint32_t queue, uint32_t buffer) {
    struct state *state = sim->state;
    const struct frame frame = sim->frame[buffer];
    state->count.all_dropped++;
    state->count.fate[FATE_NO_REPLACEMENT] += measured(sim, frame.arrival_ps);
    source_tell(sim, SOURCE_LOST, buffer);
    fact_frame(sim, &frame, FATE_NO_REPLACEMENT, TIME_NEVER, TIME_NEVER);
    meter_move(sim, LEVEL_FILLED, -(int64_t)frame.buffers);
    pool_of(sim, queue)->filled -= frame.buffers;
    for (uint32_t next, b = buffer; b != NO_BUFFER; b = next) {
        next = buffer_after(sim, b);
        if (buffer_drains(sim, b)) {
            pool_put(sim, b);
            ready_changed(sim, pool_number(sim, queue)); /* one has come home, as from a protocol */
        } else {
            ring_push(sim, queue, b);
        }
    }
    refill_hidden(sim, queue);
    nic_pump(sim);
}

static void indicate(struct sim *sim, uint32_t queue, uint32_t buffer) {
    if (sim->plan->faults)
        misbehave_indicates(sim, queue, buffer);
    else
        ndis_m_indicate_receive_net_buffer_lists(sim, buffer);
}

/* With NDIS_RECEIVE_FLAGS_RESOURCES. */
static void indicate_flagged(struct sim *sim, uint32_t queue, uint32_t buffer) {
    if (sim->plan->faults)
        misbehave_indicates_flagged(sim, queue, buffer);
    else
        copy_indicate(sim, buffer);
}

/* One frame of a chain that is over; false: it must wait for buffers to replace its own. */
static bool harvest_one(struct sim *sim, uint32_t queue) {
    uint32_t buffer = sim->queue[queue].filled_head, needed = sim->frame[buffer].buffers;
    enum refill_mode mode = sim->config->refill_mode;
    bool replaced = pool_of(sim, queue)->free_count >= needed;
    if (sim->frame[buffer].flags & FRAME_RESOURCES) {
        indicate_flagged(sim, queue, take_filled(sim, queue));
        return true;
    }
    if (mode == REFILL_REPLACE_WAIT && !replaced)
        return false;
    take_filled(sim, queue);
    if (mode == REFILL_REPLACE_DROP && !replaced) {
        drop_filled(sim, queue, buffer);
    } else if (mode == REFILL_REPLACE_COPY && !replaced) {
        indicate_flagged(sim, queue, buffer);
    } else {
        if (mode != REFILL_AFTER)
            refill_exchange(sim, queue, needed);
        indicate(sim, queue, buffer);
    }
    return true;
}

bool harvest_end(struct sim *sim, uint32_t queue) {
    struct queue_data *data = &sim->queue[queue];
    if (sim->plan->lone_chain) {
        lone_chain(sim, queue, data->chain);
        return true;
    }
    if (sim->plan->harvest_plain) {
        for (uint64_t i = 0; i < data->chain; i++)
            ndis_m_indicate_receive_net_buffer_lists(sim, take_filled(sim, queue));
        return true;
    }
    uint64_t done = 0;
    while (done < data->chain && harvest_one(sim, queue))
        done++;
    bool going = done == data->chain;
    if (data->chain == 0 && data->slice_left > 0) /* all wait: for the first there may be buffers by now */
        going = pool_of(sim, queue)->free_count >= sim->frame[data->filled_head].buffers;
    data->chain = done;
    if (sim->plan->faults)
        misbehave_chain_over(sim, queue);
    data->slice_known &= going && data->slice_left > done;
    return going;
}
