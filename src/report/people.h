/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers and tables for people: scaled, rounded to what is known, aligned. */
#ifndef RXP_PEOPLE_H
#define RXP_PEOPLE_H

#include <stdbool.h>
#include <stddef.h>

#include "metric.h"
#include "report.h"
#include "study.h"
#include "text.h"

/* "9.437 Gbit/s", "12.3 %", "64 buffers": four significant digits. Whole counts are whole. */
void people_value(struct text *to, enum metric metric, double value);
/* Mean, and half the width of the interval to two digits in the same unit: "9.437 +- 0.012 Gbit/s" with the
 * sign. */
void people_estimate(struct text *to, enum metric metric, const struct estimate *estimate);
/* The loss, by its own rules: a bound when nothing was lost, no interval when little was. */
void people_loss(struct text *to, const struct estimate estimate[METRIC_COUNT], bool brief);

/* "95 %": the confidence of the intervals; of the first metric that has one, 0.95 when none has. */
void people_confidence(struct text *to, const struct estimate estimate[METRIC_COUNT]);

/* The heading of the group that begins with this metric, or NULL. */
const char *people_heading(enum metric metric);

/* One run in full; for report_show. */
bool show_run(struct store *store, int64_t run, struct text *to, struct problems *problems);

/* A table of texts: the first row is the head; columns are aligned, numbers to the right. */
struct sheet {
    size_t columns, cells, room;
    char **cell;
    bool *left; /* columns that hold words */
};
void sheet_begin(struct sheet *sheet, size_t columns);
/* The next cell in order; takes the text over and empties it. */
void sheet_add(struct sheet *sheet, struct text *cell);
void sheet_add_text(struct sheet *sheet, const char *cell);
void sheet_write(const struct sheet *sheet, struct text *to);
void sheet_free(struct sheet *sheet);

#endif
