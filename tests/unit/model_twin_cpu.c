/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The twin's processors: a list of jobs with what is left of them. Who runs is found by searching; whenever
 * time moves, those that run lose that much. And the DPCs, which work in slices and chains. */
#include "ensure.h"
#include "model_twin.h"

void twin_submit(struct twin *twin, uint32_t cpu, enum twin_level level, uint64_t cost,
                 struct twin_event event) {
    const struct twin_job *running = twin_running(twin, cpu);
    twin->seen.preempted += running && running->level > level;
    ensure(twin->jobs < sizeof twin->job / sizeof *twin->job);
    twin->job[twin->jobs++] = (struct twin_job){cost, twin->job_order++, cpu, level, event};
}

struct twin_job *twin_running(struct twin *twin, uint32_t cpu) {
    struct twin_job *best = NULL;
    for (uint32_t i = 0; i < twin->jobs; i++) {
        struct twin_job *job = &twin->job[i];
        if (job->cpu != cpu)
            continue;
        if (!best || job->level < best->level || (job->level == best->level && job->order < best->order))
            best = job;
    }
    return best;
}

void twin_work(struct twin *twin, uint64_t time) {
    for (uint32_t cpu = 0; cpu < twin->config->cpu_count; cpu++) {
        struct twin_job *job = twin_running(twin, cpu);
        if (job)
            job->left -= time;
    }
}

/* A DPC stays until it ends or yields. */
void twin_job_done(struct twin *twin, struct twin_job *job) {
    ensure(job->left == 0);
    if (job->level != TWIN_LEVEL_DPC)
        *job = twin->job[--twin->jobs];
}

/* --- DPCs --- */

static struct twin_job *dpc_of(struct twin *twin, uint32_t queue) {
    for (uint32_t i = 0; i < twin->jobs; i++)
        if (twin->job[i].level == TWIN_LEVEL_DPC && twin->job[i].event.number == queue)
            return &twin->job[i];
    return NULL;
}

static void leave(struct twin *twin, uint32_t queue) {
    struct twin_job *job = dpc_of(twin, queue);
    *job = twin->job[--twin->jobs];
}

/* An ISR queues the DPC. */
void twin_want_dpc(struct twin *twin, uint32_t queue) {
    uint64_t latency = sampler_draw(&twin->dpc_law, &twin->queue[queue].dpc_stream);
    twin_schedule(twin, time_add(twin->now, latency), TWIN_DPC, queue, NULL);
}

/* It joins the DPCs of its CPU. */
void twin_join_dpc(struct twin *twin, uint32_t queue) {
    ensure(!dpc_of(twin, queue));
    twin_submit(twin, queue % twin->config->cpu_count, TWIN_LEVEL_DPC, 0,
                (struct twin_event){0, queue, TWIN_DPC, NULL});
}

static void chain_start(struct twin *twin, uint32_t number, uint64_t extra) {
    struct twin_queue *queue = &twin->queue[number];
    struct twin_job *job = dpc_of(twin, number);
    queue->chain = queue->slice < twin->config->dpc_chain ? queue->slice : twin->config->dpc_chain;
    job->left = extra + twin_harvest_cost(twin, number);
    job->event.kind = TWIN_CHAIN;
}

static void slice_start(struct twin *twin, uint32_t number) {
    const struct config *config = twin->config;
    struct twin_queue *queue = &twin->queue[number];
    bool nothing = queue->filled.count == 0 && config->nic_poll_ps != TIME_NEVER;
    queue->slice = queue->filled.count < config->dpc_budget ? queue->filled.count : config->dpc_budget;
    queue->slice = queue->slice < queue->may_take ? queue->slice : queue->may_take;
    twin_look_at_slice(twin, number);
    chain_start(twin, number, nothing ? config->cpu_poll_ps : config->dpc_fixed_ps);
}

void twin_begin_dpc(struct twin *twin, uint32_t number) {
    twin->queue[number].may_take = twin->config->dpc_throttle;
    slice_start(twin, number);
}

static void dpc_end(struct twin *twin, uint32_t number, bool waits) {
    struct twin_queue *queue = &twin->queue[number];
    uint64_t poll = twin->config->nic_poll_ps;
    leave(twin, number);
    twin->seen.waited += waits;
    if (poll != TIME_NEVER) {
        twin_schedule(twin, time_add(twin->now, poll), TWIN_DPC, number, NULL);
    } else if (waits) {
        queue->waits = true;
    } else {
        queue->masked_dpc = false;
        twin_unmasked(twin, number);
    }
}

static void yield(struct twin *twin, uint32_t number) {
    struct twin_queue *queue = &twin->queue[number];
    uint64_t later = sampler_draw(&twin->requeue_law, &queue->requeue_stream);
    twin->seen.yielded++;
    leave(twin, number);
    twin_schedule(twin, time_add(twin->now, later), TWIN_DPC, number, NULL);
}

void twin_chain_end(struct twin *twin, uint32_t number) {
    struct twin_queue *queue = &twin->queue[number];
    uint64_t before = queue->filled.count;
    bool goes_on = twin_harvest(twin, number);
    uint64_t harvested = before - queue->filled.count;
    queue->slice -= harvested;
    queue->may_take -= harvested;
    if (harvested > 0) {
        twin_flush(twin, number);
        twin_pump(twin);
        twin_look_for_shortage(twin, number);
    }
    if (goes_on && queue->slice > 0) {
        chain_start(twin, number, 0);
        return;
    }
    if (!queue->masked_episode)
        twin_refill(twin, number);
    if (queue->filled.count == 0 || !goes_on)
        dpc_end(twin, number, !goes_on);
    else if (queue->may_take == 0)
        yield(twin, number);
    else
        slice_start(twin, number);
}
