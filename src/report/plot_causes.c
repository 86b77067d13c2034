/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the lost frames were lost to: a column for every point, its height the share of frames lost, its
 * layers the causes.
 *
 * Too few buffers or too slow a processor is the first question a lossy receive path asks, and the two look
 * alike from outside. Causes are metrics of their own (cause_*): the picture takes from the table of metrics
 * those that any point has, the greatest first, at most eight layers. Columns stand in groups, one for each
 * curve. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plot.h"
#include "rows.h"

enum { LAYERS_MAX = 8, COLUMNS_MAX = 60 };

struct layer {
    enum metric metric;
    double sum; /* of the shares of all points: decides the order */
};
struct layers {
    size_t count;
    struct layer at[METRIC_COUNT];
};

static bool is_cause(enum metric metric) {
    return strncmp(metric_table[metric].name, "cause_", 6) == 0;
}

/* Frames lost to a cause as a share of the frames whose fate is known; NAN when nothing is known. */
static double share(const struct study_point *point, enum metric metric) {
    double known = estimates_known(point->estimate);
    const struct estimate *frames = &point->estimate[metric];
    if (known <= 0 || !frames->defined)
        return (double)NAN;
    return frames->mean * (double)frames->n / known;
}

static int by_sum(const void *a, const void *b) {
    const struct layer *first = a, *second = b;
    if (first->sum < second->sum || first->sum > second->sum)
        return first->sum < second->sum ? 1 : -1;
    return (first->metric > second->metric) - (first->metric < second->metric);
}

static void find_layers(const struct curves *curves, struct layers *layers) {
    for (enum metric metric = 0; metric < METRIC_COUNT; metric++) {
        struct layer layer = {metric, 0};
        for (size_t i = 0; is_cause(metric) && i < curves->count; i++)
            for (size_t j = 0; j < curves->curve[i].count; j++) {
                double part = share(curves->curve[i].at[j].point, metric);
                layer.sum += isfinite(part) ? part : 0;
            }
        if (layer.sum > 0)
            layers->at[layers->count++] = layer;
    }
    qsort(layers->at, layers->count, sizeof *layers->at, by_sum);
}

/* "interrupts_disabled" as people say it. */
static char *words(enum metric metric) {
    char *name = memory_copy_text(metric_table[metric].name + 6);
    for (char *at = name; *at != '\0'; at++)
        *at = *at == '_' ? ' ' : *at;
    return name;
}

static void set_layers(struct plot *plot, const struct layers *layers) {
    char *name[LAYERS_MAX];
    size_t shown = layers->count < LAYERS_MAX ? layers->count : LAYERS_MAX;
    for (size_t i = 0; i < shown; i++)
        name[i] = i + 1 == LAYERS_MAX && layers->count > LAYERS_MAX ? memory_copy_text("other causes")
                                                                    : words(layers->at[i].metric);
    plot_set_number(plot, "rxp_curves", (double)shown);
    plot_set_texts(plot, "rxp_curve", (const char *const *)name, shown);
    plot_set_key(plot, shown, text_longest((const char *const *)name, shown));
    for (size_t i = 0; i < shown; i++)
        free(name[i]);
}

/* x, the share lost, then the tops of the layers from the lowest up; returns the share lost. */
static double column(struct text *data, double x, const struct study_point *point,
                     const struct layers *layers) {
    double top = 0;
    struct text tops = {0};
    text_add(&tops, "");
    for (size_t i = 0; i < layers->count; i++) {
        double part = share(point, layers->at[i].metric);
        top += isfinite(part) ? part : 0;
        if (i + 1 < LAYERS_MAX || i + 1 == layers->count)
            plot_number(&tops, top);
    }
    plot_number(data, x);
    plot_number(data, top);
    text_format(data, "%s\n", tops.at);
    text_free(&tops);
    return top;
}

/* Writes the columns; returns the greatest share lost. */
static double columns(struct plot *plot, const struct curves *curves, const struct layers *layers) {
    struct text *data = plot_data(plot, "causes.dat");
    text_add(data, "# column, share lost, tops of the layers\n");
    double greatest = 0;
    for (size_t i = 0; i < curves->count; i++)
        for (size_t j = 0; j < curves->curve[i].count; j++) {
            double at = plot_column(curves, i, j);
            greatest = fmax(greatest, column(data, at, curves->curve[i].at[j].point, layers));
        }
    return greatest;
}

static bool few_enough(const struct curves *curves, struct problems *problems) {
    size_t count = 0;
    for (size_t i = 0; i < curves->count; i++)
        count += curves->curve[i].count;
    if (count <= COLUMNS_MAX)
        return true;
    report_error(problems, 65, "sweep fewer values at a time, or 'rxpool export'",
                 "%zu columns: more than %d cannot be told apart", count, COLUMNS_MAX);
    return false;
}

bool plot_causes(struct plot *plot, struct problems *problems) {
    struct study study;
    struct curves curves = {0};
    struct layers layers = {0};
    bool good = plot_study(plot, &study, problems) &&
                curves_make(&study, "causes", NULL, &curves, problems) && few_enough(&curves, problems);
    if (good) {
        find_layers(&curves, &layers);
        good = layers.count > 0;
        if (!good)
            report_error(problems, 65, NULL, "nothing was lost in study '%s'", study.name);
    }
    if (good) {
        double factor = curves_set_label(&curves, &study, plot).factor;
        double greatest = columns(plot, &curves, &layers);
        plot_set_columns(plot, &curves, factor);
        set_layers(plot, &layers);
        plot_set_number(plot, "rxp_y_high", greatest * 100 * 1.12);
        struct text what = {0};
        text_add(&what, "Share of frames lost, by cause; ");
        curves_runs(&curves, METRIC_LOSS_RATIO, &what);
        plot_set_title(plot, study.name, what.at);
        text_free(&what);
    }
    curves_free(&curves);
    study_free(&study);
    return good;
}
