/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rxpool explain: what a word of a scenario or a result means. */
#include "cli.h"

int cmd_explain(struct cli *cli) {
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
        text_add(&text, "keys are written as in pool.initial or traffic.NAME.rate, metrics as in loss_ratio");
    int code = cli_usage_error(cli, text.at, "'%s' is neither a key nor a metric", word);
    text_free(&text);
    return code;
}
