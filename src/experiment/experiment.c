/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One experiment from beginning to end: the loop of the thread that writes.
 *
 * The caller's thread owns the store and everything that is shown; it sleeps on the crew's queue and wakes up
 * a few times a second for the commit that is due, the progress display and the user's ^C. When the store
 * fails (a full disk), nothing that follows could be kept: everything stops. */
#include "experiment.h"

#include <stdlib.h>
#include <unistd.h>

#include "batch.h"
#include "crew.h"
#include "ensure.h"
#include "text.h"

enum { WAKE_MS = 50, JOBS_MAX = 1024 };

uint32_t experiment_jobs(uint32_t asked) {
    long processors = asked != 0 ? (long)asked : sysconf(_SC_NPROCESSORS_ONLN);
    if (processors < 1)
        return 1;
    return processors > JOBS_MAX ? JOBS_MAX : (uint32_t)processors;
}

struct watch { /* what the progress display knows of time */
    uint64_t start_ns, shown_ns;
};

static void show_progress(struct batch *batch, const struct crew *crew, struct watch *watch, bool last) {
    const struct experiment_options *options = batch->options;
    uint64_t now_ns = crew_clock_ns();
    if (options->progress == NULL || (!last && now_ns - watch->shown_ns < SHOW_EVERY_NS))
        return;
    watch->shown_ns = now_ns;
    const struct experiment_summary *summary = batch->summary;
    struct progress progress = {.runs_done = summary->runs_done,
                                .runs_total = batch->runs_total,
                                .runs_found = summary->runs_found,
                                .runs_failed = summary->runs_failed,
                                .events = crew == NULL ? 0 : crew_events(crew),
                                .elapsed_s = (double)(now_ns - watch->start_ns) / 1e9,
                                .eta_s = -1,
                                .last = last};
    uint64_t left = batch->runs_total - summary->runs_found - summary->runs_done;
    if (summary->runs_done > 0)
        progress.eta_s = progress.elapsed_s / (double)summary->runs_done * (double)left;
    options->progress(options->context, &progress);
}

/* Takes in everything the crew finishes. False: the store failed, or a limit of this machine. */
static bool collect(struct batch *batch, struct crew *crew, struct watch *watch) {
    const struct experiment_options *options = batch->options;
    bool open = batch->going_on > 0;
    for (;;) {
        struct crew_run run;
        enum crew_news news = crew_next(crew, WAKE_MS, &run);
        if (news == CREW_DONE)
            return true;
        if (news == CREW_RUN && !(batch_accept(batch, &run) && batch_settle(batch)))
            return false;
        if (batch->going_on == 0 && open) {
            crew_close(crew);
            open = false;
        }
        if (options->interrupted != NULL && *options->interrupted != 0)
            crew_stop(crew);
        if (batch->store != NULL && !store_commit(batch->store, false, batch->problems))
            return false;
        show_progress(batch, crew, watch, false);
    }
}

static bool work(struct batch *batch, struct watch *watch) {
    const struct experiment_options *options = batch->options;
    if (!batch_settle(batch)) /* points that were stored completely */
        return false;
    struct crew *crew = NULL;
    bool good = true;
    if (batch->range_count > 0 && (options->interrupted == NULL || *options->interrupted == 0)) {
        crew = crew_start(batch->crew_point, batch->range, batch->range_count, batch->going_on > 0,
                          experiment_jobs(options->jobs), options->timeout_s, batch->problems);
        if (crew == NULL)
            return false;
        batch->crew = crew;
        good = collect(batch, crew, watch);
    }
    good = good && batch_finish(batch);
    /* What was written before a failure is whole runs: keep it if the store still can. */
    if (batch->store != NULL)
        good = store_commit(batch->store, true, batch->problems) && good;
    show_progress(batch, crew, watch, true);
    batch->crew = NULL;
    if (crew != NULL)
        crew_end(crew);
    return good;
}

bool experiment_run(struct scenario *scenario, const struct design *design, struct store *store,
                    const struct experiment_options *options, struct experiment_summary *summary,
                    struct problems *problems) {
    *summary = (struct experiment_summary){0};
    struct batch batch = {.scenario = scenario,
                          .design = design != NULL && design->count > 0 ? design : NULL,
                          .store = store,
                          .options = options,
                          .summary = summary,
                          .problems = problems};
    uint64_t now_ns = crew_clock_ns();
    struct watch watch = {.start_ns = now_ns, .shown_ns = now_ns};
    bool good = batch_prepare(&batch) && work(&batch, &watch);
    summary->complete = good && summary->runs_found + summary->runs_done == batch.runs_total;
    summary->elapsed_s = (double)(crew_clock_ns() - watch.start_ns) / 1e9;
    batch_free(&batch);
    if (!good)
        experiment_summary_free(summary);
    return good;
}

void experiment_summary_free(struct experiment_summary *summary) {
    for (size_t i = 0; i < summary->points; i++)
        config_free(summary->point[i].config);
    free(summary->point);
    summary->point = NULL;
    summary->points = 0;
}
