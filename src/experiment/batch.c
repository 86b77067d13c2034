/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to be done: points resolved and numbered, ranges of replications that no database has yet.
 *
 * Two points of a design may be the same configuration (a value given twice, a key that changes nothing
 * canonical): the store gives them one id, and only the first is worked on. */
#include "batch.h"

#include <stdlib.h>
#include <string.h>

#include "ensure.h"
#include "text.h"

static bool too_many_points(struct batch *batch, size_t points) {
    if (points <= EXPERIMENT_POINTS_MAX)
        return false;
    struct mark mark = {.file = scenario_path(batch->scenario)};
    problems_add(batch->problems, PROBLEM_ERROR, mark, NULL, "use fewer values or fewer axes",
                 "the design has %zu points; at most %u can be run", points, EXPERIMENT_POINTS_MAX);
    return true;
}

static bool resolve_points(struct batch *batch) {
    struct experiment_summary *summary = batch->summary;
    size_t points = batch->design == NULL ? 1 : design_points(batch->design);
    problems_append_new(batch->problems, scenario_problems(batch->scenario));
    if (scenario_problems(batch->scenario)->errors > 0 || too_many_points(batch, points))
        return false;
    summary->point = memory_alloc(points * sizeof *summary->point);
    summary->points = points;
    batch->point = memory_alloc(points * sizeof *batch->point);
    batch->crew_point = memory_alloc(points * sizeof *batch->crew_point);
    bool good = true;
    for (size_t i = 0; i < points; i++) {
        if (batch->options->interrupted != NULL && *batch->options->interrupted != 0)
            return false; /* a large design takes a while */
        struct batch_point *point = &batch->point[i];
        struct config *config = point_resolve(batch->scenario, batch->design, i, NULL, 0, batch->problems);
        summary->point[i].config = config;
        if (config == NULL) {
            good = false;
            continue;
        }
        batch->crew_point[i].config = config;
        point->same_as = i;
        point->scatter = scatter_of(config);
        bool random = point->scatter != SCATTER_NONE;
        point->confidence = batch->options->confidence > 0 ? batch->options->confidence
                                                           : (double)config->confidence_e18 / 1e18;
        point->wanted =
            batch->options->replications != 0 ? batch->options->replications : config->replications;
        point->wanted = random && point->wanted > 0 ? point->wanted : 1;
        point->wanted += point->scatter == SCATTER_PAIRS && point->wanted % 2 == 1;
        summary->deterministic += !random;
        summary->point[i].confidence = point->confidence;
        good = (!random || precision_begin(batch, i)) && good;
    }
    return good;
}

/* The canonical form of the scenario without axes; of the first point when it means nothing without them. */
static char *base_canonical(struct batch *batch) {
    struct problems ignored;
    problems_init(&ignored);
    struct config *base = scenario_resolve(batch->scenario, NULL, 0, &ignored);
    char *canonical = config_canonical(base != NULL ? base : batch->summary->point[0].config);
    config_free(base);
    problems_free(&ignored);
    return canonical;
}

static bool register_points(struct batch *batch) {
    const struct config *first = batch->summary->point[0].config;
    char *canonical = base_canonical(batch);
    const char *text = scenario_text(batch->scenario);
    struct study_key key = {.name = first->name,
                            .description = first->description,
                            .scenario = text,
                            .scenario_length = strlen(text),
                            .path = scenario_path(batch->scenario),
                            .canonical = canonical};
    int64_t study = store_study(batch->store, &key, batch->problems);
    free(canonical);
    if (study == 0)
        return false;
    size_t axes = batch->design == NULL ? 0 : batch->design->count;
    struct assignment *assignment = memory_alloc((axes + 1) * sizeof *assignment);
    bool good = true;
    for (size_t i = 0; i < batch->summary->points && good; i++) {
        if (axes > 0)
            design_point(batch->design, i, assignment);
        batch->point[i].id = store_point(batch->store, study, batch->summary->point[i].config, assignment,
                                         axes, batch->problems);
        good = batch->point[i].id != 0;
    }
    free(assignment);
    return good && store_commit(batch->store, true, batch->problems);
}

struct numbered {
    int64_t id;
    size_t point;
};

static int by_id_and_point(const void *a, const void *b) {
    const struct numbered *x = a, *y = b;
    if (x->id != y->id)
        return x->id < y->id ? -1 : 1;
    return x->point < y->point ? -1 : x->point > y->point;
}

static void find_twins(struct batch *batch) {
    size_t points = batch->summary->points;
    struct numbered *numbered = memory_alloc(points * sizeof *numbered);
    for (size_t i = 0; i < points; i++)
        numbered[i] = (struct numbered){batch->point[i].id, i};
    qsort(numbered, points, sizeof *numbered, by_id_and_point);
    for (size_t i = 1; i < points; i++) {
        if (numbered[i].id == numbered[i - 1].id)
            batch->point[numbered[i].point].same_as = batch->point[numbered[i - 1].point].same_as;
    }
    free(numbered);
}

void batch_add_work(struct batch *batch, size_t point, uint32_t replication) {
    if (batch->crew != NULL) {
        crew_add(batch->crew, (struct crew_range){point, replication, 1});
        return;
    }
    struct crew_range *last = batch->range_count == 0 ? NULL : &batch->range[batch->range_count - 1];
    if (last != NULL && last->point == point && last->first + last->count == replication) {
        last->count++;
        return;
    }
    if (batch->range_count == batch->range_capacity) {
        batch->range_capacity = batch->range_capacity == 0 ? 64 : batch->range_capacity * 2;
        batch->range = memory_grow(batch->range, batch->range_capacity, sizeof *batch->range);
    }
    batch->range[batch->range_count++] = (struct crew_range){point, replication, 1};
}

static bool list_work(struct batch *batch) {
    for (size_t i = 0; i < batch->summary->points; i++) {
        struct batch_point *point = &batch->point[i];
        if (point->same_as != i)
            continue;
        if (point->sequence != NULL) {
            if (!precision_list(batch, i))
                return false;
            continue;
        }
        batch->runs_total += point->wanted;
        for (uint32_t r = 0; r < point->wanted; r++) {
            if (batch->store != NULL && store_has_run(batch->store, point->id, r))
                point->found++;
            else
                batch_add_work(batch, i, r);
        }
        batch->summary->runs_found += point->found;
    }
    return true;
}

struct pilots { /* what the progress display is told while they run */
    const struct experiment_options *options;
    uint64_t start_ns, shown_ns;
};

static void show_pilots(void *context, uint64_t done, uint64_t all, uint64_t events) {
    struct pilots *pilots = context;
    uint64_t now_ns = crew_clock_ns();
    if (now_ns - pilots->shown_ns < SHOW_EVERY_NS)
        return;
    pilots->shown_ns = now_ns;
    struct progress progress = {.runs_done = done,
                                .runs_total = all,
                                .events = events,
                                .elapsed_s = (double)(now_ns - pilots->start_ns) / 1e9,
                                .eta_s = -1,
                                .pilots = true};
    if (done > 0)
        progress.eta_s = progress.elapsed_s / (double)done * (double)(all - done);
    pilots->options->progress(pilots->options->context, &progress);
}

/* Puts times in the place of time.warmup: auto. */
static bool find_warmups(struct batch *batch) {
    struct experiment_summary *summary = batch->summary;
    struct config **config = memory_alloc((summary->points + 1) * sizeof *config);
    struct warmup_found *found = memory_alloc((summary->points + 1) * sizeof *found);
    for (size_t i = 0; i < summary->points; i++)
        config[i] = summary->point[i].config;
    struct pilots pilots = {batch->options, crew_clock_ns(), crew_clock_ns()};
    const struct warmup_work work = {.jobs = experiment_jobs(batch->options->jobs),
                                     .interrupted = batch->options->interrupted,
                                     .show = batch->options->progress == NULL ? NULL : show_pilots,
                                     .context = &pilots};
    bool good = warmup_settle(config, summary->points, &work, found, batch->problems);
    for (size_t i = 0; i < summary->points; i++)
        summary->point[i].warmup = found[i];
    free(found);
    free(config);
    return good;
}

bool batch_prepare(struct batch *batch) {
    if (!resolve_points(batch) || !find_warmups(batch))
        return false;
    if (batch->store == NULL && batch->options->open != NULL) {
        batch->store = batch->options->open(batch->options->context, batch->problems);
        if (batch->store == NULL)
            return false;
    }
    if (batch->store != NULL) {
        if (!register_points(batch))
            return false;
        find_twins(batch);
    }
    return list_work(batch);
}

struct value_row *batch_row(struct batch_point *point, uint32_t replication) {
    if (replication >= point->rows) {
        uint32_t rows = replication < point->wanted ? point->wanted : replication + 1;
        point->row = memory_grow(point->row, rows, sizeof *point->row);
        memset(point->row + point->rows, 0, (rows - point->rows) * sizeof *point->row);
        point->rows = rows;
    }
    return &point->row[replication];
}

void batch_free(struct batch *batch) {
    for (size_t i = 0; batch->point != NULL && i < batch->summary->points; i++) {
        struct batch_point *point = &batch->point[i];
        for (uint32_t r = 0; r < point->holds; r++)
            run_result_free(point->held[r].result);
        precision_free(point);
        free(point->held);
        free(point->row);
    }
    free(batch->point);
    free(batch->crew_point);
    free(batch->range);
}
