/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values of a range and their texts.
 *
 * Doubling and equal distances are integer arithmetic. Equal ratios go through the deterministic logarithm
 * and are rounded to a few digits at once, far from where its last bit could show, so every machine writes
 * the same sweep. */
#include <stdlib.h>

#include "axis_range.h"
#include "dmath.h"
#include "ensure.h"

enum { DIGITS_KEPT = 4, DIGITS_WHOLE = 12, THOUSAND = 1000, PLAIN_EXPONENT_LEAST = -19 };

/* One value: digits * 10^exponent base units. */
struct amount {
    u128 digits;
    int32_t exponent;
};

static const char *quantum_of(const struct axis_span *span) {
    return span->first_unit == NULL ? NULL : unit_family(span->kind)->quantum;
}

static bool times_ten(u128 *digits, int32_t times) {
    for (; times > 0; times--) {
        if (__builtin_mul_overflow(*digits, (u128)10, digits))
            return false;
    }
    return true;
}

static bool is_less(struct amount a, struct amount b) {
    int32_t exponent = a.exponent < b.exponent ? a.exponent : b.exponent;
    if (!times_ten(&a.digits, a.exponent - exponent))
        return false;
    return !times_ten(&b.digits, b.exponent - exponent) || a.digits < b.digits;
}

/* value * 10^exponent rounded to so many significant digits; value is at least 1 (a tie goes up). */
static struct amount round_digits(double value, int32_t exponent, int digits) {
    double edge = 1.0;
    double most = 1.0;
    int32_t shift = 0;
    for (int i = 0; i < digits; i++)
        most *= 10.0;
    for (; value / edge >= most; shift++)
        edge *= 10.0;
    double upper = 1.0;
    if (shift == 0) {
        for (; value * upper * 10.0 < most; shift--)
            upper *= 10.0;
    }
    uint64_t rounded = (uint64_t)(value / edge * upper + 0.5);
    return (struct amount){.digits = rounded, .exponent = exponent + shift};
}

/* A value between the ends as the rules of axis.h round it. */
static struct amount round_value(const struct axis_span *span, double value, bool whole) {
    struct amount amount = round_digits(value, span->exponent, whole ? DIGITS_WHOLE : DIGITS_KEPT);
    if ((whole || quantum_of(span) != NULL) && amount.exponent < 0)
        return (struct amount){.digits = (uint64_t)(value + 0.5), .exponent = 0};
    return amount;
}

/* How many decimals 1 / divisor has; -1 when it has no end. */
static int32_t decimals_of(uint64_t divisor) {
    int32_t twos = 0;
    int32_t fives = 0;
    for (; divisor % 2 == 0; divisor /= 2)
        twos++;
    for (; divisor % 5 == 0; divisor /= 5)
        fives++;
    return divisor != 1 ? -1 : twos > fives ? twos : fives;
}

static struct amount linear_value(const struct axis_span *span, uint64_t i) {
    uint64_t steps = span->points - 1;
    u128 distance = span->last - span->first;
    u128 sum = span->first * steps + distance * i; /* at most 2 * 10^35 */
    struct fraction step;
    if (span->whole && distance >= steps)
        return (struct amount){.digits = (sum + steps / 2) / steps, .exponent = 0};
    /* The step's denominator alone decides, so that all values of a range are exact or none is. */
    int32_t decimals = -1;
    if (fraction_reduce(distance % steps, steps, &step))
        decimals = decimals_of(step.denominator);
    if (quantum_of(span) != NULL && decimals > 0)
        decimals = -1;
    u128 exact = sum;
    if (decimals >= 0 && times_ten(&exact, decimals))
        return (struct amount){.digits = exact / steps, .exponent = span->exponent - decimals};
    return round_value(span, (double)sum / (double)steps, false);
}

static struct amount ratio_value(const struct axis_span *span, uint64_t i) {
    double first = (double)span->first;
    double distance = dmath_log((double)span->last / first);
    double share = (double)i / (double)(span->points - 1);
    return round_value(span, first * dmath_exp(distance * share), span->whole);
}

static void write_plain(struct text *to, struct amount amount) {
    uint64_t power = 1;
    if (amount.exponent < PLAIN_EXPONENT_LEAST) {
        decimal_write_whole(to, amount.digits);
        text_format(to, "e%d", (int)amount.exponent);
        return;
    }
    for (int32_t i = amount.exponent; i < 0; i++)
        power *= 10;
    ensure(times_ten(&amount.digits, amount.exponent));
    ensure(decimal_write(to, amount.digits, power));
}

/* How many thousandths of the unit it is, if that is a whole number. */
static bool in_unit(struct amount amount, const struct axis_span *span, const struct unit *unit,
                    u128 *thousandths) {
    u128 upper = amount.digits;
    u128 lower = span->kind == UNIT_LOAD ? 1 : unit->numerator;
    if (!times_ten(&upper, amount.exponent) || !times_ten(&lower, -amount.exponent) ||
        __builtin_mul_overflow(upper, (u128)THOUSAND, &upper) || upper % lower != 0)
        return false;
    *thousandths = upper / lower;
    return true;
}

/* People compare the values of an axis, so its units change as little as they can: the largest unit between
 * those of the ends that gives a whole number below 10000, else at least 1; else any unit that does. Binary
 * and clock units only where an end has one. */
static const struct unit *choose_unit(struct amount amount, const struct axis_span *span, u128 *thousandths) {
    const struct unit_family *family = unit_family(span->kind);
    uint64_t one = span->first_unit->numerator;
    uint64_t other = span->last_unit->numerator;
    uint64_t least = one < other ? one : other;
    uint64_t most = one < other ? other : one;
    for (int attempt = 0; attempt < 3; attempt++) {
        for (size_t i = family->count; i-- > 0;) {
            const struct unit *unit = &family->unit[i];
            bool known = unit->style == STYLE_SI || unit->style == span->first_unit->style ||
                         unit->style == span->last_unit->style;
            bool between = unit->numerator >= least && unit->numerator <= most;
            if (!known || (attempt < 2 && !between) || !in_unit(amount, span, unit, thousandths))
                continue;
            bool whole = *thousandths % THOUSAND == 0 && *thousandths / THOUSAND < 10000;
            if (*thousandths >= THOUSAND && (attempt > 0 || whole))
                return unit;
        }
    }
    return NULL;
}

static void write_amount(struct text *to, const struct axis_span *span, struct amount amount) {
    u128 thousandths;
    const struct unit *unit = span->first_unit == NULL ? NULL : choose_unit(amount, span, &thousandths);
    if (unit != NULL)
        ensure(decimal_write(to, thousandths, THOUSAND));
    else
        write_plain(to, amount);
    if (span->first_unit != NULL)
        text_format(to, " %s", unit != NULL ? unit->name : unit_family(span->kind)->unit[0].name);
}

/* An end, as it was written. */
static bool add_end(const struct axis_span *span, bool first, struct axis_values *values,
                    struct value_error *error) {
    struct slice number = first ? span->first_number : span->last_number;
    const struct unit *unit = first ? span->first_unit : span->last_unit;
    struct text text = {0};
    text_add_bytes(&text, number.text + number.begin, number.end - number.begin);
    if (unit != NULL)
        text_format(&text, " %s", unit->name);
    return axis_add(values, text_take(&text), span->slice, error);
}

static bool add_doubled(const struct axis_span *span, struct axis_values *values, struct value_error *error) {
    for (u128 digits = span->first * 2; digits < span->last; digits *= 2) {
        struct text text = {0};
        write_amount(&text, span, (struct amount){.digits = digits, .exponent = span->exponent});
        if (!axis_add(values, text_take(&text), span->slice, error))
            return false;
    }
    u128 power = span->first;
    while (power < span->last)
        power *= 2;
    return power != span->last || span->first == span->last || add_end(span, false, values, error);
}

bool axis_points(const struct axis_span *span, struct axis_values *values, struct value_error *error) {
    struct amount before = {.digits = span->first, .exponent = span->exponent};
    const struct amount last = {.digits = span->last, .exponent = span->exponent};
    if (!add_end(span, true, values, error))
        return false;
    if (span->step == STEP_LOG2)
        return add_doubled(span, values, error);
    for (uint64_t i = 1; i + 1 < span->points; i++) {
        struct amount amount = span->step == STEP_LIN ? linear_value(span, i) : ratio_value(span, i);
        if (!is_less(before, amount) || !is_less(amount, last))
            continue;
        before = amount;
        struct text text = {0};
        write_amount(&text, span, amount);
        if (!axis_add(values, text_take(&text), span->slice, error))
            return false;
    }
    return span->first == span->last || add_end(span, false, values, error);
}
