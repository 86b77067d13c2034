/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rxpool run: one scenario, its replications, its metrics. */
#include <inttypes.h>
#include <stdlib.h>

#include "cli.h"
#include "experiment_view.h"
#include "progress.h"
#include "run_rare.h"

/* An initialisation that fails is an answer, not an error; but nobody should have to look for it in a table
 * of empty metrics. */
static void say_init_failed(const struct cli *cli, const struct api_outcome *outcome) {
    uint64_t runs = outcome->runs_done + outcome->runs_found;
    if (outcome->runs_init_failed > 0)
        cli_note(cli,
                 "initialisation failed in %" PRIu64 " of %" PRIu64
                 " runs: the pool could not be had (status init_failed)",
                 outcome->runs_init_failed, runs);
}

/* Nor why half a run has no frames. */
static void say_starved(const struct cli *cli, const struct api_outcome *outcome) {
    if (outcome->runs_starved == 0)
        return;
    cli_note(cli, "%" PRIu64 " of %" PRIu64 " runs starved (status starved)%s%s", outcome->runs_starved,
             outcome->runs_done + outcome->runs_found, outcome->starved_story == NULL ? "" : ": ",
             outcome->starved_story == NULL ? "" : outcome->starved_story);
}

static void say_what_was_found(const struct cli *cli, const struct api_outcome *outcome,
                               const char *database) {
    if (outcome->runs_found > 0)
        cli_note(cli, "%" PRIu64 " of %" PRIu64 " runs were in %s already", outcome->runs_found,
                 outcome->runs_done + outcome->runs_found, database);
}

static int execute(struct cli *cli, struct api_experiment *experiment, const char *database) {
    struct progress_view view;
    struct api_work work = {.database = database,
                            .progress = progress_update,
                            .context = &view,
                            .keep_results = cli->options.json};
    struct api_outcome outcome;
    bool json = cli->options.json;
    if (!progress_begin(&view, cli, false) || !cli_work(cli, &work))
        return EXIT_USAGE;
    bool good = api_execute(experiment, &work, &outcome, &cli->problems);
    progress_clear(&view);
    int code = experiment_code(cli, &outcome, database, good);
    if (!good || !outcome.complete)
        return code;
    if (json) {
        char *document = api_json(experiment);
        (void)printf("%s\n", document);
        free(document);
        return code;
    }
    if (outcome.deterministic > 0 && cli->options.replications > 1)
        cli_note(cli, "nothing in this scenario is random: one run says it all, -n %" PRIu64 " is ignored",
                 cli->options.replications);
    if (api_sweep_points(experiment) > 0)
        cli_note(cli, "the sweep of %zu points is not looked at: 'rxpool sweep' does that",
                 api_sweep_points(experiment));
    say_what_was_found(cli, &outcome, database);
    say_init_failed(cli, &outcome);
    say_starved(cli, &outcome);
    api_summary(experiment, stdout);
    return code;
}

int cmd_run(struct cli *cli) {
    const struct options *options = &cli->options;
    const char *database = options->output == NULL ? "rxpool.db" : options->output;
    if (options->no_database && options->output != NULL)
        return cli_usage_error(cli, NULL, "--no-db and --output exclude each other");
    const struct api_source source = {.path = options->operand.item[0],
                                      .set = {options->set.item, options->set.count},
                                      .seed = options->seed};
    struct api_experiment *experiment = api_open(&source, &cli->problems);
    if (experiment == NULL)
        return cli_exit_code(cli);
    int code = options->rare ? run_rare(cli, experiment)
                             : execute(cli, experiment, options->no_database ? NULL : database);
    api_close(experiment);
    return code;
}
