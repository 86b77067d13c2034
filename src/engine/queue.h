/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The event queue: a four-ary heap of 16-byte events in the caller's flat block.
 *
 * Load it is made for: tens to a few thousand pending events, one pop and about one push per event handled.
 *   - The four children of a node share one 64-byte cache line, so a level costs one line; the root shares
 * its line with the state. Slots that hold nothing hold the greatest possible event, so four children always
 * exist and the least of them is found without a branch: a heap's comparisons are coin tosses, no predictor
 * learns them.
 *   - A pop leaves a hole at the root. The push that usually follows fills it and sinks from there: one walk
 * instead of two. If none comes, the next look at the queue closes the hole with the last event.
 *   - There is no removal by handle: it would cost every event a write per level. A timer that can be
 * re-armed keeps its due time and ignores stale events.
 *
 * Two events may compare equal only if they are the same in every bit, so their order cannot matter.
 *
 * Ownership: all state is plain memory (queue_bytes of it, 64-byte aligned) without pointers; a copy of the
 * bytes is a copy of the queue. struct queue is a view that queue_bind makes anew over any copy. Failure:
 * pushing beyond the capacity is a defect of the caller and ends in ensure(). */
#ifndef RXP_QUEUE_H
#define RXP_QUEUE_H

#include <stddef.h>
#include <stdint.h>

#include "ensure.h"
#include "event.h"
#include "simtime.h"
#include "wide.h"

struct queue_state {
    uint32_t count; /* slots in use, the hole included */
    uint32_t hole;  /* 1: the root was popped and not yet refilled */
    uint32_t peak;  /* the most slots ever in use: tells how well a capacity was chosen */
    uint32_t pad[9];
};

/* The root starts where the state ends: 48 bytes into a line, so the groups of four that follow are aligned.
 */
_Static_assert(sizeof(struct queue_state) == 48, "the root fills the line of the state");
_Static_assert(sizeof(struct event) == 16, "four children fill a line");

struct queue {
    struct queue_state *state;
    struct event *heap; /* children of i: 4i+1 .. 4i+4 */
    uint32_t capacity;
};

/* How many groups of four children a queue of that capacity has below its root. */
static inline size_t queue_groups(uint32_t capacity) {
    return ((size_t)capacity + 2) / 4;
}

static inline size_t queue_bytes(uint32_t capacity) {
    return 64 + 64 * queue_groups(capacity);
}

/* memory: queue_bytes(capacity) bytes at an address divisible by 64. Reads and writes nothing there. */
static inline void queue_bind(struct queue *queue, void *memory, uint32_t capacity) {
    ensure((uintptr_t)memory % 64 == 0 && capacity > 0);
    queue->state = (struct queue_state *)memory;
    queue->heap = (struct event *)(void *)((char *)memory + sizeof(struct queue_state));
    queue->capacity = capacity;
}

static const struct event queue_nothing = {TIME_NEVER, UINT64_MAX};

/* Empties a bound queue; every byte of it gets a defined value. */
static inline void queue_init(struct queue *queue) {
    *queue->state = (struct queue_state){0};
    for (size_t i = 0; i < 1 + 4 * queue_groups(queue->capacity); i++)
        queue->heap[i] = queue_nothing;
}

/* event_before, in the form that both compilers turn into one compare and one subtract with borrow. */
static inline bool queue_before(const struct event *a, const struct event *b) {
    return ((u128)a->time_ps << 64 | a->order) < ((u128)b->time_ps << 64 | b->order);
}

/* Puts event where it belongs at or below the root, whose old content is lost. */
static inline void queue_sink(struct event *heap, size_t count, struct event event) {
    size_t at = 0;
    for (size_t child = 1; child < count; child = 4 * at + 1) {
        const struct event *group = &heap[child];
        size_t left = queue_before(&group[1], &group[0]);
        size_t right = 2 + (size_t)queue_before(&group[3], &group[2]);
        size_t least = left + (right - left) * queue_before(&group[right], &group[left]);
        if (!queue_before(&group[least], &event))
            break;
        heap[at] = group[least];
        at = child + least;
    }
    heap[at] = event;
}

static inline void queue_close_hole(struct queue *queue) {
    struct queue_state *state = queue->state;
    uint32_t last = --state->count;
    struct event event = queue->heap[last];
    state->hole = 0;
    queue->heap[last] = queue_nothing;
    if (last > 0)
        queue_sink(queue->heap, last, event);
}

static inline uint32_t queue_count(const struct queue *queue) {
    return queue->state->count - queue->state->hole;
}

static inline void queue_push(struct queue *queue, struct event event) {
    struct queue_state *state = queue->state;
    struct event *heap = queue->heap;
    model_ensure(event.time_ps != TIME_NEVER);
    if (state->hole) {
        state->hole = 0;
        queue_sink(heap, state->count, event);
        return;
    }
    size_t at = state->count;
    ensure(at < queue->capacity);
    state->count++;
    state->peak = state->count > state->peak ? state->count : state->peak;
    while (at > 0) {
        size_t parent = (at - 1) / 4;
        if (!queue_before(&event, &heap[parent]))
            break;
        heap[at] = heap[parent];
        at = parent;
    }
    heap[at] = event;
}

/* The least event; its time is TIME_NEVER when there is none. */
static inline struct event queue_peek(struct queue *queue) {
    if (queue->state->hole)
        queue_close_hole(queue);
    return queue->heap[0];
}

/* Takes the least event out. The queue must not be empty. */
static inline struct event queue_pop(struct queue *queue) {
    struct event least = queue_peek(queue);
    ensure(queue->state->count > 0);
    queue->state->hole = 1;
    return least;
}

#endif
