/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The x axis of pictures of columns: one column a point, side by side, a gap between curves.
 *
 * Ticks say the x value, labels above the columns the curve. What is too long for its place is slanted or,
 * where letters cannot be, numbered and told in the note: names of drivers are longer than columns are wide.
 */
#include <math.h>
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

/* Letters that fit side by side into so many columns. */
static double letters_in(const struct plot *plot, const struct curves *curves, double columns) {
    double all = plot->terminal == TERMINAL_TERM ? plot_columns(plot) - 15 : PICTURE_LETTERS;
    return columns * all / axis_width(curves);
}

static void add_label(const struct curves *curves, const struct curve_point *point, double factor,
                      struct text *label) {
    text_add(label, "");
    if (curves->categories)
        tame_add_short(label, curves->x_text[(size_t)point->x], LABEL_MAX);
    else
        text_format(label, "%.6g", point->x * factor);
}

/* How the labels of the ticks stand: flat, slanted by 30 degrees, or upright; and what is below the axis
 * then, as a share of the picture's height. */
static void set_slant(struct plot *plot, const struct curves *curves, bool fits, size_t longest) {
    bool flat = fits || plot->terminal == TERMINAL_TERM;
    double degrees = flat ? 0 : axis_width(curves) <= 24 ? 30 : 90;
    double share = flat ? 0 : 0.015 * (double)longest * (degrees < 90 ? 0.5 : 1) - 0.01;
    plot_set_number(plot, "rxp_slant", degrees);
    plot_set_number(plot, "rxp_slant_room", fmax(share, 0));
}

static void set_ticks(struct plot *plot, const struct curves *curves, double factor) {
    struct text ticks = {0};
    size_t longest = 0, number = 0;
    for (int writing = 0; writing < 2; writing++) {
        bool fits = (double)longest + 1 <= letters_in(plot, curves, 1);
        bool numbered = !fits && plot->terminal == TERMINAL_TERM;
        if (writing)
            set_slant(plot, curves, fits, longest);
        for (size_t i = 0; i < curves->count; i++)
            for (size_t j = 0; j < curves->curve[i].count; j++) {
                struct text label = {0};
                add_label(curves, &curves->curve[i].at[j], factor, &label);
                longest = text_width(label.at) > longest ? text_width(label.at) : longest;
                if (writing && numbered) {
                    plot_note(plot, "%zu: %s.", ++number, label.at);
                    text_free(&label);
                    text_format(&label, "%zu", number);
                }
                if (writing) {
                    text_add(&ticks, ticks.length > 0 ? ", " : "set xtics (");
                    plot_quote_tick(&ticks, label.at);
                    text_format(&ticks, " %.17g", plot_column(curves, i, j));
                }
                text_free(&label);
            }
    }
    text_format(&plot->settings, "%s)\n", ticks.at);
    text_free(&ticks);
}

static void set_groups(struct plot *plot, const struct curves *curves) {
    bool fit = true;
    for (size_t i = 0; i < curves->count; i++)
        fit = fit && (double)text_width(curves->curve[i].name) <=
                         letters_in(plot, curves, (double)curves->curve[i].count + 1);
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
    set_ticks(plot, curves, factor);
    set_groups(plot, curves);
    text_format(&plot->settings, "set xrange [-1:%.17g]\n", axis_width(curves) - 1);
}
