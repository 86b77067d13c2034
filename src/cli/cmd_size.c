/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rxpool size: the smallest value that meets a goal. */
#include <inttypes.h>
#include <stdlib.h>

#include "cli.h"
#include "experiment_view.h"
#include "progress.h"

enum { MOST_RUNS = 64 };

struct size_view {
    struct cli *cli;
    struct progress_view *progress;
};

/* One line for each candidate: a search of an hour says what it has found so far. */
static void show_candidate(void *context, const char *line) {
    const struct size_view *view = context;
    if (view->progress->how == PROGRESS_JSON || view->progress->how == PROGRESS_NONE)
        return;
    progress_clear(view->progress);
    cli_note(view->cli, "%s", line);
}

static int execute(struct cli *cli, struct api_experiment *experiment, const char *database) {
    struct progress_view progress;
    struct size_view view = {cli, &progress};
    const struct options *options = &cli->options;
    struct api_work work = {.database = database, .progress = progress_update, .context = &progress};
    struct api_size size = {.of = {options->of.item, options->of.count},
                            .range = {options->range.item, options->range.count},
                            .policies = options->policy_list,
                            .max_loss = options->max_loss,
                            .max_episodes = options->max_episodes,
                            .max_latency = options->max_latency,
                            .confidence = options->confidence,
                            .show = show_candidate,
                            .context = &view};
    struct api_outcome outcome;
    bool met;
    if (!progress_begin(&progress, cli, true) || !cli_work(cli, &work))
        return EXIT_USAGE;
    size.most = work.replications == 0 ? MOST_RUNS : work.replications;
    bool good = api_size(experiment, &size, &work, &outcome, &met, &cli->problems);
    progress_clear(&progress);
    int code = experiment_code(cli, &outcome, database, good);
    if (!good || !outcome.complete)
        return code;
    if (options->json) {
        char *document = api_size_json(experiment);
        (void)printf("%s\n", document);
        free(document);
    } else {
        uint64_t runs = outcome.runs_done + outcome.runs_found;
        api_size_write(experiment, stdout);
        cli_note(cli,
                 "%zu candidate%s, %" PRIu64 " run%s (%" PRIu64 " found) in %s; 'rxpool show %s' tells more",
                 outcome.points, cli_plural(outcome.points), runs, cli_plural(runs), outcome.runs_found,
                 database, database);
    }
    return code != EXIT_DONE || met ? code : EXIT_NO;
}

int cmd_size(struct cli *cli) {
    const struct options *options = &cli->options;
    if (options->max_loss == NULL && options->max_episodes == NULL && options->max_latency == NULL)
        return cli_usage_error(cli, "--max-loss 1e-6, --max-episodes 0.1, --max-latency '100 us'",
                               "the goal is missing");
    const struct api_source source = {.path = options->operand.item[0],
                                      .set = {options->set.item, options->set.count},
                                      .seed = options->seed};
    struct api_experiment *experiment = api_open(&source, &cli->problems);
    if (experiment == NULL)
        return cli_exit_code(cli);
    int code = execute(cli, experiment, options->output == NULL ? "rxpool.db" : options->output);
    api_close(experiment);
    return code;
}
