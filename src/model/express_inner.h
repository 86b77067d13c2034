/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two loops of the express way share (express.c, express_line.c). */
#ifndef RXP_EXPRESS_INNER_H
#define RXP_EXPRESS_INNER_H

#include "express.h"
#include "lone.h"
#include "source_simple.h"

/* What is changed at every frame. `out`: buffers with the protocol; all others are posted. */
struct express {
    struct sim *sim;
    uint32_t *ring;
    uint32_t ring_head, ring_count, ring_size;
    uint32_t out, most;          /* most: the greatest number that is known to have lasted */
    uint64_t stamp_ps, until_ps; /* of meter.h; it ends before that instant */
    bool in_window, fresh;       /* fresh: what holds now is not among the extremes */
    uint64_t arrival_ps;         /* the next one */
    uint32_t accepted;           /* since it was written back: no more than its budget */
    i128 moment;                 /* of `out` */
    struct digest digest;
};

void express_store_levels(const struct express *x);
void express_notes(struct express *x); /* what holds now lasts */
/* What ready buffers are left decides whether an episode begins: rare, and the driver's own business. */
static inline bool express_episode_begins(const struct express *x) {
    uint64_t at = x->sim->pool[0].disable_at;
    return at != CONFIG_NEVER && x->ring_count <= at;
}

/* --- express_line.c: one server, and nothing is held after its service --- */
bool line_serves(const struct plan *plan); /* it is for this scenario ... */
bool line_may(const struct express *x);    /* ... and for what there is now */
uint32_t line_run(struct express *x, uint32_t budget, bool *episode);

/* --- express_crowd.c: a server for everybody, and either service or hold takes no time --- */
bool crowd_serves(const struct plan *plan);
uint32_t crowd_run(struct express *x, uint32_t budget, bool *episode);

/* The frame takes the oldest descriptor and is indicated. */
static inline uint32_t express_indicates(struct express *x, const struct arrived *arrived) {
    struct state *state = x->sim->state;
    uint32_t buffer = x->ring[x->ring_head];
    x->ring_head = x->ring_head + 1 == x->ring_size ? 0 : x->ring_head + 1;
    x->ring_count--;
    x->out++;
    x->moment += x->stamp_ps;
    x->accepted++;
    if (MODEL_CHECKS)
        address_dma(x->sim, buffer);
    x->sim->buffer_place[buffer] = BUFFER_INDICATED;
    frame_begin(x->sim, buffer, state->frames, state->now_ps, arrived->length, arrived->source, 0);
    x->sim->frame[buffer].holders = 1;
    const uint64_t word[FACT_WORDS] = {0, state->now_ps};
    digest_add_words(&x->digest, word, FACT_INTERRUPT);
    return buffer;
}

/* As wire_next(), inline where there is one source and no link. */
static inline void express_next(struct express *x, struct arrived *arrived) {
    struct sim *sim = x->sim;
    const struct source_state *source = &sim->source[0];
    if (sim->plan->wire || sim->plan->source_count > 1) {
        wire_next(sim, (uint32_t)event_number_of(sim->state->arrival.order), arrived);
        x->arrival_ps = sim->state->arrival.time_ps;
        return;
    }
    *arrived = (struct arrived){source->length, source->flow, source->epoch, 0};
    if (!source_simple_advance(sim, 0))
        source_advance(sim, 0);
    x->arrival_ps = sim->state->arrival.time_ps = source->next_ps;
}

/* The frame that arrives now, counted and indicated; the next one is made. Returns its buffer. */
static inline uint32_t express_arrives(struct express *x) {
    struct sim *sim = x->sim;
    struct counters *count = &sim->state->count;
    struct arrived arrived;
    express_next(x, &arrived);
    sim->state->frames++;
    if (x->in_window) {
        count->offered++;
        count->offered_bytes += arrived.length;
    }
    return express_indicates(x, &arrived);
}

/* A buffer that is back goes on the ring. */
static inline void express_posts(struct express *x, uint32_t buffer) {
    x->sim->buffer_place[buffer] = BUFFER_POSTED;
    if (MODEL_CHECKS)
        address_posted(x->sim, buffer);
    uint32_t at = x->ring_head + x->ring_count++;
    x->ring[at >= x->ring_size ? at - x->ring_size : at] = buffer;
}

#endif
