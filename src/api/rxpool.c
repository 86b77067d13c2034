/* SPDX-License-Identifier: GPL-3.0-or-later */
/* librxpool: the public header over the layers below.
 *
 * A scenario keeps what was made of it (configuration, plan, simulator) until a key changes, so a program
 * that runs a thousand replications pays for the reading once. Nothing is global; every text handed out is
 * kept in its object. */
#include "rxpool/rxpool.h"

#include <stdlib.h>

#include "problem.h"
#include "scenario.h"
#include "sim.h"
#include "text.h"
#include "warmup.h"

struct rxpool_scenario {
    struct scenario *scenario;
    struct config *config; /* NULL: not resolved, or it has errors */
    struct plan *plan;
    struct sim *sim;
    bool judged; /* config and problems say what the scenario is now */
    size_t errors;
    char *problems;
};

struct rxpool_result {
    struct run_result *run;
    char digest[DIGEST_TEXT];
};

const char *rxpool_version(void) {
    return RXP_PROGRAM_VERSION;
}

unsigned rxpool_model_version(void) {
    return MODEL_VERSION;
}

static rxpool_scenario *wrap(struct scenario *scenario) {
    rxpool_scenario *opened = memory_alloc(sizeof *opened);
    opened->scenario = scenario;
    return opened;
}

/* Forgets what was made of the scenario, in the order in which one thing needs the other. */
static void forget(rxpool_scenario *scenario) {
    if (scenario->sim != NULL)
        sim_destroy(scenario->sim);
    if (scenario->plan != NULL)
        plan_free(scenario->plan);
    config_free(scenario->config);
    scenario->sim = NULL;
    scenario->plan = NULL;
    scenario->config = NULL;
    scenario->judged = false;
}

rxpool_scenario *rxpool_open(const char *path) {
    rxpool_scenario *scenario = wrap(scenario_open(path));
    (void)rxpool_check(scenario);
    return scenario;
}

rxpool_scenario *rxpool_open_text(const char *name, const char *text, size_t length) {
    rxpool_scenario *scenario = wrap(scenario_open_text(name, text, length, NULL));
    (void)rxpool_check(scenario);
    return scenario;
}

void rxpool_close(rxpool_scenario *scenario) {
    if (scenario == NULL)
        return;
    forget(scenario);
    scenario_close(scenario->scenario);
    free(scenario->problems);
    free(scenario);
}

void rxpool_set(rxpool_scenario *scenario, const char *key, const char *value) {
    forget(scenario);
    scenario_override(scenario->scenario, key, value);
}

/* Resolves, and makes the plan: its limits are errors too. */
static void judge(rxpool_scenario *scenario) {
    struct problems problems;
    problems_init(&problems);
    scenario->config = scenario_resolve(scenario->scenario, NULL, 0, NULL);
    problems_append(&problems, scenario_problems(scenario->scenario));
    if (scenario->config != NULL) {
        const char *message = NULL;
        scenario->plan = plan_make(scenario->config, &message);
        struct config *config = scenario->config;
        struct warmup_found found;
        if (scenario->plan != NULL)
            (void)warmup_settle(&config, 1, &(struct warmup_work){.jobs = 1}, &found, &problems);
        if (scenario->plan == NULL) {
            struct mark mark = {.file = scenario_path(scenario->scenario)};
            problems_add(&problems, PROBLEM_ERROR, mark, NULL, NULL, "%s", message);
        }
    }
    free(scenario->problems);
    scenario->problems = problems_text(&problems);
    scenario->errors = problems.errors;
    scenario->judged = true;
    problems_free(&problems);
}

size_t rxpool_check(rxpool_scenario *scenario) {
    if (!scenario->judged)
        judge(scenario);
    return scenario->errors;
}

const char *rxpool_problems(const rxpool_scenario *scenario) {
    return scenario->problems == NULL ? "" : scenario->problems;
}

rxpool_result *rxpool_run(rxpool_scenario *scenario, uint32_t replication) {
    if (rxpool_check(scenario) != 0)
        return NULL;
    if (scenario->sim == NULL)
        scenario->sim = sim_create(scenario->plan);
    rxpool_result *result = memory_alloc(sizeof *result);
    result->run = sim_run(scenario->sim, scenario->config->seed, replication, NULL, NULL);
    digest_text(&result->run->digest, result->digest);
    return result;
}

void rxpool_result_free(rxpool_result *result) {
    if (result == NULL)
        return;
    run_result_free(result->run);
    free(result);
}

const char *rxpool_status(const rxpool_result *result) {
    return run_status_text(result->run->status);
}

const char *rxpool_digest(const rxpool_result *result) {
    return result->digest;
}

int rxpool_metric(const rxpool_result *result, const char *name, double *value) {
    enum metric metric = metric_find(name);
    if (metric == METRIC_COUNT || !result->run->metric[metric].defined)
        return 0;
    *value = metric_real(metric, result->run->metric[metric]);
    return 1;
}

const char *rxpool_metric_name(size_t index, const char **unit, const char **meaning) {
    if (index >= METRIC_COUNT)
        return NULL;
    if (unit != NULL)
        *unit = metric_table[index].unit;
    if (meaning != NULL)
        *meaning = metric_table[index].meaning;
    return metric_table[index].name;
}
