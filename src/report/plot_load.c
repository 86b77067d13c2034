/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Delivered against offered frames: the picture of receive livelock.
 *
 * A receive path that is overloaded should deliver as much as it can; one that spends itself on interrupts
 * delivers less the more is offered (J. Mogul, K. K. Ramakrishnan, Eliminating Receive Livelock in an
 * Interrupt-Driven Kernel, 1997). Where a curve begins to lose is said in the note (loss_free.h). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "loss_free.h"
#include "plot.h"
#include "rows.h"

struct loads {
    double least_x, greatest_x, greatest_y;
    struct loss_free loss_free[PLOT_CURVES_MAX];
    size_t undefined;
};

static int by_offered(const void *a, const void *b) {
    const struct curve_point *first = a, *second = b;
    double x = first->point->estimate[METRIC_OFFERED_FPS].mean;
    double y = second->point->estimate[METRIC_OFFERED_FPS].mean;
    return (x > y) - (x < y);
}

/* The points of a curve in the order of what was offered; those without frames are left out. */
static void curve_of_load(struct curve *curve, size_t number, struct text *data, struct loads *loads) {
    size_t kept = 0;
    for (size_t i = 0; i < curve->count; i++) {
        const struct estimate *estimate = curve->at[i].point->estimate;
        bool good = estimate[METRIC_OFFERED_FPS].defined && estimate[METRIC_THROUGHPUT_FPS].defined;
        loads->undefined += !good;
        if (good)
            curve->at[kept++] = curve->at[i];
    }
    curve->count = kept;
    qsort(curve->at, kept, sizeof *curve->at, by_offered);
    const struct study_point **point = memory_alloc(kept * sizeof *point);
    for (size_t i = 0; i < kept; i++) {
        point[i] = curve->at[i].point;
        const struct estimate *estimate = curve->at[i].point->estimate;
        double offered = estimate[METRIC_OFFERED_FPS].mean;
        double high = curve_row(data, offered, &estimate[METRIC_THROUGHPUT_FPS]);
        loads->least_x = fmin(loads->least_x, offered);
        loads->greatest_x = fmax(loads->greatest_x, offered);
        loads->greatest_y = fmax(loads->greatest_y, high);
    }
    loads->loss_free[number] = loss_free_of(point, kept);
    free(point);
}

/* Sentences for the note: where each curve begins to lose. */
static void note_loss_free(struct plot *plot, const struct curves *curves, const struct loads *loads) {
    size_t unknown = 0;
    for (size_t i = 0; i < curves->count; i++) {
        if (curves->curve[i].count == 0)
            continue;
        const char *name = curves->curve[i].name;
        const char *colon = name[0] == '\0' ? "" : ": ";
        const struct loss_free *found = &loads->loss_free[i];
        struct plot_scale scale = plot_scale(found->fps, "frame/s");
        double shown = found->fps * scale.factor;
        if (found->lossy_fps <= 0)
            plot_note(plot, "%s%s%s.", name, colon,
                      found->fps > 0 ? "nothing lost at any load" : "no load with a result");
        else if (found->fps > 0)
            plot_note(plot, "%s%smaximum loss-free receive rate %.4g %s.", name, colon, shown, scale.unit);
        else
            plot_note(plot, "%s%slosses at every load.", name, colon);
        unknown += found->unknown;
    }
    if (unknown > 0)
        plot_note(plot, "%zu point%s with unfinished runs say%s nothing of loss.", unknown,
                  unknown == 1 ? "" : "s", unknown == 1 ? "s" : "");
    if (loads->greatest_x <= loads->least_x * 1.02)
        plot_note(plot, "The same load everywhere: sweep a rate, a load or an interval of the traffic.");
    if (loads->undefined > 0)
        plot_note(plot, "%zu point%s without a value.", loads->undefined, loads->undefined == 1 ? "" : "s");
}

static void set_axes(struct plot *plot, const struct loads *loads) {
    struct plot_scale scale = plot_scale(fmax(loads->greatest_x, loads->greatest_y), "frame/s");
    plot_set_axis_label(plot, "rxp_x_label", "offered", scale);
    plot_set_axis_label(plot, "rxp_y_label", "delivered", scale);
    plot_set_number(plot, "rxp_factor", scale.factor);
    plot_set_number(plot, "rxp_x_high", loads->greatest_x * scale.factor * 1.04);
    plot_set_number(plot, "rxp_y_high", loads->greatest_y * scale.factor * 1.12);
}

bool plot_load(struct plot *plot, struct problems *problems) {
    struct study study;
    struct curves curves = {0};
    struct loads loads = {.least_x = HUGE_VAL};
    bool good = plot_study(plot, &study, problems);
    if (good) {
        size_t axis = loss_free_axis(&study);
        const char *along = axis < study.axes ? study.axis[axis].key : "traffic.";
        good = curves_make(&study, "load", along, &curves, problems);
    }
    if (good) {
        struct text *data = plot_data(plot, "load.dat");
        text_add(data,
                 "# offered_fps delivered_fps low high (interval) has_interval; a block for each curve\n");
        for (size_t i = 0; i < curves.count; i++) {
            text_format(data, "# %s\n", curves.curve[i].name);
            curve_of_load(&curves.curve[i], i, data, &loads);
            text_add(data, "\n\n");
        }
        good = loads.greatest_x > 0 && loads.greatest_y > 0;
        if (!good)
            report_error(problems, 65, NULL, "no run of study '%s' delivered a frame", study.name);
    }
    if (good) {
        curves_set_names(&curves, plot, 1, false);
        set_axes(plot, &loads);
        struct text what = {0};
        text_add(&what, "Frames delivered against frames offered; ");
        curves_runs(&curves, METRIC_THROUGHPUT_FPS, &what);
        plot_set_title(plot, study.name, what.at);
        text_free(&what);
        note_loss_free(plot, &curves, &loads);
    }
    curves_free(&curves);
    study_free(&study);
    return good;
}
