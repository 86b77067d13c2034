/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a search has found, for people: the answer in a sentence, what stands behind it in a table. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "people.h"
#include "rows.h"
#include "size_words.h"

enum { GOALS = 3 };

/* The goals side by side, so that each is written in one way. */
struct goal_row {
    const char *name;          /* of the column */
    const char *asked, *after; /* around the number, in the sentence */
    enum metric metric;        /* whose unit it has */
    double goal;               /* < 0: none */
    const struct judged *judged;
};

static void goal_rows(const struct size_goals *goal, const struct size_trial *trial,
                      struct goal_row row[GOALS]) {
    row[0] = (struct goal_row){
        "loss", "a loss of at most ", "", METRIC_LOSS_RATIO, goal->loss, trial == NULL ? NULL : &trial->loss};
    row[1] = (struct goal_row){"episodes/s", "at most ",           " episodes a second",
                               METRIC_COUNT, goal->episodes_per_s, trial == NULL ? NULL : &trial->episodes};
    row[2] =
        (struct goal_row){"latency_p99_ns", "a latency_p99_ns of at most ",        "", METRIC_LATENCY_P99_NS,
                          goal->latency_ns, trial == NULL ? NULL : &trial->latency};
}

static void add_value(struct text *to, const struct goal_row *row, double value) {
    if (row->metric == METRIC_LATENCY_P99_NS && isfinite(value))
        people_value(to, row->metric, value);
    else
        text_format(to, "%.3g", value);
}

static void add_goals(const struct size_result *result, struct text *to) {
    struct goal_row row[GOALS];
    const char *between = "";
    goal_rows(&result->goal, NULL, row);
    for (size_t i = 0; i < GOALS; i++) {
        if (row[i].goal < 0)
            continue;
        text_add(to, between);
        text_add(to, row[i].asked);
        add_value(to, &row[i], row[i].goal);
        text_add(to, row[i].after);
        between = " and ";
    }
}

/* "0.0021 (0.0019 to 0.0023)", "0 (at most 3e-06)". */
static void add_judged(struct text *to, const struct goal_row *row, bool random) {
    if (!row->judged->known) {
        text_add(to, "-");
        return;
    }
    add_value(to, row, row->judged->value);
    if (!random)
        return;
    bool nothing = row->judged->value <= 0;
    text_add(to, " (");
    if (nothing)
        text_add(to, "at most");
    else
        add_value(to, row, row->judged->low);
    text_add(to, nothing ? " " : " to ");
    add_value(to, row, row->judged->high);
    text_add(to, ")");
}

void report_size_trial(const struct size_result *result, const struct size_case *one,
                       const struct size_trial *trial, struct text *to) {
    struct goal_row row[GOALS];
    goal_rows(&result->goal, trial, row);
    for (size_t i = 0; i < result->leading; i++) {
        text_format(to, "%s ", result->key[i]);
        tame_add_short(to, one->value[i], 40);
        text_add(to, ", ");
    }
    text_format(to, "%s ", result->key[result->leading]);
    grid_text(&one->grid, trial->value, to);
    text_add(to, ": ");
    for (size_t i = 0; i < GOALS; i++) {
        if (row[i].goal < 0)
            continue;
        text_format(to, "%s ", row[i].name);
        add_judged(to, &row[i], trial->random);
        if (i == 0 && trial->split.used) {
            text_add(to, " by ");
            size_words_loss_by(trial, to);
        }
        text_add(to, ", ");
    }
    text_format(to, "%u run%s: %s", (unsigned)trial->n, trial->n == 1 ? "" : "s", size_words_verdict(trial));
}

static int by_value(const void *a, const void *b) {
    const struct size_trial *first = a, *second = b;
    return (first->value > second->value) - (first->value < second->value);
}

static void add_trials(const struct size_result *result, const struct size_case *one, struct text *to) {
    struct size_trial *sorted = memory_alloc(one->trials * sizeof *sorted);
    struct goal_row row[GOALS];
    struct sheet sheet;
    size_t shown = 0;
    goal_rows(&result->goal, NULL, row);
    for (size_t i = 0; i < GOALS; i++)
        shown += row[i].goal >= 0;
    const bool rare = size_words_any_split(one);
    sheet_begin(&sheet, 5 + shown + rare);
    sheet_add_text(&sheet, result->key[result->leading]);
    sheet_add_text(&sheet, "runs");
    sheet_add_text(&sheet, "frames");
    sheet_add_text(&sheet, "lost");
    for (size_t i = 0; i < GOALS; i++) {
        if (row[i].goal >= 0)
            sheet_add_text(&sheet, row[i].name);
    }
    if (rare)
        sheet_add_text(&sheet, "loss by");
    sheet_add_text(&sheet, "verdict");
    sheet.left[4 + shown] = sheet.left[4 + shown + rare] = true;
    for (size_t i = 0; i < one->trials; i++)
        sorted[i] = one->trial[i];
    qsort(sorted, one->trials, sizeof *sorted, by_value);
    for (size_t i = 0; i < one->trials; i++) {
        struct text cell = {0};
        goal_rows(&result->goal, &sorted[i], row);
        grid_text(&one->grid, sorted[i].value, &cell);
        sheet_add(&sheet, &cell);
        text_format(&cell, "%u", (unsigned)sorted[i].n);
        sheet_add(&sheet, &cell);
        text_format(&cell, "%.0f", sorted[i].frames);
        sheet_add(&sheet, &cell);
        text_format(&cell, "%.0f", sorted[i].lost);
        sheet_add(&sheet, &cell);
        for (size_t j = 0; j < GOALS; j++) {
            if (row[j].goal < 0)
                continue;
            add_judged(&cell, &row[j], sorted[i].random);
            sheet_add(&sheet, &cell);
        }
        if (rare) {
            size_words_loss_by(&sorted[i], &cell);
            sheet_add(&sheet, &cell);
        }
        sheet_add_text(&sheet, size_words_verdict(&sorted[i]));
    }
    sheet_write(&sheet, to);
    sheet_free(&sheet);
    free(sorted);
}

/* What is known of the next smaller value. */
static void add_neighbour(const struct size_result *result, const struct size_case *one, struct text *to) {
    uint64_t answer = one->trial[one->answer].value;
    const char *key = result->key[result->leading];
    for (size_t i = 0; i < one->trials; i++) {
        if (one->trial[i].value + 1 != answer)
            continue;
        text_format(to, "%s ", key);
        grid_text(&one->grid, one->trial[i].value, to);
        if (one->trial[i].verdict == VERDICT_OPEN && one->trial[i].split.used)
            text_format(to, " was not decided in %u batches of splitting, and counts as not meeting it.\n",
                        (unsigned)one->trial[i].split.batches);
        else if (one->trial[i].verdict == VERDICT_OPEN)
            text_format(to, " was not decided in %u runs, and counts as not meeting it.\n",
                        (unsigned)one->trial[i].n);
        else
            text_add(to, " does not meet it.\n");
        return;
    }
    text_add(to, one->grid.at_least_low ? "Nothing smaller exists.\n"
                                        : "It is the low end of the range: nothing smaller was tried.\n");
}

/* "With pool.initial 64 no loss was seen ..." */
static void add_unseen(const struct size_result *result, const struct size_case *one, struct text *to) {
    struct text value = {0};
    for (size_t i = 0; i < result->leading; i++)
        text_format(&value, "%s %s, ", result->key[i], one->value[i]);
    text_format(&value, "%s ", result->key[result->leading]);
    grid_text(&one->grid, one->trial[one->answer].value, &value);
    size_words_unseen(&one->trial[one->answer], value.at, to);
    text_free(&value);
}

static void add_answer(const struct size_result *result, const struct size_case *one, struct text *to) {
    const struct size_trial *trial = &one->trial[one->answer];
    const char *key = result->key[result->leading];
    if (one->met) {
        text_format(to, "%s ", key);
        grid_text(&one->grid, trial->value, to);
        text_add(to, size_words_undecided(one) ? " is the smallest value shown to meet the goal: "
                                               : " is the smallest value that meets the goal: ");
    } else if (size_unseen(trial)) {
        text_add(to, "No value can be shown to be the smallest that meets the goal: ");
    } else {
        text_add(to, "The goal cannot be met below ");
        grid_text(&one->grid, trial->value, to);
        text_add(to, ": ");
    }
    add_goals(result, to);
    if (trial->random)
        text_format(to, ", %g %% confidence", 100 * result->confidence);
    text_add(to, ".\n");
    if (one->met) {
        add_neighbour(result, one, to);
    } else if (size_unseen(trial)) {
        add_unseen(result, one, to);
        add_neighbour(result, one, to);
    } else {
        text_format(to, "%s ", key);
        grid_text(&one->grid, trial->value, to);
        text_format(to, ", the end of the range%s, does not meet it either.\n",
                    one->grid.given ? "" : " that the scenario takes");
    }
}

static void add_memory(const struct size_trial *trial, struct text *to) {
    if (isnan(trial->bytes_mean))
        return;
    text_add(to, "Memory there: ");
    people_value(to, METRIC_POOL_BYTES_MEAN, trial->bytes_mean);
    text_add(to, " on average, at most ");
    people_value(to, METRIC_POOL_BYTES_PEAK, trial->bytes_peak);
    text_format(to, "; %.3g interrupt-disable episodes a second.\n", trial->episodes.value);
}

static void add_warnings(const struct size_result *result, struct text *to) {
    struct goal_row row[GOALS];
    goal_rows(&result->goal, NULL, row);
    for (size_t i = 0; i < result->cases; i++) {
        const struct size_case *one = &result->at[i];
        if (one->worse == one->than)
            continue;
        text_add(to, "Not monotone: ");
        for (size_t j = 0; j < result->leading; j++)
            text_format(to, "%s %s, ", result->key[j], one->value[j]);
        text_format(to, "%s ", result->key[result->leading]);
        grid_text(&one->grid, one->trial[one->worse].value, to);
        text_add(to, " does worse than ");
        grid_text(&one->grid, one->trial[one->than].value, to);
        text_format(to, " (%s). The search assumes that more is better: another value may meet the goal.\n",
                    row[one->worse_by].name);
    }
}

static void add_case_row(struct sheet *sheet, const struct size_result *result, const struct size_case *one,
                         bool rare) {
    struct text cell = {0};
    for (size_t i = 0; i < result->leading; i++)
        sheet_add_text(sheet, one->value[i]);
    if (one->refusal != NULL) {
        for (size_t i = 0; i < 7u + rare; i++)
            sheet_add_text(sheet, i < 1 ? "none" : "-");
        sheet_add_text(sheet, one->refusal);
        return;
    }
    const struct size_trial *trial = &one->trial[one->answer];
    const struct goal_row loss = {"", "", "", METRIC_LOSS_RATIO, 0, &trial->loss};
    text_add(&cell, one->met || size_unseen(trial) ? "" : "> ");
    grid_text(&one->grid, trial->value, &cell);
    sheet_add(sheet, &cell);
    add_judged(&cell, &loss, trial->random);
    sheet_add(sheet, &cell);
    if (rare) {
        size_words_loss_by(trial, &cell);
        sheet_add(sheet, &cell);
    }
    if (isnan(trial->bytes_mean))
        text_add(&cell, "-");
    else
        people_value(&cell, METRIC_POOL_BYTES_MEAN, trial->bytes_mean);
    sheet_add(sheet, &cell);
    people_value(&cell, METRIC_POOL_BYTES_PEAK, trial->bytes_peak);
    sheet_add(sheet, &cell);
    text_format(&cell, "%.3g", trial->episodes.value);
    sheet_add(sheet, &cell);
    uint64_t runs = 0;
    for (size_t i = 0; i < one->trials; i++)
        runs += one->trial[i].n;
    text_format(&cell, "%zu", one->trials);
    sheet_add(sheet, &cell);
    text_format(&cell, "%" PRIu64, runs);
    sheet_add(sheet, &cell);
    text_add(&cell, size_words_verdict(trial));
    if (one->met && trial->value == one->grid.low)
        text_add(&cell, ", the low end");
    if (one->met && size_words_undecided(one))
        text_add(&cell, ", a smaller one undecided");
    if (one->met && one->front && result->has_front)
        text_add(&cell, ", on the front");
    sheet_add(sheet, &cell);
}

static void add_cases(const struct size_result *result, struct text *to) {
    static const char *const fixed[] = {"loss", "memory", "peak", "episodes/s", "tried", "runs", "goal"};
    struct sheet sheet;
    bool rare = false;
    for (size_t i = 0; i < result->cases; i++)
        rare = rare || size_words_any_split(&result->at[i]);
    sheet_begin(&sheet, result->leading + 8 + rare);
    for (size_t i = 0; i <= result->leading; i++) {
        sheet_add_text(&sheet, result->key[i]);
        sheet.left[i] = i < result->leading;
    }
    for (size_t i = 0; i < 7; i++) {
        sheet_add_text(&sheet, fixed[i]);
        if (rare && i == 0)
            sheet_add_text(&sheet, "loss by");
    }
    sheet.left[result->leading + 7 + rare] = true;
    for (size_t i = 0; i < result->cases; i++)
        add_case_row(&sheet, result, &result->at[i], rare);
    sheet_write(&sheet, to);
    sheet_free(&sheet);
    for (size_t i = 0; i < result->cases; i++) {
        const struct size_case *one = &result->at[i];
        if (one->refusal == NULL && size_unseen(&one->trial[one->answer]))
            add_unseen(result, one, to);
    }
}

void report_size(const struct size_result *result, struct text *to) {
    if (result->leading == 0) {
        const struct size_case *one = &result->at[0];
        add_answer(result, one, to);
        add_memory(&one->trial[one->answer], to);
        text_add(to, "\n");
        add_trials(result, one, to);
    } else {
        text_format(to, "The smallest %s for ", result->key[result->leading]);
        add_goals(result, to);
        text_format(to, ", %g %% confidence:\n\n", 100 * result->confidence);
        add_cases(result, to);
    }
    struct text warnings = {0};
    add_warnings(result, &warnings);
    if (warnings.length > 0)
        text_format(to, "\n%s", warnings.at);
    text_free(&warnings);
}
