/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of a finished run.
 *
 * Runs come in any order. They are written at once (a run's rows depend on its id only), but shown and
 * estimated in design order, so that nobody can tell from the output or the database which worker was faster.
 * With a store, estimates are computed from what is stored: a sweep that was interrupted and taken up again
 * says the same as one that was not. The database's estimate covers every stored replication of the point,
 * the summary only those asked for. */
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "ensure.h"
#include "text.h"

static void count_rule(struct experiment_summary *summary, const struct violation_row *violation) {
    summary->rule_runs[violation->rule]++;
    summary->rule_times[violation->rule] += violation->count;
}

static struct held_run *held_at(struct batch_point *point, uint32_t replication) {
    if (replication >= point->holds) {
        uint32_t holds = replication < point->wanted ? point->wanted : replication + 1;
        point->held = memory_grow(point->held, holds, sizeof *point->held);
        memset(point->held + point->holds, 0, (holds - point->holds) * sizeof *point->held);
        point->holds = holds;
    }
    return &point->held[replication];
}

bool batch_accept(struct batch *batch, const struct crew_run *run) {
    return batch->point[run->point].sequence != NULL ? precision_accept(batch, run) : batch_take(batch, run);
}

bool batch_take(struct batch *batch, const struct crew_run *run) {
    struct batch_point *point = &batch->point[run->point];
    struct experiment_summary *summary = batch->summary;
    struct run_result *result = run->result;
    bool good = true;
    if (batch->store != NULL) {
        good = store_add_run(batch->store, point->id, result, run->wall_ns, batch->problems);
    } else {
        *batch_row(point, run->replication) =
            value_row_of(run->replication, run_status_text(result->status), result->metric);
        for (uint32_t i = 0; i < result->violation_count; i++)
            count_rule(summary, &result->violation[i]);
    }
    if (good) {
        point->done++;
        summary->runs_done++;
        summary->runs_failed += result->status == RUN_FAILED || result->status == RUN_TIMEOUT;
        summary->runs_timeout += result->status == RUN_TIMEOUT;
        summary->runs_init_failed += result->status == RUN_INIT_FAILED;
        summary->runs_starved += result->status == RUN_STARVED;
    }
    if (!good || batch->options->result == NULL) {
        run_result_free(result);
        return good;
    }
    *held_at(point, run->replication) = (struct held_run){.result = result, .wall_ns = run->wall_ns};
    return true;
}

static uint64_t hex_word(const char *digits) {
    char word[17];
    memcpy(word, digits, 16);
    word[16] = '\0';
    return strtoull(word, NULL, 16);
}

/* The scalar part of a stored run; its rows stay in the database. */
static struct run_result *result_of_stored(const struct stored_run *run) {
    struct run_result *result = memory_alloc(sizeof *result);
    result->status = RUN_FAILED;
    for (uint32_t i = 0; i < RUN_STOPPED; i++) {
        if (strcmp(run->status, run_status_text((enum run_status)i)) == 0)
            result->status = (enum run_status)i;
    }
    result->seed = run->seed;
    result->replication = run->replication;
    result->events = run->events;
    if (strlen(run->digest) == DIGEST_TEXT - 1) {
        result->digest.high = hex_word(run->digest);
        result->digest.low = hex_word(run->digest + 16);
    }
    memcpy(result->metric, run->metric, sizeof result->metric);
    return result;
}

static void hold_stored(void *context, const struct stored_run *run) {
    struct batch_point *point = context;
    if (run->replication < point->wanted && point->held[run->replication].result == NULL)
        point->held[run->replication] = (struct held_run){.result = result_of_stored(run), .stored = true};
}

static void hold_violation(void *context, const struct stored_violation *violation) {
    struct batch_point *point = context;
    if (violation->replication >= point->wanted)
        return;
    struct held_run *held = &point->held[violation->replication];
    if (held->result != NULL && held->stored)
        run_result_violation(held->result, &violation->row);
}

/* Makes the point the one that is shown next: its stored runs are fetched. */
static bool begin_showing(struct batch *batch, struct batch_point *point) {
    if (batch->showing)
        return true;
    batch->showing = true;
    (void)held_at(point, point->wanted - 1);
    return point->found == 0 ||
           (store_runs(batch->store, point->id, hold_stored, point, batch->problems) &&
            store_violations(batch->store, point->id, hold_violation, point, batch->problems));
}

static bool show_results(struct batch *batch) {
    while (batch->show_point < batch->summary->points) {
        struct batch_point *point = &batch->point[batch->show_point];
        if (point->same_as == batch->show_point) {
            if (precision_is_open(point))
                return true;
            if (!begin_showing(batch, point))
                return false;
            while (batch->show_replication < point->wanted) {
                struct held_run *held = &point->held[batch->show_replication];
                if (held->result == NULL)
                    return true;
                batch->options->result(batch->options->context, batch->show_point, held->result,
                                       held->wall_ns);
                run_result_free(held->result);
                held->result = NULL;
                batch->show_replication++;
            }
            free(point->held);
            point->held = NULL;
            point->holds = 0;
        }
        batch->show_point++;
        batch->show_replication = 0;
        batch->showing = false;
    }
    return true;
}

struct gather {
    struct value_row *row;
    size_t count, capacity;
};

static void gather_row(void *context, const struct stored_run *run) {
    struct gather *gather = context;
    if (gather->count == gather->capacity) {
        gather->capacity = gather->capacity == 0 ? 16 : gather->capacity * 2;
        gather->row = memory_grow(gather->row, gather->capacity, sizeof *gather->row);
    }
    gather->row[gather->count++] = value_row_of(run->replication, run->status, run->metric);
}

struct breaches {
    struct experiment_summary *summary;
    uint32_t wanted;
};

static void count_breach(void *context, const struct stored_violation *violation) {
    const struct breaches *breaches = context;
    if (violation->replication < breaches->wanted)
        count_rule(breaches->summary, &violation->row);
}

/* Estimates over what is there; n is how many replications that is. */
static bool estimate_point(struct batch *batch, size_t at, uint32_t n) {
    struct batch_point *point = &batch->point[at];
    struct point_summary *summary = &batch->summary->point[at];
    uint32_t limit = precision_is_open(point) ? point->sequence->seen : point->wanted;
    summary->n = n;
    if (batch->store == NULL) {
        if (point->row != NULL)
            rows_estimate(point->row, limit, limit, point->confidence, point->scatter, summary->estimate);
        return true;
    }
    struct gather gather = {0};
    struct breaches breaches = {batch->summary, limit};
    bool good = store_runs(batch->store, point->id, gather_row, &gather, batch->problems) &&
                store_violations(batch->store, point->id, count_breach, &breaches, batch->problems);
    if (good) {
        rows_estimate(gather.row, gather.count, limit, point->confidence, point->scatter, summary->estimate);
        if (n == point->wanted) {
            struct estimate *all = memory_alloc(METRIC_COUNT * sizeof *all);
            rows_estimate(gather.row, gather.count, UINT32_MAX, point->confidence, point->scatter, all);
            good = store_estimates(batch->store, point->id, point->confidence, all, batch->problems);
            free(all);
        }
    }
    free(gather.row);
    return good;
}

static bool is_complete(const struct batch_point *point) {
    return !precision_is_open(point) && point->found + point->done == point->wanted;
}

static void copy_twin(struct batch *batch, size_t at) {
    const struct point_summary *twin = &batch->summary->point[batch->point[at].same_as];
    struct point_summary *summary = &batch->summary->point[at];
    struct config *config = summary->config;
    *summary = *twin;
    summary->config = config;
}

static bool estimate_complete(struct batch *batch) {
    for (; batch->estimate_point < batch->summary->points; batch->estimate_point++) {
        struct batch_point *point = &batch->point[batch->estimate_point];
        if (point->same_as != batch->estimate_point) {
            copy_twin(batch, batch->estimate_point);
            continue;
        }
        if (!is_complete(point))
            return true;
        if (!estimate_point(batch, batch->estimate_point, point->wanted))
            return false;
        free(point->row);
        point->row = NULL;
        point->rows = 0;
    }
    return true;
}

bool batch_settle(struct batch *batch) {
    return (batch->options->result == NULL || show_results(batch)) && estimate_complete(batch);
}

bool batch_finish(struct batch *batch) {
    for (size_t i = batch->estimate_point; i < batch->summary->points; i++) {
        struct batch_point *point = &batch->point[i];
        if (point->same_as != i)
            copy_twin(batch, i);
        else if (point->found + point->done > 0 && !estimate_point(batch, i, point->found + point->done))
            return false;
    }
    return true;
}
