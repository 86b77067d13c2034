/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rare losses for the command line. */
#include <stdlib.h>

#include "api_internal.h"
#include "resolve.h"
#include "splitting.h"

static void relay_progress(void *context, const struct splitting_progress *progress) {
    const struct api_work *work = context;
    double done = progress->batches_done, left = progress->batches_planned - done;
    const struct api_progress seen = {.runs_done = progress->batches_done,
                                      .runs_total = progress->batches_planned,
                                      .events = progress->events,
                                      .elapsed_s = progress->elapsed_s,
                                      .eta_s = done > 0 ? progress->elapsed_s / done * left : -1,
                                      .last = progress->last};
    work->progress(work->context, &seen);
}

static enum api_rare rare_of(enum splitting_status status) {
    switch (status) {
    case SPLITTING_DONE:
        return API_RARE_DONE;
    case SPLITTING_IMPRECISE:
        return API_RARE_IMPRECISE;
    case SPLITTING_NO_LOSS:
        return API_RARE_NO_LOSS;
    case SPLITTING_STOPPED:
        break;
    }
    return API_RARE_STOPPED;
}

bool api_rare(struct api_experiment *experiment, const struct api_work *work, double precision,
              enum api_rare *status, char **document, FILE *to, struct problems *problems) {
    struct config *config = point_resolve(experiment->scenario, NULL, 0, NULL, 0, problems);
    if (config == NULL)
        return false;
    const struct splitting_options options = {.precision = precision,
                                              .jobs = work->jobs,
                                              .interrupted = work->interrupted,
                                              .progress = work->progress == NULL ? NULL : relay_progress,
                                              .context = (void *)(uintptr_t)work};
    struct splitting_result *result = memory_alloc(sizeof *result);
    bool good = splitting_estimate(config, &options, result, problems);
    *status = rare_of(result->status);
    if (good && *status != API_RARE_STOPPED) {
        if (document != NULL)
            *document = json_rare(config, result);
        else
            report_rare(config, result, to);
    }
    free(result);
    config_free(config);
    return good;
}
