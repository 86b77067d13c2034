/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as people read them.
 *
 * A mean is written to the digits that its interval leaves meaningful: two digits of the half width, as many
 * decimals of the mean. Without an interval, four digits. */
#include "people.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ensure.h"
#include "plot.h"
#include "rows.h"

static const struct {
    enum metric first;
    const char *heading;
} groups[] = {
    {METRIC_FRAMES_OFFERED, "Frames"},
    {METRIC_OFFERED_FPS, "Load and throughput"},
    {METRIC_LATENCY_MEAN_NS, "Latency"},
    {METRIC_BUFFERS_READY_MEAN, "Buffers"},
    {METRIC_POOL_BYTES_MEAN, "Memory"},
    {METRIC_INTERRUPT_DISABLED_RATIO, "Interrupts disabled"},
    {METRIC_ALLOCATIONS_REQUESTED, "Allocations"},
    {METRIC_INTERRUPTS, "Interrupts and CPU"},
    {METRIC_INIT_NS, "Initialisation"},
    {METRIC_CONTRACT_VIOLATIONS, "Contract with NDIS"},
};

const char *people_heading(enum metric metric) {
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        if (groups[i].first == metric)
            return groups[i].heading;
    }
    return NULL;
}

/* Shares are shown in per cent, except tiny ones; the others by their unit. */
static struct plot_scale scale_of(enum metric metric, double value) {
    const struct metric_row *row = &metric_table[metric];
    bool share = row->kind == METRIC_REAL && strcmp(row->unit, "1") == 0;
    if (share)
        return fabs(value) >= 1e-4 ? (struct plot_scale){100, "%"} : (struct plot_scale){1, ""};
    return plot_scale(value, row->unit);
}

static void add_unit(struct text *to, struct plot_scale scale) {
    if (scale.unit[0] != '\0')
        text_format(to, " %s", scale.unit);
}

void people_value(struct text *to, enum metric metric, double value) {
    struct plot_scale scale = scale_of(metric, value);
    double shown = value * scale.factor;
    bool whole = metric_table[metric].kind == METRIC_INTEGER && scale.factor >= 1 && shown <= rint(shown) &&
                 shown >= rint(shown) && fabs(shown) < 1e15;
    text_format(to, whole || (fabs(shown) >= 1000 && fabs(shown) < 1e6) ? "%.0f" : "%.4g", shown);
    add_unit(to, scale);
}

void people_estimate(struct text *to, enum metric metric, const struct estimate *estimate) {
    if (!estimate->defined) {
        text_add(to, "-");
        return;
    }
    double half = (estimate->high - estimate->low) / 2;
    if (!estimate->interval || !isfinite(half) || half <= 0) { /* half 0: every run gave the same */
        people_value(to, metric, estimate->mean);
        return;
    }
    struct plot_scale scale = scale_of(metric, estimate->mean);
    double shown = half * scale.factor;
    int decimals = shown > 0 ? 1 - (int)floor(log10(shown)) : 0;
    if (decimals > 5 && estimate->mean * scale.factor < 1e-3) {
        int exponent = estimate->mean > 0 ? (int)floor(log10(estimate->mean * scale.factor)) : 1 - decimals;
        double power = pow(10, exponent);
        decimals += exponent;
        decimals = decimals < 0 ? 0 : decimals > 9 ? 9 : decimals;
        text_format(to, "(%.*f \u00b1 %.*f)e%d", decimals, estimate->mean * scale.factor / power, decimals,
                    shown / power, exponent);
    } else {
        decimals = decimals < 0 ? 0 : decimals > 9 ? 9 : decimals;
        text_format(to, "%.*f \u00b1 %.*f", decimals, estimate->mean * scale.factor, decimals, shown);
    }
    add_unit(to, scale);
}

void people_loss(struct text *to, const struct estimate estimate[METRIC_COUNT], bool brief) {
    const struct estimate *loss = &estimate[METRIC_LOSS_RATIO];
    double lost = estimates_lost(estimate);
    double known = estimates_known(estimate);
    if (!loss->defined) {
        text_add(to, "-");
    } else if (lost <= 0 && known > 0) {
        text_format(to, "< %.2g", fmin(1, LOSS_BOUND_FRAMES / known));
        if (!brief)
            text_format(to, " (none of %.0f frames lost: at most 3/n at 95 %%)", known);
    } else if (lost < LOSSES_FOR_INTERVAL) {
        people_value(to, METRIC_LOSS_RATIO, loss->mean);
        if (!brief)
            text_format(to, " (%.0f frames lost: fewer than 200, too few for an interval)", lost);
    } else {
        people_estimate(to, METRIC_LOSS_RATIO, loss);
    }
}

void people_confidence(struct text *to, const struct estimate estimate[METRIC_COUNT]) {
    double confidence = 0.95;
    for (size_t i = METRIC_COUNT; i-- > 0;) {
        if (estimate[i].interval)
            confidence = estimate[i].confidence;
    }
    text_format(to, "%.4g %%", 100 * confidence);
}

void sheet_begin(struct sheet *sheet, size_t columns) {
    ensure(columns > 0);
    *sheet = (struct sheet){.columns = columns, .left = memory_alloc(columns * sizeof *sheet->left)};
}

void sheet_add(struct sheet *sheet, struct text *cell) {
    if (sheet->cells == sheet->room) {
        sheet->room = sheet->room == 0 ? 256 : sheet->room * 2;
        sheet->cell = memory_grow(sheet->cell, sheet->room, sizeof *sheet->cell);
    }
    sheet->cell[sheet->cells++] = text_take(cell);
}

void sheet_add_text(struct sheet *sheet, const char *cell) {
    struct text copy = {0};
    tame_add_short(&copy, cell, 60);
    sheet_add(sheet, &copy);
}

void sheet_write(const struct sheet *sheet, struct text *to) {
    ensure(sheet->cells % sheet->columns == 0);
    size_t *width = memory_alloc(sheet->columns * sizeof *width);
    for (size_t i = 0; i < sheet->cells; i++) {
        size_t length = text_width(sheet->cell[i]);
        size_t *column = &width[i % sheet->columns];
        *column = length > *column ? length : *column;
    }
    for (size_t i = 0; i < sheet->cells; i++) {
        size_t column = i % sheet->columns;
        bool last = column + 1 == sheet->columns;
        text_add(to, "  ");
        text_pad(to, sheet->cell[i], last && sheet->left[column] ? 0 : width[column], !sheet->left[column]);
        text_add(to, last ? "\n" : "");
    }
    free(width);
}

void sheet_free(struct sheet *sheet) {
    for (size_t i = 0; i < sheet->cells; i++)
        free(sheet->cell[i]);
    free(sheet->cell);
    free(sheet->left);
    *sheet = (struct sheet){0};
}
