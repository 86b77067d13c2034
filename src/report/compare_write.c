/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A comparison for people: one row for each point and metric. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "people.h"
#include "rows.h"

/* The difference with half its interval, and with its sign. */
static void add_difference(struct text *to, enum metric metric, const struct paired *paired) {
    double size = fabs(paired->mean), half = (paired->high - paired->low) / 2;
    struct estimate estimate = {.defined = true,
                                .n = paired->n,
                                .mean = size,
                                .interval = paired->tested,
                                .low = size - half,
                                .high = size + half};
    text_add(to, paired->mean < 0 ? "-" : paired->mean > 0 ? "+" : "");
    people_estimate(to, metric, &estimate);
}

static void add_change(struct text *to, const struct paired *paired) {
    if (!(fabs(paired->a) > 0) || !isfinite(paired->mean / paired->a))
        text_add(to, "-");
    else
        text_format(to, "%+.3g %%", 100 * paired->mean / fabs(paired->a));
}

static void add_p(struct text *to, const struct paired *paired) {
    if (isnan(paired->adjusted))
        text_add(to, paired->n > 0 ? "exact" : "-");
    else
        text_format(to, paired->adjusted < 1e-6 ? "< 1e-06" : "%.2g", paired->adjusted);
}

static const char *says(const struct comparison *comparison, const struct compared_point *point,
                        enum metric metric, const struct paired *paired) {
    bool loss = metric == METRIC_LOSS_RATIO || metric == METRIC_FRAMES_DROPPED;
    bool few = loss && point->lost < LOSSES_FOR_INTERVAL && point->lost > 0;
    bool lost = loss && point->lost <= 0;
    bool moved = paired->mean < 0 || paired->mean > 0;
    if (paired->n == 0)
        return "no value";
    if (!paired->tested)
        return moved ? "differs" : "the same";
    if (!moved && !(paired->sd > 0))
        return lost ? "none lost" : "the same";
    if (paired->adjusted > 1 - comparison->confidence)
        return few ? "not shown, few lost" : "not shown";
    return few ? "differs, few lost" : "differs";
}

/* How many times fewer runs the pairing takes: scatter of independent runs over that of the differences. */
static double gain_of(const struct paired *paired) {
    double independent = paired->sd_a * paired->sd_a + paired->sd_b * paired->sd_b;
    return paired->sd > 0 ? independent / (paired->sd * paired->sd) : (double)NAN;
}

/* The mean of a side; of a loss that was not seen the bound. */
static void add_side(struct text *to, enum metric metric, double mean,
                     struct metric_value (*run)[METRIC_COUNT], uint32_t n) {
    double lost = 0, known = 0;
    for (uint32_t i = 0; i < n; i++) {
        const struct metric_value *dropped = &run[i][METRIC_FRAMES_DROPPED];
        const struct metric_value *delivered = &run[i][METRIC_FRAMES_DELIVERED];
        lost += dropped->defined ? (double)dropped->integer : 0;
        known += delivered->defined ? (double)delivered->integer : 0;
    }
    if (metric == METRIC_LOSS_RATIO && lost <= 0 && known > 0)
        text_format(to, "< %.2g", fmin(1, LOSS_BOUND_FRAMES / known));
    else
        people_value(to, metric, mean);
}

static void add_row(struct sheet *sheet, const struct comparison *comparison,
                    const struct compared_point *point, size_t at) {
    enum metric metric = comparison->metric[at];
    const struct paired *paired = &point->result[at];
    struct text cell = {0};
    text_add(&cell, "");
    compared_name(comparison, point, &cell);
    sheet_add_text(sheet, cell.length == 0 ? "all" : cell.at);
    text_free(&cell);
    if (point->label_b != NULL)
        sheet_add_text(sheet, point->label_b);
    sheet_add_text(sheet, metric_table[metric].name);
    text_format(&cell, "%u", (unsigned)paired->n);
    sheet_add(sheet, &cell);
    if (paired->n == 0) {
        for (size_t i = 0; i < 6; i++)
            sheet_add_text(sheet, "-");
    } else {
        add_side(&cell, metric, paired->a, point->run_a, point->n);
        sheet_add(sheet, &cell);
        add_side(&cell, metric, paired->b, point->run_b, point->n);
        sheet_add(sheet, &cell);
        add_difference(&cell, metric, paired);
        sheet_add(sheet, &cell);
        add_change(&cell, paired);
        sheet_add(sheet, &cell);
        double gain = gain_of(paired);
        if (isfinite(gain))
            text_format(&cell, gain < 10 ? "%.2g" : gain < 1e5 ? "%.0f" : "%.0e", gain);
        else
            text_add(&cell, "-");
        sheet_add(sheet, &cell);
        add_p(&cell, paired);
        sheet_add(sheet, &cell);
    }
    sheet_add_text(sheet, says(comparison, point, metric, paired));
}

static void add_head(struct sheet *sheet, const struct comparison *comparison) {
    static const char *const fixed[] = {"n", "A", "B", "B - A", "change", "gain", "p (Holm)"};
    bool groups = comparison->of_b == &comparison->a;
    sheet_begin(sheet, 10 + groups);
    sheet_add_text(sheet, "point");
    if (groups)
        sheet_add_text(sheet, "B");
    sheet_add_text(sheet, "metric");
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        sheet_add_text(sheet, fixed[i]);
    sheet_add_text(sheet, "verdict");
    sheet->left[0] = sheet->left[1] = sheet->left[groups + 1] = sheet->left[groups + 9] = true;
}

static void add_title(const struct comparison *comparison, struct text *to) {
    if (comparison->of_b == &comparison->a) {
        tame_add(to, comparison->a.name);
        text_add(to, ": A is ");
        tame_add_short(to, comparison->a.axis[comparison->by].key, 60);
        text_add(to, " ");
        tame_add_short(to, comparison->point[0].label_a, 40);
    } else {
        text_add(to, "A is ");
        tame_add(to, comparison->a.name);
        text_add(to, ", B is ");
        tame_add(to, comparison->b.name);
        text_format(to, comparison->differs[0] == '\0' ? "; the same settings" : "; %s", comparison->differs);
    }
    text_add(to, "\n\n");
}

static void add_verdicts(const struct compare_report *report, struct text *to) {
    const struct comparison *comparison = report->comparison;
    for (size_t i = 0; i < report->rules; i++) {
        size_t holds = 0, judged = 0;
        struct text where = {0};
        for (size_t j = 0; j < comparison->points; j++) {
            const struct fail_verdict *verdict = &report->verdict[i * comparison->points + j];
            judged += verdict->judged;
            if (!verdict->holds)
                continue;
            if (holds++ == 0)
                text_add(&where, " at ");
            else if (holds <= 4)
                text_add(&where, "; ");
            size_t before = where.length;
            if (holds <= 4) {
                compared_name(comparison, &comparison->point[j], &where);
                if (comparison->point[j].label_b != NULL) {
                    text_add(&where, where.length > before ? ", " : "");
                    tame_add_short(&where, comparison->point[j].label_b, 40);
                }
                text_add(&where, where.length == before ? "the only point" : "");
                if (!isnan(verdict->p))
                    text_format(&where, verdict->p < 1e-6 ? " (p < 1e-06)" : " (p = %.2g)", verdict->p);
            }
        }
        text_format(to, "--fail-if '%s' %s%s", report->rule[i].text, holds > 0 ? "holds" : "is not shown",
                    holds > 0 ? where.at : "");
        if (holds > 4)
            text_format(to, " and %zu more", holds - 4);
        text_format(to, holds > 0 ? "\n" : " at any of %zu points\n", judged);
        text_free(&where);
    }
}

void compare_write(const struct compare_report *report, struct text *to) {
    const struct comparison *comparison = report->comparison;
    struct sheet sheet;
    bool gain = false;
    add_title(comparison, to);
    add_head(&sheet, comparison);
    for (size_t j = 0; j < comparison->metrics; j++) {
        for (size_t i = 0; i < comparison->points; i++) {
            add_row(&sheet, comparison, &comparison->point[i], j);
            gain = gain || isfinite(gain_of(&comparison->point[i].result[j]));
        }
    }
    sheet_write(&sheet, to);
    sheet_free(&sheet);
    if (comparison->tests > 0)
        text_format(
            to,
            "  \u00b1: %g %% Student-t interval of the mean paired difference; p: two-sided, corrected "
            "for %zu test%s (Holm)\n",
            100 * comparison->confidence, comparison->tests, comparison->tests == 1 ? "" : "s");
    if (gain)
        text_add(
            to,
            "  gain: so many times as many runs that share no random numbers would give the same interval\n");
    for (size_t i = 0; i < comparison->notes; i++) {
        text_add(to, "  ");
        tame_add(to, comparison->note[i]);
        text_add(to, "\n");
    }
    if (report->rules > 0) {
        text_add(to, "\n");
        add_verdicts(report, to);
    }
}
