/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

int cmd_compare(struct cli *cli) {
    return cli_exit_code(cli);
}
