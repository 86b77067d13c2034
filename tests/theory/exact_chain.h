/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests of chains: a pool to begin with, and the stationary law by linear algebra. */
#ifndef RXP_EXACT_CHAIN_H
#define RXP_EXACT_CHAIN_H

#include <stdlib.h>

#include "chain_law.h"
#include "exact.h"
#include "markov.h"
#include "pool_chain.h"

/* The balance of a chain by LU: another method than that of markov.h. */
static inline void by_algebra(const struct markov *chain, double *law) {
    size_t n = chain->states;
    double *rate = calloc(n * n, sizeof *rate);
    assert_non_null(rate);
    for (size_t i = 0; i < n; i++)
        for (size_t m = chain->first[i]; m < chain->first[i + 1]; m++)
            rate[i * n + chain->move[m].to] += chain->move[m].rate;
    chain_law(n, rate, law);
    free(rate);
}

static inline struct pool_chain plain(uint32_t buffers, uint32_t servers, double rate) {
    return (struct pool_chain){.buffers = buffers,
                               .servers = servers,
                               .waiting = POOL_CHAIN_INFINITE,
                               .episodes = true,
                               .resume = 1,
                               .service_s = 1,
                               .return_batch = 1,
                               .phases = 1,
                               .rate = {rate}};
}

#endif
