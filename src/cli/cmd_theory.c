/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rxpool theory: the exact answer beside the simulation, when the scenario is a known model. */
#include <stdlib.h>

#include "cli.h"
#include "experiment_view.h"
#include "progress.h"

static void print(const struct cli *cli, const struct api_theory *theory,
                  const struct api_experiment *experiment) {
    if (!cli->options.json) {
        api_theory_show(theory, experiment, stdout);
        return;
    }
    char *document = api_theory_json(theory, experiment);
    (void)printf("%s\n", document);
    free(document);
}

static int simulate(struct cli *cli, const struct api_work *work, struct api_experiment *experiment,
                    const struct api_theory *theory) {
    struct api_outcome outcome;
    bool good = api_execute(experiment, work, &outcome, &cli->problems);
    progress_clear(work->context);
    int code = experiment_code(cli, &outcome, NULL, good);
    if (good && outcome.complete)
        print(cli, theory, experiment);
    return code;
}

int cmd_theory(struct cli *cli) {
    const struct options *options = &cli->options;
    struct progress_view view;
    struct api_work work = {.progress = progress_update, .context = &view};
    if (!progress_begin(&view, cli, false) || !cli_work(cli, &work))
        return EXIT_USAGE;
    const struct api_source source = {.path = options->operand.item[0],
                                      .set = {options->set.item, options->set.count},
                                      .seed = options->seed};
    struct api_experiment *experiment = api_open(&source, &cli->problems);
    if (experiment == NULL)
        return cli_exit_code(cli);
    struct api_theory *theory = api_theory_open(experiment, &cli->problems);
    int code;
    if (theory == NULL) {
        code = cli_exit_code(cli);
    } else if (api_theory_known(theory)) {
        code = simulate(cli, &work, experiment, theory);
    } else {
        print(cli, theory, experiment);
        code = EXIT_NO;
    }
    api_theory_close(theory);
    api_close(experiment);
    return code;
}
