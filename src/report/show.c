/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a database holds: an overview, or one run in full.
 *
 * Nothing of a database is believed to be harmless: every text of it goes through tame_add. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "people.h"
#include "rows.h"

static void add_head(struct sheet *sheet, const struct study *study) {
    static const char *const fixed[] = {"n", "loss", "goodput", "memory", "episodes"};
    sheet_begin(sheet, 1 + study->axes + 5);
    sheet_add_text(sheet, "point");
    for (size_t i = 0; i < study->axes; i++) {
        sheet_add_text(sheet, study->axis[i].key);
        sheet->left[1 + i] = !study->axis[i].numeric;
    }
    for (size_t i = 0; i < 5; i++)
        sheet_add_text(sheet, fixed[i]);
}

static void add_point(struct sheet *sheet, const struct study *study, const struct study_point *point) {
    static const enum metric shown[] = {METRIC_GOODPUT_BPS, METRIC_POOL_BYTES_MEAN,
                                        METRIC_INTERRUPT_DISABLE_EPISODES};
    struct text cell = {0};
    text_format(&cell, "%" PRId64, point->id);
    sheet_add(sheet, &cell);
    for (size_t i = 0; i < study->axes; i++)
        sheet_add_text(sheet, point->value[i].set ? point->value[i].text : "-");
    text_format(&cell, "%" PRIu64, point->runs);
    sheet_add(sheet, &cell);
    people_loss(&cell, point->estimate, true);
    sheet_add(sheet, &cell);
    for (size_t i = 0; i < 3; i++) {
        people_estimate(&cell, shown[i], &point->estimate[shown[i]]);
        sheet_add(sheet, &cell);
    }
}

/* The marks a table has used, explained once. */
static void add_legend(struct text *to, const struct study *study) {
    bool bound = false;
    bool interval = false;
    for (size_t i = 0; i < study->points; i++) {
        const struct estimate *estimate = study->point[i].estimate;
        bound = bound || (estimate[METRIC_LOSS_RATIO].defined && estimates_lost(estimate) <= 0);
        interval = interval || estimate[METRIC_GOODPUT_BPS].interval;
    }
    if (interval)
        text_add(to,
                 "  \u00b1: 95 % Student-t interval of the mean; a loss of fewer than 200 frames has none\n");
    if (bound)
        text_add(to, "  <: no frame was lost; at most 3/n of them are (95 %)\n");
}

static bool show_study(struct store *store, int64_t id, struct text *to, struct problems *problems) {
    struct study study;
    bool good = study_load(store, id, &study, problems);
    if (good) {
        uint64_t runs = 0;
        for (size_t i = 0; i < study.points; i++)
            runs += study.point[i].runs;
        text_format(to, "study %" PRId64 ": ", id);
        tame_add(to, study.name);
        text_format(to, ", %zu point%s, %" PRIu64 " run%s\n", study.points, study.points == 1 ? "" : "s",
                    runs, runs == 1 ? "" : "s");
        if (study.points > 0) {
            struct sheet sheet;
            add_head(&sheet, &study);
            for (size_t i = 0; i < study.points; i++)
                add_point(&sheet, &study, &study.point[i]);
            sheet_write(&sheet, to);
            sheet_free(&sheet);
            add_legend(to, &study);
        }
        text_add(to, "\n");
    }
    study_free(&study);
    return good;
}

static bool show_all(struct store *store, struct text *to, struct problems *problems) {
    struct table *studies = store_table(store, TABLE_STUDIES, 0, problems);
    if (studies == NULL)
        return false;
    bool good = true;
    if (studies->rows == 0)
        text_add(to, "The database holds no study yet. Put runs into it: rxpool sweep FILE -o DB\n");
    size_t id = rows_column(studies, "study_id");
    for (size_t row = 0; row < studies->rows && good; row++)
        good = show_study(store, cell_integer(rows_cell(studies, row, id)), to, problems);
    if (good && studies->rows > 0)
        text_add(to, "A run is number point * 1000000 + replication: rxpool show DB RUN\n");
    table_free(studies);
    return good;
}

bool report_show(struct store *store, int64_t run, FILE *to, struct problems *problems) {
    struct text text = {0};
    bool good = run == 0 ? show_all(store, &text, problems) : show_run(store, run, &text, problems);
    if (good && (!text_write(&text, to) || fflush(to) != 0)) {
        report_error(problems, 74, NULL, "the report could not be written");
        good = false;
    }
    text_free(&text);
    return good;
}
