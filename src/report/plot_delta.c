/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paired differences against what varies: where the interval does not meet the line of no difference, it is
 * more than chance; which points differ when all are looked at together, Holm's correction says.
 *
 * The points of a comparison become curves as those of a study do (plot_curves.c), but for the key that tells
 * the sides apart: its values, all but the first, are curves of their own. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "ensure.h"
#include "plot.h"
#include "rows.h"

struct delta {
    const struct comparison *comparison;
    struct curves curves;
    size_t *curve_of; /* of each compared point; PLOT_CURVES_MAX: it has no place along x */
    double low, high; /* of what is shown, in the metric's unit; 0 is between them */
    size_t shown, undefined, differ;
};

static bool is_groups(const struct comparison *comparison) {
    return comparison->of_b == &comparison->a;
}

/* pool.initial, else the number with most values, else a name; the key of the sides only when it is alone. */
static size_t choose_x(const struct comparison *comparison) {
    const struct study *study = &comparison->a;
    size_t chosen = study->axes;
    for (size_t i = 0; i < study->axes; i++) {
        const struct study_axis *axis = &study->axis[i];
        if (is_groups(comparison) && i == comparison->by)
            continue;
        if (axis->numeric && strcmp(axis->key, "pool.initial") == 0)
            return i;
        bool better =
            chosen == study->axes || (axis->numeric && !study->axis[chosen].numeric) ||
            (axis->numeric == study->axis[chosen].numeric && axis->values > study->axis[chosen].values);
        if (better)
            chosen = i;
    }
    return chosen == study->axes && is_groups(comparison) ? comparison->by : chosen;
}

static const struct study_value *x_value(const struct delta *delta, const struct compared_point *point) {
    size_t axis = delta->curves.x_axis;
    bool of_b = is_groups(delta->comparison) && axis == delta->comparison->by;
    return of_b ? &point->b->value[axis] : &point->a->value[axis];
}

/* "initial 64"; the policy speaks for itself. */
static void add_part(struct text *name, const char *key, const char *value) {
    const char *dot = strrchr(key, '.');
    text_add(name, name->length > 0 ? ", " : "");
    if (strcmp(key, "pool.policy") != 0) {
        tame_add_short(name, dot == NULL ? key : dot + 1, 24);
        text_add(name, " ");
    }
    tame_add_short(name, value, 32);
}

/* The value of B's side and those of the axes that are neither along x nor between the sides. */
static char *curve_name(const struct delta *delta, const struct compared_point *point) {
    const struct comparison *comparison = delta->comparison;
    const struct study *study = &comparison->a;
    struct text name = {0};
    text_add(&name, "");
    if (is_groups(comparison) && delta->curves.x_axis != comparison->by)
        add_part(&name, study->axis[comparison->by].key, point->label_b);
    for (size_t i = 0; i < study->axes; i++) {
        if (i == delta->curves.x_axis || (is_groups(comparison) && i == comparison->by))
            continue;
        add_part(&name, study->axis[i].key, point->a->value[i].set ? point->a->value[i].text : "(not set)");
    }
    return text_take(&name);
}

static int by_number(const void *a, const void *b) {
    double first = *(const double *)a, second = *(const double *)b;
    return (first > second) - (first < second);
}

/* Where a point stands along x; what is new there is added. */
static double place_x(struct curves *curves, const struct study_value *value) {
    double x = value->number;
    for (size_t i = 0; i < curves->x_count; i++) {
        bool same = curves->categories ? strcmp(curves->x_text[i], value->text) == 0
                                       : !(curves->x[i] < x || curves->x[i] > x);
        if (same)
            return curves->x[i];
    }
    curves->x_text[curves->x_count] = value->text;
    curves->x[curves->x_count] = curves->categories ? (double)curves->x_count : x;
    return curves->x[curves->x_count++];
}

static bool place_point(struct delta *delta, size_t at, struct problems *problems) {
    struct curves *curves = &delta->curves;
    const struct compared_point *point = &delta->comparison->point[at];
    const struct study_value *value = x_value(delta, point);
    delta->curve_of[at] = PLOT_CURVES_MAX;
    if (!value->set || (!curves->categories && !value->numeric)) {
        delta->undefined++;
        return true;
    }
    char *name = curve_name(delta, point);
    size_t i = 0;
    while (i < curves->count && strcmp(curves->curve[i].name, name) != 0)
        i++;
    if (i == PLOT_CURVES_MAX) {
        report_error(problems, 65, "sweep fewer values at a time (-P KEY=VALUE keeps an axis at one)",
                     "more than %d curves cannot be told apart", PLOT_CURVES_MAX);
        free(name);
        return false;
    }
    struct curve *curve = &curves->curve[i];
    if (i == curves->count) {
        *curve = (struct curve){.name = name};
        curve->at = memory_alloc(delta->comparison->points * sizeof *curve->at);
        curves->count++;
    } else {
        free(name);
    }
    curve->at[curve->count++] = (struct curve_point){point->b, place_x(curves, value)};
    delta->curve_of[at] = i;
    return true;
}

static bool place_points(struct delta *delta, struct problems *problems) {
    const struct comparison *comparison = delta->comparison;
    struct curves *curves = &delta->curves;
    curves->x_axis = choose_x(comparison);
    if (curves->x_axis == comparison->a.axes) {
        report_error(problems, 65, "rxpool compare A.db B.db shows the one difference",
                     "a delta plot needs something that varies, and study '%s' has one point",
                     comparison->a.name);
        return false;
    }
    curves->categories = !comparison->a.axis[curves->x_axis].numeric;
    curves->x = memory_alloc(comparison->points * sizeof *curves->x);
    curves->x_text = memory_alloc(comparison->points * sizeof *curves->x_text);
    delta->curve_of = memory_alloc(comparison->points * sizeof *delta->curve_of);
    for (size_t i = 0; i < comparison->points; i++) {
        if (!place_point(delta, i, problems))
            return false;
    }
    if (curves->count == 0) {
        report_error(problems, 65, NULL, "no point of study '%s' has a value of %s", comparison->a.name,
                     comparison->a.axis[curves->x_axis].key);
        return false;
    }
    if (!curves->categories)
        qsort(curves->x, curves->x_count, sizeof *curves->x, by_number);
    return true;
}

/* The point of the curve with that x; every curve has at most one there. */
static const struct compared_point *find(const struct delta *delta, size_t curve, double x) {
    const struct comparison *comparison = delta->comparison;
    for (size_t i = 0; i < comparison->points; i++) {
        const struct compared_point *point = &comparison->point[i];
        if (delta->curve_of[i] != curve)
            continue;
        double at = place_x((struct curves *)&delta->curves, x_value(delta, point));
        if (!(at < x || at > x))
            return point;
    }
    return NULL;
}

static void add_row(struct delta *delta, const struct paired *paired, double x, struct text *data) {
    bool differs = paired->adjusted <= 1 - delta->comparison->confidence ||
                   (!paired->tested && (paired->mean < 0 || paired->mean > 0));
    plot_number(data, x);
    plot_number(data, paired->mean);
    plot_number(data, paired->low);
    plot_number(data, paired->high);
    text_format(data, " %d %d\n", paired->tested, differs);
    delta->low = fmin(delta->low, paired->low);
    delta->high = fmax(delta->high, paired->high);
    delta->differ += differs;
    delta->shown++;
}

static void write_data(struct plot *plot, struct delta *delta, double factor) {
    struct text *data = plot_data(plot, "delta.dat");
    text_add(data, "# x difference low high has_interval differs (Holm); a block for each curve\n");
    for (size_t i = 0; i < delta->curves.count; i++) {
        text_format(data, "# %s\n", delta->curves.curve[i].name);
        for (size_t j = 0; j < delta->curves.x_count; j++) {
            const struct compared_point *point = find(delta, i, delta->curves.x[j]);
            if (point == NULL)
                continue;
            if (point->result[0].n == 0)
                delta->undefined++;
            else
                add_row(delta, &point->result[0], delta->curves.x[j] * factor, data);
        }
        text_add(data, "\n\n");
    }
}

/* Shares in per cent, the rest by their unit. */
static void set_y(struct plot *plot, const struct delta *delta) {
    const struct metric_row *row = &metric_table[delta->comparison->metric[0]];
    bool share = row->kind == METRIC_REAL && strcmp(row->unit, "1") == 0;
    double greatest = fmax(-delta->low, delta->high);
    struct plot_scale scale =
        share ? (struct plot_scale){100, "%"} : plot_scale(greatest, share ? "" : row->unit);
    double room = (delta->high - delta->low) * scale.factor * 0.06;
    if (!(room > 0))
        room = 1;
    struct text label = {0};
    text_format(&label, "%s: B - A", row->name);
    plot_set_axis_label(plot, "rxp_y_label", label.at, scale);
    plot_set_number(plot, "rxp_y_factor", scale.factor);
    plot_set_number(plot, "rxp_y_low", delta->low * scale.factor - room);
    plot_set_number(plot, "rxp_y_high", delta->high * scale.factor + room);
    text_free(&label);
}

static void set_texts(struct plot *plot, const struct delta *delta) {
    const struct comparison *comparison = delta->comparison;
    struct text what = {0};
    text_add(&what, "Paired differences");
    if (is_groups(comparison))
        text_format(&what, "; A is %s %s", comparison->a.axis[comparison->by].key,
                    comparison->point[0].label_a);
    else if (comparison->differs[0] != '\0')
        text_format(&what, "; %s", comparison->differs);
    plot_set_title(plot, comparison->a.name, what.at);
    text_free(&what);
    plot_note(plot,
              "%g %% Student-t intervals of the mean difference of runs that met the same random numbers.",
              100 * comparison->confidence);
    plot_note(plot, "Filled: differs, corrected for all %zu tests (Holm); hollow: not shown to differ.",
              comparison->tests);
    if (delta->undefined > 0)
        plot_note(plot, "%zu point%s without a value.", delta->undefined, delta->undefined == 1 ? "" : "s");
    for (size_t i = 0; i < comparison->notes && i < 3; i++)
        plot_note(plot, "%.200s", comparison->note[i]);
}

static bool make(struct plot *plot, const struct comparison *comparison, struct problems *problems) {
    struct delta delta = {.comparison = comparison};
    bool good = place_points(&delta, problems);
    if (good) {
        double factor = curves_set(&delta.curves, &comparison->a, plot);
        plot_set_number(plot, "rxp_x_log", strstr(plot->settings.at, "set logscale x") != NULL);
        write_data(plot, &delta, factor);
        good = delta.shown > 0;
        if (!good)
            report_error(problems, 65, NULL, "no pair of runs of study '%s' has a value of %s",
                         comparison->a.name, metric_table[comparison->metric[0]].name);
    }
    if (good) {
        curves_set_names(&delta.curves, plot, 0, false);
        set_y(plot, &delta);
        set_texts(plot, &delta);
    }
    free(delta.curve_of);
    curves_free(&delta.curves);
    return good;
}

bool plot_delta(struct plot *plot, struct problems *problems) {
    static const char *const usual[] = {"loss_ratio"};
    const struct plot_options *options = plot->options;
    struct compare_options compare = {.a = plot->store,
                                      .study = options->study,
                                      .by = options->by,
                                      .metric = options->metric == NULL ? usual : &options->metric,
                                      .metrics = 1};
    if (options->with != NULL) {
        compare.b = store_open(options->with, STORE_READ, problems);
        if (compare.b == NULL)
            return false;
    }
    struct comparison comparison;
    bool good = comparison_make(&comparison, &compare, problems) && make(plot, &comparison, problems);
    comparison_free(&comparison);
    if (compare.b != NULL)
        good = store_close(compare.b, problems) && good;
    return good;
}
