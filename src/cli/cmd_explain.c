/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rxpool explain: what a word of a scenario or a result means. */
#include "cli.h"

static void write_what_there_is(struct text *to) {
    text_add(to, "keys are written as in pool.initial or traffic.NAME.rate, metrics as in loss_ratio, rules "
                 "as in R7, faults as in free_twice; topics:");
    for (size_t i = 0; api_topic(i) != NULL; i++)
        text_format(to, "%s %s", i == 0 ? "" : ",", api_topic(i));
}

int cmd_explain(struct cli *cli) {
    struct text hint = {0};
    if (cli->options.operand.count == 0) {
        write_what_there_is(&hint);
        int missing = cli_usage_error(cli, hint.at, "something is missing: %s %s", cli->program,
                                      cli->command->operands);
        text_free(&hint);
        return missing;
    }
    const char *word = cli->options.operand.item[0];
    const char *nearest = NULL;
    struct text text = {0};
    if (api_explain(word, &text, &nearest)) {
        (void)fputs(text.at, stdout);
        text_free(&text);
        return EXIT_DONE;
    }
    text_free(&text);
    if (nearest != NULL)
        text_format(&text, "did you mean '%s'?", nearest);
    else
        write_what_there_is(&text);
    int code =
        cli_usage_error(cli, text.at, "'%s' is no key, metric, rule, fault, status, preset or topic", word);
    text_free(&text);
    return code;
}
