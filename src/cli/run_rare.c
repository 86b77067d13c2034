/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rxpool run --rare: the loss of a scenario that hardly ever loses, by splitting. */
#include "run_rare.h"

#include <stdlib.h>
#include <string.h>

#include "progress.h"

#define PRECISION_LEAST 0.001

/* What a stored run has, and an estimate by splitting has not. */
static bool options_fit(struct cli *cli) {
    const struct options *options = &cli->options;
    const char *name = options->output != NULL       ? "--output"
                       : options->replications > 0   ? "--replications"
                       : options->timeout != NULL    ? "--timeout"
                       : options->strict             ? "--strict"
                       : options->metric != NULL     ? "--metric"
                       : options->most > 0           ? "--most"
                       : options->confidence != NULL ? "--confidence"
                                                     : NULL;
    if (name != NULL)
        (void)cli_usage_error(cli, "nothing is stored, and --precision says when it is enough",
                              "%s has no meaning with --rare", name);
    return name == NULL;
}

static int interrupted(struct cli *cli) {
    int code = EXIT_SIGNAL + *cli->interrupted;
    const char *signal = cli_signal_name(*cli->interrupted);
    if (!cli->options.json) {
        cli_note(cli, "interrupted by %s: nothing was kept", signal);
        return code;
    }
    struct mark mark = {.file = cli->program};
    problems_add(&cli->problems, PROBLEM_ERROR, mark, NULL, NULL, "interrupted by %s: nothing was kept",
                 signal);
    cli->problems.exit_code = code;
    return code;
}

static int code_of(struct cli *cli, enum api_rare status) {
    switch (status) {
    case API_RARE_DONE:
        break;
    case API_RARE_IMPRECISE:
        cli_note(cli, "the precision asked for was not reached with as many batches as are made");
        return EXIT_INCOMPLETE;
    case API_RARE_NO_LOSS:
        cli_note(cli, "no copy lost a frame: losses are rarer than the levels can show, or the buffers out "
                      "of reach do not lead to them (docs/rare.md)");
        return EXIT_NO;
    case API_RARE_STOPPED:
        return interrupted(cli);
    }
    return EXIT_DONE;
}

int run_rare(struct cli *cli, struct api_experiment *experiment) {
    struct progress_view view;
    struct api_work work = {.progress = progress_update, .context = &view};
    enum api_rare status;
    char *document = NULL;
    if (!options_fit(cli) || !cli_work(cli, &work))
        return EXIT_USAGE;
    if (work.precision > 0 && work.precision < PRECISION_LEAST)
        return cli_usage_error(cli, NULL, "--precision with --rare is at least 0.1 %%");
    if (!progress_begin(&view, cli, false))
        return EXIT_USAGE;
    bool good = api_rare(experiment, &work, work.precision, &status, cli->options.json ? &document : NULL,
                         stdout, &cli->problems);
    progress_clear(&view);
    if (document != NULL)
        (void)printf("%s\n", document);
    free(document);
    return good ? code_of(cli, status) : cli_exit_code(cli);
}
