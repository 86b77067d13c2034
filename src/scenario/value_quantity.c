/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One function for every kind of value a parameter can have. */
#include <string.h>

#include "value_units.h"

static const uint64_t one_e18 = UINT64_C(1000000000000000000);

bool read_time(struct slice slice, uint64_t *ps, struct value_error *error) {
    struct quantity quantity;
    return quantity_read(slice, UNITS(UNIT_TIME), &quantity, error) && quantity_whole(&quantity, ps, error);
}

bool read_bytes(struct slice slice, uint64_t *bytes, struct value_error *error) {
    struct quantity quantity;
    return quantity_read(slice, UNITS(UNIT_BYTES), &quantity, error) &&
           quantity_whole(&quantity, bytes, error);
}

bool value_time(const char *text, uint64_t *ps, struct value_error *error) {
    return read_time(slice_of(text), ps, error);
}

bool value_bytes(const char *text, uint64_t *bytes, struct value_error *error) {
    return read_bytes(slice_of(text), bytes, error);
}

bool value_rate(const char *text, struct rate_config *rate, struct value_error *error) {
    struct quantity quantity;
    struct fraction value;
    if (!quantity_read(slice_of(text), UNITS_RATE, &quantity, error) ||
        !quantity_fraction(&quantity, 1, 1, &value, error))
        return false;
    rate->kind = quantity.kind == UNIT_LOAD       ? RATE_LOAD
                 : quantity.kind == UNIT_BIT_RATE ? RATE_BITS
                                                  : RATE_FRAMES;
    rate->value = value;
    return true;
}

bool value_bit_rate(const char *text, struct fraction *bps, struct value_error *error) {
    struct quantity quantity;
    return quantity_read(slice_of(text), UNITS(UNIT_BIT_RATE), &quantity, error) &&
           quantity_fraction(&quantity, 1, 1, bps, error);
}

bool value_byte_rate(const char *text, struct fraction *bytes_per_s, struct value_error *error) {
    struct quantity quantity;
    if (!quantity_read(slice_of(text), UNITS(UNIT_BYTE_RATE) | UNITS(UNIT_BIT_RATE), &quantity, error))
        return false;
    return quantity_fraction(&quantity, 1, quantity.kind == UNIT_BIT_RATE ? 8 : 1, bytes_per_s, error);
}

bool value_time_per_byte(const char *text, struct fraction *ps_per_byte, struct value_error *error) {
    struct quantity quantity;
    return quantity_read(slice_of(text), UNITS(UNIT_TIME_PER_BYTE), &quantity, error) &&
           quantity_fraction(&quantity, 1, 1, ps_per_byte, error);
}

/* What is left behind a plain number must be nothing. */
static bool nothing_follows(struct slice rest, const char *noun, struct value_error *error) {
    char quote[QUOTE_MAX];
    rest = slice_trim(rest);
    if (rest.begin == rest.end)
        return true;
    return value_fail(error, rest, "%s behind the number: %s has no unit", slice_quote(rest, quote), noun);
}

bool read_probability(struct slice slice, uint64_t *e18, struct value_error *error) {
    static const char noun[] = "a probability";
    char quote[QUOTE_MAX];
    struct decimal number;
    struct slice rest = slice;
    if (!number_read(&rest, noun, &number, error)) {
        if (error->hint[0] == '\0')
            value_hint(error, "write for example '1 %%' or '0.01'");
        return false;
    }
    struct slice unit = slice_trim(rest);
    bool percent = slice_is(unit, "%");
    if (!percent && unit.begin != unit.end) {
        value_fail(error, unit, "unknown unit %s", slice_quote(unit, quote));
        return value_hint(error, "write for example '1 %%' or '0.01'");
    }
    u128 value;
    enum decimal_status status = decimal_scale(number, one_e18, percent ? 100 : 1, &value);
    if (status == DECIMAL_FINER) {
        value_fail(error, slice, "%s is finer than 1e-18", slice_quote(slice, quote));
        return value_hint(error, "a probability has at most 18 decimals, in percent 16");
    }
    if (status != DECIMAL_OK || value > one_e18) {
        value_fail(error, slice, "%s is above 1", slice_quote(slice, quote));
        return value_hint(error, "a probability is from 0 to 1, or from 0 %% to 100 %%");
    }
    *e18 = (uint64_t)value;
    return true;
}

bool value_probability(const char *text, uint64_t *e18, struct value_error *error) {
    return read_probability(slice_of(text), e18, error);
}

bool value_fraction(const char *text, struct fraction *fraction, struct value_error *error) {
    static const char noun[] = "a fraction";
    static const struct unit one = {"", 1, 1, STYLE_SI};
    struct quantity quantity = {.slice = slice_of(text), .divisor = 1, .unit = &one};
    struct slice rest = quantity.slice;
    if (!number_read(&rest, noun, &quantity.number, error)) {
        if (error->hint[0] == '\0')
            value_hint(error, "write for example '1/1000' or '0.001'");
        return false;
    }
    rest = slice_trim(rest);
    if (rest.begin < rest.end && rest.text[rest.begin] == '/') {
        struct slice digits = rest;
        digits.begin++;
        digits = slice_trim(digits);
        if (!read_count(digits, 1, UINT64_MAX, &quantity.divisor, error))
            return false;
    } else if (!nothing_follows(rest, noun, error)) {
        return value_hint(error, "write for example '1/1000' or '0.001'");
    }
    return quantity_fraction(&quantity, 1, 1, fraction, error);
}

bool read_count(struct slice slice, uint64_t low, uint64_t high, uint64_t *count, struct value_error *error) {
    static const char noun[] = "a whole number";
    char quote[QUOTE_MAX];
    struct decimal number;
    struct slice rest = slice;
    if (!number_read(&rest, noun, &number, error)) {
        if (error->hint[0] == '\0')
            value_hint(error, "write for example '256'");
        return false;
    }
    slice_quote(slice, quote);
    if (!nothing_follows(rest, noun, error))
        return value_hint(error, "write for example '65536' or '1e6'");
    u128 value;
    enum decimal_status status = decimal_scale(number, 1, 1, &value);
    if (status == DECIMAL_FINER)
        return value_fail(error, slice, "%s is not a whole number", quote);
    if (status == DECIMAL_OK && value >= low && value <= high) {
        *count = (uint64_t)value;
        return true;
    }
    value_fail(error, slice, "%s is out of range", quote);
    if (high >= UINT64_MAX - 1)
        return value_hint(error, "give a whole number of at least %llu", (unsigned long long)low);
    return value_hint(error, "give a whole number from %llu to %llu", (unsigned long long)low,
                      (unsigned long long)high);
}

bool value_count(const char *text, uint64_t low, uint64_t high, uint64_t *count, struct value_error *error) {
    return read_count(slice_of(text), low, high, count, error);
}

bool read_scaled(struct slice slice, uint64_t scale, uint64_t *scaled, struct value_error *error) {
    static const char noun[] = "a number";
    char quote[QUOTE_MAX];
    struct decimal number;
    struct slice rest = slice;
    if (!number_read(&rest, noun, &number, error)) {
        if (error->hint[0] == '\0')
            value_hint(error, "write for example '1.5'");
        return false;
    }
    if (!nothing_follows(rest, noun, error))
        return false;
    u128 value;
    enum decimal_status status = decimal_scale(number, scale, 1, &value);
    if (status == DECIMAL_FINER) {
        value_fail(error, slice, "%s is finer than 1/%llu", slice_quote(slice, quote),
                   (unsigned long long)scale);
        return false;
    }
    if (status != DECIMAL_OK || value > UINT64_MAX)
        return value_fail(error, slice, "%s is too large", slice_quote(slice, quote));
    *scaled = (uint64_t)value;
    return true;
}

bool value_bool(const char *text, bool *flag, struct value_error *error) {
    static const char *const meant_true[] = {"True", "TRUE", "yes", "Yes", "on", "On", "1", "y"};
    char quote[QUOTE_MAX];
    struct slice slice = slice_of(text);
    if (slice_is(slice, "true") || slice_is(slice, "false")) {
        *flag = slice_is(slice, "true");
        return true;
    }
    static const char *const meant_false[] = {"False", "FALSE", "no", "No", "off", "Off", "0", "n"};
    value_fail(error, slice, "%s is neither true nor false", slice_quote(slice, quote));
    for (size_t i = 0; i < sizeof meant_true / sizeof meant_true[0]; i++) {
        if (slice_is(slice, meant_true[i]))
            return value_hint(error, "write 'true'");
        if (slice_is(slice, meant_false[i]))
            return value_hint(error, "write 'false'");
    }
    return value_hint(error, "write 'true' or 'false'");
}
