/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a database holds: an overview, or one run in full.
 *
 * Nothing of a database is believed to be harmless: every text of it goes through tame_add. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "loss_free.h"
#include "people.h"
#include "result.h"
#include "rows.h"

/* Where frames are lost, in a few words. */
static const struct {
    enum metric metric;
    const char *name;
} reasons[] = {
    {METRIC_DROP_NO_DESCRIPTOR, "no descriptor"},
    {METRIC_DROP_FIFO_OVERFLOW, "FIFO"},
    {METRIC_DROP_PROTOCOL_BACKLOG, "backlog"},
    {METRIC_DROP_TOO_LONG, "too long"},
    {METRIC_DROP_LOWRES_COPY_FAILED, "no memory for copies"},
    {METRIC_DROP_NO_REPLACEMENT, "no replacement"},
};
enum { REASONS = sizeof reasons / sizeof reasons[0] };

static double mean_of(const struct study_point *point, enum metric metric) {
    return point->estimate[metric].defined ? point->estimate[metric].mean : 0;
}

/* Frames lost for anything but an empty pool: the column that tells ring from buffers is worth its room. */
static bool reasons_matter(const struct study *study) {
    for (size_t i = 0; i < study->points; i++) {
        const struct study_point *point = &study->point[i];
        double missing = mean_of(point, METRIC_DROP_NO_DESCRIPTOR);
        if (mean_of(point, METRIC_FRAMES_DROPPED) > missing)
            return true;
        if (missing > 0 && mean_of(point, METRIC_BUFFERS_READY_MIN) > 0)
            return true;
    }
    return false;
}

/* "no descriptor", or "FIFO 80 %, no descriptor 20 %": the largest first, none below a per cent. */
static void add_reasons(struct text *to, const struct study_point *point) {
    double lost = mean_of(point, METRIC_FRAMES_DROPPED);
    bool used[REASONS] = {false};
    text_add(to, lost > 0 ? "" : "-");
    for (size_t round = 0; round < REASONS && lost > 0; round++) {
        size_t most = REASONS;
        for (size_t i = 0; i < REASONS; i++) {
            double share = mean_of(point, reasons[i].metric) / lost;
            if (!used[i] && share >= 0.01 &&
                (most == REASONS || mean_of(point, reasons[i].metric) > mean_of(point, reasons[most].metric)))
                most = i;
        }
        if (most == REASONS)
            return;
        used[most] = true;
        double share = mean_of(point, reasons[most].metric) / lost;
        text_add(to, round > 0 ? ", " : "");
        text_add(to, reasons[most].name);
        if (share < 0.99)
            text_format(to, " %.0f %%", 100 * share);
    }
}

static void add_head(struct sheet *sheet, const struct study *study, bool lost_for) {
    static const char *const fixed[] = {"n",      "loss",     "goodput", "least ready",
                                        "memory", "episodes", "lost for"};
    size_t count = lost_for ? 7 : 6;
    sheet_begin(sheet, 1 + study->axes + count);
    sheet_add_text(sheet, "point");
    for (size_t i = 0; i < study->axes; i++) {
        sheet_add_text(sheet, study->axis[i].key);
        sheet->left[1 + i] = !study->axis[i].numeric;
    }
    for (size_t i = 0; i < count; i++)
        sheet_add_text(sheet, fixed[i]);
    sheet->left[study->axes + count] = lost_for;
}

static void add_point(struct sheet *sheet, const struct study *study, const struct study_point *point,
                      bool lost_for) {
    struct text cell = {0};
    text_format(&cell, "%" PRId64, point->id);
    sheet_add(sheet, &cell);
    for (size_t i = 0; i < study->axes; i++)
        sheet_add_text(sheet, point->value[i].set ? point->value[i].text : "-");
    text_format(&cell, "%" PRIu64, point->runs);
    sheet_add(sheet, &cell);
    people_loss(&cell, point->estimate, true);
    sheet_add(sheet, &cell);
    people_estimate(&cell, METRIC_GOODPUT_BPS, &point->estimate[METRIC_GOODPUT_BPS]);
    sheet_add(sheet, &cell);
    /* A minimum of each run: its mean is what says whether the pool ran dry, its scatter says little. */
    if (point->estimate[METRIC_BUFFERS_READY_MIN].defined)
        text_format(&cell, "%.4g", mean_of(point, METRIC_BUFFERS_READY_MIN));
    else
        text_add(&cell, "-");
    sheet_add(sheet, &cell);
    people_estimate(&cell, METRIC_POOL_BYTES_MEAN, &point->estimate[METRIC_POOL_BYTES_MEAN]);
    sheet_add(sheet, &cell);
    people_estimate(&cell, METRIC_INTERRUPT_DISABLE_EPISODES,
                    &point->estimate[METRIC_INTERRUPT_DISABLE_EPISODES]);
    sheet_add(sheet, &cell);
    if (lost_for) {
        add_reasons(&cell, point);
        sheet_add(sheet, &cell);
    }
}

/* The first run of a point without results; or, if all have some, the first that starved. */
struct bad_run {
    int64_t run;
    bool starved; /* wanted is one that did */
    bool found;
};

static void find_bad_run(void *context, const struct stored_run *run) {
    struct bad_run *bad = context;
    bool starved = strcmp(run->status, run_status_text(RUN_STARVED)) == 0;
    bool wanted = bad->starved ? starved : !starved && strcmp(run->status, run_status_text(RUN_OK)) != 0;
    if (bad->found || !wanted)
        return;
    bad->run = run->run_id;
    bad->found = true;
}

/* Why a point has dashes, or numbers of a short time only, in the words of its first run that came to that.
 */
static bool add_status(struct store *store, const struct study_point *point, struct text *to,
                       struct problems *problems) {
    uint64_t without = point->init_failed + point->unfinished;
    struct bad_run bad = {.starved = without == 0};
    if (!store_runs(store, point->id, find_bad_run, &bad, problems))
        return false;
    struct table *table = store_table(store, TABLE_RUNS, bad.run, problems);
    if (table == NULL)
        return false;
    text_format(to, "  point %" PRId64 ": %" PRIu64 " of %" PRIu64 " runs %s", point->id,
                bad.starved ? point->starved : without, point->runs,
                bad.starved ? "starved, its numbers end there" : "without a result");
    if (bad.found && table->rows > 0) {
        text_format(to, "; run %" PRId64 ": ", bad.run);
        tame_add(to, cell_text(rows_cell(table, 0, rows_column(table, "status"))));
        const char *story = cell_text(rows_cell(table, 0, rows_column(table, "story")));
        text_add(to, story[0] == '\0' ? "" : ", ");
        tame_add(to, story);
    }
    text_add(to, "\n");
    table_free(table);
    return true;
}

static bool add_statuses(struct store *store, const struct study *study, struct text *to,
                         struct problems *problems) {
    enum { SHOWN = 8 };
    size_t count = 0;
    for (size_t i = 0; i < study->points; i++) {
        const struct study_point *point = &study->point[i];
        if (point->init_failed + point->unfinished + point->starved == 0)
            continue;
        if (count++ < SHOWN && !add_status(store, point, to, problems))
            return false;
    }
    if (count > SHOWN)
        text_format(to, "  and %zu more points like these\n", count - SHOWN);
    return true;
}

/* The marks a table has used, explained once. */
static void add_legend(struct text *to, const struct study *study) {
    bool bound = false;
    const struct estimate *interval = NULL;
    for (size_t i = 0; i < study->points; i++) {
        const struct estimate *estimate = study->point[i].estimate;
        bound = bound || (estimate[METRIC_LOSS_RATIO].defined && estimates_lost(estimate) <= 0);
        if (interval == NULL && estimate[METRIC_GOODPUT_BPS].interval)
            interval = estimate;
    }
    if (interval != NULL) {
        text_add(to, "  \u00b1: ");
        people_confidence(to, interval);
        text_add(to, " Student-t interval of the mean; a loss of fewer than 200 frames has none\n");
    }
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
            bool lost_for = reasons_matter(&study);
            add_head(&sheet, &study, lost_for);
            for (size_t i = 0; i < study.points; i++)
                add_point(&sheet, &study, &study.point[i], lost_for);
            sheet_write(&sheet, to);
            sheet_free(&sheet);
            add_legend(to, &study);
            if (lost_for)
                text_format(to,
                            "  least ready: the fewest buffers ready in a run (mean); above 0 with frames "
                            "lost for want of a\n  descriptor: with one queue it is the ring or a late DPC, "
                            "not the pool (%s)\n",
                            study.points > 1 ? "'rxpool plot DB causes'" : "cause_* of 'rxpool show DB RUN'");
            loss_free_write(&study, to);
            good = add_statuses(store, &study, to, problems);
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
