/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers for people: three significant digits and the unit that makes them short.
 *
 * Files and JSON never go through here; they get every digit. Whole numbers without a unit are left whole
 * (4096 buffers are not 4.1 k), and what is undefined is said to be, not shown as 0. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ensure.h"
#include "value.h"

enum { SIGNIFICANT = 3, ROOM = 64 };

/* What a unit becomes: prefixed names from 1 upwards by 1000, and by how much the value is multiplied first.
 */
struct scale {
    const char *unit;
    const char *name[6];
};

static const struct scale scales[] = {
    {"ps", {"ps", "ns", "us", "ms", "s", NULL}},
    {"ns", {"ns", "us", "ms", "s", NULL}},
    {"us", {"us", "ms", "s", NULL}},
    {"s", {"s", NULL}},
    {"B", {"B", "kB", "MB", "GB", "TB", NULL}},
    {"B/s", {"B/s", "kB/s", "MB/s", "GB/s", "TB/s", NULL}},
    {"frame/s", {"frame/s", "kframe/s", "Mframe/s", "Gframe/s", NULL}},
    {"bit/s", {"bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s", NULL}},
};

/* Drops the zeros behind the point, and the point. */
static void trim_zeros(char *number) {
    if (strchr(number, '.') == NULL)
        return;
    size_t length = strlen(number);
    while (number[length - 1] == '0')
        length--;
    if (number[length - 1] == '.')
        length--;
    number[length] = '\0';
}

/* Three significant digits as "D.DDe+XX" says them, written without an exponent where that is short. */
static void add_significant(struct text *to, double value) {
    char number[ROOM];
    int written = snprintf(number, sizeof number, "%.*e", SIGNIFICANT - 1, value);
    ensure(written > 0 && written < ROOM);
    char *mark = strchr(number, 'e');
    ensure(mark != NULL);
    long exponent = strtol(mark + 1, NULL, 10);
    if (exponent >= -3 && exponent < 6) {
        int decimals = exponent >= SIGNIFICANT ? 0 : (int)(SIGNIFICANT - 1 - exponent);
        written = snprintf(number, sizeof number, "%.*f", decimals, value);
        ensure(written > 0 && written < ROOM);
        trim_zeros(number);
        text_add(to, number);
        return;
    }
    *mark = '\0';
    trim_zeros(number);
    text_format(to, "%se%ld", number, exponent);
}

static void add_plain(struct text *to, double value) {
    if (value == floor(value) && fabs(value) < 1e9)
        text_format(to, "%.0f", value);
    else
        add_significant(to, value);
}

/* The power of ten of a value rounded to three digits, so that 999.7 us becomes 1 ms and not 1000 us. */
static long rounded_exponent(double value) {
    char number[ROOM];
    int written = snprintf(number, sizeof number, "%.*e", SIGNIFICANT - 1, value);
    ensure(written > 0 && written < ROOM);
    const char *mark = strchr(number, 'e');
    ensure(mark != NULL);
    return strtol(mark + 1, NULL, 10);
}

void format_scaled(struct text *to, double value, const char *unit) {
    bool bare = unit == NULL || unit[0] == '\0' || strcmp(unit, "1") == 0;
    if (!isfinite(value)) {
        text_add(to, "n/a");
        return;
    }
    if (value == 0.0)
        value = 0.0; /* no -0 */
    for (size_t i = 0; !bare && i < sizeof scales / sizeof scales[0]; i++) {
        const char *const *name = scales[i].name;
        if (strcmp(scales[i].unit, unit) != 0)
            continue;
        size_t step = 0;
        for (long left = rounded_exponent(value); name[step + 1] != NULL && left >= 3; left -= 3) {
            value /= 1000.0;
            step++;
        }
        add_significant(to, value);
        text_format(to, " %s", name[step]);
        return;
    }
    add_plain(to, value);
    if (!bare)
        text_format(to, " %s", unit);
}
