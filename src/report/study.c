/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loading a study: four tables joined by point id.
 *
 * A study has tens to some thousands of points of about 60 estimates; all of it in memory (about 4 KB a
 * point) is far simpler than streaming and still small. Runs are not loaded here. */
#include "study.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "experiment.h"
#include "rows.h"

int64_t study_last(struct store *store, struct problems *problems) {
    struct table *table = store_table(store, TABLE_STUDIES, 0, problems);
    if (table == NULL)
        return 0;
    int64_t last = 0;
    size_t column = rows_column(table, "study_id");
    for (size_t row = 0; row < table->rows; row++) {
        int64_t id = cell_integer(rows_cell(table, row, column));
        last = id > last ? id : last;
    }
    table_free(table);
    if (last == 0 && problems->errors == 0)
        report_error(problems, 65, "put runs into it first: rxpool sweep FILE -o DB",
                     "the database holds no study");
    return last;
}

static int compare_point(const void *a, const void *b) {
    int64_t first = ((const struct study_point *)a)->id;
    int64_t second = ((const struct study_point *)b)->id;
    return (first > second) - (first < second);
}

static struct study_point *find_point(const struct study *study, int64_t id) {
    struct study_point key = {.id = id};
    if (study->points == 0)
        return NULL;
    return bsearch(&key, study->point, study->points, sizeof key, compare_point);
}

static bool load_name(struct study *study, const struct table *studies) {
    size_t id = rows_column(studies, "study_id");
    size_t name = rows_column(studies, "name");
    for (size_t row = 0; row < studies->rows; row++) {
        if (cell_integer(rows_cell(studies, row, id)) == study->id) {
            study->name = cell_text(rows_cell(studies, row, name));
            return true;
        }
    }
    return false;
}

static void load_axes(struct study *study, const struct table *axes) {
    size_t key = rows_column(axes, "key");
    size_t values = rows_column(axes, "distinct_values");
    size_t numeric = rows_column(axes, "is_numeric");
    size_t unit = rows_column(axes, "unit");
    study->axes = axes->rows;
    study->axis = memory_alloc(axes->rows * sizeof *study->axis);
    for (size_t row = 0; row < axes->rows; row++) {
        study->axis[row] = (struct study_axis){
            .key = cell_text(rows_cell(axes, row, key)),
            .unit = cell_text(rows_cell(axes, row, unit)),
            .numeric = cell_integer(rows_cell(axes, row, numeric)) != 0,
            .values = (size_t)cell_integer(rows_cell(axes, row, values)),
        };
    }
}

static void load_points(struct study *study, const struct table *points) {
    size_t id = rows_column(points, "point_id");
    size_t runs = rows_column(points, "runs");
    size_t init_failed = rows_column(points, "init_failed");
    size_t failed = rows_column(points, "failed");
    size_t starved = rows_column(points, "starved");
    size_t version = rows_column(points, "model_version");
    study->points = points->rows;
    study->point = memory_alloc(points->rows * sizeof *study->point);
    study->values = memory_alloc(points->rows * study->axes * sizeof *study->values);
    for (size_t row = 0; row < points->rows; row++) {
        study->point[row].id = cell_integer(rows_cell(points, row, id));
        study->point[row].runs = (uint64_t)cell_integer(rows_cell(points, row, runs));
        study->point[row].init_failed = (uint64_t)cell_integer(rows_cell(points, row, init_failed));
        study->point[row].unfinished = (uint64_t)cell_integer(rows_cell(points, row, failed));
        study->point[row].starved = (uint64_t)cell_integer(rows_cell(points, row, starved));
        study->point[row].model_version = cell_integer(rows_cell(points, row, version));
        if (study->point[row].model_version > study->model_version)
            study->model_version = study->point[row].model_version;
        study->point[row].value = study->values + row * study->axes;
    }
    if (study->points > 0)
        qsort(study->point, study->points, sizeof *study->point, compare_point);
}

static void load_values(struct study *study, const struct table *curve) {
    size_t id = rows_column(curve, "point_id");
    size_t key = rows_column(curve, "key");
    size_t number = rows_column(curve, "number");
    size_t text = rows_column(curve, "text");
    for (size_t row = 0; row < curve->rows; row++) {
        struct study_point *point = find_point(study, cell_integer(rows_cell(curve, row, id)));
        const char *name = cell_text(rows_cell(curve, row, key));
        size_t axis = 0;
        while (axis < study->axes && strcmp(study->axis[axis].key, name) != 0)
            axis++;
        if (point == NULL || axis == study->axes)
            continue;
        double value = cell_number(rows_cell(curve, row, number));
        point->value[axis] = (struct study_value){
            .set = true,
            .numeric = !isnan(value),
            .number = value,
            .text = cell_text(rows_cell(curve, row, text)),
        };
    }
}

static void load_estimates(struct study *study, const struct table *rows) {
    size_t id = rows_column(rows, "point_id");
    size_t name = rows_column(rows, "metric");
    size_t n = rows_column(rows, "n");
    size_t mean = rows_column(rows, "mean");
    size_t sd = rows_column(rows, "sd");
    size_t low = rows_column(rows, "low");
    size_t high = rows_column(rows, "high");
    size_t confidence = rows_column(rows, "confidence");
    for (size_t row = 0; row < rows->rows; row++) {
        struct study_point *point = find_point(study, cell_integer(rows_cell(rows, row, id)));
        enum metric metric = metric_find(cell_text(rows_cell(rows, row, name)));
        const struct cell *value = rows_cell(rows, row, mean);
        if (point == NULL || metric == METRIC_COUNT || value->kind == CELL_NULL)
            continue;
        const struct cell *from = rows_cell(rows, row, low);
        const struct cell *to = rows_cell(rows, row, high);
        double scatter = cell_number(rows_cell(rows, row, sd));
        point->estimate[metric] = (struct estimate){
            .defined = true,
            .n = (uint32_t)cell_integer(rows_cell(rows, row, n)),
            .mean = cell_number(value),
            .sd = isnan(scatter) ? 0 : scatter,
            .interval = from->kind != CELL_NULL && to->kind != CELL_NULL,
            .low = from->kind == CELL_NULL ? 0 : cell_number(from),
            .high = to->kind == CELL_NULL ? 0 : cell_number(to),
            .confidence = cell_number(rows_cell(rows, row, confidence)),
        };
    }
}

struct samples {
    size_t count, room;
    struct value_row *row;
};

static void keep_sample(void *context, const struct stored_run *run) {
    struct samples *samples = context;
    if (samples->count == samples->room) {
        samples->room = samples->room == 0 ? 16 : samples->room * 2;
        samples->row = memory_grow(samples->row, samples->room, sizeof *samples->row);
    }
    samples->row[samples->count++] = value_row_of(run->replication, run->status, run->metric);
}

/* Are the runs of the point antithetic? */
static bool has_pairs(struct store *store, int64_t point, bool *pairs, struct problems *problems) {
    struct table *table = store_table(store, TABLE_PARAMETERS, point, problems);
    if (table == NULL)
        return false;
    size_t key = rows_column(table, "key");
    size_t text = rows_column(table, "text");
    for (size_t row = 0; row < table->rows; row++)
        *pairs |= strcmp(cell_text(rows_cell(table, row, key)), "replications.numbers") == 0 &&
                  strcmp(cell_text(rows_cell(table, row, text)), "antithetic") == 0;
    table_free(table);
    return true;
}

/* A sweep that was interrupted has runs without estimates: they are made here, from the runs. */
static bool estimate_point(struct store *store, struct study_point *point, struct problems *problems) {
    struct samples samples = {0};
    bool pairs = false;
    bool good = has_pairs(store, point->id, &pairs, problems) &&
                store_runs(store, point->id, keep_sample, &samples, problems);
    if (good)
        rows_estimate(samples.row, samples.count, UINT32_MAX, 0.95, pairs ? SCATTER_PAIRS : SCATTER_RUNS,
                      point->estimate);
    free(samples.row);
    return good;
}

static bool estimate_missing(struct store *store, struct study *study, struct problems *problems) {
    for (size_t i = 0; i < study->points; i++) {
        bool missing = true;
        for (size_t metric = 0; metric < METRIC_COUNT && missing; metric++)
            missing = !study->point[i].estimate[metric].defined;
        if (missing && study->point[i].runs > 0 && !estimate_point(store, &study->point[i], problems))
            return false;
    }
    return true;
}

bool study_load(struct store *store, int64_t id, struct study *study, struct problems *problems) {
    static const enum store_table which[5] = {TABLE_STUDIES, TABLE_AXES, TABLE_POINTS, TABLE_CURVE,
                                              TABLE_ESTIMATES};
    *study = (struct study){.id = id};
    for (size_t i = 0; i < 5; i++) {
        study->kept[i] = store_table(store, which[i], i == 0 ? 0 : id, problems);
        if (study->kept[i] == NULL)
            return false;
    }
    if (!load_name(study, study->kept[0])) {
        report_error(problems, 65, "'rxpool show DB' lists what it holds",
                     "there is no study %lld in the database", (long long)id);
        return false;
    }
    load_axes(study, study->kept[1]);
    load_points(study, study->kept[2]);
    load_values(study, study->kept[3]);
    load_estimates(study, study->kept[4]);
    return estimate_missing(store, study, problems);
}

void study_free(struct study *study) {
    for (size_t i = 0; i < 5; i++) {
        if (study->kept[i] != NULL)
            table_free(study->kept[i]);
    }
    free(study->axis);
    free(study->point);
    free(study->values);
    *study = (struct study){0};
}

void study_point_name(const struct study *study, const struct study_point *point, struct text *to) {
    const char *between = "";
    for (size_t i = 0; i < study->axes; i++) {
        if (!point->value[i].set)
            continue;
        text_add(to, between);
        tame_add(to, study->axis[i].key);
        text_add(to, " ");
        tame_add_short(to, point->value[i].text, 40);
        between = ", ";
    }
}

void study_point_short(const struct study *study, const struct study_point *point, size_t but,
                       struct text *to) {
    const char *between = "";
    for (size_t i = 0; i < study->axes; i++) {
        if (i == but || study->axis[i].values < 2)
            continue;
        text_add(to, between);
        between = ", ";
        const char *dot = strrchr(study->axis[i].key, '.');
        if (strcmp(study->axis[i].key, "pool.policy") != 0) {
            tame_add_short(to, dot == NULL ? study->axis[i].key : dot + 1, 24);
            text_add(to, " ");
        }
        tame_add_short(to, point->value[i].set ? point->value[i].text : "(not set)", 32);
    }
}

double estimates_lost(const struct estimate estimate[METRIC_COUNT]) {
    const struct estimate *dropped = &estimate[METRIC_FRAMES_DROPPED];
    return dropped->defined ? dropped->mean * dropped->n : 0;
}

double estimates_known(const struct estimate estimate[METRIC_COUNT]) {
    const struct estimate *delivered = &estimate[METRIC_FRAMES_DELIVERED];
    double known = delivered->defined ? delivered->mean * delivered->n : 0;
    return known + estimates_lost(estimate);
}
