/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the points of a study become curves.
 *
 * One axis lies along x: what the kind of plot is about, pool.initial when it varies, else pool.limit, else
 * the number with most values, else names side by side. Every combination of the others is a curve of its
 * own; nothing is averaged over. More than eight curves cannot be told apart and are refused. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ensure.h"
#include "plot.h"
#include "rows.h"

bool plot_study(struct plot *plot, struct study *study, struct problems *problems) {
    *study = (struct study){0};
    int64_t id = plot->options->study != 0 ? plot->options->study : study_last(plot->store, problems);
    if (id == 0)
        return false;
    if (!study_load(plot->store, id, study, problems))
        return false;
    size_t starved = 0;
    for (size_t i = 0; i < study->points; i++)
        starved += study->point[i].starved > 0;
    if (starved > 0)
        plot_note(plot, "%zu of %zu points starved: what is shown of them ends there ('rxpool show').",
                  starved, study->points);
    if (study->points > 0)
        return true;
    report_error(problems, 65, "run it: rxpool sweep FILE -o DB", "study %lld has no points", (long long)id);
    return false;
}

/* The number with most values whose key begins so. */
static bool choose_along(const struct study *study, const char *along, size_t *chosen) {
    bool found = false;
    for (size_t i = 0; i < study->axes; i++) {
        const struct study_axis *axis = &study->axis[i];
        if (!axis->numeric || axis->values < 2 || strncmp(axis->key, along, strlen(along)) != 0)
            continue;
        if (!found || axis->values > study->axis[*chosen].values)
            *chosen = i;
        found = true;
    }
    return found;
}

static bool choose_x(const struct study *study, const char *along, size_t *chosen) {
    static const char *const preferred[] = {"pool.initial", "pool.limit"};
    if (along != NULL && choose_along(study, along, chosen))
        return true;
    for (size_t p = 0; p < 2; p++) {
        for (size_t i = 0; i < study->axes; i++) {
            if (study->axis[i].numeric && study->axis[i].values > 1 &&
                strcmp(study->axis[i].key, preferred[p]) == 0) {
                *chosen = i;
                return true;
            }
        }
    }
    bool found = false;
    for (size_t i = 0; i < study->axes; i++) {
        if (study->axis[i].values < 2)
            continue;
        bool better = !found || (study->axis[i].numeric && !study->axis[*chosen].numeric) ||
                      (study->axis[i].numeric == study->axis[*chosen].numeric &&
                       study->axis[i].values > study->axis[*chosen].values);
        if (better)
            *chosen = i;
        found = true;
    }
    return found;
}

/* The values of all axes but x: the curve's name. */
static char *curve_name(const struct study *study, const struct study_point *point, size_t x_axis) {
    struct text name = {0};
    text_add(&name, "");
    study_point_short(study, point, x_axis, &name);
    return text_take(&name);
}

static struct curve *find_curve(struct curves *curves, char *name) {
    for (size_t i = 0; i < curves->count; i++) {
        if (strcmp(curves->curve[i].name, name) == 0) {
            free(name);
            return &curves->curve[i];
        }
    }
    if (curves->count == PLOT_CURVES_MAX) {
        free(name);
        return NULL;
    }
    struct curve *curve = &curves->curve[curves->count++];
    curve->name = name;
    return curve;
}

static int compare_number(const void *a, const void *b) {
    double first = *(const double *)a;
    double second = *(const double *)b;
    return (first > second) - (first < second);
}

static int compare_x(const void *a, const void *b) {
    return compare_number(&((const struct curve_point *)a)->x, &((const struct curve_point *)b)->x);
}

/* The rank of a name in order of appearance; added when new. */
static double rank_of(struct curves *curves, const char *text) {
    for (size_t i = 0; i < curves->x_count; i++) {
        if (strcmp(curves->x_text[i], text) == 0)
            return (double)i;
    }
    curves->x_text[curves->x_count] = text;
    curves->x[curves->x_count] = (double)curves->x_count;
    return (double)curves->x_count++;
}

static void add_x(struct curves *curves, double x) {
    for (size_t i = 0; i < curves->x_count; i++) {
        if (curves->x[i] >= x && curves->x[i] <= x)
            return;
    }
    curves->x[curves->x_count++] = x;
}

static bool too_many(const struct study *study, size_t x_axis, struct problems *problems) {
    struct text keys = {0};
    size_t combinations = 1;
    for (size_t i = 0; i < study->axes; i++) {
        if (i == x_axis || study->axis[i].values < 2)
            continue;
        text_add(&keys, keys.length > 0 ? ", " : "");
        tame_add_short(&keys, study->axis[i].key, 60);
        combinations *= study->axis[i].values;
    }
    report_error(problems, 65,
                 "sweep fewer values at a time (-P KEY=VALUE keeps an axis at one), or 'rxpool export'",
                 "%zu combinations of %s: more than %d curves cannot be told apart", combinations, keys.at,
                 PLOT_CURVES_MAX);
    text_free(&keys);
    return false;
}

bool curves_make(const struct study *study, const char *kind, const char *along, struct curves *curves,
                 struct problems *problems) {
    *curves = (struct curves){0};
    if (!choose_x(study, along, &curves->x_axis)) {
        report_error(problems, 65,
                     "sweep something: rxpool sweep FILE -o DB -P pool.initial=64..4096:log2; one run alone: "
                     "rxpool plot "
                     "DB timeline",
                     "a %s plot needs something that varies, and study '%s' has one point", kind,
                     study->name);
        return false;
    }
    curves->categories = !study->axis[curves->x_axis].numeric;
    curves->x = memory_alloc(study->points * sizeof *curves->x);
    curves->x_text = memory_alloc(study->points * sizeof *curves->x_text);
    for (size_t i = 0; i < study->points; i++) {
        const struct study_point *point = &study->point[i];
        const struct study_value *value = &point->value[curves->x_axis];
        bool usable = value->set && (curves->categories || value->numeric);
        if (!usable || point->model_version != study->model_version)
            continue;
        struct curve *curve = find_curve(curves, curve_name(study, point, curves->x_axis));
        if (curve == NULL)
            return too_many(study, curves->x_axis, problems);
        if (curve->at == NULL)
            curve->at = memory_alloc(study->points * sizeof *curve->at);
        double x = curves->categories ? rank_of(curves, value->text) : value->number;
        if (!curves->categories)
            add_x(curves, x);
        curve->at[curve->count++] = (struct curve_point){point, x};
    }
    qsort(curves->x, curves->x_count, sizeof *curves->x, compare_number);
    for (size_t i = 0; i < curves->count; i++)
        qsort(curves->curve[i].at, curves->curve[i].count, sizeof *curves->curve[i].at, compare_x);
    return true;
}

void curves_free(struct curves *curves) {
    for (size_t i = 0; i < curves->count; i++) {
        free(curves->curve[i].name);
        free(curves->curve[i].at);
    }
    free(curves->x);
    free(curves->x_text);
    *curves = (struct curves){0};
}

void curves_set_names(const struct curves *curves, struct plot *plot, size_t more, bool bounds) {
    const char *name[PLOT_CURVES_MAX];
    struct text runs = {0};
    const char *only = curves_runs(curves, METRIC_LOSS_RATIO, &runs) ? "all runs" : "one run a point";
    text_free(&runs);
    for (size_t i = 0; i < curves->count; i++)
        name[i] = curves->curve[i].name[0] == '\0' ? only : curves->curve[i].name;
    plot_set_number(plot, "rxp_curves", (double)curves->count);
    plot_set_texts(plot, "rxp_curve", name, curves->count);
    size_t longest = text_longest(name, curves->count);
    if (bounds && longest < text_width(PLOT_NONE_LOST))
        longest = text_width(PLOT_NONE_LOST);
    plot_set_key(plot, curves->count + more + bounds, longest < 12 ? 12 : longest);
}

static void set_categories(const struct curves *curves, struct plot *plot) {
    char **label = memory_alloc(curves->x_count * sizeof *label);
    for (size_t i = 0; i < curves->x_count; i++) {
        struct text text = {0};
        tame_add_short(&text, curves->x_text[i], curves->x_count > 4 ? 20 : 24);
        label[i] = text_take(&text);
    }
    plot_set_ticks(plot, (const char *const *)label, curves->x, curves->x_count, (double)curves->x_count);
    for (size_t i = 0; i < curves->x_count; i++)
        free(label[i]);
    free(label);
    text_format(&plot->settings, "set xrange [-0.5:%g]\n", (double)curves->x_count - 0.5);
}

/* Counts of buffers have no unit in the table of parameters; a picture says what is counted. */
static struct plot_scale axis_scale(const struct study_axis *axis, double greatest) {
    static const char *const counts[][2] = {
        {"pool.initial", "buffers"},         {"pool.minimum", "buffers"},
        {"pool.limit", "buffers"},           {"pool.grow.below", "buffers"},
        {"pool.grow.chunk", "buffers"},      {"pool.shrink.above", "buffers"},
        {"interrupt_disable.at", "buffers"}, {"interrupt_disable.resume", "buffers"},
        {"nic.ring", "descriptors"},
    };
    struct plot_scale scale = plot_scale(greatest, axis->unit);
    for (size_t i = 0; i < sizeof counts / sizeof counts[0] && scale.unit[0] == '\0'; i++) {
        if (strcmp(axis->key, counts[i][0]) == 0)
            scale.unit = counts[i][1];
    }
    return scale;
}

struct plot_scale curves_set_label(const struct curves *curves, const struct study *study,
                                   struct plot *plot) {
    ensure(curves->count > 0 && curves->x_count > 0);
    const struct study_axis *axis = &study->axis[curves->x_axis];
    struct plot_scale scale = {1, ""};
    if (!curves->categories)
        scale = axis_scale(axis, curves->x[curves->x_count - 1]);
    plot_set_axis_label(plot, "rxp_x_label", axis->key, scale);
    return scale;
}

double curves_set(const struct curves *curves, const struct study *study, struct plot *plot) {
    const char *key = study->axis[curves->x_axis].key;
    struct plot_scale scale = curves_set_label(curves, study, plot);
    plot_set_number(plot, "rxp_names", curves->categories ? 1 : 0);
    if (curves->categories) {
        set_categories(curves, plot);
        return 1;
    }
    double *shown = memory_alloc(curves->x_count * sizeof *shown);
    for (size_t i = 0; i < curves->x_count; i++)
        shown[i] = curves->x[i] * scale.factor;
    bool size = strncmp(key, "pool.", 5) == 0 && shown[0] > 0 && shown[curves->x_count - 1] >= 4 * shown[0];
    if (size || plot_is_logarithmic(shown, curves->x_count)) {
        plot_set_log_values(plot, "x", shown, curves->x_count);
    } else {
        double room = (shown[curves->x_count - 1] - shown[0]) * 0.04;
        text_format(&plot->settings, "set xrange [%.17g:%.17g]\n", shown[0] - room,
                    shown[curves->x_count - 1] + room);
    }
    free(shown);
    return scale.factor;
}

bool curves_runs(const struct curves *curves, enum metric metric, struct text *to) {
    uint64_t least = UINT64_MAX;
    uint64_t most = 0;
    for (size_t i = 0; i < curves->count; i++) {
        for (size_t j = 0; j < curves->curve[i].count; j++) {
            const struct estimate *estimate = &curves->curve[i].at[j].point->estimate[metric];
            if (!estimate->defined)
                continue;
            least = estimate->n < least ? estimate->n : least;
            most = estimate->n > most ? estimate->n : most;
        }
    }
    if (most <= 1)
        text_add(to, "one run a point");
    else if (least == most)
        text_format(to, "mean of %llu runs a point", (unsigned long long)most);
    else
        text_format(to, "mean of %llu to %llu runs a point", (unsigned long long)least,
                    (unsigned long long)most);
    return most > 1;
}

double curve_row(struct text *data, double x, const struct estimate *estimate) {
    plot_number(data, x);
    plot_number(data, estimate->defined ? estimate->mean : (double)NAN);
    plot_number(data, estimate->interval ? estimate->low : (double)NAN);
    plot_number(data, estimate->interval ? estimate->high : (double)NAN);
    text_add(data, estimate->interval ? " 1\n" : " 0\n");
    if (!estimate->defined)
        return 0;
    return estimate->interval ? estimate->high : estimate->mean;
}
