/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A candidate whose loss is too rare for its runs: splitting, coarse at first, until the bounds are on one
 * side of the goal.
 *
 * Nothing of it is stored, and nothing is needed: the same seed makes the same estimate. */
#include <stdio.h>

#include "size_inner.h"
#include "text.h"

/* How precise, of what effort, and how many batches at most before the next stage is tried. */
struct stage {
    double precision;
    uint32_t effort, batches_most;
};

static const struct stage stages[] = {
    {0.5, 500, 256}, {0.2, 500, 1024}, {0.1, 2000, 4096}, {0.05, 2000, 10000}};
enum { STAGES = sizeof stages / sizeof *stages, COARSEST = 0, CONFIRMING = 2 };

bool size_is_rare(const struct size_goals *goal) {
    return goal->loss >= 0 && goal->loss < SIZE_RARE_LOSS;
}

struct relay {
    struct size_work *work;
    uint32_t runs; /* of the candidate */
    uint64_t events;
    double elapsed_s;
};

/* Batches are not runs: what moves is the number of events. */
static void see_batches(void *context, const struct splitting_progress *progress) {
    struct relay *relay = context;
    struct size_work *work = relay->work;
    const struct experiment_options *experiment = work->options->experiment;
    relay->events = progress->events;
    relay->elapsed_s = progress->elapsed_s;
    if (experiment->progress == NULL)
        return;
    const struct progress all = {.runs_done = work->done_before,
                                 .runs_total = work->runs_before + relay->runs,
                                 .runs_found = work->runs_before + relay->runs - work->done_before,
                                 .events = work->events_before + progress->events,
                                 .elapsed_s = work->elapsed_before + progress->elapsed_s,
                                 .eta_s = -1};
    experiment->progress(experiment->context, &all);
}

/* Copies cannot be made: runs have to show it where they can, or could with any pool. Else the candidate is
 * one in which no loss was seen. True: it is judged. */
static bool refused(struct size_work *work, const struct config *config, const struct problems *found,
                    struct size_trial *trial) {
    const char *hint, *message = "it cannot be done";
    for (size_t i = found->count; i > 0; i--)
        message = found->list[i - 1].level == PROBLEM_ERROR ? found->list[i - 1].message : message;
    if (splitting_obstacle(config, &hint) != NULL ||
        size_can_show(work, work->result->goal.loss, trial->frames)) {
        work->refused = memory_copy_text(message);
        return false;
    }
    trial->split = (struct size_split){.used = true, .status = SPLITTING_NO_LOSS};
    (void)snprintf(trial->split.refused, sizeof trial->split.refused, "%s", message);
    trial->verdict = VERDICT_OPEN;
    return true;
}

/* One estimate. False: problems, or stopped. */
static bool estimate(struct size_work *work, const struct config *config, const struct stage *stage,
                     uint32_t runs, struct splitting_result *result, struct problems *problems) {
    const struct experiment_options *experiment = work->options->experiment;
    struct relay relay = {.work = work, .runs = runs};
    const struct splitting_options options = {.precision = stage->precision,
                                              .confidence = judge_both_sides(work->result->confidence),
                                              .effort = stage->effort,
                                              .batches_most = stage->batches_most,
                                              .jobs = experiment->jobs,
                                              .interrupted = experiment->interrupted,
                                              .progress = see_batches,
                                              .context = &relay};
    bool good = splitting_estimate(config, &options, result, problems);
    work->events_before += relay.events;
    work->elapsed_before += relay.elapsed_s;
    work->result->totals.elapsed_s += relay.elapsed_s;
    if (good && result->status == SPLITTING_STOPPED) {
        work->result->totals.complete = false;
        good = false;
    }
    return good;
}

/* Would the next stage make the same estimate again? States that are large have an effort of their own. */
static bool is_same(const struct stage *stage, const struct stage *next, const struct size_split *split) {
    bool alike = stage->effort == next->effort || split->effort < stage->effort;
    return alike && split->half <= next->precision;
}

bool size_split(struct size_work *work, const struct config *config, bool confirm, struct size_trial *trial) {
    const double coarsest = stages[confirm ? CONFIRMING : COARSEST].precision;
    for (size_t i = confirm ? CONFIRMING : COARSEST; i < STAGES; i++) {
        struct splitting_result result;
        struct problems found;
        problems_init(&found);
        bool good = estimate(work, config, &stages[i], trial->n, &result, &found);
        bool judged = found.errors > 0 && refused(work, config, &found, trial);
        problems_free(&found);
        if (!good)
            return judged;
        const bool unseen = result.status == SPLITTING_NO_LOSS;
        trial->split = (struct size_split){.used = true,
                                           .status = result.status,
                                           .batches = result.batches,
                                           .effort = result.effort,
                                           .copies = result.copies};
        trial->verdict = VERDICT_OPEN;
        if (unseen)
            break; /* the loss stays that of the runs: none seen, at most so much */
        trial->split.half = (result.high - result.loss) / result.loss;
        trial->loss = judge_splitting(&result);
        trial->verdict = judge_rare(&trial->loss, work->result->goal.loss, coarsest);
        if (trial->verdict != VERDICT_OPEN)
            break;
        while (i + 1 < STAGES && is_same(&stages[i], &stages[i + 1], &trial->split))
            i++;
    }
    return true;
}
