/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that read a database: it is opened for reading, so it may lie on a medium nobody can write. */
#include "api_internal.h"
#include "ensure.h"

bool api_show(const char *database, int64_t run, FILE *to, struct problems *problems) {
    struct store *store = store_open(database, STORE_READ, problems);
    if (store == NULL)
        return false;
    bool good = report_show(store, run, to, problems);
    return store_close(store, problems) && good;
}

bool api_studies(const char *database, FILE *to, struct problems *problems) {
    struct store *store = store_open(database, STORE_READ, problems);
    if (store == NULL)
        return false;
    bool good = report_studies(store, to, problems);
    return store_close(store, problems) && good;
}

bool api_counters(const char *database, int64_t run, const char *family, FILE *to,
                  struct problems *problems) {
    struct store *store = store_open(database, STORE_READ, problems);
    if (store == NULL)
        return false;
    bool good = report_counters(store, run, family, to, problems);
    return store_close(store, problems) && good;
}

bool api_compare(const char *database, const struct api_compare *compare, FILE *to, bool *holds,
                 struct problems *problems) {
    struct compare_options options = {.study = compare->study,
                                      .by = compare->by,
                                      .metric = compare->metric.item,
                                      .metrics = compare->metric.count,
                                      .fail_if = compare->fail_if.item,
                                      .fail_ifs = compare->fail_if.count,
                                      .json = compare->json};
    *holds = false;
    if (compare->confidence != NULL && !api_confidence(compare->confidence, &options.confidence, problems))
        return false;
    options.a = store_open(database, STORE_READ, problems);
    if (options.a == NULL)
        return false;
    bool good = true;
    if (compare->other != NULL) {
        options.b = store_open(compare->other, STORE_READ, problems);
        good = options.b != NULL;
    }
    good = good && report_compare(&options, to, holds, problems);
    if (options.b != NULL)
        good = store_close(options.b, problems) && good;
    return store_close(options.a, problems) && good;
}

bool api_export(const char *database, enum api_format format, FILE *to, struct problems *problems) {
    static const enum export_format formats[] = {
        [API_CSV] = EXPORT_CSV, [API_JSON] = EXPORT_JSON, [API_NDJSON] = EXPORT_NDJSON};
    struct store *store = store_open(database, STORE_READ, problems);
    if (store == NULL)
        return false;
    bool good = export_write(store, formats[format], to, problems);
    return store_close(store, problems) && good;
}

bool api_plot(const char *database, const struct api_plot *plot, struct problems *problems) {
    struct store *store = store_open(database, STORE_READ, problems);
    if (store == NULL)
        return false;
    const struct plot_options options = {.kind = plot->kind,
                                         .terminal = plot->terminal,
                                         .output = plot->output,
                                         .keep = plot->keep,
                                         .study = plot->study,
                                         .run = plot->run,
                                         .columns = plot->columns,
                                         .by = plot->by,
                                         .metric = plot->metric,
                                         .with = plot->with};
    bool good = plot_draw(store, &options, problems);
    return store_close(store, problems) && good;
}

size_t api_plot_kinds(const char *const **names, const char *const **meanings) {
    return plot_kinds(names, meanings);
}

bool api_plot_compares(const char *kind) {
    return plot_compares(kind);
}

bool api_plot_takes_run(const char *kind) {
    return plot_takes_run(kind);
}

struct relay {
    const struct api_work *work;
    api_verify_show *show;
};

static void relay_progress(void *context, const struct progress *progress) {
    const struct relay *relay = context;
    const struct api_progress seen = api_seen(progress);
    relay->work->progress(relay->work->context, &seen);
}

static void relay_show(void *context, int64_t run, const char *stored, const char *now) {
    const struct relay *relay = context;
    relay->show(relay->work->context, run, stored, now);
}

bool api_verify(const char *database, const int64_t *runs, size_t count, const struct api_work *work,
                api_verify_show *show, struct api_verify *result, struct problems *problems) {
    *result = (struct api_verify){0};
    struct store *store = store_open(database, STORE_READ, problems);
    if (store == NULL)
        return false;
    struct relay relay = {.work = work, .show = show};
    const struct experiment_options options = {.jobs = work->jobs,
                                               .timeout_s = work->timeout_s,
                                               .policies = work->policies,
                                               .interrupted = work->interrupted,
                                               .progress = work->progress == NULL ? NULL : relay_progress,
                                               .context = &relay};
    struct verify_result found;
    bool good =
        experiment_verify(store, runs, count, &options, show == NULL ? NULL : relay_show, &found, problems);
    *result = (struct api_verify){.checked = found.checked,
                                  .same = found.same,
                                  .different = found.different,
                                  .other_version = found.other_version,
                                  .unfinished = found.unfinished,
                                  .complete = found.complete};
    return store_close(store, problems) && good;
}
