/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One candidate: looks at 4, 8, 16, ... runs until its bounds decide it.
 *
 * A look is an experiment of one point (experiment_run), so runs are logged, found and resumed as those of a
 * sweep are; what a look knows of each run it gets in the order of the replications. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ensure.h"
#include "simtime.h"
#include "size_inner.h"
#include "text.h"

bool size_wrong(struct problems *problems, const char *option, const char *hint, const char *format, ...) {
    char message[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    struct mark mark = {.file = option};
    if (problems->errors == 0)
        problems->exit_code = 64;
    problems_add(problems, PROBLEM_ERROR, mark, NULL, hint, "%s", message);
    return false;
}

struct look { /* what the callbacks of one look need */
    struct size_work *work;
    struct size_trial *trial;
};

static double metric_of(const struct run_result *result, enum metric metric) {
    struct metric_value value = result->metric[metric];
    return value.defined ? metric_real(metric, value) : 0;
}

static void see_run(void *context, size_t point, const struct run_result *result, uint64_t wall_ns) {
    struct look *look = context;
    struct size_work *work = look->work;
    (void)point;
    (void)wall_ns;
    uint32_t at = work->runs++;
    double dropped = metric_of(result, METRIC_FRAMES_DROPPED);
    work->dropped[at] = dropped;
    work->known[at] = dropped + metric_of(result, METRIC_FRAMES_DELIVERED);
    work->episodes[at] = metric_of(result, METRIC_INTERRUPT_DISABLE_EPISODES);
    if (result->metric[METRIC_LATENCY_P99_NS].defined)
        work->latency[work->latencies++] = result->metric[METRIC_LATENCY_P99_NS].real;
    look->trial->init_failed += result->status == RUN_INIT_FAILED;
    look->trial->starved += result->status == RUN_STARVED;
    work->failed += result->status == RUN_FAILED || result->status == RUN_TIMEOUT;
    look->trial->bytes_peak = fmax(look->trial->bytes_peak, metric_of(result, METRIC_POOL_BYTES_PEAK));
}

/* Progress of a look as part of the whole search. What is still to come nobody knows: no time is promised. */
static void see_progress(void *context, const struct progress *progress) {
    const struct look *look = context;
    struct size_work *work = look->work;
    struct progress all = *progress;
    if (progress->pilots) {
        work->options->experiment->progress(work->options->experiment->context, progress);
        return;
    }
    work->seen_events = progress->events;
    all.runs_found = work->runs_before - work->done_before + progress->runs_found;
    all.runs_done = work->done_before + progress->runs_done;
    all.runs_total = work->runs_before + progress->runs_total;
    all.events += work->events_before;
    all.elapsed_s += work->elapsed_before;
    all.eta_s = -1;
    all.last = false;
    work->options->experiment->progress(work->options->experiment->context, &all);
}

static void forget_runs(struct size_work *work, struct size_trial *trial, uint32_t n) {
    work->dropped = memory_grow(work->dropped, n, sizeof *work->dropped);
    work->known = memory_grow(work->known, n, sizeof *work->known);
    work->episodes = memory_grow(work->episodes, n, sizeof *work->episodes);
    work->seconds = memory_grow(work->seconds, n, sizeof *work->seconds);
    work->latency = memory_grow(work->latency, n, sizeof *work->latency);
    work->runs = work->latencies = work->failed = 0;
    *trial = (struct size_trial){.value = trial->value, .random = true};
}

/* The worst of the goals decides: all must be met, and one that is missed is enough. */
static enum verdict worst(enum verdict a, const struct judged *judged, double goal) {
    if (goal < 0)
        return a;
    enum verdict b = judge_goal(judged, goal);
    if (a == VERDICT_MISSED || b == VERDICT_MISSED)
        return VERDICT_MISSED;
    return a == VERDICT_OPEN || b == VERDICT_OPEN ? VERDICT_OPEN : VERDICT_MET;
}

static void judge_trial(const struct size_work *work, struct size_trial *trial, double window_s) {
    const struct size_goals *goal = &work->result->goal;
    double confidence = work->result->confidence;
    for (uint32_t i = 0; i < work->runs; i++) {
        trial->frames += work->known[i];
        trial->lost += work->dropped[i];
        work->seconds[i] = window_s;
    }
    trial->n = work->runs;
    trial->loss = judge_rate(work->dropped, work->known, work->runs, confidence, trial->random);
    trial->episodes = judge_rate(work->episodes, work->seconds, work->runs, confidence, trial->random);
    trial->latency = judge_mean(work->latency, work->latencies, confidence, trial->random);
    trial->verdict = worst(VERDICT_MET, &trial->loss, goal->loss);
    if (work->split && trial->random && trial->loss.known && trial->verdict == VERDICT_OPEN)
        trial->verdict = VERDICT_MET; /* until splitting has judged it */
    trial->verdict = worst(trial->verdict, &trial->episodes, goal->episodes_per_s);
    trial->verdict = worst(trial->verdict, &trial->latency, goal->latency_ns);
    if (trial->init_failed > 0 || trial->starved > 0)
        trial->verdict = VERDICT_MISSED;
}

/* "3e+09", or all digits of what can be read */
static void add_number(struct text *to, double number) {
    text_format(to, number < 1e7 ? "%.0f" : "%.3g", number);
}

bool size_can_show(const struct size_work *work, double goal, double exposed) {
    double each = exposed / work->runs;
    return !(each > 0) || each * work->result->most >= judge_exposure(goal, work->result->confidence);
}

/* With as many runs as allowed and not one event the goal would not be shown: say what would do. */
static bool can_be_shown(const struct size_work *work, double goal, double exposed, const char *option,
                         const char *what, const char *unit) {
    uint32_t most = work->result->most;
    double each = exposed / work->runs;
    double needed = judge_exposure(goal, work->result->confidence);
    if (goal < 0 || size_can_show(work, goal, exposed))
        return true;
    struct text message = {0}, hint = {0};
    double runs = ceil(needed / each);
    text_format(&message, "%s of %g cannot be shown with %u runs of ", what, goal, (unsigned)most);
    add_number(&message, each);
    text_format(&message, " %s: with not one seen it takes ", unit);
    add_number(&message, needed);
    text_format(&message, " %s, here ", unit);
    add_number(&message, runs);
    text_add(&message, " runs");
    text_add(&hint, runs <= 1e6 ? "more runs (-n " : "longer runs (-s time.duration=...), ");
    if (runs <= 1e6)
        text_format(&hint, "%.0f), longer ones (-s time.duration=...), ", runs);
    text_format(&hint, "or a goal of at least %.2g", needed / each / most * goal * 1.005);
    if (work->refused != NULL && goal < SIZE_RARE_LOSS)
        text_format(&hint, "; splitting cannot help: %s", work->refused);
    (void)size_wrong(work->problems, option, hint.at, "%s", message.at);
    text_free(&message);
    text_free(&hint);
    return false;
}

static bool is_possible(const struct size_work *work, const struct size_trial *trial, double window_s) {
    const struct size_goals *goal = &work->result->goal;
    if (!trial->random || trial->init_failed > 0)
        return true;
    return (work->split || can_be_shown(work, goal->loss, trial->frames, "--max-loss", "a loss", "frames")) &&
           can_be_shown(work, goal->episodes_per_s, window_s * work->runs, "--max-episodes",
                        "a number of episodes a second", "seconds");
}

static void add_totals(struct size_work *work, const struct experiment_summary *summary) {
    struct experiment_summary *totals = &work->result->totals;
    totals->runs_done += summary->runs_done;
    totals->runs_failed += summary->runs_failed;
    totals->runs_timeout += summary->runs_timeout;
    totals->elapsed_s += summary->elapsed_s;
    work->done_before += summary->runs_done;
    totals->runs_found = work->runs_before + summary->runs_found + summary->runs_done - work->done_before;
    work->events_before += work->seen_events;
    work->elapsed_before += summary->elapsed_s;
    work->seen_events = 0;
}

/* One experiment of n runs; *window_s is that of its configuration. */
static bool look(struct size_work *work, struct design *design, struct size_trial *trial, uint32_t n,
                 struct experiment_summary *summary, double *window_s) {
    struct look context = {work, trial};
    struct experiment_options options = *work->options->experiment;
    options.replications = n;
    options.progress = options.progress == NULL ? NULL : see_progress;
    options.result = see_run;
    options.open = NULL;
    options.context = &context;
    forget_runs(work, trial, n);
    if (!experiment_run(work->scenario, design, work->store, &options, summary, work->problems)) {
        work->result->totals.complete = false;
        return false;
    }
    add_totals(work, summary);
    const struct config *config = summary->point[0].config;
    *window_s = (double)(config->duration_ps - config->warmup_ps) / (double)PS_PER_S;
    trial->random = summary->deterministic == 0;
    const struct estimate *bytes = &summary->point[0].estimate[METRIC_POOL_BYTES_MEAN];
    trial->bytes_mean = bytes->defined ? bytes->mean : (double)NAN;
    if (!summary->complete || work->failed > 0) {
        if (summary->runs_failed == 0 && summary->complete)
            work->result->totals.runs_failed += work->failed; /* stored by an earlier command */
        work->result->totals.complete = false;
        return false;
    }
    judge_trial(work, trial, *window_s);
    return true;
}

static bool looks(struct size_work *work, struct design *design, bool confirm, struct size_trial *trial) {
    uint32_t most = work->result->most;
    uint32_t first = most < SIZE_FIRST_RUNS ? most : SIZE_FIRST_RUNS;
    for (uint32_t n = first;; n = n > most / 2 ? most : n * 2) {
        struct experiment_summary summary;
        double window_s = 0;
        bool good = look(work, design, trial, n, &summary, &window_s);
        bool decided = confirm ? trial->verdict == VERDICT_MISSED : trial->verdict != VERDICT_OPEN;
        bool last = good && (!trial->random || decided || n == most);
        if (good && n <= SIZE_FIRST_RUNS)
            good = is_possible(work, trial, window_s);
        if (last && good && work->split && trial->random && trial->verdict == VERDICT_MET)
            good = size_split(work, summary.point[0].config, confirm, trial);
        if (last)
            memcpy(trial->rule_times, summary.rule_times, sizeof trial->rule_times);
        if (summary.point != NULL)
            experiment_summary_free(&summary);
        trial->settled = last && (confirm || (n == most && !trial->split.used));
        if (!good || last)
            return good;
    }
}

bool size_try(struct size_work *work, const struct size_case *one, bool confirm, struct size_trial *trial) {
    bool again = trial->n > 0;
    work->runs_before -= trial->n;
    size_t leading = work->result->leading;
    struct axis axis[SIZE_KEYS_MAX + 1] = {0};
    struct text value = {0};
    grid_text(&one->grid, trial->value, &value);
    char *values[SIZE_KEYS_MAX + 1];
    for (size_t i = 0; i <= leading; i++) {
        values[i] = i < leading ? one->value[i] : value.at;
        axis[i] = (struct axis){.value = &values[i], .count = 1};
        axis[i].key = memory_copy_text(work->result->key[i]);
    }
    struct design design = {.axis = axis, .count = leading + 1};
    free(work->refused);
    work->refused = NULL;
    work->split = size_is_rare(&work->result->goal);
    bool good = looks(work, &design, confirm, trial);
    if (!good && work->refused != NULL) {
        work->split = false; /* then the runs have to show it */
        good = looks(work, &design, confirm, trial);
    }
    for (size_t i = 0; i <= leading; i++)
        free(axis[i].key);
    text_free(&value);
    if (good) {
        struct experiment_summary *totals = &work->result->totals;
        totals->points += !again;
        totals->runs_init_failed += trial->init_failed;
        totals->runs_starved += trial->starved;
        totals->deterministic += !trial->random;
        work->runs_before += trial->n;
    }
    return good;
}
