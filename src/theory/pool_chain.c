/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The moves of a pool of buffers, and what its states are worth. */
#include "pool_chain.h"

#include <stdlib.h>

#include "text.h"

/* One state; as a code with the buffers that are out in front, so that the moves keep near the diagonal. */
struct place {
    uint32_t out;       /* buffers not with the driver */
    uint32_t collected; /* of them: done with, waiting for their batch to be full */
    uint32_t served;    /* in a stall that lets services end: how many are under way */
    uint32_t phase;
    bool stalled, closed;
};

enum { BITS = 19 };

static uint64_t code_of(const struct place *place) {
    uint64_t code = (uint64_t)place->out << BITS | place->collected;
    code = code << BITS | place->served;
    return code << 6 | (uint64_t)place->stalled << 5 | (uint64_t)place->closed << 4 | place->phase;
}

static struct place place_of(uint64_t code) {
    const uint32_t mask = (1u << BITS) - 1;
    return (struct place){.out = (uint32_t)(code >> (6 + 2 * BITS)),
                          .collected = (uint32_t)(code >> (6 + BITS)) & mask,
                          .served = (uint32_t)(code >> 6) & mask,
                          .stalled = code >> 5 & 1,
                          .closed = code >> 4 & 1,
                          .phase = code & 15};
}

static uint32_t least(uint32_t a, uint32_t b) {
    return a < b ? a : b;
}

/* Frames in service, which is where the next departure comes from. */
static uint32_t in_service(const struct pool_chain *model, const struct place *at) {
    if (at->stalled)
        return at->served;
    return least(at->out - at->collected, model->servers);
}

static bool has_room(const struct pool_chain *model, const struct place *at) {
    uint32_t inside = at->out - at->collected;
    if (at->closed || at->out == model->buffers)
        return false;
    return model->waiting == POOL_CHAIN_INFINITE || inside < model->servers ||
           inside - model->servers < model->waiting;
}

/* So many frames arrive at once. Returns how many are lost. */
static uint32_t arrive(const struct pool_chain *model, struct place *at, uint32_t frames) {
    uint32_t taken = 0;
    while (taken < frames && has_room(model, at)) {
        taken++;
        at->out++;
        at->closed = model->episodes && at->out == model->buffers;
    }
    return frames - taken;
}

static void depart(const struct pool_chain *model, struct place *at) {
    if (at->served > 0)
        at->served--;
    if (++at->collected < model->return_batch)
        return;
    at->out -= model->return_batch;
    at->collected = 0;
    if (model->buffers - at->out >= model->resume)
        at->closed = false;
}

static double share_of(const struct pool_chain *model, uint32_t frames) {
    return model->batch_most > 1 ? model->batch_share[frames - 1] : 1;
}

static uint32_t most_of(const struct pool_chain *model) {
    return model->batch_most > 1 ? model->batch_most : 1;
}

static void stall_moves(const struct pool_chain *model, const struct place *at, struct markov_moves *moves) {
    struct place next = *at;
    next.stalled = !at->stalled;
    next.served = next.stalled && model->stall_finishes ? least(at->out - at->collected, model->servers) : 0;
    markov_to(moves, code_of(&next), 1 / (at->stalled ? model->stall_for_s : model->stall_every_s));
}

static void moves_from(const void *context, uint64_t code, struct markov_moves *moves) {
    const struct pool_chain *model = context;
    struct place at = place_of(code), next;
    uint32_t busy = in_service(model, &at);
    for (uint32_t frames = 1; frames <= most_of(model); frames++) {
        next = at;
        (void)arrive(model, &next, frames);
        markov_arrives(moves, code_of(&next), model->rate[at.phase] * share_of(model, frames));
    }
    for (uint32_t phase = 0; phase < model->phases; phase++) {
        next = at;
        next.phase = phase;
        if (phase != at.phase)
            markov_to(moves, code_of(&next), model->move[at.phase][phase]);
    }
    if (busy > 0) {
        next = at;
        depart(model, &next);
        markov_to(moves, code_of(&next), busy / model->service_s);
    }
    if (model->stall_for_s > 0)
        stall_moves(model, &at, moves);
}

struct markov *pool_chain_make(const struct pool_chain *model) {
    const struct place empty = {0};
    return markov_explore(moves_from, model, code_of(&empty));
}

struct pool_answers pool_chain_sum(const struct pool_chain *model, const struct markov *chain,
                                   const double *pi, double arrivals) {
    struct pool_answers sum = {0};
    for (size_t i = 0; i < chain->states; i++) {
        struct place at = place_of(chain->code[i]);
        double rate = pi[i] * model->rate[at.phase] * arrivals;
        sum.out += pi[i] * at.out;
        sum.closed += at.closed ? pi[i] : 0;
        for (uint32_t frames = 1; frames <= most_of(model) && rate > 0; frames++) {
            struct place next = at;
            double flow = rate * share_of(model, frames);
            sum.offered += flow * frames;
            sum.lost += flow * arrive(model, &next, frames);
            sum.closings += next.closed && !at.closed ? flow : 0;
        }
    }
    sum.loss = sum.lost / sum.offered;
    sum.held_s = sum.out / (sum.offered - sum.lost);
    return sum;
}

bool pool_chain_solve(const struct pool_chain *model, struct pool_answers *answers) {
    struct markov *chain = pool_chain_make(model);
    if (chain == NULL)
        return false;
    double *law = memory_alloc(chain->states * sizeof *law);
    bool good = markov_law(chain, law);
    if (good)
        *answers = pool_chain_sum(model, chain, law, 1);
    free(law);
    markov_free(chain);
    return good;
}
