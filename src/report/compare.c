/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making a comparison: studies, sides, pairs, tests, in that order. */
#include "compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare_inner.h"
#include "ensure.h"
#include "rows.h"

static const enum metric usual[] = {METRIC_LOSS_RATIO, METRIC_GOODPUT_BPS, METRIC_LATENCY_P99_NS,
                                    METRIC_POOL_BYTES_MEAN, METRIC_INTERRUPT_DISABLE_EPISODES};
enum { USUAL = sizeof usual / sizeof *usual };

static bool add_metric(struct comparison *comparison, const char *name, struct problems *problems) {
    enum metric metric = metric_find(name);
    if (metric == METRIC_COUNT) {
        struct text hint = {0};
        const char *nearest = metric_nearest(name);
        text_format(&hint, nearest == NULL ? "docs/metrics.md lists them" : "did you mean '%s'?",
                    nearest == NULL ? "" : nearest);
        report_error(problems, 64, hint.at, "unknown metric '%.80s'", name);
        text_free(&hint);
        return false;
    }
    for (size_t i = 0; i < comparison->metrics; i++) {
        if (comparison->metric[i] == metric)
            return true;
    }
    comparison->metric[comparison->metrics++] = metric;
    return true;
}

static bool choose_metrics(struct comparison *comparison, const struct compare_options *options,
                           struct problems *problems) {
    bool all = options->metrics == 1 && strcmp(options->metric[0], "all") == 0;
    for (size_t i = 0; i < METRIC_COUNT && all; i++)
        comparison->metric[comparison->metrics++] = (enum metric)i;
    for (size_t i = 0; i < USUAL && options->metrics == 0; i++)
        comparison->metric[comparison->metrics++] = usual[i];
    for (size_t i = 0; i < options->metrics && !all; i++) {
        if (!add_metric(comparison, options->metric[i], problems))
            return false;
    }
    return true;
}

static bool load(struct store *store, int64_t study, struct study *loaded, struct problems *problems) {
    int64_t id = study != 0 ? study : study_last(store, problems);
    if (id == 0 || !study_load(store, id, loaded, problems))
        return false;
    if (loaded->points > 0)
        return true;
    report_error(problems, 65, "run it: rxpool sweep FILE -o DB", "study %lld has no points", (long long)id);
    return false;
}

/* The key that tells the sides of one study apart. */
static bool choose_by(struct comparison *comparison, const char *by, struct problems *problems) {
    const struct study *study = &comparison->a;
    struct text keys = {0};
    size_t policy = study->axes, asked = study->axes;
    for (size_t i = 0; i < study->axes; i++) {
        text_add(&keys, i == 0 ? "" : ", ");
        tame_add_short(&keys, study->axis[i].key, 60);
        if (strcmp(study->axis[i].key, "pool.policy") == 0)
            policy = i;
        if (by != NULL && strcmp(study->axis[i].key, by) == 0)
            asked = i;
    }
    comparison->by = by != NULL ? asked : study->axes == 1 ? 0 : policy;
    bool good = comparison->by < study->axes;
    if (study->axes == 0)
        report_error(problems, 65, "rxpool compare A.db B.db; or sweep something",
                     "nothing varies in study '%s': there is nothing to compare", study->name);
    else if (!good) {
        struct text hint = {0};
        text_format(&hint, "what varies: %s", keys.at);
        if (by != NULL)
            report_error(problems, 64, hint.at, "--by: '%.80s' does not vary in study '%s'", by, study->name);
        else
            report_error(problems, 64, hint.at, "say what is compared: a second database, or --by KEY");
        text_free(&hint);
    }
    text_free(&keys);
    return good;
}

uint32_t compared_values(const struct compared_point *point, enum metric metric, double *a, double *b) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < point->n; i++) {
        struct metric_value of_a = point->run_a[i][metric], of_b = point->run_b[i][metric];
        if (!of_a.defined || !of_b.defined)
            continue;
        a[n] = metric_real(metric, of_a);
        b[n++] = metric_real(metric, of_b);
    }
    return n;
}

/* Every metric at every point, then the correction over all of them. */
static void test_all(struct comparison *comparison) {
    size_t tests = comparison->points * comparison->metrics;
    double *p = memory_alloc(tests * sizeof *p), *adjusted = memory_alloc(tests * sizeof *adjusted);
    size_t at = 0;
    for (size_t i = 0; i < comparison->points; i++) {
        struct compared_point *point = &comparison->point[i];
        double *a = memory_alloc(point->n * sizeof *a), *b = memory_alloc(point->n * sizeof *b);
        for (size_t j = 0; j < comparison->metrics; j++) {
            uint32_t n = compared_values(point, comparison->metric[j], a, b);
            point->result[j] = paired_of(a, b, n, comparison->confidence, point->random);
            p[at++] = point->result[j].p;
            comparison->tests += point->result[j].tested;
        }
        free(a);
        free(b);
    }
    holm(p, tests, adjusted);
    for (size_t i = 0; i < tests; i++)
        comparison->point[i / comparison->metrics].result[i % comparison->metrics].adjusted = adjusted[i];
    free(p);
    free(adjusted);
}

/* Leaves the points of which no run could be paired, or one alone of what is random. */
static bool pair_runs(struct comparison *comparison, struct problems *problems) {
    size_t kept = 0;
    bool good = true;
    for (size_t i = 0; i < comparison->points && good; i++) {
        struct compared_point point = comparison->point[i];
        good = compare_runs(comparison, &point, problems);
        if (good && point.n > 0 && (point.n > 1 || !point.random)) {
            comparison->point[kept++] = point;
            continue;
        }
        free(point.run_a);
        free(point.run_b);
    }
    comparison->points = kept;
    compare_note_runs(comparison);
    return good;
}

static void refuse(const struct comparison *comparison, struct problems *problems) {
    struct text hint = {0};
    for (size_t i = 0; i < comparison->notes && i < 4; i++)
        text_format(&hint, "%s%s", i == 0 ? "" : " ", comparison->note[i]);
    report_error(problems, 65, hint.at, "nothing can be paired");
    text_free(&hint);
}

bool comparison_make(struct comparison *comparison, const struct compare_options *options,
                     struct problems *problems) {
    *comparison = (struct comparison){.store_a = options->a,
                                      .store_b = options->b == NULL ? options->a : options->b,
                                      .confidence = options->confidence > 0 ? options->confidence : 0.95};
    struct matching matching = {.comparison = comparison};
    bool two = options->b != NULL;
    if (!choose_metrics(comparison, options, problems) ||
        !load(options->a, options->study, &comparison->a, problems) ||
        (two && !load(options->b, options->study, &comparison->b, problems)))
        return false;
    comparison->of_b = two ? &comparison->b : &comparison->a;
    comparison->by = comparison->a.axes;
    if (!two && !choose_by(comparison, options->by, problems))
        return false;
    matching.parameters[0] =
        store_table(comparison->store_a, TABLE_PARAMETERS, comparison->a.point[0].id, problems);
    matching.parameters[1] =
        store_table(comparison->store_b, TABLE_PARAMETERS, comparison->of_b->point[0].id, problems);
    bool good = matching.parameters[0] != NULL && matching.parameters[1] != NULL;
    if (good) {
        struct text differs = {0};
        compare_match(&matching);
        text_add(&differs, "");
        if (two)
            compare_differences(&matching, &differs);
        comparison->differs = text_take(&differs);
    }
    for (size_t side = 0; side < 2; side++) {
        if (matching.parameters[side] != NULL)
            table_free(matching.parameters[side]);
    }
    if (!good || !pair_runs(comparison, problems))
        return false;
    if (comparison->points == 0)
        refuse(comparison, problems);
    else
        test_all(comparison);
    return comparison->points > 0;
}

void comparison_free(struct comparison *comparison) {
    for (size_t i = 0; i < comparison->points; i++) {
        free(comparison->point[i].run_a);
        free(comparison->point[i].run_b);
    }
    free(comparison->point);
    for (size_t i = 0; i < comparison->notes; i++)
        free(comparison->note[i]);
    free(comparison->note);
    free(comparison->differs);
    study_free(&comparison->a);
    study_free(&comparison->b);
    *comparison = (struct comparison){0};
}

void compared_name(const struct comparison *comparison, const struct compared_point *point, struct text *to) {
    bool groups = comparison->of_b == &comparison->a;
    study_point_short(&comparison->a, point->a, groups ? comparison->by : SIZE_MAX, to);
}
