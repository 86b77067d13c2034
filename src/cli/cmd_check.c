/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rxpool check: what is wrong with a scenario, or what it comes to. */
#include "cli.h"

int cmd_check(struct cli *cli) {
    const struct options *options = &cli->options;
    const struct api_source source = {.path = options->operand.item[0],
                                      .set = {options->set.item, options->set.count},
                                      .axes = {options->axes.item, options->axes.count},
                                      .sweep = true};
    struct text text = {0};
    struct api_experiment *experiment = api_open(&source, &cli->problems);
    if (experiment != NULL && api_check(experiment, &text, &cli->problems))
        (void)fputs(text.at, stdout);
    text_free(&text);
    api_close(experiment);
    return cli_exit_code(cli);
}
