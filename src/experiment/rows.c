/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From runs to estimates: one column of values after the other, in the order of the replications. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "ensure.h"
#include "text.h"

struct value_row value_row_of(uint32_t replication, const char *status,
                              const struct metric_value metric[METRIC_COUNT]) {
    struct value_row row = {.replication = replication};
    row.counts =
        strcmp(status, run_status_text(RUN_FAILED)) != 0 && strcmp(status, run_status_text(RUN_TIMEOUT)) != 0;
    for (uint32_t i = 0; i < METRIC_COUNT; i++)
        row.value[i] = metric[i].defined ? metric_real((enum metric)i, metric[i]) : (double)NAN;
    return row;
}

void rows_estimate(const struct value_row *row, size_t count, uint32_t limit, double confidence, bool random,
                   struct estimate estimate[METRIC_COUNT]) {
    double *column = memory_alloc(count * sizeof *column);
    for (uint32_t metric = 0; metric < METRIC_COUNT; metric++) {
        uint32_t n = 0;
        for (size_t i = 0; i < count; i++) {
            if (row[i].counts && row[i].replication < limit && !isnan(row[i].value[metric]))
                column[n++] = row[i].value[metric];
        }
        estimate[metric] = estimate_of(column, n, confidence, random);
    }
    free(column);
}
