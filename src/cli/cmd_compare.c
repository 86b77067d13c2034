/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rxpool compare: what differs, and is it more than chance? */
#include "cli.h"

int cmd_compare(struct cli *cli) {
    const struct options *options = &cli->options;
    const struct option_list *operand = &options->operand;
    const struct api_compare compare = {.other = operand->count > 1 ? operand->item[1] : NULL,
                                        .by = options->by,
                                        .metric = {options->metrics.item, options->metrics.count},
                                        .fail_if = {options->fail_if.item, options->fail_if.count},
                                        .confidence = options->confidence,
                                        .study = (int64_t)options->study,
                                        .json = options->json};
    bool holds;
    if (compare.other != NULL && compare.by != NULL)
        return cli_usage_error(cli, "leave one of them out",
                               "two databases are compared as they are, --by is for groups of one");
    bool good = api_compare(operand->item[0], &compare, stdout, &holds, &cli->problems);
    return good && holds ? EXIT_NO : cli_exit_code(cli);
}
