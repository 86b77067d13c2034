/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The twin's books: lists, everything that is found by counting, and at the end of the run every fact, read
 * off what was kept. */
#include <string.h>

#include "ensure.h"
#include "model_twin.h"

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

bool twin_ideal(const struct twin *twin) {
    return twin->config->pool_placement == PLACEMENT_IDEAL;
}

bool twin_grows(const struct twin *twin) {
    return twin->config->pool_policy == TWIN_WATERMARK || twin->config->pool_policy == TWIN_DOUBLING;
}

bool twin_shared(const struct twin *twin) {
    return twin->config->pool_scope == POOL_SHARED && twin->config->nic_queues > 1;
}

uint32_t twin_pool_of(const struct twin *twin, uint32_t queue) {
    return twin_shared(twin) ? 0 : queue;
}

uint64_t twin_count(const struct twin *twin, enum twin_place place) {
    uint64_t count = 0;
    for (uint32_t i = 0; i < twin->buffers; i++)
        count += twin->buffer[i].block && twin->buffer[i].place == place;
    return count;
}

static bool counts(const struct twin *twin, const struct twin_buffer *buffer) {
    return buffer->block && buffer->place != TWIN_INDICATED && buffer->place != TWIN_HOME &&
           (twin_ideal(twin) || buffer->block->state == TWIN_LIVE);
}

/* What the queue has or can use: free, or posted, in DMA or filled on its own ring; not draining. */
uint64_t twin_ready(const struct twin *twin, uint32_t queue) {
    uint64_t count = 0;
    for (uint32_t i = 0; i < twin->buffers; i++) {
        const struct twin_buffer *buffer = &twin->buffer[i];
        bool its =
            buffer->place == TWIN_FREE ? buffer->pool == twin_pool_of(twin, queue) : buffer->queue == queue;
        count += counts(twin, buffer) && its;
    }
    return count;
}

uint64_t twin_pool_ready(const struct twin *twin, uint32_t pool) {
    uint64_t count = 0;
    for (uint32_t i = 0; i < twin->buffers; i++)
        count += counts(twin, &twin->buffer[i]) && twin->buffer[i].pool == pool;
    return count;
}

/* Descriptors in use. */
uint64_t twin_occupied(const struct twin *twin, uint32_t queue) {
    uint64_t count = 0;
    for (uint32_t i = 0; i < twin->buffers; i++) {
        const struct twin_buffer *buffer = &twin->buffer[i];
        count +=
            buffer->block && buffer->queue == queue &&
            (buffer->place == TWIN_POSTED || buffer->place == TWIN_IN_DMA || buffer->place == TWIN_FILLED);
    }
    return count;
}

uint64_t twin_visible(const struct twin *twin, uint32_t queue) {
    const struct twin_list *ring = &twin->queue[queue].ring;
    uint64_t count = 0;
    for (uint32_t i = 0; i < ring->count; i++)
        count += ((const struct twin_buffer *)ring->item[i])->visible;
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

void twin_integrate(struct twin *twin, uint64_t to) {
    uint64_t from = twin->now > twin->config->warmup_ps ? twin->now : twin->config->warmup_ps;
    if (to <= from)
        return;
    for (enum twin_place place = TWIN_FREE; place < TWIN_PLACES; place++)
        twin->integral[place] += (u128)twin_count(twin, place) * (to - from);
    for (uint32_t pool = 0; pool < (twin_shared(twin) ? 1 : twin->config->nic_queues); pool++)
        twin->ready_integral += (u128)twin_pool_ready(twin, pool) * (to - from);
    twin->byte_integral += (u128)twin_bytes(twin) * (to - from);
    for (uint32_t queue = 0; queue < twin->config->nic_queues; queue++)
        twin->disabled_integral += twin->queue[queue].masked_episode ? to - from : 0;
}

static void fact(struct twin *twin, enum fact_kind kind, const uint64_t *word, size_t words) {
    uint64_t all[FACT_WORDS] = {0};
    memcpy(all, word, words * sizeof *word);
    digest_add_words(&twin->digest, all, kind);
}

/* A time that is not within the run is written as all ones. */
static uint64_t within(const struct twin *twin, uint64_t time) {
    return time < twin->end ? time : UINT64_MAX;
}

void twin_facts(struct twin *twin) {
    for (uint64_t i = 0; i < twin->arrived; i++) {
        const struct twin_frame *f = twin->frame[i];
        const uint64_t word[] = {name_hash(twin->config->source[f->source].name),
                                 f->number,
                                 f->length,
                                 f->arrival,
                                 f->fate,
                                 within(twin, f->indicated),
                                 within(twin, f->returned)};
        fact(twin, FACT_FRAME, word, 7);
    }
    for (uint32_t i = 0; i < twin->interrupts; i++) {
        const uint64_t word[] = {twin->interrupt[i].queue, twin->interrupt[i].time};
        fact(twin, FACT_INTERRUPT, word, 2);
    }
    for (uint32_t i = 0; i < twin->episodes; i++) {
        const struct twin_episode *e = &twin->episode[i];
        fact(twin, FACT_EPISODE, (const uint64_t[]){e->queue, e->start, e->end, e->drops}, 4);
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
