/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The host's workers: when a request is served, and what a free has to wait for.
 *
 * Requests are numbered from 1, those of initialisation included. An asynchronous one waits its delay (delays
 * overlap), then its turn with the workers, first come first served; with host.free.deferred blocks being
 * freed stand in the same line. The lowest idle worker takes the next. With host.allocation.cpu a request
 * needs passive-level time of its worker's processor once its latency is over, and the worker is busy until
 * it has had it. The driver learns at the end. */
#include "ndis.h"

/* Which worker it is matters only where its processor does. */
static void hire(struct sim *sim, struct block *block) {
    sim->state->host.busy++;
    if (!sim->plan->work_paid)
        return;
    uint32_t word = 0;
    while (sim->worker_busy[word] == UINT64_MAX)
        word++;
    uint32_t bit = (uint32_t)__builtin_ctzll(~sim->worker_busy[word]);
    sim->worker_busy[word] |= UINT64_C(1) << bit;
    block->worker = 64 * word + bit;
}

static void let_go(struct sim *sim, const struct block *block) {
    sim->state->host.busy--;
    if (sim->plan->work_paid)
        sim->worker_busy[block->worker / 64] &= ~(UINT64_C(1) << block->worker % 64);
}

static void schedule_freed(struct sim *sim, uint32_t block) {
    uint64_t latency = draw_next(&sim->state->release, &sim->plan->free_latency);
    schedule(sim, time_add(sim->state->now_ps, latency), EVENT_FREED, sim->blocks[block].number, block);
}

static void serve(struct sim *sim, uint32_t block) {
    struct block *data = &sim->blocks[block];
    hire(sim, data);
    if (data->state == BLOCK_FREEING) {
        schedule_freed(sim, block);
        return;
    }
    data->started_ps = sim->state->now_ps;
    if (sim->plan->faults)
        misbehave_served(sim, data);
    uint64_t latency = host_settle(sim, data);
    schedule(sim, time_add(sim->state->now_ps, latency), EVENT_ALLOCATED, data->number, block);
}

static void serve_next(struct sim *sim) {
    struct host_state *host = &sim->state->host;
    uint32_t next = host->head;
    if (next == NO_BLOCK)
        return;
    host->head = sim->blocks[next].newer;
    sim->blocks[next].newer = NO_BLOCK;
    serve(sim, next);
}

void host_request(struct sim *sim, uint32_t block) {
    uint64_t number = sim->blocks[block].number;
    struct stream stream = host_stream(sim, STREAM_DELAY, number);
    uint64_t delay = sampler_draw(&sim->plan->allocation_delay, &stream);
    if (delay == 0)
        host_queue(sim, block);
    else
        schedule(sim, time_add(sim->state->now_ps, delay), EVENT_ALLOC_QUEUED, number, block);
}

void host_queue(struct sim *sim, uint32_t block) {
    struct host_state *host = &sim->state->host;
    if (host->busy < sim->config->allocation_workers) {
        serve(sim, block);
        return;
    }
    sim->blocks[block].newer = NO_BLOCK;
    if (host->head == NO_BLOCK)
        host->head = block;
    else
        sim->blocks[host->tail].newer = block;
    host->tail = block;
}

void host_allocated(struct sim *sim, uint32_t block) {
    const struct block *data = &sim->blocks[block];
    uint64_t work = 0;
    if (sim->plan->work_paid) {
        struct stream stream = host_stream(sim, STREAM_WORK, data->number);
        work = sampler_draw(&sim->plan->allocation_cpu, &stream);
    }
    if (work == 0)
        host_paid(sim, block);
    else
        cpu_submit(sim, cpu_of(sim, data->worker), CPU_PASSIVE, cpu_job_worker(sim, data->worker), work,
                   event_order(EVENT_ALLOC_PAID, data->number, block));
}

void host_paid(struct sim *sim, uint32_t block) {
    sim->blocks[block].completed_ps = sim->state->now_ps;
    let_go(sim, &sim->blocks[block]);
    miniport_shared_memory_allocate_complete(sim, block);
    serve_next(sim);
}

void host_free(struct sim *sim, uint32_t block) {
    if (sim->config->free_deferred)
        host_queue(sim, block);
    else
        schedule_freed(sim, block);
}

void host_freed(struct sim *sim, uint32_t block) {
    if (!sim->config->free_deferred) {
        block_gone(sim, block);
        return;
    }
    let_go(sim, &sim->blocks[block]);
    block_gone(sim, block);
    serve_next(sim);
}
