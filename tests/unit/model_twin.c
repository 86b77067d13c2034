/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The twin's clock: the least event of the list goes next, or the end of what a processor does; the policies
 * are asked when an instant is over. */
#include "model_twin.h"

#include <stdlib.h>
#include <string.h>

#include "ensure.h"

void twin_schedule(struct twin *twin, uint64_t time, enum twin_kind kind, uint64_t number, void *what) {
    if (time == TIME_NEVER)
        return;
    ensure(twin->events < sizeof twin->event / sizeof *twin->event);
    twin->event[twin->events++] = (struct twin_event){time, number, kind, what};
}

bool twin_pending(const struct twin *twin, enum twin_kind kind, uint64_t number) {
    for (uint32_t i = 0; i < twin->events; i++)
        if (twin->event[i].kind == kind && twin->event[i].number == number)
            return true;
    return false;
}

void twin_cancel(struct twin *twin, enum twin_kind kind, uint64_t number) {
    for (uint32_t i = 0; i < twin->events; i++)
        if (twin->event[i].kind == kind && twin->event[i].number == number)
            twin->event[i--] = twin->event[--twin->events];
}

static bool earlier(const struct twin_event *a, const struct twin_event *b) {
    if (a->time != b->time)
        return a->time < b->time;
    if (a->kind != b->kind)
        return a->kind < b->kind;
    return a->number < b->number;
}

/* The next event, those upstream included; time TIME_NEVER when there is none. */
static struct twin_event least(struct twin *twin, uint32_t *at, struct twin_job **job) {
    struct twin_event best = twin_upstream(twin);
    *at = UINT32_MAX;
    *job = NULL;
    for (uint32_t i = 0; i < twin->events; i++)
        if (earlier(&twin->event[i], &best)) {
            best = twin->event[i];
            *at = i;
        }
    for (uint32_t cpu = 0; cpu < twin->config->cpu_count; cpu++) {
        struct twin_job *running = twin_running(twin, cpu);
        if (!running)
            continue;
        struct twin_event end = running->event;
        end.time = time_add(twin->now, running->left);
        if (earlier(&end, &best)) {
            best = end;
            *job = running;
        }
    }
    return best;
}

/* What happens on the way of a frame. */
static void frame_event(struct twin *twin, struct twin_event event, bool work) {
    uint32_t queue = (uint32_t)event.number;
    if (event.kind == TWIN_FLUSH)
        twin_show(twin, queue), twin_pump(twin);
    else if (event.kind == TWIN_RETRY)
        twin_retry(twin, queue);
    else if (event.kind == TWIN_RESCUE)
        twin_rescue(twin);
    else if (event.kind == TWIN_ENGINE)
        twin_engine(twin);
    else if (event.kind == TWIN_DMA)
        twin_dma_end(twin, event.what);
    else if (event.kind == TWIN_COALESCE)
        twin_send_unit(twin, queue);
    else if (event.kind == TWIN_DUE)
        twin_cause(twin, queue);
    else if (event.kind == TWIN_INTERRUPT)
        twin_interrupt(twin, queue);
    else if (event.kind == TWIN_ISR)
        twin_want_dpc(twin, queue);
    else if (event.kind == TWIN_DPC && work)
        twin_begin_dpc(twin, queue);
    else if (event.kind == TWIN_DPC)
        twin_join_dpc(twin, queue);
    else if (event.kind == TWIN_CHAIN)
        twin_chain_end(twin, queue);
}

static void happen(struct twin *twin, struct twin_event event, uint32_t at, struct twin_job *job) {
    uint32_t queue = (uint32_t)event.number; /* or protocol, or source */
    if (job)
        twin_job_done(twin, job);
    else if (at != UINT32_MAX)
        twin->event[at] = twin->event[--twin->events];
    if (event.kind == TWIN_ARRIVAL)
        twin_arrival(twin, twin_arrived(twin));
    else if (event.kind == TWIN_MADE)
        twin_take_made(twin);
    else if (event.kind == TWIN_PAUSE)
        twin->link_stopped = event.what != NULL;
    else if (event.kind == TWIN_ACKNOWLEDGE)
        twin_acknowledge(twin, event);
    else if (event.kind == TWIN_THINK)
        twin_think(twin, queue);
    else if (event.kind == TWIN_RETURN)
        twin_return(twin, event);
    else if (event.kind == TWIN_RETURN_TIMER)
        twin_return_timer(twin, queue);
    else if (event.kind == TWIN_SERVED)
        twin_served(twin, event.what);
    else if (event.kind == TWIN_STALL)
        twin_stall(twin, queue);
    else if (event.kind == TWIN_IDLE || event.kind == TWIN_TICK)
        twin_policy_event(twin, event);
    else if (event.kind < TWIN_IDLE)
        twin_host_event(twin, event);
    else
        frame_event(twin, event, job != NULL);
    twin_look_for_starved(twin);
}

static void chance(struct twin *twin) {
    const struct config *config = twin->config;
    uint64_t s = twin->seed, r = twin->replication;
    for (uint32_t i = 0; i < config->nic_queues; i++) {
        struct twin_queue *queue = &twin->queue[i];
        const uint64_t nic = name_hash("nic"), cpu = name_hash("cpu"), host = name_hash("host");
        struct stream *streams[] = {&queue->interrupt_stream, &queue->dpc_stream, &queue->requeue_stream,
                                    &twin->pool[i].idle_stream};
        const uint64_t names[] = {nic, cpu, cpu, host};
        const enum stream_purpose purposes[] = {STREAM_LATENCY, STREAM_LATENCY, STREAM_REQUEUE,
                                                STREAM_SHRINK};
        for (uint32_t j = 0; j < 4; j++)
            if (i == 0)
                stream_start(streams[j], s, r, names[j], purposes[j]);
            else
                stream_start_numbered(streams[j], s, r, names[j], purposes[j], i);
    }
    stream_start(&twin->release_stream, s, r, name_hash("host"), STREAM_RELEASE);
    stream_start(&twin->share_stream, s, r, name_hash("protocol"), STREAM_SHARE);
    sampler_init(&twin->interrupt_law, &config->interrupt_latency);
    sampler_init(&twin->dpc_law, &config->dpc_latency);
    sampler_init(&twin->requeue_law, &config->dpc_requeue);
    sampler_init(&twin->release_law, &config->free_latency);
    sampler_init(&twin->idle_law, &config->shrink_idle);
    sampler_init(&twin->delay_law, &config->allocation_delay);
    sampler_init(&twin->latency_law, &config->allocation_latency);
    sampler_init(&twin->work_law, &config->allocation_cpu);
}

static void start(struct twin *twin) {
    const struct config *config = twin->config;
    twin_traffic(twin);
    twin_start_protocols(twin);
    twin_start_driver(twin);
    for (uint32_t pool = 0; pool < (twin_shared(twin) ? 1 : config->nic_queues); pool++)
        if (config->shrink_every_ps && twin_grows(twin))
            twin_schedule(twin, config->shrink_every_ps, TWIN_TICK, pool, twin);
    for (uint32_t queue = 0; queue < config->nic_queues; queue++)
        if (config->nic_poll_ps != TIME_NEVER) {
            twin->queue[queue].masked_dpc = true;
            twin_schedule(twin, 0, TWIN_DPC, queue, NULL);
        }
    if (config->nic_rescue_ps != TIME_NEVER)
        twin_schedule(twin, config->nic_rescue_ps, TWIN_RESCUE, 0, NULL);
}

void twin_run(struct twin *twin, const struct config *config, uint64_t seed, uint64_t replication) {
    memset(twin, 0, sizeof *twin);
    twin->config = config;
    twin->seed = seed;
    twin->replication = replication;
    twin->end = twin->window_end = config->duration_ps;
    for (uint32_t i = 0; i < TWIN_QUEUES; i++)
        twin->queue[i].last_raise = TIME_NEVER;
    chance(twin);
    if (twin_initialise(twin)) {
        start(twin);
        for (;;) {
            uint32_t at;
            struct twin_job *job;
            struct twin_event event = least(twin, &at, &job);
            if (event.time > twin->now) {
                bool again = twin_policy(twin);
                twin_look_for_starved(twin);
                event = least(twin, &at, &job); /* it may have set or cancelled a timer */
                if (again || event.time == twin->now)
                    continue;
            }
            if (event.time >= twin->end)
                break;
            twin_integrate(twin, event.time);
            twin_work(twin, event.time - twin->now);
            twin->now = event.time;
            happen(twin, event, at, job);
        }
        twin_integrate(twin, twin->window_end);
    }
    twin_facts(twin);
}

void twin_free(struct twin *twin) {
    for (uint32_t i = 0; i < TWIN_SOURCES; i++) {
        for (uint64_t j = 0; j < twin->source[i].made; j++)
            free(twin->source[i].frame[j]);
        free(twin->source[i].frame);
    }
    free(twin->frame);
}
