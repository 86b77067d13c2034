/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact fractions of two 64-bit integers: rates, scales and probabilities never pass through a double. */
#ifndef RXP_FRACTION_H
#define RXP_FRACTION_H

#include <stdint.h>

struct fraction {
    uint64_t numerator;
    uint64_t denominator; /* never 0 in a valid value; reduced */
};

#endif
