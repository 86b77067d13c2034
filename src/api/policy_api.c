/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check-policy: a shared object with a policy, tried in scenarios of our own or in those that are named. */
#include <inttypes.h>
#include <stdlib.h>

#include "api_internal.h"
#include "policy_check.h"
#include "policy_registry.h"

/* Floods that a pool follows up and down; memory that is refused, at once too; a pool that is nearly always
 * short. Together they use all that a policy can be told. */
#define BEGIN(name) "schema: rxpool/1\nname: " name "\n"
#define GROW                                                                                                 \
    "pool: {initial: 48, limit: 400, grow: {below: 12, chunk: 16, in_flight: 2, every: 300 us, retry: 80 "   \
    "us},\n"
static const struct {
    const char *name, *text;
} scenarios[] = {
    {"floods",
     BEGIN("floods") "time: {duration: 20 ms}\n"
                     "traffic: {floods: {arrival: on-off, rate: 2 Mframe/s, on: exp(mean=300 us), off: "
                     "exp(mean=1 ms)}}\n" GROW "  shrink: {above: 60, idle: 400 us, blocks: 2}}\n"
                     "policy: {period: 100 us}\n"
                     "host: {allocation: {latency: exp(mean=60 us)}, free: {latency: 10 us}}\n"
                     "protocol: {app: {hold: exp(mean=60 us)}}\n"},
    {"refusals", BEGIN("refusals") "time: {duration: 10 ms}\n"
                                   "traffic: {frames: {arrival: poisson, rate: 900 kframe/s}}\n"
                                   "pool: {initial: 48, limit: 400, grow: {below: 12, chunk: 16, in_flight: "
                                   "2, every: 300 us},\n"
                                   "  shrink: {above: 60, every: 200 us, ticks: 3, recall: true}}\n"
                                   "policy: {period: 150 us}\n"
                                   "host: {memory: 512 KiB, failure_every: 3}\n"
                                   "protocol: {app: {hold: uniform(10 us, 90 us)}}\n"},
    {"shortage", BEGIN("shortage") "time: {duration: 10 ms}\n"
                                   "traffic: {frames: {arrival: cbr, rate: 1 Mframe/s, stop: 8 ms}}\n" GROW
                                   "  shrink: {above: 100, every: 500 us}}\n"
                                   "policy: {period: 1 ms}\n"
                                   "host: {allocation: {latency: 200 us}, failure: 10 %}\n"
                                   "interrupt_disable: {at: 4, resume: 24}\n"
                                   "protocol: {app: {hold: exp(mean=300 us)}}\n"},
};

/* One scenario; false when it could not be tried. */
static bool try_scenario(struct scenario *scenario, const char *name, const char *path, struct text *to,
                         bool *good, struct problems *problems) {
    scenario_override(scenario, "pool.policy", path);
    struct problems found; /* what else it is warned of is no matter of the policy */
    problems_init(&found);
    struct config *config = scenario_resolve(scenario, NULL, 0, &found);
    struct policy_check check = {0};
    struct text wrong = {0};
    if (config == NULL) {
        problems_append(problems, &found);
        problems->exit_code = found.exit_code;
    } else {
        if (config->warmup_ps == CONFIG_WARMUP_AUTO) /* nothing is measured here */
            config->warmup_ps = 0;
        const char *limit = policy_check(config, &check, &wrong);
        struct mark mark = {.file = scenario_path(scenario)};
        if (limit != NULL)
            problems_add(problems, PROBLEM_ERROR, mark, NULL, NULL, "%s", limit);
        text_format(to, "%s: asked %" PRIu64 " times, %" PRIu64 " requests, %" PRIu64 " blocks given back\n",
                    name, check.asked, check.requests, check.given);
        if (wrong.length > 0)
            text_format(to, "%s", wrong.at);
        *good = *good && check.good;
    }
    bool tried = problems->errors == 0;
    text_free(&wrong);
    problems_free(&found);
    config_free(config);
    scenario_close(scenario);
    return tried;
}

bool api_check_policy(const char *path, struct api_list files, struct text *to, bool *good,
                      struct problems *problems) {
    struct value_error error = {0};
    uint32_t index = 0;
    *good = true;
    if (!policy_load(NULL, path, &index, &error)) {
        problems->exit_code = error.exit_code == 0 ? 65 : error.exit_code;
        problems_add(problems, PROBLEM_ERROR, (struct mark){.file = "rxpool check-policy"}, NULL,
                     error.hint[0] == '\0' ? NULL : error.hint, "%s", error.message);
        return false;
    }
    text_format(to, "policy %s: %s\n", policy_at(index)->name, policy_at(index)->summary);
    bool tried = true;
    for (size_t i = 0; tried && files.count == 0 && i < sizeof scenarios / sizeof *scenarios; i++) {
        struct text text = {0};
        text_add(&text, scenarios[i].text);
        struct scenario *scenario = scenario_open_text(scenarios[i].name, text.at, text.length, NULL);
        tried = try_scenario(scenario, scenarios[i].name, path, to, good, problems);
        text_free(&text);
    }
    for (size_t i = 0; tried && i < files.count; i++)
        tried = try_scenario(scenario_open(files.item[i]), files.item[i], path, to, good, problems);
    if (tried)
        text_add(to, *good ? "good: it did the same in every way it was run\n" : "not good\n");
    return tried;
}
