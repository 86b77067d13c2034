/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernels of dmath, inline, so that a loop over eight draws becomes vector code.
 *
 * The definition of every bit is the sequence of operations written here: IEEE 754 binary64, round to
 * nearest, each operation rounded once (-ffp-contract=off). Nothing that the batch loops use branches on its
 * data; exponents are moved with unsigned shifts and adds only, because signed shifts and conversions between
 * integers and doubles have no vector form before AVX-512. Kernels do not check their domain; the functions
 * of dmath.h do.
 *
 * The approximations are those of fdlibm 5.3 (e_log.c, e_exp.c), whose notice asks to be kept:
 *   Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunSoft, a Sun
 * Microsystems, Inc. business. Permission to use, copy, modify, and distribute this software is freely
 * granted, provided that this notice is preserved. */
#ifndef RXP_DMATH_KERNEL_H
#define RXP_DMATH_KERNEL_H

#include <float.h>
#include <stdint.h>
#include <string.h>

/* 1: only floats are computed as something wider (s390x), and there are none. */
_Static_assert(FLT_EVAL_METHOD == 0 || FLT_EVAL_METHOD == 1,
               "doubles must be computed as doubles: x87 arithmetic gives other bits");
_Static_assert(DBL_MANT_DIG == 53, "IEEE 754 binary64 is needed");

static inline uint64_t dmath_bits(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline double dmath_from_bits(uint64_t bits) {
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* ln 2 in two parts; the first has 20 trailing zero bits, so its product with an exponent is exact. */
#define DMATH_LN2_HIGH 0x1.62e42feep-1
#define DMATH_LN2_LOW 0x1.a39ef35793c76p-33

/* x > 0, normal, finite. x = 2^k * m with m in [sqrt(1/2), sqrt(2)); f = m - 1, s = f / (2 + f);
 * log m = f - f^2/2 + s (f^2/2 + R(s^2)), R of degree 7 in s^2. Error below 1 ulp. */
static inline double dmath_log_kernel(double x) {
    const uint64_t one = UINT64_C(0x3ff0000000000000);
    const uint64_t sqrt_half = UINT64_C(0x3fe6a09e667f3bcd);
    uint64_t shifted = dmath_bits(x) + (one - sqrt_half);
    /* The biased exponent becomes a double by standing in the mantissa of 2^52. */
    double k = dmath_from_bits(UINT64_C(0x4330000000000000) | shifted >> 52) - (0x1p52 + 1023.0);
    double f = dmath_from_bits((shifted & UINT64_C(0x000fffffffffffff)) + sqrt_half) - 1.0;
    double s = f / (2.0 + f);
    double z = s * s;
    double w = z * z;
    double even =
        w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
    double odd =
        z * (6.666666666666735130e-01 +
             w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
    double half = 0.5 * f * f;
    return s * (half + (odd + even)) + k * DMATH_LN2_LOW - half + f + k * DMATH_LN2_HIGH;
}

/* exp x = 2^k * y with y near [sqrt(1/2), sqrt(2)]; |x| < 2000. k comes as an unsigned word to be added to an
 * exponent; only its low 12 bits mean anything. */
static inline double dmath_exp_parts(double x, uint64_t *k) {
    const double shifter = 0x1.8p52; /* adding it rounds to an integer, in the low bits of the sum */
    double shifted = x * 0x1.71547652b82fep0 + shifter;
    double n = shifted - shifter;
    double high = x - n * DMATH_LN2_HIGH;
    double low = n * DMATH_LN2_LOW;
    double r = high - low;
    double t = r * r;
    double c = r - t * (1.66666666666666019037e-01 +
                        t * (-2.77777777770155933842e-03 +
                             t * (6.61375632143793436117e-05 +
                                  t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))));
    *k = dmath_bits(shifted);
    return 1.0 + (r * c / (2.0 - c) - low + high);
}

/* -708 <= x <= 709: the result is a normal number. Error below 1 ulp. */
static inline double dmath_exp_kernel(double x) {
    uint64_t k;
    double y = dmath_exp_parts(x, &k);
    return y * dmath_from_bits((k + 1023) << 52);
}

/* The same with x clamped to that range: beyond it a sample of picoseconds is 0 or saturated anyway. Apart
 * from the kernel, because on x86-64 without SSE4.1 a clamp is a branch, which would end a vector loop. */
static inline double dmath_exp_clamped(double x) {
    x = x < -708.0 ? -708.0 : x;
    return dmath_exp_kernel(x > 709.0 ? 709.0 : x);
}

static inline double dmath_sqrt_kernel(double x) {
    return __builtin_sqrt(x); /* one instruction under -fno-math-errno */
}

/* Wichura, "Algorithm AS 241: The Percentage Points of the Normal Distribution", Applied Statistics 37
 * (1988), PPND16. The centre, for |q| <= 0.425 with q = p - 0.5: 85 % of all draws. */
static inline double dmath_normal_centre(double q) {
    double r = 0.180625 - q * q;
    double numerator =
        3.3871328727963666080e0 +
        r * (1.3314166789178437745e+2 +
             r * (1.9715909503065514427e+3 +
                  r * (1.3731693765509461125e+4 +
                       r * (4.5921953931549871457e+4 +
                            r * (6.7265770927008700853e+4 +
                                 r * (3.3430575583588128105e+4 + r * 2.5090809287301226727e+3))))));
    double denominator =
        1.0 + r * (4.2313330701600911252e+1 +
                   r * (6.8718700749205790830e+2 +
                        r * (5.3941960214247511077e+3 +
                             r * (2.1213794301586595867e+4 +
                                  r * (3.9307895800092710610e+4 +
                                       r * (2.8729085735721942674e+4 + r * 5.2264952788528545610e+3))))));
    return q * numerator / denominator;
}

/* The near tail, for r = sqrt(-log min(p, 1-p)) <= 5, given r - 1.6: down to p = 1.4e-11. */
static inline double dmath_normal_near_tail(double r) {
    double numerator =
        1.42343711074968357734e0 +
        r * (4.63033784615654529590e0 +
             r * (5.76949722146069140550e0 +
                  r * (3.64784832476320460504e0 +
                       r * (1.27045825245236838258e0 +
                            r * (2.41780725177450611770e-1 +
                                 r * (2.27238449892691845833e-2 + r * 7.74545014278341407640e-4))))));
    double denominator =
        1.0 + r * (2.05319162663775882187e0 +
                   r * (1.67638483018380384940e0 +
                        r * (6.89767334985100004550e-1 +
                             r * (1.48103976427480074590e-1 +
                                  r * (1.51986665636164571966e-2 +
                                       r * (5.47593808499534494600e-4 + r * 1.05075007164441684324e-9))))));
    return numerator / denominator;
}

/* The tails, for |q| > 0.425; in dmath_normal.c. */
double dmath_normal_tail(double p);

/* The quantile of a p whose p - 0.5 is exact, but for the far tail, without a branch: centre and near tail
 * are both computed. Where p is in the far tail the result is none, and the top bit of far is set. */
static inline double dmath_normal_near(double p, uint64_t *far) {
    const uint64_t sign = UINT64_C(1) << 63;
    double q = p - 0.5;
    double distance = dmath_from_bits(dmath_bits(q) & ~sign);
    double r = dmath_sqrt_kernel(-dmath_log_kernel(0.5 - distance)); /* min(p, 1-p), exact as well */
    double tail = dmath_normal_near_tail(r - 1.6);
    double centre = dmath_normal_centre(q);
    uint64_t outside = -(dmath_bits(0.425 - distance) >> 63); /* all ones for the tails */
    uint64_t negative = dmath_bits(q) & sign;                 /* p < 0.5 */
    *far |= dmath_bits(5.0 - r);
    return dmath_from_bits(((dmath_bits(tail) ^ negative) & outside) | (dmath_bits(centre) & ~outside));
}

#endif
