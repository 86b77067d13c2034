/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rxpool sweep: every point of a design. */
#include <inttypes.h>

#include "cli.h"
#include "experiment_view.h"
#include "progress.h"

static void write_seconds(struct text *to, double seconds) {
    if (seconds < 1)
        text_format(to, "%.2g s", seconds);
    else if (seconds < 120)
        text_format(to, "%.0f s", seconds);
    else if (seconds < 7200)
        text_format(to, "%.0f min", seconds / 60);
    else
        text_format(to, "%.1f h", seconds / 3600);
}

/* The points on standard output; the time, which depends on the machine, on standard error. */
static int dry_run(struct cli *cli, struct api_experiment *experiment) {
    struct api_work work = {0};
    struct api_forecast forecast;
    if (!cli_work(cli, &work))
        return EXIT_USAGE;
    if (!api_forecast(experiment, &work, &forecast, &cli->problems))
        return cli_exit_code(cli);
    for (size_t i = 0; i < forecast.points; i++) {
        struct text line = {0};
        api_point_text(experiment, i, &line);
        (void)printf("%zu\t%s\n", i + 1, line.at);
        text_free(&line);
    }
    struct text expected = {0};
    write_seconds(&expected, forecast.total_s);
    cli_note(
        cli, "%zu point%s, %" PRIu64 " run%s; expected: %s on %" PRIu32 " thread%s (measured on %zu point%s)",
        forecast.points, cli_plural(forecast.points), forecast.runs, cli_plural(forecast.runs), expected.at,
        forecast.jobs, cli_plural(forecast.jobs), forecast.measured, cli_plural(forecast.measured));
    text_free(&expected);
    return EXIT_DONE;
}

static int execute(struct cli *cli, struct api_experiment *experiment, const char *database) {
    struct progress_view view;
    struct api_work work = {.database = database, .progress = progress_update, .context = &view};
    struct api_outcome outcome;
    if (!progress_begin(&view, cli, true) || !cli_work(cli, &work))
        return EXIT_USAGE;
    bool good = api_execute(experiment, &work, &outcome, &cli->problems);
    progress_clear(&view);
    int code = experiment_code(cli, &outcome, database, good);
    if (!good || !outcome.complete)
        return code;
    if (outcome.deterministic > 0 && cli->options.replications > 1)
        cli_note(cli,
                 "nothing is random in %zu of %zu points: they were run once, -n %" PRIu64
                 " is ignored there",
                 outcome.deterministic, outcome.points, cli->options.replications);
    if (outcome.runs_init_failed > 0)
        cli_note(cli,
                 "runs whose initialisation failed: %" PRIu64
                 "; the pool could not be had (status init_failed)",
                 outcome.runs_init_failed);
    if (outcome.runs_starved > 0)
        cli_note(cli, "runs that starved (status starved): %" PRIu64 "; their numbers end there",
                 outcome.runs_starved);
    uint64_t runs = outcome.runs_done + outcome.runs_found;
    cli_note(cli, "%zu point%s, %" PRIu64 " run%s (%" PRIu64 " found) in %s; 'rxpool show %s' tells more",
             outcome.points, cli_plural(outcome.points), runs, cli_plural(runs), outcome.runs_found, database,
             database);
    return code;
}

int cmd_sweep(struct cli *cli) {
    const struct options *options = &cli->options;
    const struct api_source source = {.path = options->operand.item[0],
                                      .set = {options->set.item, options->set.count},
                                      .axes = {options->axes.item, options->axes.count},
                                      .seed = options->seed,
                                      .sweep = true};
    const char *key;
    struct api_experiment *experiment = api_open(&source, &cli->problems);
    if (experiment == NULL)
        return cli_exit_code(cli);
    int code;
    if (api_axes(experiment, 0, &key) == 0)
        code = cli_usage_error(cli, "say what to vary: -P pool.initial=64..4096:log2",
                               "nothing varies: %s has no sweep: section and there is no -P", source.path);
    else if (options->dry_run)
        code = dry_run(cli, experiment);
    else
        code = execute(cli, experiment, options->output == NULL ? "rxpool.db" : options->output);
    api_close(experiment);
    return code;
}
