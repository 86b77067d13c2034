/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of results, and how they are given back. */
#include "result.h"

#include <stdlib.h>

#include "ensure.h"
#include "text.h"

const struct run_status_row run_status_table[RUN_STATUSES] = {
    [RUN_OK] = {"ok", "the run went to its end", "Its metrics are those of the whole window."},
    [RUN_INIT_FAILED] = {"init_failed", "initialisation could not have its buffers",
                         "The host refused the memory, down to pool.minimum. Nothing was received: only the "
                         "metrics of initialisation have\na value. An answer, not an error: exit code 0."},
    [RUN_STARVED] =
        {"starved", "no queue could ever have received again",
         "Nothing that was pending could give any queue a visible descriptor, so the run ended "
         "there; its metrics are of the time\nuntil then, and its story says what was missing. An "
         "answer, not an error: exit code 0."},
    [RUN_FAILED] = {"failed", "rxpool could not do it",
                    "A limit was met; the story of the run says which. It has no metrics and counts in no "
                    "estimate. Exit code 70."},
    [RUN_TIMEOUT] = {"timeout", "it took longer than --timeout",
                     "Given up after so much wall-clock time. It has no metrics, counts in no estimate, and "
                     "is tried again next time.\nExit code 75."},
    [RUN_STOPPED] = {"stopped", "it was interrupted",
                     "By a signal. It is not stored, so that the same command makes it anew."},
};

const char *run_status_text(enum run_status status) {
    ensure((unsigned)status < RUN_STATUSES);
    return run_status_table[status].name;
}

const char *episode_cause_text(enum episode_cause cause) {
    switch (cause) {
    case EPISODE_LIMIT:
        return "limit";
    case EPISODE_GROWTH_PENDING:
        return "growth_pending";
    case EPISODE_GROWTH_REFUSED:
        return "growth_refused";
    }
    ensure_never("an episode's cause without a word");
}

const char *allocation_outcome_text(enum allocation_outcome outcome) {
    switch (outcome) {
    case ALLOCATION_PENDING:
        return "pending";
    case ALLOCATION_DONE:
        return "done";
    case ALLOCATION_NO_MEMORY:
        return "no_memory";
    case ALLOCATION_FRAGMENTED:
        return "fragmented";
    case ALLOCATION_FAILED:
        return "failed";
    case ALLOCATION_NO_NONPAGED:
        return "no_nonpaged";
    case ALLOCATION_NOT_TRIED:
        return "not_tried";
    }
    ensure_never("an allocation's outcome without a word");
}

const char *result_histogram_name(enum result_histogram histogram) {
    switch (histogram) {
    case HISTOGRAM_LATENCY:
        return "latency";
    case HISTOGRAM_RETURN:
        return "return";
    case HISTOGRAM_EPISODE:
        return "interrupt_disable";
    case RESULT_HISTOGRAMS:
        break;
    }
    ensure_never("a histogram without a name");
}

void run_result_violation(struct run_result *result, const struct violation_row *row) {
    result->violation =
        memory_grow(result->violation, result->violation_count + 1, sizeof *result->violation);
    struct violation_row *added = &result->violation[result->violation_count++];
    *added = *row;
    added->context = memory_copy_text(row->context);
}

void run_result_free(struct run_result *result) {
    if (!result)
        return;
    free(result->story);
    free(result->episode);
    free(result->allocation);
    for (uint32_t i = 0; i < result->violation_count; i++)
        free(result->violation[i].context);
    free(result->violation);
    free(result->sample);
    free(result->protocol);
    for (int i = 0; i < RESULT_HISTOGRAMS; i++)
        free(result->histogram[i].row);
    free(result);
}
