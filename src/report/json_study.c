/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `rxpool show DB --json`: the studies of a database, point by point, for machines. */
#include <inttypes.h>
#include <stdlib.h>

#include "ensure.h"
#include "json.h"
#include "loss_free.h"
#include "rows.h"

/* The values of all axes but one that the point sets: {"KEY": {"text", "number", "unit"}}, as an export has
 * parameters. */
static json_t *axes_of(const struct study *study, const struct study_point *point, size_t but) {
    json_t *object = json_object();
    for (size_t i = 0; i < study->axes; i++) {
        const struct study_value *value = &point->value[i];
        if (i == but || !value->set)
            continue;
        json_t *axis = json_object();
        json_put(axis, "text", json_text(value->text));
        json_put(axis, "number", value->numeric ? json_number(value->number) : json_null());
        json_put(axis, "unit", json_text(study->axis[i].unit));
        json_put(object, study->axis[i].key, axis);
    }
    return object;
}

static json_t *one_point(const struct study *study, const struct study_point *point) {
    json_t *object = json_object();
    json_put(object, "point", json_integer(point->id));
    json_put(object, "model_version", json_integer(point->model_version));
    json_put(object, "runs", json_count(point->runs));
    json_put(object, "init_failed", json_count(point->init_failed));
    json_put(object, "unfinished", json_count(point->unfinished));
    json_put(object, "starved", json_count(point->starved));
    json_put(object, "axes", axes_of(study, point, SIZE_MAX));
    json_put(object, "summary", json_estimates(point->estimate));
    return object;
}

/* A rate that was not found is null: 0 frames/s is no answer. */
static json_t *rate_or_null(double fps) {
    return fps > 0 ? json_number(fps) : json_null();
}

static json_t *loss_free_list(const struct study *study) {
    size_t count;
    struct loss_free_curve *curve = loss_free_curves(study, &count);
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        const struct loss_free *found = &curve[i].found;
        json_t *object = json_object();
        json_put(object, "axes", axes_of(study, curve[i].first, loss_free_axis(study)));
        json_put(object, "offered_fps", rate_or_null(found->fps));
        json_put(object, "frames", json_count((uint64_t)(found->frames + 0.5)));
        json_put(object, "runs", json_count(found->runs));
        json_put(object, "lossy_fps", rate_or_null(found->lossy_fps));
        json_put(object, "points_left_out", json_count(found->unknown));
        ensure(json_array_append_new(list, object) == 0);
    }
    loss_free_curves_free(curve, count);
    return list;
}

static json_t *one_study(const struct study *study) {
    size_t axis = loss_free_axis(study);
    json_t *object = json_object();
    json_t *points = json_array();
    for (size_t i = 0; i < study->points; i++)
        ensure(json_array_append_new(points, one_point(study, &study->point[i])) == 0);
    json_put(object, "study", json_integer(study->id));
    json_put(object, "name", json_text(study->name));
    json_put(object, "points", points);
    json_put(object, "loss_free_axis", axis < study->axes ? json_text(study->axis[axis].key) : json_null());
    json_put(object, "loss_free", loss_free_list(study));
    return object;
}

bool report_studies(struct store *store, FILE *to, struct problems *problems) {
    struct table *table = store_table(store, TABLE_STUDIES, 0, problems);
    if (table == NULL)
        return false;
    bool good = true;
    json_t *list = json_array();
    size_t id = rows_column(table, "study_id");
    for (size_t row = 0; row < table->rows && good; row++) {
        struct study study;
        good = study_load(store, cell_integer(rows_cell(table, row, id)), &study, problems);
        if (good)
            ensure(json_array_append_new(list, one_study(&study)) == 0);
        study_free(&study);
    }
    table_free(table);
    json_t *document = json_object();
    json_put(document, "schema", json_string("rxpool/studies/1"));
    json_put(document, "studies", list);
    char *text = json_write(document, JSON_INDENT(2));
    if (good && (fputs(text, to) == EOF || fputc('\n', to) == EOF || fflush(to) != 0)) {
        report_error(problems, 74, NULL, "the report could not be written");
        good = false;
    }
    free(text);
    return good;
}
