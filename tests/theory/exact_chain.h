/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests of chains: a pool to begin with, and the stationary law by linear algebra. */
#ifndef RXP_EXACT_CHAIN_H
#define RXP_EXACT_CHAIN_H

#include <gsl/gsl_linalg.h>

#include "exact.h"
#include "markov.h"
#include "pool_chain.h"

/* The balance of a chain by LU, one equation replaced by the sum: it subtracts, the elimination does not. */
static inline void by_algebra(const struct markov *chain, double *law) {
    size_t n = chain->states;
    gsl_matrix *a = gsl_matrix_calloc(n, n), *factors = gsl_matrix_alloc(n, n);
    gsl_vector *b = gsl_vector_calloc(n), *x = gsl_vector_calloc(n), *rest = gsl_vector_calloc(n);
    gsl_permutation *order = gsl_permutation_alloc(n);
    int sign;
    for (size_t i = 0; i < n; i++)
        for (size_t m = chain->first[i]; m < chain->first[i + 1]; m++) {
            *gsl_matrix_ptr(a, chain->move[m].to, i) += chain->move[m].rate;
            *gsl_matrix_ptr(a, i, i) -= chain->move[m].rate;
        }
    for (size_t i = 0; i < n; i++)
        gsl_matrix_set(a, 0, i, 1);
    gsl_vector_set(b, 0, 1);
    gsl_matrix_memcpy(factors, a);
    assert_int_equal(gsl_linalg_LU_decomp(factors, order, &sign), 0);
    assert_int_equal(gsl_linalg_LU_solve(factors, order, b, x), 0);
    assert_int_equal(gsl_linalg_LU_refine(a, factors, order, b, x, rest), 0);
    for (size_t i = 0; i < n; i++)
        law[i] = gsl_vector_get(x, i);
    gsl_permutation_free(order);
    gsl_matrix_free(a);
    gsl_matrix_free(factors);
    gsl_vector_free(b);
    gsl_vector_free(x);
    gsl_vector_free(rest);
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
