/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ticks of logarithmic axes, written out one by one.
 *
 * gnuplot's own labels for logarithmic axes are powers (2^6, 10^-3); people read pool sizes as 64, 128, 256
 * and times as 1 us, 10 us. Writing every tick also keeps enhanced text out of the picture. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "ensure.h"
#include "plot.h"
#include "rows.h"

enum { TICKS_MAX = 12 };

bool plot_is_logarithmic(const double *value, size_t count) {
    if (count < 3 || value[0] <= 0 || value[count - 1] / value[0] < 4)
        return false;
    double even = 0;
    double geometric = 0;
    double steps = (double)count - 1;
    double step = (value[count - 1] - value[0]) / steps;
    double log_step = log(value[count - 1] / value[0]) / steps;
    for (size_t i = 1; i < count; i++) {
        double from_even = (value[i] - value[i - 1]) / step - 1;
        double from_log = log(value[i] / value[i - 1]) / log_step - 1;
        even += from_even * from_even;
        geometric += from_log * from_log;
    }
    return geometric < even;
}

static void begin_ticks(struct plot *plot, const char *axis) {
    text_format(&plot->settings, "set %stics (", axis);
}

static void add_tick(struct plot *plot, bool first, const char *label, double at) {
    text_add(&plot->settings, first ? "" : ", ");
    plot_quote_tick(&plot->settings, label);
    text_format(&plot->settings, " %.17g", at);
}

static void number_label(char *label, size_t size, double value) {
    int length = snprintf(label, size, value < 1e6 ? "%.6g" : "%.4g", value);
    ensure(length > 0 && (size_t)length < size);
}

void plot_set_log_values(struct plot *plot, const char *axis, const double *value, size_t count) {
    ensure(count > 0 && value[0] > 0);
    double low = value[0];
    double high = value[count - 1];
    double room = pow(high / low, 0.04);
    room = room < 1.05 ? 1.05 : room;
    text_format(&plot->settings, "set logscale %s 2\nset %srange [%.17g:%.17g]\n", axis, axis, low / room,
                high * room);
    begin_ticks(plot, axis);
    /* Ticks at least 1/14 of the axis apart, so that labels never touch. */
    size_t most = plot->terminal == TERMINAL_TERM ? 8 : TICKS_MAX;
    double apart = pow(high / low, 1.0 / (double)most) * 0.999;
    double last = 0;
    for (size_t i = 0; i < count; i++) {
        if (last > 0 && value[i] / last < apart)
            continue;
        char label[32];
        number_label(label, sizeof label, value[i]);
        add_tick(plot, last <= 0, label, value[i]);
        last = value[i];
    }
    text_add(&plot->settings, ")\n");
}

/* Ten to the power of `exponent` times `digit`: "0.01", or "10" with a superscript (plain: "1e-5"). One style
 * for all of an axis: with `powers` everything but 1. */
static void decade_label(char *label, size_t size, int digit, int exponent, bool powers, bool plain) {
    static const char *const superscript[10] = {"\u2070", "\u00b9", "\u00b2", "\u00b3", "\u2074",
                                                "\u2075", "\u2076", "\u2077", "\u2078", "\u2079"};
    int length;
    char times[16] = "";
    if (digit > 1)
        (void)snprintf(times, sizeof times, "%d\u00b7", digit);
    if (!powers || (digit == 1 && exponent == 0))
        length = snprintf(label, size, "%g", digit * pow(10, exponent));
    else if (plain)
        length = snprintf(label, size, "%de%d", digit, exponent);
    else
        length = snprintf(label, size, "%s10%s%s%s", times, exponent < 0 ? "\u207b" : "",
                          abs(exponent) > 9 ? superscript[abs(exponent) / 10 % 10] : "",
                          superscript[abs(exponent) % 10]);
    ensure(length > 0 && (size_t)length < size);
}

/* The numbers 1, 2, 5, 10, 20 ... next to a value: an axis that ends there is hardly wider than its data. */
static double round_below(double value) {
    double power = pow(10, floor(log10(value) + 1e-9));
    double digit = value / power * (1 + 1e-9);
    return power * (digit >= 5 ? 5 : digit >= 2 ? 2 : 1);
}

static double round_above(double value) {
    double power = pow(10, floor(log10(value) + 1e-9));
    double digit = value / power * (1 - 1e-9);
    return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
}

/* Logarithmic from about `low` to about `high`, at least a factor of five. */
static struct plot_range begin_decades(struct plot *plot, const char *axis, double low, double high) {
    ensure(low > 0 && high >= low);
    struct plot_range range = {round_below(low), round_above(high)};
    while (range.high / range.low < 4.9)
        range.low = round_below(range.low * 0.9);
    text_format(&plot->settings, "set logscale %s 10\nset %srange [%.17g:%.17g]\n", axis, axis, range.low,
                range.high);
    return range;
}

static bool within(struct plot_range range, double value) {
    return value > range.low * 0.999 && value < range.high * 1.001;
}

struct plot_range plot_set_decades(struct plot *plot, const char *axis, double low, double high) {
    struct plot_range range = begin_decades(plot, axis, low / fmax(1.4, pow(high / low, 0.12)), high);
    text_format(&plot->settings, "rxp_%s_low = %.17g\n", axis, range.low);
    int first = (int)floor(log10(range.low) + 1e-9);
    int last = (int)ceil(log10(range.high) - 1e-9);
    int stride = (last - first) / 10 + 1;
    bool powers = first < -3 || last > 3;
    bool sparse = range.high / range.low < 300; /* of few decades 2 and 5 have labels too */
    bool begun = false;
    begin_ticks(plot, axis);
    for (int exponent = last; exponent >= first; exponent -= stride) {
        for (int digit = 1; digit <= 5; digit += digit == 1 ? 1 : 3) {
            double at = digit * pow(10, exponent);
            if (!within(range, at) || (digit > 1 && stride > 1))
                continue;
            char label[32];
            decade_label(label, sizeof label, digit, exponent, powers, plot->terminal == TERMINAL_TERM);
            bool named = digit == 1 || sparse;
            add_tick(plot, !begun, named ? label : "", at);
            text_add(&plot->settings, named ? "" : " 1");
            begun = true;
        }
    }
    text_add(&plot->settings, ")\n");
    return range;
}

void plot_set_time_decades(struct plot *plot, const char *axis, double low, double high) {
    static const char *const unit[] = {"ps", "ns", "us", "ms", "s"};
    struct plot_range range = begin_decades(plot, axis, fmax(1, low / 1.1), high * 1.1);
    int first = (int)floor(log10(range.low) + 1e-9);
    int last = (int)ceil(log10(range.high) - 1e-9);
    bool sparse = range.high / range.low < 300;
    bool begun = false;
    begin_ticks(plot, axis);
    for (int exponent = first; exponent <= last; exponent++) {
        for (int digit = 1; digit <= 5; digit += digit == 1 ? 1 : 3) {
            double at = digit * pow(10, exponent);
            if (!within(range, at))
                continue;
            char label[32];
            int step = exponent < 0 ? 0 : exponent / 3 > 4 ? 4 : exponent / 3;
            int length =
                snprintf(label, sizeof label, "%g %s", digit * pow(10, exponent - 3 * step), unit[step]);
            ensure(length > 0 && (size_t)length < sizeof label);
            bool named = digit == 1 || sparse;
            add_tick(plot, !begun, named ? label : "", at);
            text_add(&plot->settings, named ? "" : " 1");
            begun = true;
        }
    }
    text_add(&plot->settings, ")\n");
}

/* "96 KiB", "1.5 MiB". */
static void add_bytes_tick(struct plot *plot, bool first, double bytes) {
    struct plot_scale scale = plot_scale(bytes, "B");
    struct text label = {0};
    text_format(&label, "%.6g %s", bytes * scale.factor, scale.unit);
    add_tick(plot, first, label.at, bytes);
    text_free(&label);
}

struct plot_range plot_set_memory(struct plot *plot, const char *axis, double low, double high) {
    ensure(low > 0 && high >= low);
    double room = fmax(pow(high / low, 0.06), 1.1);
    struct plot_range range = {low / pow(room, 2.5), high * room}; /* labels stand to the left of points */
    double widen = 2 / (range.high / range.low);
    if (widen > 1)
        range = (struct plot_range){range.low / sqrt(widen), range.high * sqrt(widen)};
    text_format(&plot->settings, "set logscale %s 2\nset %srange [%.17g:%.17g]\n", axis, axis, range.low,
                range.high);
    int first = (int)floor(log2(range.low));
    int last = (int)ceil(log2(range.high));
    bool letters = plot->terminal == TERMINAL_TERM;
    int stride = (last - first) / (letters ? 7 : 12) + 1;
    int parts = range.high / range.low < 4.5 ? 4 : range.high / range.low < 20 ? 2 : 1; /* of a factor of 2 */
    if (letters && parts > 1)
        parts /= 2;
    bool begun = false;
    begin_ticks(plot, axis);
    for (int exponent = first; exponent <= last; exponent += stride) {
        for (int part = 0; part < parts; part++) {
            double at = ldexp(1 + (double)part / parts, exponent);
            if (!within(range, at))
                continue;
            add_bytes_tick(plot, !begun, at);
            begun = true;
        }
    }
    text_add(&plot->settings, ")\n");
    return range;
}
