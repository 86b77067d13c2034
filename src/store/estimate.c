/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Estimates of a point: replaced as a whole, so that what is there belongs together. */
#include "store_internal.h"

static bool write_one(struct store *store, int64_t point, enum metric metric, const struct estimate *estimate,
                      double confidence, struct problems *problems) {
    sqlite3_stmt *statement = store_statement(store, STATEMENT_ESTIMATE, problems);
    if (statement == NULL)
        return false;
    struct row row = row_begin(statement);
    row_integer(&row, point);
    row_text(&row, metric_table[metric].name);
    row_integer(&row, estimate->n);
    row_real(&row, estimate->mean);
    row_real(&row, estimate->sd);
    if (estimate->interval) {
        row_real(&row, estimate->low);
        row_real(&row, estimate->high);
    } else {
        row_null(&row);
        row_null(&row);
    }
    row_real(&row, confidence);
    return row_write(store, &row, problems, "store the estimates");
}

bool store_estimates(struct store *store, int64_t point, double confidence,
                     const struct estimate estimate[METRIC_COUNT], struct problems *problems) {
    sqlite3_stmt *forget = store_statement(store, STATEMENT_FORGET_ESTIMATES, problems);
    if (forget == NULL || !store_transaction(store, problems))
        return false;
    struct row row = row_begin(forget);
    row_integer(&row, point);
    bool done = row_write(store, &row, problems, "store the estimates");
    for (size_t i = 0; i < METRIC_COUNT && done; i++) {
        if (estimate[i].defined)
            done = write_one(store, point, (enum metric)i, &estimate[i], confidence, problems);
    }
    return done;
}
