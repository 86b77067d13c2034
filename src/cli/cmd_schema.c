/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rxpool schema: the JSON Schema of scenario files. */
#include "cli.h"

int cmd_schema(struct cli *cli) {
    struct text text = {0};
    (void)cli;
    api_schema(&text);
    (void)fputs(text.at, stdout);
    text_free(&text);
    return EXIT_DONE;
}
