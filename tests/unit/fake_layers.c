/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stand-ins. A fake configuration keeps its point's value as the seed, and the address of the fake
 * scenario in the description. */
#include "fake_layers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sim.h"

static atomic_int alive;

int fake_alive(void) {
    return atomic_load(&alive);
}

#define ROW(id, name, unit, kind, window, meaning, formula) {name, unit, kind, window, meaning, formula},
const struct metric_row metric_table[METRIC_COUNT] = {METRIC_ROWS(ROW)};

const char *run_status_text(enum run_status status) {
    static const char *const texts[] = {"ok", "init_failed", "starved", "failed", "timeout", "stopped"};
    return texts[status];
}

void run_result_free(struct run_result *result) {
    if (result != NULL)
        free(result->violation);
    free(result);
}

/* --- scenario --- */

const struct problems *scenario_problems(const struct scenario *scenario) {
    return &scenario->problems;
}

const char *scenario_text(const struct scenario *scenario) {
    (void)scenario;
    return "fake: 1\n";
}

const char *scenario_path(const struct scenario *scenario) {
    (void)scenario;
    return "fake.yaml";
}

void scenario_refuse(const struct scenario *scenario, const char *key, struct problems *problems,
                     const char *hint, const char *format, ...) {
    struct mark mark = {.file = "fake.yaml", .line = 7, .column = 1};
    (void)scenario;
    (void)hint;
    problems_add(problems, PROBLEM_ERROR, mark, NULL, NULL, "%s: %s", key, format);
}

struct config *scenario_resolve(struct scenario *scenario, const struct assignment *extra, size_t count,
                                struct problems *problems) {
    uint64_t value = scenario->seed == 0 ? 1 : scenario->seed;
    if (count > 0)
        value = strtoull(extra[0].value, NULL, 10);
    if (scenario->bad_value != 0 && value == scenario->bad_value) {
        struct mark mark = {.file = "fake.yaml", .line = 1, .column = 1};
        problems_add(problems, PROBLEM_ERROR, mark, NULL, NULL, "value %llu is bad",
                     (unsigned long long)value);
        return NULL;
    }
    struct config *config = memory_alloc(sizeof *config);
    memcpy(config->name, "fake", 5);
    config->seed = value == scenario->twin_value ? 1 : value;
    config->replications = 3;
    config->replications_max = 1000;
    config->confidence_e18 = UINT64_C(950000000000000000);
    config->precision_e18 = scenario->precision_e18;
    config->precision_metric = (char *)(uintptr_t) "loss_ratio";
    config->duration_ps = 1000000;
    config->description = (char *)scenario;
    return config;
}

void config_free(struct config *config) {
    free(config);
}

char *config_canonical(const struct config *config) {
    struct text text = {0};
    text_format(&text, "%llu", (unsigned long long)config->seed);
    return text_take(&text);
}

static struct scenario *scenario_of(const struct config *config) {
    return (struct scenario *)config->description;
}

bool config_is_deterministic(const struct config *config) {
    return scenario_of(config)->deterministic;
}

void fake_design(struct design *design, const char *const *values, size_t count) {
    design->count = 1;
    design->axis = memory_alloc(sizeof *design->axis);
    design->axis[0].key = memory_copy_text("value");
    design->axis[0].count = count;
    design->axis[0].value = memory_alloc(count * sizeof(char *));
    for (size_t i = 0; i < count; i++)
        design->axis[0].value[i] = memory_copy_text(values[i]);
}

void fake_design_free(struct design *design) {
    for (size_t i = 0; i < design->axis[0].count; i++)
        free(design->axis[0].value[i]);
    free(design->axis[0].value);
    free(design->axis[0].key);
    free(design->axis);
}

size_t design_points(const struct design *design) {
    return design->axis[0].count;
}

void design_point(const struct design *design, size_t point, struct assignment *assignment) {
    assignment[0] = (struct assignment){design->axis[0].key, design->axis[0].value[point], NULL};
}

/* verify opens the canonical text of a stored point, which is its value. */
void scenario_refuse_objects(struct scenario *scenario) {
    (void)scenario;
}

struct scenario *scenario_open_text(const char *file, const char *text, size_t length, const char *base_dir) {
    (void)file;
    (void)length;
    (void)base_dir;
    struct scenario *scenario = memory_alloc(sizeof *scenario);
    scenario->seed = strtoull(text, NULL, 10);
    return scenario;
}

void scenario_close(struct scenario *scenario) {
    free(scenario);
}

/* --- model --- */

struct plan {
    const struct config *config;
};
struct sim {
    const struct plan *plan;
};

struct plan *plan_make(const struct config *config, const char **problem) {
    (void)problem;
    struct plan *plan = memory_alloc(sizeof *plan);
    plan->config = config;
    atomic_fetch_add(&alive, 1);
    return plan;
}

void plan_free(struct plan *plan) {
    atomic_fetch_sub(&alive, 1);
    free(plan);
}

struct sim *sim_create(const struct plan *plan) {
    struct sim *sim = memory_alloc(sizeof *sim);
    sim->plan = plan;
    atomic_fetch_add(&alive, 1);
    return sim;
}

void sim_destroy(struct sim *sim) {
    atomic_fetch_sub(&alive, 1);
    free(sim);
}

static void sleep_us(uint32_t us) {
    struct timespec pause = {.tv_sec = us / 1000000, .tv_nsec = (long)(us % 1000000) * 1000};
    (void)nanosleep(&pause, NULL);
}

struct run_result *sim_run(struct sim *sim, uint64_t seed, uint32_t replication, run_poll *poll,
                           void *context) {
    struct scenario *scenario = scenario_of(sim->plan->config);
    struct run_result *result = memory_alloc(sizeof *result);
    atomic_fetch_add(&scenario->runs, 1);
    uint64_t mix = (seed * 2654435761u + replication * 40503u) * 2246822519u;
    if (scenario->delay_us > 0)
        sleep_us((uint32_t)(mix >> 13) % scenario->delay_us);
    do {
        result->status = poll == NULL ? RUN_OK : poll(context);
        if (scenario->endless)
            sleep_us(100);
    } while (scenario->endless && result->status == RUN_OK);
    result->seed = seed;
    result->replication = replication;
    result->events = 65536;
    result->digest = (struct digest){.low = mix, .high = ~mix};
    result->metric[METRIC_LOSS_RATIO] =
        (struct metric_value){.defined = true, .real = (double)(mix % 1000) / 7};
    result->metric[METRIC_FRAMES_DROPPED] = (struct metric_value){.defined = true, .integer = FAKE_LOST};
    result->metric[METRIC_THROUGHPUT_FPS] = (struct metric_value){.defined = true};
    result->metric[METRIC_FRAMES_OFFERED] = (struct metric_value){.defined = true, .integer = mix % 100};
    if (replication == FAKE_BREACH)
        run_result_violation(result, &(struct violation_row){.rule = RULE_R7, .count = 2});
    return result;
}

/* --- store --- */

int64_t store_study(struct store *store, const struct study_key *key, struct problems *problems) {
    (void)store;
    (void)key;
    (void)problems;
    return 1;
}

int64_t store_point(struct store *store, int64_t study, const struct config *config,
                    const struct assignment *axes, size_t axis_count, struct problems *problems) {
    (void)study;
    (void)axes;
    (void)axis_count;
    (void)problems;
    for (size_t i = 0; i < store->points; i++) {
        if (store->point_value[i] == config->seed)
            return (int64_t)i + 1;
    }
    store->point_value[store->points++] = config->seed;
    return (int64_t)store->points;
}

bool store_has_run(struct store *store, int64_t point, uint32_t replication) {
    for (size_t i = 0; i < store->runs; i++) {
        if (store->run[i].point == point && store->run[i].replication == replication)
            return store->run[i].status != RUN_TIMEOUT;
    }
    return false;
}

bool store_add_run(struct store *store, int64_t point, const struct run_result *result, uint64_t wall_ns,
                   struct problems *problems) {
    (void)wall_ns;
    if (store->fail_after != 0 && store->runs == store->fail_after) {
        struct mark nowhere = {0};
        problems_add(problems, PROBLEM_ERROR, nowhere, NULL, NULL, "the disk is full");
        problems->exit_code = 74;
        return false;
    }
    store->run[store->runs++] = (struct fake_run){point, result->replication, result->status,
                                                  result->metric[METRIC_LOSS_RATIO].real, result->digest};
    return true;
}

bool store_commit(struct store *store, bool now, struct problems *problems) {
    (void)problems;
    store->commits += now;
    return true;
}

static int by_key(const void *a, const void *b) {
    const struct fake_run *x = a, *y = b;
    if (x->point != y->point)
        return x->point < y->point ? -1 : 1;
    return x->replication < y->replication ? -1 : x->replication > y->replication;
}

bool store_runs(struct store *store, int64_t point, stored_run_visit *visit, void *context,
                struct problems *problems) {
    (void)problems;
    struct fake_run *sorted = memory_alloc(sizeof store->run);
    memcpy(sorted, store->run, sizeof store->run);
    qsort(sorted, store->runs, sizeof *sorted, by_key);
    for (size_t i = 0; i < store->runs; i++) {
        const struct fake_run *run = &sorted[i];
        if (point != 0 && run->point != point)
            continue;
        struct stored_run stored = {.run_id = run->point * 1000000 + run->replication,
                                    .point_id = run->point,
                                    .replication = run->replication};
        (void)snprintf(stored.status, sizeof stored.status, "%s", run_status_text(run->status));
        digest_text(&run->digest, stored.digest);
        stored.metric[METRIC_LOSS_RATIO] = (struct metric_value){.defined = true, .real = run->value};
        stored.metric[METRIC_FRAMES_DROPPED] = (struct metric_value){.defined = true, .integer = FAKE_LOST};
        visit(context, &stored);
    }
    free(sorted);
    return true;
}

bool store_violations(struct store *store, int64_t point, stored_violation_visit *visit, void *context,
                      struct problems *problems) {
    (void)problems;
    for (size_t i = 0; i < store->runs; i++) {
        const struct fake_run *run = &store->run[i];
        if (run->point == point && run->replication == FAKE_BREACH)
            visit(context, &(struct stored_violation){run->replication, {.rule = RULE_R7, .count = 2}});
    }
    return true;
}

void run_result_violation(struct run_result *result, const struct violation_row *row) {
    result->violation = memory_grow(result->violation, result->violation_count + 1, sizeof *row);
    result->violation[result->violation_count++] = *row;
}

bool store_estimates(struct store *store, int64_t point, double confidence,
                     const struct estimate estimate[METRIC_COUNT], struct problems *problems) {
    (void)confidence;
    (void)problems;
    const struct estimate *loss = &estimate[METRIC_LOSS_RATIO];
    text_format(&store->estimates, "%lld %u %.17g %.17g\n", (long long)point, loss->n, loss->mean, loss->low);
    return true;
}

bool store_points(struct store *store, stored_point_visit *visit, void *context, struct problems *problems) {
    (void)problems;
    for (size_t i = 0; i < store->points; i++) {
        struct text canonical = {0};
        text_format(&canonical, "%llu", (unsigned long long)store->point_value[i]);
        struct stored_point point = {.point_id = (int64_t)i + 1,
                                     .study_id = 1,
                                     .model_version = store->model_version,
                                     .study_name = memory_copy_text("fake"),
                                     .canonical = text_take(&canonical),
                                     .path = memory_copy_text("dir/fake.yaml")};
        visit(context, &point);
    }
    return true;
}
