/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starvation: a queue that will never receive a frame again, because everything that could give the NIC a
 * descriptor waits for something that only a frame would bring about. It is looked for when a frame finds no
 * descriptor, at the end of that event; once found it cannot pass. */
#include "modules.h"

static bool runs(const struct sim *sim, enum timer_kind kind, uint32_t number) {
    return sim->timers.slot[timer_slot(sim, kind, number)].time_ps != TIME_NEVER;
}

/* Will an interrupt or a DPC come to this queue, or a timer of its own? */
static bool is_served(const struct sim *sim, uint32_t number) {
    const struct queue_data *queue = &sim->queue[number];
    const struct config *config = sim->config;
    bool works =
        queue->at_work != 0 || (queue->masked_dpc && !queue->parked); /* unmask_too_early: without a mask */
    if (queue->visible > 0 || queue->raised || works)
        return true;
    if (config->refill_timer_ps != TIME_NEVER && runs(sim, TIMER_REFILL, number))
        return true;
    if (sim->plan->retry_ps != TIME_NEVER && runs(sim, TIMER_RETRY, number))
        return true;
    if (queue->filled_count == 0 || queue->masked_dpc || queue->masked_episode)
        return false;
    return config->interrupt_delay_ps != TIME_NEVER || queue->unannounced >= config->interrupt_frames;
}

static uint64_t filled_buffers(const struct sim *sim, uint32_t number) {
    const struct queue_data *queue = &sim->queue[number];
    uint32_t buffer = queue->filled_head;
    uint64_t count = 0;
    for (uint32_t i = 0; i < queue->filled_count; i++, buffer = sim->frame[buffer].due.next)
        count += sim->frame[buffer].buffers;
    return count;
}

/* Is a request under way, a block being freed that makes room for one, or will the policy be asked again? */
static bool may_grow(const struct sim *sim, uint32_t pool) {
    const struct growth_state *growth = &sim->growth[pool];
    bool asked = sim->plan->policy->grows && growth->reason; /* `static` has nothing to say */
    if (growth->pending > 0 || asked || runs(sim, TIMER_IDLE, pool) || runs(sim, TIMER_TICK, pool))
        return true;
    for (uint32_t i = 0; i < sim->plan->block_limit && growth->total > growth->live; i++)
        if (sim->blocks[i].state == BLOCK_FREEING && sim->blocks[i].pool == pool)
            return true;
    return false;
}

/* Something that comes whatever the buffers do. */
static bool comes_anyway(const struct sim *sim) {
    const struct config *config = sim->config;
    bool polled = config->nic_poll_ps != TIME_NEVER && config->nic_poll_ps > 0;
    uint32_t rows = config->lifecycle_count;
    bool lifecycle =
        sim->state->ndis.restart || (rows > 0 && config->lifecycle[rows - 1].at_ps >= sim->state->now_ps);
    return polled || lifecycle || sim->plan->rescue_ps != TIME_NEVER;
}

/* Can nothing that is pending give a queue of this pool a descriptor? Of what protocols have no account is
 * taken. */
static bool is_hopeless(const struct sim *sim, uint32_t pool) {
    uint64_t filled = 0;
    if (may_grow(sim, pool))
        return false;
    for (uint32_t q = 0; q < sim->plan->queue_count; q++) {
        if (pool_number(sim, q) != pool)
            continue;
        if (is_served(sim, q))
            return false;
        filled += filled_buffers(sim, q);
    }
    return sim->pool[pool].filled <= filled; /* else the others are in DMA */
}

/* Collected by a protocol for a batch that only more frames can complete. */
static bool is_kept(const struct sim *sim, uint32_t claim) {
    return claim_of(sim, claim)->stage == CLAIM_COLLECTED &&
           sim->plan->protocol[claim_protocol(sim, claim)].untimed;
}

/* Of this frame's holders one at least keeps it, and no other is still at work on it: what it does next might
 * complete a batch. */
static bool frame_is_kept(const struct sim *sim, uint32_t slot) {
    bool kept = false;
    for (uint32_t k = 0; k <= sim->plan->all_count; k++) {
        uint32_t claim = sim->plan->frame_slots * k + slot;
        bool keeps = is_kept(sim, claim);
        if (!keeps && claim_of(sim, claim)->stage != CLAIM_BACK)
            return false;
        kept |= keeps;
    }
    return kept;
}

/* May all that is out have been collected? Asked of every frame that finds no descriptor, so it must be
 * cheap. */
static bool may_be_kept(const struct sim *sim) {
    uint64_t collected = 0;
    for (uint32_t i = 0; sim->plan->untimed && i < sim->plan->protocol_count; i++)
        collected += sim->plan->protocol[i].untimed ? sim->protocol[i].collected_buffers : 0;
    return collected >= sim->state->meter.level[LEVEL_INDICATED];
}

/* Protocols serve all queues: a batch stays incomplete only if no frame can come to any of them. */
static bool all_is_kept(const struct sim *sim) {
    for (uint32_t pool = 0; pool < sim->plan->pool_count; pool++)
        if (!is_hopeless(sim, pool))
            return false;
    for (uint32_t b = 0; b < sim->plan->buffer_limit; b++)
        if (sim->buffer_place[b] == BUFFER_INDICATED && sim->frame[b].buffers > 0 && !frame_is_kept(sim, b))
            return false;
    return true;
}

static void judge(struct sim *sim, uint32_t number) {
    struct state *state = sim->state;
    uint32_t pool = pool_number(sim, number);
    bool out = sim->pool[pool].indicated > 0;
    if (sim->queue[number].visible > 0 || (out && !may_be_kept(sim)) || comes_anyway(sim) ||
        !is_hopeless(sim, pool) || (out && !all_is_kept(sim)))
        return;
    sim->queue[number].starved = true;
    if (state->starved_queues++ == 0) {
        state->starved_ps = state->now_ps;
        state->starved_first = number;
    }
    if (state->starved_queues < sim->plan->queue_count)
        return;
    state->window_end_ps = state->now_ps;
    state->end_ps = state->now_ps + 1; /* what this instant brings still happens */
}

void starve_judge(struct sim *sim) {
    for (uint32_t next = sim->state->hungry; next > 0;) {
        uint32_t queue = next - 1;
        next = sim->queue[queue].hungry_next;
        sim->queue[queue].hungry = false;
        judge(sim, queue);
    }
    sim->state->hungry = 0;
}

static void tell_hidden(const struct sim *sim, const struct queue_data *queue, struct text *text) {
    uint64_t hidden = queue->ring_count - queue->visible, batch = sim->config->refill_batch;
    uint32_t mark = sim->config->refill_flush_below;
    text_format(
        text,
        "ring %u, refill.batch %llu: %llu posted buffers wait for %llu more before the NIC is told of "
        "them; ",
        sim->plan->ring, (unsigned long long)batch, (unsigned long long)hidden,
        (unsigned long long)(batch - hidden));
    if (mark > 0)
        text_format(text, "refill.flush_below %u does not help, they count as ready; ", mark);
    text_format(text, "refill.timer%s or nic.rescue would tell it", mark > 0 ? "" : ", refill.flush_below");
}

static void tell_episode(const struct sim *sim, uint32_t number, struct text *text) {
    text_format(text,
                "an episode cannot end: interrupts are off until interrupt_disable.resume = %u buffers are "
                "ready; %u are, %u frames among them wait filled, and no protocol will give one back",
                sim->pool[pool_number(sim, number)].disable_resume, queue_ready(sim, number),
                sim->queue[number].filled_count);
}

/* What returns wait for. */
static void tell_batches(const struct sim *sim, uint32_t number, struct text *text) {
    const struct pool_state *pool = &sim->pool[pool_number(sim, number)];
    const char *comma = "";
    for (uint32_t i = 0; i < sim->plan->protocol_count; i++) {
        const struct protocol_config *config = sim->plan->protocol[i].config;
        if (sim->protocol[i].collected == 0)
            continue;
        text_format(text, "%sprotocol %s collects returns in batches of %llu frames and has %llu of them",
                    comma, config->name, (unsigned long long)config->return_batch,
                    (unsigned long long)sim->protocol[i].collected);
        comma = ", ";
    }
    text_format(text,
                ": %u of the pool's %u buffers are with them, and no frame can come to complete a batch; a "
                "smaller return.batch, or return.timer, would give them back",
                pool->indicated, pool->indicated + pool->ready);
}

/* Why the buffers that are no protocol's are of no use. */
static void tell_ready(const struct sim *sim, uint32_t number, struct text *text) {
    const struct queue_data *queue = &sim->queue[number];
    if (queue->visible < queue->ring_count)
        tell_hidden(sim, queue, text);
    else if (queue->parked)
        text_format(text,
                    "refill.mode replace_wait, ring %u: %u filled frames wait for free buffers to replace "
                    "theirs, and of the pool's %u buffers none is free or will be",
                    sim->plan->ring, queue->filled_count, sim->growth[pool_number(sim, number)].live);
    else if (queue->masked_episode)
        tell_episode(sim, number, text);
    else if (queue->filled_count > 0)
        text_format(text,
                    "interrupt.frames %llu without interrupt.delay: %u filled frames wait for more, and the "
                    "NIC has no descriptor for another (ring %u)",
                    (unsigned long long)sim->config->interrupt_frames, queue->filled_count, sim->plan->ring);
    else if (sim->config->refill_threshold > sim->plan->ring)
        text_format(text,
                    "its ring of %u is empty, %u buffers are free, and refill.threshold waits until %u "
                    "descriptors are missing",
                    sim->plan->ring, sim->pool[pool_number(sim, number)].free_count,
                    sim->config->refill_threshold);
    else
        text_format(
            text,
            "its ring of %u is empty, %u buffers are free, refill.retry %s: nothing is under way that "
            "would post one",
            sim->plan->ring, sim->pool[pool_number(sim, number)].free_count,
            sim->plan->retry_ps == TIME_NEVER ? "is not set" : "does not run");
}

void starve_story(const struct sim *sim, struct text *text) {
    const struct state *state = sim->state;
    uint32_t number = state->starved_first;
    bool out = sim->pool[pool_number(sim, number)].indicated > 0;
    text_format(text, "queue %u never receives again from %llu.%03llu ns on: ", number,
                (unsigned long long)(state->starved_ps / 1000),
                (unsigned long long)(state->starved_ps % 1000));
    if (out)
        tell_batches(sim, number, text);
    if (out && queue_ready(sim, number) > 0)
        text_add(text, "; the rest is of no use: ");
    if (queue_ready(sim, number) > 0 || !out)
        tell_ready(sim, number, text);
}
