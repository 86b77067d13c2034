/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Laws back to text, and their memory. The other half of dist_text.c: what is written here is read there. */
#include <stdlib.h>

#include "ensure.h"
#include "value_units.h"

static const uint64_t one_e9 = UINT64_C(1000000000);

/* The law of every kind but a mixture's components: what people write before the parenthesis. */
static const char *const law_name[] = {
    [DIST_CONSTANT] = "",           [DIST_EXPONENTIAL] = "exp",
    [DIST_UNIFORM] = "uniform",     [DIST_NORMAL] = "normal",
    [DIST_LOGNORMAL] = "lognormal", [DIST_PARETO] = "pareto",
    [DIST_WEIBULL] = "weibull",     [DIST_GAMMA] = "gamma",
    [DIST_ERLANG] = "erlang",       [DIST_HYPEREXPONENTIAL] = "hyperexp",
    [DIST_MIXTURE] = "mix",         [DIST_EMPIRICAL] = "empirical",
};

static void format_value(struct text *to, uint64_t value, bool count_unit) {
    if (count_unit)
        decimal_write_whole(to, value);
    else
        format_time(to, value);
}

static void format_shape(struct text *to, const char *name, uint64_t shape_e9) {
    text_format(to, ", %s=", name);
    ensure(decimal_write(to, shape_e9, one_e9));
}

static void format_mixture(struct text *to, const struct dist *dist, bool count_unit) {
    for (uint32_t i = 0; i < dist->count; i++) {
        ensure(dist->component[i].kind != DIST_MIXTURE);
        text_add(to, i == 0 ? "" : ", ");
        format_probability(to, dist->weight_e18[i]);
        text_add(to, ": ");
        format_dist(to, &dist->component[i], count_unit);
    }
}

static void format_mean(struct text *to, const struct dist *dist, bool count_unit) {
    text_add(to, "mean=");
    format_value(to, dist->a, count_unit);
}

static void format_arguments(struct text *to, const struct dist *dist, bool count_unit) {
    switch (dist->kind) {
    case DIST_CONSTANT:
        break;
    case DIST_EXPONENTIAL:
        format_mean(to, dist, count_unit);
        break;
    case DIST_UNIFORM:
        format_value(to, dist->a, count_unit);
        text_add(to, ", ");
        format_value(to, dist->b, count_unit);
        break;
    case DIST_NORMAL:
        format_mean(to, dist, count_unit);
        text_add(to, ", sd=");
        format_value(to, dist->b, count_unit);
        break;
    case DIST_LOGNORMAL:
    case DIST_HYPEREXPONENTIAL:
        format_mean(to, dist, count_unit);
        format_shape(to, "cv", dist->shape_e9);
        break;
    case DIST_PARETO:
    case DIST_WEIBULL:
    case DIST_GAMMA:
        format_mean(to, dist, count_unit);
        format_shape(to, "shape", dist->shape_e9);
        break;
    case DIST_ERLANG:
        text_format(to, "k=%u, ", (unsigned)dist->count);
        format_mean(to, dist, count_unit);
        break;
    case DIST_MIXTURE:
        format_mixture(to, dist, count_unit);
        break;
    case DIST_EMPIRICAL:
        text_add(to, dist->file);
        break;
    }
}

void format_dist(struct text *to, const struct dist *dist, bool count_unit) {
    ensure((size_t)dist->kind < sizeof law_name / sizeof law_name[0]);
    if (dist->kind == DIST_CONSTANT) {
        format_value(to, dist->a, count_unit);
        return;
    }
    text_format(to, "%s(", law_name[dist->kind]);
    format_arguments(to, dist, count_unit);
    text_add(to, ")");
}

void dist_free(struct dist *dist) {
    for (uint32_t i = 0; dist->component != NULL && i < dist->count; i++) {
        free(dist->component[i].table);
        free((char *)dist->component[i].file);
    }
    free(dist->component);
    free(dist->weight_e18);
    free(dist->table);
    free((char *)dist->file);
    *dist = (struct dist){.kind = DIST_CONSTANT};
}
