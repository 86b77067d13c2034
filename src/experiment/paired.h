/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Differences of runs that belong together: the same replication of two points met the same random numbers,
 * so what chance did to one it mostly did to the other, and the difference scatters less than either. */
#ifndef RXP_PAIRED_H
#define RXP_PAIRED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct paired {
    uint32_t n;            /* pairs; 0: nothing is known */
    double a, b;           /* means */
    double mean;           /* of b - a */
    double sd_a, sd_b, sd; /* of one run, and of a difference; 0 for n < 2 */
    bool tested;           /* n >= 2 and something is random */
    double low, high;      /* Student interval of the mean difference; equal to it when not tested */
    double p;              /* two-sided, that there is none; NAN when not tested */
    double adjusted;       /* the same after holm() */
};

/* Differences without any scatter: p is 1 when they are 0, else 0. */
struct paired paired_of(const double *a, const double *b, uint32_t n, double confidence, bool random);

/* One-sided p-value of "the mean is not above 0", by Student's t; n >= 2. */
double paired_p_above(const double *values, uint32_t n);

/* Holm's step-down correction (Holm 1979): adjusted[i] is at most alpha where the i-th hypothesis is rejected
 * with the chance of even one false rejection among all of them at most alpha. NAN stays NAN and counts as no
 * test. */
void holm(const double *p, size_t count, double *adjusted);

#endif
