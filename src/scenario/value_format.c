/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Canonical texts: the same value always gives the same text, and the parser gives the value back.
 *
 * The largest unit that keeps the number whole is taken, so "0.0015 ms", "1.5 us" and "1500 ns" are all
 * stored as "1500 ns" and compare equal as texts in the database. */
#include "ensure.h"
#include "value_units.h"

static const uint64_t percent_e18 = UINT64_C(10000000000000000);

static void format_whole(struct text *to, uint64_t value, enum unit_kind kind, const char *unit_of_zero) {
    const struct unit_family *family = unit_family(kind);
    size_t best = 0;
    for (size_t i = 0; i < family->count && value != 0; i++) {
        if (value % family->unit[i].numerator == 0)
            best = i;
    }
    decimal_write_whole(to, value / family->unit[best].numerator);
    text_format(to, " %s", value == 0 ? unit_of_zero : family->unit[best].name);
}

void format_time(struct text *to, uint64_t ps) {
    format_whole(to, ps, UNIT_TIME, "s");
}

void format_bytes(struct text *to, uint64_t bytes) {
    format_whole(to, bytes, UNIT_BYTES, "B");
}

/* As a decimal if it has an end, else as a fraction. */
static void write_ratio(struct text *to, u128 numerator, uint64_t denominator) {
    if (decimal_write(to, numerator, denominator))
        return;
    decimal_write_whole(to, numerator);
    text_add(to, "/");
    decimal_write_whole(to, denominator);
}

static void format_ratio(struct text *to, struct fraction value, enum unit_kind kind) {
    ensure(value.denominator != 0);
    const struct unit_family *family = unit_family(kind);
    const struct unit *best = &family->unit[0];
    for (size_t i = 0; i < family->count && value.numerator != 0; i++) {
        if (value.numerator % value.denominator == 0 &&
            value.numerator / value.denominator % family->unit[i].numerator == 0)
            best = &family->unit[i];
    }
    if (best->numerator > 1)
        decimal_write_whole(to, value.numerator / value.denominator / best->numerator);
    else
        write_ratio(to, (u128)value.numerator, value.denominator);
    text_format(to, " %s", best->name);
}

/* In percent: numerator * 100 is not always 64 bits wide, so it is reduced first. */
static void format_load(struct text *to, struct fraction load) {
    ensure(load.denominator != 0);
    uint64_t denominator = load.denominator;
    u128 numerator = load.numerator;
    uint32_t hundred = 100;
    for (; hundred % 2 == 0 && denominator % 2 == 0; hundred /= 2)
        denominator /= 2;
    for (; hundred % 5 == 0 && denominator % 5 == 0; hundred /= 5)
        denominator /= 5;
    numerator *= hundred;
    write_ratio(to, numerator, denominator);
    text_add(to, " %");
}

void format_rate(struct text *to, const struct rate_config *rate) {
    switch (rate->kind) {
    case RATE_NONE:
        return;
    case RATE_FRAMES:
        format_ratio(to, rate->value, UNIT_FRAME_RATE);
        return;
    case RATE_BITS:
        format_ratio(to, rate->value, UNIT_BIT_RATE);
        return;
    case RATE_LOAD:
        format_load(to, rate->value);
        return;
    }
    ensure(false);
}

void format_bit_rate(struct text *to, struct fraction bps) {
    format_ratio(to, bps, UNIT_BIT_RATE);
}

void format_byte_rate(struct text *to, struct fraction bytes_per_s) {
    format_ratio(to, bytes_per_s, UNIT_BYTE_RATE);
}

void format_time_per_byte(struct text *to, struct fraction ps_per_byte) {
    format_ratio(to, ps_per_byte, UNIT_TIME_PER_BYTE);
}

void format_probability(struct text *to, uint64_t e18) {
    if (e18 % percent_e18 == 0) {
        decimal_write_whole(to, e18 / percent_e18);
        text_add(to, " %");
        return;
    }
    ensure(decimal_write(to, e18, percent_e18 * 100));
}

void format_fraction(struct text *to, struct fraction fraction) {
    ensure(fraction.denominator != 0);
    decimal_write_whole(to, fraction.numerator);
    if (fraction.denominator != 1) {
        text_add(to, "/");
        decimal_write_whole(to, fraction.denominator);
    }
}
