/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The twin's clock: the least event of the list goes next, the policy is asked when an instant is over, and
 * at the end of the run every fact is read off what was kept. */
#include "model_twin.h"

#include <stdlib.h>
#include <string.h>

#include "ensure.h"

void twin_push(struct twin_list *list, void *item) {
    ensure(list->count < sizeof list->item / sizeof *list->item);
    list->item[list->count++] = item;
}

void *twin_take(struct twin_list *list, uint32_t at) {
    ensure(at < list->count);
    void *item = list->item[at];
    list->count--;
    for (uint32_t i = at; i < list->count; i++)
        list->item[i] = list->item[i + 1];
    return item;
}

void twin_schedule(struct twin *twin, uint64_t time, enum twin_kind kind, uint64_t number, void *what) {
    if (time >= twin->config->duration_ps)
        return;
    ensure(twin->events < sizeof twin->event / sizeof *twin->event);
    twin->event[twin->events++] = (struct twin_event){time, number, kind, what};
}

void twin_cancel(struct twin *twin, enum twin_kind kind) {
    for (uint32_t i = 0; i < twin->events; i++)
        if (twin->event[i].kind == kind)
            twin->event[i--] = twin->event[--twin->events];
}

bool twin_ideal(const struct twin *twin) {
    return twin->config->pool_placement == PLACEMENT_IDEAL;
}

uint64_t twin_count(const struct twin *twin, enum twin_place place) {
    uint64_t count = 0;
    for (uint32_t i = 0; i < twin->buffers; i++)
        count += twin->buffer[i].block && twin->buffer[i].place == place;
    return count;
}

/* Not with a protocol and not draining. */
uint64_t twin_ready(const struct twin *twin) {
    uint64_t count = 0;
    for (uint32_t i = 0; i < twin->buffers; i++) {
        const struct twin_buffer *buffer = &twin->buffer[i];
        count += buffer->block && buffer->place != TWIN_INDICATED &&
                 (twin_ideal(twin) || buffer->block->state == TWIN_LIVE);
    }
    return count;
}

uint64_t twin_bytes(const struct twin *twin) {
    uint64_t bytes = 0;
    for (uint32_t i = 0; i < twin->blocks; i++) {
        enum twin_state state = twin->block[i].state;
        bytes +=
            state == TWIN_LIVE || state == TWIN_DRAINING || state == TWIN_FREEING ? twin->block[i].bytes : 0;
    }
    return bytes;
}

static bool earlier(const struct twin_event *a, const struct twin_event *b) {
    if (a->time != b->time)
        return a->time < b->time;
    if (a->kind != b->kind)
        return a->kind < b->kind;
    return a->number < b->number;
}

/* The next event, arrivals included; time TIME_NEVER when there is none. */
static struct twin_event least(const struct twin *twin, uint32_t *at) {
    struct twin_event best = {TIME_NEVER, 0, TWIN_ARRIVAL, NULL};
    *at = UINT32_MAX;
    if (twin->arrived < twin->frames)
        best = (struct twin_event){twin->frame[twin->arrived].arrival, 0, TWIN_ARRIVAL, NULL};
    for (uint32_t i = 0; i < twin->events; i++)
        if (earlier(&twin->event[i], &best)) {
            best = twin->event[i];
            *at = i;
        }
    return best;
}

static void happen(struct twin *twin, struct twin_event event, uint32_t at) {
    if (at != UINT32_MAX)
        twin->event[at] = twin->event[--twin->events];
    if (event.kind == TWIN_ARRIVAL)
        twin_arrival(twin, &twin->frame[twin->arrived++]);
    else if (event.kind == TWIN_ALLOCATED || event.kind == TWIN_FREED || event.kind == TWIN_QUEUED ||
             event.kind == TWIN_IDLE || event.kind == TWIN_TICK)
        twin_pool_event(twin, event);
    else
        twin_frame_event(twin, event);
}

static void integrate(struct twin *twin, uint64_t to) {
    uint64_t from = twin->now > twin->config->warmup_ps ? twin->now : twin->config->warmup_ps;
    if (to <= from)
        return;
    for (enum twin_place place = TWIN_FREE; place < TWIN_PLACES; place++)
        twin->integral[place] += (u128)twin_count(twin, place) * (to - from);
    twin->ready_integral += (u128)twin_ready(twin) * (to - from);
    twin->byte_integral += (u128)twin_bytes(twin) * (to - from);
    twin->disabled_integral += twin->masked_episode ? to - from : 0;
}

static void fact(struct twin *twin, enum fact_kind kind, const uint64_t *word, size_t words) {
    uint64_t all[FACT_WORDS] = {0};
    memcpy(all, word, words * sizeof *word);
    digest_add_words(&twin->digest, all, kind);
}

/* A time that is not within the run is written as all ones. */
static uint64_t within(const struct twin *twin, uint64_t time) {
    return time < twin->config->duration_ps ? time : UINT64_MAX;
}

static void facts(struct twin *twin) {
    for (uint64_t i = 0; i < twin->arrived; i++) {
        const struct twin_frame *f = &twin->frame[i];
        const uint64_t word[] = {name_hash(twin->config->source[f->source].name),
                                 f->number,
                                 f->length,
                                 f->arrival,
                                 f->fate,
                                 within(twin, f->indicated),
                                 within(twin, f->returned)};
        fact(twin, FACT_FRAME, word, 7);
    }
    for (uint32_t i = 0; i < twin->interrupts; i++)
        fact(twin, FACT_INTERRUPT, (const uint64_t[]){0, twin->interrupt[i]}, 2);
    for (uint32_t i = 0; i < twin->episodes; i++) {
        const struct twin_episode *e = &twin->episode[i];
        fact(twin, FACT_EPISODE, (const uint64_t[]){0, e->start, e->end, e->drops}, 4);
    }
    for (uint32_t i = 0; i < twin->blocks; i++) {
        const struct twin_block *b = &twin->block[i];
        const uint64_t word[] = {b->number, b->requested, b->completed, b->bytes,
                                 b->state == TWIN_REQUESTED ? 0 : (uint64_t)b->outcome};
        fact(twin, FACT_ALLOCATION, word, 5);
        if (b->state == TWIN_FREEING || b->freed != TIME_NEVER)
            fact(twin, FACT_BLOCK_FREED, (const uint64_t[]){b->number, b->freed}, 2);
    }
}

static void chance(struct twin *twin) {
    const struct config *config = twin->config;
    uint64_t s = twin->seed, r = twin->replication;
    stream_start(&twin->interrupt_stream, s, r, name_hash("nic"), STREAM_LATENCY);
    stream_start(&twin->dpc_stream, s, r, name_hash("cpu"), STREAM_LATENCY);
    stream_start(&twin->release_stream, s, r, name_hash("host"), STREAM_RELEASE);
    stream_start(&twin->idle_stream, s, r, name_hash("host"), STREAM_SHRINK);
    stream_start(&twin->share_stream, s, r, name_hash("protocol"), STREAM_SHARE);
    sampler_init(&twin->interrupt_law, &config->interrupt_latency);
    sampler_init(&twin->dpc_law, &config->dpc_latency);
    sampler_init(&twin->release_law, &config->free_latency);
    sampler_init(&twin->idle_law, &config->shrink_idle);
    sampler_init(&twin->delay_law, &config->allocation_delay);
    sampler_init(&twin->latency_law, &config->allocation_latency);
    for (uint32_t i = 0; i < config->protocol_count; i++) {
        uint64_t name = name_hash(config->protocol[i].name);
        stream_start(&twin->service_stream[i], s, r, name, STREAM_SERVICE);
        stream_start(&twin->hold_stream[i], s, r, name, STREAM_HOLD);
        sampler_init(&twin->service_law[i], &config->protocol[i].service);
        sampler_init(&twin->hold_law[i], &config->protocol[i].hold);
    }
}

void twin_run(struct twin *twin, const struct config *config, uint64_t seed, uint64_t replication) {
    memset(twin, 0, sizeof *twin);
    twin->config = config;
    twin->seed = seed;
    twin->replication = replication;
    twin->last_raise = TIME_NEVER;
    chance(twin);
    if (twin_initialise(twin)) {
        twin_traffic(twin);
        twin_refill(twin);
        if (config->shrink_every_ps)
            twin_schedule(twin, config->shrink_every_ps, TWIN_TICK, 0, twin);
        for (;;) {
            uint32_t at;
            struct twin_event event = least(twin, &at);
            if (event.time > twin->now) {
                bool again = twin_policy(twin);
                event = least(twin, &at); /* it may have set or cancelled a timer */
                if (again || event.time == twin->now)
                    continue;
            }
            if (event.time >= config->duration_ps)
                break;
            integrate(twin, event.time);
            twin->now = event.time;
            happen(twin, event, at);
        }
        integrate(twin, config->duration_ps);
    }
    facts(twin);
}

void twin_free(struct twin *twin) {
    free(twin->frame);
    twin->frame = NULL;
}
