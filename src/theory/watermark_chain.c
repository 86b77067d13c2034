/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The watermark rule as a chain. It is looked at at the end of every instant, so that every state is one in
 * which nothing is left to be asked for. */
#include "watermark_chain.h"

#include <stdlib.h>

#include "text.h"

struct place {
    uint32_t out;     /* buffers with the protocol */
    uint32_t grown;   /* chunks there are besides the first block */
    uint32_t pending; /* chunks asked for */
    bool closed;
};

static uint64_t code_of(const struct place *at) {
    return ((uint64_t)at->out << 40) | (uint64_t)at->grown << 20 | (uint64_t)at->pending << 1 | at->closed;
}

static struct place place_of(uint64_t code) {
    return (struct place){.out = (uint32_t)(code >> 40),
                          .grown = (uint32_t)(code >> 20) & 0xfffff,
                          .pending = (uint32_t)(code >> 1) & 0x7ffff,
                          .closed = code & 1};
}

static uint32_t live(const struct watermark_chain *model, const struct place *at) {
    return model->initial + at->grown * model->chunk;
}

static uint32_t ready(const struct watermark_chain *model, const struct place *at) {
    return live(model, at) - at->out;
}

/* The end of an instant. Returns how many requests are made. */
static uint32_t settle(const struct watermark_chain *model, struct place *at) {
    uint32_t made = 0;
    while (ready(model, at) <= model->below && at->pending < model->in_flight &&
           (uint64_t)live(model, at) + (uint64_t)(at->pending + 1) * model->chunk <= model->limit) {
        at->pending++;
        made++;
    }
    if (ready(model, at) >= model->resume)
        at->closed = false;
    return made;
}

static bool arrival(const struct watermark_chain *model, struct place *at) {
    if (at->closed || ready(model, at) == 0)
        return false;
    at->out++;
    at->closed = model->episodes && ready(model, at) == 0;
    return true;
}

static uint32_t give_back(const struct watermark_chain *model, struct place *at) {
    uint32_t given = 0;
    while (given < model->give && at->grown > 0 && ready(model, at) >= model->chunk) {
        at->grown--;
        given++;
    }
    return given;
}

static uint32_t least(uint32_t a, uint32_t b) {
    return a < b ? a : b;
}

static bool is_idle(const struct watermark_chain *model, const struct place *at) {
    return at->grown > 0 && ready(model, at) >= model->above;
}

/* The four things that can happen; kind counts them. Returns the rate; *made and *freed are requests and
 * chunks. */
static double event(const struct watermark_chain *model, int kind, struct place *at, uint32_t *made,
                    uint32_t *freed) {
    double rate = 0;
    *made = *freed = 0;
    if (kind == 0) {
        if (!arrival(model, at))
            return 0;
        rate = model->rate;
    } else if (kind == 1) {
        rate = least(at->out, model->servers) / model->service_s;
        at->out -= at->out > 0;
    } else if (kind == 2) {
        rate = least(at->pending, model->workers) / model->latency_s;
        at->grown += at->pending > 0;
        at->pending -= at->pending > 0;
    } else {
        rate = is_idle(model, at) ? 1 / model->idle_s : 0;
        *freed = rate > 0 ? give_back(model, at) : 0;
    }
    *made = rate > 0 ? settle(model, at) : 0;
    return rate;
}

static void moves_from(const void *context, uint64_t code, struct markov_moves *moves) {
    const struct watermark_chain *model = context;
    uint32_t made, freed;
    for (int kind = 0; kind < 4; kind++) {
        struct place at = place_of(code);
        double rate = event(model, kind, &at, &made, &freed);
        markov_to(moves, code_of(&at), rate);
    }
}

static void sum_up(const struct watermark_chain *model, const struct markov *chain, const double *law,
                   struct watermark_answers *sum) {
    struct pool_answers *pool = &sum->pool;
    *sum = (struct watermark_answers){.pool.offered = model->rate};
    for (size_t i = 0; i < chain->states; i++) {
        struct place at = place_of(chain->code[i]), next = at;
        pool->out += law[i] * at.out;
        pool->closed += at.closed ? law[i] : 0;
        pool->lost += arrival(model, &next) ? 0 : law[i] * model->rate;
        pool->closings += next.closed && !at.closed ? law[i] * model->rate : 0;
        sum->total += law[i] * live(model, &at);
        for (int kind = 0; kind < 4; kind++) {
            uint32_t made, freed;
            next = at;
            double rate = event(model, kind, &next, &made, &freed);
            sum->requests += law[i] * rate * made;
            sum->freed += law[i] * rate * freed;
        }
    }
    pool->loss = pool->lost / pool->offered;
    pool->held_s = pool->out / (pool->offered - pool->lost);
}

bool watermark_chain_solve(const struct watermark_chain *model, struct watermark_answers *answers) {
    struct place start = {0};
    (void)settle(model, &start);
    struct markov *chain = markov_explore(moves_from, model, code_of(&start));
    if (chain == NULL)
        return false;
    double *law = memory_alloc(chain->states * sizeof *law);
    bool good = markov_law(chain, law);
    if (good)
        sum_up(model, chain, law, answers);
    free(law);
    markov_free(chain);
    return good;
}
