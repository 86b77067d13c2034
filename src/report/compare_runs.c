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
static void see_point(void *context, const struct stored_point *point) {
    struct wanted *wanted = context;
    if (point->point_id != wanted->point || wanted->found)
        return;
    wanted->found = true;
    wanted->random = true;
    struct scenario *scenario =
        scenario_open_text("database", point->canonical, strlen(point->canonical), NULL);
    scenario_refuse_objects(scenario);
    struct config *config = scenario_resolve(scenario, NULL, 0, NULL);
    if (config != NULL)
        wanted->random = !config_is_deterministic(config);
    config_free(config);
    scenario_close(scenario);
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

/* Says what became of the pairing when it is not simply all runs of both. */
static void note_pairs(struct comparison *comparison, const struct compared_point *point,
                       const struct side *a, const struct side *b, bool seeds) {
    if (seeds)
        comparison_note(comparison,
                        "Points %" PRId64 " and %" PRId64
                        ": runs of different seeds met different random numbers and are not paired.",
                        point->a->id, point->b->id);
    else if (a->count == 0 || b->count == 0)
        comparison_note(comparison, "Points %" PRId64 " and %" PRId64 ": no run with a result on %s.",
                        point->a->id, point->b->id, a->count == 0 ? "the side of A" : "the side of B");
    else if (point->n == 0)
        comparison_note(comparison, "Points %" PRId64 " and %" PRId64 " have no replication in common.",
                        point->a->id, point->b->id);
    else if (point->n < a->count || point->n < b->count)
        comparison_note(
            comparison, "Points %" PRId64 " and %" PRId64 ": %u replications in common, of %u and %u.",
            point->a->id, point->b->id, (unsigned)point->n, (unsigned)a->count, (unsigned)b->count);
}

bool compare_runs(struct comparison *comparison, struct compared_point *point, struct problems *problems) {
    struct side a = {0}, b = {0};
    bool seeds = false;
    bool good = store_runs(comparison->store_a, point->a->id, keep_run, &a, problems) &&
                store_runs(comparison->store_b, point->b->id, keep_run, &b, problems);
    if (good) {
        pair(point, &a, &b, &seeds);
        note_pairs(comparison, point, &a, &b, seeds);
    }
    free(a.run);
    free(b.run);
    point->random = point->n >= 2;
    if (!good || point->n != 1)
        return good;
    if (!is_random(comparison->store_a, point->a->id, &point->random, problems) ||
        !is_random(comparison->store_b, point->b->id, &point->random, problems))
        return false;
    if (point->random)
        comparison_note(comparison,
                        "Points %" PRId64 " and %" PRId64
                        ": one pair of runs says nothing about chance; run more (-n 10).",
                        point->a->id, point->b->id);
    return true;
}
