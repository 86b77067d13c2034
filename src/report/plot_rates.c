/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Goodput and loss against what varies.
 *
 * Honest about what is not known: a loss of zero has no place on a logarithmic axis and is drawn as the bound
 * that the number of frames allows (3 / n at 95 %), with a mark of its own; with few losses no interval is
 * claimed; points without a value are counted in the note. */
#include <math.h>
#include <string.h>

#include "plot.h"
#include "rows.h"

/* The rate of the link when all points share it; 0 when there is none. */
static double link_rate(struct plot *plot, const struct study *study, struct problems *problems) {
    for (size_t i = 0; i < study->axes; i++) {
        if (strcmp(study->axis[i].key, "link.rate") == 0)
            return 0;
    }
    struct table *table = store_table(plot->store, TABLE_PARAMETERS, study->point[0].id, problems);
    if (table == NULL)
        return 0;
    size_t key = rows_column(table, "key");
    size_t number = rows_column(table, "number");
    double rate = 0;
    for (size_t row = 0; row < table->rows; row++) {
        if (strcmp(cell_text(rows_cell(table, row, key)), "link.rate") == 0)
            rate = cell_number(rows_cell(table, row, number));
    }
    table_free(table);
    return isfinite(rate) ? rate : 0;
}

static void note_undefined(struct plot *plot, size_t undefined) {
    if (undefined > 0)
        plot_note(plot, "%zu point%s without a value (no run of it got that far).", undefined,
                  undefined == 1 ? "" : "s");
}

/* How many runs, and what the bars are; letters have no room for bars. */
static void add_runs(const struct plot *plot, const struct curves *curves, enum metric metric,
                     struct text *to) {
    bool several = curves_runs(curves, metric, to);
    if (several && plot->terminal != TERMINAL_TERM)
        text_add(to, ", 95 % Student-t intervals");
    else if (!several)
        text_add(to, ", no intervals");
}

/* x, mean, low, high of every point, a block for each curve; returns the greatest value shown. */
static double goodput_data(struct plot *plot, const struct curves *curves, double factor) {
    struct text *data = plot_data(plot, "throughput.dat");
    text_add(data, "# x goodput_bps low high (95 % interval) has_interval; a block for each curve\n");
    double greatest = 0;
    size_t undefined = 0;
    for (size_t i = 0; i < curves->count; i++) {
        text_format(data, "# %s\n", curves->curve[i].name);
        for (size_t j = 0; j < curves->curve[i].count; j++) {
            const struct curve_point *at = &curves->curve[i].at[j];
            const struct estimate *goodput = &at->point->estimate[METRIC_GOODPUT_BPS];
            plot_number(data, at->x * factor);
            plot_number(data, goodput->defined ? goodput->mean : (double)NAN);
            plot_number(data, goodput->interval ? goodput->low : (double)NAN);
            plot_number(data, goodput->interval ? goodput->high : (double)NAN);
            text_add(data, goodput->interval ? " 1\n" : " 0\n");
            undefined += !goodput->defined;
            if (goodput->defined)
                greatest = fmax(greatest, goodput->interval ? goodput->high : goodput->mean);
        }
        text_add(data, "\n\n");
    }
    note_undefined(plot, undefined);
    return greatest;
}

static void set_link(struct plot *plot, double link, double *greatest) {
    bool shown = link > 0 && *greatest >= link / 5;
    plot_set_number(plot, "rxp_link", shown ? link : 0);
    struct text label = {0};
    if (link > 0) {
        struct plot_scale scale = plot_scale(link, "bit/s");
        text_format(&label, "link rate %.4g %s", link * scale.factor, scale.unit);
        plot_set_text(plot, "rxp_link_label", label.at);
        if (!shown)
            plot_note(plot, "The %s is far above this picture.", label.at);
        else
            *greatest = fmax(*greatest, link);
    }
    text_free(&label);
}

/* What was offered, when it is the same at every point (common random numbers make it so): the height no
 * curve can exceed. 0 when the points differ. */
static double offered_rate(const struct study *study) {
    double rate = 0;
    for (size_t i = 0; i < study->points; i++) {
        const struct estimate *offered = &study->point[i].estimate[METRIC_OFFERED_BPS];
        if (!offered->defined || (i > 0 && fabs(offered->mean - rate) > 1e-6 * rate))
            return 0;
        rate = offered->mean;
    }
    return rate;
}

static void set_offered(struct plot *plot, double offered, double *greatest) {
    struct text label = {0};
    struct plot_scale scale = plot_scale(offered, "bit/s");
    text_format(&label, "offered %.4g %s", offered * scale.factor, scale.unit);
    plot_set_number(plot, "rxp_offered", offered);
    plot_set_text(plot, "rxp_offered_label", label.at);
    *greatest = fmax(*greatest, offered);
    text_free(&label);
}

bool plot_throughput(struct plot *plot, struct problems *problems) {
    struct study study;
    struct curves curves = {0};
    bool good = plot_study(plot, &study, problems) && curves_make(&study, "throughput", &curves, problems);
    if (good) {
        curves_set_names(&curves, plot, 0, false);
        double factor = curves_set(&curves, &study, plot);
        double greatest = goodput_data(plot, &curves, factor);
        set_offered(plot, offered_rate(&study), &greatest);
        set_link(plot, link_rate(plot, &study, problems), &greatest);
        struct plot_scale scale = plot_scale(greatest, "bit/s");
        plot_set_axis_label(plot, "rxp_y_label", "goodput", scale);
        plot_set_number(plot, "rxp_y_factor", scale.factor);
        plot_set_number(plot, "rxp_y_high", greatest > 0 ? greatest * scale.factor * 1.1 : 1);
        struct text what = {0};
        text_add(&what, "Goodput: frame bits delivered per second; ");
        add_runs(plot, &curves, METRIC_GOODPUT_BPS, &what);
        plot_set_title(plot, study.name, what.at);
        text_free(&what);
    }
    curves_free(&curves);
    study_free(&study);
    return good;
}

struct loss_range {
    double low, high; /* of everything shown */
    size_t bounds, undefined, few;
};

static void widen(struct loss_range *range, double value) {
    range->low = range->high <= 0 ? value : fmin(range->low, value);
    range->high = fmax(range->high, value);
}

/* x, mean, low, high, bound: where the mean is zero only the bound is a number. */
static void loss_row(struct text *data, const struct study_point *point, struct loss_range *range) {
    const struct estimate *loss = &point->estimate[METRIC_LOSS_RATIO];
    double known = estimates_known(point->estimate);
    bool none = loss->defined && loss->mean <= 0;
    bool enough = estimates_lost(point->estimate) >= LOSSES_FOR_INTERVAL;
    bool interval = loss->defined && loss->interval && enough && !none;
    double bound = none && known > 0 ? fmin(1, LOSS_BOUND_FRAMES / known) : (double)NAN;
    plot_number(data, loss->defined && !none ? loss->mean : (double)NAN);
    plot_number(data, interval ? loss->low : (double)NAN);
    plot_number(data, interval ? loss->high : (double)NAN);
    plot_number(data, bound);
    text_add(data, interval ? " 1" : " 0");
    range->undefined += !loss->defined;
    range->bounds += none;
    range->few += loss->defined && !none && !enough;
    if (loss->defined && !none)
        widen(range, loss->mean);
    if (interval)
        widen(range, fmin(1, loss->high));
    if (interval && loss->low > 0)
        widen(range, fmax(loss->low, loss->mean / 10));
    if (isfinite(bound))
        widen(range, bound);
}

bool plot_loss(struct plot *plot, struct problems *problems) {
    struct study study;
    struct curves curves = {0};
    bool good = plot_study(plot, &study, problems) && curves_make(&study, "loss", &curves, problems);
    struct loss_range range = {0};
    if (good) {
        double factor = curves_set(&curves, &study, plot);
        struct text *data = plot_data(plot, "loss.dat");
        text_add(data, "# x loss low high (95 % interval) bound (3/n when nothing was lost) has_interval; a "
                       "block for each curve\n");
        for (size_t i = 0; i < curves.count; i++) {
            text_format(data, "# %s\n", curves.curve[i].name);
            for (size_t j = 0; j < curves.curve[i].count; j++) {
                plot_number(data, curves.curve[i].at[j].x * factor);
                loss_row(data, curves.curve[i].at[j].point, &range);
                text_add(data, "\n");
            }
            text_add(data, "\n\n");
        }
        good = range.high > 0;
        if (!good)
            report_error(problems, 65, NULL, "no run of study '%s' has frames to lose", study.name);
    }
    if (good) {
        plot_set_decades(plot, "y", range.low, range.high);
        curves_set_names(&curves, plot, 0, range.bounds > 0);
        plot_set_text(plot, "rxp_none", range.bounds > 0 ? PLOT_NONE_LOST : "");
        plot_set_number(plot, "rxp_bounds", (double)range.bounds);
        struct text what = {0};
        text_add(&what, "Share of frames lost; ");
        add_runs(plot, &curves, METRIC_LOSS_RATIO, &what);
        plot_set_title(plot, study.name, what.at);
        text_free(&what);
        note_undefined(plot, range.undefined);
        if (range.few > 0)
            plot_note(plot, "%zu point%s with fewer than 200 losses: no interval.", range.few,
                      range.few == 1 ? "" : "s");
    }
    curves_free(&curves);
    study_free(&study);
    return good;
}
