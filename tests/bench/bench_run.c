/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run of a scenario, with everything that `rxpool run` would do for it but the database: what it cost.
 *
 *     bench_run FILE [KEY=VALUE]...            a run from reading the file to the digest and all metrics
 *     bench_run --copies N FILE [KEY=VALUE]... goes half the way, copies the state N times, one after the
 * other, and goes on with the last copy
 *     bench_run --splits N FILE [KEY=VALUE]... looks at the level after every event, as splitting does; at
 * the end the run goes into N copies, one after the other, each with numbers of its own, and is then finished
 *
 * Prints "name value" lines (measure.h) and the digest. Below the public library, because only there are the
 * number of events and the bytes of state. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "flat.h"
#include "measure.h"
#include "problem.h"
#include "scenario.h"
#include "sim.h"
#include "text.h"

static int refuse(const char *what) {
    fprintf(stderr, "bench_run: %s\n", what);
    return EXIT_FAILURE;
}

/* "key=value" of the command line. */
static bool override(struct scenario *scenario, const char *word) {
    const char *equals = strchr(word, '=');
    if (equals == NULL)
        return false;
    struct text key = {0};
    text_add_bytes(&key, word, (size_t)(equals - word));
    scenario_override(scenario, key.at, equals + 1);
    text_free(&key);
    return true;
}

/* Half a run, its copies, and the other half in the last of them. */
static struct run_result *run_copied(const struct plan *plan, const struct config *config, uint64_t copies) {
    struct sim *sim = sim_create(plan);
    if (sim_start(sim, config->seed, 0))
        (void)sim_run_until(sim, config->duration_ps / 2, NULL, NULL);
    double began = cpu_seconds();
    for (uint64_t i = 0; i < copies; i++) {
        struct sim *copy = sim_clone(sim);
        sim_destroy(sim);
        sim = copy;
    }
    say("copy_seconds", (cpu_seconds() - began) / (double)copies);
    struct run_result *result = sim_finish(sim, NULL, NULL);
    sim_destroy(sim);
    return result;
}

/* What is watched is the same run; what its copies are given is taken back before it ends. */
static struct run_result *run_split(const struct plan *plan, const struct config *config, uint64_t splits) {
    struct sim *sim = sim_create(plan);
    char *saved = flat_alloc(plan_going_bytes(plan)), *kept = flat_alloc(plan_going_bytes(plan));
    double began = cpu_seconds();
    if (sim_start(sim, config->seed, 0))
        (void)sim_run_between(sim, 0, SIM_NO_CEILING, NULL, NULL);
    say("watched_seconds", cpu_seconds() - began);
    sim_save(sim, saved);
    began = cpu_seconds();
    for (uint64_t i = 0; i < splits; i++) {
        sim_load(sim, saved);
        sim_rekey(sim, i);
        sim_save(sim, kept);
    }
    say("split_seconds", (cpu_seconds() - began) / (double)splits);
    say("split_bytes", (double)plan_going_bytes(plan));
    sim_load(sim, saved);
    struct run_result *result = sim_finish(sim, NULL, NULL);
    sim_destroy(sim);
    free(saved);
    free(kept);
    return result;
}

static struct run_result *run_whole(const struct plan *plan, const struct config *config) {
    struct sim *sim = sim_create(plan);
    double began = cpu_seconds();
    struct run_result *result = sim_run(sim, config->seed, 0, NULL, NULL);
    say("run_seconds", cpu_seconds() - began);
    sim_destroy(sim);
    return result;
}

static void report(const struct run_result *result) {
    char digest[DIGEST_TEXT];
    digest_text(&result->digest, digest);
    say("events", (double)result->events);
    for (int i = 0; i < METRIC_COUNT; i++)
        if (result->metric[i].defined)
            say(metric_table[i].name, metric_real((enum metric)i, result->metric[i]));
    printf("status %s\ndigest %s\n", run_status_text(result->status), digest);
}

int main(int argc, char **argv) {
    uint64_t copies = 0, splits = 0;
    if (argc > 2 && (strcmp(argv[1], "--copies") == 0 || strcmp(argv[1], "--splits") == 0)) {
        *(argv[1][2] == 'c' ? &copies : &splits) = strtoull(argv[2], NULL, 10);
        argc -= 2;
        argv += 2;
    }
    if (argc < 2)
        return refuse("which scenario?");
    double began = cpu_seconds();
    struct scenario *scenario = scenario_open(argv[1]);
    for (int i = 2; i < argc; i++)
        if (!override(scenario, argv[i]))
            return refuse(argv[i]);
    struct config *config = scenario_resolve(scenario, NULL, 0, NULL);
    if (config == NULL) {
        char *problems = problems_text(scenario_problems(scenario));
        return refuse(problems);
    }
    const char *problem = NULL;
    struct plan *plan = plan_make(config, &problem);
    if (plan == NULL)
        return refuse(problem);
    struct run_result *result = copies > 0   ? run_copied(plan, config, copies)
                                : splits > 0 ? run_split(plan, config, splits)
                                             : run_whole(plan, config);
    say("seconds", cpu_seconds() - began);
    say("state_bytes", (double)plan_bytes(plan));
    say("trace_bytes", (double)plan_trace_bytes(plan));
    say("buffers", (double)config->pool_limit * config->nic_queues);
    report(result);
    run_result_free(result);
    plan_free(plan);
    config_free(config);
    scenario_close(scenario);
    return EXIT_SUCCESS;
}
