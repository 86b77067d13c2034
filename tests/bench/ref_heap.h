/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The holds of ref_mmcc.c in a four-ary heap of times and buffers. */
#ifndef RXP_REF_HEAP_H
#define RXP_REF_HEAP_H

struct hold {
    double end;
    uint64_t buffer;
};
struct holds {
    size_t count;
    struct hold heap[BUFFERS]; /* an empty one ends in INFINITY */
};

static inline void holds_start(struct holds *holds) {
    holds->count = 0;
    holds->heap[0].end = INFINITY;
}

/* When the first hold ends; INFINITY when there is none. */
static inline double holds_end(const struct holds *holds) {
    return holds->heap[0].end;
}

static inline void holds_put(struct holds *holds, double end, uint64_t buffer) {
    struct hold *heap = holds->heap;
    size_t hole = holds->count++;
    while (hole > 0 && heap[(hole - 1) / 4].end > end) {
        heap[hole] = heap[(hole - 1) / 4];
        hole = (hole - 1) / 4;
    }
    heap[hole] = (struct hold){end, buffer};
}

/* Takes out the hold that ends first. */
static inline uint64_t holds_take(struct holds *holds) {
    struct hold *heap = holds->heap;
    uint64_t taken = heap[0].buffer;
    size_t hole = 0, last = --holds->count;
    struct hold moved = heap[last];
    for (size_t child = 1; child < last; child = 4 * hole + 1) {
        size_t least = child, end = child + 4 < last ? child + 4 : last;
        double soonest = heap[child].end;
        for (size_t i = child + 1; i < end; i++)
            if (heap[i].end < soonest) {
                soonest = heap[i].end;
                least = i;
            }
        if (soonest >= moved.end)
            break;
        heap[hole] = heap[least];
        hole = least;
    }
    heap[hole] = moved;
    heap[last].end = INFINITY;
    return taken;
}

#endif
