/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Delivered against offered frames: the picture of receive livelock.
 *
 * A receive path that is overloaded should deliver as much as it can; one that spends itself on interrupts
 * delivers less the more is offered (J. Mogul, K. K. Ramakrishnan, Eliminating Receive Livelock in an
 * Interrupt-Driven Kernel, 1997). The maximum loss-free receive rate of a curve is the greatest offered rate
 * up to which no point of it lost a frame: what they call MLFRR, and RFC 2544 a device's throughput. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plot.h"
#include "rows.h"

struct loads {
    double least_x, greatest_x, greatest_y;
    double loss_free[PLOT_CURVES_MAX]; /* frames/s; 0: the first point lost some */
    bool whole[PLOT_CURVES_MAX];       /* no point of the curve lost any */
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
    bool lossless = true;
    for (size_t i = 0; i < kept; i++) {
        const struct estimate *estimate = curve->at[i].point->estimate;
        double offered = estimate[METRIC_OFFERED_FPS].mean;
        double high = curve_row(data, offered, &estimate[METRIC_THROUGHPUT_FPS]);
        lossless = lossless && estimates_lost(estimate) <= 0;
        loads->loss_free[number] = lossless ? offered : loads->loss_free[number];
        loads->least_x = fmin(loads->least_x, offered);
        loads->greatest_x = fmax(loads->greatest_x, offered);
        loads->greatest_y = fmax(loads->greatest_y, high);
    }
    loads->whole[number] = lossless && kept > 0;
}

/* Sentences for the note: where each curve begins to lose. */
static void note_loss_free(struct plot *plot, const struct curves *curves, const struct loads *loads) {
    for (size_t i = 0; i < curves->count; i++) {
        if (curves->curve[i].count == 0)
            continue;
        const char *name = curves->curve[i].name;
        const char *colon = name[0] == '\0' ? "" : ": ";
        struct plot_scale scale = plot_scale(loads->loss_free[i], "frame/s");
        double shown = loads->loss_free[i] * scale.factor;
        if (loads->whole[i])
            plot_note(plot, "%s%snothing lost at any load.", name, colon);
        else if (loads->loss_free[i] > 0)
            plot_note(plot, "%s%smaximum loss-free receive rate %.4g %s.", name, colon, shown, scale.unit);
        else
            plot_note(plot, "%s%slosses at every load.", name, colon);
    }
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
    bool good =
        plot_study(plot, &study, problems) && curves_make(&study, "load", "traffic.", &curves, problems);
    if (good) {
        struct text *data = plot_data(plot, "load.dat");
        text_add(
            data,
            "# offered_fps delivered_fps low high (95 % interval) has_interval; a block for each curve\n");
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
