/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From runs to estimates: one column of values after the other, in the order of the replications. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ensure.h"
#include "estimate.h"
#include "result.h"
#include "text.h"

enum scatter scatter_of(const struct config *config) {
    if (config_is_deterministic(config))
        return SCATTER_NONE;
    return config->numbers == NUMBERS_ANTITHETIC ? SCATTER_PAIRS : SCATTER_RUNS;
}

struct value_row value_row_of(uint32_t replication, const char *status,
                              const struct metric_value metric[METRIC_COUNT]) {
    struct value_row row = {.replication = replication};
    row.counts =
        strcmp(status, run_status_text(RUN_FAILED)) != 0 && strcmp(status, run_status_text(RUN_TIMEOUT)) != 0;
    for (uint32_t i = 0; i < METRIC_COUNT; i++)
        row.value[i] = metric[i].defined ? metric_real((enum metric)i, metric[i]) : (double)NAN;
    return row;
}

static bool gives(const struct value_row *row, uint32_t limit, uint32_t metric) {
    return row->counts && row->replication < limit && !isnan(row->value[metric]);
}

/* The values of the rows, or of those whose twin has one too. */
static uint32_t fill_column(const struct value_row *row, size_t count, uint32_t limit, uint32_t metric,
                            bool pairs, double *column) {
    uint32_t n = 0;
    for (size_t i = 0; i < count; i++) {
        if (!gives(&row[i], limit, metric))
            continue;
        bool twin = i + 1 < count && row[i].replication % 2 == 0 &&
                    row[i + 1].replication == row[i].replication + 1 && gives(&row[i + 1], limit, metric);
        if (pairs && !twin)
            continue;
        column[n++] = row[i].value[metric];
        if (pairs)
            column[n++] = row[++i].value[metric];
    }
    return n;
}

bool metric_is_loss(enum metric metric) {
    const char *name = metric_table[metric].name;
    return metric == METRIC_LOSS_RATIO || metric == METRIC_FRAMES_DROPPED ||
           metric == METRIC_INTERRUPT_DISABLE_DROPS || strncmp(name, "drop_", 5) == 0 ||
           strncmp(name, "cause_", 6) == 0;
}

/* So few losses say too little about their scatter, and the mean of a few rare events is not normal: half of
 * such intervals would begin below 0. */
static void doubt_losses(struct estimate estimate[METRIC_COUNT]) {
    double lost = estimate[METRIC_FRAMES_DROPPED].mean * estimate[METRIC_FRAMES_DROPPED].n;
    for (uint32_t i = 0; i < METRIC_COUNT; i++) {
        double counted = i == METRIC_LOSS_RATIO ? lost : estimate[i].mean * estimate[i].n;
        if (!metric_is_loss((enum metric)i) || counted >= LOSSES_FOR_INTERVAL)
            continue;
        estimate[i].interval = false;
        estimate[i].low = estimate[i].high = estimate[i].confidence = 0;
    }
}

void rows_estimate(const struct value_row *row, size_t count, uint32_t limit, double confidence,
                   enum scatter scatter, struct estimate estimate[METRIC_COUNT]) {
    double *column = memory_alloc(count * sizeof *column);
    for (uint32_t metric = 0; metric < METRIC_COUNT; metric++) {
        uint32_t n = fill_column(row, count, limit, metric, scatter == SCATTER_PAIRS, column);
        estimate[metric] = scatter == SCATTER_PAIRS
                               ? estimate_of_pairs(column, n, confidence)
                               : estimate_of(column, n, confidence, scatter == SCATTER_RUNS);
    }
    free(column);
    doubt_losses(estimate);
}
