/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a design to configurations. Every point is resolved, and a plan made of it once, before anything runs:
 * an error in the last point of a night's sweep must be found in its first second. */
#include "resolve.h"

#include <stdlib.h>
#include <string.h>

#include "sim.h"
#include "text.h"

static bool same_text(const char *a, const char *b) {
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool same_problem(const struct problem *a, const struct problem *b) {
    return a->level == b->level && a->mark.line == b->mark.line && a->mark.column == b->mark.column &&
           same_text(a->mark.file, b->mark.file) && same_text(a->message, b->message);
}

static bool has_problem(const struct problems *problems, const struct problem *problem) {
    for (size_t i = 0; i < problems->count; i++) {
        if (same_problem(&problems->list[i], problem))
            return true;
    }
    return false;
}

void problems_append_new(struct problems *to, const struct problems *from) {
    for (size_t i = 0; i < from->count; i++) {
        const struct problem *problem = &from->list[i];
        if (has_problem(to, problem))
            continue;
        struct problems one = {.list = &from->list[i], .count = 1};
        one.errors = problem->level == PROBLEM_ERROR ? 1 : 0;
        one.exit_code = from->exit_code;
        problems_append(to, &one);
    }
}

/* The limits of the simulator itself are met when a plan is made. */
static bool plan_is_possible(const struct config *config, const char *file, struct problems *problems) {
    const char *message = NULL;
    struct plan *plan = plan_make(config, &message);
    if (plan != NULL) {
        plan_free(plan);
        return true;
    }
    struct mark mark = {.file = file};
    problems_add(problems, PROBLEM_ERROR, mark, NULL, NULL, "%s",
                 message != NULL ? message : "cannot be simulated");
    return false;
}

struct config *point_resolve(struct scenario *scenario, const struct design *design, size_t point,
                             const struct assignment *more, size_t more_count, struct problems *problems) {
    size_t axes = design == NULL ? 0 : design->count;
    struct assignment *assignment = memory_alloc((axes + more_count) * sizeof *assignment);
    struct problems found;
    problems_init(&found);
    if (axes > 0)
        design_point(design, point, assignment);
    for (size_t i = 0; i < more_count; i++)
        assignment[axes + i] = more[i];
    struct config *config = scenario_resolve(scenario, assignment, axes + more_count, &found);
    if (config != NULL && !plan_is_possible(config, scenario_path(scenario), &found)) {
        config_free(config);
        config = NULL;
    }
    problems_append_new(problems, &found);
    problems_free(&found);
    free(assignment);
    return config;
}
