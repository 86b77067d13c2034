/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check: what a scenario comes to, without running it. */
#include <inttypes.h>

#include "api_internal.h"
#include "resolve.h"
#include "sim.h"
#include "value.h"

static void write_room(struct text *to, const char *what, size_t bytes) {
    text_format(to, "%s: ", what);
    format_scaled(to, (double)bytes, "B");
    text_format(to, " (%zu bytes)\n", bytes);
}

static void write_axes(const struct api_experiment *experiment, struct text *to) {
    const struct design *design = &experiment->design;
    if (design->count == 0) {
        text_add(to, "sweep: none\n");
        return;
    }
    text_format(to, "sweep: %zu points (", design_points(design));
    for (size_t i = 0; i < design->count; i++)
        text_format(to, "%s%s: %zu", i == 0 ? "" : ", ", design->axis[i].key, design->axis[i].count);
    text_add(to, ")\n");
}

/* What was read of each capture: frames, how long, lengths, stamps that went backwards. */
static void write_traces(const struct config *config, struct text *to) {
    for (uint32_t i = 0; i < config->source_count; i++) {
        const struct trace_data *trace = config->source[i].trace;
        if (trace == NULL)
            continue;
        text_format(to, "traffic.%s: %" PRIu64 " frames over ", config->source[i].name, trace->count);
        format_scaled(to, (double)trace->time_ps[trace->count - 1], "ps");
        text_format(to, ", %" PRIu32 "..%" PRIu32 " B, mean %.0f B, ", trace->least_length,
                    trace->greatest_length, (double)trace->bytes / (double)trace->count);
        if (trace->backward_steps > 0) {
            text_format(to, "%" PRIu64 " backward steps of at most ", trace->backward_steps);
            format_scaled(to, (double)trace->largest_step_ps, "ps");
            text_add(to, " (sorted)\n");
        } else {
            text_add(to, "no backward step\n");
        }
    }
}

/* The greatest room over all points: what a thread needs during the sweep. */
static bool check_points(struct api_experiment *experiment, size_t *state, size_t *traces,
                         struct problems *problems) {
    const struct design *design = experiment->design.count == 0 ? NULL : &experiment->design;
    size_t errors = problems->errors;
    for (size_t i = 0; i < api_points(experiment); i++) {
        struct config *config = point_resolve(experiment->scenario, design, i, NULL, 0, problems);
        if (config == NULL)
            continue;
        const char *message = NULL;
        struct plan *plan = plan_make(config, &message);
        if (plan != NULL) {
            *state = plan_bytes(plan) > *state ? plan_bytes(plan) : *state;
            *traces = plan_trace_bytes(plan) > *traces ? plan_trace_bytes(plan) : *traces;
            plan_free(plan);
        }
        config_free(config);
    }
    return problems->errors == errors;
}

bool api_check(struct api_experiment *experiment, struct text *to, struct problems *problems) {
    size_t state = 0, traces = 0;
    if (api_points(experiment) > EXPERIMENT_POINTS_MAX) {
        struct mark mark = {.file = scenario_path(experiment->scenario)};
        problems_add(problems, PROBLEM_ERROR, mark, NULL, "use fewer values or fewer axes",
                     "the design has %zu points; at most %u can be run", api_points(experiment),
                     EXPERIMENT_POINTS_MAX);
        return false;
    }
    if (!check_points(experiment, &state, &traces, problems))
        return false;
    const struct design *design = experiment->design.count == 0 ? NULL : &experiment->design;
    struct problems ignored;
    problems_init(&ignored);
    struct config *config = scenario_resolve(experiment->scenario, NULL, 0, &ignored);
    if (config == NULL) /* it means nothing without its axes: show the first point */
        config = point_resolve(experiment->scenario, design, 0, NULL, 0, &ignored);
    problems_free(&ignored);
    text_format(to, "%s: fine\n", config->name);
    write_room(to, "state of a run", state);
    if (traces > 0)
        write_room(to, "traces, shared by all runs", traces);
    write_traces(config, to);
    write_axes(experiment, to);
    text_format(to, "replications: %" PRIu32 "%s\n", config->replications,
                config_is_deterministic(config) ? " (nothing is random: one says it all)" : "");
    text_add(to, "defaulted:\n");
    struct text defaults = {0};
    defaults_write(config, &defaults);
    for (const char *at = defaults.at; at != NULL && *at != '\0';) {
        size_t length = 0;
        while (at[length] != '\0' && at[length] != '\n')
            length++;
        text_add(to, "  ");
        text_add_bytes(to, at, length);
        text_add(to, "\n");
        at += length + (at[length] == '\n');
    }
    text_free(&defaults);
    config_free(config);
    return true;
}
