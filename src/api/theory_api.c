/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact answers for the command line: the scenario as it is, and the model it is. */
#include <stdlib.h>

#include "api_internal.h"
#include "reduction.h"

struct api_theory {
    struct config *config;
    struct theory theory;
};

struct api_theory *api_theory_open(struct api_experiment *experiment, struct problems *problems) {
    struct config *config = scenario_resolve(experiment->scenario, NULL, 0, NULL);
    if (config == NULL) { /* warnings come with the runs */
        problems_append(problems, scenario_problems(experiment->scenario));
        return NULL;
    }
    struct api_theory *theory = memory_alloc(sizeof *theory);
    theory->config = config;
    theory_of(config, &theory->theory);
    return theory;
}

void api_theory_close(struct api_theory *theory) {
    if (theory == NULL)
        return;
    theory_free(&theory->theory);
    config_free(theory->config);
    free(theory);
}

bool api_theory_known(const struct api_theory *theory) {
    return theory->theory.recognised;
}

void api_theory_show(const struct api_theory *theory, const struct api_experiment *experiment, FILE *to) {
    if (theory->theory.recognised)
        report_exact(&theory->theory, theory->config, &experiment->summary.point[0], to);
    else
        report_obstacles(&theory->theory, theory->config, to);
}

char *api_theory_json(const struct api_theory *theory, const struct api_experiment *experiment) {
    return theory->theory.recognised
               ? json_exact(&theory->theory, theory->config, &experiment->summary.point[0])
               : json_obstacles(&theory->theory, theory->config);
}
