/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rxpool show: what a database holds. */
#include "cli.h"

int cmd_show(struct cli *cli) {
    const struct option_list *operand = &cli->options.operand;
    uint64_t run = 0;
    if (operand->count > 1 && !number_parse(operand->item[1], 1, INT64_MAX, &run))
        return cli_usage_error(
            cli, "'rxpool show DB' lists the points; runs are numbered point * 1000000 + replication",
            "RUN is the number of a run, not '%s'", operand->item[1]);
    const char *counters = cli->options.counters;
    if (counters != NULL && run == 0)
        return cli_usage_error(cli, "rxpool show DB RUN --counters DRIVER",
                               "counters are those of one run: which?");
    if (cli->options.json && run != 0)
        return cli_usage_error(cli, "rxpool export DB --json has every run",
                               "--json shows all studies: it takes no number of a run");
    if (cli->options.json)
        (void)api_studies(operand->item[0], stdout, &cli->problems);
    else if (counters != NULL)
        (void)api_counters(operand->item[0], (int64_t)run, counters, stdout, &cli->problems);
    else
        (void)api_show(operand->item[0], (int64_t)run, stdout, &cli->problems);
    return cli_exit_code(cli);
}
