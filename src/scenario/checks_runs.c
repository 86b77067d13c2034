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

/* Why samples of the law are not a monotone function of one uniform number each; NULL: they are. */
static const char *not_inverted(const struct dist *dist) {
    static const char *const why[] = {
        [DIST_GAMMA] = "gamma is drawn by rejection, a random number of uniform numbers to a sample",
        [DIST_ERLANG] = "erlang is drawn as a sum, a uniform number for each stage",
        [DIST_HYPEREXPONENTIAL] = "hyperexp draws a branch, then a sample",
        [DIST_MIXTURE] = "mix draws a component, then a sample",
        [DIST_EMPIRICAL] = NULL};
    if (dist->kind == DIST_ERLANG && dist->count == 1)
        return NULL;
    return why[dist->kind];
}

/* An on-off source starts within a phase: what is left of it is a product of two numbers, unless it has no
 * memory. */
static const char *no_plain_start(const struct source_config *source, const struct dist *dist) {
    bool phase = source->arrival == ARRIVAL_ON_OFF && (dist == &source->on || dist == &source->off);
    bool plain = dist->kind == DIST_CONSTANT || dist->kind == DIST_EXPONENTIAL;
    return phase && !plain
               ? "the phase an on-off source starts in is drawn with two uniform numbers, unless it is "
                 "exponential or constant"
               : NULL;
}

static void check_law(const struct resolver *resolver, const struct param *param, size_t entity) {
    const void *base = resolver_base(resolver, param, entity);
    const struct dist *dist = (const struct dist *)((const char *)base + param->offset);
    if (!param_present(param, base) || !SOUND(resolver, entity, param->key))
        return;
    const char *why = not_inverted(dist);
    if (why == NULL && param->scope == SCOPE_SOURCE)
        why = no_plain_start(base, dist);
    if (why != NULL)
        resolver_problem(
            resolver, PROBLEM_ERROR, AT(param->key, "replications.numbers"), entity,
            "a law that is inverted (exp, uniform, normal, lognormal, pareto, weibull, empirical), or "
            "replications.numbers: common",
            "there are no antithetic numbers for this: %s", why);
}

/* A complementary number gives a complementary sample only where one number gives one sample. */
static void check_antithetic(const struct resolver *resolver) {
    for (size_t row = 0; row < param_count(); row++) {
        const struct param *param = param_at(row);
        size_t entities = resolver_entities(resolver->config, param->scope);
        bool law = param->type == PARAM_DIST || param->type == PARAM_DIST_COUNT;
        for (size_t entity = 0; law && entity < entities; entity++)
            check_law(resolver, param, entity);
    }
}

void check_runs(const struct resolver *resolver) {
    const struct config *config = resolver->config;
    check_sure(resolver);
    if (SOUND(resolver, 0, "replications.numbers") && config->numbers == NUMBERS_ANTITHETIC)
        check_antithetic(resolver);
    if (SOUND(resolver, 0, "replications.min", "replications.max", "replications.precision") &&
        config->precision_e18 > 0 && config->replications_max < config->replications)
        resolver_problem(resolver, PROBLEM_ERROR, AT("replications.max", "replications.min"), 0,
                         "replications.min is the fewest runs, replications.max the most",
                         "the most replications are fewer than the fewest");
}
