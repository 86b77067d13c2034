/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rxpool export: every run, for other programs. */
#include "cli.h"
#include "output.h"

int cmd_export(struct cli *cli) {
    const struct options *options = &cli->options;
    struct output output;
    int formats = options->csv + options->json + options->ndjson;
    if (formats != 1)
        return cli_usage_error(cli, NULL, "choose one of --csv, --json and --ndjson%s",
                               formats > 1 ? ", not several" : "");
    enum api_format format = options->csv ? API_CSV : options->json ? API_JSON : API_NDJSON;
    if (!output_begin(&output, cli, options->output))
        return cli_exit_code(cli);
    bool good = api_export(options->operand.item[0], format, output.file, &cli->problems);
    int number = *cli->interrupted;
    (void)output_end(&output, cli, good && number == 0);
    return number != 0 ? EXIT_SIGNAL + number : cli_exit_code(cli);
}
