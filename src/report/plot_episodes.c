/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long interrupts stay off: the share of episodes that lasted at least so long, log-log.
 *
 * From the histogram of each run, which counts every episode of the measurement window; the stored rows are
 * only the first and the longest of them. Runs of a point are added up. A straight line falling slowly is a
 * heavy tail. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ensure.h"
#include "plot.h"
#include "rows.h"

struct bucket {
    double low;
    double count;
};
struct durations {
    size_t count, room;
    struct bucket *at;
};
struct run_ids {
    size_t count, room;
    int64_t *id;
};

static void keep_run(void *context, const struct stored_run *run) {
    struct run_ids *ids = context;
    if (ids->count == ids->room) {
        ids->room = ids->room == 0 ? 64 : ids->room * 2;
        ids->id = memory_grow(ids->id, ids->room, sizeof *ids->id);
    }
    ids->id[ids->count++] = run->run_id;
}

static int compare_bucket(const void *a, const void *b) {
    double first = ((const struct bucket *)a)->low;
    double second = ((const struct bucket *)b)->low;
    return (first > second) - (first < second);
}

static bool add_run(struct store *store, int64_t run, struct durations *durations,
                    struct problems *problems) {
    struct table *table = store_table(store, TABLE_HISTOGRAM, run, problems);
    if (table == NULL)
        return false;
    size_t name = rows_column(table, "name");
    size_t low = rows_column(table, "low_ps");
    size_t count = rows_column(table, "count");
    const char *wanted = result_histogram_name(HISTOGRAM_EPISODE);
    for (size_t row = 0; row < table->rows; row++) {
        if (strcmp(cell_text(rows_cell(table, row, name)), wanted) != 0)
            continue;
        if (durations->count == durations->room) {
            durations->room = durations->room == 0 ? 256 : durations->room * 2;
            durations->at = memory_grow(durations->at, durations->room, sizeof *durations->at);
        }
        durations->at[durations->count++] = (struct bucket){cell_number(rows_cell(table, row, low)),
                                                            cell_number(rows_cell(table, row, count))};
    }
    table_free(table);
    return true;
}

static bool add_point(struct store *store, int64_t point, struct durations *durations,
                      struct problems *problems) {
    struct run_ids ids = {0};
    bool good = store_runs(store, point, keep_run, &ids, problems);
    for (size_t i = 0; i < ids.count && good; i++)
        good = add_run(store, ids.id[i], durations, problems);
    free(ids.id);
    return good;
}

struct range {
    double low, high, least_share;
    double episodes;
};

/* "duration, share that lasted at least so long", equal edges merged; returns how many episodes there are. */
static double write_curve(struct text *data, struct durations *durations, struct range *range) {
    double total = 0;
    for (size_t i = 0; i < durations->count; i++)
        total += durations->at[i].count;
    if (durations->count > 0)
        qsort(durations->at, durations->count, sizeof *durations->at, compare_bucket);
    double before = 0;
    for (size_t i = 0; i < durations->count;) {
        double low = durations->at[i].low;
        double share = (total - before) / total;
        while (i < durations->count && durations->at[i].low <= low)
            before += durations->at[i++].count;
        if (low < 1) /* an episode of no length: counted, but there is no place for it on the axis */
            continue;
        text_format(data, "%.17g %.17g\n", low, share);
        range->low = range->low <= 0 ? low : fmin(range->low, low);
        range->high = fmax(range->high, low);
        range->least_share = range->least_share <= 0 ? share : fmin(range->least_share, share);
    }
    text_add(data, "\n\n");
    range->episodes += total;
    return total;
}

struct names {
    size_t count;
    char *name[PLOT_CURVES_MAX];
    char *block[PLOT_CURVES_MAX];  /* its data */
    size_t steps[PLOT_CURVES_MAX]; /* of its line */
};

static void add_curve(struct names *names, struct text *data, const char *name, struct durations *durations,
                      struct range *range) {
    ensure(names->count < PLOT_CURVES_MAX);
    struct text block = {0};
    struct text label = {0};
    text_add(&block, "");
    double total = write_curve(&block, durations, range);
    if (total > 0) {
        text_format(&label, "%s (%.0f)", name, total);
        text_format(data, "# %s\n%s", label.at, block.at);
        names->steps[names->count] = durations->count;
        names->block[names->count] = text_take(&block);
        names->name[names->count++] = text_take(&label);
    }
    text_free(&block);
    free(durations->at);
    *durations = (struct durations){0};
}

/* The points that have episodes; of more than eight, eight evenly chosen ones. */
static bool collect_points(struct plot *plot, const struct study *study, struct names *names,
                           struct text *data, struct range *range, struct problems *problems) {
    size_t *with = memory_alloc(study->points * sizeof *with);
    size_t count = 0;
    for (size_t i = 0; i < study->points; i++) {
        const struct estimate *episodes = &study->point[i].estimate[METRIC_INTERRUPT_DISABLE_EPISODES];
        if (episodes->defined && episodes->mean > 0 && study->point[i].model_version == study->model_version)
            with[count++] = i;
    }
    size_t shown = count > PLOT_CURVES_MAX ? PLOT_CURVES_MAX : count;
    bool good = true;
    for (size_t i = 0; i < shown && good; i++) {
        size_t which = shown < 2 ? 0 : i * (count - 1) / (shown - 1);
        const struct study_point *point = &study->point[with[which]];
        struct durations durations = {0};
        good = add_point(plot->store, point->id, &durations, problems);
        struct text name = {0};
        study_point_short(study, point, SIZE_MAX, &name);
        add_curve(names, data, name.length > 0 ? name.at : "all runs", &durations, range);
        text_free(&name);
    }
    if (count > shown)
        plot_note(plot, "%zu of the %zu points with episodes, evenly chosen.", shown, count);
    free(with);
    return good;
}

/* Names the curves that are behind an equal one, and makes their marks larger. */
static void set_equal(struct plot *plot, const struct names *names) {
    double size[PLOT_CURVES_MAX];
    for (size_t i = names->count; i-- > 0;) {
        size_t equal = i + 1; /* of three equal ones the second names the third */
        while (equal < names->count && strcmp(names->block[i], names->block[equal]) != 0)
            equal++;
        size[i] = equal < names->count ? size[equal] + 0.6 : 1;
        if (equal < names->count)
            plot_note(plot, "The same curve: %s and %s.", names->name[i], names->name[equal]);
    }
    text_format(&plot->settings, "array rxp_size[%zu] = [", names->count);
    for (size_t i = 0; i < names->count; i++)
        text_format(&plot->settings, "%s%.1f", i == 0 ? "" : ", ", size[i]);
    text_add(&plot->settings, "]\n");
}

static void set_picture(struct plot *plot, const char *title, struct names *names,
                        const struct range *range) {
    plot_set_number(plot, "rxp_curves", (double)names->count);
    plot_set_texts(plot, "rxp_curve", (const char *const *)names->name, names->count);
    plot_set_key(plot, names->count, text_longest((const char *const *)names->name, names->count));
    text_format(&plot->settings, "array rxp_stride[%zu] = [", names->count);
    for (size_t i = 0; i < names->count; i++)
        text_format(&plot->settings, "%s%zu", i == 0 ? "" : ", ", names->steps[i] / 12 + 1);
    text_add(&plot->settings, "]\n");
    plot_set_time_decades(plot, "x", range->low, range->high * 1.0001);
    plot_set_decades(plot, "y", range->least_share, 1);
    plot_set_title(
        plot, title,
        plot->terminal == TERMINAL_TERM
            ? "Episodes that lasted at least so long (how many)"
            : "Interrupt-disable episodes: share that lasted at least so long; in brackets: how many");
    set_equal(plot, names);
    plot_note(plot, "Episodes that began and ended within the measurement window.");
}

bool plot_episodes(struct plot *plot, struct problems *problems) {
    struct text *data = plot_data(plot, "episodes.dat");
    text_add(data,
             "# duration_ps share of the episodes that lasted at least so long; a block for each curve\n");
    struct study study = {0};
    struct names names = {0};
    struct range range = {0};
    struct text title = {0};
    bool good;
    if (plot->options->run != 0) {
        struct durations durations = {0};
        good = add_run(plot->store, plot->options->run, &durations, problems);
        text_format(&title, "run %lld", (long long)plot->options->run);
        add_curve(&names, data, title.at, &durations, &range);
    } else {
        good = plot_study(plot, &study, problems) &&
               collect_points(plot, &study, &names, data, &range, problems);
        text_add(&title, study.name == NULL ? "" : study.name);
    }
    if (good && (names.count == 0 || range.high <= 0)) {
        report_error(problems, 65, "buffers never ran short there, or interrupt_disable.at is 'never'",
                     "there are no interrupt-disable episodes to show");
        good = false;
    }
    if (good)
        set_picture(plot, title.at, &names, &range);
    for (size_t i = 0; i < names.count; i++) {
        free(names.name[i]);
        free(names.block[i]);
    }
    text_free(&title);
    study_free(&study);
    return good;
}
