/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running experiments for the command line: options become calls of the layers below, in the order that keeps
 * a database safe. The database is opened only when every point of the design has been resolved, so a typing
 * error leaves no empty file behind. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "api_internal.h"

/* KEY=VALUE at its first '='; the command line has checked that there is one. */
static void override(struct scenario *scenario, const char *assignment) {
    const char *equals = strchr(assignment, '=');
    struct text key = {0};
    text_add_bytes(&key, assignment, equals == NULL ? strlen(assignment) : (size_t)(equals - assignment));
    scenario_override(scenario, key.at, equals == NULL ? "" : equals + 1);
    text_free(&key);
}

struct api_experiment *api_open(const struct api_source *source, struct problems *problems) {
    struct api_experiment *experiment = memory_alloc(sizeof *experiment);
    struct scenario *scenario = scenario_open(source->path);
    experiment->scenario = scenario;
    for (size_t i = 0; i < source->set.count; i++)
        override(scenario, source->set.item[i]);
    if (source->seed != NULL)
        scenario_override(scenario, "seed", source->seed);
    if (scenario_problems(scenario)->errors > 0) { /* say what is wrong with the values too, while at it */
        config_free(scenario_resolve(scenario, NULL, 0, NULL));
        problems_append(problems, scenario_problems(scenario));
        if (source->sweep)
            (void)scenario_design(scenario, source->axes.item, source->axes.count, &experiment->design,
                                  problems);
        api_close(experiment);
        return NULL;
    }
    if (source->sweep &&
        !scenario_design(scenario, source->axes.item, source->axes.count, &experiment->design, problems)) {
        api_close(experiment);
        return NULL;
    }
    return experiment;
}

void api_close(struct api_experiment *experiment) {
    if (experiment == NULL)
        return;
    for (size_t i = 0; i < experiment->runs; i++)
        run_result_free(experiment->run[i]);
    free(experiment->run);
    free(experiment->wall_ns);
    free(experiment->starved_story);
    free(experiment->rules_broken);
    size_free(&experiment->size);
    experiment_summary_free(&experiment->summary);
    design_free(&experiment->design);
    scenario_close(experiment->scenario);
    free(experiment);
}

size_t api_points(const struct api_experiment *experiment) {
    return experiment->design.count == 0 ? 1 : design_points(&experiment->design);
}

size_t api_axes(const struct api_experiment *experiment, size_t axis, const char **key) {
    if (axis >= experiment->design.count)
        return 0;
    *key = experiment->design.axis[axis].key;
    return experiment->design.axis[axis].count;
}

void api_point_text(const struct api_experiment *experiment, size_t point, struct text *to) {
    size_t axes = experiment->design.count;
    if (axes == 0)
        return;
    struct assignment *assignment = memory_alloc(axes * sizeof *assignment);
    design_point(&experiment->design, point, assignment);
    for (size_t i = 0; i < axes; i++)
        text_format(to, "%s%s=%s", i == 0 ? "" : ", ", assignment[i].key, assignment[i].value);
    free(assignment);
}

size_t api_sweep_points(struct api_experiment *experiment) {
    struct design design = {0};
    struct problems ignored;
    problems_init(&ignored);
    size_t points = 0;
    if (scenario_design(experiment->scenario, NULL, 0, &design, &ignored)) {
        points = design.count == 0 ? 0 : design_points(&design);
        design_free(&design);
    }
    problems_free(&ignored);
    return points;
}

struct api_progress api_seen(const struct progress *progress) {
    return (struct api_progress){.runs_done = progress->runs_done,
                                 .runs_total = progress->runs_total,
                                 .runs_found = progress->runs_found,
                                 .runs_failed = progress->runs_failed,
                                 .events = progress->events,
                                 .elapsed_s = progress->elapsed_s,
                                 .eta_s = progress->eta_s,
                                 .last = progress->last,
                                 .pilots = progress->pilots};
}

struct relay { /* what the callbacks of one experiment need */
    struct api_experiment *experiment;
    const struct api_work *work;
    struct store *store;
};

static void relay_progress(void *context, const struct progress *progress) {
    const struct relay *relay = context;
    const struct api_progress seen = api_seen(progress);
    relay->work->progress(relay->work->context, &seen);
}

/* Counts, and keeps the scalar part of a result if asked to: the document has no rows. */
static void see_result(void *context, size_t point, const struct run_result *result, uint64_t wall_ns) {
    struct api_experiment *experiment = ((const struct relay *)context)->experiment;
    experiment->init_failed += result->status == RUN_INIT_FAILED;
    experiment->starved += result->status == RUN_STARVED;
    if (result->status == RUN_STARVED && experiment->starved_story == NULL)
        experiment->starved_story = memory_copy_text(result->story);
    if (point != 0 || !((const struct relay *)context)->work->keep_results)
        return;
    if (experiment->runs == experiment->capacity) {
        experiment->capacity = experiment->capacity == 0 ? 16 : experiment->capacity * 2;
        experiment->run = memory_grow(experiment->run, experiment->capacity, sizeof *experiment->run);
        experiment->wall_ns =
            memory_grow(experiment->wall_ns, experiment->capacity, sizeof *experiment->wall_ns);
    }
    struct run_result *copy = memory_alloc(sizeof *copy);
    copy->status = result->status;
    copy->story = memory_copy_text(result->story);
    copy->seed = result->seed;
    copy->replication = result->replication;
    copy->digest = result->digest;
    copy->events = result->events;
    memcpy(copy->metric, result->metric, sizeof copy->metric);
    for (uint32_t i = 0; i < result->violation_count; i++)
        run_result_violation(copy, &result->violation[i]);
    experiment->run[experiment->runs] = copy;
    experiment->wall_ns[experiment->runs++] = wall_ns;
}

struct store *api_store_open(const struct api_work *work, struct problems *problems) {
    struct store *store = store_open(work->database, STORE_WRITE, problems);
    if (store != NULL && !store_begin_execution(store, work->argc, work->argv, problems)) {
        (void)store_close(store, problems);
        store = NULL;
    }
    return store;
}

static struct store *open_late(void *context, struct problems *problems) {
    struct relay *relay = context;
    relay->store = api_store_open(relay->work, problems);
    return relay->store;
}

char *api_name_rules(const struct experiment_summary *summary) {
    struct text text = {0};
    for (int i = 0; i < RULE_COUNT; i++) {
        uint64_t times = ndis_rule_binds((enum ndis_rule)i) ? summary->rule_times[i] : 0;
        if (times == 0)
            continue;
        text_format(&text, "%s%s (", text.length > 0 ? ", " : "", ndis_rule_table[i].id);
        if (times == 1)
            text_add(&text, "once)");
        else
            text_format(&text, "%" PRIu64 " times)", times);
    }
    return text.length > 0 ? text_take(&text) : NULL;
}

static void tell_precision(const struct experiment_summary *summary, struct api_outcome *outcome) {
    for (size_t i = 0; i < summary->points; i++) {
        const struct point_summary *point = &summary->point[i];
        const char *blame = metric_table[point->blame].name;
        if (point->precision > 0 && outcome->precision_asked++ == 0)
            outcome->precision = point->precision;
        if (point->end == SEQUENCE_MOST && outcome->precision_missed++ == 0)
            outcome->missed_metric = blame;
        if (point->end == SEQUENCE_IDLE && outcome->precision_idle++ == 0)
            outcome->idle_metric = blame;
    }
}

static void tell_warmups(const struct experiment_summary *summary, struct api_outcome *outcome) {
    for (size_t i = 0; i < summary->points; i++) {
        const struct point_summary *point = &summary->point[i];
        double warmup_s = (double)point->config->warmup_ps / 1e12;
        if (!point->warmup.asked)
            continue;
        outcome->warmups_late += point->warmup.late;
        if (outcome->warmups == 0 || warmup_s < outcome->warmup_least_s)
            outcome->warmup_least_s = warmup_s;
        if (outcome->warmups == 0 || warmup_s > outcome->warmup_greatest_s)
            outcome->warmup_greatest_s = warmup_s;
        outcome->warmups++;
    }
}

void api_tell_totals(struct api_experiment *experiment, const struct experiment_summary *totals,
                     struct api_outcome *outcome) {
    free(experiment->rules_broken);
    experiment->rules_broken = api_name_rules(totals);
    outcome->points = totals->points;
    outcome->deterministic = totals->deterministic;
    outcome->runs_done = totals->runs_done;
    outcome->runs_found = totals->runs_found;
    outcome->runs_failed = totals->runs_failed;
    outcome->runs_timeout = totals->runs_timeout;
    outcome->runs_init_failed = totals->runs_init_failed;
    outcome->runs_starved = totals->runs_starved;
    outcome->rules_broken = experiment->rules_broken;
    outcome->elapsed_s = totals->elapsed_s;
    outcome->complete = totals->complete;
}

bool api_execute(struct api_experiment *experiment, const struct api_work *work, struct api_outcome *outcome,
                 struct problems *problems) {
    struct relay relay = {.experiment = experiment, .work = work};
    const struct experiment_options options = {.replications = work->replications,
                                               .precision = work->precision,
                                               .most = work->most,
                                               .metrics = work->metrics,
                                               .confidence = work->confidence,
                                               .jobs = work->jobs,
                                               .timeout_s = work->timeout_s,
                                               .interrupted = work->interrupted,
                                               .progress = work->progress == NULL ? NULL : relay_progress,
                                               .result = experiment->design.count == 0 ? see_result : NULL,
                                               .open = work->database == NULL ? NULL : open_late,
                                               .context = &relay};
    *outcome = (struct api_outcome){.jobs = experiment_jobs(work->jobs)};
    bool good = experiment_run(experiment->scenario, &experiment->design, NULL, &options,
                               &experiment->summary, problems);
    if (relay.store != NULL)
        good = store_close(relay.store, problems) && good;
    const struct experiment_summary *summary = &experiment->summary;
    api_tell_totals(experiment, summary, outcome);
    if (options.result != NULL) { /* stored runs are answers too */
        outcome->runs_init_failed = experiment->init_failed;
        outcome->runs_starved = experiment->starved;
    }
    outcome->starved_story = experiment->starved_story;
    tell_precision(summary, outcome);
    tell_warmups(summary, outcome);
    return good;
}

void api_summary(const struct api_experiment *experiment, FILE *to) {
    const struct point_summary *point = &experiment->summary.point[0];
    report_summary(point->config, point, to);
}

char *api_json(const struct api_experiment *experiment) {
    const struct point_summary *point = &experiment->summary.point[0];
    return json_result(point->config, (const struct run_result *const *)experiment->run, experiment->wall_ns,
                       experiment->runs, point);
}

bool api_forecast(struct api_experiment *experiment, const struct api_work *work,
                  struct api_forecast *forecast, struct problems *problems) {
    struct experiment_options options = {.replications = work->replications,
                                         .precision = work->precision,
                                         .most = work->most,
                                         .jobs = work->jobs};
    struct forecast found;
    if (!experiment_forecast(experiment->scenario, &experiment->design, &options, &found, problems))
        return false;
    *forecast = (struct api_forecast){.points = found.points,
                                      .measured = found.measured,
                                      .runs = found.runs,
                                      .jobs = found.jobs,
                                      .run_s = found.run_s,
                                      .total_s = found.total_s};
    return true;
}
