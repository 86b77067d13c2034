/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules across the keys that say how often a scenario is run, and how sure one wants to be. */
#include "resolver.h"

#define E18 UINT64_C(1000000000000000000)

static void check_sure(const struct resolver *resolver) {
    const struct config *config = resolver->config;
    if (SOUND(resolver, 0, "replications.confidence") &&
        (config->confidence_e18 < E18 / 2 || config->confidence_e18 > E18 / 10000 * 9999))
        resolver_problem(resolver, PROBLEM_ERROR, AT("replications.confidence"), 0,
                         "from 50 % to 99.99 %; 95 % is usual", "no interval is given with this confidence");
}

void check_runs(const struct resolver *resolver) {
    const struct config *config = resolver->config;
    check_sure(resolver);
    if (SOUND(resolver, 0, "replications.min", "replications.max", "replications.precision") &&
        config->precision_e18 > 0 && config->replications_max < config->replications)
        resolver_problem(resolver, PROBLEM_ERROR, AT("replications.max", "replications.min"), 0,
                         "replications.min is the fewest runs, replications.max the most",
                         "the most replications are fewer than the fewest");
}
