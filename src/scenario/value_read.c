/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From text to number and unit: slices, the messages of every fault in a quantity, and its exact
 * multiplication.
 *
 * Nothing is rounded and nothing is guessed: "1,000 B", ".5 s" or "1 KB" would each be read in two ways by
 * two people, so each is refused with the two ways named. */
#include "value_units.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "ensure.h"

static bool is_space(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

struct slice slice_trim(struct slice slice) {
    while (slice.begin < slice.end && is_space(slice.text[slice.begin]))
        slice.begin++;
    while (slice.end > slice.begin && is_space(slice.text[slice.end - 1]))
        slice.end--;
    return slice;
}

struct slice slice_of(const char *text) {
    return slice_trim((struct slice){.text = text, .begin = 0, .end = strlen(text)});
}

bool slice_is(struct slice slice, const char *word) {
    size_t length = strlen(word);
    return slice.end - slice.begin == length && memcmp(slice.text + slice.begin, word, length) == 0;
}

const char *slice_quote(struct slice slice, char quote[QUOTE_MAX]) {
    enum { KEPT = 48 };
    size_t length = slice.end - slice.begin;
    size_t kept = length < KEPT ? length : KEPT;
    while (kept < length && kept > 0 && ((unsigned char)slice.text[slice.begin + kept] & 0xC0) == 0x80)
        kept--;
    quote[0] = '\'';
    for (size_t i = 0; i < kept; i++) {
        unsigned char byte = (unsigned char)slice.text[slice.begin + i];
        quote[i + 1] = byte < 0x20 || byte == 0x7F ? '?' : (char)byte;
    }
    const char *tail = kept < length ? "...'" : "'";
    memcpy(quote + kept + 1, tail, strlen(tail) + 1);
    return quote;
}

size_t slice_comma(struct slice slice) {
    size_t depth = 0;
    for (size_t i = slice.begin; i < slice.end; i++) {
        char byte = slice.text[i];
        if (byte == '(')
            depth++;
        else if (byte == ')' && depth > 0)
            depth--;
        else if (byte == ',' && depth == 0)
            return i;
    }
    return slice.end;
}

bool value_fail(struct value_error *error, struct slice slice, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    ensure(length >= 0);
    error->hint[0] = '\0';
    error->offset = slice.begin > UINT32_MAX ? UINT32_MAX : (uint32_t)slice.begin;
    size_t bytes = slice.end - slice.begin;
    error->length = bytes > UINT32_MAX ? UINT32_MAX : (uint32_t)bytes;
    return false;
}

bool value_hint(struct value_error *error, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(error->hint, sizeof error->hint, format, arguments);
    va_end(arguments);
    ensure(length >= 0);
    return false;
}

/* The slice does not begin with a digit: says what does. */
static bool refuse_start(struct slice slice, const char *noun, struct value_error *error) {
    char quote[QUOTE_MAX];
    char first = slice.text[slice.begin];
    bool digit_follows = slice.begin + 1 < slice.end && is_digit(slice.text[slice.begin + 1]);
    slice_quote(slice, quote);
    if (first == '-' && digit_follows) {
        value_fail(error, slice, "%s is negative", quote);
        return value_hint(error, "%s is 0 or more", noun);
    }
    if ((first == '+' || first == '.') && digit_follows) {
        const char *rest = slice.text + slice.begin + (first == '+');
        size_t length = slice.end - slice.begin - (first == '+');
        value_fail(error, slice, "%s does not begin with a digit", quote);
        return value_hint(error, "write '%s%.*s'", first == '.' ? "0" : "", length > 60 ? 60 : (int)length,
                          rest);
    }
    return value_fail(error, slice, "%s is not %s", quote, noun);
}

/* "1,000", "1_000", "1 000", "1'000", "1." and "1.5.2": a digit too many behind the number. */
static bool refuse_rest(struct slice rest, struct value_error *error) {
    bool mark = strchr(",_'.", rest.text[rest.begin]) != NULL;
    size_t next = rest.begin + mark;
    if (!mark && !is_digit(rest.text[rest.begin]))
        return true;
    if (mark && (next == rest.end || !is_digit(rest.text[next])) && rest.text[rest.begin] != '.')
        return true;
    char quote[QUOTE_MAX];
    value_fail(error, rest, "unexpected %s after the number", slice_quote(rest, quote));
    return value_hint(error, "write one thousand as 1000 and a half as 0.5");
}

bool number_read(struct slice *slice, const char *noun, struct decimal *number, struct value_error *error) {
    if (slice->begin == slice->end)
        return value_fail(error, *slice, "%s is missing", noun);
    size_t used;
    enum decimal_status status =
        decimal_read(slice->text + slice->begin, slice->end - slice->begin, &used, number);
    if (status == DECIMAL_NONE)
        return refuse_start(*slice, noun, error);
    struct slice digits = {.text = slice->text, .begin = slice->begin, .end = slice->begin + used};
    if (status == DECIMAL_LONG) {
        value_fail(error, digits, "the number has too many digits");
        return value_hint(error, "at most 38 significant digits are kept");
    }
    slice->begin += used;
    struct slice rest = slice_trim(*slice);
    return rest.begin == rest.end || refuse_rest(rest, error);
}

/* "/D" right behind a number: the denominator of a fraction. */
static bool divisor_read(struct slice *slice, uint64_t *divisor, struct value_error *error) {
    *divisor = 1;
    size_t at = slice->begin;
    if (at + 1 >= slice->end || slice->text[at] != '/' || !is_digit(slice->text[at + 1]))
        return true;
    struct slice digits = {.text = slice->text, .begin = at + 1, .end = at + 1};
    u128 value = 0;
    for (; digits.end < slice->end && is_digit(slice->text[digits.end]); digits.end++) {
        if (value <= UINT64_MAX)
            value = value * 10 + (u128)(unsigned char)(slice->text[digits.end] - '0');
    }
    slice->begin = digits.end;
    if (value == 0)
        return value_fail(error, digits, "division by zero");
    if (value > UINT64_MAX) {
        value_fail(error, digits, "the denominator is too large");
        return value_hint(error, "at most 18446744073709551615");
    }
    *divisor = (uint64_t)value;
    return true;
}

static enum unit_kind first_kind(unsigned kinds) {
    unsigned kind = 0;
    while ((kinds & UNITS(kind)) == 0)
        kind++;
    return (enum unit_kind)kind;
}

static bool hint_example(struct value_error *error, unsigned kinds, struct slice number) {
    const struct unit_family *family = unit_family(first_kind(kinds));
    size_t length = number.end - number.begin;
    if (length == 0 || length > 60)
        return value_hint(error, "write for example '5 %s'", family->example);
    return value_hint(error, "write for example '%.*s %s'", (int)length, number.text + number.begin,
                      family->example);
}

bool quantity_read(struct slice slice, unsigned kinds, struct quantity *quantity, struct value_error *error) {
    const struct unit_family *family = unit_family(first_kind(kinds));
    *quantity = (struct quantity){.slice = slice, .divisor = 1};
    struct slice rest = slice;
    struct slice nothing = {.text = slice.text, .begin = slice.begin, .end = slice.begin};
    if (!number_read(&rest, kinds == UNITS_RATE ? "a rate" : family->noun, &quantity->number, error)) {
        if (error->hint[0] == '\0')
            hint_example(error, kinds, nothing);
        return false;
    }
    if (family->quantum == NULL && !divisor_read(&rest, &quantity->divisor, error))
        return false;
    struct slice number = {.text = slice.text, .begin = slice.begin, .end = rest.begin};
    struct slice name = slice_trim(rest);
    if (name.begin == name.end) {
        value_fail(error, number, "missing unit");
        return hint_example(error, kinds, number);
    }
    quantity->unit = unit_find(name.text + name.begin, name.end - name.begin, kinds, &quantity->kind);
    return quantity->unit != NULL || unit_refuse(name, kinds, error);
}

bool quantity_whole(const struct quantity *quantity, uint64_t *whole, struct value_error *error) {
    const struct unit_family *family = unit_family(quantity->kind);
    char quote[QUOTE_MAX];
    u128 value;
    enum decimal_status status =
        decimal_scale(quantity->number, quantity->unit->numerator, quantity->unit->denominator, &value);
    if (status == DECIMAL_FINER) {
        value_fail(error, quantity->slice, "%s is finer than %s", slice_quote(quantity->slice, quote),
                   family->quantum);
        return value_hint(error, "%s is a whole multiple of %s", family->noun, family->quantum);
    }
    if (status != DECIMAL_OK || value >= UINT64_MAX) { /* UINT64_MAX itself means never and unlimited */
        value_fail(error, quantity->slice, "%s is too large", slice_quote(quantity->slice, quote));
        return value_hint(error, "%s is at most 18446744073709551614 %s", family->noun, family->unit[0].name);
    }
    *whole = (uint64_t)value;
    return true;
}

bool quantity_fraction(const struct quantity *quantity, uint64_t numerator, uint64_t denominator,
                       struct fraction *fraction, struct value_error *error) {
    char quote[QUOTE_MAX];
    uint64_t top;
    uint64_t bottom;
    struct fraction product;
    ensure(!__builtin_mul_overflow(quantity->unit->numerator, numerator, &top));
    ensure(!__builtin_mul_overflow(quantity->unit->denominator, denominator, &bottom));
    enum decimal_status status = decimal_ratio(quantity->number, top, bottom, &product);
    bool fits = status == DECIMAL_OK;
    if (fits && quantity->divisor != 1)
        fits = fraction_reduce(product.numerator, (u128)product.denominator * quantity->divisor, fraction);
    else
        *fraction = product;
    if (fits)
        return true;
    value_fail(error, quantity->slice, "%s cannot be kept exactly", slice_quote(quantity->slice, quote));
    return value_hint(error, "numerator and denominator of the reduced fraction have at most 64 bits");
}
