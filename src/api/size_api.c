/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `rxpool size`: goals from texts, the search, and what it has found. */
#include <stdlib.h>

#include "api_internal.h"
#include "value.h"

struct relay { /* what the callbacks of one search need */
    const struct api_work *work;
    const struct api_size *size;
    struct store *store; /* once it is open */
};

static struct store *open_late(void *context, struct problems *problems) {
    struct relay *relay = context;
    relay->store = api_store_open(relay->work, problems);
    return relay->store;
}

static void relay_progress(void *context, const struct progress *progress) {
    const struct relay *relay = context;
    const struct api_progress seen = api_seen(progress);
    relay->work->progress(relay->work->context, &seen);
}

static void relay_trial(void *context, const struct size_result *result, const struct size_case *one,
                        const struct size_trial *trial) {
    const struct relay *relay = context;
    struct text line = {0};
    report_size_trial(result, one, trial, &line);
    relay->size->show(relay->size->context, line.at);
    text_free(&line);
}

static bool wrong(struct problems *problems, const char *option, const char *hint, const char *message,
                  const char *text) {
    struct mark mark = {.file = option};
    if (problems->errors == 0)
        problems->exit_code = 64;
    problems_add(problems, PROBLEM_ERROR, mark, NULL, hint, text == NULL ? "%s" : "%s, not '%s'", message,
                 text);
    return false;
}

/* A share above 0: nothing seen is not nothing, so none at all cannot be shown. */
static bool read_share(const char *option, const char *text, double *share, struct problems *problems) {
    struct value_error error = {0};
    uint64_t e18 = 0;
    if (!value_probability(text, &e18, &error))
        return wrong(problems, option, error.hint[0] == '\0' ? NULL : error.hint, error.message, NULL);
    *share = (double)e18 / 1e18;
    return (*share > 0 && *share < 1) || wrong(problems, option, "write for example 1e-6 or 0.01 %",
                                               "more than 0 and less than 1 is expected", text);
}

static bool read_number(const char *option, const char *text, double *number, struct problems *problems) {
    struct value_error error = {0};
    struct fraction fraction = {0, 1};
    if (!value_fraction(text, &fraction, &error))
        return wrong(problems, option, error.hint[0] == '\0' ? NULL : error.hint, error.message, NULL);
    *number = (double)fraction.numerator / (double)fraction.denominator;
    return *number > 0 || wrong(problems, option, "none at all cannot be shown: say how few are few enough",
                                "more than 0 is expected", text);
}

bool api_confidence(const char *text, double *confidence, struct problems *problems) {
    if (!read_share("--confidence", text, confidence, problems))
        return false;
    return *confidence > 0.5 ||
           wrong(problems, "--confidence", "95 % is usual", "more than one half is expected", text);
}

static bool read_goals(const struct api_size *size, struct size_options *options, struct problems *problems) {
    struct value_error error = {0};
    uint64_t ps = 0;
    options->goal = (struct size_goals){-1, -1, -1};
    if (size->max_loss != NULL && !read_share("--max-loss", size->max_loss, &options->goal.loss, problems))
        return false;
    if (size->max_episodes != NULL &&
        !read_number("--max-episodes", size->max_episodes, &options->goal.episodes_per_s, problems))
        return false;
    if (size->max_latency != NULL && !value_time(size->max_latency, &ps, &error))
        return wrong(problems, "--max-latency", error.hint[0] == '\0' ? NULL : error.hint, error.message,
                     NULL);
    if (size->max_latency != NULL && ps == 0)
        return wrong(problems, "--max-latency", NULL, "more than 0 is expected", size->max_latency);
    if (size->max_latency != NULL)
        options->goal.latency_ns = (double)ps / 1e3;
    return size->confidence == NULL || api_confidence(size->confidence, &options->confidence, problems);
}

static void fill_outcome(struct api_experiment *experiment, struct api_outcome *outcome) {
    const struct experiment_summary *totals = &experiment->size.totals;
    uint64_t runs = totals->runs_done + totals->runs_found;
    api_tell_totals(experiment, totals, outcome);
    if (totals->points == 0 && runs > 0)
        outcome->points = 1;
}

bool api_size(struct api_experiment *experiment, const struct api_size *size, const struct api_work *work,
              struct api_outcome *outcome, bool *met, struct problems *problems) {
    struct relay relay = {work, size, NULL};
    const struct experiment_options run = {.jobs = work->jobs,
                                           .timeout_s = work->timeout_s,
                                           .interrupted = work->interrupted,
                                           .progress = work->progress == NULL ? NULL : relay_progress,
                                           .open = work->database == NULL ? NULL : open_late,
                                           .context = &relay};
    struct size_options options = {.of = size->of.item,
                                   .of_count = size->of.count,
                                   .range = size->range.item,
                                   .range_count = size->range.count,
                                   .policies = size->policies,
                                   .most = size->most,
                                   .show = size->show == NULL ? NULL : relay_trial,
                                   .context = &relay,
                                   .experiment = &run};
    *met = false;
    *outcome = (struct api_outcome){.jobs = experiment_jobs(work->jobs)};
    if (!read_goals(size, &options, problems))
        return false;
    size_free(&experiment->size);
    bool good = size_search(experiment->scenario, &options, &experiment->size, problems);
    if (relay.store != NULL)
        good = store_close(relay.store, problems) && good;
    fill_outcome(experiment, outcome);
    for (size_t i = 0; i < experiment->size.cases; i++)
        *met = *met || experiment->size.at[i].met;
    return good;
}

void api_size_write(const struct api_experiment *experiment, FILE *to) {
    struct text text = {0};
    report_size(&experiment->size, &text);
    (void)fputs(text.at, to);
    text_free(&text);
}

char *api_size_json(const struct api_experiment *experiment) {
    return json_size(&experiment->size);
}
