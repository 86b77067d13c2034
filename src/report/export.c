/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every run of a database as a record: CSV, JSON, or JSON line by line.
 *
 * Runs are streamed: what is held in memory is one record and, for each point, what varies (TABLE_CURVE). A
 * parameter appears twice in CSV: its canonical text under its key, and its number in the canonical unit
 * under KEY_number, as spreadsheets cannot compute with "300 us". Exact numbers: %.17g. Undefined is an empty
 * field, or null. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ensure.h"
#include "json.h"
#include "rows.h"

struct export_point {
    int64_t id;
    const char *study;
    size_t first, last; /* rows of the curve table */
};
struct exporter {
    enum export_format format;
    FILE *to;
    bool good;
    size_t records;
    size_t keys;
    const char **key; /* that vary anywhere, in order of appearance */
    bool *numeric;
    struct table *points, *curve;
    size_t key_column, text_column, number_column, unit_column;
    size_t point_count;
    struct export_point *point; /* ascending id */
    struct text record;
};

static int compare_id(const void *a, const void *b) {
    int64_t first = ((const struct export_point *)a)->id;
    int64_t second = ((const struct export_point *)b)->id;
    return (first > second) - (first < second);
}

static void collect_keys(struct exporter *exporter, const struct table *axes) {
    size_t key = rows_column(axes, "key");
    size_t numeric = rows_column(axes, "is_numeric");
    exporter->key = memory_alloc(axes->rows * sizeof *exporter->key);
    exporter->numeric = memory_alloc(axes->rows * sizeof *exporter->numeric);
    for (size_t row = 0; row < axes->rows; row++) {
        const char *name = cell_text(rows_cell(axes, row, key));
        size_t at = 0;
        while (at < exporter->keys && strcmp(exporter->key[at], name) != 0)
            at++;
        if (at == exporter->keys)
            exporter->key[exporter->keys++] = name;
        exporter->numeric[at] |= cell_integer(rows_cell(axes, row, numeric)) != 0;
    }
}

/* The rows of each point in the curve table, which is in order of points. */
static void collect_points(struct exporter *exporter) {
    const struct table *points = exporter->points;
    const struct table *curve = exporter->curve;
    size_t id = rows_column(points, "point_id");
    size_t study = rows_column(points, "study");
    size_t curve_id = rows_column(curve, "point_id");
    exporter->key_column = rows_column(curve, "key");
    exporter->text_column = rows_column(curve, "text");
    exporter->number_column = rows_column(curve, "number");
    exporter->unit_column = rows_column(curve, "unit");
    exporter->point_count = points->rows;
    exporter->point = memory_alloc(points->rows * sizeof *exporter->point);
    for (size_t row = 0; row < points->rows; row++)
        exporter->point[row] = (struct export_point){.id = cell_integer(rows_cell(points, row, id)),
                                                     .study = cell_text(rows_cell(points, row, study))};
    if (points->rows > 0)
        qsort(exporter->point, points->rows, sizeof *exporter->point, compare_id);
    size_t row = 0;
    for (size_t i = 0; i < exporter->point_count; i++) {
        struct export_point *point = &exporter->point[i];
        while (row < curve->rows && cell_integer(rows_cell(curve, row, curve_id)) < point->id)
            row++;
        point->first = row;
        while (row < curve->rows && cell_integer(rows_cell(curve, row, curve_id)) == point->id)
            row++;
        point->last = row;
    }
}

static const struct export_point *find_point(const struct exporter *exporter, int64_t id) {
    struct export_point key = {.id = id};
    if (exporter->point_count == 0)
        return NULL;
    return bsearch(&key, exporter->point, exporter->point_count, sizeof key, compare_id);
}

/* The row of the curve table for that parameter of the point, or curve->rows. */
static size_t find_row(const struct exporter *exporter, const struct export_point *point, const char *key) {
    for (size_t row = point == NULL ? 0 : point->first; point != NULL && row < point->last; row++) {
        if (strcmp(cell_text(rows_cell(exporter->curve, row, exporter->key_column)), key) == 0)
            return row;
    }
    return exporter->curve->rows;
}

/* RFC 4180: quoted when it must be, quotes doubled. */
static void csv_field(struct text *to, const char *text) {
    if (strpbrk(text, ",\"\r\n") == NULL && text[0] != ' ') {
        text_add(to, text);
        return;
    }
    text_add(to, "\"");
    for (const char *at = text; *at != '\0'; at++) {
        text_add_bytes(to, at, 1);
        if (*at == '"')
            text_add(to, "\"");
    }
    text_add(to, "\"");
}

static void csv_cell(struct text *to, const struct cell *cell) {
    if (cell->kind == CELL_INTEGER)
        text_format(to, "%" PRId64, cell->integer);
    else if (cell->kind == CELL_REAL && isfinite(cell->real))
        text_format(to, "%.17g", cell->real);
}

static void csv_header(struct exporter *exporter) {
    struct text *to = &exporter->record;
    text_add(to, "study,point,run,replication,status,seed,digest,events");
    for (size_t i = 0; i < exporter->keys; i++) {
        text_add(to, ",");
        csv_field(to, exporter->key[i]);
        if (exporter->numeric[i]) {
            struct text name = {0};
            text_format(&name, "%s_number", exporter->key[i]);
            text_add(to, ",");
            csv_field(to, name.at);
            text_free(&name);
        }
    }
    for (size_t i = 0; i < METRIC_COUNT; i++)
        text_format(to, ",%s", metric_table[i].name);
    text_add(to, "\r\n");
}

static void csv_record(struct exporter *exporter, const struct stored_run *run,
                       const struct export_point *point) {
    struct text *to = &exporter->record;
    csv_field(to, point == NULL ? "" : point->study);
    text_format(to, ",%" PRId64 ",%" PRId64 ",%" PRIu32 ",%s,0x%016" PRIx64 ",%s,%" PRIu64, run->point_id,
                run->run_id, run->replication, run->status, run->seed, run->digest, run->events);
    for (size_t i = 0; i < exporter->keys; i++) {
        size_t row = find_row(exporter, point, exporter->key[i]);
        bool found = row < exporter->curve->rows;
        text_add(to, ",");
        csv_field(to, found ? cell_text(rows_cell(exporter->curve, row, exporter->text_column)) : "");
        if (exporter->numeric[i])
            text_add(to, ",");
        if (exporter->numeric[i] && found)
            csv_cell(to, rows_cell(exporter->curve, row, exporter->number_column));
    }
    for (size_t i = 0; i < METRIC_COUNT; i++) {
        text_add(to, ",");
        if (run->metric[i].defined && metric_table[i].kind == METRIC_INTEGER)
            text_format(to, "%" PRIu64, run->metric[i].integer);
        else if (run->metric[i].defined && isfinite(run->metric[i].real))
            text_format(to, "%.17g", run->metric[i].real);
    }
    text_add(to, "\r\n");
}

static json_t *cell_json(const struct cell *cell) {
    switch (cell->kind) {
    case CELL_INTEGER:
        return json_integer((json_int_t)cell->integer);
    case CELL_REAL:
        return json_number(cell->real);
    case CELL_TEXT:
        return json_text(cell->text);
    case CELL_NULL:
        break;
    }
    return json_null();
}

static void json_record(struct exporter *exporter, const struct stored_run *run,
                        const struct export_point *point) {
    json_t *object = json_object();
    json_put(object, "study", json_text(point == NULL ? NULL : point->study));
    json_put(object, "point", json_integer((json_int_t)run->point_id));
    json_put(object, "run", json_integer((json_int_t)run->run_id));
    json_put(object, "replication", json_count(run->replication));
    json_put(object, "status", json_text(run->status));
    json_put(object, "seed", json_hex(run->seed));
    json_put(object, "digest", json_text(run->digest));
    json_put(object, "events", json_count(run->events));
    json_t *parameters = json_object();
    for (size_t row = point == NULL ? 0 : point->first; point != NULL && row < point->last; row++) {
        json_t *parameter = json_object();
        json_put(parameter, "text", cell_json(rows_cell(exporter->curve, row, exporter->text_column)));
        json_put(parameter, "number", cell_json(rows_cell(exporter->curve, row, exporter->number_column)));
        json_put(parameter, "unit", cell_json(rows_cell(exporter->curve, row, exporter->unit_column)));
        struct text key = {0};
        tame_add(&key, cell_text(rows_cell(exporter->curve, row, exporter->key_column)));
        json_put(parameters, key.at, parameter);
        text_free(&key);
    }
    json_put(object, "parameters", parameters);
    json_t *metrics = json_object();
    for (size_t i = 0; i < METRIC_COUNT; i++)
        json_put(metrics, metric_table[i].name, json_metric((enum metric)i, run->metric[i]));
    json_put(object, "metrics", metrics);
    char *text = json_write(object, JSON_COMPACT);
    bool listed = exporter->format == EXPORT_JSON;
    text_add(&exporter->record, listed && exporter->records > 0 ? ",\n" : "");
    text_add(&exporter->record, text);
    text_add(&exporter->record, listed ? "" : "\n");
    free(text);
}

static void flush(struct exporter *exporter) {
    exporter->good = exporter->good && text_write(&exporter->record, exporter->to);
    exporter->record.length = 0;
}

static void write_run(void *context, const struct stored_run *run) {
    struct exporter *exporter = context;
    if (!exporter->good)
        return;
    const struct export_point *point = find_point(exporter, run->point_id);
    if (exporter->format == EXPORT_CSV)
        csv_record(exporter, run, point);
    else
        json_record(exporter, run, point);
    exporter->records++;
    flush(exporter);
}

static bool write_all(struct exporter *exporter, struct store *store, struct problems *problems) {
    if (exporter->format == EXPORT_CSV)
        csv_header(exporter);
    else if (exporter->format == EXPORT_JSON)
        text_format(&exporter->record, "{\"schema\":\"rxpool/export/1\",\"runs\":[\n");
    flush(exporter);
    bool read = store_runs(store, 0, write_run, exporter, problems);
    if (exporter->format == EXPORT_JSON)
        text_add(&exporter->record, exporter->records > 0 ? "\n]}\n" : "]}\n");
    flush(exporter);
    exporter->good = exporter->good && fflush(exporter->to) == 0;
    if (!exporter->good)
        report_error(problems, 74, "is the disk full, or was the reader closed?",
                     "the export could not be written");
    return read && exporter->good;
}

bool export_write(struct store *store, enum export_format format, FILE *to, struct problems *problems) {
    struct exporter exporter = {.format = format, .to = to, .good = true};
    struct table *axes = store_table(store, TABLE_AXES, 0, problems);
    exporter.points = store_table(store, TABLE_POINTS, 0, problems);
    exporter.curve = store_table(store, TABLE_CURVE, 0, problems);
    bool good = axes != NULL && exporter.points != NULL && exporter.curve != NULL;
    if (good) {
        collect_keys(&exporter, axes);
        collect_points(&exporter);
        good = write_all(&exporter, store, problems);
    }
    text_free(&exporter.record);
    free(exporter.key);
    free(exporter.numeric);
    free(exporter.point);
    if (axes != NULL)
        table_free(axes);
    if (exporter.points != NULL)
        table_free(exporter.points);
    if (exporter.curve != NULL)
        table_free(exporter.curve);
    return good;
}
