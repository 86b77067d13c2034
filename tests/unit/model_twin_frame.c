/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The twin's way of a frame: FIFO, DMA, interrupt, DPC, protocol, return. */
#include "ensure.h"
#include "model_twin.h"

static void refuse(struct twin *twin, struct twin_frame *frame, enum twin_fate fate) {
    frame->fate = fate;
    if (twin->masked_episode)
        twin->episode[twin->episodes - 1].drops++;
}

static uint32_t choose_protocol(struct twin *twin) {
    const struct config *config = twin->config;
    uint64_t total = 0;
    uint32_t i = 0;
    if (config->protocol_count == 1)
        return 0;
    for (uint32_t j = 0; j < config->protocol_count; j++)
        total += config->protocol[j].share;
    for (uint64_t ticket = stream_below(&twin->share_stream, total); ticket >= config->protocol[i].share; i++)
        ticket -= config->protocol[i].share;
    return i;
}

/* The frame takes its buffers; the engine is busy with it for a while, and it is filled a latency after that.
 */
static void transfer(struct twin *twin, struct twin_frame *frame, bool from_fifo) {
    const struct config *config = twin->config;
    uint64_t engine = config->dma_frame_ps;
    for (uint32_t i = 0; i < frame->needed; i++) {
        frame->buffer[i] = twin_take(&twin->ring, 0);
        frame->buffer[i]->place = TWIN_IN_DMA;
    }
    frame->protocol = choose_protocol(twin);
    if (config->dma_Bps.numerator)
        engine += (uint64_t)((u128)frame->length * PS_PER_S * config->dma_Bps.denominator /
                             config->dma_Bps.numerator);
    if (engine > 0) {
        twin->engine_busy = true;
        twin->engine_frame = from_fifo ? frame : NULL;
        twin_schedule(twin, twin->now + engine, TWIN_ENGINE, 0, NULL);
    }
    twin_schedule(twin, twin->now + engine + config->dma_latency_ps, TWIN_DMA, frame->number, frame);
}

static uint64_t fifo_bytes(const struct twin *twin) {
    uint64_t bytes = twin->engine_frame ? twin->engine_frame->length : 0;
    for (uint32_t i = 0; i < twin->fifo.count; i++)
        bytes += ((const struct twin_frame *)twin->fifo.item[i])->length;
    return bytes;
}

/* The head of the FIFO, as long as something becomes of it. */
static void pump(struct twin *twin) {
    while (twin->fifo.count > 0 && !twin->engine_busy) {
        struct twin_frame *frame = twin->fifo.item[0];
        if (twin->ring.count >= frame->needed)
            transfer(twin, twin_take(&twin->fifo, 0), true);
        else if (twin->config->nic_drop_enable)
            refuse(twin, twin_take(&twin->fifo, 0), TWIN_NO_DESCRIPTOR);
        else
            return;
    }
}

void twin_arrival(struct twin *twin, struct twin_frame *frame) {
    const struct config *config = twin->config;
    uint64_t limit = config->pool_policy ? config->pool_limit : config->pool_initial;
    uint64_t most = config->nic_ring < limit ? config->nic_ring : limit;
    uint64_t needed = (frame->length + config->pool_buffer_bytes - 1) / config->pool_buffer_bytes;
    frame->needed = (uint32_t)needed;
    if (needed > most) {
        refuse(twin, frame, TWIN_TOO_LONG);
        return;
    }
    bool descriptor = twin->ring.count >= needed;
    bool first = twin->fifo.count == 0 && !twin->engine_busy;
    bool room = fifo_bytes(twin) + frame->length <= config->nic_fifo_bytes;
    if (first && descriptor)
        transfer(twin, frame, false);
    else if (first && config->nic_drop_enable)
        refuse(twin, frame, TWIN_NO_DESCRIPTOR);
    else if (room)
        twin_push(&twin->fifo, frame);
    else
        refuse(twin, frame, descriptor ? TWIN_FIFO_OVERFLOW : TWIN_NO_DESCRIPTOR);
}

/* --- interrupts --- */

/* Works out afresh when the interrupt is due, from the frames that no interrupt has announced yet. */
static void cause(struct twin *twin) {
    const struct config *config = twin->config;
    uint64_t first = TIME_NEVER, enough = TIME_NEVER, count = 0;
    twin_cancel(twin, TWIN_DUE);
    if (twin->raised || twin->masked_dpc || twin->masked_episode)
        return;
    for (uint32_t i = 0; i < twin->filled.count; i++) {
        const struct twin_frame *frame = twin->filled.item[i];
        if (frame->announced)
            continue;
        first = count++ == 0 ? frame->filled : first;
        enough = count == config->interrupt_frames ? frame->filled : enough;
    }
    if (count == 0)
        return;
    uint64_t due = time_add(first, config->interrupt_delay_ps);
    due = enough < due ? enough : due;
    if (twin->last_raise != TIME_NEVER && twin->last_raise + config->interrupt_moderation_ps > due)
        due = twin->last_raise + config->interrupt_moderation_ps;
    if (due > twin->now) {
        twin_schedule(twin, due, TWIN_DUE, 0, NULL);
        return;
    }
    twin->raised = true;
    twin->last_raise = twin->now;
    for (uint32_t i = 0; i < twin->filled.count; i++)
        ((struct twin_frame *)twin->filled.item[i])->announced = true;
    uint64_t latency = sampler_draw(&twin->interrupt_law, &twin->interrupt_stream);
    twin_schedule(twin, time_add(twin->now, latency), TWIN_INTERRUPT, 0, NULL);
}

static void unmasked(struct twin *twin) {
    if (twin->masked_dpc || twin->masked_episode)
        return;
    for (uint32_t i = 0; i < twin->filled.count; i++)
        ((struct twin_frame *)twin->filled.item[i])->announced = false;
    cause(twin);
}

static void dma_end(struct twin *twin, struct twin_frame *frame) {
    for (uint32_t i = 0; i < frame->needed; i++)
        frame->buffer[i]->place = TWIN_FILLED;
    frame->filled = twin->now;
    twin_push(&twin->filled, frame);
    cause(twin);
}

/* --- driver --- */

void twin_refill(struct twin *twin) {
    bool posted = false;
    while (twin_count(twin, TWIN_POSTED) + twin_count(twin, TWIN_IN_DMA) + twin_count(twin, TWIN_FILLED) <
           twin->config->nic_ring) {
        struct twin_buffer *buffer = twin_take_free(twin);
        if (!buffer)
            break;
        buffer->place = TWIN_POSTED;
        twin_push(&twin->ring, buffer);
        posted = true;
    }
    if (posted)
        pump(twin);
}

void twin_supplied(struct twin *twin) {
    if (!twin->masked_episode) {
        twin_refill(twin);
    } else if (twin_ready(twin) >= twin->disable_resume) {
        twin->masked_episode = false;
        twin->episode[twin->episodes - 1].end = twin->now;
        twin_refill(twin);
        unmasked(twin);
    }
}

/* --- DPC --- */

static void chain_start(struct twin *twin, uint64_t extra) {
    const struct config *config = twin->config;
    uint64_t cost = extra;
    twin->chain = twin->slice < config->dpc_chain ? twin->slice : config->dpc_chain;
    for (uint32_t i = 0; i < twin->chain; i++) {
        const struct twin_frame *frame = twin->filled.item[i];
        cost +=
            config->dpc_frame_ps + config->cpu_flush_ps + config->protocol[frame->protocol].inline_cost_ps;
    }
    twin_schedule(twin, twin->now + cost, TWIN_CHAIN, 0, NULL);
}

static void slice_start(struct twin *twin) {
    twin->slice =
        twin->filled.count < twin->config->dpc_budget ? twin->filled.count : twin->config->dpc_budget;
    chain_start(twin, twin->config->dpc_fixed_ps);
}

/* --- protocols --- */

static void give_back(struct twin *twin, struct twin_frame *frame) {
    frame->returned = twin->now;
    for (uint32_t i = 0; i < frame->needed; i++)
        twin_put(twin, frame->buffer[i]);
    twin_supplied(twin);
}

static void served(struct twin *twin, struct twin_frame *frame) {
    frame->fate = TWIN_DELIVERED;
    if (frame->due == twin->now)
        give_back(twin, frame);
    else
        twin_schedule(twin, frame->due, TWIN_RETURN, frame->number, frame);
}

/* Service and hold are drawn now; a service of no length is over at once. */
static void serve(struct twin *twin, struct twin_frame *frame) {
    uint32_t p = frame->protocol;
    uint64_t service = sampler_draw(&twin->service_law[p], &twin->service_stream[p]);
    uint64_t end = time_add(twin->now, service);
    frame->due = time_add(end, sampler_draw(&twin->hold_law[p], &twin->hold_stream[p]));
    if (service == 0) {
        served(twin, frame);
        return;
    }
    twin->busy[p]++;
    twin_schedule(twin, end, TWIN_SERVED, frame->number, frame);
}

static void service_end(struct twin *twin, struct twin_frame *frame) {
    uint32_t p = frame->protocol;
    twin->busy[p]--;
    served(twin, frame);
    while (twin->backlog[p].count > 0 && twin->busy[p] < twin->config->protocol[p].servers)
        serve(twin, twin_take(&twin->backlog[p], 0));
}

static void indicate(struct twin *twin, struct twin_frame *frame) {
    const struct protocol_config *protocol = &twin->config->protocol[frame->protocol];
    for (uint32_t i = 0; i < frame->needed; i++)
        frame->buffer[i]->place = TWIN_INDICATED;
    frame->indicated = twin->now;
    twin->changed = true;
    if (twin->busy[frame->protocol] < protocol->servers) {
        serve(twin, frame);
    } else if (twin->backlog[frame->protocol].count < protocol->backlog) {
        twin_push(&twin->backlog[frame->protocol], frame);
    } else {
        frame->fate = TWIN_BACKLOG;
        give_back(twin, frame);
    }
}

static void chain_end(struct twin *twin) {
    for (uint64_t i = 0; i < twin->chain; i++)
        indicate(twin, twin_take(&twin->filled, 0));
    twin->slice -= twin->chain;
    if (!twin->masked_episode && twin->disable_at != CONFIG_NEVER && twin_ready(twin) <= twin->disable_at) {
        twin->masked_episode = true;
        ensure(twin->episodes < sizeof twin->episode / sizeof *twin->episode);
        twin->episode[twin->episodes++] = (struct twin_episode){twin->now, TIME_NEVER, 0};
    }
    if (twin->slice > 0) {
        chain_start(twin, 0);
        return;
    }
    if (!twin->masked_episode)
        twin_refill(twin);
    if (twin->filled.count > 0) {
        slice_start(twin);
    } else {
        twin->masked_dpc = false;
        unmasked(twin);
    }
}

static void interrupt(struct twin *twin) {
    twin->raised = false;
    twin->masked_dpc = true;
    ensure(twin->interrupts < sizeof twin->interrupt / sizeof *twin->interrupt);
    twin->interrupt[twin->interrupts++] = twin->now;
    twin_schedule(twin, twin->now + twin->config->cpu_isr_ps, TWIN_ISR, 0, NULL);
}

void twin_frame_event(struct twin *twin, struct twin_event event) {
    if (event.kind == TWIN_RETURN)
        give_back(twin, event.what);
    else if (event.kind == TWIN_SERVED)
        service_end(twin, event.what);
    else if (event.kind == TWIN_DMA)
        dma_end(twin, event.what);
    else if (event.kind == TWIN_DUE)
        cause(twin);
    else if (event.kind == TWIN_INTERRUPT)
        interrupt(twin);
    else if (event.kind == TWIN_ISR)
        twin_schedule(twin, time_add(twin->now, sampler_draw(&twin->dpc_law, &twin->dpc_stream)), TWIN_DPC, 0,
                      NULL);
    else if (event.kind == TWIN_DPC)
        slice_start(twin);
    else if (event.kind == TWIN_CHAIN)
        chain_end(twin);
    else if (event.kind == TWIN_ENGINE) {
        twin->engine_busy = false;
        twin->engine_frame = NULL;
        pump(twin);
    }
}
