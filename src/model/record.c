/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of episodes and allocations that a run keeps: the first N by number and the longest N of the rest.
 *
 * Room is known before the run starts. The longest are a min-heap on (duration, number): the shortest of them
 * is at the root and makes way. Of equal durations the lower number stays, so what is kept does not depend on
 * anything else. */
#include <string.h>

#include "modules.h"

/* a is shorter than b, or as long and later. */
static bool episode_less(const void *a, const void *b) {
    const struct kept_episode *x = a, *y = b;
    uint64_t dx = x->end_ps - x->start_ps, dy = y->end_ps - y->start_ps;
    return dx != dy ? dx < dy : x->number > y->number;
}

static bool allocation_less(const void *a, const void *b) {
    const struct kept_allocation *x = a, *y = b;
    uint64_t dx = x->completed_ps - x->requested_ps, dy = y->completed_ps - y->requested_ps;
    return dx != dy ? dx < dy : x->number > y->number;
}

typedef bool row_less(const void *a, const void *b);

struct heap {
    char *row;
    size_t size;
    row_less *less;
};

static void *at(const struct heap *heap, size_t i) {
    return heap->row + i * heap->size;
}

static void swap(const struct heap *heap, size_t i, size_t j) {
    char kept[sizeof(struct kept_allocation)];
    _Static_assert(sizeof(struct kept_allocation) >= sizeof(struct kept_episode), "room for either row");
    memcpy(kept, at(heap, i), heap->size);
    memcpy(at(heap, i), at(heap, j), heap->size);
    memcpy(at(heap, j), kept, heap->size);
}

static void sift_up(const struct heap *heap, size_t i) {
    for (; i > 0 && heap->less(at(heap, i), at(heap, (i - 1) / 2)); i = (i - 1) / 2)
        swap(heap, i, (i - 1) / 2);
}

static void sift_down(const struct heap *heap, size_t i, size_t count) {
    for (;;) {
        size_t least = i;
        for (size_t child = 2 * i + 1; child <= 2 * i + 2 && child < count; child++)
            if (heap->less(at(heap, child), at(heap, least)))
                least = child;
        if (least == i)
            return;
        swap(heap, i, least);
        i = least;
    }
}

static void keep_longest(struct keeper *keeper, const struct heap *heap, const void *row, uint32_t limit) {
    if (keeper->longest < limit) {
        memcpy(at(heap, keeper->longest), row, heap->size);
        sift_up(heap, keeper->longest++);
    } else if (limit > 0 && heap->less(at(heap, 0), row)) {
        memcpy(at(heap, 0), row, heap->size);
        sift_down(heap, 0, limit);
    }
}

void record_episode(struct sim *sim, const struct episode_row *row) {
    struct keeper *keeper = &sim->state->episode_rows;
    const struct kept_episode kept = kept_episode(row);
    const struct heap heap = {(char *)sim->episode_longest, sizeof kept, episode_less};
    keeper->seen++;
    if (row->number <= sim->plan->rows_limit)
        sim->episode_first[row->number - 1] = kept;
    else
        keep_longest(keeper, &heap, &kept, sim->plan->rows_limit);
}

void record_allocation(struct sim *sim, const struct allocation_row *row) {
    struct keeper *keeper = &sim->state->allocation_rows;
    const struct kept_allocation kept = kept_allocation(row);
    const struct heap heap = {(char *)sim->allocation_longest, sizeof kept, allocation_less};
    keeper->seen++;
    if (row->number <= sim->plan->allocation_rows)
        sim->allocation_first[row->number - 1] = kept;
    else
        keep_longest(keeper, &heap, &kept, sim->plan->allocation_rows);
}
