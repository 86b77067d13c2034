/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of a picture, as gnuplot reads them.
 *
 * Names of scenarios, keys and values come from a database that anybody may have written. They appear in
 * single-quoted strings and nowhere else: gnuplot runs what stands in backquotes and expands @names outside
 * of those, inside double quotes too. Enhanced text is switched off for the whole picture (common.gp). */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "ensure.h"
#include "plot.h"
#include "rows.h"

struct text *plot_data(struct plot *plot, const char *name) {
    for (size_t i = 0; i < PLOT_DATA_FILES; i++) {
        if (plot->data[i].name == NULL) {
            plot->data[i].name = name;
            text_add(&plot->data[i].text, "");
            return &plot->data[i].text;
        }
    }
    ensure(false);
    return NULL;
}

static void quote(struct text *to, const char *text, bool tick) {
    struct text tame = {0};
    tame_add_short(&tame, text, 300);
    text_add(to, "'");
    for (const char *at = tame.at; *at != '\0'; at++) {
        text_add_bytes(to, at, 1);
        if (*at == '\'' || (tick && *at == '%'))
            text_add_bytes(to, at, 1);
    }
    text_add(to, "'");
    text_free(&tame);
}

void plot_quote(struct text *to, const char *text) {
    quote(to, text, false);
}

void plot_quote_tick(struct text *to, const char *text) {
    quote(to, text, true);
}

void plot_set_text(struct plot *plot, const char *name, const char *value) {
    text_format(&plot->settings, "%s = ", name);
    plot_quote(&plot->settings, value);
    text_add(&plot->settings, "\n");
}

void plot_set_number(struct plot *plot, const char *name, double value) {
    ensure(isfinite(value));
    text_format(&plot->settings, "%s = %.17g\n", name, value);
}

void plot_set_texts(struct plot *plot, const char *name, const char *const *values, size_t count) {
    ensure(count > 0);
    text_format(&plot->settings, "array %s[%zu] = [", name, count);
    for (size_t i = 0; i < count; i++) {
        text_add(&plot->settings, i == 0 ? "" : ", ");
        plot_quote(&plot->settings, values[i]);
    }
    text_add(&plot->settings, "]\n");
}

void plot_number(struct text *to, double value) {
    if (isfinite(value))
        text_format(to, " %.17g", value);
    else
        text_add(to, " NaN");
}

void plot_set_title(struct plot *plot, const char *title, const char *subtitle) {
    bool letters = plot->terminal == TERMINAL_TERM;
    struct text line = {0};
    tame_add_short(&line, title, letters ? plot_columns(plot) - 2 : 70);
    plot_set_text(plot, "rxp_title", line.at);
    text_free(&line);
    tame_add_short(&line, subtitle, letters ? plot_columns(plot) - 2 : 110);
    plot_set_text(plot, "rxp_subtitle", line.at);
    text_free(&line);
}

size_t text_longest(const char *const *names, size_t count) {
    size_t longest = 0;
    for (size_t i = 0; i < count; i++)
        longest = text_width(names[i]) > longest ? text_width(names[i]) : longest;
    return longest;
}

void plot_note(struct plot *plot, const char *format, ...) {
    char sentence[256];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    ensure(length >= 0);
    text_add(&plot->note, plot->note.length > 0 ? " " : "");
    tame_add(&plot->note, sentence);
}

void plot_set_key(struct plot *plot, size_t entries, size_t longest) {
    ensure(entries > 0);
    /* gnuplot keeps a key within the width of the picture proper, by its own estimate of how wide letters
     * are. */
    size_t room = plot->terminal == TERMINAL_TERM ? plot_columns(plot) - 13 : 90;
    size_t columns = room / (longest + 7);
    columns = columns < 1 ? 1 : columns > entries ? entries : columns;
    size_t rows = (entries + columns - 1) / columns;
    columns = (entries + rows - 1) / rows; /* evenly filled */
    plot_set_number(plot, "rxp_key_columns", (double)columns);
    plot_set_number(plot, "rxp_key_rows", (double)rows);
}

void plot_set_note(struct plot *plot) {
    size_t room = plot->terminal == TERMINAL_TERM ? plot_columns(plot) - 2 : 135;
    const char *at = plot->note.length > 0 ? plot->note.at : "";
    size_t lines = 0;
    text_add(&plot->settings, "rxp_note = ");
    while (*at != '\0' || lines == 0) {
        size_t length = strlen(at);
        for (size_t end = length; length > room && end > 0; end--) {
            if (at[end] == ' ' && end <= room) {
                length = end;
                break;
            }
        }
        struct text line = {0};
        text_add_bytes(&line, at, length);
        text_add(&plot->settings, lines == 0 ? "" : ".\"\\n\".");
        plot_quote(&plot->settings, line.at);
        text_free(&line);
        at += length;
        at += strspn(at, " ");
        lines++;
    }
    text_format(&plot->settings, "\nrxp_notes = %zu\n", plot->note.length > 0 ? lines : 0);
}

struct unit_step {
    const char *unit;  /* of the values */
    const char *shown; /* of the picture */
    double least;      /* from this value on */
    double factor;
};

/* Steps of one unit stand together, the largest first. Bytes are binary, as scenarios write them. */
static const struct unit_step steps[] = {
    {"bit/s", "Gbit/s", 1e9, 1e-9},
    {"bit/s", "Mbit/s", 1e6, 1e-6},
    {"bit/s", "kbit/s", 1e3, 1e-3},
    {"bit/s", "bit/s", 0, 1},
    {"frame/s", "Mframe/s", 1e6, 1e-6},
    {"frame/s", "kframe/s", 1e3, 1e-3},
    {"frame/s", "frame/s", 0, 1},
    {"B", "GiB", 0x1p30, 0x1p-30},
    {"B", "MiB", 0x1p20, 0x1p-20},
    {"B", "KiB", 0x1p10, 0x1p-10},
    {"B", "B", 0, 1},
    {"B/s", "GB/s", 1e9, 1e-9},
    {"B/s", "MB/s", 1e6, 1e-6},
    {"B/s", "kB/s", 1e3, 1e-3},
    {"B/s", "B/s", 0, 1},
    {"ps", "s", 1e12, 1e-12},
    {"ps", "ms", 1e9, 1e-9},
    {"ps", "us", 1e6, 1e-6},
    {"ps", "ns", 1e3, 1e-3},
    {"ps", "ps", 0, 1},
    {"ns", "s", 1e9, 1e-9},
    {"ns", "ms", 1e6, 1e-6},
    {"ns", "us", 1e3, 1e-3},
    {"ns", "ns", 0, 1},
};

struct plot_scale plot_scale(double greatest, const char *unit) {
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        if (strcmp(steps[i].unit, unit) == 0 && fabs(greatest) >= steps[i].least)
            return (struct plot_scale){steps[i].factor, steps[i].shown};
    }
    bool bare = strcmp(unit, "1") == 0;
    return (struct plot_scale){1, bare ? "" : unit};
}

void plot_set_axis_label(struct plot *plot, const char *name, const char *what, struct plot_scale scale) {
    struct text label = {0};
    tame_add_short(&label, what, 60);
    if (scale.unit[0] != '\0') {
        text_add(&label, " (");
        tame_add_short(&label, scale.unit, 20);
        text_add(&label, ")");
    }
    plot_set_text(plot, name, label.at);
    text_free(&label);
}
