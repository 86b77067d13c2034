/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ticks with labels, and the x axis of pictures of columns: one column a point, side by side, a gap between
 * curves.
 *
 * Ticks say the x value, labels above the columns the curve. What is too long for its place is slanted or,
 * where letters cannot be, numbered and told in the note: names of drivers are longer than columns are wide.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ensure.h"
#include "plot.h"
#include "rows.h"

enum { LABEL_MAX = 20, PICTURE_LETTERS = 90 /* side by side along the axis of a picture, at least */ };

double plot_column(const struct curves *curves, size_t curve, size_t point) {
    double at = (double)point;
    for (size_t i = 0; i < curve; i++)
        at += (double)curves->curve[i].count + 1;
    return at;
}

/* Columns and gaps, with half a gap on both sides. */
static double axis_width(const struct curves *curves) {
    return plot_column(curves, curves->count, 0);
}

/* Letters that fit side by side into one of so many places of the axis. */
static double letters_in(const struct plot *plot, double places) {
    return (plot->terminal == TERMINAL_TERM ? plot_columns(plot) - 15 : PICTURE_LETTERS) / places;
}

static void add_label(const struct curves *curves, const struct curve_point *point, double factor,
                      struct text *label) {
    text_add(label, "");
    if (curves->categories)
        tame_add_short(label, curves->x_text[(size_t)point->x], LABEL_MAX);
    else
        text_format(label, "%.6g", point->x * factor);
}

/* How labels that do not fit stand: slanted by 30 degrees or upright; and what that takes below the axis, as
 * a share of the picture's height. */
static void set_slant(struct plot *plot, bool flat, size_t longest, double places) {
    double degrees = flat ? 0 : places <= 24 ? 30 : 90;
    double share = flat ? 0 : 0.015 * (double)longest * (degrees < 90 ? 0.5 : 1) - 0.01;
    plot_set_number(plot, "rxp_slant", degrees);
    plot_set_number(plot, "rxp_slant_room", fmax(share, 0));
}

void plot_set_ticks(struct plot *plot, const char *const *label, const double *at, size_t count,
                    double places) {
    size_t longest = text_longest(label, count);
    double room = letters_in(plot, places);
    bool letters = plot->terminal == TERMINAL_TERM, fits = (double)longest + 1 <= room;
    size_t step = letters && !fits ? (size_t)ceil((count < 10 ? 2 : 3) / room) : 1;
    text_add(&plot->settings, "set xtics (");
    for (size_t i = 0; i < count; i++) {
        char number[24] = "";
        if (i % step == 0)
            (void)snprintf(number, sizeof number, "%zu", i + 1);
        text_add(&plot->settings, i == 0 ? "" : ", ");
        plot_quote_tick(&plot->settings, letters && !fits ? number : label[i]);
        text_format(&plot->settings, " %.17g", at[i]);
        if (letters && !fits)
            plot_note(plot, "%zu: %s.", i + 1, label[i]);
    }
    text_add(&plot->settings, ")\n");
    set_slant(plot, letters || fits, longest, places);
}

static void set_columns(struct plot *plot, const struct curves *curves, double factor) {
    size_t count = 0, most = (size_t)axis_width(curves);
    char **label = memory_alloc(most * sizeof *label);
    double *at = memory_alloc(most * sizeof *at);
    for (size_t i = 0; i < curves->count; i++)
        for (size_t j = 0; j < curves->curve[i].count; j++, count++) {
            struct text text = {0};
            add_label(curves, &curves->curve[i].at[j], factor, &text);
            label[count] = text_take(&text);
            at[count] = plot_column(curves, i, j);
        }
    plot_set_ticks(plot, (const char *const *)label, at, count, axis_width(curves));
    for (size_t i = 0; i < count; i++)
        free(label[i]);
    free(label);
    free(at);
}

static void set_groups(struct plot *plot, const struct curves *curves) {
    bool fit = true;
    for (size_t i = 0; i < curves->count; i++)
        fit = fit && (double)text_width(curves->curve[i].name) <=
                         ((double)curves->curve[i].count + 1) * letters_in(plot, axis_width(curves));
    for (size_t i = 0; i < curves->count; i++) {
        char letter[2] = {(char)('a' + i), '\0'};
        double begin = plot_column(curves, i, 0), count = (double)curves->curve[i].count;
        text_format(&plot->settings, "set label %zu ", i + 200);
        plot_quote(&plot->settings, fit ? curves->curve[i].name : letter);
        text_format(&plot->settings, " at first %.17g, graph %s center front\n", begin + (count - 1) / 2,
                    plot->terminal == TERMINAL_TERM ? "0.97" : "1.025");
        if (!fit)
            plot_note(plot, "%s: %s.", letter, curves->curve[i].name);
    }
}

void plot_set_columns(struct plot *plot, const struct curves *curves, double factor) {
    set_columns(plot, curves, factor);
    set_groups(plot, curves);
    text_format(&plot->settings, "set xrange [-1:%.17g]\n", axis_width(curves) - 1);
}
