/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests of the mathematics of src/theory: two methods must agree. */
#ifndef RXP_EXACT_H
#define RXP_EXACT_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#define EXACT 1e-10 /* the promise of docs/theory.md */

static inline void assert_share(double got, double wanted, double share) {
    if (!(fabs(got - wanted) <= share * fabs(wanted)))
        fail_msg("got %.17g, wanted %.17g", got, wanted);
}

static inline void assert_exact(double got, double wanted) {
    assert_share(got, wanted, EXACT);
}

#endif
