/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search itself: cases one after the other, each a bracket that is doubled open and bisected shut. */
#include "size.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ensure.h"
#include "size_inner.h"
#include "text.h"

static size_t trial_of(const struct size_case *one, uint64_t value) {
    size_t i = 0;
    while (i < one->trials && one->trial[i].value != value)
        i++;
    return i;
}

bool size_unseen(const struct size_trial *trial) {
    return trial->split.used && trial->split.status == SPLITTING_NO_LOSS && trial->lost <= 0 &&
           trial->verdict == VERDICT_OPEN;
}

/* Does the search go down from here? */
static bool passes(const struct size_trial *trial) {
    return trial->verdict == VERDICT_MET || size_unseen(trial);
}

/* Tries the value, or tries it again with all runs allowed (`confirm`); *met says how it came out. */
static bool try_value(struct size_work *work, struct size_case *one, uint64_t value, bool confirm,
                      bool *met) {
    size_t at = trial_of(one, value);
    if (at == one->trials) {
        one->trial = memory_grow(one->trial, one->trials + 1, sizeof *one->trial);
        one->trial[one->trials] = (struct size_trial){.value = value};
    }
    struct size_trial *trial = &one->trial[at];
    if (!size_try(work, one, confirm, trial))
        return false;
    if (at == one->trials)
        one->trials++;
    *met = passes(trial);
    if (work->options->show != NULL)
        work->options->show(work->options->context, work->result, one, trial);
    return true;
}

/* What is known of a case while it is searched: `below` does not meet the goal, `above` does. */
struct bracket {
    uint64_t below, above;
    bool any_below, met;
    bool careful; /* a value that few runs met was missed by all: from now on all runs are made */
};

/* Doubles from `above` until the goal is met or the range ends; values known to meet it are taken as that. */
static bool open_bracket(struct size_work *work, struct size_case *one, struct bracket *bracket) {
    for (;;) {
        size_t known = trial_of(one, bracket->above);
        if (known < one->trials && passes(&one->trial[known]))
            bracket->met = true;
        else if (!try_value(work, one, bracket->above, bracket->careful, &bracket->met))
            return false;
        if (bracket->met || bracket->above == one->grid.high)
            return true;
        bracket->below = bracket->above;
        bracket->any_below = true;
        bracket->above = grid_doubled(&one->grid, bracket->above);
    }
}

static bool close_bracket(struct size_work *work, struct size_case *one, struct bracket *bracket) {
    while (bracket->any_below && bracket->above - bracket->below > 1) {
        uint64_t middle = grid_middle(bracket->below, bracket->above);
        bool met = false;
        if (!try_value(work, one, middle, bracket->careful, &met))
            return false;
        if (met)
            bracket->above = middle;
        else
            bracket->below = middle;
    }
    return true;
}

/* The least value above `value` that is known to meet the goal, or twice the value. */
static uint64_t next_above(const struct size_case *one, uint64_t value) {
    uint64_t least = grid_doubled(&one->grid, value);
    bool found = false;
    for (size_t i = 0; i < one->trials; i++) {
        const struct size_trial *trial = &one->trial[i];
        if (passes(trial) && trial->value > value && (!found || trial->value < least)) {
            least = trial->value;
            found = true;
        }
    }
    return least;
}

/* Candidates are decided by few runs where those suffice, and of many candidates one may be lucky: what comes
 * out is confirmed with all runs, or the search goes on above it. */
static bool search(struct size_work *work, struct size_case *one) {
    struct bracket bracket = {.above = one->grid.low};
    for (;;) {
        if (!open_bracket(work, one, &bracket))
            return false;
        if (!bracket.met)
            break;
        if (!close_bracket(work, one, &bracket))
            return false;
        const struct size_trial *found = &one->trial[trial_of(one, bracket.above)];
        bool confirmed = true;
        if (found->random && !found->settled && !try_value(work, one, bracket.above, true, &confirmed))
            return false;
        one->met = confirmed && !size_unseen(&one->trial[trial_of(one, bracket.above)]);
        if (confirmed || bracket.above == one->grid.high)
            break;
        bracket.careful = bracket.any_below = true;
        bracket.below = bracket.above;
        bracket.above = next_above(one, bracket.below);
    }
    one->answer = trial_of(one, bracket.above);
    ensure(one->answer < one->trials);
    return true;
}

static bool is_worse(const struct judged *than, const struct judged *is, double goal) {
    return goal >= 0 && than->known && is->known && is->low > than->high;
}

/* More that does worse: the response is not monotone, and what the search assumed does not hold. */
static void find_worse(const struct size_goals *goal, struct size_case *one) {
    for (size_t i = 0; i < one->trials; i++) {
        for (size_t j = 0; j < one->trials; j++) {
            const struct size_trial *small = &one->trial[i], *large = &one->trial[j];
            bool worse[] = {is_worse(&small->loss, &large->loss, goal->loss),
                            is_worse(&small->episodes, &large->episodes, goal->episodes_per_s),
                            is_worse(&small->latency, &large->latency, goal->latency_ns)};
            for (size_t by = 0; by < 3 && large->value > small->value && one->worse == one->than; by++) {
                if (!worse[by])
                    continue;
                one->worse = j;
                one->than = i;
                one->worse_by = by;
            }
        }
    }
}

/* Number of a case's leading key as it was written, in the unit of its row. */
static bool leading_number(const struct size_result *result, const struct size_case *one, size_t key,
                           uint64_t *number) {
    struct grid grid;
    struct problems ignored;
    struct text range = {0};
    problems_init(&ignored);
    text_format(&range, "%s..%s", one->value[key], one->value[key]);
    bool good = grid_make(&grid, result->key[key], range.at, &ignored);
    *number = good ? grid.low : 0;
    problems_free(&ignored);
    text_free(&range);
    return good;
}

/* Is every key of a at most that of b, and one of them less? Other policies are not compared. */
static bool beats(const struct size_result *result, const struct size_case *a, const struct size_case *b) {
    bool less = a->trial[a->answer].value < b->trial[b->answer].value;
    if (a->trial[a->answer].value > b->trial[b->answer].value)
        return false;
    for (size_t i = 0; i < result->leading; i++) {
        uint64_t of_a, of_b;
        if (!leading_number(result, a, i, &of_a) || !leading_number(result, b, i, &of_b)) {
            if (strcmp(a->value[i], b->value[i]) != 0)
                return false;
            continue;
        }
        if (of_a > of_b)
            return false;
        less = less || of_a < of_b;
    }
    return less;
}

static void find_front(struct size_result *result) {
    for (size_t i = 0; i < result->cases; i++) {
        struct size_case *one = &result->at[i];
        one->front = one->met;
        for (size_t j = 0; j < result->cases && one->front; j++)
            one->front = !result->at[j].met || !beats(result, &result->at[j], one);
    }
}

static bool search_all(struct size_work *work) {
    struct size_result *result = work->result;
    for (size_t i = 0; i < result->cases; i++) {
        if (result->at[i].refusal == NULL && !search(work, &result->at[i]))
            return work->problems->errors == 0 && result->totals.runs_done + result->totals.runs_found > 0;
        find_worse(&result->goal, &result->at[i]);
    }
    if (result->has_front)
        find_front(result);
    for (size_t i = 0; i < result->cases; i++) {
        for (size_t j = 0; j < result->at[i].trials; j++)
            for (size_t rule = 0; rule < RULE_COUNT; rule++)
                result->totals.rule_times[rule] += result->at[i].trial[j].rule_times[rule];
    }
    result->totals.complete = true;
    return true;
}

bool size_search(struct scenario *scenario, const struct size_options *options, struct size_result *result,
                 struct problems *problems) {
    *result = (struct size_result){.goal = options->goal,
                                   .confidence = options->confidence > 0 ? options->confidence : 0.95,
                                   .most = options->most};
    struct size_work work = {
        .scenario = scenario, .options = options, .result = result, .problems = problems};
    const struct experiment_options *experiment = options->experiment;
    ensure(options->most >= 1);
    bool good = size_prepare(&work);
    if (good && experiment->open != NULL) {
        work.store = experiment->open(experiment->context, problems);
        good = work.store != NULL;
    }
    good = good && search_all(&work);
    if (good && experiment->progress != NULL) {
        const struct experiment_summary *totals = &result->totals;
        struct progress progress = {.runs_done = totals->runs_done,
                                    .runs_total = totals->runs_done + totals->runs_found,
                                    .runs_found = totals->runs_found,
                                    .runs_failed = totals->runs_failed,
                                    .events = work.events_before,
                                    .elapsed_s = totals->elapsed_s,
                                    .eta_s = -1,
                                    .last = true};
        experiment->progress(experiment->context, &progress);
    }
    free(work.dropped);
    free(work.known);
    free(work.episodes);
    free(work.seconds);
    free(work.latency);
    free(work.refused);
    return good;
}

void size_free(struct size_result *result) {
    for (size_t i = 0; i < result->cases; i++) {
        for (size_t j = 0; result->at[i].value != NULL && j < result->leading; j++)
            free(result->at[i].value[j]);
        free(result->at[i].value);
        free(result->at[i].refusal);
        free(result->at[i].trial);
    }
    free(result->at);
    free(result->name);
    design_free(&result->design);
    *result = (struct size_result){0};
}
