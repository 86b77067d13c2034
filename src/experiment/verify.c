/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does this machine, today, get what the database says? Stored runs are run again from the canonical text of
 * their point and their digests compared.
 *
 * Works through the points in batches, so that a database of a hundred thousand points needs no more memory
 * than one of a few; within a batch all threads work, and what differs is reported in order of run ids. Runs
 * of another model version cannot be compared, runs that failed or timed out have nothing to compare: both
 * are counted, never judged. */
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "crew.h"
#include "ensure.h"
#include "text.h"

enum { BATCH_POINTS = 256, WAKE_MS = 50 };
#define SHOW_EVERY_NS UINT64_C(100000000)

struct check { /* one stored run */
    int64_t run_id, point_id;
    uint32_t replication;
    bool finished;
    char stored[DIGEST_TEXT], now[DIGEST_TEXT];
};

struct verify {
    struct store *store;
    const int64_t *ids;
    size_t id_count;
    const struct experiment_options *options;
    verify_show *show;
    struct verify_result *result;
    struct problems *problems;
    struct check *check; /* ascending run_id, so ascending point_id */
    size_t checks, capacity;
    uint64_t total, events, start_ns, shown_ns;
    bool stopped;
    /* the batch being worked on */
    size_t points;
    struct scenario *scenario[BATCH_POINTS];
    struct config *config[BATCH_POINTS];
    struct crew_point crew_point[BATCH_POINTS];
    size_t first[BATCH_POINTS]; /* in check */
    struct crew_range *range;
    size_t ranges, range_capacity;
};

static bool wanted(const struct verify *verify, int64_t run_id) {
    for (size_t i = 0; i < verify->id_count; i++) {
        if (verify->ids[i] == run_id)
            return true;
    }
    return verify->ids == NULL;
}

static void note_run(void *context, const struct stored_run *run) {
    struct verify *verify = context;
    if (!wanted(verify, run->run_id))
        return;
    if (verify->checks == verify->capacity) {
        verify->capacity = verify->capacity == 0 ? 256 : verify->capacity * 2;
        verify->check = memory_grow(verify->check, verify->capacity, sizeof *verify->check);
    }
    struct check *check = &verify->check[verify->checks++];
    *check =
        (struct check){.run_id = run->run_id, .point_id = run->point_id, .replication = run->replication};
    memcpy(check->stored, run->digest, sizeof check->stored);
    check->finished = strcmp(run->status, run_status_text(RUN_FAILED)) != 0 &&
                      strcmp(run->status, run_status_text(RUN_TIMEOUT)) != 0;
}

static bool ids_exist(const struct verify *verify) {
    bool good = true;
    for (size_t i = 0; i < verify->id_count; i++) {
        bool found = false;
        for (size_t k = 0; k < verify->checks && !found; k++)
            found = verify->check[k].run_id == verify->ids[i];
        if (found)
            continue;
        struct mark nowhere = {0};
        problems_add(verify->problems, PROBLEM_ERROR, nowhere, NULL, NULL,
                     "there is no run %lld in the database", (long long)verify->ids[i]);
        good = false;
    }
    return good;
}

static void show_progress(struct verify *verify, const struct crew *crew, bool last) {
    uint64_t now_ns = crew_clock_ns();
    if (verify->options->progress == NULL || (!last && now_ns - verify->shown_ns < SHOW_EVERY_NS))
        return;
    verify->shown_ns = now_ns;
    struct progress progress = {.runs_done = verify->result->checked,
                                .runs_total = verify->total,
                                .runs_failed = verify->result->different,
                                .events = verify->events + (crew == NULL ? 0 : crew_events(crew)),
                                .elapsed_s = (double)(now_ns - verify->start_ns) / 1e9,
                                .eta_s = -1,
                                .last = last};
    if (progress.runs_done > 0)
        progress.eta_s = progress.elapsed_s / (double)progress.runs_done *
                         (double)(progress.runs_total - progress.runs_done);
    verify->options->progress(verify->options->context, &progress);
}

static void add_range(struct verify *verify, uint32_t replication) {
    if (verify->ranges == verify->range_capacity) {
        verify->range_capacity = verify->range_capacity == 0 ? 256 : verify->range_capacity * 2;
        verify->range = memory_grow(verify->range, verify->range_capacity, sizeof *verify->range);
    }
    verify->range[verify->ranges++] = (struct crew_range){verify->points, replication, 1};
}

static struct check *check_of(struct verify *verify, size_t point, uint32_t replication) {
    size_t at = verify->first[point];
    while (verify->check[at].replication != replication)
        at++;
    return &verify->check[at];
}

static bool run_batch(struct verify *verify) {
    struct crew *crew = verify->ranges == 0 ? NULL
                                            : crew_start(verify->crew_point, verify->range, verify->ranges,
                                                         false, experiment_jobs(verify->options->jobs),
                                                         verify->options->timeout_s, verify->problems);
    for (struct crew_run run; crew != NULL;) {
        enum crew_news news = crew_next(crew, WAKE_MS, &run);
        if (news == CREW_DONE)
            break;
        if (news == CREW_RUN) {
            if (run.result->status == RUN_TIMEOUT) {
                verify->result->unfinished++;
            } else {
                verify->result->checked++;
                digest_text(&run.result->digest, check_of(verify, run.point, run.replication)->now);
            }
            run_result_free(run.result);
        }
        if (verify->options->interrupted != NULL && *verify->options->interrupted != 0) {
            verify->stopped = true;
            crew_stop(crew);
        }
        show_progress(verify, crew, false);
    }
    if (crew != NULL) {
        verify->events += crew_events(crew);
        crew_end(crew);
    }
    return crew != NULL || verify->ranges == 0;
}

/* Compares what ran, gives the batch back. */
static void judge_batch(struct verify *verify) {
    for (size_t point = 0; point < verify->points; point++) {
        int64_t id = verify->check[verify->first[point]].point_id;
        for (size_t i = verify->first[point]; i < verify->checks && verify->check[i].point_id == id; i++) {
            struct check *check = &verify->check[i];
            if (check->now[0] == '\0')
                continue; /* not run: unfinished, or interrupted */
            bool same = strcmp(check->stored, check->now) == 0;
            verify->result->same += same;
            verify->result->different += !same;
            if (!same && verify->show != NULL)
                verify->show(verify->options->context, check->run_id, check->stored, check->now);
        }
        config_free(verify->config[point]);
        scenario_close(verify->scenario[point]);
    }
    verify->points = 0;
    verify->ranges = 0;
    memset(verify->crew_point, 0, sizeof verify->crew_point);
}

static struct scenario *open_canonical(const struct stored_point *point) {
    char *base = memory_copy_text(point->path != NULL ? point->path : "");
    char *slash = strrchr(base, '/');
    if (slash != NULL)
        slash[slash == base ? 1 : 0] = '\0';
    struct scenario *scenario = scenario_open_text("stored scenario", point->canonical,
                                                   strlen(point->canonical), slash == NULL ? NULL : base);
    free(base);
    return scenario;
}

static size_t first_check(const struct verify *verify, int64_t point_id) {
    size_t low = 0, high = verify->checks;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (verify->check[middle].point_id < point_id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void add_point(struct verify *verify, const struct stored_point *point) {
    size_t first = first_check(verify, point->point_id), end = first;
    while (end < verify->checks && verify->check[end].point_id == point->point_id)
        end++;
    if (first == end || verify->stopped)
        return;
    if (point->model_version != MODEL_VERSION) {
        verify->result->other_version += end - first;
        return;
    }
    struct scenario *scenario = open_canonical(point);
    if (!verify->options->policies)
        scenario_refuse_objects(scenario);
    struct problems found; /* its warnings were shown when it ran first */
    problems_init(&found);
    struct config *config = point_resolve(scenario, NULL, 0, NULL, 0, &found);
    if (config == NULL)
        problems_append_new(verify->problems, &found);
    problems_free(&found);
    if (config == NULL) {
        scenario_close(scenario);
        return;
    }
    for (size_t i = first; i < end; i++) {
        if (verify->check[i].finished)
            add_range(verify, verify->check[i].replication);
        else
            verify->result->unfinished++;
    }
    verify->scenario[verify->points] = scenario;
    verify->config[verify->points] = config;
    verify->crew_point[verify->points].config = config;
    verify->first[verify->points++] = first;
    if (verify->points == BATCH_POINTS) {
        verify->stopped |= !run_batch(verify);
        judge_batch(verify);
    }
}

static void visit_point(void *context, const struct stored_point *point) {
    add_point(context, point);
    free(point->study_name);
    free(point->canonical);
    free(point->path);
}

bool experiment_verify(struct store *store, const int64_t *ids, size_t count,
                       const struct experiment_options *options, verify_show *show,
                       struct verify_result *result, struct problems *problems) {
    struct verify *verify = memory_alloc(sizeof *verify);
    *result = (struct verify_result){0};
    *verify = (struct verify){.store = store,
                              .ids = ids,
                              .id_count = ids == NULL ? 0 : count,
                              .options = options,
                              .show = show,
                              .result = result,
                              .problems = problems,
                              .start_ns = crew_clock_ns()};
    bool good = store_runs(store, 0, note_run, verify, problems) && ids_exist(verify);
    verify->total = verify->checks;
    good = good && store_points(store, visit_point, verify, problems);
    if (good && !run_batch(verify))
        good = false;
    judge_batch(verify);
    show_progress(verify, NULL, true);
    result->complete = !verify->stopped;
    good = good && problems->errors == 0;
    free(verify->check);
    free(verify->range);
    free(verify);
    return good;
}
