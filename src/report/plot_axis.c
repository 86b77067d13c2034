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

/* "1", "0.1", "10<sup>-3</sup>" in Unicode, or 1e-3 for plain terminals. */
static void decade_label(char *label, size_t size, int exponent, bool plain) {
    static const char *const digit[10] = {"\u2070", "\u00b9", "\u00b2", "\u00b3", "\u2074",
                                          "\u2075", "\u2076", "\u2077", "\u2078", "\u2079"};
    int length;
    if (exponent >= -2 && exponent <= 2)
        length = snprintf(label, size, "%g", pow(10, exponent));
    else if (plain)
        length = snprintf(label, size, "1e%d", exponent);
    else
        length = snprintf(label, size, "10%s%s%s", exponent < 0 ? "\u207b" : "",
                          abs(exponent) > 9 ? digit[abs(exponent) / 10 % 10] : "", digit[abs(exponent) % 10]);
    ensure(length > 0 && (size_t)length < size);
}

/* Exponents of the decades that enclose [low, high]; at least one decade. */
static void decades(double low, double high, int *first, int *last) {
    ensure(low > 0 && high >= low);
    *first = (int)floor(log10(low) + 1e-9);
    *last = (int)ceil(log10(high) - 1e-9);
    if (*last <= *first)
        *last = *first + 1;
}

void plot_set_decades(struct plot *plot, const char *axis, double low, double high) {
    int first;
    int last;
    decades(low, high, &first, &last);
    if (low < 2 * pow(10, first)) /* room below the lowest point */
        first--;
    text_format(&plot->settings, "set logscale %s 10\nset %srange [%.17g:%.17g]\n", axis, axis,
                pow(10, first), pow(10, last));
    text_format(&plot->settings, "rxp_%s_low = %.17g\n", axis, pow(10, first));
    int stride = (last - first) / 10 + 1;
    begin_ticks(plot, axis);
    for (int exponent = last; exponent >= first; exponent -= stride) {
        char label[32];
        decade_label(label, sizeof label, exponent, plot->terminal == TERMINAL_TERM);
        add_tick(plot, exponent == last, label, pow(10, exponent));
    }
    /* Small ticks at 2 and 5 of each decade show that the axis is logarithmic; of few decades they have
     * labels. */
    for (int exponent = first; exponent < last && stride == 1; exponent++) {
        for (int digit = 2; digit <= 5; digit += 3) {
            double at = digit * pow(10, exponent);
            if (last - first <= 2)
                text_format(&plot->settings, ", '%.6g' %.17g", at, at);
            else
                text_format(&plot->settings, ", '' %.17g 1", at);
        }
    }
    text_add(&plot->settings, ")\n");
}

void plot_set_time_decades(struct plot *plot, const char *axis, double low, double high) {
    static const char *const unit[] = {"ps", "ns", "\u00b5s", "ms", "s"};
    int first;
    int last;
    decades(low, high, &first, &last);
    text_format(&plot->settings, "set logscale %s 10\nset %srange [%.17g:%.17g]\n", axis, axis,
                pow(10, first), pow(10, last));
    begin_ticks(plot, axis);
    for (int exponent = first; exponent <= last; exponent++) {
        char label[32];
        int step = exponent < 0 ? 0 : exponent / 3 > 4 ? 4 : exponent / 3;
        int length = snprintf(label, sizeof label, "%g %s", pow(10, exponent - 3 * step), unit[step]);
        ensure(length > 0 && (size_t)length < sizeof label);
        add_tick(plot, exponent == first, label, pow(10, exponent));
    }
    for (int exponent = first; exponent < last; exponent++)
        text_format(&plot->settings, ", '' %.17g 1, '' %.17g 1", 2 * pow(10, exponent),
                    5 * pow(10, exponent));
    text_add(&plot->settings, ")\n");
}
