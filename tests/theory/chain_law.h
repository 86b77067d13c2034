/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests: the stationary law of a chain by linear algebra, which subtracts where elimination does not. */
#ifndef RXP_CHAIN_LAW_H
#define RXP_CHAIN_LAW_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <gsl/gsl_linalg.h>

/* The stationary law of a chain with n states, by linear algebra: rate[i * n + j] is the rate from i to j. */
static inline void chain_law(size_t n, const double *rate, double *law) {
    gsl_matrix *equation = gsl_matrix_calloc(n, n);
    gsl_vector *right = gsl_vector_calloc(n), *solution = gsl_vector_calloc(n), *rest = gsl_vector_calloc(n);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            if (i != j) {
                *gsl_matrix_ptr(equation, j, i) += rate[i * n + j];
                *gsl_matrix_ptr(equation, i, i) -= rate[i * n + j];
            }
    for (size_t i = 0; i < n; i++)
        gsl_matrix_set(equation, n - 1, i, 1); /* in place of one balance: all shares sum to 1 */
    gsl_vector_set(right, n - 1, 1);
    gsl_matrix *factors = gsl_matrix_alloc(n, n);
    gsl_matrix_memcpy(factors, equation);
    gsl_permutation *permutation = gsl_permutation_alloc(n);
    int sign;
    assert_int_equal(gsl_linalg_LU_decomp(factors, permutation, &sign), 0);
    assert_int_equal(gsl_linalg_LU_solve(factors, permutation, right, solution), 0);
    assert_int_equal(gsl_linalg_LU_refine(equation, factors, permutation, right, solution, rest), 0);
    for (size_t i = 0; i < n; i++)
        law[i] = gsl_vector_get(solution, i);
    gsl_permutation_free(permutation);
    gsl_matrix_free(factors);
    gsl_matrix_free(equation);
    gsl_vector_free(right);
    gsl_vector_free(solution);
    gsl_vector_free(rest);
}

#endif
