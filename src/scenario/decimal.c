/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Powers of ten are cancelled as twos and fives before anything is multiplied, so a result that fits is found
 * even where the plain product would not: 1e-18 of 1e18, or 213 days in hours with every picosecond. */
#include "decimal.h"

#include "ensure.h"

enum { EXPONENT_MAX = 100000 }; /* beyond it every answer is "too large" or "too fine" */

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

/* Digits with at most one point; trailing zeros are held back so that they cost no room. */
static enum decimal_status read_digits(const char *text, size_t length, size_t *used,
                                       struct decimal *decimal) {
    u128 digits = 0;
    int64_t exponent = 0;
    int64_t zeros = 0;
    bool fraction = false;
    bool too_long = false;
    size_t at = 0;
    for (; at < length; at++) {
        if (text[at] == '.' && !fraction && at + 1 < length && is_digit(text[at + 1])) {
            fraction = true;
            continue;
        }
        if (!is_digit(text[at]))
            break;
        exponent -= fraction;
        zeros++;
        if (text[at] == '0')
            continue;
        for (; zeros > 0 && digits != 0 && !too_long; zeros--)
            too_long = __builtin_mul_overflow(digits, (u128)10, &digits);
        too_long = too_long || __builtin_add_overflow(digits, (u128)(text[at] - '0'), &digits);
        zeros = 0;
    }
    *used = at;
    decimal->digits = digits;
    exponent += zeros;
    if (exponent > EXPONENT_MAX || exponent < -EXPONENT_MAX)
        exponent = exponent > 0 ? EXPONENT_MAX : -EXPONENT_MAX;
    decimal->exponent = (int32_t)exponent;
    return too_long ? DECIMAL_LONG : DECIMAL_OK;
}

/* An exponent at text[*used], if a whole one stands there. */
static void read_exponent(const char *text, size_t length, size_t *used, struct decimal *decimal) {
    size_t at = *used;
    if (at >= length || (text[at] != 'e' && text[at] != 'E'))
        return;
    at++;
    bool negative = at < length && text[at] == '-';
    if (at < length && (text[at] == '-' || text[at] == '+'))
        at++;
    if (at >= length || !is_digit(text[at]))
        return;
    int32_t exponent = 0;
    for (; at < length && is_digit(text[at]); at++) {
        if (exponent < EXPONENT_MAX)
            exponent = exponent * 10 + (text[at] - '0');
    }
    *used = at;
    decimal->exponent += negative ? -exponent : exponent;
}

enum decimal_status decimal_read(const char *text, size_t length, size_t *used, struct decimal *decimal) {
    *used = 0;
    *decimal = (struct decimal){0};
    if (length == 0 || !is_digit(text[0]))
        return DECIMAL_NONE;
    enum decimal_status status = read_digits(text, length, used, decimal);
    read_exponent(text, length, used, decimal);
    if (decimal->digits == 0)
        decimal->exponent = 0;
    return status;
}

static u128 greatest_divisor(u128 a, u128 b) {
    while (b != 0) {
        u128 rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* Takes one prime out of either number. */
static bool cancel(u128 *a, u128 *b, uint32_t prime) {
    if (*a % prime == 0)
        *a /= prime;
    else if (*b % prime == 0)
        *b /= prime;
    else
        return false;
    return true;
}

static enum decimal_status times_prime(u128 *upper, u128 *other, u128 *lower, uint32_t prime,
                                       int32_t exponent) {
    for (; exponent < 0; exponent++) {
        if (!cancel(upper, other, prime) && __builtin_mul_overflow(*lower, (u128)prime, lower))
            return DECIMAL_FINER;
    }
    for (; exponent > 0; exponent--) {
        if (*lower % prime == 0)
            *lower /= prime;
        else if (__builtin_mul_overflow(*upper, (u128)prime, upper))
            return DECIMAL_LARGE;
    }
    return DECIMAL_OK;
}

/* decimal * numerator / denominator = *upper / *lower, reduced. */
static enum decimal_status product(struct decimal decimal, uint64_t numerator, uint64_t denominator,
                                   u128 *upper, u128 *lower) {
    ensure(denominator != 0);
    if (decimal.digits == 0 || numerator == 0) {
        *upper = 0;
        *lower = 1;
        return DECIMAL_OK;
    }
    u128 other = numerator;
    *upper = decimal.digits;
    *lower = denominator;
    u128 common = greatest_divisor(*upper, *lower);
    *upper /= common;
    *lower /= common;
    common = greatest_divisor(other, *lower);
    other /= common;
    *lower /= common;
    enum decimal_status status = times_prime(upper, &other, lower, 2, decimal.exponent);
    if (status == DECIMAL_OK)
        status = times_prime(upper, &other, lower, 5, decimal.exponent);
    if (status == DECIMAL_OK && __builtin_mul_overflow(*upper, other, upper))
        status = DECIMAL_LARGE;
    return status;
}

enum decimal_status decimal_scale(struct decimal decimal, uint64_t numerator, uint64_t denominator,
                                  u128 *whole) {
    u128 lower;
    enum decimal_status status = product(decimal, numerator, denominator, whole, &lower);
    return status == DECIMAL_OK && lower != 1 ? DECIMAL_FINER : status;
}

enum decimal_status decimal_ratio(struct decimal decimal, uint64_t numerator, uint64_t denominator,
                                  struct fraction *fraction) {
    u128 upper;
    u128 lower;
    enum decimal_status status = product(decimal, numerator, denominator, &upper, &lower);
    if (status != DECIMAL_OK)
        return status;
    if (upper > UINT64_MAX)
        return DECIMAL_LARGE;
    if (lower > UINT64_MAX)
        return DECIMAL_FINER;
    *fraction = (struct fraction){.numerator = (uint64_t)upper, .denominator = (uint64_t)lower};
    return DECIMAL_OK;
}

bool fraction_reduce(u128 numerator, u128 denominator, struct fraction *fraction) {
    ensure(denominator != 0);
    u128 common = greatest_divisor(numerator, denominator);
    numerator /= common;
    denominator /= common;
    if (numerator > UINT64_MAX || denominator > UINT64_MAX)
        return false;
    *fraction = (struct fraction){.numerator = (uint64_t)numerator, .denominator = (uint64_t)denominator};
    return true;
}

/* The digits of `whole` with a point before the last `decimals` of them. */
static void write_point(struct text *to, u128 whole, uint32_t decimals) {
    enum { DIGITS_MAX = 112 }; /* 39 digits of a u128, or 0. and up to 64 zeros before them */
    char digits[DIGITS_MAX];
    size_t at = DIGITS_MAX;
    for (uint32_t written = 0; whole != 0 || written <= decimals; written++) {
        ensure(at > 1);
        if (written == decimals && decimals > 0)
            digits[--at] = '.';
        digits[--at] = (char)('0' + (int)(whole % 10));
        whole /= 10;
    }
    text_add_bytes(to, digits + at, DIGITS_MAX - at);
}

void decimal_write_whole(struct text *to, u128 whole) {
    write_point(to, whole, 0);
}

bool decimal_write(struct text *to, u128 numerator, uint64_t denominator) {
    ensure(denominator != 0);
    u128 rest = denominator / greatest_divisor(numerator, denominator);
    u128 upper = numerator / (denominator / rest);
    uint32_t twos = 0;
    uint32_t fives = 0;
    for (; rest % 2 == 0; rest /= 2)
        twos++;
    for (; rest % 5 == 0; rest /= 5)
        fives++;
    if (rest != 1)
        return false;
    uint32_t decimals = twos > fives ? twos : fives;
    for (uint32_t i = twos; i < decimals; i++) {
        if (__builtin_mul_overflow(upper, (u128)2, &upper))
            return false;
    }
    for (uint32_t i = fives; i < decimals; i++) {
        if (__builtin_mul_overflow(upper, (u128)5, &upper))
            return false;
    }
    write_point(to, upper, decimals);
    return true;
}
