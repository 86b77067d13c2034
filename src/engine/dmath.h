/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deterministic mathematics: log, exp, pow, the gamma function and the normal quantile from + - * / sqrt and
 * bit operations only. libm's versions differ between machines and releases; these never do. All are accurate
 * to a few units in the last place (bounds tested against libm and GSL). */
#ifndef RXP_DMATH_H
#define RXP_DMATH_H

double dmath_log(double x);             /* x > 0, finite, normal */
double dmath_exp(double x);             /* overflow gives HUGE_VAL, underflow 0 */
double dmath_pow(double x, double y);   /* x > 0 */
double dmath_gamma(double x);           /* 0 < x <= 170: for the mean of a Weibull law */
double dmath_normal_quantile(double p); /* 0 < p < 1; AS 241 PPND16 */
double dmath_sqrt(double x);            /* the hardware's, correctly rounded by IEEE 754 */

#endif
