/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run in full: where it comes from, every metric, its episodes and allocations. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "people.h"
#include "result.h"
#include "rows.h"
#include "value.h"

static void add_line(struct text *to, const char *name, const char *value) {
    if (value[0] == '\0')
        return;
    text_add(to, "  ");
    text_pad(to, name, 12, false);
    tame_add(to, value);
    text_add(to, "\n");
}

static bool add_origin(struct store *store, int64_t run, bool *finished, struct text *to,
                       struct problems *problems) {
    static const char *const columns[] = {"study", "axes", "status", "story", "seed", "digest"};
    struct table *table = store_table(store, TABLE_RUNS, run, problems);
    if (table == NULL)
        return false;
    if (table->rows == 0) {
        report_error(problems, 65, "'rxpool show DB' lists the points; run = point * 1000000 + replication",
                     "there is no run %" PRId64 " in the database", run);
        table_free(table);
        return false;
    }
    text_format(to, "run %" PRId64 "\n", run);
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        add_line(to, columns[i], cell_text(rows_cell(table, 0, rows_column(table, columns[i]))));
    const char *status = cell_text(rows_cell(table, 0, rows_column(table, "status")));
    *finished =
        strcmp(status, run_status_text(RUN_OK)) == 0 || strcmp(status, run_status_text(RUN_STARVED)) == 0;
    table_free(table);
    return true;
}

static double value_of(const struct table *table, enum metric metric) {
    size_t name = rows_column(table, "metric");
    size_t value = rows_column(table, "value");
    for (size_t row = 0; row < table->rows; row++)
        if (strcmp(cell_text(rows_cell(table, row, name)), metric_table[metric].name) == 0)
            return cell_number(rows_cell(table, row, value));
    return (double)NAN;
}

/* The loss of one run, by the rules of all losses. */
static void add_loss(struct text *to, const struct table *table, double loss) {
    static const enum metric needed[] = {METRIC_FRAMES_DROPPED, METRIC_FRAMES_DELIVERED};
    struct estimate estimate[METRIC_COUNT] = {0};
    estimate[METRIC_LOSS_RATIO] = (struct estimate){.defined = true, .n = 1, .mean = loss};
    for (size_t i = 0; i < 2; i++) {
        double value = value_of(table, needed[i]);
        if (!isnan(value))
            estimate[needed[i]] = (struct estimate){.defined = true, .n = 1, .mean = value};
    }
    people_loss(to, estimate, estimate[METRIC_FRAMES_DROPPED].mean > 0);
}

/* Of a run that is not `finished` only what has a value, and a sentence. */
static bool add_metrics(struct store *store, int64_t run, bool finished, struct text *to,
                        struct problems *problems) {
    struct table *table = store_table(store, TABLE_METRICS, run, problems);
    if (table == NULL)
        return false;
    size_t name = rows_column(table, "metric");
    size_t value = rows_column(table, "value");
    const char *heading = NULL; /* of the group, until something stands under it */
    bool any = false;
    for (size_t row = 0; row < table->rows; row++) {
        enum metric metric = metric_find(cell_text(rows_cell(table, row, name)));
        const struct cell *cell = rows_cell(table, row, value);
        if (metric == METRIC_COUNT)
            continue;
        bool has = cell->kind == CELL_INTEGER || cell->kind == CELL_REAL;
        if (people_heading(metric) != NULL)
            heading = people_heading(metric);
        if (!has && !finished)
            continue;
        if (heading != NULL)
            text_format(to, "\n%s\n", heading);
        heading = NULL;
        any = true;
        text_add(to, "  ");
        text_pad(to, metric_table[metric].name, 27, false);
        text_add(to, " ");
        if (has && metric == METRIC_LOSS_RATIO)
            add_loss(to, table, cell_number(cell));
        else if (has)
            people_value(to, metric, cell_number(cell));
        else
            text_add(to, "-");
        text_add(to, "\n");
    }
    if (!any)
        text_add(to, "\nThe run did not get to its end: no metric has a value.\n");
    else if (!finished)
        text_add(to, "\nThe other metrics have no value.\n");
    table_free(table);
    return true;
}

/* A length of time is scaled; a point in time is told from its neighbours, to the nanosecond. */
static void add_time(struct sheet *sheet, const struct cell *cell, bool length) {
    struct text text = {0};
    if (cell->kind != CELL_INTEGER)
        text_add(&text, "-");
    else if (length)
        format_scaled(&text, (double)cell->integer, "ps");
    else
        text_format(&text, "%.6f ms", (double)cell->integer / 1e9);
    sheet_add(sheet, &text);
}

static void add_cell(struct sheet *sheet, const struct cell *cell) {
    struct text text = {0};
    if (cell->kind == CELL_INTEGER)
        text_format(&text, "%" PRId64, cell->integer);
    else
        tame_add(&text, cell_text(cell));
    sheet_add(sheet, &text);
}

/* Columns of a table of the store as they are; those that end in _ps as times. */
static bool add_rows(struct store *store, enum store_table which, int64_t run, const char *title,
                     int64_t left_out, const char *const *columns, size_t count, struct text *to,
                     struct problems *problems) {
    struct table *table = store_table(store, which, run, problems);
    if (table == NULL)
        return false;
    text_format(to, "\n%s: %zu", title, table->rows);
    if (left_out > 0)
        text_format(to, " stored (the first and the longest), %" PRId64 " more not", left_out);
    text_add(to, "\n");
    if (table->rows > 0) {
        struct sheet sheet;
        sheet_begin(&sheet, count);
        for (size_t i = 0; i < count; i++) {
            size_t length = strlen(columns[i]);
            bool time = length > 3 && strcmp(columns[i] + length - 3, "_ps") == 0;
            struct text head = {0};
            text_add_bytes(&head, columns[i], time ? length - 3 : length);
            sheet_add(&sheet, &head);
        }
        for (size_t row = 0; row < table->rows; row++) {
            for (size_t i = 0; i < count; i++) {
                const struct cell *cell = rows_cell(table, row, rows_column(table, columns[i]));
                bool time = strstr(columns[i], "_ps") != NULL;
                if (time)
                    add_time(&sheet, cell, strcmp(columns[i], "duration_ps") == 0);
                else
                    add_cell(&sheet, cell);
                sheet.left[i] = sheet.left[i] || cell->kind == CELL_TEXT;
            }
        }
        sheet_write(&sheet, to);
        sheet_free(&sheet);
    }
    table_free(table);
    return true;
}

static int64_t left_out(struct store *store, int64_t run, const char *column, struct problems *problems) {
    struct table *table = store_table(store, TABLE_RUNS, run, problems);
    if (table == NULL)
        return 0;
    int64_t count = table->rows > 0 ? cell_integer(rows_cell(table, 0, rows_column(table, column))) : 0;
    table_free(table);
    return count;
}

bool show_run(struct store *store, int64_t run, struct text *to, struct problems *problems) {
    static const char *const episode[] = {"number",   "queue",       "cause",
                                          "start_ps", "duration_ps", "frames_dropped"};
    static const char *const allocation[] = {"number",       "outcome",    "buffers",      "bytes",
                                             "requested_ps", "started_ps", "completed_ps", "freed_ps"};
    static const char *const violation[] = {"rule", "severity", "count", "first_ps", "context"};
    bool finished = true;
    return add_origin(store, run, &finished, to, problems) &&
           add_metrics(store, run, finished, to, problems) &&
           add_rows(store, TABLE_EPISODES, run, "Interrupt-disable episodes",
                    left_out(store, run, "episodes_left_out", problems), episode, 6, to, problems) &&
           add_rows(store, TABLE_ALLOCATIONS, run, "Allocations",
                    left_out(store, run, "allocations_left_out", problems), allocation, 8, to, problems) &&
           add_rows(store, TABLE_VIOLATIONS, run, "Broken rules of the contract with NDIS", 0, violation, 5,
                    to, problems);
}
