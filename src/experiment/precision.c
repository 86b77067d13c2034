/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Points that are run until they are precise (sequence.h).
 *
 * Workers run ahead of the decision: a few runs more than are known to be needed are asked for. What comes in
 * waits until all replications before it are there, then it is judged; a run after the last one that is
 * wanted is dropped as if it had never been made. So what is stored, shown and estimated is the same with any
 * number of threads. Runs that an earlier command stored are judged in their places as if they were new. */
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "ensure.h"
#include "text.h"

static bool refuse_metrics(const struct batch *batch, const char *wrong) {
    static const char hint[] = "the names of docs/metrics.md, separated by commas; 'rxpool explain METRIC'";
    struct problems found;
    problems_init(&found);
    if (batch->options->metrics != NULL) {
        struct mark mark = {.file = "--metric"};
        problems_add(&found, PROBLEM_ERROR, mark, NULL, hint, "%s", wrong);
        found.exit_code = 64;
    } else {
        scenario_refuse(batch->scenario, "replications.metric", &found, hint, "%s", wrong);
    }
    problems_append_new(batch->problems, &found);
    problems_free(&found);
    return false;
}

static bool refuse_least(const struct batch *batch, uint32_t least, uint32_t most) {
    struct problems found;
    struct mark mark = {.file = scenario_path(batch->scenario)};
    problems_init(&found);
    problems_add(&found, PROBLEM_ERROR, mark, NULL,
                 "the fewest are -n or replications.min, the most --most or replications.max",
                 "at least %u replications are asked for, and at most %u", (unsigned)least, (unsigned)most);
    problems_append_new(batch->problems, &found);
    problems_free(&found);
    return false;
}

bool precision_begin(struct batch *batch, size_t at) {
    const struct experiment_options *options = batch->options;
    struct batch_point *point = &batch->point[at];
    const struct config *config = batch->summary->point[at].config;
    bool fixed = options->precision <= 0 && options->replications != 0;
    struct sequence_rule rule = {
        .precision = options->precision > 0 ? options->precision : (double)config->precision_e18 / 1e18,
        .confidence = point->confidence,
        .least = options->replications != 0 ? options->replications : config->replications,
        .most = options->most != 0 ? options->most : config->replications_max,
        .pairs = point->scatter == SCATTER_PAIRS};
    if (fixed || rule.precision <= 0)
        return true;
    if (rule.least <= 1)
        rule.least = rule.most < SEQUENCE_LEAST ? rule.most : SEQUENCE_LEAST;
    if (rule.least > rule.most)
        return refuse_least(batch, rule.least, rule.most);
    rule.least += rule.pairs && rule.least % 2 == 1;
    rule.most += rule.pairs && rule.most % 2 == 1;
    struct text wrong = {0};
    bool good = sequence_metrics(options->metrics != NULL ? options->metrics : config->precision_metric,
                                 &rule, &wrong) ||
                refuse_metrics(batch, wrong.at);
    text_free(&wrong);
    if (good) {
        point->sequence = memory_alloc(sizeof *point->sequence);
        point->sequence->rule = rule;
        point->wanted = 0;
        batch->summary->point[at].precision = rule.precision;
    }
    return good;
}

bool precision_is_open(const struct batch_point *point) {
    return point->sequence != NULL && point->sequence->end == SEQUENCE_GOES_ON;
}

static struct early_run *early_at(struct batch_point *point, uint32_t replication) {
    if (replication >= point->earlies) {
        uint32_t room = point->earlies == 0 ? 16 : point->earlies;
        while (room <= replication)
            room *= 2;
        point->early = memory_grow(point->early, room, sizeof *point->early);
        memset(point->early + point->earlies, 0, (room - point->earlies) * sizeof *point->early);
        point->earlies = room;
    }
    return &point->early[replication];
}

static void want(struct batch *batch, size_t at, uint32_t target) {
    struct batch_point *point = &batch->point[at];
    uint32_t first = point->wanted;
    if (target <= first)
        return;
    point->wanted = target;
    batch->runs_total += target - first;
    for (uint32_t r = first; r < target; r++)
        if (!early_at(point, r)->there)
            batch_add_work(batch, at, r);
}

/* As many as it will need, about; with one point, as many as keep all threads at work. */
static void want_more(struct batch *batch, size_t at) {
    const struct sequence *sequence = batch->point[at].sequence;
    uint32_t ahead = batch->summary->points == 1 ? experiment_jobs(batch->options->jobs) : 1;
    uint32_t target = sequence->seen + ahead;
    target = target < sequence->rule.least ? sequence->rule.least : target;
    target = target < sequence->foreseen ? sequence->foreseen : target;
    want(batch, at, target < sequence->rule.most ? target : sequence->rule.most);
}

static void drop_early(struct batch_point *point) {
    for (uint32_t r = 0; r < point->earlies; r++)
        run_result_free(point->early[r].result);
    free(point->early);
    point->early = NULL;
    point->earlies = 0;
}

void precision_free(struct batch_point *point) {
    drop_early(point);
    free(point->sequence);
    point->sequence = NULL;
}

static void end(struct batch *batch, size_t at) {
    struct batch_point *point = &batch->point[at];
    struct point_summary *summary = &batch->summary->point[at];
    summary->end = point->sequence->end;
    summary->blame = point->sequence->blame;
    batch->runs_total -= point->wanted - point->sequence->seen;
    point->wanted = point->sequence->seen;
    batch->going_on--;
    if (batch->crew != NULL)
        crew_drop(batch->crew, at);
    drop_early(point);
}

/* Judges what is there in order. */
static bool advance(struct batch *batch, size_t at) {
    struct batch_point *point = &batch->point[at];
    struct sequence *sequence = point->sequence;
    while (sequence->end == SEQUENCE_GOES_ON && early_at(point, sequence->seen)->there) {
        uint32_t r = sequence->seen;
        struct early_run *early = early_at(point, r);
        struct crew_run run = {at, r, early->result, early->wall_ns};
        early->result = NULL;
        if (r >= point->wanted) { /* stored, and not asked for before */
            batch->runs_total += r + 1 - point->wanted;
            point->wanted = r + 1;
        }
        if (early->stored) {
            point->found++;
            batch->summary->runs_found++;
        } else if (!batch_take(batch, &run)) {
            return false;
        }
        (void)sequence_add(sequence, batch_row(point, r));
    }
    if (sequence->end == SEQUENCE_GOES_ON)
        want_more(batch, at);
    else
        end(batch, at);
    return true;
}

struct listing {
    struct batch *batch;
    struct batch_point *point;
};

static void note_stored(void *context, const struct stored_run *run) {
    const struct listing *listing = context;
    struct batch_point *point = listing->point;
    if (run->replication >= point->sequence->rule.most ||
        !store_has_run(listing->batch->store, point->id, run->replication))
        return;
    *batch_row(point, run->replication) = value_row_of(run->replication, run->status, run->metric);
    *early_at(point, run->replication) = (struct early_run){.there = true, .stored = true};
}

bool precision_list(struct batch *batch, size_t at) {
    struct batch_point *point = &batch->point[at];
    struct listing listing = {batch, point};
    batch->going_on++;
    if (batch->store != NULL && !store_runs(batch->store, point->id, note_stored, &listing, batch->problems))
        return false;
    return advance(batch, at);
}

bool precision_accept(struct batch *batch, const struct crew_run *run) {
    struct batch_point *point = &batch->point[run->point];
    if (!precision_is_open(point)) {
        run_result_free(run->result);
        return true;
    }
    *batch_row(point, run->replication) =
        value_row_of(run->replication, run_status_text(run->result->status), run->result->metric);
    *early_at(point, run->replication) =
        (struct early_run){.there = true, .result = run->result, .wall_ns = run->wall_ns};
    return advance(batch, run->point);
}
