/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory held against loss: what a buffer pool costs and what it is good for.
 *
 * The Pareto front holds the points that no other point beats in both. It is a front of measured means: the
 * note says so, because two means within each other's intervals may change places. Its points are labelled
 * with their x value (pool.initial, mostly) and, when several curves are on it, the name of theirs, as far as
 * the labels leave each other and the marks room. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ensure.h"
#include "plot.h"
#include "rows.h"

struct spot {
    double memory;    /* B, time average */
    double loss;      /* mean, may be 0 */
    double shown;     /* the same, or the bound that stands for zero */
    const char *name; /* the x value */
    size_t curve;
};
struct spots {
    size_t count;
    struct spot *at;
    size_t front;                   /* points on it */
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

static void add_spot(struct spots *spots, const struct study_point *point, size_t x_axis, size_t curve,
                     struct text *data) {
    const struct estimate *memory = &point->estimate[METRIC_POOL_BYTES_MEAN];
    const struct estimate *loss = &point->estimate[METRIC_LOSS_RATIO];
    double known = estimates_known(point->estimate);
    /* Any database may be shown: what no run can give has no place on the axes. */
    bool sane = memory->mean >= 1 && memory->mean < 0x1p62 && loss->mean <= 1;
    if (!memory->defined || !loss->defined || known <= 0 || !sane) {
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
    spots->at[spots->count++] =
        (struct spot){memory->mean, loss->mean, shown, point->value[x_axis].text, curve};
}

/* A part of the picture, in shares of its width and height from the lower left. */
struct box {
    double left, low, right, high;
};

/* The picture as labels are laid out on it. */
struct layout {
    struct plot_range x, y;
    double letter, line; /* size of a letter, in shares */
    size_t count;
    struct box *taken; /* by marks, then by labels */
    size_t left_out;
};

static bool meet(const struct box *a, const struct box *b) {
    return a->left < b->right && b->left < a->right && a->low < b->high && b->low < a->high;
}

static void place(const struct layout *layout, const struct spot *spot, double *x, double *y) {
    *x = log(spot->memory / layout->x.low) / log(layout->x.high / layout->x.low);
    *y = log(spot->shown / layout->y.low) / log(layout->y.high / layout->y.low);
}

static struct layout lay_out(const struct plot *plot, const struct spots *spots, struct plot_range x,
                             struct plot_range y) {
    bool letters = plot->terminal == TERMINAL_TERM;
    struct layout layout = {.x = x, .y = y};
    layout.letter = letters ? 1.0 / (plot_columns(plot) - 14) : 0.0098;
    layout.line = letters ? 1.0 / 14 : 0.052;
    layout.taken = memory_alloc(2 * spots->count * sizeof *layout.taken);
    double wide = letters ? layout.letter / 2 : 0.006;
    double high = letters ? layout.line / 2 : 0.012;
    for (size_t i = 0; i < spots->count; i++) {
        double at_x;
        double at_y;
        place(&layout, &spots->at[i], &at_x, &at_y);
        layout.taken[layout.count++] = (struct box){at_x - wide, at_y - high, at_x + wide, at_y + high};
    }
    return layout;
}

/* Room for a label of that width at the lower left of a spot, or at its upper right; false: at neither. */
static bool find_room(struct layout *layout, const struct spots *spots, size_t which, size_t width,
                      bool *right) {
    double x;
    double y;
    place(layout, &spots->at[which], &x, &y);
    double length = ((double)width + 0.7) * layout->letter;
    for (int side = 0; side < 2; side++) {
        struct box box = side == 0 ? (struct box){x - length, y - 1.15 * layout->line, x - 0.004, y - 0.013}
                                   : (struct box){x + 0.004, y + 0.013, x + length, y + 1.15 * layout->line};
        bool free_room = box.left > 0 && box.right < 1.02 && box.low > 0 && box.high < 1.02;
        for (size_t i = 0; i < layout->count && free_room; i++)
            free_room = i == which || !meet(&box, &layout->taken[i]); /* its own mark is beside it */
        if (free_room) {
            layout->taken[layout->count++] = box;
            *right = side == 1;
            return true;
        }
    }
    layout->left_out++;
    return false;
}

static void write_label(struct plot *plot, struct layout *layout, const struct spots *spots, size_t which,
                        const char *curve) {
    const struct spot *spot = &spots->at[which];
    struct text name = {0};
    if (curve != NULL && curve[0] != '\0') {
        tame_add_short(&name, curve, 16);
        text_add(&name, strchr(curve, ' ') != NULL ? ", " : " ");
    }
    tame_add_short(&name, spot->name, 12);
    bool right;
    if (find_room(layout, spots, which, text_width(name.at), &right)) {
        text_add(&plot->settings, "set label ");
        plot_quote(&plot->settings, name.at);
        text_format(&plot->settings, " at %.17g, %.17g %s front\n", spot->memory, spot->shown,
                    right ? "left offset 0.7, 0.6" : "right offset -0.7, -0.6");
    }
    text_free(&name);
}

/* The front in order of memory, moved to the beginning of the spots. */
static void find_front(struct spots *spots) {
    qsort(spots->at, spots->count, sizeof *spots->at, compare_spot);
    double best = (double)INFINITY;
    for (size_t i = 0; i < spots->count; i++) {
        struct spot spot = spots->at[i];
        if (spot.loss >= best)
            continue;
        best = spot.loss;
        spots->at[i] = spots->at[spots->front];
        spots->at[spots->front++] = spot;
    }
}

static void write_front(struct plot *plot, const struct spots *spots, const struct curves *curves,
                        struct layout *layout) {
    struct text *data = plot_data(plot, "front.dat");
    text_add(data, "# pool_bytes_mean loss (the bound 3/n where nothing was lost), Pareto front\n");
    bool several = false;
    for (size_t i = 0; i < spots->front; i++) {
        plot_number(data, spots->at[i].memory);
        plot_number(data, spots->at[i].shown);
        text_add(data, "\n");
        several = several || spots->at[i].curve != spots->at[0].curve;
    }
    for (size_t i = 0; i < spots->front; i++)
        write_label(plot, layout, spots, i, several ? curves->curve[spots->at[i].curve].name : NULL);
    plot_set_number(plot, "rxp_front", (double)spots->front);
}

static void set_texts(struct plot *plot, const struct study *study, const struct curves *curves,
                      const struct spots *spots, size_t left_out) {
    struct text what = {0};
    text_add(&what, "Memory against loss; ");
    curves_runs(curves, METRIC_LOSS_RATIO, &what);
    text_add(&what, "; lower left is better");
    plot_set_title(plot, study->name, what.at);
    text_free(&what);
    plot_set_text(plot, "rxp_x_label", "shared memory held, time average");
    if (left_out > 0)
        plot_note(plot, "Labels on the front: %s; %zu of %zu left out for want of room.",
                  study->axis[curves->x_axis].key, left_out, spots->front);
    else
        plot_note(plot, "Labels on the front: %s.", study->axis[curves->x_axis].key);
    if (spots->undefined > 0)
        plot_note(plot, "%zu point%s without a value.", spots->undefined, spots->undefined == 1 ? "" : "s");
    if (spots->front > 1)
        plot_note(plot, "The front is one of means: neighbours may differ by chance.");
}

bool plot_tradeoff(struct plot *plot, struct problems *problems) {
    struct study study;
    struct curves curves = {0};
    struct spots spots = {0};
    bool good =
        plot_study(plot, &study, problems) && curves_make(&study, "tradeoff", NULL, &curves, problems);
    if (good) {
        struct text *data = plot_data(plot, "tradeoff.dat");
        text_add(data, "# pool_bytes_mean loss bound (3/n when nothing was lost); a block for each curve\n");
        spots.at = memory_alloc(study.points * sizeof *spots.at);
        for (size_t i = 0; i < curves.count; i++) {
            text_format(data, "# %s\n", curves.curve[i].name);
            for (size_t j = 0; j < curves.curve[i].count; j++)
                add_spot(&spots, curves.curve[i].at[j].point, curves.x_axis, i, data);
            text_add(data, "\n\n");
        }
        find_front(&spots);
        curves_set_names(&curves, plot, spots.front > 1, spots.bounds > 0);
        plot_set_text(plot, "rxp_none", spots.bounds > 0 ? PLOT_NONE_LOST : "");
        plot_set_number(plot, "rxp_bounds", (double)spots.bounds);
        good = spots.count > 0;
        if (!good)
            report_error(problems, 65, NULL, "no run of study '%s' has both memory and frames", study.name);
    }
    if (good) {
        struct plot_range y = plot_set_decades(plot, "y", spots.low, spots.high);
        struct plot_range x = plot_set_memory(plot, "x", spots.memory_low, spots.memory_high);
        struct layout layout = lay_out(plot, &spots, x, y);
        write_front(plot, &spots, &curves, &layout);
        set_texts(plot, &study, &curves, &spots, layout.left_out);
        free(layout.taken);
    }
    free(spots.at);
    curves_free(&curves);
    study_free(&study);
    return good;
}
