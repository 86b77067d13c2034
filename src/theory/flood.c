/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Floods: arrivals whose rate changes at known times. There is no long run; what is exact is the expectation
 * of what this run counts, from an empty pool at time 0, stretch by stretch of constant rate. */
#include <stdlib.h>
#include <string.h>

#include "reduction_inner.h"

struct flood {
    const struct pool_chain *model;
    struct markov *chain;
    double *law, *spent;
    struct pool_answers sum; /* over the window, not per second */
};

/* One stretch of constant rate; what is counted begins with the window. */
static bool stretch(struct flood *flood, double rate, double seconds, bool counts) {
    if (!(seconds > 0))
        return true;
    memset(flood->spent, 0, flood->chain->states * sizeof *flood->spent);
    if (!markov_spend(flood->chain, rate, seconds, flood->law, flood->spent))
        return false;
    struct pool_answers part = pool_chain_sum(flood->model, flood->chain, flood->spent, rate);
    if (!counts)
        return true;
    flood->sum.offered += part.offered;
    flood->sum.lost += part.lost;
    flood->sum.out += part.out;
    flood->sum.closed += part.closed;
    flood->sum.closings += part.closings;
    return true;
}

static bool go_through(const struct reduction *r, struct flood *flood) {
    double now = 0, rate = 0, warm = SECONDS(r->config->warmup_ps), end = SECONDS(r->config->duration_ps);
    bool good = true;
    for (size_t i = 0; i <= r->steps && good; i++) {
        double to = i < r->steps && r->step[i].at_s < end ? r->step[i].at_s : end;
        double middle = now < warm && warm < to ? warm : to;
        good = stretch(flood, rate, middle - now, now >= warm) && stretch(flood, rate, to - middle, true);
        now = to;
        rate = i < r->steps ? r->step[i].rate : 0;
    }
    return good;
}

static void answer(const struct reduction *r, const struct pool_answers *sum) {
    double window = window_s(r->config);
    struct theory *theory = r->theory;
    answer_add(theory, "frames_offered", sum->offered);
    answer_add(theory, "frames_dropped", sum->lost);
    answer_add(theory, "buffers_indicated_mean", sum->out / window);
    if (r->config->disable_at == 0) {
        answer_add(theory, "interrupt_disabled_ratio", sum->closed / window);
        answer_add(theory, "interrupt_disable_episodes", sum->closings);
    }
}

void flood_reduce(struct reduction *r) {
    struct pool_chain model = reduction_chain(r);
    model.rate[0] = 1;
    struct flood flood = {.model = &model, .chain = pool_chain_make(&model)};
    bool good = flood.chain != NULL;
    if (good) {
        flood.law = memory_alloc(flood.chain->states * sizeof *flood.law);
        flood.spent = memory_alloc(flood.chain->states * sizeof *flood.spent);
        flood.law[markov_find(flood.chain, 0)] = 1; /* code 0: nothing is out */
        good = go_through(r, &flood);
    }
    if (good)
        answer(r, &flood.sum);
    need(r, good, "pool.initial", "smaller, or the run shorter: there are too many states, or steps of time");
    free(flood.law);
    free(flood.spent);
    markov_free(flood.chain);
}
