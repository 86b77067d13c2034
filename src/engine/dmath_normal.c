/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The normal quantile by inversion: one draw per normal deviate, so samples stay matched between runs that
 * share their random numbers. Box-Muller and the ziggurat are faster but take two draws, or a random number
 * of them. */
#include "dmath.h"

#include "dmath_kernel.h"
#include "ensure.h"

/* r = sqrt(-log min(p, 1-p)) - 5, and r > 0. */
static double far_tail(double r) {
    double numerator =
        6.65790464350110377720e0 +
        r * (5.46378491116411436990e0 +
             r * (1.78482653991729133580e0 +
                  r * (2.96560571828504891230e-1 +
                       r * (2.65321895265761230930e-2 +
                            r * (1.24266094738807843860e-3 +
                                 r * (2.71155556874348757815e-5 + r * 2.01033439929228813265e-7))))));
    double denominator =
        1.0 + r * (5.99832206555887937690e-1 +
                   r * (1.36929880922735805310e-1 +
                        r * (1.48753612908506148525e-2 +
                             r * (7.86869131145613259100e-4 +
                                  r * (1.84631831751005468180e-5 +
                                       r * (1.42151175831644588870e-7 + r * 2.04426310338993978564e-15))))));
    return numerator / denominator;
}

double dmath_normal_tail(double p) {
    double least = p < 0.5 ? p : 1.0 - p;
    double r = dmath_sqrt_kernel(-dmath_log_kernel(least));
    double z = r <= 5.0 ? dmath_normal_near_tail(r - 1.6) : far_tail(r - 5.0);
    return p < 0.5 ? -z : z;
}

double dmath_normal_quantile(double p) {
    ensure(p >= DBL_MIN && p < 1.0);
    double q = p - 0.5;
    return q >= -0.425 && q <= 0.425 ? dmath_normal_centre(q) : dmath_normal_tail(p);
}
