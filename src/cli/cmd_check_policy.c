/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rxpool check-policy: is a shared object a policy, and a function of nothing but its state and its view? */
#include "cli.h"

int cmd_check_policy(struct cli *cli) {
    const struct option_list *operand = &cli->options.operand;
    const struct api_list scenarios = {operand->item + 1, operand->count - 1};
    struct text text = {0};
    bool good = false;
    bool tried = api_check_policy(operand->item[0], scenarios, &text, &good, &cli->problems);
    if (text.length > 0)
        (void)fputs(text.at, stdout);
    text_free(&text);
    return !tried ? cli_exit_code(cli) : good ? EXIT_DONE : EXIT_NO;
}
