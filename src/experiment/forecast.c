/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long will it take? The first, the middle and the last point are run for a short simulated time, longer
 * and longer until a run takes long enough to be measured, and the wall time is stretched to the whole
 * duration. */
#include <inttypes.h>
#include <stdio.h>

#include "crew.h"
#include "experiment.h"
#include "resolve.h"
#include "sim.h"

enum { LONG_ENOUGH_MS = 50, TOO_LONG_MS = 1000, GROWTH = 8, FIRST_PART = 4096, MEASURED_MAX = 3 };
#define NS_PER_MS UINT64_C(1000000)

static enum run_status stop_when_late(void *context) {
    const uint64_t *deadline_ns = context;
    return crew_clock_ns() >= *deadline_ns ? RUN_TIMEOUT : RUN_OK;
}

/* Wall time in ns of one run; *late when it was cut off. */
static uint64_t wall_of(const struct config *config, bool *late) {
    const char *message = NULL;
    struct plan *plan = plan_make(config, &message);
    *late = true;
    if (plan == NULL)
        return 0;
    struct sim *sim = sim_create(plan);
    uint64_t start_ns = crew_clock_ns();
    uint64_t deadline_ns = start_ns + TOO_LONG_MS * NS_PER_MS;
    struct run_result *result = sim_run(sim, config->seed, 0, stop_when_late, &deadline_ns);
    uint64_t wall_ns = crew_clock_ns() - start_ns;
    *late = result->status == RUN_TIMEOUT;
    run_result_free(result);
    sim_destroy(sim);
    plan_free(plan);
    return wall_ns;
}

/* The point with a shorter duration and no warm-up; NULL when the scenario does not allow that. */
static struct config *shortened(struct scenario *scenario, const struct design *design, size_t point,
                                uint64_t duration_ps) {
    char text[32];
    (void)snprintf(text, sizeof text, "%" PRIu64 " ps", duration_ps);
    const struct assignment shorter[] = {{.key = "time.duration", .value = text},
                                         {.key = "time.warmup", .value = "0 s"}};
    struct problems ignored;
    problems_init(&ignored);
    struct config *config = point_resolve(scenario, design, point, shorter, 2, &ignored);
    problems_free(&ignored);
    return config;
}

/* Seconds of one whole run of the point. */
static double measure(struct scenario *scenario, const struct design *design, size_t point,
                      const struct config *config) {
    double run_s = 0;
    for (uint64_t part = FIRST_PART; part >= 1; part /= GROWTH) {
        uint64_t duration_ps = config->duration_ps / part;
        struct config *shorter = duration_ps == 0 ? NULL : shortened(scenario, design, point, duration_ps);
        if (shorter == NULL)
            continue;
        bool late;
        uint64_t wall_ns = wall_of(shorter, &late);
        config_free(shorter);
        if (late && run_s > 0)
            break; /* the shorter run said more than a run that was cut off */
        run_s = (double)wall_ns / 1e9 * (double)part;
        if (late || wall_ns >= LONG_ENOUGH_MS * NS_PER_MS)
            break;
    }
    return run_s;
}

static uint32_t replications_of(const struct config *config, const struct experiment_options *options) {
    uint32_t asked = options->replications != 0 ? options->replications : config->replications;
    bool fixed = options->precision <= 0 && (options->replications != 0 || config->precision_e18 == 0);
    if (!fixed && asked <= 1) /* the fewest; nobody knows how many there will be */
        asked = SEQUENCE_LEAST;
    return asked == 0 || config_is_deterministic(config) ? 1 : asked;
}

bool experiment_forecast(struct scenario *scenario, const struct design *design,
                         const struct experiment_options *options, struct forecast *forecast,
                         struct problems *problems) {
    if (design != NULL && design->count == 0)
        design = NULL;
    size_t points = design == NULL ? 1 : design_points(design);
    size_t errors = problems->errors;
    double sum_s = 0;
    *forecast = (struct forecast){.points = points, .jobs = experiment_jobs(options->jobs)};
    for (size_t i = 0; i < points; i++) {
        struct config *config = point_resolve(scenario, design, i, NULL, 0, problems);
        if (config == NULL)
            continue;
        forecast->runs += replications_of(config, options);
        if (problems->errors == errors && forecast->measured < MEASURED_MAX &&
            (i == 0 || i == points / 2 || i == points - 1)) {
            sum_s += measure(scenario, design, i, config);
            forecast->measured++;
        }
        config_free(config);
    }
    if (problems->errors > errors)
        return false;
    uint64_t threads = forecast->runs < forecast->jobs ? forecast->runs : forecast->jobs;
    forecast->run_s = forecast->measured == 0 ? 0 : sum_s / (double)forecast->measured;
    forecast->total_s = threads == 0 ? 0 : forecast->run_s * (double)forecast->runs / (double)threads;
    return true;
}
