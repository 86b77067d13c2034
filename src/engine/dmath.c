/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deterministic mathematics, the checked front: log, exp, sqrt, pow and the gamma function.
 *
 * Why not libm: glibc, musl and the vendors' libraries differ in the last bits of these functions, and glibc
 * picks an FMA variant by the CPU it finds; a sampled time would then depend on the machine. Why not
 * CORE-MATH or another correctly rounded library: log alone costs two to three times as much, for bits nobody
 * needs; all that is needed is that they are always the same ones. */
#include "dmath.h"

#include <math.h> /* HUGE_VAL only: no function of it is called */
#include <stddef.h>

#include "dmath_kernel.h"
#include "ensure.h"

double dmath_log(double x) {
    ensure(x >= DBL_MIN && x <= DBL_MAX);
    return dmath_log_kernel(x);
}

double dmath_sqrt(double x) {
    ensure(x >= 0.0);
    return dmath_sqrt_kernel(x);
}

/* y * 2^n for y near 1, in two factors so that results down to the subnormals come out. */
static double scale(double y, int n) {
    int first = n / 2;
    double a = dmath_from_bits((uint64_t)(first + 1023) << 52);
    double b = dmath_from_bits((uint64_t)(n - first + 1023) << 52);
    return y * a * b;
}

double dmath_exp(double x) {
    ensure(x == x);
    if (x > 709.8)
        return HUGE_VAL;
    if (x < -745.2)
        return 0.0;
    uint64_t k;
    double y = dmath_exp_parts(x, &k);
    int n = (int)((k + 2048) & 4095) - 2048;
    return scale(y, n);
}

/* A number in two parts: high has its low 32 bits clear, so the product of two highs is exact; low is what is
 * left. */
struct parts {
    double high;
    double low;
};

static double high_part(double x) {
    return dmath_from_bits(dmath_bits(x) & UINT64_C(0xffffffff00000000));
}

/* log2 x in two parts, to about 68 bits: fdlibm 5.3, e_pow.c (Copyright (C) 1993 by Sun Microsystems, Inc.
 * All rights reserved; the notice is in dmath_kernel.h). x = 2^n * m; ss = (m - b) / (m + b) with b = 1
 * or 1.5, whichever is nearer; log m - log b = 2 (ss + ss^3/3 + ...), times 1 / ln 2. */
static struct parts log2_parts(double x) {
    uint64_t bits = dmath_bits(x);
    double n = (double)(int)(bits >> 52) - 1023.0;
    double m = dmath_from_bits((bits & UINT64_C(0x000fffffffffffff)) | UINT64_C(0x3ff0000000000000));
    double b = 1.0, log_b_high = 0.0, log_b_low = 0.0;
    if (m >= 1.7320508075688772) {
        m *= 0.5;
        n += 1.0;
    } else if (m >= 1.224744871391589) {
        b = 1.5;
        log_b_high = 5.84962487220764160156e-01;
        log_b_low = 1.35003920212974897128e-08;
    }
    double u = m - b;
    double v = 1.0 / (m + b);
    double ss = u * v;
    double s_high = high_part(ss);
    double t_high = high_part(m + b);
    double t_low = m - (t_high - b);
    double s_low = v * ((u - s_high * t_high) - s_high * t_low);

    double z = ss * ss;
    double r = z * z *
               (5.99999999999994648725e-01 +
                z * (4.28571428578550184252e-01 +
                     z * (3.33333329818377432918e-01 +
                          z * (2.72728123808534006489e-01 +
                               z * (2.30660745775561754067e-01 + z * 2.06975017800338417784e-01)))));
    r += s_low * (s_high + ss);
    z = s_high * s_high;
    t_high = high_part(3.0 + z + r);
    t_low = r - ((t_high - 3.0) - z);

    u = s_high * t_high;
    v = s_low * t_high + t_low * ss;
    double p_high = high_part(u + v);
    double p_low = v - (p_high - u);
    /* 2 / (3 ln 2), whole and in two parts */
    double z_high = 9.61796700954437255859e-01 * p_high;
    double z_low = -7.02846165095275826516e-09 * p_high + p_low * 9.61796693925975554329e-01 + log_b_low;
    struct parts log2;
    log2.high = high_part(((z_high + z_low) + log_b_high) + n);
    log2.low = z_low - (((log2.high - n) - log_b_high) - z_high);
    return log2;
}

/* 2^(high + low), |high| < 1100; the second half of the same source. */
static double exp2_parts(double high, double low) {
    const double shifter = 0x1.8p52;
    double n = (high + low + shifter) - shifter;
    high -= n;
    double t = high_part(low + high);
    double u = t * 6.93147182464599609375e-01;
    double v = (low - (t - high)) * 6.93147180559945286227e-01 + t * -1.90465429995776804525e-09;
    double z = u + v;
    double w = v - (z - u);
    t = z * z;
    double c = z - t * (1.66666666666666019037e-01 +
                        t * (-2.77777777770155933842e-03 +
                             t * (6.61375632143793436117e-05 +
                                  t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))));
    double r = (z * c) / (c - 2.0) - (w + z * w);
    return scale(1.0 - (r - z), (int)n);
}

double dmath_pow(double x, double y) {
    ensure(x >= DBL_MIN && x <= DBL_MAX && y >= -DBL_MAX && y <= DBL_MAX);
    struct parts log2 = log2_parts(x);
    double rough = y * (log2.high + log2.low);
    if (rough > 1025.0)
        return HUGE_VAL;
    if (rough < -1080.0)
        return 0.0;
    double y_high = high_part(y);
    double low = (y - y_high) * log2.high + y * log2.low;
    return exp2_parts(y_high * log2.high, low);
}

/* Lanczos' approximation with g = 6.0246800... and 13 terms, as a quotient of two polynomials: coefficients
 * by J. Maddock and others for Boost.Math (lanczos13m53), used alike by musl's tgamma. Both are evaluated
 * from the side that does not overflow. */
static double lanczos_sum(double x) {
    static const double numerator[13] = {23531376880.410759688572007674451636754734846804940,
                                         42919803642.649098768957899047001988850926355848959,
                                         35711959237.355668049440185451547166705960488635843,
                                         17921034426.037209699919755754458931112671403265390,
                                         6039542586.3520280050642916443072979210699388420708,
                                         1439720407.3117216736632230727949123939715485786372,
                                         248874557.86205415651146038641322942321632125127801,
                                         31426415.585400194380614231628318205362874684987640,
                                         2876370.6289353724412254090516208496135991145378768,
                                         186056.26539522349504029498971604569928220784236328,
                                         8071.6720023658162106380029022722506138218516325024,
                                         210.82427775157934587250973392071336271166969580291,
                                         2.5066282746310002701649081771338373386264310793408};
    static const double denominator[13] = {0.0,        39916800.0, 120543840.0, 150917976.0, 105258076.0,
                                           45995730.0, 13339535.0, 2637558.0,   357423.0,    32670.0,
                                           1925.0,     66.0,       1.0};
    double above = 0.0, below = 0.0;
    for (size_t i = 0; i < 13; i++) {
        size_t term = x < 8.0 ? 12 - i : i;
        double step = x < 8.0 ? x : 1.0 / x;
        above = above * step + numerator[term];
        below = below * step + denominator[term];
    }
    return above / below;
}

double dmath_gamma(double x) {
    ensure(x >= DBL_MIN && x <= 170.0);
    const double g_minus_half = 5.524680040776729583740234375;
    /* y = x + g - 1/2 is rounded; gamma ~ y^(x - 1/2) e^-y is corrected for what was lost. */
    double y = x + g_minus_half;
    double lost = x > g_minus_half ? (y - x) - g_minus_half : (y - g_minus_half) - x;
    double r = lanczos_sum(x) * dmath_exp(-y);
    r += lost * (g_minus_half + 0.5) * r / y;
    double root =
        dmath_pow(y, 0.5 * (x - 0.5)); /* in two factors: the whole power overflows before gamma does */
    return root * r * root;
}
