/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pairs of runs: the same replication of the same seed on both sides. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "ensure.h"
#include "scenario.h"

struct side_run {
    uint32_t replication;
    uint64_t seed;
    struct metric_value metric[METRIC_COUNT];
};
struct side {
    uint32_t count, room;
    struct side_run *run; /* ascending replication */
};

static void keep_run(void *context, const struct stored_run *run) {
    struct side *side = context;
    if (strcmp(run->status, run_status_text(RUN_FAILED)) == 0 ||
        strcmp(run->status, run_status_text(RUN_TIMEOUT)) == 0)
        return;
    if (side->count == side->room) {
        side->room = side->room == 0 ? 16 : side->room * 2;
        side->run = memory_grow(side->run, side->room, sizeof *side->run);
    }
    struct side_run *kept = &side->run[side->count++];
    kept->replication = run->replication;
    kept->seed = run->seed;
    memcpy(kept->metric, run->metric, sizeof kept->metric);
}

struct wanted {
    int64_t point;
    bool found, random;
};

/* Is anything random in a stored point? Its canonical form is a scenario; no shared object is loaded for it.
 */
static bool canonical_is_random(const char *canonical) {
    struct scenario *scenario = scenario_open_text("database", canonical, strlen(canonical), NULL);
    scenario_refuse_objects(scenario);
    struct config *config = scenario_resolve(scenario, NULL, 0, NULL);
    bool random = config == NULL || !config_is_deterministic(config);
    config_free(config);
    scenario_close(scenario);
    return random;
}

static void see_point(void *context, const struct stored_point *point) {
    struct wanted *wanted = context;
    if (point->point_id == wanted->point && !wanted->found) {
        wanted->found = true;
        wanted->random = canonical_is_random(point->canonical);
    }
    free(point->study_name);
    free(point->canonical);
    free(point->path);
}

static bool is_random(struct store *store, int64_t point, bool *random, struct problems *problems) {
    struct wanted wanted = {.point = point, .random = true};
    bool good = store_points(store, see_point, &wanted, problems);
    *random = *random || wanted.random;
    return good;
}

static double frames_lost(const struct side_run *run) {
    const struct metric_value *dropped = &run->metric[METRIC_FRAMES_DROPPED];
    return dropped->defined ? (double)dropped->integer : 0;
}

static void pair(struct compared_point *point, const struct side *a, const struct side *b, bool *seeds) {
    uint32_t most = a->count < b->count ? a->count : b->count;
    point->run_a = memory_alloc(most * sizeof *point->run_a);
    point->run_b = memory_alloc(most * sizeof *point->run_b);
    for (uint32_t i = 0, j = 0; i < a->count && j < b->count;) {
        const struct side_run *of_a = &a->run[i], *of_b = &b->run[j];
        if (of_a->replication != of_b->replication) {
            i += of_a->replication < of_b->replication;
            j += of_b->replication < of_a->replication;
            continue;
        }
        i++;
        j++;
        if (of_a->seed != of_b->seed) {
            *seeds = true;
            continue;
        }
        memcpy(point->run_a[point->n], of_a->metric, sizeof of_a->metric);
        memcpy(point->run_b[point->n++], of_b->metric, sizeof of_b->metric);
        point->lost += frames_lost(of_a) + frames_lost(of_b);
    }
}

static void leave_out(struct compare_left_out *left_out, const struct compared_point *point,
                      const struct side *a, const struct side *b) {
    if (left_out->points++ == 0) {
        left_out->a = point->a->id;
        left_out->b = point->b->id;
        left_out->of_a = a->count;
        left_out->of_b = b->count;
        left_out->pairs = point->n;
    }
}

/* Counts what became of the pairing when it is not simply all runs of both. */
static void count_pairs(struct comparison *comparison, const struct compared_point *point,
                        const struct side *a, const struct side *b, bool seeds) {
    if (seeds)
        leave_out(&comparison->seeds, point, a, b);
    else if (a->count == 0 || b->count == 0)
        leave_out(&comparison->empty, point, a, b);
    else if (point->n == 0)
        leave_out(&comparison->apart, point, a, b);
    else if (point->n == 1 && point->random)
        leave_out(&comparison->alone, point, a, b);
    else if (point->n < a->count || point->n < b->count)
        leave_out(&comparison->partly, point, a, b);
}

static void note(struct comparison *comparison, const struct compare_left_out *left_out, const char *what) {
    if (left_out->points > 0)
        comparison_note(comparison, "%zu matched point%s (as %" PRId64 " of A, %" PRId64 " of B): %s.",
                        left_out->points, left_out->points == 1 ? "" : "s", left_out->a, left_out->b, what);
}

void compare_note_runs(struct comparison *comparison) {
    struct text partly = {0};
    text_format(&partly, "only replications that both have are paired, %u of %u and %u",
                (unsigned)comparison->partly.pairs, (unsigned)comparison->partly.of_a,
                (unsigned)comparison->partly.of_b);
    note(comparison, &comparison->versions,
         "of different model versions: what differs may be the model, not paired");
    note(comparison, &comparison->seeds, "runs of different seeds met different random numbers, not paired");
    note(comparison, &comparison->empty, "no run with a result on one of the sides");
    note(comparison, &comparison->apart, "no replication in common");
    note(comparison, &comparison->alone, "one pair of runs says nothing about chance; run more (-n 10)");
    note(comparison, &comparison->partly, partly.at);
    text_free(&partly);
}

bool compare_runs(struct comparison *comparison, struct compared_point *point, struct problems *problems) {
    struct side a = {0}, b = {0};
    bool seeds = false;
    bool good = store_runs(comparison->store_a, point->a->id, keep_run, &a, problems) &&
                store_runs(comparison->store_b, point->b->id, keep_run, &b, problems);
    if (good)
        pair(point, &a, &b, &seeds);
    point->random = point->n >= 2;
    if (good && point->n == 1)
        good = is_random(comparison->store_a, point->a->id, &point->random, problems) &&
               is_random(comparison->store_b, point->b->id, &point->random, problems);
    if (good)
        count_pairs(comparison, point, &a, &b, seeds);
    free(a.run);
    free(b.run);
    return good;
}
