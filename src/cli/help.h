/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Help texts, made from the tables of commands and options. */
#ifndef RXP_HELP_H
#define RXP_HELP_H

#include <stdio.h>

#include "cli.h"

void help_overview(FILE *to);
void help_command(const struct command *command, FILE *to);

#endif
