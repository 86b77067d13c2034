/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory held against loss: what a buffer pool costs and what it is good for.
 *
 * The Pareto front holds the points that no other point beats in both. It is a front of measured means: the
 * note says so, because two means within each other's intervals may change places. Its points are labelled
 * with their x value (pool.initial, mostly), as far as the labels leave each other room. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ensure.h"
#include "plot.h"
#include "rows.h"

struct spot {
    double memory; /* B, time average */
    double loss;   /* mean, may be 0 */
    double shown;  /* the same, or the bound that stands for zero */
    const char *name;
};
struct spots {
    size_t count;
    struct spot *at;
    double low, high;               /* loss shown */
    double memory_low, memory_high; /* B */
    size_t bounds, undefined;
};

static int compare_spot(const void *a, const void *b) {
    const struct spot *first = a;
    const struct spot *second = b;
    if (first->memory < second->memory || first->memory > second->memory)
        return first->memory < second->memory ? -1 : 1;
    return (first->loss > second->loss) - (first->loss < second->loss);
}

static void add_spot(struct spots *spots, const struct study_point *point, size_t x_axis, struct text *data) {
    const struct estimate *memory = &point->estimate[METRIC_POOL_BYTES_MEAN];
    const struct estimate *loss = &point->estimate[METRIC_LOSS_RATIO];
    double known = estimates_known(point->estimate);
    if (!memory->defined || !loss->defined || known <= 0 || memory->mean <= 0) {
        spots->undefined++;
        return;
    }
    bool none = loss->mean <= 0;
    double shown = none ? fmin(1, LOSS_BOUND_FRAMES / known) : loss->mean;
    plot_number(data, memory->mean);
    plot_number(data, none ? (double)NAN : shown);
    plot_number(data, none ? shown : (double)NAN);
    text_add(data, "\n");
    bool first = spots->count == 0;
    spots->low = first ? shown : fmin(spots->low, shown);
    spots->high = first ? shown : fmax(spots->high, shown);
    spots->memory_low = first ? memory->mean : fmin(spots->memory_low, memory->mean);
    spots->memory_high = first ? memory->mean : fmax(spots->memory_high, memory->mean);
    spots->bounds += none;
    spots->at[spots->count++] = (struct spot){memory->mean, loss->mean, shown, point->value[x_axis].text};
}

/* Where a spot stands in the picture, as shares of its width and height. */
static void place(const struct spots *spots, const struct spot *spot, double *x, double *y) {
    double wide = log(spots->memory_high / spots->memory_low);
    double tall = log(spots->high / spots->low);
    *x = wide > 0 ? log(spot->memory / spots->memory_low) / wide : 0.5;
    *y = tall > 0 ? log(spot->shown / spots->low) / tall : 0.5;
}

/* The front in order of memory, and labels for those of its points that have room for one. */
static void write_front(struct plot *plot, struct spots *spots) {
    struct text *data = plot_data(plot, "front.dat");
    text_add(data, "# pool_bytes_mean loss (the bound 3/n where nothing was lost), Pareto front\n");
    qsort(spots->at, spots->count, sizeof *spots->at, compare_spot);
    double best = (double)INFINITY;
    double last_x = -1;
    double last_y = -1;
    double factor = plot_scale(spots->memory_high, "B").factor;
    for (size_t i = 0; i < spots->count; i++) {
        const struct spot *spot = &spots->at[i];
        if (spot->loss >= best)
            continue;
        best = spot->loss;
        plot_number(data, spot->memory);
        plot_number(data, spot->shown);
        text_add(data, "\n");
        double x;
        double y;
        place(spots, spot, &x, &y);
        if (fabs(x - last_x) < 0.06 && fabs(y - last_y) < 0.05)
            continue;
        last_x = x;
        last_y = y;
        struct text name = {0};
        tame_add_short(&name, spot->name, 12);
        text_add(&plot->settings, "set label ");
        plot_quote(&plot->settings, name.at);
        text_format(&plot->settings, " at %.17g, %.17g right offset -0.7, -0.6 front\n",
                    spot->memory * factor, spot->shown);
        text_free(&name);
    }
}

/* 1, 2, 4, ... of the shown unit. */
static void set_memory_axis(struct plot *plot, const struct spots *spots) {
    struct plot_scale scale = plot_scale(spots->memory_high, "B");
    plot_set_axis_label(plot, "rxp_x_label", "shared memory held, time average", scale);
    plot_set_number(plot, "rxp_x_factor", scale.factor);
    double low = spots->memory_low * scale.factor;
    double high = spots->memory_high * scale.factor;
    double value[64];
    size_t count = 0;
    int first = (int)floor(log2(low * 0.9) + 1e-9); /* room for the first label */
    int last = (int)ceil(log2(high * 1.05));
    for (int exponent = first; exponent <= last && count < 64; exponent++)
        value[count++] = pow(2, exponent);
    plot_set_log_values(plot, "x", value, count);
}

static void set_texts(struct plot *plot, const struct study *study, const struct curves *curves,
                      const struct spots *spots) {
    struct text what = {0};
    text_add(&what, "Memory against loss; ");
    curves_runs(curves, METRIC_LOSS_RATIO, &what);
    text_add(&what, "; lower left is better");
    plot_set_title(plot, study->name, what.at);
    text_free(&what);
    plot_note(plot, "Labels on the front: %s.", study->axis[curves->x_axis].key);
    if (spots->undefined > 0)
        plot_note(plot, "%zu point%s without a value.", spots->undefined, spots->undefined == 1 ? "" : "s");
    plot_note(plot, "The front is one of means: neighbours may differ by chance.");
}

bool plot_tradeoff(struct plot *plot, struct problems *problems) {
    struct study study;
    struct curves curves = {0};
    struct spots spots = {0};
    bool good = plot_study(plot, &study, problems) && curves_make(&study, "tradeoff", &curves, problems);
    if (good) {
        struct text *data = plot_data(plot, "tradeoff.dat");
        text_add(data, "# pool_bytes_mean loss bound (3/n when nothing was lost); a block for each curve\n");
        spots.at = memory_alloc(study.points * sizeof *spots.at);
        for (size_t i = 0; i < curves.count; i++) {
            text_format(data, "# %s\n", curves.curve[i].name);
            for (size_t j = 0; j < curves.curve[i].count; j++)
                add_spot(&spots, curves.curve[i].at[j].point, curves.x_axis, data);
            text_add(data, "\n\n");
        }
        curves_set_names(&curves, plot, 1, spots.bounds > 0);
        plot_set_text(plot, "rxp_none", spots.bounds > 0 ? PLOT_NONE_LOST : "");
        plot_set_number(plot, "rxp_bounds", (double)spots.bounds);
        good = spots.count > 0;
        if (!good)
            report_error(problems, 65, NULL, "no run of study '%s' has both memory and frames", study.name);
    }
    if (good) {
        plot_set_decades(plot, "y", spots.low, spots.high);
        set_memory_axis(plot, &spots);
        write_front(plot, &spots);
        set_texts(plot, &study, &curves, &spots);
    }
    free(spots.at);
    curves_free(&curves);
    study_free(&study);
    return good;
}
