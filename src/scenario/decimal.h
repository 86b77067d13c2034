/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact decimals: "1.5e3" as 15 * 10^2, in 128-bit integers, never a double.
 *
 * What a scenario says must come back from the database as it was said, and 0.1 has no double. A decimal that
 * does not fit its quantum is refused by whoever asks for it (DECIMAL_FINER), not rounded. */
#ifndef RXP_DECIMAL_H
#define RXP_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fraction.h"
#include "text.h"
#include "wide.h"

/* digits * 10^exponent; digits is no multiple of ten, zero is 0 * 10^0. Never negative. */
struct decimal {
    u128 digits;
    int32_t exponent;
};

enum decimal_status {
    DECIMAL_OK,
    DECIMAL_NONE,  /* no number stands here */
    DECIMAL_LONG,  /* more significant digits than 128 bits hold (at least 38 always do) */
    DECIMAL_FINER, /* exact, but not a multiple of the quantum asked for */
    DECIMAL_LARGE  /* does not fit the integers asked for */
};

/* Reads DIGITS[.DIGITS][e[+-]DIGITS] at the beginning of `length` bytes; *used says how many belong to it. A
 * point or an e without digits after it is not part of the number, so "64..128" reads 64. No sign. */
enum decimal_status decimal_read(const char *text, size_t length, size_t *used, struct decimal *decimal);

/* decimal * numerator / denominator as a whole number. */
enum decimal_status decimal_scale(struct decimal decimal, uint64_t numerator, uint64_t denominator,
                                  u128 *whole);

/* decimal * numerator / denominator as a reduced fraction. */
enum decimal_status decimal_ratio(struct decimal decimal, uint64_t numerator, uint64_t denominator,
                                  struct fraction *fraction);

/* numerator / denominator (not 0) reduced; false when it does not fit two 64-bit integers. */
bool fraction_reduce(u128 numerator, u128 denominator, struct fraction *fraction);

void decimal_write_whole(struct text *to, u128 whole);

/* numerator / denominator written out in full; false, and nothing written, when that has no end (1/3) or more
 * digits than decimal_read takes back. */
bool decimal_write(struct text *to, u128 numerator, uint64_t denominator);

#endif
